//! The same workbook again, another in its place, and editions one after the other.

use super::desk::{Desk, autumn, february, march};
use super::workbooks::{Book, book_2017, book_2021, release};
use candour::import::Request;

const FIRST: &str = "data/agreements/nic-900001-a1b2c/v1.2.md";

fn march_book() -> Book {
    Book { drawing: None, ..book_2021() }
}

#[test]
fn the_same_workbook_twice_changes_nothing_whatever_it_is_called() {
    for (book, request) in [(book_2021(), february("")), (book_2017(), autumn(""))] {
        let desk = Desk::new();
        let saved = book.save();
        desk.imports(&Request { workbook: saved.path.clone(), ..request.clone() });
        let before = desk.files();
        let renamed = saved.path.with_file_name("downloaded (2).xlsx");
        std::fs::copy(&saved.path, &renamed).unwrap();
        for workbook in [saved.path.clone(), renamed] {
            let report = desk.imports(&Request { workbook, ..request.clone() });
            assert!(report.contains("nothing to change"), "{report}");
            assert!(before == desk.files());
        }
    }
}

#[test]
fn other_content_for_an_edition_is_refused_with_what_differs_and_replaced_when_asked() {
    let desk = Desk::new();
    desk.imports(&february(&book_2021().save().path));
    let mut book = book_2021();
    book.page("DataReleases").text("A3", "FILE3").text("C4", "Outpatients").row(&release("FILE5"));
    book.page("PurposeStatements").text("C2", "To plan better.").row(&[
        "DARS-NIC-900009-Z9A1B-v1.0",
        "Ostbury Council",
        "New.",
        "",
        "",
        "",
        "",
        "Local Authority",
    ]);
    let saved = book.save();
    let refused = desk.refuses(&february(&saved.path));
    for said in [
        "E7 edition 2021-02 is in the register and differs from this workbook",
        "releases: 2 added (FILE3; FILE5), 1 removed (FILE2), 1 changed (SystemAccess2: datasets)",
        "1 added (DARS-NIC-900009-Z9A1B-v1.0), 1 changed (DARS-NIC-900001-A1B2C-v1.2: objective)",
        "give --replace",
    ] {
        assert!(refused.contains(said), "the refusal does not say \"{said}\":\n{refused}");
    }
    desk.imports(&Request { replace: true, ..february(&saved.path) });
    assert!(desk.read(FIRST).contains("To plan better.") && !desk.read(FIRST).contains("- beds"));
    assert_eq!(desk.drafts(|drafts| drafts.releases[0].rows.rows.len()), 4);
    let report = desk.imports(&february(&saved.path));
    assert!(report.contains("nothing to change"), "{report}");
}

#[test]
fn replacing_takes_out_what_is_no_longer_printed_and_leaves_other_editions_alone() {
    let desk = Desk::new();
    let mut book = book_2017();
    book.page("README").text("A1", "Register");
    desk.imports(&autumn(&book.save().path));
    desk.imports(&february(&book_2021().save().path));
    let untouched = ["data/releases/2017-q4.csv", "data/counts.csv", "data/amendments.csv"];
    let before: Vec<String> = untouched.iter().map(|path| desk.read(path)).collect();
    let mut smaller = book_2021();
    smaller.remove("README");
    for column in 0..12 {
        smaller.page("DataReleases").cells.remove(&(3, column));
        smaller.page("PurposeStatements").cells.remove(&(2, column));
    }
    let report = desk.imports(&Request { replace: true, ..february(&smaller.save().path) });
    assert!(report.contains("nic-900002-c4d5e/v0.3.md goes: no edition prints it any more"), "{report}");
    assert!(desk.paths("data/agreements/nic-900002").is_empty());
    assert!(!desk.paths("data/editions/2021-02/").contains(&"data/editions/2021-02/readme.md".to_owned()));
    let after: Vec<String> = untouched.iter().map(|path| desk.read(path)).collect();
    assert_eq!(before, after);
}

#[test]
fn the_same_words_in_a_later_edition_only_add_the_edition() {
    let desk = Desk::new();
    let first = book_2021().save();
    desk.imports(&february(&first.path));
    let mut book = march_book();
    book.page("PurposeStatements").shift(1).text("A1", "Purposes").text("C4", "To look again.").text("H3", "Charity");
    let report = desk.imports(&march(&book.save().path));
    assert!(report.contains("Organisations: 0 new, 2 known, 0 new spellings"), "{report}");
    let same = desk.read(FIRST);
    assert!(same.contains("editions = [\"2021-02\", \"2021-03\"]\nsource_rows = [2, 3]\n"), "{same}");
    assert!(same.contains("applicant_type = \"Charity\""), "the newest edition's type stands");
    let other = desk.read("data/agreements/nic-900002-c4d5e/v0.3.md");
    assert!(other.contains("\n# Statement 2\n\n## Objective for processing\n\nTo look again.\n"), "{other}");
    // Going back to the earlier edition changes nothing, and its own organisation type is said to be lost.
    let report = desk.imports(&february(&first.path));
    assert!(report.contains("nothing to change"), "{report}");
    assert!(report.contains("Organisation types: 1 not kept, because the agreement states another"), "{report}");
}

#[test]
fn an_earlier_edition_imported_later_takes_its_place_in_time_and_not_the_applicant() {
    let desk = Desk::new();
    let mut book = march_book();
    book.page("PurposeStatements").text("B2", "Ostbury Borough Council");
    let later = book.save();
    desk.imports(&march(&later.path));
    desk.imports(&february(&book_2021().save().path));
    let text = desk.read(FIRST);
    assert!(text.contains("\napplicant = \"Ostbury Borough Council\"\n"), "{text}");
    assert!(desk.read("data/agreements/nic-900002-c4d5e/v0.3.md").contains("editions = [\"2021-02\", \"2021-03\"]"));
    let before = desk.files();
    desk.imports(&march(&later.path));
    assert!(before == desk.files());
}

#[test]
fn what_staff_added_to_an_agreement_stays() {
    let desk = Desk::new();
    desk.imports(&february(&book_2021().save().path));
    let text = desk.read(FIRST).replace("\napplicant = ", "\ntitle = \"Beds\"\napplicant = ");
    desk.write(
        FIRST,
        &text.replace("+++\n\n## Objective", "+++\n\n## Summary in plain English\n\nShort.\n\n## Objective"),
    );
    desk.imports(&march(&march_book().save().path));
    let text = desk.read(FIRST);
    assert!(text.contains("title = \"Beds\"") && text.contains("\n\nShort.\n\n"), "{text}");
    assert!(text.contains("editions = [\"2021-02\", \"2021-03\"]"), "a summary is no part of the official words");
}

#[test]
fn a_record_written_by_hand_is_not_mixed_with_imported_words() {
    let desk = Desk::new();
    desk.imports(&february(&book_2021().save().path));
    desk.write(FIRST, &desk.read(FIRST).replace("prose = \"verbatim\"\n", ""));
    let refused = desk.refuses(&march(&march_book().save().path));
    assert!(refused.contains("was written by hand"), "{refused}");
}

#[test]
fn a_dry_run_says_everything_and_writes_nothing() {
    let desk = Desk::new();
    let before = desk.files();
    let report = desk.imports(&Request { dry_run: true, ..february(&book_2021().save().path) });
    assert!(report.contains("would be written") && report.contains("data/releases/2021-02.csv"), "{report}");
    assert!(before == desk.files());
}
