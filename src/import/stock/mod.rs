//! A register that is printed whole each month: importing a month makes the changes that it makes, and no others, so
//! that each month is a commit that a person can review. What a month prints as before keeps its file byte for byte;
//! a cell that says something else is changed where it stands; a row or a version that the month does not print any
//! more is an amendment of kind `withdrawn`, with the edition and its date.
//!
//! Months go in oldest first. A month says nothing of what an earlier one printed, so that none can be put between
//! two others, and none can take the place of itself.

mod changes;
mod releases;
mod versions;

use super::files::Files;
use super::report::Report;
use super::statements::{self, Printed};
use super::table::Located;
use crate::diag::{Cell, Diagnostic, Diagnostics, codes, count};
use crate::model::{AmendmentKind, EditionKind};
use crate::records::{
    AgreementDraft, AmendmentDraft, Drafts, EditionDraft, Field, ReleaseDraft, Releases, Role, Row, StatementDraft,
    write_agreement, write_table,
};
use std::collections::BTreeMap;

/// Texts before and after.
type Texts = Vec<(String, String)>;

/// The months of a stock that the register holds, and the one that comes in.
pub(super) struct Months<'a> {
    edition: &'a str,
    /// The age of each, by id.
    order: BTreeMap<&'a str, Age<'a>>,
    /// The newest edition in which each version left, by reference.
    left: BTreeMap<&'a str, Age<'a>>,
}

/// When an edition was taken, then its id: the order of editions everywhere.
type Age<'a> = (&'a str, &'a str);

fn age<'a>(row: &'a EditionDraft<'_>) -> Age<'a> {
    (row.to.text(), row.id.text())
}

impl<'a> Months<'a> {
    /// The months with `edition` among them. A newer month that is there already is a fault.
    pub(super) fn with(edition: &'a EditionDraft<'a>, drafts: &'a Drafts<'a>, faults: &mut Diagnostics) -> Months<'a> {
        let is_stock = |row: &&EditionDraft<'_>| EditionKind::find(row.kind.text()) == Some(EditionKind::Stock);
        let known = drafts.editions.rows.iter().filter(is_stock);
        let mut order: BTreeMap<&str, Age<'_>> = known.map(|row| (row.id.text(), age(row))).collect();
        order.insert(edition.id.text(), age(edition));
        let newest = order.values().max().copied();
        if let Some((to, id)) = newest.filter(|newest| *newest > age(edition)) {
            let own = edition.to.text();
            let message = format!("the register holds edition {id} of {to}, which is newer than this one of {own}");
            let help = format!(
                "months of a register that is printed whole go in oldest first: go back to the commit before {id}, \
                 import this month, then {id} again"
            );
            faults.push(Diagnostic::new(&codes::E8, message).help(help));
        }
        let mut left: BTreeMap<&str, Age<'_>> = BTreeMap::new();
        for row in drafts.amendments.rows.iter().filter(|row| is_withdrawal(row, VERSION)) {
            let age = order.get(row.edition.text()).copied().unwrap_or_default();
            let newest = left.entry(row.record.text()).or_insert(age);
            *newest = age.max(*newest);
        }
        Months { edition: edition.id.text(), order, left }
    }

    fn is_month(&self, edition: &str) -> bool {
        self.order.contains_key(edition)
    }

    /// The newest month that a statement lists.
    fn newest(&self, editions: &[Cell<'_>]) -> Option<Age<'a>> {
        editions.iter().filter_map(|cell| self.order.get(cell.text()).copied()).max()
    }

    /// Which statement of a version is the stock's: the one that lists the newest month.
    fn standing(&self, draft: &AgreementDraft<'_>) -> Option<usize> {
        let months = draft.statements.iter().enumerate().map(|(at, s)| (self.newest(&s.editions), at));
        months.filter(|(month, _)| month.is_some()).max().map(|(_, at)| at)
    }

    /// Whether a version left and has not come back since.
    fn has_left(&self, draft: &AgreementDraft<'_>) -> bool {
        let listed = draft.statements.iter().filter_map(|statement| self.newest(&statement.editions)).max();
        self.left.get(draft.reference.text()).is_some_and(|left| listed.is_some_and(|listed| *left >= listed))
    }
}

/// Types of record in amendments.
const RELEASE: &str = "release";
const VERSION: &str = "agreement";

/// Whether an amendment says that a record left.
pub(super) fn is_withdrawn(row: &AmendmentDraft<'_>) -> bool {
    is_withdrawal(row, RELEASE) || is_withdrawal(row, VERSION)
}

fn is_withdrawal(row: &AmendmentDraft<'_>, record_type: &str) -> bool {
    row.kind.text() == AmendmentKind::Withdrawn.key() && row.record_type.text() == record_type
}

/// What a month does to the register.
pub(super) struct Stock<'a> {
    slug: String,
    months: Months<'a>,
    releases: releases::Merged<'a>,
    versions: versions::Merged<'a>,
    /// The month's amendments: those it prints, and what it does not print any more.
    pub(super) amendments: Vec<AmendmentDraft<'a>>,
}

/// What a month prints.
pub(super) struct Month<'a> {
    pub(super) edition: &'a EditionDraft<'a>,
    /// The register's slug, which names the folder of its releases.
    pub(super) slug: String,
    pub(super) releases: &'a [ReleaseDraft<'a>],
    pub(super) printed: &'a [Printed<'a>],
    pub(super) amendments: &'a [AmendmentDraft<'a>],
}

/// Puts a month in the place of the one before.
pub(super) fn merge<'a>(
    month: Month<'a>,
    located: &Located<'_>,
    drafts: &'a Drafts<'a>,
    faults: &mut Diagnostics,
) -> Stock<'a> {
    let months = Months::with(month.edition, drafts, faults);
    let files: Vec<&Releases<'_>> = drafts.releases.iter().filter(|file| is_in(file, &month.slug)).collect();
    let releases = releases::merge(month.releases, &files, &month.slug, &|column| states(located, column), faults);
    let groups = statements::by_path(month.printed, faults);
    let versions = versions::merge(groups, &drafts.agreements, &months, faults);
    let mut amendments = month.amendments.to_vec();
    let is_own = |row: &&AmendmentDraft<'_>| row.edition.text() == months.edition && is_withdrawn(row);
    amendments.extend(drafts.amendments.rows.iter().filter(is_own).cloned());
    amendments.extend(versions.withdrawn.iter().map(|draft| version_left(draft, month.edition)));
    amendments.extend(releases.withdrawn.iter().map(|row| release_left(row, month.edition)));
    for (seq, row) in (1u32..).zip(&mut amendments) {
        row.seq = Cell::made(seq.to_string());
    }
    Stock { slug: month.slug, months, releases, versions, amendments }
}

fn is_in(file: &Releases<'_>, slug: &str) -> bool {
    file.name.strip_prefix(slug).is_some_and(|rest| rest.starts_with('/'))
}

fn left<'a>(edition: &'a EditionDraft<'a>, record_type: &'static str, record: String) -> AmendmentDraft<'a> {
    let note = format!("Not in edition {}, which prints everything up to {}", edition.id.text(), edition.to.text());
    AmendmentDraft {
        edition: edition.id.clone(),
        kind: Cell::made(AmendmentKind::Withdrawn.key()),
        record_type: Cell::made(record_type),
        record: Cell::made(record),
        note: Cell::made(note),
        date: edition.to.clone(),
        ..Row::blank()
    }
}

fn version_left<'a>(draft: &AgreementDraft<'a>, edition: &'a EditionDraft<'a>) -> AmendmentDraft<'a> {
    AmendmentDraft {
        agreement: draft.reference.clone(),
        recipient: draft.applicant.clone(),
        recipient_type: draft.applicant_type.clone().unwrap_or_else(|| Cell::made("")),
        ..left(edition, VERSION, draft.reference.text().to_owned())
    }
}

fn release_left<'a>(row: &ReleaseDraft<'a>, edition: &'a EditionDraft<'a>) -> AmendmentDraft<'a> {
    let row = row.clone();
    let record = format!("{}/{}", row.edition.text(), row.id.text());
    AmendmentDraft {
        id: row.id,
        agreement: row.agreement,
        recipient: row.recipient,
        recipient_type: row.recipient_type,
        datasets: row.datasets,
        released: row.released,
        channel: row.channel,
        identifiability: row.identifiability,
        sensitivity: row.sensitivity,
        legal_basis: row.legal_basis,
        frequency: row.frequency,
        opt_outs: row.opt_outs,
        confidentiality: row.confidentiality,
        files: row.files,
        ..left(edition, RELEASE, record)
    }
}

/// Whether a layout fills a column of releases: the others are the staff's own.
fn states(located: &Located<'_>, column: &str) -> bool {
    let fields = Field::all().filter(|field| match column {
        "recipient" => matches!(field, Field::Recipient | Field::Organisation),
        "recipient_type" => matches!(field, Field::RecipientType | Field::OrganisationType),
        other => field.key() == other,
    });
    let fields: Vec<Field> = fields.collect();
    column == "channel" || located.tables(Role::Releases).any(|table| fields.iter().any(|field| table.says(*field)))
}

impl Stock<'_> {
    /// Whether a file of releases is the stock's.
    pub(super) fn holds(&self, file: &Releases<'_>) -> bool {
        is_in(file, &self.slug)
    }

    /// The statement of a version that stands in the stock, unless the version has left.
    pub(super) fn standing<'d, 's>(&self, draft: &'d AgreementDraft<'s>) -> Option<&'d StatementDraft<'s>> {
        self.months.standing(draft).map(|at| &draft.statements[at])
    }

    /// Whether any release or version becomes another.
    pub(super) fn changes_records(&self) -> bool {
        let (releases, versions) = (&self.releases, &self.versions);
        let is_new = versions.files.values().any(|(before, after)| before.is_none_or(|before| before != after));
        let is_gone = !(releases.withdrawn.is_empty() && versions.withdrawn.is_empty());
        releases.added + releases.changes.records > 0 || is_new || is_gone
    }

    /// Refuses to put a month in the place of itself.
    pub(super) fn refuse(&self, edition: &str, faults: &mut Diagnostics) {
        let mut report = Report::default();
        self.report(&mut report);
        let differs = format!("edition {edition} is in the register and differs from this workbook");
        let lines: Vec<String> = report.to_string().lines().map(str::to_owned).collect();
        for line in std::iter::once(differs).chain(lines) {
            let fault = Diagnostic::new(&codes::E7, line.trim()).about(format!("edition/{edition}"));
            faults.push(fault.help(
                "a month of a register that is printed whole changes what stood before it: \
                 go back to the commit before it was imported, and import this workbook instead",
            ));
        }
    }

    /// The files of its releases and versions, as they are to be.
    pub(super) fn put(&self, drafts: &Drafts<'_>, files: &mut Files<'_>) {
        for (name, rows) in &self.releases.files {
            let path = format!("data/releases/{name}.csv");
            let before = drafts.releases.iter().find(|file| file.name == *name);
            match before {
                Some(before) if before.rows.rows == *rows => files.keep_own(&path),
                _ if rows.is_empty() => files.remove(&path),
                _ => files.put_own(&path, write_table(rows)),
            }
        }
        for (path, (before, after)) in &self.versions.files {
            match before {
                Some(before) if *before == after => files.keep_own(path),
                _ => files.put_own(path, write_agreement(after).into_bytes()),
            }
        }
    }

    /// What the month adds, changes and leaves out.
    pub(super) fn report(&self, report: &mut Report) {
        let (releases, versions) = (&self.releases, &self.versions);
        let new = versions.files.values().filter(|(before, _)| before.is_none()).count();
        let line = |new: usize, changed: usize, gone: usize| {
            format!("{new} new, {changed} changed, {gone} not printed any more")
        };
        report.line("Agreement versions", line(new, versions.changes.records, versions.withdrawn.len()));
        if versions.returned > 0 {
            report.line("Agreement versions", format!("{} came back", count(versions.returned, "version")));
        }
        report.line("Releases", line(releases.added, releases.changes.records, releases.withdrawn.len()));
        versions.changes.report("Changed in agreements", "version", report);
        releases.changes.report("Changed in releases", "release", report);
    }
}
