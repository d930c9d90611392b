//! Parts of the texts that reports show: without characters that would move a cursor or turn a line about, of a length
//! that can be read, and without NHS numbers. A report may be printed in a public log; it says where a number stands and
//! never repeats it.

use crate::diag::source::floor_boundary;
use crate::diag::{Diagnostic, FileId, Location, Sources, Span, nhs_numbers};
use serde_json::{Value, json};
use std::ops::Range;

/// How many characters of a message people see; one may quote a cell of any length.
const MOST_SHOWN: usize = 1000;

/// Bytes shown on each side of a place.
const SIDE: usize = 160;

/// Bytes shown of the place itself.
const MOST_MARKED: usize = 240;

/// Bytes on each side of a part that an NHS number may reach from it.
const NUMBER: usize = 40;

/// The texts of a run, and what of them is not shown.
pub(super) struct Texts<'a> {
    pub(super) sources: &'a Sources,
    /// In order.
    hidden: Vec<Span>,
}

/// A place and what stands round it on its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) before: String,
    pub(super) marked: String,
    pub(super) after: String,
}

impl<'a> Texts<'a> {
    /// The texts without what the faults of these kinds point at.
    pub(super) fn new<'d>(sources: &'a Sources, faults: impl Iterator<Item = &'d Diagnostic>) -> Self {
        let mut hidden: Vec<Span> = faults.filter(|d| d.code.hides_text()).filter_map(|d| d.span).collect();
        hidden.sort_unstable();
        Texts { sources, hidden }
    }

    /// Bytes of the line that a span begins on; every byte offset stays where it is.
    pub(super) fn part_of_line(&self, span: Span, part: Range<usize>) -> String {
        let (line, _) = self.sources.line(span);
        let line_start = self.sources.line_start(span);
        let around = floor_boundary(line, part.start.saturating_sub(NUMBER));
        let numbers = nhs_numbers(&line[around..floor_boundary(line, part.end + NUMBER)]);
        // Where a cell could not be read nobody has looked for numbers.
        let numbers: Vec<_> = numbers.map(|range| range.start + around..range.end + around).collect();
        let mut shown = String::with_capacity(part.len());
        for (at, c) in line[part.clone()].char_indices().map(|(at, c)| (at + part.start, c)) {
            let is_secret =
                || numbers.iter().any(|range| range.contains(&at)) || self.is_hidden(span.file, line_start + at);
            if is_disorderly(c) {
                shown.extend(std::iter::repeat_n(' ', c.len_utf8()));
            } else if c.is_ascii_digit() && is_secret() {
                shown.push('*');
            } else {
                shown.push(c);
            }
        }
        shown
    }

    fn is_hidden(&self, file: FileId, at: usize) -> bool {
        let after = self.hidden.partition_point(|span| (span.file, span.start as usize) <= (file, at));
        let last = after.checked_sub(1).map(|before| self.hidden[before]);
        last.is_some_and(|span| span.file == file && at < span.end as usize)
    }

    /// A place and what is near it.
    pub(super) fn excerpt(&self, span: Span) -> Excerpt {
        let (line, range) = self.sources.line(span);
        let from = floor_boundary(line, range.start.saturating_sub(SIDE));
        let end = floor_boundary(line, range.end.min(range.start + MOST_MARKED));
        let to = floor_boundary(line, end + SIDE);
        let dots = |cut: bool| if cut { "…" } else { "" };
        let before = format!("{}{}", dots(from > 0), self.part_of_line(span, from..range.start));
        let after = match end < range.end {
            true => dots(true).to_owned(),
            false => format!("{}{}", self.part_of_line(span, end..to), dots(to < line.len())),
        };
        Excerpt { before, marked: self.part_of_line(span, range.start..end), after }
    }

    /// Where a byte stands, with a column for each unit of UTF-16, as SARIF's viewers count.
    pub(super) fn in_utf16(&self, file: FileId, at: u32) -> Location {
        let span = Span { file, start: at, end: at };
        let (line, range) = self.sources.line(span);
        let Location { line: number, .. } = self.sources.locate(span);
        let before = &line[..range.start];
        let before = if number == 1 { before.trim_start_matches('\u{FEFF}') } else { before };
        Location { line: number, column: before.encode_utf16().count() + 1 }
    }

    /// Where a span begins and ends, as programs read it: lines and columns from 1, a column a character, the end
    /// exclusive.
    pub(super) fn place(&self, span: Span) -> Value {
        let start = self.sources.locate(span);
        let end = self.sources.locate(Span { start: span.end, ..span });
        json!({
            "file": self.sources.path(span.file),
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
        })
    }
}

/// Whether a character would move the terminal's cursor, or turn the direction of what is written after it.
fn is_disorderly(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}

/// Text of a record in a report: in order, and what is very long is cut.
pub(super) fn printable(text: &str) -> String {
    let mut chars = text.chars().map(|c| if is_disorderly(c) { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(MOST_SHOWN).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;

    #[test]
    fn what_stands_round_a_place_is_cut_at_whole_letters() {
        let mut sources = Sources::new();
        let text = format!("a\n{}<here>{}\n", "é".repeat(100), "ü".repeat(100));
        let file = sources.add("x.md", text);
        let texts = Texts::new(&sources, std::iter::empty());
        let found = texts.excerpt(Span::new(file, 202, 208));
        assert_eq!(found.marked, "<here>");
        assert_eq!((found.before.chars().count(), found.after.chars().count()), (81, 81));
        assert!(found.before.starts_with('…') && found.after.ends_with('…'));
    }

    #[test]
    fn a_number_that_is_hidden_is_hidden_from_every_fault_on_its_line() {
        let mut sources = Sources::new();
        let file = sources.add("x.md", "call 943 476 5919, ask 12\r\n");
        let number = Diagnostic::new(&codes::E10, "").at(Span::new(file, 5, 17));
        let texts = Texts::new(&sources, std::iter::once(&number));
        let found = texts.excerpt(Span::new(file, 23, 25));
        assert_eq!(found, Excerpt { before: "call *** *** ****, ask ".into(), marked: "12".into(), after: "".into() });
    }

    #[test]
    fn a_number_is_hidden_where_nobody_looked_for_it_and_where_the_line_is_cut_in_it() {
        let mut sources = Sources::new();
        let text = format!("9434765919,x\n{}943 476 5919{}<here>", "9434765919 ".repeat(9), " ".repeat(SIDE - 6));
        let file = sources.add("x.csv", text.as_str());
        let texts = Texts::new(&sources, std::iter::empty());
        let shown = texts.excerpt(Span::new(file, 11, 12));
        assert_eq!((shown.before.as_str(), shown.marked.as_str()), ("**********,", "x"));
        let at = text.find("<here>").expect("it is there");
        assert_eq!(texts.excerpt(Span::new(file, at, at + 6)).before.trim_end(), "…* ****");
    }

    #[test]
    fn what_would_move_the_cursor_or_turn_the_line_is_blank() {
        assert_eq!(printable("a\u{1b}[2J\u{202E}b\u{2066}\u{200F}\r"), "a [2J b   ");
        let mut sources = Sources::new();
        let file = sources.add("x.csv", "\u{202E}ab");
        let texts = Texts::new(&sources, std::iter::empty());
        assert_eq!(texts.excerpt(Span::new(file, 3, 4)).before, "   ", "bytes stay where they are");
    }
}
