//! Cells accepted as dates, numbers, ids and words. Each refusal is a fault at the cell; nothing is guessed.

use super::fixes::inside;
use crate::diag::{Cell, Diagnostic, Diagnostics, codes, nearest, same_word, suggest};
use crate::model::{Month, Released, certain_date, is_page_id, parse_date};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Says what a column takes.
fn refuse(cell: &Cell<'_>, wanted: &str, help: &str, faults: &mut Diagnostics) {
    refuse_for(cell, (wanted, help), None, faults);
}

/// Says what a column takes, and offers what the cell means beyond doubt.
fn refuse_for(cell: &Cell<'_>, (wanted, help): (&str, &str), meant: Option<String>, faults: &mut Diagnostics) {
    let message = match cell.text() {
        "" => format!("the {wanted} is missing"),
        text => format!("\"{}\" is no {wanted}", shorten(text)),
    };
    let fault = Diagnostic::new(&codes::E120, message).at(cell.span).help(help);
    faults.push(match meant.zip(inside(cell)) {
        Some((meant, place)) => fault.fix(place, meant),
        None => fault,
    });
}

/// The first words of a text, for a message.
pub(super) fn shorten(text: &str) -> String {
    let line = text.split('\n').next().unwrap_or("");
    if line.chars().count() <= 80 { line.to_owned() } else { line.chars().take(79).chain(['…']).collect() }
}

/// A day, or nothing.
pub(super) fn date(cell: &Cell<'_>, faults: &mut Diagnostics) -> Option<NaiveDate> {
    if cell.is_blank() {
        return None;
    }
    let day = parse_date(cell.text());
    if day.is_none() {
        let meant = certain_date(cell.text()).map(|day| day.to_string());
        refuse_for(cell, ("date", "write a date as 2021-02-28"), meant, faults);
    }
    day
}

/// A day in front matter, or nothing.
pub(super) fn optional_date(cell: Option<&Cell<'_>>, faults: &mut Diagnostics) -> Option<NaiveDate> {
    cell.and_then(|cell| date(cell, faults))
}

/// A day, a month, or the edition's period.
pub(super) fn released(cell: &Cell<'_>, faults: &mut Diagnostics) -> Released {
    if cell.is_blank() {
        return Released::Period;
    }
    let day = parse_date(cell.text()).map(Released::Day);
    day.or_else(|| Month::parse(cell.text()).map(Released::Month)).unwrap_or_else(|| {
        let help = "write 2021-02-28 or 2021-02, or leave it empty for the edition's period";
        let meant = certain_date(cell.text()).map(|day| day.to_string());
        refuse_for(cell, ("day or month", help), meant, faults);
        Released::Period
    })
}

/// A whole number from 0, or nothing.
pub(super) fn number<N: std::str::FromStr>(cell: &Cell<'_>, faults: &mut Diagnostics) -> Option<N> {
    if cell.is_blank() {
        return None;
    }
    let canonical = cell.text().bytes().all(|b| b.is_ascii_digit());
    let number = if canonical { cell.text().parse().ok() } else { None };
    if number.is_none() {
        refuse(cell, "whole number", "write digits only, as 1204", faults);
    }
    number
}

/// One of a few words.
pub(super) fn word<T>(
    cell: &Cell<'_>,
    find: impl Fn(&str) -> Option<T>,
    words: &str,
    faults: &mut Diagnostics,
) -> Option<T> {
    let found = find(cell.text());
    if found.is_none() {
        let known = || words.split(", ");
        let help = suggest(nearest(cell.text(), known()), &format!("write one of: {words}"));
        let meant = same_word(cell.text(), known()).map(str::to_owned);
        refuse_for(cell, ("word for this column", &help), meant, faults);
    }
    found
}

/// An id that becomes a page's address, or a fault.
pub(super) fn page_id<'c>(cell: &'c Cell<'_>, faults: &mut Diagnostics) -> Option<&'c str> {
    if is_page_id(cell.text()) {
        return Some(cell.text());
    }
    refuse(cell, "id", "use lower-case letters, digits and -, as wrenfield-hospital", faults);
    None
}

/// The items of a list in a cell; one that stands twice is a fault, for it would be counted twice.
pub(super) fn distinct<'c>(cell: &'c Cell<'_>, faults: &mut Diagnostics) -> Vec<&'c str> {
    let items: Vec<&str> = list(cell.text()).collect();
    let mut seen = BTreeSet::new();
    if let Some(item) = items.iter().find(|item| !seen.insert(**item)) {
        let message = format!("\"{}\" stands twice in this list", shorten(item));
        faults.push(Diagnostic::new(&codes::E121, message).at(cell.span).help("write it once"));
    }
    items
}

/// The items of a list in a cell, joined by `;`.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').filter(|item| !item.is_empty())
}
