//! Agreements, their versions, the datasets a version names and the statements of purpose under it.

use super::{AgreementId, DatasetId, EditionId, OrganisationId, Stated, TermCode, Version};
use chrono::NaiveDate;

/// A data sharing agreement, over all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The reference without `DARS-` and version.
    pub id: AgreementId,
    /// The name of its page: the id in lower case, other runs than a–z 0–9 as `-`.
    pub slug: String,
    /// Its versions, oldest first; never empty.
    pub versions: Vec<AgreementVersion>,
}

impl Agreement {
    /// The newest version.
    ///
    /// # Panics
    /// Never for an agreement of a [`super::Register`]: `check` makes one only from a version's file.
    pub fn latest(&self) -> &AgreementVersion {
        &self.versions[self.versions.len() - 1]
    }

    /// A version by its label.
    pub fn version(&self, version: &Version) -> Option<&AgreementVersion> {
        self.versions.iter().find(|v| v.version == *version)
    }
}

/// One version of an agreement: one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementVersion {
    /// Its agreement.
    pub agreement: AgreementId,
    /// Which version.
    pub version: Version,
    /// The reference as published, edges trimmed.
    pub reference: String,
    /// Application title, where the layout has one.
    pub title: Option<String>,
    /// The applicant as published.
    pub applicant_raw: String,
    /// Who that is.
    pub applicant: OrganisationId,
    /// The applicant's type as published.
    pub applicant_type: Stated,
    /// Data controllers as published.
    pub controllers: Vec<String>,
    /// Sole or joint, as published, or empty.
    pub controller_basis: String,
    /// First day of the agreement.
    pub start: Option<NaiveDate>,
    /// Last day of the agreement.
    pub end: Option<NaiveDate>,
    /// Whether the data may be passed on, as published, or empty.
    pub sublicensing: String,
    /// Whether the use is commercial, as published, or empty.
    pub commercial: String,
    /// Purposes: codes of `purpose`, in vocabulary order.
    pub purposes: Vec<TermCode>,
    /// Whether the prose is imported text, shown as plain text with its line breaks; else it is Markdown.
    pub verbatim: bool,
    /// Datasets the version names, in published order, repeats kept. Empty in layouts without that table.
    pub datasets: Vec<DatasetUse>,
    /// Statements of purpose, in `seq` order; never empty.
    pub statements: Vec<Statement>,
}

impl AgreementVersion {
    /// Whether it is in term on a day, by its dates: `not_started`, `in_term`, `ended`, or `not_stated`.
    pub fn status_on(&self, day: NaiveDate) -> &'static str {
        match (self.start, self.end) {
            (Some(start), _) if day < start => "not_started",
            (_, None) => "not_stated",
            (_, Some(end)) if end < day => "ended",
            _ => "in_term",
        }
    }
}

/// A dataset as a version of an agreement names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetUse {
    /// The name as published.
    pub raw: String,
    /// Which datasets that is.
    pub datasets: Vec<DatasetId>,
    /// Wording of `identifiability`.
    pub identifiability: Stated,
    /// Wording of `sensitivity`.
    pub sensitivity: Stated,
    /// Wording of `frequency`.
    pub frequency: Stated,
    /// Wording of `legal-basis`.
    pub legal_basis: Stated,
    /// Wording of `confidentiality`.
    pub confidentiality: Stated,
}

/// One published statement of purpose. The same words in a later edition only add to `editions`, but not in a stock:
/// there it is the edition in which the words first appeared, and they stand until others take their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its number within the version, from 1.
    pub seq: u32,
    /// The organisation as published beside it.
    pub organisation_raw: String,
    /// Who that is.
    pub organisation: OrganisationId,
    /// Editions that print it.
    pub editions: Vec<EditionId>,
    /// Its row in each of those editions' sheets; as many as editions, or none.
    pub source_rows: Vec<u32>,
    /// Sections that the source cut off.
    pub truncated: Vec<SectionKind>,
    /// Its sections, in the order written.
    pub sections: Vec<Section>,
}

impl Statement {
    /// The text of a section.
    pub fn section(&self, kind: SectionKind) -> Option<&str> {
        self.sections.iter().find(|s| s.kind == kind).map(|s| s.text.as_str())
    }
}

/// A section of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Which one.
    pub kind: SectionKind,
    /// Its text, edges trimmed, otherwise as published.
    pub text: String,
}

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident $key:literal $heading:literal),* $(,)?) => {
        /// The sections a statement may have: those of the NHS Digital and NHS England registers, those of
        /// Public Health England's register, and a plain summary written by staff.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SectionKind { $($(#[$doc])* $name),* }

        impl SectionKind {
            /// All of them, in the order records write them.
            pub const ALL: &'static [SectionKind] = &[$(SectionKind::$name),*];

            /// The key in front matter and extracts.
            pub const fn key(self) -> &'static str {
                match self { $(SectionKind::$name => $key),* }
            }

            /// The `##` heading in a record.
            pub fn heading(self) -> &'static str {
                match self { $(SectionKind::$name => $heading),* }
            }
        }
    };
}

sections! {
    /// Staff's summary; not part of the official text.
    Summary "summary" "Summary in plain English",
    /// The applicant's summary for lay readers.
    Lay "lay" "Lay summary",
    /// Why the data are processed.
    Objective "objective" "Objective for processing",
    /// What is done with them.
    Activities "activities" "Processing activities",
    /// What will come of it.
    Outputs "outputs" "Expected output",
    /// What good it should do.
    Benefits "benefits" "Expected measurable benefits",
    /// What good it has done.
    Yielded "yielded" "Yielded benefits",
    /// Public Health England: technical summary.
    Technical "technical" "Technical summary",
    /// Public Health England: reasons.
    Why "why" "Why is this project being conducted?",
    /// Public Health England: use.
    How "how" "How will the data be used?",
    /// Public Health England: benefits.
    Anticipated "anticipated" "Anticipated public health benefits",
    /// Public Health England: who pays and takes part.
    Funders "funders" "Funders and collaborators",
}

impl SectionKind {
    /// The section with this key.
    pub fn find(key: &str) -> Option<SectionKind> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}
