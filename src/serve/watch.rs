//! Hears that something may have changed. An event is never believed, only taken as a reason to look: watchers lose
//! events where folders are new, and tell of reading as of writing.

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant, SystemTime};

/// An editor's save is several events; it is over when there was none for so long.
const QUIET: Duration = Duration::from_millis(100);

/// Where events never end, a look is taken after so long all the same.
const LONGEST: Duration = Duration::from_secs(1);

/// How often a look is taken while somebody has a page open, should an event have been lost.
const SLOW: Duration = Duration::from_secs(2);

/// Which folder it is: another one of the same name is another. Numbers alone are given anew at once.
type Identity = (u64, u64, Option<SystemTime>);

/// A watcher and what it follows.
pub(super) struct Watch<'a> {
    watcher: Option<RecommendedWatcher>,
    followed: BTreeMap<PathBuf, Identity>,
    woken: &'a Receiver<()>,
}

impl<'a> Watch<'a> {
    /// Follows nothing yet. Without a watcher there is only the slow look.
    pub(super) fn new(wake: SyncSender<()>, woken: &'a Receiver<()>) -> Self {
        let hear = move |event: notify::Result<Event>| {
            // Whoever cannot be told has been told already.
            if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_)) && !event.need_rescan()) {
                let _ = wake.try_send(());
            }
        };
        let watcher = RecommendedWatcher::new(hear, Config::default().with_follow_symlinks(false)).ok();
        Watch { watcher, followed: BTreeMap::new(), woken }
    }

    /// Follows these paths below a folder, and the folder itself for what comes and goes in it. A path that went away
    /// is let go; one that came back, maybe as another folder, is followed anew.
    pub(super) fn follow(&mut self, root: &Path, tops: &[&str]) {
        let Some(watcher) = &mut self.watcher else { return };
        let mut wanted = BTreeMap::new();
        for path in std::iter::once(root.to_path_buf()).chain(tops.iter().map(|top| root.join(top))) {
            if let Some(identity) = identity(&path) {
                wanted.insert(path, identity);
            }
        }
        // What can no longer be unwatched was let go by the system.
        for path in self.followed.keys().filter(|path| wanted.get(*path) != self.followed.get(*path)) {
            let _ = watcher.unwatch(path);
        }
        self.followed.retain(|path, identity| wanted.get(path) == Some(identity));
        for (path, identity) in wanted {
            let mode = if path == root { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
            // A path that cannot be watched is tried again at the next look; until then the slow look finds changes.
            if !self.followed.contains_key(&path) && watcher.watch(&path, mode).is_ok() {
                self.followed.insert(path, identity);
            }
        }
    }

    /// Waits until a look is due: since something was heard, and then nothing for a while; or now and then as long as
    /// `is_watched` says that somebody has a page open.
    pub(super) fn wait(&self, is_watched: impl Fn() -> bool) {
        loop {
            match self.woken.recv_timeout(SLOW) {
                Ok(()) => return self.settle(),
                Err(RecvTimeoutError::Timeout) if is_watched() => return,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(SLOW),
            }
        }
    }

    fn settle(&self) {
        let start = Instant::now();
        while start.elapsed() < LONGEST && self.woken.recv_timeout(QUIET).is_ok() {}
    }
}

/// A folder; a plain file is seen by watching the folder it is in.
fn identity(path: &Path) -> Option<Identity> {
    let facts = path.symlink_metadata().ok().filter(std::fs::Metadata::is_dir)?;
    Some((facts.dev(), facts.ino(), facts.created().ok()))
}
