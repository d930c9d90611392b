//! The real register of Public Health England, April 2017 to September 2020, where `CANDOUR_REGISTERS` names its
//! folder, against facts that another program found: imported without a period, checked and built.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/registers.rs"]
mod registers;

use candour::diag::Severity;
use candour::model::Register;
use candour::model::fold;
use candour::pipeline;
use candour::tree::Folder;
use registers::registers;
use serde_json::Value;
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
    type Wording = candour::model::Stated;
    let raw = |of: fn(&candour::model::Release) -> &Wording| {
        tally(rows.iter().map(move |row| &*of(row).as_ref().unwrap().raw))
    };
    let codes = |of: fn(&candour::model::Release) -> &Wording| {
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
    assert_eq!(facts["date_range"], serde_json::json!(["2017-04-10", "2020-10-01"]));
    let by_name = tally(rows.iter().map(|row| &*row.recipient_raw));
    assert_eq!(by_name.len() as u64, facts["organisations"]["raw"].as_u64().unwrap());
    let folded: BTreeSet<String> = by_name.keys().map(|name| fold::punct(name)).collect();
    assert_eq!(folded.len() as u64, facts["organisations"]["punct"].as_u64().unwrap());
    for top in facts["top10_organisations"].as_array().unwrap() {
        assert_eq!(Some(&top[1].as_u64().unwrap()), by_name.get(top[0].as_str().unwrap()), "{top}");
    }
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
    let register = &ready.register;
    let amendment = &register.amendments[0];
    let said = [&amendment.reference, &amendment.note].map(String::as_str);
    assert_eq!(said, ["ODR1718_094", "Technical summary updated"]);
    assert_eq!(amendment.date.unwrap().to_string(), "2020-11-03");
    let texts: Vec<&str> = register.sheet_texts.iter().map(|text| text.sheet.as_str()).collect();
    assert_eq!(texts, ["Overview", "Release_notes"]);
}
