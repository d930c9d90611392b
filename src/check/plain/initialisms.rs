//! A3: short forms in capitals that neither the text, nor the register's synonyms, nor everybody explains.

use super::sentences::Sentence;
use crate::model::fold;
use crate::records::Drafts;
use std::collections::BTreeSet;
use std::ops::Range;

/// A longer word in capitals is no short form.
const MOST_CAPITALS: usize = 6;

/// What everybody knows, or meets only as it is written.
const COMMON: [&str; 23] = [
    "AIDS", "BBC", "CD", "COVID", "CSV", "DNA", "DVD", "EU", "GB", "GP", "HIV", "ID", "IT", "JSON", "LTD", "NHS",
    "PDF", "PLC", "TV", "UK", "URL", "US", "USA",
];

/// Expressions of `data/synonyms.csv`, which the glossary explains.
pub(super) struct Known {
    keys: BTreeSet<String>,
}

impl Known {
    pub(super) fn new(drafts: &Drafts<'_>) -> Self {
        let expressions = drafts.synonyms.rows.iter().flat_map(|row| row.expressions.text().split(';'));
        let keys = expressions.map(fold::punct).chain(COMMON.map(fold::punct)).collect();
        Known { keys }
    }
}

/// The first place of each short form that nobody explains. `title` is what readers see above the text.
pub(super) fn unexplained(text: &str, sentences: &[Sentence], title: &str, known: &Known) -> Vec<Range<usize>> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for sentence in sentences {
        let words: Vec<&str> = sentence.words.iter().map(|word| &text[word.clone()]).collect();
        for (at, word) in words.iter().enumerate() {
            let Some(short) = short_form(word).filter(|_| !is_shouted(&words, at)) else { continue };
            let explained =
                known.keys.contains(&fold::punct(short)) || is_spelt_out(text, short) || is_spelt_out(title, short);
            if !explained && told.insert(short) {
                let start = sentence.words[at].start;
                found.push(start..start + short.len());
            }
        }
    }
    found
}

/// The short form that a word is, without an ending such as `s` or `'s`: two to six capitals, at most one `&` among
/// them. References and Roman numbers are none.
fn short_form(word: &str) -> Option<&str> {
    let stem = word.split(['\'', '’']).next().unwrap_or(word);
    let stem = stem.strip_suffix('s').unwrap_or(stem);
    let capitals = stem.bytes().filter(u8::is_ascii_uppercase).count();
    let only = stem.bytes().all(|b| b.is_ascii_uppercase() || b == b'&');
    let is_roman = stem.bytes().all(|b| b"IVX".contains(&b));
    (only && (2..=MOST_CAPITALS).contains(&capitals) && !is_roman).then_some(stem)
}

/// Whether the word stands among others in capitals: a heading or a warning, not a short form. One neighbour that is too
/// long for a short form is enough, else it takes two.
fn is_shouted(words: &[&str], at: usize) -> bool {
    let loud = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at)).copied().unwrap_or("");
        let is_loud = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
        if is_loud { word.len() } else { 0 }
    };
    let [before, after] = [at.checked_sub(1), Some(at + 1)].map(loud);
    let [further_before, further_after] = [at.checked_sub(2), Some(at + 2)].map(loud);
    let two = before * after + before * further_before + after * further_after > 0;
    two || before.max(after) > MOST_CAPITALS
}

/// Whether the text says what the short form stands for: "Hospital Episode Statistics (HES)", or "HES (Hospital …)".
fn is_spelt_out(text: &str, short: &str) -> bool {
    text.match_indices(short).any(|(at, _)| {
        let rest = text[at + short.len()..].trim_start_matches('s');
        let opened = text[..at].trim_end_matches(['"', '“', '\'', '‘']).ends_with('(');
        opened && rest.starts_with([')', ';', ',', '"', '”', '\'', '’']) || rest.trim_start().starts_with('(')
    })
}

#[cfg(test)]
mod tests {
    use super::super::sentences::sentences;
    use super::*;

    fn found<'t>(text: &'t str, title: &str) -> Vec<&'t str> {
        let known = Known { keys: ["CCG", "clinical commissioning group", "NHS"].map(fold::punct).into() };
        unexplained(text, &sentences(text), title, &known).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn short_forms_are_told_once_unless_the_text_its_title_or_the_synonyms_explain_them() {
        assert_eq!(found("HES is linked to ONS data. HES's rows, and HESs.", ""), ["HES", "ONS"]);
        assert_eq!(found("Hospital Episode Statistics (HES) and HES. ONS (the statistics office).", ""), [""; 0]);
        assert_eq!(found("HES rows", "Hospital Episode Statistics (HES)"), [""; 0]);
        assert_eq!(found("The NHS and CCGs", ""), [""; 0]);
    }

    #[test]
    fn references_numbers_and_shouting_are_no_short_forms() {
        assert_eq!(
            found("NIC-900001-A1B2C, Part II, A B, FILE1001. THIS TEXT SHOUTS AT YOU. RISK STRATIFICATION", ""),
            [""; 0]
        );
    }
}
