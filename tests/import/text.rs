//! CSV files and encodings: what cannot be read is named with its line and column, all at once; nothing is guessed.

use super::desk::{Desk, february};
use super::workbooks::Saved;
use candour::import::Request;
use candour::syntax::encoding::Encoding;

fn faults(bytes: &[u8], encoding: Option<Encoding>, delimiter: Option<u8>) -> String {
    let file = Saved::bytes("register.csv", bytes);
    Desk::new().refuses(&Request { encoding, delimiter, ..february(&file.path) })
}

fn in_encoding(bytes: &[u8], encoding: Encoding) -> String {
    faults(bytes, Some(encoding), None)
}

/// What every file says that reads well and has no layout.
const READS: &str = "E1 no layout has the headings of this file";

#[test]
fn every_fault_of_a_file_is_named_at_once_with_its_line_and_column() {
    let text = "\u{FEFF}Name,Purpose\r\n\r\n\"Ostbury, Council\",\"To\r\nplan\"\r\nWrenfield\r\na,b,c\r\n\
                say \"x\",1\r\n\"y\"z,2\r\nlast,\"never closed\r\n";
    let found = faults(text.as_bytes(), None, None);
    let told: Vec<&str> = found.lines().map(|line| line.split(" [").next().unwrap()).collect();
    assert_eq!(
        told,
        [
            "E102 5:1 this row has 1 cells, the first row has 2",
            "E102 6:1 this row has 3 cells, the first row has 2",
            "E101 7:5 a double quote in the wrong place",
            "E101 8:3 a double quote in the wrong place",
            "E100 9:6 this quote is never closed",
        ]
    );
}

#[test]
fn the_encoding_is_the_one_that_is_declared() {
    let text = "Name,Purpose\nCaf\u{E9},\u{A3}5\n";
    let units = || text.encode_utf16();
    let le: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    let marked = [&[0xFE, 0xFF][..], &be].concat();
    assert!(in_encoding(text.as_bytes(), Encoding::Utf8).starts_with(READS));
    assert!(in_encoding(b"Name,Purpose\nCaf\xE9,\xA35\n", Encoding::Windows1252).starts_with(READS));
    assert!(in_encoding(&le, Encoding::Utf16Le).starts_with(READS));
    assert!(in_encoding(&be, Encoding::Utf16Be).starts_with(READS));
    assert!(in_encoding(&marked, Encoding::Utf16).starts_with(READS));

    let undecodable = in_encoding(b"Name,Purpose\nCaf\xE9,\xA35\n", Encoding::Utf8);
    assert!(
        undecodable.contains(
            "E12 2:4 these bytes are no utf-8 [spreadsheets on Windows save windows-1252, where the first is \"\u{E9}\""
        ),
        "{undecodable}"
    );
    assert!(undecodable.contains("E12 2:6 these bytes are no utf-8"), "each place: {undecodable}");
    assert!(undecodable.contains("say --encoding windows-1252, or encoding = \"windows-1252\" in a mapping"));
    assert!(in_encoding(b"a,b\n1,\x81\n", Encoding::Windows1252).contains("E12 2:3 these bytes are no windows-1252"));
    let saved_anew = in_encoding("Name,Purpose\nCaf\u{E9},5\n".as_bytes(), Encoding::Windows1252);
    let told = "E12 2:4 the file is utf-8: in windows-1252 its letters would be \"\u{C3}\u{A9}\" [say --encoding utf-8";
    assert!(saved_anew.contains(told), "{saved_anew}");
    assert!(in_encoding(&le, Encoding::Utf8).contains("E12 1:2 here is a zero byte"));
    assert!(in_encoding(&le, Encoding::Utf16).contains("no byte order mark"));
    let told = "E12 1:1 the file's first bytes say that it is utf-16, not utf-8 [say --encoding utf-16";
    assert!(in_encoding(&marked, Encoding::Utf8).contains(told));
    let told = "first bytes say that it is utf-8, not windows-1252";
    assert!(in_encoding(b"\xEF\xBB\xBFa,b\n", Encoding::Windows1252).contains(told));
}

#[test]
fn bytes_of_another_encoding_are_one_trouble_however_many_cells_have_them() {
    let rows = "Caf\u{E9},5\n".repeat(60);
    let bytes: Vec<u8> = format!("Name,Purpose\n{rows}").chars().map(|c| c as u8).collect();
    let found = in_encoding(&bytes, Encoding::Utf8);
    assert_eq!(found.lines().count(), 3, "{found}");
    assert!(found.contains("E12 4:4 these bytes are no utf-8, nor are those in 57 more places"), "{found}");
}

#[test]
fn the_delimiter_is_the_one_that_is_declared() {
    let semicolons = b"Name;Purpose\n\"a;b\";1,5\n";
    assert!(faults(semicolons, None, Some(b';')).starts_with(READS));
    let found = faults(semicolons, None, None);
    let told = "E102 1:1 a \";\" stands between the cells, not a \",\" [say --delimiter \";\", or delimiter = \";\"";
    assert!(found.starts_with(told) && found.lines().count() == 1, "one fault, not one for each row: {found}");
    let found = faults(b"a\tb\n1\t2\t3\n", None, Some(b'\t'));
    assert!(found.contains("[a tab inside a cell needs double quotes round the cell]"), "{found}");
}
