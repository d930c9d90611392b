//! The period of an edition. In some workbooks it stands in no cell, so it comes from the command or from a file name
//! that holds it in full; what drawings and prose say may confirm it and must not contradict it. Where neither says it
//! and release rows carry dates, it goes from the earliest to the latest.

use super::Request;
use super::table::Located;
use super::workbook::{Workbook, place};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::model::fold::collapse;
use crate::model::{EditionKind, Month, month_by_name, parse_date};
use crate::records::{Field, Role};
use chrono::NaiveDate;

/// Longer texts mention other periods too: they confirm, but do not contradict.
const TITLE_CHARS: usize = 160;

/// A period, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// First day; a stock has none.
    pub(super) from: Option<NaiveDate>,
    /// Last day, or the day a stock was taken.
    pub(super) to: NaiveDate,
    pub(super) kind: EditionKind,
    /// Where it was found, as sentences for a report.
    pub(super) sources: Vec<String>,
    /// Releases outside it: how many, the earliest and the latest day. They are warned of and kept.
    pub(super) outside: Option<(usize, NaiveDate, NaiveDate)>,
}

/// Settles the period, or says what is missing or wrong.
pub(super) fn settle(
    request: &Request,
    workbook: &Workbook,
    located: &Located<'_>,
    faults: &mut Diagnostics,
) -> Option<Period> {
    let mut sources = Vec::new();
    let named = in_file_name(&workbook.file_name);
    let dated = dates(located);
    let mut is_by_rows = false;
    let (from, to) = match (request.stock_at, request.from, request.to) {
        (Some(day), None, None) => (None, day),
        (None, from, Some(to)) => (from, to),
        (None, None, None) => match (named, first_and_last(&dated)) {
            (Some((from, to)), _) => (Some(from), to),
            (None, Some((from, to))) => {
                is_by_rows = true;
                (Some(from), to)
            }
            (None, None) => return no_period(faults),
        },
        _ => return contradictory_flags(faults),
    };
    if request.stock_at.is_some() || request.to.is_some() {
        sources.push("the command".to_owned());
    }
    if is_by_rows {
        sources.push(format!("the dates of {} releases, from the earliest to the latest", dated.len()));
    }
    let period = Period { from, to, kind: kind(request, located), sources, outside: outside(&dated, from, to) };
    if !is_sound(&period, faults) {
        return None;
    }
    // What rows say is what they say: a title that rounds it to whole months contradicts nothing.
    let mut contradictions = Diagnostics::new();
    let period = confirm(period, named, workbook, located, &mut contradictions);
    if !is_by_rows {
        faults.extend(contradictions);
    }
    Some(period)
}

/// What the edition is: by the command, else by the layout, whose releases a day turns into a stock.
fn kind(request: &Request, located: &Located<'_>) -> EditionKind {
    let by_layout = match located.layout.kind {
        EditionKind::Flow if request.stock_at.is_some() => EditionKind::Stock,
        kind => kind,
    };
    request.kind.unwrap_or(by_layout)
}

/// The first and the last day of each dated release.
fn dates(located: &Located<'_>) -> Vec<(NaiveDate, NaiveDate)> {
    let tables = located.tables(Role::Releases);
    let texts = tables.flat_map(|table| table.rows.iter().filter_map(|row| table.date(row, Field::Released)));
    let spans = texts.filter_map(|text| match Month::parse(&text) {
        Some(month) => Some((month.first_day(), month.last_day())),
        None => parse_date(&text).map(|day| (day, day)),
    });
    spans.collect()
}

fn first_and_last(dates: &[(NaiveDate, NaiveDate)]) -> Option<(NaiveDate, NaiveDate)> {
    let first = dates.iter().map(|(first, _)| *first).min()?;
    Some((first, dates.iter().map(|(_, last)| *last).max()?))
}

/// How many dated releases lie outside a period, and the first and last of them.
fn outside(
    dates: &[(NaiveDate, NaiveDate)],
    from: Option<NaiveDate>,
    to: NaiveDate,
) -> Option<(usize, NaiveDate, NaiveDate)> {
    let is_outside = |(first, last): &&(NaiveDate, NaiveDate)| *first > to || from.is_some_and(|from| *last < from);
    let others: Vec<(NaiveDate, NaiveDate)> = dates.iter().filter(is_outside).copied().collect();
    first_and_last(&others).map(|(first, last)| (others.len(), first, last))
}

fn no_period(faults: &mut Diagnostics) -> Option<Period> {
    let fault = Diagnostic::new(&codes::E8, "nothing says which period this edition covers");
    faults
        .push(fault.help("give --from and --to, or --stock-at for everything up to a day, such as a list of projects"));
    None
}

fn contradictory_flags(faults: &mut Diagnostics) -> Option<Period> {
    let fault = Diagnostic::new(&codes::E8, "the command gives half a period, or two kinds of it");
    faults.push(fault.help("give --from and --to together, or --stock-at alone"));
    None
}

fn is_sound(period: &Period, faults: &mut Diagnostics) -> bool {
    let Period { from, to, kind, .. } = period;
    let message = match from {
        None if *kind == EditionKind::Flow => {
            "a register of releases within a period needs its first day too".to_owned()
        }
        Some(from) if from > to => format!("the period begins on {from} and ends on {to}"),
        _ => return true,
    };
    faults.push(Diagnostic::new(&codes::E8, message).help("give --from and --to, the earlier day first"));
    false
}

/// A text that names a period, and the source it belongs to.
struct Said<'a> {
    source: &'a str,
    place: String,
    text: String,
    ranges: Vec<(NaiveDate, NaiveDate)>,
}

/// Looks what the file name, the drawings and the sheets of prose say. A source contradicts if a title of it names
/// another period and nothing in it names this one.
fn confirm(
    mut period: Period,
    named: Option<(NaiveDate, NaiveDate)>,
    workbook: &Workbook,
    located: &Located<'_>,
    faults: &mut Diagnostics,
) -> Period {
    let agrees = |(from, to): &(NaiveDate, NaiveDate)| period.to == *to && period.from.is_none_or(|own| own == *from);
    let said = all_said(named, workbook, located);
    let (confirming, others): (Vec<&Said<'_>>, Vec<&Said<'_>>) =
        said.iter().partition(|said| said.ranges.iter().any(agrees));
    for other in others.iter().filter(|other| other.text.chars().count() <= TITLE_CHARS) {
        let is_confirmed = confirming.iter().any(|said| said.source == other.source);
        if let Some((from, to)) = other.ranges.first().filter(|_| !is_confirmed) {
            let own = period.from.map_or(String::new(), |day| format!("{day} to "));
            let message = format!("the edition is {own}{}, but {} says {from} to {to}", period.to, other.place);
            let help = "check that this is the right workbook, and the period in the command";
            faults.push(Diagnostic::new(&codes::E8, message).help(help));
        }
    }
    let found = confirming.iter().map(|said| format!("{}: {}", said.place, said.text)).collect::<Vec<_>>();
    period.sources.extend(found);
    period
}

fn all_said<'a>(named: Option<(NaiveDate, NaiveDate)>, workbook: &'a Workbook, located: &Located<'a>) -> Vec<Said<'a>> {
    let file_name = || Said {
        source: "the file name",
        place: "the file name".to_owned(),
        text: workbook.file_name.clone(),
        ranges: named.into_iter().collect(),
    };
    let mut said = vec![file_name()];
    for paragraph in &workbook.drawing_text {
        let text = collapse(paragraph);
        said.push(Said { source: "a drawing", place: "a drawing".to_owned(), ranges: ranges(&text), text });
    }
    for table in located.tables(Role::Text) {
        for (row, (column, cell)) in table.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell))) {
            let place = format!("{}!{}", table.sheet.name, place(*column, row.number));
            let text = collapse(cell).chars().take(TITLE_CHARS + 1).collect();
            said.push(Said { source: &table.sheet.name, place, text, ranges: ranges(cell) });
        }
    }
    said.retain(|said| !said.ranges.is_empty());
    said
}

/// A period that a file name holds in full: two whole dates. A year and a month are not enough.
fn in_file_name(name: &str) -> Option<(NaiveDate, NaiveDate)> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let days = digit_dates(stem);
    if let [from, to] = days[..] {
        return Some((from, to)).filter(|(from, to)| from <= to);
    }
    let words: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let whole = |range: &Range| range.has_days;
    find_ranges(&words).into_iter().find(whole).map(|range| (range.from, range.to))
}

/// Dates written `20170901` or `2017-09-01` (or with `_` or `.`), wherever they stand.
fn digit_dates(text: &str) -> Vec<NaiveDate> {
    let mut found = Vec::new();
    let runs: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let mut at = 0;
    while at < runs.len() {
        let compact = runs[at];
        let spaced = runs.get(at..at + 3).map(|parts| parts.join("-"));
        if compact.len() == 8 && compact.is_ascii() {
            found.extend(parse_date(&format!("{}-{}-{}", &compact[..4], &compact[4..6], &compact[6..])));
        } else if let Some(day) = spaced.and_then(|text| parse_date(&text)) {
            found.push(day);
            at += 2;
        }
        at += 1;
    }
    found
}

/// Every period in a text: "01 February 2021 to 28 February 2021", "1st September – 30th November 2017",
/// "September 2017 to November 2017", "2021-02-01 to 2021-02-28".
fn ranges(text: &str) -> Vec<(NaiveDate, NaiveDate)> {
    find_ranges(text).into_iter().map(|range| (range.from, range.to)).collect()
}

struct Range {
    from: NaiveDate,
    to: NaiveDate,
    /// Whether both days were written.
    has_days: bool,
}

fn find_ranges(text: &str) -> Vec<Range> {
    let spaced = text.replace(['\u{2013}', '\u{2014}', '\u{2212}'], " - ");
    let words: Vec<String> = spaced.split_whitespace().map(bare_word).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match range_at(&words, at) {
            Some((range, next)) => {
                found.push(range);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

fn bare_word(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
    bare.to_lowercase()
}

/// A date as written: parts may be missing.
struct Written {
    day: Option<u32>,
    month: u32,
    year: Option<i32>,
}

fn range_at(words: &[String], at: usize) -> Option<(Range, usize)> {
    let (first, next) = date_at(words, at)?;
    let joins = ["to", "-", "until", "through", "and"];
    words.get(next).filter(|word| joins.contains(&word.as_str()))?;
    let (last, next) = date_at(words, next + 1)?;
    let year = last.year?;
    let from = NaiveDate::from_ymd_opt(first.year.unwrap_or(year), first.month, first.day.unwrap_or(1))?;
    let to = match last.day {
        Some(day) => NaiveDate::from_ymd_opt(year, last.month, day)?,
        None => Month::of(NaiveDate::from_ymd_opt(year, last.month, 1)?).last_day(),
    };
    let has_days = first.day.is_some() && last.day.is_some();
    (from <= to).then_some((Range { from, to, has_days }, next))
}

fn date_at(words: &[String], at: usize) -> Option<(Written, usize)> {
    let word = words.get(at)?;
    if let Some(day) = parse_date(word) {
        use chrono::Datelike;
        return Some((Written { day: Some(day.day()), month: day.month(), year: Some(day.year()) }, at + 1));
    }
    let day = day_number(word);
    let month_at = at + usize::from(day.is_some());
    let month = month_by_name(words.get(month_at)?)?;
    let year = words.get(month_at + 1).filter(|word| word.len() == 4).and_then(|word| word.parse().ok());
    Some((Written { day, month, year }, month_at + 1 + usize::from(year.is_some())))
}

fn day_number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let number = digits.parse().ok().filter(|number| (1..=31).contains(number))?;
    ["", "st", "nd", "rd", "th"].contains(&suffix).then_some(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn found(text: &str) -> Vec<String> {
        ranges(text).into_iter().map(|(from, to)| format!("{from}/{to}")).collect()
    }

    #[test]
    fn periods_are_found_in_the_ways_that_publishers_write_them() {
        assert_eq!(found("01 February 2021 to 28 February 2021"), ["2021-02-01/2021-02-28"]);
        assert_eq!(found("Data released, 1st September \u{2013} 30th November 2017."), ["2017-09-01/2017-11-30"]);
        assert_eq!(found("from September 2017 to November 2017"), ["2017-09-01/2017-11-30"]);
        assert_eq!(found("2021-02-01 to 2021-02-28"), ["2021-02-01/2021-02-28"]);
        assert_eq!(found("4 to 7 characters; 28 February 2021"), Vec::<String>::new());
        assert_eq!(found("30 February 2021 to 31 February 2021"), Vec::<String>::new());
    }

    #[test]
    fn a_file_name_counts_only_in_full() {
        let named = |name| in_file_name(name).map(|(from, to)| format!("{from}/{to}"));
        let autumn = Some("2017-09-01/2017-11-30".to_owned());
        assert_eq!(named("releaseregister20170901_20171130_v02.xlsx"), autumn);
        assert_eq!(named("register-2017-09-01-to-2017-11-30.xlsx"), autumn);
        assert_eq!(named("register 1 september 2017 to 30 november 2017.xlsx"), autumn);
        assert_eq!(named("register-2021-02.xlsx"), None);
        assert_eq!(named("register-2017-09-to-2017-11.xlsx"), None);
        assert_eq!(named("september_2017_to_november_2017.xlsx"), None);
    }
}
