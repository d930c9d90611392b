//! The register: all facts, and the few orders in which everything asks for releases.

use super::{
    Agreement, AgreementId, AgreementVersion, Amendment, AmendmentKind, Assurance, BothWays, Channel, ContentPage,
    Count, Dataset, DatasetId, DatasetName, Edition, EditionId, EditionKind, Finding, Organisation, OrganisationId,
    OrganisationName, OrganisationRelation, Release, SheetText, SynonymGroup, TermCode, Version, Vocabularies,
    Withdrawal, both_ways,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Deref;

/// The place of a release in [`Facts::releases`].
pub type ReleaseNo = u32;

/// A reviewed purpose of an agreement whose publisher gives none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementPurpose {
    /// Agreement.
    pub agreement: AgreementId,
    /// A code of `purpose`.
    pub purpose: TermCode,
    /// Why that is known.
    pub evidence: String,
}

/// An application that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Id.
    pub id: String,
    /// When.
    pub date: Option<NaiveDate>,
    /// What kind of request.
    pub kind: String,
    /// Who asked, as published.
    pub organisation: String,
    /// For what.
    pub subject: String,
    /// Why it was refused.
    pub reason: String,
    /// Where that is published.
    pub source: String,
}

/// Everything a register states, each thing under its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Editions by id.
    pub editions: BTreeMap<EditionId, Edition>,
    /// Organisations by id.
    pub organisations: BTreeMap<OrganisationId, Organisation>,
    /// Recorded names, in file order.
    pub organisation_names: Vec<OrganisationName>,
    /// Reviewed relations, in file order.
    pub organisation_relations: Vec<OrganisationRelation>,
    /// Datasets by id.
    pub datasets: BTreeMap<DatasetId, Dataset>,
    /// Recorded dataset names, in file order.
    pub dataset_names: Vec<DatasetName>,
    /// Vocabularies.
    pub vocabularies: Vocabularies,
    /// Words that mean the same, in file order.
    pub synonyms: Vec<SynonymGroup>,
    /// Agreements by id.
    pub agreements: BTreeMap<AgreementId, Agreement>,
    /// Reviewed purposes, in file order.
    pub agreement_purposes: Vec<AgreementPurpose>,
    /// Every release row, by edition, then in published order.
    pub releases: Vec<Release>,
    /// Count-only series, in file order.
    pub counts: Vec<Count>,
    /// Amendments, in file order.
    pub amendments: Vec<Amendment>,
    /// Records that left.
    pub withdrawn: Vec<Withdrawal>,
    /// Refused applications.
    pub refusals: Vec<Refusal>,
    /// Assurance records, by file name.
    pub assurance: Vec<Assurance>,
    /// Other sheets of imported workbooks, by edition, then file name.
    pub sheet_texts: Vec<SheetText>,
    /// Pages of `content/`, by address.
    pub content: Vec<ContentPage>,
    /// Rows that are equal but for their id, in groups; see [`super::finding::equal_rows`].
    pub equal_rows: Vec<Vec<ReleaseNo>>,
    /// What is wrong or missing, in the order of [`super::finding::sort`].
    pub findings: Vec<Finding>,
}

/// One validated register: its [`Facts`] and where releases stand in them. Immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    facts: Facts,
    places: Places,
}

/// Where releases stand in [`Facts::releases`], and what follows from that.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Places {
    by_version: BTreeMap<AgreementId, BTreeMap<Version, Vec<ReleaseNo>>>,
    by_recipient: BTreeMap<OrganisationId, Vec<ReleaseNo>>,
    by_dataset: BTreeMap<DatasetId, Vec<ReleaseNo>>,
    by_edition: BTreeMap<EditionId, Vec<ReleaseNo>>,
    both_ways: Vec<BothWays>,
    reviewed_purposes: BTreeMap<AgreementId, Vec<TermCode>>,
}

impl Deref for Register {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// The edition without a version, where the version stood in a register that is printed whole each time and does
    /// not any more: an amendment withdrew it, and no later edition prints it again.
    pub fn left(&self, version: &AgreementVersion) -> Option<&Edition> {
        let withdraws = |amendment: &&Amendment| {
            amendment.kind == AmendmentKind::Withdrawn
                && amendment.record_type == "agreement"
                && amendment.record == version.reference
        };
        let without =
            self.amendments.iter().filter(withdraws).filter_map(|amendment| self.editions.get(&amendment.edition));
        let without = without.max_by_key(|edition| edition.order())?;
        let editions = version.statements.iter().flat_map(|statement| &statement.editions);
        let printed =
            editions.filter_map(|id| self.editions.get(id)).filter(|edition| edition.kind == EditionKind::Stock);
        let printed = printed.max_by_key(|edition| edition.order())?;
        (without.order() >= printed.order()).then_some(without)
    }
}

impl Places {
    fn of(facts: &Facts) -> Self {
        let mut by_version: BTreeMap<AgreementId, BTreeMap<Version, Vec<ReleaseNo>>> = BTreeMap::new();
        let mut by_recipient: BTreeMap<OrganisationId, Vec<ReleaseNo>> = BTreeMap::new();
        let mut by_dataset: BTreeMap<DatasetId, Vec<ReleaseNo>> = BTreeMap::new();
        let mut by_edition: BTreeMap<EditionId, Vec<ReleaseNo>> = BTreeMap::new();
        for (no, release) in (0..).zip(&facts.releases) {
            let versions = by_version.entry(release.agreement.clone()).or_default();
            versions.entry(release.version.clone()).or_default().push(no);
            by_recipient.entry(release.recipient.clone()).or_default().push(no);
            by_edition.entry(release.edition.clone()).or_default().push(no);
            for dataset in release.datasets.iter() {
                let rows = by_dataset.entry(dataset.clone()).or_default();
                // A cell may name one dataset twice; it is one row all the same.
                if rows.last() != Some(&no) {
                    rows.push(no);
                }
            }
        }
        let both_ways = both_ways::find(&facts.releases, &by_edition, &by_recipient, &by_dataset);
        let mut reviewed_purposes: BTreeMap<AgreementId, Vec<TermCode>> = BTreeMap::new();
        for reviewed in &facts.agreement_purposes {
            reviewed_purposes.entry(reviewed.agreement.clone()).or_default().push(reviewed.purpose.clone());
        }
        Places { by_version, by_recipient, by_dataset, by_edition, both_ways, reviewed_purposes }
    }
}

impl Register {
    /// The register of these facts.
    pub fn new(facts: Facts) -> Self {
        let places = Places::of(&facts);
        Register { facts, places }
    }

    /// The register of these facts, to whose findings `find` adds what it finds in them. The two walks over all rows are
    /// made side by side.
    pub fn with_findings(mut facts: Facts, find: impl FnOnce(&Facts) -> Vec<Finding> + Send) -> Self {
        let (found, places) = rayon::join(|| find(&facts), || Places::of(&facts));
        facts.findings.extend(found);
        Register { facts, places }
    }

    fn pick<'a>(&'a self, numbers: Option<&'a Vec<ReleaseNo>>) -> impl ExactSizeIterator<Item = &'a Release> + Clone {
        let numbers: &[ReleaseNo] = numbers.map_or(&[], Vec::as_slice);
        numbers.iter().map(|&no| &self.facts.releases[no as usize])
    }

    /// The releases of an edition, in published order.
    pub fn releases_of_edition(&self, id: &EditionId) -> impl ExactSizeIterator<Item = &Release> + Clone {
        self.pick(self.places.by_edition.get(id))
    }

    /// The kind of an organisation; none where it is not stated.
    pub fn kind_of(&self, organisation: &OrganisationId) -> Option<&TermCode> {
        self.organisations.get(organisation)?.kind.as_ref()
    }

    /// The releases to an organisation.
    pub fn releases_to(&self, id: &OrganisationId) -> impl ExactSizeIterator<Item = &Release> + Clone {
        self.pick(self.places.by_recipient.get(id))
    }

    /// The releases that hold a dataset.
    pub fn releases_of_dataset(&self, id: &DatasetId) -> impl ExactSizeIterator<Item = &Release> + Clone {
        self.pick(self.places.by_dataset.get(id))
    }

    /// Who received one dataset both with and without opt-outs in one edition: by edition, recipient and dataset.
    pub fn both_ways(&self) -> &[BothWays] {
        &self.places.both_ways
    }

    /// The releases that one of [`Register::both_ways`] is about, in published order.
    pub fn releases_both_ways(&self, pair: &BothWays) -> impl ExactSizeIterator<Item = &Release> + Clone {
        pair.releases.iter().map(|&no| &self.facts.releases[no as usize])
    }

    /// The releases under one version of an agreement.
    pub fn releases_of_version(
        &self,
        id: &AgreementId,
        version: &Version,
    ) -> impl ExactSizeIterator<Item = &Release> + Clone {
        self.pick(self.places.by_version.get(id).and_then(|versions| versions.get(version)))
    }

    /// The releases under any version of an agreement, by version.
    pub fn releases_of_agreement(&self, id: &AgreementId) -> impl Iterator<Item = &Release> + Clone {
        let versions = self.places.by_version.get(id).into_iter().flat_map(BTreeMap::values);
        versions.flatten().map(|&no| &self.facts.releases[no as usize])
    }

    /// Every version of every agreement.
    pub fn versions(&self) -> impl Iterator<Item = (&Agreement, &AgreementVersion)> {
        self.facts.agreements.values().flat_map(|a| a.versions.iter().map(move |v| (a, v)))
    }

    /// The purposes of a version: its own, else those that were reviewed for its agreement; and whether they are the
    /// reviewed ones.
    pub fn purposes_of<'a>(&'a self, version: &'a AgreementVersion) -> (&'a [TermCode], bool) {
        if !version.purposes.is_empty() {
            return (&version.purposes, false);
        }
        let reviewed = self.places.reviewed_purposes.get(&version.agreement).map_or(&[] as &[_], Vec::as_slice);
        (reviewed, !reviewed.is_empty())
    }

    /// The edition of a release.
    ///
    /// # Panics
    /// Never for a release of this register: `check` lets in no row of an unknown edition.
    pub fn edition_of(&self, release: &Release) -> &Edition {
        &self.facts.editions[&release.edition]
    }

    /// The newest edition: the one whose period ends last.
    pub fn newest_edition(&self) -> Option<&Edition> {
        self.facts.editions.values().max_by_key(|edition| edition.order())
    }

    /// The latest date that the register itself holds: of an edition's period or publication.
    pub fn latest_date(&self) -> Option<NaiveDate> {
        self.facts.editions.values().flat_map(|e| [Some(e.to), e.published]).flatten().max()
    }
}

/// How many releases by channel, in vocabulary order.
pub fn count_by_channel<'a>(releases: impl Iterator<Item = &'a Release>) -> [(Channel, usize); 4] {
    let mut counts = Channel::ALL.map(|channel| (channel, 0));
    for release in releases {
        counts[release.channel as usize].1 += 1;
    }
    counts
}
