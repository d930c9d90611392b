//! Which releases could include someone like the reader: datasets by kind of care, with who is in them and what came
//! of them. A register never shows whether one person's record is in a release, and neither does this.

use super::applied::{AppliedCount, answers};
use super::figures::Counts;
use super::plan::Site;
use super::terms::{TermCount, count_terms};
use super::{AsAt, Link, link_to_dataset};
use crate::model::{Dataset, Term, TermCode, VocabularyName};
use serde::Serialize;

/// Datasets by kind of care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YourDataView<'a> {
    /// Kinds of care that a dataset is about, in vocabulary order.
    pub kinds: Vec<CareKind<'a>>,
    /// Datasets of which the register does not say what care they are about.
    pub unknown: Vec<CareDataset<'a>>,
    /// The index of guidance, where the register has any.
    pub guidance: Option<String>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A kind of care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CareKind<'a> {
    /// Its id on the page.
    pub id: String,
    /// A few words.
    pub label: &'a str,
    /// What it means, or empty.
    pub explanation: &'a str,
    /// The datasets about it, most rows first.
    pub datasets: Vec<CareDataset<'a>>,
}

/// A dataset, who is in it and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CareDataset<'a> {
    /// The dataset.
    pub dataset: Link<'a>,
    /// Which people are in it, or empty.
    pub who: &'a str,
    /// Countries, or empty.
    pub countries: &'a str,
    /// First year or date covered, or empty.
    pub covers_from: &'a str,
    /// Last year or date covered, or empty.
    pub covers_to: &'a str,
    /// Organisations that received it.
    pub organisations: usize,
    /// Rows that hold it.
    pub counts: Counts<'a>,
    /// Those rows by whether they identify people.
    pub identifiability: Vec<TermCount<'a>>,
    /// Those rows that do not say so.
    pub identifiability_not_stated: usize,
    /// Those rows by whether opt-outs were applied; only the answers that occur.
    pub opt_outs: Vec<AppliedCount>,
}

/// The view of the page about the reader's own data.
pub(super) fn your_data_view<'a>(site: &'a Site<'_>) -> YourDataView<'a> {
    let register = site.register;
    let kinds = register.vocabularies.get(VocabularyName::Care).terms().iter().map(|term| care_kind(site, term));
    let routes = site.routes();
    YourDataView {
        kinds: kinds.filter(|kind| !kind.datasets.is_empty()).collect(),
        unknown: most_rows_first(site, |dataset| dataset.care.is_empty()),
        guidance: site.folders().contains(&"guidance").then(|| routes.link(&routes.section("guidance"))),
        as_at: site.newest(),
    }
}

fn care_kind<'a>(site: &'a Site<'_>, term: &'a Term) -> CareKind<'a> {
    let about = |code: &TermCode| *code == term.code;
    CareKind {
        id: site.routes().glossary_id(VocabularyName::Care, term.code.as_str()),
        label: &term.label,
        explanation: &term.explanation,
        datasets: most_rows_first(site, |dataset| dataset.care.iter().any(about)),
    }
}

fn most_rows_first<'a>(site: &'a Site<'_>, which: impl Fn(&Dataset) -> bool) -> Vec<CareDataset<'a>> {
    let chosen = site.register.datasets.values().filter(|dataset| which(dataset));
    let mut lines: Vec<_> = chosen.map(|dataset| care_dataset(site, dataset)).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.counts.rows));
    lines
}

fn care_dataset<'a>(site: &'a Site<'_>, dataset: &'a Dataset) -> CareDataset<'a> {
    let (register, routes) = (site.register, site.routes());
    let releases = || register.releases_of_dataset(&dataset.id);
    let stated = releases().map(|release| &release.identifiability);
    CareDataset {
        dataset: link_to_dataset(register, routes, &dataset.id),
        who: &dataset.who_is_in_it,
        countries: &dataset.countries,
        covers_from: &dataset.covers_from,
        covers_to: &dataset.covers_to,
        organisations: site.received_by(&dataset.id),
        counts: Counts::of(register, releases()),
        identifiability_not_stated: stated.clone().filter(|stated| stated.is_none()).count(),
        identifiability: count_terms(register, routes, VocabularyName::Identifiability, stated),
        opt_outs: answers(releases()),
    }
}
