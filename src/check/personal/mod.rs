//! E10 and W21: what may identify a person in text that would be published. Web addresses are not searched: many hold
//! long numbers. A form is looked for, never a list of names; what has no form is left to a person.

mod near;

use crate::diag::{Code, codes};
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
    if may_hold(text) {
        in_words(text, own, &mut found);
    }
    let mut once = |message: &'static str, range: Option<Range<usize>>| {
        found.extend(range.map(|range| Found { code: &codes::W21, message, range }));
    };
    once("this looks like a date of birth", near::first_birth(text));
    once("this looks like a person named by a role", near::first_in_role(text));
    found
}

fn in_words(text: &str, own: Option<&str>, found: &mut Vec<Found>) {
    let words = words(text);
    let mut once = |message: &'static str, range: Option<Range<usize>>| {
        found.extend(range.map(|range| Found { code: &codes::W21, message, range }));
    };
    let is_own = |word: &Word<'_>| own.is_some_and(|own| own.eq_ignore_ascii_case(word.text));
    let email = words.iter().find(|word| is_email(word.text) && !is_own(word));
    once("this looks like an email address", email.map(Word::range));
    once("this looks like a telephone number", first_phone(text, &words));
    once("this looks like a full postcode", words.windows(2).find(|pair| is_postcode(text, pair)).map(span_of));
    once("this looks like a person's name", first_person(&words));
    for range in nhs_numbers(text, &words) {
        found.push(Found { code: &codes::E10, message: "this is a valid NHS number", range });
    }
}

/// Titles that stand before a name.
const TITLES: [&str; 8] = ["Mr", "Mrs", "Ms", "Miss", "Prof", "Professor", "Sir", "Dame"];

/// Whether a text is worth taking apart; most is not, and a register has a hundred million characters of it.
fn may_hold(text: &str) -> bool {
    let has_title = |title: &&str| memchr::memmem::find(text.as_bytes(), title.as_bytes()).is_some();
    text.contains('@') || TITLES.iter().any(has_title) || has_number(text.as_bytes())
}

/// Whether there are ten digits close together, or a digit and two capital letters as in a postcode.
fn has_number(text: &[u8]) -> bool {
    /// Bytes between two groups of digits: brackets and a space, or a dash of three bytes between spaces.
    const WIDEST_GAP: usize = 6;
    let (mut digits, mut gap) = (0, 0);
    for (at, byte) in text.iter().enumerate() {
        if byte.is_ascii_digit() {
            (digits, gap) = (digits + 1, 0);
            let inward = matches!(text[at + 1..], [b'A'..=b'Z', b'A'..=b'Z', ..]);
            if digits == 10 || inward {
                return true;
            }
        } else if digits > 0 {
            gap += 1;
            let joins = matches!(byte, b' ' | b'-' | b'(' | b')' | 0x80..);
            if gap > WIDEST_GAP || !joins {
                (digits, gap) = (0, 0);
            }
        }
    }
    false
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
        let lead = part.len() - part.trim_start_matches(|c: char| !is_word_edge(c)).len();
        let word = part[lead..].trim_end_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() && !is_web_address(part) {
            words.push(Word { text: word, at: at + lead });
        }
    }
    words
}

fn is_word_edge(c: char) -> bool {
    c.is_alphanumeric() || c == '+'
}

fn is_web_address(part: &str) -> bool {
    // Most words have neither, and a search for each pattern costs more than this.
    if !part.bytes().any(|b| b == b'.' || b == b':') {
        return false;
    }
    part.contains("://") || part.contains("www.") || part.contains("doi.org") || part.starts_with("10.")
}

fn is_email(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let fine = |part: &str| part.chars().all(|c| c.is_alphanumeric() || "._%+-".contains(c));
    let dotted = host.rsplit_once('.').is_some_and(|(rest, top)| !rest.is_empty() && top.len() >= 2);
    !name.is_empty() && fine(name) && fine(host) && dotted
}

/// A number of the United Kingdom in groups: 0 and ten digits, or the same after +44 or 0044, with or without `(0)`.
fn first_phone(text: &str, words: &[Word<'_>]) -> Option<Range<usize>> {
    (0..words.len()).find_map(|from| phone(text, &words[from..]))
}

/// The number that these words begin with.
fn phone(text: &str, words: &[Word<'_>]) -> Option<Range<usize>> {
    let first = words.first().filter(|word| word.text.starts_with('0') || word.text.starts_with("+44"))?;
    let in_groups = |c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-');
    let mut number = String::new();
    for (count, word) in words.iter().enumerate().take(5) {
        let gap = count.checked_sub(1).map_or("", |before| &text[words[before].range().end..word.at]);
        if !gap.trim_matches([' ', '(', ')']).is_empty() || !word.text.chars().all(in_groups) {
            return None;
        }
        number.extend(word.text.chars().filter(char::is_ascii_digit));
        let national = match number.strip_prefix("0044").or_else(|| number.strip_prefix("44")) {
            Some(rest) if first.text.starts_with(['+', '0']) => rest.strip_prefix('0').unwrap_or(rest).len() + 1,
            _ => number.len(),
        };
        match national {
            11 => return Some(span_of(&words[..=count])),
            12.. => return None,
            _ => {}
        }
    }
    None
}

/// Two words, one space apart: outward and inward code. Without the space, suffixes of references look the same.
fn is_postcode(text: &str, pair: &[Word<'_>]) -> bool {
    let [outward, inward] = pair else { return false };
    let inward_fine = match inward.text.as_bytes() {
        [digit, letters @ ..] if letters.len() == 2 => {
            digit.is_ascii_digit() && letters.iter().all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(b))
        }
        _ => false,
    };
    inward_fine && is_outward_code(outward.text.as_bytes()) && &text[outward.range().end..inward.at] == " "
}

/// `A9`, `A99`, `AA9`, `AA99`, `A9A` or `AA9A`.
fn is_outward_code(code: &[u8]) -> bool {
    let letters = code.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let rest = code.get(letters..).unwrap_or(&[]);
    let digit = u8::is_ascii_digit;
    (letters == 1 || letters == 2)
        && match rest {
            [a] => digit(a),
            [a, b] => digit(a) && (digit(b) || b.is_ascii_uppercase()),
            _ => false,
        }
}

/// A title, then at least two words that begin with a capital letter. "Dr" is no such title here: in real registers it
/// begins the name of a company (Dr Foster) far more often than that of a person.
fn first_person(words: &[Word<'_>]) -> Option<Range<usize>> {
    let is_name = |word: &Word<'_>| near::is_capitalised(word.text);
    words.windows(3).find(|three| TITLES.contains(&three[0].text) && three[1..].iter().all(is_name)).map(span_of)
}

/// Ten digits, together or in groups of three, three and four, whose last is the check digit modulo 11.
fn nhs_numbers(text: &str, words: &[Word<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.text.bytes().any(|b| b.is_ascii_digit())) {
        for token in tokens(*word) {
            let digits = digits_of(token.text, &[10]).or_else(|| digits_of(token.text, &[3, 3, 4]));
            if digits.is_some_and(is_nhs_number) {
                found.push(token.range());
            }
        }
        // +44 113 254 7000 has the groups of an NHS number, and is none.
        let is_phone = at.checked_sub(1).is_some_and(|before| matches!(words[before].text, "+44" | "0044"));
        let three = words.get(at..at + 3).filter(|three| three[0].text.len() == 3 && !is_phone);
        let Some(three) = three else { continue };
        let range = span_of(three);
        if digits_of(&text[range.clone()], &[3, 3, 4]).is_some_and(is_nhs_number) {
            found.push(range);
        }
    }
    found
}

/// The parts of a word between punctuation that ends a number: `No:943…`. What joins the parts of references, dates and
/// ranges joins them here too, so that a part of one is never taken for a number of its own.
fn tokens(word: Word<'_>) -> impl Iterator<Item = Word<'_>> {
    let joins = |c: char| c.is_alphanumeric() || is_dash(c) || matches!(c, '/' | '.' | '_' | '+');
    let parts = word.text.split(move |c| !joins(c)).filter(|part| !part.is_empty());
    parts.map(move |text| Word { text, at: word.at + (text.as_ptr() as usize - word.text.as_ptr() as usize) })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}')
}

/// The digits of a text made of groups of these lengths, with one dash or space between them.
fn digits_of(text: &str, groups: &[usize]) -> Option<[u8; 10]> {
    let separates = |c: char| is_dash(c) || matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}');
    let mut digits = [0; 10];
    let (mut count, mut group, mut length) = (0, 0, 0);
    for c in text.chars() {
        match c.to_digit(10) {
            Some(digit) if length < *groups.get(group)? => {
                digits[count] = u8::try_from(digit).ok()?;
                count += 1;
                length += 1;
            }
            None if separates(c) && length == *groups.get(group)? => {
                group += 1;
                length = 0;
            }
            _ => return None,
        }
    }
    (count == 10).then_some(digits)
}

fn is_nhs_number(digits: [u8; 10]) -> bool {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(&digit, weight)| u32::from(digit) * weight).sum();
    let check = (11 - sum % 11) % 11;
    check != 10 && check == u32::from(digits[9]) && digits[..9].iter().any(|&digit| digit != digits[9])
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
    fn nhs_numbers_are_found_in_each_way_of_writing_them() {
        // A number with a right check digit that is given as an example everywhere and is nobody's.
        assert_eq!(kinds("patient 9434765919."), [("number", "9434765919")]);
        assert_eq!(kinds("(943 476 5919)"), [("number", "943 476 5919")]);
        assert_eq!(kinds("943-476-5919"), [("number", "943-476-5919")]);
        assert_eq!(kinds("943\u{2013}476\u{2013}5919"), [("number", "943\u{2013}476\u{2013}5919")]);
        assert_eq!(kinds("943\u{A0}476\u{A0}5919"), [("number", "943\u{A0}476\u{A0}5919")]);
        assert_eq!(kinds("NHS No:9434765919,x"), [("number", "9434765919")]);
    }

    #[test]
    fn wrong_check_digits_longer_numbers_and_web_addresses_are_none() {
        for text in [
            "9434765918",
            "94347659190",
            "https://www.nice.org.uk/9434765919",
            "0000000000",
            "NIC-9434765919",
            "9434765919/2",
            "943 476\n5919",
            "943 4765 919",
            "1943 476 5919",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn contact_details_and_people_are_found_once_each() {
        assert_eq!(kinds("mail help@example.org or x@example.org"), [("address", "help@example.org")]);
        assert_eq!(kinds("mail Own@example.org or x@example.org"), [("address", "x@example.org")]);
        assert_eq!(kinds("at UB1 3HW today"), [("postcode", "UB1 3HW")]);
        assert_eq!(kinds("Professor Emily Example spoke"), [("name", "Professor Emily Example")]);
        assert_eq!(kinds("doi s-0039-3402712, W26RZ, Dr Foster Limited, own@example.org"), []);
    }

    #[test]
    fn telephone_numbers_are_found_in_each_way_of_writing_them() {
        for number in [
            "020 7946 0018",
            "020-7946-0018",
            "02079460018",
            "01632 960 001",
            "+44 20 7946 0018",
            "+44 113 254 7008",
            "+44 (0)20 7946 0018",
            "+442079460018",
            "0044 20 7946 0018",
        ] {
            assert_eq!(kinds(&format!("call {number} now")), [("number", number)]);
        }
        assert_eq!(kinds("call (020) 7946 0018."), [("number", "020) 7946 0018")]);
        for none in ["020 7946 001", "0 1 2 3", "2020 7946 0018", "NIC-02079460018", "01/02/2020 03/04/2021"] {
            assert_eq!(kinds(none), [], "{none}");
        }
    }

    proptest::proptest! {
        #[test]
        fn of_ten_digits_one_last_digit_at_most_makes_an_nhs_number(nine in proptest::array::uniform9(0u8..10)) {
            let number = |last: u8| nine.iter().chain([&last]).map(u8::to_string).collect::<String>();
            let weighed: u32 = nine.iter().zip([10, 9, 8, 7, 6, 5, 4, 3, 2]).map(|(d, w)| u32::from(*d) * w).sum();
            // What makes the weighed sum a multiple of 11; ten is no digit, and one digit ten times is nobody's number.
            let fits = |last: u8| (weighed + u32::from(last)).is_multiple_of(11) && nine.iter().any(|digit| *digit != last);
            let found = |last: u8| kinds(&format!("patient {}.", number(last))).iter().any(|(_, text)| *text == number(last));
            for last in 0..10 {
                proptest::prop_assert_eq!(found(last), fits(last), "{}", number(last));
            }
        }
    }
}
