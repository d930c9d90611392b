//! A CSV file as one sheet: strictly, in the encoding and with the delimiter that are declared. All its faults are
//! found at once, each with its line and column.

use super::Sheet;
use super::cells::{Room, Rows};
use crate::diag::{Diagnostic, Diagnostics, Failure, FileId, Sources, Span, codes};
use crate::import::Stop;
use crate::syntax::csv::Reader;
use crate::syntax::encoding::Encoding;
use std::path::Path;

/// Places of undecodable bytes that are told one by one: they have one cause.
const MOST_PLACES: usize = 3;
/// What stands between cells in files that publishers make.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How text in columns is written, as somebody has declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextForm {
    /// The encoding of its bytes.
    pub encoding: Encoding,
    /// The character between two cells; one of ASCII.
    pub delimiter: u8,
}

impl Default for TextForm {
    fn default() -> Self {
        TextForm { encoding: Encoding::Utf8, delimiter: b',' }
    }
}

/// Reads a CSV file as a sheet named for the file. A row's number is the one that a spreadsheet shows: blank lines are
/// counted, line ends inside cells are not, and those are line feeds however the file writes them.
///
/// # Errors
/// [`Stop::File`] with all faults of the file; [`Stop::Failure`] where it is larger than any register.
pub(super) fn read(path: &Path, bytes: &[u8], form: &TextForm) -> Result<Sheet, Stop> {
    let mut faults = Diagnostics::new();
    let (sources, file) = decode(path, bytes, form.encoding, &mut faults);
    let sheet = rows(path, &sources, file, form, &mut faults)?;
    if faults.has_errors() { Err(Stop::File(faults, sources)) } else { Ok(sheet) }
}

fn decode(path: &Path, bytes: &[u8], encoding: Encoding, faults: &mut Diagnostics) -> (Sources, FileId) {
    let decoded = encoding.decode(bytes);
    let mut sources = Sources::new();
    let file = sources.add(path.display().to_string(), decoded.text);
    let mut refuse = |range: std::ops::Range<usize>, message: String, help: String| {
        let at = Span::new(file, range.start, range.end);
        faults.push(Diagnostic::new(&codes::E12, message).at(at).help(help));
    };
    let declared = encoding.key();
    match Encoding::marked(bytes) {
        Some((mark, _)) if !encoding.allows(mark) => {
            let other = if mark == Encoding::Utf8 { "utf-8" } else { "utf-16" };
            refuse(0..0, format!("the file's first bytes say that it is {other}, not {declared}"), say(other));
            return (sources, file);
        }
        None if encoding == Encoding::Utf16 => {
            let message = "the file has no byte order mark, so that nothing tells the order of its bytes".to_owned();
            refuse(0..0, message, format!("{}, or utf-16be", say("utf-16le")));
            return (sources, file);
        }
        _ => {}
    }
    if let Some(place) = garbled(bytes, encoding, sources.text(file)) {
        let shown = &sources.text(file)[place.clone()];
        let message = format!("the file is utf-8: in windows-1252 its letters would be \"{shown}\"");
        refuse(place, message, say("utf-8"));
        return (sources, file);
    }
    let more = decoded.unread.len().saturating_sub(MOST_PLACES);
    let help = undecodable(encoding, bytes);
    for (no, range) in decoded.unread.into_iter().take(MOST_PLACES).enumerate() {
        let is_last = no + 1 == MOST_PLACES && more > 0;
        let others = if is_last { format!(", nor are those in {more} more places") } else { String::new() };
        refuse(range, format!("these bytes are no {declared}{others}"), help.clone());
    }
    if let Some(zero) = memchr::memchr(0, sources.text(file).as_bytes()) {
        refuse(
            zero..zero + 1,
            "here is a zero byte, which no text holds".to_owned(),
            format!("if the file is UTF-16, {}", say("utf-16le")),
        );
    }
    (sources, file)
}

/// The first letters of a text in Windows-1252 whose bytes are UTF-8, all of them: no such text has ever been meant.
fn garbled(bytes: &[u8], encoding: Encoding, text: &str) -> Option<std::ops::Range<usize>> {
    if encoding != Encoding::Windows1252 || bytes.is_ascii() || std::str::from_utf8(bytes).is_err() {
        return None;
    }
    let start = text.find(|c: char| !c.is_ascii())?;
    let length = text[start..].find(|c: char| c.is_ascii()).unwrap_or(text.len() - start);
    Some(start..start + length)
}

/// How another encoding is declared.
fn say(other: &str) -> String {
    format!("say --encoding {other}, or encoding = \"{other}\" in a mapping and --layout")
}

/// What to do about bytes that the declared encoding does not have. What they would be in Windows-1252 is shown, for a
/// person to tell whether that is right.
fn undecodable(encoding: Encoding, bytes: &[u8]) -> String {
    if encoding != Encoding::Utf8 {
        return format!("ask which encoding the file has, then {}", say("utf-8"));
    }
    let first = bytes.utf8_chunks().map(|chunk| chunk.invalid()).find(|invalid| !invalid.is_empty());
    let read = Encoding::Windows1252.decode(first.unwrap_or_default());
    if !read.unread.is_empty() {
        return format!("ask which encoding the file has, then {}", say("windows-1252"));
    }
    let shown = read.text;
    format!("spreadsheets on Windows save windows-1252, where the first is \"{shown}\": if so, {}", say("windows-1252"))
}

fn rows(
    path: &Path,
    sources: &Sources,
    file: FileId,
    form: &TextForm,
    faults: &mut Diagnostics,
) -> Result<Sheet, Failure> {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut reader = Reader::published(file, sources.text(file), form.delimiter);
    let (mut rows, mut room, mut row, mut width, mut read) = (Rows::default(), Room::new(), Vec::new(), None, 0);
    let mut found = Diagnostics::new();
    let mut widest = 0;
    while reader.row(&mut row, &mut found) {
        widest = widest.max(row.len());
        let number = read + reader.blank_lines();
        read += 1;
        let wanted = *width.get_or_insert(row.len());
        if row.len() != wanted && !reader.is_cut() {
            found.push(ragged(&row, wanted, form.delimiter));
        }
        for (column, cell) in (0u32..).zip(&row).filter(|(_, cell)| !cell.is_blank()) {
            rows.put((number, column), cell.text().to_owned(), &mut room)?;
        }
    }
    let other = other_delimiter(sources.text(file), form.delimiter).filter(|_| found.has_errors() || widest == 1);
    match other {
        Some(other) => faults.push(wrong_delimiter(file, form.delimiter, other)),
        None => faults.extend(found),
    }
    Ok(Sheet { is_whole_file: true, hidden: false, rows: rows.in_order(&name)?, name })
}

/// A delimiter that the first line has more often than the declared one; further down stands prose, which has commas.
/// Nothing is read by it: a file that cannot be read with the declared one is refused, and one such fault says more
/// than one for each row.
fn other_delimiter(text: &str, declared: u8) -> Option<u8> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let count = |wanted: u8| first.bytes().filter(|byte| *byte == wanted).count();
    let others = DELIMITERS.into_iter().filter(|other| *other != declared);
    others.max_by_key(|other| count(*other)).filter(|other| count(*other) > count(declared))
}

fn wrong_delimiter(file: FileId, declared: u8, other: u8) -> Diagnostic {
    let message = format!("a {} stands between the cells, not a {}", delimiter_word(other), delimiter_word(declared));
    let word = if other == b'\t' { "tab".to_owned() } else { char::from(other).to_string() };
    let help = format!("say --delimiter \"{word}\", or delimiter = \"{word}\" in a mapping and --layout");
    Diagnostic::new(&codes::E102, message).at(Span::new(file, 0, 0)).help(help)
}

fn delimiter_word(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        other => format!("\"{}\"", char::from(other)),
    }
}

fn ragged(row: &[crate::diag::Cell<'_>], wanted: usize, delimiter: u8) -> Diagnostic {
    let (first, last) = (row[0].span, row[row.len() - 1].span);
    let message = format!("this row has {} cells, the first row has {wanted}", row.len());
    let between = delimiter_word(delimiter);
    let help = if row.len() > wanted {
        format!("a {between} inside a cell needs double quotes round the cell")
    } else {
        format!("an empty cell still needs its {between}")
    };
    Diagnostic::new(&codes::E102, message).at(Span { end: last.end, ..first }).help(help)
}
