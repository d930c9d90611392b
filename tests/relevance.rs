//! What people search for on the real register of February 2021, and what stands first. `relevance/queries.csv` was
//! written by reading the register before there was any ranking. Needs the folder that `CANDOUR_REGISTERS` names; says
//! so loudly without it. `cargo test --release --test relevance` tries every misspelling, a debug build one in 19.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/real.rs"]
mod built;
#[path = "support/registers.rs"]
mod registers;

use built::RealSite;
use candour::diag::Failure;
use candour::search::{Index, text};
use rayon::prelude::*;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The mean reciprocal rank that the set must reach.
const GOOD: f64 = 0.95;
/// Names whose misspellings are tried.
const SAMPLED: usize = 100;
/// Which of the misspellings are tried: without the compiler's help all of them would take minutes.
const STEP: usize = if cfg!(debug_assertions) { 19 } else { 1 };
/// Phrases that the first result must show; the others stand where no passage is kept.
const LEAST_SHOWN: usize = 200;
/// How far down the target of a misspelling may stand.
const TOP: usize = 3;

fn real() -> Option<&'static RealSite> {
    static REAL: OnceLock<Option<RealSite>> = OnceLock::new();
    REAL.get_or_init(|| Some(built::build(&registers::registers()?, "relevance"))).as_ref()
}

/// The index of the built site, as its files have it.
fn open(real: &RealSite) -> Index<'static> {
    let folder = real.site.join("search");
    let read = move |name: &str| std::fs::read(folder.join(name)).map_err(|error| Failure::new(name).because(error));
    Index::open(read).unwrap()
}

/// Asks an index that each thread opens once.
fn with_index<T>(real: &RealSite, ask: impl FnOnce(&Index<'_>) -> T) -> T {
    thread_local! { static INDEX: OnceCell<Index<'static>> = const { OnceCell::new() } }
    INDEX.with(|index| ask(index.get_or_init(|| open(real))))
}

/// The addresses of the pages found, best first.
fn found_in(index: &Index<'_>, query: &str) -> Vec<String> {
    let found = index.search(query).unwrap();
    found.hits.iter().map(|hit| format!("/{}", index.path(hit.document))).collect()
}

fn found(real: &RealSite, query: &str) -> Vec<String> {
    with_index(real, |index| found_in(index, query))
}

/// Where the first of the wanted pages stands, from 1.
fn rank(real: &RealSite, query: &str, wanted: &BTreeSet<String>) -> Option<usize> {
    found(real, query).iter().position(|address| wanted.contains(address)).map(|place| place + 1)
}

/// A table of the register's records as rows of cells by column.
fn records(real: &RealSite, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(real.register.join("data").join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Every recorded name of an organisation or a dataset, with its page.
fn names(real: &RealSite) -> Vec<(String, String)> {
    let organisation =
        |row: BTreeMap<String, String>| (row["name"].clone(), format!("/recipients/{}/", row["organisation"]));
    let dataset = |row: BTreeMap<String, String>| (row["name"].clone(), format!("/datasets/{}/", row["datasets"]));
    let mut names: Vec<_> = records(real, "organisation-names.csv").into_iter().map(organisation).collect();
    names.extend(
        records(real, "organisations.csv")
            .iter()
            .map(|row| (row["name"].clone(), format!("/recipients/{}/", row["id"]))),
    );
    names.extend(records(real, "dataset-names.csv").into_iter().map(dataset));
    names.sort();
    names.dedup();
    names
}

/// The queries whose page is not first, with what is.
fn not_first(real: &RealSite, queries: &[(String, BTreeSet<String>)]) -> Vec<String> {
    let look = |(query, wanted): &(String, BTreeSet<String>)| {
        let found = found(real, query);
        let first = found.first().cloned().unwrap_or_else(|| "nothing".to_owned());
        (!wanted.contains(&first)).then(|| format!("  {query}: {first}, not {wanted:?}"))
    };
    queries.par_iter().filter_map(look).collect()
}

fn one(query: impl Into<String>, address: &str) -> (String, BTreeSet<String>) {
    (query.into(), BTreeSet::from([address.to_owned()]))
}

#[test]
fn every_name_of_an_organisation_or_a_dataset_finds_its_page_first() {
    let Some(real) = real() else { return };
    let names = names(real);
    assert!(names.len() > 415, "{} names", names.len());
    let spelled = |(name, page): &(String, String)| {
        [name.clone(), name.to_lowercase(), name.to_uppercase()].map(|query| one(query, page))
    };
    let queries: Vec<_> = names.iter().flat_map(spelled).collect();
    let wrong = not_first(real, &queries);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), queries.len(), wrong.join("\n"));
}

/// A published reference in the ways in which people write it.
fn ways_to_write(reference: &str) -> Vec<String> {
    let mut ways = vec![reference.to_owned(), reference.to_lowercase()];
    let parts: Vec<&str> = reference.split('-').collect();
    if let ["DARS", "NIC", number, code, version @ ..] = parts.as_slice() {
        let version = version.first().copied().unwrap_or("v1.0");
        ways.extend([
            format!("NIC-{number}-{code}"),
            format!("nic {number} {code}").to_lowercase(),
            format!("NIC{number}{code}"),
            format!("nic-{number}-{code}-{version}").to_lowercase(),
            (*number).to_owned(),
            (*code).to_owned(),
        ]);
    }
    ways.push(reference.replace(['-', '_'], " "));
    ways
}

#[test]
fn every_reference_finds_its_agreement_first_however_it_is_written() {
    let Some(real) = real() else { return };
    let mut queries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in walkdir::WalkDir::new(real.register.join("data/agreements")) {
        let file = file.unwrap().into_path();
        if file.is_file() {
            let text = std::fs::read_to_string(&file).unwrap();
            let reference =
                text.lines().find_map(|line| line.strip_prefix("reference = \"")?.strip_suffix('"')).unwrap();
            let slug = file.parent().unwrap().file_name().unwrap().to_str().unwrap();
            // A number that several agreements share may find any of them.
            for way in ways_to_write(reference) {
                queries.entry(way).or_default().insert(format!("/agreements/{slug}/"));
            }
        }
    }
    assert!(queries.len() > 4_000, "{} ways", queries.len());
    let queries: Vec<_> = queries.into_iter().collect();
    let wrong = not_first(real, &queries);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), queries.len(), wrong.join("\n"));
}

struct Wanted {
    query: String,
    pages: BTreeSet<String>,
    why: String,
}

/// What people search for, with the pages that should be first.
fn set() -> Vec<Wanted> {
    let mut reader = csv::Reader::from_reader(include_str!("relevance/queries.csv").as_bytes());
    let rows = reader.deserialize::<[String; 3]>().map(Result::unwrap);
    let wanted =
        |[query, pages, why]: [String; 3]| Wanted { query, pages: pages.split(';').map(str::to_owned).collect(), why };
    rows.map(wanted).collect()
}

#[test]
fn what_people_search_for_stands_first() {
    let Some(real) = real() else { return };
    let set = set();
    assert!(set.len() >= 60);
    let ranks: Vec<Option<usize>> = set.par_iter().map(|wanted| rank(real, &wanted.query, &wanted.pages)).collect();
    for (wanted, rank) in set.iter().zip(&ranks) {
        let rank = rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        println!("{rank:>3}  {} ({})", wanted.query, wanted.why);
        if rank != "1" {
            println!("     first is {:?}", found(real, &wanted.query).first());
        }
    }
    let reciprocal: f64 = ranks.iter().map(|rank| rank.map_or(0.0, |rank| 1.0 / rank as f64)).sum();
    let mean = reciprocal / set.len() as f64;
    println!("mean reciprocal rank of {} queries: {mean:.4}", set.len());
    assert!(mean >= GOOD, "the mean reciprocal rank is {mean:.4}; the ranks stand above");
}

/// From the middle paragraph of each agreement's text three to five words, from a third of the way on; the first says
/// something.
fn phrases(real: &RealSite) -> Vec<String> {
    let files = walkdir::WalkDir::new(real.register.join("data/agreements")).sort_by_file_name();
    let files = files.into_iter().map(|file| file.unwrap().into_path()).filter(|path| path.is_file());
    let phrase = |(number, path): (usize, std::path::PathBuf)| {
        let text = std::fs::read_to_string(path).unwrap();
        let prose = text.split("+++\n").nth(2)?.lines().filter(|line| !line.starts_with('#'));
        let long: Vec<Vec<String>> = prose.map(text::words).filter(|words| words.len() >= 12).collect();
        let words = long.get(long.len() / 2)?;
        let telling = (words.len() / 3..words.len() - 5).find(|&at| !text::is_stop(&words[at]));
        let at = telling.unwrap_or(words.len() - 5);
        Some(words[at..at + 3 + number % 3].join(" "))
    };
    files.enumerate().filter_map(phrase).collect()
}

#[test]
fn the_first_result_of_a_phrase_often_shows_it() {
    let Some(real) = real() else { return };
    let phrases = phrases(real);
    assert!(phrases.len() > 500, "{} phrases", phrases.len());
    let shows = |phrase: &&String| {
        let found = with_index(real, |index| index.search(&format!("\"{phrase}\"")).unwrap());
        let first = found.hits.first().unwrap_or_else(|| panic!("nothing is found for {phrase}"));
        let words = first.passage.as_ref().map_or_else(Vec::new, |passage| text::words(&passage.text));
        format!(" {} ", words.join(" ")).contains(&format!(" {phrase} "))
    };
    let shown = phrases.par_iter().filter(shows).count();
    println!("the first result shows {shown} of {} phrases", phrases.len());
    assert!(shown >= LEAST_SHOWN, "only {shown} of {}", phrases.len());
}

#[test]
fn an_answer_does_not_depend_on_what_was_asked_before() {
    let Some(real) = real() else { return };
    let set = set();
    let asked: Vec<&str> = set.iter().map(|wanted| wanted.query.as_str()).collect();
    let one = open(real);
    let forwards: Vec<_> = asked.iter().map(|query| found_in(&one, query)).collect();
    let another = open(real);
    let mut backwards: Vec<_> = asked.iter().rev().map(|query| found_in(&another, query)).collect();
    backwards.reverse();
    for (query, (before, after)) in asked.iter().zip(forwards.iter().zip(&backwards)) {
        assert_eq!(before, after, "{query}");
    }
    for (query, answer) in asked.iter().zip(&forwards).step_by(10) {
        assert_eq!(found_in(&open(real), query), *answer, "{query} asked first of all");
    }
}

/// A letter that depends on the name, the place and the round, and on nothing else.
fn letter(name: &str, place: usize, round: u32) -> char {
    let sum = name.bytes().fold(round.wrapping_mul(0x9E37_79B9) ^ place as u32, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    char::from(b'a' + ((sum >> 16) % 26) as u8)
}

/// Every deletion, every swap of neighbours, and at every place a letter in the stead of another and one more letter.
fn misspellings(name: &str) -> BTreeSet<String> {
    let letters: Vec<char> = name.chars().collect();
    let changed = |change: &dyn Fn(&mut Vec<char>)| {
        let mut letters = letters.clone();
        change(&mut letters);
        letters.into_iter().collect::<String>()
    };
    let mut all = BTreeSet::new();
    for place in 0..letters.len() {
        all.insert(changed(&|letters| {
            letters.remove(place);
        }));
        all.insert(changed(&|letters| letters[place] = letter(name, place, 1)));
        all.insert(changed(&|letters| letters.insert(place, letter(name, place, 2))));
        if place > 0 {
            all.insert(changed(&|letters| letters.swap(place - 1, place)));
        }
    }
    all.insert(changed(&|letters| letters.push(letter(name, letters.len(), 2))));
    all
}

/// A text as the search reads it.
fn plain(text: &str) -> String {
    candour::search::text::fold(text)
}

#[test]
fn every_misspelling_of_a_hundred_names_finds_its_target_among_the_first_three() {
    let Some(real) = real() else { return };
    let names = names(real);
    let known: BTreeSet<String> = names.iter().map(|(name, _)| plain(name)).collect();
    let sample: Vec<_> = (0..SAMPLED).map(|number| &names[number * names.len() / SAMPLED]).collect();
    // Another name is no misspelling, nor are fewer than four letters, which are never corrected.
    let wrong = |word: &String| !known.contains(&plain(word)) && plain(word).len() > 3;
    let all =
        sample.iter().flat_map(|(name, page)| misspellings(name).into_iter().filter(wrong).map(|word| one(word, page)));
    let tried: Vec<(String, BTreeSet<String>)> = all.step_by(STEP).collect();
    assert!(tried.len() > 10_000 / STEP, "{} misspellings", tried.len());
    println!("{} misspellings of {SAMPLED} names", tried.len());
    let lost: Vec<String> = tried
        .par_iter()
        .filter(|(word, wanted)| rank(real, word, wanted).is_none_or(|rank| rank > TOP))
        .map(|(word, wanted)| format!("  {word}: not {wanted:?}, but {:?}", found(real, word).first()))
        .collect();
    assert!(lost.is_empty(), "{} of {} misspellings:\n{}", lost.len(), tried.len(), lost.join("\n"));
}

#[test]
fn the_command_line_prints_what_the_library_finds() {
    let Some(real) = real() else { return };
    let (register, index) = (real.register.to_str().unwrap(), open(real));
    for query in ["hes", "cancr registration"] {
        let printed = built::candour(&["-C", register, "search", "--json", "--limit", "0", query]);
        let printed: Vec<serde_json::Value> = serde_json::from_str(&printed).unwrap();
        let hits = index.search(query).unwrap().hits;
        assert_eq!(printed.len(), hits.len(), "{query}");
        for (line, hit) in printed.iter().zip(&hits) {
            assert_eq!(line["score"].as_u64(), Some(hit.score), "{query}");
            let url = line["url"].as_str().unwrap();
            assert!(url.starts_with("http") && url.ends_with(index.path(hit.document)), "{query}: {url}");
            for key in ["kind", "title", "field"] {
                assert!(line[key].as_str().is_some_and(|text| !text.is_empty()), "{query}: {key} in {line}");
            }
        }
    }
}
