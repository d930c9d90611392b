//! What is searched: datasets, recipients, agreements, terms and pages of prose, each with its names, its texts by
//! field and what its line of results says. Facts come from the register, addresses from the site; nothing is counted
//! or ranked here.

use super::facets::{FacetKey, Values};
use super::text;
use crate::markdown::{mended, plain_text};
use crate::model::{
    Agreement, AgreementVersion, ContentPage, Dataset, Organisation, OrganisationId, Register, Release, Section,
    SectionKind, Term, VocabularyName, Withdrawal,
};
use crate::site::{self, Address, Site};
use chrono::NaiveDate;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub enum Kind {
    Dataset,
    Recipient,
    Agreement,
    Term,
    Page,
}

impl Kind {
    /// All of them, in the order documents stand.
    pub const ALL: [Kind; 5] = [Kind::Dataset, Kind::Recipient, Kind::Agreement, Kind::Term, Kind::Page];

    /// The word in the index and in results.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Dataset => "dataset",
            Kind::Recipient => "recipient",
            Kind::Agreement => "agreement",
            Kind::Term => "term",
            Kind::Page => "page",
        }
    }

    /// Where a kind stands among them, by its word.
    pub(super) fn place(key: &str) -> usize {
        Kind::ALL.iter().position(|kind| kind.key() == key).unwrap_or(Kind::ALL.len())
    }

    /// Whether the title of such a document is a name that an exact query equals.
    pub(super) fn title_is_name(self) -> bool {
        matches!(self, Kind::Dataset | Kind::Recipient | Kind::Term)
    }
}

/// The keys of all fields by their codes, best first. Fields of two kinds share `activities` and `benefits`.
pub(super) const FIELDS: [&str; 16] = [
    "name",
    "title",
    "recipient",
    "dataset",
    "facts",
    "text",
    "summary",
    "lay",
    "objective",
    "activities",
    "outputs",
    "benefits",
    "yielded",
    "technical",
    "why",
    "funders",
];
/// Names and references.
pub(super) const NAME: u8 = 0;
/// The title.
pub(super) const TITLE: u8 = 1;
const RECIPIENT: u8 = 2;
const DATASET: u8 = 3;
const FACTS: u8 = 4;
/// Prose that is no section of a statement. All fields from here on are prose.
pub(super) const TEXT: u8 = 5;

/// The field of a section's prose: that of its key, or of its counterpart in the other layouts.
fn field_of(section: SectionKind) -> u8 {
    let key = match section {
        SectionKind::How => SectionKind::Activities.key(),
        SectionKind::Anticipated => SectionKind::Benefits.key(),
        other => other.key(),
    };
    (0..).zip(FIELDS).find(|(_, field)| *field == key).map_or(TEXT, |(at, _)| at)
}

/// One document.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) kind: Kind,
    pub(super) title: Cow<'a, str>,
    /// Its address below the base path.
    pub(super) path: String,
    /// What an exact query must equal, other than the title.
    pub(super) names: Vec<Cow<'a, str>>,
    pub(super) date: Option<NaiveDate>,
    /// Who applied for an agreement.
    pub(super) applicant: Option<&'a OrganisationId>,
    pub(super) start: Option<NaiveDate>,
    pub(super) end: Option<NaiveDate>,
    pub(super) releases: usize,
    pub(super) values: Values<'a>,
    /// Its texts, each with its field, best field first.
    pub(super) texts: Vec<(u8, Cow<'a, str>)>,
}

impl<'a> Document<'a> {
    fn new(kind: Kind, title: impl Into<Cow<'a, str>>, address: &Address) -> Document<'a> {
        let title = title.into();
        let field = if kind.title_is_name() { NAME } else { TITLE };
        let mut values = Values::default();
        values.add(FacetKey::Kind, kind.key());
        Document {
            kind,
            texts: vec![(field, title.clone())],
            title,
            path: address.as_str().to_owned(),
            names: Vec::new(),
            date: None,
            applicant: None,
            start: None,
            end: None,
            releases: 0,
            values,
        }
    }

    /// Adds a name; an agreement's id is one even where it is the title too.
    fn name(&mut self, name: impl Into<Cow<'a, str>>) {
        let name = name.into();
        let known = |other: &Cow<'a, str>| *other == name;
        if name.is_empty() || self.names.iter().any(known) || (self.kind.title_is_name() && self.title == name) {
            return;
        }
        self.texts.push((NAME, name.clone()));
        self.names.push(name);
    }

    fn text(&mut self, field: u8, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.texts.push((field, text));
        }
    }

    fn each(&mut self, field: u8, texts: BTreeSet<&'a str>) {
        texts.into_iter().for_each(|text| self.text(field, text));
    }

    fn add_release(&mut self, register: &'a Register, release: &'a Release) {
        let last = release.released.span(register.edition_of(release)).1;
        self.values.add_release(register, release, last);
        self.date = self.date.max(Some(last));
        self.releases += 1;
    }

    fn finished(mut self) -> Self {
        self.texts.sort_by_key(|(field, _)| *field);
        self
    }
}

/// All documents, in the order of their numbers.
pub(super) fn documents<'a>(site: &'a Site<'a>) -> Vec<Document<'a>> {
    let register = site.register();
    let datasets: Vec<&Dataset> = register.datasets.values().collect();
    let recipients: Vec<&Organisation> = register.organisations.values().collect();
    let agreements: Vec<&Agreement> = register.agreements.values().collect();
    let mut all: Vec<Document<'a>> = datasets.into_par_iter().map(|dataset| of_dataset(site, dataset)).collect();
    all.par_extend(recipients.into_par_iter().map(|organisation| of_recipient(site, organisation)));
    all.par_extend(agreements.into_par_iter().map(|agreement| of_agreement(site, agreement)));
    for vocabulary in VocabularyName::ALL {
        let terms = register.vocabularies.get(vocabulary).terms().iter();
        all.extend(terms.map(|term| of_term(site, vocabulary, term)));
    }
    all.extend(
        site.sections().into_iter().chain(site.ways()).filter(|&key| key != "search").map(|key| of_section(site, key)),
    );
    for page in site.pages() {
        match page.kind {
            site::Kind::Content(content) => all.push(of_page(content, &page.address)),
            site::Kind::Tombstone(withdrawal) => all.extend(of_withdrawal(withdrawal, &page.address)),
            _ => {}
        }
    }
    // The sort is stable: documents of a kind otherwise keep their order.
    let activity = |document: &Document<'_>| document.date.filter(|_| document.kind == Kind::Agreement);
    all.sort_by_key(|document| (document.kind, Reverse(activity(document))));
    all
}

fn of_dataset<'a>(site: &'a Site<'a>, dataset: &'a Dataset) -> Document<'a> {
    let register = site.register();
    let mut document = Document::new(Kind::Dataset, &*dataset.name, &site.routes().dataset_page(&dataset.id));
    site.names_of_dataset(dataset).into_iter().for_each(|name| document.name(name));
    for text in [&dataset.description, &dataset.collected_from, &dataset.who_is_in_it, &dataset.countries] {
        document.text(FACTS, text.as_str());
    }
    for code in &dataset.care {
        document.text(FACTS, register.vocabularies.label(VocabularyName::Care, code.as_str()));
    }
    register.releases_of_dataset(&dataset.id).for_each(|release| document.add_release(register, release));
    document.values.add(FacetKey::Dataset, dataset.id.as_str());
    document.finished()
}

fn of_recipient<'a>(site: &'a Site<'a>, organisation: &'a Organisation) -> Document<'a> {
    let register = site.register();
    let address = site.routes().recipient_page(&organisation.id);
    let mut document = Document::new(Kind::Recipient, &*organisation.name, &address);
    site.names_of_recipient(organisation).into_iter().for_each(|name| document.name(name));
    let labels = &register.vocabularies;
    if let Some(code) = &organisation.type_code {
        document.text(FACTS, labels.label(VocabularyName::OrganisationType, code.as_str()));
    }
    if let Some(code) = &organisation.kind {
        document.text(FACTS, labels.label(VocabularyName::OrganisationKind, code.as_str()));
    }
    for text in [&organisation.description, &organisation.business, &organisation.group, &organisation.ods_code] {
        document.text(FACTS, text.as_str());
    }
    register.releases_to(&organisation.id).for_each(|release| document.add_release(register, release));
    document.values.add_organisation(register, organisation.id.as_str());
    document.finished()
}

fn of_agreement<'a>(site: &'a Site<'a>, agreement: &'a Agreement) -> Document<'a> {
    let (register, latest) = (site.register(), agreement.latest());
    let id = agreement.id.as_str();
    let title = latest.title.as_deref().unwrap_or(id);
    let mut document = Document::new(Kind::Agreement, title, &site.routes().agreement_page(&agreement.id));
    document.name(id);
    let titles = agreement.versions.iter().filter_map(|version| version.title.as_deref());
    document.each(TITLE, titles.filter(|other| *other != title).collect());
    register.releases_of_agreement(&agreement.id).for_each(|release| document.add_release(register, release));
    document.date = document.date.or(latest.start);
    document.applicant = Some(&latest.applicant);
    (document.start, document.end) = (latest.start, latest.end);
    document.values.add_organisation(register, latest.applicant.as_str());
    document.values.add_commercial(&latest.commercial);
    document.values.add(FacetKey::Status, latest.status_on(site.as_of()));
    for used in latest.datasets.iter().flat_map(|used| &used.datasets) {
        document.values.add(FacetKey::Dataset, used.as_str());
    }
    document.each(RECIPIENT, organisations_of(register, agreement));
    document.each(DATASET, datasets_of(register, agreement));
    document.each(FACTS, facts_of(register, agreement));
    add_prose(&mut document, agreement);
    document.finished()
}

/// The names of everybody an agreement is about, as known and as published.
fn organisations_of<'a>(register: &'a Register, agreement: &'a Agreement) -> BTreeSet<&'a str> {
    let name = |id: &'a OrganisationId| register.organisations.get(id).map(|organisation| organisation.name.as_str());
    let mut names = BTreeSet::new();
    for version in &agreement.versions {
        names.extend(name(&version.applicant));
        names.insert(version.applicant_raw.as_str());
        names.extend(version.controllers.iter().map(String::as_str));
        names.extend(version.statements.iter().map(|statement| statement.organisation_raw.as_str()));
    }
    for release in register.releases_of_agreement(&agreement.id) {
        names.extend(name(&release.recipient));
        names.insert(&release.recipient_raw);
    }
    names
}

/// The names of its datasets, as known and as published.
fn datasets_of<'a>(register: &'a Register, agreement: &'a Agreement) -> BTreeSet<&'a str> {
    let name = |id| register.datasets.get(id).map(|dataset: &Dataset| dataset.name.as_str());
    let mut names = BTreeSet::new();
    for used in agreement.versions.iter().flat_map(|version| &version.datasets) {
        names.extend(used.datasets.iter().filter_map(name));
        names.insert(used.raw.as_str());
    }
    for release in register.releases_of_agreement(&agreement.id) {
        names.extend(release.datasets.iter().filter_map(name));
        names.insert(&release.datasets_raw);
    }
    names
}

/// The labels of what it is for, on what legal basis, and of what type the applicant is. Labels about opt-outs are
/// left out: nearly every agreement has one, and none is about them.
fn facts_of<'a>(register: &'a Register, agreement: &'a Agreement) -> BTreeSet<&'a str> {
    let label = |vocabulary, code: &'a str| register.vocabularies.label(vocabulary, code);
    let mut labels = BTreeSet::new();
    for version in &agreement.versions {
        let purposes = register.purposes_of(version).0.iter();
        labels.extend(purposes.map(|code| label(VocabularyName::Purpose, code.as_str())));
    }
    let named = agreement.latest().datasets.iter().map(|used| &used.legal_basis);
    let released = register.releases_of_agreement(&agreement.id).map(|release| &release.legal_basis);
    for wording in named.chain(released).filter_map(|stated| stated.as_deref()) {
        labels.extend(wording.codes.iter().map(|code| label(VocabularyName::LegalBasis, code.as_str())));
    }
    let applicant = register.organisations.get(&agreement.latest().applicant);
    if let Some(code) = applicant.and_then(|organisation| organisation.type_code.as_ref()) {
        labels.insert(label(VocabularyName::OrganisationType, code.as_str()));
    }
    labels
}

/// Every distinct paragraph of all versions once, those of the newest version first.
fn add_prose<'a>(document: &mut Document<'a>, agreement: &'a Agreement) {
    let mut seen: HashSet<Cow<'a, str>> = HashSet::new();
    for version in agreement.versions.iter().rev() {
        for section in version.statements.iter().flat_map(|statement| &statement.sections) {
            for paragraph in paragraphs(version, section) {
                if !paragraph.trim().is_empty() && seen.insert(paragraph.clone()) {
                    document.texts.push((field_of(section.kind), paragraph));
                }
            }
        }
    }
}

fn paragraphs<'a>(version: &AgreementVersion, section: &'a Section) -> Vec<Cow<'a, str>> {
    if !version.verbatim || section.kind == SectionKind::Summary {
        return of_markdown(&section.text);
    }
    match mended(&section.text) {
        Cow::Borrowed(text) => text.lines().map(Cow::Borrowed).collect(),
        Cow::Owned(text) => text.lines().map(|line| Cow::Owned(line.to_owned())).collect(),
    }
}

fn of_markdown(markdown: &str) -> Vec<Cow<'static, str>> {
    markdown.split("\n\n").map(|block| Cow::Owned(plain_text(block))).collect()
}

fn of_term<'a>(site: &'a Site<'a>, vocabulary: VocabularyName, term: &'a Term) -> Document<'a> {
    let code = term.code.as_str();
    let mut document = Document::new(Kind::Term, &*term.label, &site.routes().term_address(vocabulary, code));
    document.name(code);
    document.text(TEXT, &*term.explanation);
    document.text(TEXT, &*term.publisher_explanation);
    document.finished()
}

/// The first page of a section, by the words of its key and the labels of the terms that it lists. What else it is
/// called is the theme's to say.
fn of_section<'a>(site: &'a Site<'a>, key: &str) -> Document<'a> {
    let words = key.replace('-', " ");
    let mut document = Document::new(Kind::Page, words.clone(), &site.routes().section(key));
    document.name(words);
    if let Some(vocabulary) = site.vocabulary_of(key) {
        let terms = site.register().vocabularies.get(vocabulary).terms().iter();
        document.each(FACTS, terms.map(|term| term.label.as_str()).collect());
    }
    document.finished()
}

fn of_page<'a>(page: &'a ContentPage, address: &Address) -> Document<'a> {
    let mut document = Document::new(Kind::Page, &*page.title, address);
    document.date = page.date;
    document.text(FACTS, &*page.summary);
    of_markdown(&page.body).into_iter().for_each(|block| document.text(TEXT, block));
    document.finished()
}

/// A record that left the register.
fn of_withdrawal<'a>(withdrawal: &'a Withdrawal, address: &Address) -> Option<Document<'a>> {
    let kind = match withdrawal.record_type.as_str() {
        "agreement" => Kind::Agreement,
        "organisation" => Kind::Recipient,
        "dataset" => Kind::Dataset,
        _ => return None,
    };
    let title = if withdrawal.title.is_empty() { &withdrawal.id } else { &withdrawal.title };
    let mut document = Document::new(kind, &**title, address);
    document.name(&*withdrawal.id);
    document.date = Some(withdrawal.date);
    document.values.add(FacetKey::Status, "left");
    document.text(TEXT, &*withdrawal.reason);
    Some(document.finished())
}

/// Groups of expressions that mean the same, folded: those that were reviewed, and what the register's own names say,
/// as in "Office for National Statistics (ONS)", where the initials agree exactly.
pub(super) fn synonyms(site: &Site<'_>) -> Vec<Vec<String>> {
    let register = site.register();
    let organisations = register.organisations.values().map(|organisation| &organisation.name);
    let recorded = register.organisation_names.iter().map(|name| &name.name);
    let datasets = register.datasets.values().map(|dataset| &dataset.name);
    let terms = VocabularyName::ALL.into_iter().flat_map(|name| register.vocabularies.get(name).terms());
    let names = organisations.chain(recorded).chain(datasets).chain(terms.map(|term| &term.label));
    let folded = |group: &[String]| -> BTreeSet<String> {
        group.iter().map(|expression| text::fold(expression)).filter(|folded| !folded.is_empty()).collect()
    };
    let mut groups: Vec<BTreeSet<String>> = register.synonyms.iter().map(|group| folded(&group.expressions)).collect();
    for group in names.filter_map(|name| initialism(name)).map(|group| folded(&group)) {
        if !groups.iter().any(|known| known.is_superset(&group)) {
            groups.push(group);
        }
    }
    groups.sort_unstable();
    groups.into_iter().filter(|group| group.len() > 1).map(|group| group.into_iter().collect()).collect()
}

/// Words and their initialism, of a name such as "Clinical commissioning group (CCG)".
fn initialism(name: &str) -> Option<Vec<String>> {
    let (written, rest) = name.trim().split_once('(')?;
    let short = rest.strip_suffix(')')?.trim();
    let initials = |words: &[String]| words.iter().filter_map(|word| word.chars().next()).collect::<String>();
    let all = text::words(written);
    let telling: Vec<String> = all.iter().filter(|word| !text::is_stop(word)).cloned().collect();
    let folded = text::fold(short);
    let agrees = folded.len() > 1 && (initials(&all) == folded || initials(&telling) == folded);
    agrees.then(|| vec![written.trim().to_owned(), short.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_initials_make_a_synonym() {
        let found = |name| initialism(name).map(|group| group.join(" = "));
        assert_eq!(found("Clinical commissioning group (CCG)").as_deref(), Some("Clinical commissioning group = CCG"));
        assert_eq!(
            found("Office for National Statistics (ONS)").as_deref(),
            Some("Office for National Statistics = ONS")
        );
        for other in ["Ostbury Clinical Commissioning Group (CCG)", "Deaths (civil)", "A (A)", "Plain", "Two (T) words"]
        {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn every_section_has_a_field_of_prose_and_every_field_a_key() {
        assert!(SectionKind::ALL.iter().all(|&kind| field_of(kind) > TEXT && (field_of(kind) as usize) < FIELDS.len()));
        assert!(FIELDS.iter().collect::<BTreeSet<_>>().len() == FIELDS.len());
    }
}
