//! Which documents a whole query names: exactly, in the same words, by the beginning of a name, by initials, or nearly.
//! Only names are looked at.

use super::documents::Kind;
use super::index::Index;
use super::text;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// The tiers of names, best first; between the last two come documents whose names have every word.
pub(super) const EXACT: u8 = 8;
const SAME_WORDS: u8 = 7;
pub(super) const BEGINS: u8 = 6;
pub(super) const NEAR: u8 = 5;
pub(super) const WITHIN_WORD: u8 = 3;

/// Letters of a query that may be initials.
const INITIALS: RangeInclusive<usize> = 3..=6;

/// Characters that a query needs to be the beginning of a name.
const LEAST_BEGINNING: usize = 3;

/// Characters that a query needs to be part of a reference.
const LEAST_REFERENCE: usize = 4;

/// Other ways to say a query that are tried.
const MOST_VARIANTS: usize = 16;

impl Index<'_> {
    /// The documents that have a name like this, each with its tier.
    pub(super) fn named(&self, whole: &str) -> BTreeMap<u32, u8> {
        let mut tiers = BTreeMap::new();
        if whole.is_empty() {
            return tiers;
        }
        let sought = Sought::of(whole, self.variants(whole));
        for document in 0..self.len() as u32 {
            tiers.extend(self.tier_of(document, &sought).map(|tier| (document, tier)));
        }
        if tiers.values().all(|&tier| tier < SAME_WORDS) {
            self.add_near(whole, &mut tiers);
        }
        tiers
    }

    fn tier_of(&self, document: u32, sought: &Sought<'_>) -> Option<u8> {
        let (names, kind) = (&self.names[document as usize], self.kind(document));
        let referred = || names.iter().any(|name| refers(&sought.reference, name));
        if names.iter().any(|name| sought.variants.contains(name)) || (kind == Kind::Agreement && referred()) {
            return Some(EXACT);
        }
        if kind != Kind::Agreement && self.tellings()[document as usize].iter().any(|name| sought.words.contains(name))
        {
            return Some(SAME_WORDS);
        }
        let begins = names.iter().flat_map(|name| sought.variants.iter().filter_map(|query| beginning(query, name)));
        begins.chain(self.has_initials(document, sought).then_some(BEGINS)).max()
    }

    /// Whether the query is made of the first letters of a recipient's or a dataset's name.
    fn has_initials(&self, document: u32, sought: &Sought<'_>) -> bool {
        let is = |name: &str| initials(name).iter().any(|letters| letters == sought.whole);
        sought.is_initials
            && matches!(self.kind(document), Kind::Recipient | Kind::Dataset)
            && (is(self.title(document)) || self.head.docs.names[document as usize].iter().any(|name| is(name)))
    }

    fn add_near(&self, whole: &str, tiers: &mut BTreeMap<u32, u8>) {
        let (characters, whole) = (text::characters(whole), whole.chars().collect::<Vec<char>>());
        let most = text::allowed(whole.len());
        if most == 0 {
            return;
        }
        let near = |name: &String| {
            if !text::may_be_near(characters, text::characters(name), most) {
                return false;
            }
            let name: Vec<char> = name.chars().collect();
            text::distance(&whole, &name, most).is_some()
        };
        for (document, names) in (0..).zip(&self.names) {
            if tiers.get(&document).is_none_or(|&tier| tier < NEAR) && names.iter().any(near) {
                tiers.insert(document, NEAR);
            }
        }
    }

    /// The query itself, and with each expression that has synonyms replaced by each of them, one at a time.
    fn variants(&self, whole: &str) -> BTreeSet<String> {
        let words: Vec<&str> = whole.split(' ').collect();
        let mut variants = vec![whole.to_owned()];
        for group in &self.head.synonyms {
            for expression in group {
                let own: Vec<&str> = expression.split(' ').collect();
                let places = (0..words.len()).filter(|&at| words[at..].starts_with(&own));
                for at in places.collect::<Vec<_>>() {
                    for other in group.iter().filter(|other| *other != expression) {
                        let (before, after) = (&words[..at], &words[at + own.len()..]);
                        variants.push([before, &[other.as_str()], after].concat().join(" "));
                    }
                }
            }
        }
        variants.truncate(MOST_VARIANTS + 1);
        variants.into_iter().collect()
    }
}

/// What is sought among names.
struct Sought<'q> {
    /// The whole query.
    whole: &'q str,
    /// It, and other ways to say it.
    variants: BTreeSet<String>,
    /// The words of each that say something.
    words: BTreeSet<String>,
    /// The query as a reference.
    reference: String,
    /// Whether it may be initials.
    is_initials: bool,
}

impl<'q> Sought<'q> {
    fn of(whole: &'q str, variants: BTreeSet<String>) -> Sought<'q> {
        let words = variants.iter().map(|variant| text::telling(variant)).filter(|words| !words.is_empty()).collect();
        let is_initials = INITIALS.contains(&whole.len()) && whole.bytes().all(|byte| byte.is_ascii_lowercase());
        Sought { whole, words, reference: reference(whole), is_initials, variants }
    }
}

/// How a name begins with a query: with its words, or within a word.
fn beginning(query: &str, name: &str) -> Option<u8> {
    let rest = name.strip_prefix(query).filter(|rest| !rest.is_empty())?;
    let long = query.chars().count() >= LEAST_BEGINNING;
    long.then_some(if rest.starts_with(' ') { BEGINS } else { WITHIN_WORD })
}

/// The first letters of all words of a name, and of those that say something, without what stands in brackets.
fn initials(name: &str) -> [String; 2] {
    // Only the innermost brackets are left out, and one without an end is none: names of registers have no others.
    let (mut open, mut rest) = (String::with_capacity(name.len()), name);
    while let Some((before, inside)) = rest.split_once('(') {
        open.push_str(before);
        open.push(' ');
        rest = match inside.find(['(', ')']) {
            Some(end) if inside[end..].starts_with(')') => &inside[end + 1..],
            _ => inside,
        };
    }
    open.push_str(rest);
    let words = text::words(&open);
    let first = |word: &String| word.chars().next();
    [
        words.iter().filter_map(first).collect(),
        words.iter().filter(|word| !text::is_stop(word)).filter_map(first).collect(),
    ]
}

/// A query as a reference: without `dars`, version and spaces.
fn reference(whole: &str) -> String {
    let mut words: Vec<&str> = whole.split(' ').collect();
    if words.len() > 1 && words[0] == "dars" {
        words.remove(0);
    }
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = |word: &str, letter: char| word.strip_prefix(letter).is_some_and(is_number);
    match words[..] {
        [_, .., label, minor] if is_label(label, 'v') && is_number(minor) => words.truncate(words.len() - 2),
        [_, .., label] if is_label(label, 'v') || is_label(label, 'a') => words.truncate(words.len() - 1),
        _ => {}
    }
    let joined = words.concat();
    joined.strip_prefix("dars").map(str::to_owned).unwrap_or(joined)
}

/// Whether a query is a reference, or neighbouring parts of it.
fn refers(reference: &str, name: &str) -> bool {
    if reference.chars().count() < LEAST_REFERENCE || !reference.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = name.split(' ').collect();
    (0..words.len()).any(|from| (from..words.len()).any(|to| words[from..=to].concat() == reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_known_in_every_form() {
        let name = text::fold("NIC-17875-X7K1V");
        let forms = [
            "17875",
            "X7K1V",
            "x7k1v",
            "nic 17875 x7k1v",
            "DARS-NIC-17875-X7K1V-v3.2",
            "DARS-NIC-17875-X7K1V-V3",
            "nic17875x7k1v",
            "darsnic17875x7k1v",
            "17875 x7k1v",
            "NIC-17875",
            "dars nic 17875 x7k1v v2 18",
        ];
        for form in forms {
            assert!(refers(&reference(&text::fold(form)), &name), "{form}");
        }
        for other in ["nic", "1787", "787", "dars", "v3", "x7k1", "17875 x7k1w", "nic 17875 x7k1v y", "x7k1v 17875"] {
            assert!(!refers(&reference(&text::fold(other)), &name), "{other}");
        }
        assert!(refers(&reference(&text::fold("ODR1617_023/A8")), &text::fold("ODR1617_023")));
    }

    #[test]
    fn a_beginning_has_three_characters_and_ends_with_a_word_or_within_one() {
        assert_eq!(beginning("city of", "city of bristol"), Some(BEGINS));
        assert_eq!(beginning("cambridge", "cambridgeshire"), Some(WITHIN_WORD));
        for (query, name) in [("br", "bristol"), ("bristol", "bristol"), ("tol", "bristol")] {
            assert_eq!(beginning(query, name), None, "{query}");
        }
    }

    #[test]
    fn initials_leave_out_brackets_and_may_leave_out_words_that_say_little() {
        assert_eq!(initials("Department of Health and Social Care"), ["dohasc", "dhsc"]);
        assert_eq!(initials("King\u{2019}s College London (KCL)"), ["kcl", "kcl"]);
        assert_eq!(initials("A (b (c) d) E (f"), ["abdef", "bdef"]);
    }
}
