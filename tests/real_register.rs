//! The real register of February 2021, from workbook to site, held against an independent count of the workbook
//! (`reference-facts.json` beside it). Needs the folder that `CANDOUR_REGISTERS` names; says so loudly without it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/real.rs"]
mod built;
#[path = "explore/reader.rs"]
mod reader;
#[path = "support/registers.rs"]
mod registers;

use built::RealSite;
use registers::registers;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The built site and the facts, made once for all tests; `None` without the workbook.
struct Real {
    register: PathBuf,
    site: PathBuf,
    facts: Value,
}

fn real() -> Option<&'static Real> {
    static REAL: OnceLock<Option<Real>> = OnceLock::new();
    REAL.get_or_init(|| {
        let folder = registers()?;
        Some(build(&folder))
    })
    .as_ref()
}

fn build(registers: &Path) -> Real {
    let RealSite { register, site } = built::build(registers, "real-register");
    let facts = std::fs::read(registers.join("reference-facts.json")).unwrap();
    let facts: Value = serde_json::from_slice(&facts).unwrap();
    Real { register, site, facts: facts["nhsd"]["nhsd-2021-02"].clone() }
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
        let last = text(row.split("</td>").filter(|cell| cell.contains("cell--numeric")).last().unwrap());
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

/// The text of a stretch of HTML, a line for each block.
fn text_of(html: &str) -> String {
    let blocks = html.replace("<p", "\n<p").replace("<li", "\n<li");
    let mut out = String::new();
    blocks.split('<').for_each(|part| out.push_str(part.split_once('>').map_or(part, |(_, text)| text)));
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(out, |text, (entity, meant)| text.replace(entity, meant))
}

#[test]
fn the_prose_is_laid_out_without_losing_a_character() {
    let Some(real) = real() else { return };
    let (mut items, mut mended) = (0, BTreeSet::new());
    let shown_lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    for row in table(&real.site, "statements.csv") {
        let path = row["url"].split_once("//").unwrap().1.split_once('/').unwrap().1;
        let page = std::fs::read_to_string(real.site.join(path.split('#').next().unwrap()).join("index.html")).unwrap();
        let heading = format!("<h3 id=\"s{}-{}\">", row["seq"], row["section"]);
        let from = page.find(&heading).unwrap_or_else(|| panic!("{path} has {heading}"));
        let section = page[from..].split_once("</h3>\n").unwrap().1;
        let ends = ["<h3", "</section>", "<div class=\"nhsuk-inset-text\">"].iter().filter_map(|end| section.find(end));
        let section = &section[..ends.min().unwrap()];
        let published = candour::markdown::mended(&row["text"]);
        assert_eq!(shown_lines(&text_of(section)), shown_lines(&published), "{path} {heading}");
        items += section.matches("<li>").count();
        if matches!(published, std::borrow::Cow::Owned(_)) {
            mended.insert(row["reference"].clone());
            assert!(page.contains("Some characters were broken"), "{path} says that it was mended");
        }
    }
    assert!(items > 10_000, "{items} items of lists");
    // The dossier counts 122 references with broken glyphs.
    assert_eq!(mended.len(), 122);
}

#[test]
fn the_page_on_opt_outs_counts_like_the_facts() {
    let Some(real) = real() else { return };
    let facts = &real.facts["releases"];
    let page = std::fs::read_to_string(real.site.join("opt-outs/index.html")).unwrap();
    let headline = "Opt-outs were applied to 271 of 5,079 rows. \
                    They were applied to 255 of the 671 rows of data that identify people.";
    assert!(page.contains(headline));
    assert!(page.contains("<b>4,808</b> rows without opt-outs"));
    let wordings = fact_counts(&facts["by_opt_out_raw"]);
    assert_eq!(wordings.keys().filter(|wording| wording.starts_with("No")).count(), 9);
    let mut expected: Vec<u64> = wordings.into_values().collect();
    expected.sort_unstable_by_key(|n| std::cmp::Reverse(*n));
    assert_eq!(lines(&page, "by-reason").into_iter().map(|(_, rows)| rows).collect::<Vec<_>>(), expected);

    let rows = table(&real.site, "opt-outs.csv");
    let sum = |by: &str, key: &str, column: &str| -> u64 {
        let of = rows.iter().filter(|row| row["by"] == by && row["key"] == key);
        of.map(|row| row[column].parse::<u64>().unwrap()).sum()
    };
    assert_eq!((sum("all", "all", "opt_outs_yes_rows"), sum("all", "all", "opt_outs_no_rows")), (271, 4808));
    for (crossed, rows) in fact_counts(&facts["identifiability_x_opt_out_applied"]) {
        let (code, answer) = crossed.split_once(" | ").unwrap();
        assert_eq!(sum("identifiability", code, &format!("opt_outs_{answer}_rows")), rows, "{crossed}");
    }
}

/// Organisations, datasets, rows and rows with opt-outs applied of each kind, counted by hand from the workbook: the type
/// is that of the statement of purpose, and five research organisations have no kind.
const KINDS: [(&str, &str, [u64; 4]); 7] = [
    ("nhs", "NHS", [156, 49, 3_385, 187]),
    ("local_authority", "Councils", [126, 17, 724, 0]),
    ("academic", "Universities", [20, 30, 236, 57]),
    ("company", "Companies", [15, 20, 236, 0]),
    ("central", "Government and public bodies", [14, 56, 316, 26]),
    ("charity", "Charities", [1, 7, 8, 0]),
    ("not_stated", "Not stated", [5, 18, 174, 1]),
];

#[test]
fn what_companies_and_others_received_is_told_by_kind_and_so_are_their_opt_outs() {
    let Some(real) = real() else { return };
    let read = |path: &str| std::fs::read_to_string(real.site.join(path).join("index.html")).unwrap();
    let types = read("organisation-types");
    let rows = table(&real.site, "opt-outs.csv");
    let shown: Vec<String> = types.split("id=\"kinds\"").nth(1).unwrap().split("<tr").skip(2).map(text_of).collect();
    for ((code, label, [organisations, datasets, releases, applied]), line) in KINDS.into_iter().zip(&shown) {
        let expected = format!("{label}Recipients{organisations}Datasets{datasets}All rows{releases}\n");
        assert!(line.replace(',', "").contains(&expected), "{line} has {expected}");
        let sum = |column: &str| -> u64 {
            let of = rows.iter().filter(|row| row["by"] == "organisation_group" && row["key"] == code);
            of.map(|row| row[column].parse::<u64>().unwrap()).sum()
        };
        assert_eq!((sum("release_rows"), sum("opt_outs_yes_rows")), (releases, applied), "{code}");
    }
    assert_eq!(shown.len(), KINDS.len());
    let outside = "1,520 rows went to organisations known to be outside the NHS. Opt-outs were applied to 83 of them.";
    assert!(read("opt-outs").contains(outside));
}

#[test]
fn rows_at_odds_with_no_confidential_data_are_counted_once_each() {
    let Some(real) = real() else { return };
    let page = std::fs::read_to_string(real.site.join("quality/2021-02/confidential-and-not/index.html")).unwrap();
    // Five of the 126 identifiable rows are among the eight with opt-outs applied.
    assert!(page.contains("134 found.") && page.contains("<strong>129 rows</strong> in the register"));
}

/// A recipient and a dataset.
type Pair<'a> = (&'a str, &'a str);

/// Counts anew, from the words as published: which recipients' rows of one dataset begin with "Yes" and with "No".
fn both_ways(rows: &[BTreeMap<String, String>]) -> BTreeMap<Pair<'_>, Vec<&str>> {
    let mut answers: BTreeMap<Pair<'_>, Vec<&str>> = BTreeMap::new();
    for row in rows {
        answers.entry((&row["recipient_id"], &row["dataset_raw"])).or_default().push(&row["opt_outs_raw"]);
    }
    let any = |raw: &[&str], word: &str| raw.iter().any(|answer| answer.starts_with(word));
    answers.retain(|_, raw| any(raw, "Yes") && any(raw, "No"));
    answers
}

#[test]
fn who_received_the_same_both_with_and_without_opt_outs_equals_an_independent_count() {
    let Some(real) = real() else { return };
    let releases = table(&real.site, "releases.csv");
    let expected = both_ways(&releases);
    assert_eq!((expected.len(), expected.values().map(Vec::len).sum::<usize>()), (138, 337));
    assert_eq!(expected.keys().map(|(recipient, _)| recipient).collect::<BTreeSet<_>>().len(), 114);

    let rows = table(&real.site, "both-ways.csv");
    assert_eq!(rows.len(), 337);
    let pairs: BTreeSet<Pair<'_>> = rows.iter().map(|row| (&*row["recipient_id"], &*row["dataset_id"])).collect();
    assert_eq!(pairs.len(), 138);

    let listed = pages(&real.site, "opt-outs/both-ways");
    assert_eq!(listed.iter().map(|html| html.matches("class=\"reg-pair\"").count()).sum::<usize>(), 138);
    for (recipient, dataset) in pairs {
        let id = format!("id=\"p-2021-02.{recipient}.{dataset}\"");
        assert_eq!(listed.iter().filter(|html| html.contains(&id)).count(), 1, "{id}");
    }
    let first = listed.iter().find(|html| html.contains("Pairs 1 to 25 of 138")).unwrap();
    for words in ["138 pairs of a recipient and a dataset", "114 organisations", ">337</td>"] {
        assert!(first.contains(words), "{words}");
    }
    assert!(listed.iter().all(|html| html.len() < 250_000));
}
#[test]
fn one_edition_has_a_chart_of_opt_outs_and_none_over_time() {
    let Some(real) = real() else { return };
    let page = std::fs::read_to_string(real.site.join("releases/2021-02/index.html")).unwrap();
    assert!(page.contains("<b>Opt-outs were not applied to 4,808 of 5,079 rows</b>"));
    assert_eq!(page.matches("<svg class=\"reg-shares\"").count(), 1);
    for page in ["releases", "releases/2021", "recipients/genomics-england", "datasets/mental-health-services-data-set"]
    {
        let html = std::fs::read_to_string(real.site.join(page).join("index.html")).unwrap();
        assert!(!html.contains("<svg class=\"reg-columns"), "{page}");
    }
}

/// The number beside a kind of finding on the page of the edition's quality.
fn found(page: &str, slug: &str) -> u64 {
    let after = page.split(&format!("/{slug}/\">")).nth(1).unwrap_or_else(|| panic!("{slug} is on the page"));
    let number = after.split("<b>").nth(1).unwrap().split("</b>").next().unwrap();
    number.replace(',', "").parse().unwrap()
}

#[test]
fn every_count_of_what_is_wrong_equals_the_independent_one_on_the_page_and_in_the_file() {
    let Some(real) = real() else { return };
    let page = std::fs::read_to_string(real.site.join("quality/2021-02/index.html")).unwrap();
    let rows = table(&real.site, "2021-02/findings.csv");
    assert_eq!(rows, table(&real.site, "findings.csv"));
    let (facts, scan) = (&real.facts["contradictions"], &real.facts["scan"]);
    let at = |value: &Value, keys: &[&str]| keys.iter().fold(value.clone(), |v, key| v[*key].clone()).as_u64().unwrap();
    let contradiction = |key: &str| at(facts, &[key]);
    let blank = |key: &str| at(&real.facts, &["releases", "blank_cells", key]);
    let columns = |sheet: &str, what: &str| -> u64 {
        scan[sheet].as_object().unwrap().values().filter_map(|column| column[what].as_u64()).sum()
    };
    let odd = real.facts["agreements"]["reference_classes_by_reference"].as_object().unwrap();
    let objective_only = at(&real.facts, &["agreements", "references_with_objective_only"]);
    let mixed = ["releases", "reference_dataset_pairs_with_mixed_values", "Patient Opt-Outs applied"];
    for (slug, expected) in [
        ("duty-of-confidence", {
            let misplaced = contradiction("legal-basis wording in the confidentiality column");
            let wandered = contradiction("confidentiality wording in the legal-basis column");
            blank("Common law duty of confidentiality") + misplaced + wandered
        }),
        ("objective-only", objective_only),
        ("empty-columns", 2),
        ("cut-short", real.facts["agreements"]["truncated_cells"].as_array().unwrap().len() as u64),
        ("equal-rows", at(&real.facts, &["releases", "duplicate_rows_ignoring_row_id", "surplus"])),
        ("mixed-opt-outs", at(&real.facts, &mixed)),
        ("opt-outs-without-identity", contradiction("not identifiable but opt-outs applied")),
        ("confidential-and-not", {
            let applied = contradiction("opt-outs applied but no confidential data flows");
            applied + contradiction("identifiable but no confidential data flows")
        }),
        ("columns-contradict", {
            let basis = contradiction("identifiable under the pseudonymised-data basis s261(1)/(2)(b)(ii)");
            basis + contradiction("SystemAccess row id without system-access frequency, or the reverse")
        }),
        ("several-names", real.facts["organisations"]["variant_groups_punct"].as_array().unwrap().len() as u64),
        ("odd-references", odd.iter().filter(|(class, _)| *class != "strict").map(|(_, n)| n.as_u64().unwrap()).sum()),
        ("broken-glyphs", at(&real.facts, &["agreements", "glyph_garbage", "cells"])),
        ("edge-spaces", columns("DataReleases", "edge_whitespace")),
        // Counted by formats of the register, not by the facts beside it.
        ("recipient-spellings", 4),
        ("placeholders", 9),
        ("invisible-characters", 6),
        ("personal-data", 6),
        ("unexplained-legal-bases", 2_140),
    ] {
        assert_eq!(found(&page, slug), expected, "{slug} on the page");
        let in_file = rows.iter().filter(|row| row["kind"] == slug).map(|row| row["count"].parse::<u64>().unwrap());
        assert_eq!(in_file.sum::<u64>(), expected, "{slug} in the file");
    }
    let kinds: BTreeSet<&str> = rows.iter().map(|row| &*row["kind"]).collect();
    assert_eq!(kinds.len(), 18, "{kinds:?}");
}

#[test]
fn equal_rows_glyphs_and_blank_cells_are_those_of_the_independent_count_one_by_one() {
    let Some(real) = real() else { return };
    let rows = table(&real.site, "findings.csv");
    let surplus = real.facts["releases"]["duplicate_rows_ignoring_row_id"]["surplus_by_prefix"].as_object().unwrap();
    for (prefix, expected) in surplus {
        let is = |row: &&BTreeMap<String, String>| row["kind"] == "equal-rows" && row["release_id"].starts_with(prefix);
        // The count of the facts takes a row of another prefix than its equal for the first of its own.
        let found = rows.iter().filter(is).count() as u64;
        assert!(found >= expected.as_u64().unwrap(), "{prefix}: {found}");
    }
    for (section, heading) in [
        ("objective", "Objective for Processing"),
        ("activities", "Processing Activities"),
        ("outputs", "Expected Output"),
    ] {
        let cells = rows.iter().filter(|row| row["kind"] == "broken-glyphs" && row["section"] == section).count();
        let expected = &real.facts["scan"]["PurposeStatements"][heading]["glyph_garbage"];
        assert_eq!(cells as u64, expected.as_u64().unwrap(), "{heading}");
    }
    let cut: BTreeSet<String> =
        rows.iter().filter(|row| row["kind"] == "cut-short").map(|row| row["agreement"].clone()).collect();
    let facts = real.facts["agreements"]["truncated_cells"].as_array().unwrap();
    assert!(facts.iter().all(|cell| cut.iter().any(|id| cell[0].as_str().unwrap().contains(id))), "{cut:?}");
    let page = std::fs::read_to_string(real.site.join("quality/2021-02/index.html")).unwrap();
    let blank = |id: &str| lines(&page, id).into_iter().collect::<BTreeMap<_, _>>();
    assert_eq!(blank("blank-releases")["Duty of confidence"], 7);
    assert_eq!(blank("blank-releases")["Date of its own"], 5_079);
    let sections = blank("blank-statements");
    let expected = real.facts["agreements"]["purpose_blank_cells"].as_object().unwrap();
    for (heading, column) in [
        ("Processing activities", "Processing Activities"),
        ("Expected output", "Expected Output"),
        ("Expected measurable benefits", "Expected Measurable Benefits"),
        ("Yielded benefits", "Yielded Benefits"),
    ] {
        assert_eq!(sections[heading], expected[column].as_u64().unwrap(), "{heading}");
    }
    let overview = std::fs::read_to_string(real.site.join("quality/index.html")).unwrap();
    assert!(overview.contains("Blank cells</th><td class=\"nhsuk-table__cell nhsuk-table__cell--numeric\">287</td>"));
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

#[test]
fn the_table_that_a_script_reads_is_the_published_one() {
    let Some(real) = real() else { return };
    let packed = |which: &str| {
        let files = std::fs::read_dir(real.site.join("explore")).unwrap().map(|entry| entry.unwrap().path());
        let found = files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(which));
        std::fs::read(found.into_iter().next().unwrap()).unwrap()
    };
    let (rows, rest) = (packed("rows-"), packed("rest-"));
    assert!(reader::csv(&rows, &rest) == std::fs::read_to_string(real.site.join("data/releases.csv")).unwrap());
    assert!(rows.len() + rest.len() < 100_000, "{} and {} bytes", rows.len(), rest.len());
}
