//! Documents to postings: which term stands in which document, how much it says about it, where it stands, and the
//! words around it. One pass over the text numbers its words; everything after that works on numbers.

use super::documents::{Document, NAME, TEXT, TITLE};
use super::lexicon::{Interner, Lexicon};
use super::{format, text};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Documents whose words are numbered together.
const CHUNK: usize = 64;

/// How far apart two texts of a document stand, so that no phrase runs from one into the next.
const GAP: u32 = 100;

/// The fields that lengths are taken over: all prose is one.
const GROUPS: usize = TEXT as usize + 1;

/// How much a word in a field counts beside one in prose: name, title, recipient, dataset, facts, prose.
const WEIGHTS: [f32; GROUPS] = [10.0, 6.0, 4.0, 3.0, 2.0, 1.0];

/// How much a long field makes a word in it count less.
const LENGTH: [f32; GROUPS] = [0.3, 0.3, 0.5, 0.5, 0.3, 0.6];

/// How soon further occurrences stop to count.
const SATURATION: f32 = 1.2;

/// The 16 levels of what a word may count for: each 1.36 times the one below.
pub(super) const LEVELS: [u32; 16] = [10, 14, 18, 25, 34, 46, 63, 86, 117, 158, 215, 293, 398, 541, 736, 1000];

/// Documents of a term that have a passage, at least and at most.
const PASSAGES: (usize, usize) = (2, 20);

/// What one passage takes about, packed, and what all shards of words together may.
const PASSAGE_BYTES: usize = 40;
const WORDS_BYTES: usize = 7_400_000;

/// Characters of a passage, and how many of them come before the word.
const PASSAGE: (usize, usize) = (120, 40);

/// No document has positions past this.
const LAST_POSITION: u32 = (1 << 24) - 1;

/// The place of a form that is not written there, but stands for one that is.
const BY_SYNONYM: u16 = u16::MAX;

/// All documents' words.
pub(super) struct Postings<'d, 'a> {
    documents: &'d [Document<'a>],
    pub(super) lexicon: Lexicon,
    inverted: Vec<Inverted>,
    /// Where each term's postings begin in `postings`.
    starts: Vec<u32>,
    /// Document, and which of its entries: by term, then by document.
    postings: Vec<(u32, u32)>,
    most_passages: usize,
}

/// The words of some documents, and each document's as numbers.
type Numbered = (Vec<Arc<str>>, Vec<Stream>);

/// The words of one document as numbers, text after text.
struct Stream {
    words: Vec<u32>,
    /// Where each text begins in `words`.
    starts: Vec<u32>,
}

/// One document's terms, in order.
struct Inverted {
    entries: Vec<Entry>,
    /// The positions of all entries, as the file has them.
    positions: Vec<u8>,
    /// The position at which each text begins.
    starts: Vec<u32>,
}

/// A term in a document.
struct Entry {
    term: u32,
    /// Occurrences by weight.
    weight: f32,
    /// The best field in which it occurs.
    field: u8,
    /// Where its positions begin.
    at: u32,
    /// The position that a passage is made around.
    passage: Option<u32>,
}

impl<'d, 'a> Postings<'d, 'a> {
    /// Of these documents. `synonyms` are groups of folded expressions that mean the same.
    pub(super) fn of(documents: &'d [Document<'a>], synonyms: &[Vec<String>]) -> Postings<'d, 'a> {
        let chunks: Vec<Numbered> = documents.par_chunks(CHUNK).map(number_words).collect();
        let expressions = synonyms.iter().flatten().flat_map(|expression| expression.split(' ')).map(Arc::from);
        let words = chunks.iter().flat_map(|(words, _)| words).cloned().chain(expressions);
        let lexicon = Lexicon::of(words.collect());
        let synonyms = Synonyms::of(synonyms, &lexicon);
        let lengths = Lengths::of(documents, chunks.iter().flat_map(|(_, streams)| streams));
        let pairs = documents.par_chunks(CHUNK).zip(chunks.into_par_iter());
        let invert_chunk = |(documents, (words, streams)): (&[Document<'_>], Numbered)| {
            let forms: Vec<u32> = words.iter().filter_map(|word| lexicon.form(word)).collect();
            let pairs = documents.iter().zip(streams);
            let invert = |(document, stream)| invert(document, stream, &forms, &lexicon, &synonyms, &lengths);
            pairs.map(invert).collect::<Vec<Inverted>>()
        };
        let inverted: Vec<Inverted> = pairs.flat_map_iter(invert_chunk).collect();
        let (starts, postings) = by_term(lexicon.terms.len(), &inverted);
        let most_passages = most_passages(&starts);
        Postings { documents, lexicon, inverted, starts, postings, most_passages }
    }

    /// How many documents have a term.
    pub(super) fn count(&self, term: u32) -> usize {
        (self.starts[term as usize + 1] - self.starts[term as usize]) as usize
    }

    fn entries(&self, term: u32) -> impl Iterator<Item = (u32, &Entry)> {
        let range = self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize;
        let entry =
            |&(document, entry): &(u32, u32)| (document, &self.inverted[document as usize].entries[entry as usize]);
        self.postings[range].iter().map(entry)
    }

    /// A term's documents, each with best field and level in one byte.
    fn levels(&self, term: u32) -> Vec<(u32, u8)> {
        let weight = inverse_frequency(self.count(term), self.documents.len());
        let byte = |entry: &Entry| (entry.field << 4) | level(weight * entry.weight / (SATURATION + entry.weight));
        self.entries(term).map(|(document, entry)| (document, byte(entry))).collect()
    }

    /// Appends a term's documents and passages as a word shard has them.
    pub(super) fn push_words(&self, term: u32, out: &mut Vec<u8>) {
        let levels = self.levels(term);
        let passages = self.passages(term, &levels);
        format::push_postings(&levels, &passages, out);
    }

    /// The passages of those documents that come first where a query is the term alone.
    fn passages(&self, term: u32, levels: &[(u32, u8)]) -> Vec<(u32, u8, String)> {
        let rank = |&(posting, ..): &(u32, u32, u32)| {
            let byte = levels[posting as usize].1;
            (byte >> 4 > NAME, byte >> 4 > TITLE, u8::MAX - (byte & 15), posting)
        };
        let with = (0..).zip(self.entries(term));
        let mut best: Vec<(u32, u32, u32)> =
            with.filter_map(|(posting, (document, entry))| Some((posting, document, entry.passage?))).collect();
        if best.len() > self.most_passages {
            best.select_nth_unstable_by_key(self.most_passages, rank);
            best.truncate(self.most_passages);
        }
        best.sort_unstable();
        best.into_iter().filter_map(|(posting, document, at)| self.passage(posting, document, at)).collect()
    }

    fn passage(&self, posting: u32, document: u32, position: u32) -> Option<(u32, u8, String)> {
        let starts = &self.inverted[document as usize].starts;
        let place = starts.partition_point(|&start| start <= position).checked_sub(1)?;
        let (field, text) = &self.documents[document as usize].texts[place];
        let at = text::place_of_word(text, (position - starts[place]) as usize)?;
        Some((posting, *field, around(text, at)))
    }

    /// Appends a term's forms and positions as a positions shard has them.
    pub(super) fn push_positions(&self, term: u32, out: &mut Vec<u8>) {
        let forms = &self.lexicon.forms_of[term as usize];
        format::push_number(forms.len() as u32, out);
        forms.iter().for_each(|&form| format::push_text(&self.lexicon.forms[form as usize], out));
        let range = self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize;
        for &(document, entry) in &self.postings[range] {
            let Inverted { entries, positions, .. } = &self.inverted[document as usize];
            let end = entries.get(entry as usize + 1).map_or(positions.len(), |next| next.at as usize);
            out.extend_from_slice(&positions[entries[entry as usize].at as usize..end]);
        }
    }

    /// What a term takes in a word shard, packed: about ten bits for each document, and its passages.
    pub(super) fn size(&self, term: u32) -> usize {
        let documents = self.count(term);
        6 + documents * 5 / 4 + documents.min(self.most_passages) * PASSAGE_BYTES
    }

    /// Forms that a misspelt word may have meant, with the class of how many documents have them: those in two or more
    /// documents, or in a name or title. A form with a digit is never meant.
    pub(super) fn dictionary(&self) -> String {
        let mut counts: Vec<(u32, bool)> = vec![(0, false); self.lexicon.forms.len()];
        for document in &self.inverted {
            for entry in &document.entries {
                let named = entry.field <= TITLE;
                for &form in &self.lexicon.forms_of[entry.term as usize] {
                    counts[form as usize].0 += 1;
                    counts[form as usize].1 |= named;
                }
            }
        }
        let mut lines = String::new();
        for (form, (count, named)) in self.lexicon.forms.iter().zip(counts) {
            if (count > 1 || named) && !form.contains(char::is_numeric) {
                lines.push_str(&format!("{form}\t{}\n", count.max(1).ilog2().min(9)));
            }
        }
        lines
    }
}

fn number_words(documents: &[Document<'_>]) -> Numbered {
    let mut interner = Interner::default();
    let mut stream = |document: &Document<'_>| {
        let (mut words, mut starts) = (Vec::new(), Vec::with_capacity(document.texts.len()));
        for (_, written) in &document.texts {
            starts.push(words.len() as u32);
            text::each_word(written, |word| words.push(interner.number(word)));
        }
        Stream { words, starts }
    };
    let streams = documents.iter().map(&mut stream).collect();
    (interner.into_words(), streams)
}

/// How long each document's fields are beside the usual.
struct Lengths {
    usual: [f32; GROUPS],
}

impl Lengths {
    fn of<'s>(documents: &[Document<'_>], streams: impl Iterator<Item = &'s Stream>) -> Lengths {
        let (mut sums, mut counts) = ([0u64; GROUPS], [0u64; GROUPS]);
        for (document, stream) in documents.iter().zip(streams) {
            for (group, length) in lengths(document, stream).into_iter().enumerate() {
                sums[group] += u64::from(length);
                counts[group] += u64::from(length > 0);
            }
        }
        let mut usual = [1.0; GROUPS];
        for group in 0..GROUPS {
            if sums[group] > 0 {
                usual[group] = sums[group] as f32 / counts[group] as f32;
            }
        }
        Lengths { usual }
    }

    /// What one occurrence in each group of fields of a document weighs.
    fn weights(&self, document: &Document<'_>, stream: &Stream) -> [f32; GROUPS] {
        let mut weights = WEIGHTS;
        for (group, length) in lengths(document, stream).into_iter().enumerate() {
            weights[group] /= 1.0 - LENGTH[group] + LENGTH[group] * length as f32 / self.usual[group];
        }
        weights
    }
}

fn lengths(document: &Document<'_>, stream: &Stream) -> [u32; GROUPS] {
    let mut lengths = [0; GROUPS];
    let ends = stream.starts.iter().skip(1).copied().chain([stream.words.len() as u32]);
    for (((field, _), start), end) in document.texts.iter().zip(&stream.starts).zip(ends) {
        lengths[group(*field)] += end - start;
    }
    lengths
}

fn group(field: u8) -> usize {
    usize::from(field.min(TEXT))
}

/// One occurrence: term, position and place of the form in one number, by which they sort.
fn occurrence(term: u32, position: u32, place: u16) -> u64 {
    (u64::from(term) << 40) | (u64::from(position) << 16) | u64::from(place)
}

fn invert(
    document: &Document<'_>,
    stream: Stream,
    forms: &[u32],
    lexicon: &Lexicon,
    synonyms: &Synonyms,
    lengths: &Lengths,
) -> Inverted {
    let weights = lengths.weights(document, &stream);
    let mut occurrences: Vec<u64> = Vec::with_capacity(stream.words.len() + 8);
    let mut starts = Vec::with_capacity(stream.starts.len());
    let ends = stream.starts.iter().skip(1).copied().chain([stream.words.len() as u32]);
    for ((text, &start), end) in (0..).zip(&stream.starts).zip(ends) {
        let first = start.saturating_add(GAP * text).min(LAST_POSITION);
        starts.push(first);
        let words = &stream.words[start as usize..end as usize];
        for (position, &word) in (first..LAST_POSITION).zip(words) {
            let form = forms[word as usize];
            occurrences.push(occurrence(lexicon.term_of[form as usize], position, lexicon.place_of[form as usize]));
            for &term in synonyms.meant(forms, &words[(position - first) as usize..]) {
                occurrences.push(occurrence(term, position, BY_SYNONYM));
            }
        }
    }
    occurrences.sort_unstable();
    let fields: Vec<u8> = document.texts.iter().map(|(field, _)| *field).collect();
    let mut inverted =
        Inverted { entries: Vec::new(), positions: Vec::with_capacity(occurrences.len() * 3 / 2), starts };
    for of_term in occurrences.chunk_by(|a, b| a >> 40 == b >> 40) {
        inverted.add(of_term, &fields, &weights, lexicon);
    }
    inverted.positions.shrink_to_fit();
    inverted.entries.shrink_to_fit();
    inverted
}

impl Inverted {
    /// Adds a term with all its occurrences.
    fn add(&mut self, occurrences: &[u64], fields: &[u8], weights: &[f32; GROUPS], lexicon: &Lexicon) {
        let term = (occurrences[0] >> 40) as u32;
        let forms = lexicon.forms_of[term as usize].len() as u32;
        let written = occurrences.iter().filter(|&&one| one as u16 != BY_SYNONYM).count();
        let mut entry = Entry { term, weight: 0.0, field: u8::MAX, at: self.positions.len() as u32, passage: None };
        format::push_number(written as u32, &mut self.positions);
        let (mut before, mut text, mut prose) = (0, 0, false);
        for &one in occurrences {
            let (position, place) = ((one >> 16) as u32 & LAST_POSITION, one as u16);
            while self.starts.get(text + 1).is_some_and(|&next| next <= position) {
                text += 1;
            }
            let field = fields[text];
            entry.weight += weights[group(field)];
            entry.field = entry.field.min(field);
            if place == BY_SYNONYM {
                continue;
            }
            format::push_number((position - before) * forms + u32::from(place), &mut self.positions);
            before = position;
            // Words around it say most in prose, then in the facts; a title is shown anyway.
            if field > TITLE && (entry.passage.is_none() || (field >= TEXT && !prose)) {
                entry.passage = Some(position);
                prose = field >= TEXT;
            }
        }
        self.entries.push(entry);
    }
}

/// Every term's documents: where they begin, and all of them.
fn by_term(terms: usize, inverted: &[Inverted]) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut starts = vec![0u32; terms + 1];
    for entry in inverted.iter().flat_map(|document| &document.entries) {
        starts[entry.term as usize + 1] += 1;
    }
    for term in 0..terms {
        starts[term + 1] += starts[term];
    }
    let mut next = starts.clone();
    let mut postings = vec![(0, 0); starts[terms] as usize];
    for (document, inverted) in (0..).zip(inverted) {
        for (place, entry) in (0..).zip(&inverted.entries) {
            let at = &mut next[entry.term as usize];
            postings[*at as usize] = (document, place);
            *at += 1;
        }
    }
    (starts, postings)
}

/// How many passages a term may have, so that passages keep within what postings leave them.
fn most_passages(starts: &[u32]) -> usize {
    let counts: Vec<usize> = starts.windows(2).map(|pair| (pair[1] - pair[0]) as usize).collect();
    let left = WORDS_BYTES.saturating_sub(counts.iter().sum::<usize>() * 5 / 4);
    let size = |most: usize| counts.iter().map(|&count| count.min(most)).sum::<usize>() * PASSAGE_BYTES;
    let (least, most) = PASSAGES;
    (least..=most).rev().find(|&most| size(most) <= left).unwrap_or(least)
}

/// How rare a term is, from 1 for one that a single document has towards 0 for one that all have.
fn inverse_frequency(with: usize, all: usize) -> f32 {
    let rarity = |with: f32| log2(1.0 + (all as f32 - with + 0.5) / (with + 0.5));
    rarity(with as f32) / rarity(1.0)
}

/// The logarithm to base 2 of a number from 1, by exact steps that are the same on every machine.
fn log2(number: f32) -> f32 {
    let (mut whole, mut part, mut rest) = (0.0, 0.5, number);
    while rest >= 2.0 {
        rest /= 2.0;
        whole += 1.0;
    }
    for _ in 0..16 {
        rest *= rest;
        if rest >= 2.0 {
            rest /= 2.0;
            whole += part;
        }
        part /= 2.0;
    }
    whole
}

/// The highest level that a score from 0 to 1 reaches.
fn level(score: f32) -> u8 {
    let reached = LEVELS.iter().filter(|&&level| level as f32 <= score * 1000.0).count();
    reached.saturating_sub(1) as u8
}

/// Whole words around a place in a text, with "…" where it is cut.
fn around(text: &str, at: usize) -> String {
    let before: usize = text[..at].chars().rev().take(PASSAGE.1).map(char::len_utf8).sum();
    let after: usize = text[at..].chars().take(PASSAGE.0 - PASSAGE.1).map(char::len_utf8).sum();
    let (mut start, mut end) = (at - before, at + after);
    if start > 0 {
        start += text[start..at].find(char::is_whitespace).unwrap_or(at - start);
    }
    if end < text.len() {
        end = text[at..end].rfind(char::is_whitespace).map_or(end, |space| at + space);
    }
    let words: Vec<&str> = text[start..end].split_whitespace().collect();
    let cut = |cut| if cut { "…" } else { "" };
    format!("{}{}{}", cut(start > 0), words.join(" "), cut(end < text.len()))
}

/// The forms of an expression, and the terms that it means too.
type Meaning = (Vec<u32>, Vec<u32>);

/// Groups of expressions that mean the same, as forms.
struct Synonyms {
    /// For each form, the expressions that begin with it, and the terms that the others of their group add.
    by_first: BTreeMap<u32, Vec<Meaning>>,
    /// Whether an expression begins with a form.
    begins: Vec<bool>,
}

impl Synonyms {
    fn of(groups: &[Vec<String>], lexicon: &Lexicon) -> Synonyms {
        let mut synonyms = Synonyms { by_first: BTreeMap::new(), begins: vec![false; lexicon.forms.len()] };
        let forms =
            |expression: &String| -> Vec<u32> { expression.split(' ').filter_map(|word| lexicon.form(word)).collect() };
        for group in groups {
            for expression in group {
                let own = forms(expression);
                let others = group.iter().filter(|other| *other != expression).flat_map(forms);
                let mut terms: Vec<u32> = others.map(|form| lexicon.term_of[form as usize]).collect();
                terms.sort_unstable();
                terms.dedup();
                let Some(&first) = own.first() else { continue };
                synonyms.begins[first as usize] = true;
                synonyms.by_first.entry(first).or_default().push((own, terms));
            }
        }
        synonyms
    }

    /// The terms that the expressions at the beginning of these words mean too. `forms` are the forms of the words.
    fn meant<'s>(&'s self, forms: &[u32], words: &[u32]) -> impl Iterator<Item = &'s u32> {
        let first = words.first().map(|&word| forms[word as usize]).filter(|&form| self.begins[form as usize]);
        let starting = first.and_then(|form| self.by_first.get(&form)).map_or(&[] as &[_], Vec::as_slice);
        let stands = |expression: &[u32]| {
            expression.len() <= words.len()
                && expression.iter().zip(words).all(|(form, &word)| *form == forms[word as usize])
        };
        let meant: Vec<&'s Vec<u32>> =
            starting.iter().filter(|(expression, _)| stands(expression)).map(|(_, terms)| terms).collect();
        meant.into_iter().flatten()
    }
}
