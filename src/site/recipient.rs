//! The page of an organisation.

use super::answers::{DatasetLine, by_dataset, most_rows_first};
use super::both_ways::BothWaysHere;
use super::charts::Charts;
use super::dates::Day;
use super::figures::{Counts, Tally};
use super::held::{Holdings, holdings};
use super::lists::type_term;
use super::names::{NameLine, Review, names};
use super::plan::{Site, as_at};
use super::terms::TermCount;
use super::{AsAt, Download, Link, download, link_to_agreement, link_to_recipient, web_address};
use crate::model::fields::Extract;
use crate::model::{Organisation, OrganisationRelation};
use crate::output::Assets;
use serde::Serialize;

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
    pub group_members: Vec<MemberLine<'a>>,
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
    /// Its agreements, by whether they have ended.
    pub agreements: Holdings<'a>,
    /// Datasets it received both with and without opt-outs in one edition.
    pub both_ways: BothWaysHere<'a>,
    /// Those rows over time, and as shares.
    pub charts: Charts<'a>,
    /// Datasets it received, most rows first.
    pub datasets: Vec<DatasetLine<'a>>,
    /// Those rows as CSV.
    pub csv: Option<Download<'a>>,
    /// Its rows on the page of all releases.
    pub explore: Option<String>,
    /// Its address, for citation.
    pub permalink: String,
    /// The newest edition shown.
    pub as_at: Option<AsAt<'a>>,
}

/// Another member of the same group. Its rows are never added to another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberLine<'a> {
    /// The organisation.
    pub recipient: Link<'a>,
    /// Rows that went to it.
    pub rows: usize,
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
        names: recorded_names(site, organisation),
        before: relations(site, |relation| (relation.to == *id).then_some(&relation.from)),
        after: relations(site, |relation| (relation.from == *id).then_some(&relation.to)),
        counts: Counts::of(register, releases()),
        by_edition: Tally::by_edition(register, routes, releases()),
        by_opt_outs: Tally::by_opt_outs(register, releases()),
        agreements: holdings(site, organisation),
        datasets: most_rows_first(site, by_dataset(releases())),
        both_ways: site.both_ways.of_recipient(site, id),
        charts: Charts::of(register, releases()),
        csv: download(routes, assets, &Extract::Recipient(id).path()),
        explore: routes.explore_link(Some(("recipient", id.as_str())), releases().len()),
        permalink: routes.absolute(&page),
        as_at: as_at(site, std::iter::empty(), releases()).or_else(|| site.newest()),
    }
}

impl Site<'_> {
    /// Every name under which an organisation is recorded, as its page lists them.
    pub fn names_of_recipient<'a>(&'a self, organisation: &'a Organisation) -> Vec<&'a str> {
        recorded_names(self, organisation).into_iter().map(|line| line.name).collect()
    }
}

fn recorded_names<'a>(site: &'a Site<'_>, organisation: &'a Organisation) -> Vec<NameLine<'a>> {
    let (register, id) = (site.register, &organisation.id);
    let agreements = site.agreements_of.get(id).into_iter().flatten();
    let agreements = agreements.filter_map(|&agreement| register.agreements.get(agreement));
    let versions = agreements.flat_map(|agreement| &agreement.versions).filter(|version| version.applicant == *id);
    let reviewed = register.organisation_names.iter().filter(|name| name.organisation == *id).map(|name| {
        let review = Review { evidence: &name.evidence, reviewed: name.reviewed.map(Day), several: false };
        (name.name.as_str(), review)
    });
    let rows = register.releases_to(id).map(|release| &*release.recipient_raw);
    names(&organisation.name, rows, versions.map(|version| version.applicant_raw.as_str()), reviewed)
}

fn group_members<'a>(site: &'a Site<'_>, organisation: &Organisation) -> Vec<MemberLine<'a>> {
    if organisation.group.is_empty() {
        return Vec::new();
    }
    let same = |other: &&Organisation| other.group == organisation.group && other.id != organisation.id;
    let others = site.register.organisations.values().filter(same);
    let line = |other: &'a Organisation| MemberLine {
        recipient: link_to_recipient(site.register, site.routes(), &other.id),
        rows: site.register.releases_to(&other.id).len(),
    };
    others.map(line).collect()
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
