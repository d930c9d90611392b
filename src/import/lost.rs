//! E11: cells of a table in which a spreadsheet lost the text and shows an error instead. Each is named, all at once,
//! since the publisher has to be asked for each. A mapping may let them through, where the text cannot be had any more.

use super::report::Report;
use super::table::{Located, Table};
use super::workbook::place;
use crate::diag::{Diagnostic, Diagnostics, codes, count};
use crate::model::is_spreadsheet_error;
use crate::records::Use;

/// Places and texts of the errors in cells that have a place in the records.
fn errors<'t>(table: &'t Table<'_>) -> impl Iterator<Item = (String, &'t str)> {
    let is_kept = |column: u32| {
        let column = usize::try_from(column).ok().and_then(|at| table.columns.get(at));
        let mapped = column.and_then(|column| column.mapped);
        mapped.is_none_or(|mapped| matches!(mapped.use_, Use::Field(_) | Use::Keep))
    };
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.number, cell)));
    let lost = cells.filter(move |(_, (column, text))| is_spreadsheet_error(text) && is_kept(*column));
    lost.map(|(row, (column, text))| (place(*column, row), text.trim()))
}

/// Reports every cell of a table that holds the error of a spreadsheet, unless the mapping lets them through.
pub(super) fn check(located: &Located<'_>, faults: &mut Diagnostics) {
    if located.layout.keep_errors.is_some() {
        return;
    }
    for table in located.sheets.iter().filter(|table| table.header_row > 0) {
        for (at, text) in errors(table) {
            let message = format!("{}!{at} holds {text}: a spreadsheet lost the text", table.sheet.name);
            let help =
                "ask the publisher for the text; if it cannot be had, say why in the mapping: keep_errors = \"…\"";
            faults.push(Diagnostic::new(&codes::E11, message).help(help));
        }
    }
}

/// Says how many cells were let through, and why.
pub(super) fn report(located: &Located<'_>, report: &mut Report) {
    let Some(why) = &located.layout.keep_errors else { return };
    for table in located.sheets.iter().filter(|table| table.header_row > 0) {
        let mut errors = errors(table);
        if let Some((first, text)) = errors.next() {
            let cells = count(1 + errors.count(), "cell");
            let line = format!(
                "{cells} of {} with an error such as {text} in {first}, kept: {}",
                table.sheet.name,
                why.text()
            );
            report.line("Lost texts", line);
        }
    }
}
