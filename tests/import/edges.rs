//! A custodian's own file where it or its mapping is odd: nothing is guessed, lost or told twice.

use super::desk::Desk;
use super::mapping::{HEADINGS, OURS, ROWS, changed, csv, desk, request, row};
use super::workbooks::{Book, Page, Saved};
use candour::import::{Layout, Request, TextForm};
use std::collections::BTreeMap;

#[test]
fn what_is_taken_off_a_cell_for_a_field_is_read_as_that_field() {
    let mapping = changed("into = \"note\"", "into = \"note\" }, { word = \"first\", into = \"released\"");
    let mapping = mapping.replace("field = \"released\"\ndates = [\"%d/%m/%Y\", \"%b-%y\"]", "keep = true");
    let desk = desk(&mapping);
    let rows = ["2021-02-03 P-1", "soon P-2"].map(|reference| row(reference, "Inpatients", "", "x"));
    let refused = desk.refuses(&request(&csv(&rows.concat())));
    assert!(
        refused.contains("E120 \"soon\" is no date in a known form: 1 cell, the first in register!A3"),
        "{refused}"
    );
    desk.imports(&request(&csv(&rows[0])));
    assert!(desk.read("data/releases/2021-q1.csv").contains(",P-1,Ostbury Council,,Inpatients,2021-02-03,"));
}

#[test]
fn a_field_takes_one_text_off_a_cell_and_a_second_stays_where_it_is() {
    let mapping = changed("into = \"note\" }", "into = \"note\" }, { end = \" (OLD)\", into = \"note\" }");
    let desk = desk(&mapping);
    let references = ["P-1 (NEW)", "P-2 (OLD)", "P-3 (OLD) (NEW)"];
    let rows = references.map(|reference| row(reference, "Inpatients", "03/02/2021", "x"));
    desk.imports(&request(&csv(&rows.concat())));
    let said = desk.drafts(|drafts| {
        let said = |row: &candour::records::ReleaseDraft<'_>| format!("{}: {}", row.agreement.text(), row.note.text());
        drafts.releases[0].rows.rows.iter().map(said).collect::<Vec<_>>()
    });
    assert_eq!(said, ["P-1: (NEW)", "P-2: (OLD)", "P-3 (OLD): (NEW)"]);
}

#[test]
fn of_two_texts_that_are_left_out_for_one_reason_each_is_counted() {
    let strips = "{ end = \"*\", why = \"a mark\" }, { end = \"+\", why = \"a mark\" }";
    let desk = desk(&changed("{ end = \" (NEW)\", into = \"note\" }", strips));
    let rows = ["P-1*", "P-2*", "P-3+"].map(|reference| row(reference, "Inpatients", "03/02/2021", "x"));
    let report = desk.imports(&request(&csv(&rows.concat())));
    assert!(report.contains("register: \"*\" in \"Ref\": 2 (a mark)"), "{report}");
    assert!(report.contains("register: \"+\" in \"Ref\": 1 (a mark)"), "{report}");
}

#[test]
fn a_frequency_that_no_vocabulary_has_decides_no_channel() {
    let channel = "\n[channel]\nby_frequency = { ongoin = \"file\" }\nby_id = { P = \"file\" }\n\n[[sheet]]";
    let mapping = Saved::bytes("elsewhere.toml", changed("\n[[sheet]]", channel).as_bytes());
    let file = csv(ROWS);
    let by_file = Request { layout: Layout::File(mapping.path.clone()), ..request(&file) };
    let refused = Desk::new().refuses(&by_file);
    assert!(refused.contains("E122 the mapping gives the code \"ongoin\", which frequency lacks"), "{refused}");
}

#[test]
fn a_wording_of_several_bases_is_not_taken_apart_inside_a_protected_one() {
    let basis = "field = \"legal_basis\"\nseparators = [\";\"]\nprotected = [\"A; B\"]\n\
                 values = { \"A; B\" = \"consent_informed\" }";
    let desk = desk(&changed("field = \"legal_basis\"", basis));
    let rows = row("P-1", "Inpatients", "03/02/2021", "x").replace(",Consent,", ",A; B; Consent,");
    desk.imports(&request(&csv(&rows)));
    assert!(
        desk.read("data/wordings.csv").contains("\nlegal-basis,A; B; Consent,consent"),
        "{}",
        desk.read("data/wordings.csv")
    );
}

#[test]
fn a_csv_file_of_another_name_is_the_same_table() {
    let desk = desk(&changed("name = \"register\"", "name = \"Releases\""));
    let april = Saved::bytes("releases-april.csv", format!("{HEADINGS}{ROWS}").as_bytes());
    desk.imports(&request(&april));
    let before = desk.files();
    assert!(desk.read("data/releases/2021-q1.csv").contains("p-2-2021-03-1,2021-q1,Releases,4,P-2,"));
    let renamed = Saved::bytes("releases (2).csv", format!("{HEADINGS}{ROWS}").as_bytes());
    let report = desk.imports(&request(&renamed));
    assert!(report.contains("nothing to change: the register holds this edition already"), "{report}");
    assert!(before == desk.files());
    // One cell is corrected, and the file is called for the month of its correction.
    let corrected = ROWS.replacen("Mar-21", "Feb-21", 1);
    let may = Saved::bytes("releases-may.csv", format!("{HEADINGS}{corrected}").as_bytes());
    let refused = desk.refuses(&request(&may));
    assert!(refused.contains("releases: 1 added (p-2-2021-02-1), 1 removed (p-2-2021-03-1)"), "{refused}");
    desk.imports(&Request { replace: true, ..request(&may) });
    let (old, new) =
        (String::from_utf8(before["data/releases/2021-q1.csv"].clone()), desk.read("data/releases/2021-q1.csv"));
    let changed = old.unwrap().lines().zip(new.lines()).filter(|(old, new)| old != new).count();
    assert_eq!(changed, 1, "{new}");
    assert!(desk.read("data/editions/2021-q1/import.toml").contains("source = \"releases-may.csv\""));
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn a_sketch_of_a_csv_file_takes_nothing_of_the_files_name_but_the_title() {
    let file = Saved::bytes("our \"best\" list.csv", b"Ref,Sent to\nX-1,Ostbury Council\n");
    let desk = Desk::new();
    let form = TextForm::default();
    let sketch = desk.drafts(|drafts| match candour::import::sketch(&file.path, &form, drafts, "theirs") {
        Ok(text) => text,
        Err(_) => panic!("the file reads"),
    });
    assert!(sketch.contains("\nname = \"theirs\"\n"), "{sketch}");
    desk.write("mapping.schema.json", "{}");
    let saved = candour::import::save_sketch(&sketch, desk.root(), "theirs").unwrap();
    assert!(desk.read(&saved).starts_with("#:schema ../../mapping.schema.json\n# A mapping of our \"best\" list.csv:"));
    let open = desk.unreadable();
    assert!(!open.contains("E110"), "the title is a text of TOML whatever the file is called: {open}");
}

#[test]
fn the_digest_is_of_every_cell_below_the_headings_as_published() {
    let desk = desk(OURS);
    let first = row(" P-1", "Inpatients", "03/02/2021", "x ");
    let file = csv(&format!("{first}\n{}", row("P-2", "Inpatients", "03/02/2021", "x")));
    desk.imports(&request(&file));
    // Cells are joined by U+001F and rows by U+001E; the blank line is a row of nine blank cells.
    let cells = |reference: &str, why: &str| {
        [reference, "Ostbury Council", "Inpatients", "With names", "Consent", "03/02/2021", why, "", ""].join("\u{1F}")
    };
    let rows = [cells(" P-1", "x "), "\u{1F}".repeat(8), cells("P-2", "x")].join("\u{1E}");
    let digest = candour::output::sha256_hex(rows.as_bytes());
    let facts = desk.read("data/editions/2021-q1/import.toml");
    assert!(facts.contains(&format!("digest = \"{digest}\"")), "{facts}");
}

#[test]
fn a_header_is_looked_for_in_ten_rows_and_one_that_stands_twice_is_a_row_the_second_time() {
    let above = |rows: usize| "A note,,,,,,,,\n".repeat(rows);
    let file = |rows: usize| Saved::bytes("register.csv", format!("{}{HEADINGS}{ROWS}", above(rows)).as_bytes());
    let report = desk(OURS).imports(&request(&file(9)));
    assert!(report.contains("register: releases and agreements, 3 rows, header in row 10"), "{report}");
    assert!(desk(OURS).refuses(&request(&file(10))).contains("E1 no layout has the headings of this file"));
    let refused = desk(OURS).refuses(&request(&csv(&format!("{HEADINGS}{ROWS}"))));
    assert!(refused.contains("\"When\" is no date in a known form: 1 cell, the first in register!F2"), "{refused}");
}

#[test]
fn the_layout_that_knows_a_heading_by_an_older_name_fits_better_than_one_that_does_not() {
    let desk = desk(OURS);
    desk.write("data/mappings/theirs.toml", &changed("aliases = [\"Recipient\"]\n", ""));
    let file = Saved::bytes("register.csv", format!("{HEADINGS}{ROWS}").replace("Sent to", "Recipient").as_bytes());
    assert!(desk.imports(&request(&file)).contains("Layout: ours"));
}

#[test]
fn two_sheets_that_could_be_one_are_refused_unless_the_mapping_expects_several() {
    let cells = format!("{HEADINGS}{}", ROWS.lines().next().unwrap());
    let rows: Vec<Vec<&str>> = cells.lines().map(|line| line.split(',').collect()).collect();
    let page = |name: &str| Page::new(name, &[&rows[0], &rows[1]]);
    let book = Book { pages: vec![page("Spring"), page("Summer")], drawing: None }.save();
    let refused = desk(OURS).refuses(&request(&book));
    assert!(refused.contains("E1 the sheets Spring, Summer all have the headings of register"), "{refused}");
    let several = desk(&changed("headings = 4", "headings = 4\nseveral = true"));
    several.imports(&request(&book));
    let sheets = several.drafts(|drafts| {
        let rows = drafts.releases[0].rows.rows.iter();
        rows.map(|row| row.source_sheet.text().to_owned()).collect::<Vec<_>>()
    });
    assert_eq!(sheets, ["Spring", "Summer"]);
}

/// The ids of the releases after a first import of some rows and a second of others in their place.
fn ids_after(first: &[String], second: &[String]) -> Vec<String> {
    let desk = desk(OURS);
    desk.imports(&request(&csv(&first.concat())));
    let second = csv(&second.concat());
    desk.imports(&Request { replace: true, ..request(&second) });
    desk.drafts(|drafts| drafts.releases[0].rows.rows.iter().map(|row| row.id.text().to_owned()).collect())
}

#[test]
fn ids_stay_in_the_order_of_their_numbers_and_are_not_given_to_other_rows() {
    let rows = |name: &str, count: usize| -> Vec<String> {
        (1..=count).map(|number| row("P-1", &format!("{name} {number}"), "03/02/2021", "x")).collect()
    };
    let id = |number: usize| format!("p-1-2021-02-03-{number}");
    // As many rows as before, each corrected: they keep their addresses.
    assert_eq!(ids_after(&rows("Births", 11), &rows("Deaths", 11)), (1..=11).map(id).collect::<Vec<_>>());
    // Fewer rows, none of them known: nobody can tell which of the old ones they are.
    assert_eq!(ids_after(&rows("Births", 3), &rows("Deaths", 2)), [id(4), id(5)]);
}
