//! How much went to each kind of organisation: how many bodies, how many datasets, how many rows. What kind a type
//! belongs to is the vocabulary's and the register's to say; an organisation without a kind is put under none.

use super::figures::Counts;
use super::plan::Site;
use crate::model::{DatasetId, OrganisationId, Release, TermCode, VocabularyName};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What one kind of organisation received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindLine<'a> {
    /// Where the kind is explained, if it is.
    pub href: Option<String>,
    /// Its label; `None` for organisations whose kind is not stated.
    pub label: Option<&'a str>,
    /// Organisations that received a row.
    pub organisations: usize,
    /// Datasets in those rows.
    pub datasets: usize,
    /// Those rows.
    pub counts: Counts<'a>,
}

/// Every kind that received something, most organisations first, and last what is not stated.
pub(super) fn kind_lines<'a>(site: &'a Site<'_>) -> Vec<KindLine<'a>> {
    let register = site.register;
    let mut by_kind: BTreeMap<Option<&str>, Vec<&Release>> = BTreeMap::new();
    for release in &register.releases {
        let kind = register.kind_of(&release.recipient).map(TermCode::as_str);
        by_kind.entry(kind).or_default().push(release);
    }
    let mut lines: Vec<_> = by_kind.into_iter().map(|(kind, rows)| kind_line(site, kind, &rows)).collect();
    lines.sort_by_key(|line| (line.label.is_none(), Reverse(line.organisations)));
    lines
}

fn kind_line<'a>(site: &'a Site<'_>, kind: Option<&str>, rows: &[&'a Release]) -> KindLine<'a> {
    let term = kind.and_then(|kind| site.register.vocabularies.term(VocabularyName::OrganisationKind, kind));
    let organisations: BTreeSet<&OrganisationId> = rows.iter().map(|release| &release.recipient).collect();
    let datasets: BTreeSet<&DatasetId> = rows.iter().flat_map(|release| release.datasets.iter()).collect();
    KindLine {
        href: term.map(|term| site.routes().term_link(VocabularyName::OrganisationKind, term.code.as_str())),
        label: term.map(|term| term.label.as_str()),
        organisations: organisations.len(),
        datasets: datasets.len(),
        counts: Counts::of(site.register, rows.iter().copied()),
    }
}
