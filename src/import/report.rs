//! What an import found and would do, for the person who runs it: plain text, no colour.

use super::statements::Printed;
use super::table::Located;
use crate::diag::{Code, Severity, codes, count};
use crate::model::fills_a_cell;
use crate::records::{Field, ImportFacts, ReleaseDraft, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Lines under headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    sections: Vec<(String, Vec<String>)>,
}

impl Report {
    /// Adds a line, under a new heading if this is its first.
    pub(super) fn line(&mut self, heading: &str, line: impl Into<String>) {
        match self.sections.iter_mut().find(|(known, _)| known == heading) {
            Some((_, lines)) => lines.push(line.into()),
            None => self.sections.push((heading.to_owned(), vec![line.into()])),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (heading, lines) in &self.sections {
            match lines.as_slice() {
                [line] => writeln!(f, "{heading}: {line}")?,
                lines => {
                    writeln!(f, "{heading}:")?;
                    lines.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
                }
            }
        }
        Ok(())
    }
}

fn warn(report: &mut Report, code: &Code, number: usize, detail: &str) {
    if number > 0 {
        let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
        let heading = if code.severity() == Severity::Error {
            "To be put right before anything is published"
        } else {
            "Warnings"
        };
        report.line(heading, format!("{} {}: {number}{detail}", code.id, code.title));
    }
}

/// Each sheet with its role and rows.
pub(super) fn sheets(located: &Located<'_>, report: &mut Report) {
    for table in &located.sheets {
        let hidden = if table.sheet.hidden { ", hidden in the workbook" } else { "" };
        let header = if table.header_row > 1 { format!(", header in row {}", table.header_row) } else { String::new() };
        let rows = count(table.rows.len(), "row");
        report.line(
            "Sheets",
            format!("{}: {}, {rows}{header}{hidden}", table.name(), table.roles_key().replace(';', " and ")),
        );
    }
}

/// What the cells themselves warn of. `check` will say more, with the place of each.
pub(super) fn cells(located: &Located<'_>, facts: &ImportFacts<'_>, report: &mut Report) {
    let padded: Vec<String> = facts
        .faults
        .iter()
        .map(|f| format!("{} \"{}\": {}", f.sheet.text(), crate::model::fold::collapse(f.column.text()), f.count.value))
        .collect();
    let cells = facts.faults.iter().map(|fault| usize::try_from(fault.count.value).unwrap_or(0)).sum();
    warn(report, &codes::W5, cells, &padded.join("; "));
    for table in located.sheets.iter().filter(|table| table.header_row > 0 && !table.rows.is_empty()) {
        let empty: Vec<String> = table.empty_columns().iter().map(|h| crate::model::fold::collapse(h)).collect();
        warn(report, &codes::I2, empty.len(), &format!("{}: {}", table.name(), empty.join(", ")));
        let columns = (0u32..).zip(&table.columns).filter(|(_, c)| !matches!(c.field, Some(Field::Section(_))));
        let cut = columns.flat_map(|(at, _)| table.rows.iter().filter(move |row| fills_a_cell(row.raw(at)))).count();
        warn(report, &codes::W9, cut, &format!("in {} outside the statements", table.name()));
    }
}

/// What the statements warn of.
pub(super) fn statements(printed: &[Printed<'_>], report: &mut Report) {
    let mut by_reference: BTreeMap<&str, usize> = BTreeMap::new();
    printed.iter().for_each(|row| *by_reference.entry(row.reference).or_insert(0) += 1);
    let several = by_reference.values().filter(|rows| **rows > 1).count();
    let most = by_reference.values().max().copied().unwrap_or(0);
    warn(report, &codes::W1, several, &format!("references; up to {most} statements for one"));
    let cut: Vec<&str> = printed.iter().flat_map(|row| row.truncated.iter().map(|_| row.reference)).collect();
    warn(report, &codes::W9, cut.len(), &cut.join(", "));
}

/// Faults that `check` will find in the release rows.
pub(super) fn releases(located: &Located<'_>, rows: &[ReleaseDraft<'_>], printed: &[Printed<'_>], report: &mut Report) {
    let mut tables = located.tables(Role::Releases);
    let names_recipients = tables.all(|table| table.says(table.first_of([Field::Recipient, Field::Organisation])));
    if !names_recipients && !rows.is_empty() {
        report.line(
            "Recipients",
            "no column names them: the recipient of a release is the applicant of its agreement's version",
        );
    }
    let mut ids = BTreeSet::new();
    let twice = rows.iter().filter(|row| !ids.insert(row.id.text())).count();
    warn(report, &codes::E3, twice, "candour check says which");
    let blank = |row: &&ReleaseDraft<'_>| {
        let needed = [&row.agreement, &row.datasets, &row.identifiability, &row.legal_basis];
        needed.iter().any(|cell| cell.is_blank()) || (names_recipients && row.recipient.is_blank())
    };
    warn(report, &codes::E4, rows.iter().filter(blank).count(), "candour check says which");
    let references: BTreeSet<&str> = printed.iter().map(|row| row.reference).collect();
    let without = rows.iter().filter(|row| !references.contains(row.agreement.text())).count();
    warn(report, &codes::E5, without, "rows whose reference has no statement in this workbook");
}

/// What the mapping leaves out, with its reasons.
pub(super) fn left_out(facts: &ImportFacts<'_>, report: &mut Report) {
    for left in &facts.left_out {
        let (sheet, what, why) = (left.sheet.text(), left.what.text(), left.why.text());
        report.line("Left out", format!("{sheet}: {what}: {} ({why})", left.count.value));
    }
}

/// Names in several spellings.
pub(super) fn spellings(organisations: (usize, usize), datasets: (usize, usize), report: &mut Report) {
    for (code, (groups, cells)) in [(&codes::W7, organisations), (&codes::W8, datasets)] {
        warn(report, code, groups, &format!("{} in all sheets", count(cells, "cell")));
    }
}

/// How many lists are shown.
const MOST_LISTS: usize = 20;

/// Cells that were taken apart into several names.
pub(super) fn lists(lists: &BTreeMap<&str, Vec<&str>>, report: &mut Report) {
    for (cell, parts) in lists.iter().take(MOST_LISTS) {
        report.line("Lists of datasets, for a person to review", format!("{cell} = {}", parts.join(" + ")));
    }
    if lists.len() > MOST_LISTS {
        let more = format!("and {} more in data/dataset-names.csv", lists.len() - MOST_LISTS);
        report.line("Lists of datasets, for a person to review", more);
    }
}

/// Lists that were left whole, because they may be one name.
pub(super) fn doubtful_lists(located: &Located<'_>, report: &mut Report) {
    for table in &located.sheets {
        if let Some((cells, first, name)) = table.in_doubt() {
            let cells = count(cells, "cell");
            let line = format!("controllers: {cells} with a name that may be several and was left whole; the first is");
            report.line("Lists in doubt", format!("{line} {first}, \"{name}\""));
        }
    }
}

/// How many records there are of each kind.
pub(super) fn records(located: &Located<'_>, printed: &[Printed<'_>], report: &mut Report) {
    report.line("Records", count(rows_of(located, Role::Releases), "release"));
    report.line("Records", count(printed.len(), "statement"));
    report.line("Records", count(rows_of(located, Role::Amendments), "amendment"));
}

/// The number of rows of a role.
fn rows_of(located: &Located<'_>, role: Role) -> usize {
    located.tables(role).map(|table| table.rows.len()).sum()
}
