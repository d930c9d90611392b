//! The findings of one kind in one edition, line by line: the record with its address, who received the data, and what
//! is wrong. Where something may be personal data, only the record is named.

use super::super::dates::Period;
use super::super::figures::Counts;
use super::super::plan::Site;
use super::super::rows::{PAGE_LINES, Pager};
use super::super::text::section_id;
use super::super::{AsAt, Download, Link, download, link_to_dataset, link_to_recipient};
use super::{Counted, Listed, first_of};
use crate::model::fields::{Extract, FINDINGS};
use crate::model::finding::EQUAL_ROWS;
use crate::model::{AgreementVersion, Edition, FindingKind, Release, ReleaseNo, SectionKind, Subject};
use crate::output::Assets;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A page of the findings of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingView<'a> {
    /// Slug of the kind.
    pub kind: &'static str,
    /// Whether only the records are named.
    pub private: bool,
    /// The edition's id; `None` for the register as a whole.
    pub edition: Option<&'a str>,
    /// Its period.
    pub period: Option<Period>,
    /// How many cells, rows or pairs of rows.
    pub count: usize,
    /// The release rows among them by channel, each once, on the first page.
    pub counts: Option<Counts<'a>>,
    /// Messages that many share, on the first page.
    pub wordings: Vec<Wording<'a>>,
    /// The lines of this page.
    pub groups: Vec<Group<'a>>,
    /// Which page it is.
    pub pager: Pager,
    /// All findings of the edition as CSV.
    pub csv: Option<Download<'a>>,
    /// The edition itself, or the newest.
    pub as_at: Option<AsAt<'a>>,
}

/// A message, and how many share it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wording<'a> {
    /// The message.
    pub message: &'a str,
    /// How many.
    pub count: usize,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group<'a> {
    /// The message that they share.
    pub message: Option<&'a str>,
    /// The row that they are equal to.
    pub first: Option<Line<'a>>,
    /// The lines.
    pub lines: Vec<Line<'a>>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line<'a> {
    /// What the record is called.
    pub label: Cow<'a, str>,
    /// Where it stands.
    pub href: Option<String>,
    /// Who received the data, or applied for them.
    pub recipient: Option<Link<'a>>,
    /// What is wrong, or what data it is about; empty where the group says all.
    pub what: Cow<'a, str>,
    /// How many it stands for.
    pub count: usize,
    /// Why it is let through.
    pub waived: Option<&'a str>,
}

/// The view of a page of findings.
pub(in crate::site) fn finding_view<'a>(
    site: &'a Site<'_>,
    (edition, kind): (Option<&'a Edition>, &'static FindingKind),
    number: usize,
    assets: &'a Assets,
) -> FindingView<'a> {
    // There is a page only where there are findings.
    static NONE: Listed<'static> = Listed { lines: Vec::new(), wordings: Vec::new() };
    let routes = site.routes();
    let id = edition.map(|edition| &edition.id);
    let found = site.quality.of(id, kind).unwrap_or(&NONE);
    let pager = Pager::sized(routes, &routes.finding_page(id, kind), number, found.lines.len(), PAGE_LINES);
    let first = number == 1;
    let table = id.map_or(Extract::Table(FINDINGS.name), Extract::EditionFindings);
    FindingView {
        kind: kind.slug,
        private: kind.private,
        edition: id.map(|id| id.as_str()),
        period: edition.map(Period::of_edition),
        count: found.count(),
        counts: if first { counts(site, found) } else { None },
        wordings: found.wordings.iter().filter(|_| first).map(|&(message, count)| Wording { message, count }).collect(),
        groups: groups(site, kind, found, pager.slice(&found.lines)),
        csv: download(routes, assets, &table.path()),
        as_at: edition.map(|edition| site.as_at(edition)).or_else(|| site.newest()),
        pager,
    }
}

fn release<'a>(site: &Site<'a>, about: &Subject) -> Option<&'a Release> {
    match about {
        Subject::Release(no) => site.register.releases.get(*no as usize),
        _ => None,
    }
}

/// The rows among the findings. Several findings about one row are still one row.
fn counts<'a>(site: &Site<'a>, found: &Listed<'_>) -> Option<Counts<'a>> {
    let number = |line: &Counted<'_>| match &line.finding.about {
        Subject::Release(no) => Some(*no),
        _ => None,
    };
    let rows: BTreeSet<ReleaseNo> = found.lines.iter().filter_map(number).collect();
    let counts = Counts::of(site.register, rows.into_iter().filter_map(|no| site.register.releases.get(no as usize)));
    (counts.rows > 0).then_some(counts)
}

fn groups<'a>(site: &'a Site<'_>, kind: &FindingKind, found: &Listed<'_>, lines: &[Counted<'a>]) -> Vec<Group<'a>> {
    let first = |line: &Counted<'a>| first_of(line.finding, &site.quality.firsts);
    if kind == &EQUAL_ROWS {
        let group = |same: &[Counted<'a>]| Group {
            message: None,
            first: same.first().and_then(first).and_then(|no| {
                let release = site.register.releases.get(no as usize)?;
                Some(release_line(site, release, release.datasets_raw.as_ref()))
            }),
            lines: same.iter().map(|counted| line(site, *counted, true)).collect(),
        };
        return lines.chunk_by(|a, b| first(a) == first(b)).map(group).collect();
    }
    let shared = !found.wordings.is_empty();
    let group = |same: &[Counted<'a>]| Group {
        message: same.first().filter(|_| shared).map(|line| line.finding.message.as_str()),
        first: None,
        lines: same.iter().map(|counted| line(site, *counted, shared)).collect(),
    };
    lines.chunk_by(|a, b| !shared || a.finding.message == b.finding.message).map(group).collect()
}

/// One finding; `told` where its message stands above.
fn line<'a>(site: &'a Site<'_>, counted: Counted<'a>, told: bool) -> Line<'a> {
    let Counted { finding, count } = counted;
    if finding.kind.private {
        return Line { count, waived: finding.waived.as_deref(), ..private_line(site, &finding.about) };
    }
    let message = if told { "" } else { finding.message.as_str() };
    let line = match &finding.about {
        Subject::Release(_) => {
            let what = |release: &'a Release| if told { &release.datasets_raw } else { message };
            release(site, &finding.about).map(|release| release_line(site, release, what(release)))
        }
        Subject::Version(agreement, version) => {
            let known = site.register.agreements.get(agreement).and_then(|agreement| agreement.version(version));
            known.map(|version| version_line(site, version, finding.part, message))
        }
        about => {
            record_line(site, about).map(|link| Line { what: message.into(), ..plain(link.text, Some(link.href)) })
        }
    };
    let line = line.unwrap_or_else(|| Line { what: message.into(), ..plain(name(&finding.about), None) });
    Line { count, waived: finding.waived.as_deref(), ..line }
}

/// A record by its id alone: even the name of a recipient may be what was found.
fn private_line<'a>(site: &'a Site<'_>, about: &'a Subject) -> Line<'a> {
    let routes = site.routes();
    let release = release(site, about);
    let href = match about {
        Subject::Release(_) => release.map(|release| routes.release_link(release)),
        Subject::Version(agreement, version) => Some(routes.link(&routes.version_page(agreement, version))),
        about => record_line(site, about).map(|link| link.href),
    };
    plain(release.map_or_else(|| name(about), |release| release.id.as_str().into()), href)
}

fn plain(label: Cow<'_, str>, href: Option<String>) -> Line<'_> {
    Line { label, href, recipient: None, what: "".into(), count: 1, waived: None }
}

fn release_line<'a>(site: &'a Site<'_>, release: &'a Release, what: &'a str) -> Line<'a> {
    let routes = site.routes();
    let recipient = Some(link_to_recipient(site.register, routes, &release.recipient));
    Line { recipient, what: what.into(), ..plain(release.id.as_str().into(), Some(routes.release_link(release))) }
}

fn version_line<'a>(
    site: &'a Site<'_>,
    version: &'a AgreementVersion,
    part: Option<(u32, SectionKind)>,
    message: &'a str,
) -> Line<'a> {
    let routes = site.routes();
    let page = routes.link(&routes.version_page(&version.agreement, &version.version));
    // A statement may be said to be cut in a section that it does not have.
    let there = part.filter(|(seq, kind)| {
        version.statements.iter().any(|statement| statement.seq == *seq && statement.section(*kind).is_some())
    });
    let href = there.map_or(page.clone(), |(seq, kind)| format!("{page}#{}", section_id(seq, kind)));
    let what = match (part.map(|(_, kind)| kind.heading()), message) {
        (Some(heading), "") => heading.into(),
        (Some(heading), message) => format!("{heading}: {message}").into(),
        (None, message) => message.into(),
    };
    let recipient = Some(link_to_recipient(site.register, routes, &version.applicant));
    Line { recipient, what, ..plain(version.reference.as_str().into(), Some(href)) }
}

/// A record with a page of its own.
fn record_line<'a>(site: &'a Site<'_>, about: &'a Subject) -> Option<Link<'a>> {
    let (register, routes) = (site.register, site.routes());
    match about {
        Subject::Edition(id) => Some(Link { href: routes.link(&routes.edition_page(id)), text: id.as_str().into() }),
        Subject::Organisation(id) => Some(link_to_recipient(register, routes, id)),
        Subject::Dataset(id) => Some(link_to_dataset(register, routes, id)),
        Subject::Release(_) | Subject::Version(..) | Subject::Other { .. } => None,
    }
}

/// What a record without a page is called.
fn name(about: &Subject) -> Cow<'_, str> {
    match about {
        Subject::Other { kind, id } if id.is_empty() => kind.as_str().into(),
        Subject::Other { kind, id } => format!("{kind}/{id}").into(),
        Subject::Version(agreement, version) => format!("{agreement} {version}").into(),
        Subject::Edition(id) => id.as_str().into(),
        Subject::Organisation(id) => id.as_str().into(),
        Subject::Dataset(id) => id.as_str().into(),
        Subject::Release(no) => no.to_string().into(),
    }
}
