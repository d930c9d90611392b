//! Published workbooks to canonical records, with a report. An import is planned in memory first: the workbook is
//! read, every sheet accounted for, every wording and name resolved, the files written and read back and compared
//! with the sheets. Only then is anything put on disk, and only what differs. Nothing is guessed: what is not known
//! stops the import or stays empty, and the report says so.
//!
//! Rows that are in the register are never changed, reordered or merged by an import, but for the edition's own, and
//! legal bases that gain the publisher's explanation; wordings that the mapping gives a code join the reviewed ones. A table that gains rows is written in canonical form; all other
//! files keep their bytes. An edition's `note` is the staff's: what a drawing says of copyright is kept with the other
//! drawing text in `import.toml` and shown in the report, so that a person decides what the licence is.
//! The command line is `cli`'s; this module prints nothing.

mod difference;
mod edition;
mod facts;
mod files;
mod ids;
mod layouts;
mod lists;
mod locate;
mod lost;
mod names;
mod period;
mod plan;
mod report;
mod reviewed;
mod rows;
mod self_test;
mod sketch;
mod statements;
mod stock;
mod table;
mod texts;
mod wordings;
mod workbook;

pub use layouts::built_in;
pub use plan::plan;
pub use report::Report;
pub use sketch::{save_sketch, sketch};
pub use workbook::TextForm;

use crate::diag::{Diagnostics, Failure, Sources};
use crate::model::EditionKind;
use crate::syntax::encoding::Encoding;
use crate::tree::{self, Changes};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// Which layout a workbook is read by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Layout {
    /// The one whose headings fit best, of those of the register and those that come with the program.
    #[default]
    Fitting,
    /// The one of this name.
    Named(String),
    /// A mapping file that is none of the register's.
    File(PathBuf),
}

/// What is asked of an import. What is left open stays empty in the records.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The published file: a workbook (`.xlsx`, `.ods`) or CSV.
    pub workbook: PathBuf,
    /// How it is read.
    pub layout: Layout,
    /// Encoding of a CSV file, where the layout is not to say it.
    pub encoding: Option<Encoding>,
    /// What stands between the cells of a CSV file, where the layout is not to say it.
    pub delimiter: Option<u8>,
    /// The id of the edition, such as `2021-02`: lower-case letters, digits and `-`, never four digits.
    pub edition: String,
    /// First day of the period.
    pub from: Option<NaiveDate>,
    /// Last day of the period.
    pub to: Option<NaiveDate>,
    /// The day a stock was taken, instead of a period.
    pub stock_at: Option<NaiveDate>,
    /// What the rows are; `flow` unless a stock is asked for.
    pub kind: Option<EditionKind>,
    /// Day of publication.
    pub published: Option<NaiveDate>,
    /// Where the workbook came from; its file name where nothing is said.
    pub source: Option<String>,
    /// Licence, where it is not the register's.
    pub licence: Option<String>,
    /// Number of the issue.
    pub revision: Option<u32>,
    /// The edition that this one replaces.
    pub supersedes: Option<String>,
    /// Whether an edition with other content may be replaced.
    pub replace: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// An import that may go ahead.
#[derive(Debug)]
pub struct Plan {
    /// Files by path in the register that differ from what is there; `None` for one that goes.
    pub files: Changes,
    /// What was found and is to be done.
    pub report: Report,
    /// Whether [`apply`] is to write nothing.
    pub dry_run: bool,
}

/// Why an import may not go ahead. Nothing has been written.
#[derive(Debug)]
pub enum Stop {
    /// The machine, or a file that is no sound workbook.
    Failure(Failure),
    /// The data.
    Faults(Diagnostics),
    /// The text of the published file itself or of a mapping file, which the faults point into.
    File(Diagnostics, Sources),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failure(failure)
    }
}

/// Writes a plan's files below the register's folder, unless it is a dry run.
///
/// # Errors
/// Where a file cannot be written.
pub fn apply(plan: &Plan, register: &Path) -> Result<(), Failure> {
    if plan.dry_run { Ok(()) } else { tree::write(&plan.files, register) }
}
