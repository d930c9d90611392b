//! The search index: everything a reader can find, as packed files that any static host serves, and the search of them.
//! The build writes it ([`files`]); the script of the search page and [`Index`] read it, and rank with the same
//! integers, so that `candour search` shows what a browser shows. It writes no page and no word of the interface.
//!
//! # Files, format 1
//! All are in `search/`. `index.json` is `{"format":1,"head":"head-<hash>.bin"}` and alone keeps its name; every other
//! file is gzip and named by the first 10 hex digits of the SHA-256 of its packed bytes. A reader refuses another
//! `format`.
//!
//! **head** (JSON): `levels`, 16 integers; `fields`, the keys of fields 0 to 15, best first; `synonyms`, groups of
//! folded expressions; `dictionary`, the name of that file; `docs`; `facets`; `shards`.
//! - `docs`: columns by document number: `kind` (0 dataset, 1 recipient, 2 agreement, 3 term, 4 page), `title`,
//!   `path` (below the base path), `names` (what an exact query equals; the title too is one for kinds 0, 1 and 3; of
//!   pages only the first of a section has one, its key in words), `date` (days since 1970-01-01, or null), and
//!   `facts`: `recipient` (document of the applicant, or -1), `start`, `end`, `releases`.
//!   Documents stand by kind, agreements from the newest activity; of equal scores the lower number comes first.
//! - `facets`: `key`, `values` (code and label; the label is empty where it is a word of the interface), `sets` (of
//!   places in `values`), `of` (the set of each document).
//! - `shards`: `first` (the first term of each, by code points), and the hashes of `words-<hash>.bin` and
//!   `positions-<hash>.bin`. A term is in the last shard whose first term is not greater.
//!
//! Numbers in the binary files are LEB128 (`n`), texts are UTF-8 after their length in bytes. "Rising" numbers are
//! written as differences, the first as it is.
//!
//! **words**: n terms; for each, n bytes shared with the term before, n more bytes, those bytes. Then for each term: n
//! documents; their numbers, rising; a byte for each: in the high half the best (lowest) field in which the term
//! occurs, in the low half the level; n passages, and for each: which of the postings (rising), a byte for the field,
//! the text around the word. A shard closes at about 12 KB, packed; a larger term stands alone.
//!
//! **positions** (same terms, same order): n forms and their texts, in order; then for each posting: n places, and for
//! each: (difference of positions × forms + form). Positions count the words of a document; each further text of it
//! (a name, a paragraph) starts 100 later. A document that has a term only by a synonym has no place.
//!
//! **dictionary** (text): a line for each form in two or more documents, or in a name or title, without digits: the
//! form, a tab, the class (logarithm to base 2 of the number of documents, at most 9), in order.
//!
//! # Words
//! [`text`] says what a word, its stem and a distance are. Where a text has an expression of a group of synonyms, the
//! words of the group's other expressions are indexed too.
//!
//! # Ranking
//! A posting's level is BM25F over weighted fields (name 10, title 6, recipient 4, dataset 3, facts 2, prose 1), rarity
//! included, on a geometric scale. Score = tier × 1,000,000 + the sum over words of `levels[level]`, where a word that
//! stands for several terms takes the largest, + 4 for each binary digit of the number of the document's release rows:
//! of equals, what is used most comes first. A document has the best tier that is true of it:
//! - 8 a name equals the query, or a variant of it by synonyms; or the query is a reference or neighbouring parts of
//!   one;
//! - 7 the stems of a name's telling words (those that are no stop words) are those of the query or of a variant, in
//!   the same order (no references);
//! - 6 a name begins with the words of the query (3 or more characters) or of a variant; or the query is one word of
//!   3 to 6 letters a–z, and these are the initials of all or of the telling words of a recipient's or dataset's
//!   name, what stands in brackets left out;
//! - 5 a name is nearly the query (only if nothing has 7 or 8);
//! - 4 every word stands in names;
//! - 3 a name begins with the query, which ends within a word of it: "cambridge" and Cambridgeshire;
//! - 2 the title equals it; 1 every word stands in names or title; 0 else.
//!
//! Documents of tiers 3 and 5 to 8 are results even if not every word is theirs.
//!
//! # Passages
//! A result has one of the passages kept for the words that it was found by: the one in which most phrases of the query
//! stand, of these the one of the highest level, the first of equals. A term keeps one passage of a document, around
//! its first place in prose, so that a phrase which stands elsewhere may be found and yet not shown.
//!
//! # Queries
//! Words that are no stop words must all match, by stem. `"…"` is a phrase of exact forms, `-word` and `-"…"`
//! exclude. `word*` is all words that begin so, as far as two shards have them: the one where the beginning would
//! stand, and the one that has the most common of the others. A word of 3 or more characters that the index has not
//! stands for all that begin so. If nothing is found but near names, words that the index has not are replaced by the
//! nearest form (by distance, first letter, class, alphabet), then one other word at a time; [`Found::corrected`]
//! says so. If still nothing is found, the near names are, else the documents that match most words
//! ([`Found::partial`]). Where 1 to 3 are found, a spelling that finds more is offered ([`Found::suggestion`]).
//! Without a wanted word, all documents come from the newest.

mod build;
mod documents;
mod facets;
mod find;
mod format;
mod index;
mod lexicon;
mod names;
mod query;
pub mod text;

pub use documents::Kind;
pub use find::{Found, Hit, Passage};
pub use index::Index;

use crate::diag::Failure;
use crate::output::{self, Batch, OutputFile, SitePath};
use crate::site::Site;
use build::Postings;
use chrono::NaiveDate;
use documents::Document;
use format::{DocFacts, Docs, Head, Shards, Start};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A shard of words closes at about this many bytes, packed; a term that is larger stands alone.
const SHARD: usize = 12_000;

/// The files of the index as [`files`] makes them, when one of them is asked for.
pub fn batch<'a>(site: &'a Site<'a>) -> Batch<'a> {
    Batch::new(site.routes().search_file("").as_str(), move || files(site))
}

/// All files of the index, by path.
///
/// # Errors
/// Where a file cannot be packed.
pub fn files(site: &Site<'_>) -> Result<Vec<OutputFile<'static>>, Failure> {
    let documents = documents::documents(site);
    let synonyms = documents::synonyms(site);
    let postings = Postings::of(&documents, &synonyms);
    let shards: Result<Vec<_>, Failure> =
        shards(&postings).into_par_iter().map(|(from, to)| shard(site, &postings, from, to)).collect();
    let (mut files, mut named) = (Vec::new(), Shards::default());
    for (first, words, positions) in shards? {
        named.first.push(first);
        named.words.push(words.1);
        named.positions.push(positions.1);
        files.extend([words.0, positions.0]);
    }
    let (dictionary, hash) = file(site, "dict", postings.dictionary().as_bytes())?;
    files.push(dictionary);
    let facets = facets::tables(site.register(), &documents.iter().map(|one| &one.values).collect::<Vec<_>>());
    let head = Head {
        format: format::FORMAT,
        levels: build::LEVELS.to_vec(),
        fields: documents::FIELDS.map(str::to_owned).to_vec(),
        synonyms,
        dictionary: format::name("dict", &hash),
        docs: docs(site, &documents),
        facets,
        shards: named,
    };
    let (head, hash) = file(site, "head", &json(&head)?)?;
    files.push(head);
    let start = Start { format: format::FORMAT, head: format::name("head", &hash) };
    files.push(OutputFile::made(path(site, format::START), json(&start)?));
    // Two shards of the same bytes are one file.
    files.sort_by(|a, b| a.path().cmp(b.path()));
    files.dedup_by(|a, b| a.path() == b.path());
    Ok(files)
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| Failure::new("cannot write the search index").because(error))
}

fn path(site: &Site<'_>, name: &str) -> SitePath {
    site.routes().search_file(name).path()
}

/// A packed file and the hash in its name.
fn file(site: &Site<'_>, kind: &str, bytes: &[u8]) -> Result<(OutputFile<'static>, String), Failure> {
    let packed = output::pack(bytes)?;
    let hash = format::hash(&packed);
    Ok((OutputFile::made(path(site, &format::name(kind, &hash)), packed), hash))
}

/// The first and the last but one term of each shard.
fn shards(postings: &Postings<'_, '_>) -> Vec<(u32, u32)> {
    let (mut shards, mut first, mut size) = (Vec::new(), 0, 0);
    let terms = postings.lexicon.terms.len() as u32;
    for term in 0..terms {
        let own = postings.size(term);
        if size > 0 && size + own > SHARD {
            shards.push((first, term));
            (first, size) = (term, 0);
        }
        size += own;
    }
    if first < terms {
        shards.push((first, terms));
    }
    shards
}

type Named = (OutputFile<'static>, String);

fn shard(site: &Site<'_>, postings: &Postings<'_, '_>, from: u32, to: u32) -> Result<(String, Named, Named), Failure> {
    let terms: Vec<&str> = postings.lexicon.terms[from as usize..to as usize].iter().map(String::as_str).collect();
    let (mut words, mut positions) = (Vec::new(), Vec::new());
    format::push_terms(&terms, &mut words);
    for term in from..to {
        postings.push_words(term, &mut words);
        postings.push_positions(term, &mut positions);
    }
    Ok((terms[0].to_owned(), file(site, "words", &words)?, file(site, "positions", &positions)?))
}

fn docs(site: &Site<'_>, documents: &[Document<'_>]) -> Docs {
    let numbers: BTreeMap<&str, i64> = documents.iter().map(|document| document.path.as_str()).zip(0..).collect();
    let applicant = |document: &Document<'_>| {
        let page = site.routes().recipient_page(document.applicant?);
        numbers.get(page.as_str()).copied()
    };
    Docs {
        kind: documents.iter().map(|document| document.kind as u8).collect(),
        title: documents.iter().map(|document| document.title.to_string()).collect(),
        path: documents.iter().map(|document| document.path.clone()).collect(),
        names: documents.iter().map(|one| one.names.iter().map(ToString::to_string).collect()).collect(),
        date: documents.iter().map(|document| document.date.map(days)).collect(),
        facts: DocFacts {
            recipient: documents.iter().map(|document| applicant(document).unwrap_or(-1)).collect(),
            start: documents.iter().map(|document| document.start.map(days)).collect(),
            end: documents.iter().map(|document| document.end.map(days)).collect(),
            releases: documents.iter().map(|document| document.releases).collect(),
        },
    }
}

/// Days since the first of 1970.
fn days(date: NaiveDate) -> i32 {
    (date - NaiveDate::default()).num_days() as i32
}
