//! Ids for releases of a source that has none: `<agreement slug>-<date>-<n>`. A row that the register has already keeps
//! its id: when an edition is imported again, or in the place of an earlier one, rows are first matched by what they
//! say, so that a row put in above another does not give it a new address.

use crate::diag::Cell;
use crate::model::fold;
use crate::records::{Drafts, ReleaseDraft, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Columns that say where a row came from, not what it says.
const NOT_CONTENT: [&str; 4] = ["id", "edition", "source_sheet", "source_row"];

/// Stands for a release without a date.
const UNDATED: &str = "undated";

/// The ids that rows of the same words have, and those that are taken.
pub(super) struct Ids<'d> {
    /// Ids by content, the last to be given first.
    known: BTreeMap<String, Vec<&'d str>>,
    taken: BTreeSet<String>,
    /// Ids that this import gives.
    given: BTreeSet<String>,
}

fn content(row: &ReleaseDraft<'_>) -> String {
    let cells = ReleaseDraft::COLUMNS.iter().zip(row.cells());
    let told = cells.filter(|(column, _)| !NOT_CONTENT.contains(column)).map(|(_, cell)| cell.text());
    told.collect::<Vec<_>>().join("\u{1F}")
}

impl<'d> Ids<'d> {
    /// The ids of these editions' rows: of the edition itself, then of the one that it replaces.
    pub(super) fn new(drafts: &'d Drafts<'d>, editions: &[&str]) -> Self {
        let mut ids = Ids { known: BTreeMap::new(), taken: BTreeSet::new(), given: BTreeSet::new() };
        for earlier in editions.iter().filter(|id| !id.is_empty()) {
            let rows = drafts.releases.iter().flat_map(|file| &file.rows.rows);
            for row in rows.filter(|row| row.edition.text() == *earlier) {
                ids.taken.insert(row.id.text().to_owned());
                ids.known.entry(content(row)).or_default().push(row.id.text());
            }
        }
        ids.known.values_mut().for_each(|same| same.reverse());
        ids
    }

    /// The id of a row that the register has, or nothing yet: new rows get theirs once all known ones have.
    pub(super) fn id(&mut self, row: &ReleaseDraft<'_>) -> String {
        let Some(same) = self.known.get_mut(&content(row)) else { return String::new() };
        while let Some(id) = same.pop() {
            if self.given.insert(id.to_owned()) {
                return id.to_owned();
            }
        }
        String::new()
    }

    /// Gives every row without an id a new one.
    pub(super) fn finish(&mut self, rows: &mut [ReleaseDraft<'_>]) {
        let mut next: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows.iter_mut().filter(|row| row.id.is_blank()) {
            let slug = fold::agreement_slug(fold::reference(row.agreement.text()).agreement);
            let date = if row.released.is_blank() { UNDATED } else { row.released.text() };
            let stem = format!("{slug}-{date}");
            let number = next.entry(stem.clone()).or_insert(0);
            let id = loop {
                *number += 1;
                let id = format!("{stem}-{number}");
                if !self.taken.contains(&id) && self.given.insert(id.clone()) {
                    break id;
                }
            };
            row.id = Cell::made(id);
        }
    }
}
