//! What identifies a person by the words before it: a date after "born", a name after a title or a role. A few words near
//! a key word are read, so that a long text costs little more than the search for the key words.

use super::{Word, span_of};
use crate::diag::floor_boundary;
use memchr::memmem;
use std::ops::Range;
use std::sync::LazyLock;

/// How much text after a key word is read.
const NEAR: usize = 80;

/// Ends of words that a date of birth stands behind, in the letter case of texts. Made once: a register has a million
/// cells, and most are shorter than the time it takes to make these.
static BIRTH: LazyLock<[memmem::Finder<'static>; 4]> =
    LazyLock::new(|| ["born", "irth", "DOB", "D.O.B"].map(memmem::Finder::new));

/// Words that may stand between.
const FILLERS: [&str; 6] = ["on", "is", "was", "of", "the", "date"];

/// "born 12/03/1961", "DOB: 12 March 1961". A range of dates tells who is in a study and is nobody's date of birth.
pub(super) fn first_birth(text: &str) -> Option<Range<usize>> {
    let first = |key: &memmem::Finder<'_>| {
        let ends = key.find_iter(text.as_bytes()).map(|at| at + key.needle().len());
        ends.filter_map(|end| near(text, end)).find_map(|near| birth(text, near))
    };
    BIRTH.iter().filter_map(first).min_by_key(|range| range.start)
}

/// What stands behind a word that ends here; `None` where the word goes on.
fn near(text: &str, end: usize) -> Option<Range<usize>> {
    let goes_on = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    (!goes_on).then(|| end..floor_boundary(text, end + NEAR))
}

fn birth(text: &str, near: Range<usize>) -> Option<Range<usize>> {
    let words = words(&text[near.clone()]);
    let first = words.iter().position(|(_, word)| !FILLERS.contains(word))?;
    let length = date(&words[first..])?;
    let goes_on = words.get(first + length).map(|(_, word)| *word);
    if matches!(goes_on, Some("to" | "and" | "or" | "until" | "onwards" | "-" | "–")) {
        return None;
    }
    let (start, (at, last)) = (words[first].0, words[first + length - 1]);
    Some(near.start + start..near.start + at + last.len())
}

/// Words and where they begin, up to the end of the line, without punctuation at their edges; dashes stay.
fn words(text: &str) -> Vec<(usize, &str)> {
    let line = text.split('\n').next().unwrap_or("");
    let bare = |part: &'_ str| -> Option<(usize, usize)> {
        let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '–');
        let from = part.find(fine)?;
        let to = part.rfind(fine).map(|at| at + part[at..].chars().next().map_or(0, char::len_utf8))?;
        Some((from, to))
    };
    let place = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    line.split_whitespace()
        .filter_map(|part| bare(part).map(|(from, to)| (place(part) + from, &part[from..to])))
        .collect()
}

/// How many of the words make a day: `12/03/1961`, `1961-03-12`, `12th March 1961`, `12th of March 1961`,
/// `March 12 1961`.
fn date(words: &[(usize, &str)]) -> Option<usize> {
    let (_, first) = words.first()?;
    if is_date_of_one_word(first) {
        return Some(1);
    }
    let four: Vec<&str> = words.iter().take(4).map(|(_, word)| *word).collect();
    match four[..] {
        [a, b, year, ..] if is_year(year) && (is_day(a) && is_month(b) || is_month(a) && is_day(b)) => Some(3),
        [day, "of", month, year] if is_day(day) && is_month(month) && is_year(year) => Some(4),
        _ => None,
    }
}

/// In figures, or with the month's name between dashes.
fn is_date_of_one_word(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let number = |part: &str, most: u32| {
        part.len() <= 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|n| (1..=most).contains(&n))
    };
    match parts[..] {
        [day, month, year] if number(day, 31) && (number(month, 31) || is_month(month)) => {
            is_year(year) || number(year, 99) || year == "00"
        }
        [year, month, day] => is_year(year) && number(month, 12) && number(day, 31),
        _ => false,
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && (word.starts_with("19") || word.starts_with("20"))
}

fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ending = &word[digits.len()..];
    ["", "st", "nd", "rd", "th"].contains(&ending) && digits.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    word.len() >= 3 && word.is_ascii() && MONTHS.contains(&word[..3].to_ascii_lowercase().as_str())
}

/// Ends of roles that one person has, in the letter case of texts.
const ROLES: [&str; 8] = [
    "nvestigator",
    "uardian",
    "rotection Officer",
    "rotection officer",
    "Contact",
    "Contact name",
    "roject lead",
    "roject Lead",
];

/// Words that no person is named by. A name with one of them is that of a body or a post.
const BODIES: [&str; 37] = [
    "Board",
    "Care",
    "Centre",
    "Clinical",
    "College",
    "Committee",
    "Company",
    "Council",
    "Data",
    "Department",
    "Digital",
    "Director",
    "England",
    "Foundation",
    "Group",
    "Head",
    "Health",
    "Hospital",
    "Hospitals",
    "Information",
    "Institute",
    "Lead",
    "Limited",
    "Ltd",
    "Manager",
    "National",
    "Office",
    "Officer",
    "Public",
    "Research",
    "Royal",
    "School",
    "Service",
    "Services",
    "Team",
    "Trust",
    "University",
];

/// "Chief Investigator: Jane Example": a role, a colon, then two or three words that begin with a capital.
pub(super) fn first_in_role(text: &str) -> Option<Range<usize>> {
    let colons = memchr::memchr_iter(b':', text.as_bytes());
    let after_roles = colons.filter(|&at| ROLES.iter().any(|role| text[..at].ends_with(role)));
    after_roles.map(|at| at + 1..floor_boundary(text, at + 1 + NEAR)).find_map(|near| named(text, near))
}

fn named(text: &str, near: Range<usize>) -> Option<Range<usize>> {
    let rest = text[near].split('\n').next().unwrap_or("");
    let start = rest.trim_start().as_ptr() as usize - text.as_ptr() as usize;
    let mut names = Vec::new();
    for part in rest.split_whitespace() {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !is_capitalised(word) && !is_initial(word) {
            break;
        }
        names.push(word);
        // Punctuation but that of an initial ends a name.
        if word.len() < part.len() && !is_initial(word) {
            break;
        }
    }
    let is_person = (2..=3).contains(&names.len()) && names.iter().all(|name| !BODIES.contains(name));
    let last = names.last().filter(|last| is_person && is_capitalised(last))?;
    let end = last.as_ptr() as usize - text.as_ptr() as usize + last.len();
    Some(start..end)
}

/// Titles that stand before a name. "Dr" is none here: in real registers it begins the name of a company (Dr Foster) far
/// more often than that of a person.
const TITLES: [&str; 8] = ["Mr", "Mrs", "Ms", "Miss", "Prof", "Professor", "Sir", "Dame"];

/// Made once, as those of [`BIRTH`].
static TITLE: LazyLock<[memmem::Finder<'static>; 8]> = LazyLock::new(|| TITLES.map(memmem::Finder::new));

/// Whether a title may stand in the text.
pub(super) fn has_title(text: &str) -> bool {
    TITLE.iter().any(|title| title.find(text.as_bytes()).is_some())
}

/// A title, then two words that begin with a capital letter, or initials and one.
pub(super) fn first_titled(words: &[Word<'_>]) -> Option<Range<usize>> {
    let is_name = |word: &Word<'_>| is_capitalised(word.text);
    (0..words.len()).filter(|&at| TITLES.contains(&words[at].text)).find_map(|title| {
        let after = &words[title + 1..];
        let initials = after.iter().take(MOST_INITIALS).take_while(|word| is_initials(word.text)).count();
        let names = if initials > 0 { 1 } else { 2 };
        let named = after.get(initials..initials + names)?;
        named.iter().all(is_name).then(|| span_of(&words[title..=title + initials + names]))
    })
}

const MOST_INITIALS: usize = 3;

/// `J`, `JA` or `J.A`.
fn is_initials(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_uppercase).count();
    (1..=MOST_INITIALS).contains(&letters) && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'.')
}

/// A capital letter, then a small one or an apostrophe (`O'Brien`).
fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    let second = |c: char| c.is_lowercase() || matches!(c, '\'' | '’');
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(second)
}

fn is_initial(word: &str) -> bool {
    word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_after_words_of_birth_is_found_and_a_range_or_a_year_is_not() {
        let found = |text: &'static str| first_birth(text).map(|range| &text[range]);
        assert_eq!(found("a man born 12/03/1961, who"), Some("12/03/1961"));
        assert_eq!(found("DOB:1.2.61"), Some("1.2.61"));
        assert_eq!(found("date of birth is 1961-03-12."), Some("1961-03-12"));
        assert_eq!(found("She was born on the 12th of x"), None);
        assert_eq!(found("She was born on 12th March 1961"), Some("12th March 1961"));
        assert_eq!(found("Date of Birth: March 12, 1961"), Some("March 12, 1961"));
        assert_eq!(found("birth date: 12-Mar-61"), Some("12-Mar-61"));
        assert_eq!(found("born on the 12th of March 1961 and"), None, "a range of dates may follow");
        assert_eq!(found("born on the 12th of March 1961."), Some("12th of March 1961"));
        assert_eq!(found("born 12/03/00"), Some("12/03/00"));
        for none in [
            "babies born 01/04/2014 to 31/03/2015",
            "babies born 01/04/2014 until 31/03/2015",
            "babies born 01/04/2014 – 31/03/2015",
            "babies born 01/04/2014 onwards",
            "born on or after 1 April 2014",
            "people born in 1961",
            "reborn13 12/03/1961",
            "born 31/31",
            "airborne 12/03/1961",
        ] {
            assert_eq!(first_birth(none), None, "{none}");
        }
    }

    #[test]
    fn a_name_after_a_title_is_found_and_a_title_alone_is_not() {
        let found = |text: &'static str| first_titled(&super::super::words(text)).map(|range| &text[range]);
        assert_eq!(found("by Mrs Jane Example."), Some("Mrs Jane Example"));
        assert_eq!(found("by Prof. J. Example,"), Some("Prof. J. Example"));
        assert_eq!(found("by Mr J.A. O'Brien"), Some("Mr J.A. O'Brien"));
        assert_eq!(found("by Miss J A O’Brien"), Some("Miss J A O’Brien"));
        for none in ["a Professor of Surgery", "by Mr Example", "Miss the Target Date"] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn a_name_after_a_role_is_found_and_a_body_is_not() {
        let found = |text: &'static str| first_in_role(text).map(|range| &text[range]);
        assert_eq!(found("Chief Investigator: Jane Example, of"), Some("Jane Example"));
        assert_eq!(found("the Caldicott Guardian: J. A. Example."), Some("J. A. Example"));
        assert_eq!(found("Contact:Jane Anne Example"), Some("Jane Anne Example"));
        assert_eq!(found("Contact: Jane Anne Example"), Some("Jane Anne Example"));
        for none in [
            "Principal Investigator: University of Wrenfield",
            "Contact: Wrenfield Hospital",
            "the investigator: Responsible for it",
            "Contact Jane Example",
            "Data Protection Officer: Head Office Team",
        ] {
            assert_eq!(first_in_role(none), None, "{none}");
        }
    }
}
