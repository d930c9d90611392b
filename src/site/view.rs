//! The view of every kind of page, made when asked for.

use super::agreement::{AgreementView, VersionView, agreement_view, version_view};
use super::both_ways::{BothWaysView, both_ways_view};
use super::data::{DataView, DictionaryView};
use super::dataset::{DatasetView, RecipientsOfView, dataset_view, recipients_of_view};
use super::glossary::{GlossaryView, glossary_view};
use super::home::{HomeView, home_view};
use super::kind::Kind;
use super::lists::{AgreementsView, DatasetsView, RecipientsView};
use super::opt_outs::{OptOutsByView, OptOutsView, opt_outs_by_view, opt_outs_view};
use super::plan::{Page, Site};
use super::prose::{ContentView, FolderView, TombstoneView};
use super::quality::{EditionQualityView, FindingView, QualityView};
use super::recipient::{RecipientView, recipient_view};
use super::releases::{EditionView, ReleasesView, YearView};
use super::search::{ExploreView, SearchView, explore_view, search_view};
use super::vocabulary::{TermView, TermsView, term_view, terms_view};
use super::your_data::{YourDataView, your_data_view};
use super::{data, lists, prose, quality, releases};
use crate::output::Assets;
use serde::Serialize;

/// What a page shows.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, clippy::large_enum_variant)] // one of each kind of page; made one at a time
pub enum View<'a> {
    Home(HomeView<'a>),
    Agreements(AgreementsView<'a>),
    Agreement(AgreementView<'a>),
    Version(VersionView<'a>),
    Recipients(RecipientsView<'a>),
    Recipient(RecipientView<'a>),
    Datasets(DatasetsView<'a>),
    Dataset(DatasetView<'a>),
    RecipientsOf(RecipientsOfView<'a>),
    Releases(ReleasesView<'a>),
    Year(YearView<'a>),
    Edition(EditionView<'a>),
    Data(DataView<'a>),
    Dictionary(DictionaryView<'a>),
    Content(ContentView<'a>),
    Folder(FolderView<'a>),
    Tombstone(TombstoneView<'a>),
    OptOuts(OptOutsView<'a>),
    OptOutsBy(OptOutsByView<'a>),
    BothWays(BothWaysView<'a>),
    NotFound {},
    Quality(QualityView<'a>),
    EditionQuality(EditionQualityView<'a>),
    Finding(FindingView<'a>),
    Terms(TermsView<'a>),
    Term(TermView<'a>),
    Glossary(GlossaryView<'a>),
    YourData(YourDataView<'a>),
    Search(SearchView<'a>),
    Explore(ExploreView<'a>),
}

impl<'a> Site<'a> {
    /// What a page shows.
    pub fn view<'s>(&'s self, page: &Page<'s>, assets: &'s Assets) -> View<'s> {
        match page.kind {
            Kind::Home => View::Home(home_view(self, assets)),
            Kind::Agreements(number) => View::Agreements(lists::agreements_view(self, number)),
            Kind::Agreement(agreement) => View::Agreement(agreement_view(self, agreement, assets)),
            Kind::Version(agreement, version) => View::Version(version_view(self, agreement, version)),
            Kind::Recipients => View::Recipients(lists::recipients_view(self)),
            Kind::Recipient(organisation) => View::Recipient(recipient_view(self, organisation, assets)),
            Kind::Datasets => View::Datasets(lists::datasets_view(self)),
            Kind::Dataset(dataset) => View::Dataset(dataset_view(self, dataset, assets)),
            Kind::RecipientsOf(dataset, number) => View::RecipientsOf(recipients_of_view(self, dataset, number)),
            Kind::Releases => View::Releases(releases::releases_view(self)),
            Kind::Year(year, number) => View::Year(releases::year_view(self, year, number)),
            Kind::Edition(edition, number) => View::Edition(releases::edition_view(self, edition, number, assets)),
            Kind::Data => View::Data(data::data_view(self, assets)),
            Kind::Dictionary => View::Dictionary(data::dictionary_view(self)),
            Kind::Content(content) => View::Content(prose::content_view(self, content)),
            Kind::Folder(folder) => View::Folder(prose::folder_view(self, folder)),
            Kind::Tombstone(withdrawal) => View::Tombstone(prose::tombstone_view(self, withdrawal)),
            Kind::OptOuts => View::OptOuts(opt_outs_view(self, assets)),
            Kind::OptOutsBy(list, number) => View::OptOutsBy(opt_outs_by_view(self, list, number, assets)),
            Kind::BothWays(number) => View::BothWays(both_ways_view(self, number, assets)),
            Kind::NotFound => View::NotFound {},
            Kind::Quality => View::Quality(quality::quality_view(self, assets)),
            Kind::EditionQuality(edition) => View::EditionQuality(quality::edition_quality_view(self, edition, assets)),
            Kind::Finding(edition, kind, number) => {
                View::Finding(quality::finding_view(self, (edition, kind), number, assets))
            }
            Kind::Terms(vocabulary) => View::Terms(terms_view(self, vocabulary)),
            Kind::Term(vocabulary, term, number) => View::Term(term_view(self, vocabulary, term, number)),
            Kind::Glossary => View::Glossary(glossary_view(self)),
            Kind::YourData => View::YourData(your_data_view(self)),
            Kind::Search => View::Search(search_view(self, assets)),
            Kind::Explore => View::Explore(explore_view(self, assets)),
        }
    }
}
