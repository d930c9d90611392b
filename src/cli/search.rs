//! `candour search`: what the website's search would find, in the same order.

use super::build::told_day;
use super::{Outcome, Session, print};
use crate::config::BaseUrl;
use crate::diag::{Failure, summary};
use crate::output::OutputFile;
use crate::pipeline;
use crate::search::{Found, Hit, Index};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;

/// Find something in the register, as the website's search does.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour search university of bristol
  candour search 17875                           part of a reference
  candour search '\"breast cancer\" screening'    a phrase and a word
  candour search diabetes -type                  one word without another
  candour search 'cardio*'                       words that begin so
  candour search --json hes | jq '.[0].url'

The index is made from the records as they are now; nothing is written. Results are in the order of the website.")]
pub(super) struct SearchArgs {
    /// What to look for
    #[arg(required = true, allow_hyphen_values = true, value_name = "WORDS", trailing_var_arg = true)]
    words: Vec<String>,
    /// Print an array of results: kind, title, url, field and score
    #[arg(long)]
    json: bool,
    /// Show at most so many results; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// A result as programs read it.
#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    title: &'a str,
    url: String,
    field: &'static str,
    score: u64,
}

pub(super) fn run(session: &Session, args: &SearchArgs) -> Result<Outcome, Failure> {
    if let Some(option) = args.words.iter().find(|word| word.starts_with("--") && word.len() > 2) {
        let failure = Failure::new(format!("{option} stands after words, where it would be one of them"));
        return Err(failure.help("put options before the words: candour search --json WORDS"));
    }
    let tree = session.tree()?;
    let progress = session.progress("Looking for files");
    let checked = pipeline::check(&progress.watch(&tree))?;
    let Some(ready) = checked.ready else {
        drop(progress);
        session.show(&checked.faults, &checked.sources);
        session.say(&summary(&checked.faults));
        session.say("Nothing was searched: correct the errors above first.");
        return Ok(Outcome::DataErrors);
    };
    drop(checked.sources);
    progress.stage("Making the search index", None);
    let files = pipeline::search_index(&ready, ready.day(told_day(None, &tree)?))?;
    drop(progress);
    let index = open(&files)?;
    let typed = args.words.join(" ");
    let found = index.search(&typed)?;
    let most = if args.limit == 0 { usize::MAX } else { args.limit };
    let base = &ready.settings.base_url;
    if args.json {
        session.say(&heading(&typed, &found, most));
        print(&json(&index, &found.hits[..found.hits.len().min(most)], base)?)?;
    } else {
        let results = found.hits.iter().take(most).zip(1..).map(|(hit, number)| entry(&index, hit, number, base));
        print(&format!("{}\n{}", heading(&typed, &found, most), results.collect::<String>()))?;
    }
    Ok(Outcome::Clean)
}

/// The index from its files in memory, read as a browser reads them.
fn open<'f>(files: &'f [OutputFile<'_>]) -> Result<Index<'f>, Failure> {
    let name = |file: &'f OutputFile<'_>| file.path().as_str().rsplit('/').next().unwrap_or_default();
    let by_name: BTreeMap<&str, &OutputFile<'_>> = files.iter().map(|file| (name(file), file)).collect();
    Index::open(move |name| match by_name.get(name) {
        Some(file) => file.bytes().map(std::borrow::Cow::into_owned),
        None => Err(Failure::new(format!("the search index has no file {name}"))),
    })
}

fn line<'i>(index: &'i Index<'_>, hit: &Hit, base: &BaseUrl) -> Line<'i> {
    Line {
        kind: index.kind(hit.document).key(),
        title: index.title(hit.document),
        url: base.join(index.path(hit.document)),
        field: hit.field,
        score: hit.score,
    }
}

fn json(index: &Index<'_>, hits: &[Hit], base: &BaseUrl) -> Result<String, Failure> {
    let lines: Vec<Line<'_>> = hits.iter().map(|hit| line(index, hit, base)).collect();
    let text = serde_json::to_string_pretty(&lines);
    text.map(|text| text + "\n").map_err(|error| Failure::new("cannot write results as JSON").because(error))
}

/// How much was found, and for which words if not for those typed.
fn heading(typed: &str, found: &Found, most: usize) -> String {
    let count = found.hits.len();
    let shown = if count > most { format!(", the first {most} of them here") } else { String::new() };
    let results = if count == 1 { "1 result".to_owned() } else { format!("{count} results") };
    let mut heading = match (&found.corrected, found.partial) {
        (Some(corrected), _) => format!("Nothing matches {typed}. Showing results for {corrected}: {results}{shown}"),
        (None, true) => format!("Nothing matches all of {typed}. The nearest: {results}{shown}"),
        (None, false) => format!("{results} for {typed}{shown}"),
    };
    if let Some(suggestion) = &found.suggestion {
        heading.push_str(&format!("\nMore is found for: {suggestion}"));
    }
    heading
}

/// A result for people.
fn entry(index: &Index<'_>, hit: &Hit, number: usize, base: &BaseUrl) -> String {
    let Line { kind, title, url, field, .. } = line(index, hit, base);
    let mut text = format!("\n{number}. {title} ({kind}; matched in: {field})\n   {url}\n");
    if let Some(passage) = &hit.passage {
        text.push_str(&format!("   {}: {}\n", passage.field, passage.text));
    }
    if !hit.missing.is_empty() {
        text.push_str(&format!("   without: {}\n", hit.missing.join(", ")));
    }
    text
}
