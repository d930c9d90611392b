//! What results can be narrowed by: for each facet its values, and which document has which. It says what a value's
//! label is only where the register does; labels that are words of the interface are the theme's.

use super::format::FacetTable;
use crate::model::{Register, Release, Stated, TermCode, VocabularyName};
use chrono::Datelike;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What can be chosen. The order is that of the search page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FacetKey {
    Kind,
    Group,
    Type,
    Dataset,
    LegalBasis,
    OptOuts,
    Identifiability,
    Channel,
    Commercial,
    Year,
    Status,
}

impl FacetKey {
    const ALL: [FacetKey; 11] = [
        FacetKey::Kind,
        FacetKey::Group,
        FacetKey::Type,
        FacetKey::Dataset,
        FacetKey::LegalBasis,
        FacetKey::OptOuts,
        FacetKey::Identifiability,
        FacetKey::Channel,
        FacetKey::Commercial,
        FacetKey::Year,
        FacetKey::Status,
    ];

    /// The word in the index and in the address of a search.
    fn key(self) -> &'static str {
        match self {
            FacetKey::Kind => "kind",
            FacetKey::Group => "group",
            FacetKey::Type => "type",
            FacetKey::Dataset => "dataset",
            FacetKey::LegalBasis => "legal_basis",
            FacetKey::OptOuts => "opt_outs",
            FacetKey::Identifiability => "identifiability",
            FacetKey::Channel => "channel",
            FacetKey::Commercial => "commercial",
            FacetKey::Year => "year",
            FacetKey::Status => "status",
        }
    }

    /// The vocabulary whose terms are the values.
    fn vocabulary(self) -> Option<VocabularyName> {
        match self {
            FacetKey::Group => Some(VocabularyName::OrganisationKind),
            FacetKey::Type => Some(VocabularyName::OrganisationType),
            FacetKey::LegalBasis => Some(VocabularyName::LegalBasis),
            FacetKey::Identifiability => Some(VocabularyName::Identifiability),
            FacetKey::Channel => Some(VocabularyName::Channel),
            _ => None,
        }
    }
}

/// The values that one document has, by facet.
#[derive(Debug, Clone, Default)]
pub(super) struct Values<'a>(BTreeMap<FacetKey, BTreeSet<Cow<'a, str>>>);

impl<'a> Values<'a> {
    /// Adds a value by its code.
    pub(super) fn add(&mut self, key: FacetKey, code: impl Into<Cow<'a, str>>) {
        self.0.entry(key).or_default().insert(code.into());
    }

    fn add_stated(&mut self, key: FacetKey, stated: &'a Stated) {
        let codes = stated.as_deref().map_or(&[] as &[TermCode], |wording| &wording.codes);
        codes.iter().for_each(|code| self.add(key, code.as_str()));
    }

    /// Adds an organisation's kind and type.
    pub(super) fn add_organisation(&mut self, register: &'a Register, id: &str) {
        let Some(organisation) = register.organisations.get(id) else { return };
        if let Some(kind) = &organisation.kind {
            self.add(FacetKey::Group, kind.as_str());
        }
        if let Some(code) = &organisation.type_code {
            self.add(FacetKey::Type, code.as_str());
        }
    }

    /// Adds whether a use is commercial, in the words published.
    pub(super) fn add_commercial(&mut self, words: &'a str) {
        if !words.trim().is_empty() {
            self.add(FacetKey::Commercial, words.trim());
        }
    }

    /// Adds what a row states. Rows of one document are much alike, so that most of it is there already.
    pub(super) fn add_release(&mut self, register: &'a Register, release: &'a Release, last: chrono::NaiveDate) {
        self.add_organisation(register, release.recipient.as_str());
        release.datasets.iter().for_each(|id| self.add(FacetKey::Dataset, id.as_str()));
        self.add_stated(FacetKey::LegalBasis, &release.legal_basis);
        self.add(FacetKey::OptOuts, release.opt_outs().applied.code());
        self.add_stated(FacetKey::Identifiability, &release.identifiability);
        self.add(FacetKey::Channel, release.channel.code());
        self.add(FacetKey::Year, last.year().to_string());
    }
}

/// The tables of all facets. A facet without a value is left out of none of them, so that scripts know all keys.
pub(super) fn tables(register: &Register, documents: &[&Values<'_>]) -> Vec<FacetTable> {
    FacetKey::ALL.into_iter().map(|key| table(register, key, documents)).collect()
}

fn table(register: &Register, key: FacetKey, documents: &[&Values<'_>]) -> FacetTable {
    let nothing = BTreeSet::new();
    let held = documents.iter().flat_map(|values| values.0.get(&key)).flatten();
    let held: BTreeSet<&str> = held.map(AsRef::as_ref).collect();
    let mut codes: Vec<&str> = held.into_iter().collect();
    codes.sort_by_key(|code| place(register, key, code));
    let places: BTreeMap<&str, u32> = codes.iter().copied().zip(0..).collect();
    let (mut sets, mut known): (Vec<Vec<u32>>, BTreeMap<Vec<u32>, u32>) = (Vec::new(), BTreeMap::new());
    let of = documents.iter().map(|values| {
        let set = values.0.get(&key).unwrap_or(&nothing);
        let mut set: Vec<u32> = set.iter().filter_map(|code| places.get(code.as_ref()).copied()).collect();
        set.sort_unstable();
        *known.entry(set).or_insert_with_key(|set| {
            sets.push(set.clone());
            sets.len() as u32 - 1
        })
    });
    let of = of.collect();
    let values = codes.iter().map(|code| value(register, key, code)).collect();
    FacetTable { key: key.key().to_owned(), values, sets, of }
}

/// Where a value stands among those of its facet: as its vocabulary has it, years from the newest, else by label.
fn place(register: &Register, key: FacetKey, code: &str) -> (usize, String) {
    let first = match (key, key.vocabulary()) {
        (_, Some(vocabulary)) => register.vocabularies.get(vocabulary).place(code).unwrap_or(usize::MAX),
        (FacetKey::Kind, _) => super::documents::Kind::place(code),
        (FacetKey::Year, _) => code.parse().map_or(usize::MAX, |year: usize| usize::MAX - year),
        _ => 0,
    };
    (first, label(register, key, code).to_lowercase())
}

fn label<'a>(register: &'a Register, key: FacetKey, code: &'a str) -> &'a str {
    match (key, key.vocabulary()) {
        (_, Some(vocabulary)) => register.vocabularies.label(vocabulary, code),
        (FacetKey::Dataset, _) => register.datasets.get(code).map_or(code, |dataset| &dataset.name),
        _ => code,
    }
}

/// Code and label of a value.
fn value(register: &Register, key: FacetKey, code: &str) -> (String, String) {
    match key {
        FacetKey::Kind | FacetKey::OptOuts | FacetKey::Status => (code.to_owned(), String::new()),
        _ => (code.to_owned(), label(register, key, code).to_owned()),
    }
}
