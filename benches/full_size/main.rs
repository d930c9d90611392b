//! How long a register of full size takes to check, to search, to render, to build and to build again, and how much memory:
//! `cargo bench --bench full_size`. The register is made up (see `register.rs`). `cargo bench --bench full_size -- DIR`
//! keeps it in DIR, so that other tools can be pointed at it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../tests/explore/reader.rs"]
mod reader;
mod register;

use candour::output::OutputFile;
use candour::pipeline::{self, Ready};
use candour::publish::{self, Options, Stopped};
use candour::search::Index;
use candour::tree::Folder;
use chrono::NaiveDate;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

const FULL: register::Size = register::Size { releases: 100_000, shorter: 1 };

/// Kilobytes that the process held at most so far, where the system says so.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |rest| rest.trim().to_owned())
}

/// Seconds of processor time so far, over all threads, where the system says so.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn report(what: &str, start: Instant, processor: f64) {
    let (wall, used) = (start.elapsed().as_secs_f64(), processor_time() - processor);
    println!("{what:<24} {wall:6.2} s, {used:6.2} s of processor, at most {} so far", most_memory());
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, processor) = (Instant::now(), processor_time());
    let done = work();
    report(what, start, processor);
    done
}

fn read(folder: &Path) -> (Ready, NaiveDate) {
    let checked = pipeline::check(&Folder::new(folder)).unwrap();
    let ready = checked.ready.unwrap_or_else(|| panic!("{:?}", checked.faults.iter().next()));
    let day = ready.register.latest_date().unwrap();
    (ready, day)
}

/// Makes every page and throws it away. Extracts are made before, since pages name their sizes.
fn pages(folder: &Path) {
    let (ready, day) = read(folder);
    let (start, processor) = (Instant::now(), processor_time());
    let made = pipeline::build(&ready, day, |outputs| {
        report("plan", start, processor);
        let mut pages = timed("extracts and index", || outputs.all())?;
        pages.retain(|file| file.path().as_str().ends_with(".html"));
        let bytes = timed("pages alone", || pages.par_iter().map(|page| page.bytes().unwrap().len()).sum::<usize>());
        println!("{:<24} {} pages, {:.0} MB", "", pages.len(), bytes as f64 / 1e6);
        Ok(())
    });
    made.unwrap().unwrap_or_else(|faults| panic!("{:?}", faults.iter().next()));
}

/// Makes the search index alone, and searches it as a browser does, counting what it fetches.
fn search(folder: &Path) {
    let (ready, day) = read(folder);
    let files = timed("search index", || pipeline::search_index(&ready, day).unwrap());
    let name = |file: &OutputFile<'_>| file.path().as_str().rsplit('/').next().unwrap().to_owned();
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|file| (name(file), file.bytes().unwrap().into_owned())).collect();
    for kind in ["index", "head", "dict", "words", "positions"] {
        let sizes: Vec<usize> = files.iter().filter(|(name, _)| name.starts_with(kind)).map(|(_, b)| b.len()).collect();
        let (bytes, most) = (sizes.iter().sum::<usize>() as f64 / 1e3, sizes.iter().max().unwrap());
        println!("{:<24} {kind}: {} files, {bytes:.0} kB, the largest {most} bytes", "", sizes.len());
    }
    let queries =
        ["hospital", "patients study", "University of", "\"data from\"", "NIC-10007", "hosptal records", "can*"];
    for typed in queries {
        let (fetched, start) = (RefCell::new(Vec::new()), Instant::now());
        let index = Index::open(|name| {
            fetched.borrow_mut().push(files[name].len());
            Ok(files[name].clone())
        });
        let index = index.unwrap();
        let hits = index.search(typed).unwrap().hits.len();
        let (cold, again) = (start.elapsed(), Instant::now());
        index.search(typed).unwrap();
        let (fetched, hot) = (fetched.borrow(), again.elapsed());
        println!(
            "{:<24} {typed}: {hits} results, {} requests, {:.0} kB, {:.1} ms, then {:.1} ms",
            "",
            fetched.len(),
            fetched.iter().sum::<usize>() as f64 / 1e3,
            cold.as_secs_f64() * 1e3,
            hot.as_secs_f64() * 1e3
        );
    }
}

fn build(folder: &Path) -> publish::Published {
    let (ready, day) = read(folder);
    let options = Options { register: Some(folder), ..Options::default() };
    let target = folder.join("public");
    let base_path = ready.settings.base_url.path().to_owned();
    let published = pipeline::build(&ready, day, |outputs| {
        publish::publish(outputs, &target, &base_path, options).map_err(|stopped| match stopped {
            Stopped::Data(faults) => panic!("{:?}", faults.iter().next()),
            Stopped::Machine(failure) => failure,
        })
    });
    published.unwrap().unwrap_or_else(|faults| panic!("{:?}", faults.iter().next()))
}

/// Reads the table that a script reads back, and holds it against the published one.
fn table_for_scripts(site: &Path) {
    let packed = |which: &str| {
        let mut paths = std::fs::read_dir(site.join("explore")).unwrap().map(|entry| entry.unwrap().path());
        let named = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(which);
        std::fs::read(paths.find(named).unwrap()).unwrap()
    };
    let (rows, rest) = (packed("rows-"), packed("rest-"));
    println!("{:<24} {} and {} bytes", "table for scripts", rows.len(), rest.len());
    assert!(rows.len() <= 700_000 && rest.len() <= 1_500_000);
    assert!(reader::csv(&rows, &rest) == std::fs::read_to_string(site.join("data/releases.csv")).unwrap());
}

fn main() {
    let kept = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).map(PathBuf::from);
    let scratch = tempfile::tempdir().unwrap();
    let folder = kept.unwrap_or_else(|| scratch.path().join("register"));
    let vocabularies = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    timed("write the register", || register::write_register(&folder, &vocabularies, FULL));
    let faults = timed("check", || pipeline::check(&Folder::new(&folder)).unwrap().faults);
    println!("{:<24} {} entries", "", faults.len());
    search(&folder);
    pages(&folder);
    for what in ["check and build", "check and build again"] {
        let published = timed(what, || build(&folder));
        let megabytes = published.bytes as f64 / 1e6;
        println!("{:<24} {} files, {megabytes:.0} MB, {} written", "", published.files, published.written);
    }
    table_for_scripts(&folder.join("public"));
}
