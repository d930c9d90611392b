//! What stands under each term of the vocabularies that have pages: gathered once, when the site is planned, in one
//! walk over the rows. Nothing is guessed: what states no term stands under no term.

use super::routes::WAYS;
use super::terms::{cells_of, is_applied, opt_out_code};
use crate::model::{
    Agreement, AgreementVersion, Edition, OrganisationId, Register, Release, Stated, TermCode, VocabularyName,
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A vocabulary and the code of one of its terms; `None` stands for what states no term.
pub(super) type TermKey<'a> = (VocabularyName, Option<&'a str>);

/// Everything by the term it stands under. A row or an agreement with several terms stands under each.
#[derive(Debug, Clone, Default)]
pub(super) struct Ways<'a> {
    under: BTreeMap<TermKey<'a>, Under<'a>>,
    overlaps: Vec<VocabularyName>,
}

/// What stands under one term.
#[derive(Debug, Clone, Default)]
pub(super) struct Under<'a> {
    /// Agreements, each with those of its rows that stand under the term: most rows first.
    pub agreements: Vec<(&'a Agreement, Vec<&'a Release>)>,
    /// Who received those rows: most rows first.
    pub recipients: Vec<Received<'a>>,
    /// The newest edition with such a row.
    pub newest: Option<&'a Edition>,
}

/// Rows that one organisation received under a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Received<'a> {
    /// The organisation.
    pub recipient: &'a OrganisationId,
    /// Under how many agreements.
    pub agreements: usize,
    /// How many rows.
    pub rows: usize,
    /// How many of them with opt-outs applied.
    pub applied: usize,
}

impl<'a> Under<'a> {
    /// What stands under a term that the register does not use.
    pub(super) const NOTHING: Under<'static> = Under { agreements: Vec::new(), recipients: Vec::new(), newest: None };

    /// Every row, agreement by agreement.
    pub(super) fn releases(&self) -> impl Iterator<Item = &'a Release> + Clone {
        self.agreements.iter().flat_map(|(_, rows)| rows.iter().copied())
    }
}

impl<'a> Ways<'a> {
    /// Gathers a register.
    pub(super) fn of(register: &'a Register) -> Ways<'a> {
        let mut ways = Ways::default();
        for agreement in register.agreements.values() {
            for (vocabulary, found) in by_term(register, agreement) {
                if found.overlap && !ways.overlaps.contains(&vocabulary) {
                    ways.overlaps.push(vocabulary);
                }
                for (code, rows) in found.rows {
                    ways.under.entry((vocabulary, code)).or_default().agreements.push((agreement, rows));
                }
            }
        }
        for ((vocabulary, code), under) in &mut ways.under {
            under.finish(register);
            if (*vocabulary, *code) == (VocabularyName::Purpose, None) {
                under.agreements.sort_by_key(|(agreement, _)| kind_place(register, agreement));
            }
        }
        ways
    }

    /// What stands under a term; nothing for a term that the register does not use.
    pub(super) fn under(&self, vocabulary: VocabularyName, code: Option<&'a str>) -> Option<&Under<'a>> {
        self.under.get(&(vocabulary, code))
    }

    /// Whether a row or an agreement somewhere has several terms of this vocabulary.
    pub(super) fn overlap(&self, vocabulary: VocabularyName) -> bool {
        self.overlaps.contains(&vocabulary)
    }
}

impl<'a> Under<'a> {
    fn finish(&mut self, register: &'a Register) {
        self.agreements.sort_by_key(|(_, rows)| Reverse(rows.len()));
        self.newest = newest(register, self.releases());
        let mut received: BTreeMap<&OrganisationId, Received<'a>> = BTreeMap::new();
        for (_, rows) in &self.agreements {
            for one in received_of(rows) {
                let all =
                    received.entry(one.recipient).or_insert(Received { agreements: 0, rows: 0, applied: 0, ..one });
                all.agreements += 1;
                all.rows += one.rows;
                all.applied += one.applied;
            }
        }
        self.recipients = received.into_values().collect();
        self.recipients.sort_by_key(|received| Reverse(received.rows));
    }
}

/// The newest edition of some rows. Rows of one edition mostly follow each other, which saves looking it up.
fn newest<'a>(register: &'a Register, releases: impl Iterator<Item = &'a Release>) -> Option<&'a Edition> {
    let mut newest: Option<&Edition> = None;
    let mut last = None;
    for release in releases {
        if last != Some(&release.edition) {
            last = Some(&release.edition);
            let edition = register.edition_of(release);
            newest = newest.into_iter().chain([edition]).max_by_key(|edition| edition.order());
        }
    }
    newest
}

/// The rows of one agreement by who received them. There are few recipients, so that a search from the front is fast.
fn received_of<'a>(rows: &[&'a Release]) -> Vec<Received<'a>> {
    let mut found: Vec<Received<'a>> = Vec::new();
    for release in rows {
        let place = found.iter().position(|one| *one.recipient == release.recipient).unwrap_or_else(|| {
            found.push(Received { recipient: &release.recipient, agreements: 1, rows: 0, applied: 0 });
            found.len() - 1
        });
        found[place].rows += 1;
        found[place].applied += usize::from(is_applied(release));
    }
    found
}

/// One agreement's rows by term. Few terms occur, so that a search from the front is fast.
#[derive(Default)]
struct Found<'a> {
    rows: Vec<(Option<&'a str>, Vec<&'a Release>)>,
    /// Whether something stood under several terms.
    overlap: bool,
}

impl<'a> Found<'a> {
    fn rows_of(&mut self, code: Option<&'a str>) -> &mut Vec<&'a Release> {
        let place = self.rows.iter().position(|(known, _)| *known == code).unwrap_or_else(|| {
            self.rows.push((code, Vec::new()));
            self.rows.len() - 1
        });
        &mut self.rows[place].1
    }

    /// Puts rows under each of these codes, or under none; the agreement stands there even without a row.
    fn add(&mut self, codes: &'a [TermCode], rows: impl Iterator<Item = &'a Release> + Clone) {
        self.overlap |= codes.len() > 1;
        if codes.is_empty() {
            self.rows_of(None).extend(rows.clone());
        }
        for code in codes {
            self.rows_of(Some(code.as_str())).extend(rows.clone());
        }
    }
}

/// What an agreement has under each term of each vocabulary that has pages.
fn by_term<'a>(register: &'a Register, agreement: &'a Agreement) -> Vec<(VocabularyName, Found<'a>)> {
    let find = |(vocabulary, _): (VocabularyName, &str)| (vocabulary, found(register, agreement, vocabulary));
    WAYS.into_iter().map(find).collect()
}

fn found<'a>(register: &'a Register, agreement: &'a Agreement, vocabulary: VocabularyName) -> Found<'a> {
    let mut found = Found::default();
    let rows = || register.releases_of_agreement(&agreement.id);
    match vocabulary {
        VocabularyName::Purpose => purposes(register, agreement, &mut found),
        VocabularyName::OrganisationType => {
            rows().for_each(|release| found.rows_of(type_of(register, &release.recipient)).push(release));
        }
        VocabularyName::Channel => {
            rows().for_each(|release| found.rows_of(Some(release.channel.code())).push(release));
        }
        VocabularyName::OptOut => {
            rows().for_each(|release| found.rows_of(Some(opt_out_code(release))).push(release));
        }
        _ => {
            let codes = |stated: &'a Stated| stated.as_deref().map_or(&[] as &[_], |wording| wording.codes.as_slice());
            for release in rows() {
                found.add(codes(stated(release, vocabulary)), std::iter::once(release));
            }
            if found.rows.is_empty() {
                named(agreement.latest(), vocabulary, &mut found);
            }
        }
    }
    found
}

/// The reviewed type of an organisation.
fn type_of<'a>(register: &'a Register, id: &OrganisationId) -> Option<&'a str> {
    register.organisations.get(id)?.type_code.as_ref().map(TermCode::as_str)
}

/// The cell of a row that states a term of this vocabulary.
pub(super) fn stated(release: &Release, vocabulary: VocabularyName) -> &Stated {
    if vocabulary == VocabularyName::OrganisationType {
        return &release.recipient_type;
    }
    let cell = cells_of(release).into_iter().find(|(name, _)| *name == vocabulary);
    cell.map_or(&None, |(_, stated)| stated)
}

/// Each version stands with its rows under its own purposes, since a new version may have others.
fn purposes<'a>(register: &'a Register, agreement: &'a Agreement, found: &mut Found<'a>) {
    for version in &agreement.versions {
        let rows = register.releases_of_version(&agreement.id, &version.version);
        found.add(register.purposes_of(version).0, rows);
    }
    found.overlap = found.rows.len() > 1;
}

/// An agreement without a row stands where it says that it belongs, as its own page says too.
fn named<'a>(version: &'a AgreementVersion, vocabulary: VocabularyName, found: &mut Found<'a>) {
    for used in &version.datasets {
        let stated = match vocabulary {
            VocabularyName::LegalBasis => &used.legal_basis,
            _ => &used.identifiability,
        };
        if let Some(wording) = stated.as_deref() {
            found.add(&wording.codes, std::iter::empty());
        }
    }
}

/// Where the kind of an agreement's applicant stands in vocabulary order; last without one.
fn kind_place(register: &Register, agreement: &Agreement) -> usize {
    let code = kind_of(register, agreement);
    let kinds = register.vocabularies.get(VocabularyName::OrganisationKind);
    code.and_then(|code| kinds.place(code.as_str())).unwrap_or(usize::MAX)
}

/// The kind of organisation that applied for an agreement.
pub(super) fn kind_of<'a>(register: &'a Register, agreement: &Agreement) -> Option<&'a TermCode> {
    register.kind_of(&agreement.latest().applicant)
}
