//! The box in every header, the suggestions under it, and the filters of lists, in the example.

use crate::checks;
use crate::chromium::Browser;
use crate::server::Server;
use crate::tab::{Look, Tab};
use serde_json::Value;

const OPTIONS: &str = "[...document.querySelectorAll('#site-q-list [role=option]')]";

/// A page with the cursor in its header's box and suggestions for these letters under it.
fn suggested<'b>(browser: &'b mut Browser, server: &Server, letters: &str) -> Tab<'b> {
    let mut tab = Tab::open(browser, &server.url("/about/"), Look::DESKTOP);
    for _ in 0..20 {
        if tab.eval("document.activeElement.id") == "site-q" {
            break;
        }
        tab.press("Tab");
    }
    tab.until("document.activeElement.getAttribute('role') === 'combobox'");
    tab.type_text(letters);
    tab.until(&format!("document.querySelector('#site-q-list')?.checkVisibility() && {OPTIONS}.length"));
    tab
}

/// The suggestion that the arrow keys stand on, as assistive technology is told.
fn active(tab: &mut Tab) -> Value {
    tab.eval(
        "(id => { const option = id && document.getElementById(id); \
            return option?.getAttribute('aria-selected') === 'true' ? option.textContent : null; \
        })(document.querySelector('#site-q').getAttribute('aria-activedescendant'))",
    )
}

#[test]
fn every_page_but_the_search_page_has_a_box_that_searches() {
    let site = super::site();
    for pages in crate::sample::pages(site).values() {
        let html = &pages[0].html;
        let boxes = html.matches("name=\"q\"").count();
        assert!(boxes > 0, "{} has no box", pages[0].address);
        assert_eq!(html.contains("id=\"site-q\""), pages[0].address != "/search/", "{}", pages[0].address);
    }
    let (server, mut browser) = (Server::start(site, "/"), Browser::start());
    let mut tab = suggested(&mut browser, &server, "maternity care");
    tab.press("Enter");
    tab.until("location.pathname === '/search/' && location.search === '?q=maternity+care'");
    tab.until("document.querySelector('#search-results h3 a')?.pathname === '/datasets/maternity-care/'");
    tab.eval("history.back()");
    tab.until("location.pathname === '/about/'");
}

#[test]
fn suggestions_are_reached_with_the_arrow_keys_and_enter_goes_there() {
    let (server, mut browser) = (Server::start(super::site(), "/"), Browser::start());
    let mut tab = suggested(&mut browser, &server, "ost");
    let input = |name: &str| format!("document.querySelector('#site-q').getAttribute('{name}')");
    assert_eq!(tab.eval(&input("aria-expanded")), "true");
    assert_eq!(tab.eval(&input("aria-controls")), "site-q-list");
    assert_eq!(tab.eval("document.querySelector('#site-q-list').getAttribute('role')"), "listbox");
    let texts: Vec<String> =
        serde_json::from_value(tab.eval(&format!("{OPTIONS}.map(option => option.textContent)"))).unwrap();
    assert!(texts.len() > 2 && texts.iter().all(|text| text.to_lowercase().contains("ost")), "{texts:?}");
    assert_eq!(active(&mut tab), Value::Null, "nothing is chosen for the reader");
    tab.press("ArrowDown");
    assert_eq!(active(&mut tab), *texts[0]);
    tab.press("ArrowDown");
    assert_eq!(active(&mut tab), *texts[1]);
    tab.press("ArrowUp");
    assert_eq!(active(&mut tab), *texts[0]);
    tab.press("ArrowUp");
    assert_eq!(active(&mut tab), Value::Null, "above the first is the box itself");
    tab.press("ArrowUp");
    assert_eq!(active(&mut tab), *texts[texts.len() - 1]);
    assert_eq!(
        tab.eval("document.activeElement.id + document.activeElement.value"),
        "site-qost",
        "the box keeps focus and letters"
    );
    tab.press("ArrowDown");
    tab.press("ArrowDown");
    let wanted = active(&mut tab).as_str().unwrap().to_owned();
    tab.press("Enter");
    tab.until("location.pathname !== '/about/' && document.querySelector('h1')");
    let heading = tab.eval("document.querySelector('h1').innerText").as_str().unwrap().to_owned();
    assert!(wanted.contains(heading.trim()), "{wanted} led to {heading}");
}

#[test]
fn escape_closes_the_suggestions_and_keeps_what_was_typed() {
    let (server, mut browser) = (Server::start(super::site(), "/"), Browser::start());
    let mut tab = suggested(&mut browser, &server, "wren");
    tab.press("ArrowDown");
    tab.press("Escape");
    tab.until("!document.querySelector('#site-q-list').checkVisibility()");
    assert_eq!(tab.eval("document.querySelector('#site-q').value"), "wren");
    assert_eq!(tab.eval("document.querySelector('#site-q').getAttribute('aria-expanded')"), "false");
    assert_eq!(tab.eval("document.activeElement.id"), "site-q");
    tab.type_text("f");
    tab.until(&format!("document.querySelector('#site-q-list').checkVisibility() && {OPTIONS}.length"));
    tab.press("Tab");
    tab.until("!document.querySelector('#site-q-list').checkVisibility()");
    assert_ne!(tab.eval("document.activeElement.id"), "site-q", "the Tab key leaves the box");
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

#[test]
fn open_suggestions_pass_axe_and_fit_a_phone() {
    let (server, mut browser) = (Server::start(super::site(), "/"), Browser::start());
    let mut tab = suggested(&mut browser, &server, "ost");
    tab.press("ArrowDown");
    let findings = checks::accessible_now(&mut tab);
    assert!(findings.is_empty(), "{findings:#?}");
    tab.look(Look::PHONE);
    let findings = checks::narrow_now(&mut tab);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(tab.eval(&format!("{OPTIONS}.every(option => option.checkVisibility())")), true, "it is still open");
}

/// The rows of lists that can be filtered.
const ROWS: &str = "[...document.querySelectorAll('[data-filter] tbody tr, [data-filter] .reg-list > li, [data-filter] + table tbody tr')]\
    .filter(row => row.checkVisibility())";

/// The rows that a page's lists show, each as its text.
fn rows(tab: &mut Tab) -> Vec<String> {
    serde_json::from_value(tab.eval(&format!("{ROWS}.map(row => row.innerText)"))).unwrap()
}

/// Types into the filter of the page's first list.
fn filter(tab: &mut Tab, words: &str) {
    tab.until("document.querySelector('.reg-filter input')");
    tab.eval("document.querySelector('.reg-filter input').focus()");
    tab.type_text(words);
}

#[test]
fn lists_are_filtered_in_place_and_come_back_whole() {
    let (server, mut browser) = (Server::start(super::site(), "/"), Browser::start());
    for (page, words, kept) in [
        ("/agreements/", "cancer", "cancer"),
        ("/recipients/", "tallowdene", "tallowdene"),
        ("/datasets/", "register", "register"),
        ("/releases/2024-h2/", "maternity", "maternity"),
    ] {
        let mut tab = Tab::open(&mut browser, &server.url(page), Look::DESKTOP);
        tab.until("document.querySelector('.reg-filter input')");
        let all = rows(&mut tab);
        filter(&mut tab, words);
        tab.until(&format!("{ROWS}.length < {}", all.len()));
        let expected: Vec<&String> = all.iter().filter(|row| row.to_lowercase().contains(kept)).collect();
        let found = rows(&mut tab);
        assert!(
            !found.is_empty() && found.iter().collect::<Vec<_>>() == expected,
            "{page}: {found:?}, not {expected:?}"
        );
        // The number is said, politely, in a region that was there before.
        tab.until(&format!(
            "document.querySelector('.reg-filter [role=status]').textContent.includes('{}')",
            found.len()
        ));
        tab.press("Escape");
        tab.until(&format!("{ROWS}.length === {}", all.len()));
        assert_eq!(rows(&mut tab), all, "{page}");
        assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
    }
}

#[test]
fn a_filter_that_leaves_nothing_says_so() {
    let (server, mut browser) = (Server::start(super::site(), "/"), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/agreements/"), Look::DESKTOP);
    filter(&mut tab, "zzzyx");
    tab.until("document.querySelector('.reg-filter [role=status]').textContent.length > 10");
    assert_eq!(rows(&mut tab), Vec::<String>::new());
    let findings = checks::accessible_now(&mut tab);
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn a_list_of_several_pages_is_filtered_as_a_whole() {
    let Some(real) = super::real_site() else { return };
    let (server, mut browser) = (Server::start(&real.site, "/"), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/agreements/"), Look::DESKTOP);
    let first_page = rows(&mut tab);
    assert!(first_page.len() < 582, "the list has several pages");
    let cancer_alliance = |row: &String| row.contains("Cancer Alliance");
    assert!(!first_page.iter().any(cancer_alliance), "they stand on later pages");
    filter(&mut tab, "cancer alliance");
    tab.until("document.querySelector('.reg-filter [role=status]').textContent.includes('11')");
    let found = rows(&mut tab);
    assert_eq!((found.len(), found.iter().filter(|row| cancer_alliance(row)).count()), (11, 11), "{found:?}");
    tab.press("Escape");
    tab.until("document.querySelector('.nhsuk-pagination').checkVisibility()");
    assert_eq!(rows(&mut tab), first_page);
}
