//! What an edition states and what it leaves blank, column by column. A blank cell means "not stated"; whether it should
//! have been stated is not judged.

use super::super::plan::Site;
use crate::model::{AgreementVersion, Edition, Release, SectionKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// The columns of one kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// `releases`, `versions` or `statements`.
    pub what: &'static str,
    /// How many records.
    pub records: usize,
    /// Its columns.
    pub columns: Vec<ColumnLine>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnLine {
    /// The key of its words; empty for sections.
    pub key: &'static str,
    /// The heading of a section, as records write it.
    pub heading: &'static str,
    /// Cells that say something.
    pub stated: usize,
    /// Cells that are blank.
    pub blank: usize,
}

type ReleaseColumn = (&'static str, fn(&Release) -> bool);
type VersionColumn = (&'static str, fn(&AgreementVersion) -> bool);

/// The columns that a release row may leave blank, and two that it may not. Its id, reference, dataset and channel it
/// always states.
const RELEASE_COLUMNS: [ReleaseColumn; 11] = [
    ("recipient", |r| !r.recipient_raw.trim().is_empty()),
    ("recipient_type", |r| r.recipient_type.is_some()),
    ("released", |r| !r.released_raw.trim().is_empty()),
    ("identifiability", |r| r.identifiability.is_some()),
    ("sensitivity", |r| r.sensitivity.is_some()),
    ("legal_basis", |r| r.legal_basis.is_some()),
    ("frequency", |r| r.frequency.is_some()),
    ("opt_outs", |r| r.opt_outs_stated.is_some()),
    ("confidentiality", |r| r.confidentiality.is_some()),
    ("files", |r| r.files.is_some()),
    ("source_row", |r| r.source_row.is_some()),
];

const VERSION_COLUMNS: [VersionColumn; 9] = [
    ("title", |v| v.title.is_some()),
    ("applicant_type", |v| v.applicant_type.is_some()),
    ("controllers", |v| !v.controllers.is_empty()),
    ("start", |v| v.start.is_some()),
    ("end", |v| v.end.is_some()),
    ("sublicensing", |v| !v.sublicensing.trim().is_empty()),
    ("commercial", |v| !v.commercial.trim().is_empty()),
    ("purposes", |v| !v.purposes.is_empty()),
    ("datasets", |v| !v.datasets.is_empty()),
];

/// The columns of an edition, for each kind of record that it has.
pub(super) fn completeness(site: &Site<'_>, edition: &Edition) -> Vec<Completeness> {
    let all = [releases(site, edition), versions(site, edition), sections(site, edition)];
    all.into_iter().filter(|part| part.records > 0).collect()
}

/// Blank cells in the columns that the edition uses at all.
pub(super) fn blank_cells(parts: &[Completeness]) -> usize {
    let columns = parts.iter().flat_map(|part| &part.columns);
    columns.filter(|column| column.stated > 0).map(|column| column.blank).sum()
}

fn line(key: &'static str, records: usize, stated: usize) -> ColumnLine {
    ColumnLine { key, heading: "", stated, blank: records - stated }
}

fn releases(site: &Site<'_>, edition: &Edition) -> Completeness {
    let rows = site.register.releases_of_edition(&edition.id);
    let records = rows.len();
    let column = |(key, is): ReleaseColumn| line(key, records, rows.clone().filter(|release| is(release)).count());
    Completeness { what: "releases", records, columns: RELEASE_COLUMNS.into_iter().map(column).collect() }
}

fn versions(site: &Site<'_>, edition: &Edition) -> Completeness {
    let mut versions: Vec<&AgreementVersion> =
        site.quality.statements(&edition.id).iter().map(|(version, _)| *version).collect();
    // Statements of one version stand next to each other.
    versions.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let records = versions.len();
    let column = |(key, is): VersionColumn| line(key, records, versions.iter().filter(|version| is(version)).count());
    Completeness { what: "versions", records, columns: VERSION_COLUMNS.into_iter().map(column).collect() }
}

/// The sections that any statement of the edition has; the others belong to other layouts.
fn sections(site: &Site<'_>, edition: &Edition) -> Completeness {
    let statements = site.quality.statements(&edition.id);
    let mut stated: BTreeMap<SectionKind, usize> = BTreeMap::new();
    for section in statements.iter().flat_map(|(_, statement)| &statement.sections) {
        if section.kind != SectionKind::Summary && !section.text.trim().is_empty() {
            *stated.entry(section.kind).or_default() += 1;
        }
    }
    let records = statements.len();
    let column =
        |(kind, stated): (SectionKind, usize)| ColumnLine { heading: kind.heading(), ..line("", records, stated) };
    Completeness { what: "statements", records, columns: stated.into_iter().map(column).collect() }
}
