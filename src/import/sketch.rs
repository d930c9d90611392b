//! A mapping to start from: the headings of a file, with the fields that known layouts give the same headings, forms
//! of dates that fit every cell, and wordings that nobody has coded yet. What is not certain is left open, with what
//! it may be in a comment; nothing is decided for the person who fills it in.

use super::Stop;
use super::layouts;
use super::locate::{HEADER_WITHIN, LONGEST_HEADING, likely_header};
use super::workbook::{self, Sheet, SheetRow, TextForm, column_letters};
use crate::diag::nearest;
use crate::diag::{Diagnostics, Failure};
use crate::model::fold::{collapse, fold, wording};
use crate::model::is_page_id;
use crate::records::{DateForm, Drafts, Field, Role, toml_string};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;

/// Wordings that a column of a vocabulary may have to be listed one by one.
const MOST_WORDINGS: usize = 40;
/// How many rows that may be no records are named.
const MOST_SHORT: usize = 5;
/// Forms of dates that publishers use.
const DATE_FORMS: [&str; 12] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%b-%y",
    "%b-%Y",
    "%B %Y",
    "%d %B %Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%A, %d %B, %Y",
];

/// Sketches a mapping of a file. `drafts` are the register's, for the wordings that it knows; `name` is what the mapping
/// will be called.
///
/// # Errors
/// [`Stop::Failure`] and [`Stop::File`] where the file cannot be read.
pub fn sketch(path: &Path, form: &TextForm, drafts: &Drafts<'_>, name: &str) -> Result<String, Stop> {
    let workbook = workbook::read(path, form)?;
    let sketch = Sketch { drafts, known: known_headings(), name };
    let is_csv = workbook.sheets.iter().any(|sheet| sheet.is_whole_file);
    let mut text = sketch.head(&workbook.file_name, Some(form).filter(|_| is_csv));
    for sheet in &workbook.sheets {
        sketch.sheet(sheet, &mut text);
    }
    text.push_str(&fields_at_hand());
    text.push_str(&codes_at_hand(drafts));
    Ok(text)
}

/// Writes a sketch to `data/mappings/<name>.toml` of a register, and says where it is. A mapping that is there stays.
///
/// # Errors
/// Where the name cannot be a file's, or the file is there or cannot be written.
pub fn save_sketch(text: &str, register: &Path, name: &str) -> Result<String, Failure> {
    if !is_page_id(name) {
        let failure = Failure::new(format!("\"{name}\" cannot be the name of a mapping"));
        return Err(failure.help("use lower-case letters, digits and -"));
    }
    let path = format!("data/mappings/{name}.toml");
    let file = register.join(&path);
    let cannot = |error: std::io::Error| Failure::new(format!("cannot write {path}")).because(error);
    std::fs::create_dir_all(register.join("data/mappings")).map_err(cannot)?;
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).open(&file);
    // What candour init writes for editors.
    let has_schema = register.join("mapping.schema.json").is_file();
    let schema = if has_schema { "#:schema ../../mapping.schema.json\n" } else { "" };
    match opened {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::new(format!("{path} is there already"))
                .help("give the new mapping another name, or remove that file first"))
        }
        Err(error) => Err(cannot(error)),
        Ok(mut file) => file.write_all(format!("{schema}{text}").as_bytes()).map(|()| path.clone()).map_err(cannot),
    }
}

/// The headings of the layouts that come with the program, folded, each with its field.
fn known_headings() -> BTreeMap<String, (Field, String)> {
    let mut known = BTreeMap::new();
    for layout in layouts::read_built_in(&super::Layout::Fitting, &mut Diagnostics::new()) {
        for column in layout.sheets.iter().flat_map(|sheet| &sheet.columns) {
            let Some(field) = column.use_.field().filter(|field| *field != Field::Body) else { continue };
            let headings = std::iter::once(&column.heading).chain(&column.aliases);
            for heading in headings.filter(|heading| !heading.is_blank()) {
                known.entry(fold(heading.text())).or_insert_with(|| (field, layout.name.clone()));
            }
        }
    }
    known
}

struct Sketch<'k, 's> {
    drafts: &'k Drafts<'s>,
    known: BTreeMap<String, (Field, String)>,
    name: &'k str,
}

/// Adds a line. Writing to a String cannot fail.
macro_rules! line {
    ($text:expr, $($words:tt)*) => { let _ = writeln!($text, $($words)*); };
}

impl Sketch<'_, '_> {
    /// What a mapping says of the file as a whole; `form` is that of a CSV file.
    fn head(&self, file_name: &str, form: Option<&TextForm>) -> String {
        let file_name = collapse(file_name);
        let mut text = HEAD.replace("NAME", self.name).replace("FILE", &file_name);
        line!(text, "title = {}", toml_string(&file_name));
        text.push_str(KIND);
        if let Some(form) = form {
            let delimiter =
                if form.delimiter == b'\t' { "tab".to_owned() } else { char::from(form.delimiter).to_string() };
            line!(text, "encoding = {}", toml_string(form.encoding.key()));
            line!(text, "delimiter = {}", toml_string(&delimiter));
        }
        text
    }

    fn sheet(&self, sheet: &Sheet, text: &mut String) {
        let headings = |row: &SheetRow| row.cells.iter().filter(|(_, cell)| !cell.trim().is_empty()).count();
        let header = likely_header(sheet).filter(|row| headings(row) > 1);
        let rows: Vec<&SheetRow> = header.map_or_else(Vec::new, |header| {
            sheet.rows.iter().filter(|row| row.number > header.number && !row.is_blank()).collect()
        });
        let Some(header) = header.filter(|_| !rows.is_empty()) else {
            line!(text, "\n# The sheet {} holds no table. It is kept as text.", collapse(&sheet.name));
            return;
        };
        let number = headings(header);
        line!(text, "\n[[sheet]]");
        // A CSV file's own name changes with each month.
        let name = if sheet.is_whole_file { self.name } else { &sheet.name };
        line!(text, "name = {}", toml_string(name));
        line!(text, "# What its rows are: releases, agreements, datasets, amendments, glossary or counts.");
        line!(text, "# A row that is a release and tells of its agreement too is both.");
        line!(text, "records = [\"releases\", \"agreements\"]");
        line!(
            text,
            "# {} rows below the headings in row {}. This many headings make the header row,",
            rows.len(),
            header.number
        );
        line!(text, "# which is looked for in the first {HEADER_WITHIN} rows.");
        line!(text, "headings = {}", number.div_ceil(2));
        text.push_str(SHEET);
        self::skip(header, &rows, text);
        for (at, heading) in columns(header, &rows) {
            self.column(at, heading, &rows, text);
        }
    }

    fn column(&self, at: u32, heading: &str, rows: &[&SheetRow], text: &mut String) {
        let cells: Vec<&str> = rows.iter().map(|row| row.raw(at).trim()).filter(|cell| !cell.is_empty()).collect();
        let different: BTreeSet<&str> = cells.iter().copied().collect();
        line!(text, "\n[[sheet.column]]");
        line!(text, "# Column {}: {} cells filled, {} different.", column_letters(at), cells.len(), different.len());
        line!(text, "heading = {}", toml_string(&collapse(heading)));
        if cells.is_empty() {
            line!(text, "unused = true");
            return;
        }
        let known = self.known.get(&fold(heading));
        match known {
            Some((field, layout)) => {
                line!(text, "field = \"{}\" # as in the layout {layout}", field.key());
            }
            None => {
                line!(text, "field = \"\"{}", self.perhaps(heading));
            }
        }
        date_forms(&different, known.map(|(field, _)| *field), text);
        if let Some((field, _)) = known {
            self.wordings(*field, &different, text);
        }
    }

    /// Fields of headings that look alike, for a person to choose from.
    fn perhaps(&self, heading: &str) -> String {
        let words: BTreeMap<String, Field> = Field::all().map(|field| (field.key().replace('_', " "), field)).collect();
        let candidates = words.keys().chain(self.known.keys()).map(String::as_str);
        let mut fields: Vec<&str> = Vec::new();
        for near in nearest(&fold(heading), candidates) {
            let field = words.get(near).or_else(|| self.known.get(near).map(|(field, _)| field));
            fields.extend(field.map(|field| field.key()).filter(|key| !fields.contains(key)));
        }
        if fields.is_empty() { String::new() } else { format!(" # perhaps {}", fields.join(" or ")) }
    }

    /// Wordings of a vocabulary that the register does not know.
    fn wordings(&self, field: Field, different: &BTreeSet<&str>, text: &mut String) {
        let Some(vocabulary) = field.vocabulary() else { return };
        let rows = self.drafts.wordings.rows.iter().filter(|row| row.vocabulary.text() == vocabulary.key());
        let known: BTreeSet<String> = rows.map(|row| wording(row.wording.text())).collect();
        let new: Vec<&&str> = different.iter().filter(|cell| !known.contains(&wording(cell))).collect();
        if new.is_empty() || new.len() > MOST_WORDINGS {
            return;
        }
        line!(
            text,
            "# Wordings that nobody has coded yet: give each its code of data/vocabularies/{}.csv.",
            vocabulary.key()
        );
        line!(text, "[sheet.column.values]");
        for cell in new {
            line!(text, "{} = \"\"", toml_string(cell));
        }
    }
}

/// How rows that are no records are skipped, and those that may be such: far shorter than the header.
fn skip(header: &SheetRow, rows: &[&SheetRow], text: &mut String) {
    let filled = |row: &SheetRow| row.cells.iter().filter(|(_, cell)| !cell.trim().is_empty()).count();
    let wanted = filled(header);
    for row in rows.iter().filter(|row| filled(row) * 3 <= wanted).take(MOST_SHORT) {
        line!(text, "# Row {} has only {} of {wanted} cells filled: is it a record?", row.number, filled(row));
    }
    let first = header.cells.iter().map(|(_, cell)| collapse(cell)).find(|heading| !heading.is_empty());
    let column = toml_string(&first.unwrap_or_default());
    line!(text, "# Rows that are no records are skipped so (or with equals instead of begins):");
    line!(text, "# skip = [{{ column = {column}, begins = \"Total\", why = \"a sum, not a release\" }}]");
}

/// Every column with a heading or a value.
fn columns<'w>(header: &'w SheetRow, rows: &[&'w SheetRow]) -> Vec<(u32, &'w str)> {
    let used = rows.iter().flat_map(|row| row.cells.iter().filter(|(_, cell)| !cell.trim().is_empty()));
    let mut all: BTreeSet<u32> = used.map(|(at, _)| *at).collect();
    all.extend(header.cells.iter().filter(|(_, cell)| cell.len() <= LONGEST_HEADING).map(|(at, _)| *at));
    all.into_iter().map(|at| (at, header.raw(at))).collect()
}

/// The form of dates, where one fits every cell; where several do, a person must say.
fn date_forms(different: &BTreeSet<&str>, known: Option<Field>, text: &mut String) {
    let reads = |forms: &[DateForm]| different.iter().all(|cell| DateForm::read_any(cell, forms).is_some());
    let is_date = known.is_none_or(Field::is_date);
    if !is_date {
        return;
    }
    if reads(&[]) {
        line!(text, "# Every cell is a date in ISO 8601, which needs no form.");
        return;
    }
    let fitting: Vec<&str> =
        DATE_FORMS.into_iter().filter(|form| DateForm::new(form).is_some_and(|form| reads(&[form]))).collect();
    match fitting.as_slice() {
        [] => {}
        [only] => {
            line!(text, "dates = [\"{only}\"] # fits every cell; only for a field that is a date");
        }
        several => {
            line!(
                text,
                "# dates = [\"{}\"] # these fit every cell: keep the one that is right",
                several.join("\", \"")
            );
        }
    }
}

/// The fields, with what they mean and which records take them.
fn fields_at_hand() -> String {
    let mut text = "\n# The fields.\n".to_owned();
    for field in Field::all() {
        let takes = Role::ALL.into_iter().filter(|role| role.takes(field)).map(Role::key);
        line!(text, "#   {:18} {} ({})", field.key(), field.meaning(), takes.collect::<Vec<_>>().join(", "));
    }
    text
}

/// The codes of the register's vocabularies, for `values`, with the fields that take them.
fn codes_at_hand(drafts: &Drafts<'_>) -> String {
    let mut text = "\n# The codes, for values. What each means is in data/vocabularies/.\n".to_owned();
    for vocabulary in &drafts.vocabularies {
        let fields = Field::all().filter(|field| field.vocabulary() == Some(vocabulary.name)).map(Field::key);
        let fields: Vec<&str> = fields.collect();
        let codes: Vec<&str> = vocabulary.terms.rows.iter().map(|term| term.code.text()).collect();
        if !fields.is_empty() && !codes.is_empty() {
            line!(text, "#   {} ({}.csv): {}", fields.join(", "), vocabulary.name.key(), codes.join(", "));
        }
    }
    text
}

const HEAD: &str = r#"# A mapping of FILE: how its columns become records.
# 1. Fill in every field = "". The file is data/mappings/NAME.toml.
# 2. candour import FILE --layout NAME --edition ID --dry-run
#    says what is still wrong, with the line. Nothing is written. Again, until nothing is wrong.
# 3. The same without --dry-run, then candour check.
#
# Each column says in one of four ways what becomes of it:
#   field = "agreement"   it has a place in the records; the fields are listed at the end
#   keep = true           it is kept word for word with the edition, in no table
#   drop = "why"          it is left out, and the report says why: names of people, for one
#   unused = true         it is always empty
# Other keys of a column: aliases = ["…"] (headings it has had before), optional = true, dates = ["%d/%m/%Y"],
# separators = [","] (only for datasets, controllers and legal_basis), nothing = ["null"] (wordings that state nothing),
# values = { "your words" = "code" } (codes are listed at the end).

"#;

const KIND: &str = r#"# flow: releases within a period. stock: everything up to a day. projects: approved projects, without releases.
kind = "flow"
# plain: each reference is an agreement. nhs-digital: DARS-NIC-1234-A1B2C-v1.2. phe: ODR1617_023/A8.
references = "plain"
"#;

const SHEET: &str = r#"# If no column numbers the releases, their ids are made from agreement, date and a number: take away the #.
# ids = "agreement-date-n"
# What the publisher says of all rows alike, in no column. The channels are file, system_access, commissioner_flow
# and other.
# fixed = { channel = "file", organisation = "…" }
# A cell that ends the table:
# end = "…"
"#;
