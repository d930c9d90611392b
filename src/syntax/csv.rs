//! CSV (RFC 4180) read strictly, with the place of every cell. The `csv` crate writes all our CSV and is the test's
//! second opinion here, but it does not serve for reading records: it accepts unterminated and stray quotes without a
//! word, has no position for a cell, and counts lines wrongly in files with CRLF.
//!
//! Records have commas between cells and escapes in them ([`Reader::new`]). A file that somebody else has published has
//! the delimiter that is declared, no escapes, and any character ([`Reader::published`]).
//!
//! A file may begin with a byte order mark and end its lines with LF or CRLF, as spreadsheets save it. Blank lines
//! are passed over.

use super::escape;
use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Span, Spanned, codes};
use std::borrow::Cow;

/// Reads one file row by row.
pub struct Reader<'s> {
    file: FileId,
    text: &'s str,
    delimiter: u8,
    /// Whether this is a record, with escapes and without control characters.
    is_record: bool,
    at: usize,
    cut: bool,
    blank_lines: u32,
}

enum End {
    Cell,
    Row,
}

impl<'s> Reader<'s> {
    /// A reader at the start of a record file's text.
    pub fn new(file: FileId, text: &'s str) -> Self {
        let at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Reader { file, text, delimiter: b',', is_record: true, at, cut: false, blank_lines: 0 }
    }

    /// A reader at the start of a published file's text, whose cells stand between delimiters of one ASCII character.
    /// A line end inside a cell is read as a line feed.
    pub fn published(file: FileId, text: &'s str, delimiter: u8) -> Self {
        Reader { delimiter, is_record: false, ..Reader::new(file, text) }
    }

    /// Reads the next row into `row`; says whether there was one. A cell that opens a quote and never closes it ends
    /// the file.
    pub fn row(&mut self, row: &mut Vec<Cell<'s>>, faults: &mut Diagnostics) -> bool {
        row.clear();
        self.skip_blank_lines();
        if self.at >= self.text.len() {
            return false;
        }
        loop {
            let (cell, end) = self.cell(faults);
            row.push(cell);
            if matches!(end, End::Row) {
                return true;
            }
        }
    }

    /// Whether the row just read ends in a quote that is never closed, so that its cells are not what was meant.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// How many blank lines were passed over so far.
    pub fn blank_lines(&self) -> u32 {
        self.blank_lines
    }

    fn skip_blank_lines(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let mut skipped = 0;
        loop {
            match &rest[skipped..] {
                [b'\n', ..] => skipped += 1,
                [b'\r', b'\n', ..] => skipped += 2,
                _ => break,
            }
            self.blank_lines = self.blank_lines.saturating_add(1);
        }
        self.at += skipped;
    }

    fn cell(&mut self, faults: &mut Diagnostics) -> (Cell<'s>, End) {
        if self.text.as_bytes()[self.at..].first() == Some(&b'"') { self.quoted(faults) } else { self.bare(faults) }
    }

    fn bare(&mut self, faults: &mut Diagnostics) -> (Cell<'s>, End) {
        let start = self.at;
        let length = self.bare_length(start);
        let (stop, end) = self.finish(start + length);
        if let Some(quote) = memchr::memchr(b'"', &self.text.as_bytes()[start..stop]) {
            self.stray_quote(start + quote, faults);
        }
        (self.read(start, stop, false, faults), end)
    }

    /// Bytes up to the next delimiter or line end.
    fn bare_length(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        memchr::memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len())
    }

    /// Steps over the delimiter or line end at `stop`; a CR before a line end is no part of the cell.
    fn finish(&mut self, stop: usize) -> (usize, End) {
        let bytes = self.text.as_bytes();
        self.at = (stop + 1).min(bytes.len());
        if bytes.get(stop) == Some(&self.delimiter) {
            return (stop, End::Cell);
        }
        let at_cr = stop > 0 && bytes[stop - 1] == b'\r' && stop < bytes.len();
        (if at_cr { stop - 1 } else { stop }, End::Row)
    }

    fn quoted(&mut self, faults: &mut Diagnostics) -> (Cell<'s>, End) {
        let (open, start) = (self.at, self.at + 1);
        let Some((stop, doubled)) = self.closing_quote(start) else {
            let fault = Diagnostic::new(&codes::E100, "this quote is never closed").at(self.span(open, open + 1));
            faults.push(fault.help("close the cell with a double quote, or double a quote that is part of the text"));
            self.at = self.text.len();
            self.cut = true;
            let value = Cow::Borrowed(&self.text[start..]);
            return (Spanned { value, span: self.span(start, self.text.len()) }, End::Row);
        };
        let after = stop + 1;
        let (next, end) = self.finish(after + self.bare_length(after));
        if next > after {
            self.stray_quote(stop, faults);
            return (Spanned { value: Cow::Borrowed(&self.text[open..next]), span: self.span(open, next) }, end);
        }
        (self.read(start, stop, doubled, faults), end)
    }

    /// Where the quote that closes a cell stands, and whether quotes are doubled before it.
    fn closing_quote(&self, start: usize) -> Option<(usize, bool)> {
        let bytes = self.text.as_bytes();
        let (mut at, mut doubled) = (start, false);
        loop {
            at += memchr::memchr(b'"', &bytes[at..])?;
            if bytes.get(at + 1) != Some(&b'"') {
                return Some((at, doubled));
            }
            doubled = true;
            at += 2;
        }
    }

    fn stray_quote(&self, at: usize, faults: &mut Diagnostics) {
        let fault = Diagnostic::new(&codes::E101, "a double quote in the wrong place").at(self.span(at, at + 1));
        faults.push(fault.help("put the whole cell in double quotes and double each quote inside it"));
    }

    fn read(&self, start: usize, stop: usize, doubled: bool, faults: &mut Diagnostics) -> Cell<'s> {
        let written = &self.text[start..stop];
        if !self.is_record {
            let value = if doubled { Cow::Owned(written.replace("\"\"", "\"")) } else { Cow::Borrowed(written) };
            let value = if value.contains("\r\n") { Cow::Owned(value.replace("\r\n", "\n")) } else { value };
            return Spanned { value, span: self.span(start, stop) };
        }
        let mut trouble = Vec::new();
        let value = if doubled {
            Cow::Owned(escape::unescape(&written.replace("\"\"", "\""), &mut trouble).into_owned())
        } else {
            escape::unescape(written, &mut trouble)
        };
        let span = self.span(start, stop);
        report_trouble(trouble, span, !doubled, faults);
        Spanned { value, span }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }
}

/// Reports what [`escape::unescape`] found in the text at `span`; `exact` says that offsets in the text are offsets in
/// the file, else the whole cell is pointed at.
fn report_trouble(trouble: Vec<escape::Trouble>, span: Span, exact: bool, faults: &mut Diagnostics) {
    let start = span.start as usize;
    for found in trouble {
        let part = Span::new(span.file, start + found.range.start, start + found.range.end);
        faults.push(found.fault(if exact { part } else { span }));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diag::Sources;
    use proptest::prelude::*;

    fn read(text: &str) -> (Vec<Vec<String>>, Vec<String>) {
        let mut sources = Sources::new();
        let file = sources.add("t.csv", text);
        let (mut faults, mut rows, mut row) = (Diagnostics::new(), Vec::new(), Vec::new());
        let mut reader = Reader::new(file, sources.text(file));
        while reader.row(&mut row, &mut faults) {
            rows.push(row.iter().map(|cell| cell.text().to_owned()).collect());
        }
        let place = |d: &Diagnostic| sources.locate(d.span.unwrap());
        let shown = faults.iter().map(|d| format!("{} {}:{}", d.code.id, place(d).line, place(d).column));
        (rows, shown.collect())
    }

    #[test]
    fn spreadsheets_files_read_like_ours() {
        let ours = read("a,b\n\"1,\n2\",\"say \"\"x\"\"\"\n");
        assert_eq!(ours, (vec![vec!["a".into(), "b".into()], vec!["1,\n2".into(), "say \"x\"".into()]], vec![]));
        assert_eq!(read("\u{FEFF}a,b\r\n\r\n\"1,\n2\",\"say \"\"x\"\"\"\r\n"), ours);
    }

    #[test]
    fn published_files_have_their_delimiter_any_character_and_no_escapes() {
        let mut sources = Sources::new();
        let file = sources.add("t.csv", "a;b\r\n\r\n\"1;\r\n2\";\\u{41}\u{1}\r\"x\r\n");
        let (mut faults, mut row) = (Diagnostics::new(), Vec::new());
        let mut reader = Reader::published(file, sources.text(file), b';');
        assert!(reader.row(&mut row, &mut faults) && row.len() == 2 && reader.blank_lines() == 0);
        assert!(reader.row(&mut row, &mut faults) && reader.blank_lines() == 1);
        assert_eq!([row[0].text(), row[1].text()], ["1;\n2", "\\u{41}\u{1}\r\"x"]);
        assert_eq!(faults.iter().map(|fault| fault.code.id).collect::<Vec<_>>(), ["E101"]);
    }

    #[test]
    fn the_last_row_needs_no_line_end_and_an_empty_last_cell_counts() {
        assert_eq!(read("a,b\n1,").0, [["a", "b"], ["1", ""]]);
        assert_eq!(read("a,b\n1,\"\"").0, [["a", "b"], ["1", ""]]);
    }

    #[test]
    fn each_fault_is_found_at_its_line_and_column() {
        assert_eq!(read("a\n\"x").1, ["E100 2:1"]);
        assert_eq!(read("a,b\n\u{e9}\u{e9} \"x\",1\n").1, ["E101 2:4"]);
        assert_eq!(read("a,b\n\"x\"y,1\n").1, ["E101 2:3"]);
        assert_eq!(read("a,b\n1, \"x\"\n").1, ["E101 2:4"]);
        assert_eq!(read("a,b\n1,x\u{1}y\n").1, ["E106 2:4"]);
        assert_eq!(read("a,b\n1,\"x\r\ny\"\n").1, ["E106 2:5"]);
        assert_eq!(read("a,b\n1,\\u{41}\n").1, ["E107 2:3"]);
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_reads_back(rows in prop::collection::vec(prop::collection::vec("[a-z\",\n é]{0,6}", 3), 1..6)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(read(&text), (rows, vec![]));
        }
    }
}
