//! Where a site may be published. It looks and refuses; it changes nothing.

use super::disk::{self, failed};
use crate::diag::Failure;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Folders of a register that hold what a site is made from.
const SOURCES: [&str; 6] = ["data", "content", "themes", "src", "tests", "benches"];

/// A folder that may be made, or replaced if what is in it is Candour's.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Target {
    /// Looks at the place a site is to go to.
    pub(super) fn look(path: &Path, register: Option<&Path>) -> Result<Target, Failure> {
        let path = settled(path).map_err(|cause| failed("publish to", path, cause))?;
        let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(OsStr::to_str)) else {
            return Err(refused(&path, "it has no name of its own that is plain text"));
        };
        if let Some(register) = register {
            let register = fs::canonicalize(register).map_err(|cause| failed("read", register, cause))?;
            spare_register(&path, &register)?;
        }
        spare_what_is_no_folder(&path)?;
        Ok(Target { parent: parent.to_owned(), name: name.to_owned(), path: path.clone() })
    }

    /// Its full path, without links.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder it is in.
    pub(super) fn parent(&self) -> &Path {
        &self.parent
    }

    /// Its own name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// The full path, with links resolved in the folders above it, of which some may not be there yet.
fn settled(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return fs::canonicalize(&path);
    };
    match fs::canonicalize(parent) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(settled(parent)?.join(name)),
        other => Ok(other?.join(name)),
    }
}

fn refused(path: &Path, why: &str) -> Failure {
    Failure::new(format!("will not publish to {}: {why}", path.display()))
        .help("name a folder for the site alone, for example --out public")
}

fn spare_register(path: &Path, register: &Path) -> Result<(), Failure> {
    if register.starts_with(path) {
        return Err(refused(path, "the register is there"));
    }
    let below = path.strip_prefix(register).ok().and_then(|below| below.iter().next()).and_then(OsStr::to_str);
    match below {
        Some(folder) if SOURCES.contains(&folder) || folder.starts_with('.') => {
            Err(refused(path, &format!("it belongs to the register's own folder {folder}")))
        }
        _ => Ok(()),
    }
}

fn spare_what_is_no_folder(path: &Path) -> Result<(), Failure> {
    let facts = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|cause| failed("read", path, cause))?,
    };
    if facts.is_symlink() {
        return Err(refused(path, "it is a symbolic link, which cannot be exchanged with a new site in one step"));
    }
    if !facts.is_dir() {
        return Err(refused(path, "it is a file"));
    }
    if disk::is_mount_point(path).map_err(|cause| failed("read", path, cause))? {
        return Err(refused(path, "it is a mount point; publish to a folder inside it"));
    }
    Ok(())
}
