//! The lists of releases: by edition and by year.

use super::charts::OverTime;
use super::dates::{Day, Period};
use super::edition::{EditionFigures, SheetView, edition_figures, sheets};
use super::figures::{Counts, Tally};
use super::plan::Site;
use super::rows::{Pager, Row};
use super::shares::Shares;
use super::{AsAt, Download, Link, download, web_address};
use crate::model::fields::Extract;
use crate::model::{Amendment, Count, Edition, EditionId, Register, Release};
use crate::output::Assets;
use chrono::Datelike;
use serde::Serialize;

/// Years and editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleasesView<'a> {
    /// Rows in all.
    pub counts: Counts<'a>,
    /// Rows over time.
    pub over_time: Option<OverTime<'a>>,
    /// Rows by edition; editions without rows are in `other_editions`.
    pub by_edition: Tally<'a>,
    /// Rows by year of release.
    pub by_year: Tally<'a>,
    /// Editions without a row of their own.
    pub other_editions: Vec<Link<'a>>,
    /// The page of all rows.
    pub explore: Option<String>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// The view of the index of releases.
pub(super) fn releases_view<'a>(site: &'a Site<'_>) -> ReleasesView<'a> {
    let (register, routes) = (site.register, site.routes());
    let empty = register.editions.keys().filter(|id| register.releases_of_edition(id).len() == 0);
    ReleasesView {
        counts: Counts::of(register, register.releases.iter()),
        explore: routes.explore_link(None, register.releases.len()),
        over_time: OverTime::of(register, register.releases.iter()),
        by_edition: Tally::by_edition(register, routes, register.releases.iter()),
        by_year: Tally::by_year(register, routes, &site.years),
        other_editions: empty.map(|id| link_to_edition(site, id)).collect(),
        as_at: site.newest(),
    }
}

fn link_to_edition<'a>(site: &Site<'a>, id: &'a EditionId) -> Link<'a> {
    Link { href: site.routes().link(&site.routes().edition_page(id)), text: id.as_str().into() }
}

/// What the first page of a list says about all its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview<'a> {
    /// Rows in all.
    pub counts: Counts<'a>,
    /// Rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// Those as shares.
    pub shares: Option<Shares>,
}

impl<'a> Overview<'a> {
    fn on_first(
        number: usize,
        register: &'a Register,
        releases: impl Iterator<Item = &'a Release> + Clone,
    ) -> Option<Overview<'a>> {
        (number == 1).then(|| Overview {
            counts: Counts::of(register, releases.clone()),
            by_opt_outs: Tally::by_opt_outs(register, releases.clone()),
            shares: Shares::of(releases),
        })
    }
}

/// A page of a year: its rows by edition, and those rows that stand under an edition of more than one year. Rows of an
/// edition within the year are listed once, on that edition's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearView<'a> {
    /// The year.
    pub year: i32,
    /// All its rows, on the first page.
    pub overview: Option<Overview<'a>>,
    /// All its rows by edition, on the first page.
    pub by_edition: Option<Tally<'a>>,
    /// All its rows over its months.
    pub over_time: Option<OverTime<'a>>,
    /// The rows of this page: of editions that cover more than one year.
    pub rows: Vec<Row<'a>>,
    /// Which page it is.
    pub pager: Pager,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// Those rows of a year that its own pages list.
pub(super) fn listed_by_year<'a>(register: &Register, rows: &[&'a Release]) -> Vec<&'a Release> {
    let long = |edition: &Edition| edition.from.is_none_or(|from| from.year() != edition.to.year());
    rows.iter().copied().filter(|release| long(register.edition_of(release))).collect()
}

/// The view of a page of a year's rows.
pub(super) fn year_view<'a>(site: &'a Site<'_>, year: i32, number: usize) -> YearView<'a> {
    let (register, routes) = (site.register, site.routes());
    let all: &[&Release] = site.years.get(&year).map_or(&[], Vec::as_slice);
    let listed = listed_by_year(register, all);
    let pager = Pager::new(routes, &routes.year_page(year), number, listed.len());
    let shown = pager.slice(&listed);
    YearView {
        year,
        overview: Overview::on_first(number, register, all.iter().copied()),
        by_edition: (number == 1).then(|| Tally::by_edition(register, routes, all.iter().copied())),
        rows: shown.iter().map(|release| Row::listed(register, routes, release)).collect(),
        as_at: super::plan::as_at(site, std::iter::empty(), all.iter().copied()),
        over_time: if number == 1 { OverTime::of_year(register, all.iter().copied(), year) } else { None },
        pager,
    }
}

/// A page of an edition's rows, and on the first what else the edition holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionView<'a> {
    /// The edition's id.
    pub id: &'a str,
    /// `flow`, `stock` or `projects`.
    pub kind: &'static str,
    /// Its period.
    pub period: Period,
    /// Day of publication.
    pub published: Option<Day>,
    /// Number of the issue.
    pub revision: Option<u32>,
    /// The edition it replaces.
    pub supersedes: Option<Link<'a>>,
    /// Where the file came from: a file name, or empty.
    pub source: &'a str,
    /// Where the file came from: an address.
    pub source_href: Option<&'a str>,
    /// SHA-256 of the file, or empty.
    pub sha256: &'a str,
    /// Size of the file.
    pub bytes: Option<u64>,
    /// Licence, where it is not the register's.
    pub licence: &'a str,
    /// What a reader should know, or empty.
    pub note: &'a str,
    /// All its rows, on the first page.
    pub overview: Option<Overview<'a>>,
    /// The edition in figures, on the first page.
    pub figures: Option<EditionFigures<'a>>,
    /// Sheets of the workbook that hold no releases, on the first page.
    pub sheets: Vec<SheetView<'a>>,
    /// The rows of this page.
    pub rows: Vec<Row<'a>>,
    /// Which page it is.
    pub pager: Pager,
    /// Amendments to earlier editions that this one prints.
    pub amendments: Vec<AmendmentLine<'a>>,
    /// Count-only series, each with its cells.
    pub series: Vec<Series<'a>>,
    /// Its rows as CSV.
    pub csv: Option<Download<'a>>,
    /// Its rows on the page of all releases.
    pub explore: Option<String>,
    /// What is wrong or missing in it.
    pub quality: String,
    /// The edition itself.
    pub as_at: AsAt<'a>,
}

/// An amendment as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmendmentLine<'a> {
    /// Its number in the edition.
    pub seq: u32,
    /// `omitted`, `corrected`, `withdrawn` or `text`.
    pub kind: &'static str,
    /// The publisher's note, or empty.
    pub note: &'a str,
    /// Agreement reference as published.
    pub reference: &'a str,
    /// Recipient as published.
    pub recipient: &'a str,
    /// Datasets as published.
    pub datasets: &'a str,
}

/// A count-only series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series<'a> {
    /// Its name: the sheet's.
    pub name: &'a str,
    /// Its cells.
    pub counts: Vec<CountLine<'a>>,
}

/// A cell of a count-only series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountLine<'a> {
    /// What is counted.
    pub measure: &'a str,
    /// For which body.
    pub body: &'a str,
    /// How many.
    pub value: u64,
}

/// The view of a page of an edition's rows.
pub(super) fn edition_view<'a>(
    site: &'a Site<'_>,
    edition: &'a Edition,
    number: usize,
    assets: &'a Assets,
) -> EditionView<'a> {
    let (register, routes) = (site.register, site.routes());
    let releases = || register.releases_of_edition(&edition.id);
    let page = routes.edition_page(&edition.id);
    let pager = Pager::new(routes, &page, number, releases().len());
    let shown = releases().skip(pager.first.saturating_sub(1)).take(super::rows::PAGE_ROWS);
    let supersedes = edition.supersedes.as_ref().filter(|id| register.editions.contains_key(*id));
    EditionView {
        id: edition.id.as_str(),
        kind: edition.kind.key(),
        period: Period::of_edition(edition),
        published: edition.published.map(Day),
        revision: edition.revision,
        supersedes: supersedes.map(|id| link_to_edition(site, id)),
        source: &edition.source,
        source_href: web_address(&edition.source),
        sha256: &edition.sha256,
        bytes: edition.bytes,
        licence: &edition.licence,
        note: &edition.note,
        overview: Overview::on_first(number, register, releases()),
        figures: if number == 1 { edition_figures(site, edition) } else { None },
        sheets: if number == 1 { sheets(site, edition) } else { Vec::new() },
        rows: shown.map(|release| Row::listed(register, routes, release)).collect(),
        amendments: if number == 1 { amendments(site, edition) } else { Vec::new() },
        series: if number == 1 { series(site, edition) } else { Vec::new() },
        csv: download(routes, assets, &Extract::Edition(&edition.id).path()),
        explore: routes.explore_link(Some(("edition", edition.id.as_str())), releases().len()),
        quality: routes.link(&routes.quality_page(Some(&edition.id))),
        as_at: site.as_at(edition),
        pager,
    }
}

fn amendments<'a>(site: &'a Site<'_>, edition: &Edition) -> Vec<AmendmentLine<'a>> {
    let line = |amendment: &'a Amendment| AmendmentLine {
        seq: amendment.seq,
        kind: amendment.kind.key(),
        note: &amendment.note,
        reference: &amendment.reference,
        recipient: &amendment.recipient_raw,
        datasets: &amendment.datasets_raw,
    };
    site.register.amendments.iter().filter(|amendment| amendment.edition == edition.id).map(line).collect()
}

fn series<'a>(site: &'a Site<'_>, edition: &Edition) -> Vec<Series<'a>> {
    let mut all: Vec<Series<'a>> = Vec::new();
    for count in site.register.counts.iter().filter(|count| count.edition == edition.id) {
        let Count { series, measure, body, value, .. } = count;
        if all.last().is_none_or(|last| last.name != series) {
            all.push(Series { name: series, counts: Vec::new() });
        }
        if let Some(last) = all.last_mut() {
            last.counts.push(CountLine { measure, body, value: *value });
        }
    }
    all
}
