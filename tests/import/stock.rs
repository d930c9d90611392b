//! A register that is printed whole each month: each month goes in as the changes that it makes.

use super::current::{BEDS, HOMES, MINISTRY, QUIET, VACCINE, february, file, january, march};
use super::desk::{Desk, day};
use super::workbooks::Saved;
use candour::import::Request;
use std::collections::BTreeMap;

const BEDS_FILE: &str = "data/agreements/nic-900001-a1b2c/v1.2.md";

fn taken(book: &Saved, edition: &str, stock_at: &str) -> Request {
    Request { stock_at: Some(day(stock_at)), ..of(book, edition) }
}

fn of(book: &Saved, edition: &str) -> Request {
    Request { workbook: book.path.clone(), edition: edition.to_owned(), ..Request::default() }
}

fn first(book: &Saved) -> Request {
    taken(book, "2022-01", "2022-01-31")
}

fn second(book: &Saved) -> Request {
    taken(book, "2022-02", "2022-02-28")
}

fn third(book: &Saved) -> Request {
    taken(book, "2022-03", "2022-03-31")
}

/// The register with January in it.
fn with_january() -> Desk {
    let desk = Desk::new();
    desk.imports(&first(&january().save()));
    desk
}

fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path));
    let paths: std::collections::BTreeSet<String> = paths.cloned().collect();
    paths.into_iter().collect()
}

fn releases(desk: &Desk, name: &str) -> Vec<String> {
    desk.read(&format!("data/releases/t/{name}.csv")).lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_first_month_is_the_whole_register() {
    let desk = Desk::new();
    let report = desk.imports(&first(&january().save()));
    for said in [
        "Layout: nhse-2021",
        "Edition: 2022-01, stock, 2022-01-31",
        "Agreement versions: 4 new, 0 changed, 0 not printed any more",
        "Releases: 5 new, 0 changed, 0 not printed any more",
        "the applicant of its agreement's version",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    assert_eq!(
        desk.read(BEDS_FILE),
        "+++\nreference = \"DARS-NIC-900001-A1B2C-v1.2\"\ntitle = \"Beds; a study\"\napplicant = \"Ostbury Council\"\n\
         applicant_type = \"Local Authority\"\n\
         controllers = [\"OSTBURY COUNCIL\", \"Wrenfield Hospital (East, West)\"]\n\
         controller_basis = \"Joint Data Controller\"\nstart = \"2021-02-01\"\nend = \"2021-12-31\"\n\
         sublicensing = \"No\"\ncommercial = \"No\"\nprose = \"verbatim\"\n\n\
         [[dataset]]\nname = \"HES:Civil Registration (Deaths) bridge\"\n\
         identifiability = \"Anonymised - ICO code compliant\"\nsensitivity = \"Sensitive\"\nfrequency = \"Ongoing\"\n\
         legal_basis = \"Health and Social Care Act 2012 – s261(2)(b)(ii)\"\n\
         confidentiality = \"Does not include the flow of confidential data\"\n\n\
         [[dataset]]\nname = \"Inpatient Care\"\n\
         identifiability = \"Anonymised - ICO code compliant\"\nsensitivity = \"Sensitive\"\nfrequency = \"Ongoing\"\n\
         legal_basis = \"Health and Social Care Act 2012 – s261(2)(b)(ii)\"\n\
         confidentiality = \"Does not include the flow of confidential data\"\n\n\
         [[dataset]]\nname = \"HES:Civil Registration (Deaths) bridge\"\n\
         identifiability = \"Anonymised - ICO code compliant\"\nsensitivity = \"Sensitive\"\nfrequency = \"Ongoing\"\n\
         legal_basis = \"Health and Social Care Act 2012 – s261(2)(b)(ii)\"\n\
         confidentiality = \"Does not include the flow of confidential data\"\n\n\
         [[statement]]\nseq = 1\norganisation = \"Ostbury Council\"\neditions = [\"2022-01\"]\nsource_rows = [2]\n+++\n\n\
         ## Objective for processing\n\nTo plan.\n- beds\n- wards\n\n## Processing activities\n\nCounting.\n\n\
         ## Expected output\n\nA report.\n"
    );
    assert_eq!(
        desk.paths("data/releases/"),
        ["2019-07", "2019-08", "2019-09"].map(|month| format!("data/releases/t/{month}.csv"))
    );
    assert_eq!(
        releases(&desk, "2019-09"),
        ["FILE0005,2022-01,DataReleases,6,DARS-NIC-900003-E7F8G-v0.3,,,Inpatient Care,2019-09,file,\
          Anonymised - ICO code compliant,Sensitive,Health and Social Care Act 2012 – s261(2)(b)(ii),Ongoing,No,,,"]
    );
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn lists_of_controllers_come_apart_where_that_is_sure_and_nowhere_else() {
    let mut book = january();
    book.page("Agreements").text("E5", "Ostbury Council, Department of Parks, Ponds and Trees; Wrenfield Hospital");
    let desk = Desk::new();
    let report = desk.imports(&first(&book.save()));
    let controllers = |reference: &str| {
        desk.drafts(|drafts| {
            let draft = drafts.agreements.iter().find(|draft| draft.reference.text() == reference).unwrap();
            draft.controllers.iter().map(|cell| cell.text().to_owned()).collect::<Vec<_>>()
        })
    };
    assert_eq!(controllers(HOMES), [MINISTRY, "Ostbury Council"]);
    assert_eq!(controllers(VACCINE), ["Novavale, Inc.", "Ostbury Council"]);
    let whole = "Ostbury Council, Department of Parks, Ponds and Trees";
    assert_eq!(controllers(QUIET), [whole, "Wrenfield Hospital"]);
    let said = "controllers: 1 cell with a name that may be several and was left whole; the first is Agreements!E5";
    assert!(report.contains(said), "{report}");
}

#[test]
fn legal_bases_in_one_cell_have_the_codes_of_each() {
    let desk = with_january();
    let wordings = desk.read("data/wordings.csv");
    let joined = "Health and Social Care Act 2012 – s261(2)(b)(ii); Health and Social Care Act 2012 - s261(5)(d)";
    let row = wordings.lines().find(|line| line.contains(joined)).unwrap();
    assert!(row.ends_with(",hsca2012_s261_2bii;hsca2012_s261_5d"), "{row}");
}

#[test]
fn the_next_month_makes_the_changes_that_it_makes_and_no_others() {
    let desk = with_january();
    let before = desk.files();
    let report = desk.imports(&second(&february().save()));
    let own = ["data/editions.csv", "data/editions/2022-02/import.toml"];
    let mut files: Vec<String> = changed(&before, &desk.files());
    files.retain(|path| !own.contains(&path.as_str()));
    assert_eq!(
        files,
        [
            "data/agreements/nic-900001-a1b2c/v1.2.md",
            "data/agreements/nic-900001-a1b2c/v2.0.md",
            "data/agreements/nic-900004-h9j1k/v2.0.md",
            "data/amendments.csv",
            "data/dataset-names.csv",
            "data/datasets.csv",
            "data/releases/t/2019-07.csv",
            "data/releases/t/2019-08.csv",
            "data/releases/t/2019-09.csv",
            "data/releases/t/2022-02.csv",
        ]
    );
    for said in [
        "Agreement versions: 1 new, 2 changed, 0 not printed any more",
        "Releases: 2 new, 3 changed, 1 not printed any more",
        "title: 1 version from \"Quiet\" to \"Quiet, extended\", such as DARS-NIC-900004-H9J1K-v2.0",
        "objective: 1 version, such as DARS-NIC-900001-A1B2C-v1.2",
        "datasets: 3 releases from \"Inpatient Care\" to \"Inpatient Care (IC)\", such as FILE0001",
        "DataReleases: rows ",
        "(the line in which a reporting tool says what it filtered is no release)",
    ] {
        assert!(report.contains(said), "the report does not say \"{said}\":\n{report}");
    }
    // A row keeps the edition and the place of its first appearance, and the order of its file.
    let july = releases(&desk, "2019-07");
    let starts = |row: &str| row.split(',').take(4).collect::<Vec<_>>().join(",");
    assert_eq!(
        july.iter().map(|row| starts(row)).collect::<Vec<_>>(),
        ["FILE0001,2022-01,DataReleases,2", "FILE0002,2022-01,DataReleases,3", "FILE0006,2022-02,DataReleases,2"]
    );
    // Other words take the place of those that stood, and say in which edition they first appeared.
    let text = desk.read(BEDS_FILE);
    assert!(text.contains("editions = [\"2022-02\"]\nsource_rows = [2]\n"), "{text}");
    assert!(text.contains("\n\nTo plan better.\n\n") && !text.contains("- beds"), "{text}");
    // A title is no words: the statement stands as it first appeared.
    let text = desk.read("data/agreements/nic-900004-h9j1k/v2.0.md");
    assert!(text.contains("title = \"Quiet, extended\"") && text.contains("editions = [\"2022-01\"]"), "{text}");
    let amendments = desk.read("data/amendments.csv");
    assert_eq!(
        amendments.lines().skip(1).collect::<Vec<_>>(),
        ["2022-02,1,,withdrawn,release,2022-01/FILE0004,\"Not in edition 2022-02, which prints everything up to \
          2022-02-28\",2022-02-28,FILE0004,DARS-NIC-900003-E7F8G-v0.3,,,Inpatient Care,2019-08,file,\
          Anonymised - ICO code compliant,Sensitive,Health and Social Care Act 2012 – s261(2)(b)(ii),Ongoing,No,,"]
    );
    assert_eq!(desk.check(), BTreeMap::new());
}

#[test]
fn what_leaves_is_withdrawn_and_what_comes_back_is_there_again() {
    let desk = with_january();
    desk.imports(&second(&february().save()));
    let report = desk.imports(&third(&march().save()));
    assert!(report.contains("Agreement versions: 0 new, 0 changed, 1 not printed any more"), "{report}");
    assert!(report.contains("Releases: 1 new, 0 changed, 0 not printed any more"), "{report}");
    assert!(desk.read("data/agreements/nic-900004-h9j1k/v2.0.md").contains("Quiet, extended"), "its file stays");
    let amendments = desk.read("data/amendments.csv");
    let left = "2022-03,1,,withdrawn,agreement,DARS-NIC-900004-H9J1K-v2.0,\"Not in edition 2022-03,";
    assert!(amendments.contains(left), "{amendments}");
    assert!(releases(&desk, "2019-08").iter().any(|row| row.starts_with("FILE0004,2022-03,DataReleases,9,")));
    assert_eq!(desk.check(), BTreeMap::new());
    // April prints the version again.
    let report = desk.imports(&taken(&february().save(), "2022-04", "2022-04-30"));
    assert!(
        report.contains("Agreement versions: 1 version came back") || report.contains("  1 version came back"),
        "{report}"
    );
    let text = desk.read("data/agreements/nic-900004-h9j1k/v2.0.md");
    assert!(text.contains("editions = [\"2022-01\", \"2022-04\"]\nsource_rows = [5, 5]\n"), "{text}");
    let report = desk.imports(&taken(&march().save(), "2022-05", "2022-05-31"));
    assert!(report.contains("1 not printed any more"), "it leaves a second time: {report}");
}

#[test]
fn the_same_month_again_changes_nothing() {
    let desk = with_january();
    let book = february().save();
    desk.imports(&second(&book));
    let before = desk.files();
    let report = desk.imports(&second(&book));
    assert!(report.contains("nothing to change"), "{report}");
    assert_eq!(changed(&before, &desk.files()), Vec::<String>::new());
}

#[test]
fn a_month_goes_in_after_those_before_it() {
    let desk = Desk::new();
    desk.imports(&second(&february().save()));
    let refused = desk.refuses(&first(&january().save()));
    assert!(refused.contains("E8 the register holds edition 2022-02 of 2022-02-28, which is newer"), "{refused}");
    assert!(
        refused.contains("go back to the commit before 2022-02, import this month, then 2022-02 again"),
        "{refused}"
    );
}

#[test]
fn a_month_does_not_take_its_own_place() {
    let desk = with_january();
    let other = february().save();
    for replace in [false, true] {
        let refused = desk.refuses(&Request { replace, ..first(&other) });
        assert!(refused.contains("E7 edition 2022-01 is in the register and differs from this workbook"), "{refused}");
        assert!(refused.contains("go back to the commit before it was imported"), "{refused}");
    }
}

#[test]
fn what_staff_wrote_stays() {
    let desk = with_january();
    let text = desk
        .read(BEDS_FILE)
        .replace("+++\n\n## Objective", "+++\n\n## Summary in plain English\n\nShort.\n\n## Objective");
    desk.write(BEDS_FILE, &text.replace("prose = ", "purposes = [\"care_planning\"]\nprose = "));
    desk.imports(&second(&february().save()));
    let text = desk.read(BEDS_FILE);
    assert!(text.contains("\n\nShort.\n\n") && text.contains("purposes = ["), "{text}");
    assert!(text.contains("To plan better."), "{text}");
}

#[test]
fn rows_that_cannot_be_told_apart_or_dated_stop_the_month() {
    let mut book = january();
    book.page("DataReleases").row(&file("FILE0001", BEDS, "Inpatient Care", "Jul-19")).row(&file(
        "FILE0009",
        BEDS,
        "Inpatient Care",
        "soon",
    ));
    book.page("Agreements").text("A5", BEDS);
    book.page("Datasets").text("A6", "DARS-NIC-1-A1A1A-v1");
    let refused = Desk::new().refuses(&first(&book.save()));
    for said in [
        "E3 the release id FILE0001 stands in rows 2 and 7 of DataReleases",
        "DataReleases!I8",
        "\"soon\"",
        "E121 the version DARS-NIC-900001-A1B2C-v1.2 stands in rows 2 and 5",
        "Datasets!A6 names \"DARS-NIC-1-A1A1A-v1\", which no agreement has",
    ] {
        assert!(refused.contains(said), "the refusal does not say \"{said}\":\n{refused}");
    }
}

#[test]
fn older_editions_of_another_kind_keep_their_words() {
    let desk = Desk::new();
    desk.imports(&super::desk::february(&super::workbooks::book_2021().save().path));
    desk.imports(&first(&january().save()));
    let text = desk.read(BEDS_FILE);
    // The old register printed one section more: its statement stays, and the new register's stands beside it.
    assert!(text.contains("# Statement 1\n") && text.contains("# Statement 2\n"), "{text}");
    assert!(text.contains("editions = [\"2021-02\"]") && text.contains("editions = [\"2022-01\"]"), "{text}");
    desk.imports(&second(&february().save()));
    let text = desk.read(BEDS_FILE);
    assert!(text.contains("- beds") && text.contains("To plan better.") && !text.contains("# Statement 3"), "{text}");
}
