//! The pages of a small register, as a whole: every link leads somewhere, nothing hostile gets through, a theme can
//! change them, and they are what they were (`UPDATE=1 cargo test --test pages` rewrites `tests/golden`).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod records;
mod register;
mod ways;

use candour::config::Settings;
use candour::diag::{Diagnostics, Sources};
use candour::model::{Addresses, Channel, Facts, Register};
use candour::output::{Assets, OutputFile, OutputSet, PageFacts, SitePath, scan_html, verify};
use candour::render::{self, Overrides, Theme};
use candour::site;
use register::{day, facts, settings, stated};
use std::collections::{BTreeMap, BTreeSet};

fn theme(files: &[(&str, &str)]) -> Result<Theme, Vec<String>> {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let overrides = Overrides { folder: "themes/mine".into(), files, ..Overrides::default() };
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    Theme::load(&overrides, &mut sources, &mut faults).ok_or_else(|| {
        let line = |d: &candour::diag::Diagnostic| {
            let at = d.span.map(|span| {
                let place = sources.locate(span);
                format!("{}:{}:{}", sources.path(span.file), place.line, place.column)
            });
            format!("{} {} {}", at.unwrap_or_default(), d.code.id, d.message)
        };
        faults.iter().map(line).collect()
    })
}

/// Every file of the site, by path. The CSV files that pages may offer are there with a few bytes each.
fn site_files(base: &str, mark: &str, theme: &Theme) -> BTreeMap<SitePath, Vec<u8>> {
    files_of(facts(mark), &settings(base, mark), theme)
}

fn files_of(facts: Facts, settings: &Settings, theme: &Theme) -> BTreeMap<SitePath, Vec<u8>> {
    let register = Register::new(facts);
    let site = site::plan(&register, settings, day("2023-01-01"));
    let mut files = BTreeMap::new();
    let mut downloads = Vec::new();
    for path in [
        "data/releases.csv",
        "data/opt-outs.csv",
        "data/both-ways.csv",
        "data/findings.csv",
        "data/SHA256SUMS",
        "data/2021-02/releases.csv",
        "data/2021-02/findings.csv",
        "agreements/nic-9-aaaaa/releases.csv",
    ] {
        let path = SitePath::new(path).unwrap();
        downloads.push(OutputFile::made(path.clone(), "register\r\n"));
        files.insert(path, b"register\r\n".to_vec());
    }
    let assets = Assets::new(&downloads, None);
    let mut set = OutputSet::new();
    let mut faults = Diagnostics::new();
    for file in render::files(&site, theme, &assets) {
        set.add(file, &mut faults);
    }
    assert!(faults.is_empty(), "{faults:?}");
    for file in set.all().unwrap() {
        files.insert(file.path().clone(), file.bytes().unwrap_or_else(|e| panic!("{}: {e}", file.path())).into_owned());
    }
    files
}

fn html_of(files: &BTreeMap<SitePath, Vec<u8>>) -> BTreeMap<&SitePath, &str> {
    let pages = files.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    pages.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap())).collect()
}

/// A file with the digests in the names of assets left out, so that a change of style changes no golden page.
fn steady(bytes: &[u8], files: &BTreeMap<SitePath, Vec<u8>>) -> Vec<u8> {
    let mut text = String::from_utf8(bytes.to_vec()).unwrap();
    for name in files.keys().map(SitePath::as_str).filter(|path| path.starts_with("assets/")) {
        let (stem, ending) = name.rsplit_once('.').unwrap();
        let plain = stem.rsplit_once('-').map_or(stem, |(stem, _digest)| stem);
        text = text.replace(name, &format!("{plain}-DIGEST.{ending}"));
    }
    text.into_bytes()
}

#[test]
fn every_page_is_what_it_was() {
    let files = site_files("https://register.example/", "", &theme(&[]).unwrap());
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut changed = Vec::new();
    for name in [
        "index.html",
        "agreements/index.html",
        "agreements/nic-9-aaaaa/index.html",
        "agreements/nic-9-aaaaa/v1.2/index.html",
        "agreements/nic-7-gone/index.html",
        "recipients/index.html",
        "recipients/north-ccg/index.html",
        "datasets/index.html",
        "datasets/hes-apc/index.html",
        "opt-outs/index.html",
        "opt-outs/by-dataset/index.html",
        "opt-outs/by-recipient/index.html",
        "opt-outs/both-ways/index.html",
        "releases/index.html",
        "releases/2020/index.html",
        "releases/2020-h2/index.html",
        "releases/2021-02/page-2/index.html",
        "data/index.html",
        "data/dictionary/index.html",
        "about/index.html",
        "notices/index.html",
        "quality/index.html",
        "quality/2021-02/index.html",
        "quality/2021-02/equal-rows/index.html",
        "quality/register/placeholders/index.html",
        "purposes/index.html",
        "legal-bases/hsca2012-s261-2bii/index.html",
        "organisation-types/not-stated/index.html",
        "glossary/index.html",
        "your-data/index.html",
        "404.html",
        "_headers",
        "robots.txt",
    ] {
        let made = &steady(&files[&SitePath::new(name).unwrap()], &files);
        let file = golden.join(name.replace('/', "-"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, made).unwrap();
        } else if std::fs::read(&file).ok().as_ref() != Some(made) {
            changed.push(name);
        }
    }
    assert!(changed.is_empty(), "changed: {changed:?}; look at them, then run with UPDATE=1");
}

#[test]
fn every_page_but_the_search_page_searches_from_its_header_under_any_base_path() {
    for base in ["/", "/a/register/"] {
        let files = site_files(&format!("https://example.org{base}"), "", &theme(&[]).unwrap());
        let form =
            format!("<form class=\"nhsuk-header__search\" method=\"get\" action=\"{base}search/\" role=\"search\"");
        for (path, page) in files.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
            let page = std::str::from_utf8(page).unwrap();
            assert!(page.contains(&format!(" data-base=\"{base}\">")), "{path}: scripts find the site by its base");
            assert_eq!(page.contains(&form), path.as_str() != "search/index.html", "{path}");
        }
    }
}

#[test]
fn every_link_leads_to_a_page_under_any_base_path() {
    for base in ["https://register.example/", "https://example.org/a/register/"] {
        let files = site_files(base, "", &theme(&[]).unwrap());
        let pages: BTreeMap<SitePath, PageFacts> =
            html_of(&files).into_iter().map(|(path, html)| (path.clone(), scan_html(html))).collect();
        let paths: BTreeSet<SitePath> = files.keys().cloned().collect();
        let path = base.trim_start_matches("https://");
        let faults = verify(&pages, &paths, &path[path.find('/').unwrap()..]);
        let messages: Vec<_> = faults.iter().map(|d| d.message.as_str()).collect();
        assert!(messages.is_empty(), "{messages:#?}");
        let linked: BTreeSet<&str> = pages.values().flat_map(|facts| &facts.links).map(String::as_str).collect();
        assert!(linked.len() > 30, "the pages link to each other");
    }
}

#[test]
fn every_release_row_stands_at_its_permanent_address() {
    let files = site_files("https://register.example/", "", &theme(&[]).unwrap());
    let register = Register::new(facts(""));
    let settings = settings("https://register.example/", "");
    let site = site::plan(&register, &settings, day("2023-01-01"));
    for release in &register.releases {
        let address = site.routes().release(release);
        let (page, anchor) = address.strip_prefix("https://register.example/").unwrap().split_once('#').unwrap();
        let html = &files[&SitePath::new(&format!("{page}index.html")).unwrap()];
        assert!(std::str::from_utf8(html).unwrap().contains(&format!("id=\"{anchor}\"")), "{address}");
    }
    let odd = register.releases.iter().find(|release| release.id.as_str() == "odd id/#1").unwrap();
    assert!(site.routes().release(odd).ends_with("#r-2021-02-odd~20id~2F~231"));
}

#[test]
fn a_year_lists_the_rows_of_editions_that_are_longer_than_it() {
    let year_of = |facts: Facts| {
        let files = files_of(facts, &settings("https://register.example/", ""), &theme(&[]).unwrap());
        String::from_utf8(files[&SitePath::new("releases/2020/index.html").unwrap()].clone()).unwrap()
    };
    let within = year_of(facts(""));
    assert!(within.contains("href=\"/releases/2020-h2/\"") && !within.contains("#r-2020-h2-FILE001"), "{within}");
    let mut longer = facts("");
    longer.editions.values_mut().for_each(|edition| edition.from = None);
    let longer = year_of(longer);
    assert!(longer.contains("href=\"/releases/2020-h2/\"") && longer.contains("#r-2020-h2-FILE001"), "{longer}");
}

#[test]
fn hostile_text_in_any_field_stays_text() {
    let harmless = site_files("https://register.example/", "harmless", &theme(&[]).unwrap());
    let clean = html_of(&harmless);
    for mark in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title><svg/onload=alert(1)>",
        "{{ 7 * 7 }}{% include \"x\" %}",
        "&lt;script&gt;",
        "<!--",
        "]]>",
    ] {
        let files = site_files("https://register.example/", mark, &theme(&[]).unwrap());
        for (path, html) in html_of(&files) {
            if let Some((made, meant)) = tags(html).iter().zip(&tags(clean[path])).find(|(made, meant)| made != meant) {
                panic!("{mark} changes the markup of {path}: <{made}> for <{meant}>");
            }
            assert_eq!(tags(html).len(), tags(clean[path]).len(), "{mark} changes the markup of {path}");
            assert!(!html.contains("49{%"), "{mark} is run as a template on {path}");
        }
    }
}

/// Names of all tags and their attributes, in order: text cannot change them. Anchors of prose are left out, since
/// their ids come from headings.
fn tags(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = &tag[..tag.find('>').expect("every tag ends")];
        let mut names = tag.split('"').step_by(2).flat_map(str::split_whitespace);
        let name = names.next().unwrap_or_default().to_owned();
        found.push(std::iter::once(name).chain(names.map(str::to_owned)).collect::<Vec<_>>().join(" "));
    }
    found
}

#[test]
fn a_theme_replaces_files_one_by_one() {
    let own = "{% extends \"layout.html\" %}{% block title %}T{% endblock %}{% block description %}D{% endblock %}\
               {% block main %}<h1>{{ \"not_found.title\" | word }} {{ site.title }}</h1>{% endblock %}";
    let words =
        "[not_found]\ntitle = \"Nothing here\"\n[counts]\nrows = { one = \"{n} line\", other = \"{n} lines\" }\n";
    let theme = theme(&[
        ("not-found.html", own),
        ("words/en.toml", words),
        ("assets/register.css", "p{}"),
        ("assets/a.svg", "<svg/>"),
    ])
    .unwrap();
    let files = site_files("https://register.example/", "<b>", &theme);
    let page = std::str::from_utf8(&files[&SitePath::new("404.html").unwrap()]).unwrap();
    assert!(page.contains("<h1>Nothing here Register of data releases&lt;b&gt;</h1>"), "{page}");
    let releases = std::str::from_utf8(&files[&SitePath::new("releases/index.html").unwrap()]).unwrap();
    assert!(releases.contains("<strong>124 lines</strong>"));
    assert_eq!(files[&SitePath::new("assets/a.svg").unwrap()], b"<svg/>");
    let styles: Vec<_> = files.iter().filter(|(path, _)| path.as_str().ends_with(".css")).collect();
    assert!(
        matches!(styles[..], [_, (path, bytes)] if bytes == b"p{}" && path.as_str().starts_with("assets/register-"))
    );
}

#[test]
fn a_registers_own_stylesheets_stand_in_place_of_those_for_nhs_class_names() {
    let sheet = |name: &str, text: &str| (format!("themes/mine/{name}"), text.as_bytes().to_vec());
    let stylesheets = vec![sheet("official.css", "a{}"), sheet("ours.css", "b{}")];
    let overrides = Overrides { stylesheets, ..Overrides::default() };
    let theme = Theme::load(&overrides, &mut Sources::new(), &mut Diagnostics::new()).unwrap();
    let files = site_files("https://register.example/below/", "", &theme);
    let page = std::str::from_utf8(&files[&SitePath::new("404.html").unwrap()]).unwrap();
    let linked = page.split("<link rel=\"stylesheet\" href=\"/below/").skip(1);
    let linked: Vec<&str> = linked.filter_map(|rest| rest.split('"').next()).collect();
    let stems: Vec<&str> = linked.iter().filter_map(|path| path.rsplit_once('-').map(|(stem, _)| stem)).collect();
    assert_eq!(stems, ["assets/official", "assets/ours", "assets/register"]);
    assert_eq!(files[&SitePath::new(linked[1]).unwrap()], b"b{}");
    let headers = std::str::from_utf8(&files[&SitePath::new("_headers").unwrap()]).unwrap();
    assert!(linked.iter().all(|path| headers.contains(&format!("\n/below/{path}\n  Cache-Control"))), "{headers}");
}

#[test]
fn every_fault_of_a_theme_is_reported_with_its_place() {
    let faults = theme(&[
        ("home.html", "{% block main %}\n{{ view.title | nosuch }}\n{% endblock %}"),
        ("agreement.html", "{% if %}"),
        ("version.html", "{{ \"version.nowhere\" | word }}{{ \"version.title\" | word(id=1) }}"),
        ("agrement.html", ""),
        ("words/en.toml", "[page]\nskip = \"{who}\"\nnone = \"x\"\nhome = 3\n"),
        ("content.html", "{{ view.body | html"),
    ])
    .unwrap_err();
    let expect = [
        "themes/mine/agreement.html:1:7 E144",
        "themes/mine/agrement.html:1:1 E143",
        "themes/mine/content.html:1:16 E144",
        "themes/mine/home.html:2:17 E144",
        "themes/mine/version.html:1:35 E145",
        "themes/mine/version.html:1:5 E145",
        "themes/mine/words/en.toml:2:8 E145",
        "themes/mine/words/en.toml:3:8 E145",
        "themes/mine/words/en.toml:4:8 E145",
    ];
    let mut found = faults.clone();
    found.sort();
    let places: Vec<String> = found.iter().map(|f| f.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(places, expect, "{faults:#?}");
}

/// The words of a page, without its markup.
fn words_of(files: &BTreeMap<SitePath, Vec<u8>>, path: &str) -> String {
    let html = std::str::from_utf8(&files[&SitePath::new(path).unwrap()]).unwrap();
    let texts: Vec<&str> = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_caution_about_opt_outs_is_shown_only_where_the_register_has_its_case() {
    let theme = theme(&[]).unwrap();
    let shown =
        |facts| words_of(&files_of(facts, &settings("https://register.example/", ""), &theme), "opt-outs/index.html");
    let plain = shown(facts(""));
    let cases =
        ["a date of death", "no confidential data", "is from before England’s national", "goes without opt-outs"];
    for case in cases {
        assert!(!plain.contains(case), "{case}");
    }
    let mut odd = facts("");
    odd.editions.values_mut().next().unwrap().to = day("2018-05-24");
    let [first, second, third, ..] = &mut odd.releases[..] else { panic!("rows") };
    (first.edition, first.released) = (second.edition.clone(), candour::model::Released::Period);
    first.identifiability = stated("", "Identifiable", &["identifiable"]);
    second.identifiability = stated("", "Anonymised", &["depersonalised"]);
    second.confidentiality = stated("", "None", &["none"]);
    assert_eq!(third.channel, Channel::File);
    let found = shown(odd);
    for case in ["1 row shows opt-outs as applied, though its data does not identify people."].iter().chain(&cases) {
        assert!(found.contains(case), "{case}: {found}");
    }
    assert!(found.contains("1 row is from before England’s national data opt-out, which began on 25 May 2018."));
    assert!(found.contains("Opt-outs were not applied to 1 of 1 row of data that identifies people."), "{found}");
}

#[test]
fn answers_about_opt_outs_are_split_by_channel_and_only_then_taken_together() {
    let files = site_files("https://register.example/", "", &theme(&[]).unwrap());
    let page = words_of(&files, "opt-outs/index.html");
    assert!(page.contains("Opt-outs were applied to 1 of 124 rows."), "{page}");
    assert!(
        page.contains(
            "File 1 2 0 3 Access to a system 0 120 0 120 Flow to a commissioner 0 0 1 1 All ways together 1 122 1 124"
        ),
        "{page}"
    );
    // One channel alone is not said to be all of them: only the introduction has the words.
    let list = words_of(&files, "opt-outs/by-recipient/index.html");
    assert!(list.contains("Northern Hospitals Trust Access to a system 0 120 0 120"), "{list}");
    assert_eq!(list.matches("All ways together").count(), 1, "{list}");
}

#[test]
fn who_received_the_same_both_ways_is_linked_from_its_pages() {
    let files = site_files("https://register.example/", "", &theme(&[]).unwrap());
    let html = |path: &str| String::from_utf8(files[&SitePath::new(path).unwrap()].clone()).unwrap();
    let pair = "p-2020-h2.university-of-somewhere.hes-apc";
    assert_eq!(html("opt-outs/both-ways/index.html").matches("class=\"reg-pair\"").count(), 1);
    assert!(html("opt-outs/both-ways/index.html").contains(&format!("id=\"{pair}\"")));
    for page in ["recipients/university-of-somewhere/index.html", "datasets/hes-apc/index.html"] {
        assert!(html(page).contains(&format!("href=\"/opt-outs/both-ways/#{pair}\"")), "{page}");
    }
    for page in ["recipients/north-ccg/index.html", "datasets/deaths/index.html"] {
        assert!(!html(page).contains("/opt-outs/both-ways/"), "{page}");
    }
}

#[test]
fn what_the_register_never_states_is_said_once() {
    let theme = theme(&[]).unwrap();
    let site = |facts| files_of(facts, &settings("https://register.example/", ""), &theme);
    let undated = "The register does not state the dates of these agreements.";
    let stated = site(facts(""));
    assert!(words_of(&stated, "agreements/index.html").contains("Agreement Applicant Dates Opt-outs"));
    let [list, recipient, dataset] =
        ["agreements/index.html", "recipients/north-ccg/index.html", "datasets/hes-apc/index.html"];
    assert!(!words_of(&stated, list).contains(undated));
    assert!(!words_of(&stated, dataset).contains("Not stated Kind of care"));

    let mut silent = facts("");
    for version in silent.agreements.values_mut().flat_map(|agreement| &mut agreement.versions) {
        (version.start, version.end) = (None, None);
    }
    for dataset in silent.datasets.values_mut() {
        dataset.care.clear();
        dataset.countries.clear();
    }
    let silent = site(silent);
    for page in [list, recipient] {
        let words = words_of(&silent, page);
        assert!(words.contains(undated) && !words.contains(" Dates "), "{page}: {words}");
    }
    let page = words_of(&silent, dataset);
    assert!(page.contains("Not stated Kind of care Countries"), "{page}");
    assert_eq!(page.matches("Kind of care").count(), 1, "{page}");
}
