//! The page that explores all releases, over a register of full size (made up, see `benches/full_size`): what it shows
//! and hands over is held against the published table of releases, which is read here on its own.

use crate::checks;
use crate::chromium::Browser;
use crate::server::Server;
use crate::tab::{Look, Tab};
use candour::output::Assets;
use candour::tree::Folder;
use candour::{extracts, pipeline, render, site};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

#[path = "../../benches/full_size/register.rs"]
mod register;

/// More rows than the register has had so far, under agreements with next to no prose, which no test here reads.
const SIZE: register::Size = register::Size { releases: 104_000, shorter: 400 };
/// What the page needs of the site.
const NEEDED: [&str; 6] = ["explore/", "search/index.html", "assets/", "data/releases.csv", "404.html", "_headers"];

/// The part of the site that the page needs, made once for all tests of this file.
fn full_size() -> &'static Path {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(make_site)
}

fn make_site() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-explore");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let (records, out) = (folder.join("r"), folder.join("site"));
    register::write_register(&records, &Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), SIZE);
    let ready = pipeline::check(&Folder::new(&records)).unwrap().ready.unwrap();
    let day = ready.register.latest_date().unwrap();
    let plan = site::plan(&ready.register, &ready.settings, day);
    let routes = plan.routes();
    let finished = extracts::files(&ready.register, &ready.settings, day, &routes).unwrap();
    let columns = extracts::columns(&ready.register, &ready.settings, day, &routes);
    let assets = Assets::new(&finished, Some(&columns));
    for file in finished.iter().chain(columns.files().unwrap()).chain(&render::files(&plan, &ready.theme, &assets)) {
        let path = file.path().as_str();
        if NEEDED.iter().any(|start| path.starts_with(start)) {
            let target = out.join(path);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, file.bytes().unwrap()).unwrap();
        }
    }
    out
}

/// The published table: its header as it is written, and each row as its cells by column and as it is written.
struct Table {
    header: String,
    rows: Vec<Row>,
}

struct Row {
    cells: BTreeMap<String, String>,
    written: String,
}

fn published() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = std::fs::read_to_string(full_size().join("data/releases.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        // A reader takes the second half of a line's end for the beginning of the next.
        let start = |record: &csv::StringRecord| {
            let byte = record.position().unwrap().byte() as usize;
            byte + usize::from(text.as_bytes()[byte] == b'\n')
        };
        let ends = records.iter().skip(1).map(start).chain([text.len()]);
        let row = |(record, end): (&csv::StringRecord, usize)| Row {
            cells: columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect(),
            written: text[start(record)..end].to_owned(),
        };
        let rows: Vec<Row> = records.iter().zip(ends).map(row).collect();
        Table { header: text[..start(&records[0])].to_owned(), rows }
    })
}

fn rows_that(wanted: impl Fn(&Row) -> bool) -> Vec<&'static Row> {
    published().rows.iter().filter(|row| wanted(row)).collect()
}

/// A number as pages write it.
fn written(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

/// The page with this query in its address, once it says that so many rows are selected.
fn explored<'b>(browser: &'b mut Browser, server: &Server, query: &str, rows: usize) -> Tab<'b> {
    let mut tab = Tab::open(browser, &server.url(&format!("/explore/{query}")), Look::DESKTOP);
    told(&mut tab, rows);
    tab
}

fn told(tab: &mut Tab, rows: usize) {
    let number = "document.querySelector('#explore-status').innerText.match(/[0-9][0-9,]*/)?.[0]";
    tab.until(&format!("{number} === '{}'", written(rows)));
}

fn server() -> Server {
    Server::start(full_size(), "/")
}

/// The ids of the releases whose rows are drawn, in order.
fn drawn(tab: &mut Tab) -> Vec<String> {
    let ids =
        "[...document.querySelectorAll('#explore-table tbody tr')].map(row => row.querySelector('th a').innerText)";
    serde_json::from_value(tab.eval(ids)).unwrap()
}

const SELECTION: &str = "?opt_outs=yes&channel=file&from=2021-03&to=2022-02";

/// The rows of [`SELECTION`].
fn selected() -> Vec<&'static Row> {
    rows_that(|Row { cells, .. }| {
        let month = &cells["released_to"][..7];
        cells["channel"] == "file" && cells["opt_outs_applied"] == "yes" && ("2021-03"..="2022-02").contains(&month)
    })
}

#[test]
fn all_rows_are_there_and_only_those_in_sight_are_drawn() {
    let all = published().rows.len();
    assert_eq!(all, SIZE.releases);
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = explored(&mut browser, &server, "", all);
    assert_eq!(
        tab.eval("document.querySelector('#explore-table').getAttribute('aria-rowcount')"),
        (all + 1).to_string()
    );
    let first: Vec<&str> = published().rows.iter().take(5).map(|row| row.cells["release_id"].as_str()).collect();
    assert_eq!(drawn(&mut tab)[..5], first);
    assert!(drawn(&mut tab).len() < 100);
    let packed: Vec<String> =
        tab.requests().into_iter().filter(|url| url.contains("/explore/") && url.ends_with(".bin")).collect();
    assert!(packed.len() == 1 && packed[0].contains("/explore/rows-"), "{packed:?}");
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

#[test]
fn a_selection_stands_in_its_address_through_reload_and_back() {
    let (all, some) = (published().rows.len(), selected().len());
    assert!(some > 100 && some < all, "{some}");
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = explored(&mut browser, &server, SELECTION, some);
    assert_eq!(tab.eval("document.querySelectorAll('#explore-chips li:not(.reg-chip__all)').length"), 4);
    tab.reload();
    told(&mut tab, some);
    tab.eval("[...document.querySelectorAll('#explore-chips a')].at(-1).click()");
    told(&mut tab, all);
    assert_eq!(tab.eval("location.search"), "");
    tab.eval("history.back()");
    told(&mut tab, some);
    assert_eq!(tab.eval("location.search"), SELECTION);
    assert_eq!(tab.eval("document.querySelector('input[name=channel][value=file]').checked"), true);
    assert_eq!(tab.eval("document.querySelector('#explore-form [name=from]').value"), "2021-03");
}

#[test]
fn a_filter_is_chosen_by_keyboard_and_keeps_the_focus() {
    let files = rows_that(|row| row.cells["channel"] == "file");
    let more = rows_that(|row| ["file", "other"].contains(&&*row.cells["channel"]));
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = explored(&mut browser, &server, "", published().rows.len());
    let option = |code: &str| format!("document.querySelector('input[name=channel][value={code}]')");
    tab.tab_to(&format!("element === {}.closest('details').querySelector('summary')", option("file")));
    tab.press("Enter");
    tab.until(&format!("{}.checkVisibility()", option("file")));
    tab.tab_to(&format!("element === {}", option("file")));
    tab.press("Space");
    told(&mut tab, files.len());
    assert_eq!(tab.eval("location.search"), "?channel=file");
    assert!(tab.has_focus(&format!("element === {}", option("file"))));
    // Another value of the same filter still says how many rows it has, and adds them.
    let label = format!("{}.labels[0].innerText", option("other"));
    let others = tab.eval(&label).as_str().unwrap().to_owned();
    assert!(others.contains(&format!("({})", written(more.len() - files.len()))), "{others}");
    tab.tab_to(&format!("element === {}", option("other")));
    tab.press("Space");
    told(&mut tab, more.len());
}

#[test]
fn every_count_of_a_filter_is_that_of_the_published_table() {
    let (server, mut browser) = (server(), Browser::start());
    let files = rows_that(|row| row.cells["channel"] == "file");
    let mut tab = explored(&mut browser, &server, "?channel=file", files.len());
    let counts = "[...document.querySelectorAll('#explore-filters input[type=checkbox]')].map(box => [box.name, box.value, \
        Number(box.labels[0].textContent.match(/\\(([0-9,]+)\\)\\s*$/)[1].replaceAll(',', ''))])";
    let counts: Vec<(String, String, usize)> = serde_json::from_value(tab.eval(counts)).unwrap();
    let column = |key: &str| match key {
        "recipient" => "recipient_id",
        "type" => "recipient_type",
        "group" => "recipient_group",
        "dataset" => "dataset_ids",
        "opt_outs" => "opt_outs_applied",
        "opt_outs_reason" => "opt_outs_reason",
        "legal_basis" => "legal_basis",
        "identifiability" => "identifiability",
        "edition" => "edition",
        other => panic!("no column for {other}"),
    };
    let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
    let keys =
        ["recipient", "type", "group", "dataset", "opt_outs", "opt_outs_reason", "legal_basis", "identifiability"];
    for key in keys.into_iter().chain(["edition"]) {
        for row in &files {
            for member in row.cells[column(key)].split(';') {
                let code = if member.is_empty() { "not_stated" } else { member };
                *expected.entry((key.to_owned(), code.to_owned())).or_default() += 1;
            }
        }
    }
    assert!(expected.len() > 800, "{}", expected.len());
    let counted: BTreeMap<(String, String), usize> = counts
        .into_iter()
        .filter(|(key, _, count)| *count > 0 && key != "channel" && key != "commercial")
        .map(|(key, code, count)| ((key, code), count))
        .collect();
    assert!(counted == expected, "{:?}", expected.iter().find(|(key, count)| counted.get(*key) != Some(*count)));
}

#[test]
fn rows_are_sorted_by_a_column_header() {
    let (server, mut browser) = (server(), Browser::start());
    let some = selected();
    let mut tab = explored(&mut browser, &server, SELECTION, some.len());
    let header = "document.querySelectorAll('#explore-table thead th')[2]";
    let names = "[...document.querySelectorAll('#explore-table tbody tr')].map(row => row.cells[2].querySelector('a').innerText)";
    for (down, sort) in [(false, "ascending"), (true, "descending")] {
        tab.eval(&format!("{header}.querySelector('button').focus()"));
        tab.press("Enter");
        tab.until(&format!("{header}.getAttribute('aria-sort') === '{sort}'"));
        let shown: Vec<String> = serde_json::from_value(tab.eval(names)).unwrap();
        let mut expected: Vec<&str> = some.iter().map(|row| row.cells["recipient"].as_str()).collect();
        expected.sort_by_key(|name| name.to_lowercase());
        if down {
            expected.reverse();
        }
        assert_eq!(shown, expected[..shown.len()], "{sort}");
        assert!(tab.has_focus(&format!("element === {header}.querySelector('button')")));
    }
    assert!(tab.eval("location.search").as_str().unwrap().contains("sort=recipient&dir=desc"));
}

#[test]
fn groups_add_up_each_channel_on_its_own() {
    let (server, mut browser) = (server(), Browser::start());
    let labels = [
        ("file", "File"),
        ("system_access", "Access to a system"),
        ("commissioner_flow", "Flow to an NHS commissioner"),
        ("other", "Other"),
    ];
    let all = &published().rows;
    let mut tab = explored(&mut browser, &server, "?by=month", all.len());
    let cells = "[...document.querySelectorAll('#explore-groups tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))";
    let cells: Vec<Vec<String>> = serde_json::from_value(tab.eval(cells)).unwrap();
    let (head, lines) = cells.split_first().unwrap();
    let months: std::collections::BTreeSet<&str> = all.iter().map(|row| &row.cells["released_to"][..7]).collect();
    assert!(lines.len() >= 50 && lines.len() <= months.len(), "{} lines for {} months", lines.len(), months.len());
    for (line, month) in lines.iter().zip(months) {
        let of_month = |channel: Option<&str>| {
            let fits = |row: &&Row| {
                row.cells["released_to"].starts_with(month) && channel.is_none_or(|c| row.cells["channel"] == c)
            };
            written(all.iter().filter(fits).count())
        };
        for (code, label) in labels {
            let place =
                head.iter().position(|heading| heading == label).unwrap_or_else(|| panic!("{label} in {head:?}"));
            assert_eq!(line[place], of_month(Some(code)), "{code} in {month}: {line:?}");
        }
        assert_eq!(*line.last().unwrap(), of_month(None), "{month}");
    }
}

#[test]
fn the_last_row_is_reached_by_keyboard() {
    let (server, mut browser) = (server(), Browser::start());
    let all = &published().rows;
    let mut tab = explored(&mut browser, &server, "", all.len());
    tab.tab_to("element.id === 'explore-region'");
    for _ in 0..5 {
        let before = drawn(&mut tab);
        tab.press("PageDown");
        let first = "document.querySelector('#explore-table tbody tr:last-child th a').innerText";
        tab.until(&format!("{first} !== '{}'", before.last().unwrap()));
    }
    tab.press("End");
    let last = &all.last().unwrap().cells["release_id"];
    let row = format!("document.querySelector('#explore-table tbody tr[aria-rowindex=\"{}\"]')", all.len() + 1);
    tab.until(&format!("{row}?.querySelector('th a').innerText === '{last}'"));
    let inside = format!(
        "((row, region) => row.bottom <= region.bottom + 1 && row.top >= region.top)({row}.getBoundingClientRect(), \
            document.querySelector('#explore-region').getBoundingClientRect())"
    );
    tab.until(&inside);
    assert!(drawn(&mut tab).len() < 100);
    tab.press("Home");
    tab.until(&format!(
        "document.querySelector('#explore-table tbody th a').innerText === '{}'",
        all[0].cells["release_id"]
    ));
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

/// The header and these rows as the published file has them.
fn as_published(rows: &[&Row]) -> String {
    published().header.clone() + &rows.iter().map(|row| row.written.as_str()).collect::<String>()
}

#[test]
fn exactly_the_selected_rows_are_downloaded_as_published() {
    let (server, mut browser) = (server(), Browser::start());
    let some = selected();
    let sorted = format!("{SELECTION}&sort=recipient&dir=desc");
    let mut tab = explored(&mut browser, &server, &sorted, some.len());
    let file = tab.download("#explore-csv");
    assert!(file.bytes == as_published(&some).as_bytes(), "{} bytes", file.bytes.len());
    for part in ["full", "2021-03", "2022-02", "file", "yes"] {
        assert!(file.name.contains(part), "no {part} in {}", file.name);
    }
    let packed = |tab: &mut Tab| tab.requests().iter().filter(|url| url.contains("/explore/rest-")).count();
    assert_eq!(packed(&mut tab), 1);
    let note = tab.download("#explore-txt");
    let text = String::from_utf8(note.bytes).unwrap();
    assert_eq!(note.name.strip_suffix(".txt"), file.name.strip_suffix(".csv"));
    for part in [
        &*written(some.len()),
        &*written(published().rows.len()),
        &*file.name,
        SELECTION,
        "March 2021",
        "February 2022",
    ] {
        assert!(text.contains(part), "no {part} in:\n{text}");
    }
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

#[test]
fn all_rows_are_downloaded_as_the_published_file() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = explored(&mut browser, &server, "", published().rows.len());
    let file = tab.download("#explore-csv");
    let whole = std::fs::read(full_size().join("data/releases.csv")).unwrap();
    assert!(file.bytes == whole, "{} bytes, not {}", file.bytes.len(), whole.len());
}

#[test]
fn both_files_are_small_enough() {
    let sizes = |start: &str| {
        let files = std::fs::read_dir(full_size().join("explore")).unwrap().map(|entry| entry.unwrap());
        let named = files.filter(|entry| entry.file_name().to_str().unwrap().starts_with(start));
        named.map(|entry| entry.metadata().unwrap().len()).collect::<Vec<_>>()
    };
    let (rows, rest) = (sizes("rows-"), sizes("rest-"));
    println!("rows {rows:?}, rest {rest:?}");
    assert!(rows.len() == 1 && rows[0] <= 728_000, "700 KB for 100,000 rows: {rows:?}");
    assert!(rest.len() == 1 && rest[0] <= 1_560_000, "1.5 MB for 100,000 rows: {rest:?}");
}

#[test]
fn a_selection_and_an_empty_one_pass_axe_and_fit_a_phone() {
    let (server, mut browser) = (server(), Browser::start());
    for (query, rows) in
        [(format!("{SELECTION}&by=recipient"), selected().len()), ("?channel=file&from=2035-01".to_owned(), 0)]
    {
        let mut tab = Tab::open(&mut browser, &server.url(&format!("/explore/{query}")), Look::DESKTOP);
        match rows {
            0 => tab.until("document.querySelector('#explore-region').hidden && document.querySelector('#explore-none').checkVisibility()"),
            some => told(&mut tab, some),
        }
        let findings = checks::accessible_now(&mut tab);
        assert!(findings.is_empty(), "{query}: {findings:#?}");
        tab.look(Look::PHONE);
        let findings = checks::narrow_now(&mut tab);
        assert!(findings.is_empty(), "{query}: {findings:#?}");
    }
}

#[test]
fn without_script_the_page_leads_to_the_prepared_lists() {
    let (server, mut browser) = (server(), Browser::start());
    let mut tab = Tab::open(&mut browser, &server.url("/explore/"), Look { script: false, ..Look::DESKTOP });
    let links = tab.eval(
        "[...document.querySelectorAll('main a')].filter(link => link.checkVisibility()).map(link => link.pathname)",
    );
    let links: Vec<String> = serde_json::from_value(links).unwrap();
    for list in ["/releases/", "/recipients/", "/datasets/", "/data/releases.csv", "/releases/2023-12/"] {
        assert!(links.iter().any(|link| link == list), "{list} among {links:?}");
    }
    let idle = "[...document.querySelectorAll('main select, main input, main button')].filter(one => one.checkVisibility()).length";
    assert_eq!(tab.eval(idle), 0);
    assert_eq!(tab.eval("document.querySelector('main noscript').innerText.length > 20"), Value::Bool(true));
}
