//! Opt-outs in the open: how often they were applied, and what the answers depend on. Counts only; what an opt-out is,
//! and what a count may mean, is said in the theme's words.

use super::both_ways::BothWaysTotals;
use super::dates::{Day, Period};
use super::figures::{Tally, channel_label};
use super::plan::Site;
use super::rows::Pager;
use super::shares::Shares;
use super::terms::{OptOutAnswers, TermCount};
use super::{AsAt, Download, download, link_to_dataset, link_to_recipient};
use crate::model::fields::Extract;
use crate::model::{
    AnswerCounts, AnswersBy, AnswersByChannel, Applied, Dataset, NOT_STATED, Organisation, Register, Release,
    count_answers,
};
use crate::output::Assets;
use chrono::NaiveDate;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// The day from which people in England could set the national data opt-out.
const NATIONAL_OPT_OUT: Option<NaiveDate> = NaiveDate::from_ymd_opt(2018, 5, 25);

/// The kind of organisations that are part of the NHS.
const NHS: &str = "nhs";

/// The one code for a duty of confidence that needs nothing, because no confidential data flow.
const NO_CONFIDENTIAL_DATA: &str = "none";

/// Rows by whether opt-outs were applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FourAnswers {
    /// All rows.
    pub rows: usize,
    /// Opt-outs were applied.
    pub applied: usize,
    /// They were not.
    pub not_applied: usize,
    /// The publisher says that they do not apply.
    pub not_applicable: usize,
    /// The register does not say.
    pub not_recorded: usize,
}

impl From<AnswerCounts> for FourAnswers {
    fn from(counts: AnswerCounts) -> Self {
        FourAnswers {
            rows: counts.rows(),
            applied: counts.get(Applied::Yes),
            not_applied: counts.get(Applied::No),
            not_applicable: counts.get(Applied::NotApplicable),
            not_recorded: counts.get(Applied::NotRecorded),
        }
    }
}

/// A table of answers: lines of what is counted, each split by the ways in which data was provided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswersTable<'a> {
    /// Codes of the answers that occur, a column each.
    pub answers: Vec<&'static str>,
    /// The lines.
    pub lines: Vec<AnswersLine<'a>>,
}

/// One thing that answers are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswersLine<'a> {
    /// An edition's id, a year, a code, the id of a record; `not_stated` for rows that do not say.
    pub key: Cow<'a, str>,
    /// Its name, where the register has one.
    pub label: Option<Cow<'a, str>>,
    /// Its page, if it has one.
    pub href: Option<String>,
    /// Its period, if it is an edition.
    pub period: Option<Period>,
    /// Its rows by channel, and where there are several channels all of them together, last.
    pub ways: Vec<AnswersWay<'a>>,
}

/// Rows of one channel, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswersWay<'a> {
    /// Label of the channel; `None` for all together.
    pub channel: Option<&'a str>,
    /// Rows by answer, one for each column.
    pub cells: Vec<usize>,
    /// Rows in all.
    pub rows: usize,
}

/// How a line is called and where it leads.
struct Named<'a> {
    key: Cow<'a, str>,
    label: Option<Cow<'a, str>>,
    href: Option<String>,
    period: Option<Period>,
}

impl<'a> AnswersTable<'a> {
    fn of(site: &'a Site<'_>, lines: Vec<(Named<'a>, AnswersByChannel)>) -> AnswersTable<'a> {
        let given = |applied: &Applied| lines.iter().any(|(_, counts)| counts.together().get(*applied) > 0);
        let answers: Vec<Applied> = Applied::ALL.into_iter().filter(given).collect();
        let way = |channel: Option<&'a str>, counts: AnswerCounts| AnswersWay {
            channel,
            cells: answers.iter().map(|&applied| counts.get(applied)).collect(),
            rows: counts.rows(),
        };
        let line = |(named, counts): (Named<'a>, AnswersByChannel)| {
            let channels = counts.channels().map(|(channel, n)| way(Some(channel_label(site.register, channel)), n));
            let mut ways: Vec<_> = channels.collect();
            if ways.len() > 1 {
                ways.push(way(None, counts.together()));
            }
            let Named { key, label, href, period } = named;
            AnswersLine { key, label, href, period, ways }
        };
        let lines = lines.into_iter().map(line).collect();
        AnswersTable { answers: answers.into_iter().map(Applied::code).collect(), lines }
    }

    /// Rows by the codes of a vocabulary, or all under one key; most rows first, and last what is not stated.
    fn by(site: &'a Site<'_>, by: AnswersBy) -> AnswersTable<'a> {
        let (register, routes) = (site.register, site.routes());
        let mut counts: Vec<_> = by.count(register, register.releases.iter()).into_iter().collect();
        counts.sort_by_key(|(key, counts)| (key == NOT_STATED, Reverse(counts.together().rows())));
        let line = |(key, counts): (Cow<'a, str>, _)| {
            let label = by.name(register, &key);
            let href = by.term(register, &key).map(|(vocabulary, code)| routes.term_link(vocabulary, code));
            (Named { key, label, href, period: None }, counts)
        };
        AnswersTable::of(site, counts.into_iter().map(line).collect())
    }

    fn by_edition(site: &'a Site<'_>) -> AnswersTable<'a> {
        let (register, routes) = (site.register, site.routes());
        let with_edition = |release: &'a Release| {
            let edition = register.edition_of(release);
            (edition.order(), release)
        };
        let counts = count_answers(register.releases.iter().map(with_edition));
        let line = |((_, id), counts)| {
            let href = Some(routes.link(&routes.edition_page(id)));
            let period = Some(Period::of_edition(&register.editions[id]));
            (Named { key: id.as_str().into(), label: None, href, period }, counts)
        };
        AnswersTable::of(site, counts.into_iter().rev().map(line).collect())
    }

    fn by_year(site: &'a Site<'_>) -> AnswersTable<'a> {
        let routes = site.routes();
        let line = |(year, rows): (&i32, &Vec<&'a Release>)| {
            let (text, href) = (year.to_string(), Some(routes.link(&routes.year_page(*year))));
            let named = Named { key: text.clone().into(), label: Some(text.into()), href, period: None };
            (named, AnswersByChannel::of(rows.iter().copied()))
        };
        AnswersTable::of(site, site.years.iter().rev().map(line).collect())
    }
}

/// Cases that need an explanation; a count of 0 is a case that the register does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cautions<'a> {
    /// Rows of data that does not identify people to which opt-outs were applied.
    pub applied_to_nobody: usize,
    /// Rows of no confidential data to which opt-outs were applied.
    pub applied_to_nothing_confidential: usize,
    /// Rows of data that identifies people to which opt-outs were not applied, by the reason given.
    pub identifiable_without: Vec<TermCount<'a>>,
    /// Rows from before the national opt-out.
    pub before_national: usize,
    /// The first day of the national opt-out.
    pub national_from: Option<Day>,
}

impl<'a> Cautions<'a> {
    fn of(site: &'a Site<'_>) -> Cautions<'a> {
        let register = site.register;
        let with = |applied| register.releases.iter().filter(move |release| release.opt_outs().applied == applied);
        let only_none = |release: &&Release| {
            let codes = release.confidentiality.as_deref().map(|wording| wording.codes.as_slice());
            matches!(codes, Some([only]) if only.as_str() == NO_CONFIDENTIAL_DATA)
        };
        let before = |release: &&Release| {
            let last = release.released.span(register.edition_of(release)).1;
            NATIONAL_OPT_OUT.is_some_and(|from| last < from)
        };
        let without = with(Applied::No).filter(|release| release.identifies_people() == Some(true));
        Cautions {
            applied_to_nobody: with(Applied::Yes).filter(|r| r.identifies_people() == Some(false)).count(),
            applied_to_nothing_confidential: with(Applied::Yes).filter(only_none).count(),
            identifiable_without: OptOutAnswers::of(register, site.routes(), without).answers,
            before_national: register.releases.iter().filter(before).count(),
            national_from: NATIONAL_OPT_OUT.map(Day),
        }
    }
}

/// Opt-outs over the whole register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptOutsView<'a> {
    /// All rows.
    pub by_answer: FourAnswers,
    /// Rows of data that identifies people.
    pub identifiable: FourAnswers,
    /// The answers that occur, with what they mean.
    pub answers: Vec<TermCount<'a>>,
    /// Rows by answer and reason.
    pub by_reason: Tally<'a>,
    /// Rows by answer, with a column for each channel.
    pub by_opt_outs: Tally<'a>,
    /// The share of each answer.
    pub shares: Option<Shares>,
    /// Rows by edition, newest first.
    pub by_edition: AnswersTable<'a>,
    /// Rows by year of release, newest first.
    pub by_year: AnswersTable<'a>,
    /// Rows by how far the data identify people.
    pub by_identifiability: AnswersTable<'a>,
    /// Rows by whether the data count as sensitive.
    pub by_sensitivity: AnswersTable<'a>,
    /// Rows that went to organisations that are known to be outside the NHS.
    pub outside_nhs: FourAnswers,
    /// Rows by the recipient's kind.
    pub by_organisation_kind: AnswersTable<'a>,
    /// Rows by the recipient's type.
    pub by_organisation_type: AnswersTable<'a>,
    /// What needs an explanation.
    pub cautions: Cautions<'a>,
    /// Who received the same both ways, in figures.
    pub both_ways: BothWaysTotals,
    /// The list by dataset.
    pub datasets: String,
    /// The list by recipient.
    pub recipients: String,
    /// These figures as CSV.
    pub csv: Option<Download<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// The view of the page on opt-outs.
pub(super) fn opt_outs_view<'a>(site: &'a Site<'_>, assets: &'a Assets) -> OptOutsView<'a> {
    let (register, routes) = (site.register, site.routes());
    let releases = || register.releases.iter();
    let identifiable = releases().filter(|release| release.identifies_people() == Some(true));
    let list = |which: OptOutList| routes.link(&routes.opt_outs_by(which.key()));
    OptOutsView {
        by_answer: AnswerCounts::of(releases()).into(),
        identifiable: AnswerCounts::of(identifiable).into(),
        answers: OptOutAnswers::of(register, site.routes(), releases()).answers,
        by_reason: Tally::by_reason(register, site.routes(), releases()),
        by_opt_outs: Tally::by_opt_outs(register, releases()),
        shares: Shares::of(releases()),
        by_edition: AnswersTable::by_edition(site),
        by_year: AnswersTable::by_year(site),
        by_identifiability: AnswersTable::by(site, AnswersBy::Identifiability),
        by_sensitivity: AnswersTable::by(site, AnswersBy::Sensitivity),
        outside_nhs: AnswerCounts::of(releases().filter(|release| is_outside_nhs(register, release))).into(),
        by_organisation_kind: AnswersTable::by(site, AnswersBy::OrganisationKind),
        by_organisation_type: AnswersTable::by(site, AnswersBy::OrganisationType),
        cautions: Cautions::of(site),
        both_ways: site.both_ways.totals(site),
        datasets: list(OptOutList::Datasets),
        recipients: list(OptOutList::Recipients),
        csv: download(routes, assets, &Extract::Table("opt-outs").path()),
        as_at: site.newest(),
    }
}

/// Whether it is known that the recipient is outside the NHS; an organisation without a kind may be either.
fn is_outside_nhs(register: &Register, release: &Release) -> bool {
    register.kind_of(&release.recipient).is_some_and(|kind| kind.as_str() != NHS)
}

/// The long lists of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOutList {
    /// By dataset.
    Datasets,
    /// By recipient.
    Recipients,
}

impl OptOutList {
    /// Both of them.
    pub(super) const ALL: [OptOutList; 2] = [OptOutList::Datasets, OptOutList::Recipients];

    /// The word in templates and addresses.
    pub(super) fn key(self) -> &'static str {
        match self {
            OptOutList::Datasets => "dataset",
            OptOutList::Recipients => "recipient",
        }
    }

    /// How many lines it has.
    pub(super) fn len(self, site: &Site<'_>) -> usize {
        match self {
            OptOutList::Datasets => datasets(site).len(),
            OptOutList::Recipients => recipients(site).len(),
        }
    }
}

/// One page of a long list of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptOutsByView<'a> {
    /// `dataset` or `recipient`.
    pub by: &'static str,
    /// The lines of this page, most rows first.
    pub table: AnswersTable<'a>,
    /// Which page it is.
    pub pager: Pager,
    /// All of them as CSV.
    pub csv: Option<Download<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A page of answers by dataset or by recipient.
pub(super) fn opt_outs_by_view<'a>(
    site: &'a Site<'_>,
    which: OptOutList,
    number: usize,
    assets: &'a Assets,
) -> OptOutsByView<'a> {
    let routes = site.routes();
    let pager = |total| Pager::new(routes, &routes.opt_outs_by(which.key()), number, total);
    let (lines, pager) = match which {
        OptOutList::Datasets => {
            let all = datasets(site);
            let pager = pager(all.len());
            (pager.slice(&all).iter().map(|dataset| dataset_line(site, dataset)).collect(), pager)
        }
        OptOutList::Recipients => {
            let all = recipients(site);
            let pager = pager(all.len());
            (pager.slice(&all).iter().map(|recipient| recipient_line(site, recipient)).collect(), pager)
        }
    };
    OptOutsByView {
        by: which.key(),
        table: AnswersTable::of(site, lines),
        pager,
        csv: download(routes, assets, &Extract::Table("opt-outs").path()),
        as_at: site.newest(),
    }
}

/// Datasets that have rows, most rows first, then by id.
fn datasets<'a>(site: &Site<'a>) -> Vec<&'a Dataset> {
    with_rows(site.register.datasets.values(), |dataset| site.register.releases_of_dataset(&dataset.id).len())
}

/// Organisations that have rows, most rows first, then by id.
fn recipients<'a>(site: &Site<'a>) -> Vec<&'a Organisation> {
    with_rows(site.register.organisations.values(), |recipient| site.register.releases_to(&recipient.id).len())
}

fn with_rows<'a, T>(all: impl Iterator<Item = &'a T>, rows: impl Fn(&T) -> usize) -> Vec<&'a T> {
    let mut all: Vec<_> = all.map(|thing| (rows(thing), thing)).filter(|(rows, _)| *rows > 0).collect();
    all.sort_by_key(|(rows, _)| Reverse(*rows));
    all.into_iter().map(|(_, thing)| thing).collect()
}

fn dataset_line<'a>(site: &'a Site<'_>, dataset: &'a Dataset) -> (Named<'a>, AnswersByChannel) {
    let link = link_to_dataset(site.register, site.routes(), &dataset.id);
    let named = Named { key: dataset.id.as_str().into(), label: Some(link.text), href: Some(link.href), period: None };
    (named, AnswersByChannel::of(site.register.releases_of_dataset(&dataset.id)))
}

fn recipient_line<'a>(site: &'a Site<'_>, recipient: &'a Organisation) -> (Named<'a>, AnswersByChannel) {
    let link = link_to_recipient(site.register, site.routes(), &recipient.id);
    let named =
        Named { key: recipient.id.as_str().into(), label: Some(link.text), href: Some(link.href), period: None };
    (named, AnswersByChannel::of(site.register.releases_to(&recipient.id)))
}
