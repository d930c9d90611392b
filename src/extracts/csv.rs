//! CSV for journalists: UTF-8 with a byte order mark, lines that end in CRLF, RFC 4180 quoting only where needed.
//! Cells are exact: nothing is added, trimmed or defused for a spreadsheet's sake.

use crate::diag::Failure;
use crate::model::fields::{Rows, Table, Value};
use rayon::prelude::*;
use std::borrow::Cow;

/// What tells spreadsheets that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How many rows one worker writes at a time.
const ROWS_AT_ONCE: usize = 2_000;

type Writer = csv::Writer<Vec<u8>>;

/// A table as lines of CSV, which whole files and files of some of its rows are put together from.
pub(super) struct Lines {
    /// Byte order mark and header.
    head: Vec<u8>,
    parts: Vec<Part>,
}

/// Up to [`ROWS_AT_ONCE`] rows.
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

impl Lines {
    /// Writes every row of a table.
    ///
    /// # Errors
    /// Where the CSV writer fails, which it does on no input known.
    pub(super) fn of(table: &Table, rows: &Rows<'_>) -> Result<Lines, Failure> {
        let starts: Vec<usize> = (0..rows.len()).step_by(ROWS_AT_ONCE).collect();
        let write = |start: &usize| part(rows, *start, (start + ROWS_AT_ONCE).min(rows.len()));
        let parts = starts.par_iter().map(write).collect::<csv::Result<Vec<Part>>>();
        let failed = |cause| Failure::new(format!("cannot write the table {}", table.name)).because(cause);
        Ok(Lines { head: head(table).map_err(failed)?, parts: parts.map_err(failed)? })
    }

    /// The file of all rows. Each part is let go once it is copied.
    pub(super) fn into_whole(self) -> Vec<u8> {
        let size = self.head.len() + self.parts.iter().map(|part| part.bytes.len()).sum::<usize>();
        let mut file = Vec::with_capacity(size);
        file.extend_from_slice(&self.head);
        for part in self.parts {
            file.extend_from_slice(&part.bytes);
        }
        file
    }

    /// The file of some rows, given by their places in the table.
    pub(super) fn some(&self, rows: &[usize]) -> Vec<u8> {
        let lines = || rows.iter().map(|row| self.parts[row / ROWS_AT_ONCE].line(row % ROWS_AT_ONCE));
        let mut file = Vec::with_capacity(self.head.len() + lines().map(<[u8]>::len).sum::<usize>());
        file.extend_from_slice(&self.head);
        for line in lines() {
            file.extend_from_slice(line);
        }
        file
    }
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
