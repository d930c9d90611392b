//! CSV files and encodings: what cannot be read is named with its line and column, all at once; nothing is guessed.

use super::desk::{Desk, february};
use super::workbooks::Saved;
use candour::import::{Request, TextForm};
use candour::syntax::encoding::Encoding;

fn faults(bytes: &[u8], form: TextForm) -> String {
    let file = Saved::bytes("register.csv", bytes);
    Desk::new().refuses(&Request {
        encoding: Some(form.encoding),
        delimiter: Some(form.delimiter),
        ..february(&file.path)
    })
}

fn in_encoding(bytes: &[u8], encoding: Encoding) -> String {
    faults(bytes, TextForm { encoding, ..TextForm::default() })
}

/// What every file says that reads well and has no layout.
const READS: &str = "E1 no layout has the headings of this file";

#[test]
fn every_fault_of_a_file_is_named_at_once_with_its_line_and_column() {
    let text = "\u{FEFF}Name,Purpose\r\n\r\n\"Ostbury, Council\",\"To\r\nplan\"\r\nWrenfield\r\na,b,c\r\n\
                say \"x\",1\r\n\"y\"z,2\r\nlast,\"never closed\r\n";
    let found = faults(text.as_bytes(), TextForm::default());
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
    assert!(undecodable.contains("E12 2:4 these bytes are no utf-8 [ask which encoding the file has, then say"));
    assert!(undecodable.contains("E12 2:6 these bytes are no utf-8"), "each place: {undecodable}");
    assert!(undecodable.contains("encoding = \"windows-1252\" in the mapping, or --encoding windows-1252"));
    assert!(in_encoding(b"a,b\n1,\x81\n", Encoding::Windows1252).contains("E12 2:3 these bytes are no windows-1252"));
    assert!(in_encoding(&le, Encoding::Utf8).contains("E12 1:2 here is a zero byte"));
    assert!(in_encoding(&le, Encoding::Utf16).contains("no byte order mark"));
    let told = "E12 1:1 the file's first bytes say that it is utf-16, not utf-8 [say encoding = \"utf-16\"";
    assert!(in_encoding(&marked, Encoding::Utf8).contains(told));
    let told = "first bytes say that it is utf-8, not windows-1252";
    assert!(in_encoding(b"\xEF\xBB\xBFa,b\n", Encoding::Windows1252).contains(told));
}

#[test]
fn the_delimiter_is_the_one_that_is_declared() {
    let semicolons = b"Name;Purpose\n\"a;b\";1,5\n";
    let form = TextForm { delimiter: b';', ..TextForm::default() };
    assert!(faults(semicolons, form).starts_with(READS));
    let found = faults(semicolons, TextForm::default());
    assert!(found.contains("E101 2:5 a double quote") || found.contains("E102 2:1"), "{found}");
    let found = faults(b"a\tb\n1\t2\t3\n", TextForm { delimiter: b'\t', ..TextForm::default() });
    assert!(found.contains("[a tab inside a cell needs double quotes round the cell]"), "{found}");
}
