//! The form of an NHS number: ten digits, together or in groups of three, three and four, whose last is the check digit
//! modulo 11 (NHS Data Dictionary, "NHS NUMBER"). Whether one matters where it stands is for others to say; reports show
//! none at all, since they may be printed in a public log.

use std::borrow::Cow;
use std::ops::Range;

/// Places of valid NHS numbers, in order. A part of a longer number or of a reference (`NIC-…`, `…/2`) is none.
pub(crate) fn nhs_numbers(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(move |&at| is_digit(at) && !at.checked_sub(1).is_some_and(is_digit));
    starts.filter_map(|start| number_at(text, start))
}

/// The text with a star for each digit of an NHS number; every byte stays where it is.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    for range in nhs_numbers(text) {
        let stars = text[range.clone()].replace(|c: char| c.is_ascii_digit(), "*");
        shown.to_mut().replace_range(range, &stars);
    }
    shown
}

/// What may stand between two groups of digits.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The number that begins here, on two lines at most.
fn number_at(text: &str, start: usize) -> Option<Range<usize>> {
    let (digits, end) = in_groups(text, start, &[10]).or_else(|| in_groups(text, start, &[3, 3, 4]))?;
    let is_column = text[start..end].matches('\n').count() > 1;
    let stands_alone = begins(&text[..start]) && ends(&text[end..]);
    (is_valid(digits) && stands_alone && !is_column).then_some(start..end)
}

/// Ten digits in groups of these lengths, and where they end.
fn in_groups(text: &str, start: usize, groups: &[usize]) -> Option<([u8; 10], usize)> {
    let (mut digits, mut count, mut at) = ([0; 10], 0, start);
    for (nth, length) in groups.iter().enumerate() {
        at += if nth > 0 { gap(&text[at..])? } else { 0 };
        for byte in text.as_bytes().get(at..at + length)? {
            *digits.get_mut(count)? = byte.is_ascii_digit().then(|| byte - b'0')?;
            count += 1;
        }
        at += length;
    }
    let goes_on = text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    (!goes_on).then_some((digits, at))
}

/// How many bytes part a group of digits from the next: white space, a dash or a full stop, marks of emphasis, characters
/// without a width.
fn gap(text: &str) -> Option<usize> {
    /// Of each kind one, with a space on each side.
    const MOST: usize = 4;
    let parts = |c: char| {
        c.is_whitespace() || is_dash(c) || matches!(c, '.' | '*' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
    };
    let end = text.find(|c: char| !parts(c))?;
    (1..=MOST).contains(&text[..end].chars().count()).then_some(end)
}

/// Whether a number may begin after this text: a letter, a reference's dash or a telephone number's country goes on.
fn begins(before: &str) -> bool {
    let mut back = before.chars().rev();
    let joined = match (back.next(), back.next()) {
        (Some('+'), _) => true,
        (Some('.'), Some(c)) => c.is_ascii_digit(),
        (Some(mark), Some(c)) if is_dash(mark) || matches!(mark, '/' | '_') => c.is_alphanumeric(),
        (Some(c), _) => c.is_alphanumeric(),
        (None, _) => false,
    };
    !joined && !is_country(before)
}

/// `+44 `, `0044 `, `(+44) ` or `+44 (0)`.
fn is_country(before: &str) -> bool {
    let trimmed = |text: &'_ str| text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '-')).len();
    let code = &before[..trimmed(before)];
    let code = code.strip_suffix("(0").map_or(code, |code| &code[..trimmed(code)]);
    let digits = code.len() - code.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (rest, code) = code.split_at(code.len() - digits);
    rest.ends_with('+') && (1..=3).contains(&code.len()) || code == "0044"
}

/// Whether a number may end before this text.
fn ends(after: &str) -> bool {
    let mut on = after.chars();
    let joined = match (on.next(), on.next()) {
        (Some('.'), Some(c)) => c.is_ascii_digit(),
        (Some(mark), Some(c)) if is_dash(mark) || matches!(mark, '/' | '_' | '+') => c.is_alphanumeric(),
        (Some(c), _) => c.is_alphanumeric(),
        (None, _) => false,
    };
    !joined
}

/// The check digit; one digit ten times is nobody's number.
fn is_valid(digits: [u8; 10]) -> bool {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(&digit, weight)| u32::from(digit) * weight).sum();
    let check = (11 - sum % 11) % 11;
    check != 10 && check == u32::from(digits[9]) && digits[..9].iter().any(|&digit| digit != digits[9])
}

#[cfg(test)]
mod tests {
    use super::*;

    // Numbers with a right check digit that are given as examples everywhere and are nobody's.

    #[test]
    fn numbers_are_found_in_each_way_of_writing_them() {
        for number in [
            "9434765919",
            "943 476 5919",
            "943-476-5919",
            "943\u{2013}476\u{2013}5919",
            "943\u{A0}476\u{A0}5919",
            "943\u{202F}476\u{202F}5919",
            "943  476 5919",
            "943 476-5919",
            "943 - 476 - 5919",
            "943.476.5919",
            "943 476\n5919",
            "943 476\r\n5919",
            "943\u{200B}476\u{200B}5919",
            "943 **476** 5919",
        ] {
            for (before, after) in [("", ""), ("No.", ".Next"), ("|", "|"), ("(", ")"), ("NHS:", ","), ("\"", "\";")] {
                let text = format!("{before}{number}{after}");
                let found: Vec<&str> = nhs_numbers(&text).map(|range| &text[range]).collect();
                assert_eq!(found, [number], "{text:?}");
            }
        }
    }

    #[test]
    fn other_numbers_and_parts_of_references_are_none() {
        for text in [
            "9434765918",
            "94347659190",
            "19434765919",
            "0000000000",
            "NIC-9434765919",
            "NIC/9434765919",
            "ISRCTN9434765919",
            "9434765919/2",
            "9434765919-A1",
            "9434765919.5",
            "0.9434765919",
            "x_9434765919",
            "9434765919_x",
            "943\n476\n5919",
            "943 4765 919",
            "1943 476 5919",
            "943,476,5919",
            "943     476 5919",
            "+9434765919",
            "+44 113 254 7008",
            "(+44) 113 254 7008",
            "+44 (0)113 254 7008",
            "0044 113 254 7008",
        ] {
            assert_eq!(nhs_numbers(text).count(), 0, "{text}");
        }
    }

    #[test]
    fn a_masked_text_keeps_its_length_and_all_else() {
        assert_eq!(masked("of 943 476 5919, 12"), "of *** *** ****, 12");
        assert_eq!(masked("é9434765919"), "é9434765919", "a letter before it makes it part of a reference");
        assert!(matches!(masked("call 020 7946 0018"), Cow::Borrowed(_)));
    }

    proptest::proptest! {
        #[test]
        fn of_ten_digits_one_last_digit_at_most_makes_a_number(nine in proptest::array::uniform9(0u8..10)) {
            let number = |last: u8| nine.iter().chain([&last]).map(u8::to_string).collect::<String>();
            let weighed: u32 = nine.iter().zip([10, 9, 8, 7, 6, 5, 4, 3, 2]).map(|(d, w)| u32::from(*d) * w).sum();
            // What makes the weighed sum a multiple of 11; ten is no digit, and one digit ten times is nobody's number.
            let fits = |last: u8| (weighed + u32::from(last)).is_multiple_of(11) && nine.iter().any(|digit| *digit != last);
            for last in 0..10 {
                proptest::prop_assert_eq!(nhs_numbers(&number(last)).count() == 1, fits(last), "{}", number(last));
            }
        }
    }
}
