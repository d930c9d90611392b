//! Puts a finished site on disk. The new site is staged next to the one in place, looked over, and exchanged with it in
//! one step: readers never see half a site, and whatever goes wrong before that step leaves the old one whole. A file
//! whose bytes are already in place is linked, not written; where nothing differs nothing is written at all.
//!
//! It makes no file of the site but `manifest.json`, and it deletes nothing that is not listed in one.

mod disk;
mod manifest;
mod staging;
mod target;

use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::output::{Asset, MediaType, OutputFile, OutputSet, PageFacts, SitePath, scan_html, verify};
use manifest::{Entry, Manifest};
use rayon::prelude::*;
use staging::Staging;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use target::Target;

/// How to publish.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The register's folder. A site is never written over it or into the folders that hold its sources.
    pub register: Option<&'a Path>,
    /// Whether addresses of the site in place may disappear.
    pub allow_removals: bool,
    /// Where the files that are made are counted, for whoever waits.
    pub made: Option<&'a AtomicUsize>,
}

/// What was published. The manifest is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Files of the site.
    pub files: usize,
    /// Those that were written, since they are new or differ from what was in place.
    pub written: usize,
    /// Those that stayed as they were.
    pub unchanged: usize,
    /// Files of the site before that the new one lacks.
    pub removed: usize,
    /// Size of all files together.
    pub bytes: u64,
}

/// Why nothing was published. The site in place is as it was.
#[derive(Debug)]
pub enum Stopped {
    /// The site has faults: dead links, repeated ids, addresses that would disappear.
    Data(Diagnostics),
    /// The machine, or the place to publish to, does not allow it.
    Machine(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Stopped::Machine(failure)
    }
}

/// Publishes a site to the folder `target`, which is made where it is missing. `base_path` is the path that the site
/// will live under, with both slashes.
///
/// # Errors
/// [`Stopped::Data`] where the site has faults. [`Stopped::Machine`] where a file cannot be made, read or written,
/// where another build is publishing there, or where the target is no folder that Candour may replace: a link, a file,
/// a mount point, a part of the register, or a folder with files that Candour did not write.
pub fn publish(
    outputs: &OutputSet<'_>,
    target: &Path,
    base_path: &str,
    options: Options<'_>,
) -> Result<Published, Stopped> {
    let target = Target::look(target, options.register)?;
    let staging = Staging::begin(&target)?;
    let before = Manifest::in_place(target.path())?;
    let files = outputs.all()?;
    let mut made = stage(&files, &target, &staging, options.made)?;
    let there = |path: &&str| files.binary_search_by(|file| file.path().as_str().cmp(path)).is_ok();
    let removed: Vec<&str> = before.iter().flat_map(Manifest::paths).filter(|path| !there(path)).collect();
    let faults = look_over(&files, &mut made, base_path, if options.allow_removals { &[] } else { &removed });
    if !faults.is_empty() {
        return Err(Stopped::Data(faults));
    }
    let published = Published {
        files: made.len(),
        written: made.iter().filter(|file| !file.in_place).count(),
        unchanged: made.iter().filter(|file| file.in_place).count(),
        removed: removed.len(),
        bytes: made.iter().map(|file| file.entry.bytes).sum(),
    };
    let manifest = Manifest::new(made.iter().map(|file| file.entry.clone()).collect());
    let nothing_new = published.written == 0 && before.as_ref() == Some(&manifest);
    if !nothing_new {
        link_unchanged(&made, &target, &staging)?;
        disk::write(&staging.site(), manifest::NAME, &manifest.to_json()?)?;
        staging.swap()?;
    }
    Ok(published)
}

/// A file of the new site, with what was learnt as it was made.
struct Made {
    entry: Entry,
    /// Whether the site in place has a file with the same bytes there; else it is written to the staging folder.
    in_place: bool,
    /// What a page holds that other pages depend on.
    facts: Option<PageFacts>,
}

/// Makes every file and writes those that differ from what is in place to the staging folder.
fn stage(
    files: &[&OutputFile<'_>],
    target: &Target,
    staging: &Staging,
    counter: Option<&AtomicUsize>,
) -> Result<Vec<Made>, Failure> {
    let site = staging.site();
    let made = files.par_iter().map(|file| {
        let made = stage_one(file, target.path(), &site);
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        made
    });
    let made: Vec<_> = made.collect();
    // Collected in path order, so that of several failures the same one is reported each time.
    made.into_iter().collect()
}

fn stage_one(file: &OutputFile<'_>, old: &Path, new: &Path) -> Result<Made, Failure> {
    let path = file.path().as_str();
    let bytes = file.bytes()?;
    let facts = match MediaType::of(file.path()) {
        MediaType::Html => Some(page_facts(path, &bytes)?),
        _ => None,
    };
    let in_place = disk::holds(&old.join(path), &bytes)?;
    if !in_place {
        disk::write(new, path, &bytes)?;
    }
    let Asset { size, sha256 } = file.asset().cloned().unwrap_or_else(|| Asset::of(&bytes));
    let entry = Entry { path: path.to_owned(), bytes: size as u64, sha256 };
    Ok(Made { entry, in_place, facts })
}

fn page_facts(path: &str, bytes: &[u8]) -> Result<PageFacts, Failure> {
    let html = std::str::from_utf8(bytes);
    html.map(scan_html).map_err(|cause| Failure::new(format!("the page {path} is no UTF-8 text")).because(cause))
}

/// Everything that is wrong with the site as a whole. Takes the facts of pages, which nobody needs after it.
fn look_over(outputs: &[&OutputFile<'_>], made: &mut [Made], base_path: &str, removed: &[&str]) -> Diagnostics {
    let mut files: BTreeSet<SitePath> = outputs.iter().map(|file| file.path().clone()).collect();
    let mut faults = Diagnostics::new();
    if let Some(manifest) = SitePath::new(manifest::NAME)
        && !files.insert(manifest)
    {
        let message = format!("two files of the site want the path {}", manifest::NAME);
        faults.push(Diagnostic::new(&codes::E140, message).help("this one is kept for the list of all files"));
    }
    let facts = made.iter_mut().map(|file| file.facts.take());
    let paged = outputs.iter().zip(facts).filter_map(|(file, facts)| Some((file.path().clone(), facts?)));
    let pages: BTreeMap<SitePath, PageFacts> = paged.collect();
    faults.extend(verify(&pages, &files, base_path));
    if let Some(lost) = lost_addresses(removed) {
        faults.push(lost);
    }
    faults
}

/// How many addresses a report names.
const NAMED: usize = 10;

/// Whether a file belongs to pages and carries its digest in its name, so that nobody cites it: what pages look like,
/// and packed data for their scripts.
fn is_part_of_pages(path: &str) -> bool {
    path.starts_with("assets/") || path.ends_with(".bin")
}

fn lost_addresses(removed: &[&str]) -> Option<Diagnostic> {
    let cited: Vec<SitePath> =
        removed.iter().filter(|path| !is_part_of_pages(path)).filter_map(|path| SitePath::new(path)).collect();
    if cited.is_empty() {
        return None;
    }
    let mut named: Vec<String> = cited.iter().take(NAMED).map(|path| format!("/{}", path.address())).collect();
    if cited.len() > NAMED {
        named.push(format!("and {} more", cited.len() - NAMED));
    }
    let message = match cited.len() {
        1 => format!("the address {} of the published site would disappear", named[0]),
        count => format!("{count} addresses of the published site would disappear: {}", named.join(", ")),
    };
    let help = "name records that left the register in data/withdrawn.csv, so that their pages stay and say so; \
        or publish once with --allow-removals";
    Some(Diagnostic::new(&codes::E150, message).help(help))
}

fn link_unchanged(made: &[Made], target: &Target, staging: &Staging) -> Result<(), Failure> {
    let site = staging.site();
    let unchanged: Vec<&Made> = made.iter().filter(|file| file.in_place).collect();
    let linked: Vec<_> = unchanged.par_iter().map(|file| disk::link(target.path(), &site, &file.entry.path)).collect();
    linked.into_iter().collect()
}
