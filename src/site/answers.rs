//! The first thing a page about an agreement says: who, what, why, on what legal basis, and whether opt-outs were
//! applied. Composed from facts alone; nothing is guessed.

use super::applied::AppliedRows;
use super::dates::Day;
use super::plan::Site;
use super::routes::Routes;
use super::terms::{OptOutAnswers, TermCount, count_terms, term};
use super::{Link, WHY, Why, link_to_dataset, link_to_recipient};
use crate::markdown;
use crate::model::{
    AgreementVersion, DatasetId, DatasetUse, OrganisationId, Register, Release, SectionKind, TermCode, VocabularyName,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of the applicant's text that answer "why" at the top of a page.
const WHY_LENGTH: usize = 420;

/// A dataset and the rows that hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetLine<'a> {
    /// The dataset.
    pub dataset: Link<'a>,
    /// Rows that hold it; a row may hold several datasets.
    pub rows: usize,
    /// Whether opt-outs were applied to those rows.
    pub opt_outs: AppliedRows,
    /// How many organisations received it, under any agreement.
    pub recipients: usize,
}

impl<'a> DatasetLine<'a> {
    /// A dataset and some rows that hold it.
    pub fn new(
        site: &Site<'a>,
        id: &'a DatasetId,
        releases: impl Iterator<Item = &'a Release> + Clone,
    ) -> DatasetLine<'a> {
        DatasetLine {
            dataset: link_to_dataset(site.register, site.routes(), id),
            rows: releases.clone().count(),
            opt_outs: AppliedRows::of(releases),
            recipients: site.received_by(id),
        }
    }
}

/// Answers for one version of an agreement and the rows that the page is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answers<'a> {
    /// The applicant.
    pub applicant: Link<'a>,
    /// The applicant as published, where its page has another name.
    pub applicant_raw: Option<&'a str>,
    /// The applicant's type.
    pub applicant_type: Option<TermCount<'a>>,
    /// Other organisations that rows went to.
    pub other_recipients: Vec<Link<'a>>,
    /// Data controllers as published.
    pub controllers: &'a [String],
    /// Sole or joint, as published.
    pub controller_basis: &'a str,
    /// Datasets, most rows first; those the agreement only names come last.
    pub datasets: Vec<DatasetLine<'a>>,
    /// How identifiable the data are.
    pub identifiability: Vec<TermCount<'a>>,
    /// Title of the application.
    pub title: Option<&'a str>,
    /// Purposes.
    pub purposes: Vec<TermCount<'a>>,
    /// Whether the purposes were given by this register's reviewers.
    pub purposes_reviewed: bool,
    /// The first words of the purpose.
    pub why: Option<Why>,
    /// Legal bases.
    pub legal_bases: Vec<TermCount<'a>>,
    /// Whether opt-outs were applied.
    pub opt_outs: OptOutAnswers<'a>,
    /// Whether there are no rows, so that data and legal basis are what the agreement names.
    pub only_named: bool,
    /// Commercial use, as published.
    pub commercial: &'a str,
    /// Sublicensing, as published.
    pub sublicensing: &'a str,
    /// First day of the agreement.
    pub start: Option<Day>,
    /// Last day of the agreement.
    pub end: Option<Day>,
}

impl<'a> Answers<'a> {
    /// Answers from a version and rows.
    pub fn of(
        site: &Site<'a>,
        version: &'a AgreementVersion,
        releases: impl Iterator<Item = &'a Release> + Clone,
    ) -> Answers<'a> {
        let (register, routes) = (site.register, site.routes());
        let only_named = releases.clone().next().is_none();
        let named = || version.datasets.iter();
        let terms = |vocabulary, row: fn(&'a Release) -> _, used: fn(&'a DatasetUse) -> _| {
            if only_named {
                count_terms(register, routes, vocabulary, named().map(used))
            } else {
                count_terms(register, routes, vocabulary, releases.clone().map(row))
            }
        };
        let applicant = link_to_recipient(register, routes, &version.applicant);
        let same_name = applicant.text == *version.applicant_raw;
        let (purposes, purposes_reviewed) = purposes(register, routes, version);
        Answers {
            applicant_raw: (!same_name && !version.applicant_raw.is_empty()).then_some(&version.applicant_raw),
            applicant,
            applicant_type: applicant_type(register, routes, version),
            other_recipients: other_recipients(register, routes, &version.applicant, releases.clone()),
            controllers: &version.controllers,
            controller_basis: &version.controller_basis,
            datasets: datasets(site, version, releases.clone()),
            identifiability: terms(VocabularyName::Identifiability, |r| &r.identifiability, |d| &d.identifiability),
            title: version.title.as_deref(),
            purposes,
            purposes_reviewed,
            why: why(version),
            legal_bases: terms(VocabularyName::LegalBasis, |r| &r.legal_basis, |d| &d.legal_basis),
            opt_outs: OptOutAnswers::of(register, routes, releases),
            only_named,
            commercial: &version.commercial,
            sublicensing: &version.sublicensing,
            start: version.start.map(Day),
            end: version.end.map(Day),
        }
    }
}

fn applicant_type<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    version: &'a AgreementVersion,
) -> Option<TermCount<'a>> {
    let stated = version.applicant_type.as_deref().and_then(|wording| wording.codes.first());
    let reviewed = register.organisations.get(&version.applicant).and_then(|o| o.type_code.as_ref());
    let code = reviewed.or(stated)?;
    Some(term(register, routes, VocabularyName::OrganisationType, code.as_str()))
}

fn other_recipients<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    applicant: &OrganisationId,
    releases: impl Iterator<Item = &'a Release>,
) -> Vec<Link<'a>> {
    let others = releases.map(|release| &release.recipient).filter(|&id| id != applicant);
    let others: BTreeSet<_> = others.collect();
    others.into_iter().map(|id| link_to_recipient(register, routes, id)).collect()
}

fn datasets<'a>(
    site: &Site<'a>,
    version: &'a AgreementVersion,
    releases: impl Iterator<Item = &'a Release>,
) -> Vec<DatasetLine<'a>> {
    let mut rows = by_dataset(releases);
    for id in version.datasets.iter().flat_map(|used| &used.datasets) {
        rows.entry(id).or_default();
    }
    most_rows_first(site, rows)
}

/// Rows by the datasets they hold; a row that names a dataset twice is one row all the same.
pub(super) fn by_dataset<'a>(releases: impl Iterator<Item = &'a Release>) -> BTreeMap<&'a DatasetId, Vec<&'a Release>> {
    let mut rows: BTreeMap<_, Vec<&'a Release>> = BTreeMap::new();
    for release in releases {
        for id in release.datasets.iter() {
            let rows = rows.entry(id).or_default();
            if rows.last().is_none_or(|last| !std::ptr::eq(*last, release)) {
                rows.push(release);
            }
        }
    }
    rows
}

/// Lines of datasets with their rows, most rows first, then by name.
pub(super) fn most_rows_first<'a>(
    site: &Site<'a>,
    rows: BTreeMap<&'a DatasetId, Vec<&'a Release>>,
) -> Vec<DatasetLine<'a>> {
    let line = |(id, rows): (&'a DatasetId, Vec<&'a Release>)| DatasetLine::new(site, id, rows.iter().copied());
    let mut lines: Vec<_> = rows.into_iter().map(line).collect();
    lines.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.dataset.text.cmp(&b.dataset.text)));
    lines
}

fn purposes<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    version: &'a AgreementVersion,
) -> (Vec<TermCount<'a>>, bool) {
    let (codes, reviewed) = register.purposes_of(version);
    let purpose = |code: &'a TermCode| term(register, routes, VocabularyName::Purpose, code.as_str());
    (codes.iter().map(purpose).collect(), reviewed)
}

fn why(version: &AgreementVersion) -> Option<Why> {
    let sections = WHY.iter().flat_map(|&kind| {
        let texts = version.statements.iter().filter_map(move |s| s.section(kind).map(|text| (s.seq, kind, text)));
        texts.filter(|(_, _, text)| !text.trim().is_empty())
    });
    let (seq, kind, text) = { sections }.next()?;
    let by_staff = kind == SectionKind::Summary;
    let as_published = version.verbatim && !by_staff;
    let plain = if as_published { markdown::mended(text) } else { markdown::plain_text(text).into() };
    let markdown::Excerpt { text, whole } = markdown::excerpt(&plain, WHY_LENGTH);
    Some(Why { text, by_staff, whole, anchor: super::text::section_id(seq, kind) })
}
