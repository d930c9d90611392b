//! Stories through the binary: what it says, where it says it, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/staff.rs"]
mod staff;

use staff::{RELEASES, Told, VERSION, candour, good, replace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn check(home: &TempDir, more: &[&str]) -> Told {
    candour(home.path(), &[&["check"], more].concat())
}

#[test]
fn a_good_register_ends_with_0_an_error_with_1_and_a_slip_in_usage_with_2() {
    let home = good();
    assert_eq!(check(&home, &[]).code, 0);
    replace(&home, RELEASES, "FILE1002,", "FILE1001,");
    assert_eq!(check(&home, &[]).code, 1);
    assert_eq!(check(&home, &["--fromat"]).code, 2);
    let nowhere = candour(home.path(), &["-C", "nowhere", "check"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("nowhere holds no register.toml") && nowhere.err.contains("help:"), "{}", nowhere.err);
}

#[test]
fn a_warning_publishes() {
    let home = good();
    replace(&home, RELEASES, "FILE1001,2022-h1,DataReleases,2,DARS", "FILE1001,2022-h1,DataReleases ,2,DARS");
    let told = check(&home, &[]);
    assert_eq!(told.code, 0);
    assert!(told.err.contains("warning[W5]") && told.err.contains("no errors, 1 warning"), "{}", told.err);
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_files_each_with_its_line_and_help() {
    let home = good();
    replace(&home, RELEASES, "FILE1002,", "FILE1001,");
    replace(&home, VERSION, "[\"planning\"]", "[\"planing\"]");
    replace(&home, "data/editions.csv", "2022-09-14", "14/09/2022");
    replace(&home, "register.toml", "slug", "slugg");
    let told = check(&home, &["--format", "short"]);
    let heads: Vec<&str> = told.out.lines().map(|line| line.split(' ').next().unwrap()).collect();
    let version = format!("{VERSION}:4:13:");
    let releases = format!("{RELEASES}:3:1:");
    assert_eq!(heads[..3], [&version, "data/editions.csv:2:36:", &releases]);
    assert!(heads[3..].iter().all(|head| head.starts_with("register.toml:1:")), "{heads:?}");
    let people = check(&home, &[]);
    assert!(people.out.is_empty(), "what people read goes to stderr");
    assert!(people.err.contains("did you mean \"planning\"?") && people.err.contains("^^^^^^^^^"), "{}", people.err);
}

#[test]
fn programs_read_json_with_counts() {
    let home = good();
    replace(&home, RELEASES, "FILE1002,", "FILE1001,");
    let told = check(&home, &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(json["counts"], serde_json::json!({ "errors": 1, "warnings": 0, "notes": 0, "advice": 0, "waived": 0 }));
    let fault = &json["diagnostics"][0];
    assert_eq!(fault["code"], "E3");
    assert_eq!(fault["record"], "release/2022-h1/FILE1001");
    assert_eq!(
        fault["place"],
        serde_json::json!(
        { "file": RELEASES, "line": 3, "column": 1, "end_line": 3, "end_column": 9 })
    );
    assert_eq!(fault["source"]["marked"], "FILE1001");
    assert_eq!(fault["labels"][0]["place"]["line"], 2);
}

#[test]
fn github_shows_faults_at_file_and_line_and_no_record_can_forge_a_command() {
    let home = good();
    replace(&home, RELEASES, "Wrenfield Hospital,,Deaths", "\"X, Y: 100%\n::error::forged\",,Deaths");
    let told = check(&home, &["--format", "github"]);
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 1, "{}", told.out);
    assert!(
        lines[0].starts_with("::error file=data/releases/2022-h1.csv,line=5,col=66,title=E123%3A "),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains("100%25 ::error::forged"), "{}", lines[0]);
}

#[test]
fn quiet_says_errors_only() {
    let home = good();
    replace(&home, RELEASES, "FILE1001,2022-h1,DataReleases,2,DARS", "FILE1001,2022-h1,DataReleases ,2,DARS");
    assert_eq!(check(&home, &["--quiet"]).err, "");
    replace(&home, RELEASES, "FILE1002,", "FILE1001,");
    let told = check(&home, &["--quiet"]).err;
    assert!(told.contains("error[E3]") && !told.contains("warning"), "{told}");
}

#[test]
fn explain_tells_of_one_code_of_all_and_of_none() {
    let here = std::env::temp_dir();
    let one = candour(&here, &["explain", "e2"]);
    assert_eq!(one.code, 0);
    assert!(
        one.out.starts_with("E2: ") && one.out.contains("wordings.csv") && one.out.contains("Example:"),
        "{}",
        one.out
    );
    let all = candour(&here, &["explain"]);
    assert_eq!(all.out.lines().count(), candour::diag::codes::ALL.len());
    let none = candour(&here, &["explain", "E999"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("there is no code E999") && none.err.contains("help:"), "{}", none.err);
}

#[test]
fn search_finds_what_the_site_would_find_for_people_and_for_programs() {
    let home = good();
    let people = candour(home.path(), &["search", "wrenfield", "hospital"]);
    assert_eq!(people.code, 0);
    assert!(people.out.contains("\n1. Wrenfield Hospital (recipient; matched in: name)"), "{}", people.out);
    let told = candour(home.path(), &["search", "--json", "--limit", "2", "Wrenfeild hospital"]);
    let results: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(results.as_array().map(Vec::len), Some(2));
    let best = &results[0];
    assert_eq!(best["kind"], "recipient");
    assert_eq!(best["title"], "Wrenfield Hospital");
    assert_eq!(best["url"], "https://register.example.org/recipients/wrenfield-hospital/");
    assert_eq!(best["field"], "name");
    assert!(best["score"].as_u64() >= results[1]["score"].as_u64());
    assert!(told.err.contains("Showing results for wrenfield hospital"), "{}", told.err);
    let none = candour(home.path(), &["search", "--json", "qqqq"]);
    assert_eq!((none.code, none.out.as_str()), (0, "[]\n"));
}

#[test]
fn search_takes_an_exclusion_for_no_flag_and_writes_nothing() {
    let home = good();
    let before = folder::files(home.path());
    let all = candour(home.path(), &["search", "--limit", "0", "inpatient"]).out;
    let some = candour(home.path(), &["search", "--limit", "0", "inpatient", "-ostbury"]).out;
    assert!(all.contains("NIC-900001-A1B2C") && !some.contains("NIC-900001-A1B2C"), "{some}");
    assert!(some.contains("NIC-900002-C4D5E"), "{some}");
    assert_eq!(folder::files(home.path()), before);
    assert_eq!(candour(home.path(), &["search"]).code, 2);
    let late = candour(home.path(), &["search", "inpatient", "--json"]);
    assert!(late.code == 2 && late.err.contains("put options before the words"), "{}", late.err);
    replace(&home, RELEASES, "FILE1002,", "FILE1001,");
    let told = candour(home.path(), &["search", "inpatient"]);
    assert_eq!((told.code, told.out.as_str()), (1, ""));
    assert!(told.err.contains("error[E3]"), "{}", told.err);
}

#[test]
fn init_makes_a_register_without_a_fault() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(candour(home.path(), &["init", "mine"]).code, 0);
    let told = candour(home.path(), &["-C", "mine", "check"]);
    assert_eq!(told.code, 0);
    assert!(told.err.starts_with("no errors, no warnings"), "{}", told.err);
    let synonyms = fs::read_to_string(home.path().join("mine/data/synonyms.csv")).unwrap();
    assert!(synonyms.contains("HES;Hospital Episode Statistics"), "people can search by well-known initialisms");
}

#[test]
fn init_refuses_a_folder_that_holds_something_and_overwrites_nothing() {
    let home = tempfile::tempdir().unwrap();
    for name in ["notes.txt", ".gitignore"] {
        let folder = home.path().join(name.trim_matches('.'));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(name), "mine").unwrap();
        let told = candour(&folder, &["init"]);
        assert_eq!(told.code, 2);
        assert!(told.err.contains("is not empty"), "{}", told.err);
        assert_eq!(folder::files(&folder).into_iter().collect::<Vec<_>>(), [(name.to_owned(), b"mine".to_vec())]);
    }
    let file = home.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert_eq!(candour(home.path(), &["init", "file"]).code, 2);
    assert_eq!(fs::read(file).unwrap(), b"mine");
}

#[test]
fn the_register_is_the_nearest_from_here_upwards_or_the_one_that_c_names() {
    let home = good();
    let below = home.path().join("data/releases");
    assert_eq!(candour(&below, &["check"]).code, 0);
    assert_eq!(candour(Path::new("/"), &["check", "-C", home.path().to_str().unwrap()]).code, 0);
    let alone = tempfile::tempdir().unwrap();
    let told = candour(alone.path(), &["check"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("there is no register.toml here or in any folder above"), "{}", told.err);
}

fn waive(home: &TempDir, code: &str, record: &str) {
    let path = home.path().join("register.toml");
    let waiver = format!("\n[[waiver]]\ncode = \"{code}\"\nrecord = \"{record}\"\nreason = \"The publisher's own.\"\n");
    fs::write(&path, fs::read_to_string(&path).unwrap() + &waiver).unwrap();
}

#[test]
fn a_waived_error_publishes_an_unused_waiver_warns_and_some_errors_cannot_be_waived() {
    let home = good();
    replace(
        &home,
        RELEASES,
        "Ostbury Council,,Deaths Register,,file",
        "Ostbury Council,,Deaths Register,1900-01-01,file",
    );
    assert_eq!(check(&home, &[]).code, 1);
    waive(&home, "E13", "release/2022-h1/FILE1001");
    let told = check(&home, &[]);
    assert_eq!(told.code, 0);
    assert!(told.err.contains("no errors, no warnings, 1 waived"), "{}", told.err);
    waive(&home, "E13", "release/2022-h1/FILE1002");
    let told = check(&home, &[]);
    assert_eq!(told.code, 0);
    assert!(told.err.contains("warning[W130]: release/2022-h1/FILE1002 has no fault E13"), "{}", told.err);
    waive(&home, "E3", "release/2022-h1/FILE1002");
    let told = check(&home, &[]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("error[E130]: E3 cannot be waived"), "{}", told.err);
}

#[test]
#[cfg(unix)]
fn links_and_devices_are_never_opened() {
    let secret = tempfile::tempdir().unwrap();
    let file = secret.path().join("secret.csv");
    fs::write(&file, "id,SECRET\n\"SECRET").unwrap();
    for path in ["register.toml", "data/counts.csv", "data/agreements", "data", "content"] {
        let home = good();
        let place: PathBuf = home.path().join(path);
        let target = if path.contains('.') { &file } else { secret.path() };
        if place.is_dir() {
            fs::remove_dir_all(&place).unwrap();
        } else if place.exists() {
            fs::remove_file(&place).unwrap();
        }
        std::os::unix::fs::symlink(target, &place).unwrap();
        for format in ["human", "json"] {
            let told = check(&home, &["--format", format]);
            let all = told.out + &told.err;
            assert_eq!(told.code, 1, "{path}: {all}");
            assert!(all.contains(&format!("{path} is a link or a device")) && !all.contains("SECRET"), "{path}: {all}");
        }
    }
    let home = good();
    assert!(Command::new("mkfifo").arg(home.path().join("data/counts.csv")).status().unwrap().success());
    let told = check(&home, &[]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("data/counts.csv is a link or a device"), "{}", told.err);
}

#[test]
#[cfg(unix)]
fn a_theme_holds_no_links_either() {
    let home = good();
    let theme = home.path().join("themes/mine");
    fs::create_dir_all(&theme).unwrap();
    fs::write(home.path().join("secret"), "SECRET {% if").unwrap();
    std::os::unix::fs::symlink(home.path().join("secret"), theme.join("layout.html")).unwrap();
    replace(&home, "register.toml", "slug =", "theme = \"themes/mine\"\nslug =");
    let told = check(&home, &[]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("is a link or a device") && !told.err.contains("SECRET"), "{}", told.err);
}

#[test]
fn a_stylesheet_of_the_register_is_published_and_one_that_is_missing_stops() {
    let home = good();
    let named = "theme = \"themes/nhs\"\nstylesheets = [\"themes/nhs/nhsuk.css\", \"../secret.css\"]\nslug =";
    replace(&home, "register.toml", "slug =", named);
    let told = check(&home, &["--format", "short"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("\"../secret.css\" is no stylesheet in the register"), "{}", told.out);
    replace(&home, "register.toml", ", \"../secret.css\"", "");
    let told = check(&home, &[]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("the stylesheet themes/nhs/nhsuk.css is not there"), "{}", told.err);
    fs::create_dir_all(home.path().join("themes/nhs/assets")).unwrap();
    fs::write(home.path().join("themes/nhs/assets/arrow.svg"), "<svg/>").unwrap();
    fs::write(home.path().join("themes/nhs/nhsuk.css"), "h1 { color: #005eb8 }").unwrap();
    let told = candour(home.path(), &["build"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let page = fs::read_to_string(home.path().join("public/index.html")).unwrap();
    let sheet = page.split("href=\"/assets/nhsuk-").nth(1).unwrap().split('"').next().unwrap();
    let assets = folder::files(&home.path().join("public/assets"));
    assert_eq!(assets[&format!("nhsuk-{sheet}")], b"h1 { color: #005eb8 }");
    assert_eq!(assets["arrow.svg"], b"<svg/>", "a stylesheet finds what lies beside it under its own name");
    assert_eq!(assets.keys().filter(|name| name.ends_with(".css")).count(), 2, "it is published once");
}

#[test]
fn bytes_of_any_kind_are_told_of_and_never_a_crash() {
    let nested = format!("+++\na = {}\n+++\n", "[".repeat(100_000));
    let long = format!("id,edition\n{}", "x".repeat(10_000_000));
    let headings = "x,".repeat(500_000);
    let zeros = format!("+++\ntitle = \"Zeros\"\n+++\n{}", "\0".repeat(1_000_000));
    let cases: [(&str, &[u8], &str); 7] = [
        ("data/counts.csv", b"\xFF\xFE\0i\0d", "E12"),
        ("data/counts.csv", headings.as_bytes(), "E104"),
        ("data/counts.csv", long.as_bytes(), "E103"),
        (RELEASES, long.as_bytes(), "E103"),
        ("content/zeros.md", zeros.as_bytes(), "E106"),
        (VERSION, nested.as_bytes(), "E110"),
        ("register.toml", b"slug = \"\0", "E110"),
    ];
    for (path, bytes, code) in cases {
        let home = good();
        let place = home.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
        let told = check(&home, &["--color", "never"]);
        assert_eq!(told.code, 1, "{path}: {}", told.err);
        assert!(told.err.contains(&format!("[{code}]")), "{path}: {}", told.err);
        assert!(told.err.len() < 60_000, "{path}: {} bytes of report", told.err.len());
        assert!(!told.err.contains('\0'), "{path}");
    }
}

#[test]
fn a_hundred_thousand_unknown_names_are_told_and_do_not_drown_the_reader() {
    let home = good();
    let path = home.path().join(RELEASES);
    let text = fs::read_to_string(&path).unwrap();
    let last = text.lines().last().unwrap();
    let mut all = text.clone();
    for no in 0..100_000 {
        let row = last.replace("SystemAccess1", &format!("X{no}")).replace("Wrenfield Hospital", &format!("Name {no}"));
        all.push_str(&row);
        all.push('\n');
    }
    fs::write(path, all).unwrap();
    let people = check(&home, &[]);
    assert_eq!(people.code, 1);
    assert!(people.err.contains("error[E123]: 99900 more like it"), "{}", &people.err[people.err.len() - 500..]);
    let short = check(&home, &["--format", "short"]);
    assert_eq!(short.out.lines().filter(|line| line.contains("error[E123]")).count(), 100_000);
}

#[test]
fn the_manual_explains_every_command_and_those_below_it_and_shells_complete_them() {
    let here = Path::new("/");
    let page = candour(here, &["man"]).out;
    for heading in [".SH \"CANDOUR CHECK\"", ".SH \"CANDOUR NEW\"", ".SH \"CANDOUR NEW AGREEMENT\""] {
        assert_eq!(page.matches(heading).count(), 1, "{heading}");
    }
    assert!(page.contains("\\-\\-legal\\-basis") && !page.contains("CANDOUR NEW HELP"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(candour(here, &["completions", shell]).out.contains("legal-basis"), "{shell}");
    }
}
