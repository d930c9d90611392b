//! Releases: one row each of a published register, never merged, never split.

use super::{AgreementId, DatasetId, Edition, EditionId, Month, OrganisationId, ReleaseId, Stated, Version};
use chrono::NaiveDate;
use std::sync::Arc;

/// How data reached the recipient. Counts never mix channels without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A file was sent.
    File,
    /// The recipient was let into a system.
    SystemAccess,
    /// A regular flow to a commissioner of care.
    CommissionerFlow,
    /// Anything else; does not compare between editions.
    Other,
}

impl Channel {
    /// All of them, in vocabulary order.
    pub const ALL: [Channel; 4] = [Channel::File, Channel::SystemAccess, Channel::CommissionerFlow, Channel::Other];

    /// The code in records and extracts.
    pub fn code(self) -> &'static str {
        match self {
            Channel::File => "file",
            Channel::SystemAccess => "system_access",
            Channel::CommissionerFlow => "commissioner_flow",
            Channel::Other => "other",
        }
    }

    /// The channel with this code.
    pub fn find(code: &str) -> Option<Channel> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// When data were released, as exactly as the source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Released {
    /// On a day.
    Day(NaiveDate),
    /// In a month.
    Month(Month),
    /// Within the edition's period.
    Period,
}

/// How exact [`Released`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub enum Precision {
    Day,
    Month,
    Period,
}

impl Precision {
    /// The word in extracts.
    pub fn key(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Period => "period",
        }
    }
}

impl Released {
    /// How exact it is.
    pub fn precision(self) -> Precision {
        match self {
            Released::Day(_) => Precision::Day,
            Released::Month(_) => Precision::Month,
            Released::Period => Precision::Period,
        }
    }

    /// First and last day it may mean, in an edition. The first is missing where a stock edition has no first day.
    pub fn span(self, edition: &Edition) -> (Option<NaiveDate>, NaiveDate) {
        match self {
            Released::Day(day) => (Some(day), day),
            Released::Month(month) => (Some(month.first_day()), month.last_day()),
            Released::Period => (edition.from, edition.to),
        }
    }
}

/// Whether patients' opt-outs were applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the names say it
pub enum Applied {
    Yes,
    No,
    NotApplicable,
    NotRecorded,
}

impl Applied {
    /// All of them, in vocabulary order.
    pub const ALL: [Applied; 4] = [Applied::Yes, Applied::No, Applied::NotApplicable, Applied::NotRecorded];

    /// The code in extracts.
    pub fn code(self) -> &'static str {
        match self {
            Applied::Yes => "yes",
            Applied::No => "no",
            Applied::NotApplicable => "not_applicable",
            Applied::NotRecorded => "not_recorded",
        }
    }

    /// The answer with this code.
    pub fn find(code: &str) -> Option<Applied> {
        Self::ALL.into_iter().find(|applied| applied.code() == code)
    }
}

/// Whether opt-outs were applied, and the reason the publisher gives, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptOuts<'a> {
    /// Yes, no, not applicable, or not recorded.
    pub applied: Applied,
    /// The reason's code, or empty.
    pub reason: &'a str,
}

/// One release row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The publisher's row id; unique within the edition.
    pub id: ReleaseId,
    /// The edition in which the row first appeared.
    pub edition: EditionId,
    /// The workbook sheet it came from, or empty.
    pub source_sheet: Arc<str>,
    /// Its row in that sheet, header row = 1.
    pub source_row: Option<u32>,
    /// The agreement reference as published.
    pub reference: Arc<str>,
    /// The agreement that is.
    pub agreement: AgreementId,
    /// The version that is.
    pub version: Version,
    /// The recipient as published; empty where the layout names none and the agreement's applicant stands in.
    pub recipient_raw: Arc<str>,
    /// Who that is.
    pub recipient: OrganisationId,
    /// The recipient's type as published on the row.
    pub recipient_type: Stated,
    /// The dataset cell as published.
    pub datasets_raw: Arc<str>,
    /// Which datasets that is.
    pub datasets: Arc<[DatasetId]>,
    /// The date as written, or empty.
    pub released_raw: String,
    /// When.
    pub released: Released,
    /// How.
    pub channel: Channel,
    /// Wording of `identifiability`.
    pub identifiability: Stated,
    /// Wording of `sensitivity`.
    pub sensitivity: Stated,
    /// Wording of `legal-basis`.
    pub legal_basis: Stated,
    /// Wording of `frequency`.
    pub frequency: Stated,
    /// Wording of `opt-out`; use [`Release::opt_outs`] for the answer.
    pub opt_outs_stated: Stated,
    /// Wording of `confidentiality`.
    pub confidentiality: Stated,
    /// Number of files, where the publisher states one.
    pub files: Option<u32>,
    /// Staff's note, or empty.
    pub note: String,
}

impl Release {
    /// Whether opt-outs were applied, and why or why not. A blank cell is `not_recorded`.
    pub fn opt_outs(&self) -> OptOuts<'_> {
        let code = self.opt_outs_stated.as_deref().and_then(|w| w.codes.first()).map_or("", |c| c.as_str());
        let (applied, reason) = code.split_once('/').unwrap_or((code, ""));
        OptOuts { applied: Applied::find(applied).unwrap_or(Applied::NotRecorded), reason }
    }

    /// Whether the data identify people; nothing where that is not stated.
    pub fn identifies_people(&self) -> Option<bool> {
        self.identifiability.as_deref().map(|wording| wording.has("identifiable"))
    }

    /// The duty-of-confidence codes joined by `;`; a blank cell is `not_recorded`.
    pub fn confidentiality_codes(&self) -> String {
        self.confidentiality.as_deref().map_or_else(|| "not_recorded".to_owned(), super::Wording::joined)
    }

    /// The id of this row's anchor on its version's page.
    pub fn anchor(&self) -> String {
        format!("r-{}-{}", self.edition, self.id)
    }
}
