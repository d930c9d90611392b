//! W26: counts of people below the number that `register.toml` sets. With few people in a count, a reader who knows one
//! of them may learn the rest. Only counts that say whom they count are found; what a number alone counts is not guessed.

use crate::records::CountDraft;
use std::ops::Range;

/// Words for those whom registers count. Staff and visitors of a body are not its patients.
const PEOPLE: [&str; 18] = [
    "patients",
    "people",
    "persons",
    "individuals",
    "women",
    "men",
    "children",
    "adults",
    "babies",
    "infants",
    "boys",
    "girls",
    "births",
    "deaths",
    "participants",
    "mothers",
    "fathers",
    "residents",
];

/// One of them. "1 patient record" counts records, so that one is told only where the word ends what is counted.
const PERSON: [&str; 16] = [
    "patient",
    "person",
    "individual",
    "woman",
    "man",
    "child",
    "adult",
    "baby",
    "infant",
    "boy",
    "girl",
    "birth",
    "death",
    "participant",
    "mother",
    "resident",
];

/// Words after one person that go on about that person.
const GOES_ON: [&str; 14] =
    ["and", "died", "for", "from", "had", "has", "in", "is", "of", "or", "was", "were", "who", "with"];

/// Words that may stand between a number and people.
const KINDS: [&str; 26] = [
    "adult",
    "cancer",
    "child",
    "deceased",
    "elderly",
    "eligible",
    "female",
    "identifiable",
    "identified",
    "individual",
    "living",
    "male",
    "named",
    "new",
    "nhs",
    "of",
    "older",
    "other",
    "our",
    "pregnant",
    "such",
    "the",
    "their",
    "these",
    "those",
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
const NO_COUNT: [&str; 53] = [
    "age",
    "aged",
    "annex",
    "appendix",
    "arm",
    "band",
    "below",
    "box",
    "category",
    "chapter",
    "class",
    "cohort",
    "criterion",
    "day",
    "every",
    "exceeding",
    "figure",
    "grade",
    "group",
    "item",
    "least",
    "level",
    "minimum",
    "month",
    "most",
    "no",
    "number",
    "objective",
    "option",
    "over",
    "page",
    "paragraph",
    "part",
    "per",
    "phase",
    "question",
    "section",
    "site",
    "stage",
    "step",
    "stratum",
    "table",
    "team",
    "than",
    "tier",
    "type",
    "under",
    "version",
    "visit",
    "wave",
    "week",
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
    let kinds = words[at + 1..].iter().take(MOST_KINDS).take_while(|word| is_one_of(&KINDS, word)).count();
    let people = words.get(at + 1 + kinds)?;
    let next = words.get(at + 2 + kinds);
    let goes_on =
        || next.is_none_or(|next| is_one_of(&GOES_ON, bare(next))) || !people.ends_with(char::is_alphanumeric);
    let is_one = number == 1 && PERSON.contains(&bare(people).to_lowercase().as_str()) && goes_on();
    if !is_one && !PEOPLE.contains(&bare(people).to_lowercase().as_str()) {
        return None;
    }
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let number = words[at].trim_start_matches(OPENING);
    Some(place(number)..place(people) + bare_end(people))
}

/// "3 of the older male patients".
const MOST_KINDS: usize = 4;

/// Whether it is one of these words, with nothing after it.
fn is_one_of(these: &[&str], word: &str) -> bool {
    these.contains(&word.trim_start_matches(OPENING).to_lowercase().as_str())
}

/// A bound, a share or the end of a range stands before the number: "fewer than", "<", "up to", "one in", "between 1 and".
fn is_no_count(before: &[&str]) -> bool {
    let is_number = |word: &str| word.eq_ignore_ascii_case("one") || value(word).is_some();
    match before {
        [.., number, "in"] | [.., number, "out", "of"] if is_number(number) => true,
        [.., number, "to" | "-" | "–"] | [.., "between", number, "and"] if is_number(number) => true,
        [.., "up" | "equal" | "close" | "down", "to"] => true,
        [.., last] => last.ends_with(['<', '>', '≤', '≥', '~']) || is_one_of(&NO_COUNT, last),
        [] => false,
    }
}

fn value(word: &str) -> Option<u32> {
    let plain = word.trim_start_matches(OPENING);
    if plain.starts_with(|c: char| c.is_ascii_digit()) {
        // "12 004": the end of a number with a space between thousands.
        let is_end = plain.len() > 1 && plain.starts_with('0');
        return plain.parse().ok().filter(|_| !is_end);
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
        assert_eq!(found("Within the year, 3 patients died."), ["3 patients"]);
        assert_eq!(found("sent to 3 Deceased Male patients"), ["3 Deceased Male patients"]);
        assert_eq!(
            found("3 of the patients and three of these older women"),
            ["3 of the patients", "three of these older women"]
        );
        assert_eq!(found("1 patient died, 1 child. For 1 death"), ["1 patient", "1 child", "1 death"]);
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
            "page 4 patients",
            "up to 4 patients",
            "2 to 4 patients",
            "between 3 and 4 patients",
            "2 – 4 patients",
            "1 out of 4 patients",
            "12 004 patients",
            "12\u{A0}004 patients",
            "1,004 patients",
            "1 patient record",
            "1 patient-level file",
            "One patient died",
            "4) patients",
            "4. patients",
            "3, patients",
            "0 patients",
            "3.2 patients",
            "COVID-2 patients",
            "3 hospitals",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
