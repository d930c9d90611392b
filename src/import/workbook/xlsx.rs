//! The cells of an Excel workbook (`.xlsx`).

use super::Sheet;
use super::cells::{Room, Rows, number, truth};
use crate::diag::Failure;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;

/// The sheets of an unpacked workbook, in its order.
///
/// # Errors
/// Where a sheet cannot be read, or is larger than any register's.
pub(super) fn read(zip: Vec<u8>) -> Result<Vec<Sheet>, Failure> {
    let broken = |error: calamine::XlsxError| {
        let failure = Failure::new("its sheets cannot be read").because(error);
        failure.help("open it in a spreadsheet and save it again as .xlsx")
    };
    let mut workbook = Xlsx::new(Cursor::new(zip)).map_err(broken)?;
    let mut room = Room::new();
    let mut sheets = Vec::new();
    for about in workbook.sheets_metadata().to_vec() {
        let mut rows = Rows::default();
        if about.typ == SheetType::WorkSheet {
            let mut cells = workbook.worksheet_cells_reader(&about.name).map_err(broken)?;
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let text = cell_text(cell.get_value());
                if !text.is_empty() {
                    rows.put(cell.get_position(), text, &mut room)?;
                }
            }
        }
        let rows = rows.in_order(&about.name)?;
        let hidden = about.visible != SheetVisible::Visible;
        sheets.push(Sheet { name: about.name, is_whole_file: false, hidden, rows });
    }
    Ok(sheets)
}

/// A cell as text: whole numbers without a point, days and times in ISO 8601, errors as they are shown.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::Bool(value) => truth(*value).to_owned(),
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
    use calamine::ExcelDateTimeType;

    #[test]
    fn a_time_of_day_stays_with_its_day_and_midnight_is_none() {
        let time = |value| time_text(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        assert_eq!(time(43_831.0), "2020-01-01");
        assert_eq!(time(43_831.5), "2020-01-01T12:00:00");
    }
}
