//! Rules about text itself: what no cell may hold, and what a reader should be warned of. Every cell of every record
//! is looked at; prose that is large is looked at side by side.

use super::agreements::draft_record;
use super::seen::Seen;
use super::series::count_record;
use super::synonyms::synonyms_record;
use super::{Rules, personal, releases, small_numbers};
use crate::diag::{Cell, Code, Diagnostic, Diagnostics, FileId, Span, codes};
use crate::markdown::is_broken_glyph;
use crate::model::is_spreadsheet_error;
use crate::records::{AgreementDraft, CountDraft, Drafts, ReleaseDraft, Releases, Row, Table};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Release rows that one hand looks at before it takes the next.
const AT_ONCE: usize = 1000;

/// Looks at every text of the register, but for large files that `seen` knows. Bytes that are no UTF-8 were told when
/// their file was read, and stand in its cells as replacement characters, which are no news.
pub(super) fn text(
    drafts: &Drafts<'_>,
    rules: Rules<'_>,
    seen: &mut Seen<'_>,
    undecodable: &BTreeSet<FileId>,
) -> Diagnostics {
    let mut found = Diagnostics::new();
    large_files(drafts, rules, seen, &mut found);
    tables(drafts, rules, &mut found);
    prose(drafts, rules, &mut found);
    found.split_off(|d| d.code != &codes::E12 || d.span.is_none_or(|span| !undecodable.contains(&span.file)));
    found
}

fn releases_file(file: &Releases<'_>, rules: Rules<'_>) -> Diagnostics {
    let found: Vec<Diagnostics> = file.rows.rows.par_chunks(AT_ONCE).map(|rows| release_rows(rows, rules)).collect();
    found.into_iter().collect()
}

fn release_rows(rows: &[ReleaseDraft<'_>], rules: Rules<'_>) -> Diagnostics {
    let mut faults = Diagnostics::new();
    for row in rows {
        let mut bench = Bench { record: &|| releases::record(row), rules, faults: &mut faults };
        bench.row(row);
        bench.name(&row.recipient);
        bench.name(&row.datasets);
        bench.not_for_publication(&row.note);
    }
    faults
}

/// Files that were not UTF-8.
pub(super) fn undecodable(faults: &Diagnostics) -> BTreeSet<FileId> {
    faults.iter().filter(|d| d.code == &codes::E12).filter_map(|d| d.span).map(|span| span.file).collect()
}

/// Agreements and releases, which are all but everything.
fn large_files(drafts: &Drafts<'_>, rules: Rules<'_>, seen: &mut Seen<'_>, faults: &mut Diagnostics) {
    let whose = |draft: &AgreementDraft<'_>| draft.reference.span.file;
    faults.extend(seen.look(&drafts.agreements, |draft| Some(whose(draft)), |draft| agreement(draft, rules)));
    let whose = |file: &Releases<'_>| file.rows.rows.first().map(|row| row.span().file);
    faults.extend(seen.look(&drafts.releases, whose, |file| releases_file(file, rules)));
}

fn tables(drafts: &Drafts<'_>, rules: Rules<'_>, faults: &mut Diagnostics) {
    table(&drafts.editions, |row| format!("edition/{}", row.id.text()), rules, faults);
    table(&drafts.organisations, |row| format!("organisation/{}", row.id.text()), rules, faults);
    table(&drafts.datasets, |row| format!("dataset/{}", row.id.text()), rules, faults);
    table(&drafts.organisation_names, |row| format!("organisation-name/{}", row.name.text()), rules, faults);
    table(&drafts.dataset_names, |row| format!("dataset-name/{}", row.name.text()), rules, faults);
    table(&drafts.organisation_relations, |row| format!("organisation/{}", row.from.text()), rules, faults);
    table(&drafts.wordings, |row| format!("wording/{}/{}", row.vocabulary.text(), row.wording.text()), rules, faults);
    table(&drafts.synonyms, |row| synonyms_record(row), rules, faults);
    table(&drafts.agreement_purposes, |row| format!("agreement/{}", row.agreement.text()), rules, faults);
    let amendment = |edition: &str, seq: &str| format!("amendment/{edition}/{seq}");
    table(&drafts.amendments, |row| amendment(row.edition.text(), row.seq.text()), rules, faults);
    table(&drafts.counts, |row| count_record(row), rules, faults);
    table(&drafts.withdrawn, |row| format!("{}/{}", row.record_type.text(), row.id.text()), rules, faults);
    table(&drafts.refusals, |row| format!("refusal/{}", row.id.text()), rules, faults);
    for vocabulary in &drafts.vocabularies {
        let record = |code: &str| format!("term/{}/{code}", vocabulary.name.key());
        table(&vocabulary.terms, |row| record(row.code.text()), rules, faults);
    }
    for row in &drafts.counts.rows {
        Bench { record: &|| count_record(row), rules, faults }.few_counted(row);
    }
}

fn table<'s, R: Row<'s>>(table: &Table<R>, record: impl Fn(&R) -> String, rules: Rules<'_>, faults: &mut Diagnostics) {
    for row in &table.rows {
        Bench { record: &|| record(row), rules, faults }.row(row);
    }
}

/// Columns of ids, references, numbers and dates. One in eleven numbers of ten digits passes the check of an NHS number,
/// and many would pass for a telephone's.
const NO_PROSE: [&str; 22] = [
    "id",
    "edition",
    "seq",
    "source_row",
    "agreement",
    "record",
    "organisation",
    "from",
    "to",
    "date",
    "published",
    "reviewed",
    "released",
    "revision",
    "supersedes",
    "sha256",
    "bytes",
    "value",
    "files",
    "ods_code",
    "ror",
    "leaf",
];

fn prose(drafts: &Drafts<'_>, rules: Rules<'_>, faults: &mut Diagnostics) {
    for page in &drafts.content {
        let mut bench = Bench { record: &|| format!("content/{}", page.address), rules, faults };
        bench.cell(&page.title);
        page.summary.iter().for_each(|summary| bench.cell(summary));
        bench.prose(&page.body);
    }
    for draft in &drafts.assurance {
        let mut bench = Bench { record: &|| format!("assurance/{}", draft.name), rules, faults };
        bench.prose(&draft.findings);
    }
    for draft in &drafts.sheet_texts {
        let mut bench = Bench { record: &|| format!("edition/{}", draft.edition), rules, faults };
        bench.prose(&draft.text);
    }
}

fn agreement(draft: &AgreementDraft<'_>, rules: Rules<'_>) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let mut bench = Bench { record: &|| draft_record(draft), rules, faults: &mut faults };
    let optional =
        [&draft.title, &draft.applicant_type, &draft.controller_basis, &draft.sublicensing, &draft.commercial];
    let cells = [&draft.reference, &draft.applicant].into_iter().chain(optional.into_iter().flatten());
    cells.chain(&draft.controllers).for_each(|cell| bench.cell(cell));
    bench.name(&draft.applicant);
    draft.controllers.iter().for_each(|controller| bench.name(controller));
    if let Some(title) = &draft.title {
        bench.not_for_publication(title);
    }
    for dataset in &draft.datasets {
        bench.cell(&dataset.name);
        bench.name(&dataset.name);
    }
    for statement in &draft.statements {
        bench.cell(&statement.organisation);
        bench.name(&statement.organisation);
        statement.sections.iter().for_each(|section| bench.cell(&section.text));
    }
    faults
}

struct Bench<'a> {
    record: &'a dyn Fn() -> String,
    rules: Rules<'a>,
    faults: &'a mut Diagnostics,
}

impl Bench<'_> {
    fn push(&mut self, code: &'static Code, message: impl Into<String>, span: Span, help: &str) {
        let fault = Diagnostic::new(code, message).at(span).about((self.record)());
        self.faults.push(if help.is_empty() { fault } else { fault.help(help) });
    }

    /// A row of a table.
    fn row<'s, R: Row<'s>>(&mut self, row: &R) {
        for (cell, column) in row.cells().into_iter().zip(R::COLUMNS) {
            self.marks(cell);
            self.literals(cell);
            if !NO_PROSE.contains(column) {
                self.personal(cell);
            }
        }
    }

    /// A cell of the extracts: a key of front matter, or a section of a statement.
    fn cell(&mut self, cell: &Cell<'_>) {
        self.marks(cell);
        self.prose(cell);
    }

    /// What a cell of a table cannot be, or begin or end with.
    fn marks(&mut self, cell: &Cell<'_>) {
        if !cell.is_blank() {
            self.edges(cell);
            self.starts_like_a_formula(cell);
            self.placeholder(cell);
        }
    }

    /// W5.
    fn edges(&mut self, cell: &Cell<'_>) {
        let trimmed = cell.value.trim();
        if trimmed.len() != cell.value.len() {
            let fault = Diagnostic::new(&codes::W5, "white space at the edge of the cell").at(cell.span);
            self.faults.push(fault.about((self.record)()).help("remove it"));
        }
    }

    /// E16 and W20.
    fn starts_like_a_formula(&mut self, cell: &Cell<'_>) {
        let mut chars = cell.value.chars();
        match (chars.next(), chars.next()) {
            (Some(c @ ('=' | '+' | '@' | '\t' | '\r')), _) => {
                let message = format!("the cell begins with {c:?}, which a spreadsheet takes for a formula");
                self.push(&codes::E16, message, start(cell), "put a word before it, or waive it in register.toml");
            }
            (Some('-'), Some(next)) if !next.is_whitespace() => {
                let help = "put a word before it if it is yours; as published it may stay";
                self.push(&codes::W20, "the cell begins with a minus sign", start(cell), help);
            }
            _ => {}
        }
    }

    /// W22.
    fn placeholder(&mut self, cell: &Cell<'_>) {
        const WORDS: [&str; 11] =
            ["null", "n/a", "nan", "tbc", "tba", "tbd", ".", "-", "coming soon", "to be confirmed", "to follow"];
        if cell.text().len() <= 16 && WORDS.contains(&cell.value.trim().to_lowercase().as_str()) {
            let message = format!("\"{}\" stands in place of a value", cell.text());
            self.push(&codes::W22, message, cell.span, "leave it empty if nothing is stated");
        }
    }

    /// W6.
    fn name(&mut self, cell: &Cell<'_>) {
        if cell.value.contains('\u{A0}') {
            self.push(&codes::W6, "the name holds a no-break space", cell.span, "write an ordinary space");
        }
    }

    /// E14.
    fn not_for_publication(&mut self, cell: &Cell<'_>) {
        if cell.value.to_lowercase().contains("not for publication") {
            self.push(
                &codes::E14,
                "the record says that it is not for publication",
                cell.span,
                "take it out, or waive it with the reason",
            );
        }
    }

    /// Any text: errors of spreadsheets, characters, personal data.
    fn prose(&mut self, cell: &Cell<'_>) {
        self.literals(cell);
        self.personal(cell);
    }

    /// Errors of spreadsheets, and characters.
    fn literals(&mut self, cell: &Cell<'_>) {
        self.error_literal(cell);
        if !cell.value.is_ascii() {
            self.characters(cell);
        }
    }

    /// What may identify a person.
    fn personal(&mut self, cell: &Cell<'_>) {
        for found in personal::find(cell.text(), self.rules.contact) {
            let help = match found.code.id {
                "E10" => "remove it, and tell your data protection officer",
                _ => "look whether it belongs in a public register",
            };
            self.push(found.code, found.message, part(cell, &found.range), help);
        }
        let Some(least) = self.rules.small_numbers else { return };
        for range in small_numbers::in_prose(cell.text(), least) {
            self.few(least, part(cell, &range));
        }
    }

    /// W26 in a table of counts.
    fn few_counted(&mut self, row: &CountDraft<'_>) {
        let small = self.rules.small_numbers.filter(|least| small_numbers::in_counts(row, *least));
        if let Some(least) = small {
            self.few(least, row.value.span);
        }
    }

    /// W26.
    fn few(&mut self, least: u32, span: Span) {
        let help = format!("write \"fewer than {least}\" or leave the number out, unless it counts staff");
        self.push(&codes::W26, format!("this counts fewer than {least} people"), span, &help);
    }

    /// E11.
    fn error_literal(&mut self, cell: &Cell<'_>) {
        if is_spreadsheet_error(&cell.value) {
            let message = format!("the spreadsheet error {} stands in place of the text", cell.value.trim());
            self.push(&codes::E11, message, cell.span, "restore the text from its source");
        }
    }

    /// E12 and W17 to W19: once for each cell and kind, at the first character.
    fn characters(&mut self, cell: &Cell<'_>) {
        let mut told: [Option<&'static Code>; 4] = [None; 4];
        let mut previous = '\0';
        for (at, c) in cell.value.char_indices() {
            // Nothing that is looked for is ASCII, and most text is.
            if c.is_ascii() {
                previous = c;
                continue;
            }
            let code = if c == '\u{FFFD}' {
                Some((
                    0,
                    &codes::E12,
                    "a replacement character stands for a lost letter",
                    "restore the letter from its source",
                ))
            } else if is_broken_glyph(c) {
                Some((1, &codes::W17, "a character of a symbol font or a broken PDF", ""))
            } else if is_garbled(previous, c) {
                Some((2, &codes::W18, "letters that look like UTF-8 read as Windows-1252", ""))
            } else if is_invisible(c) {
                Some((3, &codes::W19, "an invisible character", ""))
            } else {
                None
            };
            if let Some((slot, code, message, help)) = code.filter(|(slot, ..)| told[*slot].is_none()) {
                told[slot] = Some(code);
                let message = format!("{message} (U+{:04X})", u32::from(c));
                self.push(code, message, part(cell, &(at..at + c.len_utf8())), help);
            }
            previous = c;
        }
    }
}

/// Whether a cell's text stands in its file as it is, without quotes or escapes: whatever was unescaped is shorter.
fn is_as_written(cell: &Cell<'_>) -> bool {
    (cell.span.end - cell.span.start) as usize == cell.value.len()
}

/// The place of a part of a cell: exact where the cell was read as written, else the whole cell.
pub(super) fn part(cell: &Cell<'_>, range: &std::ops::Range<usize>) -> Span {
    let start = cell.span.start as usize;
    if is_as_written(cell) { Span::new(cell.span.file, start + range.start, start + range.end) } else { cell.span }
}

/// The place of the first character, for texts that may be long.
fn start(cell: &Cell<'_>) -> Span {
    let first = cell.value.chars().next().map_or(0, char::len_utf8);
    part(cell, &(0..first))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Two characters that are the two bytes of one UTF-8 letter, read as Windows-1252.
fn is_garbled(first: char, second: char) -> bool {
    let continues = || matches!(second, '\u{80}'..='\u{BF}') || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".contains(second);
    matches!(first, 'Â' | 'Ã') && second != '\u{A0}' && continues() || first == 'â' && second == '€'
}
