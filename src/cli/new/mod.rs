//! `candour new`: a record from flags, or by asking. It is valid at once: the register is checked as it would be with
//! the record, and nothing is written if that brings an error.

mod agreement;
mod edition;
mod known;
mod like;
mod release;
mod tables;

use super::ask::{Asker, Question, Takes};
use super::{Outcome, Session, print, write_planned};
use crate::config;
use crate::diag::{Cell, Diagnostic, Diagnostics, Failure, Severity, codes};
use crate::edit::{self, Existing, NewRecords};
use crate::model::VocabularyName;
use crate::pipeline::{self, Checked};
use crate::records::{self, Drafts};
use crate::tree::{Changes, Folder};
use clap::{Args, Subcommand};
use known::Kind;

/// Add a record, from flags or by asking.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new edition 2026-h2 --from 01/07/2026 --to 31/12/2026
  candour new organisation \"Ostbury Borough Council\" --type local_authority
  candour new dataset \"Inpatient Care Dataset\"
  candour new agreement             asks for everything on a terminal
  candour new release --help        says what a release needs
  candour new notice \"The edition for July to December is out\" --date 12/03/2027

Nothing is written unless the register with the new record has no more errors than before.")]
pub(super) struct NewArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A version of an agreement
    Agreement(Box<agreement::AgreementArgs>),
    /// A release of data under an agreement
    Release(Box<release::ReleaseArgs>),
    /// A recipient, or any other body
    Organisation(tables::OrganisationArgs),
    /// A dataset
    Dataset(tables::DatasetArgs),
    /// A notice to readers
    Notice(tables::NoticeArgs),
    /// An issue of the register
    Edition(edition::EditionArgs),
}

pub(super) fn run(session: &Session, args: &NewArgs) -> Result<Outcome, Failure> {
    let folder = session.tree()?;
    let before = pipeline::check(&folder)?;
    let mut reading = Diagnostics::new();
    let drafts = records::read(&before.sources, &mut reading);
    let slug = slug(&before)?;
    let mut bench = Bench { drafts: &drafts, asker: Asker::new(), new: NewRecords::default() };
    let next = match &args.what {
        What::Agreement(args) => args.make(&mut bench),
        What::Release(args) => args.make(&mut bench),
        What::Organisation(args) => args.make(&mut bench),
        What::Dataset(args) => args.make(&mut bench),
        What::Notice(args) => args.make(&mut bench),
        What::Edition(args) => args.make(&mut bench),
    }?;
    let told = bench.asker.told();
    // That a file is no UTF-8 is found when it is loaded, which only the check has done.
    before.faults.iter().filter(|fault| fault.code == &codes::E12).for_each(|fault| reading.push(fault.clone()));
    let existing = Existing { register: &slug, sources: &before.sources, drafts: &drafts, reading: &reading };
    let changes = edit::add(bench.new, &existing)?;
    told.iter().for_each(|line| session.say(line));
    write(session, &folder, &before, &changes, &next)
}

/// Writes the changes unless they bring an error, and says where and what is next.
fn write(
    session: &Session,
    folder: &Folder,
    before: &Checked,
    changes: &Changes,
    next: &str,
) -> Result<Outcome, Failure> {
    let (after, brought) = edit::brought(folder, before, changes)?;
    if brought.has_errors() {
        // What is not written cannot be fixed.
        let errors = brought.iter().filter(|fault| fault.severity() == Severity::Error);
        let mut shown = Diagnostics::new();
        errors.for_each(|fault| shown.push(Diagnostic { fix: None, ..fault.clone() }));
        session.show(&shown, &after.sources);
        session.say("Nothing was written: with this record the register would have the errors above.");
        return Ok(Outcome::DataErrors);
    }
    write_planned(changes, &before.sources, folder)?;
    session.show(&brought, &after.sources);
    changes.keys().try_for_each(|path| print(&format!("{path}\n")))?;
    session.say(&format!("Next: {next}"));
    Ok(Outcome::Clean)
}

/// The register's slug, which names the folder of a stock.
fn slug(checked: &Checked) -> Result<String, Failure> {
    let file = checked.sources.find("register.toml");
    let settings = file.and_then(|file| config::read(file, checked.sources.text(file), &mut Diagnostics::new()));
    settings
        .map(|settings| settings.slug)
        .ok_or_else(|| Failure::new("register.toml cannot be read").help("candour check says what is wrong with it"))
}

/// What a record is made at: what the register has, and whom to ask.
struct Bench<'r, 's> {
    drafts: &'r Drafts<'s>,
    asker: Asker<'r>,
    new: NewRecords<'s>,
}

fn cell(text: impl Into<String>) -> Cell<'static> {
    Cell::made(text.into())
}

/// A cell of what was said, empty where nothing was.
fn said(text: Option<&String>) -> Cell<'static> {
    cell(text.map_or("", |text| text.trim()))
}

impl<'r> Bench<'r, '_> {
    /// An answer that has to be there.
    fn need(&mut self, given: Option<&String>, flag: &'static str, words: &str) -> Result<String, Failure> {
        self.asker.need(given, &Question::text(flag, words))
    }

    /// A wording of a vocabulary.
    fn wordings(&self, name: VocabularyName) -> Takes<'r> {
        let rows = self.drafts.wordings.rows.iter().filter(|row| row.vocabulary.text() == name.key());
        Takes::Wording(rows.map(|row| row.wording.text()).collect())
    }

    /// A code of a vocabulary.
    fn codes(&self, name: VocabularyName) -> Takes<'r> {
        let terms = self.drafts.vocabularies.iter().filter(|vocabulary| vocabulary.name == name);
        let terms = terms.flat_map(|vocabulary| &vocabulary.terms.rows);
        Takes::Code(terms.map(|term| (term.code.text(), term.label.text())).collect())
    }

    /// The id of a new record, proposed from its name unless it is given. It is told, so that it surprises nobody later.
    fn id(&mut self, given: Option<&String>, name: &str, kind: Kind) -> String {
        let id = given.map_or_else(|| kind.known(self).free_id(name), |id| id.trim().to_owned());
        self.asker.tell(format!("{name}: its id is {id}, which is its address and stays."));
        id
    }
}
