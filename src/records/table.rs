//! The tables of a register: which columns each has, how they are read and written. A draft's fields are cells of
//! text in the order of the file's columns.

use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Sources, Span, codes, nearest, same_word, suggest};
use crate::syntax::csv::Reader;
use crate::syntax::escape;

/// A row of a table: a struct whose fields are its cells.
pub trait Row<'s>: Sized {
    /// The column headings, in canonical order.
    const COLUMNS: &'static [&'static str];

    /// The row of these cells, which come in the order of [`Row::COLUMNS`].
    fn from_cells(cells: impl Iterator<Item = Cell<'s>>) -> Option<Self>;

    /// A row whose cells are all empty, for a writer.
    fn blank() -> Self;

    /// Its cells, in the order of [`Row::COLUMNS`].
    fn cells(&self) -> Vec<&Cell<'s>>;

    /// The place of the whole row.
    fn span(&self) -> Span {
        let cells = self.cells();
        let (first, last) = (cells[0].span, cells[cells.len() - 1].span);
        Span { file: first.file, start: first.start.min(last.start), end: first.end.max(last.end) }
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($field:ident $(= $column:literal)?),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs)] // a field is the column of that name; the model says what it means
        pub struct $name<'s> {
            $(pub $field: Cell<'s>),*
        }

        impl<'s> Row<'s> for $name<'s> {
            const COLUMNS: &'static [&'static str] = &[$(table!(@column $field $($column)?)),*];

            fn from_cells(mut cells: impl Iterator<Item = Cell<'s>>) -> Option<Self> {
                Some($name { $($field: cells.next()?),* })
            }

            fn blank() -> Self {
                $name { $($field: Cell::made("")),* }
            }

            fn cells(&self) -> Vec<&Cell<'s>> {
                vec![$(&self.$field),*]
            }
        }
    };
    (@column $field:ident) => { stringify!($field) };
    (@column $field:ident $column:literal) => { $column };
}

table!(
    /// `data/editions.csv`.
    EditionDraft { id, kind, from, to, published, revision, supersedes, source, sha256, bytes, licence, note }
);
table!(
    /// `data/organisations.csv`.
    OrganisationDraft {
        id, name, type_code = "type", kind, business, group, ods_code, ror, website, description, security_lead,
    }
);
table!(
    /// `data/organisation-names.csv`.
    OrganisationNameDraft { name, organisation, evidence, reviewed }
);
table!(
    /// `data/organisation-relations.csv`.
    OrganisationRelationDraft { from, to, relation, agreement, date, evidence, reviewed }
);
table!(
    /// `data/datasets.csv`.
    DatasetDraft {
        id, name, description, collected_from, who_is_in_it, care, countries, covers_from, covers_to, website,
    }
);
table!(
    /// `data/dataset-names.csv`.
    DatasetNameDraft { name, datasets, evidence }
);
table!(
    /// `data/synonyms.csv`.
    SynonymsDraft { expressions, evidence, reviewed }
);
table!(
    /// `data/vocabularies/<vocabulary>.csv`.
    TermDraft { code, label, explanation, group, publisher_explanation }
);
table!(
    /// `data/wordings.csv`.
    WordingDraft { vocabulary, wording, codes }
);
table!(
    /// `data/agreement-purposes.csv`.
    AgreementPurposeDraft { agreement, purpose, evidence }
);
table!(
    /// `data/releases/**/*.csv`.
    ReleaseDraft {
        id, edition, source_sheet, source_row, agreement, recipient, recipient_type, datasets, released, channel,
        identifiability, sensitivity, legal_basis, frequency, opt_outs, confidentiality, files, note,
    }
);
table!(
    /// `data/counts.csv`.
    CountDraft { edition, series, source_row, measure, body, value }
);
table!(
    /// `data/amendments.csv`.
    AmendmentDraft {
        edition, seq, source_row, kind, record_type, record, note, date, id, agreement, recipient, recipient_type,
        datasets, released, channel, identifiability, sensitivity, legal_basis, frequency, opt_outs, confidentiality,
        files,
    }
);
table!(
    /// `data/withdrawn.csv`.
    WithdrawnDraft { record_type, id, title, date, reason, successor }
);
table!(
    /// `data/refusals.csv`.
    RefusalDraft { id, date, kind, organisation, subject, reason, source }
);
table!(
    /// `data/log.csv`.
    LogDraft { seq, date, kind, record_type, record_id, leaf }
);

/// A table as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<R> {
    /// Its rows, in file order.
    pub rows: Vec<R>,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Table { rows: Vec::new() }
    }
}

impl<'s, R: Row<'s>> Table<R> {
    /// Reads a file. Rows with the wrong number of cells are reported and left out; so is a file whose header row
    /// does not serve.
    pub fn read(file: FileId, sources: &'s Sources, faults: &mut Diagnostics) -> Self {
        let mut reader = Reader::new(file, sources.text(file));
        let mut cells = Vec::new();
        if !reader.row(&mut cells, faults) {
            let fault = Diagnostic::new(&codes::E108, "the file has no header row").at(Span::new(file, 0, 0));
            faults.push(fault.help(format!("its columns are {}", R::COLUMNS.join(","))));
            return Table::default();
        }
        if reader.is_cut() {
            return Table::default();
        }
        let Some(order) = column_order::<R>(file, &cells, faults) else { return Table::default() };
        let mut rows = Vec::new();
        while reader.row(&mut cells, faults) {
            if reader.is_cut() {
                break;
            }
            if cells.len() != R::COLUMNS.len() {
                wrong_width(&cells, R::COLUMNS.len(), faults);
                continue;
            }
            rows.extend(R::from_cells(order.iter().map(|&at| cells[at].clone())));
        }
        Table { rows }
    }
}

/// How many headings that are wrong are told one by one.
const MOST_WRONG_COLUMNS: usize = 20;

/// Where each canonical column stands in the file; `None` where one is missing, unknown or double.
fn column_order<'s, R: Row<'s>>(file: FileId, header: &[Cell<'s>], faults: &mut Diagnostics) -> Option<Vec<usize>> {
    let before = faults.len();
    for (at, cell) in header.iter().enumerate() {
        let name = cell.text();
        if faults.len() - before == MOST_WRONG_COLUMNS {
            let message = format!("this header row has {} cells, and more of them are wrong", header.len());
            faults.push(Diagnostic::new(&codes::E104, message).at(cell.span));
            break;
        }
        if !R::COLUMNS.contains(&name) {
            let fault = Diagnostic::new(&codes::E104, format!("there is no column \"{name}\" in this table"));
            let known = || R::COLUMNS.iter().copied();
            let otherwise = format!("its columns are {}", R::COLUMNS.join(","));
            let fault = fault.at(cell.span).help(suggest(nearest(name, known()), &otherwise));
            let meant = same_word(name, known()).filter(|meant| !header.iter().any(|cell| cell.text() == *meant));
            faults.push(match meant {
                Some(meant) => fault.fix(cell.span, meant),
                None => fault,
            });
        } else if header[..at].contains(cell) {
            let fault = Diagnostic::new(&codes::E105, format!("the column {name} stands twice")).at(cell.span);
            faults.push(fault.help("take out one of the two, with its cells"));
        }
    }
    let place = |column: &&str| header.iter().position(|cell| cell.text() == *column);
    let order: Vec<Option<usize>> = R::COLUMNS.iter().map(place).collect();
    for (column, _) in R::COLUMNS.iter().zip(&order).filter(|(_, place)| place.is_none()) {
        let at = header.last().map_or(Span::new(file, 0, 0), |cell| cell.span);
        let fault = Diagnostic::new(&codes::E103, format!("the column {column} is missing")).at(at);
        faults.push(fault.help(format!("its columns are {}", R::COLUMNS.join(","))));
    }
    if faults.len() > before { None } else { order.into_iter().collect() }
}

fn wrong_width(cells: &[Cell<'_>], wanted: usize, faults: &mut Diagnostics) {
    let (first, last) = (cells[0].span, cells[cells.len() - 1].span);
    let row = Span { end: last.end, ..first };
    let message = format!("this row has {} cells, the header row has {wanted}", cells.len());
    let help = if cells.len() > wanted {
        "a comma inside a cell needs double quotes round the cell"
    } else {
        "an empty cell still needs its comma"
    };
    faults.push(Diagnostic::new(&codes::E102, message).at(row).help(help));
}

/// Writes a table in canonical form: LF, quotes only where needed, escapes where needed.
pub fn write_table<'s, 'r, R: Row<'s> + 'r>(rows: impl IntoIterator<Item = &'r R>) -> Vec<u8>
where
    's: 'r,
{
    let mut bytes = Vec::new();
    {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(&mut bytes);
        // Writing to memory cannot fail, and every row has as many cells as the header.
        let _ = writer.write_record(R::COLUMNS);
        for row in rows {
            let cells = row.cells();
            let texts = cells.iter().map(|cell| escape::escape(cell.text()));
            let _ = writer.write_record(texts.map(|text| text.into_owned().into_bytes()));
        }
        let _ = writer.flush();
    }
    bytes
}

/// Adds new rows to a table: in the order of their keys where the table is in that order, else at its end.
pub fn join<R: Clone, K: Ord>(existing: &[R], mut new: Vec<R>, key: impl Fn(&R) -> K) -> Vec<R> {
    let mut all = existing.to_vec();
    new.sort_by_key(&key);
    let in_order = existing.windows(2).all(|pair| key(&pair[0]) <= key(&pair[1]));
    all.append(&mut new);
    if in_order {
        // A stable sort: rows that were there keep their order.
        all.sort_by_key(&key);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_rows_keep_an_order_that_is_there_and_impose_none() {
        let key = |text: &&'static str| *text;
        assert_eq!(join(&["a", "c"], vec!["d", "b"], key), ["a", "b", "c", "d"]);
        assert_eq!(join(&["c", "a"], vec!["d", "b"], key), ["c", "a", "b", "d"]);
    }
}
