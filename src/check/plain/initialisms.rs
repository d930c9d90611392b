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

/// What the site explains elsewhere: in the glossary's synonyms, and in the names of terms and datasets.
pub(super) struct Known {
    keys: BTreeSet<String>,
    names: String,
}

impl Known {
    pub(super) fn new(drafts: &Drafts<'_>) -> Self {
        let expressions = drafts.synonyms.rows.iter().flat_map(|row| row.expressions.text().split(';'));
        let keys = expressions.map(fold::punct).chain(COMMON.map(fold::punct)).collect();
        let terms =
            drafts.vocabularies.iter().flat_map(|vocabulary| &vocabulary.terms.rows).map(|row| row.label.text());
        let names: Vec<&str> = drafts.datasets.rows.iter().map(|row| row.name.text()).chain(terms).collect();
        Known { keys, names: names.join("\n") }
    }

    fn explains(&self, short: &str) -> bool {
        self.keys.contains(&fold::punct(short)) || is_spelt_out(&self.names, short)
    }
}

/// A text, and what readers see near it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The sentences.
    pub(super) prose: &'a str,
    /// The same with headings and tables, where a short form may be spelt out too.
    pub(super) whole: &'a str,
    /// What stands above it.
    pub(super) title: &'a str,
}

/// The first place of each short form that nobody explains.
pub(super) fn unexplained(seen: Seen<'_>, sentences: &[Sentence], known: &Known) -> Vec<Range<usize>> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for sentence in sentences {
        let words: Vec<&str> = sentence.words.iter().map(|word| &seen.prose[word.clone()]).collect();
        for at in (0..words.len()).filter(|&at| !is_shouted(&words, at)) {
            for short in short_forms(words[at]) {
                let is_here = || [seen.whole, seen.title].iter().any(|text| is_spelt_out(text, short));
                if !told.contains(short) && !known.explains(short) && !is_here() {
                    told.insert(short);
                    let start = short.as_ptr() as usize - seen.prose.as_ptr() as usize;
                    found.push(start..start + short.len());
                }
            }
        }
    }
    found
}

/// The short forms that a word is made of (`HES/ONS`, `non-HES`), each without an ending such as `s` or `'s`. A word with
/// a digit is a reference, one with a long part in capitals is shouted.
fn short_forms(word: &str) -> impl Iterator<Item = &str> {
    let joins = ['/', '-', '–'];
    let is_loud = |part: &str| part.len() > MOST_CAPITALS && part.bytes().all(|b| b.is_ascii_uppercase());
    let is_fine = !word.contains(|c: char| c.is_ascii_digit()) && !word.split(joins).any(is_loud);
    word.split(joins).filter(move |_| is_fine).filter_map(short_form)
}

/// Two to six capitals, at most one `&` among them. Roman numbers are none.
fn short_form(part: &str) -> Option<&str> {
    let stem = part.split(['\'', '’']).next().unwrap_or(part);
    let stem = stem.strip_suffix('s').unwrap_or(stem);
    let capitals = stem.bytes().filter(u8::is_ascii_uppercase).count();
    let only = stem.bytes().all(|b| b.is_ascii_uppercase() || b == b'&') && stem.matches('&').count() <= 1;
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

/// Whether the text says what the short form stands for: "Hospital Episode Statistics (HES)", "HES (Hospital …)", or the
/// long form in capitals anywhere.
fn is_spelt_out(text: &str, short: &str) -> bool {
    let in_brackets = text.match_indices(short).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + short.len()..]);
        let rest = after.strip_prefix('s').unwrap_or(after);
        let is_whole = !before.ends_with(char::is_alphanumeric) && !rest.starts_with(char::is_alphanumeric);
        let opened = before.trim_end_matches(['"', '“', '\'', '‘']).ends_with('(');
        is_whole && (opened && rest.starts_with([')', ';', ',', '"', '”', '\'', '’']) || is_explained_by(rest))
    });
    in_brackets || has_long_form(text, short)
}

/// Two words at least in the bracket that comes next: "(2019)" and "(England)" explain nothing.
fn is_explained_by(rest: &str) -> bool {
    let bracket = rest.trim_start().strip_prefix('(').and_then(|inside| inside.split(')').next());
    bracket.is_some_and(|inside| {
        inside.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).nth(1).is_some()
    })
}

/// Whether words that begin with the letters, in capitals, stand one after another: "Office for National Statistics". Two
/// letters fit too much.
fn has_long_form(text: &str, short: &str) -> bool {
    let letters: Vec<char> = short.chars().filter(|c| c.is_alphabetic()).collect();
    let begins = |word: &str, letter: char| word.starts_with(letter) && word.contains(char::is_lowercase);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let stands_from = |from: usize| {
        let mut wanted = letters.iter();
        let mut next = wanted.next();
        for word in &words[from..] {
            match next {
                Some(letter) if begins(word, *letter) => next = wanted.next(),
                Some(_) if SMALL_WORDS.contains(word) => {}
                _ => break,
            }
        }
        next.is_none()
    };
    letters.len() > 2 && (0..words.len()).any(stands_from)
}

/// Words whose letters a short form leaves out.
const SMALL_WORDS: [&str; 6] = ["and", "for", "in", "of", "on", "the"];

#[cfg(test)]
mod tests {
    use super::super::sentences::sentences;
    use super::*;

    fn found<'t>(text: &'t str, title: &str) -> Vec<&'t str> {
        let keys = ["CCG", "clinical commissioning group", "NHS"].map(fold::punct).into();
        let known = Known { keys, names: "Births Register Extract (BRE)\nCivil Registration of Deaths".into() };
        let seen = Seen { prose: text, whole: text, title };
        unexplained(seen, &sentences(text), &known).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn short_forms_are_told_once_unless_the_text_its_title_or_the_site_explain_them() {
        assert_eq!(found("HES is linked to ONS data. HES's rows, and HESs.", ""), ["HES", "ONS"]);
        assert_eq!(found("Hospital Episode Statistics (HES) and HES. ONS (the statistics office).", ""), [""; 0]);
        assert_eq!(found("HES rows", "Hospital Episode Statistics (HES)"), [""; 0]);
        assert_eq!(found("HES is here. It is short for Hospital Episode Statistics.", ""), [""; 0]);
        assert_eq!(found("ONS is the Office for National Statistics", ""), [""; 0]);
        assert_eq!(found("The NHS and CCGs, BRE and CRD", ""), [""; 0]);
    }

    #[test]
    fn a_bracket_that_explains_nothing_and_a_part_of_a_word_are_no_explanation() {
        assert_eq!(found("HES (2019), ONS (England)", ""), ["HES", "ONS"]);
        assert_eq!(found("HES of CHES (a thing of its own) and (HESTER)", ""), ["HES"]);
        assert_eq!(found("PI of patient information, HES has every system", ""), ["PI", "HES"]);
    }

    #[test]
    fn short_forms_in_a_joined_word_are_told_each() {
        assert_eq!(found("HES/ONS data, non-CPRD rows, A&E–GP", ""), ["HES", "ONS", "CPRD", "A&E", "GP"]);
        assert_eq!(found("COVID-19, ICD-10, NON-IDENTIFIABLE, X-ray, and/or", ""), [""; 0]);
    }

    #[test]
    fn references_numbers_and_shouting_are_no_short_forms() {
        assert_eq!(
            found("NIC-900001-A1B2C, Part II, A B, FILE1001. THIS TEXT SHOUTS AT YOU. RISK STRATIFICATION", ""),
            [""; 0]
        );
    }
}
