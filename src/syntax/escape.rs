//! Escapes in CSV cells and prose: a control character other than tab and line feed is written `\u{D}`, its number in
//! upper-case hexadecimal; a literal `\u{` is written `\u{5C}u{`. Nothing else is escaped, so that ordinary text
//! stands as it is.

use crate::diag::{Diagnostic, Span, codes};
use std::borrow::Cow;
use std::fmt::Write;

const OPEN: &str = "\\u{";

/// Whether a character may not stand in a record as it is.
pub fn is_forbidden(c: char) -> bool {
    c.is_control() && c != '\t' && c != '\n'
}

/// A character that cannot be read. A text has each kind once, at its first place, with the number of the others:
/// a file of zero bytes is one fault, not a million.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Where, in bytes from the start of the text.
    pub range: std::ops::Range<usize>,
    /// The bare control character, or nothing for a bad escape.
    pub control: Option<char>,
    /// How many more of this kind follow.
    pub more: usize,
}

/// Notes one more.
fn note(trouble: &mut Vec<Trouble>, range: std::ops::Range<usize>, control: Option<char>) {
    match trouble.iter_mut().find(|first| first.control.is_some() == control.is_some()) {
        Some(first) => first.more += 1,
        None => trouble.push(Trouble { range, control, more: 0 }),
    }
}

impl Trouble {
    /// The fault that this is, at its place in a file.
    pub fn fault(&self, at: Span) -> Diagnostic {
        let more = if self.more > 0 { format!(", and {} more in this text", self.more) } else { String::new() };
        match self.control.map(u32::from) {
            None => {
                let fault = Diagnostic::new(&codes::E107, format!("this is no escape that records have{more}")).at(at);
                fault.help(
                    "write \\u{5C}u{ for a literal \\u{; only control characters are written by number, as \\u{D}",
                )
            }
            Some(0xD) => {
                let message = format!("a carriage return stands here{more}");
                let help =
                    "break lines inside a cell with a line feed only, or write \\u{D} if the source really has it";
                Diagnostic::new(&codes::E106, message).at(at).help(help)
            }
            Some(number) => {
                let message = format!("a control character (U+{number:04X}) stands here{more}");
                let help = format!("remove it, or write \\u{{{number:X}}} if the source really has it");
                Diagnostic::new(&codes::E106, message).at(at).help(help)
            }
        }
    }
}

/// Reads escapes, noting bare control characters and escapes that are none.
pub fn unescape<'a>(text: &'a str, trouble: &mut Vec<Trouble>) -> Cow<'a, str> {
    find_forbidden(text, trouble);
    let Some(first) = memchr::memmem::find(text.as_bytes(), OPEN.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut at = first;
    while let Some(found) = text[at..].find(OPEN) {
        let open = at + found;
        out.push_str(&text[at..open]);
        match read_escape(&text[open + OPEN.len()..]) {
            Some((c, length)) => {
                out.push(c);
                at = open + OPEN.len() + length;
            }
            None => {
                note(trouble, open..open + OPEN.len(), None);
                out.push_str(OPEN);
                at = open + OPEN.len();
            }
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn find_forbidden(text: &str, trouble: &mut Vec<Trouble>) {
    /// Bytes looked over at once: without an early end the machine compares many of them in one step.
    const AT_ONCE: usize = 256;
    // Every control character has a byte below 0x20, the byte 0x7F, or begins with 0xC2: most text has none of them.
    let may_be = |b: &u8| (*b < 0x20 && *b != b'\t' && *b != b'\n') || *b == 0x7F || *b == 0xC2;
    if !text.as_bytes().chunks(AT_ONCE).any(|chunk| chunk.iter().fold(false, |any, b| any | may_be(b))) {
        return;
    }
    for (at, c) in text.char_indices().filter(|&(_, c)| is_forbidden(c)) {
        note(trouble, at..at + c.len_utf8(), Some(c));
    }
}

/// The character of an escape whose `\u{` has been read, and the bytes it takes up to and with `}`.
fn read_escape(rest: &str) -> Option<(char, usize)> {
    let close = rest.find('}').filter(|&at| (1..=6).contains(&at))?;
    let digits = &rest[..close];
    let canonical =
        digits.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)) && !digits.starts_with('0');
    let number = if canonical || digits == "0" { u32::from_str_radix(digits, 16).ok()? } else { return None };
    let c = char::from_u32(number)?;
    (is_forbidden(c) || c == '\\').then_some((c, close + 1))
}

/// Writes escapes: what [`unescape`] reads back as the same text.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(OPEN) && !text.chars().any(is_forbidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_forbidden(c) || (c == '\\' && text[at..].starts_with(OPEN)) {
            // Writing to a String cannot fail.
            let _ = write!(out, "{OPEN}{:X}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_carriage_return_is_written_by_number_and_read_back() {
        assert_eq!(escape("a\rb"), "a\\u{D}b");
        assert_eq!(unescape("a\\u{D}b", &mut Vec::new()), "a\rb");
    }

    #[test]
    fn what_is_no_escape_is_trouble_and_kept() {
        let mut trouble = Vec::new();
        assert_eq!(unescape("\\u{41} \\u{d} \\u{ \\u{0D}", &mut trouble), "\\u{41} \\u{d} \\u{ \\u{0D}");
        assert_eq!(trouble, [Trouble { range: 0..3, control: None, more: 3 }]);
    }

    #[test]
    fn a_bare_control_character_is_trouble() {
        let mut trouble = Vec::new();
        unescape("a\u{85}b\u{0}", &mut trouble);
        assert_eq!(trouble, [Trouble { range: 1..3, control: Some('\u{85}'), more: 1 }]);
    }

    proptest! {
        #[test]
        fn every_text_reads_back(text in "(?s)(\\PC|[\\x00-\\x1F\\x7F-\\x9F]|\\\\u\\{|\\\\|5C\\}){0,40}") {
            let mut trouble = Vec::new();
            let written = escape(&text).into_owned();
            prop_assert_eq!(unescape(&written, &mut trouble), text);
            prop_assert!(trouble.is_empty());
        }
    }
}
