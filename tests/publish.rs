//! Publishing, as stories: what is on disk after a build, after the same build again, after one that is refused, and
//! after one that is killed.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use candour::diag::Diagnostics;
use candour::output::{OutputFile, OutputSet, SitePath, sha256_hex};
use candour::publish::{Options, Published, Stopped, publish};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

type Pages<'a> = &'a [(&'a str, &'a str)];

const SITE: Pages<'_> = &[
    ("index.html", "<h1 id=\"top\">Register</h1><a href=\"/a/\">A</a><a href=\"/data/releases.csv\">CSV</a>"),
    ("a/index.html", "<a href=\"/#top\">Home</a><a href=\"/manifest.json\">Files</a>"),
    ("data/releases.csv", "register,release_id\r\nexample,1\r\n"),
    ("assets/theme-0a1b2c3d.css", "p{}"),
];

fn path(text: &str) -> SitePath {
    SitePath::new(text).expect("a good path")
}

fn outputs(files: Pages<'_>) -> OutputSet<'static> {
    let mut set = OutputSet::new();
    let mut faults = Diagnostics::new();
    for (name, text) in files {
        set.add(OutputFile::made(path(name), *text), &mut faults);
    }
    assert!(faults.is_empty());
    set
}

fn build(files: Pages<'_>, target: &Path) -> Result<Published, Stopped> {
    publish(&outputs(files), target, "/", Options::default())
}

fn changed<'a>(name: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    SITE.iter().map(|(old, was)| if *old == name { (name, text) } else { (*old, *was) }).collect()
}

/// Everything below a folder: text, inode and time of change of each file.
fn snapshot(folder: &Path) -> BTreeMap<String, (String, u64, i128)> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let facts = entry.metadata().unwrap();
            let time = i128::from(facts.mtime()) * 1_000_000_000 + i128::from(facts.mtime_nsec());
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            found.insert(name, (fs::read_to_string(entry.path()).unwrap(), facts.ino(), time));
        }
    }
    found
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    snapshot(folder).into_iter().map(|(name, (text, ..))| (name, text)).collect()
}

/// The names beside a site: a leftover would show.
fn beside(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.parent().unwrap()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn failure(result: Result<Published, Stopped>) -> String {
    match result.expect_err("it should be refused") {
        Stopped::Machine(failure) => format!("{failure}; help: {}", failure.advice().unwrap_or("none")),
        Stopped::Data(faults) => panic!("a failure was expected, not {faults:?}"),
    }
}

fn faults(result: Result<Published, Stopped>) -> Vec<String> {
    match result.expect_err("it should be refused") {
        Stopped::Data(faults) => faults.iter().map(|fault| format!("{} {}", fault.code.id, fault.message)).collect(),
        Stopped::Machine(failure) => panic!("faults were expected, not {failure}"),
    }
}

#[test]
fn a_first_build_makes_the_folder_and_lists_its_files() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("new/public");
    let published = build(SITE, &target).unwrap();
    let bytes = SITE.iter().map(|(_, text)| text.len() as u64).sum();
    assert_eq!(published, Published { files: 4, written: 4, unchanged: 0, removed: 0, bytes });
    let mut found = texts(&target);
    let manifest: serde_json::Value = serde_json::from_str(&found.remove("manifest.json").unwrap()).unwrap();
    assert_eq!(found, SITE.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
    assert_eq!(manifest["generator"], "candour");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    let listed: Vec<&str> = manifest["files"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    assert_eq!(listed, ["a/index.html", "assets/theme-0a1b2c3d.css", "data/releases.csv", "index.html"]);
    assert_eq!(manifest["files"][1]["sha256"], sha256_hex(b"p{}"));
    assert_eq!(manifest["files"][1]["bytes"], 3);
    assert_eq!(beside(&target), ["public"]);
}

#[test]
fn the_same_build_again_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let (before, folder) = (snapshot(&target), fs::metadata(&target).unwrap().ino());
    let published = build(SITE, &target).unwrap();
    assert_eq!((published.written, published.unchanged, published.removed), (0, 4, 0));
    assert_eq!(snapshot(&target), before, "same bytes, inodes and times");
    assert_eq!(fs::metadata(&target).unwrap().ino(), folder, "the folder itself stays too");
    assert_eq!(beside(&target), ["public"]);
}

#[test]
fn one_change_writes_one_file() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let before = snapshot(&target);
    let published = build(&changed("a/index.html", "<p>Changed</p>"), &target).unwrap();
    assert_eq!((published.written, published.unchanged), (1, 3));
    let after = snapshot(&target);
    let differ: Vec<&str> = after.iter().filter(|(name, facts)| before[*name] != **facts).map(|(n, _)| &**n).collect();
    assert_eq!(differ, ["a/index.html", "manifest.json"]);
    assert_eq!(after["a/index.html"].0, "<p>Changed</p>");
}

#[test]
fn a_file_that_somebody_changed_in_place_is_written_again() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    fs::write(target.join("data/releases.csv"), "register,release_id\r\nexample,2\r\n").unwrap();
    fs::remove_file(target.join("a/index.html")).unwrap();
    assert_eq!(build(SITE, &target).unwrap().written, 2);
    assert_eq!(texts(&target)["data/releases.csv"], "register,release_id\r\nexample,1\r\n");
}

#[test]
fn a_site_with_a_dead_link_or_a_repeated_id_is_not_published() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let before = snapshot(&target);
    let broken = changed("a/index.html", "<p id=\"x\"></p><p id=\"x\"></p><a href=\"/gone/\">G</a>");
    assert_eq!(
        faults(build(&broken, &target)),
        [
            "E142 the page a/index.html has the id \"x\" twice",
            "E141 the page a/index.html links to /gone/, which is no page or file of the site",
        ]
    );
    assert_eq!(snapshot(&target), before);
    assert_eq!(beside(&target), ["public"]);
}

#[test]
fn links_are_looked_at_under_the_base_path() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    let site = outputs(&[("index.html", "<a href=\"/register/a/\">A</a>"), ("a/index.html", "<p>A</p>")]);
    publish(&site, &target, "/register/", Options::default()).unwrap();
    assert_eq!(faults(publish(&site, &target, "/", Options::default())).len(), 1);
}

#[test]
fn a_page_that_cannot_be_made_leaves_the_old_site() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let before = snapshot(&target);
    let mut site = outputs(&changed("index.html", "<p>New</p>"));
    let broken = OutputFile::on_demand(path("z.html"), || Err(candour::diag::Failure::new("the template is broken")));
    site.add(broken, &mut Diagnostics::new());
    let told = failure(publish(&site, &target, "/", Options::default()));
    assert_eq!(told, "the template is broken; help: none");
    assert_eq!(snapshot(&target), before);
    assert_eq!(beside(&target), ["public"]);
}

#[test]
fn a_page_may_not_take_the_place_of_the_manifest() {
    let root = tempfile::tempdir().unwrap();
    let told = faults(build(&[("manifest.json", "{}")], &root.path().join("public")));
    assert_eq!(told, ["E140 two files of the site want the path manifest.json"]);
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("thesis");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("chapter-1.txt"), "years of work").unwrap();
    assert!(failure(build(SITE, &target)).contains("it is not empty, and holds no manifest.json"));
    fs::write(target.join("manifest.json"), "{\"name\":\"a web app\",\"icons\":[]}").unwrap();
    assert!(failure(build(SITE, &target)).contains("its manifest.json was not written by Candour"));
    assert_eq!(texts(&target)["chapter-1.txt"], "years of work");
}

#[test]
fn a_file_that_somebody_put_into_the_site_stops_the_next_build() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    fs::write(target.join("CNAME"), "register.example.org").unwrap();
    let told = failure(build(SITE, &target));
    assert!(told.contains("it holds files that Candour did not write (CNAME); help: move what is in it"), "{told}");
    assert!(target.join("CNAME").exists());
}

#[test]
fn an_empty_folder_may_be_published_to() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    fs::create_dir(&target).unwrap();
    assert_eq!(build(SITE, &target).unwrap().written, 4);
    assert_eq!(beside(&target), ["public"]);
}

#[test]
fn links_and_files_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let (real, link, file) = (root.path().join("real"), root.path().join("link"), root.path().join("file"));
    build(SITE, &real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    fs::write(&file, "text").unwrap();
    assert!(failure(build(SITE, &link)).contains("it is a symbolic link"));
    assert!(failure(build(SITE, &file)).contains("it is a file"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "text");
}

#[test]
fn a_mount_point_and_the_root_are_refused() {
    assert!(failure(build(SITE, Path::new("/proc"))).contains("it is a mount point"));
    assert!(failure(build(SITE, Path::new("/"))).contains("will not publish to /"));
}

#[test]
fn the_register_and_its_sources_are_spared() {
    let root = tempfile::tempdir().unwrap();
    let register = root.path().join("register");
    fs::create_dir_all(register.join("data")).unwrap();
    fs::write(register.join("register.toml"), "slug = \"example\"\n").unwrap();
    let options = Options { register: Some(&register), ..Options::default() };
    let to = |target: &Path| publish(&outputs(SITE), target, "/", options);
    for (place, why) in [
        (register.clone(), "the register is there"),
        (root.path().to_owned(), "the register is there"),
        (register.join("data"), "it belongs to the register's own folder data"),
        (register.join("data/releases/site"), "it belongs to the register's own folder data"),
        (register.join("content"), "it belongs to the register's own folder content"),
        (register.join("themes/mine"), "it belongs to the register's own folder themes"),
        (register.join(".git"), "it belongs to the register's own folder .git"),
        (register.join("data/../data/new"), "it belongs to the register's own folder data"),
    ] {
        let told = failure(to(&place));
        assert!(told.contains(why), "{}: {told}", place.display());
    }
    assert_eq!(texts(&register).keys().collect::<Vec<_>>(), ["register.toml"]);
    to(&register.join("public")).unwrap();
    to(&root.path().join("elsewhere")).unwrap();
}

#[test]
fn an_address_does_not_disappear_unless_told() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    let pages: Vec<(String, String)> = (10..22).map(|n| (format!("r/{n}/index.html"), format!("<p>{n}</p>"))).collect();
    let all: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    build(&all, &target).unwrap();
    let before = snapshot(&target);
    assert_eq!(faults(build(&all[1..], &target)), ["E150 the address /r/10/ of the published site would disappear"]);
    assert_eq!(
        faults(build(&[("index.html", "<p>Empty</p>")], &target)),
        ["E150 12 addresses of the published site would disappear: /r/10/, /r/11/, /r/12/, /r/13/, /r/14/, /r/15/, \
          /r/16/, /r/17/, /r/18/, /r/19/, and 2 more"]
    );
    assert_eq!(snapshot(&target), before);
    let options = Options { allow_removals: true, ..Options::default() };
    let published = publish(&outputs(&all[1..]), &target, "/", options).unwrap();
    assert_eq!((published.removed, published.written), (1, 0));
    assert!(!target.join("r/10").exists());
}

#[test]
fn a_style_sheet_with_a_new_digest_in_its_name_replaces_the_old_one() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let mut site = SITE.to_vec();
    site[3] = ("assets/theme-99999999.css", "p{color:red}");
    assert_eq!(build(&site, &target).unwrap().removed, 1);
    assert!(!target.join("assets/theme-0a1b2c3d.css").exists());
    site.push(("explore/rows-0a1b2c3d4e.bin", "packed"));
    build(&site, &target).unwrap();
    site.pop();
    assert_eq!(build(&site, &target).unwrap().removed, 1, "and so does packed data for scripts");
}

#[test]
fn two_folders_are_equal_byte_for_byte() {
    let root = tempfile::tempdir().unwrap();
    let (one, other) = (root.path().join("one"), root.path().join("a/b/other"));
    build(&changed("a/index.html", "<p>An older site</p>"), &one).unwrap();
    build(SITE, &one).unwrap();
    build(SITE, &other).unwrap();
    assert_eq!(texts(&one), texts(&other));
}

/// The folder that the build below dies over.
const DOOMED: &str = "CANDOUR_TEST_DOOMED_BUILD";

/// Not a test: the process that `a_killed_build…` starts and that dies in the middle of a build, without a chance to
/// clean up.
#[test]
#[ignore = "started by a_killed_build_leaves_the_old_site_and_the_next_build_clears_up"]
fn a_build_that_dies() {
    let Some(target) = std::env::var_os(DOOMED) else { return };
    let mut site = outputs(&changed("index.html", "<p>Half a site</p>"));
    let staged = Path::new(&target).with_file_name(".public.candour-staging").join("site/index.html");
    let die = move || -> ! {
        while !staged.exists() {
            std::thread::yield_now();
        }
        std::process::abort()
    };
    site.add(OutputFile::on_demand(path("zzz.txt"), move || die()), &mut Diagnostics::new());
    let _ = publish(&site, Path::new(&target), "/", Options::default());
}

#[test]
fn a_killed_build_leaves_the_old_site_and_the_next_build_clears_up() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let before = snapshot(&target);
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_build_that_dies", "--ignored", "--test-threads", "1"])
        .env(DOOMED, &target)
        .env("RAYON_NUM_THREADS", "2")
        .output()
        .unwrap()
        .status;
    assert!(!status.success());
    let leftover = root.path().join(".public.candour-staging");
    assert!(leftover.join("site/index.html").exists(), "it died while it was writing");
    assert_eq!(snapshot(&target), before, "the old site is whole");
    assert_eq!(build(SITE, &target).unwrap().written, 0);
    assert_eq!(snapshot(&target), before);
    assert_eq!(beside(&target), ["public"], "the leftover is gone");
}

#[test]
fn a_build_killed_after_the_exchange_leaves_the_new_site() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("public");
    build(SITE, &target).unwrap();
    let before = snapshot(&target);
    // What is there when the old site has not been removed yet.
    let leftover = root.path().join(".public.candour-staging");
    fs::create_dir_all(leftover.join("site/a")).unwrap();
    fs::write(leftover.join("candour-staging"), "").unwrap();
    fs::write(leftover.join("site/a/index.html"), "<p>Old</p>").unwrap();
    assert_eq!(build(SITE, &target).unwrap().written, 0);
    assert_eq!(snapshot(&target), before);
    assert_eq!(beside(&target), ["public"]);
}
