//! The words of all documents as numbers: every form that is written somewhere, and the term (stem) it belongs to.

use super::text;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// Words and their numbers.
type Numbers = HashMap<Arc<str>, u32, BuildHasherDefault<WordHasher>>;

/// Numbers words as they come.
#[derive(Default)]
pub(super) struct Interner {
    numbers: Numbers,
    words: Vec<Arc<str>>,
}

impl Interner {
    /// The number of a word, a new one if it is new.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let (number, word) = (self.words.len() as u32, Arc::<str>::from(word));
        self.words.push(Arc::clone(&word));
        self.numbers.insert(word, number);
        number
    }

    /// The words by their numbers.
    pub(super) fn into_words(self) -> Vec<Arc<str>> {
        self.words
    }
}

/// A hash for words, several times faster than the standard one, which withstands input chosen to collide. Words that
/// collide on purpose would make a build slow, and nothing else; whoever writes the register builds it.
#[derive(Default)]
struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        eights.iter().for_each(|&eight| self.add(u64::from_le_bytes(eight)));
        self.add(rest.iter().fold(0, |part, &byte| part << 8 | u64::from(byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table takes the high bits, and where a word stands the low ones.
        self.0 ^ (self.0 >> 32)
    }
}

/// All forms and terms, each in order.
pub(super) struct Lexicon {
    /// Every form.
    pub(super) forms: Vec<Arc<str>>,
    /// The term of each form.
    pub(super) term_of: Vec<u32>,
    /// Which of its term's forms each form is.
    pub(super) place_of: Vec<u16>,
    /// Every term.
    pub(super) terms: Vec<String>,
    /// How many forms each term has, and which.
    pub(super) forms_of: Vec<Vec<u32>>,
    /// The number of each form.
    numbers: Numbers,
}

impl Lexicon {
    /// Of all these words, of which most come many times.
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Lexicon {
        let mut known = Interner::default();
        words.for_each(|word| {
            known.number(word);
        });
        let mut forms = known.into_words();
        forms.sort_unstable();
        let stems: Vec<String> = forms.iter().map(|form| text::stem(form)).collect();
        let mut terms = stems.clone();
        terms.sort_unstable();
        terms.dedup();
        let mut forms_of = vec![Vec::new(); terms.len()];
        let (mut term_of, mut place_of) = (Vec::with_capacity(forms.len()), Vec::with_capacity(forms.len()));
        for (form, stem) in (0..).zip(&stems) {
            let term = terms.binary_search(stem).unwrap_or_default();
            term_of.push(term as u32);
            place_of.push(forms_of[term].len() as u16);
            forms_of[term].push(form);
        }
        let numbers = forms.iter().cloned().zip(0..).collect();
        Lexicon { forms, term_of, place_of, terms, forms_of, numbers }
    }

    /// The number of a form.
    pub(super) fn form(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }
}
