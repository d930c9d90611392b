//! Runs `candour build` as staff would. It knows the command line and nothing of the crate's insides.

use std::path::Path;
use std::process::{Command, Output};

/// The repository's root, which is the example register.
pub(crate) fn example() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `candour -C REGISTER build --out OUT`, not yet started, without what could leak into a build from outside.
pub(crate) fn build_command(register: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    command.arg("-C").arg(register).arg("build").arg("--out").arg(out).env_remove("SOURCE_DATE_EPOCH");
    command
}

/// Waits for a command that has to end well.
pub(crate) fn must_succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
