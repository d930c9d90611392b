//! E11: cells of a table in which a spreadsheet lost the text and shows an error instead. Each is named, all at once,
//! since the publisher has to be asked for each.

use super::table::Located;
use super::workbook::place;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::model::is_spreadsheet_error;

/// Reports every cell of a table that holds the error of a spreadsheet. Sheets that are kept as text may show one.
/// A mapping may let them through, with a reason.
pub(super) fn check(located: &Located<'_>, faults: &mut Diagnostics) {
    if located.layout.keep_errors.is_some() {
        return;
    }
    for table in located.sheets.iter().filter(|table| table.header_row > 0) {
        for row in &table.rows {
            for (column, text) in row.cells.iter().filter(|(_, text)| is_spreadsheet_error(text)) {
                let at = place(*column, row.number);
                let message = format!("{}!{at} holds {}: a spreadsheet lost the text", table.sheet.name, text.trim());
                let help = "ask the publisher for the text; keep_errors = \"why\" in the mapping lets it through";
                faults.push(Diagnostic::new(&codes::E11, message).help(help));
            }
        }
    }
}
