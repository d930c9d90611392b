//! The staff's bench as stories through the binary: records added with `candour new`, laid out with `candour fmt`,
//! mended with `candour fix`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/folder.rs"]
mod folder;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What a command did.
struct Told {
    code: i32,
    out: String,
    err: String,
}

/// Runs a command with nobody to ask.
fn candour(here: &Path, args: &[&str]) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    let Output { status, stdout, stderr } = command.args(args).current_dir(here).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { code: status.code().expect("it ended by itself"), out: text(stdout), err: text(stderr) }
}

/// Runs a command that has to end well, and returns what it printed for programs.
fn well(here: &Path, args: &[&str]) -> String {
    let told = candour(here, args);
    assert_eq!(told.code, 0, "candour {args:?}:\n{}", told.err);
    told.out
}

/// An empty register, as `candour init` writes it.
fn empty() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &["init"]);
    home
}

/// The smallest good register, to be spoilt.
fn good() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    folder::copy_register(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register"), home.path());
    home
}

fn records(home: &TempDir) -> BTreeMap<String, Vec<u8>> {
    let mut files = folder::files(home.path());
    files.retain(|path, _| ["data/", "content/", "register.toml"].iter().any(|top| path.starts_with(top)));
    files
}

fn read(home: &TempDir, path: &str) -> String {
    fs::read_to_string(home.path().join(path)).unwrap()
}

fn write(home: &TempDir, path: &str, text: &str) {
    fs::write(home.path().join(path), text).unwrap();
}

fn replace(home: &TempDir, path: &str, from: &str, to: &str) {
    let text = read(home, path);
    assert!(text.contains(from), "{from} is not in {path}");
    write(home, path, &text.replace(from, to));
}

const RELEASES: &str = "data/releases/2022-h1.csv";
const VERSION: &str = "data/agreements/nic-900001-a1b2c/v1.0.md";

const EDITION: [&str; 7] = ["new", "edition", "2026-h2", "--from", "2026-07-01", "--to", "2026-12-31"];
const ORGANISATION: [&str; 5] = ["new", "organisation", "Ostbury Borough Council", "--type", "local_authority"];
const DATASET: [&str; 5] = ["new", "dataset", "Inpatient Care Dataset", "--who-is-in-it", "People in hospital."];
const AGREEMENT: [&str; 12] = [
    "new",
    "agreement",
    "--reference",
    "DARS-NIC-900001-A1B2C-v1.0",
    "--applicant",
    "Ostbury Borough Council",
    "--start",
    "2026-11-01",
    "--dataset",
    "Inpatient Care Dataset",
    "--summary",
    "The council plans care at home.",
];
const RELEASE: [&str; 16] = [
    "new",
    "release",
    "--agreement",
    "DARS-NIC-900001-A1B2C-v1.0",
    "--edition",
    "2026-h2",
    "--recipient",
    "Ostbury Borough Council",
    "--dataset",
    "Inpatient Care Dataset",
    "--channel",
    "file",
    "--identifiability",
    "Anonymised",
    "--legal-basis",
    "Health and Social Care Act 2012 - s261(7)",
];
const NOTICE: [&str; 7] = ["new", "notice", "It is out!", "--date", "2027-03-12", "--text", "Read the edition."];

/// A register with an edition, an organisation, a dataset and an agreement, each added by its command.
fn begun() -> TempDir {
    let home = empty();
    for args in [&EDITION[..], &ORGANISATION, &DATASET, &AGREEMENT] {
        well(home.path(), args);
    }
    home
}

#[test]
fn from_an_empty_folder_each_command_adds_its_record_and_the_register_is_clean_after_each() {
    let home = empty();
    let steps: [(&[&str], &[&str]); 6] = [
        (&EDITION, &["data/editions.csv"]),
        (&ORGANISATION, &["data/organisations.csv"]),
        (&DATASET, &["data/datasets.csv"]),
        (&AGREEMENT, &[VERSION]),
        (&RELEASE, &[VERSION, "data/releases/2026-h2.csv"]),
        (&NOTICE, &["content/notices/2027-03-12-it-is-out.md"]),
    ];
    for (args, written) in steps {
        let told = candour(home.path(), args);
        assert_eq!(told.code, 0, "{args:?}:\n{}", told.err);
        assert_eq!(told.out.lines().collect::<Vec<_>>(), written, "the paths written are printed");
        assert!(told.err.contains("\nNext: ") || told.err.starts_with("Next: "), "{}", told.err);
        let check = candour(home.path(), &["check"]);
        assert!(check.err.starts_with("no errors, no warnings"), "after {args:?}:\n{}", check.err);
        assert_eq!(candour(home.path(), &["fmt", "--check"]).code, 0, "{args:?} writes in canonical form");
    }
    well(home.path(), &["build"]);
    let page = read(&home, "public/agreements/nic-900001-a1b2c/v1.0/index.html");
    assert!(page.contains("r-2026-h2-nic-900001-a1b2c-2026-h2-1"), "the release stands on its agreement's page");
    assert!(home.path().join("public/notices/2027-03-12-it-is-out/index.html").is_file());
}

#[test]
fn an_agreement_stands_before_anything_is_released_under_it_and_then_names_the_edition() {
    let home = begun();
    let before = read(&home, VERSION);
    assert!(!before.contains("editions"));
    well(home.path(), &["build"]);
    well(home.path(), &RELEASE);
    let line = "organisation = \"Ostbury Borough Council\"\n";
    assert_eq!(read(&home, VERSION), before.replace(line, &format!("{line}editions = [\"2026-h2\"]\n")));
    well(home.path(), &["new", "edition", "2027-h1", "--from", "2027-01-01", "--to", "2027-06-30"]);
    well(home.path(), &RELEASE.map(|arg| if arg == "2026-h2" { "2027-h1" } else { arg }));
    assert!(read(&home, VERSION).contains("editions = [\"2026-h2\", \"2027-h1\"]\n"));
    assert_eq!(candour(home.path(), &["check"]).code, 0);
}

#[test]
fn release_ids_follow_the_agreement_and_the_date_and_are_never_given_twice() {
    let home = begun();
    for released in ["2026-11-20", "2026-11-20", "2026-11"] {
        well(home.path(), &[&RELEASE[..], &["--released", released]].concat());
    }
    let text = read(&home, "data/releases/2026-h2.csv");
    let ids: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let stem = "nic-900001-a1b2c-2026-11";
    assert_eq!(ids, [format!("{stem}-20-1"), format!("{stem}-20-2"), format!("{stem}-1")]);
}

#[test]
fn a_release_in_a_stock_goes_to_the_file_of_its_month() {
    let home = begun();
    well(home.path(), &["new", "edition", "stock-2026", "--kind", "stock", "--to", "2026-12-31"]);
    let args = RELEASE.map(|arg| if arg == "2026-h2" { "stock-2026" } else { arg });
    let dated = well(home.path(), &[&args[..], &["--released", "2026-11-20"]].concat());
    assert!(dated.contains("data/releases/my-register/2026-11.csv"), "{dated}");
    let undated = well(home.path(), &args);
    assert!(undated.contains("data/releases/my-register/undated.csv"), "{undated}");
}

#[test]
fn in_a_pipe_every_flag_that_is_missing_is_named_at_once() {
    let home = begun();
    let told = candour(home.path(), &["new", "release", "--edition", "2026-h2"]);
    assert_eq!(told.code, 2);
    let missing = "--agreement, --recipient, --dataset, --channel, --identifiability, --legal-basis";
    assert!(told.err.contains(&format!("this needs {missing}")), "{}", told.err);
}

#[test]
fn what_the_register_does_not_know_stops_the_record_with_a_suggestion_and_writes_nothing() {
    let home = begun();
    let before = records(&home);
    let args = RELEASE.map(|arg| match arg {
        "Ostbury Borough Council" => "Ostbury Borough Concil",
        "Anonymised" => "Anonymized",
        "2026-h2" => "2026-h1",
        other => other,
    });
    let told = candour(home.path(), &args);
    assert_eq!(told.code, 1);
    for wanted in [
        "did you mean \"Ostbury Borough Council\"?",
        "did you mean \"Anonymised\"",
        "did you mean \"2026-h2\"?",
        "candour new organisation \"Ostbury Borough Concil\"",
        "Nothing was written",
    ] {
        assert!(told.err.contains(wanted), "{wanted} is not in\n{}", told.err);
    }
    assert_eq!(records(&home), before);
}

#[test]
fn a_record_is_added_once() {
    let home = begun();
    let before = records(&home);
    for args in [&EDITION[..], &[&ORGANISATION[..], &["--id", "ostbury-borough-council"]].concat(), &AGREEMENT] {
        let told = candour(home.path(), args);
        assert_ne!(told.code, 0, "{args:?}");
    }
    let told = candour(home.path(), &ORGANISATION);
    assert!(told.err.contains("error[E124]"), "the name is another's already:\n{}", told.err);
    assert_eq!(records(&home), before);
}

#[test]
fn dates_are_taken_in_one_form_only() {
    let home = begun();
    let told = candour(home.path(), &[&RELEASE[..], &["--released", "20/11/2026"]].concat());
    assert_eq!(told.code, 2);
    assert!(told.err.contains("2026-11-20"), "{}", told.err);
}

#[test]
fn a_new_row_leaves_the_others_to_the_byte() {
    let home = good();
    let before = read(&home, "data/organisations.csv");
    well(home.path(), &["new", "organisation", "Marle \"Old\" Hospice, Ostbury"]);
    let after = read(&home, "data/organisations.csv");
    let (new, others): (Vec<&str>, Vec<&str>) = after.lines().partition(|line| line.starts_with("marle-old-hospice"));
    assert_eq!(new, ["marle-old-hospice-ostbury,\"Marle \"\"Old\"\" Hospice, Ostbury\",,,,,,,,,"]);
    assert_eq!(others, before.lines().collect::<Vec<_>>());
}

#[test]
fn a_table_with_a_fault_is_not_written_anew_for_that_would_lose_the_row() {
    let home = good();
    let path = "data/organisations.csv";
    let text = read(&home, path) + "wrong,row\n";
    write(&home, path, &text);
    let told = candour(home.path(), &["new", "organisation", "Marle Hospice"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("data/organisations.csv has faults"), "{}", told.err);
    assert_eq!(read(&home, path), text);
}

#[test]
fn what_a_spreadsheet_saved_is_laid_out_again_with_the_same_cells() {
    let home = good();
    let before = read(&home, RELEASES);
    let quoted = |line: &str| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    let spreadsheet: Vec<String> = before.lines().map(quoted).collect();
    write(&home, RELEASES, &format!("\u{FEFF}{}\r\n", spreadsheet.join("\r\n")));
    let check = candour(home.path(), &["fmt", "--check"]);
    assert_eq!((check.code, check.out.as_str()), (1, format!("{RELEASES}\n").as_str()));
    assert_ne!(read(&home, RELEASES), before, "--check writes nothing");
    assert_eq!(well(home.path(), &["fmt"]), format!("{RELEASES}\n"));
    assert_eq!(read(&home, RELEASES), before);
    assert_eq!(candour(home.path(), &["fmt", "--check"]).code, 0);
}

#[test]
fn names_are_put_in_order_and_release_rows_keep_theirs() {
    let home = good();
    let reversed = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n") + "\n"
    };
    for path in ["data/organisations.csv", RELEASES] {
        write(&home, path, &reversed(&read(&home, path)));
    }
    let (organisations, releases) = (read(&home, "data/organisations.csv"), read(&home, RELEASES));
    assert_eq!(well(home.path(), &["fmt"]), "data/organisations.csv\n");
    assert_eq!(read(&home, "data/organisations.csv"), reversed(&organisations));
    assert_eq!(read(&home, RELEASES), releases);
}

#[test]
fn comments_in_front_matter_are_kept_and_the_prose_below_is_laid_out() {
    let home = good();
    let commented = "reference = \"DARS-NIC-900001-A1B2C-v1.0\"   # as signed";
    replace(&home, VERSION, "reference = \"DARS-NIC-900001-A1B2C-v1.0\"", commented);
    replace(&home, VERSION, "## Expected measurable benefits\n", "## Expected measurable benefits\n\n\n\n");
    let told = candour(home.path(), &["fmt"]);
    assert_eq!((told.code, told.out.as_str()), (0, format!("{VERSION}\n").as_str()));
    assert!(told.err.contains("has comments, and was left as it is"), "{}", told.err);
    let text = read(&home, VERSION);
    assert!(text.contains(commented) && !text.contains("\n\n\n"), "{text}");
}

#[test]
fn a_file_with_a_fault_is_left_alone_and_named() {
    let home = good();
    let text = read(&home, RELEASES).replace(",file,", ",\"file\",") + "wrong,row\n";
    write(&home, RELEASES, &text);
    let told = candour(home.path(), &["fmt"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("error[E102]") && told.err.contains(RELEASES), "{}", told.err);
    assert_eq!(read(&home, RELEASES), text);
}

/// A register with one fault of each kind that can be fixed.
fn slips() -> TempDir {
    let home = good();
    replace(&home, "data/editions.csv", "2022-09-14", "14 September 2022");
    replace(&home, RELEASES, "Wrenfield Hospital,,Inpatient", "Wrenfield\u{A0}Hospital ,,Inpatient");
    replace(&home, RELEASES, ",system_access,", ",System Access,");
    replace(&home, VERSION, "[\"planning\"]", "[\"Planning\"]");
    replace(&home, VERSION, "## Expected measurable benefits", "## Expected Measurable Benefits");
    replace(&home, VERSION, "applicant = \"Ostbury Council\"", "Applicant = \"Ostbury Council \"\nstart = 2022-01-10");
    home
}

#[test]
fn safe_fixes_are_shown_and_then_made_and_nothing_else_changes() {
    let (wanted, home) = (records(&good()), slips());
    let shown = well(home.path(), &["fix", "--dry-run"]);
    assert!(shown.contains("--- data/editions.csv\n+++ data/editions.csv\n@@ -2 +2 @@\n-"), "{shown}");
    assert_eq!(records(&home), records(&slips()), "--dry-run writes nothing");
    let told = candour(home.path(), &["fix", "--yes"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(told.out, shown, "what was shown is what is written");
    replace(&home, VERSION, "start = \"2022-01-10\"\n", "");
    assert_eq!(records(&home), wanted);
}

#[test]
fn in_a_pipe_nothing_is_fixed_without_yes() {
    let home = slips();
    let before = records(&home);
    let told = candour(home.path(), &["fix"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("--yes"), "{}", told.err);
    assert_eq!(records(&home), before);
}

#[test]
fn a_date_that_can_be_read_in_two_ways_is_no_fix() {
    let home = good();
    replace(&home, "data/editions.csv", "2022-09-14", "05/03/2023");
    let before = records(&home);
    let told = candour(home.path(), &["fix", "--yes"]);
    assert!(told.err.contains("There is nothing to fix"), "{}", told.err);
    assert_eq!(records(&home), before);
}

#[test]
fn what_a_publisher_printed_is_never_touched() {
    let home = good();
    replace(&home, RELEASES, "Wrenfield Hospital,,Inpatient", "Wrenfield\u{A0}Hospital ,,Inpatient");
    replace(
        &home,
        VERSION,
        "applicant = \"Ostbury Council\"",
        "applicant = \"Ostbury Council \"\nprose = \"verbatim\"",
    );
    let editions = read(&home, "data/editions.csv");
    let digest = "0".repeat(64);
    let mut lines = editions.lines();
    let (header, row) = (lines.next().unwrap(), lines.next().unwrap());
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[8] = &digest;
    write(&home, "data/editions.csv", &format!("{header}\n{}\n", cells.join(",")));
    let before = records(&home);
    let told = candour(home.path(), &["fix", "--yes"]);
    assert!(told.err.contains("There is nothing to fix"), "{}", told.err);
    assert_eq!(records(&home), before);
}

#[test]
fn verbatim_text_is_never_touched_though_its_edition_has_no_digest() {
    let home = good();
    let with = "applicant = \"Ostbury Council \"";
    replace(&home, VERSION, "applicant = \"Ostbury Council\"", with);
    let told = candour(home.path(), &["fix", "--dry-run"]);
    assert!(told.out.contains("+applicant = \"Ostbury Council\""), "{}", told.out);
    replace(&home, VERSION, with, &format!("{with}\nprose = \"verbatim\""));
    let told = candour(home.path(), &["fix", "--dry-run"]);
    assert!(told.err.contains("There is nothing to fix"), "{}", told.err);
}

#[test]
fn a_column_under_another_spelling_is_mended_and_what_it_hid_is_told() {
    let home = good();
    replace(&home, RELEASES, "legal_basis", "Legal Basis");
    replace(&home, RELEASES, "FILE1003,2022-h1", "FILE1001,2022-h1");
    let told = candour(home.path(), &["fix", "--yes"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(read(&home, RELEASES).contains(",legal_basis,"));
    assert!(told.err.contains("error[E3]") && told.err.contains("could not be seen before"), "{}", told.err);
}

#[test]
fn a_fix_that_would_bring_another_fault_is_not_made() {
    let home = good();
    // Without the space the two would be one name with two owners.
    let path = "data/organisations.csv";
    let text = read(&home, path);
    let row = text.lines().find(|line| line.contains("Wrenfield Hospital")).unwrap();
    let twin = row.replacen("wrenfield-hospital", "wrenfield-hospital-2 ", 1);
    assert_ne!(twin, row);
    write(&home, path, &format!("{text}{twin}\n"));
    let before = records(&home);
    let told = candour(home.path(), &["fix", "--yes"]);
    assert_eq!(records(&home), before, "{}{}", told.out, told.err);
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    assert!(told.err.contains("Nothing was written"), "{}", told.err);
}
