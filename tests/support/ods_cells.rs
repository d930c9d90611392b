//! A second reader of OpenDocument sheets, for tests only: cells as the XML holds them, with nothing collapsed, trimmed
//! or understood. It shares no line with the program's own, so that the two can be held against each other.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::Read;
use std::path::Path;

/// The first `width` cells of each row that holds anything, of the sheet whose name begins with `sheet`.
pub(crate) fn rows(workbook: &Path, sheet: &str, width: usize) -> Vec<Vec<String>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(workbook).unwrap()).unwrap();
    let mut xml = String::new();
    zip.by_name("content.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().expand_empty_elements = true;
    let mut cells = Cells { width, ..Cells::default() };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => cells.open(&element, sheet),
            Event::End(element) => cells.close(element.name().as_ref()),
            Event::Text(text) => cells.add(&text.xml10_content().unwrap()),
            Event::GeneralRef(name) => {
                let known = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];
                let name = name.decode().unwrap();
                cells.add(known.into_iter().find(|(known, _)| *known == name).unwrap().1);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    cells.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    cells.rows
}

#[derive(Default)]
struct Cells {
    width: usize,
    rows: Vec<Vec<String>>,
    in_sheet: bool,
    /// The cell that is open: how often it is repeated, its date, its paragraphs.
    cell: Option<(usize, Option<String>, Vec<String>)>,
    /// How many elements of text are open, a paragraph and what lies in it.
    depth: usize,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).unwrap()?;
    Some(String::from_utf8(found.value.into_owned()).unwrap())
}

impl Cells {
    fn open(&mut self, element: &BytesStart<'_>, sheet: &str) {
        let repeated = |name| attribute(element, name).map_or(1, |count| count.parse().unwrap());
        match element.name().as_ref() {
            b"table:table" => self.in_sheet = attribute(element, "table:name").unwrap().starts_with(sheet),
            b"table:table-row" if self.in_sheet => self.rows.push(Vec::new()),
            b"table:table-cell" | b"table:covered-table-cell" if self.in_sheet => {
                let date = attribute(element, "office:date-value");
                self.cell = Some((repeated("table:number-columns-repeated"), date, Vec::new()));
            }
            b"text:p" => {
                self.depth += 1;
                self.cell.iter_mut().for_each(|(_, _, paragraphs)| paragraphs.push(String::new()));
            }
            b"text:s" => self.add(&" ".repeat(repeated("text:c"))),
            b"text:line-break" => self.add("\n"),
            name if self.depth > 0 && name.starts_with(b"text:") => self.depth += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"table:table-cell" | b"table:covered-table-cell" => {
                let Some((repeated, date, paragraphs)) = self.cell.take() else { return };
                let text = date.map_or_else(|| paragraphs.join("\n"), |day| day.replace("T00:00:00", ""));
                let row = self.rows.last_mut().unwrap();
                let room = self.width - row.len();
                row.extend(std::iter::repeat_n(text, repeated.min(room)));
            }
            b"table:table-row" if self.in_sheet => self.rows.last_mut().unwrap().resize(self.width, String::new()),
            b"text:s" | b"text:line-break" => {}
            name if self.depth > 0 && name.starts_with(b"text:") => self.depth -= 1,
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some((_, _, paragraphs)) = self.cell.as_mut().filter(|_| self.depth > 0) {
            paragraphs.last_mut().unwrap().push_str(text);
        }
    }
}
