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
    pub const fn key(self) -> &'static str {
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
    ($($name:ident $key:literal $meaning:literal),* $(,)?) => {
        /// What a column holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = $meaning] $name,)*
            /// A section of a statement of purpose, by the section's own key.
            Section(SectionKind),
        }

        impl Field {
            const PLAIN: &'static [Field] = &[$(Field::$name),*];

            /// The word in mappings.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Field::$name => $key,)*
                    Field::Section(kind) => kind.key(),
                }
            }

            /// What it means, in a few words.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Field::$name => $meaning,)*
                    Field::Section(kind) => kind.heading(),
                }
            }
        }
    };
}

fields! {
    Id "id" "The id of a release",
    Reference "agreement" "The reference of an agreement, as published",
    Organisation "organisation" "Who receives and who applies, where one column says both",
    Recipient "recipient" "Who receives a release",
    Applicant "applicant" "Who applies for an agreement",
    OrganisationType "organisation_type" "The type of the organisation",
    RecipientType "recipient_type" "The type of the recipient",
    ApplicantType "applicant_type" "The type of the applicant",
    Dataset "datasets" "Dataset or datasets: one cell as published",
    Released "released" "Day or month of a release",
    Channel "channel" "How the data went; published wordings have their code in the mapping",
    Identifiability "identifiability" "How far people can be identified",
    Sensitivity "sensitivity" "Whether the data is sensitive",
    LegalBasis "legal_basis" "Legal basis",
    Frequency "frequency" "How often data goes",
    OptOuts "opt_outs" "Whether opt-outs were applied",
    Confidentiality "confidentiality" "Common law duty of confidentiality",
    Files "files" "Number of files",
    Note "note" "A note on a release or an amendment",
    Title "title" "Title of an agreement",
    Controllers "controllers" "Data controllers, a list",
    ControllerBasis "controller_basis" "Sole or joint",
    Start "start" "First day of an agreement",
    End "end" "Last day of an agreement",
    Sublicensing "sublicensing" "Whether data may be passed on",
    Commercial "commercial" "Whether the use is commercial",
    Kind "kind" "Kind of an amendment: omitted, corrected, withdrawn or text",
    RecordType "record_type" "What an amendment is about: release or agreement",
    Record "record" "Which record an amendment is about",
    Date "date" "Day of an amendment",
    Measure "measure" "What a row of counts measures",
    Body "body" "The body that a column counts",
    Term "term" "A term that a glossary explains",
    Explanation "explanation" "Its explanation",
}

/// The fields that a mapping can name: those of records, and every section but staff's own summary.
const FIELDS: usize = Field::PLAIN.len() + SectionKind::ALL.len() - 1;

const fn words() -> [&'static str; FIELDS] {
    let (mut words, mut next, mut at) = ([""; FIELDS], 0, 0);
    while at < Field::PLAIN.len() {
        words[next] = Field::PLAIN[at].key();
        next += 1;
        at += 1;
    }
    at = 0;
    while at < SectionKind::ALL.len() {
        if !matches!(SectionKind::ALL[at], SectionKind::Summary) {
            words[next] = SectionKind::ALL[at].key();
            next += 1;
        }
        at += 1;
    }
    words
}

impl Field {
    /// The words of [`Field::all`], for the list of keys.
    pub const WORDS: &'static [&'static str] = &words();

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_all_fields() {
        assert_eq!(Field::all().map(Field::key).collect::<Vec<_>>(), Field::WORDS);
    }
}
