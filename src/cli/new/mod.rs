//! `candour new`: a record from flags, or by asking. It is valid at once: the register is checked as it would be with
//! the record, and nothing is written if that brings an error.

mod agreement;
mod edition;
mod release;
mod tables;

use super::ask::{Asker, Question, Takes};
use super::{Outcome, Session, print};
use crate::config;
use crate::diag::{Cell, Diagnostic, Diagnostics, Failure, Severity, codes, did_you_mean, nearest};
use crate::edit::{self, Existing, NewRecords};
use crate::model::{VocabularyName, fold, free_page_id};
use crate::pipeline::{self, Checked};
use crate::records::{self, DatasetDraft, Drafts, OrganisationDraft, Row};
use crate::tree::{self, Changes, Folder};
use clap::{Args, Subcommand};

/// Add a record, from flags or by asking.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new edition 2026-h2 --from 2026-07-01 --to 2026-12-31
  candour new organisation \"Ostbury Borough Council\" --type local_authority
  candour new dataset \"Inpatient Care Dataset\"
  candour new agreement             asks for everything on a terminal
  candour new release --help        says what a release needs
  candour new notice \"The edition for July to December is out\" --date 2027-03-12

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
    let mut bench = Bench { drafts: &drafts, asker: Asker::new(), new: NewRecords::default(), told: Vec::new() };
    let next = match &args.what {
        What::Agreement(args) => args.make(&mut bench),
        What::Release(args) => args.make(&mut bench),
        What::Organisation(args) => args.make(&mut bench),
        What::Dataset(args) => args.make(&mut bench),
        What::Notice(args) => args.make(&mut bench),
        What::Edition(args) => args.make(&mut bench),
    }?;
    let told = std::mem::take(&mut bench.told);
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
    tree::write(changes, folder.root())?;
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
    asker: Asker<'static>,
    new: NewRecords<'s>,
    /// What is to be told before anything is written.
    told: Vec<String>,
}

fn cell(text: impl Into<String>) -> Cell<'static> {
    Cell::made(text.into())
}

/// A cell of what was said, empty where nothing was.
fn said(text: Option<&String>) -> Cell<'static> {
    cell(text.map_or("", |text| text.trim()))
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

impl<'r> Bench<'r, '_> {
    /// An answer that has to be there.
    fn need(&mut self, given: Option<&String>, flag: &'static str, words: &str) -> Result<String, Failure> {
        self.asker.need(given, &Question { flag, words, offer: "", takes: Takes::Text })
    }

    /// A wording of a vocabulary.
    fn wordings(&self, name: VocabularyName) -> Takes<'r> {
        let rows = self.drafts.wordings.rows.iter().filter(|row| row.vocabulary.text() == name.key());
        Takes::OneOf(rows.map(|row| row.wording.text()).collect(), fold::wording)
    }

    /// A code of a vocabulary.
    fn codes(&self, name: VocabularyName) -> Takes<'r> {
        let terms = self.drafts.vocabularies.iter().filter(|vocabulary| vocabulary.name == name);
        Takes::OneOf(terms.flat_map(|v| &v.terms.rows).map(|term| term.code.text()).collect(), lower)
    }

    fn editions(&self) -> Takes<'r> {
        Takes::OneOf(self.drafts.editions.rows.iter().map(|row| row.id.text()).collect(), lower)
    }

    /// Proposes an id, says it, and lets nobody be surprised by it later.
    fn id(&mut self, given: Option<&String>, name: &str, fallback: &str, taken: &[&str]) -> String {
        let id = given.map_or_else(|| free_page_id(name, fallback, |id| taken.contains(&id)), Clone::clone);
        self.told.push(format!("{name}: its id is {id}, which is its address and stays."));
        id
    }

    /// Offers to make an organisation of a name that the register does not know.
    fn organisation(&mut self, name: &str) -> Result<(), Failure> {
        let known = self.drafts.organisations_by_name().contains_key(&fold::punct(name))
            || self.new.organisations.iter().any(|row| fold::punct(row.name.text()) == fold::punct(name));
        let names = self.drafts.organisations.rows.iter().map(|row| row.name.text());
        let also = self.drafts.organisation_names.rows.iter().map(|row| row.name.text());
        if known || !self.offer("organisation", name, names.chain(also).collect())? {
            return Ok(());
        }
        let taken: Vec<&str> = self.drafts.organisations.rows.iter().map(|row| row.id.text()).collect();
        let id = self.id(None, name, "organisation", &taken);
        self.new.organisations.push(OrganisationDraft { id: cell(id), name: cell(name), ..Row::blank() });
        Ok(())
    }

    /// Offers to make a dataset of a name that the register does not know.
    fn dataset(&mut self, name: &str) -> Result<(), Failure> {
        let known = self.drafts.datasets_by_name().contains_key(&fold::punct(name))
            || self.new.datasets.iter().any(|row| fold::punct(row.name.text()) == fold::punct(name));
        let names = self.drafts.datasets.rows.iter().map(|row| row.name.text());
        let also = self.drafts.dataset_names.rows.iter().map(|row| row.name.text());
        if known || !self.offer("dataset", name, names.chain(also).collect())? {
            return Ok(());
        }
        let taken: Vec<&str> = self.drafts.datasets.rows.iter().map(|row| row.id.text()).collect();
        let id = self.id(None, name, "dataset", &taken);
        self.new.datasets.push(DatasetDraft { id: cell(id), name: cell(name), ..Row::blank() });
        Ok(())
    }

    /// Whether somebody wants a new record of this name. In a pipe nobody does, and the command that makes it is told.
    fn offer(&mut self, what: &str, name: &str, known: Vec<&str>) -> Result<bool, Failure> {
        if name.is_empty() {
            return Ok(false);
        }
        if !self.asker.may_ask() {
            self.told.push(format!("If \"{name}\" is new, make it first: candour new {what} \"{name}\""));
            return Ok(false);
        }
        let near = did_you_mean(nearest(name, known.into_iter()));
        self.asker.say(&format!("  No {what} is recorded under the name \"{name}\": {near}"))?;
        if self.asker.confirm(&format!("  Make a new {what} of this name?"))? {
            return Ok(true);
        }
        let failure = Failure::new(format!("no {what} is recorded under the name \"{name}\""));
        Err(failure.help(format!("if it is a new spelling, record it in data/{what}-names.csv; nothing was written")))
    }
}
