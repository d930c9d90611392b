//! The releases of a stock, in a file for each month released. A row keeps the edition and the place of its first
//! appearance; cells that say something else now are changed where they stand.

use super::changes::Changes;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::records::{ReleaseDraft, Releases, Row};
use std::collections::BTreeMap;

/// Columns that say where a row first appeared.
const FIRST_APPEARANCE: [&str; 3] = ["edition", "source_sheet", "source_row"];
/// The file of releases without a month.
const UNDATED: &str = "undated";

/// What a month does to the releases.
#[derive(Debug, Default)]
pub(super) struct Merged<'a> {
    /// Every file of the stock, by its name below `data/releases/`, as it is to be.
    pub(super) files: BTreeMap<String, Vec<ReleaseDraft<'a>>>,
    pub(super) added: usize,
    pub(super) changes: Changes,
    /// Rows that this month does not print any more.
    pub(super) withdrawn: Vec<ReleaseDraft<'a>>,
}

/// Puts a month's rows in the place of the stock's. `stated` says which columns the layout fills at all: the others
/// are the staff's own. A row id twice is a fault, since a stock's rows are known by their ids alone.
pub(super) fn merge<'a>(
    printed: &'a [ReleaseDraft<'a>],
    existing: &[&'a Releases<'a>],
    slug: &str,
    stated: &dyn Fn(&str) -> bool,
    faults: &mut Diagnostics,
) -> Merged<'a> {
    let taken: Vec<bool> = ReleaseDraft::COLUMNS.iter().map(|c| stated(c) && !FIRST_APPEARANCE.contains(c)).collect();
    let mut new: BTreeMap<&str, (usize, &'a ReleaseDraft<'a>)> = BTreeMap::new();
    for (place, row) in printed.iter().enumerate() {
        let id = row.id.text();
        if let Some((_, first)) = new.get(id) {
            let rows = [first.source_row.text(), row.source_row.text()];
            let message = format!(
                "the release id {id} stands in rows {} and {} of {}",
                rows[0],
                rows[1],
                row.source_sheet.text()
            );
            let help = "a register that is printed whole each time is compared by id; ask the publisher";
            faults.push(Diagnostic::new(&codes::E3, message).help(help));
            continue;
        }
        new.insert(id, (place, row));
    }
    let mut merged = Merged::default();
    for file in existing {
        merged.files.entry(file.name.clone()).or_default();
        for row in &file.rows.rows {
            match new.remove(row.id.text()) {
                Some((_, now)) => merged.keep(row, now, &taken, slug),
                None => merged.withdrawn.push(row.clone()),
            }
        }
    }
    let mut added: Vec<(usize, &ReleaseDraft<'a>)> = new.into_values().collect();
    added.sort_by_key(|(place, _)| *place);
    merged.added = added.len();
    for (_, row) in added {
        merged.files.entry(file_name(slug, row)).or_default().push(row.clone());
    }
    merged
}

impl<'a> Merged<'a> {
    fn keep(&mut self, before: &ReleaseDraft<'a>, now: &ReleaseDraft<'a>, taken: &[bool], slug: &str) {
        let (old, new) = (before.cells(), now.cells());
        let cells = || old.iter().zip(&new).zip(taken).map(|((old, new), taken)| if *taken { *new } else { *old });
        let changed: Vec<_> = ReleaseDraft::COLUMNS
            .iter()
            .zip(old.iter().zip(cells()))
            .filter(|(_, (old, new))| **old != *new)
            .map(|(column, (old, new))| (*column, vec![(old.text().to_owned(), new.text().to_owned())]))
            .collect();
        self.changes.note(before.id.text(), &changed);
        if let Some(row) = ReleaseDraft::from_cells(cells().cloned()) {
            self.files.entry(file_name(slug, &row)).or_default().push(row);
        }
    }
}

/// The file that a row belongs in, without `.csv`.
fn file_name(slug: &str, row: &ReleaseDraft<'_>) -> String {
    let released = row.released.text();
    // A day or a month begins with its month: `2019-07`.
    let month = released.get(..7).filter(|month| month.as_bytes()[4] == b'-').unwrap_or(UNDATED);
    format!("{slug}/{month}")
}
