//! From the texts of a register to [`Drafts`]: each file is told by its path, read by its reader, and a file that
//! has no reader is a fault, so that nothing is silently left out.

use super::agreement::{self, AgreementDraft};
use super::import_facts::{self, ImportFacts};
use super::prose::{self, AssuranceDraft, ContentDraft, SheetTextDraft};
use super::table::*;
use crate::diag::{Diagnostic, Diagnostics, FileId, Sources, Span, codes};
use crate::model::VocabularyName;
use rayon::prelude::*;

/// Everything a register says, as text with its places. Nothing has been resolved yet.
#[derive(Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // a field is the file or folder of that name in `data/`
pub struct Drafts<'s> {
    pub editions: Table<EditionDraft<'s>>,
    pub imports: Vec<ImportFacts<'s>>,
    pub sheet_texts: Vec<SheetTextDraft<'s>>,
    pub organisations: Table<OrganisationDraft<'s>>,
    pub organisation_names: Table<OrganisationNameDraft<'s>>,
    pub organisation_relations: Table<OrganisationRelationDraft<'s>>,
    pub datasets: Table<DatasetDraft<'s>>,
    pub dataset_names: Table<DatasetNameDraft<'s>>,
    pub vocabularies: Vec<Vocabulary<'s>>,
    pub wordings: Table<WordingDraft<'s>>,
    pub agreements: Vec<AgreementDraft<'s>>,
    pub agreement_purposes: Table<AgreementPurposeDraft<'s>>,
    pub releases: Vec<Releases<'s>>,
    pub counts: Table<CountDraft<'s>>,
    pub amendments: Table<AmendmentDraft<'s>>,
    pub withdrawn: Table<WithdrawnDraft<'s>>,
    pub refusals: Table<RefusalDraft<'s>>,
    pub log: Table<LogDraft<'s>>,
    pub assurance: Vec<AssuranceDraft<'s>>,
    pub content: Vec<ContentDraft<'s>>,
}

/// One file of `data/vocabularies/`.
#[derive(Debug, PartialEq, Eq)]
pub struct Vocabulary<'s> {
    /// Which one.
    pub name: VocabularyName,
    /// Its terms.
    pub terms: Table<TermDraft<'s>>,
}

/// One file below `data/releases/`.
#[derive(Debug, PartialEq, Eq)]
pub struct Releases<'s> {
    /// Its path below `data/releases/`, without `.csv`.
    pub name: String,
    /// Its rows.
    pub rows: Table<ReleaseDraft<'s>>,
}

/// What one file turned out to be.
enum Part<'s> {
    Editions(Table<EditionDraft<'s>>),
    Import(Option<ImportFacts<'s>>),
    SheetText(Option<SheetTextDraft<'s>>),
    Organisations(Table<OrganisationDraft<'s>>),
    OrganisationNames(Table<OrganisationNameDraft<'s>>),
    OrganisationRelations(Table<OrganisationRelationDraft<'s>>),
    Datasets(Table<DatasetDraft<'s>>),
    DatasetNames(Table<DatasetNameDraft<'s>>),
    Vocabulary(Vocabulary<'s>),
    Wordings(Table<WordingDraft<'s>>),
    Agreement(Option<Box<AgreementDraft<'s>>>),
    AgreementPurposes(Table<AgreementPurposeDraft<'s>>),
    Releases(Releases<'s>),
    Counts(Table<CountDraft<'s>>),
    Amendments(Table<AmendmentDraft<'s>>),
    Withdrawn(Table<WithdrawnDraft<'s>>),
    Refusals(Table<RefusalDraft<'s>>),
    Log(Table<LogDraft<'s>>),
    Assurance(Option<AssuranceDraft<'s>>),
    Content(Option<ContentDraft<'s>>),
    Settings,
    Stray,
}

/// Reads every file of a register but its settings. Files are read side by side; the drafts and the faults come in
/// the order of paths.
pub fn read<'s>(sources: &'s Sources, faults: &mut Diagnostics) -> Drafts<'s> {
    let files: Vec<FileId> = sources.files().collect();
    let parts: Vec<(Part<'s>, Diagnostics)> = files
        .par_iter()
        .map(|&file| {
            let mut faults = Diagnostics::new();
            let part = read_file(file, sources, &mut faults);
            (part, faults)
        })
        .collect();
    let mut drafts = Drafts::default();
    for (part, found) in parts {
        faults.extend(found);
        drafts.put(part);
    }
    drafts
}

impl<'s> Drafts<'s> {
    fn put(&mut self, part: Part<'s>) {
        match part {
            Part::Editions(table) => self.editions = table,
            Part::Import(facts) => self.imports.extend(facts),
            Part::SheetText(text) => self.sheet_texts.extend(text),
            Part::Organisations(table) => self.organisations = table,
            Part::OrganisationNames(table) => self.organisation_names = table,
            Part::OrganisationRelations(table) => self.organisation_relations = table,
            Part::Datasets(table) => self.datasets = table,
            Part::DatasetNames(table) => self.dataset_names = table,
            Part::Vocabulary(vocabulary) => self.vocabularies.push(vocabulary),
            Part::Wordings(table) => self.wordings = table,
            Part::Agreement(agreement) => self.agreements.extend(agreement.map(|boxed| *boxed)),
            Part::AgreementPurposes(table) => self.agreement_purposes = table,
            Part::Releases(releases) => self.releases.push(releases),
            Part::Counts(table) => self.counts = table,
            Part::Amendments(table) => self.amendments = table,
            Part::Withdrawn(table) => self.withdrawn = table,
            Part::Refusals(table) => self.refusals = table,
            Part::Log(table) => self.log = table,
            Part::Assurance(record) => self.assurance.extend(record),
            Part::Content(page) => self.content.extend(page),
            Part::Settings | Part::Stray => {}
        }
    }
}

fn read_file<'s>(file: FileId, sources: &'s Sources, faults: &mut Diagnostics) -> Part<'s> {
    let path = sources.path(file);
    let text = sources.text(file);
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["register.toml"] => Part::Settings,
        ["data", "editions.csv"] => Part::Editions(Table::read(file, sources, faults)),
        ["data", "organisations.csv"] => Part::Organisations(Table::read(file, sources, faults)),
        ["data", "organisation-names.csv"] => Part::OrganisationNames(Table::read(file, sources, faults)),
        ["data", "organisation-relations.csv"] => Part::OrganisationRelations(Table::read(file, sources, faults)),
        ["data", "datasets.csv"] => Part::Datasets(Table::read(file, sources, faults)),
        ["data", "dataset-names.csv"] => Part::DatasetNames(Table::read(file, sources, faults)),
        ["data", "wordings.csv"] => Part::Wordings(Table::read(file, sources, faults)),
        ["data", "agreement-purposes.csv"] => Part::AgreementPurposes(Table::read(file, sources, faults)),
        ["data", "counts.csv"] => Part::Counts(Table::read(file, sources, faults)),
        ["data", "amendments.csv"] => Part::Amendments(Table::read(file, sources, faults)),
        ["data", "withdrawn.csv"] => Part::Withdrawn(Table::read(file, sources, faults)),
        ["data", "refusals.csv"] => Part::Refusals(Table::read(file, sources, faults)),
        ["data", "log.csv"] => Part::Log(Table::read(file, sources, faults)),
        ["data", "vocabularies", name] => match name.strip_suffix(".csv").and_then(VocabularyName::find) {
            Some(name) => Part::Vocabulary(Vocabulary { name, terms: Table::read(file, sources, faults) }),
            None => stray(file, path, faults),
        },
        ["data", "editions", edition, "import.toml"] => Part::Import(import_facts::read(file, text, edition, faults)),
        ["data", "editions", edition, name] => match name.strip_suffix(".md") {
            Some(name) => Part::SheetText(prose::read_sheet_text(file, text, (edition, name), faults)),
            None => stray(file, path, faults),
        },
        ["data", "agreements", slug, name] => match name.strip_suffix(".md") {
            Some(label) => Part::Agreement(agreement::read(file, text, (slug, label), faults).map(Box::new)),
            None => stray(file, path, faults),
        },
        ["data", "releases", .., _] => match path["data/releases/".len()..].strip_suffix(".csv") {
            Some(name) => Part::Releases(Releases { name: name.to_owned(), rows: Table::read(file, sources, faults) }),
            None => stray(file, path, faults),
        },
        ["data", "assurance", name] => match name.strip_suffix(".md") {
            Some(name) => Part::Assurance(prose::read_assurance(file, text, name, faults)),
            None => stray(file, path, faults),
        },
        ["content", .., _] => match path["content/".len()..].strip_suffix(".md") {
            Some(address) => Part::Content(prose::read_content(file, text, address, faults)),
            None => stray(file, path, faults),
        },
        _ => stray(file, path, faults),
    }
}

fn stray<'s>(file: FileId, path: &str, faults: &mut Diagnostics) -> Part<'s> {
    let fault = Diagnostic::new(&codes::E117, format!("{path} is no file of a register")).at(Span::new(file, 0, 0));
    faults.push(fault.help("move it out of data/ and content/, or correct its name; the README lists the files"));
    Part::Stray
}
