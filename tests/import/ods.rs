//! OpenDocument workbooks: the same records as from Excel, and the traps that only they have.

use super::desk::{Desk, february};
use super::workbooks::{Book, Saved, Value, book_2021};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text as OpenDocument writes it: a paragraph for each line, every white space after another by name.
fn paragraphs(text: &str) -> String {
    let paragraph = |line: &str| {
        let named = escaped(line).replace('\t', "<text:tab/>").replace(' ', "<text:s/>");
        format!("<text:p>{named}</text:p>")
    };
    text.split('\n').map(paragraph).collect()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            format!("<table:table-cell office:value-type=\"string\">{}</table:table-cell>", paragraphs(text))
        }
        Value::Number(number) => {
            format!(
                "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>about</text:p></table:table-cell>"
            )
        }
        Value::Day(year, month, day) => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{year:04}-{month:02}-{day:02}T00:00:00\">\
             <text:p>{day:02}/{month:02}/{year}</text:p></table:table-cell>"
        ),
        Value::Formula(formula, result) => format!(
            "<table:table-cell table:formula=\"of:{formula}\" office:value-type=\"string\" office:string-value=\"{}\">\
             <text:p>shown</text:p></table:table-cell>",
            escaped(result)
        ),
    }
}

/// The rows of a sheet, with the cells and rows between as one repeated element each.
fn rows(page: &super::workbooks::Page) -> String {
    let mut xml = String::new();
    let mut next = 0;
    let numbers: std::collections::BTreeSet<u32> = page.cells.keys().map(|(row, _)| *row).collect();
    for number in numbers {
        if number > next {
            let blank = number - next;
            write!(
                xml,
                "<table:table-row table:number-rows-repeated=\"{blank}\"><table:table-cell/></table:table-row>"
            )
            .unwrap();
        }
        let (mut cells, mut column) = (String::new(), 0);
        for (&(_, at), value) in page.cells.range((number, 0)..=(number, u16::MAX)) {
            if at > column {
                write!(cells, "<table:table-cell table:number-columns-repeated=\"{}\"/>", at - column).unwrap();
            }
            cells.push_str(&cell(value));
            column = at + 1;
        }
        let padding = 16_384 - u32::from(column);
        write!(
            xml,
            "<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"{padding}\"/></table:table-row>"
        )
        .unwrap();
        next = number + 1;
    }
    let padding = 1_048_576 - next;
    write!(xml, "<table:table-row table:number-rows-repeated=\"{padding}\"><table:table-cell/></table:table-row>")
        .unwrap();
    xml
}

/// The `content.xml` of a workbook.
pub(crate) fn content(book: &Book) -> String {
    let sheets: String = book
        .pages
        .iter()
        .map(|page| format!("<table:table table:name=\"{}\">{}</table:table>", escaped(&page.name), rows(page)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" \
         xmlns:text=\"x\" xmlns:draw=\"d\" xmlns:svg=\"v\" xmlns:calcext=\"c\" xmlns:style=\"s\"><office:automatic-styles>\
         <style:style style:name=\"ta1\"><style:table-properties table:display=\"true\"/></style:style>\
         <style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>\
         </office:document-content>"
    )
}

/// A workbook of this content, saved under this name.
pub(crate) fn save(name: &str, content: &str) -> Saved {
    save_with(name, content, "<manifest:manifest/>")
}

fn save_with(name: &str, content: &str, manifest: &str) -> Saved {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    ];
    for (part, text) in parts {
        writer.start_file(part, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    Saved::bytes(name, writer.finish().unwrap().get_ref())
}

/// The text of the first statement's objective when that cell has this XML.
fn objective_of(xml: &str) -> String {
    let mut book = book_2021();
    book.page("PurposeStatements").text("C2", "@@");
    let desk = Desk::new();
    let whole = "<table:table-cell office:value-type=\"string\"><text:p>@@</text:p></table:table-cell>";
    let content = content(&book);
    assert!(content.contains(whole));
    desk.imports(&february(&save("register.ods", &content.replace(whole, xml)).path));
    desk.drafts(|drafts| drafts.agreements[0].statements[0].sections[0].text.text().to_owned())
}

fn string(inside: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\">{inside}</table:table-cell>")
}

#[test]
fn the_same_register_gives_the_same_records_as_from_excel() {
    let mut book = book_2021();
    book.drawing = None;
    book.page("DataReleases").set("C2", Value::Number(2017.5)).set("C3", Value::Day(2017, 8, 31)).shift(2);
    book.page("PurposeStatements").set("D2", Value::Formula("=A1".to_owned(), "a <\"result\"> &c".to_owned()));
    let (excel, open) = (Desk::new(), Desk::new());
    excel.imports(&february(&book.save().path));
    let report = open.imports(&february(&save("register.ods", &content(&book)).path));
    assert!(report.contains("DataReleases: releases, 3 rows, header in row 3"), "{report}");
    let (mut excel, mut open) = (excel.files(), open.files());
    // Only the name, size and digest of the file itself differ.
    for path in ["data/editions.csv", "data/editions/2021-02/import.toml"] {
        let name = |files: &mut std::collections::BTreeMap<String, Vec<u8>>| {
            String::from_utf8(files.remove(path).unwrap()).unwrap()
        };
        assert!(name(&mut excel).contains("register.xlsx") && name(&mut open).contains("register.ods"));
    }
    assert_eq!(excel, open);
}

#[test]
fn white_space_is_what_open_document_says() {
    let one = string(
        "<text:p>\n  One <text:s text:c=\"2\"/>three<text:span> on\n a</text:span> <text:a>line</text:a>,\n</text:p>",
    );
    assert_eq!(objective_of(&one), "One   three on a line,");
    let several =
        string("<text:p>First</text:p><text:p/><text:p>a<text:tab/>b<text:line-break/>c &amp; d&#8230;</text:p>");
    assert_eq!(objective_of(&several), "First\n\na\tb\nc & d\u{2026}");
}

#[test]
fn comments_pictures_and_boxes_are_no_part_of_the_cell_they_lie_on() {
    let covered = string(
        "<office:annotation><text:p>A remark</text:p></office:annotation><text:p>To plan.</text:p>\
         <draw:frame><draw:text-box><text:p>01 February 2021 to 28 February 2021</text:p></draw:text-box>\
         <svg:desc>A logo</svg:desc></draw:frame>",
    );
    let mut book = book_2021();
    book.drawing = None;
    book.page("PurposeStatements").text("C2", "@@");
    let whole = "<table:table-cell office:value-type=\"string\"><text:p>@@</text:p></table:table-cell>";
    let desk = Desk::new();
    let report = desk.imports(&february(&save("register.ods", &content(&book).replace(whole, &covered)).path));
    assert!(report.contains("a drawing: 01 February 2021 to 28 February 2021"), "{report}");
    assert_eq!(desk.drafts(|d| d.agreements[0].statements[0].sections[0].text.text().to_owned()), "To plan.");
    assert!(desk.read("data/editions/2021-02/import.toml").contains("\"A logo\""));
}

#[test]
fn values_are_what_they_say_and_not_how_they_are_shown() {
    let typed = |attributes: &str| format!("<table:table-cell {attributes}><text:p>shown</text:p></table:table-cell>");
    for (attributes, wanted) in [
        ("office:value-type=\"percentage\" office:value=\"0.50\"", "0.5"),
        ("office:value-type=\"currency\" office:value=\"12.00\"", "12"),
        ("office:value-type=\"boolean\" office:boolean-value=\"true\"", "TRUE"),
        ("office:value-type=\"date\" office:date-value=\"2017-04-10\"", "2017-04-10"),
        ("office:value-type=\"date\" office:date-value=\"2017-04-10T09:30:00\"", "2017-04-10T09:30:00"),
        ("office:value-type=\"time\" office:time-value=\"PT9H30M\"", "PT9H30M"),
        ("", "shown"),
    ] {
        assert_eq!(objective_of(&typed(attributes)), wanted, "{attributes}");
    }
}

#[test]
fn rows_and_columns_that_repeat_a_text_are_written_out() {
    let book = book_2021();
    let content = content(&book).replacen(
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>FILE2</text:p>",
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\"><text:p>FILE2</text:p>",
        1,
    );
    let desk = Desk::new();
    let report = desk.imports(&february(&save("register.ods", &content).path));
    assert!(report.contains("DataReleases: releases, 4 rows"), "{report}");
    assert!(report.contains("E3 "), "two rows have one id: {report}");
}

#[test]
fn a_hidden_sheet_is_said_to_be_one() {
    let hidden = content(&book_2021())
        .replace("<table:table table:name=\"README\"", "<table:table table:name=\"README\" table:style-name=\"ta2\"");
    let report = Desk::new().imports(&february(&save("register.ods", &hidden).path));
    assert!(report.contains("README: text, 2 rows, hidden in the workbook"), "{report}");
}

#[test]
fn an_error_in_a_cell_is_a_fault_with_its_place_however_it_is_stored() {
    let mut book = book_2021();
    book.page("PurposeStatements").text("C2", "@@").text("D3", "#NAME?");
    let whole = "<table:table-cell office:value-type=\"string\"><text:p>@@</text:p></table:table-cell>";
    let error = "<table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\">\
                 <text:p>#REF!</text:p></table:table-cell>";
    let refused = Desk::new().refuses(&february(&save("register.ods", &content(&book).replace(whole, error)).path));
    assert!(refused.contains("E11 PurposeStatements!C2 holds #REF!: a spreadsheet lost the text"), "{refused}");
    assert!(refused.contains("E11 PurposeStatements!D3 holds #NAME?"), "{refused}");
}

#[test]
fn what_is_damaged_or_protected_or_endless_is_refused_at_once() {
    let fails =
        |content: &str, manifest: &str| Desk::new().fails(&february(&save_with("r.ods", content, manifest).path));
    let whole = content(&book_2021());
    let cut = &whole[..whole.find("</table:table-row>").unwrap()];
    assert!(fails(cut, "").contains("its sheets cannot be read: it ends too soon"), "{}", fails(cut, ""));
    assert!(fails("<a/>", "").contains("its sheets cannot be read"));
    let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    assert!(fails(&whole, manifest).contains("protected by a password"));
    let wide = whole.replacen("<text:p>FILE1", "@", 1);
    let wide = wide.replacen(
        "<table:table-cell office:value-type=\"string\">@",
        "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>FILE1",
        1,
    );
    assert!(fails(&wide, "").contains("there is a cell at IW2"), "{}", fails(&wide, ""));
    let spaces = whole.replacen("<text:p>FILE1", "<text:p><text:s text:c=\"4000000000\"/>FILE1", 1);
    assert!(fails(&spaces, "").contains("more than 1 GiB of text"));
    let minus = whole.replacen("number-rows-repeated=\"", "number-rows-repeated=\"-", 1);
    assert!(fails(&minus, "").contains("table:number-rows-repeated is \"-"), "{}", fails(&minus, ""));
    // The digest counts the blank rows above a row, of which a file may claim four thousand million.
    let row = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>FILE2</text:p>";
    let blank = "<table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell/></table:table-row>";
    let far = whole.replacen(row, &format!("{blank}{row}"), 1);
    assert!(fails(&far, "").contains("there is a cell in row 4000000003"), "{}", fails(&far, ""));
    let (open, close) = ("<draw:frame><text:p>".repeat(100_000), "</text:p></draw:frame>".repeat(100_000));
    let deep = whole.replacen("<text:p>FILE1", &format!("{open}{close}<text:p>FILE1"), 1);
    assert!(fails(&deep, "").contains("its drawings lie too deep in one another"), "{}", fails(&deep, ""));
    let endless = whole.replace(
        "office:value-type=\"string\"><text:p>FILE1",
        "office:value-type=\"float\" office:value=\"inf\"><text:p>FILE1",
    );
    assert!(fails(&endless, "").contains("inf is no number"), "{}", fails(&endless, ""));
}

#[test]
fn a_cell_that_lies_under_a_merged_one_keeps_its_text() {
    let covered = string("<text:p>To plan.</text:p>").replace("table:table-cell", "table:covered-table-cell");
    assert_eq!(objective_of(&covered), "To plan.");
}
