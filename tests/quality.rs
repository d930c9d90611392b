//! What is wrong or missing, from the records to the pages and the file: stories on the smallest good register.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use candour::model::parse_date;
use candour::pipeline;
use candour::tree::Memory;
use std::collections::BTreeMap;
use std::path::Path;

type Files = BTreeMap<String, String>;

/// The smallest good register with these lines added to its files.
fn register(added: &[(&str, &str)]) -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register");
    let walk = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    let mut files: Files = walk
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            (path, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    for (path, lines) in added {
        files.entry((*path).to_owned()).or_default().push_str(lines);
    }
    Memory::new(files.into_iter().map(|(path, text)| (path, text.into_bytes())))
}

/// Every text file of its site, by path.
fn site(added: &[(&str, &str)]) -> Files {
    let checked = pipeline::check(&register(added)).unwrap();
    let ready = checked.ready.unwrap_or_else(|| panic!("{:#?}", checked.faults));
    let files = pipeline::build(&ready, parse_date("2023-07-01").unwrap(), |outputs| {
        outputs
            .all()?
            .into_iter()
            .map(|file| Ok((file.path().as_str().to_owned(), String::from_utf8_lossy(&file.bytes()?).into_owned())))
            .collect()
    });
    files.unwrap().unwrap()
}

/// The words of a page's main part, without markup.
fn words(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let text: String =
        main.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const RELEASES: &str = "data/releases/2022-h1.csv";

/// A row that says what `FILE1001` says.
fn row(id: &str, recipient: &str, note: &str) -> String {
    format!(
        "{id},2022-h1,DataReleases,9,DARS-NIC-900001-A1B2C-v1.0,{recipient},,Deaths Register,,file,Identifiable,Sensitive,\
         Health and Social Care Act 2012 - s261(7),One-Off,Yes - patient objections upheld,\
         Section 251 NHS Act 2006,,{note}\n"
    )
}

/// An edition with a release of its own.
fn edition(id: &str, from: &str, to: &str, published: &str, supersedes: &str) -> [(String, String); 3] {
    let release = row("FILE2001", "Ostbury Council", "").replace("2022-h1", id);
    let header = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register").join(RELEASES));
    let header = header.unwrap().lines().next().unwrap().to_owned();
    [
        ("data/editions.csv".to_owned(), format!("{id},flow,{from},{to},{published},,{supersedes},,,,,\n")),
        (format!("data/releases/{id}.csv"), format!("{header}\n{release}")),
        ("register.toml".to_owned(), String::new()),
    ]
}

fn with(edition: &[(String, String); 3], settings: &str) -> Files {
    let [editions, releases, _] = edition.each_ref().map(|(path, text)| (path.as_str(), text.as_str()));
    site(&[editions, releases, ("register.toml", settings)])
}

#[test]
fn a_register_without_fault_shows_a_nought_for_each_kind_and_no_page_of_rows() {
    let files = site(&[]);
    let page = words(&files["quality/index.html"]);
    assert!(page.contains("Rows that repeat another but for the id 0"), "{page}");
    assert!(page.contains("No fault was let through."), "{page}");
    assert!(words(&files["quality/2022-h1/index.html"]).contains("The checks found nothing else wrong."));
    assert!(!files.keys().any(|path| path.starts_with("quality/2022-h1/") && path != "quality/2022-h1/index.html"));
    assert!(!files.contains_key("quality/register/index.html"));
    assert_eq!(files["data/findings.csv"].lines().count(), 1, "only the header");
}

#[test]
fn rows_equal_but_for_their_id_stand_beside_the_first_of_them() {
    let rows = row("FILE1004", "Ostbury Council", "") + &row("FILE1005", "Ostbury Council", "");
    let files = site(&[(RELEASES, &rows)]);
    let page = &files["quality/2022-h1/equal-rows/index.html"];
    let list = words(page);
    assert!(list.contains("FILE1001 · Ostbury Council · Deaths Register Equal to it: FILE1004 FILE1005"), "{list}");
    for id in ["FILE1001", "FILE1004", "FILE1005"] {
        assert!(
            page.contains(&format!("/agreements/nic-900001-a1b2c/v1.0/#r-2022-h1-{id}\"")),
            "{id} leads to its row"
        );
    }
    let csv = &files["data/2022-h1/findings.csv"];
    assert_eq!(
        csv.lines().filter(|line| line.contains(",equal-rows,I1,1,equal to FILE1001 but for its id,")).count(),
        2
    );
    assert!(words(&files["quality/index.html"]).contains("Rows that repeat another but for the id 2"));
}

#[test]
fn a_row_in_another_spelling_is_not_equal_but_one_of_several_names() {
    let files = site(&[(RELEASES, &row("FILE1004", "OSTBURY COUNCIL", ""))]);
    assert!(!files.contains_key("quality/2022-h1/equal-rows/index.html"));
    let page = words(&files["quality/2022-h1/several-names/index.html"]);
    let expected = "Ostbury Council recorded as “OSTBURY COUNCIL” in 1 row, “Ostbury Council” in 2 rows";
    assert!(page.contains(expected), "{page}");
}

#[test]
fn a_row_with_two_findings_of_a_kind_counts_once_among_the_rows() {
    let at_odds = row("FILE1004", "Ostbury Council", "")
        .replace("Section 251 NHS Act 2006", "Does not include the flow of confidential data");
    let page = words(&site(&[(RELEASES, &at_odds)])["quality/2022-h1/confidential-and-not/index.html"]);
    assert!(
        page.contains("2 found.") && page.contains("Rows found, each counted once 1 row in the register"),
        "{page}"
    );
}

#[test]
fn a_waived_fault_stands_with_its_reason_wherever_it_is_shown() {
    let waiver =
        "\n[[waiver]]\ncode = \"E14\"\nrecord = \"release/2022-h1/FILE1004\"\nreason = \"The minister agreed.\"\n";
    let marked = row("FILE1004", "Ostbury Council", "Not for publication");
    let files = site(&[(RELEASES, &marked), ("register.toml", waiver)]);
    let line = "Records marked as not for publication 2022-h1 The minister agreed. 1";
    let in_table = |page: &str| {
        words(page).replace("Kind of fault ", "").replace("Edition ", "").replace("Reason ", "").replace("Number ", "")
    };
    for path in ["quality/index.html", "quality/2022-h1/index.html"] {
        assert!(in_table(&files[path]).contains(line), "{path}: {}", in_table(&files[path]));
    }
    let rows = words(&files["quality/2022-h1/not-for-publication/index.html"]);
    assert!(
        rows.contains("FILE1004 · Ostbury Council") && rows.contains("Let through: The minister agreed."),
        "{rows}"
    );
    assert!(files["data/findings.csv"].contains(",The minister agreed.,release,2022-h1/FILE1004,"));
}

#[test]
fn months_between_two_editions_are_missing_and_a_replaced_edition_hides_none() {
    let files = with(&edition("2023-h1", "2023-01-01", "2023-06-30", "", ""), "");
    let page = words(&files["quality/index.html"]);
    let expected =
        "No edition covers these days: 1 July 2022 to 31 December 2022, between edition 2022-h1 and edition 2023-h1 .";
    assert!(page.contains(expected), "{page}");
    assert!(
        words(&files["quality/2023-h1/gaps/index.html"]).contains("no edition covers 1 July 2022 to 31 December 2022")
    );
    let next = words(&with(&edition("2022-h2", "2022-07-01", "2022-12-31", "", ""), "")["quality/index.html"]);
    assert!(next.contains("Yes. Each edition begins on the day after"), "{next}");
    let again = words(&with(&edition("2022-h1b", "2022-01-01", "2022-06-30", "", "2022-h1"), "")["quality/index.html"]);
    assert!(again.contains("There are fewer than two editions"), "{again}");
}

#[test]
fn an_edition_is_late_only_against_a_number_that_the_register_sets() {
    let second = edition("2022-h2", "2022-07-01", "2022-12-31", "2023-06-29", "");
    let silent = words(&with(&second, "")["quality/index.html"]);
    assert!(
        silent.contains("29 June 2023 Days after the period 180") && silent.contains("none is called late"),
        "{silent}"
    );
    assert!(!silent.contains("180 Late"), "{silent}");
    let files = with(&second, "\n[thresholds]\nlate_days = 90\n");
    let strict = words(&files["quality/index.html"]);
    assert!(strict.contains("180 Late") && strict.contains("14 September 2022 Days after the period 76"), "{strict}");
    assert!(!strict.contains("76 Late"), "{strict}");
    let own = words(&files["quality/2022-h2/index.html"]);
    assert!(own.contains("It was published on 29 June 2023, 180 days after the end of its period. Late"), "{own}");
    let unknown = edition("2022-h2", "2022-07-01", "2022-12-31", "", "");
    let files = with(&unknown, "\n[thresholds]\nlate_days = 90\n");
    assert!(words(&files["quality/2022-h2/index.html"]).contains("does not state when it was published"));
}

#[test]
fn a_number_of_days_that_is_none_is_a_fault_of_the_settings() {
    let checked =
        pipeline::check(&register(&[("register.toml", "\n[thresholds]\nlate_days = -1\nearly = 3\n")])).unwrap();
    let faults: Vec<_> = checked.faults.iter().map(|fault| (fault.code.id, fault.message.as_str())).collect();
    assert!(faults.iter().any(|(code, message)| *code == "E113" && message.contains("late_days")), "{faults:?}");
    assert!(faults.iter().any(|(code, _)| *code == "E111"), "{faults:?}");
}

#[test]
fn what_may_be_personal_is_counted_and_never_repeated() {
    let text = "\nAsk Mrs Ada Example, or write to ada@example.org.\n";
    let path = "data/agreements/nic-900001-a1b2c/v1.0.md";
    let note = row("FILE1004", "Wrenfield Hospital", "Ask Mr Bob Sample about it");
    let files = site(&[(path, text), (RELEASES, &note)]);
    let page = words(&files["quality/2022-h1/personal-data/index.html"]);
    assert!(page.contains("NIC-900001-A1B2C v1.0 (2 times)"), "{page}");
    assert!(page.contains("FILE1004") && !page.contains("Wrenfield"), "only its id: {page}");
    assert!(page.contains("This page names the records only."), "{page}");
    for (path, file) in files.iter().filter(|(path, _)| path.starts_with("quality/") || path.ends_with("findings.csv"))
    {
        for found in ["Ada", "Bob", "email", "benefits\""] {
            assert!(!file.contains(found), "{path} repeats {found}");
        }
    }
    let csv = &files["data/findings.csv"];
    let line = ",personal-data,W21,1,What may be personal data in published text,,agreement,NIC-900001-A1B2C/v1.0,,,";
    assert_eq!(csv.matches(line).count(), 2, "{csv}");
}

#[test]
fn a_fault_in_a_statement_belongs_to_the_editions_that_print_it() {
    let path = "data/agreements/nic-900002-c4d5e/v1.1.md";
    let files = site(&[(path, "\nA broken bullet: \u{F0A7}\n")]);
    let page = &files["quality/2022-h1/broken-glyphs/index.html"];
    let link = "href=\"/agreements/nic-900002-c4d5e/v1.1/#s1-benefits\">DARS-NIC-900002-C4D5E-v1.1</a>";
    assert!(page.contains(link), "{page}");
    assert!(files["data/findings.csv"].contains(",agreement,NIC-900002-C4D5E/v1.1,benefits,,NIC-900002-C4D5E,"));
}

#[test]
fn what_belongs_to_no_edition_stands_under_the_register() {
    let names = "name,organisation,evidence,reviewed\nN/A,ostbury-council,A list,2022-01-01\n";
    let files = site(&[("data/organisation-names.csv", names)]);
    let page = words(&files["quality/register/placeholders/index.html"]);
    assert!(page.contains("organisation-name/N/A") && page.contains("the register as a whole"), "{page}");
    assert!(files["data/findings.csv"].contains(",placeholders,W22,"));
    assert!(!files.contains_key("data/2022-h1/findings.csv"));
}

#[test]
fn the_same_register_gives_the_same_pages() {
    let rows = row("FILE1004", "Ostbury Council", "") + &row("FILE1005", "OSTBURY COUNCIL", "");
    let made = || site(&[(RELEASES, &rows)]);
    assert!(made() == made(), "two builds differ");
}
