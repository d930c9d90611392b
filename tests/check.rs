//! Every code has a smallest failing register: `tests/invalid/<code>/` holds the files that differ from
//! `tests/register/`, and the report that staff should read. `UPDATE=1 cargo test --test check` rewrites the reports.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use candour::diag::{Colour, Diagnostics, Format, Severity, codes, emit, summary};
use candour::pipeline::{self, Checked};
use candour::tree::Memory;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Codes that no record or setting can trip, each with the place of its test.
const TESTED_ELSEWHERE: [(&str, &str); 5] = [
    ("E1", "only a workbook trips it: src/import"),
    ("E140", "only a finished site trips it: src/output"),
    ("E141", "only a finished site trips it: src/output"),
    ("E142", "only a finished site trips it: src/output"),
    ("E150", "only a published site trips it: src/publish"),
];

/// Codes that cannot come alone: the other, and why.
const COMPANY: [(&str, &str, &str); 2] = [
    ("W3", "W2", "of two recipients under one reference, one is not the organisation of the statement"),
    ("E127", "W4", "two ids with one address cannot both have the usual form"),
];

type Files = BTreeMap<String, Vec<u8>>;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn files(folder: &Path) -> Files {
    let read = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        (below, std::fs::read(entry.path()).unwrap())
    };
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(read).collect()
}

/// The good register with these files laid over it, and without those that `remove.txt` lists.
fn overlaid(mut over: Files) -> Memory {
    let mut all = files(&folder("register"));
    for path in String::from_utf8(over.remove("remove.txt").unwrap_or_default()).unwrap().lines() {
        assert!(all.remove(path).is_some(), "remove.txt lists {path}, which the good register does not have");
    }
    over.retain(|path, _| !path.starts_with("report."));
    all.extend(over);
    Memory::new(all)
}

fn check(tree: &Memory) -> Checked {
    pipeline::check(tree).unwrap()
}

/// As `candour check --plain-english` does.
fn check_with_advice(tree: &Memory) -> Checked {
    let mut checked = check(tree);
    checked.faults.extend(pipeline::advise(&checked.sources).diagnostics);
    checked.faults.sort();
    checked
}

/// A failing register as its code is told: advice comes only when asked for.
fn checked_for(name: &str) -> Checked {
    let tree = overlaid(files(&folder("invalid").join(name)));
    if name.starts_with('A') { check_with_advice(&tree) } else { check(&tree) }
}

fn report(checked: &Checked, format: Format) -> String {
    emit(&checked.faults, &checked.sources, format, Colour::No)
}

/// What people read: every fault, then the counts.
fn human(checked: &Checked) -> String {
    format!("{}{}\n", report(checked, Format::Human), summary(&checked.faults))
}

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(folder("invalid")).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_smallest_good_register_has_no_fault() {
    let checked = check_with_advice(&overlaid(Files::new()));
    assert_eq!(human(&checked), "no errors, no warnings\n");
    assert!(checked.ready.is_some());
}

#[test]
fn every_code_has_its_failing_register_and_every_failing_register_its_code() {
    let elsewhere: BTreeSet<&str> = TESTED_ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let wanted: BTreeSet<&str> = codes::ALL.iter().map(|code| code.id).filter(|id| !elsewhere.contains(id)).collect();
    let there = names();
    let there: BTreeSet<&str> = there.iter().map(String::as_str).collect();
    assert_eq!(there, wanted);
}

#[test]
fn what_is_kept_from_an_earlier_check_never_changes_what_is_found() {
    const VERSION: &str = "data/agreements/nic-900001-a1b2c/v1.0.md";
    const RELEASES: &str = "data/releases/2022-h1.csv";
    let good = files(&folder("register"));
    let edited = |path: &str, from: &str, to: &str| {
        let text = String::from_utf8(good[path].clone()).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        (path.to_owned(), text.replacen(from, to, 1).into_bytes())
    };
    let telephone = edited(VERSION, "To plan", "Call 020 7946 0018. To plan");
    let space = edited(RELEASES, "Ostbury Council,", "Ostbury Council ,");
    let stray = ("data/agreements/a-first/v1.md".to_owned(), Vec::new());
    let small_numbers = edited("register.toml", "example.org/\"", "example.org/\"\n[thresholds]\nsmall_numbers = 5");
    let few = edited(VERSION, "To plan", "There were 3 patients. To plan");
    let edits = [
        vec![],
        vec![&telephone],
        vec![&telephone, &space],
        // A file that comes before others moves them among the sources.
        vec![&stray, &telephone, &space],
        vec![],
        vec![&few],
        vec![&few, &small_numbers],
        vec![&few],
        vec![],
    ];
    let mut kept = pipeline::Kept::default();
    let mut counts = Vec::new();
    for edit in edits {
        let tree = overlaid(edit.into_iter().cloned().collect());
        let again = pipeline::check_again(&tree, &mut kept).unwrap();
        assert_eq!(human(&again), human(&check(&tree)));
        counts.push(again.faults.len());
    }
    assert!(counts[0] == 0 && counts[1] > 0 && counts[2] > counts[1] && counts[3] > counts[2], "{counts:?}");
    assert!(counts[6] > counts[5] && counts[7] == counts[5] && counts[8] == 0, "{counts:?}");
}

#[test]
fn codes_that_a_mapping_gives_must_be_codes_of_the_register() {
    let mapping = "title = \"Ours\"

[channel]
by_frequency = { hourly = \"file\" }

[[sheet]]
name = \"Ours\"
records = [\"agreements\"]
column = [
  { heading = \"Reference\", field = \"agreement\" },
  { heading = \"Who\", field = \"applicant\" },
  { heading = \"Title\", field = \"title\" },
  { heading = \"Type\", field = \"applicant_type\", values = { Known = \"local_authority\", Guild = \"guild\" } },
]
";
    let checked = check(&overlaid(Files::from([("data/mappings/ours.toml".to_owned(), mapping.into())])));
    let told = report(&checked, Format::Short);
    let places: Vec<&str> = told.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(places, ["data/mappings/ours.toml:4:18", "data/mappings/ours.toml:13:95"], "{told}");
    assert!(told.contains("hourly") && told.contains("guild"), "{told}");
}

#[test]
fn each_failing_register_is_reported_as_staff_should_read_it() {
    let mut wrong = Vec::new();
    for name in names() {
        let folder = folder("invalid").join(&name);
        let checked = checked_for(&name);
        let reports = [
            ("report.txt", human(&checked)),
            ("report.json", report(&checked, Format::Json)),
            ("report.short", report(&checked, Format::Short)),
            ("report.github", report(&checked, Format::Github)),
            ("report.sarif", report(&checked, Format::Sarif)),
            ("report.html", report(&checked, Format::Html)),
        ];
        for (file, found) in reports {
            let path = folder.join(file);
            if file != "report.txt" && !path.exists() {
                continue;
            }
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &found).unwrap();
            }
            if std::fs::read_to_string(&path).unwrap_or_default() != found {
                wrong.push(format!("{name}/{file} should be:\n{found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "UPDATE=1 writes the reports as they are now.\n\n{}", wrong.join("\n"));
}

#[test]
fn each_failing_register_has_its_own_fault_and_no_other() {
    for name in names() {
        let checked = checked_for(&name);
        let found: BTreeSet<&str> = checked.faults.by_code().into_keys().collect();
        let company = COMPANY.iter().filter(|(code, ..)| *code == name).map(|(_, other, _)| *other);
        let wanted: BTreeSet<&str> = company.chain([name.as_str()]).collect();
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn every_error_stops_publication_and_says_what_to_do() {
    let is_error = |d: &&candour::diag::Diagnostic| d.severity() == Severity::Error;
    for name in names() {
        let checked = check(&overlaid(files(&folder("invalid").join(&name))));
        for fault in checked.faults.iter().filter(is_error) {
            assert!(fault.help.is_some(), "{name}: \"{}\" has no help", fault.message);
        }
        assert_eq!(checked.ready.is_none(), checked.faults.has_errors(), "{name}");
    }
}

#[test]
fn a_waiver_lets_every_waivable_fault_through_and_no_other() {
    let mut waived = BTreeSet::new();
    for name in names().into_iter().filter(|name| name.starts_with('E')) {
        let mut over = files(&folder("invalid").join(&name));
        let faults: Diagnostics = check(&overlaid(over.clone())).faults;
        let mut settings =
            over.get("register.toml").cloned().unwrap_or_else(|| files(&folder("register"))["register.toml"].clone());
        let records: BTreeSet<&str> = faults.iter().filter_map(|fault| fault.record.as_deref()).collect();
        for record in records {
            let waiver = format!("\n[[waiver]]\ncode = \"{name}\"\nrecord = '''{record}'''\nreason = \"A test.\"\n");
            settings.extend(waiver.into_bytes());
        }
        over.insert("register.toml".to_owned(), settings);
        if check(&overlaid(over)).ready.is_some() {
            waived.insert(name);
        }
    }
    let wanted = ["E10", "E11", "E128", "E13", "E14", "E16", "E2", "E6", "E7", "E9"];
    assert_eq!(waived.into_iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn settings_that_cannot_be_used_hide_no_fault_of_the_records() {
    let mut over = files(&folder("invalid").join("E4"));
    over.insert("register.toml".to_owned(), b"slug = \"test\"\n".to_vec());
    let found = check(&overlaid(over)).faults.by_code();
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ["E112", "E4"]);
}

#[test]
fn faults_come_in_the_order_of_files_and_lines() {
    let mut all = Files::new();
    for name in ["E100", "E115", "E16", "E8", "W15"] {
        all.extend(files(&folder("invalid").join(name)));
    }
    let checked = check(&overlaid(all));
    let place = |fault: &candour::diag::Diagnostic| {
        let span = fault.span.unwrap();
        let at = checked.sources.locate(span);
        (checked.sources.path(span.file).to_owned(), at.line, at.column)
    };
    let places: Vec<_> = checked.faults.iter().map(place).collect();
    assert!(places.len() > 6 && places.is_sorted(), "{places:?}");
}
