//! The pages of a vocabulary's terms: an index of the terms, and for each term what it means and what stands under it.

use super::answers::{DatasetLine, by_dataset, most_rows_first};
use super::figures::{Counts, Tally};
use super::lists::{AgreementLine, Letter, by_letter};
use super::organisation_kinds::{KindLine, kind_lines};
use super::plan::Site;
use super::routes::section_of;
use super::rows::{Pager, page_count};
use super::ways::{Received, Under, kind_of, stated};
use super::{AsAt, Link, link_to_recipient};
use crate::model::{Agreement, AgreementVersion, Organisation, Register, Release, Term, TermCode, VocabularyName};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Recipients on one page of a term, unless its agreements take fewer pages than that needs.
const RECIPIENTS_SHOWN: usize = 300;

/// The terms of one vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermsView<'a> {
    /// The section of the site: `legal-bases`.
    pub section: &'static str,
    /// Terms that the register uses, most used first.
    pub used: Vec<TermLine<'a>>,
    /// The others, in vocabulary order.
    pub unused: Vec<TermLine<'a>>,
    /// Whether something stands under several terms, so that the numbers do not add up.
    pub overlap: bool,
    /// What each kind of organisation received; empty but for types of organisation.
    pub kinds: Vec<KindLine<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A term in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermLine<'a> {
    /// Its page.
    pub href: String,
    /// Its label; `None` for what states no term.
    pub label: Option<&'a str>,
    /// What it means, or empty.
    pub explanation: &'a str,
    /// Agreements under it.
    pub agreements: usize,
    /// Organisations: those of the type, else those that received a row.
    pub organisations: usize,
    /// Rows under it.
    pub counts: Counts<'a>,
}

/// A page of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermView<'a> {
    /// The section of the site: `legal-bases`.
    pub section: &'static str,
    /// Its label; `None` for what states no term.
    pub label: Option<&'a str>,
    /// What it means, or empty.
    pub explanation: &'a str,
    /// What the publisher says that it means, or empty.
    pub publisher_explanation: &'a str,
    /// The kind of organisation that a type belongs to.
    pub kind: Option<Link<'a>>,
    /// Other terms of the same group.
    pub related: Vec<Link<'a>>,
    /// Everything under it counted, on the first page.
    pub overview: Option<TermOverview<'a>>,
    /// The organisations of a type, A to Z.
    pub letters: Vec<Letter<'a>>,
    /// How many organisations: those of the type, else those that received a row.
    pub organisations: usize,
    /// Who received rows under it, most rows first: those of this page.
    pub recipients: Vec<UnderLine<'a>>,
    /// Which of the recipients the first of them is, from 1.
    pub first_recipient: usize,
    /// The agreements of this page; several groups only where no purpose is stated, by kind of applicant.
    pub groups: Vec<AgreementGroup<'a>>,
    /// Which page it is, of the list of agreements.
    pub pager: Pager,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// Everything under a term, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermOverview<'a> {
    /// Rows in all.
    pub counts: Counts<'a>,
    /// Rows by edition.
    pub by_edition: Tally<'a>,
    /// Rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// Wordings as published that mean the term, most rows first.
    pub wordings: Vec<WordingCount<'a>>,
    /// Whether one of them means further terms too.
    pub several: bool,
    /// Agreements whose purposes were given by this register's reviewers.
    pub reviewed: usize,
    /// Datasets in the rows, most rows first.
    pub datasets: Vec<DatasetLine<'a>>,
}

/// A wording as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordingCount<'a> {
    /// The words.
    pub raw: &'a str,
    /// Rows with these words.
    pub rows: usize,
}

/// A recipient under a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnderLine<'a> {
    /// The organisation.
    pub recipient: Link<'a>,
    /// Agreements.
    pub agreements: usize,
    /// Rows.
    pub rows: usize,
    /// Rows with opt-outs applied.
    pub applied: usize,
}

/// Agreements under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgreementGroup<'a> {
    /// The kind of organisation that applied; `None` where it is not stated, or where there is just one group.
    pub kind: Option<&'a str>,
    /// The agreements.
    pub lines: Vec<AgreementLine<'a>>,
}

/// Terms of a vocabulary that have a page, in its order. What states no term has one too, unless every row has a term.
pub(super) fn pages_of(register: &Register, vocabulary: VocabularyName) -> impl Iterator<Item = Option<&Term>> {
    let always = matches!(vocabulary, VocabularyName::Channel | VocabularyName::OptOut);
    register.vocabularies.get(vocabulary).terms().iter().map(Some).chain((!always).then_some(None))
}

/// How many pages a term takes.
pub(super) fn pages_under(site: &Site<'_>, vocabulary: VocabularyName, term: Option<&Term>) -> usize {
    if vocabulary == VocabularyName::OrganisationType {
        return 1;
    }
    page_count(site.ways.under(vocabulary, code_of(term)).map_or(0, |under| under.agreements.len()))
}

fn code_of(term: Option<&Term>) -> Option<&str> {
    term.map(|term| term.code.as_str())
}

/// The view of a vocabulary's index.
pub(super) fn terms_view<'a>(site: &'a Site<'_>, vocabulary: VocabularyName) -> TermsView<'a> {
    let (used, unused) = term_lines(site, vocabulary);
    TermsView {
        section: section_of(vocabulary).unwrap_or_default(),
        used,
        unused,
        overlap: site.ways.overlap(vocabulary),
        kinds: if vocabulary == VocabularyName::OrganisationType { kind_lines(site) } else { Vec::new() },
        as_at: site.newest(),
    }
}

/// The terms that the register uses, most used first, and the others in vocabulary order.
pub(super) fn term_lines<'a>(site: &'a Site<'_>, vocabulary: VocabularyName) -> (Vec<TermLine<'a>>, Vec<TermLine<'a>>) {
    let lines = pages_of(site.register, vocabulary).map(|term| term_line(site, vocabulary, term));
    let weight = |line: &TermLine<'_>| match vocabulary {
        VocabularyName::Purpose => line.agreements,
        VocabularyName::OrganisationType => line.organisations,
        _ => line.counts.rows,
    };
    let in_use = |line: &TermLine<'_>| line.agreements + line.organisations + line.counts.rows > 0;
    let (mut used, unused): (Vec<_>, Vec<_>) = lines.partition(in_use);
    used.sort_by_key(|line| (line.label.is_none(), Reverse(weight(line))));
    (used, unused)
}

fn term_line<'a>(site: &'a Site<'_>, vocabulary: VocabularyName, term: Option<&'a Term>) -> TermLine<'a> {
    let (register, routes) = (site.register, site.routes());
    let under = site.ways.under(vocabulary, code_of(term));
    let organisations = match vocabulary {
        VocabularyName::OrganisationType => of_type(register, term).count(),
        _ => under.map_or(0, |under| under.recipients.len()),
    };
    TermLine {
        href: routes.term_page(vocabulary, code_of(term)).map(|page| routes.link(&page)).unwrap_or_default(),
        label: term.map(|term| term.label.as_str()),
        explanation: term.map_or("", |term| &term.explanation),
        agreements: under.map_or(0, |under| under.agreements.len()),
        organisations,
        counts: Counts::of(register, under.into_iter().flat_map(Under::releases)),
    }
}

fn of_type<'a>(register: &'a Register, term: Option<&'a Term>) -> impl Iterator<Item = &'a Organisation> {
    let code = term.map(|term| &term.code);
    register.organisations.values().filter(move |organisation| organisation.type_code.as_ref() == code)
}

/// The view of a page of a term.
pub(super) fn term_view<'a>(
    site: &'a Site<'_>,
    vocabulary: VocabularyName,
    term: Option<&'a Term>,
    number: usize,
) -> TermView<'a> {
    let (register, routes) = (site.register, site.routes());
    let nothing = const { &Under::NOTHING };
    let under = site.ways.under(vocabulary, code_of(term)).unwrap_or(nothing);
    let by_type = vocabulary == VocabularyName::OrganisationType;
    let letters = if by_type { by_letter(site, of_type(register, term)) } else { Vec::new() };
    let agreements = if by_type { &[] } else { under.agreements.as_slice() };
    let page = routes.term_page(vocabulary, code_of(term)).unwrap_or_else(|| routes.home());
    let pager = Pager::new(routes, &page, number, agreements.len());
    let (first, shown) = if by_type { (0, &[] as &[_]) } else { recipients_on(under, &pager) };
    TermView {
        section: section_of(vocabulary).unwrap_or_default(),
        label: term.map(|term| term.label.as_str()),
        explanation: term.map_or("", |term| &term.explanation),
        publisher_explanation: term.map_or("", |term| &term.publisher_explanation),
        kind: term.filter(|_| by_type).and_then(|term| kind_link(site, &term.group)),
        related: term.map(|term| related(site, vocabulary, term)).unwrap_or_default(),
        overview: (number == 1).then(|| overview(site, vocabulary, term, under)),
        organisations: if by_type { of_type(register, term).count() } else { under.recipients.len() },
        letters,
        recipients: shown.iter().map(|received| under_line(site, received)).collect(),
        first_recipient: first + 1,
        groups: groups(site, (vocabulary, term.is_none()), pager.slice(agreements)),
        pager,
        as_at: under.newest.map(|edition| site.as_at(edition)).or_else(|| site.newest()),
    }
}

/// The recipients of one page, and how many come before them: all are on the pages of the agreements, in equal parts
/// where one page would hold too many.
fn recipients_on<'u, 'a>(under: &'u Under<'a>, pager: &Pager) -> (usize, &'u [Received<'a>]) {
    let part = under.recipients.len().div_ceil(pager.pages).max(RECIPIENTS_SHOWN);
    let first = (pager.page - 1) * part;
    let rest = under.recipients.get(first..).unwrap_or(&[]);
    (first, &rest[..rest.len().min(part)])
}

fn under_line<'a>(site: &'a Site<'_>, received: &Received<'a>) -> UnderLine<'a> {
    let &Received { recipient, agreements, rows, applied } = received;
    UnderLine { recipient: link_to_recipient(site.register, site.routes(), recipient), agreements, rows, applied }
}

/// A kind of organisation in the glossary.
fn kind_link<'a>(site: &'a Site<'_>, code: &str) -> Option<Link<'a>> {
    let term = site.register.vocabularies.term(VocabularyName::OrganisationKind, code)?;
    let href = site.routes().term_link(VocabularyName::OrganisationKind, code);
    Some(Link { href, text: (&*term.label).into() })
}

fn related<'a>(site: &'a Site<'_>, vocabulary: VocabularyName, term: &Term) -> Vec<Link<'a>> {
    let same = |other: &&Term| !term.group.is_empty() && other.group == term.group && other.code != term.code;
    let others = site.register.vocabularies.get(vocabulary).terms().iter().filter(same);
    let link = |other: &'a Term| Link {
        href: site.routes().term_link(vocabulary, other.code.as_str()),
        text: (&*other.label).into(),
    };
    others.map(link).collect()
}

fn overview<'a>(
    site: &'a Site<'_>,
    vocabulary: VocabularyName,
    term: Option<&'a Term>,
    under: &'a Under<'_>,
) -> TermOverview<'a> {
    let register = site.register;
    let (wordings, several) = wordings(under, vocabulary, term);
    TermOverview {
        counts: Counts::of(register, under.releases()),
        by_edition: Tally::by_edition(register, site.routes(), under.releases()),
        by_opt_outs: Tally::by_opt_outs(register, under.releases()),
        wordings,
        several,
        reviewed: term.map_or(0, |term| reviewed(register, under, vocabulary, term)),
        datasets: most_rows_first(site, by_dataset(under.releases())),
    }
}

/// How many agreements under a purpose have it from this register's reviewers.
fn reviewed(register: &Register, under: &Under<'_>, vocabulary: VocabularyName, term: &Term) -> usize {
    let by_review = |version: &AgreementVersion| {
        let (codes, reviewed) = register.purposes_of(version);
        reviewed && vocabulary == VocabularyName::Purpose && codes.contains(&term.code)
    };
    under.agreements.iter().filter(|(agreement, _)| agreement.versions.iter().any(by_review)).count()
}

/// The distinct wordings of rows that mean a term, most rows first; and whether one of them means further terms.
fn wordings<'a>(
    under: &'a Under<'_>,
    vocabulary: VocabularyName,
    term: Option<&Term>,
) -> (Vec<WordingCount<'a>>, bool) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut codes: BTreeSet<&[TermCode]> = BTreeSet::new();
    let Some(term) = term else { return (Vec::new(), false) };
    for wording in under.releases().filter_map(|release| stated(release, vocabulary).as_deref()) {
        if wording.has(term.code.as_str()) {
            *counts.entry(&wording.raw).or_default() += 1;
            codes.insert(&wording.codes);
        }
    }
    let mut lines: Vec<_> = counts.into_iter().map(|(raw, rows)| WordingCount { raw, rows }).collect();
    lines.sort_by_key(|line| Reverse(line.rows));
    (lines, codes.iter().any(|codes| codes.len() > 1))
}

/// Agreements as lines, by kind of applicant where no purpose is stated.
fn groups<'a>(
    site: &'a Site<'_>,
    what: (VocabularyName, bool),
    shown: &'a [(&Agreement, Vec<&Release>)],
) -> Vec<AgreementGroup<'a>> {
    let by_kind = what == (VocabularyName::Purpose, true);
    let mut groups: Vec<AgreementGroup<'a>> = Vec::new();
    for (agreement, rows) in shown {
        let kind = kind_of(site.register, agreement).filter(|_| by_kind);
        let kind = kind.map(|code| site.register.vocabularies.label(VocabularyName::OrganisationKind, code.as_str()));
        if groups.last().is_none_or(|last| last.kind != kind) {
            groups.push(AgreementGroup { kind, lines: Vec::new() });
        }
        if let Some(last) = groups.last_mut() {
            last.lines.push(AgreementLine::new(site, agreement, rows.iter().copied()));
        }
    }
    groups
}
