//! A folder on disk as a tree.

use super::{Entry, EntryKind, SourceTree, is_passed_over};
use crate::diag::Failure;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

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

    fn walk(&self, below: &str, found: &mut Vec<Entry>) -> Result<(), Failure> {
        let start = self.root.join(below);
        if start.symlink_metadata().is_err() {
            return Ok(());
        }
        let visible = |entry: &DirEntry| entry.depth() == 0 || !is_passed_over(&entry.file_name().to_string_lossy());
        for entry in WalkDir::new(start).follow_links(false).follow_root_links(false).into_iter().filter_entry(visible)
        {
            let entry = entry.map_err(|error| Failure::new("cannot list the register's files").because(error))?;
            if !entry.file_type().is_dir() {
                let kind = if entry.file_type().is_file() { EntryKind::File } else { EntryKind::NotAFile };
                found.push(Entry { path: self.relative(entry.path())?, kind });
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

impl SourceTree for Folder {
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure> {
        let mut found = Vec::new();
        for path in below {
            self.walk(path, &mut found)?;
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
