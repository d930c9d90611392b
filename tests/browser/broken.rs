//! Every check is quiet on a good page and speaks up about one that is broken in one way.

use crate::checks::{self, Check, Findings};
use crate::chromium::Browser;
use crate::server::Server;
use std::path::Path;
use tempfile::TempDir;

const FILES: [(&str, &str); 5] = [
    ("index.html", include_str!("good/index.html")),
    ("style.css", include_str!("good/style.css")),
    ("script.js", "document.documentElement.dataset.script = \"yes\";\n"),
    (
        "_headers",
        "/*\n  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:\n",
    ),
    ("404.html", "<!doctype html><html lang=\"en\"><title>Not found</title><p>Not found</p></html>"),
];

/// One thing changed in the good page's files: what stood there, and what stands there instead.
type Change = (&'static str, &'static str);

/// The good page with changes; each must change something.
fn page(changes: &[Change]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (old, _) in changes {
        assert!(FILES.iter().any(|(_, text)| text.contains(old)), "nothing to break: {old}");
    }
    for (name, text) in FILES {
        let broken = changes.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
        std::fs::write(home.path().join(name), broken).unwrap();
    }
    home
}

fn findings(browser: &mut Browser, site: &Path, check: Check) -> Findings {
    let server = Server::start(site, "/");
    check(browser, &server.url("/"))
}

/// The check is quiet on the good page, and after each change finds something with these words.
fn can_fail(check: Check, cases: &[(&[Change], &str)]) {
    let mut browser = Browser::start();
    assert_eq!(findings(&mut browser, page(&[]).path(), check), Findings::new(), "on the good page");
    for (changes, words) in cases {
        let found = findings(&mut browser, page(changes).path(), check);
        assert!(found.iter().any(|finding| finding.contains(words)), "{changes:?}: no \"{words}\" in {found:#?}");
    }
}

#[test]
fn axe_finds_faults_at_either_width_and_in_either_scheme() {
    can_fail(
        checks::accessible,
        &[
            (&[("<html lang=\"en-GB\">", "<html>")], "1280 px, light: html-has-lang"),
            (&[("/* phone */", "p { color: #999; background: #aaa }")], "320 px, light: color-contrast"),
            (&[("/* dark */", "p { color: #333; background: #222 }")], "1280 px, dark: color-contrast"),
            (&[("<p>", "<details><summary>More</summary><img src=\"/none.png\"></details><p>")], "image-alt"),
        ],
    );
}

#[test]
fn noise_on_loading_is_found() {
    can_fail(
        checks::quiet,
        &[
            (&[("<p>", "<p style=\"color: red\">")], "Content Security Policy"),
            (&[("<p>", "<script>alert(1)</script><p>")], "Content Security Policy"),
            (
                &[("<p>", "<img alt=\"\" src=\"https://example.org/x.png\"><p>")],
                "another host: https://example.org/x.png",
            ),
            (&[("<p>", "<img alt=\"\" src=\"/gone.png\"><p>")], "404 for http://127.0.0.1"),
            (&[("document.", "undefinedThing.")], "exception: ReferenceError"),
            (&[("document.", "console.error(\"oh\"); document.")], "console: [{"),
            (&[("document.", "fetch(\"/404.html\"); document.")], "Content Security Policy"),
        ],
    );
}

#[test]
fn sideways_scroll_and_cut_text_are_found() {
    can_fail(
        checks::narrow,
        &[
            (&[("/* phone */", "p { width: 400px }")], "px too wide: p"),
            (&[("/* phone */", "p { white-space: nowrap; font-size: 23px }")], "with wide text spacing"),
            (
                &[("/* phone */", "p { line-height: 1; height: 1em; white-space: nowrap; overflow: hidden }")],
                "text is cut off",
            ),
        ],
    );
}

#[test]
fn lost_skip_links_hidden_focus_and_traps_are_found() {
    can_fail(
        checks::keyboard,
        &[
            (&[("<a class=\"skip\" href=\"#main\">Skip to main content</a>", "")], "not a skip link but a \"Home\""),
            (&[("id=\"main\"", "id=\"other\"")], "not behind its target"),
            (&[(".skip:focus {", ".skip:hover {")], "the skip link does not show"),
            (
                &[("background: #ffeb3b; color: #212b32; outline: 4px solid #212b32;", "outline: none")],
                "does not show its focus",
            ),
            (
                &[("/* cover */", "header::after { content: \"\"; position: fixed; inset: 40px 0 0 }")],
                "lies under something",
            ),
            (&[("document.", "onkeydown = (e) => !e.target.matches(\"main a\"); document.")], "does not leave"),
        ],
    );
}

#[test]
fn words_that_only_script_shows_are_found() {
    can_fail(
        checks::script_free,
        &[
            (
                &[("document.", "document.querySelector(\"p\").append(\" scripted\"); document.")],
                "1 words are there only with script: scripted",
            ),
            (&[("main {", "html:not([data-script]) main { display: none }\nmain {")], "main is empty without script"),
        ],
    );
}

#[test]
fn a_page_that_needs_script_must_say_so_and_lead_elsewhere() {
    const FILLED: Change = ("document.", "document.querySelector(\"#found\").append(\" scripted\"); document.");
    const EMPTY: &str = "<div id=\"found\"></div>";
    const NOTE: &str = "<noscript><p>Script is needed here; there are lists.</p></noscript>";
    let links = "<a href=\"/\">Good</a> ".repeat(5);
    let mut browser = Browser::start();
    let mut look = |before: &str| {
        let before: &'static str = format!("{before}<p>").leak();
        findings(&mut browser, page(&[("<p>", before), FILLED]).path(), checks::script_free)
    };
    let with_all = format!("{EMPTY}{NOTE}{links}");
    assert_eq!(look(&with_all), Findings::new());
    let lost = Findings::from(["1 words are there only with script: scripted".to_owned()]);
    assert_eq!(look(&format!("{EMPTY}{NOTE}")), lost, "no other way");
    assert_eq!(look(&format!("{EMPTY}{links}")), lost, "nothing is said");
    assert_eq!(look(&format!("<div id=\"found\">Good</div>{NOTE}{links}")), lost, "the part was not empty");
}

#[test]
fn what_does_not_print_is_found() {
    can_fail(
        checks::printable,
        &[
            (&[("/* print */", "main { display: none }")], "only 0 of the"),
            (&[("/* print */", "p { display: none }")], "words of main are printed"),
            (&[("/* print */", "h1 { display: none }")], "the heading is not printed"),
        ],
    );
}

#[test]
fn invalid_html_is_found() {
    let check = |changes: &[Change]| checks::valid(&[page(changes).path().join("index.html")]);
    assert_eq!(check(&[]), Findings::new());
    for (change, words) in [
        (("<p>", "<p><div></div>"), "No “p” element in scope"),
        (("<h1>", "<h1 id=\"main\">"), "Duplicate ID"),
        (("<title>Good page</title>", ""), "title"),
    ] {
        let found = check(&[change]);
        assert!(found.iter().any(|finding| finding.contains(words)), "{change:?}: no \"{words}\" in {found:#?}");
    }
}
