//! A sheet with its mapping: cells by field, as records keep them. Everything that a mapping does to a cell is done
//! here, and counted, so that what is left out is told.

use super::lists;
use super::workbook::{Sheet, SheetRow, column_letters, place};
use crate::diag::Cell;
use crate::model::fold::{self, collapse};
use crate::output::hex;
use crate::records::{DateForm, Fate, Field, MappedColumn, MappedSheet, MappingDraft, Role, Skip, Use};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A workbook whose every sheet is accounted for.
pub(super) struct Located<'w> {
    /// The layout.
    pub(super) layout: &'w MappingDraft<'w>,
    /// Every sheet, in workbook order.
    pub(super) sheets: Vec<Table<'w>>,
}

impl<'w> Located<'w> {
    /// The sheets with this role.
    pub(super) fn tables(&self, role: Role) -> impl Iterator<Item = &Table<'w>> {
        self.sheets.iter().filter(move |table| table.has(role))
    }
}

/// A sheet with its roles.
pub(super) struct Table<'w> {
    pub(super) sheet: &'w Sheet,
    pub(super) roles: &'w [Role],
    /// What the layout says of it.
    pub(super) mapped: Option<&'w MappedSheet<'w>>,
    /// The number of its header row; 0 where it has none.
    pub(super) header_row: u32,
    /// Its columns up to the last that holds anything.
    pub(super) columns: Vec<TableColumn<'w>>,
    /// Fields whose text stands at the edge of another column's cells, with that column.
    pub(super) stripped_fields: Vec<(Field, u32)>,
    /// Rows below the header that hold more than white space and are records.
    pub(super) rows: Vec<&'w SheetRow>,
    /// Rows that are no records, each with the rule that says so.
    pub(super) skipped: Vec<(&'w Skip<'w>, &'w SheetRow)>,
    /// The end mark and all below it.
    pub(super) below: Vec<&'w SheetRow>,
    /// Names in its lists of controllers that hold a separator, besides those that the mapping protects.
    pub(super) names: BTreeSet<&'w str>,
    /// Names that stand alone somewhere, as an applicant or a controller, folded.
    pub(super) alone: BTreeSet<String>,
}

/// A column of a sheet.
pub(super) struct TableColumn<'w> {
    /// Its heading exactly as stored.
    pub(super) heading: &'w str,
    /// What the layout says of it.
    pub(super) mapped: Option<&'w MappedColumn<'w>>,
    /// What it holds, where it has a place in the records.
    pub(super) field: Option<Field>,
}

impl TableColumn<'_> {
    /// A name for reports: its heading on one line, or its letters.
    pub(super) fn shown(&self, at: usize) -> String {
        let heading = collapse(self.heading);
        if heading.is_empty() { letters(at) } else { heading }
    }
}

pub(super) fn letters(at: usize) -> String {
    column_letters(u32::try_from(at).unwrap_or(0))
}

/// Something that was published and has no place in the records, by the mapping's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeftOut<'w> {
    /// The column or the rows, as words.
    pub(super) what: String,
    /// How many cells or rows.
    pub(super) count: usize,
    /// The reason.
    pub(super) why: &'w str,
}

impl<'w> Table<'w> {
    /// Its name in the records: the sheet's. A file without sheets may be named anew each time it is published; its
    /// table keeps the name that the mapping gives it.
    pub(super) fn name(&self) -> &'w str {
        match self.mapped.filter(|_| self.sheet.is_whole_file) {
            Some(mapped) => mapped.name.text(),
            None => &self.sheet.name,
        }
    }

    /// Whether its rows are of a kind.
    pub(super) fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The words of its roles, joined by `;`.
    pub(super) fn roles_key(&self) -> String {
        self.roles.iter().map(|role| role.key()).collect::<Vec<_>>().join(";")
    }

    /// Where a field's column stands.
    pub(super) fn column(&self, field: Field) -> Option<u32> {
        let at = self.columns.iter().position(|column| column.field == Some(field))?;
        u32::try_from(at).ok()
    }

    fn mapped(&self, field: Field) -> Option<&'w MappedColumn<'w>> {
        self.columns.iter().find(|column| column.field == Some(field))?.mapped
    }

    /// Whether the sheet or its mapping says anything of a field.
    pub(super) fn says(&self, field: Field) -> bool {
        self.column(field).is_some() || self.fixed(field).is_some() || self.strip_into(field).is_some()
    }

    /// The first of these fields that the sheet says anything of.
    pub(super) fn first_of(&self, fields: [Field; 2]) -> Field {
        if self.says(fields[0]) { fields[0] } else { fields[1] }
    }

    /// What the mapping says of a field for all rows alike.
    pub(super) fn fixed(&self, field: Field) -> Option<&'w str> {
        let fixed = &self.mapped?.fixed;
        fixed.iter().find(|(known, _)| *known == field).map(|(_, cell)| cell.text())
    }

    /// The column off whose cells a field's text is taken, with its place.
    fn strip_into(&self, field: Field) -> Option<(u32, &'w MappedColumn<'w>)> {
        let (_, at) = self.stripped_fields.iter().find(|(known, _)| *known == field)?;
        Some((*at, self.columns.get(*at as usize)?.mapped?))
    }

    /// Notes which fields are taken off the cells of which columns, once each column has what the mapping says of it.
    pub(super) fn note_strips(&mut self) {
        for (at, column) in (0u32..).zip(&self.columns) {
            for strip in column.mapped.iter().flat_map(|mapped| &mapped.strips) {
                if let Fate::Into(field) = strip.fate {
                    self.stripped_fields.push((field, at));
                }
            }
        }
    }

    /// Whether the ids of its releases are made.
    pub(super) fn makes_ids(&self) -> bool {
        self.mapped.is_some_and(|mapped| mapped.makes_ids)
    }

    /// A cell of a row as records keep it: without white space at its edges, without what the mapping takes off, and
    /// empty for a wording that states nothing. What no column says may be fixed.
    pub(super) fn cell(&self, row: &'w SheetRow, field: Field) -> &'w str {
        match self.columns.iter().position(|column| column.field == Some(field)) {
            Some(at) => {
                let raw = u32::try_from(at).map_or("", |at| row.raw(at)).trim();
                self.columns[at].mapped.map_or(raw, |column| clean(raw, column).0)
            }
            None => self.fixed(field).or_else(|| self.stripped(row, field)).unwrap_or(""),
        }
    }

    /// The text of a field that stands at the edge of another column's cell.
    fn stripped(&self, row: &'w SheetRow, field: Field) -> Option<&'w str> {
        let (at, column) = self.strip_into(field)?;
        let taken = clean(row.raw(at).trim(), column).1;
        taken.into_iter().find(|(fate, _)| **fate == Fate::Into(field)).map(|(_, text)| text)
    }

    /// A date as records write it; `None` where it is in none of the declared forms.
    pub(super) fn date(&self, row: &'w SheetRow, field: Field) -> Option<String> {
        let text = self.cell(row, field);
        if text.is_empty() {
            return Some(String::new());
        }
        let forms = self.mapped(field).map_or(&[][..], |column| &column.dates);
        DateForm::read_any(text, forms.iter().map(|form| &form.value))
    }

    /// The declared forms of a field's dates.
    pub(super) fn date_forms(&self, field: Field) -> impl Iterator<Item = &'w str> {
        let forms = self.mapped(field).map_or(&[][..], |column| &column.dates);
        forms.iter().map(|form| form.value.as_str())
    }

    /// Whether a date of this field that cannot be read is left out by the mapping's word.
    pub(super) fn may_be_undated(&self, field: Field) -> bool {
        self.mapped(field).is_some_and(|column| column.undated.is_some())
    }

    /// The names of a list, in order: a cell taken apart by the mapping's separators, but for the names that it or
    /// `known` protects. At a doubtful separator it comes apart only into names that stand alone elsewhere.
    pub(super) fn list(&self, row: &'w SheetRow, field: Field, known: &BTreeSet<&str>) -> Vec<&'w str> {
        let cell = self.cell(row, field);
        let Some(column) = self.mapped(field) else { return vec![cell] };
        let protected: Vec<&str> = column.protected.iter().map(Cell::text).chain(known.iter().copied()).collect();
        let separators: Vec<&str> = column.separators.iter().map(Cell::text).collect();
        let doubtful: Vec<&str> = column.doubtful.iter().map(Cell::text).collect();
        let names = lists::split(cell, &separators, &protected);
        let parts = |name: &'w str| {
            let parts = lists::split(name, &doubtful, &protected);
            let is_sure = parts.iter().all(|part| self.alone.contains(&fold::punct(part)));
            if is_sure { parts } else { vec![name] }
        };
        if doubtful.is_empty() { names } else { names.into_iter().flat_map(parts).collect() }
    }

    /// A cell taken apart at the separators of its field's column, but for the names that it protects.
    pub(super) fn split(&self, cell: &'w str, field: Field) -> Vec<&'w str> {
        let Some(column) = self.mapped(field) else { return vec![cell] };
        let texts = |cells: &'w [Cell<'w>]| cells.iter().map(Cell::text).collect::<Vec<_>>();
        lists::split(cell, &texts(&column.separators), &texts(&column.protected))
    }

    /// Cells of controllers with a name that may be several: how many, with the place and the name of the first.
    pub(super) fn in_doubt(&self) -> Option<(usize, String, &'w str)> {
        let column = self.mapped(Field::Controllers).filter(|column| !column.doubtful.is_empty())?;
        let doubtful: Vec<&str> = column.doubtful.iter().map(Cell::text).collect();
        let names: Vec<&str> = column.protected.iter().map(Cell::text).chain(self.names.iter().copied()).collect();
        let may_be_several = |name: &&str| lists::split(name, &doubtful, &names).len() > 1;
        let left = |row: &'w SheetRow| self.list(row, Field::Controllers, &self.names).into_iter().find(may_be_several);
        let mut rows = self.rows.iter().filter_map(|row| Some((row, left(row)?)));
        let (first, name) = rows.next()?;
        Some((1 + rows.count(), self.place(first, Field::Controllers), name))
    }

    /// A cell as it must stand in the records: dates and lists in their one form.
    pub(super) fn published(&self, row: &'w SheetRow, field: Field) -> Cow<'w, str> {
        if field.is_date() {
            return Cow::Owned(self.date(row, field).unwrap_or_default());
        }
        match field {
            Field::Controllers => Cow::Owned(self.list(row, field, &self.names).join("\u{1F}")),
            _ => Cow::Borrowed(self.cell(row, field)),
        }
    }

    /// A cell's place, in the published file: `DataReleases!F5`.
    pub(super) fn place(&self, row: &SheetRow, field: Field) -> String {
        let column = self.column(field).or_else(|| self.strip_into(field).map(|(at, _)| at)).unwrap_or(0);
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

    pub(super) fn first_value(&self, at: usize) -> Option<&'w SheetRow> {
        let column = u32::try_from(at).ok()?;
        self.rows.iter().copied().find(|row| !row.raw(column).trim().is_empty())
    }

    /// The columns that are kept word for word.
    pub(super) fn kept_columns(&self) -> Vec<u32> {
        let is_kept = |column: &TableColumn<'_>| column.mapped.is_some_and(|mapped| mapped.use_ == Use::Keep);
        (0u32..).zip(&self.columns).filter(|(_, column)| is_kept(column)).map(|(at, _)| at).collect()
    }

    /// What the mapping leaves out of this sheet, with its reasons.
    pub(super) fn left_out(&self) -> Vec<LeftOut<'w>> {
        let mut all = Vec::new();
        for skip in self.mapped.iter().flat_map(|mapped| &mapped.skips) {
            let count = self.skipped.iter().filter(|(known, _)| std::ptr::eq(*known, skip)).count();
            all.push(LeftOut { what: skip_words(skip), count, why: skip.why.text() });
        }
        for (no, (at, column)) in (0u32..).zip(&self.columns).enumerate() {
            if let Some(mapped) = column.mapped {
                self.column_left_out(at, &column.shown(no), mapped, &mut all);
            }
        }
        all.retain(|left| left.count > 0);
        all
    }

    fn column_left_out(&self, at: u32, shown: &str, mapped: &'w MappedColumn<'w>, all: &mut Vec<LeftOut<'w>>) {
        let texts = || self.rows.iter().map(|row| row.raw(at).trim()).filter(|text| !text.is_empty());
        if let Use::Drop(why) = &mapped.use_ {
            all.push(LeftOut { what: format!("the column \"{shown}\""), count: texts().count(), why: why.text() });
        }
        for strip in &mapped.strips {
            if let Fate::Goes(why) = &strip.fate {
                let is_taken =
                    |text: &&str| clean(text, mapped).1.iter().any(|(fate, _)| std::ptr::eq(*fate, &strip.fate));
                let what = match &strip.text {
                    Some(text) => format!("\"{}\" in \"{shown}\"", text.text().trim()),
                    None => format!("the first word in \"{shown}\""),
                };
                all.push(LeftOut { what, count: texts().filter(is_taken).count(), why: why.text() });
            }
        }
        for wording in &mapped.nothing {
            let count = texts().filter(|text| strip(text, mapped).0 == wording.text().trim()).count();
            let what = format!("\"{}\" in \"{shown}\"", wording.text());
            all.push(LeftOut { what, count, why: "the mapping says that it states nothing" });
        }
        if let (Some(why), Some(field)) = (&mapped.undated, mapped.use_.field()) {
            let count = self.rows.iter().filter(|row| self.date(row, field).is_none()).count();
            all.push(LeftOut { what: format!("dates in \"{shown}\" that cannot be read"), count, why: why.text() });
        }
    }
}

fn skip_words(skip: &Skip<'_>) -> String {
    let (verb, text) = match &skip.test {
        crate::records::SkipTest::Equals(text) => ("is", text),
        crate::records::SkipTest::Begins(text) => ("begins with", text),
    };
    format!("rows whose \"{}\" {verb} \"{}\"", collapse(skip.column.text()), text.text())
}

/// A cell without what its column takes off, empty where it then states nothing, and each text that was taken off.
fn clean<'w, 'm>(raw: &'w str, column: &'m MappedColumn<'_>) -> (&'w str, Vec<(&'m Fate<'m>, &'w str)>) {
    let (text, taken) = strip(raw, column);
    let is_nothing = column.nothing.iter().any(|wording| wording.text().trim() == text);
    (if is_nothing { "" } else { text }, taken)
}

/// A cell without what its column takes off, and each text that was taken off. A field has room for one text: a second
/// stays where it is.
fn strip<'w, 'm>(raw: &'w str, column: &'m MappedColumn<'_>) -> (&'w str, Vec<(&'m Fate<'m>, &'w str)>) {
    let (mut text, mut taken) = (raw, Vec::new());
    for strip in &column.strips {
        let is_full = |(known, _): &(&Fate<'_>, &str)| matches!(known, Fate::Into(_)) && **known == strip.fate;
        if taken.iter().any(is_full) {
            continue;
        }
        let edge = strip.text.as_ref().map(|edge| edge.text().trim());
        let (off, rest) = match edge {
            Some(edge) if strip.at_start => (edge, text.strip_prefix(edge)),
            Some(edge) => (edge, text.strip_suffix(edge)),
            None => text.split_once(char::is_whitespace).map_or((text, Some("")), |(off, rest)| (off, Some(rest))),
        };
        if let Some(rest) = rest {
            let off = if strip.at_start { &text[..off.len()] } else { &text[rest.len()..] };
            taken.push((&strip.fate, off));
            text = rest.trim();
        }
    }
    (text, taken)
}
