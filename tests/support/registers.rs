//! Where published workbooks are, for the tests that read real ones.

use std::io::Write;
use std::path::PathBuf;

/// The folder that `CANDOUR_REGISTERS` names. Without it a test on a real register cannot run, and says so past the
/// test harness, which hides what a passing test prints.
pub fn registers() -> Option<PathBuf> {
    let folder = std::env::var_os("CANDOUR_REGISTERS").map(PathBuf::from);
    if folder.is_none() {
        let words = "\n*** SKIPPED: CANDOUR_REGISTERS names no folder; no real register was tested ***\n";
        writeln!(std::io::stderr(), "{words}").expect("stderr can be written");
    }
    folder
}
