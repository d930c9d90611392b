//! What a file would be in canonical form: one layout for what programs and people write, so that a difference between
//! two commits is a difference of meaning. Rows of tables that are looked up stand in the order of their keys; rows of
//! releases, counts and vocabularies keep their order, which means something. What is wrong with a file is not mended
//! here.

use super::prose::{self, write_assurance, write_content, write_sheet_text};
use super::read::{Drafts, ForTable, with_table};
use super::table::{ReleaseDraft, Row, Table, TermDraft, write_table};
use super::{agreement, import_facts};
use crate::diag::{Diagnostics, FileId, Sources};
use crate::model::VocabularyName;
use crate::syntax::{front_matter, toml};

/// A file in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether the front matter was left as it is, because its comments would be lost.
    pub keeps_comments: bool,
}

impl From<Vec<u8>> for Canonical {
    fn from(bytes: Vec<u8>) -> Self {
        Canonical { bytes, keeps_comments: false }
    }
}

/// The columns that order the rows of a table, byte by byte; none where the order of rows is the writer's own.
fn order(path: &str) -> &'static [&'static str] {
    match path {
        "data/organisations.csv" | "data/datasets.csv" => &["id"],
        "data/organisation-names.csv" | "data/dataset-names.csv" => &["name"],
        "data/wordings.csv" => &["vocabulary", "wording"],
        _ => &[],
    }
}

/// The canonical form of a file; `None` where there is no writer for it, or where it has faults, which are reported.
pub fn canonical(file: FileId, sources: &Sources, faults: &mut Diagnostics) -> Option<Canonical> {
    let before = faults.len();
    let made = write(file, sources, faults)?;
    (faults.len() == before).then_some(made)
}

fn write(file: FileId, sources: &Sources, faults: &mut Diagnostics) -> Option<Canonical> {
    let (path, text) = (sources.path(file), sources.text(file));
    if let Some(bytes) = with_table(path, LayOut { file, sources, faults: &mut *faults }) {
        return Some(bytes.into());
    }
    let parts: Vec<&str> = path.split('/').collect();
    let stem = |name: &str| name.strip_suffix(".md").map(str::to_owned);
    let is_vocabulary = |name: &str| name.strip_suffix(".csv").and_then(VocabularyName::find).is_some();
    match parts.as_slice() {
        ["data", "vocabularies", name] if is_vocabulary(name) => {
            Some(table::<TermDraft<'_>>(file, sources, faults).into())
        }
        ["data", "releases", .., name] if name.ends_with(".csv") => {
            Some(table::<ReleaseDraft<'_>>(file, sources, faults).into())
        }
        ["data", "editions", edition, "import.toml"] => {
            let facts = import_facts::read(file, text, edition, faults)?;
            let bytes = import_facts::write_import_facts(&facts);
            // Its first line is a comment of ours; another would be lost.
            let ours = text.split_once('\n').filter(|(first, _)| bytes.starts_with(first));
            let keeps_comments = toml::has_comment(ours.map_or(text, |(_, rest)| rest));
            let bytes = if keeps_comments { text.to_owned() } else { bytes };
            Some(Canonical { bytes: bytes.into_bytes(), keeps_comments })
        }
        ["data", "editions", edition, name] => {
            let draft = prose::read_sheet_text(file, text, (edition, &stem(name)?), faults)?;
            with_front_matter(file, text, write_sheet_text(&draft))
        }
        ["data", "agreements", slug, name] => {
            let draft = agreement::read(file, text, (slug, &stem(name)?), faults)?;
            with_front_matter(file, text, agreement::write_agreement(&draft))
        }
        ["data", "assurance", name] => {
            let draft = prose::read_assurance(file, text, &stem(name)?, faults)?;
            with_front_matter(file, text, write_assurance(&draft))
        }
        ["content", .., name] => {
            let draft = prose::read_content(file, text, &stem(name)?, faults)?;
            with_front_matter(file, text, write_content(&draft))
        }
        _ => None,
    }
}

/// Lays out the table that is a file of its own.
struct LayOut<'s, 'f> {
    file: FileId,
    sources: &'s Sources,
    faults: &'f mut Diagnostics,
}

impl<'s> ForTable<'s> for LayOut<'s, '_> {
    type Made = Vec<u8>;

    fn with<R: Row<'s> + Send + 's>(self, _: for<'d> fn(&'d mut Drafts<'s>) -> &'d mut Table<R>) -> Vec<u8> {
        table::<R>(self.file, self.sources, self.faults)
    }
}

fn table<'s, R: Row<'s>>(file: FileId, sources: &'s Sources, faults: &mut Diagnostics) -> Vec<u8> {
    let mut rows = Table::<R>::read(file, sources, faults).rows;
    let key: Vec<usize> =
        order(sources.path(file)).iter().filter_map(|column| R::COLUMNS.iter().position(|c| c == column)).collect();
    if !key.is_empty() {
        let cells = |row: &R| -> Vec<String> { key.iter().map(|&at| row.cells()[at].text().to_owned()).collect() };
        rows.sort_by_cached_key(cells);
    }
    write_table(&rows)
}

/// The canonical text, with the front matter as it was written where that has comments.
fn with_front_matter(file: FileId, text: &str, canonical: String) -> Option<Canonical> {
    let mut known = Diagnostics::new();
    let written = front_matter::split(file, text, &mut known)?;
    if !toml::has_comment(written.toml) {
        return Some(canonical.into_bytes().into());
    }
    let body_at = front_matter::split(file, &canonical, &mut known)?.body_at;
    let bytes = format!("{}{}", &text[..written.body_at], &canonical[body_at..]).into_bytes();
    Some(Canonical { bytes, keeps_comments: true })
}
