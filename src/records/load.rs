//! Reads the files of a register from a tree into [`Sources`]. Bytes that are no UTF-8 and entries that are no plain
//! files are faults of the data; a disk that does not answer is a failure.

use crate::diag::{Diagnostic, Diagnostics, Failure, Sources, Span, codes};
use crate::tree::{EntryKind, SourceTree};
use rayon::prelude::*;

/// The largest source file: positions are 32-bit.
const MOST_BYTES: usize = 1 << 31;

/// Bytes of U+FFFD, which stands where bytes could not be read.
const REPLACED: usize = 3;

/// Where all files of a register are: its settings, its records, its pages of prose.
pub const PLACES: [&str; 3] = ["register.toml", "data", "content"];

/// Loads everything at or below [`PLACES`], in the order of paths.
///
/// # Errors
/// Where the tree cannot be read.
pub fn load(tree: &dyn SourceTree, faults: &mut Diagnostics) -> Result<Sources, Failure> {
    let entries = tree.entries(&PLACES)?;
    let (files, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.kind == EntryKind::File);
    for entry in others {
        let fault = Diagnostic::new(&codes::E117, format!("{} is a link or a device, not a file", entry.path));
        faults.push(fault.help("a register holds plain files only; put the file itself there"));
    }
    let contents: Result<Vec<Vec<u8>>, Failure> = files.par_iter().map(|entry| tree.read(&entry.path)).collect();
    let mut sources = Sources::new();
    for (entry, bytes) in files.iter().zip(contents?) {
        add(&mut sources, &entry.path, bytes, faults);
    }
    Ok(sources)
}

fn add(sources: &mut Sources, path: &str, bytes: Vec<u8>, faults: &mut Diagnostics) {
    if bytes.len() > MOST_BYTES {
        let file = sources.add(path, "");
        let fault = Diagnostic::new(&codes::E117, format!("{path} is larger than 2 GiB")).at(Span::new(file, 0, 0));
        faults.push(fault.help("split it, for example by edition"));
        return;
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            sources.add(path, text);
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            // The text up to the fault is exact, so its line and column are right.
            let file = sources.add(path, String::from_utf8_lossy(error.as_bytes()).into_owned());
            let more = match error.as_bytes().utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() {
                0 | 1 => String::new(),
                places => format!(", nor are {} more places in this file", places - 1),
            };
            let message = format!("these bytes are no UTF-8{more}");
            let fault = Diagnostic::new(&codes::E12, message).at(Span::new(file, at, at + REPLACED));
            faults.push(fault.help("save the file as UTF-8; in a spreadsheet choose \"CSV UTF-8\""));
        }
    }
}
