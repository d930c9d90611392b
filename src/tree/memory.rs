//! A tree in memory, for tests and for records that are not on disk yet.

use super::{Entry, EntryKind, SourceTree, is_passed_over, is_within};
use crate::diag::Failure;
use std::collections::BTreeMap;

/// Files by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// A tree of these files.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Memory { files: files.into_iter().collect() }
    }

    /// Adds or replaces a file.
    pub fn put(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }
}

impl SourceTree for Memory {
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure> {
        let wanted = |path: &&String| is_within(path, below) && !path.split('/').any(is_passed_over);
        let entry = |path: &String| Entry { path: path.clone(), kind: EntryKind::File };
        Ok(self.files.keys().filter(wanted).map(entry).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        self.files.get(path).cloned().ok_or_else(|| Failure::new(format!("there is no file {path}")))
    }
}
