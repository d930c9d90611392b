//! `candour new agreement --like`: a version that begins with what another says. Everything that is taken over is told,
//! legal bases above all, since a renewal is where an old answer is easily left standing. What has to be said anew is
//! never taken over: the reference, the days, the editions and what is known of the source. Nor is imported text, which
//! is a publisher's own words for one version.

use super::cell;
use crate::diag::{Cell, Failure, Spanned, nearest, suggest};
use crate::model::{SectionKind, fold};
use crate::records::{AgreementDraft, DatasetUseDraft, Drafts, SectionDraft, StatementDraft};

/// The version of this reference.
///
/// # Errors
/// Where the register has none.
pub(super) fn find<'d, 's>(reference: &str, drafts: &'d Drafts<'s>) -> Result<&'d AgreementDraft<'s>, Failure> {
    let wanted = reference.trim().to_lowercase();
    let text = |draft: &'d AgreementDraft<'s>| draft.reference.text().trim();
    let found = drafts.agreements.iter().find(|draft| text(draft).to_lowercase() == wanted);
    found.ok_or_else(|| {
        let failure = Failure::new(format!("the register has no agreement {reference}"));
        let whole = "give the whole reference, with the version, as it stands on the agreement's page";
        failure.help(suggest(nearest(reference, drafts.agreements.iter().map(text)), whole))
    })
}

/// The last statement of a version that a person wrote; imported text is nothing to begin with.
fn own_text<'d, 's>(like: &'d AgreementDraft<'s>) -> Option<&'d StatementDraft<'s>> {
    like.statements.last().filter(|_| like.prose.is_none())
}

/// A version with one statement and all else blank, or with what another says.
pub(super) fn begun<'s>(like: Option<&AgreementDraft<'s>>) -> AgreementDraft<'s> {
    let sections = like.and_then(own_text).map(|statement| statement.sections.clone());
    let statement = StatementDraft {
        seq: Spanned { value: 1, span: cell("").span },
        organisation: cell(""),
        editions: Vec::new(),
        source_sheets: Vec::new(),
        source_rows: Vec::new(),
        truncated: Vec::new(),
        sections: sections.unwrap_or_default(),
    };
    AgreementDraft {
        slug: String::new(),
        label: String::new(),
        reference: cell(""),
        title: like.and_then(|like| like.title.clone()),
        applicant: cell(""),
        applicant_type: like.and_then(|like| like.applicant_type.clone()),
        controllers: like.map(|like| like.controllers.clone()).unwrap_or_default(),
        controller_basis: like.and_then(|like| like.controller_basis.clone()),
        start: None,
        end: None,
        sublicensing: like.and_then(|like| like.sublicensing.clone()),
        commercial: like.and_then(|like| like.commercial.clone()),
        purposes: like.map(|like| like.purposes.clone()).unwrap_or_default(),
        prose: None,
        datasets: like.map(|like| like.datasets.clone()).unwrap_or_default(),
        statements: vec![statement],
    }
}

/// What an agreement says of a dataset, where it names it once.
pub(super) fn used<'d, 's>(uses: &'d [DatasetUseDraft<'s>], dataset: &str) -> Option<&'d DatasetUseDraft<'s>> {
    let key = fold::punct(dataset);
    let mut named = uses.iter().filter(|used| fold::punct(used.name.text()) == key);
    named.next().filter(|_| named.next().is_none())
}

/// The uses of these datasets, with what was said of those that were there.
pub(super) fn named<'s>(names: &[String], there: &[DatasetUseDraft<'s>]) -> Vec<DatasetUseDraft<'s>> {
    let blank = |name: &str| DatasetUseDraft {
        name: cell(name),
        identifiability: None,
        sensitivity: None,
        frequency: None,
        legal_basis: None,
        confidentiality: None,
    };
    names.iter().map(|name| used(there, name).cloned().unwrap_or_else(|| blank(name))).collect()
}

/// Puts a section in the place of the one of its kind, in the order in which readers meet them.
pub(super) fn put_section<'s>(statement: &mut StatementDraft<'s>, kind: SectionKind, text: Option<Cell<'s>>) {
    let order = |kind: SectionKind| SectionKind::ALL.iter().position(|other| *other == kind);
    statement.sections.retain(|section| section.kind != kind);
    statement.sections.extend(text.map(|text| SectionDraft { kind, text }));
    statement.sections.sort_by_key(|section| order(section.kind));
}

/// What of a version stands in the new one as well, line by line, and what does not.
pub(super) fn account(like: &AgreementDraft<'_>, new: &AgreementDraft<'_>) -> Vec<String> {
    let mut lines = vec![format!("Taken over from {}; look over each:", like.reference.text().trim())];
    let list = |cells: &[Cell<'_>]| cells.iter().map(Cell::text).collect::<Vec<_>>().join("; ");
    let text = |cell: &Option<Cell<'_>>| cell.as_ref().map_or_else(String::new, |cell| cell.text().to_owned());
    let facts = |draft: &AgreementDraft<'_>| {
        [
            ("title", text(&draft.title)),
            ("applicant", draft.applicant.text().trim().to_owned()),
            ("type of applicant", text(&draft.applicant_type)),
            ("controllers", list(&draft.controllers)),
            ("how they decide", text(&draft.controller_basis)),
            ("sublicensing", text(&draft.sublicensing)),
            ("commercial use", text(&draft.commercial)),
            ("purposes", list(&draft.purposes)),
        ]
    };
    let both = facts(like).into_iter().zip(facts(new));
    let same = both.filter(|((_, old), (_, new))| old == new && !old.is_empty());
    lines.extend(same.map(|((what, old), _)| format!("  {what}: {old}")));
    for used in &new.datasets {
        lines.extend(same_use(&like.datasets, used));
    }
    let sections = new.statements.iter().flat_map(|statement| &statement.sections);
    let old = own_text(like).map(|statement| statement.sections.as_slice()).unwrap_or_default();
    let same = sections.filter(|section| old.contains(section)).map(|section| section.kind.heading());
    let headings: Vec<&str> = same.collect();
    if !headings.is_empty() {
        lines.push(format!("  text: {}", headings.join("; ")));
    }
    let imported = if like.prose.is_some() { ", nor its text, which was imported word for word" } else { "" };
    lines.push(format!("Not taken over: its reference, days and editions{imported}."));
    lines
}

/// A dataset with what is said of it as before.
fn same_use(before: &[DatasetUseDraft<'_>], used: &DatasetUseDraft<'_>) -> Option<String> {
    let facts = |used: &DatasetUseDraft<'_>| {
        let text = |cell: &Option<Cell<'_>>| cell.as_ref().map_or_else(String::new, |cell| cell.text().to_owned());
        [
            ("identifiability", text(&used.identifiability)),
            ("sensitivity", text(&used.sensitivity)),
            ("frequency", text(&used.frequency)),
            ("legal basis", text(&used.legal_basis)),
            ("confidentiality", text(&used.confidentiality)),
        ]
    };
    let key = fold::punct(used.name.text());
    let mut known = before.iter().filter(|old| fold::punct(old.name.text()) == key);
    let old = known.clone().find(|old| facts(old) == facts(used)).or_else(|| known.next())?;
    let both = facts(old).into_iter().zip(facts(used));
    let same = both.filter(|((_, old), (_, new))| old == new && !old.is_empty());
    let said: String = same.map(|((what, old), _)| format!("\n    {what}: {old}")).collect();
    Some(format!("  dataset: {}{said}", used.name.text()))
}
