//! Which pages a register has, where they stand, and what each shows. Pages are data here: views hold facts, links
//! and safe HTML, and no word of the interface; words and markup are the theme's (`render`).

mod agreement;
mod answers;
mod applied;
mod both_ways;
mod charts;
mod data;
mod dataset;
mod dates;
mod edition;
mod figures;
mod glossary;
mod headlines;
mod held;
mod home;
mod kind;
mod lists;
mod names;
mod opt_outs;
mod organisation_kinds;
mod plan;
mod prose;
mod quality;
mod recipient;
mod releases;
mod routes;
mod rows;
mod search;
mod shares;
mod terms;
mod text;
mod timeline;
mod view;
mod vocabulary;
mod ways;
mod your_data;

pub use dates::{Day, Period};
pub use kind::Kind;
pub use opt_outs::OptOutList;
pub use plan::{Page, Site, plan};
pub use routes::{Address, Routes, percent_encoded};
pub use rows::PAGE_ROWS;
pub use view::View;
pub use vocabulary::TermLine;

use crate::model::{AgreementId, DatasetId, OrganisationId, Register, SectionKind, Version, is_web_address};
use crate::output::Assets;
use serde::Serialize;
use std::borrow::Cow;

/// Words and where they lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link<'a> {
    /// Address within the site, with the base path.
    pub href: String,
    /// The words.
    pub text: Cow<'a, str>,
}

/// A section of the site, whose name the theme has, and its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionLink {
    /// Its key.
    pub section: &'static str,
    /// Address within the site, with the base path.
    pub href: String,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Download<'a> {
    /// Address within the site.
    pub href: String,
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: usize,
    /// SHA-256 in lower-case hex.
    pub sha256: &'a str,
}

/// The newest edition that a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AsAt<'a> {
    /// The edition's page.
    pub edition: Link<'a>,
    /// The last day of its period.
    pub date: Day,
}

fn link_to_recipient<'a>(register: &'a Register, routes: Routes<'a>, id: &'a OrganisationId) -> Link<'a> {
    let text = register.organisations.get(id).map_or(id.as_str(), |organisation| &organisation.name);
    Link { href: routes.link(&routes.recipient_page(id)), text: text.into() }
}

fn link_to_dataset<'a>(register: &'a Register, routes: Routes<'a>, id: &'a DatasetId) -> Link<'a> {
    let text = register.datasets.get(id).map_or(id.as_str(), |dataset| &dataset.name);
    Link { href: routes.link(&routes.dataset_page(id)), text: text.into() }
}

fn link_to_agreement<'a>(routes: Routes<'a>, id: &'a AgreementId) -> Link<'a> {
    Link { href: routes.link(&routes.agreement_page(id)), text: id.as_str().into() }
}

fn link_to_version<'a>(routes: Routes<'a>, id: &AgreementId, version: &'a Version) -> Link<'a> {
    Link { href: routes.link(&routes.version_page(id, version)), text: version_name(version).into() }
}

/// A version as readers say it: `v2.0` is "2.0"; other labels stay.
fn version_name(version: &Version) -> &str {
    let number = version.label().strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    number.unwrap_or(version.label())
}

/// A finished file by its path, if the site has it. Its name is the path below `data/`, or the last part of it.
fn download<'a>(routes: Routes<'a>, assets: &'a Assets, path: &str) -> Option<Download<'a>> {
    let asset = assets.get(path)?;
    let last = path.rsplit('/').next().unwrap_or(path);
    let name = path.strip_prefix("data/").unwrap_or(last).to_owned();
    Some(Download { href: routes.file_link(path), name, size: asset.size, sha256: &asset.sha256 })
}

/// A web address that may be a link; nothing for other schemes.
fn web_address(text: &str) -> Option<&str> {
    (is_web_address(text) && !text.contains(|c: char| "\"<>\\^`{|}".contains(c))).then_some(text)
}

/// The words a published text begins with, for a first answer to "why".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The words, on one line.
    pub text: String,
    /// Whether staff wrote them; else they are the applicant's.
    pub by_staff: bool,
    /// Whether that is all there is.
    pub whole: bool,
    /// The id of the text on the page.
    pub anchor: String,
}

/// The sections that answer "why", best first.
const WHY: [SectionKind; 5] =
    [SectionKind::Summary, SectionKind::Lay, SectionKind::Objective, SectionKind::Why, SectionKind::Technical];
