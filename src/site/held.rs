//! What an organisation holds now and what it held before, by the dates of its agreements. A date that is not stated
//! is not guessed.

use super::dates::Day;
use super::lists::AgreementLine;
use super::plan::Site;
use super::{Link, link_to_dataset, link_to_recipient};
use crate::model::{Agreement, AgreementId, DatasetId, Organisation, OrganisationRelation, Release};
use chrono::NaiveDate;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Datasets that a line names.
const DATASETS_SHOWN: usize = 4;

/// The agreements of an organisation, most rows to it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holdings<'a> {
    /// How many agreements.
    pub total: usize,
    /// The day on which the rest is said.
    pub as_of: Day,
    /// Agreements that have not ended on that day.
    pub in_term: Vec<HeldLine<'a>>,
    /// Agreements that ended before it, or that passed to another organisation.
    pub ended: Vec<HeldLine<'a>>,
    /// Agreements without a last day.
    pub not_stated: Vec<HeldLine<'a>>,
}

/// An agreement of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldLine<'a> {
    /// The agreement, with the rows that went to the organisation.
    pub line: AgreementLine<'a>,
    /// The applicant, where it is another organisation.
    pub applicant: Option<Link<'a>>,
    /// The first datasets in those rows; where there are no rows, those that the agreement names.
    pub datasets: Vec<Link<'a>>,
    /// How many more there are.
    pub more_datasets: usize,
    /// Whom the agreement passed to.
    pub passed_to: Option<Link<'a>>,
}

/// The agreements that an organisation applied for or received data under.
pub(super) fn holdings<'a>(site: &'a Site<'_>, organisation: &'a Organisation) -> Holdings<'a> {
    let mut rows: BTreeMap<&'a AgreementId, Vec<&'a Release>> = BTreeMap::new();
    for &id in site.agreements_of.get(&organisation.id).into_iter().flatten() {
        rows.entry(id).or_default();
    }
    for release in site.register.releases_to(&organisation.id) {
        rows.entry(&release.agreement).or_default().push(release);
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, releases)| Reverse(releases.len()));
    let (mut in_term, mut ended, mut not_stated) = (Vec::new(), Vec::new(), Vec::new());
    for (id, releases) in rows {
        let Some(agreement) = site.register.agreements.get(id) else { continue };
        let line = held_line(site, organisation, agreement, &releases);
        match term(agreement, line.passed_to.is_some(), site.as_of) {
            Term::Running => in_term.push(line),
            Term::Over => ended.push(line),
            Term::NotStated => not_stated.push(line),
        }
    }
    let total = in_term.len() + ended.len() + not_stated.len();
    Holdings { total, as_of: Day(site.as_of), in_term, ended, not_stated }
}

enum Term {
    Running,
    Over,
    NotStated,
}

fn term(agreement: &Agreement, passed_on: bool, as_of: NaiveDate) -> Term {
    match agreement.latest().end {
        _ if passed_on => Term::Over,
        Some(end) if end < as_of => Term::Over,
        Some(_) => Term::Running,
        None => Term::NotStated,
    }
}

fn held_line<'a>(
    site: &'a Site<'_>,
    organisation: &'a Organisation,
    agreement: &'a Agreement,
    releases: &[&'a Release],
) -> HeldLine<'a> {
    let line = AgreementLine::new(site, agreement, releases.iter().copied());
    let latest = agreement.latest();
    let released: BTreeSet<&DatasetId> = releases.iter().flat_map(|release| release.datasets.iter()).collect();
    let named = || latest.datasets.iter().flat_map(|used| &used.datasets).collect();
    let datasets: BTreeSet<&DatasetId> = if released.is_empty() { named() } else { released };
    let mut links: Vec<_> = datasets.into_iter().map(|id| link_to_dataset(site.register, site.routes(), id)).collect();
    links.sort_by(|a, b| a.text.cmp(&b.text));
    let more_datasets = links.len().saturating_sub(DATASETS_SHOWN);
    links.truncate(DATASETS_SHOWN);
    HeldLine {
        applicant: (latest.applicant != organisation.id).then(|| line.applicant.clone()),
        line,
        datasets: links,
        more_datasets,
        passed_to: passed_to(site, organisation, agreement),
    }
}

/// Whom an organisation had passed an agreement to on the day of the statement.
fn passed_to<'a>(site: &'a Site<'_>, organisation: &Organisation, agreement: &Agreement) -> Option<Link<'a>> {
    let passed = |relation: &&OrganisationRelation| {
        relation.from == organisation.id
            && relation.agreement.as_ref() == Some(&agreement.id)
            && relation.date.is_none_or(|date| date <= site.as_of)
    };
    let relation = site.register.organisation_relations.iter().find(passed)?;
    Some(link_to_recipient(site.register, site.routes(), &relation.to))
}
