//! What was found in files when they were looked at before, for whoever checks a register again and again while it is
//! edited. Only what a file's text alone decides may be kept here.

use super::Rules;
use crate::diag::{Diagnostics, FileId, Sources};
use crate::output::sha256_hex;
use rayon::prelude::*;
use std::collections::HashMap;

/// What earlier checks found.
#[derive(Debug, Default)]
pub struct Kept {
    /// The settings under which it was found.
    small_numbers: Option<u32>,
    contact: Option<String>,
    files: HashMap<FileId, Found>,
}

/// What a file had. Diagnostics name their file by its number among the sources, so that it belongs to that number.
#[derive(Debug)]
struct Found {
    /// SHA-256 of the file's text.
    sha256: String,
    faults: Diagnostics,
}

/// [`Kept`] during a check, or nothing where a register is checked once.
pub(super) struct Seen<'k> {
    sources: &'k Sources,
    kept: Option<&'k mut Kept>,
}

impl<'k> Seen<'k> {
    /// What was kept for these sources under these rules; what was found under others is forgotten.
    pub(super) fn new(kept: Option<&'k mut Kept>, sources: &'k Sources, rules: Rules<'_>) -> Self {
        let kept = kept.map(|kept| {
            if (kept.small_numbers, kept.contact.as_deref()) != (rules.small_numbers, rules.contact) {
                let (small_numbers, contact) = (rules.small_numbers, rules.contact.map(str::to_owned));
                *kept = Kept { small_numbers, contact, files: HashMap::new() };
            }
            kept
        });
        Seen { sources, kept }
    }

    /// Looks at items side by side, each the whole of the file that `whose` names, and passes over those whose file is
    /// still the same. The faults come in the order of the items.
    pub(super) fn look<T: Sync>(
        &mut self,
        items: &[T],
        whose: impl Fn(&T) -> Option<FileId> + Sync,
        look: impl Fn(&T) -> Diagnostics + Sync,
    ) -> Diagnostics {
        let Some(kept) = self.kept.as_deref_mut() else {
            let found: Vec<Diagnostics> = items.par_iter().map(&look).collect();
            return found.into_iter().collect();
        };
        let (sources, files) = (self.sources, &kept.files);
        let search = |item: &T| {
            let Some(file) = whose(item) else { return (look(item), None) };
            let sha256 = sha256_hex(sources.text(file).as_bytes());
            match files.get(&file).filter(|found| found.sha256 == sha256) {
                Some(found) => (found.faults.clone(), None),
                None => (look(item), Some((file, sha256))),
            }
        };
        let found: Vec<_> = items.par_iter().map(search).collect();
        let keep = |(faults, news): (Diagnostics, Option<(FileId, String)>)| {
            if let Some((file, sha256)) = news {
                kept.files.insert(file, Found { sha256, faults: faults.clone() });
            }
            faults
        };
        found.into_iter().map(keep).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diag::{Diagnostic, Span, codes};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Looks at files of these texts, each with one fault; how many were searched, and the texts that were found.
    fn look(kept: &mut Kept, rules: Rules<'_>, texts: &[&str]) -> (usize, Vec<String>) {
        let mut sources = Sources::new();
        let files: Vec<FileId> = texts.iter().map(|text| sources.add("a.md", *text)).collect();
        let searched = AtomicUsize::new(0);
        let found = Seen::new(Some(kept), &sources, rules).look(
            &files,
            |file| Some(*file),
            |file| {
                searched.fetch_add(1, Ordering::Relaxed);
                let mut faults = Diagnostics::new();
                faults.push(Diagnostic::new(&codes::W22, sources.text(*file)).at(Span::new(*file, 0, 1)));
                faults
            },
        );
        assert!(found.iter().zip(&files).all(|(fault, file)| fault.span.unwrap().file == *file));
        (searched.into_inner(), found.iter().map(|fault| fault.message.clone()).collect())
    }

    #[test]
    fn only_files_that_changed_are_searched_again() {
        let mut kept = Kept::default();
        let rules = Rules::default();
        assert_eq!(look(&mut kept, rules, &["a", "b", "c"]).0, 3);
        assert_eq!(look(&mut kept, rules, &["a", "b", "c"]), (0, vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(look(&mut kept, rules, &["a", "x", "c"]), (1, vec!["a".into(), "x".into(), "c".into()]));
        // A file that comes before others moves them, and their places with them.
        assert_eq!(look(&mut kept, rules, &["n", "a", "x", "c"]), (4, ["n", "a", "x", "c"].map(String::from).to_vec()));
        assert_eq!(look(&mut kept, rules, &["a"]), (1, vec!["a".into()]));
    }

    #[test]
    fn other_rules_find_other_things() {
        let mut kept = Kept::default();
        let with = |small_numbers| Rules { small_numbers, ..Rules::default() };
        assert_eq!(look(&mut kept, with(None), &["a"]).0, 1);
        assert_eq!(look(&mut kept, with(Some(5)), &["a"]).0, 1);
        assert_eq!(look(&mut kept, with(Some(5)), &["a"]).0, 0);
    }
}
