//! TOML read strictly: every key must be asked for, every value has a place, and all faults come at once.
//!
//! A [`Table`] hands out its keys one by one; what was not asked for when it is finished is an unknown key.

use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Span, Spanned, codes};
use rapidfuzz::distance::osa;
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

type Value<'s> = toml::Spanned<DeValue<'s>>;

/// A table whose keys are taken one by one.
#[derive(Debug)]
pub struct Table<'s> {
    place: Place,
    /// Where the table stands.
    pub span: Span,
    keys: BTreeMap<Cow<'s, str>, (Span, Value<'s>)>,
    asked: Vec<&'static str>,
}

/// A file and the offset of the TOML in it.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: FileId,
    at: usize,
}

impl Place {
    fn span(self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, self.at + range.start, self.at + range.end)
    }
}

/// Reads a document that begins at byte `at` of the file. Syntax faults are reported; what could be read is returned.
pub fn read<'s>(file: FileId, at: usize, text: &'s str, faults: &mut Diagnostics) -> Table<'s> {
    let place = Place { file, at };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = place.span(error.span().unwrap_or(0..0));
        faults.push(
            Diagnostic::new(&codes::E110, plain_message(error.message()))
                .at(span)
                .help("text needs double quotes round it; a list stands in square brackets; each key stands once"),
        );
    }
    Table::new(place, place.span(0..0), document.into_inner())
}

/// The parser's words for a bare word are about numbers; ours are about quotes.
fn plain_message(message: &str) -> String {
    let first = message.lines().next().unwrap_or(message);
    if first.contains("expected") || first.contains("invalid") || first.contains("unquoted") {
        format!("this is no TOML value or key ({first})")
    } else {
        first.to_owned()
    }
}

impl<'s> Table<'s> {
    fn new(place: Place, span: Span, table: DeTable<'s>) -> Self {
        let keys = table.into_iter().map(|(key, value)| {
            let span = place.span(key.span());
            (key.into_inner(), (span, value))
        });
        Table { place, span, keys: keys.collect(), asked: Vec::new() }
    }

    fn take(&mut self, key: &'static str) -> Option<Value<'s>> {
        self.asked.push(key);
        self.keys.remove(key).map(|(_, value)| value)
    }

    fn wrong(&self, key: &str, wanted: &str, value: &Value<'_>, faults: &mut Diagnostics) {
        let message = format!("{key} takes {wanted}, not {}", kind(value.get_ref()));
        faults.push(Diagnostic::new(&codes::E113, message).at(self.place.span(value.span())));
    }

    /// Text, if the key is there.
    pub fn text(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Cell<'s>> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::String(_) => Some(self.cell(value)),
            _ => {
                self.wrong(key, "text in quotes", &value, faults);
                None
            }
        }
    }

    /// Text that must be there; `faults` says so if it is not.
    pub fn required_text(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Cell<'s>> {
        if !self.keys.contains_key(key) {
            self.asked.push(key);
            faults.push(Diagnostic::new(&codes::E112, format!("the key {key} is missing")).at(self.span));
            return None;
        }
        let text = self.text(key, faults)?;
        if text.value.trim().is_empty() {
            faults.push(Diagnostic::new(&codes::E112, format!("{key} is empty")).at(text.span));
            return None;
        }
        Some(text)
    }

    fn cell(&self, value: Value<'s>) -> Cell<'s> {
        let span = self.place.span(value.span());
        match value.into_inner() {
            DeValue::String(text) => Spanned { value: text, span },
            _ => Spanned { value: Cow::Borrowed(""), span },
        }
    }

    /// A whole number, if the key is there.
    pub fn integer(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Spanned<i64>> {
        let value = self.take(key)?;
        let number = self.number(&value);
        if number.is_none() {
            self.wrong(key, "a whole number", &value, faults);
        }
        number
    }

    fn number(&self, value: &Value<'_>) -> Option<Spanned<i64>> {
        let DeValue::Integer(number) = value.get_ref() else { return None };
        let value_of = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
        Some(Spanned { value: value_of, span: self.place.span(value.span()) })
    }

    /// A list of texts; an absent key is an empty list.
    pub fn texts(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<Cell<'s>> {
        self.list(key, "a list of texts", faults)
            .into_iter()
            .filter_map(|value| match value.get_ref() {
                DeValue::String(_) => Some(self.cell(value)),
                _ => {
                    self.wrong(key, "a list of texts", &value, faults);
                    None
                }
            })
            .collect()
    }

    /// A list of whole numbers; an absent key is an empty list.
    pub fn integers(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<Spanned<i64>> {
        let mut numbers = Vec::new();
        for value in self.list(key, "a list of whole numbers", faults) {
            match self.number(&value) {
                Some(number) => numbers.push(number),
                None => self.wrong(key, "a list of whole numbers", &value, faults),
            }
        }
        numbers
    }

    /// A table, if the key is there.
    pub fn table(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Table<'s>> {
        let value = self.take(key)?;
        let span = self.place.span(value.span());
        match value.into_inner() {
            DeValue::Table(table) => Some(Table::new(self.place, span, table)),
            other => {
                let message = format!("{key} takes a table, not {}", kind(&other));
                faults.push(Diagnostic::new(&codes::E113, message).at(span));
                None
            }
        }
    }

    /// A list of tables (`[[key]]`); an absent key is an empty list.
    pub fn tables(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<Table<'s>> {
        let mut tables = Vec::new();
        for value in self.list(key, "a list of tables", faults) {
            let span = self.place.span(value.span());
            match value.into_inner() {
                DeValue::Table(table) => tables.push(Table::new(self.place, span, table)),
                other => {
                    let message = format!("{key} takes a list of tables, not of {}", kind(&other));
                    faults.push(Diagnostic::new(&codes::E113, message).at(span));
                }
            }
        }
        tables
    }

    /// Every remaining key with its text, for tables whose keys are names; other values are faults.
    pub fn named_integers(mut self, faults: &mut Diagnostics) -> Vec<(String, i64)> {
        let mut all = Vec::new();
        for (name, (_, value)) in std::mem::take(&mut self.keys) {
            match self.number(&value) {
                Some(number) => all.push((name.into_owned(), number.value)),
                None => self.wrong(&name, "a whole number", &value, faults),
            }
        }
        all
    }

    fn list(&mut self, key: &'static str, wanted: &str, faults: &mut Diagnostics) -> Vec<Value<'s>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = self.place.span(value.span());
        match value.into_inner() {
            DeValue::Array(array) => array.into_iter().collect(),
            other => {
                let message = format!("{key} takes {wanted}, not {}", kind(&other));
                faults.push(Diagnostic::new(&codes::E113, message).at(span));
                Vec::new()
            }
        }
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, faults: &mut Diagnostics) {
        for (key, (span, _)) in &self.keys {
            let fault = Diagnostic::new(&codes::E111, format!("there is no key {key} here")).at(*span);
            let nearest = self.asked.iter().min_by_key(|asked| osa::distance(asked.chars(), key.chars()));
            faults.push(match nearest {
                Some(near) if osa::distance(near.chars(), key.chars()) <= 2 => fault.help(format!("is it {near}?")),
                _ => fault.help(format!("the keys here are {}", self.asked.join(", "))),
            });
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
