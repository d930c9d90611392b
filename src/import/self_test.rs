//! E7: before anything is written, the files that would be are read back and compared with the sheets, cell by cell.
//! An import that lost, doubled or changed a row would otherwise go unseen.

use super::layouts::{Field, Role};
use super::locate::{Located, Table};
use super::rows::Counts;
use super::statements::{Ends, newest, row_in};
use super::workbook::SheetRow;
use crate::diag::{Diagnostic, Diagnostics, Sources, codes};
use crate::output::sha256_hex;
use crate::records::{self, AgreementDraft, AmendmentDraft, Drafts, ReleaseDraft, SheetTextDraft, StatementDraft};
use std::collections::BTreeMap;

/// What a test compares with.
pub(super) struct SelfTest<'t, 'w> {
    pub(super) located: &'t Located<'w>,
    pub(super) edition: &'t str,
    pub(super) ends: &'t Ends<'t>,
    pub(super) counts: &'t Counts<'w>,
    pub(super) texts: &'t [SheetTextDraft<'w>],
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
        self.releases(&drafts, faults);
        self.amendments(&drafts, faults);
        self.beside(&drafts, faults);
        self.statements(&drafts, faults)
    }

    fn differ(&self, message: String, faults: &mut Diagnostics) {
        let fault = Diagnostic::new(&codes::E7, message).about(format!("edition/{}", self.edition));
        faults.push(fault.help("nothing was written; this is a fault of the importer, please report it"));
    }

    /// Compares a sheet's rows with rows rebuilt from records.
    fn compare(&self, role: Role, rebuilt: &[Vec<&str>], faults: &mut Diagnostics) {
        let Some(table) = self.located.find(role) else {
            if !rebuilt.is_empty() {
                self.differ(format!("there are {} {} and no sheet of them", rebuilt.len(), role.key()), faults);
            }
            return;
        };
        let name = &table.sheet.name;
        if rebuilt.len() != table.rows.len() {
            let (rows, found) = (table.rows.len(), rebuilt.len());
            self.differ(format!("{name} has {rows} rows, the records have {found} {}", role.key()), faults);
        }
        let published: Vec<Vec<&str>> = table.rows.iter().map(|row| trimmed(table, row)).collect();
        if digest(&published) != digest(rebuilt) {
            let first = published.iter().zip(rebuilt).position(|(a, b)| a != b).and_then(|at| table.rows.get(at));
            let place = first.map_or(String::new(), |row| format!(", first in row {}", row.number));
            self.differ(format!("the records of {name} differ from its cells{place}"), faults);
        }
    }

    fn rebuild<'r>(&self, role: Role, cell: impl Fn(Field) -> &'r str) -> Vec<&'r str> {
        let columns = self.located.find(role).map_or(&[][..], |table| &table.columns);
        columns.iter().map(|column| column.field.map_or("", &cell)).collect()
    }

    fn releases(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let rows = drafts.releases.iter().flat_map(|file| &file.rows.rows);
        let own = rows.filter(|row| row.edition.text() == self.edition);
        let rebuilt: Vec<Vec<&str>> = own.map(|row| self.rebuild(Role::Releases, |f| release_cell(row, f))).collect();
        self.compare(Role::Releases, &rebuilt, faults);
    }

    fn amendments(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        let own = drafts.amendments.rows.iter().filter(|row| row.edition.text() == self.edition);
        let rebuilt: Vec<_> = own.map(|row| self.rebuild(Role::Amendments, |f| amendment_cell(row, f))).collect();
        self.compare(Role::Amendments, &rebuilt, faults);
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

    fn statements(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) -> usize {
        let mut rows: BTreeMap<i64, (&AgreementDraft<'_>, &StatementDraft<'_>)> = BTreeMap::new();
        let mut total = 0;
        for draft in &drafts.agreements {
            for statement in &draft.statements {
                if let Some(row) = row_in(statement, self.edition) {
                    rows.insert(row, (draft, statement));
                    total += 1;
                }
            }
        }
        if total != rows.len() {
            self.differ("two statements have one row of the sheet".to_owned(), faults);
        }
        let table = self.located.find(Role::Purposes);
        let published: BTreeMap<i64, &str> = table.map_or_else(BTreeMap::new, |table| {
            let typed = |row: &&'w SheetRow| (i64::from(row.number), table.cell(row, Field::OrganisationType));
            table.rows.iter().map(typed).collect()
        });
        let mut not_kept = 0;
        let rebuilt: Vec<Vec<&str>> = rows
            .iter()
            .map(|(row, (draft, statement))| {
                let stated = draft.applicant_type.as_ref().map_or("", |cell| cell.text());
                let wanted = published.get(row).copied().unwrap_or("");
                let keeps_type = self.is_first(draft, *row);
                not_kept += usize::from(!keeps_type && stated != wanted);
                let kept_type = if keeps_type { stated } else { wanted };
                self.rebuild(Role::Purposes, |field| statement_cell(draft, statement, kept_type, field))
            })
            .collect();
        self.compare(Role::Purposes, &rebuilt, faults);
        not_kept
    }

    /// Whether a row's organisation type is the one that its agreement states.
    fn is_first(&self, draft: &AgreementDraft<'_>, row: i64) -> bool {
        let rows = draft.statements.iter().filter_map(|statement| row_in(statement, self.edition));
        newest(&draft.statements, self.ends) == Some(self.edition) && rows.min() == Some(row)
    }
}

fn trimmed<'w>(table: &Table<'w>, row: &'w SheetRow) -> Vec<&'w str> {
    (0u32..).zip(&table.columns).map(|(at, _)| row.raw(at).trim()).collect()
}

fn digest(rows: &[Vec<&str>]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| row.join("\u{1F}")).collect();
    sha256_hex(lines.join("\u{1E}").as_bytes())
}

fn release_cell<'r>(row: &'r ReleaseDraft<'_>, field: Field) -> &'r str {
    match field {
        Field::Id => row.id.text(),
        Field::Organisation => row.recipient.text(),
        Field::Dataset => row.datasets.text(),
        Field::Identifiability => row.identifiability.text(),
        Field::Sensitivity => row.sensitivity.text(),
        Field::LegalBasis => row.legal_basis.text(),
        Field::Frequency => row.frequency.text(),
        Field::Reference => row.agreement.text(),
        Field::OptOuts => row.opt_outs.text(),
        Field::Confidentiality => row.confidentiality.text(),
        _ => "",
    }
}

fn amendment_cell<'r>(row: &'r AmendmentDraft<'_>, field: Field) -> &'r str {
    match field {
        Field::Id => row.id.text(),
        Field::Organisation => row.recipient.text(),
        Field::Dataset => row.datasets.text(),
        Field::Identifiability => row.identifiability.text(),
        Field::Sensitivity => row.sensitivity.text(),
        Field::LegalBasis => row.legal_basis.text(),
        Field::Frequency => row.frequency.text(),
        Field::Reference => row.agreement.text(),
        Field::OptOuts => row.opt_outs.text(),
        Field::Confidentiality => row.confidentiality.text(),
        Field::Note => row.note.text(),
        _ => "",
    }
}

fn statement_cell<'r>(
    draft: &'r AgreementDraft<'_>,
    statement: &'r StatementDraft<'_>,
    kept_type: &'r str,
    field: Field,
) -> &'r str {
    match field {
        Field::Reference => draft.reference.text(),
        Field::Organisation => statement.organisation.text(),
        Field::OrganisationType => kept_type,
        Field::Section(kind) => {
            statement.sections.iter().find(|section| section.kind == kind).map_or("", |section| section.text.text())
        }
        _ => "",
    }
}
