//! The versions of an agreement in the order of time, each with its releases and with what differs from the version
//! before it. Only what records say is compared: like with like, and nothing where one of the two is silent.

use super::applied::AppliedRows;
use super::dates::{Day, Period};
use super::figures::Counts;
use super::plan::Site;
use super::{Link, link_to_dataset, link_to_version};
use crate::model::{Agreement, AgreementVersion, DatasetId, Edition, Release};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A version in the timeline of its agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionLine<'a> {
    /// Its page.
    pub version: Link<'a>,
    /// Its reference as published.
    pub reference: &'a str,
    /// First day.
    pub start: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
    /// The first edition that prints its text.
    pub printed: Option<EditionLink<'a>>,
    /// The edition that does not print it any more.
    pub left: Option<EditionLink<'a>>,
    /// Rows under it by edition, newest first.
    pub releases: Vec<EditionRows<'a>>,
    /// Whether opt-outs were applied to its rows.
    pub opt_outs: AppliedRows,
    /// The answer of the newest version before it that has rows, where it is another.
    pub opt_outs_before: Option<&'static str>,
    /// How its datasets differ from those of the version before.
    pub datasets: Option<DatasetChange<'a>>,
}

/// An edition and its period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionLink<'a> {
    /// Its page.
    pub edition: Link<'a>,
    /// Its period.
    pub period: Period,
}

/// The rows of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionRows<'a> {
    /// The edition.
    pub printed: EditionLink<'a>,
    /// The rows.
    pub counts: Counts<'a>,
}

/// Datasets of one version and not of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetChange<'a> {
    /// Whether the versions name their datasets; else those that were released under them are compared.
    pub named: bool,
    /// In this version and not in the one before.
    pub added: Vec<Link<'a>>,
    /// In the one before and not in this version.
    pub dropped: Vec<Link<'a>>,
}

/// The timeline of an agreement, newest version first.
pub(super) fn timeline<'a>(site: &Site<'a>, agreement: &'a Agreement) -> Vec<VersionLine<'a>> {
    let mut lines: Vec<VersionLine<'a>> = Vec::with_capacity(agreement.versions.len());
    let mut before: Option<&AgreementVersion> = None;
    for version in &agreement.versions {
        let answered = lines.iter().rev().map(|line| line.opt_outs.overall).find(|&overall| overall != "none");
        let mut line = version_line(site, version);
        line.opt_outs_before = answered.filter(|&was| line.opt_outs.overall != "none" && was != line.opt_outs.overall);
        line.datasets = before.and_then(|before| dataset_change(site, before, version));
        lines.push(line);
        before = Some(version);
    }
    lines.reverse();
    lines
}

fn version_line<'a>(site: &Site<'a>, version: &'a AgreementVersion) -> VersionLine<'a> {
    let register = site.register;
    let editions = version.statements.iter().flat_map(|statement| &statement.editions);
    let printed = editions.filter_map(|id| register.editions.get(id)).min_by_key(|edition| edition.order());
    VersionLine {
        version: link_to_version(site.routes(), &version.agreement, &version.version),
        reference: &version.reference,
        start: version.start.map(Day),
        end: version.end.map(Day),
        printed: printed.map(|edition| edition_link(site, edition)),
        left: register.left(version).map(|edition| edition_link(site, edition)),
        releases: by_edition(site, releases_of(site, version)),
        opt_outs: AppliedRows::of(releases_of(site, version)),
        opt_outs_before: None,
        datasets: None,
    }
}

fn releases_of<'a>(
    site: &Site<'a>,
    version: &'a AgreementVersion,
) -> impl ExactSizeIterator<Item = &'a Release> + Clone {
    site.register.releases_of_version(&version.agreement, &version.version)
}

/// An edition with its page.
pub(super) fn edition_link<'a>(site: &Site<'a>, edition: &'a Edition) -> EditionLink<'a> {
    EditionLink { edition: site.as_at(edition).edition, period: Period::of_edition(edition) }
}

fn by_edition<'a>(site: &Site<'a>, releases: impl Iterator<Item = &'a Release>) -> Vec<EditionRows<'a>> {
    let mut rows: BTreeMap<_, Vec<&'a Release>> = BTreeMap::new();
    for release in releases {
        let edition = site.register.edition_of(release);
        rows.entry(edition.order()).or_default().push(release);
    }
    let newest_first = rows.into_values().rev().filter_map(|rows| {
        let edition = site.register.edition_of(rows.first()?);
        let counts = Counts::of(site.register, rows.iter().copied());
        Some(EditionRows { printed: edition_link(site, edition), counts })
    });
    newest_first.collect()
}

/// What changed from one version to the next; nothing where nothing did, or where they cannot be compared.
fn dataset_change<'a>(
    site: &Site<'a>,
    before: &'a AgreementVersion,
    version: &'a AgreementVersion,
) -> Option<DatasetChange<'a>> {
    let compare = |named: bool, old: BTreeSet<&'a DatasetId>, new: BTreeSet<&'a DatasetId>| {
        let links =
            |ids: Vec<&'a DatasetId>| ids.into_iter().map(|id| link_to_dataset(site.register, site.routes(), id));
        let added: Vec<_> = links(new.difference(&old).copied().collect()).collect();
        let dropped: Vec<_> = links(old.difference(&new).copied().collect()).collect();
        let comparable = !old.is_empty() && !new.is_empty();
        (comparable && !(added.is_empty() && dropped.is_empty())).then_some(DatasetChange { named, added, dropped })
    };
    if !before.datasets.is_empty() && !version.datasets.is_empty() {
        return compare(true, named(before), named(version));
    }
    let released = |version| releases_of(site, version).flat_map(|release| release.datasets.iter()).collect();
    compare(false, released(before), released(version))
}

fn named(version: &AgreementVersion) -> BTreeSet<&DatasetId> {
    version.datasets.iter().flat_map(|used| &used.datasets).collect()
}
