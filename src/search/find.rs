//! From a query to ranked results. The script of the search page (`query.js`) does the same with the same numbers.

use super::documents::{FIELDS, TITLE};
use super::format::{Places, Postings};
use super::index::Index;
use super::names::{BEGINS, NEAR, WITHIN_WORD};
use super::query::{Part, Query};
use super::text;
use crate::diag::Failure;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What a tier is worth.
const TIER: u64 = 1_000_000;
/// Every word stands in names.
const ALL_NAMES: u8 = 4;
const TITLE_EQUALS: u8 = 2;
/// Every word stands in names or in the title.
const ALL_TITLES: u8 = 1;
/// What a document gets for each doubling of its release rows: enough to order equals.
const PRIOR: u64 = 4;

/// Forms that the beginning of a word may stand for.
const MOST_FORMS: usize = 40;
/// Shards that are searched for them.
const MOST_SHARDS: usize = 2;
/// Characters that an unknown word needs to stand for all words that begin so.
const LEAST_PREFIX: usize = 3;
/// With so few results another spelling is offered.
const FEW: usize = 3;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Results, best first.
    pub hits: Vec<Hit>,
    /// The query that was searched for instead, since the one typed finds nothing.
    pub corrected: Option<String>,
    /// A query of another spelling that finds more.
    pub suggestion: Option<String>,
    /// Whether no document matches all words, so that results match only some.
    pub partial: bool,
    /// The words searched for, folded.
    pub words: Vec<String>,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The number of the document.
    pub document: u32,
    /// By which results are ordered.
    pub score: u64,
    /// What kind of match it is, from 8 for an exact name down to 0.
    pub tier: u8,
    /// The field that decided.
    pub field: &'static str,
    /// Words around a match.
    pub passage: Option<Passage>,
    /// What was asked for and is not there, as typed.
    pub missing: Vec<String>,
}

/// Words around a match, and the field they stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The field.
    pub field: &'static str,
    /// The words.
    pub text: String,
}

/// What one document has of one part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Match {
    /// The best field, and the worst where the part has several words.
    fields: (u8, u8),
    score: u32,
    /// What the index keeps of it for the part's words, in their order.
    kept: Vec<Kept>,
}

/// A passage that the index keeps for a word in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    /// Of the word.
    level: u8,
    field: u8,
    text: String,
}

/// What all documents have of one part.
#[derive(Debug, Default)]
struct Matches {
    documents: BTreeMap<u32, Match>,
    /// The forms that follow each other, where the part is a phrase; else none.
    phrase: Vec<String>,
    /// Whether the index has the word, as it stands or as a beginning.
    known: bool,
}

impl Index<'_> {
    /// Searches for what somebody typed.
    ///
    /// # Errors
    /// Where a file of the index cannot be got or is damaged.
    pub fn search(&self, typed: &str) -> Result<Found, Failure> {
        let query = Query::parse(typed);
        if query.wanted.is_empty() {
            return self.everything(&query);
        }
        let matches = self.matches(&query)?;
        let hits = self.hits(&query, &matches, &[])?;
        if hits.iter().any(|hit| hit.tier != NEAR) {
            let suggestion = self.suggestion(&query, &matches, &hits)?;
            return Ok(Found { hits, suggestion, words: words(&query), ..Found::default() });
        }
        if let Some(found) = self.corrected(&query, &matches, &hits)? {
            return Ok(found);
        }
        let partial = hits.is_empty();
        let hits = if partial { self.partial(&query, &matches)? } else { hits };
        Ok(Found { partial: partial && !hits.is_empty(), hits, words: words(&query), ..Found::default() })
    }

    /// All documents but those excluded, newest first.
    fn everything(&self, query: &Query) -> Result<Found, Failure> {
        let unwanted = self.unwanted(query)?;
        let mut documents: Vec<u32> = (0..self.len() as u32).filter(|number| !unwanted.contains(number)).collect();
        documents.sort_by_key(|&number| Reverse(self.head.docs.date[number as usize]));
        let hit = |document| Hit {
            document,
            score: 0,
            tier: 0,
            field: FIELDS[usize::from(TITLE)],
            passage: None,
            missing: Vec::new(),
        };
        Ok(Found { hits: documents.into_iter().map(hit).collect(), ..Found::default() })
    }

    /// What matches each part that counts; a word that is in no document stands for all that begin so.
    fn matches(&self, query: &Query) -> Result<Vec<Matches>, Failure> {
        let of_part = |place: usize| match &query.wanted[place] {
            Part::Word(word) => {
                let found = self.word(word)?;
                let open = !found.known && word.chars().count() >= LEAST_PREFIX;
                if open { self.prefix(word) } else { Ok(found) }
            }
            part => self.part(part),
        };
        query.searched().into_iter().map(of_part).collect()
    }

    fn part(&self, part: &Part) -> Result<Matches, Failure> {
        match part {
            Part::Word(word) => self.word(word),
            Part::Prefix(beginning) => self.prefix(beginning),
            Part::Phrase(words) => self.phrase(words),
        }
    }

    fn unwanted(&self, query: &Query) -> Result<BTreeSet<u32>, Failure> {
        let mut unwanted = BTreeSet::new();
        for part in &query.unwanted {
            unwanted.extend(self.part(part)?.documents.into_keys());
        }
        Ok(unwanted)
    }

    fn postings(&self, term: &str) -> Result<Option<Postings>, Failure> {
        let Some(shard) = self.shard_of(term) else { return Ok(None) };
        Ok(self.words(shard)?.get(term).cloned())
    }

    fn places(&self, term: &str) -> Result<Option<Places>, Failure> {
        let Some(shard) = self.shard_of(term) else { return Ok(None) };
        Ok(self.positions(shard)?.get(term).cloned())
    }

    fn word(&self, word: &str) -> Result<Matches, Failure> {
        let mut matches = Matches::default();
        if let Some(postings) = self.postings(&text::stem(word))? {
            self.add(&postings, &mut matches);
        }
        Ok(matches)
    }

    /// Adds a term that the part stands for; of several, each document has the best.
    fn add(&self, postings: &Postings, matches: &mut Matches) {
        matches.known = true;
        let passages: BTreeMap<u32, &(u32, u8, String)> =
            postings.passages.iter().map(|passage| (passage.0, passage)).collect();
        for (posting, &(document, byte)) in (0..).zip(&postings.documents) {
            let (field, level) = (byte >> 4, byte & 15);
            let kept = passages.get(&posting).map(|(_, field, text)| Kept { level, field: *field, text: text.clone() });
            let score = self.head.levels[usize::from(level)];
            let found = Match { fields: (field, field), score, kept: kept.into_iter().collect() };
            matches.documents.entry(document).and_modify(|known| known.or(found.clone())).or_insert(found);
        }
    }

    /// All words that begin so, as far as the shard has them where the beginning would stand, and the one that has the
    /// most common of the others: a beginning of three letters would otherwise fetch a good part of the index.
    fn prefix(&self, beginning: &str) -> Result<Matches, Failure> {
        let dictionary = self.dictionary()?;
        let from = dictionary.partition_point(|(form, _)| form.as_str() < beginning);
        let mut forms: Vec<_> = dictionary[from..].iter().take_while(|(form, _)| form.starts_with(beginning)).collect();
        forms.sort_by_key(|(_, class)| Reverse(*class));
        let stems: Vec<String> = forms.iter().take(MOST_FORMS).map(|(form, _)| text::stem(form)).collect();
        let mut shards: Vec<usize> = Vec::new();
        for shard in
            std::iter::once(beginning).chain(stems.iter().map(String::as_str)).filter_map(|term| self.shard_of(term))
        {
            if shards.len() < MOST_SHARDS && !shards.contains(&shard) {
                shards.push(shard);
            }
        }
        let own = text::stem(beginning);
        let meant = |term: &String| term.starts_with(beginning) || stems.contains(term) || *term == own;
        // In the order of terms: of equal passages the first one is shown.
        shards.sort_unstable();
        let mut matches = Matches::default();
        for shard in shards {
            self.words(shard)?
                .iter()
                .filter(|(term, _)| meant(term))
                .for_each(|(_, found)| self.add(found, &mut matches));
        }
        Ok(matches)
    }

    /// Documents in which these very forms follow each other.
    fn phrase(&self, words: &[String]) -> Result<Matches, Failure> {
        let mut found = Matches { phrase: words.to_vec(), known: true, ..Matches::default() };
        let mut all: Vec<(Matches, BTreeMap<u32, Vec<u32>>)> = Vec::new();
        for word in words {
            let term = text::stem(word);
            let (Some(postings), Some(places)) = (self.postings(&term)?, self.places(&term)?) else {
                return Ok(found);
            };
            let mut matches = Matches::default();
            self.add(&postings, &mut matches);
            all.push((matches, standing(word, &postings, &places)));
        }
        let Some((_, first)) = all.first() else { return Ok(found) };
        for (document, starts) in first {
            let follows = |start: u32| {
                let mut next = (start..).zip(&all);
                next.all(|(at, (_, places))| places.get(document).is_some_and(|all| all.binary_search(&at).is_ok()))
            };
            if starts.iter().any(|&start| follows(start)) {
                let each = all.iter().filter_map(|(matches, _)| matches.documents.get(document).cloned());
                found.documents.extend(each.reduce(Match::and).map(|all| (*document, all)));
            }
        }
        Ok(found)
    }

    /// Documents that match all parts, and those that the query names, also as it was first typed (`near`); ranked.
    fn hits(&self, query: &Query, matches: &[Matches], near: &[Hit]) -> Result<Vec<Hit>, Failure> {
        let whole = query.whole();
        let mut named = self.named(&whole);
        for hit in near {
            named.entry(hit.document).and_modify(|tier| *tier = NEAR.max(*tier)).or_insert(NEAR);
        }
        let in_all = |document: &u32| matches.iter().all(|part| part.documents.contains_key(document));
        let first = matches.first().into_iter().flat_map(|part| part.documents.keys().copied());
        let mut documents: BTreeSet<u32> = first.filter(in_all).collect();
        documents.extend(named.keys());
        let unwanted = self.unwanted(query)?;
        let hit = |&document: &u32| {
            let fields: Option<Vec<_>> =
                matches.iter().map(|part| Some(part.documents.get(&document)?.fields)).collect();
            let worst = fields.and_then(|fields| fields.into_iter().map(|(_, worst)| worst).max());
            let matched = match worst {
                Some(0) => ALL_NAMES,
                Some(_) if self.titles[document as usize] == whole => TITLE_EQUALS,
                Some(..=TITLE) => ALL_TITLES,
                _ => 0,
            };
            self.hit(document, named.get(&document).map_or(matched, |&tier| matched.max(tier)), matches)
        };
        let mut hits: Vec<Hit> = documents.iter().filter(|number| !unwanted.contains(number)).map(hit).collect();
        hits.sort_by_key(|hit| (Reverse(hit.score), hit.document));
        Ok(hits)
    }

    /// Documents that match most parts.
    fn partial(&self, query: &Query, matches: &[Matches]) -> Result<Vec<Hit>, Failure> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for document in matches.iter().flat_map(|part| part.documents.keys()) {
            *counts.entry(*document).or_default() += 1;
        }
        let unwanted = self.unwanted(query)?;
        counts.retain(|document, _| !unwanted.contains(document));
        let most = counts.values().max().copied().unwrap_or(0);
        let nearest = counts.into_iter().filter(|&(_, count)| count == most);
        let searched = query.searched();
        let with_missing = |(document, _)| {
            let mut hit = self.hit(document, 0, matches);
            let missing = searched.iter().zip(matches).filter(|(_, part)| !part.documents.contains_key(&document));
            hit.missing = missing.map(|(&place, _)| query.wanted[place].typed()).collect();
            hit
        };
        let mut hits: Vec<Hit> = nearest.map(with_missing).collect();
        hits.sort_by_key(|hit| (Reverse(hit.score), hit.document));
        Ok(hits)
    }

    /// What is found with words spelt otherwise: first those that the index has not, then one of the others.
    /// Documents that the query as typed names nearly (`near`) stay.
    fn corrected(&self, query: &Query, matches: &[Matches], near: &[Hit]) -> Result<Option<Found>, Failure> {
        let searched = query.searched();
        let (unknown, known): (Vec<_>, Vec<_>) =
            searched.iter().zip(matches).partition(|(_, part)| !part.known && part.documents.is_empty());
        let mended = self.mended(query, unknown.iter().map(|(place, _)| **place), |_, _| true)?;
        let mut tries: Vec<Query> = mended.clone().into_iter().collect();
        let base = mended.as_ref().unwrap_or(query);
        for (place, _) in known {
            tries.extend(self.mended(base, std::iter::once(*place), |_, _| true)?);
        }
        for other in tries {
            let hits = self.hits(&other, &self.matches(&other)?, near)?;
            if hits.len() > near.len() {
                let (corrected, words) = (Some(other.typed()), words(&other));
                return Ok(Some(Found { hits, corrected, words, ..Found::default() }));
            }
        }
        Ok(None)
    }

    /// A result with what its parts and its releases add up to.
    fn hit(&self, document: u32, tier: u8, matches: &[Matches]) -> Hit {
        let rows = u32::try_from(self.head.docs.facts.releases[document as usize]).unwrap_or(u32::MAX);
        let mut hit = hit(document, tier, matches);
        hit.score += u64::from(u32::BITS - rows.leading_zeros()) * PRIOR;
        hit
    }

    /// A spelling that finds more than the few results there are.
    fn suggestion(&self, query: &Query, matches: &[Matches], hits: &[Hit]) -> Result<Option<String>, Failure> {
        if hits.len() > FEW || hits.iter().any(|hit| hit.tier >= BEGINS || hit.tier == WITHIN_WORD) {
            return Ok(None);
        }
        let searched = query.searched();
        let unknown: Vec<usize> =
            searched.iter().zip(matches).filter(|(_, part)| !part.known).map(|(&place, _)| place).collect();
        let other = if unknown.is_empty() {
            let dictionary = self.dictionary()?;
            let class = |word: &str| {
                let known = dictionary.binary_search_by(|(form, _)| form.as_str().cmp(word));
                known.map_or(0, |place| dictionary[place].1)
            };
            self.mended(query, searched.into_iter(), |word, near| near >= class(word) + 2)?
        } else {
            self.mended(query, unknown.into_iter(), |_, _| true)?
        };
        let Some(other) = other else { return Ok(None) };
        let more = self.hits(&other, &self.matches(&other)?, &[])?.len() > hits.len();
        Ok(more.then(|| other.typed()))
    }

    /// The query with the words in these places replaced by the nearest forms, where `better` lets them; nothing where
    /// no word is replaced.
    fn mended(
        &self,
        query: &Query,
        places: impl Iterator<Item = usize>,
        better: impl Fn(&str, u8) -> bool,
    ) -> Result<Option<Query>, Failure> {
        let mut mended = None;
        for place in places {
            let Part::Word(word) = &query.wanted[place] else { continue };
            if let Some((form, _)) = self.nearest(word)?.filter(|(_, class)| better(word, *class)) {
                mended = Some(mended.as_ref().unwrap_or(query).with(place, form));
            }
        }
        Ok(mended)
    }

    /// The form of the dictionary that a word may have been meant to be.
    fn nearest(&self, word: &str) -> Result<Option<(&str, u8)>, Failure> {
        let typed: Vec<char> = word.chars().collect();
        let most = text::allowed(typed.len());
        if most == 0 || word.contains(char::is_numeric) {
            return Ok(None);
        }
        let characters = text::characters(word);
        let near = |form: &str| text::may_be_near(characters, text::characters(form), most);
        let mut best: Option<(Nearness, &str)> = None;
        for (form, class) in self.dictionary()?.iter().filter(|(form, _)| near(form)) {
            let written: Vec<char> = form.chars().collect();
            let Some(edits) = text::distance(&typed, &written, most).filter(|&edits| edits > 0) else { continue };
            let key = (edits, written.first() != typed.first(), Reverse(*class));
            // Forms come in order of the alphabet: the first of equals stays.
            if best.as_ref().is_none_or(|(known, _)| key < *known) {
                best = Some((key, form));
            }
        }
        Ok(best.map(|((_, _, Reverse(class)), form)| (form, class)))
    }
}

/// Edits, whether the first letter differs, and how many documents have it: the least is the nearest.
type Nearness = (usize, bool, Reverse<u8>);

fn words(query: &Query) -> Vec<String> {
    query.wanted.iter().flat_map(Part::words).cloned().collect()
}

/// Where a form stands, by document.
fn standing(word: &str, postings: &Postings, places: &Places) -> BTreeMap<u32, Vec<u32>> {
    let Some(own) = places.forms.iter().position(|form| form == word) else { return BTreeMap::new() };
    let positions = |places: &Vec<(u32, u32)>| {
        let own = places.iter().filter(|(_, form)| *form as usize == own);
        own.map(|&(position, _)| position).collect::<Vec<_>>()
    };
    let pairs = postings.documents.iter().zip(&places.places);
    pairs.map(|(&(document, _), places)| (document, positions(places))).collect()
}

/// A result with what its parts add up to.
fn hit(document: u32, tier: u8, matches: &[Matches]) -> Hit {
    let parts: Vec<&Match> = matches.iter().filter_map(|part| part.documents.get(&document)).collect();
    let score = u64::from(tier) * TIER + parts.iter().map(|part| u64::from(part.score)).sum::<u64>();
    let best = parts.iter().map(|part| part.fields.0).min().unwrap_or(0);
    let field = match tier {
        WITHIN_WORD.. => 0,
        ALL_TITLES | TITLE_EQUALS => TITLE,
        _ => best,
    };
    let passage = passage(document, matches);
    Hit { document, score, tier, field: FIELDS[usize::from(field)], passage, missing: Vec::new() }
}

/// Of the passages kept of a document the one in which most phrases of the query stand; of these the one of the highest
/// level, the first of equals.
fn passage(document: u32, matches: &[Matches]) -> Option<Passage> {
    let parts: Vec<(&Matches, &Match)> =
        matches.iter().filter_map(|part| Some((part, part.documents.get(&document)?))).collect();
    let phrases = || parts.iter().map(|(part, _)| part.phrase.as_slice()).filter(|phrase| !phrase.is_empty());
    let shown = |kept: &Kept| phrases().filter(|phrase| stands_in(phrase, &kept.text)).count();
    // The first of equals: `max_by_key` would take the last.
    let kept = parts.iter().flat_map(|(_, found)| &found.kept).rev();
    let best = kept.max_by_key(|kept| (shown(kept), kept.level))?;
    Some(Passage { field: FIELDS[usize::from(best.field)], text: best.text.clone() })
}

/// Whether these forms follow each other in a text.
fn stands_in(phrase: &[String], text: &str) -> bool {
    text::words(text).windows(phrase.len()).any(|words| words == phrase)
}

impl Match {
    /// Of two words that the part may stand for.
    fn or(&mut self, other: Match) {
        self.fields = (self.fields.0.min(other.fields.0), self.fields.1.min(other.fields.1));
        self.score = self.score.max(other.score);
        self.kept.extend(other.kept);
    }

    /// Of two words that the part has.
    fn and(mut self, other: Match) -> Match {
        self.fields = (self.fields.0.min(other.fields.0), self.fields.1.max(other.fields.1));
        self.score = self.score.saturating_add(other.score);
        self.kept.extend(other.kept);
        self
    }
}
