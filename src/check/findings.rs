//! What the check found and let stand, gathered as facts for pages and extracts: warnings, notes and waived faults, each
//! with the record that it is about. Faults of settings and of reading name no record and stay out; no fault is made here.

use super::waivers::Waived;
use crate::diag::{Diagnostic, Diagnostics, FileId, Span, codes};
use crate::model::finding::{self, EQUAL_ROWS, Finding, FindingKind, Subject};
use crate::model::{AgreementId, EditionId, Facts, ReleaseNo, SectionKind, Version, fold};
use crate::records::{AgreementDraft, Drafts, StatementDraft};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that is wrong or missing in a register without unwaived errors.
pub(super) fn findings(drafts: &Drafts<'_>, facts: &Facts, waived: &[Waived], faults: &Diagnostics) -> Vec<Finding> {
    let records = Records::new(drafts, facts);
    let standing = faults.iter().map(|fault| (fault, None));
    let let_through = waived.iter().map(|waived| (&waived.diagnostic, Some(waived.reason.as_str())));
    let all = || standing.clone().chain(let_through.clone());
    let mut findings: Vec<Finding> = all()
        .filter(|(fault, _)| fault.code != &codes::I1)
        .filter_map(|(f, reason)| records.finding(f, reason))
        .collect();
    let noted = all().filter(|(fault, _)| fault.code == &codes::I1);
    findings.extend(equal_rows(
        facts,
        noted.filter_map(|(fault, reason)| Some((fault.record.as_deref()?, reason))).collect(),
    ));
    findings.extend(finding::several_names(facts));
    findings.extend(finding::sequence_findings(&facts.editions));
    finding::sort(&mut findings);
    findings
}

/// I1 row by row: each but the first of its group. `noted` holds the reason of a waiver by the edition's record.
fn equal_rows(facts: &Facts, noted: BTreeMap<&str, Option<&str>>) -> Vec<Finding> {
    let surplus = facts.equal_rows.iter().flat_map(|group| group[1..].iter().map(|&no| (group[0], no)));
    let finding = |(first, no): (ReleaseNo, ReleaseNo)| {
        let [first, release] = [first, no].map(|no| &facts.releases[no as usize]);
        let reason = noted.get(format!("edition/{}", release.edition).as_str()).copied().flatten();
        let message = format!("equal to {} but for its id", first.id);
        let finding = Finding::new(&EQUAL_ROWS, Subject::Release(no), message, vec![release.edition.clone()]);
        Finding { waived: reason.map(str::to_owned), ..finding }
    };
    surplus.map(finding).collect()
}

/// Where the records are that faults name.
struct Records<'d, 'f> {
    facts: &'f Facts,
    agreements: HashMap<FileId, &'d AgreementDraft<'d>>,
    releases: HashMap<(&'f str, &'f str), ReleaseNo>,
}

/// A record, the part of it that is meant, and the editions that print it.
type Place = (Subject, Option<(u32, SectionKind)>, Vec<EditionId>);

impl<'d, 'f> Records<'d, 'f> {
    fn new(drafts: &'d Drafts<'d>, facts: &'f Facts) -> Self {
        let releases = (0..).zip(&facts.releases).map(|(no, r)| ((r.edition.as_str(), r.id.as_str()), no));
        let agreements = drafts.agreements.iter().map(|draft| (draft.reference.span.file, draft));
        Records { facts, agreements: agreements.collect(), releases: releases.collect() }
    }

    fn finding(&self, fault: &Diagnostic, reason: Option<&str>) -> Option<Finding> {
        let kind = FindingKind::of(fault.code)?;
        let (about, part, editions) = self.place(fault.record.as_deref()?, fault.span);
        let (message, about, part) = match kind.private {
            true => (fault.code.title, nameless(about), None),
            false => (fault.message.as_str(), about, part),
        };
        let waived = reason.map(str::to_owned);
        Some(Finding { part, count: fault.count, waived, ..Finding::new(kind, about, message, editions) })
    }

    fn place(&self, record: &str, span: Option<Span>) -> Place {
        let (kind, id) = record.split_once('/').unwrap_or((record, ""));
        let known = match kind {
            "release" => self.release(id),
            "agreement" => span.and_then(|span| self.version(span)),
            "edition" => self
                .facts
                .editions
                .get_key_value(id)
                .map(|(id, _)| (Subject::Edition(id.clone()), None, vec![id.clone()])),
            "organisation" => self
                .facts
                .organisations
                .get_key_value(id)
                .map(|(id, _)| (Subject::Organisation(id.clone()), None, Vec::new())),
            "dataset" => {
                self.facts.datasets.get_key_value(id).map(|(id, _)| (Subject::Dataset(id.clone()), None, Vec::new()))
            }
            _ => None,
        };
        known.unwrap_or_else(|| self.other(kind, id))
    }

    fn release(&self, id: &str) -> Option<Place> {
        let no = *self.releases.get(&id.split_once('/')?)?;
        let edition = self.facts.releases[no as usize].edition.clone();
        Some((Subject::Release(no), None, vec![edition]))
    }

    /// The version whose file holds the fault, and the statement in it.
    fn version(&self, span: Span) -> Option<Place> {
        let draft = self.agreements.get(&span.file)?;
        let reference = fold::reference(draft.reference.value.trim());
        let about = Subject::Version(AgreementId::new(reference.agreement), Version::new(reference.version));
        let within = draft.statements.iter().find_map(|statement| Some((statement, part(statement, span)?)));
        let statements = match within {
            Some((statement, _)) => std::slice::from_ref(statement),
            None => draft.statements.as_slice(),
        };
        // A fault at the name of an edition is one of that edition alone.
        let printed = || statements.iter().flat_map(|statement| &statement.editions);
        let named = printed().find(|cell| cell.span == span);
        let editions: BTreeSet<EditionId> = match named {
            Some(cell) => BTreeSet::from([EditionId::new(cell.text())]),
            None => printed().map(|cell| EditionId::new(cell.text())).collect(),
        };
        let part = within.and_then(|(statement, kind)| Some((u32::try_from(statement.seq.value).ok()?, kind?)));
        Some((about, part, editions.into_iter().collect()))
    }

    /// A record without a page. Amendments and counts belong to the edition that their id begins with.
    fn other(&self, kind: &str, id: &str) -> Place {
        let edition = id.split('/').next().filter(|_| matches!(kind, "amendment" | "count"));
        let edition = edition.and_then(|id| self.facts.editions.get_key_value(id)).map(|(id, _)| id.clone());
        (Subject::Other { kind: kind.to_owned(), id: id.to_owned() }, None, edition.into_iter().collect())
    }
}

/// The id of a name or a wording is the text itself; nothing is left of it.
fn nameless(about: Subject) -> Subject {
    const NUMBERED: [&str; 5] = ["agreement", "amendment", "assurance", "content", "refusal"];
    match about {
        Subject::Other { kind, .. } if !NUMBERED.contains(&kind.as_str()) => Subject::Other { kind, id: String::new() },
        known => known,
    }
}

/// Whether a place is in a statement, and in which section of it.
fn part(statement: &StatementDraft<'_>, span: Span) -> Option<Option<SectionKind>> {
    let holds = |whole: Span| whole.start <= span.start && span.end <= whole.end;
    let section = statement.sections.iter().find(|section| holds(section.text.span)).map(|section| section.kind);
    let cut = || statement.truncated.iter().find(|key| key.span == span).and_then(|key| SectionKind::find(key.text()));
    let named = || holds(statement.organisation.span) || statement.editions.iter().any(|cell| holds(cell.span));
    match section.or_else(cut) {
        Some(kind) => Some(Some(kind)),
        None => named().then_some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::waivers::is_waivable;
    use super::*;

    #[test]
    fn every_fault_that_can_be_let_through_has_a_kind_to_show_it_under() {
        // W130 is about the waiver itself.
        let waivable = codes::ALL.iter().filter(|code| is_waivable(code) && code.id != codes::W130.id);
        let without: Vec<_> = waivable.filter(|code| FindingKind::of(code).is_none()).map(|code| code.id).collect();
        assert_eq!(without, Vec::<&str>::new());
    }
}
