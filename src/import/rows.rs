//! Release rows, amendments and counts: a sheet's row to a record's row, cell by cell, nothing merged, split or
//! interpreted but the channel.

use super::layouts::{Field, Role};
use super::locate::{Located, Table};
use super::wordings::{Wordings, cells};
use super::workbook::{SheetRow, place};
use crate::diag::{Cell, Diagnostic, Diagnostics, codes};
use crate::model::{AmendmentKind, Channel, VocabularyName};
use crate::records::{AmendmentDraft, CountDraft, ReleaseDraft};
use std::collections::BTreeMap;

/// What the letters of a row id say about the channel. A flow under `OTHER` may be of any kind, so that `other` does
/// not compare between editions.
const PREFIXES: [(&str, Channel); 7] = [
    ("FILE", Channel::File),
    ("SystemAccess", Channel::SystemAccess),
    ("HDIS", Channel::SystemAccess),
    ("DSfC", Channel::CommissionerFlow),
    ("OTHER", Channel::Other),
    ("PCMD", Channel::Other),
    ("Product", Channel::Other),
];

/// The frequency that means access to a system, whatever the row id says.
const SYSTEM_ACCESS: &str = "system_access";

/// The letters of a row id before its number.
fn prefix(id: &str) -> &str {
    id.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn channel(id: &str, frequency: &str, wordings: &Wordings<'_>) -> Option<Channel> {
    if wordings.codes(VocabularyName::Frequency, frequency) == Some(SYSTEM_ACCESS) {
        return Some(Channel::SystemAccess);
    }
    let prefix = prefix(id);
    PREFIXES.iter().find(|(known, _)| *known == prefix).map(|(_, channel)| *channel)
}

fn made<'w>(text: &'w str) -> Cell<'w> {
    Cell::made(text)
}

/// The rows of the releases sheet. A row without an id, and ids whose letters give no channel, are faults.
pub(super) fn releases<'w>(
    located: &Located<'w>,
    edition: &'w str,
    wordings: &Wordings<'_>,
    faults: &mut Diagnostics,
) -> Vec<ReleaseDraft<'w>> {
    let Some(table) = located.find(Role::Releases) else { return Vec::new() };
    let mut unknown: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    let mut drafts = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let id = table.cell(row, Field::Id);
        if id.is_empty() {
            let message = format!("there is no row id in {}", table.place(row, Field::Id));
            faults.push(Diagnostic::new(&codes::E4, message).help("a release is known by its id; ask the publisher"));
            continue;
        }
        match channel(id, table.cell(row, Field::Frequency), wordings) {
            Some(channel) => drafts.push(release(table, row, edition, channel)),
            None => unknown.entry(prefix(id)).or_insert_with(|| (table.place(row, Field::Id), 0)).1 += 1,
        }
    }
    for (prefix, (first, count)) in unknown {
        let message = format!("row ids that begin with \"{prefix}\": {}, the first in {first}", cells(count));
        let known: Vec<&str> = PREFIXES.iter().map(|(known, _)| *known).collect();
        let help = format!("nothing says which channel that is; known beginnings are {}", known.join(", "));
        faults.push(Diagnostic::new(&codes::E2, message).help(help));
    }
    drafts
}

fn release<'w>(table: &Table<'w>, row: &'w SheetRow, edition: &'w str, channel: Channel) -> ReleaseDraft<'w> {
    let cell = |field| made(table.cell(row, field));
    ReleaseDraft {
        id: cell(Field::Id),
        edition: made(edition),
        source_sheet: made(&table.sheet.name),
        source_row: Cell::made(row.number.to_string()),
        agreement: cell(Field::Reference),
        recipient: cell(Field::Organisation),
        recipient_type: made(""),
        datasets: cell(Field::Dataset),
        released: made(""),
        channel: made(channel.code()),
        identifiability: cell(Field::Identifiability),
        sensitivity: cell(Field::Sensitivity),
        legal_basis: cell(Field::LegalBasis),
        frequency: cell(Field::Frequency),
        opt_outs: cell(Field::OptOuts),
        confidentiality: cell(Field::Confidentiality),
        files: made(""),
        note: made(""),
    }
}

/// The rows of the sheet of amendments: releases that earlier editions left out.
pub(super) fn amendments<'w>(
    located: &Located<'w>,
    edition: &'w str,
    wordings: &Wordings<'_>,
) -> Vec<AmendmentDraft<'w>> {
    let Some(table) = located.find(Role::Amendments) else { return Vec::new() };
    let rows = (1u32..).zip(&table.rows);
    rows.map(|(seq, row)| {
        let cell = |field| made(table.cell(row, field));
        let id = table.cell(row, Field::Id);
        let channel = channel(id, table.cell(row, Field::Frequency), wordings);
        AmendmentDraft {
            edition: made(edition),
            seq: Cell::made(seq.to_string()),
            source_row: Cell::made(row.number.to_string()),
            kind: made(AmendmentKind::Omitted.key()),
            record_type: made("release"),
            record: made(""),
            note: cell(Field::Note),
            date: made(""),
            id: made(id),
            agreement: cell(Field::Reference),
            recipient: cell(Field::Organisation),
            recipient_type: made(""),
            datasets: cell(Field::Dataset),
            released: made(""),
            channel: made(channel.map_or("", Channel::code)),
            identifiability: cell(Field::Identifiability),
            sensitivity: cell(Field::Sensitivity),
            legal_basis: cell(Field::LegalBasis),
            frequency: cell(Field::Frequency),
            opt_outs: cell(Field::OptOuts),
            confidentiality: cell(Field::Confidentiality),
            files: made(""),
        }
    })
    .collect()
}

/// Counts by body, and the rows below them that are notes.
pub(super) struct Counts<'w> {
    pub(super) rows: Vec<CountDraft<'w>>,
    pub(super) notes: Vec<&'w SheetRow>,
}

/// The counts of a sheet. A row with a name and a number is counted; once a row has no number, it and all below it are
/// notes. A cell of a counted row that is no whole number is a fault.
pub(super) fn counts<'w>(table: &Table<'w>, edition: &'w str, faults: &mut Diagnostics) -> Counts<'w> {
    let mut counts = Counts { rows: Vec::new(), notes: Vec::new() };
    for row in &table.rows {
        let measure = table.cell(row, Field::Measure);
        let bodies = || (0u32..).zip(&table.columns).filter(|(_, column)| column.field == Some(Field::Body));
        let is_count = bodies().any(|(at, _)| row.raw(at).trim().parse::<u64>().is_ok());
        if !is_count || !counts.notes.is_empty() {
            counts.notes.push(row);
            continue;
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
                series: made(&table.sheet.name),
                source_row: Cell::made(row.number.to_string()),
                measure: made(measure),
                body: made(column.heading.trim()),
                value: made(value),
            });
        }
    }
    counts
}
