//! From the texts of a register to [`Drafts`]: each file is told by its path, read by its reader, and a file that
//! has no reader is a fault, so that nothing is silently left out.

use super::agreement::{self, AgreementDraft};
use super::import_facts::{self, ImportFacts};
use super::mapping::{self, MappingDraft};
use super::prose::{self, AssuranceDraft, ContentDraft, SheetTextDraft};
use super::table::*;
use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Sources, Span, codes, nearest, suggest};
use crate::model::{VocabularyName, fold};
use rayon::prelude::*;
use std::collections::BTreeMap;

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

impl Drafts<'_> {
    /// The id of the organisation that each known name stands for, by the key of the name. A recorded name wins over a
    /// title.
    pub fn organisations_by_name(&self) -> BTreeMap<String, &str> {
        let titles = self.organisations.rows.iter().map(|row| (&row.name, &row.id));
        by_name(titles.chain(self.organisation_names.rows.iter().map(|row| (&row.name, &row.organisation))))
    }

    /// The ids of the datasets that each known name stands for, as written, by the key of the name.
    pub fn datasets_by_name(&self) -> BTreeMap<String, &str> {
        let titles = self.datasets.rows.iter().map(|row| (&row.name, &row.id));
        by_name(titles.chain(self.dataset_names.rows.iter().map(|row| (&row.name, &row.datasets))))
    }
}

fn by_name<'d>(pairs: impl Iterator<Item = (&'d Cell<'d>, &'d Cell<'d>)>) -> BTreeMap<String, &'d str> {
    pairs.map(|(name, whose)| (fold::punct(name.text()), whose.text())).collect()
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

/// The tables that [`with_table`] knows, for a suggestion.
const TABLES: [&str; 14] = [
    "editions",
    "organisations",
    "organisation-names",
    "organisation-relations",
    "datasets",
    "dataset-names",
    "wordings",
    "synonyms",
    "agreement-purposes",
    "counts",
    "amendments",
    "withdrawn",
    "refusals",
    "log",
];

/// Something to be done with the table of a path, whose rows only [`with_table`] knows.
pub(super) trait ForTable<'s> {
    /// What comes of it.
    type Made;

    /// Does it for a table of `R` that has this place among the drafts.
    fn with<R: Row<'s> + Send + 's>(self, place: for<'d> fn(&'d mut Drafts<'s>) -> &'d mut Table<R>) -> Self::Made;
}

/// Does something with the table that is the file of this path; `None` where the path is of no such table.
pub(super) fn with_table<'s, T: ForTable<'s>>(path: &str, act: T) -> Option<T::Made> {
    Some(match path.strip_prefix("data/")? {
        "editions.csv" => act.with(|d| &mut d.editions),
        "organisations.csv" => act.with(|d| &mut d.organisations),
        "organisation-names.csv" => act.with(|d| &mut d.organisation_names),
        "organisation-relations.csv" => act.with(|d| &mut d.organisation_relations),
        "datasets.csv" => act.with(|d| &mut d.datasets),
        "dataset-names.csv" => act.with(|d| &mut d.dataset_names),
        "wordings.csv" => act.with(|d| &mut d.wordings),
        "synonyms.csv" => act.with(|d| &mut d.synonyms),
        "agreement-purposes.csv" => act.with(|d| &mut d.agreement_purposes),
        "counts.csv" => act.with(|d| &mut d.counts),
        "amendments.csv" => act.with(|d| &mut d.amendments),
        "withdrawn.csv" => act.with(|d| &mut d.withdrawn),
        "refusals.csv" => act.with(|d| &mut d.refusals),
        "log.csv" => act.with(|d| &mut d.log),
        _ => return None,
    })
}

/// Reads the table that is a file of its own.
struct ReadTable<'s, 'f> {
    file: FileId,
    sources: &'s Sources,
    faults: &'f mut Diagnostics,
}

impl<'s> ForTable<'s> for ReadTable<'s, '_> {
    type Made = Put<'s>;

    fn with<R: Row<'s> + Send + 's>(self, place: for<'d> fn(&'d mut Drafts<'s>) -> &'d mut Table<R>) -> Put<'s> {
        let table = Table::read(self.file, self.sources, self.faults);
        Box::new(move |drafts| *place(drafts) = table)
    }
}

/// A file that is one of many in its folder.
fn one<'s, T: Send + 's>(item: Option<T>, place: for<'d> fn(&'d mut Drafts<'s>) -> &'d mut Vec<T>) -> Put<'s> {
    Box::new(move |drafts| place(drafts).extend(item))
}

fn read_file<'s>(file: FileId, sources: &'s Sources, faults: &mut Diagnostics) -> Put<'s> {
    let path = sources.path(file);
    let text = sources.text(file);
    if let Some(put) = with_table(path, ReadTable { file, sources, faults }) {
        return put;
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["register.toml"] => Box::new(|_| ()),
        ["data", "vocabularies", name] => match name.strip_suffix(".csv").and_then(VocabularyName::find) {
            Some(name) => {
                one(Some(Vocabulary { name, terms: Table::read(file, sources, faults) }), |d| &mut d.vocabularies)
            }
            None => stray(file, sources, faults),
        },
        ["data", "editions", edition, "import.toml"] => {
            one(import_facts::read(file, text, edition, faults), |d| &mut d.imports)
        }
        ["data", "editions", edition, name] => match name.strip_suffix(".md") {
            Some(name) => one(prose::read_sheet_text(file, text, (edition, name), faults), |d| &mut d.sheet_texts),
            None => stray(file, sources, faults),
        },
        ["data", "agreements", slug, name] => match name.strip_suffix(".md") {
            Some(label) => one(agreement::read(file, text, (slug, label), faults), |d| &mut d.agreements),
            None => stray(file, sources, faults),
        },
        ["data", "releases", .., _] => match path["data/releases/".len()..].strip_suffix(".csv") {
            Some(name) => {
                let rows = Table::read(file, sources, faults);
                one(Some(Releases { name: name.to_owned(), rows }), |d| &mut d.releases)
            }
            None => stray(file, sources, faults),
        },
        ["data", "assurance", name] => match name.strip_suffix(".md") {
            Some(name) => one(prose::read_assurance(file, text, name, faults), |d| &mut d.assurance),
            None => stray(file, sources, faults),
        },
        ["data", "mappings", name] => match name.strip_suffix(".toml") {
            Some(name) => one(mapping::read_mapping(file, text, name, faults), |d| &mut d.mappings),
            None => stray(file, sources, faults),
        },
        ["content", .., _] => match path["content/".len()..].strip_suffix(".md") {
            Some(address) => one(prose::read_content(file, text, address, faults), |d| &mut d.content),
            None => stray(file, sources, faults),
        },
        _ => stray(file, sources, faults),
    }
}

fn stray<'s>(file: FileId, sources: &Sources, faults: &mut Diagnostics) -> Put<'s> {
    let path = sources.path(file);
    let fault = Diagnostic::new(&codes::E117, format!("{path} is no file of a register")).at(Span::new(file, 0, 0));
    let otherwise = "move it out of data/ and content/, or correct its name; the README lists the files";
    // Names are compared without what all of them share, which would make any two look alike.
    let folder = ["data/vocabularies/", "data/"].into_iter().find(|folder| path.starts_with(folder)).unwrap_or("");
    let names: Vec<&str> = match folder {
        "data/" => TABLES.to_vec(),
        "" => Vec::new(),
        _ => VocabularyName::ALL.map(VocabularyName::key).to_vec(),
    };
    let name = path[folder.len()..].trim_end_matches(".csv");
    let near: Vec<String> =
        nearest(name, names.into_iter()).into_iter().map(|name| format!("{folder}{name}.csv")).collect();
    faults.push(fault.help(suggest(near.iter().map(String::as_str).collect(), otherwise)));
    Box::new(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_is_suggested_has_a_reader() {
        for name in TABLES {
            let mut sources = Sources::new();
            let file = sources.add(format!("data/{name}.csv"), "");
            let mut faults = Diagnostics::new();
            drop(read_file(file, &sources, &mut faults));
            let codes: Vec<&str> = faults.iter().map(|fault| fault.code.id).collect();
            assert_eq!(codes, ["E108"], "{name}: a table without a header row, and not a stray file");
        }
    }
}
