//! E7: an imported edition still holds as many records as its workbook had rows.

use crate::diag::{Diagnostic, Diagnostics, Spanned, codes};
use crate::records::{Drafts, ImportFacts, ReleaseDraft};

/// Compares every import's counts with the records.
pub(super) fn counts(drafts: &Drafts<'_>, rows: &[&ReleaseDraft<'_>], faults: &mut Diagnostics) {
    for import in &drafts.imports {
        let edition = import.edition.as_str();
        let sheet =
            |name: &str| rows.iter().filter(|r| r.edition.text() == edition && r.source_sheet.text() == name).count();
        let statements = drafts.agreements.iter().flat_map(|agreement| &agreement.statements);
        let printed = statements.flat_map(|s| &s.editions).filter(|id| id.text() == edition).count();
        let amendments = drafts.amendments.rows.iter().filter(|row| row.edition.text() == edition).count();
        for imported in &import.sheets {
            let (found, what) = match imported.role.text() {
                "releases" => (sheet(imported.name.text()), "releases"),
                "purposes" => (printed, "statements"),
                "amendments" => (amendments, "amendments"),
                _ => continue,
            };
            compare(import, &imported.rows, found, what, faults);
        }
    }
}

fn compare(import: &ImportFacts<'_>, rows: &Spanned<i64>, found: usize, what: &str, faults: &mut Diagnostics) {
    if i64::try_from(found) == Ok(rows.value) {
        return;
    }
    let message = format!("the workbook had {} {what}, the register has {found}", rows.value);
    let fault = Diagnostic::new(&codes::E7, message).at(rows.span).about(format!("edition/{}", import.edition));
    faults.push(fault.help("restore the records from git, or import the workbook again"));
}
