//! The pages about open data: what can be downloaded, and what each column means.

use super::plan::Site;
use super::{AsAt, Download};
use crate::output::Assets;
use serde::Serialize;

/// What can be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataView<'a> {
    /// Every file under `/data/`.
    pub files: Vec<Download<'a>>,
    /// The address of this page, for citation.
    pub permalink: String,
    /// The newest edition.
    pub as_at: Option<AsAt<'a>>,
}

/// What each published column means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DictionaryView {}

/// The view of the downloads.
pub(super) fn data_view<'a>(site: &'a Site<'_>, assets: &'a Assets) -> DataView<'a> {
    let routes = site.routes();
    let page = routes.section("data");
    let inside = assets.iter().filter_map(|(path, asset)| {
        let name = path.as_str().strip_prefix(page.as_str())?;
        Some(Download {
            href: routes.link(&page.file(name)),
            name: name.into(),
            size: asset.size,
            sha256: &asset.sha256,
        })
    });
    DataView { files: inside.collect(), permalink: routes.absolute(&page), as_at: site.newest() }
}

/// The view of the dictionary.
pub(super) fn dictionary_view() -> DictionaryView {
    DictionaryView {}
}
