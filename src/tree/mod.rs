//! Where texts come from: a folder on disk, or memory. Only this module reads the register's files, and writes them. It
//! knows paths and bytes, never what a record is, and never follows a symbolic link.

mod folder;
mod git;
mod memory;
mod overlay;
mod write;

pub use folder::{Folder, Stamp};
pub use git::last_commit_day;
pub use memory::Memory;
pub use overlay::Overlay;
pub use write::write;

use crate::diag::Failure;
use std::collections::BTreeMap;

/// Files by path as they would be; `None` for one that would go.
pub type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// Something that holds files by path. Paths are relative, with `/`, in byte order.
pub trait SourceTree: Sync {
    /// Every entry at or below one of the given paths, in byte order of their paths; hidden files and the backup
    /// copies of editors are left out.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, Failure>;
}

/// One entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path from the tree's root.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A symbolic link, a socket or anything else that is no plain file; it is never opened.
    NotAFile,
}

/// Whether a path is one of these or below one of them; a folder may be named with a slash at its end.
pub fn is_within(path: &str, below: &[&str]) -> bool {
    let within = |top: &&str| {
        path.strip_prefix(top.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below.iter().any(within)
}

/// Whether a name is one that trees leave out: hidden, or an editor's copy.
fn is_passed_over(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_within_a_folder_by_whole_names_with_or_without_a_slash() {
        for below in ["themes/own", "themes/own/"] {
            for path in ["themes/own", "themes/own/a.css"] {
                assert!(is_within(path, &["data", below]), "{path} in {below}");
            }
            assert!(!is_within("themes/owner/a.css", &["data", below]), "{below}");
        }
    }
}
