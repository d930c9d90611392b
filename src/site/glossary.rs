//! The glossary: every term of every vocabulary, and the words that the site itself uses.

use super::AsAt;
use super::plan::Site;
use super::routes::section_of;
use crate::model::{SynonymGroup, Term, VocabularyName, fold};
use serde::Serialize;

/// The words of the site that the theme explains, in the order of the alphabet.
const WORDS: [&str; 13] = [
    "agreement",
    "channel",
    "dataset",
    "edition",
    "identifiability",
    "legal_basis",
    "opt_out",
    "purpose",
    "recipient",
    "register",
    "release",
    "row",
    "version",
];

/// Every term and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GlossaryView<'a> {
    /// Keys of the site's own words; the theme has the words and what they mean.
    pub words: [&'static str; WORDS.len()],
    /// Vocabularies that have a term.
    pub vocabularies: Vec<GlossaryPart<'a>>,
    /// Words that mean the same, by the first of them.
    pub synonyms: Vec<GlossarySynonyms<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A vocabulary in the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GlossaryPart<'a> {
    /// Its key, also its id on the page.
    pub key: &'static str,
    /// The page that lists what stands under its terms, if it has one.
    pub href: Option<String>,
    /// Its terms, in its order.
    pub terms: Vec<GlossaryTerm<'a>>,
}

/// A term in the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GlossaryTerm<'a> {
    /// Its id on the page.
    pub id: String,
    /// A few words.
    pub label: &'a str,
    /// What it means, or empty.
    pub explanation: &'a str,
    /// Its page, if it has one.
    pub href: Option<String>,
}

/// Words that mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GlossarySynonyms<'a> {
    /// The first of them, often an initialism.
    pub first: &'a str,
    /// The others.
    pub others: &'a [String],
    /// Why that is known, or empty.
    pub evidence: &'a str,
}

/// The view of the glossary.
pub(super) fn glossary_view<'a>(site: &'a Site<'_>) -> GlossaryView<'a> {
    let parts = VocabularyName::ALL.into_iter().map(|vocabulary| part(site, vocabulary));
    GlossaryView {
        words: WORDS,
        vocabularies: parts.filter(|part| !part.terms.is_empty()).collect(),
        synonyms: synonyms(&site.register.synonyms),
        as_at: site.newest(),
    }
}

fn synonyms(groups: &[SynonymGroup]) -> Vec<GlossarySynonyms<'_>> {
    let mut views = Vec::new();
    for SynonymGroup { expressions, evidence, .. } in groups {
        let parts = expressions.split_first();
        views.extend(parts.map(|(first, others)| GlossarySynonyms { first, others, evidence }));
    }
    views.sort_by_cached_key(|view| fold::punct(view.first));
    views
}

fn part<'a>(site: &'a Site<'_>, vocabulary: VocabularyName) -> GlossaryPart<'a> {
    let routes = site.routes();
    let section = section_of(vocabulary).filter(|section| site.leads_to(section));
    let term = |term: &'a Term| GlossaryTerm {
        id: routes.glossary_id(vocabulary, term.code.as_str()),
        label: &term.label,
        explanation: &term.explanation,
        href: routes.term_page(vocabulary, Some(term.code.as_str())).map(|page| routes.link(&page)),
    };
    GlossaryPart {
        key: vocabulary.key(),
        href: section.map(|section| routes.link(&routes.section(section))),
        terms: site.register.vocabularies.get(vocabulary).terms().iter().map(term).collect(),
    }
}
