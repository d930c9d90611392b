//! Which sheet is what, and where its columns stand: by headings after white space and case are folded, wherever the
//! header row is among the first ten rows. Positions are never trusted.

use super::layouts::{Column, Field, LAYOUTS, Layout, Role, SheetLayout};
use super::workbook::{Sheet, SheetRow, Workbook, column_letters, place};
use crate::check::{did_you_mean, nearest};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::model::fold::fold;
use crate::output::hex;
use sha2::{Digest, Sha256};

/// How far down a header row is looked for.
const HEADER_WITHIN: u32 = 10;
/// Bytes that a heading may have; longer cells are prose.
const LONGEST_HEADING: usize = 500;

/// A workbook whose every sheet is accounted for.
pub(super) struct Located<'w> {
    /// The layout's name.
    pub(super) layout: &'static str,
    /// Every sheet, in workbook order.
    pub(super) sheets: Vec<Table<'w>>,
}

impl<'w> Located<'w> {
    /// The sheet with this role.
    pub(super) fn find(&self, role: Role) -> Option<&Table<'w>> {
        self.sheets.iter().find(|table| table.role == role)
    }
}

/// A sheet with its role.
pub(super) struct Table<'w> {
    pub(super) sheet: &'w Sheet,
    pub(super) role: Role,
    /// The number of its header row; 0 where it has none.
    pub(super) header_row: u32,
    /// Its columns up to the last that holds anything.
    pub(super) columns: Vec<TableColumn<'w>>,
    /// Rows below the header that hold more than white space.
    pub(super) rows: Vec<&'w SheetRow>,
}

/// A column of a sheet.
pub(super) struct TableColumn<'w> {
    /// Its heading exactly as stored.
    pub(super) heading: &'w str,
    /// What it holds, where the layout knows.
    pub(super) field: Option<Field>,
}

impl TableColumn<'_> {
    /// A name for reports: its heading on one line, or its letters.
    pub(super) fn shown(&self, at: usize) -> String {
        let heading = crate::model::fold::collapse(self.heading);
        if heading.is_empty() { letters(at) } else { heading }
    }
}

fn letters(at: usize) -> String {
    column_letters(u32::try_from(at).unwrap_or(0))
}

impl<'w> Table<'w> {
    /// Where a field's column stands.
    pub(super) fn column(&self, field: Field) -> Option<u32> {
        let at = self.columns.iter().position(|column| column.field == Some(field))?;
        u32::try_from(at).ok()
    }

    /// A cell of a row without white space at its edges; empty where the sheet has no such column.
    pub(super) fn cell(&self, row: &'w SheetRow, field: Field) -> &'w str {
        self.column(field).map_or("", |column| row.raw(column).trim())
    }

    /// A cell's place: `DataReleases!F5`.
    pub(super) fn place(&self, row: &SheetRow, field: Field) -> String {
        let column = self.column(field).unwrap_or(0);
        format!("{}!{}", self.sheet.name, place(column, row.number))
    }

    /// SHA-256 of all raw cells below the header row: the cells of a row joined by U+001F, rows by U+001E, to the last
    /// row that holds anything.
    pub(super) fn digest(&self) -> String {
        let below: Vec<&SheetRow> = self.sheet.rows.iter().filter(|row| row.number > self.header_row).collect();
        let mut hash = Sha256::new();
        let mut next = self.header_row + 1;
        for row in below {
            for number in next..=row.number {
                if number > self.header_row + 1 {
                    hash.update("\u{1E}");
                }
                self.hash_row(&mut hash, if number == row.number { Some(row) } else { None });
            }
            next = row.number + 1;
        }
        hex(&hash.finalize())
    }

    fn hash_row(&self, hash: &mut Sha256, row: Option<&SheetRow>) {
        for at in 0..self.columns.len() {
            if at > 0 {
                hash.update("\u{1F}");
            }
            if let (Some(row), Ok(column)) = (row, u32::try_from(at)) {
                hash.update(row.raw(column));
            }
        }
    }

    /// Columns without any value, by their headings.
    pub(super) fn empty_columns(&self) -> Vec<&'w str> {
        let is_empty = |at: &usize| self.first_value(*at).is_none();
        (0..self.columns.len()).filter(is_empty).map(|at| self.columns[at].heading).collect()
    }

    fn first_value(&self, at: usize) -> Option<&'w SheetRow> {
        let column = u32::try_from(at).ok()?;
        self.rows.iter().copied().find(|row| !row.raw(column).trim().is_empty())
    }
}

/// A header row that was found.
struct Header<'w> {
    row: &'w SheetRow,
    /// How well its headings fit: 2 for the layout's own heading, 1 for an alias.
    score: usize,
}

/// Finds the layout that fits best and every sheet's role in it. A required sheet or column that is missing, a column
/// twice, and a value without a place are faults.
pub(super) fn locate<'w>(workbook: &'w Workbook, faults: &mut Diagnostics) -> Located<'w> {
    let mut best: Option<(&Layout, usize)> = None;
    for layout in LAYOUTS {
        let fits = workbook.sheets.iter().map(|sheet| role_of(sheet, layout).map_or(0, |(_, header)| header.score));
        let score = fits.sum();
        if best.is_none_or(|(_, most)| score > most) {
            best = Some((layout, score));
        }
    }
    let layout = best.map_or(&LAYOUTS[0], |(layout, _)| layout);
    let sheets: Vec<Table<'w>> = workbook.sheets.iter().map(|sheet| table(sheet, layout, faults)).collect();
    for wanted in layout.sheets {
        check_presence(wanted, &sheets, faults);
    }
    Located { layout: layout.name, sheets }
}

fn check_presence(wanted: &SheetLayout, sheets: &[Table<'_>], faults: &mut Diagnostics) {
    let found: Vec<&str> = sheets.iter().filter(|t| t.role == wanted.role).map(|t| t.sheet.name.as_str()).collect();
    if found.is_empty() && wanted.required {
        let names: Vec<&str> = sheets.iter().map(|table| table.sheet.name.as_str()).collect();
        let message = format!("no sheet has the headings of {} ({})", wanted.name, wanted.role.key());
        let columns: Vec<&str> = wanted.columns.iter().filter(|c| c.required).map(|c| c.heading).collect();
        let near = did_you_mean(nearest(wanted.name, names.iter().copied()));
        faults.push(Diagnostic::new(&codes::E1, message).help(format!(
            "the sheets are {} ({near}); its first {HEADER_WITHIN} rows must hold the headings {}",
            names.join(", "),
            columns.join("; ")
        )));
    }
    if found.len() > 1 {
        let message = format!("the sheets {} all have the headings of {}", found.join(", "), wanted.name);
        faults.push(Diagnostic::new(&codes::E1, message).help("only one of them can be read; remove the others"));
    }
}

/// The role that a layout gives a sheet by its headings.
fn role_of<'w>(sheet: &'w Sheet, layout: &'static Layout) -> Option<(&'static SheetLayout, Header<'w>)> {
    let name = fold(&sheet.name);
    let is_named = |wanted: &SheetLayout| wanted.named_like.is_some_and(|like| name.contains(like));
    let named = layout.sheets.iter().filter(|wanted| is_named(wanted));
    let others = layout.sheets.iter().filter(|wanted| wanted.named_like.is_none());
    named.chain(others).find_map(|wanted| find_header(sheet, wanted).map(|header| (wanted, header)))
}

fn find_header<'w>(sheet: &'w Sheet, wanted: &SheetLayout) -> Option<Header<'w>> {
    let candidates = sheet.rows.iter().take_while(|row| row.number <= HEADER_WITHIN);
    let scored = candidates.map(|row| {
        let headings = folded_headings(row);
        let fits: Vec<usize> = wanted.columns.iter().map(|column| fit(&headings, column)).collect();
        let found = fits.iter().filter(|fit| **fit > 0).count();
        (found, Header { row, score: fits.iter().sum() })
    });
    // The first of equals: a table may repeat its headings further down.
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 >= wanted.at_least).then_some(best.1)
}

/// The cells of a row that are short enough to be headings, folded.
fn folded_headings(row: &SheetRow) -> Vec<String> {
    row.cells.iter().filter(|(_, text)| text.len() <= LONGEST_HEADING).map(|(_, text)| fold(text)).collect()
}

fn fit(headings: &[String], column: &Column) -> usize {
    if column.heading.is_empty() {
        return 0;
    }
    let has = |heading: &str| headings.contains(&fold(heading));
    if has(column.heading) { 2 } else { usize::from(column.aliases.iter().any(|alias| has(alias))) }
}

fn table<'w>(sheet: &'w Sheet, layout: &'static Layout, faults: &mut Diagnostics) -> Table<'w> {
    let Some((wanted, header)) = role_of(sheet, layout) else {
        let rows: Vec<&SheetRow> = sheet.rows.iter().filter(|row| !row.is_blank()).collect();
        let role = if rows.is_empty() { Role::Empty } else { Role::Text };
        return Table { sheet, role, header_row: 0, columns: Vec::new(), rows };
    };
    let header_row = header.row.number;
    let used = sheet.rows.iter().filter(|row| row.number >= header_row);
    let width = used.filter_map(|row| row.cells.last()).map(|(column, _)| *column + 1).max().unwrap_or(0);
    let headings = (0..width).map(|column| header.row.raw(column));
    let columns = headings.map(|heading| TableColumn { heading, field: None }).collect();
    let rows = sheet.rows.iter().filter(|row| row.number > header_row && !row.is_blank()).collect();
    let mut table = Table { sheet, role: wanted.role, header_row, columns, rows };
    assign(&mut table, wanted, faults);
    table
}

/// Gives each column its field.
fn assign(table: &mut Table<'_>, wanted: &SheetLayout, faults: &mut Diagnostics) {
    for column in wanted.columns {
        let headings = std::iter::once(&column.heading).chain(column.aliases);
        let found: Vec<usize> = headings.flat_map(|heading| places(table, heading)).collect();
        if let Some(&first) = found.first() {
            table.columns[first].field = Some(column.field);
        } else if column.required {
            missing(table, column, faults);
        }
        if found.len() > 1 && column.field != Field::Unused && !column.heading.is_empty() {
            let shown: Vec<String> = found.iter().map(|&at| letters(at)).collect();
            let message = format!("{}: the columns {} have one heading", table.sheet.name, shown.join(" and "));
            faults.push(Diagnostic::new(&codes::E105, format!("{message}, \"{}\"", column.heading)));
        }
    }
    if wanted.role == Role::Counts {
        // Every other body that is counted has its own column.
        for column in table.columns.iter_mut().filter(|c| c.field.is_none() && !c.heading.trim().is_empty()) {
            column.field = Some(Field::Body);
        }
    }
    refuse_values_without_a_place(table, wanted, faults);
}

/// The columns with this heading; for no heading, the first without one that holds values.
fn places(table: &Table<'_>, heading: &str) -> Vec<usize> {
    let wanted = fold(heading);
    let has = |at: &usize| fold(table.columns[*at].heading) == wanted;
    let found = (0..table.columns.len()).filter(has);
    if heading.is_empty() {
        found.filter(|at| table.first_value(*at).is_some()).take(1).collect()
    } else {
        found.collect()
    }
}

fn missing(table: &Table<'_>, column: &Column, faults: &mut Diagnostics) {
    let found: Vec<String> = table.columns.iter().enumerate().map(|(at, column)| column.shown(at)).collect();
    let message = format!("the sheet {} has no column \"{}\"", table.sheet.name, column.heading);
    let near = did_you_mean(nearest(column.heading, found.iter().map(String::as_str)));
    let help = format!("row {} has: {} ({near})", table.header_row, found.join("; "));
    faults.push(Diagnostic::new(&codes::E1, message).help(help));
}

/// A column that the layout does not know, or knows as always empty, has no place in the records. Leaving its values
/// out in silence would lose them.
fn refuse_values_without_a_place(table: &Table<'_>, wanted: &SheetLayout, faults: &mut Diagnostics) {
    if wanted.role == Role::Glossary {
        return; // All of it is kept as text.
    }
    for (at, column) in table.columns.iter().enumerate() {
        let placed = column.field.is_some_and(|field| field != Field::Unused);
        let Some(first) = table.first_value(at).filter(|_| !placed) else { continue };
        let at = u32::try_from(at).unwrap_or(0);
        let values = table.rows.iter().filter(|row| !row.raw(at).trim().is_empty()).count();
        let shown = column.shown(at as usize);
        let cell = place(at, first.number);
        let message = format!(
            "{}: the column \"{shown}\" has {values} values (the first in {cell}) and no place in the records",
            table.sheet.name
        );
        let fault = Diagnostic::new(&codes::E104, message);
        faults.push(fault.help("this layout does not know the column; it needs a new layout, or the column emptied"));
    }
}
