//! The register's files as they were at one moment, held in memory: what is checked and built is what was compared.
//! A file is read again only where its length or time of writing says that it may differ.

use crate::config;
use crate::diag::{Diagnostics, Failure, Sources};
use crate::records::PLACES;
use crate::tree::{Entry, EntryKind, Folder, SourceTree, Stamp, is_within};
use std::collections::BTreeMap;

/// The files of a register and its theme.
pub(super) struct Snapshot {
    folder: Folder,
    /// What the settings name besides: the theme's folder, stylesheets.
    named: Vec<String>,
    files: BTreeMap<String, Kept>,
}

struct Kept {
    kind: EntryKind,
    stamp: Stamp,
    /// Whether a look after the one that read it found it as it was. Until then its stamp is not trusted: a file
    /// written twice within one tick of the disk's clock has the same one.
    settled: bool,
    bytes: Vec<u8>,
}

impl Snapshot {
    /// Nothing yet.
    pub(super) fn new(folder: Folder) -> Self {
        Snapshot { folder, named: Vec::new(), files: BTreeMap::new() }
    }

    /// The folders and files that everything is below.
    pub(super) fn tops(&self) -> Vec<&str> {
        PLACES.into_iter().chain(self.named.iter().map(String::as_str)).collect()
    }

    /// Looks at the disk, and says whether a file came, went or changed.
    ///
    /// # Errors
    /// Where a file cannot be read, as when it goes away meanwhile. What was held before is then held still.
    pub(super) fn refresh(&mut self) -> Result<bool, Failure> {
        let mut changed = self.refresh_below(&["register.toml"])?;
        self.named = self.named_by_settings().unwrap_or_default();
        let tops: Vec<String> = self.tops().into_iter().map(str::to_owned).collect();
        let tops: Vec<&str> = tops.iter().map(String::as_str).collect();
        changed |= self.refresh_below(&tops)?;
        let before = self.files.len();
        self.files.retain(|path, _| is_within(path, &tops));
        Ok(changed || self.files.len() != before)
    }

    /// The theme folder and the stylesheets that the settings name; nothing while they cannot be read.
    fn named_by_settings(&self) -> Option<Vec<String>> {
        let text = std::str::from_utf8(&self.files.get("register.toml")?.bytes).ok()?;
        let mut sources = Sources::new();
        let file = sources.add("register.toml", text);
        let settings = config::read(file, text, &mut Diagnostics::new())?;
        Some(settings.theme.into_iter().chain(settings.stylesheets).collect())
    }

    fn refresh_below(&mut self, tops: &[&str]) -> Result<bool, Failure> {
        let mut found = self.folder.stamped(tops)?;
        found.retain(|(entry, _)| !is_temporary(&entry.path));
        let mut news = Vec::new();
        for (entry, stamp) in &found {
            let kept = self.files.get(&entry.path).filter(|kept| kept.kind == entry.kind);
            if kept.is_none_or(|kept| kept.stamp != *stamp || !kept.settled) {
                let bytes = if entry.kind == EntryKind::File { self.folder.read(&entry.path)? } else { Vec::new() };
                news.push((entry, *stamp, bytes));
            }
        }
        // From here on nothing can fail, so that a look is taken whole or not at all.
        let mut changed = false;
        for (entry, stamp, bytes) in news {
            let before = self.files.get(&entry.path);
            let same = before.is_some_and(|kept| kept.kind == entry.kind && kept.bytes == bytes);
            let settled = same && before.is_some_and(|kept| kept.stamp == stamp);
            changed |= !same;
            self.files.insert(entry.path.clone(), Kept { kind: entry.kind, stamp, settled, bytes });
        }
        let before = self.files.len();
        let there = |path: &str| found.binary_search_by(|(entry, _)| entry.path.as_str().cmp(path)).is_ok();
        self.files.retain(|path, _| !is_within(path, tops) || there(path));
        Ok(changed || self.files.len() != before)
    }
}

impl SourceTree for Snapshot {
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure> {
        let wanted = |path: &&String| is_within(path, below);
        let entry = |path: &String| Entry { path: path.clone(), kind: self.files[path].kind };
        Ok(self.files.keys().filter(wanted).map(entry).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let kept = self.files.get(path).filter(|kept| kept.kind == EntryKind::File);
        kept.map(|kept| kept.bytes.clone()).ok_or_else(|| Failure::new(format!("there is no file {path}")))
    }
}

/// Whether a name is one that editors and spreadsheets give to files that they take away again. Such a file that stays
/// is a fault to `candour check`, as any other stray file; hidden ones and backups no tree lists.
fn is_temporary(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "tmp" | "temp" | "swp" | "swx" | "swo" | "part" | "crdownload")
        // vim tries whether it may write here with a file of this name, and counts on while there is one
        || (name.len() <= 5 && name.parse::<u32>().is_ok_and(|number| number >= 4913))
        || name.starts_with("~$")
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;

    fn register() -> (tempfile::TempDir, Snapshot) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [("register.toml", "x"), ("data/a.csv", "a"), ("content/b.md", "b"), ("public/c", "c")] {
            fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
            fs::write(folder.path().join(path), text).unwrap();
        }
        let mut snapshot = Snapshot::new(Folder::new(folder.path()));
        assert!(snapshot.refresh().unwrap());
        (folder, snapshot)
    }

    #[test]
    fn only_another_content_is_a_change() {
        let (folder, mut snapshot) = register();
        assert!(!snapshot.refresh().unwrap(), "nothing was touched");
        fs::write(folder.path().join("data/a.csv"), "a").unwrap();
        assert!(!snapshot.refresh().unwrap(), "the same bytes");
        fs::write(folder.path().join("public/c"), "d").unwrap();
        assert!(!snapshot.refresh().unwrap(), "the output folder");
        fs::write(folder.path().join("data/a.csv"), "z").unwrap();
        assert!(snapshot.refresh().unwrap());
        assert_eq!(snapshot.read("data/a.csv").unwrap(), b"z");
    }

    #[test]
    fn files_that_editors_take_away_again_are_not_there() {
        let (folder, mut snapshot) = register();
        for name in ["4913", ".a.csv.swp", "a.csv~", "a.csv.tmp", ".#a.csv", "#a.csv#", "~$a.xlsx", ".~lock.a.csv#"] {
            fs::write(folder.path().join("data").join(name), "x").unwrap();
            assert!(!snapshot.refresh().unwrap(), "{name}");
        }
        assert_eq!(snapshot.entries(&["data"]).unwrap().len(), 1);
    }

    #[test]
    fn a_folder_that_goes_and_comes_back_is_two_changes() {
        let (folder, mut snapshot) = register();
        fs::rename(folder.path().join("content"), folder.path().join("away")).unwrap();
        assert!(snapshot.refresh().unwrap());
        assert!(snapshot.entries(&["content"]).unwrap().is_empty());
        fs::rename(folder.path().join("away"), folder.path().join("content")).unwrap();
        assert!(snapshot.refresh().unwrap());
        assert_eq!(snapshot.read("content/b.md").unwrap(), b"b");
    }

    #[test]
    fn two_writes_within_one_tick_are_both_seen() {
        let (folder, mut snapshot) = register();
        let path = folder.path().join("data/a.csv");
        let moment = fs::metadata(&path).unwrap().modified().unwrap();
        for text in ["b", "c"] {
            fs::write(&path, text).unwrap();
            fs::File::options().write(true).open(&path).unwrap().set_modified(moment).unwrap();
            assert!(snapshot.refresh().unwrap(), "{text}");
        }
    }
}
