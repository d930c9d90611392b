//! The layouts that come with the program and are files only: Public Health England's first register, with a sheet for
//! each year, and HDR UK's upload template. Real shapes, invented content.

use super::desk::{Desk, day};
use super::workbooks::{Book, Page, Saved, Value};
use candour::import::Request;
use candour::model::EditionKind;
use std::collections::BTreeMap;

const PHE: [&str; 9] = [
    "Row ID",
    "ODR Reference",
    "Data Recipient",
    "Organisation Type",
    "Purpose",
    "Data Source",
    "Data type provided to applicant ",
    "Legal basis for the release of personally identifiable data",
    "Date of release",
];

fn phe_row(page: &mut Page, id: &str, reference: &str, date: (u16, u8, u8)) {
    page.row(&[
        id,
        reference,
        "Ostbury University",
        "Academic Institution",
        "To see how care ends.",
        "Cancer Register, Screening Register",
        "De-personalised",
        "No legal gateway required",
    ]);
    let row = page.cells.keys().map(|(row, _)| row + 1).max().unwrap();
    page.set(&format!("I{row}"), Value::Day(date.0, date.1, date.2));
}

/// Two years, the older with a comment above its headings.
fn phe_book() -> Book {
    let page = |name: &str| Page { name: name.to_owned(), ..Page::default() };
    let mut notes = page("Notes");
    notes.row(&["Put together from the copies of each year."]);
    let mut newer = page("2015-2016");
    newer.row(&PHE);
    phe_row(&mut newer, "DRR3 (NEW)", "ODR1516_001/A1", (2015, 7, 1));
    phe_row(&mut newer, "DRR2 ", "ODR1415_009", (2015, 5, 2));
    newer.row(&["****End of sheet****"]);
    let mut older = page("2014-2015");
    older.row(&["", "", "", "", "", "The next sheet is older"]).row(&PHE);
    older.text("G2", "Data Type provided to applicant ");
    phe_row(&mut older, "DRR1", "ODR1415_009", (2014, 6, 3));
    older.row(&["****End of sheet****"]);
    Book { pages: vec![notes, newer, older], drawing: None }
}

fn phe(file: &Saved) -> Request {
    Request { workbook: file.path.clone(), edition: "phe-2014-2018".to_owned(), ..Request::default() }
}

#[test]
fn several_sheets_of_one_kind_are_one_edition() {
    let desk = Desk::new();
    let file = phe_book().save();
    let report = desk.imports(&phe(&file));
    for said in [
        "Layout: phe-2014-2018",
        "Edition: phe-2014-2018, flow, 2014-06-03 to 2015-07-01",
        "2015-2016: releases and agreements, 2 rows",
        "2014-2015: releases and agreements, 1 row, header in row 2",
        "3 releases\n  3 statements",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    let rows = desk.read("data/releases/phe-2014-2018.csv");
    let ends: Vec<(&str, &str)> =
        rows.lines().skip(1).map(|l| (l.split(',').next().unwrap(), &l[l.len() - 5..])).collect();
    assert_eq!(ends, [("DRR3", "(NEW)"), ("DRR2", ",,,,,"), ("DRR1", ",,,,,")]);
    let twice = desk.read("data/agreements/odr1415-009/unversioned.md");
    assert!(twice.contains("source_rows = [3]\nsource_sheets = [\"2015-2016\"]\n"), "{twice}");
    assert!(twice.contains("source_rows = [3]\nsource_sheets = [\"2014-2015\"]\n"), "{twice}");
    assert!(desk.read("data/agreements/odr1516-001/a1.md").contains("\n## Why is this project being conducted?\n"));
    let older = desk.read("data/editions/phe-2014-2018/2014-2015.md");
    assert!(older.contains("The next sheet is older") && older.contains("****End of sheet****"), "{older}");
    assert_eq!(desk.check(), BTreeMap::new());
    let before = desk.files();
    desk.imports(&phe(&file));
    assert_eq!(before, desk.files(), "a second import changes nothing");
}

#[test]
fn an_id_that_stands_twice_is_told_and_check_says_where() {
    let desk = Desk::new();
    let mut book = phe_book();
    book.page("2014-2015").text("A3", "DRR2");
    let report = desk.imports(&phe(&book.save()));
    assert!(report.contains("E3 A release id is used twice in one edition: 1"), "{report}");
    assert_eq!(desk.check(), BTreeMap::from([("E3".to_owned(), 1)]));
}

const HDRUK: &str = "\u{FEFF}Lead applicant organisation name,Organisation ID,Organisation sector,Applicant names,\
    Applicant ID,Funders/Sponsors,DEA accredited researcher?,Sub-licence arrangements (if any)?,Project ID,Project title,\
    Lay summary,Public benefit statement,Request category type,Technical summary ,Other approval committees ,\
    Project start date ,Project end date ,Latest approval date,Dataset(s) name,Data sensitivity level,\
    Common Law Duty of Confidentiality,Request frequency,Access type\r\n\
    Ostbury University,grid.1,Academic Institution,A. Person,0000-0002,A fund,Accredited,No,P1,How care ends,\
    We look at the end of care.,Better care.,Research,A cohort.,A panel,2021-01-01,2023-12-31,2020-12-01,\
    \"Cancer Register, Screening Register\",De-Personalised,Not applicable,One-off,TRE\r\n";

#[test]
fn approved_projects_are_agreements_without_releases() {
    let desk = Desk::new();
    let file = Saved::bytes("projects.csv", HDRUK.as_bytes());
    let request = Request {
        workbook: file.path.clone(),
        edition: "projects-2021".to_owned(),
        stock_at: Some(day("2021-06-30")),
        ..Request::default()
    };
    let report = desk.imports(&request);
    for said in [
        "Layout: hdruk",
        "Edition: projects-2021, projects, 2021-06-30",
        "0 releases\n  1 statement",
        "Data uses: the column \"Applicant names\": 1 (names of people are not part of this register)",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    let project = desk.read("data/agreements/p1/unversioned.md");
    assert!(project.starts_with(
        "+++\nreference = \"P1\"\ntitle = \"How care ends\"\napplicant = \"Ostbury University\"\n\
         applicant_type = \"Academic Institution\"\nstart = \"2021-01-01\"\nend = \"2023-12-31\"\nsublicensing = \"No\"\n\
         prose = \"verbatim\"\n\n[[dataset]]\nname = \"Cancer Register, Screening Register\"\n\
         identifiability = \"De-Personalised\"\nfrequency = \"One-off\"\nconfidentiality = \"Not applicable\"\n\n\
         [[statement]]\n"
    ), "{project}");
    assert!(!project.contains("A. Person"));
    let kept = desk.read("data/editions/projects-2021/data-uses.md");
    assert!(kept.contains("\nP1\tgrid.1\tResearch\tA panel\t2020-12-01\tTRE\n"), "{kept}");
    assert_eq!(desk.check(), BTreeMap::new());
    desk.drafts(|drafts| assert_eq!(drafts.editions.rows[0].kind.text(), EditionKind::Projects.key()));
}
