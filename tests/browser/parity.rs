//! The scripts of a built site and the Rust reader give the same answers: the rules of words, and what is found, with
//! its score, its field and its order. The scripts are the published ones, loaded in a page under its security policy.

use crate::chromium::Browser;
use crate::server::Server;
use crate::tab::{Look, Tab};
use candour::search::{Hit, Index, text};
use serde_json::{Value, json};
use std::path::Path;

/// The published name of a script of the theme.
fn script(site: &Path, stem: &str) -> String {
    let names = std::fs::read_dir(site.join("assets")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut found = names.filter_map(|name| name.into_string().ok()).filter(|name| {
        let hash = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".js"));
        hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    found.next().unwrap_or_else(|| panic!("no script {stem} in {}", site.display()))
}

/// What a function of the page makes of something, where `m` are the exports of a script.
fn in_script(tab: &mut Tab, site: &Path, stem: &str, function: &str, of: &Value) -> Value {
    tab.eval(&format!("import('/assets/{}').then(m => ({function})({of}))", script(site, stem)))
}

const TABLE: &str = include_str!("../search/words.txt");

/// The lines of one part of the table of examples, each as its columns.
fn part(name: &str) -> Vec<Vec<&'static str>> {
    let rest = TABLE.split(&format!("# {name}\n")).nth(1).unwrap();
    let lines = rest.lines().take_while(|line| !line.starts_with("# ")).filter(|line| !line.is_empty());
    lines.map(|line| line.split(" = ").map(|cell| cell.trim_matches('|')).collect()).collect()
}

#[test]
fn the_script_reads_words_as_the_table_of_examples_says() {
    let site = super::site();
    let (server, mut browser) = (Server::start(site, "/"), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/about/"), Look::DESKTOP);
    for (name, function) in [
        ("fold", "rows => rows.map(([text]) => m.fold(text))"),
        ("stem", "rows => rows.map(([word]) => m.stem(word))"),
        ("distance", "rows => rows.map(([a, b]) => m.distance(a, b, 2)).map(n => n > 2 ? 'none' : String(n))"),
    ] {
        let rows = part(name);
        assert!(rows.len() > 8, "{name}");
        let got = in_script(&mut tab, site, "text", function, &json!(rows));
        let expected: Vec<&str> = rows.iter().map(|row| *row.last().unwrap()).collect();
        assert_eq!(got, json!(expected), "{name}");
    }
}

/// Texts as registers and readers have them: the example's records, and the queries of the relevance set.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = include_str!("../relevance/queries.csv")
        .lines()
        .map(|line| line.split(',').next().unwrap().to_owned())
        .collect();
    for file in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("data")) {
        let file = file.unwrap().into_path();
        if file.is_file() {
            texts.extend(std::fs::read_to_string(&file).unwrap().lines().step_by(3).map(str::to_owned));
        }
    }
    texts
}

#[test]
fn the_script_folds_stems_and_compares_words_as_the_index_does() {
    let site = super::site();
    let (server, mut browser) = (Server::start(site, "/"), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/about/"), Look::DESKTOP);
    let texts = texts();
    assert!(texts.len() > 500, "{} texts", texts.len());
    let words: std::collections::BTreeSet<String> = texts.iter().flat_map(|text| text::words(text)).collect();
    let words: Vec<String> = words.into_iter().collect();
    let split: Vec<Vec<String>> = texts.iter().map(|text| text::words(text)).collect();
    assert_eq!(in_script(&mut tab, site, "text", "all => all.map(m.words)", &json!(texts)), json!(split));
    let stems: Vec<String> = words.iter().map(|word| text::stem(word)).collect();
    assert_eq!(in_script(&mut tab, site, "text", "all => all.map(m.stem)", &json!(words)), json!(stems));
    // Neighbours in the order of the alphabet are often near; those further on seldom are.
    for step in [1, 2, 7] {
        let pairs: Vec<(&str, &str)> = words.iter().zip(&words[step..]).map(|(a, b)| (&**a, &**b)).collect();
        let far = |(a, b): &(&str, &str)| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            text::distance(&a, &b, 2).unwrap_or(3)
        };
        let expected: Vec<usize> = pairs.iter().map(far).collect();
        assert!(expected.iter().any(|&edits| edits < 3));
        let got = in_script(&mut tab, site, "text", "all => all.map(([a, b]) => m.distance(a, b, 2))", &json!(pairs));
        assert_eq!(got, json!(expected));
    }
}

/// What the script finds for each query: path, score, field and passage of each hit, and what was made of the query.
const FIND: &str = "async queries => {
    const index = await m.open(document.documentElement.dataset.base);
    const {search} = await import(QUERY);
    const all = [];
    for (const text of queries) {
        const found = await search(index, text);
        const passage = ({passage: kept}) => kept && [kept.field, kept.text];
        const hits = found.hits.map(hit => [index.docs.path[hit.doc], hit.score, hit.field, passage(hit)]);
        all.push({text, corrected: found.corrected ?? null, suggestion: found.suggestion ?? null, hits});
    }
    return all;
}";

fn compare(site: &Path, queries: &[String]) {
    let (server, mut browser) = (Server::start(site, "/"), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/"), Look::DESKTOP);
    let find = FIND.replace("QUERY", &json!(format!("/assets/{}", script(site, "query"))).to_string());
    let got = in_script(&mut tab, site, "index", &find, &json!(queries));
    let folder = site.join("search");
    let index = Index::open(move |name: &str| {
        std::fs::read(folder.join(name)).map_err(|error| candour::diag::Failure::new(name.to_owned()).because(error))
    })
    .unwrap();
    let mut different = Vec::new();
    let mut hits = 0;
    for (query, got) in queries.iter().zip(got.as_array().unwrap()) {
        let found = index.search(query).unwrap();
        let passage = |hit: &Hit| hit.passage.as_ref().map(|kept| json!([kept.field, kept.text]));
        let line = |hit: &Hit| json!([index.path(hit.document), hit.score, hit.field, passage(hit)]);
        let expected = json!({
            "text": query,
            "corrected": found.corrected,
            "suggestion": found.suggestion,
            "hits": found.hits.iter().map(line).collect::<Vec<_>>(),
        });
        hits += found.hits.len();
        if expected != *got {
            different.push(first_difference(query, &expected, got));
        }
    }
    assert!(hits > queries.len(), "{hits} hits of {} queries", queries.len());
    assert!(different.is_empty(), "{} of {} queries:\n{}", different.len(), queries.len(), different.join("\n"));
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

fn first_difference(query: &str, expected: &Value, got: &Value) -> String {
    for key in ["corrected", "suggestion"] {
        if expected[key] != got[key] {
            return format!("  {query}: {key} is {} in Rust, {} in the script", expected[key], got[key]);
        }
    }
    let (expected, got) = (expected["hits"].as_array().unwrap(), got["hits"].as_array().unwrap());
    let place = expected.iter().zip(got).position(|(a, b)| a != b).unwrap_or(expected.len().min(got.len()));
    let at = |list: &[Value]| list.get(place).map_or_else(|| "nothing".to_owned(), Value::to_string);
    let (rust, script) = (at(expected), at(got));
    format!(
        "  {query}: hit {} of {} and {} is {rust} in Rust, {script} in the script",
        place + 1,
        expected.len(),
        got.len()
    )
}

/// Queries of every kind over the example.
const QUERIES: [&str; 45] = [
    "ostbury",
    "wrenfield",
    "wrenfield hospitals",
    "Wrenfield Hospitals NHS FT",
    "university of ostbury",
    "ostbury university",
    "cancer",
    "cancer -trial",
    "-cancer",
    "cancr",
    "cancr registrations",
    "fysiotherapy",
    "wrenfeild",
    "\"heart attack\"",
    "“heart attack”",
    "\"attack heart\"",
    "\"bowel, lung and ovarian cancer\"",
    "\"the notice ended\"",
    "\"the notice ended\" homes",
    "homes \"order ended\" \"the notice ended\"",
    "\"heart\" attack",
    "\"the data\"",
    "heart attack",
    "hart atack",
    "900001",
    "A1B2C",
    "nic 900001 a1b2c",
    "DARS-NIC-900003-F6G7H-v2.4",
    "gplist",
    "section 251",
    "opt-out",
    "opt outs",
    "gp",
    "GP data",
    "the",
    "of the",
    "",
    "zzzyx qqqwv",
    "zzzyx cancer hospital",
    "care homes at night",
    "mental h",
    "medic",
    "pseudonymised*",
    "Öffice for Cäre",
    "covid-19 care homes -\"public health\"",
];

#[test]
fn the_script_finds_in_the_example_what_the_reader_finds() {
    let queries: Vec<String> = QUERIES.into_iter().map(str::to_owned).collect();
    compare(super::site(), &queries);
}

#[test]
fn the_script_finds_in_the_real_register_what_the_reader_finds() {
    let Some(real) = super::real_site() else { return };
    let cell = |row: csv::StringRecord, place: usize| row[place].to_owned();
    let mut reader = csv::Reader::from_reader(include_str!("../relevance/queries.csv").as_bytes());
    let mut queries: Vec<String> = reader.records().map(|row| cell(row.unwrap(), 0)).collect();
    let mut names = csv::Reader::from_path(real.register.join("data/organisations.csv")).unwrap();
    for name in names.records().map(|row| cell(row.unwrap(), 1)).step_by(9) {
        // Each name without one of its letters, too.
        queries.push(name.chars().enumerate().filter(|(place, _)| *place != name.len() / 2).map(|(_, c)| c).collect());
        queries.push(format!("\"{name}\""));
        queries.push(name);
    }
    compare(&real.site, &queries);
}
