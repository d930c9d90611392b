//! Which documents a whole query names: exactly, by the beginning of a name, or nearly. Only names are looked at.

use super::documents::Kind;
use super::index::Index;
use super::text;
use std::collections::{BTreeMap, BTreeSet};

/// The tiers of names, best first.
pub(super) const EXACT: u8 = 8;
const BEGINS: u8 = 7;
pub(super) const NEAR: u8 = 6;

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
        let variants = self.variants(whole);
        let reference = reference(whole);
        for (document, names) in (0..).zip(&self.names) {
            let referred = self.kind(document) == Kind::Agreement && names.iter().any(|name| refers(&reference, name));
            let exact = |name: &String| variants.contains(name);
            let begins = |name: &String| variants.iter().any(|variant| is_beginning(variant, name));
            if referred || names.iter().any(exact) {
                tiers.insert(document, EXACT);
            } else if names.iter().any(begins) {
                tiers.insert(document, BEGINS);
            }
        }
        if !tiers.values().any(|&tier| tier == EXACT) {
            self.add_near(whole, &mut tiers);
        }
        tiers
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
            if !tiers.contains_key(&document) && names.iter().any(near) {
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

fn is_beginning(query: &str, name: &str) -> bool {
    name.len() > query.len() && name.starts_with(query) && query.chars().count() >= LEAST_BEGINNING
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
    fn a_beginning_has_three_characters_and_is_not_all() {
        assert!(is_beginning("bri", "bristol") && is_beginning("city of", "city of bristol"));
        assert!(
            !is_beginning("br", "bristol") && !is_beginning("bristol", "bristol") && !is_beginning("tol", "bristol")
        );
    }
}
