//! Stories of reports: what reviewers, editors, pull requests and people without the tool are given, and what advice on
//! plain English staff get when they ask for it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/folder.rs"]
mod folder;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const RELEASES: &str = "data/releases/2022-h1.csv";
const VERSION: &str = "data/agreements/nic-900001-a1b2c/v1.0.md";

/// The smallest good register in a folder of a new one, with these words replaced.
fn register(below: &str, changes: &[(&str, &str, &str)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join(below);
    folder::copy_register(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register"), &root);
    for (path, from, to) in changes {
        let text = fs::read_to_string(root.join(path)).unwrap();
        assert!(text.contains(from), "{from} is not in {path}");
        fs::write(root.join(path), text.replace(from, to)).unwrap();
    }
    home
}

/// The exit code, stdout and stderr of `candour check`.
fn check(here: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    let Output { status, stdout, stderr } = command.arg("check").args(args).current_dir(here).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// Two errors, one of them waived, and a warning with a fix.
fn spoilt() -> TempDir {
    register(
        "",
        &[
            (RELEASES, "FILE1001,2022-h1,DataReleases,2,DARS", "FILE1001,2022-h1,DataReleases ,2,DARS"),
            (
                RELEASES,
                "FILE1002,2022-h1,DataReleases,3,DARS-NIC-900001",
                "FILE1002,2022-h1,DataReleases,3,DARS-NIC-900003",
            ),
            (VERSION, "To plan help", "#REF!\n\n## Processing activities\n\nTo plan help"),
            (
                "register.toml",
                "base_url",
                "waiver = [{ code = \"E11\", record = \"agreement/NIC-900001-A1B2C/v1.0\", reason = \"Lost <before> us.\" }]\nbase_url",
            ),
        ],
    )
}

#[test]
fn a_report_is_written_as_its_ending_says_and_the_faults_are_still_told() {
    let home = spoilt();
    let args = ["--report", "a.html", "--report", "b.sarif", "--report", "c.JSON"];
    let (code, _, err) = check(home.path(), &args);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("error[E5]") && err.contains("Report: a.html") && err.contains("1 waived"), "{err}");
    let read = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
    assert!(read("a.html").starts_with("<!DOCTYPE html>"));
    let [sarif, json]: [Value; 2] = ["b.sarif", "c.JSON"].map(|name| serde_json::from_str(&read(name)).unwrap());
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(json["counts"], json!({ "errors": 1, "warnings": 1, "notes": 0, "advice": 0, "waived": 1 }));
    assert_eq!(json["waived"][0]["reason"], "Lost <before> us.");
}

#[test]
fn an_ending_that_says_nothing_and_a_folder_that_is_not_there_are_told_and_nothing_is_written() {
    let home = spoilt();
    let before = folder::files(home.path());
    let (code, _, err) = check(home.path(), &["--report", "report.pdf"]);
    assert_eq!(code, 2);
    assert!(err.contains("give the file the ending .html, .json or .sarif"), "{err}");
    let (code, _, err) = check(home.path(), &["--report", "nowhere/report.html"]);
    assert_eq!(code, 2);
    assert!(err.contains("cannot write the report nowhere/report.html") && err.contains("help:"), "{err}");
    assert_eq!(folder::files(home.path()), before);
}

#[test]
fn people_without_the_tool_read_one_page_that_loads_and_runs_nothing() {
    let home = spoilt();
    check(home.path(), &["--report", "a.html"]);
    let page = fs::read_to_string(home.path().join("a.html")).unwrap();
    for part in [
        "<html lang=\"en-GB\">",
        "<title>Check: The smallest good register</title>",
        "default-src 'none'",
        "href=\"#main\">Skip to main content",
        "<h2 id=\"E5\">",
        "<caption>E5, 1 place</caption>",
        "Nothing can be published until every error is corrected or waived.",
        "data/releases/2022-h1.csv, line 3, column ",
        "<mark>DARS-NIC-900003-A1B2C-v1.0</mark>",
        "What to do:",
        "Lost &lt;before&gt; us.",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    for never in ["<script", "src=", "http://", "https://", "<before>"] {
        assert!(!page.contains(never), "{never} is in\n{page}");
    }
}

#[test]
fn code_scanning_reads_rules_places_fixes_and_waivers() {
    let home = spoilt();
    let (_, out, _) = check(home.path(), &["--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&out).unwrap();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap();
    let ids: Vec<&str> = results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["E5", "W5", "E11"], "errors first, waived faults last");
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["text"].as_str().unwrap().contains("Example:"));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
    }
    assert_eq!(results[0]["level"], "error");
    assert_eq!(results[1]["level"], "warning");
    let replacement = &results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "DataReleases");
    assert_eq!(replacement["deletedRegion"]["startColumn"], 18);
    assert_eq!(results[2]["suppressions"][0]["justification"], "Lost <before> us.");
    assert_eq!((&results[0]["suppressions"], &results[1]["suppressions"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_fault_that_no_file_holds_stands_at_the_settings_since_code_scanning_takes_none_without_a_place() {
    let home = register("", &[]);
    fs::remove_file(home.path().join("data/datasets.csv")).unwrap();
    let (_, out, _) = check(home.path(), &["--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&out).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let missing = results.iter().find(|result| result["ruleId"] == "E118").unwrap();
    assert_eq!(missing["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "register.toml");
}

#[test]
fn in_a_folder_of_a_repository_files_are_named_from_its_root() {
    let home = register("registers/ours", &[(RELEASES, "FILE1002,", "FILE1001,")]);
    fs::create_dir(home.path().join(".git")).unwrap();
    let here = home.path().join("registers/ours");
    let (_, out, _) = check(&here, &["--format", "github"]);
    assert!(out.starts_with("::error file=registers/ours/data/releases/2022-h1.csv,line=3,col=1,"), "{out}");
    let (_, out, _) = check(&here, &["--format", "sarif"]);
    assert!(out.contains("\"uri\": \"registers/ours/data/releases/2022-h1.csv\""), "{out}");
}

#[test]
fn where_github_shows_only_some_annotations_the_first_says_how_many_there_are() {
    let home = register("", &[]);
    let pages = home.path().join("content");
    fs::create_dir(&pages).unwrap();
    let page = |text: &str| format!("+++\ntitle = \"Page\"\n+++\n\n{text}\n");
    for number in 0..11 {
        fs::write(pages.join(format!("p{number}.md")), page("Call 020 7946 0018.")).unwrap();
    }
    let (_, out, _) = check(home.path(), &["--format", "github"]);
    let (first, others) = out.split_once('\n').unwrap();
    assert_eq!(
        first,
        "::notice title=candour check::no errors, 11 warnings. GitHub shows ten of each kind; the log of this step has all of them."
    );
    assert_eq!(others.lines().filter(|line| line.starts_with("::warning file=content/p")).count(), 11);
    fs::remove_file(pages.join("p0.md")).unwrap();
    let (_, out, _) = check(home.path(), &["--format", "github"]);
    assert!(out.starts_with("::warning") && out.lines().count() == 10, "{out}");
}

#[test]
fn no_report_repeats_an_nhs_number() {
    let home = register("", &[(VERSION, "To plan help", "020 7946 0018 or 943 476 5919: to plan help")]);
    for format in ["human", "short", "json", "github", "sarif"] {
        let (code, out, err) = check(home.path(), &["--format", format, "--report", "a.html"]);
        assert_eq!(code, 1);
        let page = fs::read_to_string(home.path().join("a.html")).unwrap();
        let all = [out, err, page].concat();
        assert!(all.contains("E10") && all.contains("W21"), "{format}: {all}");
        assert!(!all.contains("943 476") && !all.contains("5919"), "{format}: {all}");
    }
}

/// Everything that `candour check` writes, in each format, and that its reports hold.
fn all_reports(here: &Path) -> String {
    let mut all = String::new();
    for format in ["human", "short", "json", "github", "sarif"] {
        let reports = ["--report", "a.html", "--report", "a.json", "--report", "a.sarif"];
        let (_, out, err) = check(here, &[&["--format", format], reports.as_slice()].concat());
        all.push_str(&[out, err].concat());
    }
    ["a.html", "a.json", "a.sarif"].iter().for_each(|name| all.push_str(&fs::read_to_string(here.join(name)).unwrap()));
    all
}

#[test]
fn no_report_repeats_an_nhs_number_that_is_waived_quoted_or_stands_in_a_row_that_cannot_be_read() {
    // A waived number, and a warning on its line.
    let prose = (VERSION, "To plan help", "020 7946 0018 or 943 476 5919: to plan help");
    let waiver =
        "waiver = [{ code = \"E10\", record = \"agreement/NIC-900001-A1B2C/v1.0\", reason = \"Not 943 476 5919.\" }]";
    let settings = ("register.toml", "base_url", &*format!("{waiver}\nbase_url"));
    let waived = register("", &[prose, settings]);
    let (code, _, err) = check(waived.path(), &[]);
    assert!(code == 0 && err.contains("1 waived"), "{err}");
    // A cell with a fix, a row with a cell too many, and a wording that the message quotes.
    let quoted = register(
        "",
        &[(RELEASES, "FILE1001,2022-h1,DataReleases,2,", "FILE1001,2022-h1,DataReleases 943 476 5919 ,2,")],
    );
    let broken = register(
        "",
        &[(RELEASES, "FILE1001,2022-h1,DataReleases,2,", "FILE1001,2022-h1,DataReleases,2,943 476 5919,")],
    );
    let wording =
        register("", &[(RELEASES, "file,Identifiable,Sensitive", "file,Identifiable 943 476 5919,Sensitive")]);
    for (home, told) in [(waived, "W21"), (quoted, "W5"), (broken, "E102"), (wording, "E2")] {
        let all = all_reports(home.path());
        assert!(all.contains(told), "{told}: {all}");
        assert!(!all.contains("476 5919"), "{told}: {all}");
    }
}

#[test]
fn what_fix_would_change_is_shown_without_nhs_numbers() {
    let row = ("FILE1001,2022-h1,DataReleases,2,", "FILE1001,2022-h1,DataReleases 943 476 5919 ,2,");
    let home = register("", &[(RELEASES, row.0, row.1)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    let Output { status, stdout, .. } = command.args(["fix", "--yes"]).current_dir(home.path()).output().unwrap();
    let shown = String::from_utf8(stdout).unwrap();
    assert!(status.success() && shown.contains("DataReleases *** *** ****,2,"), "{shown}");
    assert!(!shown.contains("476"), "{shown}");
    let written = fs::read_to_string(home.path().join(RELEASES)).unwrap();
    assert!(written.contains("DataReleases 943 476 5919,2,"), "the file has the number, not the stars: {written}");
}

#[test]
fn small_numbers_are_looked_for_only_where_the_settings_say_what_is_small() {
    let few = (VERSION, "To plan help", "In one ward 3 patients died. To plan help");
    let (code, out, _) = check(register("", &[few]).path(), &["--format", "short"]);
    assert_eq!((code, out.as_str()), (0, ""));
    let settings = ("register.toml", "base_url", "thresholds = { small_numbers = 4 }\nbase_url");
    let (code, out, _) = check(register("", &[few, settings]).path(), &["--format", "short"]);
    assert_eq!(code, 0);
    assert_eq!(out, format!("{VERSION}:14:13: warning[W26]: this counts fewer than 4 people\n"));
    let wrong = ("register.toml", "base_url", "thresholds = { small_numbers = -4 }\nbase_url");
    let (code, out, _) = check(register("", &[wrong]).path(), &["--format", "short"]);
    assert_eq!(code, 1);
    assert!(out.contains("E113") && out.contains("small_numbers cannot be -4"), "{out}");
}

#[test]
fn advice_on_plain_english_comes_when_it_is_asked_for_and_stops_nothing() {
    let summary = "## Summary in plain English\n\nWe utilise data.\n\n## Objective for processing\n\nWe utilise it.";
    let home = register("", &[(VERSION, "## Objective for processing", summary)]);
    let (code, _, err) = check(home.path(), &[]);
    assert_eq!(code, 0);
    assert!(!err.contains("utilise") && !err.contains("Plain English"), "{err}");
    let (code, _, err) = check(home.path(), &["--plain-english", "--report", "a.html"]);
    assert_eq!(code, 0);
    assert_eq!(err.matches("advice[A4]: \"utilise\" has a plainer word").count(), 1, "only what staff wrote: {err}");
    assert!(err.contains("reading age about") && err.contains("(a rough guide)"), "{err}");
    assert!(err.contains("no errors, no warnings, 1 piece of advice"), "{err}");
    let page = fs::read_to_string(home.path().join("a.html")).unwrap();
    assert!(
        page.contains("A4: A word with a plainer one") && page.contains("Nothing here stops publication."),
        "{page}"
    );
    let (_, out, _) = check(home.path(), &["--plain-english", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["diagnostics"][0]["severity"], "advice");
    assert_eq!(json["diagnostics"][0]["source"], json!({ "before": "We ", "marked": "utilise", "after": " data." }));
}

#[test]
fn a_sentence_of_26_words_is_long_and_a_hard_text_is_told_from_60_words_on() {
    let home = register("", &[]);
    fs::create_dir(home.path().join("content")).unwrap();
    let advice = |text: &str| {
        let page = format!("+++\ntitle = \"Page\"\n+++\n\n{text}\n");
        fs::write(home.path().join("content/page.md"), page).unwrap();
        check(home.path(), &["--plain-english", "--format", "short"]).1
    };
    let words = |count: usize, word: &str| format!("{}.", vec![word; count].join(" "));
    assert_eq!(advice(&words(25, "so")), "");
    assert_eq!(advice(&words(26, "so")), "content/page.md:5:1: advice[A1]: this sentence has 26 words\n");
    // Five words in a sentence: those of two syllables have a reading age of 15, with one more syllable in five of 17.
    let sentences = |count: usize, last: &str| vec![format!("Doctor doctor doctor doctor {last}."); count].join(" ");
    assert_eq!(advice(&sentences(12, "doctor")), "");
    assert_eq!(advice(&sentences(11, "hospital")), "");
    assert_eq!(
        advice(&sentences(12, "hospital")),
        "content/page.md:5:1: advice[A2]: this text has a reading age of about 17\n"
    );
}

#[test]
fn advice_cannot_be_waived_since_nothing_waits_for_it() {
    let waiver = "waiver = [{ code = \"A4\", record = \"content/about\", reason = \"We like it.\" }]\nbase_url";
    let home = register("", &[("register.toml", "base_url", waiver)]);
    let (code, _, err) = check(home.path(), &[]);
    assert_eq!(code, 1);
    assert!(err.contains("A4 cannot be waived") && err.contains("advice never stops publication"), "{err}");
}
