//! `candour fix`.

use super::ask::Asker;
use super::{Outcome, Session, print, write_planned};
use crate::diag::{Failure, Sources};
use crate::edit::{self, Fixes};
use crate::pipeline;
use clap::Args;

/// Apply the fixes that are safe, after showing them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour fix                       shows the changes and asks
  candour fix --dry-run             shows them, and writes nothing
  candour fix --yes                 writes them without asking

A fix never changes what a record says: white space at the edge of a cell, a no-break space in a name, a date that can \
be read in one way only (2024-3-5, 5 March 2024, 30/07/2024), another spelling of a code, column or key. Imported editions and \
verbatim text are never touched.")]
pub(super) struct FixArgs {
    /// Write without asking
    #[arg(long)]
    yes: bool,
    /// Show the changes, and write nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &FixArgs) -> Result<Outcome, Failure> {
    let folder = session.tree()?;
    let before = pipeline::check(&folder)?;
    let fixes = edit::fixes(&folder, &before)?;
    if fixes.count == 0 {
        session.say("There is nothing to fix: no fault has a fix that is safe without a person's judgement.");
        return Ok(Outcome::Clean);
    }
    print(&fixes.diff)?;
    let none = Sources::new();
    let sources = fixes.sources.as_ref().unwrap_or(&none);
    if !fixes.brought.is_empty() {
        session.show(&fixes.brought, sources);
        session.say("Nothing was written: with these fixes the register would have the faults above.");
        return Ok(Outcome::DataErrors);
    }
    if args.dry_run {
        session.say(&format!("{}; nothing was written.", what(&fixes)));
        return Ok(Outcome::Clean);
    }
    if !args.yes && !agreed(&fixes)? {
        session.say("Nothing was written.");
        return Ok(Outcome::Clean);
    }
    write_planned(&fixes.changes, &before.sources, &folder)?;
    session.say(&format!("{} written.", what(&fixes)));
    session.show(&fixes.uncovered, sources);
    if !fixes.uncovered.is_empty() {
        session.say("The faults above could not be seen before, because their file could not be read.");
    }
    Ok(Outcome::Clean)
}

fn agreed(fixes: &Fixes) -> Result<bool, Failure> {
    let mut asker = Asker::new();
    if !asker.may_ask() {
        let failure = Failure::new("there is nobody to ask here, and nothing was written");
        return Err(failure.help("--yes writes the changes above, --dry-run only shows them"));
    }
    asker.confirm(&format!("Write {}?", what(fixes)))
}

/// "3 fixes in 2 files".
fn what(fixes: &Fixes) -> String {
    let count = |number: usize, word: &str, ending: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}{ending}"),
    };
    format!("{} in {}", count(fixes.count, "fix", "es"), count(fixes.changes.len(), "file", "s"))
}
