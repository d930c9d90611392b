//! The cells of an OpenDocument workbook (`.ods`), read from its `content.xml` here and not by calamine, which writes
//! out every repeated row and column (a register pads its sheets to a million rows), takes the text of pictures and
//! boxes for the text of the cell they lie on, and does not come back from a part that ends too soon.
//!
//! White space in the XML is read as OpenDocument says: a run of it is one space, and more are written `<text:s/>`.

use super::archive::{OPEN_DOCUMENT, Parts, encrypted};
use super::cells::{Room, Rows, number, truth};
use super::xml::push_entity;
use super::{Content, Sheet};
use crate::diag::Failure;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeSet;

/// The end of a date that has no time of day.
const MIDNIGHT: &str = "T00:00:00";

/// How deep drawings may lie in one another.
const MOST_DRAWINGS: usize = 50;

/// What stops a reading: the XML, or a limit.
enum Trouble {
    Xml(String),
    Limit(Failure),
}

impl From<quick_xml::Error> for Trouble {
    fn from(error: quick_xml::Error) -> Self {
        Trouble::Xml(error.to_string())
    }
}

impl From<quick_xml::encoding::EncodingError> for Trouble {
    fn from(error: quick_xml::encoding::EncodingError) -> Self {
        Trouble::Xml(error.to_string())
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Trouble::Limit(failure)
    }
}

/// The sheets, and the paragraphs of text that lie over cells: in boxes, and beside pictures for those who cannot
/// see them.
///
/// # Errors
/// Where the workbook is protected, or cannot be read, or is larger than any register's.
pub(super) fn read(parts: &Parts) -> Result<Content, Failure> {
    let manifest = parts.part("META-INF/manifest.xml").unwrap_or_default();
    if memchr::memmem::find(manifest, b"encryption-data").is_some() {
        return Err(encrypted());
    }
    let mut reader = Reader::from_reader(parts.part(OPEN_DOCUMENT).unwrap_or_default());
    reader.config_mut().expand_empty_elements = true;
    let mut file = File { reader, buffer: Vec::new(), room: Room::new(), drawing_text: Vec::new(), drawings: 0 };
    match file.sheets() {
        Ok(sheets) => Ok((sheets, file.drawing_text)),
        Err(Trouble::Limit(failure)) => Err(failure),
        Err(Trouble::Xml(why)) => {
            let failure = Failure::new("its sheets cannot be read").because(why);
            Err(failure.help("open it in a spreadsheet and save it again as .ods or .xlsx"))
        }
    }
}

/// `content.xml`, read once from its start to its end.
struct File<'p> {
    reader: Reader<&'p [u8]>,
    buffer: Vec<u8>,
    room: Room,
    drawing_text: Vec<String>,
    /// How many drawings have begun and not ended.
    drawings: usize,
}

/// Cells of one text beside one another.
struct Run {
    first: u32,
    repeated: u32,
    text: String,
}

/// What the reader came upon.
enum Step {
    /// An element begins.
    Open(BytesStart<'static>),
    /// The element that is being read ends.
    Close,
    /// Characters.
    Text(String),
}

impl File<'_> {
    /// The next element, end or text; comments and the like are passed over.
    fn step(&mut self) -> Result<Step, Trouble> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) => return Ok(Step::Open(element.into_owned())),
                Event::End(_) => return Ok(Step::Close),
                Event::Text(text) => return Ok(Step::Text(text.xml10_content()?.into_owned())),
                Event::CData(text) => return Ok(Step::Text(text.xml10_content()?.into_owned())),
                Event::GeneralRef(name) => {
                    let mut text = String::new();
                    push_entity(&name, &mut text)?;
                    return Ok(Step::Text(text));
                }
                Event::Eof => return Err(Trouble::Xml("it ends too soon".to_owned())),
                _ => {}
            }
        }
    }

    /// Reads past the element that has begun.
    fn skip(&mut self) -> Result<(), Trouble> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.step()? {
                Step::Open(_) => depth += 1,
                Step::Close => depth -= 1,
                Step::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads down to the spreadsheet and its sheets.
    fn sheets(&mut self) -> Result<Vec<Sheet>, Trouble> {
        let (mut sheets, mut hidden, mut style) = (Vec::new(), BTreeSet::new(), String::new());
        loop {
            let Step::Open(element) = self.step()? else { continue };
            match element.name().as_ref() {
                b"style:style" => style = attribute(&element, "style:name")?.unwrap_or_default(),
                b"style:table-properties" if attribute(&element, "table:display")?.as_deref() == Some("false") => {
                    hidden.insert(style.clone());
                }
                b"office:spreadsheet" => break,
                _ => {}
            }
        }
        loop {
            match self.step()? {
                Step::Open(element) if element.name().as_ref() == b"table:table" => {
                    let name = attribute(&element, "table:name")?.unwrap_or_default();
                    let style = attribute(&element, "table:style-name")?;
                    let rows = self.rows()?.in_order(&name)?;
                    let hidden = style.is_some_and(|style| hidden.contains(&style));
                    sheets.push(Sheet { name, is_whole_file: false, hidden, rows });
                }
                Step::Open(_) => self.skip()?,
                Step::Close => return Ok(sheets),
                Step::Text(_) => {}
            }
        }
    }

    /// The rows of a sheet, in whatever groups they lie.
    fn rows(&mut self) -> Result<Rows, Trouble> {
        let (mut rows, mut next, mut depth) = (Rows::default(), 0u32, 0usize);
        loop {
            match self.step()? {
                Step::Open(element) => match element.name().as_ref() {
                    b"table:table-row" => {
                        let repeated = repetition(&element, "table:number-rows-repeated")?;
                        let runs = self.row()?;
                        self.put(next, repeated, &runs, &mut rows)?;
                        next = next.saturating_add(repeated);
                    }
                    b"table:table-header-rows" | b"table:table-rows" | b"table:table-row-group" => depth += 1,
                    b"table:shapes" => self.drawing()?,
                    _ => self.skip()?,
                },
                Step::Close if depth == 0 => return Ok(rows),
                Step::Close => depth -= 1,
                Step::Text(_) => {}
            }
        }
    }

    /// Puts a row as often as it is repeated. Rows without a cell of text are only counted, however many there are.
    fn put(&mut self, first: u32, repeated: u32, runs: &[Run], rows: &mut Rows) -> Result<(), Trouble> {
        let copies = if runs.is_empty() { 0 } else { repeated };
        for row in first..first.saturating_add(copies) {
            for run in runs {
                for column in run.first..run.first.saturating_add(run.repeated) {
                    rows.put((row, column), run.text.clone(), &mut self.room)?;
                }
            }
        }
        Ok(())
    }

    /// The cells of a row that hold text.
    fn row(&mut self) -> Result<Vec<Run>, Trouble> {
        let (mut runs, mut next) = (Vec::new(), 0u32);
        loop {
            match self.step()? {
                Step::Open(element) => {
                    if !matches!(element.name().as_ref(), b"table:table-cell" | b"table:covered-table-cell") {
                        self.skip()?;
                        continue;
                    }
                    let repeated = repetition(&element, "table:number-columns-repeated")?;
                    let shown = self.paragraphs()?;
                    let text = value(&element, shown)?;
                    if !text.is_empty() {
                        runs.push(Run { first: next, repeated, text });
                    }
                    next = next.saturating_add(repeated);
                }
                Step::Close => return Ok(runs),
                Step::Text(_) => {}
            }
        }
    }

    /// The text of a cell or box: its paragraphs, joined by line feeds.
    fn paragraphs(&mut self) -> Result<String, Trouble> {
        let (mut text, mut is_first) = (String::new(), true);
        loop {
            match self.step()? {
                Step::Open(element) => match element.name().as_ref() {
                    b"text:p" | b"text:h" => {
                        if !std::mem::take(&mut is_first) {
                            text.push('\n');
                        }
                        self.paragraph(&mut text)?;
                    }
                    name if name.starts_with(b"draw:") => self.drawing()?,
                    // A comment on a cell is no part of it.
                    _ => self.skip()?,
                },
                Step::Close => return Ok(text),
                Step::Text(_) => {}
            }
        }
    }

    /// Adds the text of a paragraph, through spans and links.
    fn paragraph(&mut self, text: &mut String) -> Result<(), Trouble> {
        let (mut depth, mut after_space) = (0usize, true);
        loop {
            match self.step()? {
                Step::Text(found) => push_collapsed(&found, text, &mut after_space),
                Step::Close if depth == 0 => return Ok(()),
                Step::Close => depth -= 1,
                Step::Open(element) => match element.name().as_ref() {
                    b"text:s" => {
                        let spaces = repetition(&element, "text:c")?;
                        self.room.take(spaces as usize)?;
                        (0..spaces).for_each(|_| text.push(' '));
                        self.skip()?;
                        after_space = false;
                    }
                    b"text:tab" | b"text:line-break" => {
                        text.push(if element.name().as_ref() == b"text:tab" { '\t' } else { '\n' });
                        self.skip()?;
                        after_space = true;
                    }
                    b"office:annotation" | b"text:note" | b"text:ruby-text" => self.skip()?,
                    name if name.starts_with(b"draw:") => self.drawing()?,
                    _ => depth += 1,
                },
            }
        }
    }

    /// Keeps the text of a drawing: of its boxes, and what describes it. A box may hold drawings again, but not without
    /// end.
    fn drawing(&mut self) -> Result<(), Trouble> {
        self.drawings += 1;
        if self.drawings > MOST_DRAWINGS {
            return Err(Trouble::Xml("its drawings lie too deep in one another".to_owned()));
        }
        self.boxes()?;
        self.drawings -= 1;
        Ok(())
    }

    /// Keeps the text of the boxes of a drawing that has begun.
    fn boxes(&mut self) -> Result<(), Trouble> {
        let mut depth = 0usize;
        loop {
            match self.step()? {
                Step::Close if depth == 0 => return Ok(()),
                Step::Close => depth -= 1,
                Step::Text(_) => {}
                Step::Open(element) => match element.name().as_ref() {
                    b"text:p" | b"text:h" | b"svg:title" | b"svg:desc" => {
                        let mut text = String::new();
                        self.paragraph(&mut text)?;
                        self.drawing_text.extend(Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
                    }
                    _ => depth += 1,
                },
            }
        }
    }
}

/// Adds text with every run of white space as one space, and none at the start of a paragraph.
fn push_collapsed(found: &str, text: &mut String, after_space: &mut bool) {
    for c in found.chars() {
        let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
        if !(is_space && *after_space) {
            text.push(if is_space { ' ' } else { c });
        }
        *after_space = is_space;
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Trouble> {
    let found = element.try_get_attribute(name).map_err(|error| Trouble::Xml(error.to_string()))?;
    found.map(|found| Ok(found.normalized_value(XmlVersion::Implicit1_0)?.into_owned())).transpose()
}

/// How often something is repeated: once where nothing is said.
fn repetition(element: &BytesStart<'_>, name: &str) -> Result<u32, Trouble> {
    let Some(written) = attribute(element, name)? else { return Ok(1) };
    written.trim().parse().map_err(|_| Trouble::Xml(format!("{name} is \"{written}\"")))
}

/// A cell as text: whole numbers without a point, days and times in ISO 8601, everything else as it is shown. An error
/// has its text only where it is shown.
fn value(element: &BytesStart<'_>, shown: String) -> Result<String, Trouble> {
    let kind = attribute(element, "office:value-type")?.unwrap_or_default();
    let is_error = attribute(element, "calcext:value-type")?.as_deref() == Some("error");
    let stated = |name| attribute(element, name);
    let stated = match kind.as_str() {
        _ if is_error => None,
        "float" | "percentage" | "currency" => match stated("office:value")? {
            Some(written) => {
                let value = written.trim().parse().ok().filter(|value: &f64| value.is_finite());
                Some(number(value.ok_or_else(|| Trouble::Xml(format!("{written} is no number")))?))
            }
            None => None,
        },
        "date" => stated("office:date-value")?.map(|written| day(&written).to_owned()),
        "time" => stated("office:time-value")?,
        "boolean" => stated("office:boolean-value")?.map(|written| truth(written == "true").to_owned()),
        _ => stated("office:string-value")?,
    };
    Ok(stated.unwrap_or(shown))
}

/// A date without the midnight that some programs write after it.
fn day(written: &str) -> &str {
    match written.split_once(MIDNIGHT) {
        Some((day, rest)) if rest.chars().all(|c| c == '.' || c == '0') => day,
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_midnight_is_no_part_of_a_day() {
        assert_eq!(day("2017-04-10T00:00:00"), "2017-04-10");
        assert_eq!(day("2017-04-10T00:00:00.000000000"), "2017-04-10");
        assert_eq!(day("2017-04-10"), "2017-04-10");
        assert_eq!(day("2017-04-10T09:30:00"), "2017-04-10T09:30:00");
    }

    #[test]
    fn a_run_of_white_space_is_one_space_across_pieces_of_text() {
        let (mut text, mut after_space) = (String::new(), true);
        for piece in ["\n  a ", " \n b", "c\t", "\u{A0} d"] {
            push_collapsed(piece, &mut text, &mut after_space);
        }
        assert_eq!(text, "a bc \u{A0} d");
    }
}
