//! The page of a dataset.

use super::applied::AppliedRows;
use super::both_ways::BothWaysHere;
use super::charts::Charts;
use super::figures::{Counts, Tally};
use super::lists::{AgreementLine, most_rows_first, type_term};
use super::names::{NameLine, Review, names};
use super::plan::{Site, as_at};
use super::rows::{Pager, page_count};
use super::terms::{TermCount, count_terms, term};
use super::{AsAt, Download, Link, download, link_to_dataset, link_to_recipient, web_address};
use crate::model::fields::Extract;
use crate::model::{Dataset, OrganisationId, Release, VocabularyName};
use crate::output::Assets;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Agreements that a dataset's page lists; all rows are in its CSV.
const AGREEMENTS_SHOWN: usize = 100;

/// Recipients that stand on one page; a longer list goes over several.
const RECIPIENTS_ON_ONE_PAGE: usize = 300;

/// A dataset: what it is, who is in it, who received it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetView<'a> {
    /// Name.
    pub name: &'a str,
    /// What it holds, or empty.
    pub description: &'a str,
    /// Where the data come from, or empty.
    pub collected_from: &'a str,
    /// Which people are in it, or empty.
    pub who_is_in_it: &'a str,
    /// Kinds of care.
    pub care: Vec<TermCount<'a>>,
    /// Countries, or empty.
    pub countries: &'a str,
    /// First year or date covered, or empty.
    pub covers_from: &'a str,
    /// Last year or date covered, or empty.
    pub covers_to: &'a str,
    /// Website that may be a link.
    pub website: Option<&'a str>,
    /// Names under which it is recorded.
    pub names: Vec<NameLine<'a>>,
    /// Rows that hold it.
    pub counts: Counts<'a>,
    /// Those rows by edition.
    pub by_edition: Tally<'a>,
    /// Those rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// Who received it both with and without opt-outs in one edition.
    pub both_ways: BothWaysHere<'a>,
    /// Those rows over time, and as shares.
    pub charts: Charts<'a>,
    /// Who received it, most rows first: all, or the first of several pages.
    pub recipients: Vec<ReceivedLine<'a>>,
    /// Pages of the list of recipients, where it has several.
    pub pager: Option<Pager>,
    /// How many organisations received it.
    pub recipients_total: usize,
    /// The agreements with most rows.
    pub agreements: Vec<AgreementLine<'a>>,
    /// How many agreements name it or released it.
    pub agreements_total: usize,
    /// Those rows as CSV.
    pub csv: Option<Download<'a>>,
    /// Its rows on the page of all releases.
    pub explore: Option<String>,
    /// Its address, for citation.
    pub permalink: String,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// Who received a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceivedLine<'a> {
    /// The organisation.
    pub recipient: Link<'a>,
    /// Label of its type, or empty.
    pub kind: &'a str,
    /// Under how many agreements.
    pub agreements: usize,
    /// Rows.
    pub rows: usize,
    /// How identifiable the data are, most rows first.
    pub identifiability: Vec<&'a str>,
    /// Whether opt-outs were applied to those rows.
    pub opt_outs: AppliedRows,
}

/// A further page of the list of who received a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientsOfView<'a> {
    /// The dataset.
    pub dataset: Link<'a>,
    /// The recipients of this page.
    pub recipients: Vec<ReceivedLine<'a>>,
    /// Which page it is.
    pub pager: Pager,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// The view of a dataset's page.
pub(super) fn dataset_view<'a>(site: &'a Site<'_>, dataset: &'a Dataset, assets: &'a Assets) -> DatasetView<'a> {
    let (register, routes, id) = (site.register, site.routes(), &dataset.id);
    let releases = || register.releases_of_dataset(id);
    let page = routes.dataset_page(id);
    let (recipients, pager) = recipients(site, dataset, 1);
    DatasetView {
        name: &dataset.name,
        description: &dataset.description,
        collected_from: &dataset.collected_from,
        who_is_in_it: &dataset.who_is_in_it,
        care: dataset.care.iter().map(|code| term(register, routes, VocabularyName::Care, code.as_str())).collect(),
        countries: &dataset.countries,
        covers_from: &dataset.covers_from,
        covers_to: &dataset.covers_to,
        website: web_address(&dataset.website),
        names: recorded_names(site, dataset),
        counts: Counts::of(register, releases()),
        by_edition: Tally::by_edition(register, routes, releases()),
        by_opt_outs: Tally::by_opt_outs(register, releases()),
        recipients,
        pager,
        recipients_total: site.received_by(id),
        both_ways: site.both_ways.of_dataset(site, id),
        charts: Charts::of(register, releases()),
        agreements: agreements(site, dataset),
        agreements_total: site.agreements_with.get(id).map_or(0, BTreeSet::len),
        csv: download(routes, assets, &Extract::Dataset(id).path()),
        explore: routes.explore_link(Some(("dataset", id.as_str())), register.releases_of_dataset(id).len()),
        permalink: routes.absolute(&page),
        as_at: as_at(site, std::iter::empty(), releases()).or_else(|| site.newest()),
    }
}

impl Site<'_> {
    /// Every name under which a dataset is recorded, as its page lists them.
    pub fn names_of_dataset<'a>(&'a self, dataset: &'a Dataset) -> Vec<&'a str> {
        recorded_names(self, dataset).into_iter().map(|line| line.name).collect()
    }
}

fn recorded_names<'a>(site: &'a Site<'_>, dataset: &'a Dataset) -> Vec<NameLine<'a>> {
    let (register, id) = (site.register, &dataset.id);
    let agreements = site.agreements_with.get(id).into_iter().flatten();
    let agreements = agreements.filter_map(|&agreement| register.agreements.get(agreement));
    let versions = agreements.flat_map(|agreement| &agreement.versions).flat_map(|version| {
        let used = version.datasets.iter().filter(|used| used.datasets.contains(id));
        used.map(|used| used.raw.as_str()).collect::<BTreeSet<_>>()
    });
    let reviewed = register.dataset_names.iter().filter(|name| name.datasets.contains(id)).map(|name| {
        let review = Review { evidence: &name.evidence, reviewed: None, several: name.datasets.len() > 1 };
        (name.name.as_str(), review)
    });
    let rows = register.releases_of_dataset(id).map(|release| &*release.datasets_raw);
    names(&dataset.name, rows, versions, reviewed)
}

/// How many pages the list of a dataset's recipients has.
pub(super) fn recipient_pages(total: usize) -> usize {
    if total > RECIPIENTS_ON_ONE_PAGE { page_count(total) } else { 1 }
}

/// A page of the recipients of a dataset, and its pager where there are several.
fn recipients<'a>(site: &'a Site<'_>, dataset: &'a Dataset, number: usize) -> (Vec<ReceivedLine<'a>>, Option<Pager>) {
    let mut received: BTreeMap<&OrganisationId, Vec<&'a Release>> = BTreeMap::new();
    for release in site.register.releases_of_dataset(&dataset.id) {
        received.entry(&release.recipient).or_default().push(release);
    }
    let mut received: Vec<_> = received.into_iter().collect();
    received.sort_by_key(|(_, rows)| Reverse(rows.len()));
    let page = site.routes().dataset_page(&dataset.id);
    let pager = (recipient_pages(received.len()) > 1).then(|| Pager::new(site.routes(), &page, number, received.len()));
    let shown = pager.as_ref().map_or(&received[..], |pager| pager.slice(&received));
    let lines = shown.iter().map(|(id, rows)| received_line(site, id, rows)).collect();
    (lines, pager)
}

fn received_line<'a>(site: &'a Site<'_>, id: &'a OrganisationId, rows: &[&'a Release]) -> ReceivedLine<'a> {
    let register = site.register;
    let organisation = register.organisations.get(id);
    let stated = rows.iter().map(|release| &release.identifiability);
    let identifiability = count_terms(register, site.routes(), VocabularyName::Identifiability, stated);
    ReceivedLine {
        recipient: link_to_recipient(register, site.routes(), id),
        kind: organisation.and_then(|o| type_term(register, site.routes(), o)).map_or("", |term| term.label),
        agreements: rows.iter().map(|release| &release.agreement).collect::<BTreeSet<_>>().len(),
        rows: rows.len(),
        identifiability: identifiability.into_iter().map(|term| term.label).collect(),
        opt_outs: AppliedRows::of(rows.iter().copied()),
    }
}

/// The view of a further page of the recipients of a dataset.
pub(super) fn recipients_of_view<'a>(site: &'a Site<'_>, dataset: &'a Dataset, number: usize) -> RecipientsOfView<'a> {
    let (register, routes) = (site.register, site.routes());
    let (recipients, pager) = recipients(site, dataset, number);
    RecipientsOfView {
        dataset: link_to_dataset(register, routes, &dataset.id),
        pager: pager.unwrap_or_else(|| Pager::new(routes, &routes.dataset_page(&dataset.id), number, recipients.len())),
        recipients,
        as_at: as_at(site, std::iter::empty(), register.releases_of_dataset(&dataset.id)),
    }
}

fn agreements<'a>(site: &'a Site<'_>, dataset: &'a Dataset) -> Vec<AgreementLine<'a>> {
    let mut rows: BTreeMap<_, Vec<&'a Release>> = BTreeMap::new();
    for &id in site.agreements_with.get(&dataset.id).into_iter().flatten() {
        rows.entry(id).or_default();
    }
    for release in site.register.releases_of_dataset(&dataset.id) {
        rows.entry(&release.agreement).or_default().push(release);
    }
    most_rows_first(site, rows, AGREEMENTS_SHOWN)
}
