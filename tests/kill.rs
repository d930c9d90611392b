//! A build that is killed at any moment leaves a whole site, the old or the new one, and does not stand in the way of
//! the next build.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/build.rs"]
mod build;
#[path = "support/folder.rs"]
mod folder;

use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const KILLS: u32 = 20;

#[test]
fn a_killed_build_leaves_the_old_or_the_new_site_whole() {
    let home = tempfile::tempdir().unwrap();
    let registers = ["first", "second"].map(|name| home.path().join(name));
    for (number, register) in registers.iter().enumerate() {
        folder::copy_register(build::example(), register);
        retitle(register, number);
    }
    let parent = home.path().join("published");
    fs::create_dir(&parent).unwrap();
    let site = parent.join("site");

    // What each register's whole site is, and how long it takes to publish one over the other.
    let mut manifests = Vec::new();
    let mut span = Duration::MAX;
    for register in &registers {
        span = span.min(build_again(register, &site));
        manifests.push(whole(&site).unwrap());
    }
    assert_ne!(manifests[0], manifests[1], "the two registers must differ, or nothing is told apart");

    let mut moments = Moments { state: 0x5eed };
    let mut ended = [0, 0]; // builds killed on the way; builds that were done before
    for kill in 0..KILLS {
        let next = (kill % 2) as usize; // the second register's site is in place at first
        let moment = span.mul_f64(1.1 * (f64::from(kill) + moments.next()) / f64::from(KILLS));
        let mut child = build::build_command(&registers[next], &site).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment);
        ended[usize::from(child.try_wait().unwrap().is_some())] += 1;
        child.kill().unwrap();
        child.wait().unwrap();

        let left = whole(&site).unwrap_or_else(|why| panic!("killed after {moment:?} of {span:?}: {why}"));
        assert!(manifests.contains(&left), "killed after {moment:?}: the site is neither the old nor the new one");
        build_again(&registers[next], &site);
        assert_eq!(whole(&site).as_ref(), Ok(&manifests[next]), "the build after a kill at {moment:?}");
        let names: Vec<_> = fs::read_dir(&parent).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["site"], "a build that was killed after {moment:?} left something that the next one kept");
    }
    assert!(ended[0] >= KILLS / 4, "{} of {KILLS} builds were done before the kill: it tests too little", ended[1]);
}

#[test]
fn a_site_with_a_lost_changed_or_foreign_file_is_not_whole() {
    let home = tempfile::tempdir().unwrap();
    let site = home.path();
    let digest = sha256_hex(b"words");
    fs::write(site.join("a.html"), "words").unwrap();
    fs::write(site.join("manifest.json"), format!(r#"{{"files":[{{"path":"a.html","sha256":"{digest}"}}]}}"#)).unwrap();
    assert!(whole(site).is_ok());

    fs::write(site.join("b.html"), "").unwrap();
    assert_eq!(whole(site).unwrap_err(), "b.html is not in the manifest");
    fs::remove_file(site.join("b.html")).unwrap();
    fs::write(site.join("a.html"), "wor").unwrap();
    assert_eq!(whole(site).unwrap_err(), "a.html is not what the manifest says");
    fs::remove_file(site.join("a.html")).unwrap();
    assert_eq!(whole(site).unwrap_err(), "a.html is in the manifest only");
    fs::remove_file(site.join("manifest.json")).unwrap();
    assert_eq!(whole(site).unwrap_err(), "there is no manifest.json");
}

/// Builds a site that must come out, and tells how long that took.
fn build_again(register: &Path, site: &Path) -> Duration {
    let began = Instant::now();
    build::must_succeed(&mut build::build_command(register, site));
    began.elapsed()
}

/// Gives a register a title of its own, which changes every page.
fn retitle(register: &Path, number: usize) {
    let file = register.join("register.toml");
    let text = fs::read_to_string(&file).unwrap();
    let retitled = text.replacen("title = \"", &format!("title = \"Copy {number}: "), 1);
    assert_ne!(text, retitled, "no title in {}", file.display());
    fs::write(file, retitled).unwrap();
}

/// The manifest of a site whose files are all there, each as the manifest says, and no others; or what is wrong.
fn whole(site: &Path) -> Result<Vec<u8>, String> {
    let mut files = if site.is_dir() { folder::files(site) } else { return Err("there is no site".to_owned()) };
    let manifest = files.remove("manifest.json").ok_or("there is no manifest.json")?;
    let parsed: serde_json::Value = serde_json::from_slice(&manifest).map_err(|e| format!("manifest.json: {e}"))?;
    let entries = parsed["files"].as_array().ok_or("manifest.json lists no files")?;
    for entry in entries {
        let (Some(path), Some(digest)) = (entry["path"].as_str(), entry["sha256"].as_str()) else {
            return Err(format!("manifest.json: an entry without path or sha256: {entry}"));
        };
        let bytes = files.remove(path).ok_or(format!("{path} is in the manifest only"))?;
        if sha256_hex(&bytes) != digest {
            return Err(format!("{path} is not what the manifest says"));
        }
    }
    files.keys().next().map_or(Ok(manifest), |path| Err(format!("{path} is not in the manifest")))
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Numbers from 0 to 1 that look random and are the same in every run.
struct Moments {
    state: u64,
}

impl Moments {
    fn next(&mut self) -> f64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((self.state >> 33) as u32) / f64::from(1_u32 << 31)
    }
}
