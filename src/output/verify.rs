//! A look over finished pages: every internal link, fragment and asset must lead somewhere, no page may hold an id
//! twice. It reads only HTML that this program made, in which `<`, `>` and `"` stand for markup alone; it is no
//! general HTML parser.

use super::SitePath;
use crate::diag::{Diagnostic, Diagnostics, codes};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What one page holds that others may depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Values of `id`, in page order, repeats kept.
    pub ids: Vec<String>,
    /// Values of `href` and `src` that lead into the site, as written, sorted, once each.
    pub links: Vec<String>,
}

/// Reads ids and links off a finished page.
pub fn scan_html(html: &str) -> PageFacts {
    let mut facts = PageFacts::default();
    let mut rest = html;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        let tag = &rest[open + 1..];
        let end = memchr::memchr(b'>', tag.as_bytes()).unwrap_or(tag.len());
        read_tag(&tag[..end], &mut facts);
        rest = &tag[end..];
    }
    facts.links.sort_unstable();
    facts.links.dedup();
    facts
}

fn read_tag(tag: &str, facts: &mut PageFacts) {
    if !tag.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return;
    }
    let mut parts = tag.split('"');
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        match before.rsplit([' ', '\n']).next() {
            Some("id=") => facts.ids.push(unescape(value)),
            Some("href=" | "src=" | "action=") => {
                let value = unescape(value);
                if !leads_out(&value) {
                    facts.links.push(value);
                }
            }
            _ => {}
        }
    }
}

fn leads_out(link: &str) -> bool {
    ["https://", "http://", "mailto:", "data:", "tel:"].iter().any(|scheme| link.starts_with(scheme))
}

fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let named = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    named.replace("&#39;", "'").replace("&amp;", "&")
}

/// Finds dead links, dead fragments, links that leave the base path, and repeated ids over all pages of a site.
/// `files` are all paths of the site; `base` is the path that the site lives under, with both slashes.
pub fn verify(pages: &BTreeMap<SitePath, PageFacts>, files: &BTreeSet<SitePath>, base: &str) -> Diagnostics {
    let addresses: Addresses<'_> = files.iter().map(|path| (path.address(), path)).collect();
    let ids: Ids<'_> =
        pages.iter().map(|(path, facts)| (path, facts.ids.iter().map(String::as_str).collect())).collect();
    let look = |(path, facts): (&SitePath, &PageFacts)| {
        let mut faults = repeated_ids(path, facts);
        for link in &facts.links {
            if let Err(why) = follow(link, path, base, &addresses, &ids) {
                let message = format!("the page {path} links to {link}, {why}");
                faults.push(Diagnostic::new(&codes::E141, message));
            }
        }
        faults
    };
    // Collected page by page, so that the faults come in the same order each time.
    let found: Vec<Vec<Diagnostic>> = pages.par_iter().map(look).collect();
    let mut faults = Diagnostics::new();
    found.into_iter().flatten().for_each(|fault| faults.push(fault));
    faults
}

/// Files by the address they answer at, and the ids of each page: only ever asked, never listed.
type Addresses<'a> = HashMap<&'a str, &'a SitePath>;
type Ids<'a> = HashMap<&'a SitePath, HashSet<&'a str>>;

fn repeated_ids(path: &SitePath, facts: &PageFacts) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let again = facts.ids.iter().filter(|id| !seen.insert(*id));
    let fault = |id| Diagnostic::new(&codes::E142, format!("the page {path} has the id \"{id}\" twice"));
    again.map(fault).collect()
}

fn follow(
    link: &str,
    from: &SitePath,
    base: &str,
    addresses: &Addresses<'_>,
    ids: &Ids<'_>,
) -> Result<(), &'static str> {
    let (address, fragment) = link.split_once('#').map_or((link, None), |(a, f)| (a, Some(f)));
    let target = if address.is_empty() {
        from
    } else {
        let below = address.strip_prefix(base).ok_or("which is outside the site's base path")?;
        let below = below.split('?').next().unwrap_or(below);
        addresses.get(below).copied().ok_or("which is no page or file of the site")?
    };
    match fragment {
        Some(fragment) if !ids.get(target).is_some_and(|ids| ids.contains(fragment)) => {
            Err("but that page has no such id")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SitePath {
        SitePath::new(text).expect("a good path")
    }

    fn faults(pages: &[(&str, &str)], base: &str) -> Vec<String> {
        let facts: BTreeMap<_, _> = pages.iter().map(|(p, html)| (path(p), scan_html(html))).collect();
        let files = facts.keys().cloned().collect();
        verify(&facts, &files, base).iter().map(|d| format!("{} {}", d.code.id, d.message)).collect()
    }

    #[test]
    fn good_links_are_quiet() {
        let home = r##"<a id="top" href="/r/a/#x">a</a><a href="#top">t</a><a href="https://example.org/">o</a>"##;
        let page = r#"<p id="x">text &quot; href="/nowhere/" in text</p><img src="/r/">"#;
        assert_eq!(faults(&[("index.html", home), ("a/index.html", page)], "/r/"), Vec::<String>::new());
    }

    #[test]
    fn dead_links_fragments_strays_and_repeated_ids_are_found() {
        let home = r##"<a href="/r/b/">b</a><a href="/a/">out</a><a href="#gone">g</a><p id="i"></p><p id="i"></p>"##;
        let found = faults(&[("index.html", home)], "/r/");
        assert_eq!(
            found,
            [
                "E142 the page index.html has the id \"i\" twice",
                "E141 the page index.html links to #gone, but that page has no such id",
                "E141 the page index.html links to /a/, which is outside the site's base path",
                "E141 the page index.html links to /r/b/, which is no page or file of the site",
            ]
        );
    }
}
