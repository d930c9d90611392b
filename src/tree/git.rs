//! What git knows of a folder. Only reading; every call is to the `git` program, with its own settings kept out.

use crate::diag::Failure;
use chrono::NaiveDate;
use std::path::Path;
use std::process::Command;

/// The day of the last commit that touched any of these paths, as its committer wrote it; `None` where the folder is
/// in no repository, git is not installed, or no commit touched them.
///
/// # Errors
/// Where git is there and answers with what is no date.
pub fn last_commit_day(root: &Path, paths: &[&str]) -> Result<Option<NaiveDate>, Failure> {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(["-c", "log.showSignature=false", "log", "-1", "--format=%cs", "--"]).args(paths);
    let Ok(output) = git.env("LC_ALL", "C").output() else { return Ok(None) };
    let text = String::from_utf8_lossy(&output.stdout);
    let text = text.trim();
    if !output.status.success() || text.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    day.map(Some).map_err(|error| Failure::new(format!("git answers \"{text}\" where a date belongs")).because(error))
}
