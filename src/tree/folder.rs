//! A folder on disk as a tree.

use super::{Entry, EntryKind, SourceTree, is_passed_over};
use crate::diag::Failure;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// What tells cheaply that a file was written since it was last looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

/// The files below a folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at this path.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Folder { root: root.into() }
    }

    /// Its path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The entries that [`SourceTree::entries`] lists, each with its stamp.
    ///
    /// # Errors
    /// Where a folder or an entry cannot be read.
    pub fn stamped(&self, below: &[&str]) -> Result<Vec<(Entry, Stamp)>, Failure> {
        let stamp = |entry: &DirEntry| {
            let facts = entry.metadata().map_err(cannot_list)?;
            Ok(Stamp { modified: facts.modified().ok(), bytes: facts.len() })
        };
        let mut found = Vec::new();
        for path in below {
            self.walk(path, &mut |entry, file| {
                found.push((entry, stamp(file)?));
                Ok(())
            })?;
        }
        found.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        found.dedup_by(|(a, _), (b, _)| a == b);
        Ok(found)
    }

    fn walk(&self, below: &str, note: &mut Note<'_>) -> Result<(), Failure> {
        let start = self.root.join(below);
        if start.symlink_metadata().is_err() {
            return Ok(());
        }
        let visible = |entry: &DirEntry| entry.depth() == 0 || !is_passed_over(&entry.file_name().to_string_lossy());
        for entry in WalkDir::new(start).follow_links(false).follow_root_links(false).into_iter().filter_entry(visible)
        {
            let entry = entry.map_err(cannot_list)?;
            if !entry.file_type().is_dir() {
                let kind = if entry.file_type().is_file() { EntryKind::File } else { EntryKind::NotAFile };
                note(Entry { path: self.relative(entry.path())?, kind }, &entry)?;
            }
        }
        Ok(())
    }

    fn relative(&self, path: &Path) -> Result<String, Failure> {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        parts.map(|parts| parts.join("/")).ok_or_else(|| {
            Failure::new(format!("the file name {} is not UTF-8", path.display())).help("rename the file")
        })
    }
}

/// What is done with each entry of a walk.
type Note<'a> = dyn FnMut(Entry, &DirEntry) -> Result<(), Failure> + 'a;

fn cannot_list(error: walkdir::Error) -> Failure {
    Failure::new("cannot list the register's files").because(error)
}

impl SourceTree for Folder {
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure> {
        let mut found = Vec::new();
        for path in below {
            self.walk(path, &mut |entry, _| {
                found.push(entry);
                Ok(())
            })?;
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found.dedup();
        Ok(found)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let full = self.root.join(path);
        std::fs::read(&full).map_err(|error| Failure::new(format!("cannot read {}", full.display())).because(error))
    }
}
