//! One story for each trap that published workbooks hold.

use super::desk::{Desk, autumn, february};
use super::workbooks::{Page, Saved, Value, book_2017, book_2021, release};
use candour::import::Request;
use std::collections::BTreeMap;

const FIRST: &str = "data/agreements/nic-900001-a1b2c/v1.2.md";

#[test]
fn thirteen_statements_under_one_reference_are_thirteen_statements() {
    let mut book = book_2017();
    for number in 2..=13 {
        // Two of them say the very same.
        let words = format!("Purpose {}.", number.min(12));
        book.page("PurposeStatements").row(&["DARS-NIC-900001-A1B2C-v1.2", "OSTBURY COUNCIL", &words, "", "", ""]);
    }
    let desk = Desk::new();
    let report = desk.imports(&autumn(&book.save().path));
    assert!(report.contains("W1 ") && report.contains("up to 13 statements for one"), "{report}");
    desk.drafts(|drafts| {
        let statements = &drafts.agreements[0].statements;
        let seqs: Vec<i64> = statements.iter().map(|statement| statement.seq.value).collect();
        assert_eq!(seqs, (1..=13).collect::<Vec<_>>());
        assert_eq!(statements[12].sections, statements[11].sections);
        assert_eq!(statements[12].source_rows[0].value, 14);
    });
    assert_eq!(desk.drafts(|drafts| drafts.releases[0].rows.rows.len()), 4, "statements multiply no release");
}

#[test]
fn text_cut_off_at_the_limit_of_a_cell_is_marked() {
    let desk = Desk::new();
    let mut book = book_2021();
    // White space at the edge counts: the cell was full before it was trimmed.
    book.page("PurposeStatements").text("C2", &format!("{} ", "x".repeat(32_766))).text("D2", &"y".repeat(32_766));
    let report = desk.imports(&february(&book.save().path));
    assert!(report.contains("W9 Text cut off at a spreadsheet's limit: 1 (DARS-NIC-900001-A1B2C-v1.2)"), "{report}");
    assert!(desk.read(FIRST).contains("\ntruncated = [\"objective\"]\n"));
}

#[test]
fn references_without_version_and_with_white_space_at_the_edge_find_their_files() {
    let desk = Desk::new();
    let mut book = book_2021();
    for page in ["PurposeStatements", "DataReleases"] {
        let column = if page == "DataReleases" { "I" } else { "A" };
        book.page(page).text(&format!("{column}2"), "CASEMIX_MONITOR ");
    }
    book.page("DataReleases").text("I3", "CASEMIX_MONITOR");
    desk.imports(&february(&book.save().path));
    assert!(
        desk.read("data/agreements/casemix-monitor/unversioned.md")
            .starts_with("+++\nreference = \"CASEMIX_MONITOR\"\n")
    );
    let noted = desk.read("data/editions/2021-02/import.toml");
    assert!(noted.contains(
        "kind = \"edge_white_space\"\nsheet = \"DataReleases\"\ncolumn = \"NIC Number\"\ncount = 1\ncells = [\"I2\"]\n"
    ));
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn two_references_that_want_one_file_are_refused() {
    let mut book = book_2021();
    book.page("PurposeStatements").text("A2", "CASEMIX_1").text("A3", "CASEMIX-1");
    let refused = Desk::new().refuses(&february(&book.save().path));
    assert!(refused.contains("E127 the references CASEMIX_1 and CASEMIX-1 both belong in"), "{refused}");
}

#[test]
fn odd_characters_stay_as_published_and_two_spellings_are_one_organisation() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("DataReleases").text("B3", "OSTBURY\u{A0} COUNCIL");
    book.page("PurposeStatements").text("C2", "\u{2028}One\u{2028}two\rthree\u{200B} \u{F0A7} <b>{{x}}</b>\u{A0}");
    let report = desk.imports(&february(&book.save().path));
    assert!(report.contains("Organisations: 2 new, 0 known, 3 new spellings"), "{report}");
    assert!(report.contains("W7 An organisation's name spelt in several ways: 1 (1 cell in all sheets)"), "{report}");
    assert!(desk.read(FIRST).contains("\n\nOne\u{2028}two\\u{D}three\u{200B} \u{F0A7} <b>{{x}}</b>\n\n"));
    assert!(desk.read("data/organisation-names.csv").contains("OSTBURY\u{A0} COUNCIL,ostbury-council,"));
    desk.drafts(|drafts| {
        let section = &drafts.agreements[0].statements[0].sections[0];
        assert!(section.text.text().contains("two\rthree"), "a carriage return reads back");
    });
}

#[test]
fn text_that_looks_like_a_heading_or_a_formula_is_text() {
    let desk = Desk::new();
    let mut book = book_2021();
    let words = "-5 beds\n## Expected output\n# Statement 1\n+++\n\\## Expected output\n=SUM(A1)";
    book.page("PurposeStatements").text("C2", words).set("D2", Value::Formula("=1+1".to_owned(), "=two".to_owned()));
    desk.imports(&february(&book.save().path));
    desk.drafts(|drafts| {
        let sections = &drafts.agreements[0].statements[0].sections;
        assert_eq!(sections[0].text.text(), words);
        assert_eq!(sections[1].text.text(), "=two", "a formula is the text it gave");
    });
}

#[test]
fn a_header_row_further_down_is_found_and_the_lines_above_it_are_kept() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("DataReleases").shift(3).text("A1", "Releases of the month");
    desk.imports(&february(&book.save().path));
    assert!(desk.read("data/releases/2021-02.csv").contains("FILE1,2021-02,DataReleases,5,"));
    assert!(desk.read("data/editions/2021-02/datareleases.md").ends_with("\n\nReleases of the month\n"));
}

#[test]
fn a_sheet_that_nobody_knows_is_kept_as_text() {
    let desk = Desk::new();
    let mut book = book_2021();
    let mut page = Page { name: "R\u{E9}sum\u{E9} (draft)".to_owned(), ..Page::default() };
    page.text("B2", "b").text("D2", " d").text("A5", "end");
    book.pages.push(page);
    let report = desk.imports(&february(&book.save().path));
    assert!(report.contains("R\u{E9}sum\u{E9} (draft): text, 2 rows"), "{report}");
    let kept = desk.read("data/editions/2021-02/resume-draft.md");
    assert_eq!(kept, "+++\nsheet = \"R\u{E9}sum\u{E9} (draft)\"\n+++\n\nb\t\t d\n\nend\n");
}

#[test]
fn columns_may_move_but_not_be_missing() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("DataReleases").without_column(6).without_column(8);
    let report = desk.imports(&february(&book.save().path));
    assert!(report.contains("3 releases"), "always-empty columns may be absent: {report}");
    book.page("DataReleases").text("G1", "Frequence");
    let refused = Desk::new().refuses(&february(&book.save().path));
    assert!(refused.contains("E1 the sheet DataReleases has no column \"Frequency\""), "{refused}");
    assert!(refused.contains("did you mean \"Frequence\"?"), "{refused}");
}

#[test]
fn a_missing_sheet_is_named_with_those_that_are_there() {
    let mut book = book_2021();
    book.remove("PurposeStatements");
    let refused = Desk::new().refuses(&february(&book.save().path));
    assert!(refused.contains("E1 no sheet has the headings of PurposeStatements (agreements)"), "{refused}");
    assert!(refused.contains("the sheets are README, Title sheet, DataReleases, Further"), "{refused}");
}

#[test]
fn a_heading_twice_and_a_value_in_a_column_without_a_place_are_refused() {
    let mut book = book_2021();
    book.page("DataReleases").text("M1", "NIC Number").text("N3", "stray").text("G2", "A purpose");
    let refused = Desk::new().refuses(&february(&book.save().path));
    assert!(refused.contains("E105 DataReleases: the columns I and M have one heading, \"NIC Number\""), "{refused}");
    assert!(refused.contains("the column \"N\" has 1 values (the first in N3) and no place"), "{refused}");
    assert!(refused.contains("the column \"Purpose\" has 1 values (the first in G2) and no place"), "{refused}");
}

#[test]
fn every_unknown_wording_is_named_once_with_its_count_and_first_cell() {
    let mut book = book_2021();
    book.page("DataReleases").text("D2", "Identifable").text("D4", "Identifable").text("K3", "Perhaps");
    book.page("PurposeStatements").text("H2", "Councils");
    let refused = Desk::new().refuses(&february(&book.save().path));
    assert!(refused.contains("E2 identifiability \"Identifable\": 2 cells, the first in DataReleases!D2"), "{refused}");
    assert!(refused.contains("did you mean \"Identifiable\""), "{refused}");
    assert!(refused.contains("E2 opt-out \"Perhaps\": 1 cell, the first in DataReleases!K3"), "{refused}");
    assert!(
        refused.contains("E2 organisation-type \"Councils\": 1 cell, the first in PurposeStatements!H2"),
        "{refused}"
    );
}

#[test]
fn a_row_id_tells_the_channel_unless_the_frequency_does() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("DataReleases").row(&release("DSfC1")).row(&release("DSfC2")).text("H6", "System Access");
    desk.imports(&february(&book.save().path));
    desk.drafts(|drafts| {
        let rows = &drafts.releases[0].rows.rows;
        assert_eq!((rows[3].channel.text(), rows[4].channel.text()), ("commissioner_flow", "system_access"));
    });
    book.page("DataReleases").text("A2", "XYZ9").text("A3", "XYZ10").text("A4", " ");
    let refused = Desk::new().refuses(&february(&book.save().path));
    // The row with the blank id has an access frequency, so that its id is all that is missing.
    assert!(refused.contains("E2 row ids that begin with \"XYZ\": 2 cells, the first in DataReleases!A2"), "{refused}");
    assert!(refused.contains("E4 there is no row id in DataReleases!A4"), "{refused}");
}

#[test]
fn blank_rows_are_no_records() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("DataReleases").text("C6", "   ").text("A9", "FILE9");
    for (column, text) in ["B", "C", "D", "E", "F", "", "H", "I", "", "K", "L"].iter().zip(&release("")[1..]) {
        if !column.is_empty() {
            book.page("DataReleases").text(&format!("{column}9"), text);
        }
    }
    let report = desk.imports(&february(&book.save().path));
    assert!(report.contains("DataReleases: releases, 4 rows"), "{report}");
    assert!(desk.read("data/releases/2021-02.csv").contains("FILE9,2021-02,DataReleases,9,"));
}

#[test]
fn an_organisation_of_two_types_has_none() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("PurposeStatements").text("B3", "OSTBURY COUNCIL");
    let report = desk.imports(&february(&book.save().path));
    assert!(report.contains("ostbury-council is published as local_authority and nhs_trust"), "{report}");
    assert!(desk.read("data/organisations.csv").contains("\nostbury-council,Ostbury Council,,"));
}

#[test]
fn names_that_staff_have_recorded_stay_whose_they_are() {
    let desk = Desk::new();
    let council = "borough,Borough of Ostbury,local_authority,,,,,,,,\n";
    desk.write("data/organisations.csv", &(desk.read("data/organisations.csv") + council));
    let names = "name,organisation,evidence,reviewed\nOSTBURY COUNCIL,borough,Letter,2020-01-01\n";
    desk.write("data/organisation-names.csv", names);
    let report = desk.imports(&february(&book_2021().save().path));
    assert!(report.contains("Organisations: 1 new, 1 known, 2 new spellings"), "{report}");
    let after = desk.read("data/organisation-names.csv");
    assert!(after.starts_with(names), "rows that were there stay as they were:\n{after}");
    assert!(after.contains("\nOstbury Council,borough,Published in edition 2021-02,\n"));
}

#[test]
fn the_period_must_be_known_and_nothing_may_contradict_it() {
    let workbook = book_2021().save();
    let open = Request { from: None, to: None, ..february(&workbook.path) };
    assert!(Desk::new().refuses(&open).contains("E8 nothing says which period"));
    let half = Request { to: None, ..february(&workbook.path) };
    assert!(Desk::new().refuses(&half).contains("E8 the command gives half a period"));
    let year = Request { edition: "2021".to_owned(), ..february(&workbook.path) };
    assert!(Desk::new().refuses(&year).contains("four digits would be a year"));
    let escape = Request { edition: "../2021-02".to_owned(), ..february(&workbook.path) };
    assert!(Desk::new().refuses(&escape).contains("cannot be the id of an edition"));
    let other = Request { edition: "2017-q4".to_owned(), ..autumn(&workbook.path) };
    let refused = Desk::new().refuses(&other);
    assert!(refused.contains("E8 ") && refused.contains("a drawing says 2021-02-01 to 2021-02-28"), "{refused}");
    let kept = book_2017().save();
    let refused = Desk::new().refuses(&february(&kept.path));
    assert!(refused.contains("README!A1 says 2017-09-01 to 2017-11-30"), "{refused}");
}

#[test]
fn a_drawing_that_names_the_next_period_too_contradicts_nothing() {
    let mut book = book_2021();
    let title = "01 February 2021 to 28 February 2021\nNext: 1 March 2021 to 31 March 2021";
    book.drawing = Some(title.to_owned());
    let report = Desk::new().imports(&february(&book.save().path));
    assert!(report.contains("a drawing: 01 February 2021 to 28 February 2021"), "{report}");
}

#[test]
fn a_file_name_that_holds_the_period_in_full_gives_it() {
    let desk = Desk::new();
    let named = book_2017().save_as("releaseregister20170901_20171130_v02.xlsx");
    let report = desk.imports(&Request { from: None, to: None, ..autumn(&named.path) });
    assert!(report.contains("the file name: releaseregister20170901_20171130_v02.xlsx"), "{report}");
    assert!(desk.read("data/editions.csv").contains("\n2017-q4,flow,2017-09-01,2017-11-30,"));
}

#[test]
fn what_the_command_states_stands_in_the_edition_and_the_rest_is_said_to_be_open() {
    let desk = Desk::new();
    let workbook: Saved = book_2021().save();
    let request = Request {
        published: Some(super::desk::day("2021-03-20")),
        source: Some("https://example.org/r.xlsx".to_owned()),
        revision: Some(2),
        ..february(&workbook.path)
    };
    let report = desk.imports(&request);
    assert!(report.contains("Left open: licence (--licence)\n"), "{report}");
    let editions = desk.read("data/editions.csv");
    let start = "2021-02,flow,2021-02-01,2021-02-28,2021-03-20,2,,https://example.org/r.xlsx,";
    assert!(editions.lines().nth(1).unwrap().starts_with(start), "{editions}");
}
