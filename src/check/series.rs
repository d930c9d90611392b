//! Everything beside releases and agreements: counts, amendments, withdrawals, refusals, reviewed purposes, assurance
//! records, sheets kept as text, and pages.

use super::cells;
use super::organisations::{known_edition, known_id};
use super::vocabulary::{known_term, once};
use crate::diag::{Cell, Diagnostic, Diagnostics, codes};
use crate::model::{
    AgreementId, AgreementPurpose, Amendment, AmendmentKind, Assurance, Channel, ContentPage, Count, Facts,
    OrganisationId, Refusal, SheetText, VocabularyName, Withdrawal, is_page_id,
};
use crate::records::{AmendmentDraft, AssuranceDraft, ContentDraft, CountDraft, Drafts, Row, WithdrawnDraft};
use std::collections::BTreeMap;

/// Accepts all of them.
pub(super) fn series(drafts: &Drafts<'_>, facts: &mut Facts, faults: &mut Diagnostics) {
    let counts = drafts.counts.rows.iter().filter_map(|row| count(row, drafts, facts, faults)).collect();
    facts.counts = counts;
    totals(drafts, faults);
    repeated_counts(drafts, faults);
    let amendments = drafts.amendments.rows.iter().filter_map(|row| amendment(row, drafts, facts, faults)).collect();
    facts.amendments = amendments;
    repeated_amendments(drafts, faults);
    repeated_withdrawals(drafts, faults);
    facts.withdrawn = drafts.withdrawn.rows.iter().filter_map(|row| withdrawal(row, faults)).collect();
    purposes(drafts, facts, faults);
    refusals(drafts, facts, faults);
    let assurance = assurances(drafts, facts, faults);
    facts.assurance = assurance;
    sheet_texts(drafts, facts, faults);
    facts.content = drafts.content.iter().filter_map(|draft| content(draft, faults)).collect();
    log(drafts, faults);
}

/// The record id of a count in reports and waivers.
pub(super) fn count_record(row: &CountDraft<'_>) -> String {
    let [edition, series, source_row, body] = [&row.edition, &row.series, &row.source_row, &row.body].map(Cell::text);
    format!("count/{edition}/{series}/{source_row}/{body}")
}

fn count(row: &CountDraft<'_>, drafts: &Drafts<'_>, facts: &Facts, faults: &mut Diagnostics) -> Option<Count> {
    let edition = known_edition(&row.edition, drafts, facts, faults);
    let source_row = cells::number(&row.source_row, faults);
    let value = cells::number(&row.value, faults);
    if row.value.is_blank() {
        let fault = Diagnostic::new(&codes::E120, "a count needs a value").at(row.value.span);
        faults.push(fault.help("write the number, or take the row out if none is stated"));
    }
    Some(Count {
        edition: edition?,
        series: row.series.text().to_owned(),
        source_row,
        measure: row.measure.text().to_owned(),
        body: row.body.text().to_owned(),
        value: value?,
    })
}

/// The body under which publishers print a row's own total.
const TOTAL: &str = "total";

/// What the bodies of one measure add up to, and the total that the publisher states.
#[derive(Default)]
struct Sums<'d, 's> {
    bodies: u64,
    stated: Option<(u64, &'d CountDraft<'s>)>,
}

fn totals(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let mut rows: BTreeMap<[&str; 4], Sums<'_, '_>> = BTreeMap::new();
    for row in &drafts.counts.rows {
        let Ok(value) = row.value.text().parse::<u64>() else { continue };
        let key = [&row.edition, &row.series, &row.source_row, &row.measure].map(Cell::text);
        let sums = rows.entry(key).or_default();
        if row.body.text().trim().eq_ignore_ascii_case(TOTAL) {
            sums.stated = Some((value, row));
        } else {
            sums.bodies = sums.bodies.saturating_add(value);
        }
    }
    for ([.., measure], sums) in rows {
        if let Some((total, row)) = sums.stated.filter(|(total, _)| *total != sums.bodies) {
            let message = format!("the total of \"{measure}\" is {total}, the bodies add up to {}", sums.bodies);
            let fault = Diagnostic::new(&codes::E128, message).at(row.value.span).about(count_record(row));
            faults.push(fault.help("correct the figures, or waive it if the source prints them so"));
        }
    }
}

fn repeated_counts(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for row in &drafts.counts.rows {
        let key = [&row.edition, &row.series, &row.source_row, &row.measure, &row.body].map(Cell::text);
        let first = *seen.entry(key).or_insert(row.body.span);
        if first != row.body.span {
            let message = format!("the count of \"{}\" for \"{}\" stands twice", row.measure.text(), row.body.text());
            let fault = Diagnostic::new(&codes::E121, message).at(row.body.span).label(first, "first here");
            faults.push(fault.help("take one of the two rows out"));
        }
    }
}

fn repeated_withdrawals(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for row in &drafts.withdrawn.rows {
        let first = *seen.entry((row.record_type.text(), row.id.text())).or_insert(row.id.span);
        if first != row.id.span {
            let message = format!("the {} {} is withdrawn twice", row.record_type.text(), row.id.text());
            let fault = Diagnostic::new(&codes::E121, message).at(row.id.span).label(first, "first here");
            faults.push(fault.help("take one of the two rows out"));
        }
    }
}

fn amendment(
    row: &AmendmentDraft<'_>,
    drafts: &Drafts<'_>,
    facts: &Facts,
    faults: &mut Diagnostics,
) -> Option<Amendment> {
    let edition = known_edition(&row.edition, drafts, facts, faults);
    let seq = cells::number(&row.seq, faults);
    if row.seq.is_blank() {
        let fault = Diagnostic::new(&codes::E120, "an amendment needs its number").at(row.seq.span);
        faults.push(fault.help("number the amendments of an edition 1, 2, 3"));
    }
    let kind = cells::word(&row.kind, AmendmentKind::find, "omitted, corrected, withdrawn, text", faults);
    let channels = Channel::ALL.map(Channel::code).join(", ");
    let channel =
        if row.channel.is_blank() { None } else { cells::word(&row.channel, Channel::find, &channels, faults) };
    let text = |cell: &Cell<'_>| cell.text().to_owned();
    Some(Amendment {
        edition: edition?,
        seq: seq?,
        source_row: cells::number(&row.source_row, faults),
        kind: kind?,
        record_type: text(&row.record_type),
        record: text(&row.record),
        note: text(&row.note),
        date: cells::date(&row.date, faults),
        id: text(&row.id),
        reference: text(&row.agreement),
        recipient_raw: text(&row.recipient),
        recipient_type_raw: text(&row.recipient_type),
        datasets_raw: text(&row.datasets),
        released_raw: text(&row.released),
        released: cells::released(&row.released, faults),
        channel,
        identifiability_raw: text(&row.identifiability),
        sensitivity_raw: text(&row.sensitivity),
        legal_basis_raw: text(&row.legal_basis),
        frequency_raw: text(&row.frequency),
        opt_outs_raw: text(&row.opt_outs),
        confidentiality_raw: text(&row.confidentiality),
        files: cells::number(&row.files, faults),
    })
}

fn repeated_amendments(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for row in &drafts.amendments.rows {
        let first = *seen.entry((row.edition.text(), row.seq.text())).or_insert(row.seq.span);
        if first != row.seq.span && !row.seq.is_blank() {
            let message = format!("two amendments of {} have the number {}", row.edition.text(), row.seq.text());
            let fault = Diagnostic::new(&codes::E121, message).at(row.seq.span).label(first, "first here");
            faults.push(fault.help("number the amendments of an edition 1, 2, 3"));
        }
    }
}

/// The types of record that can be withdrawn.
const RECORD_TYPES: [&str; 5] = ["agreement", "organisation", "dataset", "release", "edition"];

fn withdrawal(row: &WithdrawnDraft<'_>, faults: &mut Diagnostics) -> Option<Withdrawal> {
    let find = |text: &str| RECORD_TYPES.into_iter().find(|known| *known == text);
    let record_type = cells::word(&row.record_type, find, &RECORD_TYPES.join(", "), faults);
    let date = cells::date(&row.date, faults);
    for (cell, what) in [(&row.id, "id"), (&row.title, "title"), (&row.date, "date"), (&row.reason, "reason")] {
        if cell.is_blank() {
            let fault = Diagnostic::new(&codes::E120, format!("a withdrawal needs its {what}")).at(cell.span);
            faults.push(fault.help("the page that stays behind says what left, when and why"));
        }
    }
    Some(Withdrawal {
        record_type: record_type?.to_owned(),
        id: row.id.text().to_owned(),
        title: row.title.text().to_owned(),
        date: date?,
        reason: row.reason.text().to_owned(),
        successor: row.successor.text().to_owned(),
    })
}

fn purposes(drafts: &Drafts<'_>, facts: &mut Facts, faults: &mut Diagnostics) {
    for row in &drafts.agreement_purposes.rows {
        let purpose = known_term(&row.purpose, VocabularyName::Purpose, &facts.vocabularies, faults);
        if row.purpose.is_blank() {
            let fault = Diagnostic::new(&codes::E120, "the purpose is missing").at(row.purpose.span);
            faults.push(fault.help("write a code of data/vocabularies/purpose.csv, or take the row out"));
        }
        if known_id(&row.agreement, "agreement", &facts.agreements, faults) {
            let agreement = AgreementId::new(row.agreement.text());
            let evidence = row.evidence.text().to_owned();
            facts.agreement_purposes.extend(purpose.map(|purpose| AgreementPurpose { agreement, purpose, evidence }));
        }
    }
}

fn refusals(drafts: &Drafts<'_>, facts: &mut Facts, faults: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for row in &drafts.refusals.rows {
        once(&mut seen, &row.id, "refusal", faults);
        if row.id.is_blank() {
            let fault = Diagnostic::new(&codes::E120, "a refusal needs its id").at(row.id.span);
            faults.push(fault.help("number refusals as refusal-1, refusal-2"));
        }
        facts.refusals.push(Refusal {
            id: row.id.text().to_owned(),
            date: cells::date(&row.date, faults),
            kind: row.kind.text().to_owned(),
            organisation: row.organisation.text().to_owned(),
            subject: row.subject.text().to_owned(),
            reason: row.reason.text().to_owned(),
            source: row.source.text().to_owned(),
        });
    }
}

fn assurances(drafts: &Drafts<'_>, facts: &Facts, faults: &mut Diagnostics) -> Vec<Assurance> {
    let name = |release: &crate::model::Release| format!("{}/{}", release.edition, release.id);
    let wanted = drafts.assurance.iter().any(|draft| !draft.releases.is_empty());
    let names = facts.releases.iter().filter(|_| wanted).map(|release| (name(release), ()));
    let releases: BTreeMap<String, ()> = names.collect();
    drafts.assurance.iter().filter_map(|draft| assurance(draft, facts, &releases, faults)).collect()
}

fn assurance(
    draft: &AssuranceDraft<'_>,
    facts: &Facts,
    releases: &BTreeMap<String, ()>,
    faults: &mut Diagnostics,
) -> Option<Assurance> {
    let id = cells::page_id(&draft.id, faults);
    if draft.id.text() != draft.name {
        let message = format!("the id is {}, the file is {}.md", draft.id.text(), draft.name);
        faults.push(Diagnostic::new(&codes::E126, message).at(draft.id.span).help("name the file for its id"));
    }
    let date = cells::date(&draft.date, faults);
    let organisation =
        draft.organisation.as_ref().filter(|cell| known_id(cell, "organisation", &facts.organisations, faults));
    let agreement = draft.agreement.as_ref().filter(|cell| known_id(cell, "agreement", &facts.agreements, faults));
    for release in &draft.releases {
        known_id(release, "release", releases, faults);
    }
    Some(Assurance {
        id: id?.to_owned(),
        kind: draft.kind.text().to_owned(),
        date: date?,
        organisation: organisation.map(|cell| OrganisationId::new(cell.text())),
        agreement: agreement.map(|cell| AgreementId::new(cell.text())),
        releases: draft.releases.iter().map(|cell| cell.text().to_owned()).collect(),
        source: draft.source.as_ref().map_or_else(String::new, |cell| cell.text().to_owned()),
        findings: draft.findings.text().to_owned(),
    })
}

fn sheet_texts(drafts: &Drafts<'_>, facts: &mut Facts, faults: &mut Diagnostics) {
    for draft in &drafts.sheet_texts {
        let edition = Cell { value: draft.edition.clone().into(), span: draft.sheet.span };
        facts.sheet_texts.extend(known_edition(&edition, drafts, facts, faults).map(|edition| SheetText {
            edition,
            sheet: draft.sheet.text().to_owned(),
            text: draft.text.text().to_owned(),
        }));
    }
}

fn content(draft: &ContentDraft<'_>, faults: &mut Diagnostics) -> Option<ContentPage> {
    if !draft.address.split('/').all(is_page_id) {
        let fault = Diagnostic::new(&codes::E120, format!("content/{}.md cannot be an address", draft.address));
        let help = "use lower-case letters, digits and - in the names of folders and files";
        faults.push(fault.at(draft.title.span).help(help));
        return None;
    }
    let date = cells::optional_date(draft.date.as_ref(), faults);
    if draft.address.starts_with("notices/") && draft.date.is_none() {
        let fault = Diagnostic::new(&codes::E112, "a notice needs a date").at(draft.title.span);
        faults.push(fault.help("write date = \"2024-03-01\""));
    }
    Some(ContentPage {
        address: draft.address.clone(),
        title: draft.title.text().to_owned(),
        summary: draft.summary.as_ref().map_or_else(String::new, |cell| cell.text().to_owned()),
        date,
        order: draft.order.map(|order| order.value),
        body: draft.body.text().to_owned(),
    })
}

/// The log's own shape; what it proves is for the log's command.
fn log(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    const KINDS: [&str; 4] = ["added", "amended", "withdrawn", "redacted"];
    let find = |text: &str| KINDS.into_iter().find(|known| *known == text);
    for (wanted, row) in (1u64..).zip(&drafts.log.rows) {
        cells::word(&row.kind, find, &KINDS.join(", "), faults);
        cells::date(&row.date, faults);
        if cells::number::<u64>(&row.seq, faults) != Some(wanted) {
            let message = format!("the log's numbers run from 1 without a gap; this should be {wanted}");
            faults.push(Diagnostic::new(&codes::E120, message).at(row.seq.span).help("the log only grows: restore it"));
        }
        if row.date.is_blank() || row.leaf.is_blank() {
            let fault = Diagnostic::new(&codes::E120, "a log entry needs a date and a leaf").at(row.span());
            faults.push(fault.help("the log only grows: restore it"));
        }
    }
}
