//! `data/editions/<id>/import.toml`: what only the workbook shows. Written by `candour import`, read by `check`.

use super::toml_text::Lines;
use crate::diag::{Cell, Diagnostics, FileId, Spanned};
use crate::syntax::toml::{self, Table};

/// What an import noted about one edition's workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFacts<'s> {
    /// The edition: the name of the file's folder.
    pub edition: String,
    /// The workbook's file name.
    pub source: Cell<'s>,
    /// The layout it was read by.
    pub layout: Cell<'s>,
    /// Where the period was found: the flags, the file name, a drawing, a sheet.
    pub period_sources: Vec<Cell<'s>>,
    /// Paragraphs of text in drawings, in order.
    pub drawing_text: Vec<Cell<'s>>,
    /// Its sheets, in workbook order.
    pub sheets: Vec<ImportedSheet<'s>>,
    /// Faults that records do not show any more, because cells are kept without white space at their edges.
    pub faults: Vec<SheetFault<'s>>,
    /// What the mapping leaves out, and why.
    pub left_out: Vec<LeftOut<'s>>,
}

/// Rows or cells of a sheet that have no place in the records by the mapping's own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut<'s> {
    /// Sheet.
    pub sheet: Cell<'s>,
    /// Which rows or cells, in words.
    pub what: Cell<'s>,
    /// How many.
    pub count: Spanned<i64>,
    /// Why.
    pub why: Cell<'s>,
}

/// A sheet of an imported workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedSheet<'s> {
    /// Its name.
    pub name: Cell<'s>,
    /// What it was taken for: `releases`, `agreements`, `datasets`, `amendments`, `glossary`, `counts`, `text`, `empty`,
    /// or `releases;agreements`. Imports before mappings wrote `purposes` for `agreements`.
    pub role: Cell<'s>,
    /// Rows below the header row; all used rows of a sheet that has none.
    pub rows: Spanned<i64>,
    /// SHA-256 of all raw cells from row 2 on: cells of a row joined by U+001F, rows by U+001E.
    pub digest: Option<Cell<'s>>,
    /// The headings as published.
    pub header: Vec<Cell<'s>>,
    /// Headings of columns without any value.
    pub empty_columns: Vec<Cell<'s>>,
}

/// A kind of fault in one column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFault<'s> {
    /// Which kind: `edge_white_space`.
    pub kind: Cell<'s>,
    /// Sheet.
    pub sheet: Cell<'s>,
    /// Heading of the column.
    pub column: Cell<'s>,
    /// How many cells.
    pub count: Spanned<i64>,
    /// The cells, as `F5`; the first hundred where there are more.
    pub cells: Vec<Cell<'s>>,
}

/// Reads a file; `None` where what every import writes is missing.
pub(super) fn read<'s>(
    file: FileId,
    text: &'s str,
    edition: &str,
    faults: &mut Diagnostics,
) -> Option<ImportFacts<'s>> {
    let mut table = toml::read(file, 0, text, faults);
    let source = table.required_text("source", faults);
    let layout = table.required_text("layout", faults);
    let period_sources = table.texts("period_sources", faults);
    let drawing_text = table.texts("drawing_text", faults);
    let sheets = table.tables("sheet", faults);
    let sheets = sheets.into_iter().filter_map(|table| read_sheet(table, faults)).collect();
    let noted = table.tables("fault", faults);
    let noted = noted.into_iter().filter_map(|table| read_fault(table, faults)).collect();
    let left_out = table.tables("left_out", faults);
    let left_out = left_out.into_iter().filter_map(|table| read_left_out(table, faults)).collect();
    table.finish(faults);
    let edition = edition.to_owned();
    let (source, layout) = (source?, layout?);
    Some(ImportFacts { edition, source, layout, period_sources, drawing_text, sheets, faults: noted, left_out })
}

fn read_sheet<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<ImportedSheet<'s>> {
    let name = table.required_text("name", faults);
    let role = table.required_text("role", faults);
    let rows = table.integer("rows", faults);
    let digest = table.text("digest", faults);
    let header = table.texts("header", faults);
    let empty_columns = table.texts("empty_columns", faults);
    table.finish(faults);
    Some(ImportedSheet { name: name?, role: role?, rows: rows?, digest, header, empty_columns })
}

fn read_fault<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<SheetFault<'s>> {
    let kind = table.required_text("kind", faults);
    let sheet = table.required_text("sheet", faults);
    let column = table.required_text("column", faults);
    let count = table.integer("count", faults);
    let cells = table.texts("cells", faults);
    table.finish(faults);
    Some(SheetFault { kind: kind?, sheet: sheet?, column: column?, count: count?, cells })
}

fn read_left_out<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<LeftOut<'s>> {
    let sheet = table.required_text("sheet", faults);
    let what = table.required_text("what", faults);
    let count = table.integer("count", faults);
    let why = table.required_text("why", faults);
    table.finish(faults);
    Some(LeftOut { sheet: sheet?, what: what?, count: count?, why: why? })
}

/// Writes a file: what `read` reads back equal.
pub fn write_import_facts(facts: &ImportFacts<'_>) -> String {
    let mut lines = Lines::default();
    lines.line("# Written by `candour import`: what only the workbook shows.");
    lines.text("source", facts.source.text());
    lines.text("layout", facts.layout.text());
    lines.texts("period_sources", facts.period_sources.iter().map(Cell::text));
    lines.texts("drawing_text", facts.drawing_text.iter().map(Cell::text));
    for sheet in &facts.sheets {
        lines.line("\n[[sheet]]");
        lines.text("name", sheet.name.text());
        lines.text("role", sheet.role.text());
        lines.integer("rows", sheet.rows.value);
        lines.stated("digest", sheet.digest.as_ref().map(Cell::text));
        lines.texts("header", sheet.header.iter().map(Cell::text));
        lines.texts("empty_columns", sheet.empty_columns.iter().map(Cell::text));
    }
    for fault in &facts.faults {
        lines.line("\n[[fault]]");
        lines.text("kind", fault.kind.text());
        lines.text("sheet", fault.sheet.text());
        lines.text("column", fault.column.text());
        lines.integer("count", fault.count.value);
        lines.texts("cells", fault.cells.iter().map(Cell::text));
    }
    for left in &facts.left_out {
        lines.line("\n[[left_out]]");
        lines.text("sheet", left.sheet.text());
        lines.text("what", left.what.text());
        lines.integer("count", left.count.value);
        lines.text("why", left.why.text());
    }
    lines.finish()
}
