//! `candour fmt`.

use super::{Outcome, Session, print, write_planned};
use crate::diag::{Diagnostics, Failure};
use crate::{edit, records};
use clap::Args;

/// Put every file in canonical form, so that a difference shows what changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour fmt
  candour fmt --check               lists the files that would change

Canonical form is UTF-8 with line feeds, quotes only where they are needed, columns and keys in the README's order, and \
names and wordings in alphabetical order. Release rows keep their order. No value changes. A file with a fault is left \
alone, and so is front matter with comments. Never touched: register.toml and data/mappings, whose comments and \
order are their writer's.")]
pub(super) struct FmtArgs {
    /// Write nothing; list the files that would change, and end with 1 if there are any
    #[arg(long)]
    check: bool,
}

pub(super) fn run(session: &Session, args: &FmtArgs) -> Result<Outcome, Failure> {
    let folder = session.tree()?;
    let mut loading = Diagnostics::new();
    let sources = records::load(&folder, &mut loading)?;
    let layout = edit::layout(&sources, &loading);
    if !args.check {
        write_planned(&layout.changes, &sources, &folder)?;
    }
    layout.changes.keys().try_for_each(|path| print(&format!("{path}\n")))?;
    for path in &layout.commented {
        session.say(&format!("{path}: the front matter has comments, and was left as it is"));
    }
    session.show(&layout.faults, &sources);
    let verb = if args.check { "would change" } else { "changed" };
    session.say(&format!("{} of {} files {verb}", layout.changes.len(), layout.seen));
    if layout.faults.has_errors() {
        session.say("Files with faults were left alone: correct them first.");
    }
    let unfinished = layout.faults.has_errors() || args.check && !layout.changes.is_empty();
    Ok(if unfinished { Outcome::DataErrors } else { Outcome::Clean })
}
