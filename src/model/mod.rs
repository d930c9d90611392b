//! Validated facts of one register. A value of these types has passed every check: from here on nothing finds fault
//! with a record. No I/O, no text positions, no HTML.
//!
//! The shapes follow the register's own tables; which published layout a field comes from is said on the field.

mod agreement;
mod both_ways;
mod date;
mod edition;
pub mod fields;
pub mod finding;
pub mod fold;
mod ids;
mod opt_outs;
mod organisation;
mod prose;
mod register;
mod release;
mod synonym;
mod text;
mod vocabulary;

pub use agreement::{Agreement, AgreementVersion, DatasetUse, Section, SectionKind, Statement};
pub use both_ways::BothWays;
pub use date::{Month, certain_date, month_by_name, parse_date, typed_date};
pub use edition::{Amendment, AmendmentKind, Count, Edition, EditionKind, Withdrawal};
pub use finding::{Finding, FindingKind, Subject};
pub use ids::{
    AgreementId, DatasetId, EditionId, OrganisationId, ReleaseId, TermCode, Version, free_page_id, is_page_id,
};
pub use opt_outs::{AnswerCounts, AnswersBy, AnswersByChannel, NOT_STATED, count_answers};
pub use organisation::{Dataset, DatasetName, Organisation, OrganisationName, OrganisationRelation, Relation};
pub use prose::{Assurance, ContentPage, SheetText};
pub use register::{AgreementPurpose, Facts, Refusal, Register, ReleaseNo, count_by_channel};
pub use release::{Applied, Channel, OptOuts, Precision, Release, Released};
pub use synonym::SynonymGroup;
pub use text::{CELL_LIMIT, fills_a_cell, is_spreadsheet_error, is_web_address};
pub use vocabulary::{Stated, Term, Vocabularies, Vocabulary, VocabularyName, Wording};

/// Where things are published. `site` implements it; extracts and tests only ask.
/// Every address is absolute (it begins with the register's base URL).
pub trait Addresses: Sync {
    /// The page of an agreement.
    fn agreement(&self, id: &AgreementId) -> String;
    /// The page of one version of an agreement.
    fn version(&self, id: &AgreementId, version: &Version) -> String;
    /// The permanent address of a release row.
    fn release(&self, release: &Release) -> String;
    /// The page of an organisation.
    fn organisation(&self, id: &OrganisationId) -> String;
    /// The page of a dataset.
    fn dataset(&self, id: &DatasetId) -> String;
    /// The page that lists the releases of an edition.
    fn edition(&self, id: &EditionId) -> String;
    /// Where a term of a vocabulary is explained.
    fn term(&self, vocabulary: VocabularyName, code: &str) -> String;
}
