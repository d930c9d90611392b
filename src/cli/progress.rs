//! Progress on a terminal: for what takes longer than a second, one line that says what is being done and how far it
//! is, rewritten as it goes and gone at the end. In a pipe, and when quiet, nothing. Commands name the stages; what lower
//! modules finish they count in a number that this line shows.

use crate::diag::Failure;
use crate::tree::{Entry, EntryKind, Folder, SourceTree};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Nothing is shown of what takes less.
const SILENT: Duration = Duration::from_secs(1);
/// How often the line is rewritten.
const EVERY: Duration = Duration::from_millis(200);
/// Back to the start of the line, and clear it.
const CLEAR: &str = "\r\x1b[K";

/// Shows what is being done until it is dropped.
pub(super) struct Progress {
    shared: Arc<Shared>,
    ticker: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stage: Mutex<Stage>,
    ended: Condvar,
    done: AtomicUsize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Stage {
    doing: &'static str,
    /// How many there are to be done, if that is known.
    of: Option<usize>,
    ended: bool,
}

impl Progress {
    /// Starts with a stage; `shown` says whether anybody is to see it.
    pub(super) fn new(doing: &'static str, shown: bool) -> Progress {
        let shared = Arc::new(Shared::default());
        shared.stage().doing = doing;
        let dumb = || std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let shown = shown && std::io::stderr().is_terminal() && !dumb();
        let seen = Arc::clone(&shared);
        let ticker = shown.then(|| std::thread::spawn(move || tick(&seen, Instant::now())));
        Progress { shared, ticker }
    }

    /// Begins the next stage, of so many steps if that is known.
    pub(super) fn stage(&self, doing: &'static str, of: Option<usize>) {
        let mut stage = self.shared.stage();
        self.shared.done.store(0, Ordering::Relaxed);
        *stage = Stage { doing, of, ended: false };
    }

    /// Where a lower module counts what is done of this stage.
    pub(super) fn counter(&self) -> &AtomicUsize {
        &self.shared.done
    }

    /// A folder whose files are counted as they are read; when all are, the records are being checked.
    pub(super) fn watch<'a>(&'a self, folder: &'a Folder) -> Watched<'a> {
        Watched { folder, progress: self }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.shared.stage().ended = true;
        self.shared.ended.notify_all();
        if let Some(ticker) = self.ticker.take() {
            // A line that could not be drawn is nothing to tell of.
            let _ = ticker.join();
        }
    }
}

impl Shared {
    /// The stage; one left by a thread that panicked is as good as any.
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Draws the line until the work has ended, and then clears it.
fn tick(shared: &Shared, began: Instant) {
    let mut drawn = false;
    let mut stage = shared.stage();
    while !stage.ended {
        if began.elapsed() >= SILENT {
            draw(&line(*stage, shared.done.load(Ordering::Relaxed), began.elapsed()));
            drawn = true;
        }
        stage = shared.ended.wait_timeout(stage, EVERY).unwrap_or_else(PoisonError::into_inner).0;
    }
    if drawn {
        draw("");
    }
}

fn draw(line: &str) {
    let mut out = std::io::stderr().lock();
    // A terminal that is gone shows nothing.
    let _ = write!(out, "{CLEAR}{line}").and_then(|()| out.flush());
}

/// "Making files: 120 of 6300, 4 s".
fn line(stage: Stage, done: usize, since: Duration) -> String {
    let Stage { doing, of, .. } = stage;
    let steps = of.map_or_else(String::new, |of| format!(": {} of {of}", done.min(of)));
    format!("{doing}{steps}, {} s", since.as_secs())
}

/// A folder that tells how many of its files have been read.
pub(super) struct Watched<'a> {
    folder: &'a Folder,
    progress: &'a Progress,
}

impl SourceTree for Watched<'_> {
    fn entries(&self, below: &[&str]) -> Result<Vec<Entry>, Failure> {
        let entries = self.folder.entries(below)?;
        let files = entries.iter().filter(|entry| entry.kind == EntryKind::File).count();
        self.progress.stage("Reading files", Some(files));
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let bytes = self.folder.read(path)?;
        let done = self.progress.counter().fetch_add(1, Ordering::Relaxed) + 1;
        let all = self.progress.shared.stage().of == Some(done);
        if all {
            self.progress.stage("Checking the records", None);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(progress: &Progress) -> String {
        line(*progress.shared.stage(), progress.counter().load(Ordering::Relaxed), Duration::from_secs(4))
    }

    #[test]
    fn the_line_says_what_is_done_how_far_it_is_and_for_how_long() {
        let progress = Progress::new("Reading the workbook", false);
        assert_eq!(now(&progress), "Reading the workbook, 4 s");
        progress.stage("Making files", Some(6300));
        progress.counter().fetch_add(120, Ordering::Relaxed);
        assert_eq!(now(&progress), "Making files: 120 of 6300, 4 s");
        progress.stage("Putting the site in place", None);
        assert_eq!(now(&progress), "Putting the site in place, 4 s");
    }

    #[test]
    fn files_are_counted_as_they_are_read_and_then_the_records_are_checked() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("data")).unwrap();
        for name in ["a.csv", "b.csv"] {
            std::fs::write(home.path().join("data").join(name), "x").unwrap();
        }
        let (progress, folder) = (Progress::new("Looking", false), Folder::new(home.path()));
        let tree = progress.watch(&folder);
        tree.entries(&["data"]).unwrap();
        assert_eq!(now(&progress), "Reading files: 0 of 2, 4 s");
        tree.read("data/a.csv").unwrap();
        assert_eq!(now(&progress), "Reading files: 1 of 2, 4 s");
        tree.read("data/b.csv").unwrap();
        assert_eq!(now(&progress), "Checking the records, 4 s");
    }
}
