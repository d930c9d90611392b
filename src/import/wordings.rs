//! Controlled cells of a workbook against the reviewed wordings of the register that it goes into. A wording that
//! nobody has reviewed stops the import: each is named once, with its count and first cell, all at once.

use super::layouts::{Field, Role};
use super::locate::{Located, Table};
use crate::check::{did_you_mean, nearest};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::model::VocabularyName;
use crate::model::fold;
use crate::records::Drafts;
use std::collections::BTreeMap;

/// The reviewed wordings.
pub(super) struct Wordings<'d> {
    codes: BTreeMap<(&'d str, String), &'d str>,
    /// As written, by vocabulary, for suggestions.
    written: BTreeMap<&'d str, Vec<&'d str>>,
}

impl<'d> Wordings<'d> {
    pub(super) fn new(drafts: &'d Drafts<'_>) -> Self {
        let (mut codes, mut written) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for row in &drafts.wordings.rows {
            let vocabulary = row.vocabulary.text();
            codes.entry((vocabulary, fold::wording(row.wording.text()))).or_insert(row.codes.text());
            written.entry(vocabulary).or_default().push(row.wording.text());
        }
        Wordings { codes, written }
    }

    /// The codes of a wording, joined by `;`.
    pub(super) fn codes(&self, vocabulary: VocabularyName, wording: &str) -> Option<&'d str> {
        self.codes.get(&(vocabulary.key(), fold::wording(wording))).copied()
    }

    fn like(&self, vocabulary: VocabularyName, wording: &str) -> String {
        let written = self.written.get(vocabulary.key()).into_iter().flatten().copied();
        did_you_mean(nearest(wording, written))
    }
}

/// The vocabulary of a column, if it has one.
fn vocabulary(field: Field) -> Option<VocabularyName> {
    match field {
        Field::Identifiability => Some(VocabularyName::Identifiability),
        Field::Sensitivity => Some(VocabularyName::Sensitivity),
        Field::LegalBasis => Some(VocabularyName::LegalBasis),
        Field::Frequency => Some(VocabularyName::Frequency),
        Field::OptOuts => Some(VocabularyName::OptOut),
        Field::Confidentiality => Some(VocabularyName::Confidentiality),
        Field::OrganisationType => Some(VocabularyName::OrganisationType),
        _ => None,
    }
}

/// Reports every wording that is not known. Blank cells state nothing and are passed over.
pub(super) fn check(located: &Located<'_>, wordings: &Wordings<'_>, faults: &mut Diagnostics) {
    let mut unknown: BTreeMap<(VocabularyName, &str), (String, usize)> = BTreeMap::new();
    let with_rows = [Role::Releases, Role::Purposes, Role::Amendments];
    for table in located.sheets.iter().filter(|table| with_rows.contains(&table.role)) {
        for field in table.columns.iter().filter_map(|column| column.field) {
            if let Some(vocabulary) = vocabulary(field) {
                check_column(table, field, vocabulary, wordings, &mut unknown);
            }
        }
    }
    for ((vocabulary, wording), (first, count)) in unknown {
        let message = format!("{} \"{wording}\": {}, the first in {first}", vocabulary.key(), cells(count));
        let near = wordings.like(vocabulary, wording);
        let fault = Diagnostic::new(&codes::E2, message).about(format!("wording/{}/{wording}", vocabulary.key()));
        faults.push(fault.help(format!("{near}; add the wording with its code to data/wordings.csv")));
    }
}

fn check_column<'w>(
    table: &Table<'w>,
    field: Field,
    vocabulary: VocabularyName,
    wordings: &Wordings<'_>,
    unknown: &mut BTreeMap<(VocabularyName, &'w str), (String, usize)>,
) {
    // A column has few wordings and thousands of cells: each is folded once.
    let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
    for row in &table.rows {
        let wording = table.cell(row, field);
        let known = *seen.entry(wording).or_insert_with(|| wordings.codes(vocabulary, wording).is_some());
        if !wording.is_empty() && !known {
            unknown.entry((vocabulary, wording)).or_insert_with(|| (table.place(row, field), 0)).1 += 1;
        }
    }
}

pub(super) fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}
