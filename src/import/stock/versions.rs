//! The versions of agreements in a stock: what a month prints stands in their files, and nothing else of them changes.
//!
//! A statement lists the edition in which its words first appeared. It stands until other words take their place, in
//! the same statement, or until the version leaves; later editions that print the same words are not listed. A
//! statement that editions of another kind print too is theirs, and is not touched.

use super::changes::Changes;
use super::{Months, Texts};
use crate::diag::{Cell, Diagnostic, Diagnostics, codes};
use crate::import::facts::{FACTS, fact};
use crate::import::statements::{Printed, check_reference, new_version, path, says};
use crate::model::SectionKind;
use crate::records::{AgreementDraft, StatementDraft};
use std::collections::BTreeMap;

/// What a month does to the versions.
#[derive(Debug, Default)]
pub(super) struct Merged<'a> {
    /// Every version that the month prints, by path: as it was, and as it is to be.
    pub(super) files: BTreeMap<String, (Option<&'a AgreementDraft<'a>>, AgreementDraft<'a>)>,
    pub(super) changes: Changes,
    /// Versions that this month does not print any more.
    pub(super) withdrawn: Vec<&'a AgreementDraft<'a>>,
    /// How many came back after they had left.
    pub(super) returned: usize,
}

/// Puts a month's rows in the place of what the stock says of each version. A reference twice is a fault.
pub(super) fn merge<'a>(
    groups: BTreeMap<String, Vec<&'a Printed<'a>>>,
    existing: &'a [AgreementDraft<'a>],
    months: &Months<'a>,
    faults: &mut Diagnostics,
) -> Merged<'a> {
    let mut merged = Merged::default();
    let mut before: BTreeMap<String, &'a AgreementDraft<'a>> =
        existing.iter().map(|draft| (path(&draft.slug, &draft.label), draft)).collect();
    let names_datasets = groups.values().flatten().any(|row| !row.datasets.is_empty());
    for (path, rows) in groups {
        let known = before.remove(&path);
        check_reference(&path, &rows, known, faults);
        let [row] = rows[..] else {
            let numbers: Vec<String> = rows.iter().map(|row| row.row.to_string()).collect();
            let message = format!("the version {} stands in rows {}", rows[0].reference, numbers.join(" and "));
            let help = "a register that is printed whole each time has one row for each version; ask the publisher";
            faults.push(Diagnostic::new(&codes::E121, message).help(help));
            continue;
        };
        let place = Place { row, months, names_datasets };
        let after = match known {
            None => place.new_version(),
            Some(known) => {
                merged.returned += usize::from(months.has_left(known));
                let after = place.put(known);
                merged.changes.note(row.reference, &changed(known, &after));
                after
            }
        };
        merged.files.insert(path, (known, after));
    }
    let stands = |draft: &&&AgreementDraft<'_>| months.standing(draft).is_some() && !months.has_left(draft);
    merged.withdrawn = before.values().filter(stands).copied().collect();
    merged
}

/// A row on its way into its version.
struct Place<'a, 'm> {
    row: &'a Printed<'a>,
    months: &'m Months<'a>,
    names_datasets: bool,
}

impl<'a> Place<'a, '_> {
    fn new_version(&self) -> AgreementDraft<'a> {
        let mut draft = new_version(self.row.reference, self.row.organisation.to_owned());
        self.row.state(&mut draft, self.names_datasets);
        draft.statements.push(self.row.statement(self.months.edition, 1));
        draft
    }

    /// The version as this month prints it.
    fn put(&self, before: &AgreementDraft<'a>) -> AgreementDraft<'a> {
        let mut draft = before.clone();
        draft.applicant = Cell::made(self.row.organisation);
        self.row.state(&mut draft, self.names_datasets);
        match self.months.standing(before) {
            Some(at) if says(&draft.statements[at], self.row) => {
                if self.months.has_left(before) {
                    self.list(&mut draft.statements[at]);
                }
            }
            Some(at) if draft.statements[at].editions.iter().all(|cell| self.months.is_month(cell.text())) => {
                self.replace(&mut draft.statements[at]);
            }
            standing => self.put_beside(&mut draft, standing),
        }
        draft
    }

    /// Other words, or another organisation, in the place of those that stood. The summary that staff wrote stays.
    fn replace(&self, statement: &mut StatementDraft<'a>) {
        let new = self.row.statement(self.months.edition, statement.seq.value);
        let (own, official): (Vec<_>, Vec<_>) = std::mem::take(&mut statement.sections)
            .into_iter()
            .partition(|section| section.kind == SectionKind::Summary);
        let is_same = official == new.sections;
        statement.sections = own.into_iter().chain(new.sections).collect();
        statement.organisation = new.organisation;
        if !is_same {
            (statement.editions, statement.source_rows) = (new.editions, new.source_rows);
            (statement.source_sheets, statement.truncated) = (new.source_sheets, new.truncated);
        }
    }

    /// Words of the stock beside statements that other editions print.
    fn put_beside(&self, draft: &mut AgreementDraft<'a>, standing: Option<usize>) {
        if let Some(at) = standing {
            self.unlist(&mut draft.statements[at]);
        }
        match draft.statements.iter_mut().find(|statement| says(statement, self.row)) {
            Some(same) => self.list(same),
            None => {
                let seq = draft.statements.iter().map(|statement| statement.seq.value).max().unwrap_or(0) + 1;
                draft.statements.push(self.row.statement(self.months.edition, seq));
            }
        }
    }

    fn list(&self, statement: &mut StatementDraft<'a>) {
        let new = self.row.statement(self.months.edition, 0);
        statement.editions.extend(new.editions);
        statement.source_rows.extend(new.source_rows);
        if !statement.source_sheets.is_empty() {
            statement.source_sheets.resize_with(statement.editions.len(), || Cell::made(""));
        }
    }

    fn unlist(&self, statement: &mut StatementDraft<'a>) {
        while let Some(at) = statement.editions.iter().position(|cell| self.months.is_month(cell.text())) {
            statement.editions.remove(at);
            if at < statement.source_rows.len() {
                statement.source_rows.remove(at);
            }
            if at < statement.source_sheets.len() {
                statement.source_sheets.remove(at);
            }
        }
    }
}

/// What a version says otherwise than before, by column, with the texts that are short enough to be told.
fn changed<'r>(before: &'r AgreementDraft<'_>, after: &'r AgreementDraft<'_>) -> Vec<(&'static str, Texts)> {
    let pair = |old: &str, new: &str| (old != new).then(|| vec![(old.to_owned(), new.to_owned())]);
    let mut columns: Vec<(&'static str, Option<Texts>)> =
        vec![("applicant", pair(before.applicant.text(), after.applicant.text()))];
    for field in FACTS {
        let shown = |draft| fact(draft, field).replace('\u{1F}', "; ");
        columns.push((field.key(), pair(&shown(before), &shown(after))));
    }
    columns.push(("datasets", datasets(before, after)));
    for kind in SectionKind::ALL {
        let texts = |draft: &AgreementDraft<'_>| -> Vec<String> {
            let sections = draft.statements.iter().flat_map(|statement| &statement.sections);
            sections.filter(|section| section.kind == *kind).map(|section| section.text.text().to_owned()).collect()
        };
        columns.push((kind.key(), (texts(before) != texts(after)).then(Vec::new)));
    }
    columns.into_iter().filter_map(|(name, texts)| Some((name, texts?))).collect()
}

/// Cells of datasets that say something else, where the version names as many as before.
fn datasets(before: &AgreementDraft<'_>, after: &AgreementDraft<'_>) -> Option<Texts> {
    if before.datasets == after.datasets {
        return None;
    }
    if before.datasets.len() != after.datasets.len() {
        return Some(Vec::new());
    }
    let text = |cell: &Option<Cell<'_>>| cell.as_ref().map_or_else(String::new, |cell| cell.text().to_owned());
    let pairs = before.datasets.iter().zip(&after.datasets).flat_map(|(old, new)| {
        [
            (old.name.text().to_owned(), new.name.text().to_owned()),
            (text(&old.identifiability), text(&new.identifiability)),
            (text(&old.sensitivity), text(&new.sensitivity)),
            (text(&old.frequency), text(&new.frequency)),
            (text(&old.legal_basis), text(&new.legal_basis)),
            (text(&old.confidentiality), text(&new.confidentiality)),
        ]
    });
    Some(pairs.filter(|(old, new)| old != new).collect())
}
