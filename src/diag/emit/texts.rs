//! Parts of the texts that reports show: without characters that would move a cursor, of a length that can be read, and
//! without NHS numbers. A report may be printed in a public log; it says where a number stands and never repeats it.

use crate::diag::source::floor_boundary;
use crate::diag::{Diagnostic, FileId, Sources, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// How many characters of a message people see; one may quote a cell of any length.
const MOST_SHOWN: usize = 1000;

/// Bytes shown on each side of a place.
const SIDE: usize = 160;

/// Bytes shown of the place itself.
const MOST_MARKED: usize = 240;

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
        let start = self.sources.line_start(span) + part.start;
        let text = &line[part];
        let mut shown = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            if c.is_control() {
                shown.extend(std::iter::repeat_n(' ', c.len_utf8()));
            } else if c.is_ascii_digit() && self.is_hidden(span.file, start + at) {
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

/// Text of a record in a report: control characters would move the terminal's cursor, and what is very long is cut.
pub(super) fn printable(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
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
}
