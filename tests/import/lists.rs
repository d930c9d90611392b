//! Lists of projects as programs have collected them from web pages, each with its traps. A list that no layout knows
//! is a mapping file, and nothing else.

use super::desk::{Desk, day};
use super::workbooks::{Book, Page, Saved, Value};
use candour::import::{Layout, Request};

/// An import of a list as it was on a day, by the mapping of this name among the fixtures.
fn list(file: &Saved, mapping: &str) -> Request {
    let mappings = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/mappings");
    Request {
        workbook: file.path.clone(),
        layout: Layout::File(mappings.join(format!("{mapping}.toml"))),
        edition: "2020-12".to_owned(),
        stock_at: Some(day("2020-12-31")),
        ..Request::default()
    }
}

/// Lists are UTF-8 with a byte order mark and bare line feeds.
fn csv(name: &str, text: &str) -> Saved {
    Saved::bytes(&format!("{name}.csv"), format!("\u{FEFF}{text}").as_bytes())
}

/// Reference, title, applicant and first day of each project, in the order of their files.
fn projects(desk: &Desk) -> Vec<[String; 4]> {
    desk.drafts(|drafts| {
        let text =
            |cell: &Option<candour::diag::Cell<'_>>| cell.as_ref().map_or_else(String::new, |c| c.text().to_owned());
        let project = |draft: &candour::records::AgreementDraft<'_>| {
            let [reference, applicant] = [&draft.reference, &draft.applicant].map(|cell| cell.text().to_owned());
            [reference, text(&draft.title), applicant, text(&draft.start)]
        };
        drafts.agreements.iter().map(project).collect()
    })
}

#[test]
fn one_column_holds_an_id_a_title_and_an_institution() {
    let desk = Desk::new();
    let text = "Current Research Projects\nR-001 Sleep and work - UU\n\"R-002 Diet, and age-QUB\"\n";
    desk.imports(&list(&csv("hsc", text), "hsc"));
    assert_eq!(projects(&desk), [["R-001", "Sleep and work", "UU", ""], ["R-002", "Diet, and age", "QUB", ""]]);
    assert_eq!(desk.check().keys().collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn texts_that_a_spreadsheet_lost_stop_a_list_unless_its_mapping_says_why_not() {
    let text = "web-scraper-order,web-scraper-start-url,Title,Lay Summary,Technical Summary,\
                Health Outcomes to be Measured,Collaborators,Linkages\n\
                160-1,https://a.example,Falls,null,#NAME?,- falls,\"A Person - Chief - Body\n\nB Person\",Deaths;Cancer\n";
    let file = csv("cprd", text);
    let desk = Desk::new();
    let report = desk.imports(&list(&file, "cprd"));
    assert!(report.contains("1 cell of cprd with an error such as #NAME? in E2, kept: a leading hyphen"), "{report}");
    assert!(report.contains("the column \"Collaborators\": 1 (names of people)"), "{report}");
    assert!(report.contains("\"null\" in \"Lay Summary\": 1"), "{report}");
    assert!(!desk.files().values().any(|bytes| memchr::memmem::find(bytes, b"A Person").is_some()));
    assert!(desk.check().contains_key("E11"), "what was let in is still a fault of the register, to be waived");

    let strict = Desk::new();
    let mapping = std::fs::read_to_string("tests/import/mappings/cprd.toml").unwrap();
    let mapping: String =
        mapping.lines().filter(|line| !line.starts_with("keep_errors")).map(|l| format!("{l}\n")).collect();
    strict.write("data/mappings/cprd.toml", &mapping);
    let refused = strict.refuses(&Request { layout: Layout::Named("cprd".to_owned()), ..list(&file, "cprd") });
    assert!(refused.contains("E11 cprd!E2 holds #NAME?: a spreadsheet lost the text"), "{refused}");
}

#[test]
fn a_workbook_with_a_colon_in_a_sheets_name_is_read() {
    let mut book = Book { pages: vec![Page { name: "sheet".to_owned(), ..Page::default() }], drawing: None };
    let rows = [
        [
            "details-link",
            "details-link href",
            "tablescraper-selected-row",
            "tablescraper-selected-row 2",
            "tablescraper-selected-row 3",
            "tablescraper-selected-row 4",
            "tablescraper-selected-row 5",
        ],
        ["RR001", "https://a.example/1", "05/04/2019", "Rare disease", "A Person", "Heart", "Approved"],
        [
            "RR002",
            "https://a.example/2",
            "06/04/2019",
            "Unpublished matter",
            "B Person",
            "Heart",
            "Approved (not for publication)",
        ],
    ];
    for (row, cells) in (1..).zip(rows) {
        for (column, text) in ["A", "B", "C", "D", "E", "F", "G"].iter().zip(cells) {
            // The result of a formula is a text in its own cell, as the collecting program writes all of its cells.
            book.page("sheet").set(&format!("{column}{row}"), Value::Formula("=1".to_owned(), text.to_owned()));
        }
    }
    let file = book.save().with_part("xl/workbook.xml", |text| {
        text.replace("name=\"sheet\"", "name=\"https://research.genomicsenglan\"")
    });
    let desk = Desk::new();
    let report = desk.imports(&list(&file, "genomics"));
    assert_eq!(projects(&desk), [["RR001", "Rare disease", "Applicant not published", "2019-04-05"]]);
    assert!(report.contains("1 (the publisher marks the project as not for publication)"), "{report}");
    assert!(!desk.files().values().any(|bytes| memchr::memmem::find(bytes, b"Unpublished matter").is_some()));
}

#[test]
fn labels_in_the_cells_come_off_and_placeholders_state_nothing() {
    let text = "Study Code,Lead Institution,Summary,Lead Researcher\n\
                \"Study code\nNBR98\",\"Institution\nOstbury University\",\"Lay summary\nComing soon\",A Person\n\
                \"Study code\nNBR99\",\"Institution\nOstbury University\",\"Lay summary\nWe look at sleep.\",B Person\n";
    let desk = Desk::new();
    let report = desk.imports(&list(&csv("nihr", text), "nihr"));
    let applicants = [["NBR98", "", "Ostbury University", ""], ["NBR99", "", "Ostbury University", ""]];
    assert_eq!(projects(&desk), applicants);
    assert!(report.contains("\"Coming soon\" in \"Summary\": 1"), "{report}");
    let words = desk.drafts(|d| d.agreements.iter().map(|a| a.statements[0].sections.len()).collect::<Vec<_>>());
    assert_eq!(words, [0, 1]);
}

#[test]
fn long_dates_are_read_and_impossible_ones_are_faults_of_the_register() {
    let text = "B number,Title,Institution,Date proposal received,Date proposal approved,Keywords\n\
                B2561,Growth,Ostbury University,\"Monday, 11 February, 2013\",\"Thursday, 14 February, 2013\",null\n\
                B2562,Sight,Ostbury University,null,null,eyes\n\
                B2563,Sound,Ostbury University,null,\"Monday, 01 January, 1900\",ears\n";
    let desk = Desk::new();
    desk.imports(&list(&csv("bristol", text), "bristol"));
    let starts: Vec<String> = projects(&desk).into_iter().map(|[.., start]| start).collect();
    assert_eq!(starts, ["2013-02-14", "", "1900-01-01"]);
    assert_eq!(desk.check().get("E13"), Some(&1));
    let odd = text.replace("Thursday, 14 February, 2013", "Friday, 14 February, 2013");
    let refused = Desk::new().refuses(&list(&csv("bristol", &odd), "bristol"));
    assert!(refused.contains("bristol!E2"), "a weekday that is not the day's is no date: {refused}");
}

#[test]
fn a_label_without_anything_behind_it_states_nothing() {
    let text = "Title Links-href,Title,Date,Description,References\n\
                https://register.example/projects/12,Mood,05-Mar-14,We look at mood.,References :\n\
                https://register.example/projects/13,Sleep,06-Mar-14,We look at sleep.,References : A paper.\n";
    let desk = Desk::new();
    desk.imports(&list(&csv("slam", text), "slam"));
    let first = [["12", "Mood", "Applicant not published", "2014-03-05"]];
    assert_eq!(projects(&desk)[..1], first);
    let words = desk.drafts(|d| d.agreements.iter().map(|a| a.statements[0].sections.len()).collect::<Vec<_>>());
    assert_eq!(words, [1, 2]);
}
