//! The command line: flags as written, commands, exit codes, what is printed where. Only this module reads the clock
//! or the environment. Output that a program reads goes to stdout, the rest to stderr.
//!
//! Exit codes: 0 clean, 1 the data have errors, 2 usage or machine.

mod ask;
mod build;
mod check;
mod completions;
mod explain;
mod fix;
mod fmt;
mod import;
mod init;
mod new;
mod progress;
mod schema;
mod search;
mod serve;
mod summary;

use crate::diag::{Colour, Diagnostics, Failure, Format, Sources, emit};
use crate::tree::{self, Changes, Folder, SourceTree};
use clap::{Parser, Subcommand, ValueEnum};
use progress::Progress;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Flags that every command has stand apart from its own.
const EVERYWHERE: &str = "Everywhere";

/// Builds a public register of every release of patient data from plain-text records: checks them, and makes a
/// searchable, accessible website and open data.
#[derive(Debug, Parser)]
#[command(name = "candour", version, about, max_term_width = 100)]
#[command(after_help = "Examples:
  candour init my-register          start a register
  candour new release               add a release, by asking
  candour check                     say everything that is wrong with the records
  candour build                     make the website in the folder public
  candour serve                     show it here, made anew with every change
  candour search breast cancer      find something, ranked as on the website
  candour explain E2                say what a code means

Exit codes: 0 clean, 1 the data have errors, 2 usage or machine.")]
struct Args {
    /// The register's folder [default: the nearest folder, from here upwards, that has a register.toml]
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    register: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = EVERYWHERE)]
    color: ColourChoice,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ColourChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a new, empty register
    Init(init::InitArgs),
    /// Turn a published workbook into records
    Import(Box<import::ImportArgs>),
    /// Add a record, from flags or by asking
    New(new::NewArgs),
    /// Put every file in canonical form
    Fmt(fmt::FmtArgs),
    /// Apply the fixes that are safe, after showing them
    Fix(fix::FixArgs),
    /// Say everything that is wrong with the records
    Check(check::CheckArgs),
    /// Make the website and the open data
    Build(build::BuildArgs),
    /// Show the website on this machine, made anew whenever a file changes
    Serve(serve::ServeArgs),
    /// Find something in the register, as the website's search does
    Search(search::SearchArgs),
    /// Say what a diagnostic's code means
    Explain(explain::ExplainArgs),
    /// Print the keys of register.toml or of front matter as JSON Schema
    Schema(schema::SchemaArgs),
    /// Print the completions of a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page
    Man(completions::ManArgs),
}

/// How a command ended, when the machine did its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Clean,
    DataErrors,
}

/// What every command is told.
struct Session {
    register: Option<PathBuf>,
    quiet: bool,
    colour: Colour,
}

/// Runs the command line and says how it ended.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let session = Session { register: args.register, quiet: args.quiet, colour: args.color.resolve() };
    let outcome = match args.command {
        Command::Init(args) => init::run(&session, &args),
        Command::Import(args) => import::run(&session, &args),
        Command::New(args) => new::run(&session, &args),
        Command::Fmt(args) => fmt::run(&session, &args),
        Command::Fix(args) => fix::run(&session, &args),
        Command::Check(args) => check::run(&session, &args),
        Command::Build(args) => build::run(&session, &args),
        Command::Serve(args) => serve::run(&session, &args),
        Command::Search(args) => search::run(&session, &args),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::completions(&args),
        Command::Man(_) => completions::man(),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::DataErrors) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("candour: {failure}");
            if let Some(advice) = failure.advice() {
                eprintln!("  help: {advice}");
            }
            ExitCode::from(2)
        }
    }
}

impl ColourChoice {
    fn resolve(self) -> Colour {
        let wanted = match self {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => std::env::var_os("NO_COLOR").is_none() && std::io::stderr().is_terminal(),
        };
        if wanted { Colour::Yes } else { Colour::No }
    }
}

impl Session {
    /// The register's folder: as told, else the nearest from here upwards.
    fn root(&self) -> Result<PathBuf, Failure> {
        if let Some(root) = &self.register {
            if !root.join("register.toml").is_file() {
                let failure = Failure::new(format!("{} holds no register.toml", root.display()));
                return Err(failure.help("name the folder of a register with -C, or start one with candour init"));
            }
            return Ok(root.clone());
        }
        let here = std::env::current_dir().map_err(|e| Failure::new("cannot tell the current folder").because(e))?;
        let nearest = here.ancestors().find(|folder| folder.join("register.toml").is_file());
        nearest.map(Path::to_path_buf).ok_or_else(|| {
            let failure = Failure::new("there is no register.toml here or in any folder above");
            failure.help("name the folder of a register with -C, or start one with candour init")
        })
    }

    fn tree(&self) -> Result<Folder, Failure> {
        self.root().map(Folder::new)
    }

    /// Shows what is being done, on a terminal and unless told to be quiet, until it is dropped.
    fn progress(&self, doing: &'static str) -> Progress {
        Progress::new(doing, !self.quiet)
    }

    /// Prints a line to stderr, unless told to be quiet.
    fn say(&self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }

    /// Prints diagnostics for people to stderr. When quiet, errors only.
    fn show(&self, faults: &Diagnostics, sources: &Sources) {
        let mut shown = faults.clone();
        if self.quiet {
            shown.split_off(|d| d.severity() == crate::diag::Severity::Error);
        }
        eprint!("{}", emit(&shown, sources, Format::Human, self.colour));
    }
}

/// Writes changes that were planned on these texts.
///
/// # Errors
/// Where a file is no longer what it was then: what somebody saved meanwhile would be lost.
fn write_planned(changes: &Changes, planned_on: &Sources, folder: &Folder) -> Result<(), Failure> {
    for path in changes.keys() {
        let is_as_planned = match planned_on.find(path) {
            Some(file) => folder.read(path)? == planned_on.text(file).as_bytes(),
            None => folder.root().join(path).symlink_metadata().is_err(),
        };
        if !is_as_planned {
            let failure = Failure::new(format!("{path} was changed by somebody else meanwhile"));
            return Err(failure.help("nothing was written; give the command again"));
        }
    }
    tree::write(changes, folder.root())
}

/// Prints to stdout. A reader that closes its end early (`head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new("cannot write to the terminal").because(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_somebody_saved_meanwhile_is_not_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("data.csv");
        std::fs::write(&place, "old").unwrap();
        let (mut sources, folder) = (Sources::new(), Folder::new(home.path()));
        sources.add("data.csv", "old");
        let changes = |path: &str| Changes::from([(path.to_owned(), Some(b"planned".to_vec()))]);
        write_planned(&changes("data.csv"), &sources, &folder).unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"planned");
        std::fs::write(&place, "theirs").unwrap();
        std::fs::write(home.path().join("new.csv"), "theirs").unwrap();
        for path in ["data.csv", "new.csv"] {
            let failure = write_planned(&changes(path), &sources, &folder).unwrap_err();
            assert!(failure.to_string().contains(path), "{failure}");
            assert_eq!(std::fs::read(home.path().join(path)).unwrap(), b"theirs");
        }
    }
}
