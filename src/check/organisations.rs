//! Editions, organisations and datasets: the tables that everything else names.

use super::cells;
use super::names::Names;
use super::vocabulary::{known_term, known_terms, once};
use crate::diag::{Cell, Diagnostic, Diagnostics, codes, nearest, suggest};
use crate::model::{
    AgreementId, Dataset, DatasetId, DatasetName, Edition, EditionId, EditionKind, Facts, Organisation, OrganisationId,
    OrganisationName, OrganisationRelation, Relation, Vocabularies, VocabularyName, is_web_address,
};
use crate::records::{DatasetDraft, Drafts, EditionDraft, OrganisationDraft, Row};
use chrono::NaiveDate;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Accepts the editions.
pub(super) fn editions(drafts: &Drafts<'_>, faults: &mut Diagnostics) -> BTreeMap<EditionId, Edition> {
    let mut seen = BTreeMap::new();
    let mut editions = BTreeMap::new();
    for row in &drafts.editions.rows {
        once(&mut seen, &row.id, "edition", faults);
        if let Some(edition) = edition(row, faults) {
            editions.insert(edition.id.clone(), edition);
        }
    }
    for row in drafts.editions.rows.iter().filter(|row| !row.supersedes.is_blank()) {
        known_id(&row.supersedes, "edition", &written(drafts), faults);
    }
    editions
}

/// Every edition that the table has, accepted or not.
fn written<'d>(drafts: &'d Drafts<'_>) -> BTreeMap<&'d str, ()> {
    drafts.editions.rows.iter().map(|row| (row.id.text(), ())).collect()
}

/// The edition that a cell names. One that the table does not have is a fault; one whose row was refused is no news.
pub(super) fn known_edition(
    cell: &Cell<'_>,
    drafts: &Drafts<'_>,
    facts: &Facts,
    faults: &mut Diagnostics,
) -> Option<EditionId> {
    let known = facts.editions.get_key_value(cell.text()).map(|(id, _)| id.clone());
    if known.is_none() {
        known_id(cell, "edition", &written(drafts), faults);
    }
    known
}

fn edition(row: &EditionDraft<'_>, faults: &mut Diagnostics) -> Option<Edition> {
    if EditionId::is_year(row.id.text()) {
        let fault = Diagnostic::new(&codes::E120, "an edition's id cannot be four digits").at(row.id.span);
        faults.push(fault.help("four digits are a year's page; write 2021-02 or 2021-annual"));
    }
    let id = cells::page_id(&row.id, faults);
    let kind = cells::word(&row.kind, EditionKind::find, "flow, stock, projects", faults);
    let (from, to) = (cells::date(&row.from, faults), cells::date(&row.to, faults));
    let published = cells::date(&row.published, faults);
    let revision = cells::number(&row.revision, faults);
    let bytes = cells::number(&row.bytes, faults);
    let digest_ok = row.sha256.is_blank() || is_sha256(row.sha256.text());
    if !digest_ok {
        let fault = Diagnostic::new(&codes::E120, "sha256 takes 64 hexadecimal digits").at(row.sha256.span);
        faults.push(fault.help("write what sha256sum prints for the file, in lower case, or leave it empty"));
    }
    period(row, kind, (from, to), faults);
    days(row, [from, to, published], faults);
    Some(Edition {
        id: EditionId::new(id?),
        kind: kind?,
        from,
        to: to?,
        published,
        revision,
        supersedes: (!row.supersedes.is_blank()).then(|| EditionId::new(row.supersedes.text())),
        source: row.source.text().to_owned(),
        sha256: row.sha256.text().to_owned(),
        bytes,
        licence: row.licence.text().to_owned(),
        note: row.note.text().to_owned(),
    })
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// E13: days before any register, and an edition that came out before its period was over.
fn days(row: &EditionDraft<'_>, [from, to, published]: [Option<NaiveDate>; 3], faults: &mut Diagnostics) {
    let mut fault = |message: String, cell: &Cell<'_>| {
        let fault = Diagnostic::new(&codes::E13, message).at(cell.span).about(format!("edition/{}", row.id.text()));
        faults.push(fault.help("correct the date"));
    };
    for (day, cell) in [(from, &row.from), (to, &row.to), (published, &row.published)] {
        if day.is_some_and(super::is_too_early) {
            fault(format!("{} lies before 1990", cell.text()), cell);
        }
    }
    if published < to && published.is_some() {
        fault("the edition was published before its period ended".to_owned(), &row.published);
    }
}

/// E8.
fn period(
    row: &EditionDraft<'_>,
    kind: Option<EditionKind>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    faults: &mut Diagnostics,
) {
    let mut fault = |message: &str, cell: &Cell<'_>| {
        let fault = Diagnostic::new(&codes::E8, message).at(cell.span).about(format!("edition/{}", row.id.text()));
        faults.push(fault.help("state the first and the last day of the period in data/editions.csv"));
    };
    if row.to.is_blank() {
        fault("the edition has no last day", &row.to);
    }
    if row.from.is_blank() && kind == Some(EditionKind::Flow) {
        fault("the edition has no first day", &row.from);
    }
    if to.is_some() && from > to {
        fault("the period ends before it begins", &row.to);
    }
}

/// Once there are so many faults, an unknown id gets no suggestion: a wrong file may have a hundred thousand of them.
pub(super) const MOST_BEFORE_SUGGESTIONS: usize = 200;

/// A cell that names one of these records by id, or a fault.
pub(super) fn known_id<K: Borrow<str> + Ord, V>(
    cell: &Cell<'_>,
    what: &str,
    records: &BTreeMap<K, V>,
    faults: &mut Diagnostics,
) -> bool {
    let known = records.contains_key(cell.text());
    if !known {
        let message = match cell.text() {
            "" => format!("the {what} is missing"),
            id => format!("there is no {what} \"{}\"", cells::shorten(id)),
        };
        let few = faults.len() < MOST_BEFORE_SUGGESTIONS;
        let near = nearest(cell.text(), records.keys().map(Borrow::borrow).filter(|_| few));
        let fault = Diagnostic::new(&codes::E122, message).at(cell.span);
        faults.push(fault.help(suggest(near, "correct the id, or add the record it names")));
    }
    known
}

/// Accepts organisations, their names and relations.
pub(super) fn organisations(
    drafts: &Drafts<'_>,
    vocabularies: &Vocabularies,
    facts: &mut Facts,
    faults: &mut Diagnostics,
) -> Names<OrganisationId> {
    let mut names = Names::new("organisation");
    let mut seen = BTreeMap::new();
    for row in &drafts.organisations.rows {
        once(&mut seen, &row.id, "organisation", faults);
        let Some(organisation) = organisation(row, vocabularies, faults) else { continue };
        names.record(&row.name, organisation.id.clone(), faults);
        facts.organisations.insert(organisation.id.clone(), organisation);
    }
    for row in &drafts.organisation_names.rows {
        let reviewed = cells::date(&row.reviewed, faults);
        if known_id(&row.organisation, "organisation", &facts.organisations, faults) {
            let organisation = OrganisationId::new(row.organisation.text());
            names.record(&row.name, organisation.clone(), faults);
            let (name, evidence) = (row.name.text().to_owned(), row.evidence.text().to_owned());
            facts.organisation_names.push(OrganisationName { name, organisation, evidence, reviewed });
        }
    }
    names
}

fn organisation(
    row: &OrganisationDraft<'_>,
    vocabularies: &Vocabularies,
    faults: &mut Diagnostics,
) -> Option<Organisation> {
    let id = cells::page_id(&row.id, faults)?;
    let type_code = known_term(&row.type_code, VocabularyName::OrganisationType, vocabularies, faults);
    let written = known_term(&row.kind, VocabularyName::OrganisationKind, vocabularies, faults);
    let type_group = type_code.as_ref().and_then(|code| {
        let group = &vocabularies.term(VocabularyName::OrganisationType, code.as_str())?.group;
        vocabularies.term(VocabularyName::OrganisationKind, group).map(|term| term.code.clone())
    });
    if row.name.value.trim().is_empty() {
        let fault = Diagnostic::new(&codes::E120, "an organisation needs a name").at(row.name.span);
        faults.push(fault.help("write the name that pages should show"));
    }
    Some(Organisation {
        id: OrganisationId::new(id),
        name: row.name.text().to_owned(),
        type_code,
        kind: written.or(type_group),
        business: row.business.text().to_owned(),
        group: row.group.text().to_owned(),
        ods_code: row.ods_code.text().to_owned(),
        ror: row.ror.text().to_owned(),
        website: website(&row.website, faults),
        description: row.description.text().to_owned(),
        security_lead: row.security_lead.text().to_owned(),
    })
}

/// A web address, which becomes a link; anything else in its place would be a link to nowhere or worse.
fn website(cell: &Cell<'_>, faults: &mut Diagnostics) -> String {
    if !cell.is_blank() && !is_web_address(cell.text()) {
        let fault = Diagnostic::new(&codes::E120, "this is no web address").at(cell.span);
        faults.push(fault.help("a web address begins with https://"));
    }
    cell.text().to_owned()
}

/// Accepts relations, once agreements are known.
pub(super) fn relations(drafts: &Drafts<'_>, facts: &mut Facts, faults: &mut Diagnostics) {
    for row in &drafts.organisation_relations.rows {
        let relation = cells::word(&row.relation, Relation::find, "renamed, succeeded, transferred", faults);
        let (date, reviewed) = (cells::date(&row.date, faults), cells::date(&row.reviewed, faults));
        let mut known = true;
        for cell in [&row.from, &row.to] {
            known &= known_id(cell, "organisation", &facts.organisations, faults);
        }
        if !row.agreement.is_blank() {
            known &= known_id(&row.agreement, "agreement", &facts.agreements, faults);
        } else if relation == Some(Relation::Transferred) {
            let fault = Diagnostic::new(&codes::E120, "a transfer needs its agreement").at(row.agreement.span);
            faults.push(fault.help("write the agreement's id, as NIC-123456-A1B2C"));
        }
        if let (Some(relation), true) = (relation, known) {
            facts.organisation_relations.push(OrganisationRelation {
                from: OrganisationId::new(row.from.text()),
                to: OrganisationId::new(row.to.text()),
                relation,
                agreement: (!row.agreement.is_blank()).then(|| AgreementId::new(row.agreement.text())),
                date,
                evidence: row.evidence.text().to_owned(),
                reviewed,
            });
        }
    }
}

/// Accepts datasets and their names.
pub(super) fn datasets(
    drafts: &Drafts<'_>,
    vocabularies: &Vocabularies,
    facts: &mut Facts,
    faults: &mut Diagnostics,
) -> Names<Arc<[DatasetId]>> {
    let mut names: Names<Arc<[DatasetId]>> = Names::new("dataset");
    let mut seen = BTreeMap::new();
    for row in &drafts.datasets.rows {
        once(&mut seen, &row.id, "dataset", faults);
        let Some(dataset) = dataset(row, vocabularies, faults) else { continue };
        names.record(&row.name, Arc::from([dataset.id.clone()]), faults);
        facts.datasets.insert(dataset.id.clone(), dataset);
    }
    for row in &drafts.dataset_names.rows {
        let item = |id: &str| Cell { value: id.to_owned().into(), span: row.datasets.span };
        let mut ids = Vec::new();
        let listed = cells::distinct(&row.datasets, faults);
        let none = listed.is_empty();
        for id in listed {
            if known_id(&item(id), "dataset", &facts.datasets, faults) {
                ids.push(DatasetId::new(id));
            }
        }
        if none {
            let fault = Diagnostic::new(&codes::E120, "a dataset name needs a dataset").at(row.span());
            faults.push(fault.help("write one id or several joined by ;"));
        }
        if ids.is_empty() {
            continue;
        }
        names.record(&row.name, Arc::from(ids.clone()), faults);
        let (name, evidence) = (row.name.text().to_owned(), row.evidence.text().to_owned());
        facts.dataset_names.push(DatasetName { name, datasets: ids, evidence });
    }
    names
}

fn dataset(row: &DatasetDraft<'_>, vocabularies: &Vocabularies, faults: &mut Diagnostics) -> Option<Dataset> {
    let id = cells::page_id(&row.id, faults)?;
    if row.name.value.trim().is_empty() {
        let fault = Diagnostic::new(&codes::E120, "a dataset needs a name").at(row.name.span);
        faults.push(fault.help("write the name that pages should show"));
    }
    Some(Dataset {
        id: DatasetId::new(id),
        name: row.name.text().to_owned(),
        description: row.description.text().to_owned(),
        collected_from: row.collected_from.text().to_owned(),
        who_is_in_it: row.who_is_in_it.text().to_owned(),
        care: known_terms(&row.care, VocabularyName::Care, vocabularies, faults),
        countries: row.countries.text().to_owned(),
        covers_from: row.covers_from.text().to_owned(),
        covers_to: row.covers_to.text().to_owned(),
        website: website(&row.website, faults),
    })
}
