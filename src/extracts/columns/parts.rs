//! Columns that are best told by others: ids that end in numbers which count up, and addresses made of ids.

use super::column::Column;
use serde::Serialize;
use std::borrow::Cow;

/// A column that is computed from others.
#[derive(Debug)]
pub(super) struct Made {
    pub key: String,
    pub place: Option<usize>,
    pub part: Part,
}

/// How it is computed.
#[derive(Debug)]
pub(super) enum Part {
    /// A number for each row, by its folded gaps.
    Number { head: String, widths: Vec<usize>, each: bool, gaps: Vec<u64> },
    /// Texts one after the other.
    Parts(Vec<Piece>),
}

/// One of those texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Piece {
    /// The same for all rows.
    Text { text: String },
    /// What another column has.
    Column {
        column: String,
        #[serde(skip_serializing_if = "is_false")]
        lower: bool,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_false(value: &bool) -> bool {
    !value
}

impl Piece {
    fn column(key: &str) -> Piece {
        Piece::Column { column: key.to_owned(), lower: false }
    }
}

/// Columns to code, and columns that are made of them. Only a column with a text of its own in most rows is worth it;
/// it is made of columns that are coded anyway and of those before it, so that none goes round in a circle.
pub(super) fn split(columns: Vec<Column<'_>>, rows: usize) -> (Vec<Column<'_>>, Vec<Made>) {
    let is_many = |column: &Column<'_>| column.values.len() > 256 && column.values.len() * 2 > rows;
    let (many, mut coded): (Vec<_>, Vec<_>) = columns.into_iter().partition(is_many);
    let (mut made, mut more) = (Vec::new(), Vec::new());
    let mut sources: Vec<&Column<'_>> = coded.iter().collect();
    for column in &many {
        let parts = if let Some((head, number)) = numbered(column) {
            let parts = vec![Piece::column(&head.key), Piece::column(&number.key)];
            more.push(head);
            made.push(number);
            parts
        } else {
            composed(column, &sources).unwrap_or_else(|| from_halves(column, &sources, &mut more))
        };
        made.push(Made { key: column.key.clone(), place: column.place, part: Part::Parts(parts) });
        sources.push(column);
    }
    coded.extend(more);
    (coded, made)
}

/// The pieces of an address whose halves are made of others, or coded where they are not; or the whole text, coded.
fn from_halves<'a>(column: &Column<'a>, sources: &[&Column<'_>], coded: &mut Vec<Column<'a>>) -> Vec<Piece> {
    let halves = halves(column).map_or_else(|| vec![column.named("all")], Vec::from);
    let pieces = |half: Column<'a>| {
        composed(&half, sources).unwrap_or_else(|| {
            let piece = Piece::column(&half.key);
            coded.push(half);
            vec![piece]
        })
    };
    halves.into_iter().flat_map(pieces).collect()
}

/// A text's end of at most 15 digits, so that a script can count with it, and what stands before.
fn number_of(text: &str) -> Option<(&str, &str, u64)> {
    let digits = text.bytes().rev().take(15).take_while(u8::is_ascii_digit).count();
    let (head, digits) = text.split_at(text.len() - digits);
    Some((head, digits, digits.parse().ok()?))
}

/// A column of texts that end in numbers, as what stands before the numbers and the numbers.
fn numbered<'a>(column: &Column<'a>) -> Option<(Column<'a>, Made)> {
    let taken: Option<Vec<_>> = column.values.iter().map(|value| number_of(value)).collect();
    let taken = taken?;
    let heads = column.codes.iter().map(|code| Cow::Owned(taken[*code as usize].0.to_owned()));
    let head = Column::new(&format!("{}/head", column.key), None, heads);
    if head.values.len() > 256 {
        return None;
    }
    let rows = || head.codes.iter().zip(&column.codes).map(|(head, code)| (*head as usize, taken[*code as usize]));
    let mut widths = vec![0; head.values.len()];
    for (head, (_, digits, _)) in rows().filter(|(_, (_, digits, _))| digits.len() > 1 && digits.starts_with('0')) {
        widths[head] = digits.len();
    }
    if rows().any(|(head, (_, digits, number))| format!("{number:0width$}", width = widths[head]) != digits) {
        return None;
    }
    let numbers: Vec<(usize, u64)> = rows().map(|(head, (_, _, number))| (head, number)).collect();
    let ways = [false, true].map(|each| (each, gaps(&numbers, each, head.values.len())));
    let steady = |gaps: &[u64]| gaps.iter().filter(|gap| **gap != 2).count();
    let (each, gaps) = ways.into_iter().min_by_key(|(_, gaps)| steady(gaps))?;
    let part = Part::Number { head: head.key.clone(), widths, each, gaps };
    Some((head, Made { key: format!("{}/number", column.key), place: None, part }))
}

/// Differences from the row before, or from the last row with the same head, folded to be no less than 0.
fn gaps(numbers: &[(usize, u64)], each: bool, heads: usize) -> Vec<u64> {
    let mut last = vec![0_u64; heads.max(1)];
    let gap = |(head, number): &(usize, u64)| {
        let before = std::mem::replace(&mut last[if each { *head } else { 0 }], *number);
        if *number >= before { 2 * (number - before) } else { 2 * (before - number) - 1 }
    };
    numbers.iter().map(gap).collect()
}

/// An address as its page and its place on the page.
fn halves<'a>(column: &Column<'a>) -> Option<[Column<'a>; 2]> {
    let cut = |value: &str| value.find('#').unwrap_or(value.len());
    let half = |name: &str, part: fn(&str, usize) -> &str| {
        let texts =
            (0..column.codes.len()).map(|row| Cow::Owned(part(column.text(row), cut(column.text(row))).to_owned()));
        Column::new(&format!("{}/{name}", column.key), None, texts)
    };
    let page = half("page", |text, cut| &text[..cut]);
    let worth = column.values.iter().all(|value| value.contains('#')) && page.values.len() * 2 <= column.codes.len();
    worth.then(|| [page, half("place", |text, cut| &text[cut..])])
}

/// Of what other columns a column is made, if every row is made alike: at each place the longest text that some
/// column has there in every row, else a character that all rows have.
fn composed(column: &Column<'_>, others: &[&Column<'_>]) -> Option<Vec<Piece>> {
    let rows = column.codes.len();
    let mut at = vec![0_usize; rows];
    let mut pieces: Vec<Piece> = Vec::new();
    while (0..rows).any(|row| at[row] < column.text(row).len()) {
        if let Some((other, lower)) = longest(column, &at, others) {
            (0..rows).for_each(|row| at[row] += other.text(row).len());
            pieces.push(Piece::Column { column: other.key.clone(), lower });
            continue;
        }
        let next = column.text(0)[at[0]..].chars().next()?;
        if !(0..rows).all(|row| column.text(row)[at[row]..].starts_with(next)) {
            return None;
        }
        at.iter_mut().for_each(|at| *at += next.len_utf8());
        match pieces.last_mut() {
            Some(Piece::Text { text }) => text.push(next),
            _ => pieces.push(Piece::Text { text: next.to_string() }),
        }
    }
    Some(pieces)
}

/// The other column, as it is or in lower case, whose texts continue every row here and are longest in the first.
fn longest<'o, 'a>(column: &Column<'_>, at: &[usize], others: &[&'o Column<'a>]) -> Option<(&'o Column<'a>, bool)> {
    let continues = |other: &Column<'_>, lower: bool| {
        at.iter().enumerate().all(|(row, &at)| {
            let (here, text) = (&column.text(row)[at..], other.text(row));
            let begins = here.get(..text.len());
            !text.is_empty() && begins.is_some_and(|begins| if lower { lowered(text, begins) } else { text == begins })
        })
    };
    let useful = others.iter().copied().filter(|other| other.values.len() > 1);
    let both = useful.flat_map(|other| [(other, false), (other, true)]);
    let fit = both.filter(|(other, lower)| continues(other, *lower));
    fit.reduce(|best, other| if other.0.text(0).len() > best.0.text(0).len() { other } else { best })
}

/// Whether a text is another in lower case, of ASCII letters only, so that every language agrees.
fn lowered(text: &str, lower: &str) -> bool {
    text.is_ascii() && text.bytes().map(|byte| byte.to_ascii_lowercase()).eq(lower.bytes())
}
