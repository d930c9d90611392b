//! The official text of a version, statement by statement, as published.

use super::routes::Routes;
use super::{Link, link_to_recipient};
use crate::markdown::{Frame, SafeHtml, authored, mended, verbatim};
use crate::model::{AgreementVersion, Register, Section, SectionKind, Statement};
use serde::Serialize;
use std::borrow::Cow;

/// One statement of purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementView<'a> {
    /// Its number within the version.
    pub seq: u32,
    /// The organisation it stands beside.
    pub organisation: Link<'a>,
    /// The organisation as published.
    pub organisation_raw: &'a str,
    /// Editions that print it.
    pub editions: Vec<Link<'a>>,
    /// Its sections.
    pub sections: Vec<SectionView>,
}

/// A section of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionView {
    /// Its id on the page.
    pub id: String,
    /// Its heading as records write it.
    pub heading: &'static str,
    /// Its text.
    pub html: SafeHtml,
    /// Whether the source cut it off.
    pub truncated: bool,
    /// Whether characters that were broken in the source are shown as what they meant.
    pub mended: bool,
}

/// Everything written about a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextView<'a> {
    /// Summaries by staff; no part of the official text.
    pub summaries: Vec<SectionView>,
    /// The statements, each with its sections in the order written.
    pub statements: Vec<StatementView<'a>>,
    /// Whether any section was mended.
    pub mended: bool,
}

/// The id of a section: `s1-objective`.
pub(super) fn section_id(seq: u32, kind: SectionKind) -> String {
    format!("s{seq}-{}", kind.key())
}

impl<'a> TextView<'a> {
    /// The text of a version.
    pub fn of(register: &'a Register, routes: Routes<'a>, version: &'a AgreementVersion) -> TextView<'a> {
        let summaries = version.statements.iter().flat_map(|statement| {
            let staff = statement.sections.iter().filter(|section| section.kind == SectionKind::Summary);
            staff.map(move |section| section_view(routes, version, statement, section))
        });
        let statement = |statement: &'a Statement| StatementView {
            seq: statement.seq,
            organisation: link_to_recipient(register, routes, &statement.organisation),
            organisation_raw: &statement.organisation_raw,
            editions: statement.editions.iter().map(|id| link_to_edition(routes, id)).collect(),
            sections: { statement.sections.iter() }
                .filter(|section| section.kind != SectionKind::Summary)
                .map(|section| section_view(routes, version, statement, section))
                .collect(),
        };
        let statements: Vec<_> = version.statements.iter().map(statement).collect();
        let mended = statements.iter().flat_map(|statement| &statement.sections).any(|section| section.mended);
        TextView { summaries: summaries.collect(), statements, mended }
    }
}

fn link_to_edition<'a>(routes: Routes<'a>, id: &'a crate::model::EditionId) -> Link<'a> {
    Link { href: routes.link(&routes.edition_page(id)), text: id.as_str().into() }
}

fn section_view(
    routes: Routes<'_>,
    version: &AgreementVersion,
    statement: &Statement,
    section: &Section,
) -> SectionView {
    let id = section_id(statement.seq, section.kind);
    let as_published = version.verbatim && section.kind != SectionKind::Summary;
    let text = if as_published { mended(&section.text) } else { Cow::Borrowed(section.text.as_str()) };
    let html = if as_published {
        verbatim(&text)
    } else {
        let prefix = format!("{id}-");
        authored(&text, Frame { base: routes.base_path(), top: 4, prefix: &prefix, label: &id }).html
    };
    SectionView {
        id,
        heading: section.kind.heading(),
        html,
        truncated: statement.truncated.contains(&section.kind),
        mended: matches!(text, Cow::Owned(_)),
    }
}
