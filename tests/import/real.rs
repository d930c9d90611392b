//! The real register of February 2021, where it is at hand, against facts that another program found.

use super::desk::{Desk, february};
use super::registers::registers;
use serde_json::Value;
use std::collections::BTreeMap;

const WORKBOOK: &str = "nhs-digital-data-release-register-2021-02.xlsx";

fn tally<'a>(values: impl Iterator<Item = &'a str>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value.to_owned()).or_insert(0) += 1);
    counts
}

fn expected(facts: &Value) -> BTreeMap<String, u64> {
    let counts = facts.as_object().unwrap().iter();
    // Published cells are kept without white space at their edges.
    counts.map(|(value, count)| (value.trim().to_owned(), count.as_u64().unwrap())).collect()
}

#[test]
fn the_register_of_february_2021_goes_in_with_every_figure_right_and_a_second_time_without_a_change() {
    let Some(folder) = registers() else { return };
    let facts: Value = serde_json::from_slice(&std::fs::read(folder.join("reference-facts.json")).unwrap()).unwrap();
    let facts = &facts["nhsd"]["nhsd-2021-02"];
    let desk = Desk::new();
    let request = february(folder.join(WORKBOOK));
    let report = desk.imports(&request);
    for said in [
        "nhsd-2021",
        "a drawing: 01 February 2021 to 28 February 2021",
        "DataReleases: releases, 5079 rows",
        "PurposeStatements: agreements, 585 rows",
        "Organisations: 337 new, 0 known, 340 new spellings",
        "Datasets: 79 new, 0 known",
        "Agreement versions: 585 new",
        "W9 Text cut off at a spreadsheet's limit: 4",
        "W7 An organisation's name spelt in several ways: 3 (8 cells in all sheets)",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    desk.drafts(|drafts| {
        let rows = &drafts.releases[0].rows.rows;
        let releases = &facts["releases"];
        assert_eq!(rows.len() as u64, releases["total"].as_u64().unwrap());
        let by = |name: &str| expected(&releases[name]);
        assert_eq!(tally(rows.iter().map(|row| row.channel.text())), by("by_channel"));
        assert_eq!(tally(rows.iter().map(|row| row.identifiability.text())), by("by_identifiability_raw"));
        assert_eq!(tally(rows.iter().map(|row| row.sensitivity.text())), by("by_sensitivity_raw"));
        assert_eq!(tally(rows.iter().map(|row| row.legal_basis.text())), by("by_legal_basis_raw"));
        assert_eq!(tally(rows.iter().map(|row| row.frequency.text())), by("by_frequency_raw"));
        assert_eq!(tally(rows.iter().map(|row| row.opt_outs.text())), by("by_opt_out_raw"));
        assert_eq!(tally(rows.iter().map(|row| row.datasets.text())), by("by_dataset_raw"));
        let statements: Vec<_> = drafts.agreements.iter().flat_map(|agreement| &agreement.statements).collect();
        assert_eq!(statements.len(), 585);
        let cut: Vec<&str> = drafts
            .agreements
            .iter()
            .filter(|agreement| {
                agreement.statements.iter().any(|s| s.truncated.iter().any(|k| k.text() == "objective"))
            })
            .map(|agreement| agreement.reference.text())
            .collect();
        let wanted = facts["agreements"]["truncated_cells"].as_array().unwrap();
        assert_eq!(cut, wanted.iter().map(|cell| cell[0].as_str().unwrap()).collect::<Vec<_>>());
        let types = drafts.agreements.iter().filter_map(|a| a.applicant_type.as_ref()).map(|cell| cell.text());
        assert_eq!(tally(types), expected(&facts["agreements"]["organisation_type_by_agreement"]));
        let import = &drafts.imports[0];
        for sheet in import.sheets.iter().filter(|sheet| facts["digest"].get(sheet.name.text()).is_some()) {
            assert_eq!(sheet.digest.as_ref().unwrap().text(), facts["digest"][sheet.name.text()].as_str().unwrap());
        }
        let drawing: Vec<&str> = import.drawing_text.iter().map(|text| text.text()).collect();
        assert_eq!(serde_json::to_value(drawing).unwrap(), facts["source"]["drawing_text"]);
        let edition = &drafts.editions.rows[0];
        assert_eq!(edition.sha256.text(), facts["source"]["sha256"].as_str().unwrap());
        assert_eq!(edition.bytes.text(), facts["source"]["bytes"].to_string());
        let padded: i64 =
            import.faults.iter().filter(|f| f.sheet.text() == "DataReleases").map(|f| f.count.value).sum();
        assert_eq!(padded, 288);
    });
    assert_eq!(desk.check(), BTreeMap::new(), "the register checks without an error");
    let before = desk.files();
    let report = desk.imports(&request);
    assert!(report.contains("nothing to change"), "{report}");
    assert_eq!(before, desk.files());
}
