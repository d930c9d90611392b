//! The search index.

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
use crate::output::{self, OutputFile, SitePath};
use crate::site::Site;
use build::Postings;
use chrono::NaiveDate;
use documents::Document;
use format::{DocFacts, Docs, Head, Shards, Start};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A shard of words closes at about this many bytes, packed; a term that is larger stands alone.
const SHARD: usize = 12_000;

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
