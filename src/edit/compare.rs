//! The register as it would be with some changes, against the register as it is: which faults the changes would bring.

use crate::diag::{Diagnostic, Diagnostics, Failure, Sources};
use crate::pipeline::{self, Checked};
use crate::tree::{Changes, Overlay, SourceTree};
use std::collections::HashMap;

/// What tells one fault from another though the lines of its file have moved: its code, its record, its file. Messages
/// are left out, for many hold counts.
type Key<'f> = (&'static str, Option<&'f str>, &'f str);

fn key<'f>(fault: &'f Diagnostic, sources: &'f Sources) -> Key<'f> {
    (fault.code.id, fault.record.as_deref(), fault.span.map_or("", |span| sources.path(span.file)))
}

/// Checks the register with the changes; the second value are the faults that it has more than before, of any weight.
/// Of several that look alike, the last are taken for the new ones.
///
/// # Errors
/// Where the tree cannot be read.
pub fn brought(tree: &dyn SourceTree, before: &Checked, changes: &Changes) -> Result<(Checked, Diagnostics), Failure> {
    let after = pipeline::check(&Overlay::new(tree, changes))?;
    let mut known: HashMap<Key<'_>, usize> = HashMap::new();
    for fault in &before.faults {
        *known.entry(key(fault, &before.sources)).or_default() += 1;
    }
    let mut more = Diagnostics::new();
    for fault in &after.faults {
        match known.get_mut(&key(fault, &after.sources)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => more.push(fault.clone()),
        }
    }
    drop(known);
    Ok((after, more))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tree::Memory;

    #[test]
    fn of_faults_that_look_alike_only_those_are_new_that_there_are_more_of() {
        let path = "data/counts.csv";
        let rows =
            |count: usize| format!("edition,series,source_row,measure,body,value\n{}", "ragged,row\n".repeat(count));
        let tree = Memory::new([(path.to_owned(), rows(2).into_bytes())]);
        let before = pipeline::check(&tree).unwrap();
        let more = |count: usize| {
            let changes = Changes::from([(path.to_owned(), Some(rows(count).into_bytes()))]);
            brought(&tree, &before, &changes).unwrap().1.len()
        };
        assert_eq!([more(1), more(2), more(3), more(5)], [0, 0, 1, 3]);
    }
}
