//! Pages of prose, their indexes, and the pages of records that left the register.

use super::Link;
use super::dates::Day;
use super::plan::Site;
use crate::markdown::{Document, Frame, authored};
use crate::model::{ContentPage, Withdrawal};
use serde::Serialize;
use std::cmp::Reverse;

/// Folders of `content/` whose pages an index lists.
pub(super) const FOLDERS: [&str; 2] = ["guidance", "notices"];

/// A page of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentView<'a> {
    /// Title.
    pub title: &'a str,
    /// One sentence, or empty.
    pub summary: &'a str,
    /// Date of a notice.
    pub date: Option<Day>,
    /// The text and its headings.
    pub body: Document,
}

/// A page of prose in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentLine<'a> {
    /// The page.
    pub page: Link<'a>,
    /// One sentence, or empty.
    pub summary: &'a str,
    /// Date of a notice.
    pub date: Option<Day>,
}

/// The index of a folder of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FolderView<'a> {
    /// `guidance` or `notices`.
    pub folder: &'static str,
    /// Its pages.
    pub pages: Vec<ContentLine<'a>>,
}

/// A record that left the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TombstoneView<'a> {
    /// `agreement`, `organisation` or `dataset`.
    pub record_type: &'a str,
    /// Its id.
    pub id: &'a str,
    /// What it was called.
    pub title: &'a str,
    /// When it left.
    pub date: Day,
    /// Why.
    pub reason: &'a str,
    /// The record that takes its place, as written, or empty.
    pub successor: &'a str,
    /// That record's page.
    pub successor_href: Option<String>,
}

/// Pages in reading order: newest date first, then by `order`, then by title.
pub(super) fn in_order<'a>(pages: impl Iterator<Item = &'a ContentPage>) -> Vec<&'a ContentPage> {
    let mut pages: Vec<_> = pages.collect();
    let key = |page: &&'a ContentPage| (Reverse(page.date), page.order.unwrap_or(i64::MAX), &page.title, &page.address);
    pages.sort_by(|a, b| key(a).cmp(&key(b)));
    pages
}

/// The view of a page of prose.
pub(super) fn content_view<'a>(site: &'a Site<'_>, page: &'a ContentPage) -> ContentView<'a> {
    let frame = Frame { base: site.routes().base_path(), top: 2, prefix: "", label: "page-title" };
    let body = authored(&page.body, frame);
    ContentView { title: &page.title, summary: &page.summary, date: page.date.map(Day), body }
}

/// A page's line.
pub(super) fn content_line<'a>(site: &'a Site<'_>, page: &'a ContentPage) -> ContentLine<'a> {
    ContentLine { page: site.link_to_content(page), summary: &page.summary, date: page.date.map(Day) }
}

/// The view of a folder's index.
pub(super) fn folder_view<'a>(site: &'a Site<'_>, folder: &'static str) -> FolderView<'a> {
    let pages = in_order(site.register.content.iter().filter(|page| page.folder() == folder));
    FolderView { folder, pages: pages.into_iter().map(|page| content_line(site, page)).collect() }
}

/// The view of a record that left.
pub(super) fn tombstone_view<'a>(site: &'a Site<'_>, withdrawal: &'a Withdrawal) -> TombstoneView<'a> {
    TombstoneView {
        record_type: &withdrawal.record_type,
        id: &withdrawal.id,
        title: &withdrawal.title,
        date: Day(withdrawal.date),
        reason: &withdrawal.reason,
        successor: &withdrawal.successor,
        successor_href: successor(site, withdrawal),
    }
}

fn successor(site: &Site<'_>, withdrawal: &Withdrawal) -> Option<String> {
    let (register, routes, id) = (site.register, site.routes(), withdrawal.successor.as_str());
    let address = match withdrawal.record_type.as_str() {
        "agreement" => routes.agreement_page(&register.agreements.get(id)?.id),
        "organisation" => routes.recipient_page(&register.organisations.get(id)?.id),
        "dataset" => routes.dataset_page(&register.datasets.get(id)?.id),
        _ => return None,
    };
    Some(routes.link(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_stand_newest_first_and_other_pages_in_their_order() {
        let page = |address: &str, date: Option<&str>, order| ContentPage {
            address: address.into(),
            title: address.into(),
            summary: String::new(),
            date: date.and_then(crate::model::parse_date),
            order,
            body: String::new(),
        };
        let pages = [
            page("a", None, None),
            page("b", None, Some(2)),
            page("c", None, Some(1)),
            page("old", Some("2020-01-01"), None),
            page("new", Some("2021-01-01"), None),
        ];
        let found: Vec<_> = in_order(pages.iter()).into_iter().map(|page| page.title.as_str()).collect();
        assert_eq!(found, ["new", "old", "c", "b", "a"]);
    }
}
