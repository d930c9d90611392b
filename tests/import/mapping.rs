//! A custodian's own file, read by a mapping that the custodian wrote: what a mapping can say, and what is wrong with it.

use super::desk::Desk;
use super::workbooks::{Book, Page, Saved};
use candour::import::{Layout, Request, TextForm};
use std::collections::BTreeMap;

pub(crate) const OURS: &str = r#"title = "Ostbury's releases"
kind = "flow"
references = "plain"

[[sheet]]
records = ["releases", "agreements"]
name = "register"
headings = 4
ids = "agreement-date-n"
fixed = { channel = "file" }
skip = [{ column = "Ref", begins = "Total", why = "a sum, not a release" }]
end = "End of list"

[[sheet.column]]
heading = "Ref"
field = "agreement"
strip = [{ end = " (NEW)", into = "note" }]

[[sheet.column]]
heading = "Sent to"
field = "organisation"
aliases = ["Recipient"]

[[sheet.column]]
heading = "Data"
field = "datasets"
separators = [","]
protected = ["Births, Deaths"]

[[sheet.column]]
heading = "Level"
field = "identifiability"
values = { "With names" = "identifiable", "Without names" = "depersonalised" }

[[sheet.column]]
heading = "Basis"
field = "legal_basis"

[[sheet.column]]
heading = "When"
field = "released"
dates = ["%d/%m/%Y", "%b-%y"]

[[sheet.column]]
heading = "Why"
field = "objective"
nothing = ["N/A"]

[[sheet.column]]
heading = "Approved by"
keep = true

[[sheet.column]]
heading = "Contact"
drop = "names of people are not published"
"#;

pub(crate) const HEADINGS: &str = "Ref,Sent to,Data,Level,Basis,When,Why,Approved by,Contact\n";
pub(crate) const ROWS: &str = "P-1,Ostbury Council,Inpatients,With names,Consent,03/02/2021,To plan,Panel A,A. Person\n\
                    P-1,Ostbury Council,Inpatients,With names,Consent,03/02/2021,To plan,Panel A,A. Person\n\
                    P-2 (NEW),Wrenfield Hospital,\"Inpatients, Outpatients\",Without names,Consent,Mar-21,N/A,,B. Person\n";

pub(crate) fn desk(mapping: &str) -> Desk {
    let desk = Desk::new();
    desk.write("data/mappings/ours.toml", mapping);
    desk
}

pub(crate) fn csv(rows: &str) -> Saved {
    Saved::bytes("register.csv", format!("{HEADINGS}{rows}").as_bytes())
}

pub(crate) fn request(file: &Saved) -> Request {
    Request { workbook: file.path.clone(), edition: "2021-q1".to_owned(), ..Request::default() }
}

pub(crate) fn row(reference: &str, data: &str, when: &str, why: &str) -> String {
    format!("{reference},Ostbury Council,\"{data}\",With names,Consent,{when},{why},,\n")
}

/// The mapping with one text changed for another.
pub(crate) fn changed(from: &str, to: &str) -> String {
    assert!(OURS.contains(from), "the mapping does not say {from}");
    OURS.replacen(from, to, 1)
}

#[test]
fn a_custodians_own_file_becomes_releases_and_agreements_that_check() {
    let desk = desk(OURS);
    let report = desk.imports(&request(&csv(ROWS)));
    for said in [
        "Layout: ours (Ostbury's releases)",
        "Edition: 2021-q1, flow, 2021-02-03 to 2021-03-31",
        "Period found in: the dates of 3 releases, from the earliest to the latest",
        "register: releases and agreements, 3 rows",
        "  3 releases\n  2 statements\n",
        "Wordings: 2 new wordings from the mapping",
        "register: the column \"Contact\": 3 (names of people are not published)",
        "register: \"N/A\" in \"Why\": 1 (the mapping says that it states nothing)",
        "Inpatients, Outpatients = Inpatients + Outpatients",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    let rows = desk.read("data/releases/2021-q1.csv");
    let rows: Vec<&str> = rows.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "p-1-2021-02-03-1,2021-q1,register,2,P-1,Ostbury Council,,Inpatients,2021-02-03,file,With names,,Consent,,,,,",
            "p-1-2021-02-03-2,2021-q1,register,3,P-1,Ostbury Council,,Inpatients,2021-02-03,file,With names,,Consent,,,,,",
            "p-2-2021-03-1,2021-q1,register,4,P-2,Wrenfield Hospital,,\"Inpatients, Outpatients\",2021-03,file,\
             Without names,,Consent,,,,,(NEW)",
        ]
    );
    let names = desk.read("data/dataset-names.csv");
    assert!(names.contains("\"Inpatients, Outpatients\",inpatients;outpatients,Published in edition 2021-q1; a list"));
    assert!(desk.read("data/wordings.csv").contains("\nidentifiability,With names,identifiable\n"));
    let kept = desk.read("data/editions/2021-q1/register.md");
    assert!(kept.ends_with("\n\nRef\tApproved by\nP-1\tPanel A\nP-1\tPanel A\n"), "{kept}");
    let noted = desk.read("data/editions/2021-q1/import.toml");
    assert!(noted.contains("\n[[left_out]]\nsheet = \"register\"\nwhat = \"the column \\\"Contact\\\"\"\ncount = 3\n"));
    let everything: Vec<u8> = desk.files().into_values().flatten().collect();
    assert!(!String::from_utf8_lossy(&everything).contains("A. Person"), "what is left out is nowhere");
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn a_file_imported_again_changes_nothing_and_a_row_put_in_takes_no_others_id() {
    let desk = desk(OURS);
    desk.imports(&request(&csv(ROWS)));
    let before = desk.files();
    desk.imports(&request(&csv(ROWS)));
    assert_eq!(before, desk.files());
    let (first, others) = ROWS.split_at(ROWS.find('\n').unwrap() + 1);
    let put_in = format!("{}{first}{others}", first.replace("Inpatients", "Outpatients"));
    desk.imports(&Request { replace: true, ..request(&csv(&put_in)) });
    let rows = desk.read("data/releases/2021-q1.csv");
    let ids: Vec<&str> = rows.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(ids, ["p-1-2021-02-03-3", "p-1-2021-02-03-1", "p-1-2021-02-03-2", "p-2-2021-03-1"]);
}

#[test]
fn a_corrected_cell_gives_a_release_no_new_address() {
    let desk = desk(OURS);
    desk.imports(&request(&csv(ROWS)));
    let corrected = ROWS.replace("Without names", "With names");
    let refused = desk.refuses(&request(&csv(&corrected)));
    assert!(refused.contains("releases: 1 changed (p-2-2021-03-1: identifiability)"), "{refused}");
    desk.imports(&Request { replace: true, ..request(&csv(&corrected)) });
    let rows = desk.read("data/releases/2021-q1.csv");
    let ids: Vec<&str> = rows.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(ids, ["p-1-2021-02-03-1", "p-1-2021-02-03-2", "p-2-2021-03-1"]);
}

#[test]
fn a_row_that_leaves_a_cell_of_its_agreement_blank_is_no_other_statement() {
    let titled = changed("heading = \"Approved by\"\nkeep = true", "heading = \"Approved by\"\nfield = \"title\"");
    let desk = desk(&titled);
    let row = |level: &str, title: &str| {
        format!("P-1,Ostbury Council,Inpatients,{level},Consent,03/02/2021,To plan,{title},\n")
    };
    let rows = [row("With names", "Beds"), row("Without names", ""), row("With names", "Beds")].concat();
    let report = desk.imports(&request(&csv(&rows)));
    assert!(report.contains("  3 releases\n  1 statement\n"), "{report}");
    let another = [row("With names", "Beds"), row("Without names", "Wards")].concat();
    let report = desk.imports(&Request { edition: "2021-q2".to_owned(), ..request(&csv(&another)) });
    assert!(report.contains("  2 releases\n  2 statements\n"), "another title is another statement: {report}");
}

#[test]
fn a_wording_that_nobody_has_coded_says_where_its_code_goes() {
    let desk = desk(&changed(", \"Without names\" = \"depersonalised\"", ""));
    let refused = desk.refuses(&request(&csv(ROWS)));
    assert!(refused.contains("identifiability \"Without names\": 1 cell, the first in register!D4"), "{refused}");
    assert!(
        refused.contains(
            "values = { \"Without names\" = \"CODE\" }, or in data/wordings.csv; the codes are identifiable, "
        ),
        "{refused}"
    );
    let named = ROWS.replace("Without names", "Identifies individuals");
    let refused = desk.refuses(&request(&csv(&named)));
    assert!(refused.contains("the term identifiable is called \"Identifies individuals\""), "{refused}");
}

/// A sheet of a mapping, with its columns: heading, and what becomes of it.
fn sheet(name: &str, records: &str, columns: &[(&str, &str)]) -> String {
    let column = |(heading, use_): &(&str, &str)| format!("\n[[sheet.column]]\nheading = \"{heading}\"\n{use_}\n");
    let head = format!("\n[[sheet]]\nname = \"{name}\"\nrecords = [\"{records}\"]\nheadings = 3\n");
    head + &columns.iter().map(column).collect::<String>()
}

#[test]
fn releases_that_name_no_recipient_leave_it_to_the_agreements_on_another_sheet() {
    let reference = ("Aktenzeichen", "field = \"agreement\"");
    let agreements = [reference, ("Antragsteller", "field = \"applicant\""), ("Zweck", "field = \"objective\"")];
    let releases = [
        ("Nr.", "field = \"id\""),
        reference,
        ("Datenbestand", "field = \"datasets\""),
        ("\u{DC}bermittelt am", "field = \"released\"\ndates = [\"%d.%m.%Y\"]"),
        ("Art der Daten", "field = \"identifiability\"\nvalues = { \"pseudonymisiert\" = \"depersonalised\" }"),
        ("Grundlage", "field = \"legal_basis\"\nvalues = { \"Einwilligung\" = \"consent\" }"),
        ("Weg", "field = \"channel\"\nvalues = { \"Datei\" = \"file\" }"),
    ];
    let head = "title = \"Genehmigungen\"\nkind = \"flow\"\nreferences = \"plain\"\n";
    let sheets =
        sheet("Genehmigungen", "agreements", &agreements) + &sheet("\u{DC}bermittlungen", "releases", &releases);
    let desk = desk(&format!("{head}{sheets}"));
    let headings = |columns: &[(&'static str, &str)]| columns.iter().map(|column| column.0).collect::<Vec<_>>();
    let agreement = ["G-1", "Universit\u{E4}t Gie\u{DF}en", "Wir planen."];
    let release = ["F1", "G-1", "Krankenhausf\u{E4}lle", "14.03.2021", "pseudonymisiert", "Einwilligung", "Datei"];
    let pages = vec![
        Page::new("Genehmigungen", &[&headings(&agreements), &agreement]),
        Page::new("\u{DC}bermittlungen", &[&headings(&releases), &release]),
    ];
    let report = desk.imports(&request(&Book { pages, drawing: None }.save()));
    assert!(report.contains("the recipient of a release is the applicant of its agreement's version"), "{report}");
    assert!(desk.read("data/organisations.csv").contains("\nuniversitat-giessen,Universit\u{E4}t Gie\u{DF}en,"));
    let found = desk.check();
    assert!(!found.contains_key("E4"), "what the import promises, the check keeps: {found:?}");
}

#[test]
fn rows_that_are_no_records_are_left_out_and_counted_and_what_follows_the_end_is_kept_as_text() {
    let desk = desk(OURS);
    let rows = format!("{ROWS}Total 3,,,,,,,,\nEnd of list,,,,,,,,\nPrinted in May,,,,,,,,\n");
    let report = desk.imports(&request(&csv(&rows)));
    assert!(report.contains("rows whose \"Ref\" begins with \"Total\": 1 (a sum, not a release)"), "{report}");
    assert!(report.contains("agreements, 3 rows"), "{report}");
    assert!(desk.read("data/editions/2021-q1/register.md").contains("\n\nEnd of list\nPrinted in May\n\nRef\t"));
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn words_that_change_under_one_reference_are_a_statement_from_that_row_on() {
    let desk = desk(OURS);
    let rows: String =
        ["To plan", "To plan", "To count", "To plan"].map(|why| row("P-1", "Inpatients", "", why)).concat();
    let dated = rows.replacen(",Consent,,", ",Consent,03/02/2021,", 1);
    desk.imports(&request(&csv(&dated)));
    desk.drafts(|drafts| {
        let statements = &drafts.agreements[0].statements;
        let rows: Vec<i64> = statements.iter().map(|statement| statement.source_rows[0].value).collect();
        assert_eq!(rows, [2, 4, 5], "the same words again, after others, are said again");
        assert_eq!(drafts.releases[0].rows.rows[1].id.text(), "p-1-undated-1");
    });
}

#[test]
fn a_protected_name_and_a_name_that_the_register_knows_are_not_taken_apart() {
    let desk = desk(OURS);
    desk.write("data/dataset-names.csv", "name,datasets,evidence\n\"Sun, Moon\",sun-and-moon,Letter\n");
    let known = desk.read("data/datasets.csv") + "sun-and-moon,Sun and moon,,,,,,,,\n";
    desk.write("data/datasets.csv", &known);
    let rows =
        ["Births, Deaths", "Sun, Moon", "Births, Deaths, Sun, Moon"].map(|data| row("P-1", data, "03/02/2021", "x"));
    let report = desk.imports(&request(&csv(&rows.concat())));
    assert!(report.contains("Births, Deaths, Sun, Moon = Births, Deaths + Sun, Moon"), "{report}");
    let names = desk.read("data/dataset-names.csv");
    assert!(names.contains("\"Births, Deaths, Sun, Moon\",births-deaths;sun-and-moon,"), "{names}");
    assert!(names.contains("\"Births, Deaths\",births-deaths,"), "{names}");
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn dates_that_cannot_be_read_are_named_all_at_once_and_left_out_only_by_the_mappings_word() {
    let rows = ["soon", "31/02/2021", "soon", "2021-02-03"].map(|when| row("P-1", "Inpatients", when, "x")).concat();
    let refused = desk(OURS).refuses(&request(&csv(&rows)));
    assert!(refused.contains("\"soon\" is no date in a known form: 2 cells, the first in register!F2"), "{refused}");
    assert!(
        refused.contains("\"31/02/2021\" is no date in a known form: 1 cell, the first in register!F3"),
        "{refused}"
    );
    assert!(refused.contains("the mapping's forms are \"%d/%m/%Y\", \"%b-%y\""), "{refused}");
    let desk = desk(&changed("dates = [", "undated = \"the publisher never said\"\ndates = ["));
    let report = desk.imports(&request(&csv(&rows)));
    assert!(report.contains("dates in \"When\" that cannot be read: 3 (the publisher never said)"), "{report}");
}

#[test]
fn rows_outside_the_stated_period_are_warned_of_and_kept() {
    let desk = desk(OURS);
    let day = super::desk::day;
    let file = csv(ROWS);
    let request = Request { from: Some(day("2021-01-01")), to: Some(day("2021-02-28")), ..request(&file) };
    let report = desk.imports(&request);
    assert!(
        report.contains("1 release outside the period, from 2021-03-01 to 2021-03-31, kept all the same"),
        "{report}"
    );
    assert_eq!(desk.drafts(|drafts| drafts.releases[0].rows.rows.len()), 3);
}

#[test]
fn a_mapping_says_the_encoding_and_the_delimiter_of_a_file() {
    let desk = desk(&format!("encoding = \"windows-1252\"\ndelimiter = \";\"\n{OURS}"));
    let mut bytes = HEADINGS.replace(',', ";").into_bytes();
    bytes.extend(b"P-1;Caf\xE9 Ostbury;Inpatients;With names;Consent;03/02/2021;To plan;;\n");
    let file = Saved::bytes("register.csv", &bytes);
    let named = Request { layout: Layout::Named("ours".to_owned()), ..request(&file) };
    desk.imports(&named);
    assert!(desk.read("data/releases/2021-q1.csv").contains("P-1,Caf\u{E9} Ostbury,"));
}

#[test]
fn a_wording_that_the_register_codes_otherwise_stops_the_import() {
    let mapping = changed("\"With names\" = \"identifiable\"", "\"Identifiable\" = \"depersonalised\"");
    let refused = desk(&mapping).refuses(&request(&csv(ROWS)));
    let said = "E120 the mapping codes \"Identifiable\" as depersonalised, data/wordings.csv as identifiable";
    assert!(refused.contains(said), "{refused}");
    assert!(refused.contains("E2 identifiability \"With names\": 2 cells, the first in register!D2"), "{refused}");
}

#[test]
fn a_code_that_no_vocabulary_has_is_told_by_check_and_by_import() {
    let desk = desk(&changed("\"With names\" = \"identifiable\"", "\"With names\" = \"identifable\""));
    assert_eq!(desk.check(), BTreeMap::from([("E122".to_owned(), 1)]));
    let refused = desk.refuses(&request(&csv(ROWS)));
    assert!(refused.contains("E122 the mapping gives the code \"identifable\""), "{refused}");
    assert!(refused.contains("did you mean \"identifiable\"?"), "{refused}");
}

#[test]
fn a_reference_with_a_version_is_no_surprise() {
    let rows = row("DARS-P-1-v2", "Inpatients", "03/02/2021", "x");
    let refused = desk(OURS).refuses(&request(&csv(&rows)));
    assert!(refused.contains("register!A2 would be version v2 of P-1: 1 such reference"), "{refused}");
    let desk = desk(&changed("references = \"plain\"", "references = \"nhs-digital\""));
    desk.imports(&request(&csv(&rows)));
    assert!(desk.read("data/agreements/p-1/v2.md").contains("reference = \"DARS-P-1-v2\""));
}

#[test]
fn a_file_that_fits_no_layout_says_what_was_found_and_how_to_begin() {
    let file = Saved::bytes("x.csv", b"Alpha,Beta\n1,2\n");
    let refused = Desk::new().refuses(&request(&file));
    assert!(refused.contains("E1 no layout has the headings of this file: x has Alpha; Beta"), "{refused}");
    assert!(
        refused.contains("the layouts are nhse-2021, nhsd-2021, nhsd-2017, phe-2017-2020, phe-2014-2018, hdruk"),
        "{refused}"
    );
    assert!(refused.contains("candour import FILE --sketch-mapping NAME"), "{refused}");
}

#[test]
fn of_two_layouts_that_fit_equally_well_a_person_chooses() {
    let desk = desk(OURS);
    desk.write("data/mappings/theirs.toml", OURS);
    let refused = desk.refuses(&request(&csv(ROWS)));
    assert!(refused.contains("E1 several layouts fit this file equally well: ours, theirs"), "{refused}");
    let file = csv(ROWS);
    let named = Request { layout: Layout::Named("theirs".to_owned()), ..request(&file) };
    assert!(desk.imports(&named).contains("Layout: theirs"));
    let unknown = Request { layout: Layout::Named("their".to_owned()), ..request(&file) };
    assert!(desk.fails(&unknown).contains("there is no layout their (did you mean \"theirs\"?)"));
}

#[test]
fn a_sketch_of_a_file_needs_only_its_gaps_filled_to_be_a_mapping() {
    let text = "ODR reference,Sent to,Data source,Type of data,Legal basis,Date of release,Why,Spare\n\
                X-1,Ostbury Council,Inpatients,Level 5,Consent,13/02/2021,To plan,\n\
                X-2,Ostbury Council,Outpatients,De-personalised,Consent,03/02/2021,To count,\n\
                Total,2,,,,,,\n";
    let file = Saved::bytes("theirs.csv", text.as_bytes());
    let desk = Desk::new();
    let sketch =
        desk.drafts(|drafts| match candour::import::sketch(&file.path, &TextForm::default(), drafts, "theirs") {
            Ok(text) => text,
            Err(_) => panic!("the file reads"),
        });
    for said in [
        "heading = \"ODR reference\"\nfield = \"agreement\" # as in the layout phe-2017-2020\n",
        "heading = \"Sent to\"\nfield = \"\"",
        "heading = \"Legal basis\"\nfield = \"\" # perhaps legal_basis",
        "dates = [\"%d/%m/%Y\"] # fits every cell",
        "[sheet.column.values]\n\"Level 5\" = \"\"\n",
        "heading = \"Spare\"\nunused = true\n",
        "#   released           Day or month of a release (releases, amendments)\n",
        "# 2. candour import theirs.csv --layout theirs --edition ID --dry-run\n",
        "# Row 4 has only 2 of 8 cells filled: is it a record?\n",
        "# skip = [{ column = \"ODR reference\", begins = \"Total\", why = \"a sum, not a release\" }]\n",
        "#   identifiability (identifiability.csv): identifiable, ",
    ] {
        assert!(sketch.contains(said), "the sketch does not say {said:?}:\n{sketch}");
    }
    assert!(!sketch.contains("To plan"), "a sketch lists no prose");
    let saved = candour::import::save_sketch(&sketch, desk.root(), "theirs").unwrap();
    assert_eq!(desk.read(&saved), sketch);
    let twice = candour::import::save_sketch("", desk.root(), "theirs").unwrap_err();
    assert_eq!(twice.to_string(), "data/mappings/theirs.toml is there already");
    let open = desk.unreadable();
    assert!(open.contains("E113 field is empty") && open.contains("E112 \"Level 5\" has no code"), "{open}");
    let filled = [
        ("heading = \"Sent to\"\nfield = \"\"", "heading = \"Sent to\"\nfield = \"organisation\""),
        ("heading = \"Legal basis\"\nfield = \"\"", "heading = \"Legal basis\"\nfield = \"legal_basis\""),
        ("heading = \"Why\"\nfield = \"\"", "heading = \"Why\"\nfield = \"objective\""),
        ("\"Level 5\" = \"\"", "\"Level 5\" = \"anonymous\""),
        ("# ids = ", "ids = "),
        ("# skip = ", "skip = "),
        ("# fixed = { channel = \"file\", organisation = \"…\" }", "fixed = { channel = \"file\" }"),
    ];
    let mapping = filled.iter().fold(sketch, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    desk.write("data/mappings/theirs.toml", &mapping);
    let report = desk.imports(&Request { layout: Layout::Named("theirs".to_owned()), ..request(&file) });
    assert!(report.contains("2 releases\n  2 statements"), "{report}");
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn a_mapping_file_need_not_be_the_registers() {
    let desk = Desk::new();
    let mapping = Saved::bytes("elsewhere.toml", OURS.as_bytes());
    let file = csv(ROWS);
    let by_file = Request { layout: Layout::File(mapping.path.clone()), ..request(&file) };
    assert!(desk.imports(&by_file).contains("Layout: elsewhere"));
    let broken = Saved::bytes("broken.toml", changed("kind = \"flow\"", "kind = \"flows\"").as_bytes());
    let refused = Desk::new().refuses(&Request { layout: Layout::File(broken.path.clone()), ..by_file });
    assert!(refused.contains("E113 2:8 kind cannot be \"flows\" [did you mean \"flow\"?"), "{refused}");
}

/// What a mapping may get wrong: a text of it, what stands there instead, and what is said.
const WRONG: [(&str, &str, &str); 34] = [
    ("title = \"Ostbury's releases\"\n", "", "E112 the key title is missing"),
    (
        "kind = \"flow\"",
        "kind = \"stocks\"",
        "E113 kind cannot be \"stocks\" [did you mean \"stock\"? If not, it takes flow, stock, projects]",
    ),
    ("references =", "reference =", "E111 there is no key reference here [did you mean \"references\"?"),
    (
        "records = [\"releases\", \"agreements\"]",
        "records = [\"release\"]",
        "E113 records cannot be \"release\" [did you mean \"releases\"?",
    ),
    ("records = [\"releases\", \"agreements\"]", "", "E112 the key records is missing"),
    ("\"agreements\"]", "\"counts\"]", "E113 these kinds of records cannot come from one sheet"),
    ("field = \"released\"", "field = \"relased\"", "E113 field cannot be \"relased\" [did you mean \"released\"?"),
    ("field = \"released\"", "field = \"\"", "E113 field is empty"),
    ("keep = true", "", "E112 nothing says what becomes of this column, or two keys do"),
    ("drop = \"names of people are not published\"", "drop = \"\"", "E112 drop gives no reason"),
    ("heading = \"Why\"", "heading = \"When\"", "E121 the heading \"When\" stands twice in this sheet"),
    ("field = \"objective\"", "field = \"organisation\"", "E121 two columns hold the organisation"),
    ("field = \"objective\"", "field = \"measure\"", "E113 releases and agreements have no measure"),
    ("ids = \"agreement-date-n\"\n", "", "E112 no column of \"register\" holds the id"),
    ("fixed = { channel = \"file\" }\n", "", "E112 no column of \"register\" holds the channel"),
    ("channel = \"file\"", "channel = \"files\"", "E113 a channel cannot be \"files\" [did you mean \"file\"?"),
    ("\"%d/%m/%Y\"", "\"%d/%m\"", "E113 \"%d/%m\" is no form of a date"),
    (
        "column = \"Ref\"",
        "column = \"Reff\"",
        "E113 the column to skip rows by cannot be \"Reff\" [did you mean \"Ref\"?",
    ),
    ("\"With names\" = \"identifiable\"", "\"With names\" = \"\"", "E112 \"With names\" has no code"),
    ("headings = 4", "headings = -4", "E113 headings cannot be 0: the sheet has 9 headings"),
    (
        "headings = 4",
        "headings = 10",
        "E113 headings cannot be 10: the sheet has 9 headings [write headings = a number",
    ),
    ("begins = \"Total\"", "begins = \"\"", "E112 begins is empty"),
    ("end = \"End of list\"", "end = \" \"", "E112 end is empty"),
    ("end = \" (NEW)\"", "end = \"\"", "E112 end is empty"),
    ("into = \"note\"", "why = \"\"", "E112 why is empty"),
    ("channel = \"file\"", "channel = \"file\", sensitivity = \"\"", "E112 sensitivity is empty"),
    ("separators = [\",\"]", "separators = [\",\", \"\"]", "E113 separators holds an empty text"),
    ("dates = [", "undated = \"\"\ndates = [", "E112 undated is empty"),
    ("aliases = [\"Recipient\"]", "aliases = [\"WHEN\"]", "E121 the heading \"When\" stands twice in this sheet"),
    ("keep = true", "keep = true\nnothing = [\"-\"]", "E113 nothing is taken out of cells that have no field"),
    ("keep = true", "keep = true\nstrip = [{ end = \"x\", why = \"y\" }]", "E113 nothing is taken out of cells"),
    (
        "channel = \"file\"",
        "channel = \"file\", start = \"3/2/2021\"",
        "E113 start cannot be \"3/2/2021\" [write the day",
    ),
    ("[\"releases\", \"agreements\"]", "[\"amendments\"]", "E112 no column of \"register\" holds the kind"),
    ("[\"releases\", \"agreements\"]", "[\"amendments\"]", "E112 no column of \"register\" holds the record_type"),
];

#[test]
fn whatever_is_wrong_with_a_mapping_is_said_with_what_may_be_meant() {
    for (from, to, said) in WRONG {
        let found = desk(&changed(from, to)).unreadable();
        assert!(found.contains(said), "{to:?} should give {said:?}, and gives:\n{found}");
    }
}
