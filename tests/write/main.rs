//! The staff's bench as stories through the binary: records added with `candour new`, laid out with `candour fmt`,
//! mended with `candour fix`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod fix;
#[path = "../support/folder.rs"]
mod folder;
mod layout;
mod new;
#[path = "../support/staff.rs"]
mod staff;

use staff::{RELEASES, VERSION, candour, good, replace};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Runs a command that has to end well, and returns what it printed for programs.
fn well(here: &Path, args: &[&str]) -> String {
    let told = candour(here, args);
    assert_eq!(told.code, 0, "candour {args:?}:\n{}", told.err);
    told.out
}

fn records(home: &TempDir) -> BTreeMap<String, Vec<u8>> {
    let mut files = folder::files(home.path());
    files.retain(|path, _| ["data/", "content/", "register.toml"].iter().any(|top| path.starts_with(top)));
    files
}

fn read(home: &TempDir, path: &str) -> String {
    fs::read_to_string(home.path().join(path)).unwrap()
}

fn write(home: &TempDir, path: &str, text: &str) {
    fs::write(home.path().join(path), text).unwrap();
}
