//! Agreements: each file accepted as a version, then versions gathered into agreements.

use super::Resolvers;
use super::cells;
use super::organisations::known_edition;
use super::vocabulary::known_terms;
use crate::diag::{Cell, Diagnostic, Diagnostics, Spanned, codes};
use crate::model::{
    Agreement, AgreementId, AgreementVersion, DatasetUse, Facts, Section, SectionKind, Statement, TermCode, Version,
    VocabularyName, fold,
};
use crate::records::{AgreementDraft, DatasetUseDraft, Drafts, StatementDraft};
use std::collections::{BTreeMap, BTreeSet};

/// The record id of a version in reports and waivers.
pub(super) fn record(agreement: &AgreementId, version: &Version) -> String {
    format!("agreement/{agreement}/{version}")
}

/// The record id of a draft whose path is right.
pub(super) fn draft_record(draft: &AgreementDraft<'_>) -> String {
    let reference = fold::reference(draft.reference.value.trim());
    format!("agreement/{}/{}", reference.agreement, reference.version)
}

/// Accepts every agreement.
pub(super) fn agreements(drafts: &Drafts<'_>, resolvers: &mut Resolvers, facts: &mut Facts, faults: &mut Diagnostics) {
    let mut slugs: BTreeMap<String, AgreementId> = BTreeMap::new();
    for draft in &drafts.agreements {
        let Some(version) = version(draft, drafts, resolvers, facts, faults) else { continue };
        let slug = fold::agreement_slug(version.agreement.as_str());
        let owner = slugs.entry(slug.clone()).or_insert_with(|| version.agreement.clone());
        if *owner != version.agreement {
            let message = format!("{} and {owner} would have the same address {slug}", version.agreement);
            let fault = Diagnostic::new(&codes::E127, message).at(draft.reference.span);
            faults.push(fault.help("write one reference as the other, if they are one agreement, or rename one"));
            continue;
        }
        let id = version.agreement.clone();
        let new = || Agreement { id: id.clone(), slug, versions: Vec::new() };
        facts.agreements.entry(id.clone()).or_insert_with(new).versions.push(version);
    }
    for agreement in facts.agreements.values_mut() {
        agreement.versions.sort_by(|a, b| a.version.cmp(&b.version));
    }
}

fn version(
    draft: &AgreementDraft<'_>,
    drafts: &Drafts<'_>,
    resolvers: &mut Resolvers,
    facts: &Facts,
    faults: &mut Diagnostics,
) -> Option<AgreementVersion> {
    let text = draft.reference.value.trim();
    let reference = fold::reference(text);
    let in_place = is_in_place(draft, &reference, faults);
    let agreement = AgreementId::new(reference.agreement);
    let version = Version::new(reference.version);
    let purposes = purposes(&draft.purposes, resolvers, faults);
    let (start, end) = dates(draft, &record(&agreement, &version), faults);
    let prose = draft.prose.as_ref().map(Cell::text);
    if let (Some(cell), false) = (&draft.prose, matches!(prose, None | Some("verbatim"))) {
        let fault = Diagnostic::new(&codes::E113, format!("prose cannot be \"{}\"", cell.text())).at(cell.span);
        faults.push(fault.help("write prose = \"verbatim\" for imported text, and nothing for Markdown"));
    }
    let wordings = &mut resolvers.wordings;
    let applicant_type = wordings.resolve_optional(VocabularyName::OrganisationType, draft.applicant_type.as_ref());
    let applicant = resolvers.organisations.resolve(&draft.applicant);
    let datasets = draft.datasets.iter().filter_map(|dataset| dataset_use(dataset, resolvers)).collect();
    let statements = statements(draft, drafts, resolvers, facts, faults);
    let stated = |cell: &Option<Cell<'_>>| cell.as_ref().map_or_else(String::new, |cell| cell.text().to_owned());
    (in_place && !statements.is_empty()).then_some(())?;
    Some(AgreementVersion {
        agreement,
        version,
        reference: text.to_owned(),
        title: draft.title.as_ref().map(|title| title.text().to_owned()).filter(|title| !title.trim().is_empty()),
        applicant_raw: draft.applicant.text().to_owned(),
        applicant: applicant?,
        applicant_type,
        controllers: draft.controllers.iter().map(|cell| cell.text().to_owned()).collect(),
        controller_basis: stated(&draft.controller_basis),
        start,
        end,
        sublicensing: stated(&draft.sublicensing),
        commercial: stated(&draft.commercial),
        purposes,
        verbatim: prose == Some("verbatim"),
        datasets,
        statements,
    })
}

fn is_in_place(draft: &AgreementDraft<'_>, reference: &fold::Reference<'_>, faults: &mut Diagnostics) -> bool {
    let (slug, label) = (fold::agreement_slug(reference.agreement), &reference.version);
    let fine = !slug.is_empty() && slug == draft.slug && *label == draft.label;
    if !fine {
        let message = format!("the reference does not belong in {}/{}.md", draft.slug, draft.label);
        let fault = Diagnostic::new(&codes::E126, message).at(draft.reference.span);
        faults.push(if slug.is_empty() {
            fault.help("a reference needs letters or digits")
        } else {
            fault.help(format!("its file is data/agreements/{slug}/{label}.md"))
        });
    }
    fine
}

fn purposes(cells: &[Cell<'_>], resolvers: &Resolvers, faults: &mut Diagnostics) -> Vec<TermCode> {
    let mut all: Vec<TermCode> = cells
        .iter()
        .flat_map(|cell| known_terms(cell, VocabularyName::Purpose, &resolvers.vocabularies, faults))
        .collect();
    let vocabulary = resolvers.vocabularies.get(VocabularyName::Purpose);
    all.sort_by_key(|code| vocabulary.place(code.as_str()));
    all.dedup();
    all
}

fn dates(
    draft: &AgreementDraft<'_>,
    record: &str,
    faults: &mut Diagnostics,
) -> (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>) {
    let start = cells::optional_date(draft.start.as_ref(), faults);
    let end = cells::optional_date(draft.end.as_ref(), faults);
    let mut impossible = |cell: &Option<Cell<'_>>, message: &str| {
        let at = cell.as_ref().map_or(draft.reference.span, |cell| cell.span);
        let fault = Diagnostic::new(&codes::E13, message).at(at).about(record);
        faults.push(fault.help("correct the date, or leave it out if it is not known"));
    };
    if start.is_some_and(super::is_too_early) {
        impossible(&draft.start, "the agreement starts before 1990");
    }
    if end.is_some_and(super::is_too_early) {
        impossible(&draft.end, "the agreement ends before 1990");
    }
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        impossible(&draft.end, "the agreement ends before it starts");
    }
    (start, end)
}

fn dataset_use(draft: &DatasetUseDraft<'_>, resolvers: &mut Resolvers) -> Option<DatasetUse> {
    let datasets = resolvers.datasets.resolve(&draft.name);
    let wordings = &mut resolvers.wordings;
    let mut stated = |name, cell: &Option<Cell<'_>>| wordings.resolve_optional(name, cell.as_ref());
    let made = DatasetUse {
        raw: draft.name.text().to_owned(),
        datasets: Vec::new(),
        identifiability: stated(VocabularyName::Identifiability, &draft.identifiability),
        sensitivity: stated(VocabularyName::Sensitivity, &draft.sensitivity),
        frequency: stated(VocabularyName::Frequency, &draft.frequency),
        legal_basis: stated(VocabularyName::LegalBasis, &draft.legal_basis),
        confidentiality: stated(VocabularyName::Confidentiality, &draft.confidentiality),
    };
    Some(DatasetUse { datasets: datasets?.to_vec(), ..made })
}

fn statements(
    draft: &AgreementDraft<'_>,
    drafts: &Drafts<'_>,
    resolvers: &mut Resolvers,
    facts: &Facts,
    faults: &mut Diagnostics,
) -> Vec<Statement> {
    let mut seen = BTreeMap::new();
    let mut all: Vec<Statement> = Vec::new();
    for statement in &draft.statements {
        let first = *seen.entry(statement.seq.value).or_insert(statement.seq.span);
        if first != statement.seq.span {
            let message = format!("two statements have seq = {}", statement.seq.value);
            let fault = Diagnostic::new(&codes::E121, message).at(statement.seq.span).label(first, "first here");
            faults.push(fault.help("number the statements 1, 2, 3"));
        }
        // An agreement that staff record stands before anything is released under it; a publisher's words were printed.
        if statement.editions.is_empty() && draft.prose.is_some() {
            let fault = Diagnostic::new(&codes::E112, "the statement names no edition").at(statement.organisation.span);
            faults.push(fault.help("write editions = [\"…\"] with each edition that prints it"));
        }
        all.extend(self::statement(statement, drafts, resolvers, facts, faults));
    }
    all.sort_by_key(|statement| statement.seq);
    all
}

fn statement(
    draft: &StatementDraft<'_>,
    drafts: &Drafts<'_>,
    resolvers: &mut Resolvers,
    facts: &Facts,
    faults: &mut Diagnostics,
) -> Option<Statement> {
    let organisation = resolvers.organisations.resolve(&draft.organisation);
    let (mut editions, mut named) = (Vec::new(), BTreeSet::new());
    for edition in &draft.editions {
        let known = known_edition(edition, drafts, facts, faults);
        if !named.insert(edition.text()) {
            let message = format!("the statement names edition {} twice", edition.text());
            faults.push(Diagnostic::new(&codes::E121, message).at(edition.span).help("name it once"));
        }
        editions.extend(known);
    }
    if !draft.source_rows.is_empty() && draft.source_rows.len() != draft.editions.len() {
        let fault = Diagnostic::new(&codes::E113, "source_rows has another length than editions");
        faults.push(fault.at(draft.source_rows[0].span).help("write one row number for each edition, or none"));
    }
    if !draft.source_sheets.is_empty() && draft.source_sheets.len() != draft.source_rows.len() {
        let fault = Diagnostic::new(&codes::E113, "source_sheets has another length than source_rows");
        faults.push(fault.at(draft.source_sheets[0].span).help("write one sheet for each row number, or none"));
    }
    let truncated = draft.truncated.iter().filter_map(|key| {
        let all = SectionKind::ALL.iter().map(|kind| kind.key()).collect::<Vec<_>>().join(", ");
        cells::word(key, SectionKind::find, &all, faults)
    });
    let truncated = truncated.collect();
    let source_rows = draft.source_rows.iter().filter_map(|row| positive(row, faults)).collect();
    Some(Statement {
        seq: positive(&draft.seq, faults)?,
        organisation_raw: draft.organisation.text().to_owned(),
        organisation: organisation?,
        editions: (editions.len() == draft.editions.len()).then_some(editions)?,
        source_rows,
        truncated,
        sections: draft.sections.iter().map(section).collect(),
    })
}

fn section(draft: &crate::records::SectionDraft<'_>) -> Section {
    Section { kind: draft.kind, text: draft.text.text().to_owned() }
}

fn positive(number: &Spanned<i64>, faults: &mut Diagnostics) -> Option<u32> {
    let fine = u32::try_from(number.value).ok().filter(|&n| n > 0);
    if fine.is_none() {
        let fault = Diagnostic::new(&codes::E113, "this takes a whole number from 1").at(number.span);
        faults.push(fault.help("write 1, 2, 3"));
    }
    fine
}
