//! A tree as it would be after some changes, so that they can be looked at before anything is written.

use super::{Changes, Entry, EntryKind, SourceTree, is_passed_over, is_within};
use crate::diag::Failure;

/// A tree with changes laid over it.
pub struct Overlay<'t> {
    below: &'t dyn SourceTree,
    changes: &'t Changes,
}

impl<'t> Overlay<'t> {
    /// The tree `below` with these changes.
    pub fn new(below: &'t dyn SourceTree, changes: &'t Changes) -> Self {
        Overlay { below, changes }
    }
}

impl SourceTree for Overlay<'_> {
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure> {
        let mut entries = self.below.entries(below)?;
        entries.retain(|entry| !self.changes.contains_key(&entry.path));
        let is_there = |path: &str| is_within(path, below) && !path.split('/').any(is_passed_over);
        let added = self.changes.iter().filter(|(path, bytes)| bytes.is_some() && is_there(path));
        entries.extend(added.map(|(path, _)| Entry { path: path.clone(), kind: EntryKind::File }));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        match self.changes.get(path) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            Some(None) => Err(Failure::new(format!("there is no file {path}"))),
            None => self.below.read(path),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tree::Memory;

    #[test]
    fn a_tree_shows_what_it_would_hold_after_the_changes() {
        let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
        let tree = Memory::new([file("data/a", "old a"), file("data/c", "old c"), file("data/d", "d")]);
        let change = |path: &str, text: Option<&str>| (path.to_owned(), text.map(|text| text.as_bytes().to_vec()));
        let changes = Changes::from([
            change("data/a", Some("new a")),
            change("data/b", Some("b")),
            change("data/c", None),
            change("other", Some("not below")),
        ]);
        let overlay = Overlay::new(&tree, &changes);
        let found: Vec<(String, String)> = overlay
            .entries(&["data"])
            .unwrap()
            .into_iter()
            .map(|entry| (entry.path.clone(), String::from_utf8(overlay.read(&entry.path).unwrap()).unwrap()))
            .collect();
        let wanted = [("data/a", "new a"), ("data/b", "b"), ("data/d", "d")];
        assert_eq!(found, wanted.map(|(path, text)| (path.to_owned(), text.to_owned())));
        assert!(overlay.read("data/c").is_err());
    }
}
