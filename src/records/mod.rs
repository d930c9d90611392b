//! Records as text: the files of a register, read into drafts whose every cell knows where it was written, and the
//! canonical writer of the same files. Nothing is resolved or judged here but the shape of a file; that is `check`'s.

mod agreement;
mod canonical;
mod import_facts;
mod keys;
mod load;
mod mapping;
mod prose;
mod read;
mod table;
mod toml_text;

pub use agreement::{AgreementDraft, DatasetUseDraft, SectionDraft, StatementDraft, write_agreement};
pub use canonical::{Canonical, canonical};
pub use import_facts::{ImportFacts, ImportedSheet, LeftOut, SheetFault, write_import_facts};
pub use keys::{AGREEMENT, ASSURANCE, CONTENT};
pub use load::{PLACES, load};
pub use mapping::{
    ChannelRule, DateForm, Fate, Field, MAPPING, MappedColumn, MappedSheet, MappingDraft, References, Role, Skip,
    SkipTest, Strip, Use, find_delimiter, read_mapping,
};
pub use prose::{AssuranceDraft, ContentDraft, SheetTextDraft, write_content, write_sheet_text};
pub use read::{Drafts, Releases, Vocabulary, read};
pub use table::{
    AgreementPurposeDraft, AmendmentDraft, CountDraft, DatasetDraft, DatasetNameDraft, EditionDraft, LogDraft,
    OrganisationDraft, OrganisationNameDraft, OrganisationRelationDraft, RefusalDraft, ReleaseDraft, Row,
    SynonymsDraft, Table, TermDraft, WithdrawnDraft, WordingDraft, join, write_table,
};
pub use toml_text::string as toml_string;
