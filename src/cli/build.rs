//! `candour build`.

use super::{Outcome, Session, summary};
use crate::config::BaseUrl;
use crate::diag::{self, Diagnostics, Failure, Sources};
use crate::model::parse_date;
use crate::pipeline::{self, Ready};
use crate::publish::{self, Options, Published, Stopped};
use crate::records::PLACES;
use crate::tree::{Folder, last_commit_day};
use chrono::{DateTime, NaiveDate};
use clap::Args;
use std::path::{Path, PathBuf};

/// Make the website and the open data.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour build
  candour build --out /srv/register --base-url https://example.org/register/

The site in place stays whole until the new one is complete, and stays for good if anything fails.")]
pub(super) struct BuildArgs {
    /// The folder of the site [default: public, in the register's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will stand, instead of base_url in register.toml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<BaseUrl>,
    /// The day that "in term" and "ended" speak of [default: SOURCE_DATE_EPOCH, else the last commit that touched the
    /// register, else the latest date in it]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// Let addresses of the site in place disappear
    #[arg(long)]
    allow_removals: bool,
}

/// A base address on the command line.
pub(super) fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).ok_or_else(|| "write a full address, as https://example.org/register/".to_owned())
}

/// A day on the command line.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| "write a date as 2021-02-28".to_owned())
}

pub(super) fn run(session: &Session, args: &BuildArgs) -> Result<Outcome, Failure> {
    let tree = session.tree()?;
    let progress = session.progress("Looking for files");
    let checked = pipeline::check(&progress.watch(&tree))?;
    drop(progress);
    session.show(&checked.faults, &checked.sources);
    session.say(&diag::summary(&checked.faults));
    session.say(&summary::read(&checked.sources, checked.ready.as_ref()));
    // What is wrong with a site points into no record, and the texts are as large as the facts.
    drop(checked.sources);
    let Some(mut ready) = checked.ready else {
        session.say("Nothing was built: correct the errors above first.");
        return Ok(Outcome::DataErrors);
    };
    if let Some(base_url) = &args.base_url {
        ready.settings.base_url = base_url.clone();
    }
    match site(session, args, &tree, &ready)? {
        Ok(published) => {
            session.say(&report(&published, &target(args, &tree), &ready));
            Ok(Outcome::Clean)
        }
        Err(faults) => Ok(refused(session, &faults)),
    }
}

/// The folder of the site.
fn target(args: &BuildArgs, tree: &Folder) -> PathBuf {
    args.out.clone().unwrap_or_else(|| tree.root().join("public"))
}

/// Builds and publishes.
fn site(
    session: &Session,
    args: &BuildArgs,
    tree: &Folder,
    ready: &Ready,
) -> Result<Result<Published, Diagnostics>, Failure> {
    let as_of = ready.day(told_day(args.as_of, tree)?);
    let target = target(args, tree);
    let progress = session.progress("Planning pages");
    let made = Some(progress.counter());
    let options = Options { register: Some(tree.root()), allow_removals: args.allow_removals, made };
    let base_path = ready.settings.base_url.path();
    let published = pipeline::build(ready, as_of, |outputs| {
        progress.stage("Making open data and the search index", None);
        progress.stage("Making pages", Some(outputs.all()?.len()));
        match publish::publish(outputs, &target, base_path, options) {
            Ok(published) => Ok(Ok(published)),
            Err(Stopped::Data(faults)) => Ok(Err(faults)),
            Err(Stopped::Machine(failure)) => Err(failure),
        }
    })?;
    Ok(published.and_then(|published| published))
}

fn refused(session: &Session, faults: &Diagnostics) -> Outcome {
    session.show(faults, &Sources::new());
    session.say("Nothing was published; the site in place is as it was.");
    Outcome::DataErrors
}

fn report(published: &Published, target: &Path, ready: &Ready) -> String {
    let Published { files, written, unchanged, removed, bytes } = published;
    let megabytes = *bytes as f64 / 1_000_000.0;
    let gone = if *removed > 0 { format!(", {removed} removed") } else { String::new() };
    let (place, base) = (target.display(), &ready.settings.base_url);
    format!(
        "Built {place}: {files} files, {megabytes:.1} MB ({written} written, {unchanged} unchanged{gone}), to stand at {base}\n\
         To look at it: python3 -m http.server --directory {place} 8000, then open http://localhost:8000{}",
        base.path()
    )
}

/// The day that statements speak of, as far as it is told from outside the records: by the flag, the environment or the
/// last commit.
pub(super) fn told_day(flag: Option<NaiveDate>, tree: &Folder) -> Result<Option<NaiveDate>, Failure> {
    if flag.is_some() {
        return Ok(flag);
    }
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.parse().ok());
        let moment = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        return moment.map(|moment| Some(moment.date_naive())).ok_or_else(|| {
            Failure::new("SOURCE_DATE_EPOCH is no number of seconds since 1970").help("unset it, or use --as-of")
        });
    }
    last_commit_day(tree.root(), &PLACES)
}
