//! Reads a mapping file. Every key that is missing, unknown or cannot be is told at once, with what may be meant.

use super::{
    ChannelRule, DateForm, Fate, Field, MappedColumn, MappedSheet, MappingDraft, References, Role, Skip, SkipTest,
    Strip, Use,
};
use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Span, Spanned, codes, nearest, suggest};
use crate::model::fold::fold;
use crate::model::{Channel, EditionKind};
use crate::syntax::encoding::Encoding;
use crate::syntax::toml::{self, Table};
use std::collections::BTreeMap;

/// How many headings make a header row where the mapping does not say.
const FEWEST_HEADINGS: usize = 2;

/// Reads a mapping; `None` where what every mapping says is missing or cannot be. `name` is its file's.
pub fn read<'s>(file: FileId, text: &'s str, name: &str, faults: &mut Diagnostics) -> Option<MappingDraft<'s>> {
    let before = faults.len();
    let mut table = toml::read(file, 0, text, faults);
    let title = table.required_text("title", faults);
    let kind = word(&mut table, "kind", &KINDS, faults).map_or(EditionKind::Flow, |kind| kind.value);
    let encodings = Encoding::ALL.map(|encoding| (encoding.key(), encoding));
    let encoding = word(&mut table, "encoding", &encodings, faults).map(|encoding| encoding.value);
    let delimiter = table.text("delimiter", faults).and_then(|cell| delimiter(&cell, faults));
    let keep_errors = table.text("keep_errors", faults);
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

const KINDS: [(&str, EditionKind); 3] =
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

/// A word that is none of those known, with the nearest of them.
fn unknown(cell: &Cell<'_>, what: &str, known: &[&str], faults: &mut Diagnostics) {
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
fn known_channel(code: &Cell<'_>, faults: &mut Diagnostics) {
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
    let name = table.required_text("name", faults);
    let records = records(&mut table, faults);
    let named = table.text("named", faults);
    let headings = table.integer("headings", faults);
    let is_optional = table.flag("optional", faults);
    let may_repeat = table.flag("several", faults);
    let end = table.text("end", faults);
    let makes_ids = word(&mut table, "ids", &[("agreement-date-n", true)], faults).is_some();
    let skips = table.tables("skip", faults).into_iter().filter_map(|table| skip(table, faults)).collect();
    let fixed = table.pairs("fixed", faults);
    let fixed = fixed.into_iter().filter_map(|(key, value)| Some((field(&key, faults)?, value))).collect();
    let columns: Vec<_> = table.tables("column", faults);
    let columns = columns.into_iter().filter_map(|table| column(table, faults)).collect();
    table.finish(faults);
    let sheet = MappedSheet {
        records,
        name: name?,
        named,
        headings: headings.and_then(|number| number.value.try_into().ok()).unwrap_or(FEWEST_HEADINGS),
        is_optional,
        may_repeat,
        end,
        skips,
        makes_ids,
        columns,
        fixed,
    };
    Judge { sheet: &sheet, span, has_channel, faults }.judge();
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
    let column = table.required_text("column", faults);
    let (equals, begins) = (table.text("equals", faults), table.text("begins", faults));
    let why = table.required_text("why", faults);
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
    let undated = table.text("undated", faults);
    let separators = table.texts("separators", faults);
    let doubtful = table.texts("doubtful", faults);
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
        separators,
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
    let (start, end) = (table.text("start", faults), table.text("end", faults));
    let first_word = word(&mut table, "word", &[("first", true)], faults).is_some();
    let (into, why) = (table.text("into", faults), table.text("why", faults));
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

/// Looks at a sheet as a whole.
struct Judge<'j, 's> {
    sheet: &'j MappedSheet<'s>,
    span: Span,
    /// Whether the mapping has a rule for channels.
    has_channel: bool,
    faults: &'j mut Diagnostics,
}

impl Judge<'_, '_> {
    fn judge(mut self) {
        self.headings();
        self.fields();
        self.skips();
        if self.sheet.has(Role::Releases) {
            self.needs(&[Field::Id], self.sheet.makes_ids, "or ids = \"agreement-date-n\" beside records");
            self.needs(&[Field::Channel], self.has_channel, "or channel in fixed, or a table [channel]");
            self.needs(&[Field::Dataset], false, "or in fixed");
        }
        if self.sheet.has(Role::Agreements) {
            self.needs(&[Field::Organisation, Field::Applicant], false, "or in fixed");
        }
        let by_reference = [Role::Releases, Role::Agreements, Role::Datasets];
        if by_reference.iter().any(|role| self.sheet.has(*role)) {
            self.needs(&[Field::Reference], false, "without a reference nothing can be joined");
        }
    }

    fn fault(&mut self, at: Span, message: String, help: String) {
        self.faults.push(Diagnostic::new(&codes::E113, message).at(at).help(help));
    }

    /// No two columns with one heading.
    fn headings(&mut self) {
        let columns = &self.sheet.columns;
        for (at, column) in columns.iter().enumerate().filter(|(_, column)| !column.heading.is_blank()) {
            let key = fold(column.heading.text());
            if let Some(first) = columns[..at].iter().find(|other| fold(other.heading.text()) == key) {
                let message = format!("the heading \"{}\" stands twice in this sheet", column.heading.text());
                let fault = Diagnostic::new(&codes::E121, message).at(column.heading.span);
                self.faults.push(fault.label(first.heading.span, "first here").help("take one of the two out"));
            }
        }
    }

    /// A row is given away by a column that the mapping names.
    fn skips(&mut self) {
        let sheet = self.sheet;
        let headings: Vec<&str> = sheet.columns.iter().map(|column| column.heading.text()).collect();
        for skip in sheet.skips.iter().filter(|skip| !headings.contains(&skip.column.text())) {
            unknown(&skip.column, "the column to skip rows by", &headings, self.faults);
        }
    }

    /// Every field once, and only where the sheet's records have a place for it.
    fn fields(&mut self) {
        let sheet = self.sheet;
        let columns = sheet.columns.iter().filter_map(|c| Some((c.use_.field()?, c.heading.span)));
        // A column may give one field in several spellings.
        let into = sheet.columns.iter().flat_map(|column| {
            let fields = column.strips.iter().filter_map(|strip| match &strip.fate {
                Fate::Into(field) => Some((*field, strip.span)),
                Fate::Goes(_) => None,
            });
            fields.collect::<BTreeMap<Field, Span>>()
        });
        let fixed = sheet.fixed.iter().map(|(field, cell)| (*field, cell.span));
        let used: Vec<(Field, Span)> = columns.chain(into).chain(fixed).collect();
        for (no, (field, at)) in used.iter().enumerate() {
            let roles: Vec<&str> = sheet.records.iter().map(|role| role.key()).collect();
            if !roles.is_empty() && !sheet.records.iter().any(|role| role.takes(*field)) {
                let takes = Field::all().filter(|f| sheet.records.iter().any(|role| role.takes(*f)));
                let known: Vec<&str> = takes.map(Field::key).collect();
                let message = format!("{} have no {}", roles.join(" and "), field.key());
                self.fault(*at, message, format!("their fields are {}", known.join(", ")));
            }
            let first = used[..no].iter().find(|(other, _)| other == field && *field != Field::Body);
            if let Some((_, first)) = first {
                let fault = Diagnostic::new(&codes::E121, format!("two columns hold the {}", field.key())).at(*at);
                let help = "give one of them another field, or keep = true, or drop = \"why\"";
                self.faults.push(fault.label(*first, "the first").help(help));
            }
        }
        for (_, code) in sheet.fixed.iter().filter(|(field, _)| *field == Field::Channel) {
            known_channel(code, self.faults);
        }
        for column in &sheet.columns {
            self.extras(column);
        }
    }

    /// Keys of a column that its field has no use for.
    fn extras(&mut self, column: &MappedColumn<'_>) {
        let field = column.use_.field();
        let at = column.heading.span;
        let has_dates = !column.dates.is_empty() || column.undated.is_some();
        if has_dates && !field.is_some_and(Field::is_date) {
            self.fault(at, "only a column of dates has forms of dates".into(), "take dates and undated out".into());
        }
        let has_lists = !column.separators.is_empty() || !column.protected.is_empty();
        if has_lists && !field.is_some_and(Field::is_list) {
            let help = "take separators and protected out; lists are controllers, datasets and legal_basis";
            self.fault(at, "only a list has separators".into(), help.into());
        }
        if field != Some(Field::Controllers) && !column.doubtful.is_empty() {
            let help = "take doubtful out, or write separators";
            self.fault(at, "only controllers have doubtful separators".into(), help.into());
        }
        if field == Some(Field::Channel) {
            column.values.iter().for_each(|(_, code)| known_channel(code, self.faults));
        }
        let has_codes = field.and_then(Field::vocabulary).is_some();
        if !column.values.is_empty() && !has_codes {
            let message = "this column has no codes that values could give".to_owned();
            self.fault(at, message, "take values out; a code is for a column with a vocabulary".into());
        }
    }

    /// One of these fields has a column or is fixed.
    fn needs(&mut self, fields: &[Field], is_otherwise: bool, or: &str) {
        let sheet = self.sheet;
        let has = |field: &Field| {
            let strips = sheet.columns.iter().flat_map(|column| &column.strips);
            sheet.columns.iter().any(|column| column.use_.field() == Some(*field))
                || strips.into_iter().any(|strip| strip.fate == Fate::Into(*field))
                || sheet.fixed.iter().any(|(fixed, _)| fixed == field)
        };
        if !is_otherwise && !fields.iter().any(has) {
            let words: Vec<&str> = fields.iter().map(|field| field.key()).collect();
            let message = format!("no column of \"{}\" holds the {}", sheet.name.text(), words.join(" or the "));
            let help = format!("give a column field = \"{}\", {or}", words[0]);
            self.faults.push(Diagnostic::new(&codes::E112, message).at(self.span).help(help));
        }
    }
}
