//! Ways to reach a person: email addresses, telephone numbers of the United Kingdom, full postcodes. Each is looked for
//! by its form, and the first place that is none of the register's own is told.

use super::{Word, is_in_web_address, span_of};
use crate::diag::is_dash;
use std::ops::Range;

/// The first email address but `own`, also in a link (`mailto:…`) or straight after a label.
pub(super) fn first_email(text: &str, own: Option<&str>) -> Option<Range<usize>> {
    let is_own = |range: &Range<usize>| own.is_some_and(|own| own.eq_ignore_ascii_case(&text[range.clone()]));
    memchr::memchr_iter(b'@', text.as_bytes())
        .filter_map(|at| email(text, at))
        .find(|range| !is_own(range) && !is_in_web_address(text, range.start))
}

/// The address round an `@`.
fn email(text: &str, at: usize) -> Option<Range<usize>> {
    let in_name = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let in_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let (before, after) = (&text[..at], &text[at + 1..]);
    let start = before.trim_end_matches(in_name).len();
    let host = &after[..after.find(|c| !in_host(c)).unwrap_or(after.len())];
    let host = host.trim_end_matches(['.', '-']);
    let is_dotted = host.rsplit_once('.').is_some_and(|(rest, top)| !rest.is_empty() && top.len() >= 2);
    (start < at && is_dotted).then_some(start..at + 1 + host.len())
}

/// The first number in groups: 0 and ten digits, or the same after +44 or 0044, with or without `(0)`.
pub(super) fn first_phone(text: &str) -> Option<Range<usize>> {
    let begins = |at: &usize| {
        let first = &text[*at..];
        (first.starts_with('0') || first.starts_with("+44")) && stands_apart(&text[..*at])
    };
    let starts = memchr::memchr2_iter(b'0', b'+', text.as_bytes()).filter(begins);
    starts.filter_map(|at| phone(text, at)).find(|range| !is_in_web_address(text, range.start))
}

/// Whether what follows is no part of a longer number or of a reference.
fn stands_apart(before: &str) -> bool {
    let mut back = before.chars().rev();
    match (back.next(), back.next()) {
        (Some('.'), Some(c)) => !c.is_ascii_digit(),
        (Some(mark), Some(c)) if is_dash(mark) || matches!(mark, '/' | '_') => !c.is_alphanumeric(),
        (Some(c), _) => !c.is_alphanumeric() && c != '+',
        (None, _) => true,
    }
}

/// The number that begins here.
fn phone(text: &str, start: usize) -> Option<Range<usize>> {
    /// `+44 (0) 20 79 46 00 18`.
    const MOST_GROUPS: usize = 8;
    let mut at = start + usize::from(text[start..].starts_with('+'));
    let mut number = String::new();
    for group in 0..MOST_GROUPS {
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        number.push_str(&text[at..at + digits]);
        at += digits;
        // A date begins with two digits, an area with three at least.
        if group == 0 && digits < 3 && number != "44" && number != "00" {
            return None;
        }
        match national_length(&number) {
            11 => return phone_ends(&text[at..]).then_some(start..at),
            12.. => return None,
            _ => at += gap(&text[at..])?,
        }
    }
    None
}

/// How many digits it has as it is dialled at home.
fn national_length(number: &str) -> usize {
    match number.strip_prefix("0044").or_else(|| number.strip_prefix("44")) {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest).len() + 1,
        None => number.len(),
    }
}

/// How many bytes part a group from the next: white space with one line feed at most, a dash, a full stop, brackets.
fn gap(text: &str) -> Option<usize> {
    const MOST: usize = 4;
    let parts = |c: char| c.is_whitespace() || is_dash(c) || matches!(c, '.' | '(' | ')');
    let end = text.find(|c: char| !parts(c))?;
    let (gap, next) = text.split_at(end);
    let is_fine = (1..=MOST).contains(&gap.chars().count()) && gap.matches('\n').count() <= 1;
    (is_fine && next.starts_with(|c: char| c.is_ascii_digit())).then_some(end)
}

/// A reference goes on with a dash or a letter; `0018/9` names a second line.
fn phone_ends(after: &str) -> bool {
    let mut on = after.chars();
    match (on.next(), on.next()) {
        (Some(mark), Some(c)) if is_dash(mark) || mark == '_' => !c.is_alphanumeric(),
        (Some('.'), Some(c)) => !c.is_ascii_digit(),
        (Some(c), _) => !c.is_alphanumeric(),
        (None, _) => true,
    }
}

/// The first full postcode: two words, outward and inward code, on one line. Without the space, suffixes of references
/// look the same.
pub(super) fn first_postcode(text: &str, words: &[Word<'_>]) -> Option<Range<usize>> {
    let is_postcode = |pair: &&[Word<'_>]| {
        let gap = &text[pair[0].range().end..pair[1].at];
        is_outward_code(pair[0].text.as_bytes())
            && is_inward_code(pair[1].text.as_bytes())
            && gap.chars().all(|c| c.is_whitespace() && c != '\n')
    };
    words.windows(2).find(is_postcode).map(span_of)
}

/// `9AA`, but for letters that are never used there.
fn is_inward_code(code: &[u8]) -> bool {
    match code {
        [digit, letters @ ..] if letters.len() == 2 => {
            digit.is_ascii_digit() && letters.iter().all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(b))
        }
        _ => false,
    }
}

/// `A9`, `A99`, `AA9`, `AA99`, `A9A` or `AA9A`, but for letters that no area begins with.
fn is_outward_code(code: &[u8]) -> bool {
    let letters = code.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let rest = code.get(letters..).unwrap_or(&[]);
    let digit = u8::is_ascii_digit;
    let is_area = (letters == 1 || letters == 2) && !b"QVX".contains(&code[0]);
    is_area
        && match rest {
            [a] => digit(a),
            [a, b] => digit(a) && (digit(b) || b.is_ascii_uppercase()),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_found_in_each_way_of_writing_them() {
        for number in [
            "020 7946 0018",
            "020-7946-0018",
            "020.7946.0018",
            "020\u{2013}7946\u{2013}0018",
            "020 - 7946 - 0018",
            "020\u{A0}7946\u{A0}0018",
            "020 7946\n0018",
            "0207 946 0018",
            "02079460018",
            "01632 960 001",
            "07700 900123",
            "020) 7946 0018",
            "+44 20 7946 0018",
            "+44 113 254 7008",
            "+44 (0)20 7946 0018",
            "+44 (0) 20 79 46 00 18",
            "+44(0)2079460018",
            "+442079460018",
            "0044 20 7946 0018",
            "00 44 20 7946 0018",
        ] {
            for (before, after) in [("call ", " now"), ("(", ")"), ("Tel:", "."), ("tel.", ", "), ("", "/9")] {
                let text = format!("{before}{number}{after}");
                assert_eq!(first_phone(&text).map(|range| &text[range]), Some(number), "{text:?}");
            }
        }
    }

    #[test]
    fn dates_references_and_other_numbers_are_no_telephone_numbers() {
        for none in [
            "020 7946 001",
            "020 7946 0018 9".replace(' ', "").as_str(),
            "0 1 2 3",
            "0.123 4567 8901",
            "2020 7946 0018",
            "NIC-02079460018",
            "02079460018-A1",
            "1.02079460018",
            "01/02/2020 03/04/2021",
            "01-02-2020 100",
            "01.02.2020 100",
            "+1 202 555 0143",
            "020\n\n7946 0018",
            "020, 7946, 0018",
            "https://example.org/02079460018",
        ] {
            assert_eq!(first_phone(none), None, "{none}");
        }
    }

    #[test]
    fn letters_that_no_postcode_has_make_none() {
        for letter in b'A'..=b'Z' {
            let is_inward = !b"CIKMOV".contains(&letter);
            assert_eq!(is_inward_code(&[b'3', b'H', letter]), is_inward, "{}", char::from(letter));
            assert_eq!(is_outward_code(&[letter, b'1']), !b"QVX".contains(&letter), "{}", char::from(letter));
        }
    }

    #[test]
    fn email_addresses_are_found_in_links_and_after_labels_and_the_registers_own_is_not() {
        let found = |text: &'static str| first_email(text, Some("own@example.org")).map(|range| &text[range]);
        for text in [
            "mail help@example.org or x@example.org",
            "[us](mailto:help@example.org)",
            "Email:help@example.org.",
            "<help@example.org>;",
            "Own@example.org,help@example.org",
            "own@example.org/help@example.org",
        ] {
            assert_eq!(found(text), Some("help@example.org"), "{text}");
        }
        for none in ["own@example.org", "a @ b.org", "@handle.org", "x@localhost", "x@a.", "https://x@example.org/y"] {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
