//! The few things that publishing asks of a disk. Nothing here overwrites a file.

use crate::diag::Failure;
use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Whether a plain file is there with exactly these bytes.
pub(super) fn holds(file: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    let same = || -> io::Result<bool> {
        let facts = fs::symlink_metadata(file)?;
        Ok(facts.is_file() && facts.len() == bytes.len() as u64 && fs::read(file)? == bytes)
    };
    match same() {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        other => other.map_err(|cause| failed("read", file, cause)),
    }
}

/// Writes a new file below a folder, with the folders above it.
pub(super) fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let file = folder.join(path);
    let create = || File::create_new(&file);
    let written = with_folders(&file, create).and_then(|mut open| open.write_all(bytes));
    written.map_err(|cause| failed("write", &file, cause))
}

/// Gives a file of one folder a second name below another; a copy where the file system has no such links.
pub(super) fn link(from: &Path, to: &Path, path: &str) -> Result<(), Failure> {
    let (old, new) = (from.join(path), to.join(path));
    let linked = with_folders(&new, || fs::hard_link(&old, &new));
    let placed = linked.or_else(|_| fs::copy(&old, &new).map(|_| ()));
    placed.map_err(|cause| failed("write", &new, cause))
}

/// Tries again with the folders above `file` made, where the first try finds them missing.
fn with_folders<T>(file: &Path, attempt: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match (attempt(), file.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            attempt()
        }
        (result, _) => result,
    }
}

/// Waits until everything on the file system of an open file is on the disk itself: one flush for a whole site.
#[cfg(target_os = "linux")]
pub(super) fn flush(file: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(file)?)
}

/// Waits until everything is on the disk itself; there is no narrower call here for a whole site.
#[cfg(not(target_os = "linux"))]
pub(super) fn flush(_: &File) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}

/// Exchanges two folders in one step. `false` where the file system cannot.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    match rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether another file system, or another part of one, is mounted at a folder: such a folder cannot be exchanged.
pub(super) fn is_mount_point(folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let above = folder.parent().unwrap_or(folder);
    Ok(fs::metadata(folder)?.dev() != fs::metadata(above)?.dev() || is_mount_root(folder))
}

/// What the kernel says, which also knows of parts of the same file system. An old kernel says nothing.
#[cfg(target_os = "linux")]
fn is_mount_root(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, StatxAttributes, StatxFlags, statx};
    let facts = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS);
    facts.is_ok_and(|facts| facts.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mount_root(_: &Path) -> bool {
    false
}

/// A failure while doing this to a file or folder.
pub(super) fn failed(verb: &str, path: &Path, cause: io::Error) -> Failure {
    Failure::new(format!("cannot {verb} {}", path.display())).because(cause)
}
