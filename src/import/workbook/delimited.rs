//! A CSV file as one sheet: strictly, in the encoding and with the delimiter that are declared. All its faults are
//! found at once, each with its line and column.

use super::Sheet;
use super::cells::{Room, Rows};
use crate::diag::{Diagnostic, Diagnostics, Failure, FileId, Sources, Span, codes};
use crate::import::Stop;
use crate::syntax::csv::Reader;
use crate::syntax::encoding::Encoding;
use std::path::Path;

/// Places of undecodable bytes that are told one by one.
const MOST_PLACES: usize = 100;

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
    let say = |other: &str| format!("say --encoding {other}, or encoding = \"{other}\" in a mapping and --layout");
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
    let places = decoded.unread.len();
    for (no, range) in decoded.unread.into_iter().take(MOST_PLACES).enumerate() {
        let more = if no + 1 == MOST_PLACES {
            format!(", nor are those in {} more places", places - MOST_PLACES)
        } else {
            String::new()
        };
        let help = format!(
            "ask which encoding the file has, then {}",
            say(if encoding == Encoding::Utf8 { "windows-1252" } else { "utf-8" })
        );
        refuse(range, format!("these bytes are no {declared}{more}"), help);
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
    while reader.row(&mut row, faults) {
        let number = read + reader.blank_lines();
        read += 1;
        let wanted = *width.get_or_insert(row.len());
        if row.len() != wanted && !reader.is_cut() {
            faults.push(ragged(&row, wanted, form.delimiter));
        }
        for (column, cell) in (0u32..).zip(&row).filter(|(_, cell)| !cell.is_blank()) {
            rows.put((number, column), cell.text().to_owned(), &mut room)?;
        }
    }
    Ok(Sheet { hidden: false, rows: rows.in_order(&name)?, name })
}

fn ragged(row: &[crate::diag::Cell<'_>], wanted: usize, delimiter: u8) -> Diagnostic {
    let (first, last) = (row[0].span, row[row.len() - 1].span);
    let message = format!("this row has {} cells, the first row has {wanted}", row.len());
    let between = match delimiter {
        b'\t' => "tab".to_owned(),
        other => format!("\"{}\"", char::from(other)),
    };
    let help = if row.len() > wanted {
        format!("a {between} inside a cell needs double quotes round the cell")
    } else {
        format!("an empty cell still needs its {between}")
    };
    Diagnostic::new(&codes::E102, message).at(Span { end: last.end, ..first }).help(help)
}
