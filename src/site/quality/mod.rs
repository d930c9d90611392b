//! What is wrong or missing in the register, made visible: an overview, a page for each edition, and a page for each kind
//! of finding with its rows. The findings are the register's; here they are only put in order and counted.

mod completeness;
mod edition;
mod finding;
mod overview;

pub(super) use edition::{EditionQualityView, edition_quality_view};
pub(super) use finding::{FindingView, finding_view};
pub(super) use overview::{QualityView, quality_view};

use crate::model::fields::findings_by_edition;
use crate::model::finding::{EQUAL_ROWS, KINDS};
use crate::model::{
    AgreementVersion, Edition, EditionId, Finding, FindingKind, Register, ReleaseNo, Statement, Subject,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A finding with how many it stands for: its own count, or that of several about one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) finding: &'a Finding,
    pub(super) count: usize,
}

/// The findings of one kind in one edition, in the order its pages list them.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed<'a> {
    pub(super) lines: Vec<Counted<'a>>,
    /// Messages that many share, with the number of each, most first. Empty where most findings have their own.
    pub(super) wordings: Vec<(&'a str, usize)>,
}

impl Listed<'_> {
    /// How many cells, rows or pairs of rows.
    pub(super) fn count(&self) -> usize {
        self.lines.iter().map(|line| line.count).sum()
    }
}

/// An edition, or the register as a whole, and the slug of a kind.
type Key<'a> = (Option<&'a EditionId>, &'static str);

/// Findings by edition and kind, and the statements that each edition prints.
#[derive(Debug, Clone)]
pub(super) struct Quality<'a> {
    listed: BTreeMap<Key<'a>, Listed<'a>>,
    statements: BTreeMap<&'a EditionId, Vec<(&'a AgreementVersion, &'a Statement)>>,
    /// The first of the rows that a row is equal to.
    firsts: HashMap<ReleaseNo, ReleaseNo>,
}

impl<'a> Quality<'a> {
    pub(super) fn new(register: &'a Register) -> Quality<'a> {
        let mut by_kind: BTreeMap<Key<'a>, Vec<&'a Finding>> = BTreeMap::new();
        for (finding, edition) in findings_by_edition(register) {
            by_kind.entry((edition, finding.kind.slug)).or_default().push(finding);
        }
        let firsts = register.equal_rows.iter().flat_map(|group| group.iter().map(|&no| (no, group[0]))).collect();
        let listed = by_kind.into_iter().map(|(key, findings)| (key, list(findings, &firsts))).collect();
        Quality { listed, statements: statements(register), firsts }
    }

    /// The findings of one kind, if there are any.
    pub(super) fn of<'s>(&'s self, edition: Option<&'s EditionId>, kind: &FindingKind) -> Option<&'s Listed<'a>> {
        self.listed.get(&(edition, kind.slug))
    }

    /// The kinds that occur in an edition, in the order pages list them.
    pub(super) fn kinds<'s>(&'s self, edition: Option<&'s EditionId>) -> Vec<(&'static FindingKind, &'s Listed<'a>)> {
        KINDS.into_iter().filter_map(|kind| Some((kind, self.of(edition, kind)?))).collect()
    }

    /// Every edition, newest first, and last the register as a whole where it has findings of its own.
    pub(super) fn scopes(&self, register: &'a Register) -> Vec<Option<&'a Edition>> {
        let mut editions: Vec<&Edition> = register.editions.values().collect();
        editions.sort_by(|a, b| (b.to, &b.id).cmp(&(a.to, &a.id)));
        let whole = self.listed.keys().any(|(edition, _)| edition.is_none()).then_some(None);
        editions.into_iter().map(Some).chain(whole).collect()
    }

    fn statements(&self, edition: &EditionId) -> &[(&'a AgreementVersion, &'a Statement)] {
        self.statements.get(edition).map_or(&[], Vec::as_slice)
    }
}

fn statements(register: &Register) -> BTreeMap<&EditionId, Vec<(&AgreementVersion, &Statement)>> {
    let mut statements: BTreeMap<&EditionId, Vec<(&AgreementVersion, &Statement)>> = BTreeMap::new();
    for (_, version) in register.versions() {
        for statement in &version.statements {
            for edition in &statement.editions {
                statements.entry(edition).or_default().push((version, statement));
            }
        }
    }
    statements
}

/// Puts the findings of one kind in order. They come by record.
fn list<'a>(findings: Vec<&'a Finding>, firsts: &HashMap<ReleaseNo, ReleaseNo>) -> Listed<'a> {
    if findings.iter().any(|finding| finding.kind.private) {
        return Listed { lines: by_record(findings), wordings: Vec::new() };
    }
    let mut lines: Vec<_> = findings.into_iter().map(|finding| Counted { finding, count: finding.count }).collect();
    if lines.iter().any(|line| line.finding.kind == &EQUAL_ROWS) {
        lines.sort_by_key(|line| first_of(line.finding, firsts));
        return Listed { lines, wordings: Vec::new() };
    }
    let wordings = wordings(&lines);
    if !wordings.is_empty() {
        let in_order = wordings.iter().enumerate();
        let places: HashMap<&str, usize> = in_order.map(|(place, (message, _))| (*message, place)).collect();
        lines.sort_by_key(|line| places.get(line.finding.message.as_str()));
    }
    Listed { lines, wordings }
}

/// The first of the rows that the row of a finding is equal to.
fn first_of(finding: &Finding, firsts: &HashMap<ReleaseNo, ReleaseNo>) -> Option<ReleaseNo> {
    match finding.about {
        Subject::Release(no) => firsts.get(&no).copied(),
        _ => None,
    }
}

/// One line for each record, with the number of its findings.
fn by_record(findings: Vec<&Finding>) -> Vec<Counted<'_>> {
    let same = |a: &&Finding, b: &&Finding| a.about == b.about && a.waived == b.waived;
    let counted = findings.chunk_by(same).filter_map(|of_one| {
        let count = of_one.iter().map(|finding| finding.count).sum();
        Some(Counted { finding: of_one.first()?, count })
    });
    counted.collect()
}

/// Messages with their numbers, if on average two findings or more share one.
fn wordings<'a>(lines: &[Counted<'a>]) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in lines {
        let (findings, count) = counts.entry(&line.finding.message).or_default();
        *findings += 1;
        *count += line.count;
    }
    if counts.len() * 2 > lines.len() {
        return Vec::new();
    }
    let mut wordings: Vec<(&str, usize)> = counts.into_iter().map(|(message, (_, count))| (message, count)).collect();
    wordings.sort_by_key(|(_, count)| Reverse(*count));
    wordings
}
