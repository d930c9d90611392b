//! A published workbook as cells of text with their places: the lossless layer. Nothing is trimmed or understood here.

use super::archive::Parts;
use crate::diag::Failure;
use crate::output::sha256_hex;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;
use std::path::Path;

/// The largest file that is read at all.
const MOST_FILE_BYTES: u64 = 512 << 20;
/// Columns that a register's sheet may use; real ones use a dozen.
const MOST_COLUMNS: u32 = 256;
/// Bytes of text that all cells may hold together. A shared text counts as often as it is used.
const MOST_TEXT: usize = 1 << 30;

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
    /// Its name as published.
    pub(super) name: String,
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

/// Reads a workbook.
///
/// # Errors
/// Where the file cannot be read, is no workbook, or is larger inside than any register.
pub(super) fn read(path: &Path) -> Result<Workbook, Failure> {
    let named = |failure: Failure| match failure.advice().map(str::to_owned) {
        Some(advice) => Failure::new(format!("cannot import {}: {failure}", path.display())).help(advice),
        None => Failure::new(format!("cannot import {}: {failure}", path.display())),
    };
    let bytes = read_file(path)?;
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let parts = Parts::inflate(&bytes).map_err(named)?;
    let drawing_text = parts.drawing_text().map_err(named)?;
    let zip = parts.to_plain_zip().map_err(named)?;
    drop(parts);
    let sheets = read_sheets(zip).map_err(named)?;
    let sha256 = sha256_hex(&bytes);
    Ok(Workbook { file_name, sha256, bytes: bytes.len() as u64, sheets, drawing_text })
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

fn read_sheets(zip: Vec<u8>) -> Result<Vec<Sheet>, Failure> {
    let broken = |error: calamine::XlsxError| {
        let failure = Failure::new("its sheets cannot be read").because(error);
        failure.help("open it in a spreadsheet and save it again as .xlsx")
    };
    let mut workbook = Xlsx::new(Cursor::new(zip)).map_err(broken)?;
    let mut left = MOST_TEXT;
    let mut sheets = Vec::new();
    for about in workbook.sheets_metadata().to_vec() {
        let mut rows = Vec::new();
        if about.typ == SheetType::WorkSheet {
            let mut cells = workbook.worksheet_cells_reader(&about.name).map_err(broken)?;
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let text = cell_text(cell.get_value());
                if !text.is_empty() {
                    put(&mut rows, cell.get_position(), text, &mut left)?;
                }
            }
        }
        let rows = in_order(rows, &about.name)?;
        sheets.push(Sheet { name: about.name, hidden: about.visible != SheetVisible::Visible, rows });
    }
    Ok(sheets)
}

fn put(rows: &mut Vec<SheetRow>, (row, column): (u32, u32), text: String, left: &mut usize) -> Result<(), Failure> {
    if column >= MOST_COLUMNS {
        let at = place(column, row + 1);
        return Err(Failure::new(format!(
            "there is a cell at {at}; no register uses more than {MOST_COLUMNS} columns"
        )));
    }
    *left = left.checked_sub(text.len()).ok_or_else(|| Failure::new("its cells hold more than 1 GiB of text"))?;
    let number = row.saturating_add(1);
    match rows.last_mut() {
        Some(last) if last.number == number => last.cells.push((column, text)),
        _ => rows.push(SheetRow { number, cells: vec![(column, text)] }),
    }
    Ok(())
}

/// Programs write cells in order; a file that does not would have cells hidden behind one another.
fn in_order(mut rows: Vec<SheetRow>, sheet: &str) -> Result<Vec<SheetRow>, Failure> {
    rows.sort_by_key(|row| row.number);
    rows.iter_mut().for_each(|row| row.cells.sort_by_key(|(column, _)| *column));
    let twice = rows.windows(2).any(|pair| pair[0].number == pair[1].number)
        || rows.iter().any(|row| row.cells.windows(2).any(|pair| pair[0].0 == pair[1].0));
    if twice { Err(Failure::new(format!("the sheet {sheet} holds a row or a cell twice"))) } else { Ok(rows) }
}

/// A cell as text: whole numbers without a point, days and times in ISO 8601, errors as they are shown.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Rust writes the shortest digits that read back as the same number, and no point for a whole one.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(time) => time_text(*time),
        DataRef::Error(error) => error.to_string(),
    }
}

fn time_text(time: ExcelDateTime) -> String {
    if !time.is_datetime() {
        return time.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        assert_eq!([0, 25, 26, 51, 52, 255].map(column_letters), ["A", "Z", "AA", "AZ", "BA", "IV"]);
        assert_eq!(place(2, 17), "C17");
    }

    #[test]
    fn numbers_lose_nothing_and_gain_no_point() {
        let text = |number| cell_text(&DataRef::Float(number));
        assert_eq!([2108.0, 0.1, -3.0, 1e21].map(text), ["2108", "0.1", "-3", "1000000000000000000000"]);
    }
}
