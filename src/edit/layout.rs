//! `candour fmt`: every file that the canonical writer knows, in canonical form.

use super::unreadable;
use crate::diag::{Diagnostics, Sources};
use crate::records;
use crate::tree::Changes;

/// What laying out a register would do.
#[derive(Debug, Default)]
pub struct Layout {
    /// The files that would change.
    pub changes: Changes,
    /// Files whose front matter is left as it is, because its comments would be lost.
    pub commented: Vec<String>,
    /// Files that are left alone because they have these faults.
    pub faults: Diagnostics,
    /// How many files were looked at.
    pub seen: usize,
}

/// Lays out every file. `loading` are the faults that were found when the files were loaded: a file with one is left
/// alone, as is every file that cannot be read without a fault.
pub fn layout(sources: &Sources, loading: &Diagnostics) -> Layout {
    let mut made = Layout::default();
    let unreadable = unreadable(loading, sources);
    for file in sources.files().filter(|&file| !unreadable.contains(sources.path(file))) {
        let Some(form) = records::canonical(file, sources, &mut made.faults) else { continue };
        made.seen += 1;
        let path = sources.path(file);
        if form.keeps_comments {
            made.commented.push(path.to_owned());
        }
        if form.bytes != sources.text(file).as_bytes() {
            made.changes.insert(path.to_owned(), Some(form.bytes));
        }
    }
    made.faults.extend(loading.clone());
    made.faults.sort();
    made
}
