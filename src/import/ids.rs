//! Ids for releases of a source that has none: `<agreement slug>-<date>-<n>`. A row that the register has already keeps
//! its id: when an edition is imported again, or in the place of an earlier one, rows are first matched by what they
//! say, so that a row put in above another does not give it a new address. Where as many rows of an agreement and a day
//! are left over as ids, they keep these in their order: a corrected cell does not give a release a new address.

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

    /// Gives every row without an id one.
    pub(super) fn finish(&mut self, rows: &mut [ReleaseDraft<'_>]) {
        let mut left: BTreeMap<String, Vec<&mut ReleaseDraft<'_>>> = BTreeMap::new();
        for row in rows.iter_mut().filter(|row| row.id.is_blank()) {
            left.entry(stem(row)).or_default().push(row);
        }
        for (stem, rows) in left {
            let earlier = self.left_over(&stem);
            let ids = if earlier.len() == rows.len() { earlier } else { self.new_ids(&stem, rows.len()) };
            for (row, id) in rows.into_iter().zip(ids) {
                row.id = Cell::made(id);
            }
        }
    }

    /// Ids of a stem that rows had and no row has taken, in the order of their numbers.
    fn left_over(&self, stem: &str) -> Vec<String> {
        let start = format!("{stem}-");
        let number = |id: &str| id.strip_prefix(&start)?.parse::<usize>().ok();
        let alike = self.taken.range(start.clone()..).take_while(|id| id.starts_with(&start));
        let left = alike.filter(|id| !self.given.contains(*id));
        let mut left: Vec<(usize, &String)> = left.filter_map(|id| Some((number(id)?, id))).collect();
        left.sort_unstable();
        left.into_iter().map(|(_, id)| id.clone()).collect()
    }

    fn new_ids(&mut self, stem: &str, wanted: usize) -> Vec<String> {
        let numbered = (1..).map(|number: usize| format!("{stem}-{number}"));
        let free: Vec<String> = numbered.filter(|id| !self.taken.contains(id)).take(wanted).collect();
        self.given.extend(free.iter().cloned());
        free
    }
}

/// What the id of a row begins with: its agreement and its day.
fn stem(row: &ReleaseDraft<'_>) -> String {
    let slug = fold::agreement_slug(fold::reference(row.agreement.text()).agreement);
    let date = if row.released.is_blank() { UNDATED } else { row.released.text() };
    format!("{slug}-{date}")
}
