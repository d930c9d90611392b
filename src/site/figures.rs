//! Counts of release rows. A count never mixes channels without saying so: each total stands beside its parts.

use super::dates::Period;
use super::routes::Routes;
use crate::model::{
    Applied, Channel, DatasetId, Edition, OrganisationId, Register, Release, Stated, TermCode, VocabularyName,
    count_by_channel,
};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rows in all and by channel; channels without a row are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts<'a> {
    /// All rows.
    pub rows: usize,
    /// Rows of each channel.
    pub channels: Vec<ChannelCount<'a>>,
}

/// Rows of one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelCount<'a> {
    /// The channel's code.
    pub code: &'static str,
    /// Its label.
    pub label: &'a str,
    /// What one of its rows means.
    pub explanation: &'a str,
    /// How many rows.
    pub rows: usize,
}

impl<'a> Counts<'a> {
    /// Counts rows.
    pub fn of(register: &'a Register, releases: impl Iterator<Item = &'a Release>) -> Counts<'a> {
        let counted = count_by_channel(releases).into_iter().filter(|&(_, rows)| rows > 0);
        let channels: Vec<_> = counted
            .map(|(channel, rows)| {
                let code = channel.code();
                let term = register.vocabularies.term(VocabularyName::Channel, code);
                let explanation = term.map_or("", |term| &term.explanation);
                ChannelCount { code, label: channel_label(register, channel), explanation, rows }
            })
            .collect();
        Counts { rows: channels.iter().map(|channel| channel.rows).sum(), channels }
    }
}

/// The label of a channel.
pub(super) fn channel_label(register: &Register, channel: Channel) -> &str {
    register.vocabularies.label(VocabularyName::Channel, channel.code())
}

/// A table of counts: a line for each thing, a column for each channel that occurs, and the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally<'a> {
    /// Labels of the channels that occur, in vocabulary order.
    pub columns: Vec<&'a str>,
    /// The lines.
    pub lines: Vec<TallyLine<'a>>,
    /// The rows of the line that has most.
    pub most: usize,
}

/// One line of a [`Tally`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TallyLine<'a> {
    /// What is counted: an edition's id, a year, the code of an answer, the id of a record; `not_stated` for rows that
    /// leave the cell blank.
    pub key: Cow<'a, str>,
    /// Its name for readers, where the register has one; else the theme's word for the key, or the key.
    pub label: Option<Cow<'a, str>>,
    /// Its page, if it has one.
    pub href: Option<String>,
    /// Its period, if it is an edition.
    pub period: Option<Period>,
    /// Rows by channel, one for each column.
    pub cells: Vec<usize>,
    /// Rows in all.
    pub rows: usize,
}

/// Rows by channel under each key.
type ByKey<K> = BTreeMap<K, [usize; 4]>;

fn count<'a, K: Ord>(releases: impl Iterator<Item = &'a Release>, key: impl Fn(&'a Release) -> K) -> ByKey<K> {
    let mut counts: ByKey<K> = BTreeMap::new();
    for release in releases {
        counts.entry(key(release)).or_default()[release.channel as usize] += 1;
    }
    counts
}

fn tally<'a, K>(register: &'a Register, counts: Vec<(K, [usize; 4])>, line: impl Fn(K) -> Named<'a>) -> Tally<'a> {
    let occurs = |channel: &Channel| counts.iter().any(|(_, cells)| cells[*channel as usize] > 0);
    let columns: Vec<Channel> = Channel::ALL.into_iter().filter(occurs).collect();
    let labels = columns.iter().map(|&channel| channel_label(register, channel)).collect();
    let lines = counts.into_iter().map(|(key, cells)| {
        let Named { key, label, href, period } = line(key);
        let shown = columns.iter().map(|&channel| cells[channel as usize]).collect();
        TallyLine { key, label, href, period, cells: shown, rows: cells.iter().sum() }
    });
    let lines: Vec<TallyLine<'a>> = lines.collect();
    let most = lines.iter().map(|line| line.rows).max().unwrap_or(0);
    Tally { columns: labels, lines, most }
}

/// How a line is called and where it leads.
#[derive(Default)]
struct Named<'a> {
    key: Cow<'a, str>,
    label: Option<Cow<'a, str>>,
    href: Option<String>,
    period: Option<Period>,
}

/// Most rows first, then in order of keys.
fn ranked<K: Ord>(counts: ByKey<K>) -> Vec<(K, [usize; 4])> {
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|(_, cells)| Reverse(cells.iter().sum::<usize>()));
    ranked
}

impl<'a> Tally<'a> {
    /// Rows by edition, newest first.
    pub fn by_edition(
        register: &'a Register,
        routes: Routes<'a>,
        releases: impl Iterator<Item = &'a Release>,
    ) -> Tally<'a> {
        let counts = count(releases, |release| &release.edition);
        let mut editions: Vec<_> = counts.into_iter().map(|(id, cells)| (&register.editions[id], cells)).collect();
        editions.sort_by(|(a, _), (b, _)| b.order().cmp(&a.order()));
        tally(register, editions, |edition: &Edition| {
            let href = Some(routes.link(&routes.edition_page(&edition.id)));
            let period = Some(Period::of_edition(edition));
            Named { key: edition.id.as_str().into(), href, period, ..Named::default() }
        })
    }

    /// Rows by whether opt-outs were applied, in vocabulary order.
    pub fn by_opt_outs(register: &'a Register, releases: impl Iterator<Item = &'a Release>) -> Tally<'a> {
        let counts = count(releases, |release| release.opt_outs().applied);
        tally(register, counts.into_iter().collect(), |applied: Applied| {
            let key = applied.code().into();
            Named { key, ..Named::default() }
        })
    }

    /// Rows by answer about opt-outs and the reason given, most rows first.
    pub fn by_reason(
        register: &'a Register,
        routes: Routes<'a>,
        releases: impl Iterator<Item = &'a Release>,
    ) -> Tally<'a> {
        let counts = count(releases, super::terms::opt_out_code);
        tally(register, ranked(counts), |code: &str| {
            let term = super::terms::term(register, routes, VocabularyName::OptOut, code);
            Named { key: code.into(), label: Some(term.label.into()), href: term.href, period: None }
        })
    }

    /// Rows by year, newest first.
    pub fn by_year(register: &'a Register, routes: Routes<'a>, years: &BTreeMap<i32, Vec<&'a Release>>) -> Tally<'a> {
        let by_channel = |rows: &Vec<&'a Release>| count_by_channel(rows.iter().copied()).map(|(_, rows)| rows);
        let counts = years.iter().rev().map(|(&year, rows)| (year, by_channel(rows))).collect();
        tally(register, counts, |year| {
            let href = Some(routes.link(&routes.year_page(year)));
            Named { key: year.to_string().into(), href, ..Named::default() }
        })
    }

    /// Rows by what they state under a vocabulary, most rows first. A wording of several codes is one line, which
    /// leads nowhere.
    pub fn by_term(
        register: &'a Register,
        routes: Routes<'a>,
        vocabulary: VocabularyName,
        releases: impl Iterator<Item = &'a Release>,
        stated: impl Fn(&'a Release) -> &'a Stated,
    ) -> Tally<'a> {
        let counts = count(releases, |release| stated(release).as_deref().map(|wording| wording.codes.as_slice()));
        tally(register, ranked(counts), |codes: Option<&'a [TermCode]>| match codes {
            None => Named { key: "not_stated".into(), ..Named::default() },
            Some(codes) => {
                let label = |code: &'a TermCode| register.vocabularies.label(vocabulary, code.as_str());
                let key = codes.iter().map(TermCode::as_str).collect::<Vec<_>>().join(";").into();
                let label = codes.iter().map(label).collect::<Vec<_>>().join("; ").into();
                let href = match codes {
                    [one] => super::terms::term(register, routes, vocabulary, one.as_str()).href,
                    _ => None,
                };
                Named { key, label: Some(label), href, period: None }
            }
        })
    }

    /// The recipients with most rows.
    pub fn top_recipients(
        register: &'a Register,
        routes: Routes<'a>,
        releases: impl Iterator<Item = &'a Release>,
        most: usize,
    ) -> Tally<'a> {
        let name = |id: &OrganisationId| register.organisations.get(id).map_or("", |o| o.name.as_str());
        let counts = count(releases, |release| (name(&release.recipient), &release.recipient));
        let top = ranked(counts).into_iter().take(most).collect();
        tally(register, top, |(name, id)| {
            let href = Some(routes.link(&routes.recipient_page(id)));
            Named { key: id.as_str().into(), label: Some(name.into()), href, period: None }
        })
    }

    /// The datasets in most rows. A row of several datasets counts under each.
    pub fn top_datasets(
        register: &'a Register,
        routes: Routes<'a>,
        releases: impl Iterator<Item = &'a Release>,
        most: usize,
    ) -> Tally<'a> {
        let name = |id: &DatasetId| register.datasets.get(id).map_or("", |dataset| dataset.name.as_str());
        let mut counts: ByKey<(&'a str, &'a DatasetId)> = BTreeMap::new();
        for release in releases {
            for id in release.datasets.iter() {
                counts.entry((name(id), id)).or_default()[release.channel as usize] += 1;
            }
        }
        let top = ranked(counts).into_iter().take(most).collect();
        tally(register, top, |(name, id)| {
            let href = Some(routes.link(&routes.dataset_page(id)));
            Named { key: id.as_str().into(), label: Some(name.into()), href, period: None }
        })
    }
}
