//! Which layout fits, which sheet is what, and where its columns stand: by headings after white space and case are
//! folded, wherever the header row is among the first ten rows. Positions are never trusted.

use super::layouts::{none_fits, several_fit};
use super::table::{Located, Table, TableColumn, letters};
use super::workbook::{Sheet, SheetRow, Workbook, place};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::diag::{did_you_mean, nearest};
use crate::model::fold::{self, collapse, fold};
use crate::records::{Field, MappedColumn, MappedSheet, MappingDraft, Role, SkipTest, Use};
use std::collections::BTreeSet;

/// How far down a header row is looked for.
pub(super) const HEADER_WITHIN: u32 = 10;
/// Bytes that a heading may have; longer cells are prose.
pub(super) const LONGEST_HEADING: usize = 500;
/// How many headings that fit no layout are shown.
const MOST_SHOWN: usize = 40;

/// A header row that was found.
struct Header<'w> {
    row: &'w SheetRow,
    /// How well its headings fit: 2 for the layout's own heading, 1 for an alias.
    score: usize,
}

/// Finds the layout that fits best and every sheet's role in it. No layout that fits, several that fit equally well, a
/// required sheet or column that is missing, a column twice, and a value without a place are faults. A layout that
/// stands alone was asked for by name, and says itself what is missing.
pub(super) fn locate<'w>(
    workbook: &'w Workbook,
    layouts: &[&'w MappingDraft<'w>],
    faults: &mut Diagnostics,
) -> Option<Located<'w>> {
    let layout = choose(workbook, layouts, faults)?;
    let mut sheets: Vec<Table<'w>> = workbook.sheets.iter().map(|sheet| table(sheet, layout, faults)).collect();
    for wanted in &layout.sheets {
        check_presence(wanted, &sheets, faults);
    }
    protect_names(&mut sheets);
    Some(Located { layout, sheets })
}

/// The layout whose headings fit best; a fault where none does, or several do equally well.
pub(super) fn choose<'w>(
    workbook: &Workbook,
    layouts: &[&'w MappingDraft<'w>],
    faults: &mut Diagnostics,
) -> Option<&'w MappingDraft<'w>> {
    if let [only] = layouts {
        return Some(only);
    }
    let score = |layout: &MappingDraft<'_>| -> usize {
        workbook.sheets.iter().map(|sheet| role_of(sheet, layout).map_or(0, |(_, header)| header.score)).sum()
    };
    let scores: Vec<(usize, &'w MappingDraft<'w>)> = layouts.iter().map(|layout| (score(layout), *layout)).collect();
    let most = scores.iter().map(|(score, _)| *score).max().unwrap_or(0);
    let best: Vec<&'w MappingDraft<'w>> = scores.iter().filter(|(score, _)| *score == most).map(|(_, l)| *l).collect();
    match best.as_slice() {
        _ if most == 0 => faults.push(none_fits(&shown_headings(workbook), layouts)),
        [only] => return Some(only),
        several => {
            let names: Vec<&str> = several.iter().map(|layout| layout.name.as_str()).collect();
            faults.push(several_fit(&names));
        }
    }
    None
}

/// The row of a sheet that looks most like headings: of the first rows the one with most short cells.
pub(super) fn likely_header(sheet: &Sheet) -> Option<&SheetRow> {
    let filled = |row: &SheetRow| row.cells.iter().filter(|(_, text)| is_heading(text)).count();
    let rows = sheet.rows.iter().take_while(|row| row.number <= HEADER_WITHIN);
    // The first of equals: rows of data have as many cells.
    rows.reduce(|best, next| if filled(next) > filled(best) { next } else { best })
}

fn is_heading(text: &str) -> bool {
    text.len() <= LONGEST_HEADING && !text.trim().is_empty()
}

fn shown_headings(workbook: &Workbook) -> String {
    let sheets = workbook.sheets.iter().filter_map(|sheet| {
        let row = likely_header(sheet)?;
        let headings = row.cells.iter().filter(|(_, text)| is_heading(text)).map(|(_, text)| collapse(text));
        let shown: Vec<String> = headings.take(MOST_SHOWN).collect();
        Some(format!("{} has {}", sheet.name, shown.join("; ")))
    });
    sheets.collect::<Vec<_>>().join(" | ")
}

/// A name that stands whole as an applicant and holds a separator is one name in a list too.
fn protect_names(sheets: &mut [Table<'_>]) {
    for table in sheets {
        let separators: Vec<&str> = table
            .columns
            .iter()
            .filter(|column| column.field == Some(Field::Controllers))
            .filter_map(|column| column.mapped)
            .flat_map(|column| column.separators.iter().chain(&column.doubtful).map(|cell| cell.text()))
            .collect();
        if separators.is_empty() {
            continue;
        }
        let applicant = table.first_of([Field::Applicant, Field::Organisation]);
        let names = table.rows.iter().map(|row| table.cell(row, applicant));
        let holding = names.filter(|name| separators.iter().any(|separator| name.contains(separator)));
        table.names = holding.collect::<BTreeSet<_>>();
        // Names of lists that come apart at no doubtful separator stand alone too.
        let is_sure = |name: &&str| !separators.iter().any(|separator| name.contains(separator));
        let listed = table.rows.iter().flat_map(|row| table.list(row, Field::Controllers, &table.names));
        let named = table.rows.iter().map(|row| table.cell(row, applicant)).chain(listed.filter(is_sure));
        table.alone = named.map(fold::punct).collect();
    }
}

fn check_presence(wanted: &MappedSheet<'_>, sheets: &[Table<'_>], faults: &mut Diagnostics) {
    let is_wanted = |table: &&Table<'_>| table.mapped.is_some_and(|mapped| std::ptr::eq(mapped, wanted));
    let found: Vec<&str> = sheets.iter().filter(is_wanted).map(|t| t.sheet.name.as_str()).collect();
    let roles: Vec<&str> = wanted.records.iter().map(|role| role.key()).collect();
    if found.is_empty() && !wanted.is_optional {
        let names: Vec<&str> = sheets.iter().map(|table| table.sheet.name.as_str()).collect();
        let name = wanted.name.text();
        let message = format!("no sheet has the headings of {name} ({})", roles.join(" and "));
        let needed = wanted.columns.iter().filter(|column| !column.is_optional);
        let columns: Vec<&str> = needed.map(|column| column.heading.text()).collect();
        let near = did_you_mean(nearest(name, names.iter().copied()));
        faults.push(Diagnostic::new(&codes::E1, message).help(format!(
            "the sheets are {} ({near}); its first {HEADER_WITHIN} rows must hold the headings {}",
            names.join(", "),
            columns.join("; ")
        )));
    }
    if found.len() > 1 && !wanted.may_repeat {
        let message = format!("the sheets {} all have the headings of {}", found.join(", "), wanted.name.text());
        let fault = Diagnostic::new(&codes::E1, message);
        faults
            .push(fault.help("only one of them can be read; remove the others, or say several = true in the mapping"));
    }
}

/// The part that a layout gives a sheet by its headings.
fn role_of<'w, 'l>(sheet: &'w Sheet, layout: &'l MappingDraft<'l>) -> Option<(&'l MappedSheet<'l>, Header<'w>)> {
    let name = fold(&sheet.name);
    let is_named =
        |wanted: &&MappedSheet<'_>| wanted.named.as_ref().is_some_and(|like| name.contains(&fold(like.text())));
    let named = layout.sheets.iter().filter(is_named);
    let others = layout.sheets.iter().filter(|wanted| wanted.named.is_none());
    named.chain(others).find_map(|wanted| find_header(sheet, wanted).map(|header| (wanted, header)))
}

fn find_header<'w>(sheet: &'w Sheet, wanted: &MappedSheet<'_>) -> Option<Header<'w>> {
    let candidates = sheet.rows.iter().take_while(|row| row.number <= HEADER_WITHIN);
    let scored = candidates.map(|row| {
        let headings = folded_headings(row);
        let fits: Vec<usize> = wanted.columns.iter().map(|column| fit(&headings, column)).collect();
        let found = fits.iter().filter(|fit| **fit > 0).count();
        (found, Header { row, score: fits.iter().sum() })
    });
    // The first of equals: a table may repeat its headings further down.
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 >= wanted.headings.max(1)).then_some(best.1)
}

/// The cells of a row that are short enough to be headings, folded.
fn folded_headings(row: &SheetRow) -> Vec<String> {
    row.cells.iter().filter(|(_, text)| text.len() <= LONGEST_HEADING).map(|(_, text)| fold(text)).collect()
}

fn fit(headings: &[String], column: &MappedColumn<'_>) -> usize {
    if column.heading.is_blank() {
        return 0;
    }
    let has = |heading: &str| headings.contains(&fold(heading));
    if has(column.heading.text()) { 2 } else { usize::from(column.aliases.iter().any(|alias| has(alias.text()))) }
}

fn table<'w>(sheet: &'w Sheet, layout: &'w MappingDraft<'w>, faults: &mut Diagnostics) -> Table<'w> {
    let Some((wanted, header)) = role_of(sheet, layout) else { return no_table(sheet) };
    let header_row = header.row.number;
    let used = sheet.rows.iter().filter(|row| row.number >= header_row);
    let width = used.filter_map(|row| row.cells.last()).map(|(column, _)| *column + 1).max().unwrap_or(0);
    let headings = (0..width).map(|column| header.row.raw(column));
    let columns = headings.map(|heading| TableColumn { heading, mapped: None, field: None }).collect();
    let mut table = Table { mapped: Some(wanted), roles: &wanted.records, header_row, columns, ..no_table(sheet) };
    assign(&mut table, wanted, faults);
    table.note_strips();
    sort_rows(&mut table, wanted);
    refuse_values_without_a_place(&table, faults);
    table
}

/// A sheet that the layout does not know.
fn no_table(sheet: &Sheet) -> Table<'_> {
    let rows: Vec<&SheetRow> = sheet.rows.iter().filter(|row| !row.is_blank()).collect();
    let roles: &[Role] = if rows.is_empty() { &[Role::Empty] } else { &[Role::Text] };
    Table {
        sheet,
        roles,
        mapped: None,
        header_row: 0,
        columns: Vec::new(),
        stripped_fields: Vec::new(),
        rows,
        skipped: Vec::new(),
        below: Vec::new(),
        names: BTreeSet::new(),
        alone: BTreeSet::new(),
    }
}

/// Parts the rows below the header into records, rows that the mapping skips, and what follows the end mark.
fn sort_rows<'w>(table: &mut Table<'w>, wanted: &'w MappedSheet<'w>) {
    let is_end = |row: &SheetRow| {
        let is_mark = |text: &str| wanted.end.as_ref().is_some_and(|end| text.trim() == end.text().trim());
        row.cells.iter().any(|(_, text)| is_mark(text))
    };
    let rows: Vec<&'w SheetRow> = table.rows.iter().copied().filter(|row| row.number > table.header_row).collect();
    let end = rows.iter().position(|row| is_end(row)).unwrap_or(rows.len());
    table.below = rows[end..].to_vec();
    let mut records = Vec::with_capacity(end);
    for row in &rows[..end] {
        let is_told = |skip: &&'w crate::records::Skip<'w>| {
            let column = table.columns.iter().position(|c| c.mapped.is_some_and(|m| m.heading == skip.column));
            let text = column.and_then(|at| u32::try_from(at).ok()).map_or("", |at| row.raw(at)).trim();
            match &skip.test {
                SkipTest::Equals(wanted) => text == wanted.text().trim(),
                SkipTest::Begins(wanted) => text.starts_with(wanted.text().trim_start()),
            }
        };
        match wanted.skips.iter().find(is_told) {
            Some(skip) => table.skipped.push((skip, row)),
            None => records.push(*row),
        }
    }
    table.rows = records;
}

/// Gives each column what the layout says of it.
fn assign<'w>(table: &mut Table<'w>, wanted: &'w MappedSheet<'w>, faults: &mut Diagnostics) {
    for column in &wanted.columns {
        let headings = std::iter::once(&column.heading).chain(&column.aliases);
        let mut found: Vec<usize> = Vec::new();
        for at in headings.flat_map(|heading| places(table, heading.text())) {
            if !found.contains(&at) {
                found.push(at);
            }
        }
        if let Some(&first) = found.first() {
            table.columns[first].mapped = Some(column);
            table.columns[first].field = column.use_.field();
        } else if !column.is_optional {
            missing(table, column, faults);
        }
        if found.len() > 1 && column.use_ != Use::Unused && !column.heading.is_blank() {
            let shown: Vec<String> = found.iter().map(|&at| letters(at)).collect();
            let message = format!("{}: the columns {} have one heading", table.sheet.name, shown.join(" and "));
            faults.push(Diagnostic::new(&codes::E105, format!("{message}, \"{}\"", column.heading.text())));
        }
    }
    if wanted.has(Role::Counts) {
        // Every other body that is counted has its own column.
        let is_body = |c: &&mut TableColumn<'_>| c.mapped.is_none() && !c.heading.trim().is_empty();
        for column in table.columns.iter_mut().filter(is_body) {
            column.field = Some(Field::Body);
        }
    }
}

/// The columns with this heading; for no heading, the first without one that holds values.
fn places(table: &Table<'_>, heading: &str) -> Vec<usize> {
    let wanted = fold(heading);
    let has = |at: &usize| fold(table.columns[*at].heading) == wanted;
    let found = (0..table.columns.len()).filter(has);
    if wanted.is_empty() {
        found.filter(|at| table.first_value(*at).is_some()).take(1).collect()
    } else {
        found.collect()
    }
}

fn missing(table: &Table<'_>, column: &MappedColumn<'_>, faults: &mut Diagnostics) {
    let found: Vec<String> = table.columns.iter().enumerate().map(|(at, column)| column.shown(at)).collect();
    let heading = column.heading.text();
    let message = format!("the sheet {} has no column \"{heading}\"", table.sheet.name);
    let near = did_you_mean(nearest(heading, found.iter().map(String::as_str)));
    let help = format!(
        "row {} has: {} ({near}); if the column has another heading now, add it to its aliases in the mapping",
        table.header_row,
        found.join("; ")
    );
    faults.push(Diagnostic::new(&codes::E1, message).help(help));
}

/// A column that the layout does not know, or knows as always empty, has no place in the records. Leaving its values
/// out in silence would lose them.
fn refuse_values_without_a_place(table: &Table<'_>, faults: &mut Diagnostics) {
    if table.has(Role::Glossary) {
        return; // All of it is kept as text.
    }
    for (at, column) in table.columns.iter().enumerate() {
        let is_dealt_with = column.mapped.is_some_and(|mapped| matches!(mapped.use_, Use::Keep | Use::Drop(_)));
        let placed = column.field.is_some() || is_dealt_with;
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
        faults.push(fault.help(
            "give it a column in the mapping: with field = \"…\", keep = true, or drop = \"why\"; \
             a layout that comes with the program can be copied to data/mappings/ and changed there",
        ));
    }
}
