//! The folder next to the target in which a new site is put together, and the exchange of the two. One build at a time
//! holds it; what a killed build leaves there the next one clears away.

use super::disk::{self, failed};
use super::target::Target;
use crate::diag::Failure;
use rustix::fs::FlockOperation;
use rustix::io::Errno;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The file that tells our staging folder from anybody else's. Whoever holds its lock is building.
const MARKER: &str = "candour-staging";
const MARKER_TEXT: &str = "Candour puts a site together here. When no build runs, this folder may be deleted.\n";

/// A staging folder, held until it is dropped, and gone then.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    target: PathBuf,
    /// The open marker; the lock lives as long as it does.
    lock: File,
}

impl Staging {
    /// Takes hold of the staging folder of a target, and clears away what a killed build left.
    pub(super) fn begin(target: &Target) -> Result<Staging, Failure> {
        let folder = target.parent().join(format!(".{}.candour-staging", target.name()));
        fs::create_dir_all(target.parent()).map_err(|cause| failed("make the folder", target.parent(), cause))?;
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => must_be_ours(&folder)?,
            other => other.map_err(|cause| failed("make the folder", &folder, cause))?,
        }
        let lock = lock(&folder, target.path())?;
        let staging = Staging { folder, target: target.path().to_owned(), lock };
        staging.clear().map_err(|cause| failed("clear the folder", &staging.folder, cause))?;
        Ok(staging)
    }

    /// Where the new site is put together.
    pub(super) fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// Where the old site stands for a moment where folders cannot be exchanged in one step.
    fn old(&self) -> PathBuf {
        self.folder.join("old")
    }

    /// Puts the new site in place of the old one, once all of it is on the disk.
    pub(super) fn swap(&self) -> Result<(), Failure> {
        disk::flush(&self.lock).map_err(|cause| failed("flush", &self.folder, cause))?;
        let swapped = if !exists(&self.target) {
            fs::rename(self.site(), &self.target)
        } else {
            disk::exchange(&self.site(), &self.target)
                .and_then(|exchanged| if exchanged { Ok(()) } else { self.rename_twice() })
        };
        swapped.map_err(|cause| failed("put the new site in place at", &self.target, cause))
    }

    /// For file systems that cannot exchange two folders: between the two steps there is no site, and the old one waits
    /// in the staging folder. A build that is killed there is made good by the next one.
    fn rename_twice(&self) -> io::Result<()> {
        fs::rename(&self.target, self.old())?;
        fs::rename(self.site(), &self.target).inspect_err(|_| {
            // The first failure is the one to report; should this fail too, the next build tries again.
            let _ = fs::rename(self.old(), &self.target);
        })
    }

    /// Removes everything but the marker. An old site that is the only one goes back to its place.
    fn clear(&self) -> io::Result<()> {
        if exists(&self.old()) && !exists(&self.target) {
            fs::rename(self.old(), &self.target)?;
        }
        for folder in [self.site(), self.old()] {
            if exists(&folder) {
                fs::remove_dir_all(&folder)?;
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    /// What cannot be removed now the next build clears away, and says so if it cannot; the marker goes last.
    fn drop(&mut self) {
        let _ = self
            .clear()
            .and_then(|()| fs::remove_file(self.folder.join(MARKER)))
            .and_then(|()| fs::remove_dir(&self.folder));
    }
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A folder with our marker, or an empty one: a build may have been killed between the two.
fn must_be_ours(folder: &Path) -> Result<(), Failure> {
    let facts = fs::symlink_metadata(folder).map_err(|cause| failed("read", folder, cause))?;
    let empty = || fs::read_dir(folder).map(|mut entries| entries.next().is_none());
    let ours =
        facts.is_dir() && (exists(&folder.join(MARKER)) || empty().map_err(|cause| failed("read", folder, cause))?);
    if ours {
        return Ok(());
    }
    let what = format!("{} is in the way, and was not made by Candour", folder.display());
    Err(Failure::new(what).help("move it elsewhere: a new site is put together under that name"))
}

fn lock(folder: &Path, target: &Path) -> Result<File, Failure> {
    let marker = folder.join(MARKER);
    let mut file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&marker)
        .map_err(|cause| failed("write", &marker, cause))?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        // Some network file systems know no locks; there it is up to people to run one build at a time.
        Ok(()) | Err(Errno::NOLCK | Errno::NOTSUP | Errno::NOSYS) => {}
        Err(Errno::WOULDBLOCK) => return Err(busy(target)),
        Err(cause) => return Err(failed("lock", &marker, cause.into())),
    }
    // The build before may have removed the marker between our opening and our locking it.
    let same = |facts: fs::Metadata| Ok(facts.ino() == file.metadata()?.ino());
    if !fs::metadata(&marker).and_then(same).unwrap_or(false) {
        return Err(busy(target));
    }
    file.write_all(MARKER_TEXT.as_bytes()).map_err(|cause| failed("write", &marker, cause))?;
    Ok(file)
}

fn busy(target: &Path) -> Failure {
    let what = format!("another build is publishing to {}", target.display());
    Failure::new(what).help("wait until it is done, then run this one again")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// A target with an old site, its staging folder with a new one.
    fn two_sites(root: &Path) -> (PathBuf, Staging) {
        let place = root.join("public");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("page"), "old").unwrap();
        let staging = Staging::begin(&Target::look(&place, None).unwrap()).unwrap();
        fs::create_dir(staging.site()).unwrap();
        fs::write(staging.site().join("page"), "new").unwrap();
        (place, staging)
    }

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn folders_are_exchanged_in_one_step_and_the_old_one_goes() {
        let root = tempfile::tempdir().unwrap();
        let (place, staging) = two_sites(root.path());
        staging.swap().unwrap();
        assert_eq!(fs::read_to_string(place.join("page")).unwrap(), "new");
        assert_eq!(fs::read_to_string(staging.site().join("page")).unwrap(), "old");
        drop(staging);
        assert_eq!(names(root.path()), ["public"]);
    }

    #[test]
    fn where_folders_cannot_be_exchanged_two_renames_do() {
        let root = tempfile::tempdir().unwrap();
        let (place, staging) = two_sites(root.path());
        staging.rename_twice().unwrap();
        assert_eq!(fs::read_to_string(place.join("page")).unwrap(), "new");
        drop(staging);
        assert_eq!(names(root.path()), ["public"]);
    }

    #[test]
    fn where_the_second_rename_fails_the_old_site_is_back() {
        let root = tempfile::tempdir().unwrap();
        let (place, staging) = two_sites(root.path());
        fs::remove_dir_all(staging.site()).unwrap();
        staging.rename_twice().expect_err("there is no new site");
        assert_eq!(fs::read_to_string(place.join("page")).unwrap(), "old");
    }

    #[test]
    fn a_build_killed_between_two_renames_is_made_good_by_the_next() {
        let root = tempfile::tempdir().unwrap();
        let (place, staging) = two_sites(root.path());
        fs::rename(&place, staging.old()).unwrap();
        // As the kernel does to a killed process: the lock goes, the folder stays.
        rustix::fs::flock(&staging.lock, FlockOperation::Unlock).unwrap();
        std::mem::forget(staging);
        assert_eq!(names(root.path()), [".public.candour-staging"]);
        drop(Staging::begin(&Target::look(&place, None).unwrap()).unwrap());
        assert_eq!(fs::read_to_string(place.join("page")).unwrap(), "old");
        assert_eq!(names(root.path()), ["public"]);
    }

    #[test]
    fn two_builds_never_publish_to_one_place_at_once() {
        let root = tempfile::tempdir().unwrap();
        let (place, first) = two_sites(root.path());
        let refusal = Staging::begin(&Target::look(&place, None).unwrap()).expect_err("the first one builds");
        assert!(refusal.to_string().starts_with("another build is publishing to "), "{refusal}");
        assert!(first.site().join("page").exists(), "the first build goes on");
    }

    #[test]
    fn a_folder_in_the_way_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let in_the_way = root.path().join(".public.candour-staging");
        fs::create_dir(&in_the_way).unwrap();
        fs::write(in_the_way.join("thesis.txt"), "years of work").unwrap();
        let target = Target::look(&root.path().join("public"), None).unwrap();
        Staging::begin(&target).expect_err("it is not ours");
        assert!(in_the_way.join("thesis.txt").exists());
    }
}
