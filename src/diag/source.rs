//! The texts that diagnostics point into, and places in them. Positions are byte offsets from the first byte of
//! the file as read; line and column are computed last, when something is printed.

use std::borrow::Cow;
use std::sync::OnceLock;

/// A file among [`Sources`]; ids rise in the order the files were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A stretch of bytes in one file, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Bytes `start..end` of `file`. Offsets past 4 GiB stop at that bound; no source file is let in at that size.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end) }
    }
}

/// A value and where it was written. Two are equal if their values are, wherever they were written.
#[derive(Debug, Clone, Copy)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

/// A piece of text as written, borrowed from the source unless it had to be unescaped.
pub type Cell<'s> = Spanned<Cow<'s, str>>;

impl<'s> Cell<'s> {
    /// The text.
    pub fn text(&self) -> &str {
        &self.value
    }

    /// Whether the text is empty: not stated.
    pub fn is_blank(&self) -> bool {
        self.value.is_empty()
    }

    /// A cell that no file holds yet, for a writer.
    pub fn made(text: impl Into<Cow<'s, str>>) -> Self {
        Spanned { value: text.into(), span: Span::new(FileId(u32::MAX), 0, 0) }
    }
}

/// A line and a column, both counted from 1; a column is a character, not a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

#[derive(Debug)]
struct Source {
    path: String,
    text: String,
    /// Where each line begins; made when the first place in this file is shown.
    line_starts: OnceLock<Vec<usize>>,
}

impl Source {
    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let after_breaks = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1);
            std::iter::once(0).chain(after_breaks).collect()
        })
    }

    /// The index of the line that holds the byte `at`, and where that line begins.
    fn line_of(&self, at: usize) -> (usize, usize) {
        let starts = self.line_starts();
        let index = starts.partition_point(|&start| start <= at).saturating_sub(1);
        (index, starts[index])
    }
}

/// Every text read in one run, by id.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file's text under the path that reports show.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.push(Source { path: path.into(), text: text.into(), line_starts: OnceLock::new() });
        FileId(id)
    }

    /// The path that reports show.
    pub fn path(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |source| &source.path)
    }

    /// The whole text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |source| &source.text)
    }

    /// The file with this path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.files.iter().position(|source| source.path == path)?;
        u32::try_from(at).ok().map(FileId)
    }

    /// Every file, in the order it was added.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len()).filter_map(|i| u32::try_from(i).ok().map(FileId))
    }

    /// Where a span begins.
    pub fn locate(&self, span: Span) -> Location {
        let Some(source) = self.files.get(span.file.0 as usize) else { return Location { line: 1, column: 1 } };
        let start = floor_boundary(&source.text, span.start as usize);
        let (index, line_start) = source.line_of(start);
        let before = &source.text[line_start..start];
        // Editors do not count a byte order mark as a character.
        let before = if index == 0 { before.trim_start_matches('\u{FEFF}') } else { before };
        Location { line: index + 1, column: before.chars().count() + 1 }
    }

    /// The byte at which the line begins that a span begins on.
    pub(super) fn line_start(&self, span: Span) -> usize {
        let source = self.files.get(span.file.0 as usize);
        source.map_or(0, |source| source.line_of(floor_boundary(&source.text, span.start as usize)).1)
    }

    /// The text of the line a span begins on, without its line end, and the byte range of the span in it.
    pub fn line(&self, span: Span) -> (&str, std::ops::Range<usize>) {
        let Some(source) = self.files.get(span.file.0 as usize) else { return ("", 0..0) };
        let start = floor_boundary(&source.text, span.start as usize);
        let (index, line_start) = source.line_of(start);
        let line_end = source.line_starts().get(index + 1).map_or(source.text.len(), |&next| next - 1);
        let line = source.text[line_start..line_end].trim_end_matches('\r');
        let from = (start - line_start).min(line.len());
        let to = floor_boundary(&source.text, span.end as usize).saturating_sub(line_start).clamp(from, line.len());
        (line, from..to)
    }
}

/// The last boundary of characters at or before a byte.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
