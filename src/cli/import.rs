//! `candour import`.

use super::build::day;
use super::{Outcome, Session, print};
use crate::diag::{Diagnostics, Failure, Sources};
use crate::import::{self, Layout, Request, Stop, TextForm};
use crate::model::EditionKind;
use crate::records;
use crate::syntax::encoding::Encoding;
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;

/// Turn a published workbook into records.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour import register.xlsx --edition 2021-02 --from 2021-02-01 --to 2021-02-28
  candour import register.xlsx --edition 2021-02 --from 2021-02-01 --to 2021-02-28 --dry-run
  candour import releases.csv --edition 2021-02 --from 2021-02-01 --to 2021-02-28 --encoding windows-1252
  candour import releases.csv --sketch-mapping ours
  candour import releases.csv --sketch-mapping ours --encoding windows-1252 --delimiter \";\"
  candour import releases.csv --layout ours --edition 2021-02 --from 2021-02-01 --to 2021-02-28
  candour import reissued.xlsx --edition 2021-02 --from 2021-02-01 --to 2021-02-28 --replace

Nothing changes unless every sheet, name and wording is understood. What a flag leaves open stays empty.")]
pub(super) struct ImportArgs {
    /// The published file: a workbook (.xlsx, .ods) or CSV
    workbook: PathBuf,
    /// Id of the edition, as 2021-02; never four digits
    #[arg(long, value_name = "ID", required_unless_present = "sketch_mapping")]
    edition: Option<String>,
    /// First day of the period
    #[arg(long, value_name = "DATE", value_parser = day, requires = "to")]
    from: Option<NaiveDate>,
    /// Last day of the period
    #[arg(long, value_name = "DATE", value_parser = day, requires = "from")]
    to: Option<NaiveDate>,
    /// The day a stock was taken, instead of a period
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with_all = ["from", "to"])]
    stock_at: Option<NaiveDate>,
    /// What the rows are [default: flow, or stock with --stock-at]
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<EditionKind>,
    /// Day of publication
    #[arg(long, value_name = "DATE", value_parser = day)]
    published: Option<NaiveDate>,
    /// Where the workbook came from [default: its file name]
    #[arg(long, value_name = "URL")]
    source: Option<String>,
    /// Licence, where it is not the register's
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// Number of the issue, where a period was issued again
    #[arg(long, value_name = "N")]
    revision: Option<u32>,
    /// The edition that this one replaces
    #[arg(long, value_name = "ID")]
    supersedes: Option<String>,
    /// Read it by this layout: one that comes with the program, or data/mappings/NAME.toml
    #[arg(long, value_name = "NAME", conflicts_with = "mapping")]
    layout: Option<String>,
    /// Read it by this mapping file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Write data/mappings/NAME.toml, a mapping of the file to fill in, and import nothing; - prints it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["edition", "layout", "mapping"])]
    sketch_mapping: Option<String>,
    /// Encoding of a CSV file: utf-8, utf-16, utf-16le, utf-16be or windows-1252 [default: utf-8]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// What stands between the cells of a CSV file: a character, or the word tab [default: ,]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// Replace the edition's records where they differ
    #[arg(long)]
    replace: bool,
    /// Report, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What to do next.
const AFTER: &str =
    "Next: look over the new names in data/organisations.csv and data/datasets.csv, then candour check.";
const AFTER_A_TRIAL: &str = "Nothing was written. The same without --dry-run imports it.";

fn kind(text: &str) -> Result<EditionKind, String> {
    EditionKind::find(text).ok_or_else(|| "write flow, stock or projects".to_owned())
}

fn encoding(text: &str) -> Result<Encoding, String> {
    let known = || Encoding::ALL.map(Encoding::key).join(", ");
    Encoding::find(text).ok_or_else(|| format!("write one of {}", known()))
}

fn delimiter(text: &str) -> Result<u8, String> {
    crate::records::find_delimiter(text).ok_or_else(|| "write a single character such as ; or the word tab".to_owned())
}

impl ImportArgs {
    fn form(&self) -> TextForm {
        let usual = TextForm::default();
        TextForm {
            encoding: self.encoding.unwrap_or(usual.encoding),
            delimiter: self.delimiter.unwrap_or(usual.delimiter),
        }
    }

    fn request(&self) -> Request {
        Request {
            workbook: self.workbook.clone(),
            layout: match (&self.layout, &self.mapping) {
                (Some(name), _) => Layout::Named(name.clone()),
                (None, Some(file)) => Layout::File(file.clone()),
                (None, None) => Layout::Fitting,
            },
            encoding: self.encoding,
            delimiter: self.delimiter,
            edition: self.edition.clone().unwrap_or_default(),
            from: self.from,
            to: self.to,
            stock_at: self.stock_at,
            kind: self.kind,
            published: self.published,
            source: self.source.clone(),
            licence: self.licence.clone(),
            revision: self.revision,
            supersedes: self.supersedes.clone(),
            replace: self.replace,
            dry_run: self.dry_run,
        }
    }
}

pub(super) fn run(session: &Session, args: &ImportArgs) -> Result<Outcome, Failure> {
    if let Some(name) = &args.sketch_mapping {
        return sketch(session, args, name);
    }
    let tree = session.tree()?;
    let mut faults = Diagnostics::new();
    let progress = session.progress("Looking for files");
    let sources = records::load(&progress.watch(&tree), &mut faults)?;
    let drafts = records::read(&sources, &mut faults);
    if faults.has_errors() {
        drop(progress);
        faults.sort();
        session.show(&faults, &sources);
        session.say("Nothing was imported: the register's own files must be readable first.");
        return Ok(Outcome::DataErrors);
    }
    progress.stage("Reading the workbook, resolving names and wordings", None);
    let planned = import::plan(&args.request(), &sources, &drafts);
    drop(progress);
    match planned {
        Ok(plan) => {
            import::apply(&plan, tree.root())?;
            print(&plan.report.to_string())?;
            session.say(if args.dry_run { AFTER_A_TRIAL } else { AFTER });
            Ok(Outcome::Clean)
        }
        Err(Stop::Failure(failure)) => Err(failure),
        Err(Stop::Faults(faults)) => Ok(refused(session, faults, &sources)),
        Err(Stop::File(faults, text)) => Ok(refused(session, faults, &text)),
    }
}

fn refused(session: &Session, mut faults: Diagnostics, sources: &Sources) -> Outcome {
    faults.sort();
    session.show(&faults, sources);
    session.say("Nothing was imported, and no file was changed.");
    Outcome::DataErrors
}

/// A sketch asks nothing of the register but the wordings that it knows.
fn sketch(session: &Session, args: &ImportArgs, name: &str) -> Result<Outcome, Failure> {
    let is_printed = name == "-";
    let mut ignored = Diagnostics::new();
    let (root, sources) = match session.tree() {
        Ok(tree) => (Some(tree.root().to_owned()), records::load(&tree, &mut ignored)?),
        Err(_) if is_printed => (None, Sources::new()),
        Err(failure) => return Err(failure),
    };
    let drafts = records::read(&sources, &mut ignored);
    let text = match import::sketch(&args.workbook, &args.form(), &drafts, if is_printed { "NAME" } else { name }) {
        Ok(text) => text,
        Err(Stop::Failure(failure)) => return Err(failure),
        Err(Stop::Faults(faults)) => return Ok(refused(session, faults, &sources)),
        Err(Stop::File(faults, text)) => return Ok(refused(session, faults, &text)),
    };
    match root.filter(|_| !is_printed) {
        None => print(&text)?,
        Some(root) => {
            let path = import::save_sketch(&text, &root, name)?;
            session.say(&format!("Wrote {path}. Fill in its gaps in a text editor; its first lines say how to go on."));
        }
    }
    Ok(Outcome::Clean)
}
