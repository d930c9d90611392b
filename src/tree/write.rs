//! Writing files below a folder: each whole, and none before all of them are.

use super::Changes;
use crate::diag::Failure;
use std::io::Write;
use std::path::Path;
use tempfile::TempPath;

/// Writes files below a folder. All are written beside their places first; only then is each renamed to its place,
/// so that a reader never sees half a file and a full disk changes nothing. Files that go, go last. Nothing is forced
/// to the disk itself: records are committed to git next, and what wrote them can be repeated.
///
/// # Errors
/// Where a file cannot be written. If only renaming fails, the same command given again completes the rest.
pub fn write(files: &Changes, root: &Path) -> Result<(), Failure> {
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
    let mut beside = tempfile::Builder::new().prefix(".candour-").tempfile_in(folder)?;
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
