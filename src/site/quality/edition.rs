//! What is wrong or missing in one edition: its blank cells, each kind of finding, and when it was published.

use super::super::dates::Period;
use super::super::plan::Site;
use super::super::{AsAt, Download, Link, download};
use super::completeness::{Completeness, completeness};
use super::overview::{Timeliness, WaivedLine, waived};
use crate::model::Edition;
use crate::model::fields::Extract;
use crate::model::finding::Family;
use crate::output::Assets;
use serde::Serialize;

/// What is wrong or missing in one edition, or in the register as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionQualityView<'a> {
    /// The edition's page; `None` for the register as a whole.
    pub edition: Option<Link<'a>>,
    /// Its period.
    pub period: Option<Period>,
    /// What it states and leaves blank.
    pub completeness: Vec<Completeness>,
    /// What was found, family by family; families without a finding are left out.
    pub families: Vec<FoundFamily>,
    /// When it was published.
    pub timeliness: Option<Timeliness>,
    /// What is let through.
    pub waived: Vec<WaivedLine<'a>>,
    /// Its findings as CSV.
    pub csv: Option<Download<'a>>,
    /// The edition itself, or the newest.
    pub as_at: Option<AsAt<'a>>,
}

/// The kinds of one family that occur.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundFamily {
    /// The key of its words.
    pub family: &'static str,
    /// Its kinds.
    pub kinds: Vec<FoundKind>,
}

/// One kind that occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundKind {
    /// Its slug.
    pub kind: &'static str,
    /// How many.
    pub count: usize,
    /// The page of its rows.
    pub href: String,
}

/// The view of an edition's quality.
pub(in crate::site) fn edition_quality_view<'a>(
    site: &'a Site<'_>,
    edition: Option<&'a Edition>,
    assets: &'a Assets,
) -> EditionQualityView<'a> {
    let routes = site.routes();
    let id = edition.map(|edition| &edition.id);
    let link = |edition| site.edition_link(edition);
    EditionQualityView {
        edition: edition.map(link),
        period: edition.map(Period::of_edition),
        completeness: edition.map_or_else(Vec::new, |edition| completeness(site, edition)),
        families: families(site, edition),
        timeliness: edition.map(|edition| Timeliness::of(site, edition)),
        waived: waived(site, edition),
        csv: id.and_then(|id| download(routes, assets, &Extract::EditionFindings(id).path())),
        as_at: edition.map(|edition| site.as_at(edition)).or_else(|| site.newest()),
    }
}

fn families(site: &Site<'_>, edition: Option<&Edition>) -> Vec<FoundFamily> {
    let routes = site.routes();
    let id = edition.map(|edition| &edition.id);
    let kinds = site.quality.kinds(id);
    let of_family = |family: Family| {
        let own = kinds.iter().filter(|(kind, _)| kind.family == family);
        let found = own.map(|(kind, found)| FoundKind {
            kind: kind.slug,
            count: found.count(),
            href: routes.link(&routes.finding_page(id, kind)),
        });
        FoundFamily { family: family.key(), kinds: found.collect() }
    };
    Family::ALL.into_iter().map(of_family).filter(|family| !family.kinds.is_empty()).collect()
}
