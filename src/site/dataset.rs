//! The page of a dataset.

use super::figures::{Counts, Tally};
use super::lists::AgreementLine;
use super::plan::{Site, as_at};
use super::recipient::most_rows_first;
use super::terms::{TermCount, term};
use super::{AsAt, Download, Link, download, link_to_recipient, web_address};
use crate::model::fields::Extract;
use crate::model::{Dataset, DatasetName, Release, VocabularyName};
use crate::output::Assets;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Agreements that a dataset's page lists; all rows are in its CSV.
const AGREEMENTS_SHOWN: usize = 100;

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
    pub names: Vec<DatasetNameLine<'a>>,
    /// Rows that hold it.
    pub counts: Counts<'a>,
    /// Those rows by edition.
    pub by_edition: Tally<'a>,
    /// Those rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// Who received it, most rows first.
    pub recipients: Vec<ReceivedLine<'a>>,
    /// The agreements with most rows.
    pub agreements: Vec<AgreementLine<'a>>,
    /// How many agreements name it or released it.
    pub agreements_total: usize,
    /// Those rows as CSV.
    pub csv: Option<Download<'a>>,
    /// Its address, for citation.
    pub permalink: String,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// A recorded name of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetNameLine<'a> {
    /// As published.
    pub name: &'a str,
    /// Why it means this dataset.
    pub evidence: &'a str,
    /// Whether it means other datasets too.
    pub several: bool,
}

/// Who received a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceivedLine<'a> {
    /// The organisation.
    pub recipient: Link<'a>,
    /// Under how many agreements.
    pub agreements: usize,
    /// Rows.
    pub rows: usize,
}

/// The view of a dataset's page.
pub(super) fn dataset_view<'a>(site: &'a Site<'_>, dataset: &'a Dataset, assets: &'a Assets) -> DatasetView<'a> {
    let (register, routes, id) = (site.register, site.routes(), &dataset.id);
    let releases = || register.releases_of_dataset(id);
    let page = routes.dataset_page(id);
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
        names: register.dataset_names.iter().filter(|name| name.datasets.contains(id)).map(name_line).collect(),
        counts: Counts::of(register, releases()),
        by_edition: Tally::by_edition(register, routes, releases()),
        by_opt_outs: Tally::by_opt_outs(register, releases()),
        recipients: recipients(site, releases()),
        agreements: agreements(site, dataset),
        agreements_total: site.agreements_with.get(id).map_or(0, BTreeSet::len),
        csv: download(routes, assets, &Extract::Dataset(id).path()),
        permalink: routes.absolute(&page),
        as_at: as_at(site, std::iter::empty(), releases()).or_else(|| site.newest()),
    }
}

fn name_line(name: &DatasetName) -> DatasetNameLine<'_> {
    DatasetNameLine { name: &name.name, evidence: &name.evidence, several: name.datasets.len() > 1 }
}

fn recipients<'a>(site: &'a Site<'_>, releases: impl Iterator<Item = &'a Release>) -> Vec<ReceivedLine<'a>> {
    let mut received: BTreeMap<_, (usize, BTreeSet<_>)> = BTreeMap::new();
    for release in releases {
        let (rows, agreements) = received.entry(&release.recipient).or_default();
        *rows += 1;
        agreements.insert(&release.agreement);
    }
    let mut received: Vec<_> = received.into_iter().collect();
    received.sort_by_key(|(_, (rows, _))| std::cmp::Reverse(*rows));
    let line = |(id, (rows, agreements)): (_, (usize, BTreeSet<_>))| ReceivedLine {
        recipient: link_to_recipient(site.register, site.routes(), id),
        agreements: agreements.len(),
        rows,
    };
    received.into_iter().map(line).collect()
}

fn agreements<'a>(site: &'a Site<'_>, dataset: &'a Dataset) -> Vec<AgreementLine<'a>> {
    let mut rows: BTreeMap<_, Vec<&'a Release>> = BTreeMap::new();
    for &id in site.agreements_with.get(&dataset.id).into_iter().flatten() {
        rows.entry(id).or_default();
    }
    for release in site.register.releases_of_dataset(&dataset.id) {
        rows.entry(&release.agreement).or_default().push(release);
    }
    let mut lines = most_rows_first(site, rows);
    lines.truncate(AGREEMENTS_SHOWN);
    lines
}
