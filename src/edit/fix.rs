//! `candour fix`: the replacements that diagnostics carry as safe, made at once. A fix may bring another to light (a
//! cell with two faults), so they are made in rounds, each on what the round before left. With all of them the register
//! must have no fault that it had not before, else none is made.

use super::{brought, diff};
use crate::diag::{Diagnostic, Diagnostics, Failure, Fix, Sources, codes};
use crate::pipeline::Checked;
use crate::tree::{Changes, SourceTree};
use std::collections::{BTreeMap, BTreeSet};

/// Faults of a file's shape. Until they are mended the file's other faults cannot be seen, so that these may come to
/// light and are no reason to stop.
const OF_SHAPE: [&str; 4] = [codes::E104.id, codes::E111.id, codes::E113.id, codes::E115.id];

/// A fix mends one fault of a place; more rounds than a place can have faults would never be needed.
const MOST_ROUNDS: usize = 4;

/// What fixing a register would do.
#[derive(Debug)]
pub struct Fixes {
    /// How many fixes are made.
    pub count: usize,
    /// The files that would change.
    pub changes: Changes,
    /// What changes in them, line by line.
    pub diff: String,
    /// Faults that the register would have with the fixes and has not now: while there is one, nothing is to be written.
    pub brought: Diagnostics,
    /// Faults that could not be seen before, because their file could not be read.
    pub uncovered: Diagnostics,
    /// The texts that the two point into, where a fix is made at all.
    pub sources: Option<Sources>,
}

/// Plans the fixes of a register that was checked.
///
/// # Errors
/// Where the tree cannot be read.
pub fn fixes(tree: &dyn SourceTree, before: &Checked) -> Result<Fixes, Failure> {
    let mut made = Fixes {
        count: 0,
        changes: Changes::new(),
        diff: String::new(),
        brought: Diagnostics::new(),
        uncovered: Diagnostics::new(),
        sources: None,
    };
    let mut reshaped = BTreeSet::new();
    let mut last: Option<(Checked, Diagnostics)> = None;
    for _ in 0..MOST_ROUNDS {
        let now = last.as_ref().map_or(before, |(checked, _)| checked);
        let round = one_round(now, &mut reshaped);
        if round.is_empty() {
            break;
        }
        for (path, (text, count)) in round {
            made.count += count;
            made.changes.insert(path, Some(text.into_bytes()));
        }
        last = Some(brought(tree, before, &made.changes)?);
    }
    if let Some((checked, mut more)) = last {
        let is_new =
            |fault: &Diagnostic| fault.span.is_none_or(|span| !reshaped.contains(checked.sources.path(span.file)));
        more.split_off(is_new).into_iter().for_each(|fault| made.uncovered.push(fault));
        made.brought = more;
        made.sources = Some(checked.sources);
    }
    for (path, bytes) in &made.changes {
        let old = before.sources.find(path).map_or("", |file| before.sources.text(file));
        let new = bytes.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        made.diff.push_str(&diff(path, old, &new));
    }
    Ok(made)
}

/// The texts that fixes of now make, by path, each with the number of its fixes.
fn one_round(checked: &Checked, reshaped: &mut BTreeSet<String>) -> BTreeMap<String, (String, usize)> {
    let mut by_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for fault in &checked.faults {
        let Some(fix) = &fault.fix else { continue };
        let path = checked.sources.path(fix.span.file);
        by_file.entry(path).or_default().push(fix);
        if OF_SHAPE.contains(&fault.code.id) {
            reshaped.insert(path.to_owned());
        }
    }
    let made = by_file.into_iter().map(|(path, fixes)| {
        let text = fixes.first().map_or("", |fix| checked.sources.text(fix.span.file));
        (path.to_owned(), replaced(text, fixes))
    });
    made.collect()
}

/// The text with each fix made; of two that overlap, the first.
fn replaced(text: &str, mut fixes: Vec<&Fix>) -> (String, usize) {
    fixes.sort_by_key(|fix| fix.span);
    let (mut out, mut at, mut count) = (String::with_capacity(text.len()), 0, 0);
    for fix in fixes {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        if start >= at && text.get(start..end).is_some() {
            out.push_str(&text[at..start]);
            out.push_str(&fix.with);
            at = end;
            count += 1;
        }
    }
    out.push_str(&text[at..]);
    (out, count)
}
