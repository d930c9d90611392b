//! Files for machines that follow the site: the sitemap. Addresses and dates in, finished files out; which pages there
//! are is for others to say.

use crate::config::BaseUrl;
use crate::diag::Failure;
use crate::output::{OutputFile, SitePath};
use chrono::NaiveDate;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// A finished file.
type File = OutputFile<'static>;

/// A page for the sitemap: its full address, and the day on which what it shows last changed, where that is known.
pub type Page = (String, Option<NaiveDate>);

/// The most addresses that one sitemap may hold (<https://www.sitemaps.org/protocol.html>).
const MOST: usize = 50_000;

/// `sitemap.xml` with these pages in this order; over 50,000 pages an index of `sitemap-1.xml`, `sitemap-2.xml`, ….
///
/// # Errors
/// Where XML cannot be written, which happens on no input known.
pub fn sitemap(base: &BaseUrl, pages: &[Page]) -> Result<Vec<File>, Failure> {
    split(base, pages, MOST)
}

fn split(base: &BaseUrl, pages: &[Page], most: usize) -> Result<Vec<File>, Failure> {
    if pages.len() <= most {
        return Ok(vec![file("sitemap.xml", "urlset", "url", pages)?]);
    }
    let mut files = Vec::new();
    let mut index = Vec::new();
    for (number, part) in (1..).zip(pages.chunks(most)) {
        let name = format!("sitemap-{number}.xml");
        index.push((base.join(&name), part.iter().filter_map(|(_, changed)| *changed).max()));
        files.push(file(&name, "urlset", "url", part)?);
    }
    files.push(file("sitemap.xml", "sitemapindex", "sitemap", &index)?);
    Ok(files)
}

fn file(name: &str, list: &str, entry: &str, pages: &[Page]) -> Result<File, Failure> {
    let failed = || Failure::new(format!("cannot write {name}"));
    let bytes = xml(list, entry, pages).map_err(|cause| failed().because(cause))?;
    let path = SitePath::new(name).ok_or_else(failed)?;
    Ok(OutputFile::made(path, bytes))
}

fn xml(list: &str, entry: &str, pages: &[Page]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let namespace = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    writer.create_element(list).with_attribute(namespace).write_inner_content(|writer| {
        for (address, changed) in pages {
            line(writer, entry, address, *changed)?;
        }
        writer.write_event(Event::Text(BytesText::new("\n")))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn line(writer: &mut Writer<Vec<u8>>, entry: &str, address: &str, changed: Option<NaiveDate>) -> io::Result<()> {
    writer.write_event(Event::Text(BytesText::new("\n")))?;
    writer.create_element(entry).write_inner_content(|writer| {
        writer.create_element("loc").write_text_content(BytesText::new(address))?;
        if let Some(day) = changed {
            writer.create_element("lastmod").write_text_content(BytesText::new(&day.to_string()))?;
        }
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn page(address: &str, changed: Option<&str>) -> Page {
        (address.to_owned(), changed.map(|day| day.parse().unwrap()))
    }

    fn texts(pages: &[Page], most: usize) -> Vec<(String, String)> {
        let base = BaseUrl::parse("https://register.example.org/r").unwrap();
        let files = split(&base, pages, most).unwrap();
        let text = |file: &File| String::from_utf8(file.bytes().unwrap().into_owned()).unwrap();
        files.iter().map(|file| (file.path().to_string(), text(file))).collect()
    }

    #[test]
    fn every_page_is_listed_with_the_day_it_changed() {
        let pages = [page("https://a.example/", Some("2021-02-28")), page("https://a.example/x/?a=1&b=<2>", None)];
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
            <url><loc>https://a.example/</loc><lastmod>2021-02-28</lastmod></url>\n\
            <url><loc>https://a.example/x/?a=1&amp;b=&lt;2&gt;</loc></url>\n\
            </urlset>\n";
        assert_eq!(texts(&pages, 2), [("sitemap.xml".to_owned(), expected.to_owned())]);
    }

    #[test]
    fn too_many_pages_become_an_index_of_sitemaps() {
        let pages = [page("a", Some("2020-01-01")), page("b", Some("2021-01-01")), page("c", None)];
        let files = texts(&pages, 2);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        assert!(files[0].1.contains("<loc>b</loc>") && !files[0].1.contains("<loc>c</loc>"));
        assert!(files[1].1.contains("<loc>c</loc>"));
        let first = "<sitemap><loc>https://register.example.org/r/sitemap-1.xml</loc><lastmod>2021-01-01</lastmod>";
        assert!(files[2].1.contains(first), "{}", files[2].1);
        let second = "<sitemap><loc>https://register.example.org/r/sitemap-2.xml</loc></sitemap>";
        assert!(files[2].1.contains(second), "{}", files[2].1);
    }
}
