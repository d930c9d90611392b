//! Controlled cells of a workbook against the reviewed wordings of the register that it goes into, and those that the
//! mapping gives a code. A wording that nobody has reviewed stops the import: each is named once, with its count and
//! first cell, all at once.

use super::table::{Located, Table};
use crate::diag::{Cell, Diagnostic, Diagnostics, codes};
use crate::diag::{did_you_mean, nearest};
use crate::model::VocabularyName;
use crate::model::fold;
use crate::records::{Drafts, Field, TermDraft, WordingDraft, join, toml_string};
use std::collections::{BTreeMap, BTreeSet};

/// How many codes are told one by one.
const MOST_CODES: usize = 8;

/// The reviewed wordings.
pub(super) struct Wordings<'d> {
    codes: BTreeMap<(&'d str, String), &'d str>,
    /// As written, by vocabulary, for suggestions.
    written: BTreeMap<&'d str, Vec<&'d str>>,
    /// The terms of each vocabulary: code and label.
    terms: BTreeMap<&'d str, Vec<(&'d str, &'d str)>>,
    /// Those that only the mapping has: vocabulary, wording, codes.
    mapped: Vec<(VocabularyName, &'d str, &'d str)>,
    /// Several known wordings in one cell, joined as their column says, with the codes of each.
    joined: BTreeMap<(VocabularyName, &'d str), String>,
}

impl<'d> Wordings<'d> {
    /// The wordings of the register, then those of the mapping's columns that the workbook has.
    pub(super) fn new(drafts: &'d Drafts<'_>, located: &Located<'d>, faults: &mut Diagnostics) -> Self {
        let (mut codes, mut written) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for row in &drafts.wordings.rows {
            let vocabulary = row.vocabulary.text();
            codes.entry((vocabulary, fold::wording(row.wording.text()))).or_insert(row.codes.text());
            written.entry(vocabulary).or_default().push(row.wording.text());
        }
        let term = |term: &'d TermDraft<'_>| (term.code.text(), term.label.text());
        let terms = drafts.vocabularies.iter().map(|v| (v.name.key(), v.terms.rows.iter().map(term).collect()));
        let terms = terms.collect();
        let mut wordings = Wordings { codes, written, terms, mapped: Vec::new(), joined: BTreeMap::new() };
        let columns = located.sheets.iter().flat_map(|table| &table.columns);
        for mapped in columns.filter_map(|column| column.mapped) {
            // The channel's code stands in the records themselves.
            let vocabulary = mapped.use_.field().filter(|f| *f != Field::Channel).and_then(Field::vocabulary);
            for (wording, codes) in vocabulary.iter().flat_map(|_| &mapped.values) {
                wordings.extend(vocabulary, wording, codes, faults);
                known_codes(vocabulary, codes, drafts, faults);
            }
        }
        for (frequency, _) in &located.layout.channel.by_frequency {
            known_codes(Some(VocabularyName::Frequency), frequency, drafts, faults);
        }
        for (table, field, vocabulary) in controlled(located) {
            wordings.join((table, field, vocabulary), drafts);
        }
        wordings
    }

    /// Notes cells that are no wording as a whole, but known wordings between their column's separators. Their codes
    /// stand in the order of the vocabulary.
    fn join(&mut self, (table, field, vocabulary): (&Table<'d>, Field, VocabularyName), drafts: &Drafts<'_>) {
        let terms = drafts.vocabularies.iter().find(|known| known.name == vocabulary);
        let place = |code: &str| terms.and_then(|v| v.terms.rows.iter().position(|term| term.code.text() == code));
        let cells: BTreeSet<&'d str> = table.rows.iter().map(|row| table.cell(row, field)).collect();
        for cell in cells {
            if self.codes(vocabulary, cell).is_some() {
                continue;
            }
            let parts = table.split(cell, field);
            let codes: Option<Vec<&str>> = parts.iter().map(|part| self.codes(vocabulary, part)).collect();
            let mut joined: Vec<&str> = Vec::new();
            for code in codes.filter(|_| parts.len() > 1).iter().flatten().flat_map(|codes| codes.split(';')) {
                if !joined.contains(&code) {
                    joined.push(code);
                }
            }
            if !joined.is_empty() {
                joined.sort_by_key(|code| place(code));
                self.joined.insert((vocabulary, cell), joined.join(";"));
            }
        }
    }

    fn extend(
        &mut self,
        vocabulary: Option<VocabularyName>,
        wording: &'d Cell<'d>,
        codes: &'d Cell<'d>,
        faults: &mut Diagnostics,
    ) {
        let Some(vocabulary) = vocabulary else { return };
        let key = (vocabulary.key(), fold::wording(wording.text()));
        match self.codes.get(&key) {
            None => {
                self.codes.insert(key, codes.text());
                self.mapped.push((vocabulary, wording.text(), codes.text()));
            }
            Some(known) if *known == codes.text() => {}
            Some(known) => {
                let (wording, codes) = (wording.text(), codes.text());
                let message = format!("the mapping codes \"{wording}\" as {codes}, data/wordings.csv as {known}");
                let fault = Diagnostic::new(&codes::E120, message);
                let fault = fault.help("correct one of the two; a wording means one thing in a register");
                faults.push(fault.about(format!("wording/{}/{wording}", vocabulary.key())));
            }
        }
    }

    /// The codes of a wording, joined by `;`.
    pub(super) fn codes(&self, vocabulary: VocabularyName, wording: &str) -> Option<&'d str> {
        self.codes.get(&(vocabulary.key(), fold::wording(wording))).copied()
    }

    fn is_joined(&self, vocabulary: VocabularyName, cell: &str) -> bool {
        self.joined.contains_key(&(vocabulary, cell))
    }

    /// What to do about a wording that nobody has reviewed: what it is like, and where its code goes.
    fn advice(&self, vocabulary: VocabularyName, wording: &str) -> String {
        let name = vocabulary.key();
        let terms = self.terms.get(name).map_or(&[][..], Vec::as_slice);
        let labelled = terms.iter().find(|(_, label)| fold::wording(label) == fold::wording(wording));
        let near = match labelled {
            Some((code, label)) => format!("the term {code} is called \"{label}\""),
            None => did_you_mean(nearest(wording, self.written.get(name).into_iter().flatten().copied())),
        };
        let codes = match terms.len() {
            1..=MOST_CODES => terms.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", "),
            _ => format!("in data/vocabularies/{name}.csv"),
        };
        let key = toml_string(wording);
        format!(
            "{near}; give it a code in the mapping, values = {{ {key} = \"CODE\" }}, or in data/wordings.csv; \
             the codes are {codes}"
        )
    }

    /// The table with the mapping's wordings that the workbook uses; `None` where there is none to add. They have been
    /// reviewed by whoever wrote the mapping.
    pub(super) fn added(&self, located: &Located<'_>, drafts: &Drafts<'d>) -> Option<(usize, Vec<WordingDraft<'d>>)> {
        let used = used(located);
        let is_used =
            |(name, wording, _): &&(VocabularyName, &str, &str)| used.contains(&(*name, fold::wording(wording)));
        let row = |name: VocabularyName, wording: &'d str, codes: String| WordingDraft {
            vocabulary: Cell::made(name.key()),
            wording: Cell::made(wording),
            codes: Cell::made(codes),
        };
        let mapped = self.mapped.iter().filter(is_used);
        let mapped = mapped.map(|(name, wording, codes)| row(*name, wording, (*codes).to_owned()));
        let joined = self.joined.iter().map(|((name, wording), codes)| row(*name, wording, codes.clone()));
        let new: Vec<WordingDraft<'d>> = mapped.chain(joined).collect();
        let key = |row: &WordingDraft<'_>| format!("{}\u{1F}{}", row.vocabulary.text(), row.wording.text());
        (!new.is_empty()).then(|| (new.len(), join(&drafts.wordings.rows, new, key)))
    }
}

/// A mapping that is none of the register's has not been checked with it.
fn known_codes(vocabulary: Option<VocabularyName>, cell: &Cell<'_>, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let terms = drafts.vocabularies.iter().filter(|known| Some(known.name) == vocabulary);
    let known: Vec<&str> = terms.flat_map(|known| &known.terms.rows).map(|term| term.code.text()).collect();
    for code in cell.text().split(';').map(str::trim).filter(|code| !known.contains(code)) {
        let name = vocabulary.map_or("", VocabularyName::key);
        let fault = Diagnostic::new(&codes::E122, format!("the mapping gives the code \"{code}\", which {name} lacks"));
        let near = did_you_mean(nearest(code, known.iter().copied()));
        faults.push(fault.help(format!("{near}; look up its codes in data/vocabularies/{name}.csv")));
    }
}

/// Every wording of the workbook, folded.
fn used(located: &Located<'_>) -> BTreeSet<(VocabularyName, String)> {
    let mut used = BTreeSet::new();
    for (table, field, vocabulary) in controlled(located) {
        let texts: BTreeSet<&str> = table.rows.iter().map(|row| table.cell(row, field)).collect();
        used.extend(texts.into_iter().map(|text| (vocabulary, fold::wording(text))));
    }
    used
}

/// The fields with a vocabulary that sheets have or that are fixed for them.
fn controlled<'t, 'w>(located: &'t Located<'w>) -> impl Iterator<Item = (&'t Table<'w>, Field, VocabularyName)> {
    let tables = located.sheets.iter().filter(|table| table.header_row > 0);
    tables.flat_map(|table| {
        let fields = Field::all().filter(|field| *field != Field::Channel && table.says(*field));
        fields.filter_map(move |field| Some((table, field, field.vocabulary()?)))
    })
}

/// Reports every wording that is not known. Blank cells state nothing and are passed over.
pub(super) fn check(located: &Located<'_>, wordings: &Wordings<'_>, faults: &mut Diagnostics) {
    let mut unknown: BTreeMap<(VocabularyName, &str), (String, usize)> = BTreeMap::new();
    for (table, field, vocabulary) in controlled(located) {
        check_column(table, field, vocabulary, wordings, &mut unknown);
    }
    for ((vocabulary, wording), (first, count)) in unknown {
        let message = format!("{} \"{wording}\": {}, the first in {first}", vocabulary.key(), cells(count));
        let help = wordings.advice(vocabulary, wording);
        let fault = Diagnostic::new(&codes::E2, message).about(format!("wording/{}/{wording}", vocabulary.key()));
        faults.push(fault.help(help));
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
        let is_known = || wordings.codes(vocabulary, wording).is_some() || wordings.is_joined(vocabulary, wording);
        let known = *seen.entry(wording).or_insert_with(is_known);
        if !wording.is_empty() && !known {
            unknown.entry((vocabulary, wording)).or_insert_with(|| (table.place(row, field), 0)).1 += 1;
        }
    }
}

pub(super) fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}
