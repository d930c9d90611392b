//! The page of an organisation.

use super::answers::DatasetLine;
use super::dates::Day;
use super::figures::{Counts, Tally};
use super::lists::{AgreementLine, type_term};
use super::plan::{Site, as_at};
use super::terms::TermCount;
use super::{AsAt, Download, Link, download, link_to_agreement, link_to_dataset, link_to_recipient, web_address};
use crate::model::fields::Extract;
use crate::model::{Organisation, OrganisationName, OrganisationRelation, Release};
use crate::output::Assets;
use serde::Serialize;
use std::collections::BTreeMap;

/// An organisation: what it is, whom it followed, and what it received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientView<'a> {
    /// Name.
    pub name: &'a str,
    /// Its type.
    pub kind: Option<TermCount<'a>>,
    /// One or two plain sentences, or empty.
    pub description: &'a str,
    /// Business, or empty.
    pub business: &'a str,
    /// Group of companies, or empty.
    pub group: &'a str,
    /// Other members of the group.
    pub group_members: Vec<Link<'a>>,
    /// Organisation Data Service code, or empty.
    pub ods_code: &'a str,
    /// Research Organization Registry id, or empty.
    pub ror: &'a str,
    /// Website that may be a link.
    pub website: Option<&'a str>,
    /// Who answers for data security, or empty.
    pub security_lead: &'a str,
    /// Names under which it is recorded.
    pub names: Vec<NameLine<'a>>,
    /// Organisations it followed.
    pub before: Vec<RelationLine<'a>>,
    /// Organisations that followed it.
    pub after: Vec<RelationLine<'a>>,
    /// Rows that went to it.
    pub counts: Counts<'a>,
    /// Those rows by edition.
    pub by_edition: Tally<'a>,
    /// Those rows by whether opt-outs were applied.
    pub by_opt_outs: Tally<'a>,
    /// Agreements, most rows to this organisation first.
    pub agreements: Vec<AgreementLine<'a>>,
    /// Datasets it received, most rows first.
    pub datasets: Vec<DatasetLine<'a>>,
    /// Those rows as CSV.
    pub csv: Option<Download<'a>>,
    /// Its address, for citation.
    pub permalink: String,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// A recorded name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameLine<'a> {
    /// As published.
    pub name: &'a str,
    /// Why it is this organisation's.
    pub evidence: &'a str,
    /// When a person looked at it.
    pub reviewed: Option<Day>,
}

/// An organisation before or after this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelationLine<'a> {
    /// Which.
    pub recipient: Link<'a>,
    /// `renamed`, `succeeded` or `transferred`.
    pub relation: &'static str,
    /// The agreement that passed.
    pub agreement: Option<Link<'a>>,
    /// When.
    pub date: Option<Day>,
    /// Why that is known.
    pub evidence: &'a str,
}

/// The view of an organisation's page.
pub(super) fn recipient_view<'a>(
    site: &'a Site<'_>,
    organisation: &'a Organisation,
    assets: &'a Assets,
) -> RecipientView<'a> {
    let (register, routes, id) = (site.register, site.routes(), &organisation.id);
    let releases = || register.releases_to(id);
    let page = routes.recipient_page(id);
    RecipientView {
        name: &organisation.name,
        kind: type_term(register, routes, organisation),
        description: &organisation.description,
        business: &organisation.business,
        group: &organisation.group,
        group_members: group_members(site, organisation),
        ods_code: &organisation.ods_code,
        ror: &organisation.ror,
        website: web_address(&organisation.website),
        security_lead: &organisation.security_lead,
        names: register.organisation_names.iter().filter(|name| name.organisation == *id).map(name_line).collect(),
        before: relations(site, |relation| (relation.to == *id).then_some(&relation.from)),
        after: relations(site, |relation| (relation.from == *id).then_some(&relation.to)),
        counts: Counts::of(register, releases()),
        by_edition: Tally::by_edition(register, routes, releases()),
        by_opt_outs: Tally::by_opt_outs(register, releases()),
        agreements: agreements(site, organisation),
        datasets: datasets(site, releases()),
        csv: download(routes, assets, &Extract::Recipient(id).path()),
        permalink: routes.absolute(&page),
        as_at: as_at(site, std::iter::empty(), releases()).or_else(|| site.newest()),
    }
}

fn name_line(name: &OrganisationName) -> NameLine<'_> {
    NameLine { name: &name.name, evidence: &name.evidence, reviewed: name.reviewed.map(Day) }
}

fn group_members<'a>(site: &'a Site<'_>, organisation: &Organisation) -> Vec<Link<'a>> {
    if organisation.group.is_empty() {
        return Vec::new();
    }
    let same = |other: &&Organisation| other.group == organisation.group && other.id != organisation.id;
    let others = site.register.organisations.values().filter(same);
    others.map(|other| link_to_recipient(site.register, site.routes(), &other.id)).collect()
}

fn relations<'a>(
    site: &'a Site<'_>,
    other: impl Fn(&'a OrganisationRelation) -> Option<&'a crate::model::OrganisationId>,
) -> Vec<RelationLine<'a>> {
    let line = |relation: &'a OrganisationRelation| {
        Some(RelationLine {
            recipient: link_to_recipient(site.register, site.routes(), other(relation)?),
            relation: relation.relation.key(),
            agreement: relation.agreement.as_ref().map(|id| link_to_agreement(site.routes(), id)),
            date: relation.date.map(Day),
            evidence: &relation.evidence,
        })
    };
    site.register.organisation_relations.iter().filter_map(line).collect()
}

fn agreements<'a>(site: &'a Site<'_>, organisation: &'a Organisation) -> Vec<AgreementLine<'a>> {
    let mut rows: BTreeMap<_, Vec<&'a Release>> = BTreeMap::new();
    for &id in site.agreements_of.get(&organisation.id).into_iter().flatten() {
        rows.entry(id).or_default();
    }
    for release in site.register.releases_to(&organisation.id) {
        rows.entry(&release.agreement).or_default().push(release);
    }
    most_rows_first(site, rows)
}

/// Lines of agreements with their rows, most rows first, then by id.
pub(super) fn most_rows_first<'a>(
    site: &'a Site<'_>,
    rows: BTreeMap<&'a crate::model::AgreementId, Vec<&'a Release>>,
) -> Vec<AgreementLine<'a>> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, releases)| std::cmp::Reverse(releases.len()));
    let line = |(id, releases): (&'a crate::model::AgreementId, Vec<&'a Release>)| {
        let agreement = site.register.agreements.get(id)?;
        Some(AgreementLine::new(site, agreement, releases.iter().copied()))
    };
    rows.into_iter().filter_map(line).collect()
}

/// Datasets with their rows, most rows first.
pub(super) fn datasets<'a>(site: &'a Site<'_>, releases: impl Iterator<Item = &'a Release>) -> Vec<DatasetLine<'a>> {
    let mut counts = BTreeMap::new();
    for id in releases.flat_map(|release| release.datasets.iter()) {
        *counts.entry(id).or_insert(0) += 1;
    }
    let mut lines: Vec<_> = counts.into_iter().collect();
    lines.sort_by_key(|&(_, rows)| std::cmp::Reverse(rows));
    let line = |(id, rows)| DatasetLine { dataset: link_to_dataset(site.register, site.routes(), id), rows };
    lines.into_iter().map(line).collect()
}
