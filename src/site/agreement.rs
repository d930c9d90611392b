//! The pages of an agreement and of each of its versions.

use super::answers::Answers;
use super::dates::Day;
use super::figures::{Counts, Tally};
use super::lists::{AgreementLine, most_rows_first};
use super::plan::Site;
use super::routes::Address;
use super::rows::Row;
use super::terms::{WordingLine, cells_of, wordings};
use super::text::TextView;
use super::timeline::{EditionLink, VersionLine, edition_link, timeline};
use super::{AsAt, Download, Link, download, link_to_agreement, link_to_recipient, link_to_version};
use crate::model::fields::Extract;
use crate::model::{
    Agreement, AgreementVersion, DatasetUse, EditionId, OrganisationRelation, Register, Release, Stated, VocabularyName,
};
use crate::output::Assets;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows that an agreement's own page repeats; all are on the pages of its versions.
const ROWS_SHOWN: usize = 10;

/// Other agreements of the applicant that an agreement's page names.
const RELATED_SHOWN: usize = 5;

/// An agreement over all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgreementView<'a> {
    /// The agreement's id.
    pub id: &'a str,
    /// The latest version.
    pub latest: Link<'a>,
    /// Its reference as published.
    pub reference: &'a str,
    /// Whether the reference names no version.
    pub unversioned: bool,
    /// Who, what, why, on what basis, opt-outs: over all rows, with the text of the latest version.
    pub answers: Answers<'a>,
    /// The day by which the agreement had ended, if it had: the one that stands for today.
    pub ended: Option<Day>,
    /// Rows in all.
    pub counts: Counts<'a>,
    /// Rows by edition.
    pub by_edition: Tally<'a>,
    /// The newest rows.
    pub rows: Vec<Row<'a>>,
    /// Its versions and their releases, newest first.
    pub versions: Vec<VersionLine<'a>>,
    /// Transfers to or from another organisation.
    pub transfers: Vec<Transfer<'a>>,
    /// Other agreements of the applicant.
    pub related: Related<'a>,
    /// The official text of the latest version.
    pub text: TextView<'a>,
    /// Its rows as CSV.
    pub csv: Option<Download<'a>>,
    /// Its address, for citation.
    pub permalink: String,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// Some of the other agreements that an organisation applied for or received data under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related<'a> {
    /// A few of them, with all their rows.
    pub agreements: Vec<AgreementLine<'a>>,
    /// How many there are.
    pub total: usize,
}

/// An agreement that passed from one organisation to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transfer<'a> {
    /// Before.
    pub from: Link<'a>,
    /// After.
    pub to: Link<'a>,
    /// When.
    pub date: Option<Day>,
    /// Why that is known.
    pub evidence: &'a str,
}

/// One version of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionView<'a> {
    /// The agreement.
    pub agreement: Link<'a>,
    /// The version, without the `v` of its label.
    pub version: &'a str,
    /// Whether the reference names no version.
    pub unversioned: bool,
    /// Its reference as published.
    pub reference: &'a str,
    /// Who, what, why, on what basis, opt-outs: over this version's rows.
    pub answers: Answers<'a>,
    /// The version before.
    pub previous: Option<Link<'a>>,
    /// The version after.
    pub next: Option<Link<'a>>,
    /// The edition that does not print it any more.
    pub left: Option<EditionLink<'a>>,
    /// Rows.
    pub counts: Counts<'a>,
    /// All its rows; this page is their permanent address.
    pub rows: Vec<Row<'a>>,
    /// Datasets as the agreement names them.
    pub named: Vec<NamedDataset<'a>>,
    /// Every published wording on this page and what it stands for.
    pub wordings: Vec<WordingLine<'a>>,
    /// The official text.
    pub text: TextView<'a>,
    /// Its address, for citation.
    pub permalink: String,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// A dataset as a version names it, in the words published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedDataset<'a> {
    /// The name as published.
    pub raw: &'a str,
    /// The datasets that is.
    pub datasets: Vec<Link<'a>>,
    /// As published, or empty.
    pub identifiability: &'a str,
    /// As published, or empty.
    pub sensitivity: &'a str,
    /// As published, or empty.
    pub frequency: &'a str,
    /// As published, or empty.
    pub legal_basis: &'a str,
    /// As published, or empty.
    pub confidentiality: &'a str,
}

/// The view of an agreement's page.
pub(super) fn agreement_view<'a>(
    site: &'a Site<'_>,
    agreement: &'a Agreement,
    assets: &'a Assets,
) -> AgreementView<'a> {
    let (register, routes) = (site.register, site.routes());
    let latest = agreement.latest();
    let releases = || register.releases_of_agreement(&agreement.id);
    let page = routes.agreement_page(&agreement.id);
    let mut newest: Vec<&Release> = releases().collect();
    newest.sort_by_key(|release| std::cmp::Reverse(release.released.span(register.edition_of(release)).1));
    newest.truncate(ROWS_SHOWN);
    AgreementView {
        id: agreement.id.as_str(),
        latest: link_to_version(routes, &agreement.id, &latest.version),
        reference: &latest.reference,
        unversioned: latest.version.is_unversioned(),
        answers: Answers::of(site, latest, releases()),
        ended: latest.end.is_some_and(|end| end < site.as_of).then_some(Day(site.as_of)),
        counts: Counts::of(register, releases()),
        by_edition: Tally::by_edition(register, routes, releases()),
        rows: newest.into_iter().map(|release| Row::listed(register, routes, release)).collect(),
        versions: timeline(site, agreement),
        transfers: transfers(site, agreement),
        related: related(site, agreement),
        text: TextView::of(register, routes, latest),
        csv: download(routes, assets, &Extract::Agreement(&agreement.slug).path()),
        permalink: routes.absolute(&page),
        as_at: as_at(site, agreement.versions.iter().flat_map(editions_of_text), releases()),
    }
}

/// Other agreements of an applicant, those with most rows first.
fn related<'a>(site: &'a Site<'_>, agreement: &Agreement) -> Related<'a> {
    let all = site.agreements_of.get(&agreement.latest().applicant).into_iter().flatten();
    let others = all.copied().filter(|&id| *id != agreement.id);
    let rows: BTreeMap<_, Vec<_>> = others.map(|id| (id, site.register.releases_of_agreement(id).collect())).collect();
    let total = rows.len();
    let agreements = most_rows_first(site, rows, RELATED_SHOWN);
    Related { agreements, total }
}

fn transfers<'a>(site: &'a Site<'_>, agreement: &Agreement) -> Vec<Transfer<'a>> {
    let (register, routes) = (site.register, site.routes());
    let of_agreement = |relation: &&OrganisationRelation| relation.agreement.as_ref() == Some(&agreement.id);
    let transfer = |relation: &'a OrganisationRelation| Transfer {
        from: link_to_recipient(register, routes, &relation.from),
        to: link_to_recipient(register, routes, &relation.to),
        date: relation.date.map(Day),
        evidence: &relation.evidence,
    };
    register.organisation_relations.iter().filter(of_agreement).map(transfer).collect()
}

/// The view of a version's page.
pub(super) fn version_view<'a>(
    site: &'a Site<'_>,
    agreement: &'a Agreement,
    version: &'a AgreementVersion,
) -> VersionView<'a> {
    let (register, routes) = (site.register, site.routes());
    let releases = || register.releases_of_version(&agreement.id, &version.version);
    let page: Address = routes.version_page(&agreement.id, &version.version);
    let place = agreement.versions.iter().position(|v| v.version == version.version).unwrap_or(0);
    let link = |at: usize| agreement.versions.get(at).map(|v| link_to_version(routes, &agreement.id, &v.version));
    VersionView {
        agreement: link_to_agreement(routes, &agreement.id),
        version: super::version_name(&version.version),
        unversioned: version.version.is_unversioned(),
        reference: &version.reference,
        answers: Answers::of(site, version, releases()),
        previous: place.checked_sub(1).and_then(link),
        next: link(place + 1),
        left: register.left(version).map(|edition| edition_link(site, edition)),
        counts: Counts::of(register, releases()),
        rows: releases().map(|release| Row::permanent(register, routes, release)).collect(),
        named: version.datasets.iter().map(|used| named_dataset(site, used)).collect(),
        wordings: wordings(
            register,
            routes,
            releases().flat_map(cells_of).chain(version.datasets.iter().flat_map(cells_of_use)),
        ),
        text: TextView::of(register, routes, version),
        permalink: routes.absolute(&page),
        as_at: as_at(site, editions_of_text(version), releases()),
    }
}

fn cells_of_use(used: &DatasetUse) -> [(VocabularyName, &Stated); 5] {
    [
        (VocabularyName::Identifiability, &used.identifiability),
        (VocabularyName::Sensitivity, &used.sensitivity),
        (VocabularyName::LegalBasis, &used.legal_basis),
        (VocabularyName::Frequency, &used.frequency),
        (VocabularyName::Confidentiality, &used.confidentiality),
    ]
}

fn named_dataset<'a>(site: &'a Site<'_>, used: &'a DatasetUse) -> NamedDataset<'a> {
    let raw = |stated: &'a Stated| stated.as_deref().map_or("", |wording| &wording.raw);
    let links = used.datasets.iter().map(|id| super::link_to_dataset(site.register, site.routes(), id));
    NamedDataset {
        raw: &used.raw,
        datasets: links.collect(),
        identifiability: raw(&used.identifiability),
        sensitivity: raw(&used.sensitivity),
        frequency: raw(&used.frequency),
        legal_basis: raw(&used.legal_basis),
        confidentiality: raw(&used.confidentiality),
    }
}

fn editions_of_text(version: &AgreementVersion) -> impl Iterator<Item = &EditionId> {
    version.statements.iter().flat_map(|statement| &statement.editions)
}

/// The newest of some editions and of those that rows stand in.
pub(super) fn as_at<'a>(
    site: &'a Site<'_>,
    editions: impl Iterator<Item = &'a EditionId>,
    releases: impl Iterator<Item = &'a Release>,
) -> Option<AsAt<'a>> {
    let register: &'a Register = site.register;
    let all = editions.filter_map(|id| register.editions.get(id)).chain(releases.map(|r| register.edition_of(r)));
    let newest = all.max_by_key(|edition| edition.order())?;
    Some(site.as_at(newest))
}
