//! `candour check`.

use super::{Outcome, Session, print, summary};
use crate::diag::{self, Colour, Failure, Format, emit};
use crate::pipeline;
use clap::{Args, ValueEnum};

/// Say everything that is wrong with the records.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour check
  candour check --format github     annotations at file and line in a pull request
  candour check --format json > report.json")]
pub(super) struct CheckArgs {
    /// How faults are written; all but human go to stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: FormatChoice,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatChoice {
    Human,
    Short,
    Json,
    Github,
}

pub(super) fn run(session: &Session, args: &CheckArgs) -> Result<Outcome, Failure> {
    let tree = session.tree()?;
    let progress = session.progress("Looking for files");
    let checked = pipeline::check(&progress.watch(&tree))?;
    drop(progress);
    let (faults, sources) = (&checked.faults, &checked.sources);
    match args.format {
        FormatChoice::Human => session.show(faults, sources),
        FormatChoice::Short => print(&emit(faults, sources, Format::Short, Colour::No))?,
        FormatChoice::Json => print(&emit(faults, sources, Format::Json, Colour::No))?,
        FormatChoice::Github => print(&emit(faults, sources, Format::Github, Colour::No))?,
    }
    let waived = checked.waived.len();
    let waivers = if waived > 0 { format!(", {waived} waived") } else { String::new() };
    session.say(&format!("{}{waivers} in {}", diag::summary(faults), tree.root().display()));
    session.say(&summary::read(sources, checked.ready.as_ref()));
    if let Some(lines) = summary::for_a_person(faults) {
        session.say(&lines);
    }
    Ok(if faults.has_errors() { Outcome::DataErrors } else { Outcome::Clean })
}
