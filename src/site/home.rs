//! The home page: what the register holds, what is new in it, and where to go from here.

use super::charts::Charts;
use super::dates::{Day, Period};
use super::figures::{Counts, Tally};
use super::lists::{DatasetListLine, RecipientLine, dataset_lines, recipient_line};
use super::plan::Site;
use super::prose::{ContentLine, content_line, in_order};
use super::{AsAt, Download, Link, download, link_to_recipient};
use crate::model::fields::{Extract, RELEASES};
use crate::model::{Edition, Organisation, OrganisationId, Register};
use crate::output::Assets;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Recipients and datasets that the home page names.
const RANKED: usize = 10;
/// Notices that the home page names.
const NOTICES_SHOWN: usize = 3;
/// New recipients that the home page names.
const NEW_SHOWN: usize = 6;

/// Sections that answer the questions with which most people come, in the order in which they are asked.
const QUESTIONS: [&str; 6] = ["recipients", "datasets", "agreements", "opt-outs", "your-data", "data"];

/// Key figures, news and ways in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomeView<'a> {
    /// The sections that answer the first questions.
    pub questions: Vec<Question>,
    /// How many agreements.
    pub agreements: usize,
    /// How many organisations received data.
    pub recipients: usize,
    /// How many datasets.
    pub datasets: usize,
    /// Rows in all.
    pub counts: Counts<'a>,
    /// The newest edition that has rows.
    pub latest: Option<Latest<'a>>,
    /// Rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// The rows over time, and as shares.
    pub charts: Charts<'a>,
    /// Recipients with most agreements.
    pub top_recipients: Vec<RecipientLine<'a>>,
    /// Datasets that most organisations received.
    pub top_datasets: Vec<DatasetListLine<'a>>,
    /// The newest notices.
    pub notices: Vec<ContentLine<'a>>,
    /// Every release as one file.
    pub csv: Option<Download<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A question, by the section that answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The section: `recipients`.
    pub section: &'static str,
    /// Its page.
    pub href: String,
}

/// What the newest edition brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Latest<'a> {
    /// Its page.
    pub edition: Link<'a>,
    /// Its period.
    pub period: Period,
    /// Day of publication.
    pub published: Option<Day>,
    /// Its rows.
    pub counts: Counts<'a>,
    /// How many organisations no other edition names as recipients; none where there is no other edition.
    pub new_total: usize,
    /// The first few of them by name.
    pub new_recipients: Vec<Link<'a>>,
    /// How many that leaves.
    pub new_others: usize,
}

/// The view of the home page.
pub(super) fn home_view<'a>(site: &'a Site<'_>, assets: &'a Assets) -> HomeView<'a> {
    let register = site.register;
    let received = |organisation: &&Organisation| register.releases_to(&organisation.id).len() > 0;
    let notices = in_order(register.content.iter().filter(|page| page.folder() == "notices"));
    let routes = site.routes();
    let question = |section| Question { section, href: routes.link(&routes.section(section)) };
    HomeView {
        questions: QUESTIONS.map(question).into(),
        agreements: register.agreements.len(),
        recipients: register.organisations.values().filter(received).count(),
        datasets: register.datasets.len(),
        counts: Counts::of(register, register.releases.iter()),
        latest: newest_with_rows(register).map(|edition| latest(site, edition)),
        by_opt_outs: Tally::by_opt_outs(register, register.releases.iter()),
        charts: Charts::of(register, register.releases.iter()),
        top_recipients: top_recipients(site),
        top_datasets: top_datasets(site),
        notices: notices.into_iter().take(NOTICES_SHOWN).map(|page| content_line(site, page)).collect(),
        csv: download(site.routes(), assets, &Extract::Table(RELEASES.name).path()),
        as_at: site.newest(),
    }
}

fn top_recipients<'a>(site: &'a Site<'_>) -> Vec<RecipientLine<'a>> {
    let all = site.register.organisations.values();
    let mut top: Vec<_> = all.map(|organisation| recipient_line(site, organisation)).collect();
    top.sort_by_key(|line| Reverse((line.agreements, line.rows)));
    top.truncate(RANKED);
    top
}

fn top_datasets<'a>(site: &'a Site<'_>) -> Vec<DatasetListLine<'a>> {
    let mut top = dataset_lines(site);
    top.retain(|line| line.rows > 0);
    top.sort_by_key(|line| Reverse((line.recipients, line.rows)));
    top.truncate(RANKED);
    top
}

fn newest_with_rows(register: &Register) -> Option<&Edition> {
    let with_rows = register.editions.values().filter(|edition| register.releases_of_edition(&edition.id).len() > 0);
    with_rows.max_by_key(|edition| edition.order())
}

fn latest<'a>(site: &'a Site<'_>, edition: &'a Edition) -> Latest<'a> {
    let (register, routes) = (site.register, site.routes());
    let releases = || register.releases_of_edition(&edition.id);
    let new = new_recipients(register, edition);
    let mut links: Vec<_> = new.iter().map(|id| link_to_recipient(register, routes, id)).collect();
    links.sort_by(|a, b| a.text.cmp(&b.text));
    links.truncate(NEW_SHOWN);
    Latest {
        edition: site.edition_link(edition),
        period: Period::of_edition(edition),
        published: edition.published.map(Day),
        counts: Counts::of(register, releases()),
        new_total: new.len(),
        new_others: new.len() - links.len(),
        new_recipients: links,
    }
}

/// Recipients of an edition that no other names; none where there is no other to compare with.
fn new_recipients<'a>(register: &'a Register, edition: &Edition) -> BTreeSet<&'a OrganisationId> {
    let others = register.editions.keys().filter(|id| **id != edition.id);
    let before: BTreeSet<_> =
        others.flat_map(|id| register.releases_of_edition(id)).map(|release| &release.recipient).collect();
    if before.is_empty() {
        return before;
    }
    let now = register.releases_of_edition(&edition.id).map(|release| &release.recipient);
    now.filter(|id| !before.contains(id)).collect()
}
