//! What the README says can be done: its test command is there, its commands are known, its links lead somewhere.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("there is a README.md")
}

/// The command after `candour` in code: `build` for `` `candour -C DIR build --out public` ``.
fn commands(markdown: &str) -> BTreeSet<String> {
    let code = code(markdown);
    let steps = code.iter().filter_map(|line| line.split(" #").next()).flat_map(|line| line.split("&&"));
    steps.filter_map(command).map(str::to_owned).collect()
}

fn command(step: &str) -> Option<&str> {
    let mut words = step.split_whitespace();
    match words.next()? {
        program if program.rsplit('/').next() == Some("candour") => {}
        "cargo" if words.next() == Some("run") => drop(words.find(|word| *word == "--")?),
        _ => return None,
    }
    while let Some(word) = words.next() {
        match word {
            "-C" | "--register" | "--color" => drop(words.next()),
            flag if flag.starts_with('-') => {}
            word => return word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-').then_some(word),
        }
    }
    None
}

/// Inline code and the insides of fences.
fn code(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            found.push(line.to_owned());
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// Targets of links that lead into the repository.
fn local_links(markdown: &str) -> Vec<String> {
    let targets = markdown.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    targets.filter(|target| !target.is_empty() && !target.contains(':')).map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn the_test_command_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    for script in ["tests/run.sh", ".ci/run"] {
        let mode = std::fs::metadata(root().join(script)).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{script} cannot be executed");
    }
    assert!(code(&readme()).iter().any(|code| code.contains("tests/run.sh")), "the README does not name tests/run.sh");
}

#[test]
fn every_command_it_names_is_known() {
    let named = commands(&readme());
    assert!(named.contains("build"), "the README names no `candour build`, only {named:?}");
    for name in named {
        let output = Command::new(env!("CARGO_BIN_EXE_candour")).args([&name, "--help"]).output().unwrap();
        assert!(output.status.success(), "the README names `candour {name}`, which the program does not know");
        assert!(!output.stdout.is_empty(), "`candour {name} --help` says nothing");
    }
}

#[test]
fn every_file_it_links_to_is_there() {
    for target in local_links(&readme()) {
        assert!(root().join(&target).exists(), "the README links to {target}, which is not there");
    }
}

#[test]
fn commands_and_links_are_read_off_code_and_text() {
    let text = "Run `candour -C DIR build --out public` in candour text.\n\n| `candour explain CODE` | says |\n\n\
                ```sh\ncargo install --path . # puts candour on your path\n\
                ./target/release/candour check && cargo run --release -- fmt\n\
                cargo clippy -- -D warnings\n```\n\
                See [a](docs/a.md#b), [b](https://example.org/b), [c](#c) and `candour [COMMAND]`.";
    assert_eq!(commands(text), ["build", "check", "explain", "fmt"].map(str::to_owned).into());
    assert_eq!(local_links(text), ["docs/a.md"]);
}
