//! Which faults have a fix that needs nobody's judgement, so that `candour fix` may make it. A fix never changes what a
//! record says: white space that nobody sees, another spelling of the same word of the format, a date that can be read
//! in one way only. Nothing that a publisher printed is ever touched: neither what was imported, nor what stands in an
//! edition that has its workbook's digest.

use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Sources, Span, codes};
use crate::records::{AgreementDraft, Drafts, Row};
use std::collections::BTreeSet;

/// The place of a cell's text within the quotes that TOML has round it, where the text is written plainly: without an
/// escape or a quote of its own.
pub(super) fn inside(cell: &Cell<'_>) -> Option<Span> {
    let Span { file, start, end } = cell.span;
    if cell.value.contains(['"', '\\']) {
        return None;
    }
    match ((end - start) as usize).checked_sub(cell.value.len()) {
        Some(0) => Some(cell.span),
        Some(2) => Some(Span { file, start: start + 1, end: end - 1 }),
        _ => None,
    }
}

/// Adds the fixes that depend on how a cell is written, and takes those away that would touch a publisher's words.
pub(super) fn settle(drafts: &Drafts<'_>, sources: &Sources, faults: &mut Diagnostics) {
    let mut published = Published::of(drafts);
    // What stands in memory of a file that is no UTF-8 is not what stands in the file.
    let undecodable = faults.iter().filter(|fault| fault.code == &codes::E12).filter_map(|fault| fault.span);
    published.files.extend(undecodable.map(|span| span.file));
    let mut settled = Diagnostics::new();
    for mut fault in faults.split_off(|_| false) {
        if fault.code == &codes::W5 || fault.code == &codes::W6 {
            fault = white_space(fault, sources);
        }
        if fault.fix.as_ref().is_some_and(|fix| published.holds(fix.span, sources)) {
            fault.fix = None;
        }
        settled.push(fault);
    }
    faults.extend(settled);
}

/// W5 and W6: the cell as it is written, without white space at its edges, or with ordinary spaces.
fn white_space(fault: Diagnostic, sources: &Sources) -> Diagnostic {
    let Some(span) = fault.span else { return fault };
    let Some(written) = sources.text(span.file).get(span.start as usize..span.end as usize) else { return fault };
    let is_toml = sources.path(span.file).ends_with(".md");
    let (at, text) = match written.chars().next() {
        // A text over several lines has quotes of its own.
        Some('"' | '\'') if is_toml && (written.starts_with("\"\"\"") || written.starts_with("'''")) => return fault,
        Some('"' | '\'') if is_toml && written.len() > 1 => (span.start as usize + 1, &written[1..written.len() - 1]),
        _ => (span.start as usize, written),
    };
    let with = if fault.code == &codes::W5 { text.trim().to_owned() } else { text.replace('\u{A0}', " ") };
    if with == text {
        return fault;
    }
    fault.fix(Span::new(span.file, at, at + text.len()), with)
}

/// What no fix may touch: what a publisher printed.
struct Published {
    files: BTreeSet<FileId>,
    rows: Vec<Span>,
}

impl Published {
    fn of(drafts: &Drafts<'_>) -> Self {
        let imported = drafts.imports.iter().map(|facts| facts.edition.as_str());
        let digested = drafts.editions.rows.iter().filter(|row| !row.sha256.is_blank()).map(|row| row.id.text());
        let editions: BTreeSet<&str> = imported.chain(digested).collect();
        let printed = |draft: &&AgreementDraft<'_>| {
            let mut named = draft.statements.iter().flat_map(|statement| &statement.editions);
            draft.prose.is_some() || named.any(|edition| editions.contains(edition.text()))
        };
        let files = drafts.agreements.iter().filter(printed).map(|draft| draft.reference.span.file).collect();
        let mut rows = Vec::new();
        for row in drafts.releases.iter().flat_map(|file| &file.rows.rows) {
            rows.extend(editions.contains(row.edition.text()).then(|| row.span()));
        }
        for row in &drafts.amendments.rows {
            rows.extend(editions.contains(row.edition.text()).then(|| row.span()));
        }
        for row in &drafts.counts.rows {
            rows.extend(editions.contains(row.edition.text()).then(|| row.span()));
        }
        rows.sort();
        Published { files, rows }
    }

    fn holds(&self, span: Span, sources: &Sources) -> bool {
        let before = self.rows.partition_point(|row| (row.file, row.start) <= (span.file, span.start));
        let row = before.checked_sub(1).map(|at| self.rows[at]);
        row.is_some_and(|row| row.file == span.file && span.start <= row.end)
            || self.files.contains(&span.file)
            || sources.path(span.file).starts_with("data/editions/")
    }
}
