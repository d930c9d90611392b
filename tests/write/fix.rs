//! Faults mended with `candour fix`.

use super::{RELEASES, VERSION, candour, good, read, records, replace, well, write};
use tempfile::TempDir;

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
    replace(&home, "data/editions.csv", "05/03/2023", "30/07/2022");
    let shown = well(home.path(), &["fix", "--dry-run"]);
    assert!(shown.contains("2022-07-30"), "no month has the number 30: {shown}");
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
