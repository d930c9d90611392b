//! The register of February 2021, from the published workbook to a built site.

use std::path::{Path, PathBuf};
use std::process::Command;

const WORKBOOK: &str = "nhs-digital-data-release-register-2021-02.xlsx";

/// The register and its site.
pub(crate) struct RealSite {
    pub(crate) register: PathBuf,
    pub(crate) site: PathBuf,
}

/// Runs the program as staff would, to a good end.
pub(crate) fn candour(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_candour")).args(args).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "candour {args:?} ended with {}:\n{told}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// Imports the workbook that lies in `registers`, checks it and builds its site, all in a folder of this name below the
/// target folder, where the next run replaces it.
pub(crate) fn build(registers: &Path, name: &str) -> RealSite {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let (register, site) = (folder.join("r"), folder.join("site"));
    let workbook = registers.join(WORKBOOK);
    let r = register.to_str().unwrap();
    candour(&["init", r]);
    let period = ["--from", "2021-02-01", "--to", "2021-02-28"];
    candour(&[&["-C", r, "import", workbook.to_str().unwrap(), "--edition", "2021-02"][..], &period].concat());
    candour(&["-C", r, "check"]);
    candour(&["-C", r, "build", "--out", site.to_str().unwrap()]);
    RealSite { register, site }
}
