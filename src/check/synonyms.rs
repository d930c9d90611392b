//! `data/synonyms.csv`: groups of expressions that mean the same. An expression belongs to one group only; else a search
//! for it would mean the words of both.

use super::cells;
use crate::diag::{Cell, Diagnostic, Diagnostics, Span, codes};
use crate::model::{SynonymGroup, fold};
use crate::records::{Drafts, SynonymsDraft};
use std::collections::{BTreeMap, BTreeSet};

/// The group of a row, for a waiver and a report.
pub(super) fn synonyms_record(row: &SynonymsDraft<'_>) -> String {
    format!("synonyms/{}", cells::list(row.expressions.text()).next().unwrap_or(""))
}

/// Where each expression was first written, by its key.
type Seen = BTreeMap<String, Span>;

/// Accepts the groups.
pub(super) fn synonyms(drafts: &Drafts<'_>, faults: &mut Diagnostics) -> Vec<SynonymGroup> {
    let mut seen = Seen::new();
    let group = |row: &SynonymsDraft<'_>| SynonymGroup {
        expressions: expressions(&row.expressions, &mut seen, faults),
        evidence: row.evidence.text().to_owned(),
        reviewed: cells::date(&row.reviewed, faults),
    };
    drafts.synonyms.rows.iter().map(group).collect()
}

fn expressions(cell: &Cell<'_>, seen: &mut Seen, faults: &mut Diagnostics) -> Vec<String> {
    let listed: Vec<&str> = cells::list(cell.text()).map(str::trim).collect();
    if listed.len() < 2 {
        let fault = Diagnostic::new(&codes::E120, "a group of synonyms needs two expressions").at(cell.span);
        faults.push(fault.help("write two or more joined by ;, as HES;Hospital Episode Statistics"));
    }
    let mut here = BTreeSet::new();
    for &expression in &listed {
        if let Some(fault) = fault(expression, cell.span, &mut here, seen) {
            faults.push(fault.at(cell.span));
        }
    }
    listed.into_iter().map(str::to_owned).collect()
}

/// What is wrong with an expression: it is empty, twice in its own group, or in an earlier group.
fn fault(expression: &str, at: Span, here: &mut BTreeSet<String>, seen: &mut Seen) -> Option<Diagnostic> {
    let key = fold::punct(expression);
    if key.is_empty() {
        let fault = Diagnostic::new(&codes::E125, format!("the expression \"{expression}\" has no letter or digit"));
        return Some(fault.help("write the expression, or take it out"));
    }
    if !here.insert(key.clone()) {
        let fault =
            Diagnostic::new(&codes::E121, format!("the expression \"{expression}\" stands twice in this group"));
        return Some(fault.help("case, white space and punctuation make no difference; write it once"));
    }
    let first = *seen.entry(key).or_insert(at);
    (first != at).then(|| {
        let message = format!("the expression \"{expression}\" is in another group of synonyms too");
        let fault = Diagnostic::new(&codes::E124, message).label(first, "first here");
        fault.help("case, white space and punctuation make no difference; join the two groups, or keep it in one")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;
    use crate::records;

    #[test]
    fn a_group_is_its_expressions_as_written_without_the_space_round_them() {
        let mut sources = Sources::new();
        let text = "expressions,evidence,reviewed\r\n A&E ; accident and emergency;,Patients say A&E.,2022-08-09\r\n";
        sources.add("data/synonyms.csv", text);
        let mut faults = Diagnostics::new();
        let groups = synonyms(&records::read(&sources, &mut faults), &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(groups[0].expressions, ["A&E", "accident and emergency"]);
        assert_eq!(groups[0].reviewed, crate::model::parse_date("2022-08-09"));
    }
}
