//! E10 and W21: what may identify a person in text that would be published. Web addresses are not searched: many hold
//! long numbers. A form is looked for, never a list of names; what has no form is left to a person.

mod contact;
mod near;

use crate::diag::{Code, codes, nhs_numbers};
use std::ops::Range;

/// Something found, and where in the text.
pub(super) struct Found {
    /// E10 or W21.
    pub(super) code: &'static Code,
    /// What it looks like.
    pub(super) message: &'static str,
    /// Bytes of the text.
    pub(super) range: Range<usize>,
}

/// Finds NHS numbers, email addresses, telephone numbers, postcodes, dates of birth and people named with a title or a
/// role. Each kind but NHS numbers is told once for a text. `own` is the address at which the register itself can be
/// reached, which is no news.
pub(super) fn find(text: &str, own: Option<&str>) -> Vec<Found> {
    let mut found = Vec::new();
    let has_number = has_number(text.as_bytes());
    let mut once = |message: &'static str, range: Option<Range<usize>>| {
        found.extend(range.map(|range| Found { code: &codes::W21, message, range }));
    };
    if has_number || text.contains('@') || near::has_title(text) {
        let words = words(text);
        once("this looks like an email address", contact::first_email(text, own));
        once("this looks like a telephone number", contact::first_phone(text));
        once("this looks like a full postcode", contact::first_postcode(text, &words));
        once("this looks like a person's name", near::first_titled(&words));
    }
    once("this looks like a date of birth", near::first_birth(text));
    once("this looks like a person named by a role", near::first_in_role(text));
    if has_number {
        let numbers = nhs_numbers(text).filter(|range| is_of_a_person(text, range));
        found.extend(numbers.map(|range| Found { code: &codes::E10, message: "this is a valid NHS number", range }));
    }
    found
}

/// Whether there are ten digits close together, or a digit and two capital letters as in a postcode. Most texts are not
/// worth more, and a register has a hundred million characters of them.
fn has_number(text: &[u8]) -> bool {
    /// Bytes between two groups of digits: four characters of three bytes.
    const WIDEST_GAP: usize = 12;
    /// Bytes looked over at once for a digit; more than may stand between two groups.
    const AT_ONCE: usize = 64;
    let (mut digits, mut gap) = (0, 0);
    for (chunk, from) in text.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
        // Without an early end the machine compares many bytes in one step.
        if !chunk.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
            (digits, gap) = (0, 0);
            continue;
        }
        for (at, byte) in (from..).zip(chunk) {
            if byte.is_ascii_digit() {
                (digits, gap) = (digits + 1, 0);
                let inward = matches!(text[at + 1..], [b'A'..=b'Z', b'A'..=b'Z', ..]);
                if digits == 10 || inward {
                    return true;
                }
            } else if digits > 0 {
                gap += 1;
                let joins = matches!(byte, b' ' | b'-' | b'.' | b'*' | b'(' | b')' | b'\t'..=b'\r' | 0x80..);
                if gap > WIDEST_GAP || !joins {
                    (digits, gap) = (0, 0);
                }
            }
        }
    }
    false
}

/// A sum of money is nobody's number, and an old book's has the same check digit.
fn is_of_a_person(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end();
    let label = before.trim_end_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("-10");
    !before.ends_with(['£', '€', '$']) && !label.ends_with("ISBN") && !is_in_web_address(text, range.start)
}

/// A run of characters without white space, stripped of punctuation at its edges.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    at: usize,
}

impl Word<'_> {
    fn range(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }
}

fn span_of(words: &[Word<'_>]) -> Range<usize> {
    words[0].at..words[words.len() - 1].range().end
}

/// The words of a text but for web addresses.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for part in text.split_whitespace() {
        let at = part.as_ptr() as usize - text.as_ptr() as usize;
        let bare = part.trim_start_matches(|c: char| !c.is_alphanumeric());
        let lead = part.len() - bare.len();
        let word = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() && !is_web_address(part) {
            words.push(Word { text: word, at: at + lead });
        }
    }
    words
}

/// Whether a byte of the text stands in a web address.
fn is_in_web_address(text: &str, at: usize) -> bool {
    text[..at].split(char::is_whitespace).next_back().is_some_and(is_web_address)
}

fn is_web_address(part: &str) -> bool {
    // Most words have neither, and a search for each pattern costs more than this.
    if !part.bytes().any(|b| b == b'.' || b == b':') {
        return false;
    }
    let is_doi = part.starts_with("10.") && part.contains('/');
    is_doi || ["://", "www.", "doi.org", "doi:", "DOI:"].iter().any(|sign| part.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&'static str, &str)> {
        find(text, Some("own@example.org"))
            .into_iter()
            .map(|found| (found.message.rsplit(' ').next().unwrap_or(""), &text[found.range]))
            .collect()
    }

    #[test]
    fn every_nhs_number_is_told_in_any_way_of_writing_it() {
        // A number with a right check digit that is given as an example everywhere and is nobody's.
        assert_eq!(kinds("patient 9434765919."), [("number", "9434765919")]);
        assert_eq!(kinds("patients 943 476 5919, 9434765919"), [("number", "943 476 5919"), ("number", "9434765919")]);
        for number in ["943\u{2003}-\u{2003}476 **5919", "943\n476 5919", "943.476.5919", "943\t476\t5919"] {
            assert_eq!(kinds(&format!("a {number} b")), [("number", number)], "{number:?}");
        }
    }

    #[test]
    fn a_number_is_found_wherever_it_stands_in_a_long_text() {
        for before in 0..140 {
            let text = format!("{}943 476 5919{}", " ".repeat(before), " ".repeat(140 - before));
            assert_eq!(kinds(&text), [("number", "943 476 5919")], "behind {before} bytes");
        }
    }

    #[test]
    fn money_books_and_web_addresses_are_no_nhs_numbers() {
        for text in [
            "£9434765919",
            "€ 9434765919",
            "ISBN 9434765919",
            "ISBN-10: 9434765919",
            "https://www.nice.org.uk/9434765919",
            "doi:10.1000/x.9434765919",
            "10.1000/9434765919",
            "see www.example.org/?id=9434765919.",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        assert_eq!(kinds("10.30: 9434765919 https://x.org"), [("number", "9434765919")]);
        assert_eq!(kinds("9434765919,https://x.org"), [("number", "9434765919")]);
    }

    #[test]
    fn contact_details_and_people_are_found_once_each() {
        assert_eq!(kinds("mail help@example.org or x@example.org"), [("address", "help@example.org")]);
        assert_eq!(kinds("call 020 7946 0018 or 020 7946 0019"), [("number", "020 7946 0018")]);
        assert_eq!(kinds("at UB1 3HW today"), [("postcode", "UB1 3HW")]);
        assert_eq!(kinds("(EC1A\u{A0}1BB)"), [("postcode", "EC1A\u{A0}1BB")]);
        assert_eq!(kinds("Professor Emily Example spoke"), [("name", "Professor Emily Example")]);
        for none in [
            "doi s-0039-3402712, W26RZ, Dr Foster Limited, own@example.org",
            "in Q1 2AB, X1 3HW, UB1\n3HW, UB1 3CK, UB1, 3HW",
        ] {
            assert_eq!(kinds(none), [], "{none}");
        }
    }
}
