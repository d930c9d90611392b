//! What a workbook says beside its tables: sheets of prose, notes above and below tables, the glossary, and what only
//! the workbook shows (`import.toml`).

use super::rows::Counts;
use super::statements::made_number;
use super::table::{Located, Table};
use super::wordings::Wordings;
use super::workbook::{SheetRow, Workbook, place};
use crate::diag::Cell;
use crate::model::{VocabularyName, fold};
use crate::records::{Drafts, Field, ImportFacts, ImportedSheet, LeftOut, Role, SheetFault, SheetTextDraft, TermDraft};

/// How many places of one fault are written down.
const MOST_CELLS: usize = 100;
/// The one fault that records do not show any more.
const EDGE_WHITE_SPACE: &str = "edge_white_space";

/// The sheets and parts of sheets that are kept as text.
pub(super) fn sheet_texts<'w>(located: &Located<'w>, counts: &Counts<'w>, edition: &str) -> Vec<SheetTextDraft<'w>> {
    let mut drafts: Vec<SheetTextDraft<'w>> = Vec::new();
    for table in &located.sheets {
        let text = kept_text(table, counts);
        if !text.trim().is_empty() {
            let name = free_name(table.name(), &drafts);
            let (edition, sheet) = (edition.to_owned(), Cell::made(table.name()));
            drafts.push(SheetTextDraft { edition, name, sheet, text: Cell::made(text.trim().to_owned()) });
        }
    }
    drafts
}

/// All of a sheet of prose; of a table the rows above and below it, and the columns that are kept word for word.
fn kept_text(table: &Table<'_>, counts: &Counts<'_>) -> String {
    if [Role::Text, Role::Empty, Role::Glossary].iter().any(|role| table.has(*role)) {
        return verbatim(&table.sheet.rows.iter().collect::<Vec<_>>());
    }
    let above = table.sheet.rows.iter().filter(|row| row.number < table.header_row);
    let notes = counts.notes.iter().copied().filter(|_| table.has(Role::Counts));
    let beside: Vec<&SheetRow> = above.chain(notes).chain(table.below.iter().copied()).collect();
    let (beside, kept) = (verbatim(&beside), kept_columns(table));
    if beside.is_empty() || kept.is_empty() { beside + &kept } else { format!("{beside}\n\n{kept}") }
}

/// The columns that are kept word for word: a line of headings, then each row's reference or id and its cells, joined
/// by tabs. Rows that have nothing in them are left out.
fn kept_columns(table: &Table<'_>) -> String {
    let kept = table.kept_columns();
    if kept.is_empty() {
        return String::new();
    }
    let key = [Field::Reference, Field::Id].into_iter().find_map(|field| table.column(field));
    let columns: Vec<u32> = key.into_iter().chain(kept.iter().copied()).collect();
    let line = |cell: &dyn Fn(u32) -> String| columns.iter().map(|at| cell(*at)).collect::<Vec<_>>().join("\t");
    let heading = |at: u32| fold::collapse(table.columns.get(at as usize).map_or("", |column| column.heading));
    let rows = table.rows.iter().filter(|row| kept.iter().any(|at| !row.raw(*at).trim().is_empty()));
    let lines = rows.map(|row| line(&|at| row.raw(at).trim().to_owned()));
    std::iter::once(line(&heading)).chain(lines).collect::<Vec<_>>().join("\n")
}

/// Cells of a row joined by tabs, rows by line feeds; unused rows between two others are one empty line.
fn verbatim(rows: &[&SheetRow]) -> String {
    let mut text = String::new();
    let mut last = None;
    for row in rows {
        if let Some(last) = last {
            text.push_str(if row.number > last + 1 { "\n\n" } else { "\n" });
        }
        let mut next = 0;
        for (column, cell) in &row.cells {
            (next..*column).for_each(|_| text.push('\t'));
            text.push_str(cell);
            next = *column;
        }
        last = Some(row.number);
    }
    text
}

fn free_name(sheet: &str, taken: &[SheetTextDraft<'_>]) -> String {
    let slug = fold::slug(sheet);
    let stem = if slug.is_empty() { "sheet".to_owned() } else { slug };
    let is_free = |name: &String| !taken.iter().any(|draft| draft.name == *name);
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or(stem)
}

/// What becomes of the glossary.
#[derive(Debug, Default)]
pub(super) struct Glossary<'a> {
    /// All terms of the vocabulary, where any of them gained an explanation.
    pub(super) terms: Option<Vec<TermDraft<'a>>>,
    /// Entries that explain a term now.
    pub(super) placed: usize,
    /// Entries whose wording gives no single code: they stay in the sheet's text only.
    pub(super) unmatched: Vec<&'a str>,
    /// Entries whose term has another explanation already, which is kept.
    pub(super) kept: Vec<&'a str>,
}

/// Puts the publisher's explanations beside the legal bases they explain. Rows with one cell are prose.
pub(super) fn glossary<'a>(located: &Located<'a>, drafts: &'a Drafts<'a>, wordings: &Wordings<'_>) -> Glossary<'a> {
    let mut glossary = Glossary::default();
    let vocabulary = drafts.vocabularies.iter().find(|vocabulary| vocabulary.name == VocabularyName::LegalBasis);
    let Some(vocabulary) = vocabulary else { return glossary };
    let mut terms = vocabulary.terms.rows.clone();
    let rows = located.tables(Role::Glossary).flat_map(|table| table.rows.iter().map(move |row| (table, *row)));
    for (table, row) in rows {
        let (term, explanation) = (table.cell(row, Field::Term), table.cell(row, Field::Explanation));
        if term.is_empty() || explanation.is_empty() {
            continue;
        }
        let code = wordings.codes(VocabularyName::LegalBasis, term);
        match code.and_then(|code| terms.iter_mut().find(|known| known.code.text() == code)) {
            None => glossary.unmatched.push(term),
            Some(known) if known.publisher_explanation.text() == explanation => glossary.placed += 1,
            Some(known) if known.publisher_explanation.is_blank() => {
                known.publisher_explanation = Cell::made(explanation);
                glossary.placed += 1;
            }
            Some(_) => glossary.kept.push(term),
        }
    }
    glossary.terms = Some(terms).filter(|terms| *terms != vocabulary.terms.rows);
    glossary
}

/// What only the workbook shows.
pub(super) fn import_facts<'w>(
    workbook: &'w Workbook,
    located: &Located<'w>,
    edition: &str,
    source: &'w str,
    period_sources: &'w [String],
) -> ImportFacts<'w> {
    let faults = located.sheets.iter().flat_map(edge_white_space).collect();
    ImportFacts {
        edition: edition.to_owned(),
        source: Cell::made(source),
        layout: Cell::made(located.layout.name.as_str()),
        period_sources: period_sources.iter().map(|text| Cell::made(text.as_str())).collect(),
        drawing_text: workbook.drawing_text.iter().map(|text| Cell::made(text.as_str())).collect(),
        sheets: located.sheets.iter().map(imported_sheet).collect(),
        faults,
        left_out: located.sheets.iter().flat_map(left_out).collect(),
    }
}

fn left_out<'w>(table: &Table<'w>) -> Vec<LeftOut<'w>> {
    let sheet = table.name();
    let made = |left: super::table::LeftOut<'w>| LeftOut {
        sheet: Cell::made(sheet),
        what: Cell::made(left.what),
        count: made_number(i64::try_from(left.count).unwrap_or(i64::MAX)),
        why: Cell::made(left.why),
    };
    table.left_out().into_iter().map(made).collect()
}

fn imported_sheet<'w>(table: &Table<'w>) -> ImportedSheet<'w> {
    let is_table = table.header_row > 0;
    ImportedSheet {
        name: Cell::made(table.name()),
        role: Cell::made(table.roles_key()),
        rows: made_number(i64::try_from(table.rows.len()).unwrap_or(i64::MAX)),
        digest: is_table.then(|| Cell::made(table.digest())),
        header: table.columns.iter().map(|column| Cell::made(column.heading)).collect(),
        empty_columns: table.empty_columns().into_iter().map(Cell::made).collect(),
    }
}

/// Cells of a table's columns that begin or end with white space, by column.
fn edge_white_space<'w>(table: &Table<'w>) -> Vec<SheetFault<'w>> {
    let columns = (0u32..).zip(&table.columns).enumerate();
    let faults = columns.filter_map(|(no, (at, column))| {
        let is_padded = |row: &&&SheetRow| row.raw(at).trim().len() != row.raw(at).len();
        let cells: Vec<String> = table.rows.iter().filter(is_padded).map(|row| place(at, row.number)).collect();
        let heading = if column.heading.trim().is_empty() { column.shown(no) } else { column.heading.to_owned() };
        (!cells.is_empty()).then(|| SheetFault {
            kind: Cell::made(EDGE_WHITE_SPACE),
            sheet: Cell::made(table.name()),
            column: Cell::made(heading),
            count: made_number(i64::try_from(cells.len()).unwrap_or(i64::MAX)),
            cells: cells.into_iter().take(MOST_CELLS).map(Cell::made).collect(),
        })
    });
    faults.collect()
}
