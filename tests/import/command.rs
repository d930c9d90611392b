//! The whole way through the command line: an empty register, an import, a check, a second import, a refusal.

use super::workbooks::book_2021;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn candour(register: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    command.arg("-C").arg(register).args(arguments).output().unwrap()
}

#[test]
fn init_import_check_import_again() {
    let folder = TempDir::new().unwrap();
    let register = folder.path().join("r");
    let made = Command::new(env!("CARGO_BIN_EXE_candour")).arg("init").arg(&register).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let import = |workbook: &Path| {
        let period = ["--from", "2021-02-01", "--to", "2021-02-28"];
        let workbook = workbook.to_str().unwrap();
        candour(&register, &[&["import", workbook, "--edition", "2021-02"][..], &period].concat())
    };
    let workbook = book_2021().save();
    let first = import(&workbook.path);
    let report = String::from_utf8(first.stdout).unwrap();
    assert_eq!(first.status.code(), Some(0), "{report}");
    assert!(report.contains("DataReleases: releases, 3 rows"), "{report}");
    let checked = candour(&register, &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let again = import(&workbook.path);
    assert!(String::from_utf8(again.stdout).unwrap().contains("nothing to change"));
    let mut other = book_2021();
    other.page("DataReleases").text("D2", "Perhaps");
    let refused = import(&other.save().path);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("E2") && said.contains("DataReleases!D2"), "{said}");
    let unsound = import(&register.join("register.toml"));
    assert_eq!(unsound.status.code(), Some(2));
}
