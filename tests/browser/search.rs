//! The search page of the example, used as people use it: by typing, by keyboard, by address, on a phone, without
//! script. What is found is `tests/relevance.rs`'s business; that the script finds the same is `parity.rs`'s.

use crate::checks::{self, Findings};
use crate::chromium::Browser;
use crate::server::Server;
use crate::tab::{Look, Tab};
use serde_json::Value;

const FIRST: &str = "document.querySelector('#search-results h3 a')?.pathname";

fn server() -> Server {
    Server::start(super::site(), "/")
}

/// The search page with a query in its address, once its first result is this page.
fn searched<'b>(browser: &'b mut Browser, server: &Server, query: &str, first: &str) -> Tab<'b> {
    let mut tab = Tab::open(browser, &server.url(&format!("/search/?{query}")), Look::DESKTOP);
    tab.until(&format!("{FIRST} === '{first}'"));
    tab
}

/// Types into the box of the search page in the stead of what stands there, sends the form, and waits for the answer.
fn ask(tab: &mut Tab, words: &str) {
    type_and_send(tab, words);
    told(tab, words);
}

fn type_and_send(tab: &mut Tab, words: &str) {
    tab.eval("document.querySelector('#q').focus(); document.querySelector('#q').select()");
    tab.type_text(words);
    tab.press("Enter");
    tab.until(&format!("new URLSearchParams(location.search).get('q') === {}", Value::from(words)));
}

/// Waits until what was found is said, in a sentence with these words.
fn told(tab: &mut Tab, words: &str) {
    tab.until(&format!("document.querySelector('#search-status').textContent.includes({})", Value::from(words)));
}

/// Waits until the sentence says that so many were found.
fn told_number(tab: &mut Tab, number: u64) {
    let said = "document.querySelector('#search-status').textContent.match(/[0-9][0-9,]*/)?.[0].replace(',', '')";
    tab.until(&format!("{said} === '{number}'"));
}

fn number_found(tab: &mut Tab) -> u64 {
    tab.until("/[0-9]/.test(document.querySelector('#search-status').textContent)");
    let said = tab.eval("document.querySelector('#search-status').textContent");
    let digits = said.as_str().unwrap().replace(',', "");
    digits.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty()).unwrap().parse().unwrap()
}

/// The addresses of the results that show.
fn shown(tab: &mut Tab) -> Vec<String> {
    let paths =
        tab.eval("[...document.querySelectorAll('#search-results > li.reg-result > h3 > a')].map(a => a.pathname)");
    serde_json::from_value(paths).unwrap()
}

fn address(tab: &mut Tab) -> String {
    tab.eval("location.search").as_str().unwrap().to_owned()
}

fn nothing_wrong(findings: Findings) {
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn what_is_typed_is_found_and_stays_in_the_address_through_back_forward_and_reload() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/"), Look::DESKTOP);
    tab.until("document.querySelector('#q')?.checkVisibility()");
    assert_eq!(shown(&mut tab), Vec::<String>::new());
    ask(&mut tab, "wrenfield hospitals");
    let hospital = format!("{FIRST} === '/recipients/wrenfield-hospitals/'");
    tab.until(&hospital);
    assert_eq!(address(&mut tab), "?q=wrenfield+hospitals");
    assert!(tab.eval("document.title").as_str().unwrap().contains("wrenfield hospitals"));
    ask(&mut tab, "cancer registration dataset");
    let dataset = format!("{FIRST} === '/datasets/cancer-registrations/'");
    tab.until(&dataset);
    tab.eval("history.back()");
    tab.until(&hospital);
    assert_eq!(tab.eval("document.querySelector('#q').value"), "wrenfield hospitals");
    assert_eq!(address(&mut tab), "?q=wrenfield+hospitals");
    tab.eval("history.forward()");
    tab.until(&dataset);
    tab.reload();
    tab.until(&dataset);
    assert_eq!(tab.eval("document.querySelector('#q').value"), "cancer registration dataset");
    tab.eval("document.querySelector('#search-results a').click()");
    tab.until("location.pathname === '/datasets/cancer-registrations/'");
    tab.eval("history.back()");
    tab.until(&dataset);
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

#[test]
fn names_references_phrases_and_exclusions_find_what_they_say() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/"), Look::DESKTOP);
    for (query, first) in [
        ("University of Ostbury", "/recipients/ostbury-university/"),
        ("lanternlight heart appeal", "/recipients/lanternlight-heart/"),
        ("900001", "/agreements/nic-900001-a1b2c/"),
        ("F6G7H", "/agreements/nic-900003-f6g7h/"),
        ("DARS-NIC-900003-F6G7H-v2.4", "/agreements/nic-900003-f6g7h/"),
        ("nic 900005 m1n2p", "/agreements/nic-900005-m1n2p/"),
        ("gplist wrenfield", "/agreements/gplist-wrenfield/"),
        ("“bowel, lung and ovarian cancer”", "/agreements/nic-900003-f6g7h/"),
        ("Öffice for Cäre Meäsurement", "/recipients/office-care-measurement/"),
    ] {
        ask(&mut tab, query);
        assert_eq!(shown(&mut tab).first().map(String::as_str), Some(first), "{query}");
    }
    ask(&mut tab, "cancer trial");
    assert_eq!(shown(&mut tab)[0], "/agreements/nic-900011-f4g5h/");
    ask(&mut tab, "cancer -trial");
    let left = shown(&mut tab);
    assert!(left.contains(&"/agreements/nic-900003-f6g7h/".to_owned()), "{left:?}");
    assert!(!left.contains(&"/agreements/nic-900011-f4g5h/".to_owned()), "{left:?}");
}

#[test]
fn a_phrase_is_found_only_where_its_words_follow_each_other() {
    let (server, mut browser) = (server(), Browser::start());
    let phrase = |words: &str| format!("q={}", words.replace(' ', "+").replace('"', "%22"));
    let care_homes = "/agreements/nic-900019-f2g3h/";
    let mut tab = searched(&mut browser, &server, &phrase("\"the notice ended\""), care_homes);
    assert_eq!(shown(&mut tab), [care_homes]);
    drop(tab);
    let url = server.url(&format!("/search/?{}", phrase("\"ended notice the\"")));
    let mut tab = Tab::open(&mut browser, &url, Look::DESKTOP);
    tab.until("document.querySelector('#search-status').textContent");
    assert!(!shown(&mut tab).contains(&care_homes.to_owned()));
}

#[test]
fn a_result_of_a_phrase_shows_the_phrase_and_not_only_one_of_its_words() {
    let (server, mut browser) = (server(), Browser::start());
    let list = "/agreements/gplist-wrenfield/";
    let passage = "document.querySelector('.reg-result__passage')";
    let begins = "Wrenfield Hospitals sends letters to GP surgeries.";
    let mut tab = searched(&mut browser, &server, "q=letters+a+week", list);
    let words = tab.eval(&format!("{passage}.textContent"));
    assert!(words.as_str().unwrap().contains(begins), "the words alone show where letters stand first: {words}");
    drop(tab);
    let mut tab = searched(&mut browser, &server, "q=%22letters+a+week%22", list);
    assert_eq!(shown(&mut tab), [list]);
    let words = tab.eval(&format!("{passage}.textContent"));
    assert!(words.as_str().unwrap().contains("sends about 9,000 letters a week to GP surgeries"), "{words}");
    let marks = tab.eval(&format!("[...{passage}.querySelectorAll('mark')].map(mark => mark.textContent)"));
    assert_eq!(marks.as_array().unwrap()[..2], ["letters", "week"]);
}

#[test]
fn a_misspelling_shows_what_was_meant_and_the_way_back() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = searched(&mut browser, &server, "q=fysiotherapy", "/agreements/nic-900018-c9d1e/");
    let main = tab.eval("document.querySelector('main').innerText").as_str().unwrap().to_owned();
    assert!(main.contains("physiotherapy") && main.contains("fysiotherapy"), "{main}");
    assert!(
        tab.eval("document.querySelector('#search-correction').textContent").as_str().unwrap().contains("fysiotherapy")
    );
    tab.eval("document.querySelector('#search-correction').click()");
    tab.until("location.search.includes('q=fysiotherapy&') && !document.querySelector('#search-results li')");
    tab.eval("history.back()");
    tab.until(&format!("{FIRST} === '/agreements/nic-900018-c9d1e/'"));
    ask(&mut tab, "physiotherapy");
    assert_eq!(tab.eval("document.querySelector('#search-correction')"), Value::Null);
}

#[test]
fn nothing_found_says_so_and_what_to_do() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/?q=zzzyx+qqqwv"), Look::DESKTOP);
    told(&mut tab, "zzzyx");
    assert_eq!(shown(&mut tab), Vec::<String>::new());
    assert!(tab.eval("document.querySelector('#search-help').innerText.length > 40") == true);
    assert!(tab.eval("document.querySelectorAll('#lists ~ * a, #lists a').length > 4") == true);
    // With a filter in the way, the page says how many there are without it, and takes it away.
    tab.go(&server.url("/search/?q=physiotherapy&kind=dataset"));
    told(&mut tab, "physiotherapy");
    assert_eq!(shown(&mut tab), Vec::<String>::new());
    tab.eval("document.querySelector('#search-help a').click()");
    tab.until(&format!("{FIRST} === '/agreements/nic-900018-c9d1e/'"));
    assert_eq!(address(&mut tab), "?q=physiotherapy");
}

#[test]
fn filters_are_chosen_by_keyboard_counted_and_taken_away_by_their_chips() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = searched(&mut browser, &server, "q=ostbury", "/recipients/ostbury-council/");
    let all = number_found(&mut tab);
    let option = |code: &str| format!("document.querySelector('input[name=kind][value={code}]')");
    let count = |code: &str| {
        format!(
            "Number(document.querySelector(`label[for=${{CSS.escape({}.id)}}]`).innerText.match(/\\(([0-9,]+)\\)/)[1].replace(',', ''))",
            option(code)
        )
    };
    if tab.eval(&format!("{}.closest('details').open", option("recipient"))) == false {
        tab.tab_to(&format!("element === {}.closest('details').querySelector('summary')", option("recipient")));
        tab.press("Enter");
        tab.until(&format!("{}.checkVisibility()", option("recipient")));
    }
    let recipients = tab.eval(&count("recipient")).as_u64().unwrap();
    let agreements = tab.eval(&count("agreement")).as_u64().unwrap();
    assert!(recipients > 1 && agreements > 1 && recipients + agreements <= all, "{recipients} {agreements} {all}");
    tab.tab_to(&format!("element === {}", option("recipient")));
    tab.press("Space");
    told_number(&mut tab, recipients);
    assert_eq!(address(&mut tab), "?q=ostbury&kind=recipient");
    assert!(tab.has_focus(&format!("element === {}", option("recipient"))), "the control in use keeps the focus");
    assert!(shown(&mut tab).iter().all(|path| path.starts_with("/recipients/")));
    // The other values count as if nothing of their own group were chosen, and can be chosen beside it.
    assert_eq!(tab.eval(&count("agreement")), agreements);
    tab.tab_to(&format!("element === {}", option("agreement")));
    tab.press("Space");
    let both = recipients + agreements;
    told_number(&mut tab, both);
    let pairs = tab.eval("new URLSearchParams(location.search).getAll('kind').sort().join()");
    assert_eq!(pairs, "agreement,recipient");
    tab.eval("history.back()");
    told_number(&mut tab, recipients);
    tab.until(&format!("!{}.checked && {}.checked", option("agreement"), option("recipient")));
    // A chip takes its filter away.
    tab.eval("document.querySelector('#q').focus()");
    let chip = "element.matches('#search-chips a') && new URL(element.href).search === '?q=ostbury'";
    tab.tab_to(chip);
    assert!(tab.has_focus("element.innerText.trim().length > 3"));
    tab.press("Enter");
    told_number(&mut tab, all);
    assert_eq!(address(&mut tab), "?q=ostbury");
    assert!(!tab.has_focus("element === document.body"), "the focus is not lost with the chip");
}

#[test]
fn every_count_of_a_filter_is_what_choosing_it_finds() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = searched(&mut browser, &server, "q=ostbury", "/recipients/ostbury-council/");
    number_found(&mut tab);
    let counts = "[...document.querySelectorAll('#search-filters input[type=checkbox]')].map(box => [box.name, box.value, \
        Number(box.labels[0].textContent.match(/\\(([0-9,]+)\\)\\s*$/)[1].replace(',', ''))])";
    let counts: Vec<(String, String, u64)> = serde_json::from_value(tab.eval(counts)).unwrap();
    assert!(counts.len() > 40, "{counts:?}");
    let keys: std::collections::BTreeSet<&str> = counts.iter().map(|(key, ..)| key.as_str()).collect();
    for key in [
        "kind",
        "group",
        "type",
        "dataset",
        "legal_basis",
        "opt_outs",
        "identifiability",
        "channel",
        "commercial",
        "status",
    ] {
        assert!(keys.contains(key), "no filter {key} among {keys:?}");
    }
    for (key, value, count) in counts.iter().filter(|(.., count)| *count > 0).step_by(5) {
        tab.go(&server.url(&format!("/search/?q=ostbury&{key}={value}")));
        assert_eq!(number_found(&mut tab), *count, "{key}={value}");
    }
    for (key, value, _) in counts.iter().filter(|(.., count)| *count == 0).step_by(9) {
        tab.go(&server.url(&format!("/search/?q=ostbury&{key}={value}")));
        told(&mut tab, "ostbury");
        assert_eq!(shown(&mut tab), Vec::<String>::new(), "{key}={value}");
    }
}

#[test]
fn years_narrow_and_the_order_can_be_by_date() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = searched(&mut browser, &server, "q=ostbury", "/recipients/ostbury-council/");
    let all = number_found(&mut tab);
    tab.go(&server.url("/search/?q=ostbury&from=2024"));
    tab.until("document.querySelector('#from')?.value === '2024'");
    let late = number_found(&mut tab);
    assert!(0 < late && late < all, "{late} of {all}");
    tab.go(&server.url("/search/?q=ostbury&sort=date"));
    tab.until("document.querySelector('#sort')?.value === 'date'");
    assert_eq!(number_found(&mut tab), all);
    let by_date = shown(&mut tab);
    tab.go(&server.url("/search/?q=ostbury"));
    number_found(&mut tab);
    let best_first = shown(&mut tab);
    assert_ne!(by_date, best_first);
}

#[test]
fn results_come_twenty_to_a_page() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/?q=data"), Look::DESKTOP);
    let all = number_found(&mut tab);
    assert!(all > 20, "{all} results");
    let first = shown(&mut tab);
    assert_eq!(first.len(), 20);
    tab.eval("document.querySelector('#search-found nav.nhsuk-pagination a[rel=next]').click()");
    tab.until("location.search === '?q=data&page=2'");
    tab.until(&format!("{FIRST} !== '{}'", first[0]));
    assert!(shown(&mut tab).iter().all(|path| !first.contains(path)));
    assert!(tab.eval("document.title").as_str().unwrap().contains('2'), "the page's number is in the title");
    tab.reload();
    tab.until(&format!("{FIRST} && {FIRST} !== '{}'", first[0]));
    tab.eval("history.back()");
    tab.until(&format!("{FIRST} === '{}'", first[0]));
}

#[test]
fn one_polite_sentence_is_announced_for_each_search() {
    let (server, mut browser) = (server(), Browser::start());
    let html = std::fs::read_to_string(super::site().join("search/index.html")).unwrap();
    let region = html.split("id=\"search-status\"").nth(1).expect("the live region is in the page from the start");
    assert!(region.split('>').next().unwrap().contains("role=\"status\""));
    assert!(region.split('>').nth(1).unwrap().starts_with("</p"), "it is empty until there is something to say");
    let mut tab = Tab::open(&mut browser, &server.url("/search/"), Look::DESKTOP);
    tab.until("document.querySelector('input[name=kind]')");
    tab.eval(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('#search-status').textContent))\
            .observe(document.querySelector('#search-status'), {childList: true, characterData: true, subtree: true});",
    );
    ask(&mut tab, "cancer");
    let count = number_found(&mut tab);
    // A count of what was said twice, a while apart: nothing more comes.
    tab.eval("new Promise(done => setTimeout(done, 900))");
    let said: Vec<String> = serde_json::from_value(tab.eval("said")).unwrap();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(&count.to_string()) && said[0].ends_with('.'), "{said:?}");
    let others = "[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].filter(region => region.id !== 'search-status').map(region => region.textContent.trim()).join('')";
    assert_eq!(tab.eval(others), "", "nothing else speaks");
    assert_eq!(tab.eval("document.activeElement.id"), "q", "a search does not move the focus");
}

#[test]
fn without_script_the_lists_are_there_and_the_header_leads_to_them() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/"), Look { script: false, ..Look::DESKTOP });
    tab.tab_to("element.id === 'site-q'");
    tab.type_text("heart");
    tab.press("Enter");
    tab.until(
        "location.pathname === '/search/' && location.search === '?q=heart' && document.readyState === 'complete'",
    );
    let links: Vec<String> = serde_json::from_value(
        tab.eval("[...document.querySelectorAll('main a')].filter(a => a.checkVisibility()).map(a => a.pathname)"),
    )
    .unwrap();
    for list in ["/agreements/", "/recipients/", "/datasets/", "/releases/", "/data/agreements.csv"] {
        assert!(links.iter().any(|link| link == list), "{list} among {links:?}");
    }
    let idle = "[...document.querySelectorAll('main select, main input[type=checkbox], main button[type=button]')]\
        .filter(control => control.checkVisibility()).length";
    assert_eq!(tab.eval(idle), 0, "controls that need script do not show");
}

#[test]
fn a_result_is_reached_by_keyboard_alone() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/"), Look::DESKTOP);
    tab.until("document.querySelector('input[name=kind]')");
    tab.press("Tab");
    assert!(tab.has_focus("element.matches('.nhsuk-skip-link')"));
    tab.press("Enter");
    tab.tab_to("element.id === 'q'");
    tab.type_text("maternity care dataset");
    tab.press("Enter");
    tab.until(&format!("{FIRST} === '/datasets/maternity-care/'"));
    tab.tab_to("element.closest('#search-results')");
    tab.press("Enter");
    tab.until("location.pathname === '/datasets/maternity-care/'");
}

#[test]
fn results_and_an_empty_page_pass_axe_and_fit_a_phone() {
    let (server, mut browser) = (server(), Browser::start());
    for (query, words) in
        [("q=ostbury&kind=agreement", "ostbury"), ("q=fysiotherapy", "physiotherapy"), ("q=zzzyx+qqqwv", "zzzyx")]
    {
        let mut tab = Tab::open(&mut browser, &server.url(&format!("/search/?{query}")), Look::DESKTOP);
        told(&mut tab, words);
        nothing_wrong(checks::accessible_now(&mut tab));
        tab.look(Look::PHONE);
        nothing_wrong(checks::narrow_now(&mut tab));
    }
}

#[test]
fn what_is_found_is_downloaded_whole() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/?q=data"), Look::DESKTOP);
    let all = number_found(&mut tab);
    let mut file = tab.download("#search-csv");
    assert!(file.name.ends_with(".csv") && file.name.contains("data"), "{}", file.name);
    assert!(file.bytes.starts_with("\u{FEFF}".as_bytes()), "spreadsheet programs need the mark");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(&file.bytes.split_off(3)[..]).into_records().map(Result::unwrap).collect();
    assert_eq!(rows.len() as u64, all);
}

#[test]
fn the_search_lives_under_a_path() {
    let below = super::build_example("browser-search-below", &["--base-url", "https://register.example.org/a/path/"]);
    let (server, mut browser) = (Server::start(&below, "/a/path/"), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/search/?q=wrenfield+hospitals"), Look::DESKTOP);
    tab.until(&format!("{FIRST} === '/a/path/recipients/wrenfield-hospitals/'"));
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}
