//! The loop that can be recited: look at the files; where they differ, check them; where they are right, show the site;
//! tell; wait.

use super::desk::Desk;
use super::report::Report;
use super::snapshot::Snapshot;
use super::stage::{Stage, Stopped};
use super::watch::Watch;
use super::{News, Options};
use crate::diag::{Failure, Sources};
use crate::pipeline::{self, Kept};
use crate::tree::Folder;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Duration;

/// How often a look is repeated that failed, as it does where files go away while they are listed.
const ATTEMPTS: usize = 5;

/// How long before it is.
const PAUSE: Duration = Duration::from_millis(60);

/// Who is told what happens.
type Tell = Box<dyn Fn(News<'_>) + Send>;

/// Makes the site anew whenever it has to be.
pub(super) struct Builder {
    options: Options,
    port: u16,
    desk: Arc<Desk>,
    tell: Tell,
    root: PathBuf,
    snapshot: Snapshot,
    /// What was found in files that may still be the same.
    kept: Kept,
    /// Whether the last look failed, so that the next one counts whatever it finds.
    failed: bool,
}

impl Builder {
    /// One that has seen nothing yet.
    pub(super) fn new(options: Options, port: u16, desk: Arc<Desk>, tell: Tell) -> Self {
        let root = options.register.clone();
        let snapshot = Snapshot::new(Folder::new(&root));
        Builder { options, port, desk, tell, root, snapshot, kept: Kept::default(), failed: false }
    }

    /// Never returns but with the program.
    pub(super) fn run(mut self, wake: &SyncSender<()>, woken: &Receiver<()>) {
        let mut watch = Watch::new(wake.clone(), woken);
        loop {
            // Watched before they are read, so that no change falls between the two.
            watch.follow(&self.root, &self.snapshot.tops());
            self.look();
            watch.follow(&self.root, &self.snapshot.tops());
            watch.wait(|| self.desk.is_watched());
        }
    }

    fn look(&mut self) {
        match self.refresh() {
            Ok(changed) if changed || self.failed => {
                self.failed = false;
                self.rebuild();
            }
            Ok(_) => {}
            Err(failure) => self.fail(&failure),
        }
    }

    fn refresh(&mut self) -> Result<bool, Failure> {
        for _ in 1..ATTEMPTS {
            if let Ok(changed) = self.snapshot.refresh() {
                return Ok(changed);
            }
            std::thread::sleep(PAUSE);
        }
        self.snapshot.refresh()
    }

    fn rebuild(&mut self) {
        let mut checked = match pipeline::check_again(&self.snapshot, &mut self.kept) {
            Ok(checked) => checked,
            Err(failure) => return self.fail(&failure),
        };
        (self.tell)(News::Checked(&checked));
        let report = Report::of(&checked);
        let Some(mut ready) = checked.ready.take() else { return self.desk.report(report) };
        // What is wrong with a site points into no record.
        drop(checked);
        if let Some(base_url) = &self.options.base_url {
            ready.settings.base_url = base_url.clone();
        }
        let day = ready.day(self.options.day);
        match Stage::start(ready, day) {
            Ok(stage) => {
                let address = format!("http://127.0.0.1:{}{}", self.port, stage.base_path);
                self.desk.show(stage, report);
                (self.tell)(News::Shown(&address));
            }
            Err(Stopped::Data(faults)) => {
                (self.tell)(News::Refused(&faults));
                self.desk.report(Report::of_faults(&faults, &Sources::new()));
            }
            Err(Stopped::Machine(failure)) => self.fail(&failure),
        }
    }

    fn fail(&mut self, failure: &Failure) {
        if !self.failed {
            self.desk.report(Report::of_failure(failure));
            (self.tell)(News::Failed(failure));
        }
        self.failed = true;
    }
}
