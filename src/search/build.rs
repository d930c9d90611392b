//! Documents to postings: which term stands in which document, how much it says about it, where it stands, and the
//! words around it. One pass over the text numbers its words; everything after that works on numbers.

use super::documents::{Document, NAME, TEXT, TITLE};
use super::lexicon::{Interner, Lexicon};
use super::{format, text};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Documents whose words are numbered together.
const CHUNK: usize = 128;

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

/// No document has positions from here on, so that it also stands for none.
const LAST_POSITION: u32 = (1 << 24) - 1;

/// The place of a form that is not written there, but stands for one that is.
const BY_SYNONYM: u16 = (1 << 12) - 1;

/// All documents' words.
pub(super) struct Postings<'d, 'a> {
    documents: &'d [Document<'a>],
    pub(super) lexicon: Lexicon,
    /// The position at which each text of each document begins.
    texts: Vec<Vec<u32>>,
    by_term: ByTerm,
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
    /// Where its positions begin.
    at: u32,
    posting: Posting,
}

/// What a term is to a document.
#[derive(Clone, Copy, Default)]
struct Posting {
    document: u32,
    /// Occurrences by weight.
    weight: f32,
    /// The position that a passage is made around, or [`LAST_POSITION`].
    passage: u32,
    /// The best field in which it occurs.
    field: u8,
}

/// Postings and positions as the files have them: by term, then by document. So they are read without jumps.
struct ByTerm {
    /// Where each term's postings begin, and where the last one's end.
    starts: Vec<usize>,
    postings: Vec<Posting>,
    /// The same for positions.
    position_starts: Vec<usize>,
    positions: Vec<u8>,
}

/// What a word is in the lexicon.
struct Word {
    form: u32,
    term: u32,
    /// Which of its term's forms it is.
    place: u16,
    /// Whether an expression that has synonyms begins with it.
    begins: bool,
}

impl<'d, 'a> Postings<'d, 'a> {
    /// Of these documents. `synonyms` are groups of folded expressions that mean the same.
    pub(super) fn of(documents: &'d [Document<'a>], synonyms: &[Vec<String>]) -> Postings<'d, 'a> {
        let chunks: Vec<Numbered> = documents.par_chunks(CHUNK).map(number_words).collect();
        let expressions = synonyms.iter().flatten().flat_map(|expression| expression.split(' '));
        let words = chunks.iter().flat_map(|(words, _)| words).map(AsRef::as_ref);
        let lexicon = Lexicon::of(words.chain(expressions));
        let synonyms = Synonyms::of(synonyms, &lexicon);
        let lengths = Lengths::of(documents, chunks.iter().flat_map(|(_, streams)| streams));
        let inverter = Inverter { lexicon: &lexicon, synonyms: &synonyms, lengths: &lengths };
        let pairs = documents.par_chunks(CHUNK).zip(chunks.into_par_iter()).enumerate();
        let mut inverted: Vec<Inverted> =
            pairs.flat_map_iter(|(chunk, (documents, words))| inverter.chunk(chunk, documents, words)).collect();
        let texts = inverted.iter_mut().map(|document| std::mem::take(&mut document.starts)).collect();
        let by_term = ByTerm::of(lexicon.terms.len(), inverted);
        let most_passages = most_passages(&by_term.starts);
        Postings { documents, lexicon, texts, by_term, most_passages }
    }

    /// A term's documents.
    fn postings(&self, term: u32) -> &[Posting] {
        let term = term as usize;
        &self.by_term.postings[self.by_term.starts[term]..self.by_term.starts[term + 1]]
    }

    /// How many documents have a term.
    pub(super) fn count(&self, term: u32) -> usize {
        self.postings(term).len()
    }

    /// A term's documents, each with best field and level in one byte.
    fn levels(&self, term: u32) -> Vec<(u32, u8)> {
        let weight = inverse_frequency(self.count(term), self.documents.len());
        let byte = |one: &Posting| (one.field << 4) | level(weight * one.weight / (SATURATION + one.weight));
        self.postings(term).iter().map(|one| (one.document, byte(one))).collect()
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
        let with = (0..).zip(self.postings(term)).filter(|(_, one)| one.passage < LAST_POSITION);
        let mut best: Vec<(u32, u32, u32)> = with.map(|(posting, one)| (posting, one.document, one.passage)).collect();
        if best.len() > self.most_passages {
            best.select_nth_unstable_by_key(self.most_passages, rank);
            best.truncate(self.most_passages);
        }
        best.sort_unstable();
        best.into_iter().filter_map(|(posting, document, at)| self.passage(posting, document, at)).collect()
    }

    fn passage(&self, posting: u32, document: u32, position: u32) -> Option<(u32, u8, String)> {
        let starts = &self.texts[document as usize];
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
        let (term, starts) = (term as usize, &self.by_term.position_starts);
        out.extend_from_slice(&self.by_term.positions[starts[term]..starts[term + 1]]);
    }

    /// What a term takes in a word shard, packed: about ten bits for each document, and its passages.
    pub(super) fn size(&self, term: u32) -> usize {
        let documents = self.count(term);
        6 + documents * 5 / 4 + documents.min(self.most_passages) * PASSAGE_BYTES
    }

    /// Forms that a misspelt word may have meant, with the class of how many documents have them: those in two or more
    /// documents, or in a name or title. A form with a digit is never meant.
    pub(super) fn dictionary(&self) -> String {
        let named = |term| self.postings(term).iter().any(|one| one.field <= TITLE);
        let counts: Vec<(usize, bool)> =
            (0..self.lexicon.terms.len() as u32).map(|term| (self.count(term), named(term))).collect();
        let mut lines = String::new();
        for (form, &term) in self.lexicon.forms.iter().zip(&self.lexicon.term_of) {
            let (count, named) = counts[term as usize];
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

/// One occurrence in one number, by which they sort. A stem has some dozens of forms, and a place twelve bits.
fn occurrence(term: u32, position: u32, field: u8, place: u16) -> u64 {
    (u64::from(term) << 40) | (u64::from(position) << 16) | (u64::from(field) << 12) | u64::from(place)
}

/// What every document is inverted by.
struct Inverter<'l> {
    lexicon: &'l Lexicon,
    synonyms: &'l Synonyms,
    lengths: &'l Lengths,
}

impl Inverter<'_> {
    fn chunk(&self, chunk: usize, documents: &[Document<'_>], (words, streams): Numbered) -> Vec<Inverted> {
        let words: Vec<Word> = words.iter().filter_map(|word| self.word(word)).collect();
        let all = ((chunk * CHUNK) as u32..).zip(documents).zip(streams);
        all.map(|((number, document), stream)| self.invert(number, document, stream, &words)).collect()
    }

    fn word(&self, word: &str) -> Option<Word> {
        let form = self.lexicon.form(word)?;
        let at = form as usize;
        let (term, place) = (self.lexicon.term_of[at], self.lexicon.place_of[at]);
        Some(Word { form, term, place, begins: self.synonyms.begins[at] })
    }

    fn invert(&self, number: u32, document: &Document<'_>, stream: Stream, words: &[Word]) -> Inverted {
        let weights = self.lengths.weights(document, &stream);
        let (starts, mut occurrences) = self.occurrences(document, &stream, words);
        occurrences.sort_unstable();
        let positions = Vec::with_capacity(occurrences.len() * 3 / 2);
        let mut inverted = Inverted { entries: Vec::new(), positions, starts };
        for of_term in occurrences.chunk_by(|a, b| a >> 40 == b >> 40) {
            inverted.add(number, of_term, &weights, self.lexicon);
        }
        inverted.positions.shrink_to_fit();
        inverted.entries.shrink_to_fit();
        inverted
    }

    /// The position at which each text begins, and all occurrences, text after text.
    fn occurrences(&self, document: &Document<'_>, stream: &Stream, words: &[Word]) -> (Vec<u32>, Vec<u64>) {
        let mut occurrences = Vec::with_capacity(stream.words.len() + 8);
        let mut starts = Vec::with_capacity(stream.starts.len());
        let ends = stream.starts.iter().skip(1).copied().chain([stream.words.len() as u32]);
        let texts = document.texts.iter().zip(&stream.starts).zip(ends);
        for (text, ((&(field, _), &start), end)) in (0..).zip(texts) {
            let first = start.saturating_add(GAP * text).min(LAST_POSITION);
            starts.push(first);
            let of_text = &stream.words[start as usize..end as usize];
            for (position, &number) in (first..LAST_POSITION).zip(of_text) {
                let word = &words[number as usize];
                occurrences.push(occurrence(word.term, position, field, word.place));
                if word.begins {
                    let meant = self.synonyms.meant(words, &of_text[(position - first) as usize..]);
                    occurrences.extend(meant.map(|&term| occurrence(term, position, field, BY_SYNONYM)));
                }
            }
        }
        (starts, occurrences)
    }
}

impl Inverted {
    /// Adds a term with all its occurrences.
    fn add(&mut self, document: u32, occurrences: &[u64], weights: &[f32; GROUPS], lexicon: &Lexicon) {
        let term = (occurrences[0] >> 40) as u32;
        let forms = lexicon.forms_of[term as usize].len() as u32;
        let place_of = |one: u64| one as u16 & BY_SYNONYM;
        let written = occurrences.iter().filter(|&&one| place_of(one) != BY_SYNONYM).count();
        let mut posting = Posting { document, weight: 0.0, passage: LAST_POSITION, field: u8::MAX };
        let at = self.positions.len() as u32;
        format::push_number(written as u32, &mut self.positions);
        let (mut before, mut prose) = (0, false);
        for &one in occurrences {
            let (position, field) = ((one >> 16) as u32 & LAST_POSITION, (one >> 12) as u8 & 15);
            posting.weight += weights[group(field)];
            posting.field = posting.field.min(field);
            if place_of(one) == BY_SYNONYM {
                continue;
            }
            format::push_number((position - before) * forms + u32::from(place_of(one)), &mut self.positions);
            before = position;
            // Words around it say most in prose, then in the facts; a title is shown anyway.
            if field > TITLE && (posting.passage == LAST_POSITION || (field >= TEXT && !prose)) {
                posting.passage = position;
                prose = field >= TEXT;
            }
        }
        self.entries.push(Entry { term, at, posting });
    }

    /// Each entry and its positions.
    fn entries(&self) -> impl Iterator<Item = (&Entry, &[u8])> {
        let ends = self.entries.iter().skip(1).map(|next| next.at as usize).chain([self.positions.len()]);
        self.entries.iter().zip(ends).map(|(entry, end)| (entry, &self.positions[entry.at as usize..end]))
    }
}

impl ByTerm {
    fn of(terms: usize, inverted: Vec<Inverted>) -> ByTerm {
        let (mut starts, mut position_starts) = (vec![0; terms + 1], vec![0; terms + 1]);
        for (entry, positions) in inverted.iter().flat_map(Inverted::entries) {
            starts[entry.term as usize + 1] += 1;
            position_starts[entry.term as usize + 1] += positions.len();
        }
        for term in 0..terms {
            starts[term + 1] += starts[term];
            position_starts[term + 1] += position_starts[term];
        }
        let (mut next, mut next_position) = (starts.clone(), position_starts.clone());
        let mut postings = vec![Posting::default(); starts[terms]];
        let mut all_positions = vec![0; position_starts[terms]];
        // Each document goes as soon as it is taken apart: together they are most of the memory.
        for document in inverted {
            for (entry, positions) in document.entries() {
                let (at, position) = (&mut next[entry.term as usize], &mut next_position[entry.term as usize]);
                postings[*at] = entry.posting;
                all_positions[*position..*position + positions.len()].copy_from_slice(positions);
                *at += 1;
                *position += positions.len();
            }
        }
        ByTerm { starts, postings, position_starts, positions: all_positions }
    }
}

/// How many passages a term may have, so that passages keep within what postings leave them.
fn most_passages(starts: &[usize]) -> usize {
    let counts: Vec<usize> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
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

    /// The terms that the expressions at the beginning of a text mean too. The text's words are places in `words`.
    fn meant<'s>(&'s self, words: &'s [Word], text: &'s [u32]) -> impl Iterator<Item = &'s u32> {
        let form = move |&word: &u32| words[word as usize].form;
        let starting = text.first().and_then(|word| self.by_first.get(&form(word))).map_or(&[] as &[_], Vec::as_slice);
        let stands = move |expression: &[u32]| {
            expression.len() <= text.len() && expression.iter().zip(text).all(|(own, word)| *own == form(word))
        };
        starting.iter().filter(move |(expression, _)| stands(expression)).flat_map(|(_, terms)| terms)
    }
}
