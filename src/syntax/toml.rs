//! TOML read strictly: every key must be asked for, every value has a place, and all faults come at once.
//!
//! A [`Table`] hands out its keys one by one; what was not asked for when it is finished is an unknown key. Where its
//! keys are listed ([`read_listed`]), the list says which must be there, and a reader that does not follow it is a
//! mistake of ours that every debug build stops at.

use super::keys::{Form, Key};
use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Span, Spanned, codes, nearest, same_word, suggest};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use toml::de::{DeTable, DeValue};

type Value<'s> = toml::Spanned<DeValue<'s>>;

/// A table whose keys are taken one by one.
#[derive(Debug)]
pub struct Table<'s> {
    place: Place,
    /// Where the table stands.
    pub span: Span,
    keys: BTreeMap<Cow<'s, str>, (Span, Value<'s>)>,
    /// What it may hold; empty where that is known by asking only.
    listed: &'static [Key],
    asked: Vec<&'static str>,
    /// The keys that were asked for and there.
    found: Vec<&'static str>,
}

/// A file, the offset of the TOML in it, and where its syntax is broken.
#[derive(Debug, Clone)]
struct Place {
    file: FileId,
    at: usize,
    broken: Rc<[Range<usize>]>,
}

impl Place {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.at + range.start, self.at + range.end)
    }

    /// Whether the parser has already found fault with a value, whose kind is then only its guess.
    fn is_broken(&self, value: &Range<usize>) -> bool {
        self.broken.iter().any(|broken| broken.start < value.end.max(value.start + 1) && value.start <= broken.end)
    }
}

/// Reads a document that begins at byte `at` of the file. Syntax faults are reported; what could be read is returned.
pub fn read<'s>(file: FileId, at: usize, text: &'s str, faults: &mut Diagnostics) -> Table<'s> {
    read_listed(file, at, text, &[], faults)
}

/// Reads a document of which all keys are listed.
pub fn read_listed<'s>(
    file: FileId,
    at: usize,
    text: &'s str,
    listed: &'static [Key],
    faults: &mut Diagnostics,
) -> Table<'s> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let broken = errors.iter().filter_map(toml::de::Error::span).collect();
    let place = Place { file, at, broken };
    for error in errors {
        let span = place.span(error.span().unwrap_or(0..0));
        faults.push(
            Diagnostic::new(&codes::E110, plain_message(error.message()))
                .at(span)
                .help("text needs double quotes round it; a list stands in square brackets; each key stands once"),
        );
    }
    let start = place.span(0..0);
    Table::new(place, start, document.into_inner(), listed)
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
    fn new(place: Place, span: Span, table: DeTable<'s>, listed: &'static [Key]) -> Self {
        let keys = table.into_iter().map(|(key, value)| {
            let span = place.span(key.span());
            (key.into_inner(), (span, value))
        });
        let keys = keys.collect();
        Table { place, span, keys, listed, asked: Vec::new(), found: Vec::new() }
    }

    fn take(&mut self, key: &'static str) -> Option<Value<'s>> {
        self.asked.push(key);
        let (_, value) = self.keys.remove(key)?;
        self.found.push(key);
        Some(value)
    }

    fn listed(&self, key: &str) -> Option<&'static Key> {
        self.listed.iter().find(|listed| listed.name == key)
    }

    /// Holds a reader to the list: it asks for each key in the form that is listed.
    fn expect(&self, key: &str, is: fn(Form) -> bool) {
        let follows = self.listed.is_empty() || self.listed(key).is_some_and(|listed| is(listed.form));
        debug_assert!(follows, "the key {key} is not listed, or in another form");
    }

    /// Whether a key that must be there is missing; `faults` then says so.
    fn lacks(&mut self, key: &'static str, form: &str, faults: &mut Diagnostics) -> bool {
        let lacks = !self.keys.contains_key(key);
        if lacks {
            self.asked.push(key);
            let fault = Diagnostic::new(&codes::E112, format!("the key {key} is missing")).at(self.span);
            faults.push(fault.help(format!("add a line {key} = {form}")));
        }
        lacks
    }

    fn wrong(&self, key: &str, wanted: &str, value: &Value<'_>, faults: &mut Diagnostics) {
        if self.place.is_broken(&value.span()) {
            return;
        }
        let message = format!("{key} takes {wanted}, not {}", kind(value.get_ref()));
        let span = self.place.span(value.span());
        let fault = Diagnostic::new(&codes::E113, message).at(span);
        faults.push(match value.get_ref() {
            DeValue::Datetime(day) if wanted.starts_with("text") && day.time.is_none() => {
                fault.help("put it in double quotes").fix(span, format!("\"{day}\""))
            }
            DeValue::Array(_) | DeValue::Table(_) => fault.help(format!("write {key} = \"…\"")),
            DeValue::String(_) => fault.help("write digits without quotes"),
            _ => fault.help("put it in double quotes"),
        });
    }

    /// Text, if the key is there; if it is listed as required it must be, and say something.
    pub fn text(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Cell<'s>> {
        self.expect(key, |form| form == Form::Text);
        match self.listed(key) {
            Some(Key { required: true, may_be_empty: false, .. }) => self.required_text(key, faults),
            _ => self.optional_text(key, faults),
        }
    }

    fn optional_text(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Cell<'s>> {
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
        if self.lacks(key, "\"…\"", faults) {
            return None;
        }
        let text = self.optional_text(key, faults)?;
        if text.value.trim().is_empty() {
            let fault = Diagnostic::new(&codes::E112, format!("{key} is empty")).at(text.span);
            faults.push(fault.help("write it between the quotes"));
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

    /// A whole number, if the key is there; if it is listed as required it must be.
    pub fn integer(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Spanned<i64>> {
        self.expect(key, |form| form == Form::Integer);
        if self.listed(key).is_some_and(|listed| listed.required) && self.lacks(key, "1", faults) {
            return None;
        }
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

    /// True or false; an absent key is false.
    pub fn flag(&mut self, key: &'static str, faults: &mut Diagnostics) -> bool {
        self.expect(key, |form| form == Form::Flag);
        let Some(value) = self.take(key) else { return false };
        let DeValue::Boolean(flag) = value.get_ref() else {
            if !self.place.is_broken(&value.span()) {
                let message = format!("{key} takes true or false, not {}", kind(value.get_ref()));
                let fault = Diagnostic::new(&codes::E113, message).at(self.place.span(value.span()));
                faults.push(fault.help(format!("write {key} = true, or leave the line out")));
            }
            return false;
        };
        *flag
    }

    /// A table whose keys are the writer's own, each with a text, in the order of the file; an absent key is an empty
    /// one.
    pub fn pairs(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<(Cell<'s>, Cell<'s>)> {
        self.expect(key, |form| form == Form::Pairs);
        let Some(Table { place, keys, .. }) = self.take_table(key, faults) else { return Vec::new() };
        let mut pairs = Vec::new();
        for (name, (span, value)) in keys {
            let at = place.span(value.span());
            match value.into_inner() {
                DeValue::String(text) => {
                    pairs.push((Spanned { value: name, span }, Spanned { value: text, span: at }));
                }
                other => {
                    let message = format!("{name} takes text in quotes, not {}", kind(&other));
                    faults.push(Diagnostic::new(&codes::E113, message).at(at).help("put it in double quotes"));
                }
            }
        }
        pairs.sort_by_key(|(name, _)| name.span);
        pairs
    }

    /// A list of texts; an absent key is an empty list. Of several wrong items the first is reported.
    pub fn texts(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<Cell<'s>> {
        self.expect(key, |form| form == Form::Texts);
        let is_text = |value: &Value<'_>| matches!(value.get_ref(), DeValue::String(_));
        let (texts, others): (Vec<_>, Vec<_>) =
            self.list(key, "a list of texts", "[\"…\"]", faults).into_iter().partition(is_text);
        if let Some(first) = others.first() {
            self.wrong(key, "a list of texts", first, faults);
        }
        texts.into_iter().map(|value| self.cell(value)).collect()
    }

    /// A list of whole numbers; an absent key is an empty list. Of several wrong items the first is reported.
    pub fn integers(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<Spanned<i64>> {
        self.expect(key, |form| form == Form::Integers);
        let values = self.list(key, "a list of whole numbers", "[1]", faults);
        if let Some(first) = values.iter().find(|value| self.number(value).is_none()) {
            self.wrong(key, "a list of whole numbers", first, faults);
        }
        values.iter().filter_map(|value| self.number(value)).collect()
    }

    /// A table, if the key is there.
    pub fn table(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Table<'s>> {
        self.expect(key, |form| matches!(form, Form::Table(_)));
        self.take_table(key, faults)
    }

    fn take_table(&mut self, key: &'static str, faults: &mut Diagnostics) -> Option<Table<'s>> {
        let listed = self.listed(key).map_or(&[][..], Key::keys);
        let value = self.take(key)?;
        let span = self.place.span(value.span());
        match value.into_inner() {
            DeValue::Table(table) => Some(Table::new(self.place.clone(), span, table, listed)),
            other => {
                let message = format!("{key} takes a table, not {}", kind(&other));
                faults.push(Diagnostic::new(&codes::E113, message).at(span));
                None
            }
        }
    }

    /// A list of tables (`[[key]]`); an absent key is an empty list.
    pub fn tables(&mut self, key: &'static str, faults: &mut Diagnostics) -> Vec<Table<'s>> {
        self.expect(key, |form| matches!(form, Form::Tables(_)));
        let listed = self.listed(key).map_or(&[][..], Key::keys);
        let mut tables = Vec::new();
        for value in self.list(key, "a list of tables", &format!("[[{key}]] on a line of its own"), faults) {
            let span = self.place.span(value.span());
            match value.into_inner() {
                DeValue::Table(table) => tables.push(Table::new(self.place.clone(), span, table, listed)),
                other => {
                    let message = format!("{key} takes a list of tables, not of {}", kind(&other));
                    faults.push(Diagnostic::new(&codes::E113, message).at(span));
                }
            }
        }
        tables
    }

    fn list(&mut self, key: &'static str, wanted: &str, form: &str, faults: &mut Diagnostics) -> Vec<Value<'s>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let range = value.span();
        match value.into_inner() {
            DeValue::Array(array) => array.into_iter().collect(),
            other => {
                if !self.place.is_broken(&range) {
                    let message = format!("{key} takes {wanted}, not {}", kind(&other));
                    let form = if form.starts_with("[[") { form.to_owned() } else { format!("{key} = {form}") };
                    let fault = Diagnostic::new(&codes::E113, message).at(self.place.span(range));
                    faults.push(fault.help(format!("write {form}")));
                }
                Vec::new()
            }
        }
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, faults: &mut Diagnostics) {
        let forgotten = self.listed.iter().find(|key| !self.asked.contains(&key.name));
        debug_assert!(forgotten.is_none(), "{forgotten:?} is listed and never read");
        for (key, (span, _)) in &self.keys {
            let fault = Diagnostic::new(&codes::E111, format!("there is no key {key} here")).at(*span);
            let asked = || self.asked.iter().copied();
            let fault =
                fault.help(suggest(nearest(key, asked()), &format!("the keys here are {}", self.asked.join(", "))));
            // A key in quotes has its quotes in its place.
            let plain = (span.end - span.start) as usize == key.len();
            let meant = same_word(key, asked()).filter(|meant| plain && !self.found.contains(meant));
            faults.push(match meant {
                Some(meant) => fault.fix(*span, meant),
                None => fault,
            });
        }
    }
}

/// Whether TOML that can be read has a comment, which no reader keeps.
pub fn has_comment(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['#', '"', '\'']) {
        rest = &rest[at..];
        if rest.starts_with('#') {
            return true;
        }
        rest = &rest[string_length(rest)..];
    }
    false
}

/// The length of the string that a text begins with, quotes included.
fn string_length(text: &str) -> usize {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let quote = QUOTES.into_iter().find(|quote| text.starts_with(quote)).unwrap_or("");
    let mut at = quote.len();
    while !text[at..].starts_with(quote) {
        let Some(c) = text[at..].chars().next() else { return text.len() };
        at += c.len_utf8();
        if c == '\\' && quote.starts_with('"') {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    // A long string may end in one or two quotes of its own.
    let own = text[at + quote.len()..].chars().take_while(|&c| quote.len() == 3 && quote.starts_with(c)).count();
    at + quote.len() + own
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

#[cfg(test)]
mod tests {
    use super::has_comment;

    #[test]
    fn a_comment_is_told_from_a_sign_inside_a_text() {
        let with =
            ["# a", "a = 1 # b", "a = \"\\\\\" # b", "a = '\\' # b", "a = \"\"\"x\"\"\"\"# b", "a = [1, # b\n2]"];
        assert!(with.iter().all(|text| has_comment(text)), "{with:?}");
        let without = ["", "a = \"#\"", "a = \"\\\"#\"", "a = '#'", "a = \"\"\"\"#\"\"\"", "a = '''\n#'''", "a = 1"];
        assert!(!without.iter().any(|text| has_comment(text)), "{without:?}");
    }
}
