//! Folders as values: a register copied elsewhere, a site read whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What makes up a register; a part may be absent.
const PARTS: [&str; 4] = ["register.toml", "data", "content", "themes"];

/// Copies the register in `from`, and nothing else that lies there.
pub(crate) fn copy_register(from: &Path, to: &Path) {
    for part in PARTS.iter().map(|part| from.join(part)).filter(|part| part.exists()) {
        for entry in walkdir::WalkDir::new(part) {
            let entry = entry.unwrap();
            let target = to.join(entry.path().strip_prefix(from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(&target).unwrap();
            } else {
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                fs::copy(entry.path(), &target).unwrap();
            }
        }
    }
    assert!(to.join("register.toml").is_file(), "there is no register in {}", from.display());
}

/// Every file below a folder, by its path with `/`.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if !entry.file_type().is_dir() {
            let below = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(below, fs::read(entry.path()).unwrap());
        }
    }
    found
}
