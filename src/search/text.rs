//! What a word is, and when two words are one: folding, words, stems, and how far apart two spellings are. The search
//! script has the same rules (`text.js`), and one table of examples (`tests/search/words.txt`) holds both to them.
//! It knows no register and no index.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of more characters is left out.
const LONGEST_WORD: usize = 40;

/// Words that say little, most of them those that questions are made of: they are indexed, but a query need not match
/// them. "No" and "not" say much here.
const STOP: [&str; 71] = [
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could",
    "did", "do", "does", "for", "from", "get", "gets", "got", "had", "has", "have", "he", "her", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "she", "should", "that", "the",
    "their", "them", "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where",
    "which", "who", "whom", "whose", "why", "with", "would", "you", "your",
];

/// Whether a folded word is one of those that say little.
pub fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// The stems of a folded text's words without those that say little; empty where it has no other.
pub(super) fn telling(folded: &str) -> String {
    folded.split(' ').filter(|word| !is_stop(word)).map(stem).collect::<Vec<_>>().join(" ")
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '`')
}

/// Compatibility-decomposed, without marks, in lower case; apostrophes dropped, `&` as "and", all else that is no
/// letter or number as one space.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    let mut push = |c: char, space: &mut bool| {
        if *space && !out.is_empty() {
            out.push(' ');
        }
        *space = false;
        out.push(c);
    };
    for c in text.nfkd().filter(|&c| !is_combining_mark(c) && !is_apostrophe(c)) {
        if c == '&' {
            space = true;
            "and".chars().for_each(|c| push(c, &mut space));
            space = true;
        } else if c.is_alphabetic() || c.is_numeric() {
            c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c }).for_each(|c| push(c, &mut space));
        } else {
            space = true;
        }
    }
    out
}

/// The folded words of a text in order.
pub fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_word(text, |word| all.push(word.to_owned()));
    all
}

/// Tells of each folded word of a text in order. Almost all text is ASCII, and is not copied to be folded.
pub(super) fn each_word(text: &str, mut tell: impl FnMut(&str)) {
    if text.is_ascii() {
        return each_ascii_word(text, tell);
    }
    // A bullet or a dash does not make all of a paragraph slow.
    for part in text.split_whitespace() {
        if part.is_ascii() {
            each_ascii_word(part, &mut tell);
        } else {
            fold(part).split(' ').filter(|word| !word.is_empty() && is_fine(word)).for_each(&mut tell);
        }
    }
}

fn each_ascii_word(text: &str, mut tell: impl FnMut(&str)) {
    let mut word = String::with_capacity(LONGEST_WORD);
    for range in AsciiWords::new(text) {
        let written = &text[range];
        if written == "&" {
            tell("and");
            continue;
        }
        // Most words stand as they fold.
        if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            if written.len() <= LONGEST_WORD {
                tell(written);
            }
            continue;
        }
        word.clear();
        word.extend(written.chars().filter(|&c| !is_apostrophe(c)).map(|c| c.to_ascii_lowercase()));
        if word.len() <= LONGEST_WORD {
            tell(&word);
        }
    }
}

fn is_fine(word: &str) -> bool {
    word.len() <= LONGEST_WORD || word.chars().count() <= LONGEST_WORD
}

/// Where the words of an ASCII text stand, apostrophes within them included; `&` is one.
struct AsciiWords<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> AsciiWords<'a> {
    fn new(text: &'a str) -> Self {
        AsciiWords { bytes: text.as_bytes(), at: 0 }
    }

    fn skip(&mut self, which: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| !which(byte)).unwrap_or(rest.len());
    }
}

impl Iterator for AsciiWords<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.skip(|byte| !byte.is_ascii_alphanumeric() && byte != b'&');
        let start = self.at;
        if *self.bytes.get(start)? == b'&' {
            self.at += 1;
        } else {
            self.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'`'));
        }
        Some(start..self.at)
    }
}

/// Where the word with this number begins in a text, as written; a few bytes before it where its text is not ASCII.
pub(super) fn place_of_word(text: &str, number: usize) -> Option<usize> {
    if text.is_ascii() {
        let fine = |range: &Range<usize>| {
            range.len() <= LONGEST_WORD
                || text[range.clone()].chars().filter(|&c| !is_apostrophe(c)).count() <= LONGEST_WORD
        };
        return AsciiWords::new(text).filter(fine).nth(number).map(|range| range.start);
    }
    let mut before = 0;
    for part in text.split_whitespace() {
        each_word(part, |_| before += 1);
        if before > number {
            return Some(part.as_ptr() as usize - text.as_ptr() as usize);
        }
    }
    None
}

/// A word without its plural, -ed or -ing and with the British -is- for -iz-, if it is a–z throughout and has at least
/// 4 letters.
pub fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    // Registers ask for a legal basis; no plural of "base" stands in their way.
    if word == "bases" {
        return "basis".to_owned();
    }
    let mut stem = word.to_owned();
    drop_plural(&mut stem);
    drop_tense(&mut stem);
    if stem.len() > 4 && stem.ends_with('e') {
        stem.pop();
    }
    drop_double(&mut stem);
    spell_as_british(&mut stem);
    stem
}

fn drop_plural(word: &mut String) {
    let ends = |ending| word.ends_with(ending);
    if ends("ies") && word.len() > 4 {
        replace_end(word, 3, "y");
    } else if ["sses", "xes", "ches", "shes"].into_iter().any(ends)
        || (word.len() >= 7 && (ends("ysis") || ends("osis")))
    {
        replace_end(word, 2, "");
    } else if ends("s") && !["ss", "us", "is"].into_iter().any(ends) {
        replace_end(word, 1, "");
    }
}

fn drop_tense(word: &mut String) {
    if word.ends_with("ied") && word.len() > 4 {
        replace_end(word, 3, "y");
        return;
    }
    for ending in ["ing", "ed"] {
        let Some(left) = word.strip_suffix(ending) else { continue };
        if left.len() >= 4 && left.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
            replace_end(word, ending.len(), "");
            return;
        }
    }
}

/// A doubled consonant at the end becomes one: `controll` of "controlled" is "control".
fn drop_double(word: &mut String) {
    let [.., before, last] = *word.as_bytes() else { return };
    if word.len() > 4 && before == last && !b"aeiou".contains(&last) {
        word.pop();
    }
}

/// `organiz` and `hospitalization` are written with s; what is short, such as `seiz`, stays.
fn spell_as_british(word: &mut String) {
    let before = word.strip_suffix("ation").unwrap_or(word);
    let at = before.len().saturating_sub(1);
    if word.len() > 5 && (before.ends_with("iz") || before.ends_with("yz")) {
        word.replace_range(at..=at, "s");
    }
}

fn replace_end(word: &mut String, bytes: usize, by: &str) {
    word.truncate(word.len() - bytes);
    word.push_str(by);
}

/// How many edits away a spelling may be to be taken for a word of this many characters.
pub fn allowed(characters: usize) -> usize {
    match characters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// Which characters a text has, as bits. An edit changes at most two of them, so that most texts that are far apart are
/// known to be without a closer look.
pub(super) fn characters(text: &str) -> u64 {
    text.chars().fold(0, |all, c| all | 1 << (u32::from(c) & 63))
}

/// Whether texts of these characters may be that near each other.
pub(super) fn may_be_near(one: u64, other: u64, most: usize) -> bool {
    (one ^ other).count_ones() as usize <= 2 * most
}

/// How many characters are inserted, deleted, substituted or swapped with their neighbour between two texts (optimal
/// string alignment); nothing for more than `most`.
pub fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=other.len()).collect());
    for (i, &a) in one.iter().enumerate() {
        let mut row = vec![most + 1; other.len() + 1];
        if i < most {
            row[0] = i + 1;
        }
        // Cells further from the diagonal than `most` cannot be part of an answer.
        for j in i.saturating_sub(most)..(i + most + 1).min(other.len()) {
            let b = other[j];
            let mut best = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == other[j - 1] && b == one[i - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best.min(most + 1);
        }
        if row.iter().all(|&cell| cell > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&edits| edits <= most)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const TABLE: &str = include_str!("../../tests/search/words.txt");

    /// The lines of one part of the table, each as its two or three columns.
    fn part(name: &str) -> Vec<Vec<&'static str>> {
        let rest = TABLE.split(&format!("# {name}\n")).nth(1).unwrap();
        let lines = rest.lines().take_while(|line| !line.starts_with("# ")).filter(|line| !line.is_empty());
        lines.map(|line| line.split(" = ").map(|cell| cell.trim_matches('|')).collect()).collect()
    }

    fn edits(one: &str, other: &str, most: usize) -> Option<usize> {
        distance(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>(), most)
    }

    #[test]
    fn texts_fold_as_the_table_says() {
        assert!(part("fold").len() > 15);
        for row in part("fold") {
            assert_eq!(fold(row[0]), row[1], "{}", row[0]);
            assert_eq!(words(row[0]).join(" "), row[1], "{}", row[0]);
        }
    }

    #[test]
    fn words_have_the_stems_of_the_table() {
        assert!(part("stem").len() > 40);
        for row in part("stem") {
            assert_eq!(stem(row[0]), row[1], "{}", row[0]);
        }
    }

    #[test]
    fn spellings_are_as_far_apart_as_the_table_says() {
        for row in part("distance") {
            assert_eq!(edits(row[0], row[1], 2), row[2].parse().ok(), "{} and {}", row[0], row[1]);
            assert_eq!(edits(row[1], row[0], 2), row[2].parse().ok(), "{} and {}", row[1], row[0]);
        }
    }

    #[test]
    fn no_spelling_that_is_near_is_passed_over_for_its_characters() {
        for row in part("distance").into_iter().filter(|row| row[2] != "none") {
            let edits = row[2].parse().unwrap();
            assert!(may_be_near(characters(row[0]), characters(row[1]), edits), "{} and {}", row[0], row[1]);
        }
        assert!(!may_be_near(characters("cancer"), characters("stroke"), 1));
    }

    #[test]
    fn words_of_more_than_forty_characters_are_left_out() {
        let (fits, long) = ("x".repeat(40), "x".repeat(41));
        assert_eq!(words(&format!("a {fits} {long} b")), ["a", &fits, "b"]);
        assert_eq!(words(&format!("é {long}")), ["e"]);
        assert_eq!(place_of_word(&format!("a {long} b"), 1), Some(44));
    }

    #[test]
    fn the_words_that_say_little_are_in_order() {
        assert!(STOP.is_sorted() && is_stop("the") && !is_stop("data"));
    }

    /// The whole table, without a band, to compare with.
    fn plain_distance(one: &[char], other: &[char]) -> usize {
        let mut cells = vec![vec![0; other.len() + 1]; one.len() + 1];
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                let mut best = if i == 0 || j == 0 { i + j } else { usize::MAX };
                if i > 0 && j > 0 {
                    best = cells[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                    best = best.min(cells[i - 1][j] + 1).min(cells[i][j - 1] + 1);
                }
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    best = best.min(cells[i - 2][j - 2] + 1);
                }
                cells[i][j] = best;
            }
        }
        cells[one.len()][other.len()]
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }

        #[test]
        fn the_fast_way_finds_the_same_words(text in "[a-zA-Z0-9é\u{301}½\u{a0}•’ '`&.,-]{0,60}") {
            prop_assert_eq!(words(&text).join(" "), fold(&text));
        }

        #[test]
        fn every_word_is_found_where_it_stands(text in "[a-zé'& .½-]{0,60}") {
            for (number, word) in words(&text).iter().enumerate() {
                let place = place_of_word(&text, number).unwrap();
                prop_assert!(words(&text[place..]).contains(word));
            }
        }

        #[test]
        fn a_stem_is_no_longer_than_its_word_and_begins_like_it(word in "[a-z]{1,12}") {
            let stem = stem(&word);
            prop_assert!(stem.len() <= word.len() && !stem.is_empty());
            let spelt = |byte| if byte == b'z' { b's' } else { byte };
            let same = stem.bytes().zip(word.bytes()).take_while(|&(a, b)| spelt(a) == spelt(b)).count();
            prop_assert!(same + 1 >= stem.len(), "{} of {}", stem, word);
        }

        #[test]
        fn the_band_changes_no_distance(one in "[abc]{0,7}", other in "[abc]{0,7}", most in 0usize..4) {
            let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            let plain = plain_distance(&one, &other);
            prop_assert_eq!(distance(&one, &other, most), (plain <= most).then_some(plain));
        }
    }
}
