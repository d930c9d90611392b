//! The search page and the page that explores all releases, as they stand before their scripts run: what they cover,
//! and where else to look. What is found is the scripts' business.

use super::plan::Site;
use super::{AsAt, Download, Link, SectionLink, download};
use crate::model::fields::{Extract, RELEASES};
use crate::output::Assets;
use serde::Serialize;

/// What the register holds, and lists that need no script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchView<'a> {
    /// How many agreements.
    pub agreements: usize,
    /// How many recipients.
    pub recipients: usize,
    /// How many datasets.
    pub datasets: usize,
    /// How many release rows.
    pub releases: usize,
    /// Lists that can be read through, each with the section whose name it has.
    pub lists: Vec<SectionLink>,
    /// The lists of single editions, newest first.
    pub editions: Vec<Link<'a>>,
    /// Tables to search in with other programs.
    pub downloads: Vec<Download<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// The page that explores all releases: the same, and what its script needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExploreView<'a> {
    /// What the register holds, and lists that need no script.
    #[serde(flatten)]
    pub lists: SearchView<'a>,
    /// The register's short name, for names of files.
    pub slug: &'a str,
    /// The columns that are shown.
    pub rows: Option<Download<'a>>,
    /// The columns that only a download needs.
    pub rest: Option<Download<'a>>,
    /// The file of all rows.
    pub whole: Option<Download<'a>>,
    /// Where pages of recipients, datasets and editions are.
    pub places: Vec<SectionLink>,
}

/// The search page: everything by word.
pub(super) fn search_view<'a>(site: &Site<'a>, assets: &'a Assets) -> SearchView<'a> {
    view(
        site,
        assets,
        &["agreements", "recipients", "datasets", "purposes", "releases"],
        &["agreements", "organisations"],
    )
}

/// The page that explores all releases.
pub(super) fn explore_view<'a>(site: &Site<'a>, assets: &'a Assets) -> ExploreView<'a> {
    let sections = ["releases", "recipients", "datasets", "opt-outs", "legal-bases", "identifiability", "channels"];
    let routes = site.routes();
    let packed = |which: Extract<'_>| {
        let path =
            assets.paths_in(routes.section("explore").as_str()).into_iter().find(|path| which.is_named(path.as_str()));
        path.and_then(|path| download(routes, assets, path.as_str()))
    };
    let place = |name, section| SectionLink { section: name, ..routes.section_link(section) };
    ExploreView {
        lists: view(site, assets, &sections, &["releases", "release-datasets"]),
        slug: &site.settings().slug,
        rows: packed(Extract::Shown("")),
        rest: packed(Extract::Unshown("")),
        whole: download(routes, assets, &Extract::Table(RELEASES.name).path()),
        places: vec![place("recipients", "recipients"), place("datasets", "datasets"), place("editions", "releases")],
    }
}

fn view<'a>(site: &Site<'a>, assets: &'a Assets, sections: &[&'static str], tables: &[&str]) -> SearchView<'a> {
    let (register, routes) = (site.register, site.routes());
    let mut editions: Vec<_> = register.editions.values().collect();
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.order()));
    SearchView {
        agreements: register.agreements.len(),
        recipients: register.organisations.len(),
        datasets: register.datasets.len(),
        releases: register.releases.len(),
        lists: sections.iter().map(|section| routes.section_link(section)).collect(),
        editions: editions.into_iter().map(|edition| site.edition_link(edition)).collect(),
        downloads: tables.iter().filter_map(|name| download(routes, assets, &Extract::Table(name).path())).collect(),
        as_at: site.newest(),
    }
}
