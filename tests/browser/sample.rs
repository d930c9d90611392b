//! Which pages are looked at: a few of every kind. The kind of a page follows from its address, so that pages of a
//! later version come in by themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The kind of a page: the first part of its address as it is, numbers of years and of list pages blanked, and `*` for
/// other names. `/agreements/nic-1/v2/` is of the kind `/agreements/*/*/`.
pub(crate) fn kind(address: &str) -> String {
    let blank = |(place, part): (usize, &str)| match part {
        "" | "404.html" => part.to_owned(),
        part if part.strip_prefix("page-").is_some_and(is_number) => "page-0".to_owned(),
        part if is_number(part) => "0".to_owned(),
        part if place > 1 => if part.ends_with(".html") { "*.html" } else { "*" }.to_owned(),
        part => part.to_owned(),
    };
    address.split('/').enumerate().map(blank).collect::<Vec<_>>().join("/")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A page of a built site.
pub(crate) struct Page {
    /// Below the base, beginning with `/`.
    pub(crate) address: String,
    pub(crate) file: PathBuf,
    pub(crate) html: String,
}

/// Every page by kind.
pub(crate) fn pages(root: &Path) -> BTreeMap<String, Vec<Page>> {
    let mut kinds: BTreeMap<String, Vec<Page>> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let file = entry.unwrap().into_path();
        let below = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if below.ends_with(".html") {
            let address = match below.strip_suffix("index.html") {
                Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
                _ => format!("/{below}"),
            };
            let html = std::fs::read_to_string(&file).unwrap();
            kinds.entry(kind(&address)).or_default().push(Page { address, file, html });
        }
    }
    kinds
}

/// Of each kind the heaviest page, the one with the longest title, and the lightest.
pub(crate) fn sample(root: &Path) -> Vec<String> {
    let mut chosen = Vec::new();
    for pages in pages(root).values() {
        let longest = pages.iter().max_by_key(|page| title(&page.html).chars().count());
        let lightest = pages.iter().min_by_key(|page| page.html.len());
        let mut picked: Vec<&Page> = [heaviest(pages), longest, lightest].into_iter().flatten().collect();
        picked.sort_by_key(|page| &page.address);
        picked.dedup_by_key(|page| &page.address);
        chosen.extend(picked.into_iter().map(|page| page.address.clone()));
    }
    chosen
}

/// The heaviest page of each kind.
pub(crate) fn one_of_each(root: &Path) -> Vec<String> {
    pages(root).values().filter_map(|pages| heaviest(pages)).map(|page| page.address.clone()).collect()
}

fn heaviest(pages: &[Page]) -> Option<&Page> {
    pages.iter().max_by_key(|page| page.html.len())
}

fn title(html: &str) -> &str {
    html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default()
}

#[test]
fn the_kind_of_a_page_follows_from_its_address() {
    for (address, expected) in [
        ("/", "/"),
        ("/404.html", "/404.html"),
        ("/about/", "/about/"),
        ("/agreements/nic-1-a/", "/agreements/*/"),
        ("/agreements/nic-1-a/v1.2/", "/agreements/*/*/"),
        ("/agreements/page-12/", "/agreements/page-0/"),
        ("/releases/2021/", "/releases/0/"),
        ("/releases/2021-02/page-2/", "/releases/*/page-0/"),
        ("/answers/old.html", "/answers/*.html"),
    ] {
        assert_eq!(kind(address), expected);
    }
}

#[test]
fn of_each_kind_the_heaviest_the_lightest_and_the_longest_title_are_chosen() {
    let home = tempfile::tempdir().unwrap();
    for (page, html) in [
        ("index.html", "home"),
        ("data/a.csv", "no page"),
        ("r/a/index.html", "<title>A</title>"),
        ("r/b/index.html", "<title>B</title> and a lot more words than any other page has"),
        ("r/c/index.html", "<title>C</title> middling, not chosen"),
        ("r/d/index.html", "<title>Quite a long title</title>"),
    ] {
        let file = home.path().join(page);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, html).unwrap();
    }
    assert_eq!(sample(home.path()), ["/", "/r/a/", "/r/b/", "/r/d/"]);
    assert_eq!(one_of_each(home.path()), ["/", "/r/b/"]);
}
