//! The files of the index, written and read. What they hold is said in the head of this module's parent. Reading
//! trusts nothing: a damaged file is a [`Failure`] that names it, never a panic and never a large allocation.

use crate::diag::Failure;
use crate::output;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the format.
pub(super) const FORMAT: u32 = 1;

/// The only file whose name stays the same.
pub(super) const START: &str = "index.json";

/// No file of an index unpacks to more.
const MOST: u64 = 64 << 20;

/// The first file: where the head is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Start {
    pub(super) format: u32,
    pub(super) head: String,
}

/// What every search needs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) format: u32,
    pub(super) levels: Vec<u32>,
    pub(super) fields: Vec<String>,
    pub(super) synonyms: Vec<Vec<String>>,
    pub(super) dictionary: String,
    pub(super) docs: Docs,
    pub(super) facets: Vec<FacetTable>,
    pub(super) shards: Shards,
}

/// Documents by their numbers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Docs {
    pub(super) kind: Vec<u8>,
    pub(super) title: Vec<String>,
    pub(super) path: Vec<String>,
    pub(super) names: Vec<Vec<String>>,
    pub(super) date: Vec<Option<i32>>,
    pub(super) facts: DocFacts,
}

/// What lines of results say.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct DocFacts {
    pub(super) recipient: Vec<i64>,
    pub(super) start: Vec<Option<i32>>,
    pub(super) end: Vec<Option<i32>>,
    pub(super) releases: Vec<usize>,
}

/// A facet: its values, the sets of values that occur, and which set each document has.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FacetTable {
    pub(super) key: String,
    pub(super) values: Vec<(String, String)>,
    pub(super) sets: Vec<Vec<u32>>,
    pub(super) of: Vec<u32>,
}

/// The first term of each shard and the names of its files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Shards {
    pub(super) first: Vec<String>,
    pub(super) words: Vec<String>,
    pub(super) positions: Vec<String>,
}

impl Head {
    /// Whether its tables fit each other.
    fn is_whole(&self) -> bool {
        let (docs, facts) = (&self.docs, &self.docs.facts);
        let count = docs.kind.len();
        let lengths = [docs.title.len(), docs.path.len(), docs.names.len(), docs.date.len()];
        let facts = [facts.recipient.len(), facts.start.len(), facts.end.len(), facts.releases.len()];
        let shards = [self.shards.words.len(), self.shards.positions.len()];
        let facet = |facet: &FacetTable| {
            let inside = |set: &Vec<u32>| set.iter().all(|&value| (value as usize) < facet.values.len());
            facet.of.len() == count
                && facet.of.iter().all(|&set| (set as usize) < facet.sets.len())
                && facet.sets.iter().all(inside)
        };
        self.format == FORMAT
            && self.levels.len() == 16
            && self.fields.len() == 16
            && lengths.iter().chain(&facts).all(|&length| length == count)
            && docs.kind.iter().all(|&kind| usize::from(kind) < super::documents::Kind::ALL.len())
            && docs.facts.recipient.iter().all(|&other| other < count as i64)
            && shards.iter().all(|&length| length == self.shards.first.len())
            && self.shards.first.is_sorted()
            && self.facets.iter().all(facet)
    }
}

/// A term's documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Postings {
    /// Document, and best field and level in one byte; by document.
    pub(super) documents: Vec<(u32, u8)>,
    /// For some of them: which posting, the field, the text around the word.
    pub(super) passages: Vec<(u32, u8, String)>,
}

/// A shard's terms and their documents, by term.
pub(super) type Words = BTreeMap<String, Postings>;

/// Where a term stands: its forms, and for each of its documents, in order, the position and the form of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) forms: Vec<String>,
    pub(super) places: Vec<Vec<(u32, u32)>>,
}

/// Appends a number, seven bits a byte, the lowest first.
pub(super) fn push_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a text after its length.
pub(super) fn push_text(text: &str, out: &mut Vec<u8>) {
    push_number(text.len() as u32, out);
    out.extend_from_slice(text.as_bytes());
}

/// Appends the names of a shard's terms, each without what it shares with the one before.
pub(super) fn push_terms(terms: &[&str], out: &mut Vec<u8>) {
    push_number(terms.len() as u32, out);
    let mut before = "";
    for term in terms {
        let shared = before.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
        push_number(shared as u32, out);
        push_number((term.len() - shared) as u32, out);
        out.extend_from_slice(&term.as_bytes()[shared..]);
        before = term;
    }
}

/// Appends a term's documents and passages.
pub(super) fn push_postings(documents: &[(u32, u8)], passages: &[(u32, u8, String)], out: &mut Vec<u8>) {
    push_number(documents.len() as u32, out);
    push_gaps(documents.iter().map(|&(document, _)| document), out);
    out.extend(documents.iter().map(|&(_, byte)| byte));
    push_number(passages.len() as u32, out);
    let mut before = 0;
    for (posting, field, text) in passages {
        push_number(posting - before, out);
        out.push(*field);
        push_text(text, out);
        before = *posting;
    }
}

fn push_gaps(numbers: impl Iterator<Item = u32>, out: &mut Vec<u8>) {
    let mut before = 0;
    for number in numbers {
        push_number(number - before, out);
        before = number;
    }
}

/// Reads a file from its front; `None` where it ends too early or says what cannot be.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0u32;
        for place in 0..5 {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7F);
            number |= bits.checked_shl(place * 7).filter(|shifted| shifted >> (place * 7) == bits)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A count of things that take at least a byte each.
    fn count(&mut self) -> Option<usize> {
        self.number().map(|count| count as usize).filter(|&count| count <= self.0.len())
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Numbers that rise, each written as the difference from the one before, the last below `end`.
    fn rising(&mut self, count: usize, end: usize) -> Option<Vec<u32>> {
        let (mut numbers, mut last) = (Vec::with_capacity(count), 0u32);
        for place in 0..count {
            let gap = self.number().filter(|&gap| gap > 0 || place == 0)?;
            last = last.checked_add(gap).filter(|&number| (number as usize) < end)?;
            numbers.push(last);
        }
        Some(numbers)
    }

    fn terms(&mut self) -> Option<Vec<String>> {
        let mut terms: Vec<String> = Vec::new();
        for _ in 0..self.count()? {
            let shared = self.number()? as usize;
            let mut term = terms.last().map_or(&[] as &[u8], |last| last.as_bytes()).get(..shared)?.to_vec();
            let more = self.count()?;
            term.extend_from_slice(self.take(more)?);
            let term = String::from_utf8(term).ok()?;
            if terms.last().is_some_and(|last| *last >= term) {
                return None;
            }
            terms.push(term);
        }
        Some(terms)
    }

    fn postings(&mut self, documents: usize) -> Option<Postings> {
        let count = self.count()?;
        let numbers = self.rising(count, documents)?;
        let documents = numbers.into_iter().zip(self.take(count)?.iter().copied()).collect();
        let (mut passages, mut last) = (Vec::new(), 0u32);
        for place in 0..self.count()? {
            let gap = self.number().filter(|&gap| gap > 0 || place == 0)?;
            last = last.checked_add(gap).filter(|&posting| (posting as usize) < count)?;
            let field = self.byte().filter(|&field| field < 16)?;
            passages.push((last, field, self.text()?.to_owned()));
        }
        Some(Postings { documents, passages })
    }

    fn places(&mut self, postings: usize) -> Option<Places> {
        let mut forms = Vec::new();
        for _ in 0..self.count()? {
            forms.push(self.text()?.to_owned());
        }
        let mut places = Vec::new();
        for _ in 0..postings {
            let (mut of_document, mut position) = (Vec::new(), 0u32);
            for _ in 0..self.count()? {
                let (number, count) = (self.number()?, forms.len() as u32);
                position = position.checked_add(number.checked_div(count)?)?;
                of_document.push((position, number % count));
            }
            places.push(of_document);
        }
        Some(Places { forms, places })
    }

    /// What was read, if that was all.
    fn end<T>(&self, read: T) -> Option<T> {
        self.0.is_empty().then_some(read)
    }
}

/// The terms of a word shard and their documents, of which there are `documents` in all.
pub(super) fn read_words(bytes: &[u8], documents: usize) -> Option<Words> {
    let mut reader = Reader(bytes);
    let mut words = Words::new();
    for term in reader.terms()? {
        let postings = reader.postings(documents)?;
        words.insert(term, postings);
    }
    reader.end(words)
}

/// The positions of the terms of a word shard.
pub(super) fn read_positions(bytes: &[u8], words: &Words) -> Option<BTreeMap<String, Places>> {
    let mut reader = Reader(bytes);
    let mut all = BTreeMap::new();
    for (term, postings) in words {
        all.insert(term.clone(), reader.places(postings.documents.len())?);
    }
    reader.end(all)
}

/// Forms with the class of how many documents have them, in order.
pub(super) fn read_dictionary(bytes: &[u8]) -> Option<Vec<(String, u8)>> {
    let line = |line: &str| {
        let (form, class) = line.split_once('\t')?;
        let class = class.parse().ok().filter(|class| *class < 10)?;
        Some((form.to_owned(), class))
    };
    let all: Vec<_> = std::str::from_utf8(bytes).ok()?.lines().map(line).collect::<Option<_>>()?;
    all.is_sorted().then_some(all)
}

/// The head, if its tables fit each other.
pub(super) fn read_head(bytes: &[u8]) -> Option<Head> {
    serde_json::from_slice(bytes).ok().filter(Head::is_whole)
}

/// The first file, if it is of this version and names a head.
pub(super) fn read_start(bytes: &[u8]) -> Option<Start> {
    serde_json::from_slice(bytes).ok().filter(|start: &Start| start.format == FORMAT)
}

/// A name made of what the file holds: `words-0a1b2c3d4e.bin`.
pub(super) fn name(kind: &str, hash: &str) -> String {
    format!("{kind}-{hash}.bin")
}

/// What a packed file holds is named by ten digits.
pub(super) fn hash(packed: &[u8]) -> String {
    output::sha256_hex(packed)[..10].to_owned()
}

/// What a packed file holds.
pub(super) fn unpack(name: &str, packed: &[u8]) -> Result<Vec<u8>, Failure> {
    output::unpack(packed, MOST).map_err(|error| damaged(name).because(error))
}

/// The failure of a file that does not hold what it should.
pub(super) fn damaged(name: &str) -> Failure {
    let failure = Failure::new(format!("the file search/{name} of the search index is damaged"));
    failure.help("build the site again with candour build")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn postings() -> impl Strategy<Value = Postings> {
        let documents = prop::collection::btree_map(0u32..5000, any::<u8>(), 0..20);
        (documents, prop::collection::btree_map(0u32..20, (0u8..16, ".{0,20}"), 0..6)).prop_map(
            |(documents, passages)| {
                let documents: Vec<(u32, u8)> = documents.into_iter().collect();
                let inside = passages.into_iter().filter(|(posting, _)| (*posting as usize) < documents.len());
                let passages = inside.map(|(posting, (field, text))| (posting, field, text)).collect();
                Postings { documents, passages }
            },
        )
    }

    fn written(words: &Words) -> Vec<u8> {
        let mut bytes = Vec::new();
        push_terms(&words.keys().map(String::as_str).collect::<Vec<_>>(), &mut bytes);
        words.values().for_each(|postings| push_postings(&postings.documents, &postings.passages, &mut bytes));
        bytes
    }

    proptest! {
        #[test]
        fn words_are_read_as_they_were_written(words in prop::collection::btree_map("[a-zé日]{1,8}", postings(), 0..8)) {
            let bytes = written(&words);
            prop_assert_eq!(read_words(&bytes, 5000).unwrap(), words);
            for end in 0..bytes.len() {
                prop_assert!(read_words(&bytes[..end], 5000).is_none(), "{} of {} bytes", end, bytes.len());
            }
        }

        #[test]
        fn numbers_are_read_as_they_were_written(number in any::<u32>()) {
            let mut bytes = Vec::new();
            push_number(number, &mut bytes);
            prop_assert_eq!(Reader(&bytes).number(), Some(number));
        }

        #[test]
        fn any_bytes_can_be_tried(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let one = Postings { documents: vec![(0, 0), (1, 0)], passages: Vec::new() };
            let _ = (read_words(&bytes, 100), read_positions(&bytes, &Words::from([("a".to_owned(), one)])));
            let _ = (read_head(&bytes).is_some(), read_start(&bytes).is_some(), read_dictionary(&bytes));
        }
    }

    #[test]
    fn documents_that_are_not_there_are_damage() {
        let one = Postings { documents: vec![(7, 0)], passages: Vec::new() };
        let bytes = written(&Words::from([("a".to_owned(), one)]));
        assert!(read_words(&bytes, 8).is_some() && read_words(&bytes, 7).is_none());
    }

    #[test]
    fn a_count_larger_than_the_file_takes_no_memory() {
        let mut bytes = Vec::new();
        push_number(u32::MAX, &mut bytes);
        assert!(read_words(&bytes, usize::MAX).is_none());
        assert!(Reader(&[0xFF, 0xFF, 0xFF, 0xFF, 0x7F]).number().is_none(), "more than 32 bits");
    }
}
