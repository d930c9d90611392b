//! Release rows as tables show them, and pages of them.

use super::dates::Period;
use super::routes::{Address, Routes};
use super::terms::{labels, opt_out_code};
use super::{Link, link_to_dataset, link_to_recipient};
use crate::model::{Register, Release, VocabularyName};
use serde::Serialize;
use std::borrow::Cow;

/// Rows on one page of a list.
pub const PAGE_ROWS: usize = 100;

/// One release row. Labels stand for wordings; the wordings as published are on the version's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    /// The row's id on this page.
    pub anchor: String,
    /// Its permanent address; `None` on the page that this is.
    pub href: Option<String>,
    /// The publisher's row id.
    pub id: &'a str,
    /// The edition.
    pub edition: &'a str,
    /// When it was released.
    pub released: Period,
    /// Whether that is just the edition's period.
    pub whole_edition: bool,
    /// Who received it.
    pub recipient: Link<'a>,
    /// Under which agreement: the reference as published.
    pub reference: &'a str,
    /// Which datasets.
    pub datasets: Vec<Link<'a>>,
    /// The dataset cell as published, where the names above are not the same words.
    pub datasets_raw: Option<&'a str>,
    /// Label of the channel.
    pub channel: &'a str,
    /// Labels; empty where not stated.
    pub identifiability: Cow<'a, str>,
    /// Labels; empty where not stated.
    pub sensitivity: Cow<'a, str>,
    /// Labels; empty where not stated.
    pub legal_basis: Cow<'a, str>,
    /// Labels; empty where not stated.
    pub frequency: Cow<'a, str>,
    /// Labels; empty where not stated.
    pub confidentiality: Cow<'a, str>,
    /// Label of the answer.
    pub opt_outs: &'a str,
    /// Number of files, where stated.
    pub files: Option<u32>,
    /// Staff's note, or empty.
    pub note: &'a str,
}

impl<'a> Row<'a> {
    /// A row on the page that is its permanent address.
    pub fn permanent(register: &'a Register, routes: Routes<'a>, release: &'a Release) -> Row<'a> {
        Row::new(register, routes, release, (routes.anchor(release), None))
    }

    /// A row on another page, which leads to its permanent address.
    pub fn listed(register: &'a Register, routes: Routes<'a>, release: &'a Release) -> Row<'a> {
        let place = (format!("l{}", routes.anchor(release)), Some(routes.release_link(release)));
        Row::new(register, routes, release, place)
    }

    /// A row with its id on the page and its permanent address, where that is another page.
    fn new(
        register: &'a Register,
        routes: Routes<'a>,
        release: &'a Release,
        (anchor, href): (String, Option<String>),
    ) -> Row<'a> {
        let edition = register.edition_of(release);
        let released = Period::of_release(release, edition);
        let datasets: Vec<_> = release.datasets.iter().map(|id| link_to_dataset(register, routes, id)).collect();
        let same = datasets.len() == 1 && datasets[0].text == *release.datasets_raw;
        let label = |name, stated| labels(register, name, stated);
        Row {
            anchor,
            href,
            id: release.id.as_str(),
            edition: release.edition.as_str(),
            released,
            whole_edition: released == Period::of_edition(edition),
            recipient: link_to_recipient(register, routes, &release.recipient),
            reference: &release.reference,
            datasets,
            datasets_raw: (!same).then_some(&*release.datasets_raw),
            channel: super::figures::channel_label(register, release.channel),
            identifiability: label(VocabularyName::Identifiability, &release.identifiability),
            sensitivity: label(VocabularyName::Sensitivity, &release.sensitivity),
            legal_basis: label(VocabularyName::LegalBasis, &release.legal_basis),
            frequency: label(VocabularyName::Frequency, &release.frequency),
            confidentiality: label(VocabularyName::Confidentiality, &release.confidentiality),
            opt_outs: register.vocabularies.label(VocabularyName::OptOut, opt_out_code(release)),
            files: release.files,
            note: &release.note,
        }
    }
}

/// One page of a list that goes over several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// Which page, from 1.
    pub page: usize,
    /// Of how many.
    pub pages: usize,
    /// The first item on it, from 1.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// Items on all pages.
    pub total: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Links to pages: the first, the last, this one and its neighbours; a gap where pages are left out.
    pub items: Vec<PagerItem>,
}

/// A link to a page of the list, or a gap between two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagerItem {
    /// Page number; 0 for a gap.
    pub number: usize,
    /// Its address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// Compact lines on one page of a list.
pub(super) const PAGE_LINES: usize = 300;

/// How many pages a list of this length has; never none.
pub(super) fn page_count(items: usize) -> usize {
    Pager::pages_of(items, PAGE_ROWS)
}

impl Pager {
    /// How many pages a list of this length has with so many items on each; never none.
    pub(super) fn pages_of(items: usize, size: usize) -> usize {
        items.div_ceil(size).max(1)
    }

    /// The pager of one page of a list.
    pub fn new(routes: Routes<'_>, list: &Address, page: usize, total: usize) -> Pager {
        Pager::sized(routes, list, page, total, PAGE_ROWS)
    }

    /// The pager of one page of a list with so many items on each page.
    pub(super) fn sized(routes: Routes<'_>, list: &Address, page: usize, total: usize, size: usize) -> Pager {
        let pages = Pager::pages_of(total, size);
        let href = |number: usize| routes.link(&list.clone().page(number));
        let mut items = Vec::new();
        for number in 1..=pages {
            if number == 1 || number == pages || number.abs_diff(page) <= 1 {
                items.push(PagerItem { number, href: href(number), current: number == page });
            } else if items.last().is_some_and(|item: &PagerItem| item.number > 0) {
                items.push(PagerItem { number: 0, href: String::new(), current: false });
            }
        }
        Pager {
            page,
            pages,
            first: (page.saturating_sub(1) * size + 1).min(total),
            last: (page * size).min(total),
            total,
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < pages).then(|| href(page + 1)),
            items,
        }
    }

    /// The items of this page.
    pub fn slice<'i, T>(&self, items: &'i [T]) -> &'i [T] {
        items.get(self.first.saturating_sub(1)..self.last).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::BaseUrl;
    use crate::model::Facts;

    fn pager(page: usize, total: usize) -> Pager {
        let (register, base) = (Register::new(Facts::default()), BaseUrl::parse("https://a.example/r/").unwrap());
        let routes = Routes::new(&register, &base);
        Pager::new(routes, &routes.section("agreements"), page, total)
    }

    #[test]
    fn every_item_is_on_one_page() {
        let items: Vec<usize> = (0..PAGE_ROWS * 2 + 1).collect();
        let pages: Vec<usize> =
            (1..=page_count(items.len())).flat_map(|page| pager(page, items.len()).slice(&items).to_vec()).collect();
        assert_eq!(pages, items);
        assert_eq!(page_count(0), 1);
        assert_eq!(pager(1, 0).slice::<usize>(&[]), &[] as &[usize]);
    }

    #[test]
    fn a_long_list_links_to_its_ends_and_to_its_neighbours() {
        let numbers = |page| pager(page, 900).items.iter().map(|item| item.number).collect::<Vec<_>>();
        assert_eq!(numbers(1), [1, 2, 0, 9]);
        assert_eq!(numbers(5), [1, 0, 4, 5, 6, 0, 9]);
        assert_eq!(numbers(9), [1, 0, 8, 9]);
        let pager = pager(2, 900);
        assert_eq!(pager.previous.as_deref(), Some("/r/agreements/"));
        assert_eq!(pager.next.as_deref(), Some("/r/agreements/page-3/"));
        assert_eq!((pager.first, pager.last, pager.items[1].current), (101, 200, true));
    }
}
