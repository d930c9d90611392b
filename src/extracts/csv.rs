//! CSV for journalists: UTF-8 with a byte order mark, lines that end in CRLF, RFC 4180 quoting only where needed.
//! Cells are exact: nothing is added, trimmed or defused for a spreadsheet's sake.

use crate::diag::Failure;
use crate::model::fields::{Rows, Table, Value};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::OnceLock;

/// What tells spreadsheets that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How many rows one worker writes at a time.
const ROWS_AT_ONCE: usize = 2_000;

/// How many rows of a table are written when one of them is asked for: a file of a few rows then costs little, and a file
/// of all of them little more than its rows.
const ROWS_OF_PART: usize = 64;

type Writer = csv::Writer<Vec<u8>>;

/// A table as lines of CSV, which files of some of its rows are put together from. Lines are written when they are first
/// asked for.
pub(super) struct Lines<'a> {
    table: &'static Table,
    rows: Rows<'a>,
    parts: Vec<OnceLock<Part>>,
}

/// Up to [`ROWS_OF_PART`] rows.
struct Part {
    bytes: Vec<u8>,
    /// Where each row ends in `bytes`.
    ends: Vec<usize>,
}

impl Part {
    fn line(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start..self.ends[row]]
    }
}

impl<'a> Lines<'a> {
    /// Nothing is written yet.
    pub(super) fn of(table: &'static Table, rows: Rows<'a>) -> Lines<'a> {
        let parts = (0..rows.len().div_ceil(ROWS_OF_PART)).map(|_| OnceLock::new()).collect();
        Lines { table, rows, parts }
    }

    /// The file of some rows, given by their places in the table.
    ///
    /// # Errors
    /// Where the CSV writer fails, which it does on no input known.
    pub(super) fn some(&self, rows: &[usize]) -> Result<Vec<u8>, Failure> {
        let mut file = head(self.table).map_err(|cause| failed(self.table, cause))?;
        for row in rows {
            file.extend_from_slice(self.part(row / ROWS_OF_PART)?.line(row % ROWS_OF_PART));
        }
        Ok(file)
    }

    fn part(&self, number: usize) -> Result<&Part, Failure> {
        if let Some(part) = self.parts[number].get() {
            return Ok(part);
        }
        let start = number * ROWS_OF_PART;
        let end = (start + ROWS_OF_PART).min(self.rows.len());
        let part = part(&self.rows, start, end).map_err(|cause| failed(self.table, cause))?;
        Ok(self.parts[number].get_or_init(|| part))
    }
}

/// The file of a whole table. Each part is let go once it is copied.
///
/// # Errors
/// Where the CSV writer fails, which it does on no input known.
pub(super) fn whole(table: &'static Table, rows: &Rows<'_>) -> Result<Vec<u8>, Failure> {
    let starts: Vec<usize> = (0..rows.len()).step_by(ROWS_AT_ONCE).collect();
    let write = |start: &usize| part(rows, *start, (start + ROWS_AT_ONCE).min(rows.len()));
    let parts = starts.par_iter().map(write).collect::<csv::Result<Vec<Part>>>();
    let parts = parts.map_err(|cause| failed(table, cause))?;
    let mut file = head(table).map_err(|cause| failed(table, cause))?;
    file.reserve_exact(parts.iter().map(|part| part.bytes.len()).sum());
    for part in parts {
        file.extend_from_slice(&part.bytes);
    }
    Ok(file)
}

fn failed(table: &Table, cause: csv::Error) -> Failure {
    Failure::new(format!("cannot write the table {}", table.name)).because(cause)
}

fn writer(into: Vec<u8>) -> Writer {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(into)
}

fn head(table: &Table) -> csv::Result<Vec<u8>> {
    let mut writer = writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(table.fields().iter().map(|field| field.key))?;
    finish(writer)
}

fn part(rows: &Rows<'_>, from: usize, to: usize) -> csv::Result<Part> {
    let mut writer = writer(Vec::new());
    let mut ends = Vec::with_capacity(to - from);
    for row in from..to {
        for column in 0..rows.width() {
            writer.write_field(&*cell_text(rows.value(row, column)))?;
        }
        writer.write_record(None::<&[u8]>)?;
        writer.flush()?;
        ends.push(writer.get_ref().len());
    }
    Ok(Part { bytes: finish(writer)?, ends })
}

/// A cell as it is written before it is quoted.
pub(super) fn cell_text(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Integer(integer) => integer.to_string().into(),
        Value::Date(day) => day.to_string().into(),
        Value::Text(text) => text,
        Value::Boolean(true) => "true".into(),
        Value::Boolean(false) => "false".into(),
        Value::Empty => "".into(),
    }
}

fn finish(writer: Writer) -> csv::Result<Vec<u8>> {
    writer.into_inner().map_err(|error| error.into_error().into())
}
