//! How long the sentences and words of texts are, and what reading age follows from that by the formulas of Flesch (1948)
//! and Kincaid (1975). Syllables are counted by rule; all of it is a rough guide.

use super::sentences::Sentence;
use std::fmt;

/// Readers of this age have been to university.
const MOST_AGE: f64 = 22.0;

/// What was counted in one text or many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Texts with at least a word.
    pub texts: usize,
    /// Sentences.
    pub sentences: usize,
    /// Words.
    pub words: usize,
    /// Syllables.
    pub syllables: usize,
}

impl Measure {
    /// Counts one text.
    pub(super) fn of(text: &str, sentences: &[Sentence]) -> Self {
        let words = || sentences.iter().flat_map(|sentence| &sentence.words);
        Measure {
            texts: usize::from(!sentences.is_empty()),
            sentences: sentences.len(),
            words: words().count(),
            syllables: words().map(|word| syllables(&text[word.clone()])).sum(),
        }
    }

    /// Both together.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        Measure {
            texts: self.texts + other.texts,
            sentences: self.sentences + other.sentences,
            words: self.words + other.words,
            syllables: self.syllables + other.syllables,
        }
    }

    /// Words in a sentence, on average; 0 without a sentence.
    pub fn sentence_length(&self) -> f64 {
        self.words as f64 / self.sentences.max(1) as f64
    }

    fn word_length(&self) -> f64 {
        self.syllables as f64 / self.words.max(1) as f64
    }

    /// Flesch reading ease: 100 is very easy, 60 plain, 30 very hard.
    pub fn reading_ease(&self) -> f64 {
        206.835 - 1.015 * self.sentence_length() - 84.6 * self.word_length()
    }

    /// The years of age at which a reader follows with ease: the school grade of Flesch and Kincaid, plus five.
    pub fn reading_age(&self) -> f64 {
        0.39 * self.sentence_length() + 11.8 * self.word_length() - 15.59 + 5.0
    }

    /// The reading age as people should take it: past a degree the formula says nothing more.
    pub(super) fn age_in_words(&self) -> String {
        match self.reading_age() {
            age if age > MOST_AGE => format!("over {MOST_AGE:.0}"),
            age => format!("about {age:.0}"),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.words == 0 {
            return f.write_str("Plain English: there are no texts for the public yet");
        }
        write!(
            f,
            "Plain English: {} texts, {:.1} words in a sentence, reading ease {:.0}, reading age {} (a rough guide)",
            self.texts,
            self.sentence_length(),
            self.reading_ease(),
            self.age_in_words()
        )
    }
}

/// The syllables of a word: groups of vowels, without a silent ending. A word has one at least.
fn syllables(word: &str) -> usize {
    let word: String = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let is_vowel = |c: char| "aeiouyàâäéèêëíîïóôöúùûü".contains(c);
    let mut groups = 0;
    let mut before = false;
    for c in word.chars() {
        groups += usize::from(is_vowel(c) && !before);
        before = is_vowel(c);
    }
    groups.saturating_sub(silent_endings(&word)).max(1)
}

/// "care", "used", "names" end without a syllable of their own; "table", "wanted", "uses" do not.
fn silent_endings(word: &str) -> usize {
    let letters: Vec<char> = word.chars().rev().take(4).collect();
    let is_vowel = |c: &char| "aeiouy".contains(*c);
    let silent = match letters[..] {
        ['e', 'l', before, ..] => is_vowel(&before),
        ['e', before, ..] => !is_vowel(&before),
        ['d', 'e', before, ..] => !is_vowel(&before) && !matches!(before, 't' | 'd'),
        ['s', 'e', before, ..] => !is_vowel(&before) && !matches!(before, 's' | 'c' | 'g' | 'x' | 'z' | 'h'),
        _ => false,
    };
    usize::from(silent)
}

#[cfg(test)]
mod tests {
    use super::super::sentences::sentences;
    use super::*;

    #[test]
    fn syllables_are_counted_by_rule() {
        for (word, count) in [
            ("a", 1),
            ("NHS", 1),
            ("care", 1),
            ("used", 1),
            ("names", 1),
            ("table", 2),
            ("wanted", 2),
            ("needed", 2),
            ("uses", 2),
            ("patient", 2),
            ("hospital", 3),
            ("information", 4),
            ("42", 1),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn the_formulas_are_those_of_flesch_and_kincaid() {
        // 10 words in a sentence, 1.5 syllables in a word: 206.835 - 10.15 - 126.9, and grade 3.9 + 17.7 - 15.59.
        let measure = Measure { texts: 1, sentences: 2, words: 20, syllables: 30 };
        assert!((measure.reading_ease() - 69.785).abs() < 1e-9, "{}", measure.reading_ease());
        assert!((measure.reading_age() - 11.01).abs() < 1e-9, "{}", measure.reading_age());
    }

    #[test]
    fn short_words_in_short_sentences_have_a_low_reading_age() {
        let measure = |text: &str| Measure::of(text, &sentences(text));
        let plain =
            measure("The hospital sent us the data. We look at how well the new hip works. Then we tell the public.");
        let hard = measure(
            "Pseudonymised administrative information is disseminated internationally, facilitating epidemiological \
             investigation notwithstanding considerable methodological limitations.",
        );
        assert!(plain.reading_age() < 10.0 && plain.reading_ease() > 80.0, "{plain}");
        assert!(hard.reading_age() > 25.0 && hard.reading_ease() < 0.0, "{hard}");
        assert_eq!((plain.sentences, plain.words), (3, 20));
    }
}
