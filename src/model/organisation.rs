//! Organisations and datasets, and the reviewed tables that say which published names are theirs.

use super::{AgreementId, DatasetId, OrganisationId, TermCode};
use chrono::NaiveDate;

/// A body that received data, or heads or followed one that did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Stable id, and the name of its page.
    pub id: OrganisationId,
    /// Name to show.
    pub name: String,
    /// Reviewed type: a code of `organisation-type`.
    pub type_code: Option<TermCode>,
    /// A code of `organisation-kind`: what is written, else the group of the type.
    pub kind: Option<TermCode>,
    /// What business a company is in, or empty.
    pub business: String,
    /// The group of companies it belongs to, or empty; members write it in the same words.
    pub group: String,
    /// Organisation Data Service code, or empty.
    pub ods_code: String,
    /// Research Organization Registry id, or empty.
    pub ror: String,
    /// Website, or empty.
    pub website: String,
    /// One or two plain sentences, or empty.
    pub description: String,
    /// Who answers for data security, or empty.
    pub security_lead: String,
}

/// A name that is recorded for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationName {
    /// The name as published.
    pub name: String,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Why that is known.
    pub evidence: String,
    /// When a person looked at it.
    pub reviewed: Option<NaiveDate>,
}

/// How one organisation follows another. Pages follow relations; counts never move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same body under a new name.
    Renamed,
    /// A new body that took over.
    Succeeded,
    /// An agreement that passed to somebody else.
    Transferred,
}

impl Relation {
    /// The word in records and extracts.
    pub fn key(self) -> &'static str {
        match self {
            Relation::Renamed => "renamed",
            Relation::Succeeded => "succeeded",
            Relation::Transferred => "transferred",
        }
    }

    /// The relation with this word.
    pub fn find(key: &str) -> Option<Relation> {
        [Relation::Renamed, Relation::Succeeded, Relation::Transferred].into_iter().find(|r| r.key() == key)
    }
}

/// A reviewed relation: `from` became, was succeeded by, or passed an agreement to `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRelation {
    /// Before.
    pub from: OrganisationId,
    /// After.
    pub to: OrganisationId,
    /// How.
    pub relation: Relation,
    /// Which agreement, for a transfer.
    pub agreement: Option<AgreementId>,
    /// When.
    pub date: Option<NaiveDate>,
    /// Why that is known.
    pub evidence: String,
    /// When a person looked at it.
    pub reviewed: Option<NaiveDate>,
}

/// A collection of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Stable id, and the name of its page.
    pub id: DatasetId,
    /// Name to show.
    pub name: String,
    /// What it holds, or empty.
    pub description: String,
    /// Where the data come from, or empty.
    pub collected_from: String,
    /// Which people are in it, or empty.
    pub who_is_in_it: String,
    /// Kinds of care: codes of `care`, in vocabulary order.
    pub care: Vec<TermCode>,
    /// Countries covered, as written, or empty.
    pub countries: String,
    /// First year or date covered, as written, or empty.
    pub covers_from: String,
    /// Last year or date covered, as written, or empty.
    pub covers_to: String,
    /// Website, or empty.
    pub website: String,
}

/// A published dataset name and the datasets it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetName {
    /// The name as published.
    pub name: String,
    /// One dataset or several.
    pub datasets: Vec<DatasetId>,
    /// Why that is known.
    pub evidence: String,
}
