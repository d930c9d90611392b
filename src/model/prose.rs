//! Prose around the records: pages, assurance reports, and the sheets of a workbook that are neither releases nor
//! statements.

use super::{AgreementId, EditionId, OrganisationId};
use chrono::NaiveDate;

/// A page of `content/`, written in Markdown by staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentPage {
    /// Its address below the base: `guidance/adding-a-release` for `content/guidance/adding-a-release.md`.
    pub address: String,
    /// Title; the page's only `h1`.
    pub title: String,
    /// One sentence for lists and search engines, or empty.
    pub summary: String,
    /// Date of a notice.
    pub date: Option<NaiveDate>,
    /// Place among its siblings; those without come last, by title.
    pub order: Option<i64>,
    /// Markdown.
    pub body: String,
}

impl ContentPage {
    /// The folder it is in (`guidance`, `notices`), or empty.
    pub fn folder(&self) -> &str {
        self.address.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// An audit, a review or another assurance record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assurance {
    /// Id: its file's name.
    pub id: String,
    /// Kind, as written.
    pub kind: String,
    /// When.
    pub date: NaiveDate,
    /// Whom it is about.
    pub organisation: Option<OrganisationId>,
    /// Which agreement it is about.
    pub agreement: Option<AgreementId>,
    /// Which releases, as `edition/id`.
    pub releases: Vec<String>,
    /// Where it is published, or empty.
    pub source: String,
    /// Findings, in Markdown.
    pub findings: String,
}

/// A sheet of an imported workbook kept as text, word for word (README, glossary prose, notes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetText {
    /// The edition.
    pub edition: EditionId,
    /// The sheet's name as published.
    pub sheet: String,
    /// Its text; plain, not Markdown.
    pub text: String,
}
