//! Where readers of sheets put the cells they find, within the limits of any register.

use super::{SheetRow, place};
use crate::diag::Failure;

/// Columns that a register's sheet may use; real ones use a dozen.
const MOST_COLUMNS: u32 = 256;
/// Rows that a register's sheet may use, which is as many as a spreadsheet has.
const MOST_ROWS: u32 = 1 << 20;
/// Cells that hold something, in all sheets together; the largest real register has two million.
const MOST_CELLS: usize = 10_000_000;
/// Bytes of text that all cells may hold together. A shared text counts as often as it is used.
const MOST_TEXT: usize = 1 << 30;

/// What is left of the limits for a workbook.
pub(super) struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    pub(super) fn new() -> Self {
        Room { cells: MOST_CELLS, text: MOST_TEXT }
    }

    /// Takes room for a cell of `bytes`.
    ///
    /// # Errors
    /// Where there is none left.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), Failure> {
        let left = self.cells.checked_sub(1);
        self.cells =
            left.ok_or_else(|| Failure::new(format!("it has more than {MOST_CELLS} cells with something in them")))?;
        let left = self.text.checked_sub(bytes);
        self.text = left.ok_or_else(|| Failure::new("its cells hold more than 1 GiB of text"))?;
        Ok(())
    }
}

/// The rows of a sheet in the making.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<SheetRow>,
}

impl Rows {
    /// Puts a text at row and column, both from 0.
    ///
    /// # Errors
    /// Where the row, the column or the text is past the limits.
    pub(super) fn put(&mut self, (row, column): (u32, u32), text: String, room: &mut Room) -> Result<(), Failure> {
        let number = row.saturating_add(1);
        if column >= MOST_COLUMNS {
            let at = place(column, number);
            return Err(Failure::new(format!(
                "there is a cell at {at}; no register uses more than {MOST_COLUMNS} columns"
            )));
        }
        if number > MOST_ROWS {
            let message = format!("there is a cell in row {number}; no register uses more than {MOST_ROWS} rows");
            return Err(Failure::new(message));
        }
        room.take(text.len())?;
        match self.rows.last_mut() {
            Some(last) if last.number == number => last.cells.push((column, text)),
            _ => self.rows.push(SheetRow { number, cells: vec![(column, text)] }),
        }
        Ok(())
    }

    /// The rows in order. Programs write cells in order; a file that does not would have cells hidden behind one
    /// another.
    ///
    /// # Errors
    /// Where a cell is there twice.
    pub(super) fn in_order(mut self, sheet: &str) -> Result<Vec<SheetRow>, Failure> {
        let rows = &mut self.rows;
        rows.sort_by_key(|row| row.number);
        rows.iter_mut().for_each(|row| row.cells.sort_by_key(|(column, _)| *column));
        let twice = rows.windows(2).any(|pair| pair[0].number == pair[1].number)
            || rows.iter().any(|row| row.cells.windows(2).any(|pair| pair[0].0 == pair[1].0));
        if twice { Err(Failure::new(format!("the sheet {sheet} holds a row or a cell twice"))) } else { Ok(self.rows) }
    }
}

/// A number as text. Rust writes the shortest digits that read back as the same number, and no point for a whole one.
pub(super) fn number(value: f64) -> String {
    value.to_string()
}

/// A truth value as spreadsheets show it.
pub(super) fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_nothing_and_gain_no_point() {
        assert_eq!([2108.0, 0.1, -3.0, 1e21].map(number), ["2108", "0.1", "-3", "1000000000000000000000"]);
    }

    #[test]
    fn a_workbook_of_too_much_text_is_refused() {
        let mut room = Room { cells: 2, text: 10 };
        assert!(room.take(10).is_ok());
        assert!(room.take(1).is_err_and(|failure| failure.to_string().contains("1 GiB of text")));
        assert!(room.take(0).is_err_and(|failure| failure.to_string().contains("cells with something in them")));
    }
}
