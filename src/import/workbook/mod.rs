//! A published file as cells of text with their places: the lossless layer. Nothing is trimmed or understood here.
//! What a file is, its first bytes decide; its name only says whether text without any mark is CSV.

mod archive;
mod cells;
mod delimited;
mod kind;
mod ods;
mod xlsx;
mod xml;

pub use delimited::TextForm;

use super::Stop;
use crate::diag::Failure;
use crate::output::sha256_hex;
use archive::Parts;
use kind::Kind;
use std::collections::BTreeSet;
use std::path::Path;

/// The largest file that is read at all.
const MOST_FILE_BYTES: u64 = 512 << 20;

/// A workbook as read.
#[derive(Debug)]
pub(super) struct Workbook {
    /// Its file name, without folders.
    pub(super) file_name: String,
    /// SHA-256 of the file in lower-case hex.
    pub(super) sha256: String,
    /// Size of the file.
    pub(super) bytes: u64,
    /// Its sheets, in workbook order.
    pub(super) sheets: Vec<Sheet>,
    /// Paragraphs of text in its drawings.
    pub(super) drawing_text: Vec<String>,
}

/// A sheet: only the rows that hold something.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name as published; the file's where the file has no sheets.
    pub(super) name: String,
    /// Whether the file has no sheets: text in columns.
    pub(super) is_whole_file: bool,
    /// Whether a reader of the workbook does not see it.
    pub(super) hidden: bool,
    /// Rows with at least one cell of text, in order.
    pub(super) rows: Vec<SheetRow>,
}

/// A row: only the cells that hold something.
#[derive(Debug)]
pub(super) struct SheetRow {
    /// Its number in the sheet, from 1.
    pub(super) number: u32,
    /// Column, from 0, and text exactly as stored.
    pub(super) cells: Vec<(u32, String)>,
}

impl SheetRow {
    /// The text of a cell exactly as stored; empty where there is none.
    pub(super) fn raw(&self, column: u32) -> &str {
        self.cells.binary_search_by_key(&column, |(at, _)| *at).map_or("", |at| &self.cells[at].1)
    }

    /// Whether no cell holds more than white space.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|(_, text)| text.trim().is_empty())
    }
}

/// A cell's place as spreadsheets write it: column 0 of row 5 is `A5`.
pub(super) fn place(column: u32, row: u32) -> String {
    format!("{}{row}", column_letters(column))
}

/// A column as spreadsheets name it: `A`, `Z`, `AA`.
pub(super) fn column_letters(column: u32) -> String {
    let letter = |at: u32| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    let last = letter(column);
    if column < 26 { last.to_string() } else { format!("{}{last}", column_letters(column / 26 - 1)) }
}

/// A file's sheets, and the paragraphs of text in its drawings.
type Content = (Vec<Sheet>, Vec<String>);

/// Reads a published file: a workbook, or CSV in the form that is declared.
///
/// # Errors
/// [`Stop::Failure`] where the file cannot be read, is nothing that holds tables, or is larger inside than any
/// register; [`Stop::File`] with every fault of a CSV file.
pub(super) fn read(path: &Path, form: &TextForm) -> Result<Workbook, Stop> {
    let bytes = read_file(path)?;
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (sheets, drawing_text) = match kind::of(&bytes, &file_name).map_err(|failure| named(path, &failure))? {
        Kind::Text => (vec![delimited::read(path, &bytes, form)?], Vec::new()),
        Kind::Zip => unzipped(&bytes).map_err(|failure| named(path, &failure))?,
    };
    if let Some(name) = twice(&sheets) {
        let failure = Failure::new(format!("two of its sheets are called {name}"));
        return Err(named(path, &failure.help("get the workbook again from its publisher")).into());
    }
    let sha256 = sha256_hex(&bytes);
    Ok(Workbook { file_name, sha256, bytes: bytes.len() as u64, sheets, drawing_text })
}

/// A name that two sheets have. Spreadsheets allow none, and records tell sheets by their names.
fn twice(sheets: &[Sheet]) -> Option<&str> {
    let mut names = BTreeSet::new();
    sheets.iter().map(|sheet| sheet.name.as_str()).find(|name| !names.insert(*name))
}

fn named(path: &Path, failure: &Failure) -> Failure {
    let named = Failure::new(format!("cannot import {}: {failure}", path.display()));
    match failure.advice() {
        Some(advice) => named.help(advice),
        None => named,
    }
}

fn unzipped(bytes: &[u8]) -> Result<Content, Failure> {
    let parts = Parts::inflate(bytes)?;
    if parts.is_open_document() {
        return ods::read(&parts);
    }
    let drawing_text = parts.drawing_text()?;
    let zip = parts.to_plain_zip()?;
    drop(parts);
    Ok((xlsx::read(zip)?, drawing_text))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: std::io::Error| Failure::new(format!("cannot read {}", path.display())).because(error);
    let about = std::fs::metadata(path).map_err(cannot)?;
    if !about.is_file() {
        return Err(Failure::new(format!("{} is no file", path.display())));
    }
    if about.len() > MOST_FILE_BYTES {
        let message = format!("{} has {} bytes; no register is as large", path.display(), about.len());
        return Err(Failure::new(message));
    }
    std::fs::read(path).map_err(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        assert_eq!([0, 25, 26, 51, 52, 255].map(column_letters), ["A", "Z", "AA", "AZ", "BA", "IV"]);
        assert_eq!(place(2, 17), "C17");
    }
}
