//! The real register of Public Health England, April 2017 to September 2020, where `CANDOUR_REGISTERS` names its
//! folder, against facts that another program found: imported without a period and checked.
//!
//! The facts are of cells as published. Records keep cells without white space at their edges, and say once what rows
//! repeat; so a second reader takes the cells from the workbook ([`ods_cells`]). Its cells have the digest that the
//! facts give, the digest that the import gives, and say what the records say; what is counted in them then holds of
//! all three.
//!
//! One fact is not compared: `declared_rows`, the rows to which the sheet is padded. The program passes over them and
//! tells nobody how many they were.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/ods_cells.rs"]
mod ods_cells;
#[path = "support/registers.rs"]
mod registers;

use candour::diag::{Diagnostics, Severity};
use candour::model::{Register, Release, SectionKind, Stated, Statement, fold};
use candour::output::sha256_hex;
use candour::pipeline;
use candour::records::{self, ImportFacts};
use candour::tree::Folder;
use registers::registers;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const WORKBOOK: &str = "phe-data-release-register-2017-04-to-2020-09.ods";

fn candour(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_candour")).args(args).current_dir(folder).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "candour {args:?}\n{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn tally<'a>(values: impl Iterator<Item = &'a str>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value.to_owned()).or_insert(0) += 1);
    counts
}

/// Published counts, cells without white space at their edges, lists of codes joined by `;`.
fn expected(facts: &Value) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (value, count) in facts.as_object().unwrap() {
        *counts.entry(value.trim().replace('+', ";")).or_insert(0) += count.as_u64().unwrap();
    }
    counts
}

fn figures(register: &Register, facts: &Value) {
    let rows = &register.releases;
    let number = |key: &str| facts[key].as_u64().unwrap() as usize;
    assert_eq!(rows.len(), number("rows"));
    let references: BTreeMap<String, u64> = tally(rows.iter().map(|row| &*row.reference));
    assert_eq!(references.len(), number("distinct_references"));
    let repeated = references.into_iter().filter(|(_, count)| *count > 1).collect::<BTreeMap<_, _>>();
    assert_eq!(repeated, expected(&facts["references_repeated"]));
    assert_eq!(register.agreements.len(), number("distinct_base_references"));
    assert_eq!(tally(rows.iter().map(|row| &*row.datasets_raw)), expected(&facts["by_data_source"]));
    let raw = |of: fn(&Release) -> &Stated| tally(rows.iter().map(move |row| &*of(row).as_ref().unwrap().raw));
    let codes = |of: fn(&Release) -> &Stated| {
        let mut counts = BTreeMap::new();
        rows.iter().for_each(|row| *counts.entry(of(row).as_ref().unwrap().joined()).or_insert(0) += 1);
        counts
    };
    assert_eq!(raw(|row| &row.recipient_type), expected(&facts["by_organisation_type"]));
    assert_eq!(codes(|row| &row.recipient_type), expected(&facts["by_organisation_type_code"]));
    assert_eq!(raw(|row| &row.identifiability), expected(&facts["by_type_of_data"]));
    assert_eq!(codes(|row| &row.identifiability), expected(&facts["by_identifiability_code"]));
    assert_eq!(raw(|row| &row.legal_basis), expected(&facts["by_legal_basis"]));
    assert_eq!(codes(|row| &row.legal_basis), expected(&facts["by_legal_basis_code"]));
    assert_eq!(raw(|row| &row.opt_outs_stated), expected(&facts["by_opt_out"]));
    assert_eq!(tally(rows.iter().map(|row| &row.released_raw[..4])), expected(&facts["by_year"]));
    let days: BTreeSet<&str> = rows.iter().map(|row| row.released_raw.as_str()).collect();
    assert_eq!([days.first(), days.last()].map(|day| *day.unwrap()), ["2017-04-10", "2020-10-01"]);
    assert_eq!(facts["date_range"], json!(["2017-04-10", "2020-10-01"]));
    let by_name = tally(rows.iter().map(|row| &*row.recipient_raw));
    assert_eq!(by_name.len() as u64, facts["organisations"]["raw"].as_u64().unwrap());
    for (key, folded) in [("fold", fold::fold as fn(&str) -> String), ("punct", fold::punct)] {
        let folded: BTreeSet<String> = by_name.keys().map(|name| folded(name)).collect();
        assert_eq!(folded.len() as u64, facts["organisations"][key].as_u64().unwrap(), "{key}");
    }
    for top in facts["top10_organisations"].as_array().unwrap() {
        assert_eq!(Some(&top[1].as_u64().unwrap()), by_name.get(top[0].as_str().unwrap()), "{top}");
    }
}

/// The digest of cells as the facts define it: cells of a row joined by U+001F, rows by U+001E.
fn digest(rows: &[Vec<String>], columns: usize) -> String {
    let rows: Vec<String> = rows.iter().map(|row| row[..columns].join("\u{1F}")).collect();
    sha256_hex(rows.join("\u{1E}").as_bytes())
}

/// The sections of a statement, by their columns.
const SECTIONS: [(usize, SectionKind); 6] = [
    (3, SectionKind::Technical),
    (4, SectionKind::Lay),
    (5, SectionKind::Why),
    (6, SectionKind::How),
    (7, SectionKind::Anticipated),
    (8, SectionKind::Funders),
];

/// The statement of a row: it stands there, or further up where a row repeats its words.
fn statement<'r>(register: &'r Register, release: &Release, row: u32) -> &'r Statement {
    let version = register.agreements[&release.agreement].version(&release.version).unwrap();
    let above = version.statements.iter().filter(|statement| statement.source_rows[0] <= row);
    above.max_by_key(|statement| statement.source_rows[0]).unwrap()
}

/// What the records say of each published row, column by column.
fn recorded(register: &Register) -> Vec<Vec<String>> {
    let mut rows: Vec<(u32, &Release)> = register.releases.iter().map(|r| (r.source_row.unwrap(), r)).collect();
    rows.sort_by_key(|(number, _)| *number);
    let raw = |stated: &Stated| stated.as_ref().map_or(String::new(), |wording| wording.raw.to_string());
    let said = |(number, release): (u32, &Release)| {
        let statement = statement(register, release, number);
        assert_eq!(statement.organisation_raw, *release.recipient_raw, "row {number}");
        let named = [release.reference.to_string(), release.recipient_raw.to_string(), raw(&release.recipient_type)];
        let sections = SECTIONS.map(|(_, kind)| statement.section(kind).unwrap_or("").to_owned());
        let coded = [&release.identifiability, &release.legal_basis, &release.opt_outs_stated].map(raw);
        let last = [release.datasets_raw.to_string()].into_iter().chain(coded).chain([release.released_raw.clone()]);
        named.into_iter().chain(sections).chain(last).collect()
    };
    rows.into_iter().map(said).collect()
}

/// Each run of digits as one `#`.
fn shape(reference: &str) -> String {
    let mut shape = String::new();
    for c in reference.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }) {
        if c != '#' || !shape.ends_with('#') {
            shape.push(c);
        }
    }
    shape
}

fn names_a_titled_person(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(2).any(|pair| {
        let title = pair[0].rsplit(|c: char| !c.is_alphabetic() && c != '.').next().unwrap().trim_end_matches('.');
        let titles = ["Dr", "Prof", "Professor", "Mr", "Mrs", "Ms", "Miss", "Sir", "Dame"];
        titles.contains(&title) && pair[1].starts_with(|c: char| c.is_ascii_uppercase())
    })
}

fn begins_a_numbered_list(line: &str) -> bool {
    let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.trim_start().len() && rest.starts_with(['.', ')'])
}

fn begins_a_bullet(line: &str) -> bool {
    ["* ", "- ", "+ "].iter().any(|bullet| line.trim_start().starts_with(bullet))
}

/// What the facts count in the cells of a column. They leave out what is nowhere.
fn scan(cells: &[&str]) -> Value {
    let number = |is: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| is(cell)).count();
    let has = |text: &str| number(&|cell| cell.contains(text));
    let lengths = || cells.iter().map(|cell| cell.chars().count());
    let figures = [
        ("cells", cells.len()),
        ("max_chars", lengths().max().unwrap()),
        ("total_chars", lengths().sum()),
        ("edge_whitespace", number(&|cell| cell.trim() != cell)),
        ("double_space", has("  ")),
        ("nbsp", has("\u{A0}")),
        ("newline", has("\n")),
        ("newline_total", cells.iter().map(|cell| cell.matches('\n').count()).sum()),
        ("tilde_cells", has("~")),
        ("curly_quotes", number(&|cell| cell.contains(['‘', '’', '“', '”']))),
        ("less_than", has("<")),
        ("url", number(&|cell| ["http://", "https://", "www."].iter().any(|start| cell.contains(start)))),
        ("titled_person", number(&names_a_titled_person)),
        ("markdown: line starts with '*', '-' or '+' then space", number(&|cell| cell.lines().any(begins_a_bullet))),
        ("markdown: line starts with number and dot/bracket", number(&|cell| cell.lines().any(begins_a_numbered_list))),
    ];
    figures.into_iter().filter(|(_, number)| *number > 0).map(|(key, number)| (key.to_owned(), json!(number))).collect()
}

/// What the facts count in cells, and in which columns.
fn counted(rows: &[Vec<String>], headings: &[&str], facts: &Value) {
    let (mut blank, mut several, mut scans) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    // The facts scan every column but that of dates.
    for (at, heading) in headings.iter().enumerate().take(13) {
        let cells: Vec<&str> = rows.iter().map(|row| &*row[at]).filter(|cell| !cell.trim().is_empty()).collect();
        blank.insert(*heading, rows.len() - cells.len());
        several.insert(*heading, cells.iter().filter(|cell| cell.contains('\n')).count());
        scans.insert(*heading, scan(&cells));
    }
    for counts in [&mut blank, &mut several] {
        counts.retain(|_, count| *count > 0);
    }
    assert_eq!(json!(blank), facts["blank_cells"]);
    assert_eq!(json!(several), facts["cells_with_several_paragraphs"]);
    assert_eq!(json!(scans), facts["scan"]);
    let shapes: Vec<String> = rows.iter().map(|row| shape(&row[0])).collect();
    assert_eq!(json!(tally(shapes.iter().map(String::as_str))), facts["reference_patterns"]);
}

/// The cells of the workbook, as another reader reads them, are those of the facts, of the import and of the records.
fn cells(workbook: &Path, register: &Register, import: &ImportFacts<'_>, facts: &Value) {
    let names: Vec<&str> = import.sheets.iter().map(|sheet| sheet.name.text()).collect();
    assert_eq!(json!(names), facts["sheets"]);
    let sheet = &import.sheets[2];
    let headings: Vec<&str> = sheet.header.iter().map(|cell| cell.text()).collect();
    assert_eq!(json!(headings), facts["headers"]);
    let rows = ods_cells::rows(workbook, sheet.name.text(), headings.len());
    assert_eq!(rows[0], headings);
    let rows = &rows[1..];
    assert_eq!(digest(rows, 13), facts["digest_text_columns_1_to_13"]);
    assert_eq!(digest(rows, 14), sheet.digest.as_ref().unwrap().text());
    let recorded = recorded(register);
    assert_eq!(recorded.len(), rows.len());
    for (number, (row, recorded)) in (2..).zip(rows.iter().zip(&recorded)) {
        for (at, cell) in row.iter().enumerate() {
            assert_eq!(recorded[at], cell.trim(), "row {number}, {}", headings[at]);
        }
    }
    counted(rows, &headings, facts);
}

/// What the facts say of the sheets beside the register.
fn beside(register: &Register, facts: &Value) {
    let said =
        |a: &candour::model::Amendment| json!([a.reference, a.note, a.date.unwrap().format("%d/%m/%Y").to_string()]);
    assert_eq!(register.amendments.iter().map(said).collect::<Value>(), facts["amendments"]);
    let sheets: Vec<&str> = register.sheet_texts.iter().map(|text| text.sheet.as_str()).collect();
    assert_eq!(sheets, ["Overview", "Release_notes"]);
    // A note has its number in the first column.
    let notes = register.sheet_texts[1].text.lines();
    let numbers: Vec<&str> = notes.filter_map(|line| line.split_once('\t')).map(|(number, _)| number).collect();
    let numbers: Vec<u64> = numbers.iter().filter_map(|number| number.trim().parse().ok()).collect();
    assert_eq!(json!(numbers.len()), facts["release_notes"]);
}

#[test]
fn the_register_of_public_health_england_goes_in_without_a_period_and_every_figure_is_right() {
    let Some(folder) = registers() else { return };
    let facts: Value = serde_json::from_slice(&std::fs::read(folder.join("reference-facts.json")).unwrap()).unwrap();
    let facts = &facts["phe"]["phe-2017-2020"];
    let root = TempDir::new().unwrap();
    candour(root.path(), &["init"]);
    let workbook = folder.join(WORKBOOK);
    let import = ["import", workbook.to_str().unwrap(), "--edition", "phe-2017-2020"];
    let report = candour(root.path(), &import);
    for said in [
        "Layout: phe-2017-2020",
        "2017-04-10 to 2020-10-01",
        "Period found in: the dates of 452 releases",
        "Agreement versions: 429 new",
        "Overview: text",
        "Release_notes: text",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    let again = candour(root.path(), &import);
    assert!(again.contains("nothing to change: the register holds this edition already"), "{again}");
    let checked = pipeline::check(&Folder::new(root.path())).unwrap();
    assert_eq!(checked.faults.count(Severity::Error), 0);
    let ready = checked.ready.unwrap();
    figures(&ready.register, facts);
    beside(&ready.register, facts);
    let mut faults = Diagnostics::new();
    let sources = records::load(&Folder::new(root.path()), &mut faults).unwrap();
    let drafts = records::read(&sources, &mut faults);
    cells(&workbook, &ready.register, &drafts.imports[0], facts);
}
