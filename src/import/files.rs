//! The files that an import would write, and writing them.

use crate::diag::{Failure, Sources};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use tempfile::TempPath;

/// Files by their path in the register.
pub(super) struct Files<'a> {
    sources: &'a Sources,
    /// Files that hold the edition's records, as they would be: what is read back and compared with the workbook.
    pub(super) own: BTreeMap<String, Vec<u8>>,
    /// Files that would differ from what is there; `None` for one that would go.
    pub(super) changed: BTreeMap<String, Option<Vec<u8>>>,
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

/// Writes files below a folder. All are written beside their places first; only then is each renamed to its place,
/// so that a reader never sees half a file and a full disk changes nothing. Files that go, go last. Nothing is forced
/// to the disk itself: records are committed to git next, and an import can be repeated.
///
/// # Errors
/// Where a file cannot be written. If only renaming fails, importing again completes the rest.
pub(super) fn write(files: &BTreeMap<String, Option<Vec<u8>>>, root: &Path) -> Result<(), Failure> {
    let cannot = |verb: &str, target: &Path, error: std::io::Error| {
        Failure::new(format!("cannot {verb} {}", target.display())).because(error)
    };
    let mut staged = Vec::new();
    for (path, bytes) in files.iter().filter_map(|(path, bytes)| bytes.as_ref().map(|bytes| (path, bytes))) {
        let target = root.join(path);
        let beside = write_beside(&target, bytes).map_err(|error| cannot("write", &target, error))?;
        staged.push((beside, target));
    }
    for (beside, target) in staged {
        beside.persist(&target).map_err(|error| cannot("write", &target, error.error))?;
    }
    for (path, _) in files.iter().filter(|(_, bytes)| bytes.is_none()) {
        let target = root.join(path);
        std::fs::remove_file(&target).map_err(|error| cannot("remove", &target, error))?;
    }
    Ok(())
}

fn write_beside(target: &Path, bytes: &[u8]) -> std::io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut beside = tempfile::Builder::new().prefix(".import-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    set_mode(beside.as_file(), target)?;
    Ok(beside.into_temp_path())
}

/// A temporary file is its owner's alone; a record is as readable as the file it replaces, or as any new file.
#[cfg(unix)]
fn set_mode(file: &std::fs::File, target: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(target).map_or(0o644, |about| about.permissions().mode());
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &std::fs::File, _: &Path) -> std::io::Result<()> {
    Ok(())
}
