//! Release rows, amendments and counts: a sheet's row to a record's row, cell by cell, nothing merged, split or
//! interpreted but the channel and the form of dates.

use super::ids::Ids;
use super::table::{Located, Table};
use super::wordings::{Wordings, cells};
use super::workbook::{SheetRow, place};
use crate::diag::{Cell, Diagnostic, Diagnostics, codes};
use crate::model::{Channel, VocabularyName, fold};
use crate::records::{AmendmentDraft, ChannelRule, CountDraft, Field, ReleaseDraft, Role, toml_string};
use std::collections::BTreeMap;

/// The letters of a row id before its number.
fn prefix(id: &str) -> &str {
    id.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The channel of a row: what a column or the mapping says for all rows, else what the frequency says, else what the
/// letters of its id say.
fn channel<'w>(table: &Table<'w>, row: &'w SheetRow, rule: &'w ChannelRule<'w>, wordings: &Wordings<'_>) -> &'w str {
    if table.says(Field::Channel) {
        return stated_channel(table, table.cell(row, Field::Channel)).unwrap_or("");
    }
    let frequency = wordings.codes(VocabularyName::Frequency, table.cell(row, Field::Frequency));
    let by_frequency = rule.by_frequency.iter().find(|(code, _)| frequency == Some(code.text()));
    let prefix = prefix(table.cell(row, Field::Id));
    let by_id = || rule.by_id.iter().find(|(known, _)| known.text() == prefix);
    by_frequency.or_else(by_id).map_or("", |(_, channel)| channel.text())
}

/// The code of a channel as a column words it.
fn stated_channel<'w>(table: &Table<'w>, wording: &'w str) -> Option<&'w str> {
    let key = fold::wording(wording);
    let column = table.columns.iter().find(|column| column.field == Some(Field::Channel));
    let values = column.and_then(|column| column.mapped).map_or(&[][..], |mapped| &mapped.values);
    let code = values.iter().find(|(known, _)| fold::wording(known.text()) == key).map(|(_, code)| code.text());
    code.or_else(|| Channel::find(wording).map(Channel::code))
}

fn made<'w>(text: &'w str) -> Cell<'w> {
    Cell::made(text)
}

/// Rows of which nothing says the channel.
#[derive(Default)]
struct Unknown<'w> {
    prefixes: BTreeMap<&'w str, (String, usize)>,
    wordings: BTreeMap<&'w str, (String, usize)>,
}

impl<'w> Unknown<'w> {
    fn note(&mut self, table: &Table<'w>, row: &'w SheetRow) {
        let is_stated = table.says(Field::Channel);
        let field = if is_stated { Field::Channel } else { Field::Id };
        let cell = table.cell(row, field);
        let (kind, key) = if is_stated { (&mut self.wordings, cell) } else { (&mut self.prefixes, prefix(cell)) };
        kind.entry(key).or_insert_with(|| (table.place(row, field), 0)).1 += 1;
    }

    fn report(self, rule: &ChannelRule<'_>, faults: &mut Diagnostics) {
        for (prefix, (first, count)) in self.prefixes {
            let message = format!("row ids that begin with \"{prefix}\": {}, the first in {first}", cells(count));
            let known: Vec<&str> = rule.by_id.iter().map(|(known, _)| known.text()).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let codes = Channel::ALL.map(Channel::code).join(", ");
            let help = format!(
                "nothing says which channel that is: add it to by_id in the table [channel] of the mapping, {} = \"CODE\"; \
                 the codes are {codes}; the beginnings there are {known}",
                toml_string(prefix)
            );
            faults.push(Diagnostic::new(&codes::E2, message).help(help));
        }
        for (wording, (first, count)) in self.wordings {
            let message = format!("channel \"{wording}\": {}, the first in {first}", cells(count));
            let known = Channel::ALL.map(Channel::code).join(", ");
            let help = if wording.is_empty() {
                "fill in the cell, or skip the row in the mapping if it is no release, such as a sum".to_owned()
            } else {
                let key = toml_string(wording);
                format!(
                    "give it a code in its column of the mapping, values = {{ {key} = \"CODE\" }}; the codes are {known}"
                )
            };
            faults.push(Diagnostic::new(&codes::E2, message).help(help));
        }
    }
}

/// The rows of the releases sheets. A row without an id, and a row of which nothing says the channel, are faults.
pub(super) fn releases<'w>(
    located: &Located<'w>,
    edition: &'w str,
    wordings: &Wordings<'_>,
    ids: &mut Ids<'_>,
    faults: &mut Diagnostics,
) -> Vec<ReleaseDraft<'w>> {
    let rule = &located.layout.channel;
    let mut unknown = Unknown::default();
    let mut drafts = Vec::new();
    for table in located.tables(Role::Releases) {
        let makes_ids = table.makes_ids();
        for row in &table.rows {
            let mut draft = release(table, row, edition, channel(table, row, rule, wordings));
            if draft.id.is_blank() && !makes_ids {
                let message = format!("there is no row id in {}", table.place(row, Field::Id));
                let help = "a release is known by its id: fill in the cell, or skip the row in the mapping if it is no \
                            release, such as a sum";
                faults.push(Diagnostic::new(&codes::E4, message).help(help));
                continue;
            }
            if draft.channel.is_blank() {
                unknown.note(table, row);
                continue;
            }
            if draft.id.is_blank() {
                draft.id = Cell::made(ids.id(&draft));
            }
            drafts.push(draft);
        }
    }
    unknown.report(rule, faults);
    ids.finish(&mut drafts);
    drafts
}

fn release<'w>(table: &Table<'w>, row: &'w SheetRow, edition: &'w str, channel: &'w str) -> ReleaseDraft<'w> {
    let cell = |field| made(table.cell(row, field));
    let either = |fields| made(table.cell(row, table.first_of(fields)));
    ReleaseDraft {
        id: cell(Field::Id),
        edition: made(edition),
        source_sheet: made(table.name()),
        source_row: Cell::made(row.number.to_string()),
        agreement: cell(Field::Reference),
        recipient: either([Field::Recipient, Field::Organisation]),
        recipient_type: either([Field::RecipientType, Field::OrganisationType]),
        datasets: cell(Field::Dataset),
        released: Cell { value: table.published(row, Field::Released), ..made("") },
        channel: made(channel),
        identifiability: cell(Field::Identifiability),
        sensitivity: cell(Field::Sensitivity),
        legal_basis: cell(Field::LegalBasis),
        frequency: cell(Field::Frequency),
        opt_outs: cell(Field::OptOuts),
        confidentiality: cell(Field::Confidentiality),
        files: cell(Field::Files),
        note: cell(Field::Note),
    }
}

/// The rows of the sheets of amendments. What kind they are and what they amend, a column or the mapping says.
pub(super) fn amendments<'w>(
    located: &Located<'w>,
    edition: &'w str,
    wordings: &Wordings<'_>,
) -> Vec<AmendmentDraft<'w>> {
    let rule = &located.layout.channel;
    let rows = located.tables(Role::Amendments).flat_map(|table| table.rows.iter().map(move |row| (table, *row)));
    let of = |table: &Table<'w>, row: &'w SheetRow| release(table, row, edition, channel(table, row, rule, wordings));
    (1u32..).zip(rows).map(|(seq, (table, row))| amendment(table, row, seq, of(table, row))).collect()
}

fn amendment<'w>(table: &Table<'w>, row: &'w SheetRow, seq: u32, release: ReleaseDraft<'w>) -> AmendmentDraft<'w> {
    AmendmentDraft {
        edition: release.edition,
        seq: Cell::made(seq.to_string()),
        source_row: release.source_row,
        kind: made(table.cell(row, Field::Kind)),
        record_type: made(table.cell(row, Field::RecordType)),
        record: made(table.cell(row, Field::Record)),
        note: release.note,
        date: Cell { value: table.published(row, Field::Date), ..made("") },
        id: release.id,
        agreement: release.agreement,
        recipient: release.recipient,
        recipient_type: release.recipient_type,
        datasets: release.datasets,
        released: release.released,
        channel: release.channel,
        identifiability: release.identifiability,
        sensitivity: release.sensitivity,
        legal_basis: release.legal_basis,
        frequency: release.frequency,
        opt_outs: release.opt_outs,
        confidentiality: release.confidentiality,
        files: release.files,
    }
}

/// Dates that are in none of the declared forms, each told once, with its count and first cell.
pub(super) fn check_dates(located: &Located<'_>, faults: &mut Diagnostics) {
    for table in located.sheets.iter().filter(|table| table.header_row > 0) {
        // A date may stand at the edge of another column's cells.
        let fields = Field::all().filter(|field| field.is_date() && table.says(*field));
        for field in fields.filter(|field| !table.may_be_undated(*field)) {
            check_column(table, field, faults);
        }
    }
}

fn check_column(table: &Table<'_>, field: Field, faults: &mut Diagnostics) {
    let mut wrong: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| table.date(row, field).is_none()) {
        wrong.entry(table.cell(row, field)).or_insert_with(|| (table.place(row, field), 0)).1 += 1;
    }
    let forms: Vec<String> = table.date_forms(field).map(|form| format!("\"{form}\"")).collect();
    let known = if forms.is_empty() { "none but ISO dates".to_owned() } else { forms.join(", ") };
    for (text, (first, count)) in wrong {
        let message = format!("\"{text}\" is no date in a known form: {}, the first in {first}", cells(count));
        let fault = Diagnostic::new(&codes::E120, message);
        faults.push(fault.help(format!(
            "the mapping's forms are {known}; add the form to dates, or say undated = \"why\" to leave it out"
        )));
    }
}

/// Counts by body, and the rows below them that are notes.
pub(super) struct Counts<'w> {
    pub(super) rows: Vec<CountDraft<'w>>,
    pub(super) notes: Vec<&'w SheetRow>,
}

impl Counts<'_> {
    /// Adds those of another sheet.
    pub(super) fn extend(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.notes.extend(other.notes);
    }
}

/// The counts of a sheet. A row with a number is counted; once a row has no number, it and all below it are notes, and
/// a number among them is a fault. So is a cell of a counted row that is no whole number.
pub(super) fn counts<'w>(table: &Table<'w>, edition: &'w str, faults: &mut Diagnostics) -> Counts<'w> {
    let mut counts = Counts { rows: Vec::new(), notes: Vec::new() };
    for row in &table.rows {
        let measure = table.cell(row, Field::Measure);
        let bodies = || (0u32..).zip(&table.columns).filter(|(_, column)| column.field == Some(Field::Body));
        let is_count = bodies().any(|(at, _)| row.raw(at).trim().parse::<u64>().is_ok());
        if !is_count {
            counts.notes.push(row);
            continue;
        }
        if let Some(note) = counts.notes.first() {
            let (sheet, number) = (&table.sheet.name, row.number);
            let message = format!("{sheet}: row {number} holds counts below row {}, which holds none", note.number);
            faults.push(Diagnostic::new(&codes::E120, message).help(
                "say in the mapping that the upper row is no record (skip), or with which cell the table ends (end)",
            ));
            break;
        }
        for (at, column) in bodies() {
            let value = row.raw(at).trim();
            if value.is_empty() {
                continue;
            }
            if value.parse::<u64>().is_err() {
                let message = format!("\"{value}\" in {}!{} is no count", table.sheet.name, place(at, row.number));
                faults.push(Diagnostic::new(&codes::E120, message).help("a count is a whole number"));
            }
            counts.rows.push(CountDraft {
                edition: made(edition),
                series: made(table.name()),
                source_row: Cell::made(row.number.to_string()),
                measure: made(measure),
                body: made(column.heading.trim()),
                value: made(value),
            });
        }
    }
    counts
}
