//! Both layouts as they are published: every sheet is accounted for.

use super::desk::{Desk, autumn, february};
use super::workbooks::{Value, book_2017, book_2021};
use std::collections::BTreeMap;

#[test]
fn a_workbook_of_2021_becomes_records_that_check() {
    let desk = Desk::new();
    let workbook = book_2021().save();
    let report = desk.imports(&february(&workbook.path));
    assert!(report.contains("Layout: nhsd-2021"), "{report}");
    assert!(report.contains("a drawing: 01 February 2021 to 28 February 2021"), "{report}");
    let releases = desk.read("data/releases/2021-02.csv");
    let rows: Vec<&str> = releases.lines().collect();
    assert_eq!(
        rows[1],
        "FILE1,2021-02,DataReleases,2,DARS-NIC-900001-A1B2C-v1.2,Ostbury Council,,Inpatient Care,,file,\
         Anonymised - ICO code compliant,Sensitive,Health and Social Care Act 2012 – s261(1) and s261(2)(b)(ii),\
         One-Off,No - data flow is not identifiable,Does not include the flow of confidential data,,"
    );
    // Rows equal but for their id are two rows.
    assert_eq!(rows.len(), 4);
    assert_eq!(
        desk.read("data/agreements/nic-900001-a1b2c/v1.2.md"),
        "+++\nreference = \"DARS-NIC-900001-A1B2C-v1.2\"\napplicant = \"Ostbury Council\"\n\
         applicant_type = \"Local Authority\"\nprose = \"verbatim\"\n\n[[statement]]\nseq = 1\n\
         organisation = \"Ostbury Council\"\neditions = [\"2021-02\"]\nsource_rows = [2]\n+++\n\n\
         ## Objective for processing\n\nTo plan.\n- beds\n- wards\n\n## Processing activities\n\nCounting.\n\n\
         ## Expected output\n\nA report.\n\n## Expected measurable benefits\n\nBetter plans.\n"
    );
    assert!(desk.read("data/organisations.csv").contains("\nostbury-council,Ostbury Council,local_authority,"));
    assert!(desk.read("data/organisation-names.csv").contains("Ostbury Council,ostbury-council,Published in edition"));
    assert!(desk.read("data/dataset-names.csv").contains("Inpatient Care,inpatient-care,Published in edition 2021-02"));
    assert_eq!(
        desk.paths("data/editions/2021-02/"),
        ["furtherexplanationofterms.md", "import.toml", "readme.md"]
            .map(|name| format!("data/editions/2021-02/{name}"))
    );
    let readme = desk.read("data/editions/2021-02/readme.md");
    assert_eq!(readme, "+++\nsheet = \"README\"\n+++\n\nData Release Register\nNotes:\n one line is one file.\n");
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn the_glossary_explains_legal_bases_and_overwrites_nothing() {
    let desk = Desk::new();
    let mut book = book_2021();
    book.page("FurtherExplanationOfTerms")
        .row(&["Health and Social Care Act 2012 \u{2013} s261(5)(d)", "From the publisher."])
        .row(&["Health and Social Care Act 2012 - s261(1) and s261(2)(b)(ii)", "A second one."]);
    let vocabulary = "data/vocabularies/legal-basis.csv";
    let known: String = desk
        .read(vocabulary)
        .lines()
        .map(|line| match line.starts_with("hsca2012_s261_5d,") {
            true => format!("{line}From staff.\n"),
            false => format!("{line}\n"),
        })
        .collect();
    desk.write(vocabulary, &known);
    let report = desk.imports(&february(&book.save().path));
    let after = desk.read(vocabulary);
    assert!(after.lines().any(|line| line.starts_with("hsca2012_s261_1_2bii,") && line.ends_with(",Public interest.")));
    assert!(after.lines().any(|line| line.starts_with("hsca2012_s261_5d,") && line.ends_with(",From staff.")));
    assert!(report.contains("s261(5)(d)\" has another explanation already, which stays"), "{report}");
    assert!(report.contains("s261(2)(b)(ii)\" has another explanation already, which stays"), "{report}");
    assert!(report.contains("no single legal basis has the wording \"An Act nobody knows\""), "{report}");
    let kept = desk.read("data/editions/2021-02/furtherexplanationofterms.md");
    assert!(kept.contains("A second one.") && kept.contains("1. Consent"), "all of the sheet is kept as text:\n{kept}");
}

#[test]
fn a_workbook_of_2017_has_its_damaged_heading_its_counts_and_its_amendments_read() {
    let desk = Desk::new();
    let workbook = book_2017().save();
    let report = desk.imports(&autumn(&workbook.path));
    assert!(report.contains("Layout: nhsd-2017"), "{report}");
    assert!(report.contains("README!A1: Data released, 1 September 2017 to 30 November 2017"), "{report}");
    desk.drafts(|drafts| {
        let rows = &drafts.releases[0].rows.rows;
        let channels: Vec<&str> = rows.iter().map(|row| row.channel.text()).collect();
        assert_eq!(channels, ["file", "other", "system_access", "other"]);
        assert!(rows.iter().all(|row| row.datasets.text() == "Inpatient Care" && row.confidentiality.is_blank()));
    });
    assert_eq!(
        desk.read("data/counts.csv"),
        "edition,series,source_row,measure,body,value\n\
         2017-q4,NBO,2,Total Receipts Processed,Police,7\n2017-q4,NBO,2,Total Receipts Processed,NCA,2\n\
         2017-q4,NBO,2,Total Receipts Processed,Court Order,3\n2017-q4,NBO,2,Total Receipts Processed,Parish Council,0\n\
         2017-q4,NBO,2,Total Receipts Processed,Total,12\n2017-q4,NBO,3,Rejected,Police,1\n2017-q4,NBO,3,Rejected,NCA,0\n\
         2017-q4,NBO,3,Rejected,Court Order,0\n2017-q4,NBO,3,Rejected,Parish Council,0\n2017-q4,NBO,3,Rejected,Total,1\n"
    );
    assert!(desk.read("data/editions/2017-q4/nbo.md").ends_with("\n\nNotes\nCounts are of requests.\n"));
    let amendments = desk.read("data/amendments.csv");
    assert_eq!(
        amendments.lines().nth(1).unwrap(),
        "2017-q4,1,2,omitted,release,,Omitted from previous registers,,,DARS-NIC-900001-A1B2C-v1.2,OSTBURY COUNCIL,,\
         Inpatient Care,,,Anonymised -ICO Code Compliant,Sensitive,Health and Social Care Act 2012,Ongoing,N,,"
    );
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn a_date_in_an_untitled_note_and_a_number_in_a_text_column_stay_what_they_say() {
    let desk = Desk::new();
    let mut book = book_2017();
    book.page("AmendmentsToPreviousRegisters").set("K2", Value::Day(2017, 8, 31));
    book.page("DataReleases").set("C2", Value::Number(2017.0));
    desk.imports(&autumn(&book.save().path));
    assert!(desk.read("data/amendments.csv").contains(",omitted,release,,2017-08-31,"));
    assert!(desk.read("data/releases/2017-q4.csv").contains(",OSTBURY COUNCIL,,2017,,file,"));
}

#[test]
fn a_count_that_is_no_number_is_refused() {
    let mut book = book_2017();
    book.page("NBO").text("C3", "fewer than 5");
    let refused = Desk::new().refuses(&autumn(&book.save().path));
    assert!(refused.contains("\"fewer than 5\" in NBO!C3 is no count"), "{refused}");
}

#[test]
fn counts_below_a_row_that_has_none_are_not_lost_among_notes() {
    let mut book = book_2017();
    book.page("NBO").text("A6", "Approved").set("B6", Value::Number(4.0));
    let refused = Desk::new().refuses(&autumn(&book.save().path));
    assert!(refused.contains("E120 NBO: row 6 holds counts below row 5, which holds none"), "{refused}");
}
