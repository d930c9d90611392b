//! Where the files of the extracts are, below the site's root. `extracts` writes them there and pages link to them.

use crate::model::{DatasetId, EditionId, OrganisationId};

/// One file of the extracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extract<'a> {
    /// A whole table, by its name.
    Table(&'a str),
    /// The releases of an edition.
    Edition(&'a EditionId),
    /// What is wrong or missing in an edition.
    EditionFindings(&'a EditionId),
    /// The releases to an organisation.
    Recipient(&'a OrganisationId),
    /// The releases that hold a dataset.
    Dataset(&'a DatasetId),
    /// The releases under an agreement, by the agreement's slug.
    Agreement(&'a str),
    /// Columns of the releases that the page of all releases shows, by the first digits of their digest.
    Shown(&'a str),
    /// Its other columns, likewise.
    Unshown(&'a str),
    /// The description of all tables for programs.
    DataPackage,
    /// The SHA-256 of every other file under `data/`.
    Checksums,
}

impl Extract<'_> {
    /// Its path below the site's root, without a leading slash.
    pub fn path(&self) -> String {
        match self {
            Extract::Table(name) => format!("data/{name}.csv"),
            Extract::Edition(id) => format!("data/{id}/releases.csv"),
            Extract::EditionFindings(id) => format!("data/{id}/findings.csv"),
            Extract::Recipient(id) => format!("recipients/{id}/releases.csv"),
            Extract::Dataset(id) => format!("datasets/{id}/releases.csv"),
            Extract::Agreement(slug) => format!("agreements/{slug}/releases.csv"),
            Extract::Shown(digest) => format!("explore/rows-{digest}.bin"),
            Extract::Unshown(digest) => format!("explore/rest-{digest}.bin"),
            Extract::DataPackage => "data/datapackage.json".to_owned(),
            Extract::Checksums => "data/SHA256SUMS".to_owned(),
        }
    }

    /// Whether a path is that of this file with any digest.
    pub fn is_named(&self, path: &str) -> bool {
        let named = self.path();
        let stem = named.strip_suffix(".bin").unwrap_or(&named);
        path.strip_prefix(stem).is_some_and(|rest| rest.ends_with(".bin"))
    }
}
