//! What differs between an edition that the register holds and the workbook that would take its place, in a few lines.

use super::statements::{Versions, row_in};
use crate::records::{AgreementDraft, ReleaseDraft, Row, StatementDraft};
use std::collections::BTreeMap;

/// How many records of a kind are named.
const MOST_NAMED: usize = 5;
/// How many fields of a record are named.
const MOST_FIELDS: usize = 3;

/// Records that one side has and the other has not, and those that differ.
#[derive(Debug, Default)]
struct Differences {
    added: Vec<String>,
    removed: Vec<String>,
    changed: Vec<String>,
}

impl Differences {
    fn line(&self, what: &str) -> Option<String> {
        let kinds = [("added", &self.added), ("removed", &self.removed), ("changed", &self.changed)];
        let parts: Vec<String> = kinds
            .into_iter()
            .filter(|(_, records)| !records.is_empty())
            .map(|(word, records)| {
                let named = records.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
                let more = if records.len() > MOST_NAMED { "; …" } else { "" };
                format!("{} {word} ({named}{more})", records.len())
            })
            .collect();
        (!parts.is_empty()).then(|| format!("{what}: {}", parts.join(", ")))
    }
}

/// Compares release rows by id; the rows of one id in their order. Where the sheet's rows moved, nothing else did.
pub(super) fn releases(old: &[&ReleaseDraft<'_>], new: &[ReleaseDraft<'_>]) -> Option<String> {
    let mut left: BTreeMap<&str, Vec<&ReleaseDraft<'_>>> = BTreeMap::new();
    for row in old.iter().rev() {
        left.entry(row.id.text()).or_default().push(row);
    }
    let mut differences = Differences::default();
    for row in new {
        match left.get_mut(row.id.text()).and_then(Vec::pop) {
            None => differences.added.push(row.id.text().to_owned()),
            Some(before) if before != row => {
                differences.changed.push(format!("{}: {}", row.id.text(), changed_columns(before, row)));
            }
            Some(_) => {}
        }
    }
    differences.removed = left.into_values().flatten().map(|row| row.id.text().to_owned()).collect();
    differences.line("releases")
}

fn changed_columns(before: &ReleaseDraft<'_>, after: &ReleaseDraft<'_>) -> String {
    let (old, new) = (before.cells(), after.cells());
    let pairs = ReleaseDraft::COLUMNS.iter().zip(old.iter().zip(&new));
    let changed: Vec<&str> = pairs.filter(|(_, (a, b))| a != b).map(|(column, _)| *column).collect();
    let more = if changed.len() > MOST_FIELDS { " …" } else { "" };
    format!("{}{more}", changed[..changed.len().min(MOST_FIELDS)].join(" "))
}

/// Compares the statements that an edition prints, reference by reference.
pub(super) fn statements(versions: &Versions<'_>, edition: &str) -> Option<String> {
    let mut differences = Differences::default();
    for (before, after) in versions.files.values() {
        let reference = after.as_ref().or(*before).map_or("", |draft| draft.reference.text());
        let old = before.map_or_else(Vec::new, |draft| printed(draft, edition));
        let new = after.as_ref().map_or_else(Vec::new, |draft| printed(draft, edition));
        for at in 0..old.len().max(new.len()) {
            match (old.get(at), new.get(at)) {
                (None, _) => differences.added.push(reference.to_owned()),
                (_, None) => differences.removed.push(reference.to_owned()),
                (Some(old), Some(new)) if old != new => {
                    differences.changed.push(format!("{reference}: {}", changed_parts(old, new)));
                }
                _ => {}
            }
        }
        if old == new && before.is_some() && before.cloned() != *after {
            differences.changed.push(format!("{reference}: applicant"));
        }
    }
    differences.line("statements")
}

fn printed<'r, 's>(draft: &'r AgreementDraft<'s>, edition: &str) -> Vec<&'r StatementDraft<'s>> {
    let mut statements: Vec<_> = draft.statements.iter().filter(|s| row_in(s, edition).is_some()).collect();
    statements.sort_by_key(|statement| row_in(statement, edition));
    statements
}

fn changed_parts(old: &StatementDraft<'_>, new: &StatementDraft<'_>) -> String {
    let mut parts = Vec::new();
    if old.organisation != new.organisation {
        parts.push("organisation");
    }
    let text = |statement: &StatementDraft<'_>, kind| {
        statement.sections.iter().find(|section| section.kind == kind).map(|section| section.text.text().to_owned())
    };
    for kind in crate::model::SectionKind::ALL {
        if text(old, *kind) != text(new, *kind) {
            parts.push(kind.key());
        }
    }
    if parts.is_empty() {
        parts.push("place in the sheet");
    }
    parts.join(" ")
}
