//! The files that an import would write.

use crate::diag::Sources;
use crate::tree::Changes;
use std::collections::BTreeMap;

/// Files by their path in the register.
pub(super) struct Files<'a> {
    sources: &'a Sources,
    /// Files that hold the edition's records, as they would be: what is read back and compared with the workbook.
    pub(super) own: BTreeMap<String, Vec<u8>>,
    /// Files that would differ from what is there; `None` for one that would go.
    pub(super) changed: Changes,
}

impl<'a> Files<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Files { sources, own: BTreeMap::new(), changed: BTreeMap::new() }
    }

    fn current(&self, path: &str) -> Option<&'a str> {
        self.sources.find(path).map(|file| self.sources.text(file))
    }

    /// A file of shared tables.
    pub(super) fn put(&mut self, path: &str, bytes: Vec<u8>) {
        if self.current(path).map(str::as_bytes) != Some(&bytes) {
            self.changed.insert(path.to_owned(), Some(bytes));
        }
    }

    /// A file that holds records of the edition.
    pub(super) fn put_own(&mut self, path: &str, bytes: Vec<u8>) {
        self.own.insert(path.to_owned(), bytes.clone());
        self.put(path, bytes);
    }

    /// A file that holds records of the edition and stays as it is, to the byte.
    pub(super) fn keep_own(&mut self, path: &str) {
        if let Some(text) = self.current(path) {
            self.own.insert(path.to_owned(), text.as_bytes().to_vec());
        }
    }

    /// A file that goes.
    pub(super) fn remove(&mut self, path: &str) {
        if self.current(path).is_some() {
            self.changed.insert(path.to_owned(), None);
        }
    }
}
