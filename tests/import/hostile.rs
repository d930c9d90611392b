//! Files that are not what they say: one clear message, quickly, and nothing changed.

use super::desk::{Desk, february};
use super::workbooks::{Saved, book_2021};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn fails(file: &Saved) -> String {
    Desk::new().fails(&february(&file.path))
}

#[test]
fn what_is_no_workbook_is_said_to_be_none() {
    assert!(fails(&Saved::bytes("r.xlsx", b"id,name\n1,2\n")).contains("this is no workbook (.xlsx or .ods)"));
    for name in ["r.xlsx", "r.csv", "r.xlsb"] {
        assert!(fails(&Saved::bytes(name, b"")).contains("the file is empty"));
    }
    let page = b"\xEF\xBB\xBF\n<!DOCTYPE html><html><h1>403 Forbidden</h1></html>";
    assert!(fails(&Saved::bytes("r.xlsx", page)).contains("this is a web page, whatever its name says"));
    assert!(fails(&Saved::bytes("r.csv", page)).contains("this is a web page, whatever its name says"));
    assert!(fails(&Saved::bytes("r.ods", b"%PDF-1.7 \n")).contains("this is a PDF document"));
    let old = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    assert!(fails(&Saved::bytes("r.xls", &old)).contains("old Excel workbook (.xls)"));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(fails(&Saved::bytes("r.xlsx", &[&old[..], &name].concat())).contains("protected by a password"));
    assert!(Desk::new().fails(&february("no/such/file.xlsx")).contains("cannot read no/such/file.xlsx"));
    assert!(Desk::new().fails(&february(env!("CARGO_MANIFEST_DIR"))).contains("is no file"));
}

#[test]
fn a_zip_without_a_workbook_and_a_workbook_cut_off_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"<a/>").unwrap();
    let other = Saved::bytes("r.xlsx", writer.finish().unwrap().get_ref());
    assert!(fails(&other).contains("its sheets cannot be read"), "{}", fails(&other));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("xl/workbook.bin", SimpleFileOptions::default()).unwrap();
    let binary = Saved::bytes("r.xlsx", writer.finish().unwrap().get_ref());
    assert!(fails(&binary).contains("this is a binary Excel workbook (.xlsb)"), "{}", fails(&binary));
    let whole = std::fs::read(book_2021().save()).unwrap();
    for length in [whole.len() / 4, whole.len() / 2, whole.len() - 10] {
        let message = fails(&Saved::bytes("r.xlsx", &whole[..length]));
        assert!(message.contains("damaged or cut off"), "{message}");
    }
}

#[test]
fn any_byte_may_be_wrong_without_a_crash() {
    let whole = std::fs::read(book_2021().save()).unwrap();
    let desk = Desk::new();
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        let file = Saved::bytes("r.xlsx", &broken);
        // Some bytes do not matter; what is asked is that none crashes or hangs the import.
        let request = candour::import::Request { dry_run: true, ..february(&file.path) };
        let _ = desk.import(&request);
    }
}

#[test]
fn a_zip_bomb_is_refused_before_it_unpacks() {
    let sheet =
        book_2021().save().repack(CompressionMethod::Deflated, "xl/worksheets/sheet3.xml", |_| " ".repeat(20 << 20));
    let size = std::fs::metadata(&sheet).unwrap().len();
    assert!(size < 200_000, "a small file: {size} bytes");
    assert!(fails(&sheet).contains("would take 20971520 bytes once unpacked"), "{}", fails(&sheet));
}

#[test]
fn a_part_that_lies_about_its_size_is_refused() {
    let workbook = book_2021().save();
    let mut bytes = std::fs::read(&workbook).unwrap();
    // The directory at the end of the zip says how large each part is: make one of them smaller.
    let name = b"xl/worksheets/sheet3.xml";
    let at = bytes.windows(name.len()).rposition(|window| window == name).unwrap();
    bytes[at - 22..at - 18].copy_from_slice(&100u32.to_le_bytes());
    let message = fails(&Saved::bytes("r.xlsx", &bytes));
    assert!(message.contains("sheet3.xml"), "{message}");
}

#[test]
fn a_list_of_texts_that_lies_about_its_length_is_refused() {
    let lie = book_2021()
        .save()
        .with_part("xl/sharedStrings.xml", |text| text.replacen("uniqueCount=\"", "uniqueCount=\"99999999999999", 1));
    assert!(fails(&lie).contains("more texts than it has bytes"), "{}", fails(&lie));
}

#[test]
fn a_million_empty_rows_are_passed_over() {
    let rows: String = (5..=1_000_000).map(|row| format!("<row r=\"{row}\"/>")).collect();
    let padded = book_2021()
        .save()
        .with_part("xl/worksheets/sheet3.xml", |text| text.replacen("</sheetData>", &format!("{rows}</sheetData>"), 1));
    let report = Desk::new().imports(&february(&padded.path));
    assert!(report.contains("DataReleases: releases, 3 rows"), "{report}");
}

#[test]
fn cells_far_away_or_twice_are_refused() {
    let row = |cells: &str| {
        let cells = cells.to_owned();
        book_2021().save().with_part("xl/worksheets/sheet1.xml", move |text| {
            text.replacen("</sheetData>", &format!("{cells}</sheetData>"), 1)
        })
    };
    let far = row("<row r=\"9\"><c r=\"XFD9\"><v>1</v></c></row>");
    assert!(fails(&far).contains("there is a cell at XFD9"), "{}", fails(&far));
    let twice = row("<row r=\"9\"><c r=\"A9\"><v>1</v></c><c r=\"A9\"><v>2</v></c></row>");
    assert!(fails(&twice).contains("the sheet README holds a row or a cell twice"), "{}", fails(&twice));
}

#[test]
fn a_table_with_a_heading_that_begins_like_a_zip_is_a_table() {
    let refused = Desk::new().refuses(&february(&Saved::bytes("r.csv", b"PKEY,Name\n1,2\n").path));
    assert!(refused.contains("no layout has the headings of this file: r has PKEY; Name"), "{refused}");
}

#[test]
fn a_row_further_down_than_a_spreadsheet_goes_is_refused() {
    let far = book_2021().save().with_part("xl/worksheets/sheet3.xml", |text| {
        let row = "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>";
        text.replacen("</sheetData>", &format!("{row}</sheetData>"), 1)
    });
    assert!(fails(&far).contains("there is a cell in row 1048577"), "{}", fails(&far));
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    let twice = book_2021().save().with_part("xl/workbook.xml", |text| text.replace("\"Title sheet\"", "\"README\""));
    assert!(fails(&twice).contains("two of its sheets are called README"), "{}", fails(&twice));
}

#[test]
fn a_tag_with_thousands_of_attributes_is_refused() {
    let attributes: String = (0..5000).map(|number| format!(" a{number}=\"\"")).collect();
    let wide = book_2021()
        .save()
        .with_part("xl/worksheets/sheet3.xml", |text| text.replacen("<row ", &format!("<row{attributes} "), 1));
    assert!(fails(&wide).contains("sheet3.xml holds a tag with too many attributes"), "{}", fails(&wide));
}

#[test]
fn rows_that_a_file_holds_out_of_order_are_put_in_order() {
    let odd = book_2021().save().with_part("xl/worksheets/sheet1.xml", |text| {
        let row = "<row r=\"9\"><c r=\"A9\" t=\"str\"><v>The last line.</v></c></row>";
        text.replacen("<sheetData>", &format!("<sheetData>{row}"), 1)
    });
    let desk = Desk::new();
    desk.imports(&february(&odd.path));
    let readme = desk.read("data/editions/2021-02/readme.md");
    assert!(readme.ends_with("one line is one file.\n\nThe last line.\n"), "{readme}");
}
