//! What readers find in the extracts: exact cells, the same rows in every file, types and keys that hold, and
//! descriptions that say so.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "extracts/files.rs"]
mod files;
#[path = "extracts/sample.rs"]
mod sample;

use candour::model::fields::{Context, Extract, FieldType, TABLES, Table, Value};
use candour::model::{DatasetId, EditionId, OrganisationId, Register, Release};
use candour::output::sha256_hex;
use files::{Files, files_of};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Record = BTreeMap<String, String>;

fn files() -> Files {
    files_of(sample::facts())
}

fn text(files: &Files, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no file {path}"));
    String::from_utf8(bytes.clone()).unwrap()
}

/// Rows of a file by column, read by the csv crate.
fn records(files: &Files, path: &str) -> Vec<Record> {
    let text = text(files, path);
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().terminator(csv::Terminator::CRLF).from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| head.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn tables(files: &Files) -> BTreeMap<&'static str, Vec<Record>> {
    TABLES.iter().map(|table| (table.name, records(files, &Extract::Table(table.name).path()))).collect()
}

#[test]
fn every_file_is_where_pages_link_to_it() {
    let files = files();
    let mut expected: BTreeSet<String> = TABLES.iter().map(|table| format!("data/{}.csv", table.name)).collect();
    expected.extend(
        [
            "agreements/nic-1-a/releases.csv",
            "data/2022-q1/findings.csv",
            "data/2022-q1/releases.csv",
            "data/2022-q2/findings.csv",
            "data/2022-q2/releases.csv",
            "data/SHA256SUMS",
            "data/datapackage.json",
            "datasets/stays/releases.csv",
            "datasets/visits/releases.csv",
            "recipients/acme/releases.csv",
            "recipients/nowhere/releases.csv",
            "recipients/quiet/releases.csv",
        ]
        .map(str::to_owned),
    );
    let (packed, others): (BTreeSet<String>, _) = files.keys().cloned().partition(|path| path.starts_with("explore/"));
    assert_eq!(others, expected);
    let stems: Vec<&str> = packed.iter().filter_map(|path| path.rsplit_once('-')).map(|(stem, _)| stem).collect();
    assert_eq!(stems, ["explore/rest", "explore/rows"]);
}

#[test]
fn a_release_row_is_as_published_with_its_codes_beside() {
    let rows = records(&files(), "data/releases.csv");
    let awkward = &rows[1];
    let expected = [
        ("register", "example"),
        ("release_id", "FILE2"),
        ("edition", "2022-q1"),
        ("source_row", ""),
        ("agreement", "NIC-1-A"),
        ("agreement_version", "v1"),
        ("agreement_title", ""),
        ("recipient_raw", ""),
        ("recipient_id", "nowhere"),
        ("recipient", "University of Nowhere"),
        ("recipient_type", "academic"),
        ("recipient_group", "academic"),
        ("dataset_raw", "Stays, \"Visits\"\r\nand more"),
        ("dataset_ids", "stays;visits"),
        ("dataset", "Hospital stays;Hospital visits"),
        ("released_raw", ""),
        ("released_from", ""),
        ("released_to", "2022-03-31"),
        ("released_precision", "period"),
        ("channel", "system_access"),
        ("files", ""),
        ("identifiability_raw", "=1+1"),
        ("identifiability", "identifiable"),
        ("sensitivity", ""),
        ("legal_basis", "consent;s251"),
        ("legal_basis_label", "Consent;Section 251"),
        ("opt_outs_raw", ""),
        ("opt_outs_applied", "not_recorded"),
        ("opt_outs_reason", ""),
        ("confidentiality_raw", ""),
        ("confidentiality", "not_recorded"),
        ("url", "https://register.example.org/agreements/nic-1-a/v1/#r-2022-q1-FILE2"),
    ];
    for (key, value) in expected {
        assert_eq!(awkward[key], value, "{key}");
    }
    let answers = |row: &Record| (row["opt_outs_applied"].clone(), row["opt_outs_reason"].clone());
    assert_eq!(answers(&rows[0]), ("no".to_owned(), "not_identifiable".to_owned()));
    assert_eq!(answers(&rows[2]), ("yes".to_owned(), String::new()));
    assert_eq!((&*rows[0]["released_from"], &*rows[0]["released_to"]), ("2022-02-01", "2022-02-28"));
    assert_eq!((&*rows[2]["released_from"], &*rows[2]["released_to"]), ("2022-04-30", "2022-04-30"));
    assert_eq!(rows[2]["agreement_title"], "Hearts");
}

#[test]
fn bytes_are_rfc_4180_with_a_byte_order_mark() {
    let text = text(&files(), "data/releases.csv");
    assert!(text.starts_with("\u{feff}register,release_id,edition,"));
    assert!(text.ends_with("#r-2022-q2-FILE1\r\n"));
    assert!(text.contains(",\"Stays, \"\"Visits\"\"\r\nand more\","), "quoted, with quotes doubled");
    assert!(text.contains(",=1+1,") && text.contains(",-Acme,") && text.contains(", DARS-NIC-1-A-v2,"), "unaltered");
}

#[test]
fn a_file_of_some_releases_holds_the_very_lines_of_the_whole() {
    let files = files();
    let whole = text(&files, "data/releases.csv");
    let head = whole.split_inclusive("\r\n").next().unwrap();
    let lines: Vec<String> = records(&files, "data/releases.csv").iter().map(|row| row["url"].clone()).collect();
    let some = |path: String, rows: &[usize]| {
        assert!(text(&files, &path).starts_with(head), "{path}");
        let urls: Vec<String> = records(&files, &path).iter().map(|row| row["url"].clone()).collect();
        assert_eq!(urls, rows.iter().map(|row| lines[*row].clone()).collect::<Vec<_>>(), "{path}");
    };
    some(Extract::Recipient(&OrganisationId::new("nowhere")).path(), &[0, 1]);
    some(Extract::Recipient(&OrganisationId::new("acme")).path(), &[2]);
    some(Extract::Recipient(&OrganisationId::new("quiet")).path(), &[]);
    some(Extract::Dataset(&DatasetId::new("visits")).path(), &[1]);
    some(Extract::Dataset(&DatasetId::new("stays")).path(), &[0, 1, 2]);
    some(Extract::Agreement("nic-1-a").path(), &[0, 1, 2]);
    some(Extract::Edition(&EditionId::new("2022-q2")).path(), &[2]);
    assert_eq!(files["agreements/nic-1-a/releases.csv"], files["data/releases.csv"]);
}

#[test]
fn a_statement_is_told_once_with_the_editions_that_print_it() {
    let rows = records(&files(), "data/statements.csv");
    let told: Vec<String> = rows
        .iter()
        .filter(|row| row["agreement_version"] == "v2")
        .map(|row| ["seq", "editions", "source_rows", "section", "truncated"].map(|key| row[key].as_str()).join(" "))
        .collect();
    assert_eq!(
        told,
        [
            "1 2022-q1;2022-q2 2;7 objective false",
            "1 2022-q1;2022-q2 2;7 outputs true",
            "2   objective false",
            "2   outputs true",
        ]
    );
    assert_eq!(rows[0]["text"], "To study “hearts”,\nand \"lungs\".\r\n\tTwice.");
    assert_eq!(rows[0]["heading"], "Objective for processing");
}

#[test]
fn an_agreement_is_summed_up_channel_by_channel() {
    let rows = records(&files(), "data/agreements.csv");
    let expected = [
        ("reference", "DARS-NIC-1-A-v2"),
        ("first_version", "v1"),
        ("latest_version", "v2"),
        ("status", "in_term"),
        ("status_at", "2022-07-01"),
        ("purposes", "research;planning"),
        ("dataset_ids", "stays;visits"),
        ("editions", "2022-q1;2022-q2"),
        ("release_rows", "3"),
        ("file_rows", "2"),
        ("system_access_rows", "1"),
        ("opt_outs_applied", "mixed"),
        ("opt_outs_yes_rows", "1"),
        ("opt_outs_no_rows", "1"),
        ("opt_outs_not_recorded_rows", "1"),
        ("released_first", "2022-02-01"),
        ("released_last", "2022-04-30"),
    ];
    for (key, value) in expected {
        assert_eq!(rows[0][key], value, "{key}");
    }
    let versions = records(&files(), "data/agreement-versions.csv");
    let told: Vec<_> =
        versions.iter().map(|row| (row["release_rows"].as_str(), row["opt_outs_applied"].as_str())).collect();
    assert_eq!(told, [("2", "mixed"), ("1", "yes")]);
}

#[test]
fn a_body_that_received_nothing_has_no_answer_and_no_days() {
    let rows = records(&files(), "data/organisations.csv");
    let quiet = rows.iter().find(|row| row["organisation_id"] == "quiet").unwrap();
    for (key, value) in [("release_rows", "0"), ("opt_outs_applied", ""), ("released_first", ""), ("agreements", "0")] {
        assert_eq!(quiet[key], value, "{key}");
    }
}

#[test]
fn releases_are_counted_once_in_every_table() {
    let tables = tables(&files());
    let sum =
        |table: &str, key: &str| tables[table].iter().map(|row| row[key].parse::<usize>().unwrap()).sum::<usize>();
    for table in ["agreements", "agreement-versions", "organisations", "editions"] {
        assert_eq!(sum(table, "release_rows"), tables["releases"].len(), "{table}");
    }
    assert_eq!(sum("datasets", "release_rows"), tables["release-datasets"].len());
}

#[test]
fn a_dataset_named_twice_in_a_cell_is_one_row() {
    let mut facts = sample::facts();
    facts.releases[0].datasets = [DatasetId::new("visits"), DatasetId::new("visits")].into();
    let files = files_of(facts);
    let rows = records(&files, "data/release-datasets.csv");
    let of_first = rows.iter().filter(|row| row["release_id"] == "FILE1" && row["edition"] == "2022-q1");
    assert_eq!(of_first.map(|row| row["datasets_on_row"].as_str()).collect::<Vec<_>>(), ["1"]);
    assert_eq!(records(&files, "datasets/visits/releases.csv").len(), 2);
    let datasets = records(&files, "data/datasets.csv");
    assert_eq!(datasets.iter().map(|row| row["release_rows"].as_str()).collect::<Vec<_>>(), ["2", "2"]);
}

/// A release to the university with this answer about opt-outs.
fn answered(id: &str, edition: &str, datasets: &str, answer: &str) -> Release {
    Release {
        datasets: datasets.split(' ').map(DatasetId::new).collect::<Vec<_>>().into(),
        opt_outs_stated: sample::stated("As worded", &[answer]),
        ..sample::release(id, edition)
    }
}

#[test]
fn who_received_a_dataset_both_ways_is_found_edition_by_edition() {
    let mut facts = sample::facts();
    facts.releases = vec![
        // Stays both ways, visits only with opt-outs.
        answered("A1", "2022-q1", "stays visits stays", "yes/"),
        answered("A2", "2022-q1", "stays", "no/not_identifiable"),
        answered("A3", "2022-q1", "visits", "not_applicable/"),
        // Neither "said not to apply" nor a blank cell makes a pair, but both belong to one.
        answered("A4", "2022-q1", "stays", "not_applicable/"),
        Release { opt_outs_stated: None, ..answered("A5", "2022-q1", "stays", "") },
        // Another organisation, with one answer only.
        Release { recipient: OrganisationId::new("acme"), ..answered("A6", "2022-q1", "stays visits", "no/") },
        // The other answer is of another edition; there, both are in both ways.
        answered("B1", "2022-q2", "visits", "no/"),
        answered("B2", "2022-q2", "stays visits", "yes/"),
        answered("B3", "2022-q2", "stays", "no/"),
    ];
    let register = Register::new(facts.clone());
    assert_eq!(register.both_ways().len(), 3);
    let rows = records(&files_of(facts), "data/both-ways.csv");
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            ["edition", "recipient_id", "dataset_id", "release_id", "opt_outs_applied"].map(|key| &*row[key]).join(" ")
        })
        .collect();
    assert_eq!(
        told,
        [
            "2022-q1 nowhere stays A1 yes",
            "2022-q1 nowhere stays A2 no",
            "2022-q1 nowhere stays A4 not_applicable",
            "2022-q1 nowhere stays A5 not_recorded",
            "2022-q2 nowhere stays B2 yes",
            "2022-q2 nowhere stays B3 no",
            "2022-q2 nowhere visits B1 no",
            "2022-q2 nowhere visits B2 yes",
        ]
    );
    assert_eq!(rows[0]["url"], "https://register.example.org/agreements/nic-1-a/v1/#r-2022-q1-A1");
}

#[test]
fn answers_about_opt_outs_are_counted_channel_by_channel_under_every_key() {
    let files = files();
    let rows = records(&files, "data/opt-outs.csv");
    let told = |by: &str, edition: &str| -> Vec<String> {
        let of = rows.iter().filter(|row| row["by"] == by && row["edition"] == edition);
        let keys =
            ["key", "channel", "release_rows", "opt_outs_yes_rows", "opt_outs_no_rows", "opt_outs_not_recorded_rows"];
        of.map(|row| keys.map(|key| &*row[key]).join(" ")).collect()
    };
    assert_eq!(told("all", "2022-q1"), ["all file 1 0 1 0", "all system_access 1 0 0 1"]);
    assert_eq!(told("reason", "2022-q1"), ["no/not_identifiable file 1 0 1 0", "not_recorded/ system_access 1 0 0 1"]);
    assert_eq!(told("sensitivity", "2022-q1"), ["non_sensitive file 1 0 1 0", "not_stated system_access 1 0 0 1"]);
    assert_eq!(told("recipient", "2022-q2"), ["acme file 1 1 0 0"]);
    // A row of two datasets counts under each.
    let of_access: Vec<String> =
        told("dataset", "2022-q1").into_iter().filter(|line| line.contains("system_access")).collect();
    assert_eq!(of_access, ["stays system_access 1 0 0 1", "visits system_access 1 0 0 1"]);
    for by in
        ["all", "reason", "identifiability", "sensitivity", "organisation_group", "organisation_type", "recipient"]
    {
        let of = rows.iter().filter(|row| row["by"] == by);
        let sum = of.map(|row| row["release_rows"].parse::<usize>().unwrap()).sum::<usize>();
        assert_eq!(sum, records(&files, "data/releases.csv").len(), "{by}");
    }
    let blank = rows.iter().find(|row| row["key"] == "not_stated").unwrap();
    assert_eq!((&*blank["label"], &*blank["url"]), ("", ""));
}

#[test]
fn a_finding_has_a_row_for_each_edition_that_prints_it() {
    let files = files();
    let rows = records(&files, "data/findings.csv");
    let read = |row: &Record| {
        ["finding", "edition", "kind", "code", "count", "record_id", "section"].map(|key| row[key].clone())
    };
    let expected = [
        ["1", "", "unknown-wordings", "E2", "1", "opt-out/Perhaps", ""],
        ["2", "2022-q1", "broken-glyphs", "W17", "1", "NIC-1-A/v2", "objective"],
        ["3", "2022-q2", "broken-glyphs", "W17", "1", "NIC-1-A/v2", "objective"],
        ["4", "2022-q1", "edge-spaces", "W5", "287", &format!("2022-q1/{}", rows[3]["release_id"]), ""],
    ];
    assert_eq!(rows.iter().map(read).collect::<Vec<_>>(), expected.map(|row| row.map(str::to_owned)));
    assert_eq!(rows[0]["waived"], "The publisher writes \"perhaps\", so do we");
    assert_eq!(rows[1]["url"], "https://register.example.org/agreements/nic-1-a/v2/");
    assert_eq!(records(&files, "data/2022-q1/findings.csv"), [rows[1].clone(), rows[3].clone()]);
    assert_eq!(records(&files, "data/2022-q2/findings.csv"), [rows[2].clone()]);
}

#[test]
fn every_cell_is_of_its_columns_type() {
    let mut facts = sample::facts();
    facts.releases.insert(2, answered("FILE3", "2022-q1", "stays", "yes/"));
    let register = Register::new(facts);
    let context =
        Context { register: &register, slug: "example", as_of: sample::day("2022-07-01"), addresses: &sample::Places };
    for table in TABLES {
        let rows = table.rows(context);
        assert!(!rows.is_empty(), "the sample has no row for {}", table.name);
        assert_eq!(rows.width(), table.fields().len());
        for row in 0..rows.len() {
            for (column, field) in table.fields().iter().enumerate() {
                let value = rows.value(row, column);
                let place = format!("{}.{} of row {row}: {value:?}", table.name, field.key);
                match (&value, field.kind) {
                    (Value::Empty, _) => assert!(field.nullable, "{place}"),
                    (Value::Text(text), FieldType::Url) => assert!(text.starts_with("https://"), "{place}"),
                    (Value::Text(text), FieldType::Code(_) | FieldType::List(Some(_))) => {
                        let known = field.kind.codes().unwrap().list(&register.vocabularies);
                        assert!(text.split(';').all(|code| known.iter().any(|(term, _)| *term == code)), "{place}");
                    }
                    (Value::Text(_), FieldType::Text | FieldType::List(None))
                    | (Value::Integer(_), FieldType::Integer)
                    | (Value::Date(_), FieldType::Date)
                    | (Value::Boolean(_), FieldType::Boolean) => {}
                    _ => panic!("{place} is no {}", field.kind.word()),
                }
            }
        }
    }
}

#[test]
fn keys_name_one_row_each_and_lead_to_one() {
    let tables = tables(&files());
    let key = |row: &Record, columns: &[&str]| columns.iter().map(|column| row[*column].clone()).collect::<Vec<_>>();
    let keys =
        |table: &Table| tables[table.name].iter().map(|row| key(row, table.primary_key)).collect::<BTreeSet<_>>();
    for table in TABLES {
        assert_eq!(keys(table).len(), tables[table.name].len(), "{}", table.name);
        for foreign in table.foreign_keys {
            let known = keys(TABLES.iter().find(|other| other.name == foreign.table).unwrap());
            for row in &tables[table.name] {
                let reference = key(row, foreign.fields);
                let blank = reference.iter().any(String::is_empty);
                assert!(blank || known.contains(&reference), "{}: {reference:?}", table.name);
            }
        }
    }
}

#[test]
fn the_data_package_is_as_reviewed() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/extracts/datapackage.json");
    let made = text(&files(), "data/datapackage.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::write(&golden, &made).unwrap();
    }
    let reviewed = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(made == reviewed, "datapackage.json has changed; look at the difference after UPDATE=1 cargo test");
}

#[test]
fn the_data_package_tells_the_size_and_digest_of_each_table() {
    let files = files();
    let package: serde_json::Value = serde_json::from_slice(&files["data/datapackage.json"]).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), TABLES.len());
    for resource in resources {
        let file = &files[&format!("data/{}", resource["path"].as_str().unwrap())];
        assert_eq!(resource["bytes"], file.len());
        assert_eq!(resource["hash"], format!("sha256:{}", sha256_hex(file)));
    }
}

#[test]
fn the_checksums_cover_every_other_file_of_the_folder() {
    let files = files();
    let expected: String = files
        .iter()
        .filter(|(path, _)| path.starts_with("data/") && *path != "data/SHA256SUMS")
        .map(|(path, bytes)| format!("{}  {}\n", sha256_hex(bytes), &path["data/".len()..]))
        .collect();
    assert_eq!(text(&files, "data/SHA256SUMS"), expected);
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    assert!(files() == files());
}

#[test]
fn more_rows_than_one_worker_writes_keep_their_order() {
    let mut facts = sample::facts();
    facts.releases = (0..4_501).map(|n| sample::release(&format!("FILE{n}"), "2022-q1")).collect();
    let files = files_of(facts);
    let ids: Vec<String> = records(&files, "data/releases.csv").iter().map(|row| row["release_id"].clone()).collect();
    assert_eq!(ids, (0..4_501).map(|n| format!("FILE{n}")).collect::<Vec<_>>());
    assert_eq!(files["recipients/nowhere/releases.csv"], files["data/releases.csv"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_comes_back_as_it_was(
        cells in proptest::collection::vec("[a-z \",;\r\n\t=+@'\u{feff}é\u{2028}-]{0,8}", 4)
    ) {
        let mut facts = sample::facts();
        let [recipient, datasets, released, wording] = <[String; 4]>::try_from(cells).unwrap();
        facts.releases = vec![Release {
            recipient_raw: recipient.as_str().into(),
            datasets_raw: datasets.as_str().into(),
            released_raw: released.clone(),
            legal_basis: sample::stated(&wording, &["consent"]),
            ..sample::release("FILE1", "2022-q1")
        }];
        let rows = records(&files_of(facts), "data/releases.csv");
        prop_assert_eq!(rows.len(), 1);
        let keys = ["recipient_raw", "dataset_raw", "released_raw", "legal_basis_raw"];
        prop_assert_eq!(keys.map(|key| rows[0][key].clone()), [recipient, datasets, released, wording]);
    }
}
