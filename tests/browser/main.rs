//! The built example in a real browser: every kind of page passes every check, and every check can fail (`broken.rs`).
//! `CANDOUR_SITE` names another built site to look at instead, one that lives at `/`.
//! A browser, Java or an npm package that is missing is a failure, never a skip: `tests/run.sh` installs them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod boxes;
mod broken;
mod checks;
mod chromium;
mod explore;
mod parity;
mod pictures;
mod sample;
mod search;
mod serve;
mod server;
mod tab;

#[path = "../support/build.rs"]
mod build;
#[path = "../support/folder.rs"]
#[allow(dead_code)] // here registers are copied, and no folder is read whole
mod folder;
#[path = "../support/real.rs"]
mod real;
#[path = "../support/registers.rs"]
mod registers;

use checks::{Check, Findings};
use chromium::Browser;
use server::Server;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The site under test, built once for all tests of this file.
fn site() -> &'static Path {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| {
        std::env::var_os("CANDOUR_SITE").map_or_else(|| build_example("browser-site", &[]), PathBuf::from)
    })
}

/// The site of the real register, built once for all tests of this file; nothing without its workbook.
fn real_site() -> Option<&'static real::RealSite> {
    static REAL: OnceLock<Option<real::RealSite>> = OnceLock::new();
    REAL.get_or_init(|| Some(real::build(&registers::registers()?, "browser-real"))).as_ref()
}

/// Builds the example below the target folder, where the next run replaces it.
fn build_example(name: &str, flags: &[&str]) -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if out.exists() {
        std::fs::remove_dir_all(&out).unwrap();
    }
    build::must_succeed(build::build_command(build::example(), &out).args(flags));
    out
}

/// Runs a check over pages of a site that lives under `base`, and fails with all that was found.
fn look_over(site: &Path, base: &str, pages: &[String], check: Check) {
    assert!(!pages.is_empty(), "no pages in {}", site.display());
    let server = Server::start(site, base);
    let mut browser = Browser::start();
    let found = pages.iter().map(|page| (page.as_str(), check(&mut browser, &server.url(page))));
    let report: String = found.map(|(page, findings)| describe(page, &findings)).collect();
    assert!(report.is_empty(), "{} of {} pages looked at:\n{report}", pages.len(), site.display());
}

fn describe(page: &str, findings: &Findings) -> String {
    findings.iter().map(|finding| format!("  {page}: {finding}\n")).collect()
}

#[test]
fn pages_pass_axe_at_both_widths_and_in_both_schemes() {
    look_over(site(), "/", &sample::sample(site()), checks::accessible);
}

#[test]
fn pages_load_quietly_and_ask_no_other_host() {
    look_over(site(), "/", &sample::sample(site()), checks::quiet);
}

#[test]
fn pages_never_scroll_sideways_on_a_phone() {
    look_over(site(), "/", &sample::sample(site()), checks::narrow);
}

#[test]
fn pages_can_be_used_by_keyboard() {
    look_over(site(), "/", &sample::one_of_each(site()), checks::keyboard);
}

#[test]
fn pages_need_no_script_to_be_read() {
    look_over(site(), "/", &sample::sample(site()), checks::script_free);
}

#[test]
fn pages_print_their_main_part() {
    look_over(site(), "/", &sample::one_of_each(site()), checks::printable);
}

#[test]
fn all_pages_are_valid_html() {
    let pages = sample::pages(site());
    let files: Vec<PathBuf> = pages.values().flatten().map(|page| page.file.clone()).collect();
    assert!(!files.is_empty(), "no pages in {}", site().display());
    let findings = checks::valid(&files);
    assert!(findings.is_empty(), "{} pages checked:\n{findings:#?}", files.len());
}

#[test]
fn a_site_can_live_under_a_path() {
    let out = build_example("browser-site-below", &["--base-url", "https://register.example.org/a/path/"]);
    look_over(&out, "/a/path/", &sample::one_of_each(&out), checks::quiet);
}

#[test]
fn the_example_has_every_kind_of_page() {
    let out = build_example("browser-site-kinds", &[]);
    let kinds = sample::pages(&out);
    for kind in [
        "/",
        "/404.html",
        "/agreements/",
        "/agreements/*/",
        "/agreements/*/*/",
        "/data/",
        "/datasets/",
        "/datasets/*/",
        "/recipients/",
        "/recipients/*/",
        "/releases/",
        "/releases/0/",
        "/releases/*/",
        "/opt-outs/",
        "/opt-outs/*/",
        "/purposes/*/",
        "/legal-bases/",
        "/legal-bases/*/",
        "/organisation-types/*/",
        "/channels/*/",
        "/identifiability/*/",
        "/glossary/",
        "/your-data/",
        "/quality/",
        "/quality/*/",
        "/quality/*/*/",
    ] {
        assert!(kinds.contains_key(kind), "no page of the kind {kind}, only {:?}", kinds.keys());
    }
}
