//! The lists of agreements, recipients and datasets.

use super::applied::AppliedRows;
use super::dates::Day;
use super::plan::Site;
use super::routes::Routes;
use super::rows::Pager;
use super::terms::{TermCount, term};
use super::vocabulary::{TermLine, term_lines};
use super::{AsAt, Link, link_to_agreement, link_to_recipient};
use crate::model::{Agreement, AgreementId, Dataset, Organisation, Register, Release, TermCode, VocabularyName, fold};
use serde::Serialize;
use std::collections::BTreeMap;

/// An agreement in a list, with the rows that the list is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgreementLine<'a> {
    /// The agreement.
    pub agreement: Link<'a>,
    /// Title of its latest version.
    pub title: Option<&'a str>,
    /// The applicant of its latest version.
    pub applicant: Link<'a>,
    /// First day of its latest version.
    pub start: Option<Day>,
    /// Last day of its latest version.
    pub end: Option<Day>,
    /// Rows.
    pub rows: usize,
    /// Whether opt-outs were applied to them.
    pub opt_outs: AppliedRows,
}

impl<'a> AgreementLine<'a> {
    /// An agreement and some of its rows.
    pub fn new(
        site: &Site<'a>,
        agreement: &'a Agreement,
        releases: impl Iterator<Item = &'a Release> + Clone,
    ) -> AgreementLine<'a> {
        let latest = agreement.latest();
        AgreementLine {
            agreement: link_to_agreement(site.routes(), &agreement.id),
            title: latest.title.as_deref(),
            applicant: link_to_recipient(site.register, site.routes(), &latest.applicant),
            start: latest.start.map(Day),
            end: latest.end.map(Day),
            rows: releases.clone().count(),
            opt_outs: AppliedRows::of(releases),
        }
    }
}

/// Lines of the agreements with most rows, most first, then by id.
pub(super) fn most_rows_first<'a>(
    site: &Site<'a>,
    rows: BTreeMap<&'a AgreementId, Vec<&'a Release>>,
    most: usize,
) -> Vec<AgreementLine<'a>> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, releases)| std::cmp::Reverse(releases.len()));
    let line = |(id, releases): (&'a AgreementId, Vec<&'a Release>)| {
        let agreement = site.register.agreements.get(id)?;
        Some(AgreementLine::new(site, agreement, releases.iter().copied()))
    };
    rows.into_iter().take(most).filter_map(line).collect()
}

/// One page of the list of agreements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgreementsView<'a> {
    /// The agreements on it, by reference.
    pub agreements: Vec<AgreementLine<'a>>,
    /// Whether any agreement of the list, on whichever page, states a date.
    pub dated: bool,
    /// Which page it is.
    pub pager: Pager,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// A page of the list of agreements.
pub(super) fn agreements_view<'a>(site: &'a Site<'_>, number: usize) -> AgreementsView<'a> {
    let register = site.register;
    let mut all: Vec<&Agreement> = register.agreements.values().collect();
    all.sort_by_cached_key(|agreement| number_aware(agreement.id.as_str()));
    let pager = Pager::new(site.routes(), &site.routes().section("agreements"), number, all.len());
    let shown = pager.slice(&all).iter();
    let lines =
        shown.map(|&agreement| AgreementLine::new(site, agreement, register.releases_of_agreement(&agreement.id)));
    let dated = register.versions().any(|(_, version)| version.start.is_some() || version.end.is_some());
    AgreementsView { agreements: lines.collect(), dated, pager, as_at: site.newest() }
}

/// A key by which `NIC-9` comes before `NIC-10`.
fn number_aware(id: &str) -> Vec<(u64, String)> {
    let mut parts: Vec<(u64, String)> = Vec::new();
    let mut digits = false;
    for c in id.chars() {
        if c.is_ascii_digit() != digits || parts.is_empty() {
            digits = c.is_ascii_digit();
            parts.push((0, String::new()));
        }
        if let Some((number, text)) = parts.last_mut() {
            match c.to_digit(10).filter(|_| digits) {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(u64::from(digit)),
                None => text.extend(c.to_lowercase()),
            }
        }
    }
    parts
}

/// Organisations under one letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter<'a> {
    /// `A` to `Z`; `0` for digits, `other` for all else.
    pub letter: String,
    /// The organisations, A to Z.
    pub recipients: Vec<RecipientLine<'a>>,
}

/// An organisation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientLine<'a> {
    /// The organisation.
    pub recipient: Link<'a>,
    /// Label of its type.
    pub kind: &'a str,
    /// Agreements it applied for or received data under.
    pub agreements: usize,
    /// Rows that went to it.
    pub rows: usize,
    /// Whether opt-outs were applied to them.
    pub opt_outs: AppliedRows,
}

/// Every organisation, A to Z.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientsView<'a> {
    /// By letter.
    pub letters: Vec<Letter<'a>>,
    /// How many organisations.
    pub total: usize,
    /// Types of organisation with how many are of each, most first.
    pub types: Vec<TermLine<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// The list of organisations.
pub(super) fn recipients_view<'a>(site: &'a Site<'_>) -> RecipientsView<'a> {
    let all = &site.register.organisations;
    RecipientsView {
        letters: by_letter(site, all.values()),
        total: all.len(),
        types: term_lines(site, VocabularyName::OrganisationType).0,
        as_at: site.newest(),
    }
}

/// Organisations A to Z, by the letter they begin with.
pub(super) fn by_letter<'a>(
    site: &'a Site<'_>,
    organisations: impl Iterator<Item = &'a Organisation>,
) -> Vec<Letter<'a>> {
    let mut all = with_keys(organisations, |organisation| &organisation.name);
    all.sort_by(|a, b| (&a.0, &a.1.id).cmp(&(&b.0, &b.1.id)));
    let mut letters: Vec<Letter<'a>> = Vec::new();
    for (key, organisation) in all {
        let letter = letter_of(&key);
        if letters.last().is_none_or(|last| last.letter != letter) {
            letters.push(Letter { letter, recipients: Vec::new() });
        }
        if let Some(last) = letters.last_mut() {
            last.recipients.push(recipient_line(site, organisation));
        }
    }
    letters
}

/// A key by which names are in order: their letters and digits without accents; names in other scripts come last.
type NameKey = (bool, String);

fn name_key(name: &str) -> NameKey {
    let plain = fold::slug(name);
    if plain.is_empty() { (true, fold::punct(name)) } else { (false, plain) }
}

fn with_keys<'a, T>(things: impl Iterator<Item = &'a T>, name: fn(&T) -> &str) -> Vec<(NameKey, &'a T)> {
    things.map(|thing| (name_key(name(thing)), thing)).collect()
}

fn letter_of((other, key): &NameKey) -> String {
    match key.chars().next().filter(|_| !other) {
        Some(c) if c.is_ascii_alphabetic() => c.to_ascii_uppercase().to_string(),
        Some(c) if c.is_ascii_digit() => "0".to_owned(),
        _ => "other".to_owned(),
    }
}

/// An organisation's line.
pub(super) fn recipient_line<'a>(site: &'a Site<'_>, organisation: &'a Organisation) -> RecipientLine<'a> {
    let register = site.register;
    RecipientLine {
        recipient: link_to_recipient(register, site.routes(), &organisation.id),
        kind: type_term(register, site.routes(), organisation).map_or("", |term| term.label),
        agreements: site.agreements_of.get(&organisation.id).map_or(0, |ids| ids.len()),
        rows: register.releases_to(&organisation.id).len(),
        opt_outs: AppliedRows::of(register.releases_to(&organisation.id)),
    }
}

/// An organisation's type, else its kind, else nothing.
pub(super) fn type_term<'a>(
    register: &'a Register,
    routes: Routes<'a>,
    organisation: &'a Organisation,
) -> Option<TermCount<'a>> {
    let found = |name, code: &'a TermCode| term(register, routes, name, code.as_str());
    let kind = || organisation.kind.as_ref().map(|code| found(VocabularyName::OrganisationKind, code));
    organisation.type_code.as_ref().map(|code| found(VocabularyName::OrganisationType, code)).or_else(kind)
}

/// A dataset in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetListLine<'a> {
    /// The dataset.
    pub dataset: Link<'a>,
    /// What it holds, or empty.
    pub description: &'a str,
    /// Organisations that received it.
    pub recipients: usize,
    /// Rows that hold it.
    pub rows: usize,
    /// Whether opt-outs were applied to them.
    pub opt_outs: AppliedRows,
}

/// Every dataset, A to Z.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetsView<'a> {
    /// The datasets.
    pub datasets: Vec<DatasetListLine<'a>>,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// The list of datasets.
pub(super) fn datasets_view<'a>(site: &'a Site<'_>) -> DatasetsView<'a> {
    DatasetsView { datasets: dataset_lines(site), as_at: site.newest() }
}

/// A line for every dataset, A to Z.
pub(super) fn dataset_lines<'a>(site: &'a Site<'_>) -> Vec<DatasetListLine<'a>> {
    let register = site.register;
    let mut all: Vec<_> = with_keys(register.datasets.values(), |dataset| &dataset.name);
    all.sort_by(|a, b| (&a.0, &a.1.id).cmp(&(&b.0, &b.1.id)));
    let line = |(_, dataset): (NameKey, &'a Dataset)| {
        let releases = register.releases_of_dataset(&dataset.id);
        DatasetListLine {
            dataset: super::link_to_dataset(register, site.routes(), &dataset.id),
            description: &dataset.description,
            recipients: site.received_by(&dataset.id),
            rows: releases.len(),
            opt_outs: AppliedRows::of(releases),
        }
    };
    all.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_in_order_of_their_numbers() {
        let mut ids = ["NIC-10-B", "nic-9-a", "GPLIST-1", "NIC-147978-LZDFC", "NIC-9-AB"];
        ids.sort_by_cached_key(|id| number_aware(id));
        assert_eq!(ids, ["GPLIST-1", "nic-9-a", "NIC-9-AB", "NIC-10-B", "NIC-147978-LZDFC"]);
    }

    #[test]
    fn names_stand_under_their_letter_whatever_they_begin_with() {
        let letters = ["University", "3M", "Éire", "日本", ""].map(|name| letter_of(&name_key(name)));
        assert_eq!(letters, ["U", "0", "E", "other", "other"]);
    }
}
