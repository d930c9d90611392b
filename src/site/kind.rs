//! What pages there are, each with its template and its section of the site.

use super::opt_outs::OptOutList;
use super::routes::section_of;
use crate::model::{
    Agreement, AgreementVersion, ContentPage, Dataset, Edition, FindingKind, Organisation, Term, VocabularyName,
    Withdrawal,
};

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it; numbers are pages of a list, from 1
pub enum Kind<'a> {
    Home,
    Agreements(usize),
    Agreement(&'a Agreement),
    Version(&'a Agreement, &'a AgreementVersion),
    Recipients,
    Recipient(&'a Organisation),
    Datasets,
    Dataset(&'a Dataset),
    RecipientsOf(&'a Dataset, usize),
    Releases,
    Year(i32, usize),
    Edition(&'a Edition, usize),
    Data,
    Dictionary,
    Content(&'a ContentPage),
    Folder(&'static str),
    Tombstone(&'a Withdrawal),
    OptOuts,
    OptOutsBy(OptOutList, usize),
    BothWays(usize),
    NotFound,
    /// What is wrong or missing, in all editions.
    Quality,
    /// In one edition, or in the register as a whole.
    EditionQuality(Option<&'a Edition>),
    /// The findings of one kind there.
    Finding(Option<&'a Edition>, &'static FindingKind, usize),
    // Every way in: `None` is what states no term of the vocabulary.
    Terms(VocabularyName),
    Term(VocabularyName, Option<&'a Term>, usize),
    Glossary,
    YourData,
    /// Search of everything; its script reads the index below `search/`.
    Search,
    /// The table of all releases; its script reads the columns below `explore/`.
    Explore,
}

impl Kind<'_> {
    /// The name of its template.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Home => "home",
            Kind::Agreements(_) => "agreements",
            Kind::Agreement(_) => "agreement",
            Kind::Version(..) => "version",
            Kind::Recipients => "recipients",
            Kind::Recipient(_) => "recipient",
            Kind::Datasets => "datasets",
            Kind::Dataset(_) => "dataset",
            Kind::RecipientsOf(..) => "recipients-of",
            Kind::Releases => "releases",
            Kind::Year(..) => "year",
            Kind::Edition(..) => "edition",
            Kind::Data => "data",
            Kind::Dictionary => "dictionary",
            Kind::Content(_) => "content",
            Kind::Folder(_) => "folder",
            Kind::Tombstone(_) => "tombstone",
            Kind::OptOuts => "opt-outs",
            Kind::OptOutsBy(..) => "opt-outs-by",
            Kind::BothWays(_) => "both-ways",
            Kind::NotFound => "not-found",
            Kind::Quality => "quality",
            Kind::EditionQuality(_) => "edition-quality",
            Kind::Finding(..) => "finding",
            Kind::Terms(_) => "terms",
            Kind::Term(..) => "term",
            Kind::Glossary => "glossary",
            Kind::YourData => "your-data",
            Kind::Search => "search",
            Kind::Explore => "explore",
        }
    }

    /// Whether search engines may list it.
    pub fn listed(&self) -> bool {
        !matches!(self, Kind::NotFound | Kind::Tombstone(_))
    }

    /// The section of the site it belongs to.
    pub fn section(&self) -> Option<&'static str> {
        match self {
            Kind::Home | Kind::NotFound | Kind::Content(_) => None,
            Kind::Agreements(_) | Kind::Agreement(_) | Kind::Version(..) => Some("agreements"),
            Kind::Recipients | Kind::Recipient(_) => Some("recipients"),
            Kind::Datasets | Kind::Dataset(_) | Kind::RecipientsOf(..) => Some("datasets"),
            Kind::Releases | Kind::Year(..) | Kind::Edition(..) => Some("releases"),
            Kind::Data | Kind::Dictionary => Some("data"),
            Kind::Folder(folder) => Some(folder),
            Kind::OptOuts | Kind::OptOutsBy(..) | Kind::BothWays(_) => Some("opt-outs"),
            Kind::Tombstone(withdrawal) => tombstone_section(withdrawal),
            Kind::Quality | Kind::EditionQuality(_) | Kind::Finding(..) => Some("quality"),
            Kind::Terms(vocabulary) | Kind::Term(vocabulary, ..) => section_of(*vocabulary),
            Kind::Glossary => Some("glossary"),
            Kind::YourData => Some("your-data"),
            Kind::Search => Some("search"),
            Kind::Explore => Some("explore"),
        }
    }
}

fn tombstone_section(withdrawal: &Withdrawal) -> Option<&'static str> {
    match withdrawal.record_type.as_str() {
        "agreement" => Some("agreements"),
        "organisation" => Some("recipients"),
        "dataset" => Some("datasets"),
        _ => None,
    }
}
