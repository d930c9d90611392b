//! The home page.

use super::AsAt;
use super::figures::{Counts, Tally};
use super::lists::{RecipientLine, recipient_line};
use super::plan::Site;
use super::prose::{ContentLine, content_line, in_order};
use crate::model::Organisation;
use serde::Serialize;

/// Recipients that the home page names.
const RECIPIENTS_SHOWN: usize = 10;
/// Notices that the home page names.
const NOTICES_SHOWN: usize = 3;

/// Key figures and ways in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomeView<'a> {
    /// How many agreements.
    pub agreements: usize,
    /// How many organisations received data.
    pub recipients: usize,
    /// How many datasets.
    pub datasets: usize,
    /// Rows in all.
    pub counts: Counts<'a>,
    /// Rows by edition, newest first.
    pub by_edition: Tally<'a>,
    /// Rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// Recipients with most agreements.
    pub top_recipients: Vec<RecipientLine<'a>>,
    /// The newest notices.
    pub notices: Vec<ContentLine<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// The view of the home page.
pub(super) fn home_view<'a>(site: &'a Site<'_>) -> HomeView<'a> {
    let register = site.register;
    let received = |organisation: &&Organisation| register.releases_to(&organisation.id).len() > 0;
    let mut top: Vec<_> =
        register.organisations.values().map(|organisation| recipient_line(site, organisation)).collect();
    top.sort_by_key(|line| std::cmp::Reverse((line.agreements, line.rows)));
    top.truncate(RECIPIENTS_SHOWN);
    let notices = in_order(register.content.iter().filter(|page| page.folder() == "notices"));
    let by_edition = Tally::by_edition(register, site.routes(), register.releases.iter());
    HomeView {
        agreements: register.agreements.len(),
        recipients: register.organisations.values().filter(received).count(),
        datasets: register.datasets.len(),
        counts: Counts::of(register, register.releases.iter()),
        by_edition,
        by_opt_outs: Tally::by_opt_outs(register, register.releases.iter()),
        top_recipients: top,
        notices: notices.into_iter().take(NOTICES_SHOWN).map(|page| content_line(site, page)).collect(),
        as_at: site.newest(),
    }
}
