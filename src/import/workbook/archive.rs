//! The zip that a workbook is, opened with suspicion. Nothing is inflated past a limit, and the reader of cells is
//! given a new, uncompressed zip of the parts that were measured here, so that it cannot inflate anything else.
//! What the parts mean is for others.

use super::xml::push_entity;
use crate::diag::Failure;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Entries that a workbook may have; real ones have dozens.
const MOST_ENTRIES: usize = 10_000;
/// Bytes that one part may inflate to; the largest part of a real register has 10 million.
const MOST_PART_BYTES: u64 = 768 << 20;
/// Bytes that all parts may inflate to.
const MOST_BYTES: u64 = 1 << 30;
/// From this size on, a part that inflates to more than [`MOST_RATIO`] times its size is taken for an attack.
const RATIO_MATTERS_FROM: u64 = 16 << 20;
/// Sheets of text and numbers compress to a tenth, or at best to a fiftieth, of their size.
const MOST_RATIO: u64 = 200;

/// Attributes that a tag may have, or `=` in its attributes; real ones have dozens.
const MOST_ATTRIBUTES: usize = 1000;

/// The part of an OpenDocument file that holds what it says.
pub(super) const OPEN_DOCUMENT: &str = "content.xml";

/// The parts of a workbook that hold cells or drawings, by name.
#[derive(Debug)]
pub(super) struct Parts {
    parts: BTreeMap<String, Vec<u8>>,
}

fn refuse(why: impl Into<String>) -> Failure {
    Failure::new("this file is not safe to open").because(why.into()).help("get the workbook again from its publisher")
}

impl Parts {
    /// Inflates what a register needs of a zip, within the limits.
    ///
    /// # Errors
    /// Where the bytes are no sound zip, or are larger inside than any register.
    pub(super) fn inflate(bytes: &[u8]) -> Result<Parts, Failure> {
        let broken = |error: zip::result::ZipError| {
            let failure = Failure::new("the workbook is damaged or cut off").because(error);
            failure.help("download it again")
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        check_entries(&mut archive, bytes.len()).map_err(refuse)?;
        let (mut parts, mut total) = (BTreeMap::new(), 0);
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(broken)?;
            let name = entry.name().to_owned();
            let method = entry.compression();
            if entry.encrypted() {
                return Err(encrypted());
            }
            drop(entry);
            if name.eq_ignore_ascii_case("xl/workbook.bin") {
                return Err(binary());
            }
            if !is_wanted(&name) {
                continue;
            }
            if method != CompressionMethod::Stored && method != CompressionMethod::Deflated {
                return Err(refuse(format!("{name} is compressed in a way that workbooks do not use")));
            }
            let mut entry = archive.by_index(index).map_err(broken)?;
            let part = read_part(&mut entry, &name, MOST_BYTES - total)?;
            total += part.len() as u64;
            if parts.insert(name.clone(), part).is_some() {
                return Err(refuse(format!("it holds {name} twice")));
            }
        }
        let parts = Parts { parts };
        parts.check_tags()?;
        parts.check_string_count()?;
        Ok(parts)
    }

    /// Whether this is an OpenDocument workbook (`.ods`), which keeps all its sheets in one part.
    pub(super) fn is_open_document(&self) -> bool {
        self.part(OPEN_DOCUMENT).is_some() && self.part("xl/workbook.xml").is_none()
    }

    /// A part by its name.
    pub(super) fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(name).map(Vec::as_slice)
    }

    /// A zip of these parts, uncompressed.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub(super) fn to_plain_zip(&self) -> Result<Vec<u8>, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::new(format!("cannot repack the workbook: {error}"));
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, part) in &self.parts {
            writer.start_file(name.as_str(), options).map_err(|error| failed(&error))?;
            writer.write_all(part).map_err(|error| failed(&error))?;
        }
        Ok(writer.finish().map_err(|error| failed(&error))?.into_inner())
    }

    /// The paragraphs of all drawings, in order, blank ones left out. Readers of cells do not see them; the period of
    /// an edition may stand nowhere else.
    ///
    /// # Errors
    /// Where a drawing is no XML.
    pub(super) fn drawing_text(&self) -> Result<Vec<String>, Failure> {
        let mut found = Vec::new();
        for (name, part) in self.parts.iter().filter(|(name, _)| is_drawing(name)) {
            paragraphs(part, &mut found)
                .map_err(|error| Failure::new(format!("the drawing {name} cannot be read")).because(error))?;
        }
        Ok(found)
    }

    /// Readers of XML compare each attribute of a tag with all before it: a tag must not have thousands.
    fn check_tags(&self) -> Result<(), Failure> {
        match self.parts.iter().find(|(_, part)| most_equal_signs(part) > MOST_ATTRIBUTES) {
            Some((name, _)) => Err(refuse(format!("{name} holds a tag with too many attributes"))),
            None => Ok(()),
        }
    }

    /// A list of shared texts says how many it holds, and readers make room for as many: it must not lie.
    fn check_string_count(&self) -> Result<(), Failure> {
        let lists = self.parts.iter().filter(|(name, _)| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        for (name, part) in lists {
            let declared = declared_strings(part);
            if declared.is_some_and(|count| count > part.len() as u64) {
                return Err(refuse(format!("{name} says that it holds more texts than it has bytes")));
            }
        }
        Ok(())
    }
}

pub(super) fn encrypted() -> Failure {
    Failure::new("the workbook is protected by a password").help("save it without one")
}

fn binary() -> Failure {
    Failure::new("this is a binary Excel workbook (.xlsb)").help("open it in a spreadsheet and save it as .xlsx")
}

fn check_entries(archive: &mut ZipArchive<Cursor<&[u8]>>, file_bytes: usize) -> Result<(), String> {
    if archive.len() > MOST_ENTRIES {
        return Err(format!("it holds {} files", archive.len()));
    }
    let mut packed = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| error.to_string())?;
        packed = packed.saturating_add(entry.compressed_size());
        let is_bomb = entry.size() >= RATIO_MATTERS_FROM && entry.size() / MOST_RATIO > entry.compressed_size();
        if is_wanted(entry.name()) && (entry.size() > MOST_PART_BYTES || is_bomb) {
            return Err(format!("{} would take {} bytes once unpacked", entry.name(), entry.size()));
        }
    }
    // Parts that share bytes are how a small file unpacks to a huge one without a high ratio.
    if packed > file_bytes as u64 {
        return Err("its parts overlap".to_owned());
    }
    Ok(())
}

/// Pictures, printer settings and private properties are never opened.
fn is_wanted(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_xml = lower.ends_with(".xml") || lower.ends_with(".rels");
    is_xml && !lower.starts_with("docprops/") && !lower.starts_with("customxml/")
}

fn is_drawing(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("xl/drawings/") && lower.ends_with(".xml")
}

/// Reads a part as far as it says it goes, and not past what is left of the limit for all.
fn read_part(entry: &mut impl SizedRead, name: &str, left: u64) -> Result<Vec<u8>, Failure> {
    let declared = entry.declared();
    if declared > left {
        return Err(refuse("it would take more than 1 GiB once unpacked"));
    }
    let mut part = Vec::new();
    entry.take(declared + 1).read_to_end(&mut part).map_err(|error| {
        Failure::new(format!("the workbook is damaged: {name} cannot be unpacked"))
            .because(error)
            .help("download it again")
    })?;
    if part.len() as u64 > declared {
        return Err(refuse(format!("{name} is larger than it says")));
    }
    Ok(part)
}

/// A part's reader that knows the size its zip declares.
trait SizedRead: Read {
    fn declared(&self) -> u64;
}

impl<R: Read> SizedRead for zip::read::ZipFile<'_, R> {
    fn declared(&self) -> u64 {
        self.size()
    }
}

/// The most `=` between a `<` and the next `>`.
fn most_equal_signs(part: &[u8]) -> usize {
    let (mut most, mut rest) = (0, part);
    while let Some(start) = memchr::memchr(b'<', rest) {
        rest = &rest[start..];
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        most = most.max(memchr::memchr_iter(b'=', &rest[..end]).count());
        rest = &rest[end..];
    }
    most
}

fn declared_strings(part: &[u8]) -> Option<u64> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == b"sst" => {
                let count = element.try_get_attribute("uniqueCount").ok().flatten()?;
                return std::str::from_utf8(&count.value).ok().map(|text| text.trim().parse().unwrap_or(u64::MAX));
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Adds the text of each `a:p`, edges trimmed: its `a:t` runs joined.
fn paragraphs(part: &[u8], found: &mut Vec<String>) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_reader(part);
    let (mut buffer, mut text, mut in_run) = (Vec::new(), String::new(), false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == b"t" => in_run = true,
            Event::End(element) if element.local_name().as_ref() == b"t" => in_run = false,
            Event::Text(words) if in_run => text.push_str(&words.xml10_content()?),
            Event::CData(words) if in_run => text.push_str(&words.xml10_content()?),
            Event::GeneralRef(name) if in_run => push_entity(&name, &mut text)?,
            Event::End(element) if element.local_name().as_ref() == b"p" => {
                let paragraph = std::mem::take(&mut text);
                found.extend(Some(paragraph.trim().to_owned()).filter(|words| !words.is_empty()));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
