//! A text cut into sentences and words, each with its place. A line feed ends a paragraph. Rules, no dictionary: what
//! ends a sentence is a mark followed by a capital letter, unless the mark belongs to a known short form.

use std::ops::Range;

/// A sentence, or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// From its first word to its last, with the mark.
    pub(super) range: Range<usize>,
    /// Its words, without punctuation at their edges. Addresses are none.
    pub(super) words: Vec<Range<usize>>,
}

/// Short forms whose full stop ends no sentence. "etc." and "Ltd." are none: a capital after them begins one.
const SHORT: [&str; 12] = ["e.g.", "i.e.", "vs.", "cf.", "approx.", "al.", "dr.", "mr.", "mrs.", "ms.", "prof.", "st."];

/// Short forms whose full stop ends no sentence before a number.
const BEFORE_NUMBERS: [&str; 8] = ["no.", "nos.", "fig.", "vol.", "p.", "pp.", "para.", "ref."];

/// The sentences of a text, in order. Those without a word are none.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let place = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    for line in text.split('\n') {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut start = None;
        for (at, part) in parts.iter().enumerate() {
            if let Some(word) = word(part) {
                start.get_or_insert(place(word));
                words.push(place(word)..place(word) + word.len());
            }
            let last = parts.get(at + 1).is_none_or(|next| ends(part, next));
            if let Some(from) = start.filter(|_| last) {
                found.push(Sentence { range: from..place(part) + part.len(), words: std::mem::take(&mut words) });
                start = None;
            }
        }
    }
    found
}

/// A word without punctuation at its edges; `None` for bullets, dashes and addresses.
fn word(part: &str) -> Option<&str> {
    if part.contains("://") || part.contains('@') || part.starts_with("www.") {
        return None;
    }
    let word = part.trim_matches(|c: char| !c.is_alphanumeric());
    (!word.is_empty()).then_some(word)
}

/// Whether a sentence ends with this part of a line, given the next.
fn ends(part: &str, next: &str) -> bool {
    let bare = part.trim_end_matches(['"', '\'', ')', ']', '”', '’']);
    let begins = next.trim_start_matches(['"', '\'', '(', '[', '“', '‘']).chars().next();
    let is_short = || {
        let lower = bare.trim_start_matches(['(', '[']).to_lowercase();
        let is_number = || begins.is_some_and(|c| c.is_ascii_digit());
        SHORT.contains(&lower.as_str()) || is_initials(bare) || is_number() && BEFORE_NUMBERS.contains(&lower.as_str())
    };
    let is_start = begins.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '•' | '-' | '–'));
    bare.ends_with(['.', '?', '!', '…']) && is_start && !is_short()
}

/// "J." or "J.A." as in a name, "U.K.".
fn is_initials(part: &str) -> bool {
    let mut letters = part.split_terminator('.');
    part.ends_with('.') && letters.all(|letter| letter.len() == 1 && letter.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|sentence| &text[sentence.range]).collect()
    }

    #[test]
    fn sentences_end_at_marks_before_capitals_and_at_lines() {
        assert_eq!(split("One, two. Three 1.5 four?  (Five!) six"), ["One, two.", "Three 1.5 four?", "Five!) six"]);
        assert_eq!(split("see e.g. Hospital A. Jones, Dr. Two"), ["see e.g. Hospital A. Jones, Dr. Two"]);
        assert_eq!(split("- a\n\n- b c\n-"), ["a", "b c"]);
        assert_eq!(
            split("Under No. 5 of Dr. J.A. Two. No. They say no. Then"),
            ["Under No. 5 of Dr. J.A. Two.", "No.", "They say no.", "Then"]
        );
        assert_eq!(
            split("In the U.K. Government, etc. The end… Yes"),
            ["In the U.K. Government, etc.", "The end…", "Yes"]
        );
    }

    #[test]
    fn words_leave_punctuation_and_addresses_out() {
        let text = "The \"NHS's\" data (see https://x.example/y) go – out.";
        let words: Vec<&str> = sentences(text)[0].words.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(words, ["The", "NHS's", "data", "see", "go", "out"]);
    }
}
