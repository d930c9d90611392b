//! `candour check`.

use super::{Outcome, Session, print, summary};
use crate::diag::{self, Colour, Failure, Format, Report};
use crate::pipeline::{self, Checked};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Say everything that is wrong with the records.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour check
  candour check --format github            annotations at file and line in a pull request
  candour check --format json > report.json
  candour check --report report.html       a page to read in a browser, or to send to somebody
  candour check --report report.sarif      for code scanning and editors
  candour check --plain-english            also how summaries and pages could be plainer")]
pub(super) struct CheckArgs {
    /// How faults are written; all but human go to stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: FormatChoice,
    /// Write a report to a file as well; its ending says how: .html, .json or .sarif
    #[arg(long, value_name = "FILE", value_parser = report_file)]
    report: Vec<ReportFile>,
    /// Add advice on sentences, words and initialisms in texts written for the public; advice never stops publication
    #[arg(long)]
    plain_english: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatChoice {
    Human,
    Short,
    Json,
    Github,
    Sarif,
}

impl FormatChoice {
    fn format(self) -> Format {
        match self {
            FormatChoice::Human => Format::Human,
            FormatChoice::Short => Format::Short,
            FormatChoice::Json => Format::Json,
            FormatChoice::Github => Format::Github,
            FormatChoice::Sarif => Format::Sarif,
        }
    }
}

/// A file to write, and how.
#[derive(Debug, Clone)]
struct ReportFile {
    path: PathBuf,
    format: Format,
}

fn report_file(text: &str) -> Result<ReportFile, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
    let format = match ending.to_ascii_lowercase().as_str() {
        "html" => Format::Html,
        "json" => Format::Json,
        "sarif" => Format::Sarif,
        _ => return Err("give the file the ending .html, .json or .sarif".to_owned()),
    };
    Ok(ReportFile { path, format })
}

pub(super) fn run(session: &Session, args: &CheckArgs) -> Result<Outcome, Failure> {
    let tree = session.tree()?;
    let progress = session.progress("Looking for files");
    let mut checked = pipeline::check(&progress.watch(&tree))?;
    drop(progress);
    let advice = args.plain_english.then(|| pipeline::advise(&checked.sources));
    let folder = folder_in_repository(tree.root());
    let read = advice.map(|advice| {
        checked.faults.extend(advice.diagnostics);
        checked.faults.sort();
        advice.texts
    });
    let report = report(&checked, &folder);
    match args.format.format() {
        Format::Human => session.show(&checked.faults, &checked.sources),
        format => print(&report.emit(format, Colour::No))?,
    }
    for ReportFile { path, format } in &args.report {
        write(path, &report.emit(*format, Colour::No))?;
        let left_out = match report.left_out(*format) {
            0 => String::new(),
            count => format!(" ({count} are left out, since code scanning takes no more; JSON has all)"),
        };
        session.say(&format!("Report: {}{left_out}", path.display()));
    }
    if let Some(read) = read {
        session.say(&read.to_string());
    }
    let waived = checked.waived.len();
    let waivers = if waived > 0 { format!(", {waived} waived") } else { String::new() };
    session.say(&format!("{}{waivers} in {}", diag::summary(&checked.faults), tree.root().display()));
    session.say(&summary::read(&checked.sources, checked.ready.as_ref()));
    if let Some(lines) = summary::for_a_person(&checked.faults) {
        session.say(&lines);
    }
    Ok(if checked.faults.has_errors() { Outcome::DataErrors } else { Outcome::Clean })
}

fn report<'a>(checked: &'a Checked, folder: &'a str) -> Report<'a> {
    let waived = checked.waived.iter().map(|waived| (&waived.diagnostic, waived.reason.as_str()));
    Report {
        title: checked.title.as_deref().unwrap_or(""),
        folder,
        sources: &checked.sources,
        faults: &checked.faults,
        waived: waived.collect(),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        let failure = Failure::new(format!("cannot write the report {}", path.display())).because(error);
        failure.help("name a file in a folder that is there and can be written to")
    })
}

/// Where a register stands below the root of its repository, as `registers/mine/`; empty at the root, and outside any.
fn folder_in_repository(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else { return String::new() };
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = repository.and_then(|repository| root.strip_prefix(repository).ok());
    let parts = below.into_iter().flat_map(Path::components);
    parts.map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
}
