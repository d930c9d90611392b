//! E7: an imported edition still holds as many records as its workbook had rows.

use super::organisations::known_edition;
use crate::diag::{Cell, Diagnostic, Diagnostics, Spanned, codes};
use crate::model::{EditionKind, Facts};
use crate::records::{AgreementDraft, Drafts, ImportFacts};
use std::collections::{BTreeSet, HashMap};

/// Compares every import's counts with the records. A row counts even if something else is wrong with it.
pub(super) fn counts(drafts: &Drafts<'_>, facts: &Facts, faults: &mut Diagnostics) {
    let mut rows: HashMap<(&str, &str), usize> = HashMap::new();
    if !drafts.imports.is_empty() {
        for row in drafts.releases.iter().flat_map(|file| &file.rows.rows) {
            *rows.entry((row.edition.text(), row.source_sheet.text())).or_default() += 1;
        }
    }
    stock(drafts, facts, faults);
    let is_stock = |edition: &str| facts.editions.get(edition).is_some_and(|e| e.kind == EditionKind::Stock);
    for import in &drafts.imports {
        let edition = import.edition.as_str();
        known_edition(&Cell { value: edition.into(), span: import.source.span }, drafts, facts, faults);
        let sheet = |name: &str| rows.get(&(edition, name)).copied().unwrap_or(0);
        let statements = drafts.agreements.iter().flat_map(|agreement| &agreement.statements);
        let printed = statements.flat_map(|s| &s.editions).filter(|id| id.text() == edition).count();
        let amendments = drafts.amendments.rows.iter().filter(|row| row.edition.text() == edition).count();
        for imported in import.sheets.iter().filter(|_| !is_stock(edition)) {
            // Several sheets of one kind are not told apart by the records of amendments and statements; where a row is
            // a release and repeats its agreement's words, statements are fewer than rows.
            let is_only = import.sheets.iter().filter(|other| other.role == imported.role).count() == 1;
            let (found, what) = match imported.role.text() {
                "releases" | "releases;agreements" => (sheet(imported.name.text()), "releases"),
                "agreements" | "purposes" if is_only => (printed, "statements"),
                "amendments" if is_only => (amendments, "amendments"),
                _ => continue,
            };
            compare(import, &imported.rows, found, what, faults);
        }
    }
}

/// The newest edition of a register that is printed whole holds every row that the register holds, and every version
/// that has not left. What an older one printed has changed since.
fn stock(drafts: &Drafts<'_>, facts: &Facts, faults: &mut Diagnostics) {
    let months = facts.editions.values().filter(|edition| edition.kind == EditionKind::Stock);
    let Some(newest) = months.max_by_key(|edition| edition.order()) else { return };
    let Some(import) = drafts.imports.iter().find(|import| import.edition == newest.id.as_str()) else { return };
    let is_month = |id: &str| facts.editions.get(id).is_some_and(|edition| edition.kind == EditionKind::Stock);
    let rows = drafts.releases.iter().flat_map(|file| &file.rows.rows);
    let releases = rows.filter(|row| is_month(row.edition.text())).count();
    let versions = facts.agreements.values().flat_map(|agreement| &agreement.versions);
    let left: BTreeSet<&str> = versions.filter(|v| facts.left(v).is_some()).map(|v| v.reference.as_str()).collect();
    let stands = |draft: &&AgreementDraft<'_>| {
        let mut editions = draft.statements.iter().flat_map(|statement| &statement.editions);
        editions.any(|id| is_month(id.text())) && !left.contains(draft.reference.text())
    };
    let versions = drafts.agreements.iter().filter(stands).count();
    for (role, found, what) in [("releases", releases, "releases"), ("agreements", versions, "versions of agreements")]
    {
        let mut sheets = import.sheets.iter().filter(|sheet| sheet.role.text() == role);
        if let (Some(sheet), None) = (sheets.next(), sheets.next()) {
            compare(import, &sheet.rows, found, what, faults);
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
