//! Editions of a register, and what an edition holds beside releases: counts, amendments, withdrawals.

use super::{Channel, EditionId, Released};
use chrono::NaiveDate;

/// What an edition's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditionKind {
    /// Releases within the period.
    Flow,
    /// Everything up to a date, printed again each time.
    Stock,
    /// Approved projects, without releases.
    Projects,
}

impl EditionKind {
    /// The word in records and extracts.
    pub fn key(self) -> &'static str {
        match self {
            EditionKind::Flow => "flow",
            EditionKind::Stock => "stock",
            EditionKind::Projects => "projects",
        }
    }

    /// The kind with this word.
    pub fn find(key: &str) -> Option<EditionKind> {
        [EditionKind::Flow, EditionKind::Stock, EditionKind::Projects].into_iter().find(|k| k.key() == key)
    }
}

/// One issue of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// `2021-02`; never four digits.
    pub id: EditionId,
    /// What its rows are.
    pub kind: EditionKind,
    /// First day of the period; stock editions may have none.
    pub from: Option<NaiveDate>,
    /// Last day of the period, or the day a stock was taken.
    pub to: NaiveDate,
    /// Day of publication.
    pub published: Option<NaiveDate>,
    /// Number of the issue, where one period was issued again.
    pub revision: Option<u32>,
    /// The edition this one replaces.
    pub supersedes: Option<EditionId>,
    /// Where the file came from (address or file name), or empty.
    pub source: String,
    /// SHA-256 of the file in lower-case hex, or empty.
    pub sha256: String,
    /// Size of the file.
    pub bytes: Option<u64>,
    /// Licence, or empty for the register's.
    pub licence: String,
    /// Anything a reader should know, or empty.
    pub note: String,
}

impl Edition {
    /// A key by which editions stand in order: by the end of their periods, then by id.
    pub fn order(&self) -> (NaiveDate, &EditionId) {
        (self.to, &self.id)
    }
}

/// One cell of a count-only series (tracing requests, for one). Totals are stored and checked, never summed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Edition.
    pub edition: EditionId,
    /// Which series: the sheet's name.
    pub series: String,
    /// Row in the sheet.
    pub source_row: Option<u32>,
    /// What is counted, as published.
    pub measure: String,
    /// For which body, as published.
    pub body: String,
    /// How many.
    pub value: u64,
}

/// What an amendment does to an earlier edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub enum AmendmentKind {
    Omitted,
    Corrected,
    Withdrawn,
    Text,
}

impl AmendmentKind {
    const ALL: [AmendmentKind; 4] =
        [AmendmentKind::Omitted, AmendmentKind::Corrected, AmendmentKind::Withdrawn, AmendmentKind::Text];

    /// The word in records and extracts.
    pub fn key(self) -> &'static str {
        match self {
            AmendmentKind::Omitted => "omitted",
            AmendmentKind::Corrected => "corrected",
            AmendmentKind::Withdrawn => "withdrawn",
            AmendmentKind::Text => "text",
        }
    }

    /// The kind with this word.
    pub fn find(key: &str) -> Option<AmendmentKind> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A published amendment to earlier editions. Its columns are those of a release row, but it is never counted as one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the cells of a release row as published; see `Release`
pub struct Amendment {
    /// The edition that prints it.
    pub edition: EditionId,
    /// Its number in that edition, from 1.
    pub seq: u32,
    /// Row in the sheet.
    pub source_row: Option<u32>,
    /// What it does.
    pub kind: AmendmentKind,
    /// Type of the record it amends, or empty.
    pub record_type: String,
    /// Id of the record it amends, or empty.
    pub record: String,
    /// The publisher's note, or empty.
    pub note: String,
    /// When it was made.
    pub date: Option<NaiveDate>,
    pub id: String,
    pub reference: String,
    pub recipient_raw: String,
    pub recipient_type_raw: String,
    pub datasets_raw: String,
    pub released_raw: String,
    pub released: Released,
    pub channel: Option<Channel>,
    pub identifiability_raw: String,
    pub sensitivity_raw: String,
    pub legal_basis_raw: String,
    pub frequency_raw: String,
    pub opt_outs_raw: String,
    pub confidentiality_raw: String,
    pub files: Option<u32>,
}

/// A record that left the register; its page stays as a tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// `agreement`, `organisation`, `dataset`, `release`.
    pub record_type: String,
    /// Its id.
    pub id: String,
    /// What it was called.
    pub title: String,
    /// When it left.
    pub date: NaiveDate,
    /// Why.
    pub reason: String,
    /// The record that takes its place, or empty.
    pub successor: String,
}
