//! A register on somebody's disk, and the program run over it as staff run it, with nobody to ask.

use crate::folder;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const RELEASES: &str = "data/releases/2022-h1.csv";
pub(crate) const VERSION: &str = "data/agreements/nic-900001-a1b2c/v1.0.md";

/// What a command did.
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn candour(here: &Path, args: &[&str]) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    let Output { status, stdout, stderr } = command.args(args).current_dir(here).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { code: status.code().expect("it ended by itself"), out: text(stdout), err: text(stderr) }
}

/// The smallest good register, to be spoilt.
pub(crate) fn good() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    folder::copy_register(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register"), home.path());
    home
}

/// Replaces words of a file that have to be there.
pub(crate) fn replace(home: &TempDir, path: &str, from: &str, to: &str) {
    let path = home.path().join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}
