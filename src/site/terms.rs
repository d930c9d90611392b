//! Published wordings and the terms they stand for.

use super::applied::AppliedRows;
use super::routes::Routes;
use crate::model::{Applied, Register, Release, Stated, Term, TermCode, VocabularyName};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A term that rows have, with what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermCount<'a> {
    /// A few words.
    pub label: &'a str,
    /// What it means, in plain English; may be empty.
    pub explanation: &'a str,
    /// Where it is explained: its page, or its place in the glossary.
    pub href: Option<String>,
    /// How many rows have it.
    pub rows: usize,
}

/// The terms that stand under a wording, as labels joined by "; "; empty where nothing is stated.
pub(super) fn labels<'a>(register: &'a Register, vocabulary: VocabularyName, stated: &'a Stated) -> Cow<'a, str> {
    let codes = stated.as_deref().map_or(&[] as &[TermCode], |wording| &wording.codes);
    let label = |code: &'a TermCode| register.vocabularies.label(vocabulary, code.as_str());
    match codes {
        [] => Cow::Borrowed(""),
        [one] => Cow::Borrowed(label(one)),
        many => many.iter().map(label).collect::<Vec<_>>().join("; ").into(),
    }
}

/// A term without rows.
pub(super) fn term<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    vocabulary: VocabularyName,
    code: &'a str,
) -> TermCount<'a> {
    match register.vocabularies.term(vocabulary, code) {
        Some(Term { label, explanation, .. }) => {
            TermCount { label, explanation, href: Some(routes.term_link(vocabulary, code)), rows: 0 }
        }
        None => TermCount { label: code, explanation: "", href: None, rows: 0 },
    }
}

/// Terms of one vocabulary with their rows, most rows first, then in vocabulary order.
pub(super) fn count_terms<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    vocabulary: VocabularyName,
    stated: impl Iterator<Item = &'a Stated>,
) -> Vec<TermCount<'a>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in stated.flatten().flat_map(|wording| &wording.codes) {
        *counts.entry(code.as_str()).or_default() += 1;
    }
    ranked(register, routes, vocabulary, counts)
}

fn ranked<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    name: VocabularyName,
    counts: BTreeMap<&'a str, usize>,
) -> Vec<TermCount<'a>> {
    let mut found: Vec<_> = counts.into_iter().collect();
    let vocabulary = register.vocabularies.get(name);
    found.sort_by_key(|&(code, rows)| (std::cmp::Reverse(rows), vocabulary.place(code)));
    found.into_iter().map(|(code, rows)| TermCount { rows, ..term(register, routes, name, code) }).collect()
}

/// Whether opt-outs were applied, over many rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptOutAnswers<'a> {
    /// One answer for all rows; see [`AppliedRows::overall`].
    pub overall: &'static str,
    /// Each answer with its reason, most rows first.
    pub answers: Vec<TermCount<'a>>,
}

impl<'a> OptOutAnswers<'a> {
    /// Gathers the answers of rows.
    pub fn of(
        register: &'a Register,
        routes: Routes<'a>,
        releases: impl Iterator<Item = &'a Release> + Clone,
    ) -> OptOutAnswers<'a> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for release in releases.clone() {
            *counts.entry(opt_out_code(release)).or_default() += 1;
        }
        let overall = AppliedRows::of(releases).overall;
        OptOutAnswers { overall, answers: ranked(register, routes, VocabularyName::OptOut, counts) }
    }
}

/// The code of a row's answer about opt-outs; a blank cell's is the term that stands for it.
pub(super) fn opt_out_code(release: &Release) -> &str {
    release
        .opt_outs_stated
        .as_deref()
        .and_then(|wording| wording.codes.first())
        .map_or("not_recorded/", TermCode::as_str)
}

/// Whether a row says that opt-outs were applied.
pub(super) fn is_applied(release: &Release) -> bool {
    release.opt_outs().applied == Applied::Yes
}

/// A wording as published, beside the terms it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordingLine<'a> {
    /// The vocabulary's key: `legal-basis`.
    pub vocabulary: &'static str,
    /// The words as published.
    pub raw: &'a str,
    /// What they stand for.
    pub terms: Vec<TermCount<'a>>,
}

/// Every wording of these cells once, by vocabulary, then alphabetically.
pub(super) fn wordings<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    cells: impl Iterator<Item = (VocabularyName, &'a Stated)>,
) -> Vec<WordingLine<'a>> {
    let mut seen: BTreeMap<(VocabularyName, &str), &[TermCode]> = BTreeMap::new();
    for (vocabulary, stated) in cells {
        if let Some(wording) = stated {
            seen.entry((vocabulary, &wording.raw)).or_insert(&wording.codes);
        }
    }
    let line = |((vocabulary, raw), codes): ((VocabularyName, &'a str), &'a [TermCode])| WordingLine {
        vocabulary: vocabulary.key(),
        raw,
        terms: codes.iter().map(|code| term(register, routes, vocabulary, code.as_str())).collect(),
    };
    seen.into_iter().map(line).collect()
}

/// The controlled cells of a row, each with its vocabulary.
pub(super) fn cells_of(release: &Release) -> [(VocabularyName, &Stated); 6] {
    [
        (VocabularyName::Identifiability, &release.identifiability),
        (VocabularyName::Sensitivity, &release.sensitivity),
        (VocabularyName::LegalBasis, &release.legal_basis),
        (VocabularyName::Frequency, &release.frequency),
        (VocabularyName::OptOut, &release.opt_outs_stated),
        (VocabularyName::Confidentiality, &release.confidentiality),
    ]
}
