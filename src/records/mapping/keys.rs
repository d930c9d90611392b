//! The keys of mapping files, with what each means.

use super::read::KINDS;
use super::{Field, References, Role};
use crate::syntax::encoding::Encoding;
use crate::syntax::keys::Key;

/// The words of a list that is known when the program is compiled.
macro_rules! words {
    ($list:expr, |$item:ident| $word:expr) => {{
        let mut words = [""; $list.len()];
        let mut at = 0;
        while at < words.len() {
            let $item = $list[at];
            words[at] = $word;
            at += 1;
        }
        words
    }};
}

const KIND_WORDS: &[&str] = &words!(KINDS, |kind| kind.0);
const REFERENCE_WORDS: &[&str] = &words!(References::ALL, |form| form.0);
const ENCODING_WORDS: &[&str] = &words!(Encoding::ALL, |encoding| encoding.key());
const ROLE_WORDS: &[&str] = &words!(Role::ALL, |role| role.key());
/// The one form of ids that are made.
pub(super) const MADE_IDS: &str = "agreement-date-n";
/// The one word that is taken off a cell whatever it is.
pub(super) const FIRST_WORD: &str = "first";

/// Every key of a mapping, `data/mappings/<name>.toml`.
pub const MAPPING: &[Key] = &[
    Key::text("title", "What the mapping is for; reports of imports name it.").required(),
    Key::text("kind", "What an edition is: releases within a period (flow, if nothing is said), everything up to a day (stock) or a list of projects.")
        .one_of(KIND_WORDS),
    Key::text("encoding", "The encoding of CSV files; utf-8 if nothing is said. It is never guessed.")
        .one_of(ENCODING_WORDS),
    Key::text("delimiter", "What stands between the cells of CSV files: one character, or tab; a comma if nothing is said."),
    Key::text("keep_errors", "Why cells in which a spreadsheet lost its text (#NAME?) are let through. Without it they stop the import."),
    Key::text("references", "The form of references. With plain, which holds if nothing is said, each is an agreement of its own.")
        .one_of(REFERENCE_WORDS),
    Key::table("channel", CHANNEL, "How a release's channel is told where no column says it."),
    Key::tables("sheet", SHEET, "A sheet that holds records; a CSV file is one sheet. They are tried in this order.").required(),
];

const CHANNEL: &[Key] = &[
    Key::pairs("by_frequency", "Channels by the code of the frequency; they come before those by the id."),
    Key::pairs("by_id", "Channels by the letters with which the row's id begins."),
];

const SHEET: &[Key] = &[
    Key::text("name", "The sheet's usual name. A sheet is told by its headings; the table of a CSV file has this name in the records.")
        .required(),
    Key::texts("records", "What a row is. A row that is a release and tells of its agreement too is both.")
        .one_of(ROLE_WORDS)
        .required(),
    Key::text("named", "A word of the sheet's name that decides between sheets with the same headings."),
    Key::integer("headings", "How many of the headings make a row the header, in the first ten rows; 2 if nothing is said."),
    Key::flag("optional", "Whether a workbook may be without this sheet."),
    Key::flag("several", "Whether several sheets of a workbook may be such a sheet, for example one for each year."),
    Key::text("end", "The text of a cell that ends the table. Its row and those below it are kept as text."),
    Key::text("ids", "Says that releases have no ids of their own: they are made of agreement, date and a number.")
        .one_of(&[MADE_IDS]),
    Key::tables("skip", SKIP, "Rows that are no records, such as sums."),
    Key::pairs("fixed", "What holds of all rows and stands in no column, by field: channel = \"file\"."),
    Key::tables("column", COLUMN, "A column, and what becomes of its cells: one of field, keep, drop and unused."),
];

const SKIP: &[Key] = &[
    Key::text("column", "The heading of the column that gives the rows away.").required(),
    Key::text("equals", "What its cell is, white space at the edges left aside."),
    Key::text("begins", "What its cell begins with."),
    Key::text("why", "Why the rows are no records; the report says so with their number.").required(),
];

const COLUMN: &[Key] = &[
    Key::text("heading", "The heading as published; empty for a column without one.").required().or_empty(),
    Key::texts("aliases", "Headings that the column has had elsewhere."),
    Key::text("field", "Its place in the records.").one_of(Field::WORDS),
    Key::text("drop", "Why its cells are left out; the report says so with their number."),
    Key::flag("keep", "Whether its cells are kept word for word with the edition, in no table."),
    Key::flag("unused", "Whether it is published and always empty. A value in it stops the import."),
    Key::flag("optional", "Whether a sheet may be without it."),
    Key::texts("dates", "The forms of its dates besides ISO 8601: %d/%m/%Y, %b-%y."),
    Key::text("undated", "Why a date that is in no known form is left out. Without it such a date stops the import."),
    Key::texts(
        "separators",
        "What stands between the names or wordings in a cell; for controllers, datasets and legal_basis.",
    ),
    Key::texts(
        "doubtful",
        "What may stand between controllers or inside a name: cells come apart there only into names that stand alone elsewhere.",
    ),
    Key::texts("protected", "Names that hold a separator and are one name."),
    Key::tables("strip", STRIP, "Text that is taken off the edge of its cells."),
    Key::texts("nothing", "Wordings that state nothing, such as N/A: the cell is taken for an empty one."),
    Key::pairs("values", "Codes of published wordings; those that are new join data/wordings.csv."),
];

const STRIP: &[Key] = &[
    Key::text("start", "The text, at the start of a cell."),
    Key::text("end", "The text, at the end of a cell."),
    Key::text("word", "Says that it is the first word of a cell, whatever that is.").one_of(&[FIRST_WORD]),
    Key::text("into", "The field that the text becomes.").one_of(Field::WORDS),
    Key::text("why", "Why the text is left out; the report says so with the number of cells."),
];
