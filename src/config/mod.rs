//! `register.toml`: the register's name, licence, address, contacts and waivers. As written, then as resolved; it
//! reads no other file and knows no record.

mod base_url;
mod keys;
mod read;

pub use base_url::BaseUrl;
pub use keys::SETTINGS;
pub use read::{read, waivers};

use crate::diag::Span;

/// The settings of one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Short name in extracts: a–z, 0–9, `-`.
    pub slug: String,
    /// The site's name.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// What one release row is, as a full sentence.
    pub unit: String,
    /// Licence of the data.
    pub licence: String,
    /// Address of the licence.
    pub licence_url: Option<String>,
    /// Where the site will stand.
    pub base_url: BaseUrl,
    /// A sentence shown on every page.
    pub notice: Option<String>,
    /// A folder below the register that overrides the built-in theme file by file.
    pub theme: Option<String>,
    /// Stylesheets below the register that take the place of the built-in one for NHS class names.
    pub stylesheets: Vec<String>,
    /// Where readers can write.
    pub contacts: Contacts,
    /// From when on something is told.
    pub thresholds: Thresholds,
    /// Faults that are let through, each with its reason.
    pub waivers: Vec<Waiver>,
}

/// Where readers can write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    /// An address for mail.
    pub email: Option<String>,
    /// A page or form.
    pub url: Option<String>,
}

/// From when on something is told to readers or staff. Without a number nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// How many days after the end of its period an edition may be published.
    pub late_days: Option<u32>,
    /// A count of people below this may tell who they are.
    pub small_numbers: Option<u32>,
}

/// A fault of one kind in one record that is let through, since a mirror cannot correct its publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Code of the diagnostic.
    pub code: String,
    /// Record, as `type/id`.
    pub record: String,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub span: Span,
}
