//! NHS England's register as it is published now: the whole of it each month, in three sheets. Real shapes, invented
//! content.

use super::workbooks::{Book, Page, Value};

const AGREEMENTS: [&str; 15] = [
    "Reference Number",
    "Application Title",
    "Applicant Organisation",
    "Applicant Organisation Type",
    "Data Controller(s)",
    "Sole/Joint Data Controller",
    "DSA Start Date",
    "DSA End Date",
    "Does Sublicensing Apply",
    "For Commercial Purposes",
    "Objective for Processing",
    "Processing Activities",
    "Expected Output",
    "Expected Measurable Benefits",
    "Yielded Benefits",
];
const DATASETS: [&str; 7] = [
    "Reference Number",
    "Dataset",
    "Type of Data",
    "Sensitive or Non-Sensitive",
    "Frequency",
    "Legal Basis for Provision of Data",
    "Common Law Duty of Confidentiality",
];
const RELEASES: [&str; 9] = [
    "File Reference",
    "Reference Number",
    "Dataset",
    "Type of Data",
    "Sensitive or Non-Sensitive",
    "Patient Opt-Outs Applied",
    "Legal Basis for Provision of Data",
    "Frequency",
    "Month File Released",
];

pub(crate) const MINISTRY: &str = "Ministry of Housing, Communities and Local Government";
pub(crate) const BEDS: &str = "DARS-NIC-900001-A1B2C-v1.2";
pub(crate) const HOMES: &str = "DARS-NIC-900002-C4D5E-v1";
pub(crate) const VACCINE: &str = "DARS-NIC-900003-E7F8G-v0.3";
pub(crate) const QUIET: &str = "DARS-NIC-900004-H9J1K-v2.0";

const ICO: &str = "Anonymised - ICO code compliant";
const LEGAL: &str = "Health and Social Care Act 2012 \u{2013} s261(2)(b)(ii)";
/// Two bases in one cell.
pub(crate) const BOTH: &str =
    "Health and Social Care Act 2012 \u{2013} s261(2)(b)(ii); Health and Social Care Act 2012 - s261(5)(d)";

/// An agreement that runs through 2021.
fn agreement<'r>(reference: &'r str, title: &'r str, applicant: &'r str, controllers: &'r str) -> [&'r str; 15] {
    let dates = ["2021-01-01", "2021-12-31"];
    let basis = if controllers.len() > applicant.len() { "Joint Data Controller" } else { "Sole Data Controller" };
    let [from, to] = dates;
    let text = "To plan.\n- beds\n- wards";
    let kind = "Local Authority";
    [
        reference,
        title,
        applicant,
        kind,
        controllers,
        basis,
        from,
        to,
        "No",
        "No",
        text,
        "Counting.",
        "A report.",
        "",
        "",
    ]
}

fn dataset<'r>(reference: &'r str, name: &'r str, legal: &'r str) -> [&'r str; 7] {
    [reference, name, ICO, "Sensitive", "Ongoing", legal, "Does not include the flow of confidential data"]
}

/// A file released under an agreement.
pub(crate) fn file<'r>(id: &'r str, reference: &'r str, name: &'r str, month: &'r str) -> [&'r str; 9] {
    [id, reference, name, ICO, "Sensitive", "No", LEGAL, "Ongoing", month]
}

/// January: four versions, one of them without a file; months in each form that there is.
pub(crate) fn january() -> Book {
    let agreements = Page::new(
        "Agreements",
        &[
            &AGREEMENTS,
            &agreement(BEDS, "Beds; a study", "Ostbury Council", "OSTBURY COUNCIL; Wrenfield Hospital (East, West)"),
            &agreement(
                HOMES,
                "Homes",
                MINISTRY,
                "Ministry of Housing, Communities and Local Government, Ostbury Council",
            ),
            &agreement(VACCINE, "Vaccines", "Novavale, Inc.", "Novavale, Inc.\nOstbury Council"),
            &agreement(QUIET, "Quiet", "Ostbury Council", "Ostbury Council"),
        ],
    );
    let datasets = Page::new(
        "Datasets",
        &[
            &DATASETS,
            &dataset(BEDS, "HES:Civil Registration (Deaths) bridge", LEGAL),
            &dataset(HOMES, "Community Services", BOTH),
            &dataset(BEDS, "Inpatient Care", LEGAL),
            &dataset(BEDS, "HES:Civil Registration (Deaths) bridge", LEGAL),
            &dataset(VACCINE, "Inpatient Care", LEGAL),
        ],
    );
    let releases = Page::new(
        "DataReleases",
        &[
            &RELEASES,
            &file("FILE0001", BEDS, "Inpatient Care", "Jul-19"),
            &file("FILE0002", BEDS, "Inpatient Care", "Jul-2019"),
            &file("FILE0003", HOMES, "Community Services", "Aug/19"),
            &file("FILE0004", VACCINE, "Inpatient Care", "Aug 2019"),
            &file("FILE0005", VACCINE, "Inpatient Care", "sep 19"),
        ],
    );
    let mut book = Book { pages: vec![agreements, datasets, releases], drawing: None };
    // Days come as such, as text, and with a time of day.
    book.page("Agreements").set("G2", Value::Day(2021, 2, 1)).text("H3", "2021-11-30T00:00:00");
    book
}

/// February: words, a title and a wording changed, a version and two files more, a file less, rows in another order.
pub(crate) fn february() -> Book {
    let mut book = january();
    book.page("Agreements").text("B5", "Quiet, extended").text("K2", "To plan better.").row(&agreement(
        "DARS-NIC-900001-A1B2C-v2.0",
        "Beds",
        "Ostbury Council",
        "Ostbury Council",
    ));
    book.page("Datasets").row(&dataset("DARS-NIC-900001-A1B2C-v2.0", "Inpatient Care", LEGAL));
    let relabelled = "Inpatient Care (IC)";
    let rows: Vec<[&str; 9]> = vec![
        RELEASES,
        file("FILE0006", "DARS-NIC-900001-A1B2C-v2.0", relabelled, "Jul-19"),
        file("FILE0005", VACCINE, relabelled, "Sep-19"),
        file("FILE0001", BEDS, relabelled, "Jul-19"),
        file("FILE0002", BEDS, relabelled, "Jul-19"),
        file("FILE0003", HOMES, "Community Services", "Aug-19"),
        file("FILE0007", HOMES, "Community Services", "Feb-22"),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    *book.page("DataReleases") = Page::new("DataReleases", &rows);
    book.page("DataReleases").text("B8", "No filters applied");
    book
}

/// March: a version less, and the file that was missing in February is back.
pub(crate) fn march() -> Book {
    let mut book = february();
    for column in 0..15 {
        book.page("Agreements").cells.remove(&(4, column));
    }
    book.page("DataReleases").row(&file("FILE0004", VACCINE, "Inpatient Care (IC)", "Aug-19"));
    book
}
