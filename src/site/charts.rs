//! What charts over time show: rows of each channel on one axis, with the one thing that may be said about each
//! (`headlines`). Drawing and words are the theme's. A period without an edition is missing, never 0, and a set with
//! too few points has no chart.

use super::dates::{Day, Period};
use super::figures::channel_label;
use super::headlines::{Headline, headline};
use super::shares::Shares;
use crate::model::{Channel, Edition, EditionKind, Month, Register, Release, Released, count_by_channel};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Fewer points than this are no chart.
const FEWEST_POINTS: usize = 3;
/// More points than this are drawn by year.
const MOST_POINTS: usize = 36;

/// The charts of a set of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Charts<'a> {
    /// Rows over time.
    pub over_time: Option<OverTime<'a>>,
    /// Rows by whether opt-outs were applied.
    pub opt_outs: Option<Shares>,
}

impl<'a> Charts<'a> {
    /// The charts of these rows, as far as there is enough to draw.
    pub fn of(register: &'a Register, releases: impl Iterator<Item = &'a Release> + Clone) -> Charts<'a> {
        Charts { over_time: OverTime::of(register, releases.clone()), opt_outs: Shares::of(releases) }
    }
}

/// Rows over time: one axis, and on it a series for each channel that occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverTime<'a> {
    /// What a slot of the axis is: `month`, `year` or `edition`.
    pub by: &'static str,
    /// From the first day drawn to the last.
    pub span: Period,
    /// Labels of the channels that occur, in vocabulary order.
    pub columns: Vec<&'a str>,
    /// What may be said about each channel.
    pub headlines: Vec<Headline<'a>>,
    /// The axis, oldest first.
    pub slots: Vec<Slot<'a>>,
    /// Where slots are years: their months.
    pub months: Vec<Slot<'a>>,
    /// Whether a slot is missing.
    pub missing: bool,
    /// Whether a slot is covered in part.
    pub in_part: bool,
    /// Whether editions differ in length, so that their numbers do not compare.
    pub unequal: bool,
    /// Rows that name no month and are therefore not drawn.
    pub left_out: usize,
}

/// How far the register's editions cover a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the names say it
pub enum Cover {
    Whole,
    Part,
    Missing,
}

/// A place on the axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot<'a> {
    /// An edition's id or a year; empty for a month and for what is missing between editions.
    pub key: Cow<'a, str>,
    /// From when to when.
    pub period: Period,
    /// How far editions cover it.
    pub cover: Cover,
    /// Rows of each column; none where the slot is missing.
    pub cells: Vec<usize>,
    /// All rows.
    pub rows: usize,
}

/// Rows by channel.
type Cells = [usize; 4];

/// A slot with the rows of every channel, those that do not occur too.
struct Counted<'a> {
    key: Cow<'a, str>,
    period: Period,
    cover: Cover,
    cells: Cells,
}

impl<'a> OverTime<'a> {
    /// By month where each row has one, else by edition; up to the newest edition that has one of the rows, so that a
    /// new edition changes no page but those it has rows for.
    pub fn of(register: &'a Register, releases: impl Iterator<Item = &'a Release> + Clone) -> Option<OverTime<'a>> {
        match releases.clone().map(month_of).collect::<Option<Vec<_>>>() {
            Some(months) => {
                let (first, last) = (*months.iter().min()?, *months.iter().max()?);
                let newest = releases.clone().map(|release| Month::of(register.edition_of(release).to)).max()?;
                by_month(register, releases, first, last.max(newest))
            }
            None => by_edition(register, releases),
        }
    }

    /// The months of a year. A channel whose rows do not all name their month is left out.
    pub fn of_year(
        register: &'a Register,
        releases: impl Iterator<Item = &'a Release> + Clone,
        year: i32,
    ) -> Option<OverTime<'a>> {
        let all = releases.clone().count();
        let undated = count_by_channel(releases.clone().filter(|release| month_of(release).is_none()));
        let drawn = releases.filter(|release| undated[release.channel as usize].1 == 0);
        let month = |number| NaiveDate::from_ymd_opt(year, number, 1).map(Month::of);
        let left_out = all - drawn.clone().count();
        let chart = by_month(register, drawn, month(1)?, month(12)?)?;
        Some(OverTime { left_out, ..chart })
    }
}

fn month_of(release: &Release) -> Option<Month> {
    match release.released {
        Released::Day(day) => Some(Month::of(day)),
        Released::Month(month) => Some(month),
        Released::Period => None,
    }
}

fn by_month<'a>(
    register: &'a Register,
    releases: impl Iterator<Item = &'a Release>,
    first: Month,
    last: Month,
) -> Option<OverTime<'a>> {
    let coverage = Coverage::of(register);
    let mut counts: BTreeMap<Month, Cells> = BTreeMap::new();
    for release in releases {
        counts.entry(month_of(release)?).or_default()[release.channel as usize] += 1;
    }
    let slot = |month: Month| {
        let cells = counts.get(&month).copied();
        let cover = coverage.of_days(month.first_day(), month.last_day());
        let cover = if cells.is_some() && cover == Cover::Missing { Cover::Part } else { cover };
        let period = Period { from: Some(Day(month.first_day())), to: Day(month.last_day()) };
        Counted { key: "".into(), period, cover, cells: cells.unwrap_or_default() }
    };
    let slots: Vec<_> = trimmed(months(first, last).map(slot).collect());
    if slots.len() <= MOST_POINTS {
        return chart(register, "month", slots, Vec::new());
    }
    let january = |month: Month| NaiveDate::from_ymd_opt(month.year(), 1, 1).map(Month::of);
    let december = NaiveDate::from_ymd_opt(last.year(), 12, 1).map(Month::of);
    let whole_years: Vec<_> = months(january(first)?, december?).map(slot).collect();
    chart(register, "year", trimmed(years(&whole_years)), trimmed(whole_years))
}

/// Every month from the first to the last.
fn months(first: Month, last: Month) -> impl Iterator<Item = Month> {
    let next = |month: &Month| month.last_day().succ_opt().map(Month::of);
    std::iter::successors(Some(first), next).take_while(move |month| *month <= last)
}

/// Slots without what is missing before the first and after the last that is there.
fn trimmed(mut slots: Vec<Counted<'_>>) -> Vec<Counted<'_>> {
    let there = |slot: &Counted<'_>| slot.cover != Cover::Missing;
    slots.truncate(slots.iter().rposition(there).map_or(0, |last| last + 1));
    slots.drain(..slots.iter().position(there).unwrap_or(0));
    slots
}

/// The years of whole years of months.
fn years<'a>(months: &[Counted<'_>]) -> Vec<Counted<'a>> {
    let year = |months: &[Counted<'_>]| {
        let covers = |cover| months.iter().all(|month| month.cover == cover);
        let uniform = [Cover::Whole, Cover::Missing].into_iter().find(|&cover| covers(cover));
        let cover = uniform.unwrap_or(Cover::Part);
        let (first, last) = (months[0].period, months[months.len() - 1].period);
        let cells = std::array::from_fn(|channel| months.iter().map(|month| month.cells[channel]).sum());
        let key = last.to.0.year().to_string().into();
        Counted { key, period: Period { from: first.from, to: last.to }, cover, cells }
    };
    months.chunks(12).map(year).collect()
}

/// By edition, from the first that has one of the rows to the last that has one. None where rows come from an edition
/// that is no flow (its rows are what was new in a list, not what was released in a period), or where periods overlap.
fn by_edition<'a>(register: &'a Register, releases: impl Iterator<Item = &'a Release>) -> Option<OverTime<'a>> {
    let mut counts: BTreeMap<&str, Cells> = BTreeMap::new();
    for release in releases {
        counts.entry(release.edition.as_str()).or_default()[release.channel as usize] += 1;
    }
    let mut editions: Vec<&Edition> = { register.editions.values() }.filter(|e| e.kind == EditionKind::Flow).collect();
    editions.sort_by_key(|edition| edition.order());
    let has_rows = |edition: &&Edition| counts.contains_key(edition.id.as_str());
    if editions.iter().copied().filter(|edition| has_rows(edition)).count() < counts.len() {
        return None;
    }
    let (first, last) = (editions.iter().position(has_rows)?, editions.iter().rposition(has_rows)?);
    let mut slots: Vec<Counted<'a>> = Vec::new();
    for &edition in &editions[first..=last] {
        let from = edition.from?;
        if let Some(before) = slots.last().and_then(|slot| slot.period.to.0.succ_opt()) {
            if from < before {
                return None;
            }
            if let Some(last) = from.pred_opt().filter(|_| before < from) {
                let period = Period { from: Some(Day(before)), to: Day(last) };
                slots.push(Counted { key: "".into(), period, cover: Cover::Missing, cells: Cells::default() });
            }
        }
        let (key, cells) = (edition.id.as_str(), counts.get(edition.id.as_str()).copied().unwrap_or_default());
        slots.push(Counted { key: key.into(), period: Period::of_edition(edition), cover: Cover::Whole, cells });
    }
    chart(register, "edition", slots, Vec::new())
}

/// Whether stretches of days differ by more than a month differs from a month.
fn differ_in_length(slots: &[Counted<'_>]) -> bool {
    let days = |slot: &Counted<'_>| slot.period.from.map(|from| (slot.period.to.0 - from.0).num_days() + 1);
    let there = slots.iter().filter(|slot| slot.cover != Cover::Missing);
    let lengths: Vec<i64> = there.filter_map(days).collect();
    let (shortest, longest) = (lengths.iter().min(), lengths.iter().max());
    shortest.zip(longest).is_some_and(|(shortest, longest)| longest * 100 > shortest * 115)
}

/// The chart, if one of its channels has rows in enough slots and the slots are not too many to draw.
fn chart<'a>(
    register: &'a Register,
    by: &'static str,
    slots: Vec<Counted<'a>>,
    months: Vec<Counted<'a>>,
) -> Option<OverTime<'a>> {
    let filled = |channel: Channel| slots.iter().filter(|slot| slot.cells[channel as usize] > 0).count();
    let enough = Channel::ALL.into_iter().any(|channel| filled(channel) >= FEWEST_POINTS);
    if !enough || slots.len() > MOST_POINTS {
        return None;
    }
    let unequal = by == "edition" && differ_in_length(&slots);
    let span = Period { from: slots.first()?.period.from, to: slots.last()?.period.to };
    let occurring: Vec<Channel> = Channel::ALL.into_iter().filter(|&channel| filled(channel) > 0).collect();
    let shown = |counted: Vec<Counted<'a>>| -> Vec<Slot<'a>> {
        let slot = |Counted { key, period, cover, cells }: Counted<'a>| Slot {
            key,
            period,
            cover,
            cells: { occurring.iter() }
                .filter(|_| cover != Cover::Missing)
                .map(|&channel| cells[channel as usize])
                .collect(),
            rows: cells.iter().sum(),
        };
        counted.into_iter().map(slot).collect()
    };
    let (slots, months) = (shown(slots), shown(months));
    Some(OverTime {
        by,
        span,
        columns: occurring.iter().map(|&channel| channel_label(register, channel)).collect(),
        headlines: (0..occurring.len()).map(|column| headline(&slots, column, !unequal)).collect(),
        missing: slots.iter().any(|slot| slot.cover == Cover::Missing),
        in_part: slots.iter().any(|slot| slot.cover == Cover::Part),
        slots,
        months,
        unequal,
        left_out: 0,
    })
}

/// The days that a register's editions cover, as stretches that do not touch, oldest first.
struct Coverage(Vec<(NaiveDate, NaiveDate)>);

impl Coverage {
    fn of(register: &Register) -> Coverage {
        let editions = register.editions.values().filter(|edition| edition.kind != EditionKind::Projects);
        let mut all: Vec<_> = editions.map(|e| (e.from.unwrap_or(NaiveDate::MIN), e.to)).collect();
        all.sort();
        let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (from, to) in all {
            match stretches.last_mut().filter(|last| last.1.succ_opt().is_none_or(|next| from <= next)) {
                Some(last) => last.1 = last.1.max(to),
                None => stretches.push((from, to)),
            }
        }
        Coverage(stretches)
    }

    fn of_days(&self, first: NaiveDate, last: NaiveDate) -> Cover {
        let touches = |&(from, to): &(NaiveDate, NaiveDate)| from <= last && first <= to;
        match self.0.iter().find(|stretch| touches(stretch)) {
            None => Cover::Missing,
            Some(&(from, to)) if from <= first && last <= to => Cover::Whole,
            Some(_) => Cover::Part,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{AgreementId, EditionId, Facts, OrganisationId, ReleaseId, Stated, Version, parse_date};

    fn edition(id: &str, from: &str, to: &str) -> Edition {
        Edition {
            id: EditionId::new(id),
            kind: EditionKind::Flow,
            from: parse_date(from),
            to: parse_date(to).unwrap(),
            published: None,
            revision: None,
            supersedes: None,
            source: String::new(),
            sha256: String::new(),
            bytes: None,
            licence: String::new(),
            note: String::new(),
        }
    }

    pub(in crate::site) fn release(edition: &str, released: &str, channel: Channel) -> Release {
        let nothing: Stated = None;
        Release {
            id: ReleaseId::new("R1"),
            edition: EditionId::new(edition),
            source_sheet: "".into(),
            source_row: None,
            reference: "".into(),
            agreement: AgreementId::new("A"),
            version: Version::new("v1"),
            recipient_raw: "".into(),
            recipient: OrganisationId::new("o"),
            recipient_type: nothing.clone(),
            datasets_raw: "".into(),
            datasets: [].into(),
            released_raw: released.to_owned(),
            released: match (parse_date(released), Month::parse(released)) {
                (Some(day), _) => Released::Day(day),
                (None, Some(month)) => Released::Month(month),
                (None, None) => Released::Period,
            },
            channel,
            identifiability: nothing.clone(),
            sensitivity: nothing.clone(),
            legal_basis: nothing.clone(),
            frequency: nothing.clone(),
            opt_outs_stated: nothing.clone(),
            confidentiality: nothing,
            files: None,
            note: String::new(),
        }
    }

    fn register(editions: &[(&str, &str, &str)], releases: Vec<Release>) -> Register {
        let editions = editions.iter().map(|(id, from, to)| (EditionId::new(*id), edition(id, from, to))).collect();
        Register::new(Facts { editions, releases, ..Facts::default() })
    }

    fn files(rows: &[(&str, &str)]) -> Vec<Release> {
        rows.iter().map(|(edition, released)| release(edition, released, Channel::File)).collect()
    }

    /// Each slot as its key or its month, with its rows; a slot covered in part in brackets, a missing one as `-`.
    fn slots(chart: &OverTime<'_>) -> String {
        let slot = |slot: &Slot<'_>| {
            let month = slot.period.to.0.format("%Y-%m").to_string();
            let name = if slot.key.is_empty() { &month } else { &*slot.key };
            match slot.cover {
                Cover::Whole => format!("{name}:{}", slot.rows),
                Cover::Part => format!("{name}:({})", slot.rows),
                Cover::Missing => format!("{name}:-"),
            }
        };
        chart.slots.iter().map(slot).collect::<Vec<_>>().join(" ")
    }

    fn drawn(register: &Register) -> Option<OverTime<'_>> {
        OverTime::of(register, register.releases.iter())
    }

    const QUARTERS: [(&str, &str, &str); 2] = [("q1", "2023-01-01", "2023-03-31"), ("q3", "2023-07-01", "2023-08-15")];

    #[test]
    fn a_month_without_rows_is_0_and_a_month_without_an_edition_is_missing() {
        let rows =
            [("q1", "2023-01-05"), ("q1", "2023-01"), ("q1", "2023-03-31"), ("q3", "2023-07-01"), ("q3", "2023-08-02")];
        let register = register(&QUARTERS, files(&rows));
        let chart = drawn(&register).unwrap();
        assert_eq!(slots(&chart), "2023-01:2 2023-02:0 2023-03:1 2023-04:- 2023-05:- 2023-06:- 2023-07:1 2023-08:(1)");
        assert!(chart.missing && chart.in_part);
        assert_eq!(chart.headlines, [Headline::Neutral]);
    }

    #[test]
    fn one_row_without_a_month_puts_all_by_edition_with_gaps_between() {
        let editions = [QUARTERS[0], ("q2", "2023-04-01", "2023-06-30"), ("q4", "2023-10-01", "2023-12-31")];
        let register = register(&editions, files(&[("q1", "2023-01-05"), ("q2", ""), ("q2", "2023-05"), ("q4", "")]));
        let chart = drawn(&register).unwrap();
        assert_eq!((chart.by, slots(&chart).as_str()), ("edition", "q1:1 q2:2 2023-09:- q4:1"));
        assert!(!chart.unequal, "quarters differ by a day or two");
    }

    #[test]
    fn editions_of_different_length_are_said_to_be_so_and_overlapping_ones_are_not_drawn() {
        let rows = || files(&[("q1", ""), ("q2", ""), ("y", "")]);
        let longer = [QUARTERS[0], ("q2", "2023-04-01", "2023-06-30"), ("y", "2023-07-01", "2023-12-31")];
        assert!(drawn(&register(&longer, rows())).unwrap().unequal);
        let twice = [QUARTERS[0], ("q2", "2023-03-01", "2023-06-30"), ("y", "2023-07-01", "2023-12-31")];
        assert_eq!(drawn(&register(&twice, rows())), None);
    }

    #[test]
    fn too_few_points_and_no_rows_are_no_chart() {
        assert_eq!(drawn(&register(&QUARTERS, files(&[("q1", "2023-01"), ("q1", "2023-02")]))), None);
        assert_eq!(drawn(&register(&QUARTERS, Vec::new())), None);
        assert_eq!(drawn(&register(&QUARTERS, files(&[("q1", ""), ("q3", "")]))), None);
    }

    #[test]
    fn many_months_are_drawn_by_year_and_both_hold_every_row() {
        let rows: Vec<_> = (0..50).map(|n| format!("{}-{:02}", 2019 + n / 12, 1 + n * 5 % 12)).collect();
        let releases = rows.iter().zip(0..).map(|(month, n)| release("all", month, Channel::ALL[n % 3])).collect();
        let register = register(&[("all", "2019-01-01", "2023-06-30")], releases);
        let chart = drawn(&register).unwrap();
        assert_eq!(slots(&chart), "2019:12 2020:12 2021:12 2022:12 2023:(2)");
        assert_eq!(chart.columns.len(), 3);
        for (column, channel) in Channel::ALL.into_iter().take(3).enumerate() {
            let in_register = register.releases.iter().filter(|release| release.channel == channel).count();
            for slots in [&chart.slots, &chart.months] {
                let sum: usize = slots.iter().filter_map(|slot| slot.cells.get(column)).sum();
                assert_eq!(sum, in_register);
            }
        }
        for slot in chart.slots.iter().chain(&chart.months) {
            assert_eq!(slot.rows, slot.cells.iter().sum::<usize>());
        }
    }

    #[test]
    fn a_year_draws_the_channels_whose_rows_all_have_a_month_and_counts_the_others() {
        let mut releases = files(&[("q1", "2023-01"), ("q1", "2023-02"), ("q1", "2023-03")]);
        releases.push(release("q1", "2023-01", Channel::CommissionerFlow));
        releases.push(release("q1", "", Channel::CommissionerFlow));
        let register = register(&QUARTERS[..1], releases);
        let chart = OverTime::of_year(&register, register.releases.iter(), 2023).unwrap();
        assert_eq!(slots(&chart), "2023-01:1 2023-02:1 2023-03:1");
        assert_eq!((chart.columns.len(), chart.left_out), (1, 2));
    }
}
