//! Where everything stands. The only place in which an address is spelled.

use super::SectionLink;
use crate::config::BaseUrl;
use crate::model::{
    Addresses, AgreementId, DatasetId, EditionId, FindingKind, OrganisationId, Register, Release, Version,
    VocabularyName, fold,
};
use crate::output::SitePath;
use std::fmt::Write as _;

/// Vocabularies whose terms have pages, each with its section of the site, in the order of menus.
pub(super) const WAYS: [(VocabularyName, &str); 6] = [
    (VocabularyName::Purpose, "purposes"),
    (VocabularyName::LegalBasis, "legal-bases"),
    (VocabularyName::OptOut, "opt-outs"),
    (VocabularyName::OrganisationType, "organisation-types"),
    (VocabularyName::Channel, "channels"),
    (VocabularyName::Identifiability, "identifiability"),
];

/// A text as it stands in a part of an address: every byte but letters, digits and `-._~` as `%` and two hex digits.
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The section of a vocabulary whose terms have pages.
pub(super) fn section_of(vocabulary: VocabularyName) -> Option<&'static str> {
    WAYS.into_iter().find(|(name, _)| *name == vocabulary).map(|(_, section)| section)
}

/// The addresses of one site. As [`Addresses`] they are absolute; [`Routes::link`] gives them below the base path,
/// for links within the site.
#[derive(Debug, Clone, Copy)]
pub struct Routes<'a> {
    register: &'a Register,
    base: &'a BaseUrl,
}

/// An address below the site's root, without a leading slash: `agreements/nic-1/` or `404.html`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    fn folder(parts: &[&str]) -> Address {
        let mut address = Address(String::with_capacity(parts.iter().map(|part| part.len() + 1).sum()));
        parts.iter().for_each(|part| address.enter(part));
        address
    }

    fn enter(&mut self, segment: &str) {
        if SitePath::is_segment(segment) {
            self.0.push_str(segment);
        } else {
            self.0.push_str(SitePath::nearest(&segment.replace('/', "-")).as_str());
        }
        self.0.push('/');
    }

    /// A page of a list, counted from 1; the first is the list's own address.
    #[must_use]
    pub fn page(self, number: usize) -> Address {
        if number < 2 { self } else { Address(format!("{}page-{number}/", self.0)) }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that answers at this address.
    pub fn path(&self) -> SitePath {
        let index = if self.0.is_empty() || self.0.ends_with('/') { "index.html" } else { "" };
        SitePath::nearest(&format!("{}{index}", self.0))
    }
}

impl<'a> Routes<'a> {
    /// The addresses of a register's site.
    pub fn new(register: &'a Register, base: &'a BaseUrl) -> Routes<'a> {
        Routes { register, base }
    }

    /// The path the site lives under, with both slashes.
    pub fn base_path(&self) -> &'a str {
        self.base.path()
    }

    /// An address as a link within the site.
    pub fn link(&self, address: &Address) -> String {
        [self.base.path(), &address.0].concat()
    }

    /// A file of the site as a link within it.
    pub fn file_link(&self, path: &str) -> String {
        format!("{}{path}", self.base.path())
    }

    /// An address with scheme and host.
    pub fn absolute(&self, address: &Address) -> String {
        self.base.join(&address.0)
    }

    /// The home page.
    pub fn home(&self) -> Address {
        Address(String::new())
    }

    /// The page that a host shows where there is none.
    pub fn not_found(&self) -> Address {
        Address("404.html".to_owned())
    }

    /// A section of the site: `agreements`, `data`.
    pub fn section(&self, name: &str) -> Address {
        Address::folder(&[name])
    }

    /// A section whose name is that of its folder, and its link.
    pub fn section_link(&self, section: &'static str) -> SectionLink {
        SectionLink { section, href: self.link(&self.section(section)) }
    }

    /// What every published column means.
    pub fn dictionary(&self) -> Address {
        Address::folder(&["data", "dictionary"])
    }

    /// An agreement's page, whether the register still has it or not.
    pub fn agreement_page(&self, id: &AgreementId) -> Address {
        match self.register.agreements.get(id) {
            Some(agreement) => Address::folder(&["agreements", &agreement.slug]),
            None => Address::folder(&["agreements", &fold::agreement_slug(id.as_str())]),
        }
    }

    /// A version's page.
    pub fn version_page(&self, id: &AgreementId, version: &Version) -> Address {
        let mut address = self.agreement_page(id);
        address.enter(version.label());
        address
    }

    /// A recipient's page.
    pub fn recipient_page(&self, id: &OrganisationId) -> Address {
        Address::folder(&["recipients", id.as_str()])
    }

    /// A dataset's page.
    pub fn dataset_page(&self, id: &DatasetId) -> Address {
        Address::folder(&["datasets", id.as_str()])
    }

    /// The page of an edition's releases.
    pub fn edition_page(&self, id: &EditionId) -> Address {
        Address::folder(&["releases", id.as_str()])
    }

    /// The page of a year's releases.
    pub fn year_page(&self, year: i32) -> Address {
        Address::folder(&["releases", &year.to_string()])
    }

    /// Where a term is explained: its page, or its place in the glossary.
    pub fn term_address(&self, vocabulary: VocabularyName, code: &str) -> Address {
        self.term_page(vocabulary, Some(code)).unwrap_or_else(|| {
            Address(format!("{}#{}", self.section("glossary").0, self.glossary_id(vocabulary, code)))
        })
    }

    /// The page of a term: everything under `no/consent` is at `opt-outs/no-consent/`, and what states no term is at
    /// `…/not-stated/`. Nothing for a vocabulary whose terms have no pages.
    pub fn term_page(&self, vocabulary: VocabularyName, code: Option<&str>) -> Option<Address> {
        let section = section_of(vocabulary)?;
        let slug = code.map_or_else(|| "not-stated".to_owned(), fold::slug);
        Some(Address::folder(&[section, &slug]))
    }

    /// The page of all releases, with those of one recipient, dataset or edition chosen; none where there are no rows.
    pub fn explore_link(&self, chosen: Option<(&str, &str)>, rows: usize) -> Option<String> {
        let mut link = self.link(&self.section("explore"));
        if let Some((key, id)) = chosen {
            let _ = write!(link, "?{key}={}", percent_encoded(id));
        }
        (rows > 0).then_some(link)
    }

    /// Answers about opt-outs by `dataset` or by `recipient`.
    pub fn opt_outs_by(&self, what: &str) -> Address {
        Address::folder(&["opt-outs", &format!("by-{what}")])
    }

    /// Who received the same dataset both with and without opt-outs.
    pub fn both_ways(&self) -> Address {
        Address::folder(&["opt-outs", "both-ways"])
    }

    /// What is wrong or missing in an edition, or in the register as a whole.
    pub fn quality_page(&self, edition: Option<&EditionId>) -> Address {
        Address::folder(&["quality", edition.map_or("register", EditionId::as_str)])
    }

    /// The findings of one kind there.
    pub fn finding_page(&self, edition: Option<&EditionId>, kind: &FindingKind) -> Address {
        let mut address = self.quality_page(edition);
        address.enter(kind.slug);
        address
    }

    /// Where a term is explained, as a link within the site: its page, or its place in the glossary.
    pub fn term_link(&self, vocabulary: VocabularyName, code: &str) -> String {
        self.link(&self.term_address(vocabulary, code))
    }

    /// The id of a term in the glossary: `opt-out-no-consent`.
    pub fn glossary_id(&self, vocabulary: VocabularyName, code: &str) -> String {
        format!("{}-{}", vocabulary.key(), fold::slug(code))
    }

    /// A file of the search index.
    pub fn search_file(&self, name: &str) -> Address {
        Address(format!("search/{name}"))
    }

    /// A page of `content/`.
    pub fn content_page(&self, address: &str) -> Address {
        Address::folder(&address.split('/').collect::<Vec<_>>())
    }

    /// The id of a release row on its version's page. What cannot stand in an address is written `~` and its bytes
    /// in hex, and so is `~` itself, so that two ids stay two.
    pub fn anchor(&self, release: &Release) -> String {
        let plain = release.anchor();
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if plain.bytes().all(fine) {
            return plain;
        }
        let mut id = String::with_capacity(plain.len() + 8);
        for byte in plain.bytes() {
            if fine(byte) {
                id.push(char::from(byte));
            } else {
                let _ = write!(id, "~{byte:02X}");
            }
        }
        id
    }

    /// A release row's permanent address, as a link within the site.
    pub fn release_link(&self, release: &Release) -> String {
        let page = self.version_page(&release.agreement, &release.version);
        format!("{}#{}", self.link(&page), self.anchor(release))
    }
}

impl Addresses for Routes<'_> {
    fn agreement(&self, id: &AgreementId) -> String {
        self.absolute(&self.agreement_page(id))
    }

    fn version(&self, id: &AgreementId, version: &Version) -> String {
        self.absolute(&self.version_page(id, version))
    }

    fn release(&self, release: &Release) -> String {
        let page = self.version_page(&release.agreement, &release.version);
        format!("{}#{}", self.absolute(&page), self.anchor(release))
    }

    fn organisation(&self, id: &OrganisationId) -> String {
        self.absolute(&self.recipient_page(id))
    }

    fn dataset(&self, id: &DatasetId) -> String {
        self.absolute(&self.dataset_page(id))
    }

    fn edition(&self, id: &EditionId) -> String {
        self.absolute(&self.edition_page(id))
    }

    fn term(&self, vocabulary: VocabularyName, code: &str) -> String {
        self.absolute(&self.term_address(vocabulary, code))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::Facts;

    #[test]
    fn no_id_leads_out_of_its_folder() {
        let (register, base) = (Register::new(Facts::default()), BaseUrl::parse("https://a.example/r/").unwrap());
        let routes = Routes::new(&register, &base);
        for id in ["../../x", "a/b", "a b\"><", "", ".."] {
            let page = routes.recipient_page(&OrganisationId::new(id));
            let name = page.as_str().strip_prefix("recipients/").and_then(|rest| rest.strip_suffix('/')).unwrap();
            assert!(!name.is_empty() && !name.contains('/') && !name.starts_with('.'), "{id:?}: {name}");
            assert_eq!(SitePath::new(page.path().as_str()), Some(page.path()));
        }
    }

    #[test]
    fn links_begin_with_the_base_path_and_addresses_with_the_host() {
        let (register, base) = (Register::new(Facts::default()), BaseUrl::parse("https://a.example/r/").unwrap());
        let routes = Routes::new(&register, &base);
        let page = routes.version_page(&AgreementId::new("NIC-1-A"), &Version::new("v9.3"));
        assert_eq!(routes.link(&page), "/r/agreements/nic-1-a/v9.3/");
        assert_eq!(routes.absolute(&page), "https://a.example/r/agreements/nic-1-a/v9.3/");
        assert_eq!(page.path().as_str(), "agreements/nic-1-a/v9.3/index.html");
        assert_eq!(routes.not_found().path().as_str(), "404.html");
        let term = |code| routes.term_page(VocabularyName::OptOut, code).unwrap();
        assert_eq!(routes.link(&term(Some("no/not_identifiable"))), "/r/opt-outs/no-not-identifiable/");
        assert_eq!(routes.link(&term(Some("yes/"))), "/r/opt-outs/yes/");
        assert_eq!(routes.link(&term(None)), "/r/opt-outs/not-stated/");
        assert_eq!(routes.term_page(VocabularyName::Frequency, None), None);
        assert_eq!(routes.term_link(VocabularyName::OptOut, "no/consent"), "/r/opt-outs/no-consent/");
        assert_eq!(routes.term_link(VocabularyName::Frequency, "one_off"), "/r/glossary/#frequency-one-off");
        assert_eq!(routes.home().path().as_str(), "index.html");
    }
}
