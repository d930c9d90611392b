//! Controlled vocabularies, and published wordings with what a reviewed table says they mean.

use super::TermCode;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The vocabularies a register has; each is a file of that name in `data/vocabularies/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the names say it
pub enum VocabularyName {
    Identifiability,
    Sensitivity,
    Frequency,
    Channel,
    LegalBasis,
    OptOut,
    Confidentiality,
    OrganisationType,
    OrganisationKind,
    Purpose,
    Care,
}

impl VocabularyName {
    /// All of them, in the order reports and extracts list them.
    pub const ALL: [VocabularyName; 11] = [
        VocabularyName::Identifiability,
        VocabularyName::Sensitivity,
        VocabularyName::Frequency,
        VocabularyName::Channel,
        VocabularyName::LegalBasis,
        VocabularyName::OptOut,
        VocabularyName::Confidentiality,
        VocabularyName::OrganisationType,
        VocabularyName::OrganisationKind,
        VocabularyName::Purpose,
        VocabularyName::Care,
    ];

    /// The name in files and extracts: `legal-basis`.
    pub fn key(self) -> &'static str {
        match self {
            VocabularyName::Identifiability => "identifiability",
            VocabularyName::Sensitivity => "sensitivity",
            VocabularyName::Frequency => "frequency",
            VocabularyName::Channel => "channel",
            VocabularyName::LegalBasis => "legal-basis",
            VocabularyName::OptOut => "opt-out",
            VocabularyName::Confidentiality => "confidentiality",
            VocabularyName::OrganisationType => "organisation-type",
            VocabularyName::OrganisationKind => "organisation-kind",
            VocabularyName::Purpose => "purpose",
            VocabularyName::Care => "care",
        }
    }

    /// The vocabulary with this key.
    pub fn find(key: &str) -> Option<VocabularyName> {
        Self::ALL.into_iter().find(|name| name.key() == key)
    }
}

/// One term of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Stable code; an opt-out's is `applied/reason`.
    pub code: TermCode,
    /// A few words.
    pub label: String,
    /// What it means, in plain English.
    pub explanation: String,
    /// The group it belongs to, or empty.
    pub group: String,
    /// The publisher's own explanation where a workbook has one, or empty.
    pub publisher_explanation: String,
}

/// One vocabulary: its terms in the order a reader should meet them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    terms: Vec<Term>,
    places: BTreeMap<TermCode, usize>,
}

impl Vocabulary {
    /// A vocabulary of these terms. The first of two with one code wins; `check` refuses such a file.
    pub fn new(terms: Vec<Term>) -> Self {
        let mut places = BTreeMap::new();
        for (place, term) in terms.iter().enumerate() {
            places.entry(term.code.clone()).or_insert(place);
        }
        Vocabulary { terms, places }
    }

    /// Its terms, in vocabulary order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term with this code.
    pub fn term(&self, code: &str) -> Option<&Term> {
        self.place(code).map(|place| &self.terms[place])
    }

    /// Where a term stands in vocabulary order.
    pub fn place(&self, code: &str) -> Option<usize> {
        self.places.get(code).copied()
    }
}

/// All vocabularies of a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabularies {
    all: BTreeMap<VocabularyName, Vocabulary>,
}

impl Vocabularies {
    /// The given vocabularies.
    pub fn new(all: BTreeMap<VocabularyName, Vocabulary>) -> Self {
        Vocabularies { all }
    }

    /// A vocabulary; `check` has seen that the register has it.
    pub fn get(&self, name: VocabularyName) -> &Vocabulary {
        static NONE: Vocabulary = Vocabulary { terms: Vec::new(), places: BTreeMap::new() };
        self.all.get(&name).unwrap_or(&NONE)
    }

    /// A term, by vocabulary and code.
    pub fn term(&self, name: VocabularyName, code: &str) -> Option<&Term> {
        self.get(name).term(code)
    }

    /// The label of a term; the code itself for a code that is no term, which `check` lets in nowhere.
    pub fn label<'a>(&'a self, name: VocabularyName, code: &'a str) -> &'a str {
        self.term(name, code).map_or(code, |term| &term.label)
    }
}

/// A wording as published, and the codes that the reviewed table gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wording {
    /// The words as published.
    pub raw: String,
    /// What they mean: one code or several, in vocabulary order.
    pub codes: Vec<TermCode>,
}

impl Wording {
    /// The codes joined by `;`, as every list in a cell.
    pub fn joined(&self) -> String {
        self.codes.iter().map(TermCode::as_str).collect::<Vec<_>>().join(";")
    }

    /// Whether one of the codes is this one.
    pub fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|c| c.as_str() == code)
    }
}

/// A published wording, shared by every row that has it; `None` where the source states nothing.
pub type Stated = Option<Arc<Wording>>;
