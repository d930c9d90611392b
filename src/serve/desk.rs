//! What is shown at the moment, and who has a page open: the one thing that requests and the builder share.

use super::report::Report;
use super::stage::Stage;
use serde_json::json;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// See the file's head.
pub(super) struct Desk {
    state: Mutex<State>,
    /// Asks the builder for a look at the files.
    wake: SyncSender<()>,
}

struct State {
    stage: Option<Stage>,
    /// How often a site was shown.
    site: u64,
    report: Arc<Report>,
    /// How often there was another report.
    told: u64,
    listeners: Vec<UnboundedSender<String>>,
}

/// What is shown at one moment.
#[derive(Clone)]
pub(super) struct View {
    /// The site, if there was ever a good one.
    pub(super) stage: Option<Stage>,
    /// What tells this site from all before it, and from those of another run of the program.
    pub(super) site: String,
    /// What was found when the register was last looked at; nothing before that.
    pub(super) report: Option<Arc<Report>>,
    /// What tells this report from others.
    pub(super) told: String,
}

impl Desk {
    /// Nothing to show yet.
    pub(super) fn new(wake: SyncSender<()>) -> Self {
        let state = State { stage: None, site: 0, report: Arc::default(), told: 0, listeners: Vec::new() };
        Desk { state: Mutex::new(state), wake }
    }

    /// A thread that broke off left the state whole: it is only ever replaced.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is shown now.
    pub(super) fn view(&self) -> View {
        let state = self.state();
        let report = (state.told > 0).then(|| Arc::clone(&state.report));
        View { stage: state.stage.clone(), site: name(state.site), report, told: name(state.told) }
    }

    /// Shows a site, with what its register was found to have.
    pub(super) fn show(&self, stage: Stage, report: Report) {
        let mut state = self.state();
        state.stage = Some(stage);
        state.site += 1;
        state.tell(report);
    }

    /// Keeps the site that is shown, and tells what is wrong.
    pub(super) fn report(&self, report: Report) {
        self.state().tell(report);
    }

    /// From now on what an open page has to know, beginning with how things stand.
    pub(super) fn listen(&self) -> UnboundedReceiver<String> {
        let (sender, receiver) = unbounded_channel();
        let mut state = self.state();
        state.listeners.retain(|listener| !listener.is_closed());
        if sender.send(state.message()).is_ok() {
            state.listeners.push(sender);
        }
        drop(state);
        // While nobody looked, changes may have gone unheard. A look that is due already is not asked for twice.
        let _ = self.wake.try_send(());
        receiver
    }

    /// Whether somebody has a page open.
    pub(super) fn is_watched(&self) -> bool {
        self.state().listeners.iter().any(|listener| !listener.is_closed())
    }
}

impl State {
    fn tell(&mut self, report: Report) {
        self.told += 1;
        self.report = Arc::new(report);
        let message = self.message();
        self.listeners.retain(|listener| listener.send(message.clone()).is_ok());
    }

    fn message(&self) -> String {
        let Report { errors, warnings, .. } = *self.report;
        json!({ "site": name(self.site), "report": name(self.told), "errors": errors, "warnings": warnings })
            .to_string()
    }
}

/// A number that no other run of the program has: a page that stayed open from one to the next is loaded anew.
fn name(number: u64) -> String {
    format!("{}-{number}", std::process::id())
}
