//! The pages about open data: what can be downloaded, and what each column means.

use super::plan::Site;
use super::{AsAt, Download, Link};
use crate::model::fields::{Codes, Extract, Field, TABLES, Table};
use crate::output::{Assets, SitePath};
use serde::Serialize;

/// What can be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataView<'a> {
    /// Tables, each with its file.
    pub tables: Vec<TableFile<'a>>,
    /// Every other file under `/data/`.
    pub files: Vec<Download<'a>>,
    /// The address of this page, for citation.
    pub permalink: String,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A table and its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableFile<'a> {
    /// Its place in the dictionary.
    pub table: Link<'a>,
    /// What a row is.
    pub description: &'static str,
    /// The file.
    pub file: Download<'a>,
}

/// What each published column means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DictionaryView<'a> {
    /// Every table.
    pub tables: Vec<TableView<'a>>,
}

/// A table of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableView<'a> {
    /// Its name, also its id on the page.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What a row is.
    pub description: &'static str,
    /// The columns that together name a row.
    pub primary_key: &'static [&'static str],
    /// Its columns.
    pub fields: Vec<FieldView<'a>>,
}

/// A column of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldView<'a> {
    /// Its name in files.
    pub key: &'static str,
    /// Its name for readers.
    pub heading: &'static str,
    /// `text`, `date`, `integer`, `boolean`, `url`, `code` or `list`.
    pub kind: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// Whether a cell may be empty.
    pub nullable: bool,
    /// The codes a cell may hold, with their labels.
    pub codes: Vec<CodeView<'a>>,
}

/// A code that a column may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeView<'a> {
    /// The code.
    pub code: &'a str,
    /// Its label in the vocabulary, if it has one.
    pub label: Option<&'a str>,
}

/// The view of the downloads.
pub(super) fn data_view<'a>(site: &'a Site<'_>, assets: &'a Assets) -> DataView<'a> {
    let routes = site.routes();
    let page = routes.section("data");
    let is_table = |path: &str| TABLES.iter().any(|table| Extract::Table(table.name).path() == path);
    let inside = assets.paths_in(page.as_str()).into_iter().map(SitePath::as_str);
    let others = inside.filter(|path| !is_table(path)).filter_map(|path| super::download(routes, assets, path));
    DataView {
        tables: TABLES.into_iter().filter_map(|table| table_file(site, table, assets)).collect(),
        files: others.collect(),
        permalink: routes.absolute(&page),
        as_at: site.newest(),
    }
}

fn table_file<'a>(site: &'a Site<'_>, table: &Table, assets: &'a Assets) -> Option<TableFile<'a>> {
    let routes = site.routes();
    let href = format!("{}#{}", routes.link(&routes.dictionary()), table.name);
    let file = super::download(routes, assets, &Extract::Table(table.name).path())?;
    Some(TableFile { table: Link { href, text: table.title.into() }, description: table.description, file })
}

/// The view of the dictionary.
pub(super) fn dictionary_view<'a>(site: &'a Site<'_>) -> DictionaryView<'a> {
    let table = |table: &Table| TableView {
        name: table.name,
        title: table.title,
        description: table.description,
        primary_key: table.primary_key,
        fields: table.fields().into_iter().map(|field| field_view(site, field)).collect(),
    };
    DictionaryView { tables: TABLES.into_iter().map(table).collect() }
}

fn field_view<'a>(site: &'a Site<'_>, field: Field) -> FieldView<'a> {
    let list = |codes: Codes| codes.list(&site.register.vocabularies);
    let codes = field.kind.codes().map(list).unwrap_or_default();
    FieldView {
        key: field.key,
        heading: field.heading,
        kind: field.kind.word(),
        meaning: field.meaning,
        nullable: field.nullable,
        codes: codes.into_iter().map(|(code, label)| CodeView { code, label }).collect(),
    }
}
