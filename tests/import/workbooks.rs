//! Workbooks in both published layouts, made of the same few invented rows, to be spoilt by a test.

use rust_xlsxwriter::{Format, Shape, Workbook};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What a cell holds.
#[derive(Clone)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    /// A day as spreadsheets store it: a number with a format.
    Day(u16, u8, u8),
    /// A formula and the text it gave when the file was saved.
    Formula(String, String),
}

/// A sheet, by row and column from 0.
#[derive(Clone, Default)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) cells: BTreeMap<(u32, u16), Value>,
}

impl Page {
    pub(crate) fn new(name: &str, rows: &[&[&str]]) -> Page {
        let mut page = Page { name: name.to_owned(), cells: BTreeMap::new() };
        for row in rows {
            page.row(row);
        }
        page
    }

    /// Adds a row below all others.
    pub(crate) fn row(&mut self, cells: &[&str]) -> &mut Page {
        let below = self.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        for (column, text) in (0..).zip(cells) {
            if !text.is_empty() {
                self.cells.insert((below, column), Value::Text((*text).to_owned()));
            }
        }
        self
    }

    /// Sets a cell by its place: `C2`.
    pub(crate) fn set(&mut self, place: &str, value: Value) -> &mut Page {
        let column = place.as_bytes()[0] - b'A';
        let row: u32 = place[1..].parse().unwrap();
        self.cells.insert((row - 1, u16::from(column)), value);
        self
    }

    /// Sets a cell's text.
    pub(crate) fn text(&mut self, place: &str, text: &str) -> &mut Page {
        self.set(place, Value::Text(text.to_owned()))
    }

    /// Moves every row down.
    pub(crate) fn shift(&mut self, rows: u32) -> &mut Page {
        self.cells = std::mem::take(&mut self.cells).into_iter().map(|((r, c), v)| ((r + rows, c), v)).collect();
        self
    }

    /// Takes a column out; those to its right move in.
    pub(crate) fn without_column(&mut self, gone: u16) -> &mut Page {
        let cells = std::mem::take(&mut self.cells).into_iter().filter(|((_, column), _)| *column != gone);
        self.cells = cells.map(|((row, column), value)| ((row, column - u16::from(column > gone)), value)).collect();
        self
    }
}

/// A workbook in the making.
#[derive(Clone, Default)]
pub(crate) struct Book {
    pub(crate) pages: Vec<Page>,
    /// A text box on the first sheet.
    pub(crate) drawing: Option<String>,
}

impl Book {
    pub(crate) fn page(&mut self, name: &str) -> &mut Page {
        self.pages.iter_mut().find(|page| page.name == name).unwrap()
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.pages.retain(|page| page.name != name);
    }

    /// Saves it as `register.xlsx`.
    pub(crate) fn save(&self) -> Saved {
        self.save_as("register.xlsx")
    }

    pub(crate) fn save_as(&self, name: &str) -> Saved {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        let mut workbook = Workbook::new();
        for (no, page) in self.pages.iter().enumerate() {
            let sheet = workbook.add_worksheet();
            sheet.set_name(&page.name).unwrap();
            for (&(row, column), value) in &page.cells {
                match value {
                    Value::Text(text) => sheet.write_string(row, column, text).unwrap(),
                    Value::Number(number) => sheet.write_number(row, column, *number).unwrap(),
                    Value::Day(year, month, day) => {
                        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                        let format = Format::new().set_num_format("yyyy-mm-dd");
                        sheet.write_datetime_with_format(row, column, &date, &format).unwrap()
                    }
                    Value::Formula(formula, result) => {
                        let formula = rust_xlsxwriter::Formula::new(formula).set_result(result);
                        sheet.write_formula(row, column, formula).unwrap()
                    }
                };
            }
            if let (0, Some(text)) = (no, &self.drawing) {
                sheet.insert_shape(2, 2, &Shape::textbox().set_text(text)).unwrap();
            }
        }
        workbook.save(&path).unwrap();
        Saved { _folder: folder, path }
    }
}

/// A file that goes away with the test.
pub(crate) struct Saved {
    _folder: TempDir,
    pub(crate) path: PathBuf,
}

impl Saved {
    /// A file of these bytes.
    pub(crate) fn bytes(name: &str, bytes: &[u8]) -> Saved {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        Saved { _folder: folder, path }
    }

    /// The same workbook with one part of its zip changed.
    pub(crate) fn with_part(&self, part: &str, change: impl Fn(String) -> String) -> Saved {
        self.repack(CompressionMethod::Stored, part, change)
    }

    /// The same workbook with one part of its zip changed, and all parts compressed in this way.
    pub(crate) fn repack(&self, method: CompressionMethod, part: &str, change: impl Fn(String) -> String) -> Saved {
        let mut archive = ZipArchive::new(Cursor::new(fs::read(&self.path).unwrap())).unwrap();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            if entry.name() == part {
                bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
            }
            writer.start_file(entry.name(), SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(&bytes).unwrap();
        }
        Saved::bytes("register.xlsx", writer.finish().unwrap().get_ref())
    }
}

impl AsRef<Path> for Saved {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

const KIND_OF_DATA: &str =
    "Data provided to customer:\nIdentifiable, Anonymised - ICO code compliant, Aggregated -anonymised ";
const ICO: &str = "Anonymised - ICO code compliant";
const OPT_OUTS_2017: &str = "Patient Opt-Outs applied (Note: Anonymised - ICO code compliant data may show as 'Y' due to inclusion of 'Date of Death')";

pub(crate) const RELEASES_2021: [&str; 12] = [
    "RowID",
    "Organisation Name",
    "Type of Data Provided",
    KIND_OF_DATA,
    "Sensitive or Non-Sensitive",
    "Legal Basis for Provision of Data (Dissemination)",
    "Purpose",
    "Frequency",
    "NIC Number",
    "MR Number (where relevant)",
    "Patient Opt-Outs applied",
    "Common law duty of confidentiality",
];

/// A release of 2021 under the first agreement.
pub(crate) fn release(id: &str) -> [&str; 12] {
    [
        id,
        "Ostbury Council",
        "Inpatient Care",
        ICO,
        "Sensitive",
        "Health and Social Care Act 2012 \u{2013} s261(1) and s261(2)(b)(ii)",
        "",
        "One-Off",
        "DARS-NIC-900001-A1B2C-v1.2",
        "",
        "No - data flow is not identifiable",
        "Does not include the flow of confidential data",
    ]
}

/// February 2021: three releases under two agreements, one statement each.
pub(crate) fn book_2021() -> Book {
    let access = {
        let mut row = release("SystemAccess2");
        row[1] = "Wrenfield Hospital";
        row[7] = "System Access";
        row[8] = "DARS-NIC-900002-C4D5E-v0.3";
        row
    };
    let statements: &[&[&str]] = &[
        &[
            "Reference Number",
            "Organisation",
            "Objective for Processing",
            "Processing Activities",
            "Expected Output",
            "Expected Measurable Benefits",
            "Yielded Benefits",
            "Organisation Type",
        ],
        &[
            "DARS-NIC-900001-A1B2C-v1.2",
            "Ostbury Council",
            "To plan.\n- beds\n- wards",
            "Counting.",
            "A report.",
            "Better plans.",
            "",
            "Local Authority",
        ],
        &["DARS-NIC-900002-C4D5E-v0.3", "Wrenfield Hospital", "To look.", "", "", "", "", "NHS Trust"],
    ];
    let glossary: &[&[&str]] = &[
        &["Legal Basis for Provision of Data (Dissemination)", "Explanation"],
        &["Health and Social Care Act 2012 - s261(1) and s261(2)(b)(ii)", "Public interest."],
        &["An Act nobody knows", "Something."],
        &["Common law duty"],
        &["1. Consent"],
    ];
    Book {
        pages: vec![
            Page::new("README", &[&["Data Release Register"], &["Notes:\n one line is one file."]]),
            Page::new("Title sheet", &[]),
            Page::new("DataReleases", &[&RELEASES_2021, &release("FILE1"), &release("FILE2"), &access]),
            Page::new("PurposeStatements", statements),
            Page::new("FurtherExplanationOfTerms", glossary),
            Page::new("AmendmentsToPreviousRegisters", &[&RELEASES_2021]),
        ],
        drawing: Some("Data Release Register\n01 February 2021 to 28 February 2021".to_owned()),
    }
}

pub(crate) const RELEASES_2017: [&str; 11] = [
    "RowID",
    "Organisation Name",
    "us",
    KIND_OF_DATA,
    "Sensitive or Non-Sensitive",
    "Legal Basis for Provision of Data",
    "Purpose",
    "One off release or Ongoing releases",
    "NIC Number",
    "MR Number (where relevant)",
    OPT_OUTS_2017,
];

/// Autumn 2017: releases through four channels, two statements, counts, one amendment.
pub(crate) fn book_2017() -> Book {
    let release = |id: &'static str| {
        let basis = "Health and Social Care Act 2012";
        let reference = "DARS-NIC-900001-A1B2C-v1.2";
        [id, "OSTBURY COUNCIL", "Inpatient Care", ICO, "Sensitive", basis, "", "Ongoing", reference, "", "N"]
    };
    let mut amendment: Vec<&str> = release("").split_at(1).1.to_vec();
    amendment[2] = "Anonymised -ICO Code Compliant";
    amendment.push("Omitted from previous registers");
    let mut nbo = Page::new("NBO", &[&["", "Police", "NCA", "Court Order", "Parish Council", "Total"]]);
    for (row, (measure, counts)) in
        (2..).zip([("Total Receipts Processed", [7, 2, 3, 0, 12]), ("Rejected", [1, 0, 0, 0, 1])])
    {
        nbo.text(&format!("A{row}"), measure);
        for (column, number) in ["B", "C", "D", "E", "F"].iter().zip(counts) {
            nbo.set(&format!("{column}{row}"), Value::Number(f64::from(number)));
        }
    }
    nbo.text("A5", "Notes").text("A6", "Counts are of requests.");
    let statements: &[&[&str]] = &[
        &[
            "Reference Number",
            "Organisation",
            "Objective for Processing",
            "Processing Activities",
            "Expected Output",
            "Expected Measurable Benefits",
        ],
        &["DARS-NIC-900001-A1B2C-v1.2", "OSTBURY COUNCIL", "To plan.", "Counting.", "A report.", "Better plans."],
    ];
    Book {
        pages: vec![
            Page::new("README", &[&["Data released, 1 September 2017 to 30 November 2017"]]),
            Page::new("Title sheet", &[]),
            Page::new(
                "DataReleases",
                &[&RELEASES_2017, &release("FILE7"), &release("OTHER0001"), &release("HDIS3"), &release("PCMD4")],
            ),
            Page::new("PurposeStatements", statements),
            nbo,
            Page::new("AmendmentsToPreviousRegisters", &[&RELEASES_2017[1..], &amendment]),
        ],
        drawing: None,
    }
}
