//! `data/mappings/<name>.toml`: how the sheets of a published workbook or CSV file become records. The layouts that
//! come with the program are files of the same form.
//!
//! A mapping says where published cells go, and why the few that go nowhere do not. It computes nothing.

mod date;
mod field;
mod judge;
mod keys;
mod read;

pub use date::DateForm;
pub use field::{Field, Role};
pub use keys::MAPPING;
pub use read::{find_delimiter, read as read_mapping};

use crate::diag::{Cell, Span, Spanned};
use crate::model::EditionKind;
use crate::syntax::encoding::Encoding;

/// A mapping, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingDraft<'s> {
    /// The name of its file without `.toml`.
    pub name: String,
    /// What it is for.
    pub title: Cell<'s>,
    /// What its editions are, unless the command says otherwise.
    pub kind: EditionKind,
    /// Encoding of CSV files: `utf-8` where nothing is said.
    pub encoding: Option<Encoding>,
    /// What stands between the cells of CSV files, a character of ASCII: `,` where nothing is said.
    pub delimiter: Option<u8>,
    /// Why cells with a spreadsheet's error are let through, if they are.
    pub keep_errors: Option<Cell<'s>>,
    /// The form of references.
    pub references: References,
    /// How the channel is told where no column says it.
    pub channel: ChannelRule<'s>,
    /// Its sheets, in the order in which they are tried.
    pub sheets: Vec<MappedSheet<'s>>,
}

/// The form of references. Records take a reference apart by the form that it has; a mapping says which form its
/// publisher uses, so that a reference of another form is no surprise later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum References {
    /// `DARS-NIC-1234-A1B2C-v9.3`: an agreement and a version.
    NhsDigital,
    /// `ODR1617_023/A8`: an agreement and what follows the stroke.
    Phe,
    /// Each reference is an agreement of its own.
    Plain,
}

impl References {
    /// All of them, with their words.
    pub const ALL: [(&'static str, References); 3] =
        [("nhs-digital", References::NhsDigital), ("phe", References::Phe), ("plain", References::Plain)];
}

/// How the channel is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelRule<'s> {
    /// Codes of frequencies that decide, whatever the id says, each with the channel.
    pub by_frequency: Vec<(Cell<'s>, Cell<'s>)>,
    /// The letters that an id begins with, each with the channel.
    pub by_id: Vec<(Cell<'s>, Cell<'s>)>,
}

/// A sheet of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedSheet<'s> {
    /// What its rows are: one kind of record, or releases with their agreements.
    pub records: Vec<Role>,
    /// Its usual name, which in the records is that of a CSV file's table too.
    pub name: Cell<'s>,
    /// Words of a sheet's name (folded) that decide between sheets with the same headings.
    pub named: Option<Cell<'s>>,
    /// Headings that must be there for a row to be taken for the header.
    pub headings: usize,
    /// Whether an edition may be without it.
    pub is_optional: bool,
    /// Whether several sheets of a workbook may be such a sheet, one for each year for instance.
    pub may_repeat: bool,
    /// Text of a cell that ends the table; that row and all below it are kept as text.
    pub end: Option<Cell<'s>>,
    /// Rows that are no records.
    pub skips: Vec<Skip<'s>>,
    /// Whether ids are made of agreement, date and a number, because the source has none.
    pub makes_ids: bool,
    /// Its columns.
    pub columns: Vec<MappedColumn<'s>>,
    /// What the publisher says of all rows alike, in no column.
    pub fixed: Vec<(Field, Cell<'s>)>,
}

/// Rows that are no records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip<'s> {
    /// The heading of the column that gives them away.
    pub column: Cell<'s>,
    /// What its cell says.
    pub test: SkipTest<'s>,
    /// Why they are no records.
    pub why: Cell<'s>,
}

/// What gives a row away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipTest<'s> {
    /// The cell, edges trimmed, is this.
    Equals(Cell<'s>),
    /// It begins with this.
    Begins(Cell<'s>),
}

/// A column of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedColumn<'s> {
    /// Its heading; empty for a column without one.
    pub heading: Cell<'s>,
    /// Headings it has had elsewhere, damage included.
    pub aliases: Vec<Cell<'s>>,
    /// What becomes of its cells.
    pub use_: Use<'s>,
    /// Whether a sheet may be without it.
    pub is_optional: bool,
    /// How its dates are written, besides ISO 8601.
    pub dates: Vec<Spanned<DateForm>>,
    /// Why a date that cannot be read is left out, if it is.
    pub undated: Option<Cell<'s>>,
    /// What stands between the names of a list.
    pub separators: Vec<Cell<'s>>,
    /// What may stand between names or inside one: a cell comes apart there only where each part is a name that
    /// stands alone elsewhere in the sheet.
    pub doubtful: Vec<Cell<'s>>,
    /// Names that hold a separator and are one name.
    pub protected: Vec<Cell<'s>>,
    /// What is taken off its cells.
    pub strips: Vec<Strip<'s>>,
    /// Wordings that state nothing.
    pub nothing: Vec<Cell<'s>>,
    /// Codes of published wordings.
    pub values: Vec<(Cell<'s>, Cell<'s>)>,
}

/// What becomes of a column's cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use<'s> {
    /// They have a place in the records.
    Field(Field),
    /// They are kept word for word, as text of the edition.
    Keep,
    /// They are left out, for this reason.
    Drop(Cell<'s>),
    /// Published and always empty: a value would have no place.
    Unused,
}

impl Use<'_> {
    /// The field, if they have a place.
    pub fn field(&self) -> Option<Field> {
        match self {
            Use::Field(field) => Some(*field),
            _ => None,
        }
    }
}

/// What is taken off a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip<'s> {
    /// The text; none for the first word of a cell, whatever it is.
    pub text: Option<Cell<'s>>,
    /// Whether it stands at the start, not at the end.
    pub at_start: bool,
    /// Where the mapping says it.
    pub span: Span,
    /// Why, or where it is kept.
    pub fate: Fate<'s>,
}

/// What becomes of text that is taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate<'s> {
    /// It goes, for this reason.
    Goes(Cell<'s>),
    /// It becomes this field of the record.
    Into(Field),
}

impl MappedSheet<'_> {
    /// Whether its rows are of a kind.
    pub fn has(&self, role: Role) -> bool {
        self.records.contains(&role)
    }
}
