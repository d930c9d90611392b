//! Reads a mapping file. Every key that is missing, unknown or cannot be is told at once, with what may be meant.

use super::judge::Judge;
use super::keys::{FIRST_WORD, MADE_IDS, MAPPING};
use super::{
    ChannelRule, DateForm, Fate, Field, MappedColumn, MappedSheet, MappingDraft, References, Role, Skip, SkipTest,
    Strip, Use,
};
use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Spanned, codes, nearest, suggest};
use crate::model::{Channel, EditionKind};
use crate::syntax::encoding::Encoding;
use crate::syntax::toml::{self, Table};

/// How many headings make a header row where the mapping does not say.
const FEWEST_HEADINGS: usize = 2;

/// Reads a mapping; `None` where what every mapping says is missing or cannot be. `name` is its file's.
pub fn read<'s>(file: FileId, text: &'s str, name: &str, faults: &mut Diagnostics) -> Option<MappingDraft<'s>> {
    let before = faults.len();
    let mut table = toml::read_listed(file, 0, text, MAPPING, faults);
    let title = table.text("title", faults);
    let kind = word(&mut table, "kind", &KINDS, faults).map_or(EditionKind::Flow, |kind| kind.value);
    let encodings = Encoding::ALL.map(|encoding| (encoding.key(), encoding));
    let encoding = word(&mut table, "encoding", &encodings, faults).map(|encoding| encoding.value);
    let delimiter = table.text("delimiter", faults).and_then(|cell| delimiter(&cell, faults));
    let keep_errors = said(&mut table, "keep_errors", faults);
    let references = word(&mut table, "references", &References::ALL, faults);
    let channel = table.table("channel", faults).map(|table| channel(table, faults)).unwrap_or_default();
    let sheets = table.tables("sheet", faults);
    if sheets.is_empty() && faults.len() == before {
        let fault = Diagnostic::new(&codes::E112, "the mapping has no [[sheet]]").at(table.span);
        faults.push(fault.help("write one for each sheet that holds records; a CSV file is one sheet"));
    }
    let sheets = sheets.into_iter().filter_map(|table| sheet(table, !channel.is_empty(), faults)).collect();
    table.finish(faults);
    let title = title?;
    let references = references.map_or(References::Plain, |form| form.value);
    let name = name.to_owned();
    (faults.len() == before).then_some(MappingDraft {
        name,
        title,
        kind,
        encoding,
        delimiter,
        keep_errors,
        references,
        channel,
        sheets,
    })
}

/// What stands between two cells: a character of ASCII that no number and no quoted cell has, or the word `tab`.
pub fn find_delimiter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        b"tab" => Some(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"' => Some(*byte),
        _ => None,
    }
}

fn delimiter(cell: &Cell<'_>, faults: &mut Diagnostics) -> Option<u8> {
    let found = find_delimiter(cell.text());
    if found.is_none() {
        let fault = Diagnostic::new(&codes::E113, "delimiter is no single character").at(cell.span);
        faults.push(fault.help("write delimiter = \";\" or delimiter = \"tab\""));
    }
    found
}

/// The kinds of editions, with their words.
pub(super) const KINDS: [(&str, EditionKind); 3] =
    [("flow", EditionKind::Flow), ("stock", EditionKind::Stock), ("projects", EditionKind::Projects)];

/// A key that takes one of a few words.
fn word<T: Copy>(
    table: &mut Table<'_>,
    key: &'static str,
    words: &[(&str, T)],
    faults: &mut Diagnostics,
) -> Option<Spanned<T>> {
    let cell = table.text(key, faults)?;
    let found = words.iter().find(|(word, _)| *word == cell.text());
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        unknown(&cell, key, &known, faults);
    }
    found.map(|(_, value)| Spanned { value: *value, span: cell.span })
}

/// A text that says something, if the key is there.
fn said<'s>(table: &mut Table<'s>, key: &'static str, faults: &mut Diagnostics) -> Option<Cell<'s>> {
    let cell = table.text(key, faults);
    cell.inspect(|cell| refuse_blank(key, cell, faults))
}

/// Finds fault with an empty text where one would fit every cell, or give no reason.
fn refuse_blank(key: &str, cell: &Cell<'_>, faults: &mut Diagnostics) {
    if cell.text().trim().is_empty() {
        let fault = Diagnostic::new(&codes::E112, format!("{key} is empty")).at(cell.span);
        faults.push(fault.help("write it between the quotes, or leave the key out"));
    }
}

/// What stands between names: white space may, nothing cannot.
fn separators<'s>(table: &mut Table<'s>, key: &'static str, faults: &mut Diagnostics) -> Vec<Cell<'s>> {
    let cells = table.texts(key, faults);
    for cell in cells.iter().filter(|cell| cell.text().is_empty()) {
        let fault = Diagnostic::new(&codes::E113, format!("{key} holds an empty text")).at(cell.span);
        faults.push(fault.help("write what stands between the names, as \",\" or \"\\n\" for a line break"));
    }
    cells
}

/// A word that is none of those known, with the nearest of them.
pub(super) fn unknown(cell: &Cell<'_>, what: &str, known: &[&str], faults: &mut Diagnostics) {
    let message = match cell.text() {
        "" => format!("{what} is empty"),
        text => format!("{what} cannot be \"{text}\""),
    };
    let near = nearest(cell.text(), known.iter().copied());
    let help = suggest(near, &format!("it takes {}", known.join(", ")));
    faults.push(Diagnostic::new(&codes::E113, message).at(cell.span).help(help));
}

fn field(cell: &Cell<'_>, faults: &mut Diagnostics) -> Option<Field> {
    let field = Field::find(cell.text());
    if field.is_none() {
        let known: Vec<&str> = Field::all().map(Field::key).collect();
        unknown(cell, "field", &known, faults);
    }
    field
}

fn channel<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> ChannelRule<'s> {
    let by_frequency = table.pairs("by_frequency", faults);
    let by_id = table.pairs("by_id", faults);
    table.finish(faults);
    by_frequency.iter().chain(&by_id).for_each(|(_, code)| known_channel(code, faults));
    ChannelRule { by_frequency, by_id }
}

/// Channels are few, and the program's own.
pub(super) fn known_channel(code: &Cell<'_>, faults: &mut Diagnostics) {
    if Channel::find(code.text()).is_none() {
        unknown(code, "a channel", &Channel::ALL.map(Channel::code), faults);
    }
}

impl ChannelRule<'_> {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.by_frequency.is_empty() && self.by_id.is_empty()
    }
}

fn sheet<'s>(mut table: Table<'s>, has_channel: bool, faults: &mut Diagnostics) -> Option<MappedSheet<'s>> {
    let span = table.span;
    let name = table.text("name", faults);
    let records = records(&mut table, faults);
    let named = said(&mut table, "named", faults);
    let headings = table.integer("headings", faults);
    let is_optional = table.flag("optional", faults);
    let may_repeat = table.flag("several", faults);
    let end = said(&mut table, "end", faults);
    let makes_ids = word(&mut table, "ids", &[(MADE_IDS, ())], faults).is_some();
    let skips = table.tables("skip", faults).into_iter().filter_map(|table| skip(table, faults)).collect();
    let fixed = table.pairs("fixed", faults);
    fixed.iter().for_each(|(key, value)| refuse_blank(key.text(), value, faults));
    let fixed = fixed.into_iter().filter_map(|(key, value)| Some((field(&key, faults)?, value))).collect();
    let columns: Vec<_> = table.tables("column", faults);
    let columns = columns.into_iter().filter_map(|table| column(table, faults)).collect();
    table.finish(faults);
    let sheet = MappedSheet {
        records,
        name: name?,
        named,
        headings: headings.as_ref().map_or(FEWEST_HEADINGS, |number| usize::try_from(number.value).unwrap_or(0)),
        is_optional,
        may_repeat,
        end,
        skips,
        makes_ids,
        columns,
        fixed,
    };
    let headings = headings.map_or(span, |number| number.span);
    Judge { sheet: &sheet, span, headings, has_channel, faults }.judge();
    Some(sheet)
}

fn records(table: &mut Table<'_>, faults: &mut Diagnostics) -> Vec<Role> {
    let at = table.span;
    let words = table.texts("records", faults);
    let known: Vec<&str> = Role::ALL.into_iter().map(Role::key).collect();
    let mut roles: Vec<Role> = words
        .iter()
        .filter_map(|cell| {
            let role = Role::find(cell.text());
            if role.is_none() {
                unknown(cell, "records", &known, faults);
            }
            role
        })
        .collect();
    let help = || format!("write records = [\"releases\"]; it takes {}", known.join(", "));
    match (words.as_slice(), roles.as_slice()) {
        ([], _) => faults.push(Diagnostic::new(&codes::E112, "the key records is missing").at(at).help(help())),
        (_, [Role::Releases, Role::Agreements] | [Role::Agreements, Role::Releases]) => {}
        ([_, second, ..], _) => {
            let fault = Diagnostic::new(&codes::E113, "these kinds of records cannot come from one sheet");
            faults.push(fault.at(second.span).help("only releases and agreements stand together in one row"));
        }
        _ => {}
    }
    roles.sort();
    roles
}

fn skip<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<Skip<'s>> {
    let at = table.span;
    let column = table.text("column", faults);
    let (equals, begins) = (table.text("equals", faults), said(&mut table, "begins", faults));
    let why = table.text("why", faults);
    table.finish(faults);
    let test = match (equals, begins) {
        (Some(text), None) => SkipTest::Equals(text),
        (None, Some(text)) => SkipTest::Begins(text),
        _ => {
            let fault = Diagnostic::new(&codes::E112, "nothing says which rows to skip, or two keys do").at(at);
            faults.push(fault.help("write equals = \"…\" or begins = \"…\""));
            return None;
        }
    };
    Some(Skip { column: column?, test, why: why? })
}

fn column<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<MappedColumn<'s>> {
    let at = table.span;
    let heading = table.text("heading", faults);
    if heading.is_none() {
        let fault = Diagnostic::new(&codes::E112, "the key heading is missing").at(at);
        faults.push(fault.help("write the heading as published; heading = \"\" for a column without one"));
    }
    let aliases = table.texts("aliases", faults);
    let use_ = column_use(&mut table, faults);
    let is_optional = table.flag("optional", faults);
    let dates = table.texts("dates", faults).into_iter().filter_map(|cell| date_form(&cell, faults)).collect();
    let undated = said(&mut table, "undated", faults);
    let between = separators(&mut table, "separators", faults);
    let doubtful = separators(&mut table, "doubtful", faults);
    let protected = table.texts("protected", faults);
    let strips = table.tables("strip", faults).into_iter().filter_map(|table| strip(table, faults)).collect();
    let nothing = table.texts("nothing", faults);
    let values = table.pairs("values", faults);
    for (wording, code) in values.iter().filter(|(_, code)| code.text().trim().is_empty()) {
        let fault = Diagnostic::new(&codes::E112, format!("\"{}\" has no code", wording.text())).at(code.span);
        faults.push(fault.help("write its code; data/vocabularies/ has them"));
    }
    table.finish(faults);
    Some(MappedColumn {
        heading: heading?,
        aliases,
        use_: use_?,
        is_optional,
        dates,
        undated,
        separators: between,
        doubtful,
        protected,
        strips,
        nothing,
        values,
    })
}

fn column_use<'s>(table: &mut Table<'s>, faults: &mut Diagnostics) -> Option<Use<'s>> {
    let named = table.text("field", faults);
    let drop = table.text("drop", faults);
    let (keep, unused) = (table.flag("keep", faults), table.flag("unused", faults));
    let uses = [named.is_some(), drop.is_some(), keep, unused];
    if uses.iter().filter(|said| **said).count() != 1 {
        let fault = Diagnostic::new(&codes::E112, "nothing says what becomes of this column, or two keys do");
        faults.push(fault.at(table.span).help(
            "write one of field = \"…\" (a place in the records), keep = true (kept word for word), \
             drop = \"why\" (left out), unused = true (always empty)",
        ));
        return None;
    }
    if let Some(cell) = named {
        return field(&cell, faults).map(Use::Field);
    }
    match drop {
        Some(why) if why.text().trim().is_empty() => {
            let fault = Diagnostic::new(&codes::E112, "drop gives no reason").at(why.span);
            faults.push(fault.help("say why the column is left out; the report of an import prints it"));
            None
        }
        Some(why) => Some(Use::Drop(why)),
        None => Some(if keep { Use::Keep } else { Use::Unused }),
    }
}

fn date_form(cell: &Cell<'_>, faults: &mut Diagnostics) -> Option<Spanned<DateForm>> {
    let form = DateForm::new(cell.text());
    if form.is_none() {
        let fault = Diagnostic::new(&codes::E113, format!("\"{}\" is no form of a date", cell.text())).at(cell.span);
        faults.push(fault.help("write %d for the day, %m, %b or %B for the month, %Y or %y for the year, as %d/%m/%Y"));
    }
    form.map(|value| Spanned { value, span: cell.span })
}

fn strip<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<Strip<'s>> {
    let at = table.span;
    let (start, end) = (said(&mut table, "start", faults), said(&mut table, "end", faults));
    let first_word = word(&mut table, "word", &[(FIRST_WORD, ())], faults).is_some();
    let (into, why) = (table.text("into", faults), said(&mut table, "why", faults));
    table.finish(faults);
    let (at_start, text) = match (start, end, first_word) {
        (Some(text), None, false) => (true, Some(text)),
        (None, Some(text), false) => (false, Some(text)),
        (None, None, true) => (true, None),
        _ => {
            let fault = Diagnostic::new(&codes::E112, "nothing says what to take off, or two keys do").at(at);
            faults.push(fault.help("write start = \"…\", end = \"…\" or word = \"first\""));
            return None;
        }
    };
    let fate = match (into, why) {
        (Some(cell), None) => Fate::Into(field(&cell, faults)?),
        (None, Some(why)) => Fate::Goes(why),
        _ => {
            let fault = Diagnostic::new(&codes::E112, "nothing says what becomes of the text, or two keys do").at(at);
            faults.push(fault.help("write into = \"note\" to keep it in that field, or why = \"…\" to leave it out"));
            return None;
        }
    };
    Some(Strip { text, at_start, span: at, fate })
}
