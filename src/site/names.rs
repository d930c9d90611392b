//! The names under which something is recorded, how often each occurs, and how each was joined to it: because it has
//! the same words, or because a person reviewed it.

use super::dates::Day;
use crate::model::fold;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A recorded name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameLine<'a> {
    /// As published.
    pub name: &'a str,
    /// Rows that have it.
    pub rows: usize,
    /// Versions of agreements that have it.
    pub versions: usize,
    /// How it was joined.
    #[serde(flatten)]
    pub joined: Joined<'a>,
}

/// How a name was joined to what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "joined", rename_all = "snake_case")]
pub enum Joined<'a> {
    /// It is the name shown.
    Same,
    /// It differs from the name shown in case, spaces and punctuation alone.
    Folded,
    /// A person recorded it.
    Reviewed(Review<'a>),
}

/// What a reviewed line says about a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Review<'a> {
    /// Why it means this.
    pub evidence: &'a str,
    /// When a person looked at it.
    pub reviewed: Option<Day>,
    /// Whether it means other things too.
    pub several: bool,
}

/// Every spelling in rows and versions, most rows first, then the reviewed names that neither has. `own` is the name
/// shown.
pub(super) fn names<'a>(
    own: &str,
    rows: impl Iterator<Item = &'a str>,
    versions: impl Iterator<Item = &'a str>,
    reviewed: impl Iterator<Item = (&'a str, Review<'a>)>,
) -> Vec<NameLine<'a>> {
    let mut spellings: BTreeMap<&'a str, (usize, usize)> = BTreeMap::new();
    rows.for_each(|name| spellings.entry(name).or_default().0 += 1);
    versions.for_each(|name| spellings.entry(name).or_default().1 += 1);
    spellings.remove("");
    let mut by_key: BTreeMap<String, (&'a str, Review<'a>)> = BTreeMap::new();
    for (name, review) in reviewed {
        by_key.entry(fold::punct(name)).or_insert((name, review));
    }
    let own_key = fold::punct(own);
    let mut lines = Vec::with_capacity(spellings.len());
    let mut found = BTreeSet::new();
    for (name, (rows, versions)) in spellings {
        let key = fold::punct(name);
        let review = by_key.get(&key).map(|&(_, review)| review);
        let joined = match review {
            // A name that means several things is never one of them by its words alone.
            Some(review) if review.several => Joined::Reviewed(review),
            _ if name == own => Joined::Same,
            _ if key == own_key => Joined::Folded,
            _ => Joined::Reviewed(review.unwrap_or_default()),
        };
        lines.push(NameLine { name, rows, versions, joined });
        found.insert(key);
    }
    lines.sort_by_key(|line| Reverse((line.rows, line.versions)));
    by_key.retain(|key, _| !found.contains(key));
    let unused = by_key.into_values().filter(|&(name, _)| name != own);
    lines.extend(unused.map(|(name, review)| NameLine {
        name,
        rows: 0,
        versions: 0,
        joined: Joined::Reviewed(review),
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVIEW: Review<'static> = Review { evidence: "same address", reviewed: None, several: false };

    fn lines(own: &str, rows: &[&'static str], reviewed: &[(&'static str, Review<'static>)]) -> Vec<NameLine<'static>> {
        names(own, rows.iter().copied(), ["IMPERIAL"].into_iter(), reviewed.iter().copied())
    }

    #[test]
    fn each_spelling_says_how_often_it_occurs_and_how_it_was_joined() {
        let found = lines(
            "Imperial College",
            &["IMPERIAL  COLLEGE", "Imperial College", "IMPERIAL  COLLEGE", ""],
            &[("Imperial", REVIEW), ("Imperial College", REVIEW), ("ICL", REVIEW)],
        );
        let shown: Vec<_> = found.iter().map(|line| (line.name, line.rows, line.versions, line.joined)).collect();
        let expected = [
            ("IMPERIAL  COLLEGE", 2, 0, Joined::Folded),
            ("Imperial College", 1, 0, Joined::Same),
            ("IMPERIAL", 0, 1, Joined::Reviewed(REVIEW)),
            ("ICL", 0, 0, Joined::Reviewed(REVIEW)),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_name_for_several_things_is_reviewed_even_where_the_words_are_the_same() {
        let several = Review { several: true, ..REVIEW };
        let found = lines("Maternity", &["Maternity"], &[("Maternity", several)]);
        assert_eq!(found[0].joined, Joined::Reviewed(several));
    }
}
