//! Findings that follow from the facts alone: rows equal but for their id, organisations recorded under several names,
//! gaps and overlaps between editions.

use super::{Finding, GAPS, OVERLAPS, SEVERAL_NAMES, Subject};
use crate::model::{Edition, EditionId, EditionKind, Facts, OrganisationId, Release, ReleaseNo, Stated};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is published of a row but for its id: also without its row number and its channel, which are no cells of the
/// publisher's.
type Published<'a> = ([&'a str; 14], Option<u32>);

fn published(release: &Release) -> Published<'_> {
    fn raw(stated: &Stated) -> &str {
        stated.as_deref().map_or("", |wording| &wording.raw)
    }
    let texts = [
        release.edition.as_str(),
        &release.source_sheet,
        &release.reference,
        &release.recipient_raw,
        raw(&release.recipient_type),
        &release.datasets_raw,
        &release.released_raw,
        raw(&release.identifiability),
        raw(&release.sensitivity),
        raw(&release.legal_basis),
        raw(&release.frequency),
        raw(&release.opt_outs_stated),
        raw(&release.confidentiality),
        &release.note,
    ];
    (texts, release.files)
}

/// Groups of rows of one edition that are equal but for their id, each in published order, in order of their first row.
pub fn equal_rows(releases: &[Release]) -> Vec<Vec<ReleaseNo>> {
    let mut places: HashMap<Published<'_>, usize> = HashMap::with_capacity(releases.len());
    let mut groups: Vec<Vec<ReleaseNo>> = Vec::new();
    for (no, release) in (0..).zip(releases) {
        let place = *places.entry(published(release)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(no),
            None => groups.push(vec![no]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Organisations that the rows of one edition record under several names, with the rows of each name.
pub fn several_names(facts: &Facts) -> Vec<Finding> {
    let mut names: BTreeMap<(&OrganisationId, &EditionId), BTreeMap<&str, usize>> = BTreeMap::new();
    for release in facts.releases.iter().filter(|release| !release.recipient_raw.trim().is_empty()) {
        let of_one = names.entry((&release.recipient, &release.edition)).or_default();
        *of_one.entry(&release.recipient_raw).or_default() += 1;
    }
    let several = names.into_iter().filter(|(_, names)| names.len() > 1);
    several
        .map(|((organisation, edition), names)| {
            let rows = |rows: usize| if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
            let each: Vec<_> = names.into_iter().map(|(name, n)| format!("“{name}” in {}", rows(n))).collect();
            let message = format!("recorded as {}", each.join(", "));
            Finding::new(&SEVERAL_NAMES, Subject::Organisation(organisation.clone()), message, vec![edition.clone()])
        })
        .collect()
}

/// Two editions of releases between which days are missing, or which both cover some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceBreak<'a> {
    /// The edition before.
    pub before: &'a Edition,
    /// The edition after.
    pub after: &'a Edition,
    /// The first day that is missing or covered twice.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Whether both editions cover these days; else neither does.
    pub overlap: bool,
}

/// Gaps and overlaps between the periods of editions that list releases, in order. An edition that another one replaces
/// counts as that one.
pub fn sequence(editions: &BTreeMap<EditionId, Edition>) -> Vec<SequenceBreak<'_>> {
    let replaced: BTreeSet<&EditionId> = editions.values().filter_map(|edition| edition.supersedes.as_ref()).collect();
    let flows = editions.values().filter(|e| e.kind == EditionKind::Flow && !replaced.contains(&e.id));
    let mut periods: Vec<(NaiveDate, &Edition)> = flows.filter_map(|e| Some((e.from?, e))).collect();
    periods.sort_by_key(|(from, edition)| (*from, edition.to, &edition.id));
    let mut breaks = Vec::new();
    let mut last: Option<&Edition> = None;
    for (from, after) in periods {
        if let Some(before) = last {
            breaks.extend(break_between(before, from, after));
        }
        last = last.filter(|before| before.to > after.to).or(Some(after));
    }
    breaks
}

fn break_between<'a>(before: &'a Edition, from: NaiveDate, after: &'a Edition) -> Option<SequenceBreak<'a>> {
    let next = before.to.checked_add_days(Days::new(1))?;
    if from > next {
        let to = from.checked_sub_days(Days::new(1))?;
        return Some(SequenceBreak { before, after, from: next, to, overlap: false });
    }
    let to = before.to.min(after.to);
    (from <= before.to).then_some(SequenceBreak { before, after, from, to, overlap: true })
}

/// The gaps and overlaps of [`sequence`] as findings about the later edition.
pub fn sequence_findings(editions: &BTreeMap<EditionId, Edition>) -> Vec<Finding> {
    let day = |day: NaiveDate| day.format("%-d %B %Y").to_string();
    let finding = |found: SequenceBreak<'_>| {
        let SequenceBreak { before, after, from, to, overlap } = found;
        let kind = if overlap { &OVERLAPS } else { &GAPS };
        let days = if from == to { day(from) } else { format!("{} to {}", day(from), day(to)) };
        let message = if overlap {
            format!("both this edition and edition {} cover {days}", before.id)
        } else {
            format!("no edition covers {days}, after edition {}", before.id)
        };
        Finding::new(kind, Subject::Edition(after.id.clone()), message, vec![after.id.clone()])
    };
    sequence(editions).into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_date;

    fn edition(id: &str, from: &str, to: &str, supersedes: Option<&str>) -> (EditionId, Edition) {
        let edition = Edition {
            id: EditionId::new(id),
            kind: EditionKind::Flow,
            from: parse_date(from),
            to: parse_date(to).unwrap(),
            published: None,
            revision: None,
            supersedes: supersedes.map(EditionId::new),
            source: String::new(),
            sha256: String::new(),
            bytes: None,
            licence: String::new(),
            note: String::new(),
        };
        (edition.id.clone(), edition)
    }

    fn messages(editions: impl IntoIterator<Item = (EditionId, Edition)>) -> Vec<String> {
        let found = sequence_findings(&editions.into_iter().collect());
        found.into_iter().map(|f| format!("{} {:?} {}", f.kind.slug, f.about, f.message)).collect()
    }

    #[test]
    fn editions_that_follow_each_other_day_by_day_have_no_break() {
        let editions = [edition("b", "2020-02-01", "2020-02-29", None), edition("a", "2020-01-01", "2020-01-31", None)];
        assert_eq!(messages(editions), [] as [&str; 0]);
        assert_eq!(messages([]), [] as [&str; 0]);
    }

    #[test]
    fn a_month_without_an_edition_is_a_gap_of_the_edition_after_it() {
        let editions =
            [edition("jan", "2020-01-01", "2020-01-31", None), edition("mar", "2020-03-01", "2020-03-31", None)];
        let expected =
            "gaps Edition(EditionId(\"mar\")) no edition covers 1 February 2020 to 29 February 2020, after edition jan";
        assert_eq!(messages(editions), [expected]);
    }

    #[test]
    fn days_in_two_editions_are_an_overlap_but_not_where_one_replaces_the_other() {
        let long = || edition("long", "2020-01-01", "2020-06-30", None);
        let inside = |supersedes| edition("may", "2020-05-01", "2020-05-31", supersedes);
        let after = || edition("july", "2020-07-01", "2020-07-31", None);
        let expected =
            "overlaps Edition(EditionId(\"may\")) both this edition and edition long cover 1 May 2020 to 31 May 2020";
        assert_eq!(messages([long(), inside(None), after()]), [expected]);
        let again = edition("long-2", "2020-01-01", "2020-06-30", Some("long"));
        assert_eq!(messages([long(), again, after()]), [] as [&str; 0]);
    }
}
