//! Recipients that received the same dataset both with and without opt-outs in one edition. It shows what differs
//! between their rows and draws no conclusion.

use super::dates::Period;
use super::figures::channel_label;
use super::plan::Site;
use super::rows::Pager;
use super::terms::{labels, opt_out_code};
use super::{AsAt, Download, Link, download, link_to_dataset, link_to_recipient};
use crate::model::fields::Extract;
use crate::model::{
    Applied, BothWays, Channel, DatasetId, Edition, EditionId, OrganisationId, Register, Release, Stated, TermCode,
    VocabularyName,
};
use crate::output::Assets;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Pairs on one page.
const PAGE_PAIRS: usize = 25;
/// Releases of a line that the page lists; all are in the CSV.
const RELEASES_SHOWN: usize = 12;
/// Pairs that a recipient's or a dataset's page lists.
const PAIRS_SHOWN: usize = 12;

/// All pairs of recipient and dataset in the order of their pages, and where each stands.
#[derive(Debug, Clone)]
pub(super) struct BothWaysList<'a> {
    pairs: Vec<&'a BothWays>,
    of_recipient: BTreeMap<&'a OrganisationId, Vec<usize>>,
    of_dataset: BTreeMap<&'a DatasetId, Vec<usize>>,
    /// Pairs that identifiability tells apart.
    apart: usize,
}

impl<'a> BothWaysList<'a> {
    /// The pairs of a register, newest edition first, then by recipient and dataset.
    pub(super) fn of(register: &'a Register) -> BothWaysList<'a> {
        let mut pairs: Vec<&BothWays> = register.both_ways().iter().collect();
        pairs.sort_by_key(|pair| Reverse((register.editions[&pair.edition].to, &pair.edition)));
        let (mut of_recipient, mut of_dataset) = (BTreeMap::new(), BTreeMap::new());
        for (place, pair) in pairs.iter().enumerate() {
            of_recipient.entry(&pair.recipient).or_insert_with(Vec::new).push(place);
            of_dataset.entry(&pair.dataset).or_insert_with(Vec::new).push(place);
        }
        let apart = pairs.iter().filter(|pair| identifiability_tells_apart(register, pair)).count();
        BothWaysList { pairs, of_recipient, of_dataset, apart }
    }

    /// How many pages they fill; never none.
    pub(super) fn pages(&self) -> usize {
        Pager::pages_of(self.pairs.len(), PAGE_PAIRS)
    }

    /// How many there are.
    pub(super) fn totals(&self, site: &Site<'_>) -> BothWaysTotals {
        BothWaysTotals {
            pairs: self.pairs.len(),
            recipients: self.of_recipient.len(),
            datasets: self.of_dataset.len(),
            apart: self.apart,
            href: site.routes().link(&site.routes().both_ways()),
        }
    }

    /// The pairs of a recipient, each named for its dataset.
    pub(super) fn of_recipient(&self, site: &'a Site<'_>, id: &OrganisationId) -> BothWaysHere<'a> {
        let name = |pair: &'a BothWays| link_to_dataset(site.register, site.routes(), &pair.dataset).text;
        self.here(site, self.of_recipient.get(id), name)
    }

    /// The pairs of a dataset, each named for its recipient.
    pub(super) fn of_dataset(&self, site: &'a Site<'_>, id: &DatasetId) -> BothWaysHere<'a> {
        let name = |pair: &'a BothWays| link_to_recipient(site.register, site.routes(), &pair.recipient).text;
        self.here(site, self.of_dataset.get(id), name)
    }

    fn here(
        &self,
        site: &'a Site<'_>,
        places: Option<&Vec<usize>>,
        name: impl Fn(&'a BothWays) -> Cow<'a, str>,
    ) -> BothWaysHere<'a> {
        let places: &[usize] = places.map_or(&[], Vec::as_slice);
        let line = |&place: &usize| {
            let pair = self.pairs[place];
            let page = site.routes().both_ways().page(place / PAGE_PAIRS + 1);
            let href = format!("{}#{}", site.routes().link(&page), anchor(pair));
            BothWaysLine { pair: Link { href, text: name(pair) }, edition: pair.edition.as_str() }
        };
        BothWaysHere {
            lines: places.iter().take(PAIRS_SHOWN).map(line).collect(),
            more: places.len().saturating_sub(PAIRS_SHOWN),
            href: site.routes().link(&site.routes().both_ways()),
        }
    }
}

/// The id of a pair on its page. No id of an edition or record holds a full stop.
fn anchor(pair: &BothWays) -> String {
    format!("p-{}.{}.{}", pair.edition, pair.recipient, pair.dataset)
}

/// Whether every row with opt-outs identifies people and no row without them does.
fn identifiability_tells_apart(register: &Register, pair: &BothWays) -> bool {
    register.releases_both_ways(pair).all(|release| match release.opt_outs().applied {
        Applied::Yes => release.identifies_people() == Some(true),
        Applied::No => release.identifies_people() == Some(false),
        Applied::NotApplicable | Applied::NotRecorded => true,
    })
}

/// All pairs in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BothWaysTotals {
    /// Pairs of recipient and dataset, edition by edition.
    pub pairs: usize,
    /// Recipients in them.
    pub recipients: usize,
    /// Datasets in them.
    pub datasets: usize,
    /// Pairs whose rows with opt-outs all identify people, and none of whose rows without them does.
    pub apart: usize,
    /// The list of them.
    pub href: String,
}

/// Pairs as a recipient's or a dataset's page names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BothWaysHere<'a> {
    /// The first of them.
    pub lines: Vec<BothWaysLine<'a>>,
    /// How many more there are.
    pub more: usize,
    /// The list of all.
    pub href: String,
}

/// A pair, named for what the page it is shown on is not about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BothWaysLine<'a> {
    /// Where it is shown.
    pub pair: Link<'a>,
    /// In which edition.
    pub edition: &'a str,
}

/// One page of pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BothWaysView<'a> {
    /// All pairs in figures.
    pub totals: BothWaysTotals,
    /// Pairs by edition, newest first; on the first page.
    pub editions: Vec<EditionPairs<'a>>,
    /// The pairs of this page.
    pub pairs: Vec<PairView<'a>>,
    /// Which page it is.
    pub pager: Pager,
    /// The rows of all pairs as CSV.
    pub csv: Option<Download<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// An edition, with the pairs in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionPairs<'a> {
    /// The edition.
    pub edition: Link<'a>,
    /// Its period.
    pub period: Period,
    /// Pairs.
    pub pairs: usize,
    /// Recipients in them.
    pub recipients: usize,
    /// Rows in them; a row of several datasets may be in several pairs, and is one row here.
    pub rows: usize,
}

/// A recipient and a dataset in an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairView<'a> {
    /// Its id on the page.
    pub anchor: String,
    /// Who received the dataset.
    pub recipient: Link<'a>,
    /// The dataset.
    pub dataset: Link<'a>,
    /// The edition.
    pub edition: Link<'a>,
    /// The edition's period.
    pub period: Period,
    /// Its rows, those alike on one line: applied first, then not applied.
    pub lines: Vec<PairLine<'a>>,
}

/// Rows of a pair that are alike in everything shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairLine<'a> {
    /// Label of the answer.
    pub opt_outs: &'a str,
    /// Label of the channel.
    pub channel: &'a str,
    /// Labels; empty where not stated.
    pub identifiability: Cow<'a, str>,
    /// Labels; empty where not stated.
    pub legal_basis: Cow<'a, str>,
    /// How many rows.
    pub rows: usize,
    /// The first of them, at their permanent addresses.
    pub releases: Vec<Link<'a>>,
    /// How many more there are.
    pub more: usize,
}

/// The view of a page of pairs.
pub(super) fn both_ways_view<'a>(site: &'a Site<'_>, number: usize, assets: &'a Assets) -> BothWaysView<'a> {
    let (routes, all) = (site.routes(), &site.both_ways.pairs);
    let pager = Pager::sized(routes, &routes.both_ways(), number, all.len(), PAGE_PAIRS);
    BothWaysView {
        totals: site.both_ways.totals(site),
        editions: if number == 1 { editions(site) } else { Vec::new() },
        pairs: pager.slice(all).iter().map(|pair| pair_view(site, pair)).collect(),
        pager,
        csv: download(routes, assets, &Extract::Table("both-ways").path()),
        as_at: site.newest(),
    }
}

fn editions<'a>(site: &'a Site<'_>) -> Vec<EditionPairs<'a>> {
    let groups = site.both_ways.pairs.chunk_by(|a, b| a.edition == b.edition);
    let line = |pairs: &[&'a BothWays]| {
        let edition = &site.register.editions[&pairs[0].edition];
        let rows: BTreeSet<_> = pairs.iter().flat_map(|pair| &pair.releases).collect();
        EditionPairs {
            edition: link_to_edition(site, &edition.id),
            period: Period::of_edition(edition),
            pairs: pairs.len(),
            recipients: pairs.iter().map(|pair| &pair.recipient).collect::<BTreeSet<_>>().len(),
            rows: rows.len(),
        }
    };
    groups.map(line).collect()
}

fn link_to_edition<'a>(site: &'a Site<'_>, id: &'a EditionId) -> Link<'a> {
    Link { href: site.routes().link(&site.routes().edition_page(id)), text: id.as_str().into() }
}

fn pair_view<'a>(site: &'a Site<'_>, pair: &'a BothWays) -> PairView<'a> {
    let (register, routes) = (site.register, site.routes());
    let edition: &Edition = &register.editions[&pair.edition];
    PairView {
        anchor: anchor(pair),
        recipient: link_to_recipient(register, routes, &pair.recipient),
        dataset: link_to_dataset(register, routes, &pair.dataset),
        edition: link_to_edition(site, &edition.id),
        period: Period::of_edition(edition),
        lines: lines(site, pair),
    }
}

/// What rows of one line have in common: answer, channel, identifiability, legal basis.
type Alike<'a> = (Applied, &'a str, Channel, Codes<'a>, Codes<'a>);

/// What a cell means, however it is worded.
type Codes<'a> = Option<&'a [TermCode]>;

fn lines<'a>(site: &'a Site<'_>, pair: &'a BothWays) -> Vec<PairLine<'a>> {
    let mut alike: BTreeMap<Alike<'a>, Vec<&'a Release>> = BTreeMap::new();
    let codes = |stated: &'a Stated| stated.as_deref().map(|wording| wording.codes.as_slice());
    for release in site.register.releases_both_ways(pair) {
        let answer = release.opt_outs();
        let (identifiability, legal_basis) = (codes(&release.identifiability), codes(&release.legal_basis));
        let key = (answer.applied, answer.reason, release.channel, identifiability, legal_basis);
        alike.entry(key).or_default().push(release);
    }
    alike.into_values().map(|rows| pair_line(site, &rows)).collect()
}

fn pair_line<'a>(site: &'a Site<'_>, rows: &[&'a Release]) -> PairLine<'a> {
    let (register, routes, first) = (site.register, site.routes(), rows[0]);
    let link = |release: &&'a Release| Link { href: routes.release_link(release), text: release.id.as_str().into() };
    PairLine {
        opt_outs: register.vocabularies.label(VocabularyName::OptOut, opt_out_code(first)),
        channel: channel_label(register, first.channel),
        identifiability: labels(register, VocabularyName::Identifiability, &first.identifiability),
        legal_basis: labels(register, VocabularyName::LegalBasis, &first.legal_basis),
        rows: rows.len(),
        releases: rows.iter().take(RELEASES_SHOWN).map(link).collect(),
        more: rows.len().saturating_sub(RELEASES_SHOWN),
    }
}
