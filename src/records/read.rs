//! From the texts of a register to [`Drafts`]: each file is told by its path, read by its reader, and a file that
//! has no reader is a fault, so that nothing is silently left out.

use super::agreement::{self, AgreementDraft};
use super::import_facts::{self, ImportFacts};
use super::mapping::{self, MappingDraft};
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
    pub synonyms: Table<SynonymsDraft<'s>>,
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
    pub mappings: Vec<MappingDraft<'s>>,
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

/// Puts what one file held where it belongs.
type Put<'s> = Box<dyn FnOnce(&mut Drafts<'s>) + Send + 's>;

/// Reads every file of a register but its settings. Files are read side by side; the drafts and the faults come in
/// the order of paths.
pub fn read<'s>(sources: &'s Sources, faults: &mut Diagnostics) -> Drafts<'s> {
    let files: Vec<FileId> = sources.files().collect();
    let parts: Vec<(Put<'s>, Diagnostics)> = files
        .par_iter()
        .map(|&file| {
            let mut faults = Diagnostics::new();
            let put = read_file(file, sources, &mut faults);
            (put, faults)
        })
        .collect();
    let mut drafts = Drafts::default();
    for (put, found) in parts {
        faults.extend(found);
        put(&mut drafts);
    }
    drafts
}

/// A table that is a file of its own.
fn table<'s, R: Row<'s> + Send + 's>(
    file: FileId,
    sources: &'s Sources,
    place: for<'d> fn(&'d mut Drafts<'s>) -> &'d mut Table<R>,
    faults: &mut Diagnostics,
) -> Put<'s> {
    let table = Table::read(file, sources, faults);
    Box::new(move |drafts| *place(drafts) = table)
}

/// A file that is one of many in its folder.
fn one<'s, T: Send + 's>(item: Option<T>, place: for<'d> fn(&'d mut Drafts<'s>) -> &'d mut Vec<T>) -> Put<'s> {
    Box::new(move |drafts| place(drafts).extend(item))
}

fn read_file<'s>(file: FileId, sources: &'s Sources, faults: &mut Diagnostics) -> Put<'s> {
    let path = sources.path(file);
    let text = sources.text(file);
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["register.toml"] => Box::new(|_| ()),
        ["data", "editions.csv"] => table(file, sources, |d| &mut d.editions, faults),
        ["data", "organisations.csv"] => table(file, sources, |d| &mut d.organisations, faults),
        ["data", "organisation-names.csv"] => table(file, sources, |d| &mut d.organisation_names, faults),
        ["data", "organisation-relations.csv"] => table(file, sources, |d| &mut d.organisation_relations, faults),
        ["data", "datasets.csv"] => table(file, sources, |d| &mut d.datasets, faults),
        ["data", "dataset-names.csv"] => table(file, sources, |d| &mut d.dataset_names, faults),
        ["data", "wordings.csv"] => table(file, sources, |d| &mut d.wordings, faults),
        ["data", "synonyms.csv"] => table(file, sources, |d| &mut d.synonyms, faults),
        ["data", "agreement-purposes.csv"] => table(file, sources, |d| &mut d.agreement_purposes, faults),
        ["data", "counts.csv"] => table(file, sources, |d| &mut d.counts, faults),
        ["data", "amendments.csv"] => table(file, sources, |d| &mut d.amendments, faults),
        ["data", "withdrawn.csv"] => table(file, sources, |d| &mut d.withdrawn, faults),
        ["data", "refusals.csv"] => table(file, sources, |d| &mut d.refusals, faults),
        ["data", "log.csv"] => table(file, sources, |d| &mut d.log, faults),
        ["data", "vocabularies", name] => match name.strip_suffix(".csv").and_then(VocabularyName::find) {
            Some(name) => {
                one(Some(Vocabulary { name, terms: Table::read(file, sources, faults) }), |d| &mut d.vocabularies)
            }
            None => stray(file, path, faults),
        },
        ["data", "editions", edition, "import.toml"] => {
            one(import_facts::read(file, text, edition, faults), |d| &mut d.imports)
        }
        ["data", "editions", edition, name] => match name.strip_suffix(".md") {
            Some(name) => one(prose::read_sheet_text(file, text, (edition, name), faults), |d| &mut d.sheet_texts),
            None => stray(file, path, faults),
        },
        ["data", "agreements", slug, name] => match name.strip_suffix(".md") {
            Some(label) => one(agreement::read(file, text, (slug, label), faults), |d| &mut d.agreements),
            None => stray(file, path, faults),
        },
        ["data", "releases", .., _] => match path["data/releases/".len()..].strip_suffix(".csv") {
            Some(name) => {
                let rows = Table::read(file, sources, faults);
                one(Some(Releases { name: name.to_owned(), rows }), |d| &mut d.releases)
            }
            None => stray(file, path, faults),
        },
        ["data", "assurance", name] => match name.strip_suffix(".md") {
            Some(name) => one(prose::read_assurance(file, text, name, faults), |d| &mut d.assurance),
            None => stray(file, path, faults),
        },
        ["data", "mappings", name] => match name.strip_suffix(".toml") {
            Some(name) => one(mapping::read_mapping(file, text, name, faults), |d| &mut d.mappings),
            None => stray(file, path, faults),
        },
        ["content", .., _] => match path["content/".len()..].strip_suffix(".md") {
            Some(address) => one(prose::read_content(file, text, address, faults), |d| &mut d.content),
            None => stray(file, path, faults),
        },
        _ => stray(file, path, faults),
    }
}

fn stray<'s>(file: FileId, path: &str, faults: &mut Diagnostics) -> Put<'s> {
    let fault = Diagnostic::new(&codes::E117, format!("{path} is no file of a register")).at(Span::new(file, 0, 0));
    faults.push(fault.help("move it out of data/ and content/, or correct its name; the README lists the files"));
    Box::new(|_| ())
}
