//! Front matter: TOML between two lines `+++` at the start of a file, then the body.

use crate::diag::{Diagnostic, Diagnostics, FileId, Span, codes};

/// The two parts of a file, and where each begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'s> {
    /// The TOML between the fences.
    pub toml: &'s str,
    /// Byte offset of the TOML.
    pub toml_at: usize,
    /// All after the closing fence's line.
    pub body: &'s str,
    /// Byte offset of the body.
    pub body_at: usize,
}

/// Splits a file; a file without both fences is a fault.
pub fn split<'s>(file: FileId, text: &'s str, faults: &mut Diagnostics) -> Option<Parts<'s>> {
    let bom = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut lines = lines(text, bom);
    let opened = lines.next().is_some_and(|(_, line)| is_fence(line));
    let toml_at = lines.at;
    let closing = if opened { lines.by_ref().find(|&(_, line)| is_fence(line)) } else { None };
    let Some((close, _)) = closing else {
        let message = if opened { "the front matter is never closed" } else { "the file does not begin with +++" };
        let first_line = text[bom..].find('\n').map_or(text.len(), |at| bom + at);
        let fault = Diagnostic::new(&codes::E114, message).at(Span::new(file, bom, first_line));
        faults.push(fault.help("begin with a line +++, then the keys, then another line +++"));
        return None;
    };
    Some(Parts { toml: &text[toml_at..close], toml_at, body: &text[lines.at..], body_at: lines.at })
}

/// White space at the end of a line is not seen, and means nothing here.
fn is_fence(line: &str) -> bool {
    line.trim_end() == "+++"
}

/// The lines of a text from `at` on, each with its offset, without LF or CRLF.
pub fn lines(text: &str, at: usize) -> Lines<'_> {
    Lines { text, at }
}

/// An iterator over lines; `at` is where the next one begins.
#[derive(Debug, Clone)]
pub struct Lines<'s> {
    text: &'s str,
    /// Where the next line begins.
    pub at: usize,
}

impl<'s> Iterator for Lines<'s> {
    type Item = (usize, &'s str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes());
        self.at = start + length.map_or(rest.len(), |at| at + 1);
        let line = &rest[..length.unwrap_or(rest.len())];
        let line = if length.is_some() { line.strip_suffix('\r').unwrap_or(line) } else { line };
        Some((start, line))
    }
}
