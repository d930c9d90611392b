//! Records added with `candour new`, from flags.

use super::{VERSION, candour, good, read, records, replace, well, write};
use tempfile::TempDir;

/// An empty register, as `candour init` writes it.
fn empty() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &["init"]);
    home
}

const EDITION: [&str; 7] = ["new", "edition", "2026-h2", "--from", "2026-07-01", "--to", "2026-12-31"];
const ORGANISATION: [&str; 5] = ["new", "organisation", "Ostbury Borough Council", "--type", "local_authority"];
const DATASET: [&str; 5] = ["new", "dataset", "Inpatient Care Dataset", "--who-is-in-it", "People in hospital."];
const AGREEMENT: [&str; 12] = [
    "new",
    "agreement",
    "--reference",
    "DARS-NIC-900001-A1B2C-v1.0",
    "--applicant",
    "Ostbury Borough Council",
    "--start",
    "2026-11-01",
    "--dataset",
    "Inpatient Care Dataset",
    "--summary",
    "The council plans care at home.",
];
const RELEASE: [&str; 16] = [
    "new",
    "release",
    "--agreement",
    "DARS-NIC-900001-A1B2C-v1.0",
    "--edition",
    "2026-h2",
    "--recipient",
    "Ostbury Borough Council",
    "--dataset",
    "Inpatient Care Dataset",
    "--channel",
    "file",
    "--identifiability",
    "Anonymised",
    "--legal-basis",
    "Health and Social Care Act 2012 - s261(7)",
];
const NOTICE: [&str; 7] = ["new", "notice", "It is out!", "--date", "2027-03-12", "--text", "Read the edition."];

/// A register with an edition, an organisation, a dataset and an agreement, each added by its command.
fn begun() -> TempDir {
    let home = empty();
    for args in [&EDITION[..], &ORGANISATION, &DATASET, &AGREEMENT] {
        well(home.path(), args);
    }
    home
}

#[test]
fn from_an_empty_folder_each_command_adds_its_record_and_the_register_is_clean_after_each() {
    let home = empty();
    let steps: [(&[&str], &[&str]); 6] = [
        (&EDITION, &["data/editions.csv"]),
        (&ORGANISATION, &["data/organisations.csv"]),
        (&DATASET, &["data/datasets.csv"]),
        (&AGREEMENT, &[VERSION]),
        (&RELEASE, &[VERSION, "data/releases/2026-h2.csv"]),
        (&NOTICE, &["content/notices/2027-03-12-it-is-out.md"]),
    ];
    for (args, written) in steps {
        let told = candour(home.path(), args);
        assert_eq!(told.code, 0, "{args:?}:\n{}", told.err);
        assert_eq!(told.out.lines().collect::<Vec<_>>(), written, "the paths written are printed");
        assert!(told.err.contains("\nNext: ") || told.err.starts_with("Next: "), "{}", told.err);
        let check = candour(home.path(), &["check"]);
        assert!(check.err.starts_with("no errors, no warnings"), "after {args:?}:\n{}", check.err);
        assert_eq!(candour(home.path(), &["fmt", "--check"]).code, 0, "{args:?} writes in canonical form");
    }
    well(home.path(), &["build"]);
    let page = read(&home, "public/agreements/nic-900001-a1b2c/v1.0/index.html");
    assert!(page.contains("r-2026-h2-nic-900001-a1b2c-2026-h2-1"), "the release stands on its agreement's page");
    assert!(home.path().join("public/notices/2027-03-12-it-is-out/index.html").is_file());
}

#[test]
fn an_agreement_stands_before_anything_is_released_under_it_and_then_names_the_edition() {
    let home = begun();
    let before = read(&home, VERSION);
    assert!(!before.contains("editions"));
    well(home.path(), &["build"]);
    well(home.path(), &RELEASE);
    let line = "organisation = \"Ostbury Borough Council\"\n";
    assert_eq!(read(&home, VERSION), before.replace(line, &format!("{line}editions = [\"2026-h2\"]\n")));
    well(home.path(), &["new", "edition", "2027-h1", "--from", "2027-01-01", "--to", "2027-06-30"]);
    well(home.path(), &RELEASE.map(|arg| if arg == "2026-h2" { "2027-h1" } else { arg }));
    assert!(read(&home, VERSION).contains("editions = [\"2026-h2\", \"2027-h1\"]\n"));
    assert_eq!(candour(home.path(), &["check"]).code, 0);
}

#[test]
fn an_edition_joins_an_empty_list_wherever_the_statement_has_it() {
    let home = begun();
    replace(&home, VERSION, "seq = 1", "editions = []\nseq = 1");
    well(home.path(), &RELEASE);
    assert!(read(&home, VERSION).contains("[[statement]]\neditions = [\"2026-h2\"]\nseq = 1\n"));
}

#[test]
fn release_ids_follow_the_agreement_and_the_date_and_are_never_given_twice() {
    let home = begun();
    for released in ["2026-11-20", "2026-11-20", "2026-11"] {
        well(home.path(), &[&RELEASE[..], &["--released", released]].concat());
    }
    let text = read(&home, "data/releases/2026-h2.csv");
    let ids: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let stem = "nic-900001-a1b2c-2026-11";
    assert_eq!(ids, [format!("{stem}-20-1"), format!("{stem}-20-2"), format!("{stem}-1")]);
}

#[test]
fn a_release_in_a_stock_goes_to_the_file_of_its_month() {
    let home = begun();
    well(home.path(), &["new", "edition", "stock-2026", "--kind", "stock", "--to", "2026-12-31"]);
    let args = RELEASE.map(|arg| if arg == "2026-h2" { "stock-2026" } else { arg });
    let dated = well(home.path(), &[&args[..], &["--released", "2026-11-20"]].concat());
    assert!(dated.contains("data/releases/my-register/2026-11.csv"), "{dated}");
    let month = well(home.path(), &[&args[..], &["--released", "2026-10"]].concat());
    assert!(month.contains("data/releases/my-register/2026-10.csv"), "{month}");
    let undated = well(home.path(), &args);
    assert!(undated.contains("data/releases/my-register/undated.csv"), "{undated}");
}

#[test]
fn in_a_pipe_every_flag_that_is_missing_is_named_at_once() {
    let home = begun();
    let told = candour(home.path(), &["new", "release", "--edition", "2026-h2"]);
    assert_eq!(told.code, 2);
    let missing = "--agreement, --recipient, --dataset, --channel, --identifiability, --legal-basis";
    assert!(told.err.contains(&format!("this needs {missing}")), "{}", told.err);
}

#[test]
fn what_the_register_does_not_know_stops_the_record_with_a_suggestion_and_writes_nothing() {
    let home = begun();
    let before = records(&home);
    let args = RELEASE.map(|arg| match arg {
        "Ostbury Borough Council" => "Ostbury Borough Concil",
        "Anonymised" => "Anonymized",
        "2026-h2" => "2026-h1",
        other => other,
    });
    let told = candour(home.path(), &args);
    assert_eq!(told.code, 1);
    for wanted in [
        "did you mean \"Ostbury Borough Council\"?",
        "did you mean \"Anonymised\"",
        "did you mean \"2026-h2\"?",
        "candour new organisation \"Ostbury Borough Concil\"",
        "Nothing was written",
    ] {
        assert!(told.err.contains(wanted), "{wanted} is not in\n{}", told.err);
    }
    assert_eq!(records(&home), before);
}

#[test]
fn a_record_is_added_once() {
    let home = begun();
    let before = records(&home);
    for args in [&EDITION[..], &[&ORGANISATION[..], &["--id", "ostbury-borough-council"]].concat(), &AGREEMENT] {
        let told = candour(home.path(), args);
        assert_ne!(told.code, 0, "{args:?}");
    }
    let told = candour(home.path(), &ORGANISATION);
    assert!(told.err.contains("error[E124]"), "the name is another's already:\n{}", told.err);
    assert_eq!(records(&home), before);
}

#[test]
fn a_date_is_typed_as_britons_write_it_and_the_command_says_how_it_was_understood() {
    let home = begun();
    let told = candour(home.path(), &[&RELEASE[..], &["--released", "05/03/2026"]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("\"05/03/2026\" is taken as 5 March 2026."), "{}", told.err);
    assert!(read(&home, "data/releases/2026-h2.csv").contains(",2026-03-05,"));
    let args = ["new", "edition", "2027-h1", "--from", "1/1/2027", "--to", "30 June 2027"];
    let told = candour(home.path(), &args);
    assert!(told.err.contains("1 January 2027") && told.err.contains("30 June 2027"), "{}", told.err);
    assert!(read(&home, "data/editions.csv").contains("2027-h1,flow,2027-01-01,2027-06-30,"));
}

#[test]
fn a_date_with_the_month_first_or_a_short_year_is_refused_with_what_to_write() {
    let home = begun();
    let before = records(&home);
    for date in ["7/30/2026", "30/07/26", "31/06/2026", "soon"] {
        let told = candour(home.path(), &[&RELEASE[..], &["--released", date]].concat());
        assert_eq!(told.code, 2, "{date}");
        assert!(told.err.contains("20/11/2026 (day, month, year in full)"), "{}", told.err);
    }
    assert_eq!(records(&home), before);
}

#[test]
fn without_an_agreement_or_an_edition_a_release_says_what_comes_first() {
    let home = empty();
    let told = candour(home.path(), &RELEASE);
    assert!(told.code == 2 && told.err.contains("make it first: candour new agreement"), "{}", told.err);
    [&ORGANISATION[..], &DATASET, &AGREEMENT].iter().for_each(|args| drop(well(home.path(), args)));
    let told = candour(home.path(), &RELEASE);
    assert!(told.code == 2 && told.err.contains("make it first: candour new edition"), "{}", told.err);
}

const RENEWAL: [&str; 8] = [
    "new",
    "agreement",
    "--like",
    "DARS-NIC-900001-A1B2C-v1.0",
    "--reference",
    "DARS-NIC-900001-A1B2C-v2.0",
    "--start",
    "01/11/2029",
];

#[test]
fn a_renewed_agreement_begins_with_what_the_last_version_says_and_everything_taken_over_is_told() {
    let home = begun();
    replace(
        &home,
        VERSION,
        "start = \"2026-11-01\"",
        "start = \"2026-11-01\"\nend = \"2029-10-31\"\ncommercial = \"No\"",
    );
    let with = "name = \"Inpatient Care Dataset\"\nlegal_basis = \"Health and Social Care Act 2012 - s261(7)\"";
    replace(&home, VERSION, "name = \"Inpatient Care Dataset\"", with);
    well(home.path(), &RELEASE);
    let old = read(&home, VERSION);
    let told = candour(home.path(), &RENEWAL);
    assert_eq!(told.code, 0, "{}", told.err);
    let wanted = "Taken over from DARS-NIC-900001-A1B2C-v1.0; look over each:
  applicant: Ostbury Borough Council
  commercial use: No
  dataset: Inpatient Care Dataset
    legal basis: Health and Social Care Act 2012 - s261(7)
  text: Summary in plain English
Not taken over: its reference, days and editions.
";
    assert!(told.err.contains(wanted), "{}", told.err);
    let changed = old
        .replace("-v1.0", "-v2.0")
        .replace("start = \"2026-11-01\"\nend = \"2029-10-31\"", "start = \"2029-11-01\"")
        .replace("editions = [\"2026-h2\"]\n", "");
    assert_eq!(read(&home, "data/agreements/nic-900001-a1b2c/v2.0.md"), changed);
    let check = candour(home.path(), &["check"]);
    assert!(check.err.starts_with("no errors, no warnings"), "{}", check.err);
}

#[test]
fn a_flag_takes_the_place_of_what_the_last_version_says() {
    let home = begun();
    well(home.path(), &["new", "dataset", "Deaths Register"]);
    let more = ["--dataset", "Deaths Register", "--legal-basis", "Direct Care", "--summary", "Other words."];
    let told = candour(home.path(), &[&RENEWAL[..], &more].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(!told.err.contains("dataset:") && !told.err.contains("text:"), "{}", told.err);
    let new = read(&home, "data/agreements/nic-900001-a1b2c/v2.0.md");
    assert!(new.contains("legal_basis = \"Direct Care\"") && new.contains("Other words."), "{new}");
    assert!(!new.contains("Inpatient") && !new.contains("at home"), "{new}");
}

#[test]
fn imported_text_is_not_taken_over_and_an_unknown_version_is_suggested() {
    let home = begun();
    replace(&home, VERSION, "\n[[dataset]]", "prose = \"verbatim\"\n\n[[dataset]]");
    let told = candour(home.path(), &RENEWAL);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("nor its text, which was imported word for word."), "{}", told.err);
    let new = read(&home, "data/agreements/nic-900001-a1b2c/v2.0.md");
    assert!(!new.contains("verbatim") && !new.contains("at home"), "{new}");
    let told = candour(home.path(), &RENEWAL.map(|arg| arg.strip_suffix("-v1.0").unwrap_or(arg)));
    assert_eq!(told.code, 2);
    assert!(told.err.contains("did you mean \"DARS-NIC-900001-A1B2C-v1.0\""), "{}", told.err);
}

#[test]
fn a_new_row_leaves_the_others_to_the_byte() {
    let home = good();
    let before = read(&home, "data/organisations.csv");
    well(home.path(), &["new", "organisation", "Marle \"Old\" Hospice, Ostbury"]);
    let after = read(&home, "data/organisations.csv");
    let (new, others): (Vec<&str>, Vec<&str>) = after.lines().partition(|line| line.starts_with("marle-old-hospice"));
    assert_eq!(new, ["marle-old-hospice-ostbury,\"Marle \"\"Old\"\" Hospice, Ostbury\",,,,,,,,,"]);
    assert_eq!(others, before.lines().collect::<Vec<_>>());
}

#[test]
fn a_table_with_a_fault_is_not_written_anew_for_that_would_lose_the_row() {
    let home = good();
    let path = "data/organisations.csv";
    let text = read(&home, path) + "wrong,row\n";
    write(&home, path, &text);
    let told = candour(home.path(), &["new", "organisation", "Marle Hospice"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("data/organisations.csv has faults"), "{}", told.err);
    assert_eq!(read(&home, path), text);
}
