//! What `candour init` writes: a register that checks and builds, workflows whose steps run as they stand, a hook that
//! stops a faulty commit. The steps of the workflows are read off the YAML and run by a shell in a git repository; only
//! the step that installs candour is replaced by a candour on the path, and is run on its own below.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const GITHUB: &str = ".github/workflows/register.yml";
const GITLAB: &str = ".gitlab-ci.yml";
const ISSUE: &str = ".github/ISSUE_TEMPLATE/mistake.yml";
const INSTALL: &str = "ci/install-candour.sh";
const FLAGS: [&str; 8] = [
    "--title",
    "Releases of data",
    "--publisher",
    "Wrenfield Council",
    "--slug",
    "wrenfield",
    "--base-url",
    "https://data.example.org/releases/",
];

/// A command that sees the candour under test first, git without anybody's own settings, and no terminal.
fn command(program: &str, here: &Path) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_candour")).parent().unwrap();
    let path = format!("{}:{}", own.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.current_dir(here).stdin(Stdio::null()).env("PATH", path).env("GIT_CONFIG_GLOBAL", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Staff").env(format!("GIT_{who}_EMAIL"), "staff@example.org");
    }
    command
}

fn run(program: &str, args: &[&str], here: &Path) -> Output {
    command(program, here).args(args).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn must(output: &Output) {
    assert!(output.status.success(), "{}", told(output));
}

/// A new register, with these flags.
fn init(flags: &[&str]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    must(&run("candour", &[&["init", "."], flags].concat(), home.path()));
    home
}

/// A new register, committed.
fn repository() -> TempDir {
    let home = init(&FLAGS);
    must(&run("git", &["init", "--quiet", "--initial-branch", "main"], home.path()));
    must(&run("git", &["config", "core.hooksPath", ".githooks"], home.path()));
    must(&run("git", &["add", "."], home.path()));
    must(&run("git", &["commit", "--quiet", "-m", "Start the register"], home.path()));
    home
}

fn read(home: &TempDir, path: &str) -> String {
    fs::read_to_string(home.path().join(path)).unwrap()
}

/// Spoils the register: an edition of a kind that there is none of.
fn spoil(home: &TempDir) {
    let path = home.path().join("data/editions.csv");
    let heading = fs::read_to_string(&path).unwrap();
    fs::write(path, heading + "2022-h1,folw,2022-01-01,2022-06-30,,,,,,,,\n").unwrap();
}

/// The scripts of the steps of one job, as written under these keys: one line, a block, or a list.
fn scripts(yaml: &str, job: &str, keys: &[&str]) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = yaml.lines().collect();
    let start = lines.iter().position(|line| line.trim_end() == format!("{job}:").as_str()).expect(job);
    let end = lines[start + 1..].iter().position(|line| !line.is_empty() && indent(line) <= indent(lines[start]));
    let end = end.map_or(lines.len(), |length| start + 1 + length);
    let mut found = Vec::new();
    for at in start + 1..end {
        let Some((key, value)) = lines[at].trim_start().trim_start_matches("- ").split_once(':') else { continue };
        if !keys.contains(&key) {
            continue;
        }
        let below = lines[at + 1..end].iter().take_while(|line| line.is_empty() || indent(line) > indent(lines[at]));
        match value.trim() {
            "" => found.extend(below.filter_map(|line| line.trim().strip_prefix("- ")).map(str::to_owned)),
            "|" => found.push(below.map(|line| line.trim()).collect::<Vec<_>>().join("\n")),
            script => found.push(script.to_owned()),
        }
    }
    assert!(!found.is_empty(), "the job {job} has no steps");
    found
}

/// Runs the steps of a job, but for the one that installs candour, until one fails.
fn run_steps(steps: &[String], home: &Path) -> (bool, String) {
    let mut said = String::new();
    let own = steps.iter().filter(|step| !step.contains(INSTALL));
    for step in own {
        let mut shell = command("bash", home);
        shell.args(["-e", "-o", "pipefail", "-c", step]);
        shell.env("BASE_URL", "https://wrenfield.example.org/register");
        shell.env("CI_PAGES_URL", "https://wrenfield.example.org/register");
        let output = shell.output().unwrap();
        said += &told(&output);
        if !output.status.success() {
            return (false, said);
        }
    }
    (true, said)
}

#[test]
fn a_register_named_by_flags_checks_without_a_fault_and_builds() {
    let home = init(&FLAGS);
    let settings = read(&home, "register.toml");
    for line in ["title = \"Releases of data\" ", "publisher = \"Wrenfield Council\"\n", "slug = \"wrenfield\" "] {
        assert!(settings.contains(line), "{line} is not in\n{settings}");
    }
    let check = run("candour", &["check"], home.path());
    must(&check);
    assert!(told(&check).contains("no errors, no warnings"), "{}", told(&check));
    must(&run("candour", &["build"], home.path()));
    assert!(read(&home, "public/index.html").contains("Releases of data"));
}

#[test]
fn a_name_that_cannot_be_is_refused_and_nothing_is_written() {
    for (flag, wrong, words) in [
        ("--slug", "My Register", "slug cannot be \"My Register\""),
        ("--base-url", "example.org", "base_url is no address"),
        ("--title", " ", "title is empty"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let output = run("candour", &["init", "mine", flag, wrong], home.path());
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains(words) && told(&output).contains("help:"), "{}", told(&output));
        assert!(!home.path().join("mine").exists(), "{flag} {wrong}");
    }
}

#[test]
fn each_host_gets_its_own_files_and_the_next_steps_name_what_must_be_set() {
    for (flags, expected) in [
        (&[][..], &[GITHUB, ISSUE, GITLAB, INSTALL][..]),
        (&["--ci", "github"], &[GITHUB, ISSUE, INSTALL]),
        (&["--ci", "gitlab"], &[GITLAB, INSTALL]),
        (&["--ci", "none"], &[]),
        (&["--no-ci"], &[]),
    ] {
        let home = tempfile::tempdir().unwrap();
        let output = run("candour", &[&["init"], flags].concat(), home.path());
        must(&output);
        for path in [GITHUB, ISSUE, GITLAB, INSTALL] {
            assert_eq!(home.path().join(path).exists(), expected.contains(&path), "{path} with {flags:?}");
        }
        assert!(told(&output).contains("git config core.hooksPath .githooks"), "{}", told(&output));
        assert_eq!(told(&output).contains(INSTALL), !expected.is_empty(), "{}", told(&output));
        must(&run("candour", &["check"], home.path()));
    }
}

#[test]
fn a_folder_with_a_workflow_of_its_own_keeps_it() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".github/workflows")).unwrap();
    fs::write(home.path().join(".github/workflows/other.yml"), "name: Other").unwrap();
    must(&run("candour", &["init"], home.path()));
    assert_eq!(read(&home, ".github/workflows/other.yml"), "name: Other");
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".github/workflows")).unwrap();
    fs::write(home.path().join(GITHUB), "name: Mine").unwrap();
    let refused = run("candour", &["init"], home.path());
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(read(&home, GITHUB), "name: Mine");
    assert!(!home.path().join("register.toml").exists());
}

#[test]
fn the_steps_of_the_github_workflow_check_and_publish() {
    let home = repository();
    let yaml = read(&home, GITHUB);
    let (good, said) = run_steps(&scripts(&yaml, "  check", &["run"]), home.path());
    assert!(good, "{said}");
    let (good, said) = run_steps(&scripts(&yaml, "  publish", &["run"]), home.path());
    assert!(good, "{said}");
    let page = read(&home, "public/index.html");
    assert!(page.contains("href=\"https://wrenfield.example.org/register/\""), "the site stands where Pages says");
    spoil(&home);
    let (good, said) = run_steps(&scripts(&yaml, "  check", &["run"]), home.path());
    assert!(!good, "a faulty register passes");
    assert!(said.contains("::error file=data/editions.csv,line=2,"), "{said}");
}

#[test]
fn the_steps_of_the_gitlab_pipeline_check_and_publish() {
    let home = repository();
    let yaml = read(&home, GITLAB);
    let before = scripts(&yaml, "default", &["before_script"]);
    let job = |name: &str| [before.clone(), scripts(&yaml, name, &["script"])].concat();
    let (good, said) = run_steps(&job("check"), home.path());
    assert!(good, "{said}");
    let (good, said) = run_steps(&job("pages"), home.path());
    assert!(good && home.path().join("public/index.html").exists(), "{said}");
    spoil(&home);
    let (good, said) = run_steps(&job("check"), home.path());
    assert!(!good && said.contains("data/editions.csv:2:"), "{said}");
}

#[test]
fn workflows_fetch_all_history_pin_their_actions_and_may_write_only_what_they_must() {
    let home = init(&[]);
    let github = read(&home, GITHUB);
    assert_eq!(github.matches("fetch-depth: 0").count(), github.matches("actions/checkout@").count());
    for line in github.lines().filter(|line| line.contains("uses:")) {
        let (_, version) = line.split_once("@v").unwrap_or_else(|| panic!("{line} names no version"));
        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{line}");
    }
    let writes: Vec<&str> = github.lines().map(str::trim).filter(|line| line.ends_with(": write")).collect();
    assert_eq!(writes, ["pages: write", "id-token: write"], "only the job that publishes writes, and only pages");
    assert!(github.contains("\npermissions:\n  contents: read\n"));
    assert!(read(&home, GITLAB).contains("GIT_DEPTH: \"0\""));
    for path in [GITHUB, GITLAB, ISSUE, INSTALL] {
        let text = read(&home, path);
        assert!(!text.contains('\t') && text.ends_with('\n'), "{path}");
        assert!(!text.contains("https://"), "{path} names an address that may not exist");
    }
}

#[test]
fn the_hook_stops_a_faulty_commit_and_looks_at_what_is_staged() {
    let home = repository();
    let commit = || run("git", &["commit", "--quiet", "-m", "Change"], home.path());
    let mode = fs::metadata(home.path().join(".githooks/pre-commit")).unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0o111, "the hook cannot be executed");
    let good = read(&home, "data/editions.csv");
    spoil(&home);
    must(&run("git", &["add", "."], home.path()));
    let refused = commit();
    assert!(!refused.status.success(), "a faulty register was committed");
    assert!(told(&refused).contains("data/editions.csv:2:") && told(&refused).contains("Nothing was committed"));
    // Put right, but not staged: what would be committed is still faulty.
    fs::write(home.path().join("data/editions.csv"), good).unwrap();
    assert!(!commit().status.success(), "the hook looked at the folder, not at the commit");
    must(&run("git", &["add", "."], home.path()));
    fs::write(home.path().join("README.md"), "# Ours\n").unwrap();
    must(&run("git", &["add", "."], home.path()));
    must(&commit());
}

#[test]
fn the_hook_stops_a_commit_of_files_that_are_not_in_canonical_form() {
    let home = repository();
    let editions = read(&home, "data/editions.csv");
    fs::write(home.path().join("data/editions.csv"), editions.replace('\n', "\r\n")).unwrap();
    must(&run("git", &["add", "."], home.path()));
    let refused = run("git", &["commit", "--quiet", "-m", "Change"], home.path());
    assert!(!refused.status.success(), "a file with other line ends was committed");
    assert!(told(&refused).contains("data/editions.csv") && told(&refused).contains("run candour fmt"));
    must(&run("candour", &["fmt"], home.path()));
    assert_eq!(read(&home, "data/editions.csv"), editions);
}

#[test]
fn the_hook_leaves_alone_what_is_no_part_of_the_register() {
    let home = repository();
    spoil(&home);
    fs::write(home.path().join("README.md"), "# Ours\n").unwrap();
    must(&run("git", &["add", "README.md"], home.path()));
    must(&run("git", &["commit", "--quiet", "-m", "Say what this is"], home.path()));
}

/// A release archive with a program in it, and its digest.
fn archive(folder: &Path) -> (String, String) {
    let inside = folder.join("candour-9.9.9");
    fs::create_dir(&inside).unwrap();
    fs::write(inside.join("candour"), "#!/bin/sh\necho candour 9.9.9\n").unwrap();
    fs::set_permissions(inside.join("candour"), fs::Permissions::from_mode(0o755)).unwrap();
    must(&run("tar", &["-czf", "candour.tar.gz", "candour-9.9.9"], folder));
    let sum = run("sha256sum", &["candour.tar.gz"], folder);
    let digest = told(&sum).split(' ').next().unwrap().to_owned();
    (format!("file://{}", folder.join("candour.tar.gz").display()), digest)
}

/// Runs the step that installs candour, with a home of its own.
fn install(register: &Path, home: &Path, source: &str) -> Output {
    let mut shell = command("sh", register);
    shell.arg(INSTALL).env("HOME", home).env("CANDOUR_SOURCE", source).env("GITHUB_PATH", home.join("path"));
    shell.output().unwrap()
}

#[test]
fn ci_installs_a_release_archive_whose_digest_is_right() {
    let register = init(&[]);
    let home = tempfile::tempdir().unwrap();
    let (url, digest) = archive(home.path());
    let installed: PathBuf = home.path().join(".local/bin/candour");
    let wrong = install(register.path(), home.path(), &format!("archive {url} {}", "0".repeat(64)));
    assert!(!wrong.status.success() && !installed.exists(), "{}", told(&wrong));
    let right = install(register.path(), home.path(), &format!("archive {url} {digest}"));
    must(&right);
    assert!(told(&right).contains("candour 9.9.9") && installed.exists());
    let path = fs::read_to_string(home.path().join("path")).unwrap();
    assert_eq!(path.trim_end(), installed.parent().unwrap().to_str().unwrap());
}

#[test]
fn ci_says_what_to_set_while_nobody_has_said_where_candour_comes_from() {
    let register = init(&[]);
    let home = tempfile::tempdir().unwrap();
    for source in ["", "https://example.org/candour.tar.gz", "folder /opt/candour 1"] {
        let output = install(register.path(), home.path(), source);
        assert_eq!(output.status.code(), Some(2), "{source}");
        assert!(told(&output).contains("CANDOUR_SOURCE"), "{}", told(&output));
    }
}
