//! W26: counts of people below the number that `register.toml` sets. With few people in a count, a reader who knows one
//! of them may learn the rest. Only counts that say whom they count are found; what a number alone counts is not guessed.

use crate::records::CountDraft;
use std::ops::Range;

/// Words for those whom registers count. Staff and visitors of a body are not its patients.
const PEOPLE: [&str; 12] = [
    "patients",
    "people",
    "persons",
    "individuals",
    "women",
    "men",
    "children",
    "babies",
    "deaths",
    "participants",
    "mothers",
    "residents",
];

/// Words that may stand between a number and people.
const KINDS: [&str; 15] = [
    "adult",
    "child",
    "deceased",
    "elderly",
    "female",
    "identifiable",
    "identified",
    "individual",
    "male",
    "named",
    "new",
    "older",
    "other",
    "such",
    "young",
];

/// Words for small numbers. "One" counts nobody in most sentences.
const NUMBERS: [&str; 19] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Words after which a number is a bound, an age or the name of something.
const NO_COUNT: [&str; 30] = [
    "age",
    "aged",
    "band",
    "below",
    "class",
    "cohort",
    "every",
    "exceeding",
    "figure",
    "grade",
    "group",
    "least",
    "level",
    "minimum",
    "most",
    "over",
    "per",
    "phase",
    "stage",
    "step",
    "table",
    "than",
    "tier",
    "to",
    "type",
    "under",
    "version",
    "wave",
    "within",
    "year",
];

/// What may open a bracket or a quotation before a number.
const OPENING: [char; 4] = ['(', '"', '“', '‘'];

/// Where a text counts fewer people than `least`: from the number to the people.
pub(super) fn in_prose(text: &str, least: u32) -> Vec<Range<usize>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (0..words.len()).filter_map(|at| count(text, &words, at, least)).collect()
}

fn count(text: &str, words: &[&str], at: usize, least: u32) -> Option<Range<usize>> {
    let number = value(words[at])?;
    if number == 0 || number >= least || is_no_count(&words[..at]) {
        return None;
    }
    let next = words.get(at + 1)?;
    let people = if KINDS.contains(&bare(next)) { words.get(at + 2)? } else { next };
    if !PEOPLE.contains(&bare(people).to_lowercase().as_str()) {
        return None;
    }
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let number = words[at].trim_start_matches(OPENING);
    Some(place(number)..place(people) + bare_end(people))
}

/// A bound or a share stands before the number: "fewer than", "<", "one in".
fn is_no_count(before: &[&str]) -> bool {
    match before {
        [.., number, "in"] => number.eq_ignore_ascii_case("one") || value(number).is_some(),
        [.., last] => {
            last.ends_with(['<', '>', '≤', '≥', '~']) || NO_COUNT.contains(&bare(last).to_lowercase().as_str())
        }
        [] => false,
    }
}

fn value(word: &str) -> Option<u32> {
    let plain = word.trim_start_matches(OPENING);
    if plain.starts_with(|c: char| c.is_ascii_digit()) {
        return plain.parse().ok();
    }
    let lower = plain.to_lowercase();
    NUMBERS.iter().zip(2..).find(|(number, _)| **number == lower).map(|(_, value)| value)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn bare_end(word: &str) -> usize {
    word.trim_end_matches(|c: char| !c.is_alphanumeric()).len()
}

/// Whether a row of `counts.csv` counts people, by the words of its series, its measure or its body, and fewer than
/// `least`.
pub(super) fn in_counts(row: &CountDraft<'_>, least: u32) -> bool {
    let is_people =
        |text: &str| text.split_whitespace().any(|word| PEOPLE.contains(&bare(word).to_lowercase().as_str()));
    let counts_people = [&row.series, &row.measure, &row.body].into_iter().any(|cell| is_people(cell.text()));
    counts_people && row.value.text().parse().is_ok_and(|value: u32| (1..least).contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        in_prose(text, 5).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn counts_of_few_people_are_found_in_figures_and_words() {
        assert_eq!(found("In the ward 3 patients died, and two women left."), ["3 patients", "two women"]);
        assert_eq!(found("(4 named individuals)"), ["4 named individuals"]);
        assert_eq!(found("Three Patients."), ["Three Patients"]);
    }

    #[test]
    fn bounds_shares_large_numbers_and_names_are_no_small_counts() {
        for text in [
            "fewer than 5 patients",
            "less than 3 patients",
            "<4 patients",
            "5 patients",
            "1.3 million women",
            "3 million people",
            "one in three women",
            "Type 2 patients",
            "Tier 0 patients",
            "0 patients",
            "3.2 patients",
            "COVID-2 patients",
            "3 hospitals",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
