//! Statements of purpose become versions of agreements: one file per reference. A later edition that prints the same
//! words for the same organisation only adds itself to the statement; other words are a new statement. Rows of one
//! edition are never put together, however alike.
//!
//! Where a sheet's rows are releases with their agreements beside them, a row repeats the words of its agreement: rows
//! of one reference that follow each other with the same words are one statement, which stands at the first of them.
//!
//! The applicant of a version is the organisation of the first statement in the newest edition that prints it; so are
//! its title, its dates and whatever else that row says of the agreement as a whole.

use super::facts::{FACTS, fact_field, set_fact};
use super::table::{Located, Table};
use super::workbook::SheetRow;
use crate::diag::{Cell, Diagnostic, Diagnostics, Span, Spanned, codes};
use crate::model::{SectionKind, fills_a_cell, fold};
use crate::records::{AgreementDraft, DatasetUseDraft, Field, Role, SectionDraft, StatementDraft};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The word that marks imported prose.
const VERBATIM: &str = "verbatim";

/// A row that states a purpose.
#[derive(Debug)]
pub(super) struct Printed<'w> {
    pub(super) reference: &'w str,
    pub(super) organisation: &'w str,
    /// The sheet, where statements come from several.
    pub(super) sheet: Option<&'w str>,
    pub(super) row: u32,
    /// What it says of the agreement as a whole: only fields that its sheet has.
    facts: Vec<(Field, Cow<'w, str>)>,
    /// The datasets that it names, where the sheet has no releases.
    pub(super) datasets: Vec<DatasetUseDraft<'w>>,
    sections: Vec<(SectionKind, &'w str)>,
    pub(super) truncated: Vec<SectionKind>,
}

impl<'w> Printed<'w> {
    /// Says what the row says of the agreement as a whole; of its datasets where the layout names them at all.
    pub(super) fn state(&self, draft: &mut AgreementDraft<'w>, names_datasets: bool) {
        self.facts.iter().for_each(|(fact, text)| set_fact(draft, *fact, text.clone()));
        if names_datasets {
            draft.datasets.clone_from(&self.datasets);
        }
    }

    /// The statement that the row is.
    pub(super) fn statement(&self, edition: &'w str, seq: i64) -> StatementDraft<'w> {
        let section = |(kind, text): &(SectionKind, &'w str)| SectionDraft { kind: *kind, text: Cell::made(*text) };
        StatementDraft {
            seq: made_number(seq),
            organisation: Cell::made(self.organisation),
            editions: vec![Cell::made(edition)],
            source_rows: vec![made_number(i64::from(self.row))],
            source_sheets: self.sheet.map(Cell::made).into_iter().collect(),
            truncated: self.truncated.iter().map(|kind| Cell::made(kind.key())).collect(),
            sections: self.sections.iter().map(section).collect(),
        }
    }

    /// Whether a row further down says of the agreement nothing else than this one. A blank cell says nothing.
    fn covers(&self, later: &Printed<'_>) -> bool {
        let mut facts = self.facts.iter().zip(&later.facts);
        self.organisation == later.organisation
            && self.sections == later.sections
            && facts.all(|(here, there)| there.1.is_empty() || here == there)
            && self.truncated == later.truncated
    }
}

/// The statements of a workbook, in sheet order. A row without reference or organisation is a fault.
pub(super) fn printed<'w>(located: &Located<'w>, faults: &mut Diagnostics) -> Vec<Printed<'w>> {
    let uses = dataset_uses(located, faults);
    let is_several = located.tables(Role::Agreements).count() > 1;
    let mut all: Vec<Printed<'w>> = Vec::new();
    for table in located.tables(Role::Agreements) {
        let applicant = table.first_of([Field::Applicant, Field::Organisation]);
        for field in [Field::Reference, applicant] {
            for row in table.rows.iter().filter(|row| table.cell(row, field).is_empty()) {
                let message = format!("{} is blank", table.place(row, field));
                let help = "an agreement needs its reference and its organisation: fill in the cell, or skip the row in \
                            the mapping if it is no record, such as a sum";
                faults.push(Diagnostic::new(&codes::E4, message).help(help));
            }
        }
        let mut last: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &table.rows {
            let mut printed = read_row(table, row, &uses);
            printed.sheet = is_several.then_some(table.name());
            let before = last.get(printed.reference).filter(|_| table.has(Role::Releases));
            if before.is_some_and(|before| all[*before].covers(&printed)) {
                continue;
            }
            last.insert(printed.reference, all.len());
            all.push(printed);
        }
    }
    all
}

/// Dataset rows of sheets of their own, by reference, in sheet order. A row whose reference no agreement has is a
/// fault.
fn dataset_uses<'w>(located: &Located<'w>, faults: &mut Diagnostics) -> BTreeMap<&'w str, Vec<DatasetUseDraft<'w>>> {
    let agreements = located.tables(Role::Agreements);
    let references: BTreeSet<&str> =
        agreements.flat_map(|table| table.rows.iter().map(|row| table.cell(row, Field::Reference))).collect();
    let mut uses: BTreeMap<&str, Vec<DatasetUseDraft<'_>>> = BTreeMap::new();
    for table in located.tables(Role::Datasets) {
        for row in &table.rows {
            let reference = table.cell(row, Field::Reference);
            if !references.contains(reference) {
                let message = format!("{} names \"{reference}\"", table.place(row, Field::Reference));
                let fault = Diagnostic::new(&codes::E5, format!("{message}, which no agreement has"));
                faults.push(fault.help("ask the publisher, or skip the row in the mapping, with the reason"));
            }
            uses.entry(reference).or_default().push(dataset_use(table, row));
        }
    }
    uses
}

fn dataset_use<'w>(table: &Table<'w>, row: &'w SheetRow) -> DatasetUseDraft<'w> {
    let stated = |field| Some(table.cell(row, field)).filter(|text| !text.is_empty()).map(Cell::made);
    DatasetUseDraft {
        name: Cell::made(table.cell(row, Field::Dataset)),
        identifiability: stated(Field::Identifiability),
        sensitivity: stated(Field::Sensitivity),
        frequency: stated(Field::Frequency),
        legal_basis: stated(Field::LegalBasis),
        confidentiality: stated(Field::Confidentiality),
    }
}

fn read_row<'w>(
    table: &Table<'w>,
    row: &'w SheetRow,
    uses: &BTreeMap<&'w str, Vec<DatasetUseDraft<'w>>>,
) -> Printed<'w> {
    let kinds = || {
        let fields = table.columns.iter().filter_map(|column| column.field);
        fields.filter_map(|field| if let Field::Section(kind) = field { Some(kind) } else { None })
    };
    let sections = kinds().map(|kind| (kind, table.cell(row, Field::Section(kind))));
    let raw = |kind| table.column(Field::Section(kind)).map_or("", |column| row.raw(column));
    let said = FACTS.into_iter().map(|fact| (fact, fact_field(table, fact)));
    let facts = said.filter(|(_, field)| table.says(*field));
    let reference = table.cell(row, Field::Reference);
    let has_own = !table.has(Role::Releases) && !table.cell(row, Field::Dataset).is_empty();
    let own = has_own.then(|| dataset_use(table, row));
    Printed {
        reference,
        organisation: table.cell(row, table.first_of([Field::Applicant, Field::Organisation])),
        sheet: None,
        row: row.number,
        facts: facts.map(|(fact, field)| (fact, table.published(row, field))).collect(),
        datasets: own.into_iter().chain(uses.get(reference).into_iter().flatten().cloned()).collect(),
        sections: sections.filter(|(_, text)| !text.is_empty()).collect(),
        truncated: kinds().filter(|kind| fills_a_cell(raw(*kind))).collect(),
    }
}

/// When editions ended, so that the newest can be told: by id.
pub(super) type Ends<'a> = BTreeMap<&'a str, &'a str>;

/// The newest edition that prints any statement of a version.
pub(super) fn newest<'a>(statements: &'a [StatementDraft<'_>], ends: &Ends<'_>) -> Option<&'a str> {
    let editions = statements.iter().flat_map(|statement| &statement.editions).map(Cell::text);
    editions.max_by_key(|edition| (ends.get(edition).copied().unwrap_or_default(), *edition))
}

/// What an import does to the versions of agreements.
#[derive(Debug, Default)]
pub(super) struct Versions<'a> {
    /// Every version that the edition prints or printed, by path: as it was, and as it is to be.
    pub(super) files: BTreeMap<String, (Option<&'a AgreementDraft<'a>>, Option<AgreementDraft<'a>>)>,
}

impl Versions<'_> {
    /// How many versions the register gains.
    pub(super) fn new_count(&self) -> usize {
        self.files.values().filter(|(before, after)| before.is_none() && after.is_some()).count()
    }

    /// How many versions it had already.
    pub(super) fn known_count(&self) -> usize {
        self.files.values().filter(|(before, after)| before.is_some() && after.is_some()).count()
    }
}

/// The path of a version's file.
pub(super) fn path(slug: &str, label: &str) -> String {
    format!("data/agreements/{slug}/{label}.md")
}

/// Rows by the path of their version's file. A reference that gives no path is a fault.
pub(super) fn by_path<'a>(
    printed: &'a [Printed<'a>],
    faults: &mut Diagnostics,
) -> BTreeMap<String, Vec<&'a Printed<'a>>> {
    let mut groups: BTreeMap<String, Vec<&'a Printed<'a>>> = BTreeMap::new();
    for row in printed {
        let reference = fold::reference(row.reference);
        let slug = fold::agreement_slug(reference.agreement);
        if slug.is_empty() {
            let message = format!("the reference \"{}\" has no letter or digit", row.reference);
            faults.push(Diagnostic::new(&codes::E125, message));
            continue;
        }
        groups.entry(path(&slug, &reference.version)).or_default().push(row);
    }
    groups
}

/// Puts an edition's statements in place of those that it had. Two references that want one file are faults.
pub(super) fn merge<'a>(
    printed: &'a [Printed<'a>],
    existing: &'a [AgreementDraft<'a>],
    edition: &'a str,
    ends: &Ends<'_>,
    faults: &mut Diagnostics,
) -> Versions<'a> {
    let mut groups = by_path(printed, faults);
    let names_datasets = printed.iter().any(|row| !row.datasets.is_empty());
    let mut versions = Versions::default();
    for draft in existing {
        let lists = draft.statements.iter().any(|s| s.editions.iter().any(|cell| cell.text() == edition));
        let path = path(&draft.slug, &draft.label);
        if lists || groups.contains_key(&path) {
            versions.files.insert(path, (Some(draft), None));
        }
    }
    for path in groups.keys() {
        versions.files.entry(path.clone()).or_default();
    }
    for (path, (before, after)) in &mut versions.files {
        let rows = groups.remove(path).unwrap_or_default();
        check_reference(path, &rows, *before, faults);
        *after = Merge { before: *before, names_datasets, edition, ends }.version(&rows);
    }
    versions
}

/// Whether the rows of a file can be its version: one reference, and no words that staff wrote.
pub(super) fn check_reference(
    path: &str,
    rows: &[&Printed<'_>],
    before: Option<&AgreementDraft<'_>>,
    faults: &mut Diagnostics,
) {
    let Some(wanted) = before.map(|draft| draft.reference.text()).or(rows.first().map(|row| row.reference)) else {
        return;
    };
    if let Some(other) = rows.iter().find(|row| row.reference != wanted) {
        let message = format!("the references {wanted} and {} both belong in {path}", other.reference);
        let fault = Diagnostic::new(&codes::E127, message);
        faults.push(fault.help("references that differ only in case, punctuation or DARS- cannot be told apart"));
    }
    let by_hand = before.filter(|draft| draft.prose.as_ref().map(Cell::text) != Some(VERBATIM));
    if let (Some(draft), false) = (by_hand, rows.is_empty()) {
        let message = format!("{path} was written by hand: its words are Markdown, which imported words are not");
        let fault = Diagnostic::new(&codes::E121, message).at(draft.reference.span);
        faults.push(fault.help("say prose = \"verbatim\" there, or give the record another reference"));
    }
}

/// Whether a statement may take a row.
type May<'m> = dyn Fn(&StatementDraft<'_>, &Printed<'_>) -> bool + 'm;

struct Merge<'a, 'e> {
    before: Option<&'a AgreementDraft<'a>>,
    /// Whether the layout names the datasets of agreements.
    names_datasets: bool,
    edition: &'a str,
    ends: &'e Ends<'e>,
}

impl<'a> Merge<'a, '_> {
    /// The version with these rows as the edition's statements; `None` where no statement is left.
    fn version(&self, rows: &[&'a Printed<'a>]) -> Option<AgreementDraft<'a>> {
        let statements = self.statements(rows);
        let first = statements.first()?;
        let mut draft = match self.before {
            Some(before) => before.clone(),
            None => new_version(rows.first()?.reference, first.organisation.text().to_owned()),
        };
        let was_newest = newest(&draft.statements, self.ends) == Some(self.edition);
        let newest = newest(&statements, self.ends).map(str::to_owned);
        if let Some(newest) = newest.filter(|newest| was_newest || newest == self.edition) {
            let row_in = |s: &StatementDraft<'a>| row_in(s, &newest);
            let first = statements.iter().filter(|s| row_in(s).is_some()).min_by_key(|s| row_in(s));
            if let Some(first) = first {
                draft.applicant = Cell::made(first.organisation.text().to_owned());
            }
            if let Some(row) = rows.first().filter(|_| newest == self.edition) {
                row.state(&mut draft, self.names_datasets);
            }
        }
        draft.statements = statements;
        Some(draft)
    }

    fn statements(&self, rows: &[&'a Printed<'a>]) -> Vec<StatementDraft<'a>> {
        let before = self.before.map_or(&[][..], |draft| &draft.statements);
        let taken = self.matches(rows, before);
        let mut statements: Vec<StatementDraft<'a>> = Vec::new();
        for (at, statement) in before.iter().enumerate() {
            let mut statement = statement.clone();
            let was_listed = row_in(&statement, self.edition).is_some() || lists(&statement, self.edition);
            match taken.iter().position(|found| *found == Some(at)) {
                Some(row) => self.list(&mut statement, rows[row]),
                None => self.unlist(&mut statement),
            }
            if !(was_listed && statement.editions.is_empty()) {
                statements.push(statement);
            }
        }
        let mut seq = statements.iter().map(|statement| statement.seq.value).max().unwrap_or(0);
        for (row, _) in rows.iter().zip(&taken).filter(|(_, found)| found.is_none()) {
            seq += 1;
            statements.push(row.statement(self.edition, seq));
        }
        statements
    }

    /// For each row the statement that has its words. A statement takes one row at most: first the one it has in this
    /// edition already, then any other.
    fn matches(&self, rows: &[&Printed<'_>], before: &[StatementDraft<'_>]) -> Vec<Option<usize>> {
        let mut taken: Vec<Option<usize>> = vec![None; rows.len()];
        let same_row = |statement: &StatementDraft<'_>, row: &Printed<'_>| {
            row_in(statement, self.edition) == Some(i64::from(row.row))
                && sheet_in(statement, self.edition) == row.sheet
        };
        let other_row = |statement: &StatementDraft<'_>, _: &Printed<'_>| row_in(statement, self.edition).is_some();
        let other_edition = |statement: &StatementDraft<'_>, _: &Printed<'_>| !lists(statement, self.edition);
        let passes: [&May<'_>; 3] = [&same_row, &other_row, &other_edition];
        for may in passes {
            for (at, row) in rows.iter().enumerate() {
                if taken[at].is_none() {
                    let free = |no: &usize| !taken.contains(&Some(*no)) && may(&before[*no], row);
                    taken[at] = (0..before.len()).filter(free).find(|no| says(&before[*no], row));
                }
            }
        }
        taken
    }

    /// Adds the edition where it belongs in time, or corrects its row.
    fn list(&self, statement: &mut StatementDraft<'a>, row: &'a Printed<'a>) {
        let number = made_number(i64::from(row.row));
        if let Some(at) = statement.editions.iter().position(|cell| cell.text() == self.edition) {
            statement.source_rows[at] = number;
            self.put_sheet(statement, at, row);
        } else {
            let age =
                |edition: &str| (self.ends.get(edition).copied().unwrap_or_default().to_owned(), edition.to_owned());
            let own = age(self.edition);
            let at = statement.editions.iter().position(|cell| age(cell.text()) > own);
            let at = at.unwrap_or(statement.editions.len());
            statement.editions.insert(at, Cell::made(self.edition));
            statement.source_rows.insert(at, number);
            if !statement.source_sheets.is_empty() {
                statement.source_sheets.insert(at, Cell::made(""));
            }
            self.put_sheet(statement, at, row);
        }
        for kind in &row.truncated {
            if !statement.truncated.iter().any(|cell| cell.text() == kind.key()) {
                statement.truncated.push(Cell::made(kind.key()));
            }
        }
    }

    /// Says from which sheet an edition's row is, where there are several; other editions then have an empty place.
    fn put_sheet(&self, statement: &mut StatementDraft<'a>, at: usize, row: &'a Printed<'a>) {
        if row.sheet.is_some() {
            statement.source_sheets.resize_with(statement.editions.len(), || Cell::made(""));
        }
        if let Some(sheet) = statement.source_sheets.get_mut(at) {
            *sheet = Cell::made(row.sheet.unwrap_or(""));
        }
    }

    fn unlist(&self, statement: &mut StatementDraft<'a>) {
        while let Some(at) = statement.editions.iter().position(|cell| cell.text() == self.edition) {
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

fn lists(statement: &StatementDraft<'_>, edition: &str) -> bool {
    statement.editions.iter().any(|cell| cell.text() == edition)
}

/// The row of a statement in an edition's sheet.
pub(super) fn row_in(statement: &StatementDraft<'_>, edition: &str) -> Option<i64> {
    let at = statement.editions.iter().position(|cell| cell.text() == edition)?;
    statement.source_rows.get(at).map(|row| row.value)
}

/// The sheet of a statement's row in an edition, where it is said.
pub(super) fn sheet_in<'r>(statement: &'r StatementDraft<'_>, edition: &str) -> Option<&'r str> {
    let at = statement.editions.iter().position(|cell| cell.text() == edition)?;
    statement.source_sheets.get(at).map(Cell::text).filter(|sheet| !sheet.is_empty())
}

/// Whether a statement has a row's very words. A summary that staff wrote is no part of them. A statement whose rows
/// are not known is nobody's.
pub(super) fn says(statement: &StatementDraft<'_>, row: &Printed<'_>) -> bool {
    let official = statement.sections.iter().filter(|section| section.kind != SectionKind::Summary);
    let words = official.map(|section| (section.kind, section.text.text()));
    statement.source_rows.len() == statement.editions.len()
        && statement.organisation.text() == row.organisation
        && words.eq(row.sections.iter().copied())
}

/// A number that no file holds yet.
pub(super) fn made_number(value: i64) -> Spanned<i64> {
    Spanned { value, span: nowhere() }
}

fn nowhere() -> Span {
    Cell::made("").span
}

/// A version that no file holds yet, without words.
pub(super) fn new_version<'a>(reference: &'a str, applicant: String) -> AgreementDraft<'a> {
    let parts = fold::reference(reference);
    AgreementDraft {
        slug: fold::agreement_slug(parts.agreement),
        label: parts.version,
        reference: Cell::made(reference),
        title: None,
        applicant: Cell::made(applicant),
        applicant_type: None,
        controllers: Vec::new(),
        controller_basis: None,
        start: None,
        end: None,
        sublicensing: None,
        commercial: None,
        purposes: Vec::new(),
        prose: Some(Cell::made(VERBATIM)),
        datasets: Vec::new(),
        statements: Vec::new(),
    }
}
