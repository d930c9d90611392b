//! What a file is, by its first bytes. A file that holds no tables is named for what it is, with what to do about it.

use super::archive::encrypted;
use crate::diag::Failure;

/// A file that may hold tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A zip: a workbook, or what claims to be one.
    Zip,
    /// Text in rows and columns.
    Text,
}

/// How far into a file the beginning of a web page is looked for.
const PAGE_WITHIN: usize = 1024;
/// Endings of file names that say "text in columns".
const TEXT_ENDINGS: [&str; 3] = [".csv", ".tsv", ".txt"];

/// With what the names of the files begin that spreadsheets keep beside an open one.
const OPEN_MARKS: [&str; 2] = ["~$", ".~lock."];

/// With what a zip begins: a part, the end of an empty zip, a part of a zip in pieces. `PK` alone may be a heading.
const ZIP_MARKS: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];

/// What a file is.
///
/// # Errors
/// Where it is nothing that can be imported.
pub(super) fn of(bytes: &[u8], file_name: &str) -> Result<Kind, Failure> {
    let no = |what: &str, help: &str| Err(Failure::new(what).help(help));
    let name = file_name.to_lowercase();
    if bytes.is_empty() {
        return no("the file is empty", "download it again; if it is still empty, ask its publisher");
    }
    if OPEN_MARKS.iter().any(|mark| name.starts_with(mark)) {
        let help = "a spreadsheet keeps it while the workbook is open: close that, and give the name without the mark";
        return no("this is no workbook but the mark of an open one", help);
    }
    if ZIP_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(old_excel(bytes));
    }
    if bytes.starts_with(b"%PDF") {
        return no(
            "this is a PDF document",
            "a PDF holds no tables that can be read; ask the publisher for the workbook",
        );
    }
    if is_web_page(bytes) {
        let help = "publishers answer a program with a page instead of the file: download it with a browser";
        return no("this is a web page, whatever its name says", help);
    }
    if TEXT_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return Ok(Kind::Text);
    }
    let help = "give the workbook that the publisher offers for download; the name of a CSV file must end in .csv";
    no("this is no workbook (.xlsx or .ods)", help)
}

fn old_excel(bytes: &[u8]) -> Failure {
    let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &mark).is_some() {
        return encrypted();
    }
    Failure::new("this is an old Excel workbook (.xls)").help("open it in a spreadsheet and save it as .xlsx")
}

fn is_web_page(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(PAGE_WITHIN)];
    let start = String::from_utf8_lossy(start).to_lowercase();
    let start = start.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with('<') && (start.contains("<!doctype html") || start.contains("<html"))
}
