//! The plan of a site: every page with its address, and the view of each, made when asked for.

use super::both_ways::BothWaysList;
use super::dataset::recipient_pages;
use super::dates::Day;
use super::kind::Kind;
use super::opt_outs::OptOutList;
use super::quality::Quality;
use super::routes::{Address, Routes, WAYS, section_of};
use super::rows::{PAGE_LINES, Pager, page_count};
use super::vocabulary::{pages_of, pages_under};
use super::ways::Ways;
use super::{AsAt, Link, agreement, prose, releases};
use crate::config::Settings;
use crate::model::{
    Agreement, AgreementId, AgreementVersion, ContentPage, DatasetId, Edition, OrganisationId, Register, Release,
    VocabularyName, Withdrawal,
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// One page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// Where it stands.
    pub address: Address,
    /// What it is about.
    pub kind: Kind<'a>,
    /// The day its facts last changed, where the register holds one: the end of the newest edition it shows, or the
    /// date of a notice or withdrawal.
    pub changed: Option<NaiveDate>,
}

/// A site as planned: its pages, and what they need to be shown.
#[derive(Debug, Clone)]
pub struct Site<'a> {
    pub(super) register: &'a Register,
    pub(super) settings: &'a Settings,
    pub(super) as_of: NaiveDate,
    /// Agreements that an organisation applied for or received data under.
    pub(super) agreements_of: BTreeMap<&'a OrganisationId, BTreeSet<&'a AgreementId>>,
    /// Agreements that name a dataset or under which it was released.
    pub(super) agreements_with: BTreeMap<&'a DatasetId, BTreeSet<&'a AgreementId>>,
    /// How many organisations received a dataset.
    recipients_of: BTreeMap<&'a DatasetId, usize>,
    /// Rows by the year in which they were released, in order of release.
    pub(super) years: BTreeMap<i32, Vec<&'a Release>>,
    /// Who received the same dataset both with and without opt-outs.
    pub(super) both_ways: BothWaysList<'a>,
    /// What is wrong or missing, by edition and kind.
    pub(super) quality: Quality<'a>,
    /// Everything by the terms it stands under.
    pub(super) ways: Ways<'a>,
    pages: Vec<Page<'a>>,
}

/// Plans the site of a register. `as_of` only dates statements such as "ended"; it selects nothing.
pub fn plan<'a>(register: &'a Register, settings: &'a Settings, as_of: NaiveDate) -> Site<'a> {
    // Each is a walk over all rows, and none needs another.
    let gathered = || (BothWaysList::of(register), Quality::new(register), recipients_of(register), years(register));
    let named = || (agreements_of(register), agreements_with(register));
    let ((ways, (agreements_of, agreements_with)), (both_ways, quality, recipients_of, years)) =
        rayon::join(|| rayon::join(|| Ways::of(register), named), gathered);
    let mut site = Site {
        register,
        settings,
        as_of,
        agreements_of,
        agreements_with,
        recipients_of,
        years,
        both_ways,
        quality,
        ways,
        pages: Vec::new(),
    };
    site.pages = site.all_pages();
    site
}

fn agreements_of(register: &Register) -> BTreeMap<&OrganisationId, BTreeSet<&AgreementId>> {
    let applied = register.versions().map(|(agreement, version)| (&version.applicant, &agreement.id));
    let received = register.releases.iter().map(|release| (&release.recipient, &release.agreement));
    agreements_by(applied.chain(received))
}

fn agreements_with(register: &Register) -> BTreeMap<&DatasetId, BTreeSet<&AgreementId>> {
    let used = register.versions().flat_map(|(agreement, version)| {
        version.datasets.iter().flat_map(|used| &used.datasets).map(move |dataset| (dataset, &agreement.id))
    });
    let released =
        register.releases.iter().flat_map(|release| release.datasets.iter().map(move |id| (id, &release.agreement)));
    agreements_by(used.chain(released))
}

fn agreements_by<'a, K: Ord>(
    pairs: impl Iterator<Item = (K, &'a AgreementId)>,
) -> BTreeMap<K, BTreeSet<&'a AgreementId>> {
    let mut all: BTreeMap<K, BTreeSet<&AgreementId>> = BTreeMap::new();
    pairs.for_each(|(of, agreement)| {
        all.entry(of).or_default().insert(agreement);
    });
    all
}

fn recipients_of(register: &Register) -> BTreeMap<&DatasetId, usize> {
    let recipients = |id| register.releases_of_dataset(id).map(|release| &release.recipient).collect::<BTreeSet<_>>();
    register.datasets.keys().map(|id| (id, recipients(id).len())).collect()
}

/// Rows by the year of the last day they may mean, in order of that day.
fn years(register: &Register) -> BTreeMap<i32, Vec<&Release>> {
    let mut years: BTreeMap<i32, Vec<(NaiveDate, &Release)>> = BTreeMap::new();
    for release in &register.releases {
        let last = release.released.span(register.edition_of(release)).1;
        years.entry(last.year()).or_default().push((last, release));
    }
    let in_order = |(year, mut rows): (i32, Vec<(NaiveDate, _)>)| {
        rows.sort_by_key(|(last, _)| *last);
        (year, rows.into_iter().map(|(_, release)| release).collect())
    };
    years.into_iter().map(in_order).collect()
}

impl<'a> Site<'a> {
    /// Where everything stands.
    pub fn routes(&self) -> Routes<'a> {
        Routes::new(self.register, &self.settings.base_url)
    }

    /// The facts it shows.
    pub fn register(&self) -> &'a Register {
        self.register
    }

    /// The day that statements such as "ended" speak of.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The settings it was planned with.
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// Its pages.
    pub fn pages(&self) -> &[Page<'a>] {
        &self.pages
    }

    /// The absolute address of every page that search engines may list, with the day its facts last changed.
    pub fn addresses(&self) -> Vec<(String, Option<NaiveDate>)> {
        let routes = self.routes();
        let listed = self.pages.iter().filter(|page| page.kind.listed());
        listed.map(|page| (routes.absolute(&page.address), page.changed)).collect()
    }

    /// Sections that the header links to, in order.
    pub fn sections(&self) -> [&'static str; 6] {
        ["agreements", "recipients", "datasets", "opt-outs", "releases", "data"]
    }

    /// Further sections, which the footer links to, in order: vocabularies by which to find releases, and what helps.
    pub fn ways(&self) -> Vec<&'static str> {
        let own = WAYS.into_iter().filter(|(vocabulary, _)| *vocabulary != VocabularyName::OptOut);
        own.map(|(_, section)| section).chain(["search", "explore", "your-data", "quality", "glossary"]).collect()
    }

    /// The vocabulary whose terms a section lists.
    pub fn vocabulary_of(&self, section: &str) -> Option<VocabularyName> {
        WAYS.into_iter().find(|(_, own)| *own == section).map(|(vocabulary, _)| vocabulary)
    }

    /// Whether the header or the footer leads to a section.
    pub(super) fn leads_to(&self, section: &str) -> bool {
        self.sections().contains(&section) || self.ways().contains(&section)
    }

    /// Folders of prose that have an index page.
    pub fn folders(&self) -> Vec<&'static str> {
        self.pages
            .iter()
            .filter_map(|page| if let Kind::Folder(name) = page.kind { Some(name) } else { None })
            .collect()
    }

    /// Pages of prose that are in no folder with an index.
    pub fn loose_pages(&self) -> Vec<Link<'a>> {
        let loose =
            prose::in_order(self.register.content.iter().filter(|page| !prose::FOLDERS.contains(&page.folder())));
        loose.into_iter().map(|page| self.link_to_content(page)).collect()
    }

    pub(super) fn link_to_content(&self, page: &'a ContentPage) -> Link<'a> {
        let routes = self.routes();
        Link { href: routes.link(&routes.content_page(&page.address)), text: (&*page.title).into() }
    }

    pub(super) fn as_at(&self, edition: &'a Edition) -> AsAt<'a> {
        AsAt { edition: self.edition_link(edition), date: Day(edition.to) }
    }

    /// An edition by its id, and where its releases are listed.
    pub(super) fn edition_link(&self, edition: &'a Edition) -> Link<'a> {
        let routes = self.routes();
        Link { href: routes.link(&routes.edition_page(&edition.id)), text: edition.id.as_str().into() }
    }

    /// How many organisations received a dataset.
    pub(super) fn received_by(&self, id: &DatasetId) -> usize {
        self.recipients_of.get(id).copied().unwrap_or(0)
    }

    pub(super) fn newest(&self) -> Option<AsAt<'a>> {
        self.register.newest_edition().map(|edition| self.as_at(edition))
    }

    /// The page above a page that is not its section's, for the breadcrumb.
    pub fn parent(&self, page: &Page<'a>) -> Option<Link<'a>> {
        let routes = self.routes();
        match page.kind {
            Kind::Version(agreement, _) => Some(super::link_to_agreement(routes, &agreement.id)),
            Kind::RecipientsOf(dataset, _) => Some(super::link_to_dataset(self.register, routes, &dataset.id)),
            Kind::Content(content) => {
                let above = self.register.content.iter().find(|other| other.address == content.folder());
                above.map(|other| self.link_to_content(other))
            }
            Kind::Finding(Some(edition), ..) => {
                let href = routes.link(&routes.quality_page(Some(&edition.id)));
                Some(Link { href, text: edition.id.as_str().into() })
            }
            _ => None,
        }
    }

    /// The section a page's breadcrumb names: its own, or the folder of a page of prose.
    pub fn section_of(&self, page: &Page<'a>) -> Option<&'static str> {
        match page.kind {
            Kind::Content(content) => prose::FOLDERS.into_iter().find(|&folder| folder == content.folder()),
            Kind::Term(vocabulary, ..) => section_of(vocabulary).filter(|section| self.leads_to(section)),
            kind => kind.section(),
        }
    }

    fn all_pages(&self) -> Vec<Page<'a>> {
        let routes = self.routes();
        let newest = self.register.newest_edition().map(|edition| edition.to);
        let page = |address: Address, kind: Kind<'a>| Page { address, kind, changed: newest };
        let mut pages = vec![page(routes.home(), Kind::Home)];
        for number in 1..=page_count(self.register.agreements.len()) {
            pages.push(page(routes.section("agreements").page(number), Kind::Agreements(number)));
        }
        for agreement in self.register.agreements.values() {
            self.add_agreement(agreement, &mut pages);
        }
        pages.push(page(routes.section("recipients"), Kind::Recipients));
        for organisation in self.register.organisations.values() {
            let changed = self.last_release(self.register.releases_to(&organisation.id));
            let address = routes.recipient_page(&organisation.id);
            pages.push(Page { address, kind: Kind::Recipient(organisation), changed });
        }
        pages.push(page(routes.section("datasets"), Kind::Datasets));
        for dataset in self.register.datasets.values() {
            let changed = self.last_release(self.register.releases_of_dataset(&dataset.id));
            pages.push(Page { address: routes.dataset_page(&dataset.id), kind: Kind::Dataset(dataset), changed });
            for number in 2..=recipient_pages(self.received_by(&dataset.id)) {
                let address = routes.dataset_page(&dataset.id).page(number);
                pages.push(Page { address, kind: Kind::RecipientsOf(dataset, number), changed });
            }
        }
        pages.push(page(routes.section("releases"), Kind::Releases));
        self.add_lists(&mut pages);
        pages.push(page(routes.section("data"), Kind::Data));
        pages.push(page(routes.dictionary(), Kind::Dictionary));
        self.add_ways(&mut pages);
        pages.push(page(routes.section("glossary"), Kind::Glossary));
        pages.push(page(routes.section("your-data"), Kind::YourData));
        pages.push(page(routes.section("search"), Kind::Search));
        pages.push(page(routes.section("explore"), Kind::Explore));
        self.add_prose(&mut pages);
        self.add_opt_outs(&mut pages);
        self.add_quality(&mut pages);
        pages.push(page(routes.not_found(), Kind::NotFound));
        pages
    }

    fn last_release(&self, releases: impl Iterator<Item = &'a Release>) -> Option<NaiveDate> {
        releases.map(|release| self.register.edition_of(release).to).max()
    }

    fn add_agreement(&self, agreement: &'a Agreement, pages: &mut Vec<Page<'a>>) {
        let routes = self.routes();
        let changed = |versions: &'a [AgreementVersion]| {
            let text = versions.iter().flat_map(|v| &v.statements).flat_map(|s| &s.editions);
            let text = text.filter_map(|id| self.register.editions.get(id)).map(|edition| edition.to).max();
            let rows = versions.iter().flat_map(|v| self.register.releases_of_version(&agreement.id, &v.version));
            text.max(self.last_release(rows))
        };
        let address = routes.agreement_page(&agreement.id);
        pages.push(Page { address, kind: Kind::Agreement(agreement), changed: changed(&agreement.versions) });
        for version in &agreement.versions {
            let address = routes.version_page(&agreement.id, &version.version);
            let changed = changed(std::slice::from_ref(version));
            pages.push(Page { address, kind: Kind::Version(agreement, version), changed });
        }
    }

    fn add_lists(&self, pages: &mut Vec<Page<'a>>) {
        let routes = self.routes();
        for (&year, rows) in &self.years {
            let changed = self.last_release(rows.iter().copied());
            for number in 1..=page_count(releases::listed_by_year(self.register, rows).len()) {
                pages.push(Page {
                    address: routes.year_page(year).page(number),
                    kind: Kind::Year(year, number),
                    changed,
                });
            }
        }
        for edition in self.register.editions.values() {
            for number in 1..=page_count(self.register.releases_of_edition(&edition.id).len()) {
                let address = routes.edition_page(&edition.id).page(number);
                pages.push(Page { address, kind: Kind::Edition(edition, number), changed: Some(edition.to) });
            }
        }
    }

    fn add_opt_outs(&self, pages: &mut Vec<Page<'a>>) {
        let routes = self.routes();
        let changed = self.register.newest_edition().map(|edition| edition.to);
        let mut add = |address: Address, kind| pages.push(Page { address, kind, changed });
        add(routes.section("opt-outs"), Kind::OptOuts);
        for list in OptOutList::ALL {
            for number in 1..=page_count(list.len(self)) {
                add(routes.opt_outs_by(list.key()).page(number), Kind::OptOutsBy(list, number));
            }
        }
        for number in 1..=self.both_ways.pages() {
            add(routes.both_ways().page(number), Kind::BothWays(number));
        }
    }

    fn add_quality(&self, pages: &mut Vec<Page<'a>>) {
        let routes = self.routes();
        let newest = self.register.newest_edition().map(|edition| edition.to);
        pages.push(Page { address: routes.section("quality"), kind: Kind::Quality, changed: newest });
        for edition in self.quality.scopes(self.register) {
            let id = edition.map(|edition| &edition.id);
            let changed = edition.map(|edition| edition.to).or(newest);
            pages.push(Page { address: routes.quality_page(id), kind: Kind::EditionQuality(edition), changed });
            for (kind, findings) in self.quality.kinds(id) {
                for number in 1..=Pager::pages_of(findings.lines.len(), PAGE_LINES) {
                    let address = routes.finding_page(id, kind).page(number);
                    pages.push(Page { address, kind: Kind::Finding(edition, kind, number), changed });
                }
            }
        }
    }

    fn add_ways(&self, pages: &mut Vec<Page<'a>>) {
        let (routes, newest) = (self.routes(), self.register.newest_edition().map(|edition| edition.to));
        for (vocabulary, section) in WAYS {
            // The page about opt-outs says more than an index of answers would, and is no part of this.
            if vocabulary != VocabularyName::OptOut {
                let (address, kind) = (routes.section(section), Kind::Terms(vocabulary));
                pages.push(Page { address, kind, changed: newest });
            }
            for term in pages_of(self.register, vocabulary) {
                let code = term.map(|term| term.code.as_str());
                let Some(address) = routes.term_page(vocabulary, code) else { continue };
                let changed =
                    self.ways.under(vocabulary, code).and_then(|under| under.newest).map(|edition| edition.to);
                for number in 1..=pages_under(self, vocabulary, term) {
                    let kind = Kind::Term(vocabulary, term, number);
                    pages.push(Page { address: address.clone().page(number), kind, changed });
                }
            }
        }
    }

    fn add_prose(&self, pages: &mut Vec<Page<'a>>) {
        let routes = self.routes();
        for content in &self.register.content {
            let address = routes.content_page(&content.address);
            pages.push(Page { address, kind: Kind::Content(content), changed: content.date });
        }
        for folder in prose::FOLDERS {
            let inside = self.register.content.iter().filter(|page| page.folder() == folder);
            let written = self.register.content.iter().any(|page| page.address == folder);
            if !written && inside.clone().next().is_some() {
                let changed = inside.filter_map(|page| page.date).max();
                pages.push(Page { address: routes.section(folder), kind: Kind::Folder(folder), changed });
            }
        }
        for withdrawal in &self.register.withdrawn {
            if let Some(address) = self.tombstone_address(withdrawal) {
                pages.push(Page { address, kind: Kind::Tombstone(withdrawal), changed: Some(withdrawal.date) });
            }
        }
    }

    /// Where a withdrawn record's page stood; nothing for a record that has no page, or that is back.
    fn tombstone_address(&self, withdrawal: &Withdrawal) -> Option<Address> {
        let routes = self.routes();
        let id = withdrawal.id.as_str();
        let (address, there) = match withdrawal.record_type.as_str() {
            "agreement" => (routes.agreement_page(&AgreementId::new(id)), self.register.agreements.contains_key(id)),
            "organisation" => {
                (routes.recipient_page(&OrganisationId::new(id)), self.register.organisations.contains_key(id))
            }
            "dataset" => (routes.dataset_page(&DatasetId::new(id)), self.register.datasets.contains_key(id)),
            _ => return None,
        };
        (!there).then_some(address)
    }
}

pub(super) use agreement::as_at;
