//! The real register of February 2021, from workbook to site, held against an independent count of the workbook
//! (`reference-facts.json` beside it). Needs the folder that `CANDOUR_REGISTERS` names; says so loudly without it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/registers.rs"]
mod registers;

use registers::registers;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const WORKBOOK: &str = "nhs-digital-data-release-register-2021-02.xlsx";

/// The built site and the facts, made once for all tests; `None` without the workbook.
struct Real {
    register: PathBuf,
    site: PathBuf,
    facts: Value,
    _folder: tempfile::TempDir,
}

fn real() -> Option<&'static Real> {
    static REAL: OnceLock<Option<Real>> = OnceLock::new();
    REAL.get_or_init(|| {
        let folder = registers()?;
        Some(build(&folder))
    })
    .as_ref()
}

fn candour(args: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_candour")).args(args).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "candour {args:?} ended with {}:\n{told}", output.status);
}

fn build(registers: &Path) -> Real {
    let folder = tempfile::tempdir().unwrap();
    let (register, site) = (folder.path().join("r"), folder.path().join("site"));
    let workbook = registers.join(WORKBOOK);
    let r = register.to_str().unwrap();
    candour(&["init", r]);
    let period = ["--from", "2021-02-01", "--to", "2021-02-28"];
    candour(&[&["-C", r, "import", workbook.to_str().unwrap(), "--edition", "2021-02"][..], &period].concat());
    candour(&["-C", r, "check"]);
    candour(&["-C", r, "build", "--out", site.to_str().unwrap()]);
    let facts = std::fs::read(registers.join("reference-facts.json")).unwrap();
    let facts: Value = serde_json::from_slice(&facts).unwrap();
    Real { register, site, facts: facts["nhsd"]["nhsd-2021-02"].clone(), _folder: folder }
}

/// A table as rows of cells by column.
fn table(site: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(site.join("data").join(name)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn count(rows: &[BTreeMap<String, String>], column: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row[column].clone()).or_insert(0) += 1;
    }
    counts
}

/// Counts as the facts have them, in our spelling: wordings trimmed as records keep them, lists of codes joined by `;`,
/// and nothing for a blank cell.
fn fact_counts(facts: &Value) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (key, value) in facts.as_object().unwrap() {
        let key = key.trim().replace("(not recorded)", "not_recorded").replace("(null)", "").replace('+', ";");
        *counts.entry(key).or_insert(0) += value.as_u64().unwrap();
    }
    counts
}

#[test]
fn every_count_of_the_releases_equals_the_independent_one() {
    let Some(real) = real() else { return };
    let rows = table(&real.site, "releases.csv");
    let facts = &real.facts["releases"];
    assert_eq!(rows.len() as u64, facts["total"].as_u64().unwrap());
    assert_eq!(count(&rows, "release_id").len() as u64, facts["distinct_row_ids"].as_u64().unwrap());
    for (column, fact) in [
        ("identifiability_raw", "by_identifiability_raw"),
        ("identifiability", "by_identifiability_code"),
        ("sensitivity_raw", "by_sensitivity_raw"),
        ("sensitivity", "by_sensitivity_code"),
        ("legal_basis_raw", "by_legal_basis_raw"),
        ("legal_basis", "by_legal_basis_code"),
        ("frequency_raw", "by_frequency_raw"),
        ("frequency", "by_frequency_code"),
        ("channel", "by_channel"),
        ("opt_outs_raw", "by_opt_out_raw"),
        ("opt_outs_applied", "by_opt_out_applied"),
        ("opt_outs_reason", "by_opt_out_reason"),
        ("confidentiality_raw", "by_cldc_raw"),
        ("confidentiality", "by_cldc_code"),
        ("dataset_raw", "by_dataset_raw"),
    ] {
        assert_eq!(count(&rows, column), fact_counts(&facts[fact]), "{column}");
    }
    let mut crossed = BTreeMap::new();
    for row in &rows {
        *crossed.entry(format!("{} | {}", row["identifiability"], row["opt_outs_applied"])).or_insert(0) += 1;
    }
    assert_eq!(crossed, fact_counts(&facts["identifiability_x_opt_out_applied"]));
    let pairs: BTreeSet<(&str, &str)> = rows.iter().map(|r| (&*r["reference_raw"], &*r["dataset_raw"])).collect();
    assert_eq!(pairs.len() as u64, facts["reference_dataset_pairs"].as_u64().unwrap());
}

#[test]
fn organisations_are_counted_raw_and_folded_and_ranked_alike() {
    let Some(real) = real() else { return };
    let rows = table(&real.site, "releases.csv");
    let facts = &real.facts["organisations"];
    assert_eq!(count(&rows, "recipient_raw").len() as u64, facts["distinct_raw"].as_u64().unwrap());
    assert_eq!(count(&rows, "recipient_id").len() as u64, facts["distinct_punct"].as_u64().unwrap());
    assert_eq!(table(&real.site, "organisations.csv").len() as u64, facts["distinct_punct"].as_u64().unwrap());
    let ranked = |column: &str| {
        let mut ranked: Vec<(String, u64)> = count(&rows, column).into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        ranked.truncate(10);
        ranked
    };
    for (column, fact) in [
        ("recipient_raw", "top10_organisations_raw"),
        ("recipient", "top10_organisations_fold"),
        ("dataset_raw", "top10_datasets_raw"),
        ("reference_raw", "top10_references"),
    ] {
        let expected: Vec<(String, u64)> = serde_json::from_value(real.facts["releases"][fact].clone()).unwrap();
        assert_eq!(ranked(column), expected, "{column}");
    }
}

#[test]
fn agreements_statements_and_datasets_are_all_there() {
    let Some(real) = real() else { return };
    let (facts, site) = (&real.facts["agreements"], &real.site);
    let number = |key: &str| usize::try_from(facts[key].as_u64().unwrap()).unwrap();
    let versions = table(site, "agreement-versions.csv");
    assert_eq!(versions.len(), number("distinct_references_in_releases"));
    assert_eq!(table(site, "agreements.csv").len(), number("distinct_stems"));
    let statements = table(site, "statements.csv");
    let of: BTreeSet<_> = statements.iter().map(|row| (&row["reference"], &row["seq"])).collect();
    assert_eq!(of.len(), number("purpose_rows"));
    let blank = facts["purpose_blank_cells"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    assert_eq!(statements.len() as u64, 585 * 5 - blank);
    let cut: BTreeSet<_> =
        statements.iter().filter(|row| row["truncated"] == "true").map(|row| &*row["reference"]).collect();
    let expected: BTreeSet<_> =
        facts["truncated_cells"].as_array().unwrap().iter().map(|c| c[0].as_str().unwrap()).collect();
    assert_eq!(cut, expected);
    assert_eq!(table(site, "datasets.csv").len() as u64, real.facts["datasets"]["distinct_punct"].as_u64().unwrap());
}

#[test]
fn the_import_keeps_the_workbooks_digests() {
    let Some(real) = real() else { return };
    let facts = std::fs::read_to_string(real.register.join("data/editions/2021-02/import.toml")).unwrap();
    for (sheet, digest) in real.facts["digest"].as_object().unwrap() {
        assert!(facts.contains(digest.as_str().unwrap()), "the digest of {sheet}");
    }
    let edition = &table(&real.site, "editions.csv")[0];
    assert_eq!(edition["sha256"], real.facts["source"]["sha256"].as_str().unwrap());
}

/// All pages whose path begins so, as text.
fn pages(site: &Path, folder: &str) -> Vec<String> {
    let walk = walkdir::WalkDir::new(site.join(folder)).sort_by_file_name().into_iter().map(Result::unwrap);
    let html = walk.filter(|entry| entry.file_name() == "index.html");
    html.map(|entry| std::fs::read_to_string(entry.path()).unwrap()).collect()
}

#[test]
fn the_pages_say_the_same() {
    let Some(real) = real() else { return };
    let home = std::fs::read_to_string(real.site.join("index.html")).unwrap();
    for figure in ["5,079", "337", "582", "79"] {
        assert!(home.contains(figure), "the home page says {figure}");
    }
    // Every row stands on the pages of its edition once, and at its permanent address once.
    let anchors = |html: &str, prefix: &str| html.matches(&format!("id=\"{prefix}")).count();
    let permanent: usize = pages(&real.site, "agreements").iter().map(|html| anchors(html, "r-2021-02-")).sum();
    assert_eq!(permanent, 5079);
    let recipients = std::fs::read_to_string(real.site.join("recipients/index.html")).unwrap();
    let links: BTreeSet<&str> =
        recipients.split("href=\"/recipients/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let folders = links.iter().filter(|link| link.len() > 1 && link.matches('/').count() == 1).count();
    assert_eq!(folders, 337);
}

/// The lines of a table of the page: the text of the first cell and the number in the last.
fn lines(page: &str, id: &str) -> Vec<(String, u64)> {
    let from = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("a table {id}"));
    let body = page[from..].split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let text = |cell: &str| -> String {
        let mut out = String::new();
        cell.split('<').for_each(|part| out.push_str(part.split_once('>').map_or(part, |(_, text)| text)));
        out.replace("&amp;", "&")
    };
    let line = |row: &str| {
        let name = text(row.split("</th>").next().unwrap());
        let last = text(row.split("</td>").filter(|cell| cell.contains("<td")).last().unwrap());
        (name.trim().to_owned(), last.trim().replace(',', "").parse().unwrap())
    };
    body.split("</tr>").filter(|row| row.contains("<td")).map(line).collect()
}

#[test]
fn the_page_of_the_edition_counts_like_the_facts() {
    let Some(real) = real() else { return };
    let page = std::fs::read_to_string(real.site.join("releases/2021-02/index.html")).unwrap();
    for words in ["337 organisations, recorded under 340 names", "582 agreements, in 585 versions"] {
        assert!(page.contains(words), "{words}");
    }
    let facts = &real.facts["releases"];
    for (id, fact) in [
        ("by-opt-out", "by_opt_out_raw"),
        ("by-identifiability", "by_identifiability_code"),
        ("by-legal-basis", "by_legal_basis_code"),
        ("by-confidentiality", "by_cldc_code"),
        ("by-sensitivity", "by_sensitivity_code"),
        ("by-frequency", "by_frequency_code"),
    ] {
        let mut expected: Vec<u64> = fact_counts(&facts[fact]).into_values().collect();
        expected.sort_unstable_by_key(|n| std::cmp::Reverse(*n));
        let found: Vec<u64> = lines(&page, id).into_iter().map(|(_, rows)| rows).collect();
        assert_eq!(found, expected, "{id}");
    }
    for (id, fact) in [("by-recipients", "top10_organisations_fold"), ("by-datasets", "top10_datasets_raw")] {
        let expected: Vec<(String, u64)> = serde_json::from_value(facts[fact].clone()).unwrap();
        assert_eq!(lines(&page, id), expected, "{id}");
    }
}

/// What the page of a term says stands under it: its rows, and its agreements.
fn under(site: &Path, page: &Path) -> (u64, u64) {
    let html = std::fs::read_to_string(site.join(page).join("index.html")).unwrap();
    let number = |after: &str| -> u64 {
        let from = html.find(after).map_or("0", |at| &html[at + after.len()..]);
        from.split(' ').next().unwrap().replace(',', "").parse().unwrap()
    };
    (number("<strong>"), number("<a href=\"#agreements\">"))
}

#[test]
fn the_pages_of_terms_hold_the_rows_that_the_facts_count() {
    let Some(real) = real() else { return };
    let facts = &real.facts["releases"];
    let page = |section: &str, code: &str| Path::new(section).join(code.replace('_', "-"));
    for (section, fact) in [
        ("legal-bases", "by_legal_basis_code"),
        ("channels", "by_channel"),
        ("identifiability", "by_identifiability_code"),
    ] {
        for (code, rows) in fact_counts(&facts[fact]) {
            assert_eq!(under(&real.site, &page(section, &code)).0, rows, "{section} {code}");
        }
    }
    for (reason, rows) in fact_counts(&facts["by_opt_out_reason"]) {
        let answers = ["yes", "no"].map(|answer| page("opt-outs", &format!("{answer}-{reason}")));
        let there = answers.iter().find(|page| real.site.join(page).exists()).unwrap();
        assert_eq!(under(&real.site, there).0, rows, "opt-outs {reason}");
    }
    // No purpose is stated anywhere, and every agreement is listed as such.
    let none = page("purposes", "not_stated");
    assert_eq!(under(&real.site, &none), (5079, 582));
    let all = pages(&real.site, "purposes/not-stated");
    assert_eq!(all.iter().map(|html| agreements_listed(html)).sum::<usize>(), 582);
    assert_eq!(all.iter().map(|html| recipients_listed(html)).sum::<usize>(), 337);
}

/// How many agreements a page lists in its tables.
fn agreements_listed(html: &str) -> usize {
    html.matches("<th class=\"nhsuk-table__header\" scope=\"row\"><span class=\"nhsuk-table-responsive__heading\">Agreement</span>").count()
}

/// How many recipients a page of a term lists.
fn recipients_listed(html: &str) -> usize {
    let table = html.split("id=\"recipient-table\"").nth(1).and_then(|rest| rest.split("</table>").next());
    table.map_or(0, |table| table.matches("<tr><th class=\"nhsuk-table__header\" scope=\"row\">").count())
}

#[test]
fn the_index_of_types_counts_organisations_agreements_and_rows() {
    let Some(real) = real() else { return };
    let page = std::fs::read_to_string(real.site.join("organisation-types/index.html")).unwrap();
    let used = page.split("<h2 id=\"unused\">").next().unwrap();
    let cells = |code: &str| -> Vec<String> {
        let link = format!("href=\"/organisation-types/{}/\"", code.replace('_', "-"));
        let row = used.split("</tr>").find(|row| row.contains(&link)).unwrap_or_else(|| panic!("a row of {code}"));
        let number =
            |cell: &str| cell.split("</span><div>").nth(1).unwrap().split('<').next().unwrap().replace(',', "");
        row.split("<td ").skip(1).map(number).collect()
    };
    // The facts count references. Three agreements have two each, and belong to organisations of these types.
    let several = ["nhs_trust", "supplier", "private_healthcare"];
    for (code, references) in fact_counts(&real.facts["agreements"]["organisation_type_code_by_agreement"]) {
        let more = u64::from(several.contains(&code.as_str()));
        assert_eq!(cells(&code)[0], (references - more).to_string(), "agreements of {code}");
    }
    let organisations = table(&real.site, "organisations.csv");
    for (code, number) in count(&organisations, "organisation_type") {
        assert_eq!(cells(&code)[1], number.to_string(), "organisations of {code}");
    }
    for (code, rows) in count(&table(&real.site, "releases.csv"), "recipient_type") {
        assert_eq!(cells(&code)[2], rows.to_string(), "rows of {code}");
    }
}
