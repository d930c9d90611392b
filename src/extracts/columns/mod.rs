//! The table of releases for the page that explores it: two packed files of columns, which a script reads. It chooses
//! what stands in the first file; every column and value is that of [`RELEASES`], and nothing is counted here.
//!
//! # Format 1
//! `explore/rows-<hash>.bin` holds what is filtered, sorted, grouped or shown; `explore/rest-<hash>.bin` the columns that
//! only a download needs. `<hash>` is the first 10 digits of the SHA-256 of the file. Each is gzip of: the length of the
//! head (4 bytes, little endian), the head (JSON), and bytes. The head:
//!
//! - `format` 1, `rows` how many, `columns` in an order in which each stands after those it names;
//! - in the first file also `labels` (column, then code and label, in order) and `editions` (id, kind, first day or
//!   null, last day).
//!
//! A column has a `key` and, if it is one of the table, its `place` among the columns of `releases.csv`; and one of:
//!
//! - `values` alone: one text for all rows;
//! - `values` and `codes`: for each row the place of its text among the values;
//! - `values`, `codes` and `of`: the same for each value of the column `of`, which may stand in the first file;
//! - `gaps`, `head` and `widths`: a number for each row, written with at least as many digits as `widths` says for the
//!   row's code in the column `head`. A gap is the difference from the row before or, if `each` is true, from the last
//!   row with the same code; before the first there is 0. Differences are folded: 0, -1, 1, -2, 2 are 0, 1, 2, 3, 4;
//! - `parts`: texts one after the other, each a `text`, or what `column` holds, in lower case if `lower` is true.
//!
//! `codes` and `gaps` are a place in the bytes and a width: the first bytes of all numbers, then the second bytes …,
//! low ones first.

mod column;
mod parts;

use super::path_of;
use crate::diag::Failure;
use crate::model::fields::{Context, Extract, FieldType, RELEASES};
use crate::model::{Edition, Register, Release};
use crate::output::{OutputFile, pack, sha256_hex};
use column::Column;
use parts::{Made, Part};
use rayon::prelude::*;
use serde::Serialize;

/// Columns that are filtered, sorted, grouped or shown.
const SHOWN: [&str; 20] = [
    "release_id",
    "edition",
    "reference_raw",
    "agreement",
    "agreement_version",
    "recipient_id",
    "recipient",
    "recipient_type",
    "recipient_group",
    "dataset_ids",
    "released_from",
    "released_to",
    "released_precision",
    "channel",
    "identifiability",
    "legal_basis",
    "opt_outs_applied",
    "opt_outs_reason",
    "register",
    "url",
];

/// What is shown but is no column of the table: whether the use is commercial, as the agreement's version has it.
const COMMERCIAL: &str = "commercial";

/// Where they are.
pub(super) fn folder() -> String {
    let mut path = Extract::Shown("").path();
    path.truncate(path.rfind('/').map_or(0, |at| at + 1));
    path
}

/// Both files.
pub(super) fn files(context: Context<'_>) -> Result<[OutputFile<'static>; 2], Failure> {
    let (shown, others): (Vec<Column<'_>>, _) =
        read(context).into_iter().partition(|column| column.place.is_none() || SHOWN.contains(&&*column.key));
    let rows = context.register.releases.len();
    let first = Sheet::new(shown, &[], rows);
    let rest = Sheet::new(others, &first.coded, rows);
    let extras = Extras { labels: labels(context), editions: editions(context.register) };
    let file = |which: fn(&'static str) -> Extract<'static>, packed: Vec<u8>| {
        let path = which("").path().replace(".bin", &format!("{}.bin", &sha256_hex(&packed)[..10]));
        path_of(&path).map(|path| OutputFile::made(path, packed))
    };
    Ok([file(Extract::Shown, first.packed(Some(extras))?)?, file(Extract::Unshown, rest.packed(None)?)?])
}

/// Every column of the table, and what is shown besides.
fn read(context: Context<'_>) -> Vec<Column<'_>> {
    let (fields, rows) = (RELEASES.fields(), RELEASES.rows(context));
    let column = |(place, field): (usize, _)| Column::of_table(field, place, &rows);
    let mut columns: Vec<_> = fields.into_par_iter().enumerate().map(column).collect();
    let commercial = context.register.releases.iter().map(|release| commercial(context.register, release));
    columns.push(Column::new(COMMERCIAL, None, commercial.map(Into::into)));
    columns
}

fn commercial<'a>(register: &'a Register, release: &Release) -> &'a str {
    let version = register.agreements.get(&release.agreement).and_then(|a| a.version(&release.version));
    version.map_or("", |version| &version.commercial)
}

/// What readers see in place of codes and ids: a column, and its codes with their labels.
type Labels<'a> = (&'static str, Vec<(&'a str, &'a str)>);

fn labels(context: Context<'_>) -> Vec<Labels<'_>> {
    let register = context.register;
    let of = |kind: FieldType| kind.codes().map(|codes| codes.list(&register.vocabularies)).unwrap_or_default();
    let shown = RELEASES.fields().into_iter().filter(|field| SHOWN.contains(&field.key));
    let labelled = shown.map(|field| {
        let codes = of(field.kind).into_iter().filter_map(|(code, label)| Some((code, label?)));
        (field.key, codes.collect::<Vec<_>>())
    });
    let datasets = register.datasets.iter().map(|(id, dataset)| (id.as_str(), dataset.name.as_str()));
    let mut labels: Vec<_> = labelled.filter(|(_, codes)| !codes.is_empty()).collect();
    labels.push(("dataset_ids", datasets.collect()));
    labels
}

/// An edition: id, kind, first day and last day of its period.
type EditionSpan<'a> = (&'a str, &'static str, Option<String>, String);

fn editions(register: &Register) -> Vec<EditionSpan<'_>> {
    let mut editions: Vec<_> = register.editions.values().collect();
    editions.sort_by_key(|edition| edition.order());
    let span = |edition: &'_ Edition| (edition.from.map(|day| day.to_string()), edition.to.to_string());
    let facts = |edition: &'_ &'_ Edition| (edition.kind.key(), span(edition));
    let told = editions.iter().map(|edition| (edition.id.as_str(), facts(edition)));
    told.map(|(id, (kind, (from, to)))| (id, kind, from, to)).collect()
}

/// What the first file says besides its columns.
#[derive(Serialize)]
struct Extras<'a> {
    labels: Vec<Labels<'a>>,
    editions: Vec<EditionSpan<'a>>,
}

/// The columns of one file, each as it is best written.
struct Sheet<'a> {
    rows: usize,
    coded: Vec<Column<'a>>,
    /// For each, the key of the column that determines it, if there is one.
    parents: Vec<Option<(String, Vec<u32>)>>,
    made: Vec<Made>,
}

impl<'a> Sheet<'a> {
    /// `earlier` are columns of the first file.
    fn new(columns: Vec<Column<'a>>, earlier: &[Column<'a>], rows: usize) -> Sheet<'a> {
        let (mut coded, made) = parts::split(columns, rows);
        coded.sort_by_key(|column| std::cmp::Reverse(column.values.len()));
        let candidates: Vec<&Column<'_>> = earlier.iter().chain(&coded).collect();
        let parent = |(at, column): (usize, &Column<'a>)| {
            let before = &candidates[..earlier.len() + at];
            let fit = before.iter().filter(|other| other.values.len() >= column.values.len());
            let mut fit: Vec<_> = fit.filter(|other| other.values.len() * 2 <= rows).collect();
            fit.sort_by_key(|other| other.values.len());
            fit.into_iter().find_map(|other| Some((other.key.clone(), other.determines(column)?)))
        };
        let needs_codes = |column: &Column<'_>| column.values.len() > 1;
        let parents = coded
            .par_iter()
            .enumerate()
            .map(|(at, column)| needs_codes(column).then(|| parent((at, column))).flatten());
        let parents = parents.collect();
        Sheet { rows, coded, parents, made }
    }

    fn packed(&self, extras: Option<Extras<'_>>) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let mut columns: Vec<Written<'_>> = Vec::new();
        for (column, parent) in self.coded.iter().zip(&self.parents) {
            let codes = match parent {
                _ if column.values.len() < 2 => None,
                Some((_, map)) => Some(planes(map.iter().map(|code| u64::from(*code)), &mut bytes)),
                None => Some(planes(column.codes.iter().map(|code| u64::from(*code)), &mut bytes)),
            };
            let how = How::Coded { values: &column.values, of: parent.as_ref().map(|(key, _)| key), codes };
            columns.push(Written { key: &column.key, place: column.place, how });
        }
        for made in &self.made {
            let how = match &made.part {
                Part::Number { head, widths, each, gaps } => {
                    let gaps = planes(gaps.iter().copied(), &mut bytes);
                    How::Number { head, widths, each: *each, gaps }
                }
                Part::Parts(parts) => How::Parts { parts },
            };
            columns.push(Written { key: &made.key, place: made.place, how });
        }
        let head = serde_json::to_vec(&Head { format: 1, rows: self.rows, columns, extras })
            .map_err(|cause| Failure::new("cannot write the table of releases for scripts").because(cause))?;
        let length = u32::try_from(head.len()).unwrap_or(u32::MAX).to_le_bytes();
        pack(&[&length[..], &head, &bytes].concat())
    }
}

/// Adds numbers to the bytes: first bytes of all, then second bytes of all …; gives their place and width.
fn planes(numbers: impl Iterator<Item = u64> + Clone, bytes: &mut Vec<u8>) -> (usize, u32) {
    let place = bytes.len();
    let most = numbers.clone().max().unwrap_or(0);
    let width = (u64::BITS - most.leading_zeros()).div_ceil(8).max(1);
    for plane in 0..width {
        bytes.extend(numbers.clone().map(|number| number.to_le_bytes()[plane as usize]));
    }
    (place, width)
}

#[derive(Serialize)]
struct Head<'a> {
    format: u32,
    rows: usize,
    columns: Vec<Written<'a>>,
    #[serde(flatten)]
    extras: Option<Extras<'a>>,
}

#[derive(Serialize)]
struct Written<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    #[serde(flatten)]
    how: How<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum How<'a> {
    Coded {
        values: &'a [std::borrow::Cow<'a, str>],
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<&'a String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        codes: Option<(usize, u32)>,
    },
    Number {
        head: &'a str,
        widths: &'a [usize],
        each: bool,
        gaps: (usize, u32),
    },
    Parts {
        parts: &'a [parts::Piece],
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_in_the_table() {
        let keys: Vec<&str> = RELEASES.fields().iter().map(|field| field.key).collect();
        assert!(SHOWN.iter().all(|key| keys.contains(key)));
    }

    #[test]
    fn numbers_are_written_byte_by_byte_with_low_bytes_first() {
        let mut bytes = vec![9];
        assert_eq!(planes([1, 256, 515].into_iter(), &mut bytes), (1, 2));
        assert_eq!(bytes, [9, 1, 0, 3, 0, 1, 2]);
        assert_eq!(planes([0, 0].into_iter(), &mut bytes), (7, 1));
    }
}
