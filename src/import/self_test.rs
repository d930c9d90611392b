//! E7: before anything is written, the files that would be are read back and compared with the sheets, cell by cell.
//! An import that lost, doubled or changed a row would otherwise go unseen.

use super::facts::{FACTS, fact, fact_field};
use super::rows::Counts;
use super::statements::{Ends, newest, row_in, sheet_in};
use super::stock::{Stock, is_withdrawn};
use super::table::{Located, Table};
use super::workbook::SheetRow;
use crate::diag::{Diagnostic, Diagnostics, Sources, codes};
use crate::records::{
    self, AgreementDraft, AmendmentDraft, DatasetUseDraft, Drafts, Field, ReleaseDraft, Role, SheetTextDraft,
    StatementDraft,
};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a test compares with.
pub(super) struct SelfTest<'t, 'w> {
    pub(super) located: &'t Located<'w>,
    pub(super) edition: &'t str,
    pub(super) ends: &'t Ends<'t>,
    pub(super) counts: &'t Counts<'w>,
    pub(super) texts: &'t [SheetTextDraft<'w>],
    /// Where the edition prints everything: its rows are those that the register holds, in any order.
    pub(super) stock: Option<&'t Stock<'t>>,
}

impl<'w> SelfTest<'_, 'w> {
    /// Reads the files back and reports every difference. Returns how many organisation types the records do not
    /// keep, because the agreement states another (a newer edition's, or that of another statement).
    pub(super) fn run(&self, files: &BTreeMap<String, Vec<u8>>, faults: &mut Diagnostics) -> usize {
        let mut sources = Sources::new();
        for (path, bytes) in files {
            sources.add(path.as_str(), String::from_utf8_lossy(bytes).into_owned());
        }
        let mut found = Diagnostics::new();
        let drafts = records::read(&sources, &mut found);
        for fault in &found {
            let place = fault.span.map(|span| sources.path(span.file).to_owned()).unwrap_or_default();
            self.differ(format!("{place} does not read back: {}", fault.message), faults);
        }
        self.amendments(&drafts, faults);
        self.beside(&drafts, faults);
        match self.stock {
            Some(stock) => {
                self.stock_releases(stock, &drafts, faults);
                self.stock_versions(stock, &drafts, faults);
                0
            }
            None => {
                self.releases(&drafts, faults);
                self.statements(&drafts, faults)
            }
        }
    }

    fn differ(&self, message: String, faults: &mut Diagnostics) {
        let fault = Diagnostic::new(&codes::E7, message).about(format!("edition/{}", self.edition));
        faults.push(fault.help("nothing was written; this is a fault of the importer, please report it"));
    }

    /// Compares a sheet's rows with the records that were made of them: each field that its records have a place for.
    fn compare<R>(
        &self,
        (table, role): (&Table<'w>, Role),
        records: &[R],
        says: impl Fn(&R, Field, &str) -> bool,
        faults: &mut Diagnostics,
    ) {
        let name = &table.sheet.name;
        if records.len() != table.rows.len() {
            let (rows, found) = (table.rows.len(), records.len());
            self.differ(format!("{name} has {rows} rows, the records have {found} {}", role.key()), faults);
        }
        let fields: Vec<Field> = Field::all().filter(|field| role.takes(*field) && table.says(*field)).collect();
        let differs = |(row, record): &(&&'w SheetRow, &R)| {
            fields.iter().any(|field| *field != Field::Channel && !says(record, *field, &table.published(row, *field)))
        };
        if let Some((row, _)) = table.rows.iter().zip(records).find(differs) {
            self.differ(format!("the records of {name} differ from its cells, first in row {}", row.number), faults);
        }
    }

    fn releases(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let rows = drafts.releases.iter().flat_map(|file| &file.rows.rows);
        let mut own: BTreeMap<&str, Vec<&ReleaseDraft<'_>>> = BTreeMap::new();
        for row in rows.filter(|row| row.edition.text() == self.edition) {
            own.entry(row.source_sheet.text()).or_default().push(row);
        }
        for table in self.located.tables(Role::Releases) {
            let rows = own.remove(table.name()).unwrap_or_default();
            let makes_ids = table.makes_ids();
            let says = |row: &&ReleaseDraft<'_>, field: Field, text: &str| {
                (field == Field::Id && makes_ids) || release_cell(row, field) == text
            };
            self.compare((table, Role::Releases), &rows, says, faults);
        }
        if let Some((sheet, rows)) = own.iter().next() {
            self.differ(format!("there are {} releases of a sheet \"{sheet}\", and no such sheet", rows.len()), faults);
        }
    }

    /// Every row has its release, by id, and every release of the register its row.
    fn stock_releases(&self, stock: &Stock<'_>, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let files = drafts.releases.iter().filter(|file| stock.holds(file));
        let mut own: BTreeMap<&str, &ReleaseDraft<'_>> =
            files.flat_map(|file| &file.rows.rows).map(|row| (row.id.text(), row)).collect();
        for table in self.located.tables(Role::Releases) {
            let rows: Vec<_> = table.rows.iter().filter_map(|row| own.remove(table.cell(row, Field::Id))).collect();
            let says = |row: &&ReleaseDraft<'_>, field: Field, text: &str| release_cell(row, field) == text;
            self.compare((table, Role::Releases), &rows, says, faults);
        }
        if let Some(id) = own.keys().next() {
            self.differ(format!("there are {} releases that no sheet has, such as {id}", own.len()), faults);
        }
    }

    /// Every row has its version, which says what the row says, and the statement that stands.
    fn stock_versions(&self, stock: &Stock<'_>, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let own = drafts.agreements.iter().filter_map(|draft| {
            let stated = Stated { draft, statement: stock.standing(draft)?, row: 0, sheet: None };
            Some((draft.reference.text(), stated))
        });
        let own: BTreeMap<&str, Stated<'_, '_>> = own.collect();
        for table in self.located.tables(Role::Agreements) {
            let rows = table.rows.iter().filter_map(|row| own.get(table.cell(row, Field::Reference)));
            let says = |stated: &&Stated<'_, '_>, field: Field, text: &str| {
                let agreement = || agreement_cell(table, stated.draft, field);
                statement_cell(stated, field).or_else(agreement).is_none_or(|found| found == text)
            };
            self.compare((table, Role::Agreements), &rows.collect::<Vec<_>>(), says, faults);
        }
        self.dataset_uses(own.values().map(|stated| stated.draft), faults);
    }

    fn amendments(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let own: Vec<_> = drafts.amendments.rows.iter().filter(|row| row.edition.text() == self.edition).collect();
        let mut left = own.as_slice();
        for table in self.located.tables(Role::Amendments) {
            let (rows, others) = left.split_at(left.len().min(table.rows.len()));
            let says = |row: &&AmendmentDraft<'_>, field: Field, text: &str| amendment_cell(row, field) == text;
            self.compare((table, Role::Amendments), rows, says, faults);
            left = others;
        }
        // What a stock does not print any more is in no sheet of it.
        let others = left.iter().filter(|row| !(self.stock.is_some() && is_withdrawn(row))).count();
        if others > 0 {
            self.differ(format!("there are {others} amendments that no sheet has"), faults);
        }
    }

    fn beside(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let counts = drafts.counts.rows.iter().filter(|row| row.edition.text() == self.edition);
        if !counts.eq(&self.counts.rows) {
            self.differ("the counts differ from the sheet's".to_owned(), faults);
        }
        let texts = |drafts: &[SheetTextDraft<'_>]| -> BTreeMap<String, String> {
            drafts.iter().map(|draft| (draft.sheet.text().to_owned(), draft.text.text().to_owned())).collect()
        };
        if texts(&drafts.sheet_texts) != texts(self.texts) {
            self.differ("the sheets that are kept as text differ from the workbook's".to_owned(), faults);
        }
    }

    /// Every row that states a purpose has its statement, and every statement of the edition its row.
    fn statements(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) -> usize {
        let mut stated: BTreeMap<&str, Vec<Stated<'_, '_>>> = BTreeMap::new();
        let mut total = 0;
        for draft in &drafts.agreements {
            for statement in &draft.statements {
                if let Some(row) = row_in(statement, self.edition) {
                    let of_reference = stated.entry(draft.reference.text()).or_default();
                    of_reference.push(Stated { draft, statement, row, sheet: sheet_in(statement, self.edition) });
                    total += 1;
                }
            }
        }
        let (mut not_kept, mut met) = (0, 0);
        for table in self.located.tables(Role::Agreements) {
            let mut found = Vec::with_capacity(table.rows.len());
            for row in &table.rows {
                let Some(stated) = find(&stated, table, row) else { continue };
                met += usize::from(stated.row == i64::from(row.number));
                let keeps = self.is_first(stated);
                let is_own = stated.row == i64::from(row.number);
                not_kept += usize::from(!keeps && differs(table, row, stated.draft, is_own));
                found.push((stated, keeps, is_own));
            }
            let says = |(stated, keeps, is_own): &(&Stated<'_, '_>, bool, bool), field: Field, text: &str| {
                // A row that repeats its agreement may leave cells blank.
                let is_said = *is_own || !text.is_empty();
                let agreement = || (*keeps && is_said).then(|| agreement_cell(table, stated.draft, field)).flatten();
                statement_cell(stated, field).or_else(agreement).is_none_or(|found| found == text)
            };
            self.compare((table, Role::Agreements), &found, says, faults);
        }
        if met != total {
            self.differ(format!("there are {total} statements, of which {met} stand at a row"), faults);
        }
        let newest = drafts.agreements.iter().filter(|d| newest(&d.statements, self.ends) == Some(self.edition));
        self.dataset_uses(newest, faults);
        not_kept
    }

    /// Rows of datasets, in order, are those of their agreements, of those agreements for which the edition speaks.
    fn dataset_uses<'d, 's: 'd>(
        &self,
        agreements: impl Iterator<Item = &'d AgreementDraft<'s>>,
        faults: &mut Diagnostics,
    ) {
        let by_reference: BTreeMap<&str, &AgreementDraft<'_>> = agreements.map(|d| (d.reference.text(), d)).collect();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for table in self.located.tables(Role::Datasets) {
            for row in &table.rows {
                let reference = table.cell(row, Field::Reference);
                let Some(draft) = by_reference.get(reference) else { continue };
                let at = seen.entry(reference).or_insert(0);
                let uses = draft.datasets.get(*at);
                *at += 1;
                let fields = Field::all().filter(|f| *f != Field::Reference && Role::Datasets.takes(*f));
                if !fields.into_iter().all(|f| uses.is_some_and(|u| use_cell(u, f) == table.cell(row, f))) {
                    let message = format!("a dataset of {reference} differs from row {}", row.number);
                    self.differ(message, faults);
                    return;
                }
            }
        }
    }

    /// Whether a row speaks for its agreement as a whole: the first of the newest edition.
    fn is_first(&self, stated: &Stated<'_, '_>) -> bool {
        let statements = &stated.draft.statements;
        let rows = statements.iter().filter_map(|statement| row_in(statement, self.edition));
        newest(statements, self.ends) == Some(self.edition) && rows.min() == Some(stated.row)
    }
}

/// A statement where an edition prints it.
struct Stated<'d, 's> {
    draft: &'d AgreementDraft<'s>,
    statement: &'d StatementDraft<'s>,
    row: i64,
    sheet: Option<&'d str>,
}

/// The statement of a row: the one that stands at it or, where rows repeat the words of their agreement, the last one
/// above it.
fn find<'f, 'd, 's, 'w>(
    stated: &'f BTreeMap<&str, Vec<Stated<'d, 's>>>,
    table: &Table<'w>,
    row: &'w SheetRow,
) -> Option<&'f Stated<'d, 's>> {
    let number = i64::from(row.number);
    let of_sheet = stated.get(table.cell(row, Field::Reference))?.iter();
    let of_sheet = of_sheet.filter(|stated| stated.sheet.is_none_or(|sheet| sheet == table.name()));
    let repeats = table.has(Role::Releases);
    let fits = of_sheet.filter(|stated| stated.row == number || (repeats && stated.row < number));
    fits.max_by_key(|stated| stated.row)
}

/// Whether what a row says of its agreement is not what the agreement's record says. `is_own`: the statement stands at
/// this very row, so that a blank cell of it counts.
fn differs<'w>(table: &Table<'w>, row: &'w SheetRow, draft: &AgreementDraft<'_>, is_own: bool) -> bool {
    let said = FACTS.into_iter().map(|known| (known, fact_field(table, known)));
    let mut said = said.filter(|(_, field)| table.says(*field));
    said.any(|(known, field)| {
        let text = table.published(row, field);
        (is_own || !text.is_empty()) && fact(draft, known) != text
    })
}

fn statement_cell<'r>(stated: &Stated<'r, '_>, field: Field) -> Option<Cow<'r, str>> {
    match field {
        Field::Reference => Some(stated.draft.reference.text().into()),
        Field::Organisation | Field::Applicant => Some(stated.statement.organisation.text().into()),
        Field::Section(kind) => {
            let section = stated.statement.sections.iter().find(|section| section.kind == kind);
            Some(section.map_or("", |section| section.text.text()).into())
        }
        _ => None,
    }
}

/// What the agreement as a whole says: a fact, or the only dataset row that it has from this sheet.
fn agreement_cell<'r>(table: &Table<'_>, draft: &'r AgreementDraft<'_>, field: Field) -> Option<Cow<'r, str>> {
    if let Some(known) = FACTS.into_iter().find(|known| fact_field(table, *known) == field) {
        return Some(fact(draft, known));
    }
    if table.has(Role::Releases) {
        return None;
    }
    Some(draft.datasets.first().map_or("", |dataset| use_cell(dataset, field)).into())
}

fn use_cell<'r>(dataset: &'r DatasetUseDraft<'_>, field: Field) -> &'r str {
    let stated = match field {
        Field::Dataset => return dataset.name.text(),
        Field::Identifiability => &dataset.identifiability,
        Field::Sensitivity => &dataset.sensitivity,
        Field::Frequency => &dataset.frequency,
        Field::LegalBasis => &dataset.legal_basis,
        Field::Confidentiality => &dataset.confidentiality,
        _ => return "",
    };
    stated.as_ref().map_or("", |cell| cell.text())
}

fn release_cell<'r>(row: &'r ReleaseDraft<'_>, field: Field) -> &'r str {
    match field {
        Field::Id => row.id.text(),
        Field::Organisation | Field::Recipient => row.recipient.text(),
        Field::OrganisationType | Field::RecipientType => row.recipient_type.text(),
        Field::Dataset => row.datasets.text(),
        Field::Released => row.released.text(),
        Field::Identifiability => row.identifiability.text(),
        Field::Sensitivity => row.sensitivity.text(),
        Field::LegalBasis => row.legal_basis.text(),
        Field::Frequency => row.frequency.text(),
        Field::Reference => row.agreement.text(),
        Field::OptOuts => row.opt_outs.text(),
        Field::Confidentiality => row.confidentiality.text(),
        Field::Files => row.files.text(),
        Field::Note => row.note.text(),
        _ => "",
    }
}

fn amendment_cell<'r>(row: &'r AmendmentDraft<'_>, field: Field) -> &'r str {
    match field {
        Field::Id => row.id.text(),
        Field::Organisation | Field::Recipient => row.recipient.text(),
        Field::OrganisationType | Field::RecipientType => row.recipient_type.text(),
        Field::Dataset => row.datasets.text(),
        Field::Released => row.released.text(),
        Field::Identifiability => row.identifiability.text(),
        Field::Sensitivity => row.sensitivity.text(),
        Field::LegalBasis => row.legal_basis.text(),
        Field::Frequency => row.frequency.text(),
        Field::Reference => row.agreement.text(),
        Field::OptOuts => row.opt_outs.text(),
        Field::Confidentiality => row.confidentiality.text(),
        Field::Files => row.files.text(),
        Field::Note => row.note.text(),
        Field::Kind => row.kind.text(),
        Field::RecordType => row.record_type.text(),
        Field::Record => row.record.text(),
        Field::Date => row.date.text(),
        _ => "",
    }
}
