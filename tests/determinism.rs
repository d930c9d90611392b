//! The same register gives the same bytes, wherever it lies and whoever builds it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/build.rs"]
mod build;
#[path = "support/folder.rs"]
mod folder;

use std::collections::BTreeMap;
use std::path::Path;

type Files = BTreeMap<String, Vec<u8>>;

/// Builds the example register, copied to `home`, as somebody who lives in that time zone and locale.
fn build_at(home: &Path, zone: &str, locale: &str, threads: &str) -> Files {
    let (register, site) = (home.join("register"), home.join("site"));
    folder::copy_register(build::example(), &register);
    let mut command = build::build_command(&register, &site);
    command.env("TZ", zone).env("LANG", locale).env("LC_ALL", locale).env("RAYON_NUM_THREADS", threads);
    build::must_succeed(command.current_dir(home));
    folder::files(&site)
}

#[test]
fn two_builds_in_other_folders_time_zones_and_locales_are_identical() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let deeper = there.path().join("a folder/with a longer name/and spaces");
    std::fs::create_dir_all(&deeper).unwrap();
    let one = build_at(here.path(), "Pacific/Kiritimati", "C", "1");
    let other = build_at(&deeper, "America/Anchorage", "tr_TR.UTF-8", "4");
    assert!(one.len() > 20, "the example's site has only {} files", one.len());
    assert_eq!(differences(&one, &other), Vec::<String>::new());
}

#[test]
fn a_difference_of_one_byte_or_one_file_is_found() {
    let site = |files: &[(&str, &str)]| -> Files {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    };
    let one = site(&[("a", "x"), ("b", "y"), ("c", "z")]);
    let other = site(&[("a", "x"), ("b", "Y"), ("d", "z")]);
    assert_eq!(differences(&one, &other), ["b differs at byte 0", "c is in one only", "d is in one only"]);
}

fn differences(one: &Files, other: &Files) -> Vec<String> {
    let paths: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let difference = |path: &String| match (one.get(path), other.get(path)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(a), Some(b)) => {
            let at = a.iter().zip(b).position(|(x, y)| x != y).unwrap_or(a.len().min(b.len()));
            Some(format!("{path} differs at byte {at}"))
        }
        _ => Some(format!("{path} is in one only")),
    };
    paths.into_iter().filter_map(difference).collect()
}
