//! What a sheet can be taken for and what its columns can hold: the words of mapping files. A field has the name of
//! the record's own column or key.

use crate::model::{SectionKind, VocabularyName};

/// What a sheet's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Releases: one row each.
    Releases,
    /// Versions of agreements with their statements of purpose.
    Agreements,
    /// Datasets that versions of agreements name.
    Datasets,
    /// Amendments to what was published before.
    Amendments,
    /// Explanations of legal bases.
    Glossary,
    /// Counts by body.
    Counts,
    /// No table: kept word for word. No mapping asks for it; a sheet that fits nothing is one.
    Text,
    /// Nothing at all.
    Empty,
}

impl Role {
    /// What a mapping may ask for.
    pub const ALL: [Role; 6] =
        [Role::Releases, Role::Agreements, Role::Datasets, Role::Amendments, Role::Glossary, Role::Counts];

    /// The word in mappings and in `import.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Role::Releases => "releases",
            Role::Agreements => "agreements",
            Role::Datasets => "datasets",
            Role::Amendments => "amendments",
            Role::Glossary => "glossary",
            Role::Counts => "counts",
            Role::Text => "text",
            Role::Empty => "empty",
        }
    }

    /// The role with this word, of those that a mapping may ask for.
    pub fn find(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether records of this kind have a place for a field.
    pub fn takes(self, field: Field) -> bool {
        use Field as F;
        let of_dataset = matches!(
            field,
            F::Dataset | F::Identifiability | F::Sensitivity | F::LegalBasis | F::Frequency | F::Confidentiality
        );
        let of_release = of_dataset
            || matches!(field, F::Id | F::Organisation | F::Recipient | F::OrganisationType | F::RecipientType)
            || matches!(field, F::Released | F::Channel | F::OptOuts | F::Files | F::Note);
        let of_agreement = matches!(field, F::Organisation | F::Applicant | F::OrganisationType | F::ApplicantType)
            || matches!(field, F::Title | F::Controllers | F::ControllerBasis | F::Start | F::End)
            || matches!(field, F::Sublicensing | F::Commercial | F::Section(_));
        match self {
            Role::Releases => of_release || field == F::Reference,
            Role::Agreements => of_agreement || of_dataset || field == F::Reference,
            Role::Datasets => of_dataset || field == F::Reference,
            Role::Amendments => {
                of_release || matches!(field, F::Reference | F::Kind | F::RecordType | F::Record | F::Date)
            }
            Role::Glossary => matches!(field, F::Term | F::Explanation),
            Role::Counts => matches!(field, F::Measure | F::Body),
            Role::Text | Role::Empty => false,
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $key:literal),* $(,)?) => {
        /// What a column holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            $($(#[$doc])* $name,)*
            /// A section of a statement of purpose, by the section's own key.
            Section(SectionKind),
        }

        impl Field {
            const PLAIN: &'static [Field] = &[$(Field::$name),*];

            /// The word in mappings.
            pub fn key(self) -> &'static str {
                match self {
                    $(Field::$name => $key,)*
                    Field::Section(kind) => kind.key(),
                }
            }
        }
    };
}

fields! {
    /// The id of a release.
    Id "id",
    /// The reference of an agreement, as published.
    Reference "agreement",
    /// Who receives and who applies, where one column says both.
    Organisation "organisation",
    /// Who receives a release.
    Recipient "recipient",
    /// Who applies for an agreement.
    Applicant "applicant",
    /// The type of the organisation.
    OrganisationType "organisation_type",
    /// The type of the recipient.
    RecipientType "recipient_type",
    /// The type of the applicant.
    ApplicantType "applicant_type",
    /// Dataset or datasets: one cell as published.
    Dataset "datasets",
    /// Day or month of a release.
    Released "released",
    /// How the data went; published wordings have their code in the mapping.
    Channel "channel",
    /// How far people can be identified.
    Identifiability "identifiability",
    /// Whether the data is sensitive.
    Sensitivity "sensitivity",
    /// Legal basis.
    LegalBasis "legal_basis",
    /// How often data goes.
    Frequency "frequency",
    /// Whether opt-outs were applied.
    OptOuts "opt_outs",
    /// Common law duty of confidentiality.
    Confidentiality "confidentiality",
    /// Number of files.
    Files "files",
    /// A note on a release or an amendment.
    Note "note",
    /// Title of an agreement.
    Title "title",
    /// Data controllers, a list.
    Controllers "controllers",
    /// Sole or joint.
    ControllerBasis "controller_basis",
    /// First day of an agreement.
    Start "start",
    /// Last day of an agreement.
    End "end",
    /// Whether data may be passed on.
    Sublicensing "sublicensing",
    /// Whether the use is commercial.
    Commercial "commercial",
    /// Kind of an amendment: omitted, corrected, withdrawn or text.
    Kind "kind",
    /// What an amendment is about: release or agreement.
    RecordType "record_type",
    /// Which record an amendment is about.
    Record "record",
    /// Day of an amendment.
    Date "date",
    /// What a row of counts measures.
    Measure "measure",
    /// The body that a column counts.
    Body "body",
    /// A term that a glossary explains.
    Term "term",
    /// Its explanation.
    Explanation "explanation",
}

impl Field {
    /// Every field, in the order of records.
    pub fn all() -> impl Iterator<Item = Field> {
        let sections = SectionKind::ALL.iter().filter(|kind| **kind != SectionKind::Summary);
        Field::PLAIN.iter().copied().chain(sections.map(|kind| Field::Section(*kind)))
    }

    /// The field with this word. Staff's own summary is no published column.
    pub fn find(key: &str) -> Option<Field> {
        Field::all().find(|field| field.key() == key)
    }

    /// The vocabulary of its wordings, if it has one.
    pub fn vocabulary(self) -> Option<VocabularyName> {
        match self {
            Field::Identifiability => Some(VocabularyName::Identifiability),
            Field::Sensitivity => Some(VocabularyName::Sensitivity),
            Field::LegalBasis => Some(VocabularyName::LegalBasis),
            Field::Frequency => Some(VocabularyName::Frequency),
            Field::OptOuts => Some(VocabularyName::OptOut),
            Field::Confidentiality => Some(VocabularyName::Confidentiality),
            Field::OrganisationType | Field::RecipientType | Field::ApplicantType => {
                Some(VocabularyName::OrganisationType)
            }
            Field::Channel => Some(VocabularyName::Channel),
            _ => None,
        }
    }

    /// Whether it holds a day or a month.
    pub fn is_date(self) -> bool {
        matches!(self, Field::Released | Field::Start | Field::End | Field::Date)
    }

    /// Whether its cell may hold several names or wordings.
    pub fn is_list(self) -> bool {
        matches!(self, Field::Controllers | Field::Dataset | Field::LegalBasis)
    }
}
