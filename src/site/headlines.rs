//! The one thing that a chart over time may claim: a rise or a fall over equal spans, or one highest period. Where
//! numbers tie, periods differ in length or one is missing, it claims nothing.

use super::charts::{Cover, Slot};
use super::dates::Period;
use serde::Serialize;
use std::borrow::Cow;

/// A rise or fall of fewer rows than this is not worth a headline.
const CLEAR_ROWS: usize = 10;
/// A highest slot of fewer rows than this is not worth one either.
const PEAK_ROWS: usize = 5;

/// What may be said about a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Headline<'a> {
    /// Nothing but what it shows.
    Neutral,
    /// One slot has more rows than each other.
    Peak {
        /// The slot's key; empty for a month.
        key: Cow<'a, str>,
        /// The slot's period.
        period: Period,
        /// Its rows.
        n: usize,
        /// Whether that is said of slots covered as a whole, since others are covered in part.
        of_whole: bool,
    },
    /// The last slots have clearly more rows than as many before.
    Rise(Step),
    /// The last slots have clearly fewer rows than as many before.
    Fall(Step),
}

/// Rows of two spans of as many slots, next to each other and both covered as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Slots in each span.
    pub slots: usize,
    /// Rows in the earlier span.
    pub before: usize,
    /// Rows in the later span.
    pub n: usize,
}

/// What may be said about one column. Slots that are not `comparable` differ in length.
pub(super) fn headline<'a>(slots: &[Slot<'a>], column: usize, comparable: bool) -> Headline<'a> {
    if !comparable || slots.iter().any(|slot| slot.cover == Cover::Missing) {
        return Headline::Neutral;
    }
    let value = |slot: &Slot<'a>| slot.cells.get(column).copied().unwrap_or(0);
    let step = step(slots, value);
    let peak = peak(slots, value);
    // A lone spike would pass for a rise or a fall of the half it stands in.
    let spike = peak.as_ref().is_some_and(|(_, second, n)| *n >= second.saturating_mul(2));
    match (step, peak) {
        (Some(step), _) if !spike => {
            if step.n > step.before {
                Headline::Rise(step)
            } else {
                Headline::Fall(step)
            }
        }
        (_, Some((slot, _, n))) => {
            let of_whole = slots.iter().any(|slot| slot.cover == Cover::Part);
            Headline::Peak { key: slot.key.clone(), period: slot.period, n, of_whole }
        }
        _ => Headline::Neutral,
    }
}

/// The later half of the slots covered as a whole up to the very last, against the earlier half, if they clearly
/// differ: by at least ten rows and by a quarter of the larger. A series that ends in a slot covered in part has
/// none, since what is to come there could turn it round.
fn step<'a>(slots: &[Slot<'a>], value: impl Fn(&Slot<'a>) -> usize) -> Option<Step> {
    let whole = |slot: &&Slot<'a>| slot.cover == Cover::Whole;
    let run: Vec<usize> = slots.iter().rev().take_while(whole).map(value).collect();
    let half = run.len() / 2;
    let (n, before) = (run[..half].iter().sum::<usize>(), run[half..half * 2].iter().sum::<usize>());
    let clear = n.abs_diff(before) >= CLEAR_ROWS && n.min(before) * 4 <= n.max(before) * 3;
    (half >= 2 && clear).then_some(Step { slots: half, before, n })
}

/// The one slot covered as a whole that has more rows than each other slot, with the rows of the second and its own.
fn peak<'s, 'a>(slots: &'s [Slot<'a>], value: impl Fn(&Slot<'a>) -> usize) -> Option<(&'s Slot<'a>, usize, usize)> {
    let highest = slots.iter().max_by_key(|slot| value(slot))?;
    let n = value(highest);
    let second = slots.iter().filter(|slot| !std::ptr::eq(*slot, highest)).map(&value).max()?;
    (highest.cover == Cover::Whole && second < n && n >= PEAK_ROWS).then_some((highest, second, n))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::dates::Day;
    use super::*;
    use crate::model::Month;

    /// Months of 2023 from January; a number in brackets is of a month covered in part, `-` is missing.
    fn months(text: &str) -> Vec<Slot<'static>> {
        let slot = |(number, word): (usize, &str)| {
            let month = Month::parse(&format!("2023-{number:02}")).unwrap();
            let cover = match word.as_bytes()[0] {
                b'-' => Cover::Missing,
                b'(' => Cover::Part,
                _ => Cover::Whole,
            };
            let cells: Vec<usize> = word.trim_matches(['(', ')']).parse().into_iter().collect();
            let period = Period { from: Some(Day(month.first_day())), to: Day(month.last_day()) };
            Slot { key: "".into(), period, cover, rows: cells.iter().sum(), cells }
        };
        (1..).zip(text.split(' ')).map(slot).collect()
    }

    fn of(text: &str) -> String {
        match headline(&months(text), 0, true) {
            Headline::Neutral => "neutral".to_owned(),
            Headline::Peak { period, n, of_whole, .. } => {
                format!("{} {n}{}", period.to.0.format("%B"), if of_whole { " of whole" } else { "" })
            }
            Headline::Rise(step) => format!("rise {} to {} in {}", step.before, step.n, step.slots),
            Headline::Fall(step) => format!("fall {} to {} in {}", step.before, step.n, step.slots),
        }
    }

    #[test]
    fn one_highest_month_is_named_and_a_tie_is_not() {
        assert_eq!(of("3 14 5"), "February 14");
        assert_eq!(of("14 3 14"), "neutral");
        assert_eq!(of("2 2 2"), "neutral");
        assert_eq!(of("0 0 0"), "neutral");
    }

    #[test]
    fn a_month_covered_in_part_is_never_the_highest_and_is_owned_up_to() {
        assert_eq!(of("3 14 5 (4)"), "February 14 of whole");
        assert_eq!(of("3 14 5 (14)"), "neutral");
        assert_eq!(of("3 14 5 (20)"), "neutral");
    }

    #[test]
    fn nothing_is_claimed_over_a_gap_or_over_periods_of_different_length() {
        assert_eq!(of("3 14 - 5"), "neutral");
        assert_eq!(headline(&months("3 14 5"), 0, false), Headline::Neutral);
    }

    #[test]
    fn a_rise_or_fall_compares_as_many_whole_months_next_to_each_other() {
        assert_eq!(of("10 11 20 21"), "rise 21 to 41 in 2");
        assert_eq!(of("21 20 11 10"), "fall 41 to 21 in 2");
        assert_eq!(of("99 10 11 20 21"), "January 99", "a spike that the spans leave out is what stands out");
        assert_eq!(of("(1) 10 11 20 21"), "rise 21 to 41 in 2");
        assert_eq!(of("10 11 20 21 (2)"), "April 21 of whole", "the last month could still be anything");
        assert_eq!(of("10 11 12 13"), "April 13", "a few rows more are no rise");
        assert_eq!(of("1 1 2 4"), "neutral", "small numbers are neither a rise nor a peak");
        assert_eq!(of("1 1 60 5"), "March 60", "a lone spike is no rise");
    }
}
