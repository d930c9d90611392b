//! The table of releases that a script reads: whatever the register holds, both files together are `releases.csv`, byte
//! for byte, and the same register gives the same files.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "extracts/files.rs"]
mod files;
#[path = "explore/reader.rs"]
mod reader;
#[path = "extracts/sample.rs"]
#[allow(dead_code)] // the tests of the other extracts use the rest
mod sample;

use candour::model::fields::Extract;
use candour::model::{DatasetId, Facts, Release};
use candour::pipeline;
use candour::tree::Folder;
use files::{Files, files_of};
use proptest::prelude::*;
use std::path::Path;

fn packed<'f>(files: &'f Files, which: &str) -> &'f [u8] {
    let found: Vec<_> = files.iter().filter(|(path, _)| path.starts_with(&format!("explore/{which}-"))).collect();
    assert_eq!(found.len(), 1, "{which}");
    found[0].1
}

fn read_back(files: &Files) -> String {
    reader::csv(packed(files, "rows"), packed(files, "rest"))
}

fn published(files: &Files) -> &str {
    std::str::from_utf8(&files[&Extract::Table("releases").path()]).unwrap()
}

#[test]
fn awkward_cells_come_back_as_they_were() {
    let files = files_of(sample::facts());
    assert!(published(&files).contains("\"Stays, \"\"Visits\"\"\r\nand more\""));
    assert_eq!(read_back(&files), published(&files));
    assert_eq!(reader::extra(packed(&files, "rows"), "commercial"), ["No", "No", "No"]);
}

#[test]
fn a_register_without_releases_has_a_table_of_none() {
    let files = files_of(Facts { releases: Vec::new(), ..sample::facts() });
    assert_eq!(read_back(&files), published(&files));
    assert_eq!(published(&files).lines().count(), 1);
}

#[test]
fn a_file_is_named_by_what_it_holds() {
    let (one, other) = (files_of(sample::facts()), files_of(sample::facts()));
    assert_eq!(one, other);
    let mut facts = sample::facts();
    facts.releases[0].released_raw = "Written otherwise".to_owned();
    let changed = files_of(facts);
    let named = |files: &Files, which: &str| files.keys().find(|path| path.contains(which)).cloned();
    assert_ne!(named(&changed, "explore/rest-"), named(&one, "explore/rest-"));
    assert_eq!(named(&changed, "explore/rows-"), named(&one, "explore/rows-"), "no column that is shown has changed");
}

/// So many releases that ids are worth telling by their numbers and addresses by their parts.
fn many(id: impl Fn(usize) -> String) -> Files {
    let mut facts = sample::facts();
    let release = |row: usize| Release {
        source_row: Some(row as u32 + 2),
        datasets_raw: format!("Data, part {}", row % 7).as_str().into(),
        ..sample::release(&id(row), ["2022-q1", "2022-q2"][row % 2])
    };
    facts.releases = (0..600).map(release).collect();
    files_of(facts)
}

#[test]
fn ids_that_count_up_and_addresses_made_of_ids_take_hardly_any_room() {
    let files = many(|row| format!("{}{row:05}", ["FILE", "Flow"][row % 3 % 2]));
    assert_eq!(read_back(&files), published(&files));
    let irregular = many(without_order);
    assert_eq!(read_back(&irregular), published(&irregular));
    assert!(packed(&files, "rows").len() * 3 < packed(&irregular, "rows").len());
}

/// An id of which no part counts up.
fn without_order(row: usize) -> String {
    format!("{}x", candour::output::sha256_hex(&row.to_le_bytes()))
}

#[test]
fn the_example_comes_back_and_its_page_knows_where_it_is() {
    let folder = Folder::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    let checked = pipeline::check(&folder).unwrap();
    let ready = checked.ready.unwrap();
    let day = ready.register.latest_date().unwrap();
    let made = pipeline::build(&ready, day, |outputs| {
        let wanted = |path: &str| path.starts_with("explore/") || path == "data/releases.csv";
        let files = outputs.all()?.into_iter().filter(|file| wanted(file.path().as_str()));
        Ok(files.map(|file| (file.path().to_string(), file.bytes().unwrap().into_owned())).collect::<Files>())
    });
    let files = made.unwrap().unwrap();
    assert!(published(&files).lines().count() > 100);
    assert_eq!(read_back(&files), published(&files));
    let reason = reader::label(packed(&files, "rows"), "opt_outs_reason", "consent");
    assert_eq!(reason.as_deref(), Some("Not applied: the people gave consent"));
    let page = std::str::from_utf8(&files["explore/index.html"]).unwrap();
    for path in files.keys().filter(|path| path.ends_with(".bin")) {
        assert!(page.contains(&format!("=\"/{path}\"")), "the page leads its script to {path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_register_comes_back(
        ids in proptest::collection::vec("(FILE|DSfC|x/|#)0{0,3}[0-9]{1,4}|[0-9]{14,18}|[a-zé,\"]{1,4}", 1..700),
        cells in proptest::collection::vec("[a-z \",;\r\n#é\u{2028}]{0,4}", 1..5),
    ) {
        let mut facts = sample::facts();
        let release = |(row, id): (usize, &String)| Release {
            recipient_raw: cells[row % cells.len()].as_str().into(),
            datasets: [["stays"], ["visits"]][row % 2].map(DatasetId::new).into(),
            released_raw: cells[row / 3 % cells.len()].clone(),
            ..sample::release(id, ["2022-q1", "2022-q2"][row % 5 % 2])
        };
        facts.releases = ids.iter().enumerate().map(release).collect();
        let files = files_of(facts);
        prop_assert_eq!(read_back(&files), published(&files));
    }
}
