//! `manifest.json`: what is in a published site, file by file. It lets anybody check a copy, tells Candour which folder
//! is its own, and holds neither a clock nor a path of the machine.

use crate::diag::Failure;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use walkdir::WalkDir;

/// Its name, at the root of the site.
pub(super) const NAME: &str = "manifest.json";

const GENERATOR: &str = "candour";

/// How many foreign files a report names.
const NAMED: usize = 10;

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Below the site's root.
    pub(super) path: String,
    /// Its size.
    pub(super) bytes: u64,
    /// SHA-256 in lower-case hex.
    pub(super) sha256: String,
}

/// All files of the site but the manifest itself, in path order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    generator: String,
    version: String,
    files: Vec<Entry>,
}

impl Manifest {
    /// The manifest of these files, made by this program.
    pub(super) fn new(files: Vec<Entry>) -> Self {
        Manifest { generator: GENERATOR.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), files }
    }

    /// The paths it lists.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|entry| entry.path.as_str())
    }

    /// As it stands in the file.
    pub(super) fn to_json(&self) -> Result<Vec<u8>, Failure> {
        let text = serde_json::to_vec_pretty(self);
        let mut text = text.map_err(|cause| Failure::new(format!("cannot write {NAME}")).because(cause))?;
        text.push(b'\n');
        Ok(text)
    }

    /// The manifest of the site in a folder; `None` where the folder is missing or empty.
    ///
    /// # Errors
    /// Where the folder holds anything that no manifest of Candour lists: it may be somebody's only copy.
    pub(super) fn in_place(folder: &Path) -> Result<Option<Manifest>, Failure> {
        let found = files_in(folder)
            .map_err(|cause| Failure::new(format!("cannot read the folder {}", folder.display())).because(cause))?;
        if found.is_empty() {
            return Ok(None);
        }
        let foreign = |why: &str| {
            Failure::new(format!("will not replace the folder {}: {why}", folder.display()))
                .help("move what is in it elsewhere, or publish to a new folder")
        };
        if !found.contains(NAME) {
            return Err(foreign("it is not empty, and holds no manifest.json of a site made by Candour"));
        }
        let text = std::fs::read(folder.join(NAME));
        let text = text.map_err(|cause| Failure::new(format!("cannot read {NAME}")).because(cause))?;
        let manifest: Manifest = serde_json::from_slice(&text)
            .map_err(|cause| foreign("its manifest.json was not written by Candour").because(cause))?;
        if manifest.generator != GENERATOR {
            return Err(foreign("its manifest.json was not written by Candour"));
        }
        let listed: BTreeSet<&str> = manifest.paths().chain([NAME]).collect();
        let strangers: Vec<&str> = found.iter().map(String::as_str).filter(|path| !listed.contains(path)).collect();
        if !strangers.is_empty() {
            let more = if strangers.len() > NAMED { ", …" } else { "" };
            let names = strangers[..strangers.len().min(NAMED)].join(", ");
            return Err(foreign(&format!("it holds files that Candour did not write ({names}{more})")));
        }
        Ok(Some(manifest))
    }
}

/// Everything in a folder that is no folder itself, as paths below it; links are not followed.
fn files_in(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                files.insert(below.to_string_lossy().into_owned());
            }
            Err(error) if error.depth() == 0 && is_missing(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(files)
}

fn is_missing(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|cause| cause.kind() == io::ErrorKind::NotFound)
}
