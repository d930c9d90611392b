//! Reads the table of releases as a script does: by the head of `src/extracts/columns/mod.rs` alone.

use serde_json::Value;
use std::collections::BTreeMap;

/// A file as it is after unpacking: head and bytes.
struct Sheet {
    head: Value,
    bytes: Vec<u8>,
}

impl Sheet {
    fn open(packed: &[u8]) -> Sheet {
        let all = candour::output::unpack(packed, 1 << 30).expect("a packed file");
        let length = u32::from_le_bytes(all[..4].try_into().expect("a length")) as usize;
        let head: Value = serde_json::from_slice(&all[4..4 + length]).expect("a head");
        assert_eq!(head["format"], 1);
        Sheet { head, bytes: all[4 + length..].to_vec() }
    }

    fn planes(&self, place: &Value, count: usize) -> Vec<u64> {
        let (at, width) = (place[0].as_u64().expect("a place") as usize, place[1].as_u64().expect("a width") as usize);
        let byte = |row: usize, plane: usize| u64::from(self.bytes[at + plane * count + row]) << (8 * plane);
        (0..count).map(|row| (0..width).map(|plane| byte(row, plane)).sum()).collect()
    }
}

/// Columns of texts by key; for coded ones also the codes.
#[derive(Default)]
struct Columns {
    texts: BTreeMap<String, Vec<String>>,
    codes: BTreeMap<String, Vec<usize>>,
    places: BTreeMap<usize, String>,
}

impl Columns {
    fn read(&mut self, sheet: &Sheet, rows: usize) {
        for column in sheet.head["columns"].as_array().expect("columns") {
            let key = column["key"].as_str().expect("a key").to_owned();
            let texts = if column.get("values").is_some() {
                self.coded(sheet, column, &key, rows)
            } else if column.get("gaps").is_some() {
                self.numbers(sheet, column, rows)
            } else {
                self.parts(column, rows)
            };
            if let Some(place) = column.get("place") {
                self.places.insert(place.as_u64().expect("a number") as usize, key.clone());
            }
            self.texts.insert(key, texts);
        }
    }

    fn coded(&mut self, sheet: &Sheet, column: &Value, key: &str, rows: usize) -> Vec<String> {
        let values = strings(&column["values"]);
        let own = |count: usize| match column.get("codes") {
            Some(place) => sheet.planes(place, count).into_iter().map(|code| code as usize).collect(),
            None => vec![0; count],
        };
        let codes: Vec<usize> = match column.get("of").map(|of| &self.codes[of.as_str().expect("a key")]) {
            Some(of) => {
                let map = own(of.iter().max().map_or(0, |most| most + 1));
                of.iter().map(|code| map[*code]).collect()
            }
            None => own(rows),
        };
        let texts = codes.iter().map(|code| values[*code].clone()).collect();
        self.codes.insert(key.to_owned(), codes);
        texts
    }

    fn numbers(&self, sheet: &Sheet, column: &Value, rows: usize) -> Vec<String> {
        let heads = &self.codes[column["head"].as_str().expect("a key")];
        let widths = column["widths"].as_array().expect("widths");
        let each = column["each"].as_bool().expect("yes or no");
        let mut last = vec![0_i64; widths.len()];
        let text = |(gap, head): (u64, &usize)| {
            let group = if each { *head } else { 0 };
            let gap = if gap % 2 == 0 { (gap / 2) as i64 } else { -(gap.div_ceil(2) as i64) };
            last[group] += gap;
            format!("{:0width$}", last[group], width = widths[*head].as_u64().expect("a width") as usize)
        };
        sheet.planes(&column["gaps"], rows).into_iter().zip(heads).map(text).collect()
    }

    fn parts(&self, column: &Value, rows: usize) -> Vec<String> {
        let mut texts = vec![String::new(); rows];
        for part in column["parts"].as_array().expect("parts") {
            for (row, text) in texts.iter_mut().enumerate() {
                if let Some(fixed) = part.get("text") {
                    text.push_str(fixed.as_str().expect("a text"));
                } else {
                    let other = &self.texts[part["column"].as_str().expect("a key")][row];
                    let lower = part.get("lower").is_some();
                    text.push_str(&if lower { other.to_ascii_lowercase() } else { other.clone() });
                }
            }
        }
        texts
    }
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// What readers see for a code of a column.
#[allow(dead_code)] // not every program that reads the files asks for it
pub(crate) fn label(rows: &[u8], key: &str, code: &str) -> Option<String> {
    let sheet = Sheet::open(rows);
    let column = sheet.head["labels"].as_array()?.iter().find(|column| column[0] == key)?;
    let found = column[1].as_array()?.iter().find(|pair| pair[0] == code)?;
    found[1].as_str().map(str::to_owned)
}

/// A column of the first file that is no column of the table.
#[allow(dead_code)] // not every program that reads the files asks for it
pub(crate) fn extra(rows: &[u8], key: &str) -> Vec<String> {
    let (first, mut columns) = (Sheet::open(rows), Columns::default());
    columns.read(&first, first.head["rows"].as_u64().expect("a number") as usize);
    columns.texts.remove(key).expect("a column")
}

/// `releases.csv`, made of both files; quoted as RFC 4180 has it, and only where needed.
pub(crate) fn csv(rows: &[u8], rest: &[u8]) -> String {
    let (first, second, mut columns) = (Sheet::open(rows), Sheet::open(rest), Columns::default());
    let count = first.head["rows"].as_u64().expect("a number") as usize;
    assert_eq!(second.head["rows"], first.head["rows"]);
    columns.read(&first, count);
    columns.read(&second, count);
    let order: Vec<&String> = columns.places.values().collect();
    assert!(columns.places.keys().copied().eq(0..order.len()), "every column has a place");
    let mut text = format!("\u{feff}{}\r\n", order.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(","));
    for row in 0..count {
        let cells: Vec<String> = order.iter().map(|key| quoted(&columns.texts[*key][row])).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
