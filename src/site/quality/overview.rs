//! The overview of quality: every edition with its main measures, every kind of finding in every edition, when editions
//! were published, and what was let through.

use super::super::dates::{Day, Period};
use super::super::plan::Site;
use super::super::{AsAt, Download, Link, download};
use super::completeness::{blank_cells, completeness};
use crate::diag::codes;
use crate::model::fields::{Extract, FINDINGS};
use crate::model::finding::{Family, KINDS, SequenceBreak, sequence};
use crate::model::{Edition, EditionKind, FindingKind};
use crate::output::Assets;
use serde::Serialize;
use std::collections::BTreeMap;

/// The overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QualityView<'a> {
    /// Every edition, newest first, and last the register as a whole where it has findings of its own.
    pub editions: Vec<EditionLine<'a>>,
    /// Every kind of finding, by family, with the numbers of each of those.
    pub families: Vec<FamilyLines>,
    /// How many days after its period an edition may be published, where that is set.
    pub late_days: Option<u32>,
    /// How many editions list the releases of a period and are not replaced.
    pub flows: usize,
    /// Days that no edition covers, or that two do.
    pub breaks: Vec<BreakLine<'a>>,
    /// What is let through.
    pub waived: Vec<WaivedLine<'a>>,
    /// All findings as CSV.
    pub csv: Option<Download<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// An edition with its main measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionLine<'a> {
    /// Its id; `None` for the register as a whole.
    pub id: Option<&'a str>,
    /// The page of its quality.
    pub href: String,
    /// Its period.
    pub period: Option<Period>,
    /// Release rows.
    pub rows: usize,
    /// Blank cells in the columns that it uses.
    pub blank: usize,
    /// Findings that are let through.
    pub waived: usize,
    /// When it was published.
    pub timeliness: Option<Timeliness>,
}

/// When an edition was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Timeliness {
    /// The day, where it is stated.
    pub published: Option<Day>,
    /// Days from the end of its period to that day; `None` where it was published before.
    pub days: Option<u64>,
    /// Whether these are more than the register allows.
    pub late: bool,
}

impl Timeliness {
    pub(super) fn of(site: &Site<'_>, edition: &Edition) -> Timeliness {
        let between = |published: chrono::NaiveDate| u64::try_from((published - edition.to).num_days()).ok();
        let days = edition.published.and_then(between);
        let allowed = site.settings.thresholds.late_days.map(u64::from);
        let late = matches!((days, allowed), (Some(days), Some(allowed)) if days > allowed);
        Timeliness { published: edition.published.map(Day), days, late }
    }
}

/// The kinds of one family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FamilyLines {
    /// The key of its words.
    pub family: &'static str,
    /// What its kinds add up to, one for each line of [`QualityView::editions`].
    pub totals: Vec<usize>,
    /// Its kinds.
    pub kinds: Vec<KindLine>,
}

/// One kind, in every edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindLine {
    /// Its slug.
    pub kind: &'static str,
    /// The numbers, one for each line of [`QualityView::editions`].
    pub cells: Vec<KindCell>,
}

/// The findings of one kind in one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindCell {
    /// How many.
    pub count: usize,
    /// The page of its rows, if there are any.
    pub href: Option<String>,
}

/// Days that no edition covers, or that two do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreakLine<'a> {
    /// Whether two editions cover them.
    pub overlap: bool,
    /// Which days.
    pub days: Period,
    /// The edition before.
    pub before: Link<'a>,
    /// The edition after.
    pub after: Link<'a>,
}

/// Findings that are let through for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaivedLine<'a> {
    /// Slug of the kind.
    pub kind: &'static str,
    /// The edition; `None` for the register as a whole.
    pub edition: Option<&'a str>,
    /// How many.
    pub count: usize,
    /// Why.
    pub reason: &'a str,
    /// The page of their rows.
    pub href: String,
}

/// The view of the overview.
pub(in crate::site) fn quality_view<'a>(site: &'a Site<'_>, assets: &'a Assets) -> QualityView<'a> {
    let scopes = site.quality.scopes(site.register);
    let current = |edition: &&Edition| {
        let replaced = site.register.editions.values().any(|other| other.supersedes.as_ref() == Some(&edition.id));
        edition.kind == EditionKind::Flow && edition.from.is_some() && !replaced
    };
    QualityView {
        editions: scopes.iter().map(|edition| edition_line(site, *edition)).collect(),
        families: Family::ALL.into_iter().map(|family| family_lines(site, family, &scopes)).collect(),
        late_days: site.settings.thresholds.late_days,
        flows: site.register.editions.values().filter(current).count(),
        breaks: sequence(&site.register.editions).into_iter().map(|found| break_line(site, found)).collect(),
        waived: scopes.iter().flat_map(|edition| waived(site, *edition)).collect(),
        csv: download(site.routes(), assets, &Extract::Table(FINDINGS.name).path()),
        as_at: site.newest(),
    }
}

fn edition_line<'a>(site: &Site<'a>, edition: Option<&'a Edition>) -> EditionLine<'a> {
    let id = edition.map(|edition| &edition.id);
    let kinds = site.quality.kinds(id);
    let lines = kinds.iter().flat_map(|(_, found)| &found.lines);
    EditionLine {
        id: id.map(|id| id.as_str()),
        href: site.routes().link(&site.routes().quality_page(id)),
        period: edition.map(Period::of_edition),
        rows: id.map_or(0, |id| site.register.releases_of_edition(id).len()),
        blank: edition.map_or(0, |edition| blank_cells(&completeness(site, edition))),
        waived: lines.filter(|line| line.finding.waived.is_some()).map(|line| line.count).sum(),
        timeliness: edition.map(|edition| Timeliness::of(site, edition)),
    }
}

fn family_lines(site: &Site<'_>, family: Family, scopes: &[Option<&Edition>]) -> FamilyLines {
    let routes = site.routes();
    let cell = |kind: &FindingKind, edition: Option<&Edition>| {
        let id = edition.map(|edition| &edition.id);
        let found = site.quality.of(id, kind);
        let href = found.map(|_| routes.link(&routes.finding_page(id, kind)));
        KindCell { count: found.map_or(0, |found| found.count()), href }
    };
    let line = |kind: &'static FindingKind| KindLine {
        kind: kind.slug,
        cells: scopes.iter().map(|edition| cell(kind, *edition)).collect(),
    };
    // A count of nothing would claim that somebody looked.
    let small = site.settings.thresholds.small_numbers;
    let looked_for = |kind: &&FindingKind| small.is_some() || kind.code.is_none_or(|code| code.id != codes::W26.id);
    let of_family = KINDS.into_iter().filter(|kind| kind.family == family);
    let kinds: Vec<KindLine> = of_family.filter(looked_for).map(line).collect();
    let total = |place: usize| kinds.iter().map(|kind| kind.cells[place].count).sum();
    FamilyLines { family: family.key(), totals: (0..scopes.len()).map(total).collect(), kinds }
}

fn break_line<'a>(site: &Site<'a>, found: SequenceBreak<'a>) -> BreakLine<'a> {
    let link = |edition| site.edition_link(edition);
    let days = Period { from: Some(Day(found.from)), to: Day(found.to) };
    BreakLine { overlap: found.overlap, days, before: link(found.before), after: link(found.after) }
}

/// What is let through in an edition, by kind and reason.
pub(super) fn waived<'a>(site: &Site<'a>, edition: Option<&'a Edition>) -> Vec<WaivedLine<'a>> {
    let routes = site.routes();
    let id = edition.map(|edition| &edition.id);
    let mut lines = Vec::new();
    for (kind, found) in site.quality.kinds(id) {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &found.lines {
            if let Some(reason) = &line.finding.waived {
                *reasons.entry(reason).or_default() += line.count;
            }
        }
        let href = routes.link(&routes.finding_page(id, kind));
        lines.extend(reasons.into_iter().map(|(reason, count)| WaivedLine {
            kind: kind.slug,
            edition: id.map(|id| id.as_str()),
            count,
            reason,
            href: href.clone(),
        }));
    }
    lines
}
