//! Prose files: pages of `content/`, assurance records, and the sheets of a workbook that are kept as text.

use super::keys::{ASSURANCE, CONTENT, SHEET_TEXT};
use super::toml_text::Lines;
use crate::diag::{Cell, Diagnostics, FileId, Span, Spanned};
use crate::syntax::keys::Key;
use crate::syntax::toml::{self, Table};
use crate::syntax::{escape, front_matter};

/// A page of `content/`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // a field is the key of that name; the model says what it means
pub struct ContentDraft<'s> {
    /// Its path below `content/`, without `.md`.
    pub address: String,
    pub title: Cell<'s>,
    pub summary: Option<Cell<'s>>,
    pub date: Option<Cell<'s>>,
    pub order: Option<Spanned<i64>>,
    pub body: Cell<'s>,
}

/// A file of `data/assurance/`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct AssuranceDraft<'s> {
    /// Its file's name without `.md`.
    pub name: String,
    pub id: Cell<'s>,
    pub kind: Cell<'s>,
    pub date: Cell<'s>,
    pub organisation: Option<Cell<'s>>,
    pub agreement: Option<Cell<'s>>,
    pub releases: Vec<Cell<'s>>,
    pub source: Option<Cell<'s>>,
    pub findings: Cell<'s>,
}

/// A sheet kept as text: `data/editions/<id>/<name>.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTextDraft<'s> {
    /// The edition: the name of the file's folder.
    pub edition: String,
    /// The file's name without `.md`.
    pub name: String,
    /// The sheet's name as published.
    pub sheet: Cell<'s>,
    /// Its text, edges trimmed.
    pub text: Cell<'s>,
}

fn parts<'s>(
    file: FileId,
    text: &'s str,
    keys: &'static [Key],
    faults: &mut Diagnostics,
) -> Option<(Table<'s>, Cell<'s>)> {
    let parts = front_matter::split(file, text, faults)?;
    let table = toml::read_listed(file, parts.toml_at, parts.toml, keys, faults);
    let lead = parts.body.len() - parts.body.trim_start().len();
    let written = parts.body.trim();
    let start = parts.body_at + lead;
    let mut trouble = Vec::new();
    // In prose a line may end in CRLF; the text of the page has LF.
    let value = match written.contains("\r\n") {
        true => escape::unescape(&written.replace("\r\n", "\n"), &mut trouble).into_owned().into(),
        false => escape::unescape(written, &mut trouble),
    };
    let span = Span::new(file, start, start + written.len());
    for found in trouble {
        faults.push(found.fault(Span::new(file, start + found.range.start, start + found.range.end)));
    }
    Some((table, Spanned { value, span }))
}

pub(super) fn read_content<'s>(
    file: FileId,
    text: &'s str,
    address: &str,
    faults: &mut Diagnostics,
) -> Option<ContentDraft<'s>> {
    let (mut table, body) = parts(file, text, CONTENT, faults)?;
    let title = table.text("title", faults);
    let summary = table.text("summary", faults);
    let date = table.text("date", faults);
    let order = table.integer("order", faults);
    table.finish(faults);
    Some(ContentDraft { address: address.to_owned(), title: title?, summary, date, order, body })
}

pub(super) fn read_assurance<'s>(
    file: FileId,
    text: &'s str,
    name: &str,
    faults: &mut Diagnostics,
) -> Option<AssuranceDraft<'s>> {
    let (mut table, findings) = parts(file, text, ASSURANCE, faults)?;
    let id = table.text("id", faults);
    let kind = table.text("kind", faults);
    let date = table.text("date", faults);
    let organisation = table.text("organisation", faults);
    let agreement = table.text("agreement", faults);
    let releases = table.texts("releases", faults);
    let source = table.text("source", faults);
    table.finish(faults);
    let name = name.to_owned();
    Some(AssuranceDraft {
        name,
        id: id?,
        kind: kind?,
        date: date?,
        organisation,
        agreement,
        releases,
        source,
        findings,
    })
}

pub(super) fn read_sheet_text<'s>(
    file: FileId,
    text: &'s str,
    (edition, name): (&str, &str),
    faults: &mut Diagnostics,
) -> Option<SheetTextDraft<'s>> {
    let (mut table, text) = parts(file, text, SHEET_TEXT, faults)?;
    let sheet = table.text("sheet", faults);
    table.finish(faults);
    Some(SheetTextDraft { edition: edition.to_owned(), name: name.to_owned(), sheet: sheet?, text })
}

/// Ends front matter, and writes what stands below it.
fn finish(mut lines: Lines, body: &Cell<'_>) -> String {
    lines.line("+++");
    if !body.is_blank() {
        lines.line("");
        lines.line(&escape::escape(body.text()));
    }
    lines.finish()
}

/// Writes a sheet kept as text: what `read_sheet_text` reads back equal.
pub fn write_sheet_text(draft: &SheetTextDraft<'_>) -> String {
    let mut lines = Lines::default();
    lines.line("+++");
    lines.text("sheet", draft.sheet.text());
    finish(lines, &draft.text)
}

/// Writes a page of `content/`: what `read_content` reads back equal.
pub fn write_content(draft: &ContentDraft<'_>) -> String {
    let mut lines = Lines::default();
    lines.line("+++");
    lines.text("title", draft.title.text());
    lines.stated("summary", draft.summary.as_ref().map(Cell::text));
    lines.stated("date", draft.date.as_ref().map(Cell::text));
    if let Some(order) = &draft.order {
        lines.integer("order", order.value);
    }
    finish(lines, &draft.body)
}

/// Writes an assurance record: what `read_assurance` reads back equal.
pub(super) fn write_assurance(draft: &AssuranceDraft<'_>) -> String {
    let mut lines = Lines::default();
    lines.line("+++");
    lines.text("id", draft.id.text());
    lines.text("kind", draft.kind.text());
    lines.text("date", draft.date.text());
    lines.stated("organisation", draft.organisation.as_ref().map(Cell::text));
    lines.stated("agreement", draft.agreement.as_ref().map(Cell::text));
    lines.texts("releases", draft.releases.iter().map(Cell::text));
    lines.stated("source", draft.source.as_ref().map(Cell::text));
    finish(lines, &draft.findings)
}
