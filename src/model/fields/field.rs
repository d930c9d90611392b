//! What a column is, and what a cell of it may hold.

use crate::model::{Stated, TermCode, Vocabularies, VocabularyName, Wording};
use chrono::NaiveDate;
use std::borrow::Cow;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Any text; it may hold line breaks.
    Text,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A whole number, not negative.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A web address.
    Url,
    /// One code.
    Code(Codes),
    /// Several ids or codes, joined by `;`.
    List(Option<Codes>),
}

impl FieldType {
    /// The word for it in the data dictionary.
    pub fn word(self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Date => "date",
            FieldType::Integer => "integer",
            FieldType::Boolean => "boolean",
            FieldType::Url => "url",
            FieldType::Code(_) => "code",
            FieldType::List(_) => "list",
        }
    }

    /// The codes a cell may hold, where they are a closed list.
    pub fn codes(self) -> Option<Codes> {
        match self {
            FieldType::Code(codes) => Some(codes),
            FieldType::List(codes) => codes,
            _ => None,
        }
    }
}

/// Where the codes of a column are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// In a vocabulary.
    Vocabulary(VocabularyName),
    /// In the vocabulary `opt-out`: what stands behind the `/` of its codes.
    OptOutReason,
    /// Here; the column's meaning explains them.
    Words(&'static [&'static str]),
}

impl Codes {
    /// Each code and, where a vocabulary has one, its label, in vocabulary order.
    pub fn list<'a>(&self, vocabularies: &'a Vocabularies) -> Vec<(&'a str, Option<&'a str>)> {
        match self {
            Codes::Words(words) => words.iter().map(|word| (*word, None)).collect(),
            Codes::Vocabulary(name) => {
                let terms = vocabularies.get(*name).terms().iter();
                terms.map(|term| (term.code.as_str(), Some(term.label.as_str()))).collect()
            }
            Codes::OptOutReason => opt_out_reasons(vocabularies),
        }
    }
}

fn opt_out_reasons(vocabularies: &Vocabularies) -> Vec<(&str, Option<&str>)> {
    let mut reasons: Vec<(&str, Option<&str>)> = Vec::new();
    for term in vocabularies.get(VocabularyName::OptOut).terms() {
        let reason = term.code.as_str().split_once('/').map_or("", |(_, reason)| reason);
        if !reason.is_empty() && reasons.iter().all(|(known, _)| *known != reason) {
            reasons.push((reason, Some(&term.label)));
        }
    }
    reasons
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in every format: a–z, 0–9, `_`.
    pub key: &'static str,
    /// Its name for readers, in sentence case.
    pub heading: &'static str,
    /// Its type.
    pub kind: FieldType,
    /// What it says, in one or two plain sentences.
    pub meaning: &'static str,
    /// Whether a cell may be empty, which means "not stated".
    pub nullable: bool,
}

impl Field {
    /// A column that no row leaves empty.
    pub(super) const fn new(key: &'static str, heading: &'static str, kind: FieldType, meaning: &'static str) -> Field {
        Field { key, heading, kind, meaning, nullable: false }
    }

    /// A column of text that no row leaves empty.
    pub(super) const fn text(key: &'static str, heading: &'static str, meaning: &'static str) -> Field {
        Field::new(key, heading, FieldType::Text, meaning)
    }

    /// The same column, where a cell may be empty.
    pub(super) const fn nullable(mut self) -> Field {
        self.nullable = true;
        self
    }
}

/// What one cell holds. Text is never altered on its way here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Not stated.
    Empty,
    /// Text, a code, a list or an address.
    Text(Cow<'a, str>),
    /// A number.
    Integer(u64),
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    Boolean(bool),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Value::Empty } else { Value::Text(Cow::Borrowed(text)) }
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        if text.is_empty() { Value::Empty } else { Value::Text(Cow::Owned(text)) }
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl<'a> From<&'a TermCode> for Value<'a> {
    fn from(code: &'a TermCode) -> Self {
        code.as_str().into()
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Value::Integer(number.into())
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Integer(number)
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Integer(number as u64)
    }
}

impl From<NaiveDate> for Value<'_> {
    fn from(day: NaiveDate) -> Self {
        Value::Date(day)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Empty, Into::into)
    }
}

/// A list in one cell, joined by `;`. A list of one is borrowed.
pub(super) fn joined<'a>(items: impl IntoIterator<Item = &'a str>) -> Value<'a> {
    let mut items = items.into_iter();
    let Some(first) = items.next() else { return Value::Empty };
    let Some(second) = items.next() else { return first.into() };
    let mut text = format!("{first};{second}");
    for item in items {
        text.push(';');
        text.push_str(item);
    }
    text.into()
}

/// The words as published.
pub(super) fn raw(stated: &Stated) -> Value<'_> {
    stated.as_deref().map(|wording| wording.raw.as_str()).into()
}

/// The codes of a published wording.
pub(super) fn codes(stated: &Stated) -> Value<'_> {
    stated.as_deref().map_or(Value::Empty, joined_codes)
}

/// The codes of a published wording; `not_recorded` where the cell is blank.
pub(super) fn codes_or_not_recorded(stated: &Stated) -> Value<'_> {
    stated.as_deref().map_or("not_recorded".into(), joined_codes)
}

fn joined_codes(wording: &Wording) -> Value<'_> {
    joined(wording.codes.iter().map(TermCode::as_str))
}

/// The labels of the codes of a published wording.
pub(super) fn labels<'a>(stated: &'a Stated, name: VocabularyName, vocabularies: &'a Vocabularies) -> Value<'a> {
    let codes = stated.as_deref().map_or(&[][..], |wording| &wording.codes);
    joined(codes.iter().map(|code| vocabularies.label(name, code.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_joined_by_semicolons_and_nothing_else() {
        assert_eq!(joined([]), Value::Empty);
        assert_eq!(joined(["a"]), "a".into());
        assert_eq!(joined(["a", "b", "c"]), "a;b;c".into());
    }

    #[test]
    fn empty_text_is_not_stated() {
        assert_eq!(Value::from(""), Value::Empty);
        assert_eq!(Value::from(String::new()), Value::Empty);
        assert_eq!(Value::from(" "), Value::Text(" ".into()));
    }
}
