//! Output files and sets of them.

use super::SitePath;
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub enum MediaType {
    Html,
    Css,
    Script,
    Csv,
    Json,
    Xml,
    Text,
    Svg,
    /// A file of a theme or content folder that is passed on as it is.
    Other,
}

impl MediaType {
    /// By the ending of a file name.
    pub fn of(path: &SitePath) -> MediaType {
        match path.as_str().rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" => MediaType::Html,
            "css" => MediaType::Css,
            "js" | "mjs" => MediaType::Script,
            "csv" => MediaType::Csv,
            "json" => MediaType::Json,
            "xml" => MediaType::Xml,
            "txt" => MediaType::Text,
            "svg" => MediaType::Svg,
            _ => MediaType::Other,
        }
    }

    /// What a server calls it; nothing for [`MediaType::Other`]. All text is UTF-8.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            MediaType::Html => "text/html; charset=utf-8",
            MediaType::Css => "text/css; charset=utf-8",
            MediaType::Script => "text/javascript; charset=utf-8",
            MediaType::Csv => "text/csv; charset=utf-8",
            MediaType::Json => "application/json",
            MediaType::Xml => "application/xml",
            MediaType::Text => "text/plain; charset=utf-8",
            MediaType::Svg => "image/svg+xml",
            MediaType::Other => return None,
        })
    }
}

type Maker<'a> = Box<dyn Fn() -> Result<Vec<u8>, Failure> + Send + Sync + 'a>;

enum Content<'a> {
    Made(Vec<u8>, Asset),
    /// With size and digest, where they are known before.
    OnDemand(Maker<'a>, Option<Asset>),
}

/// One file of the site. Its bytes may be computed on demand: `publish` asks for all, a server for one.
pub struct OutputFile<'a> {
    path: SitePath,
    content: Content<'a>,
}

impl<'a> OutputFile<'a> {
    /// A file whose bytes are there.
    pub fn made(path: SitePath, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let asset = Asset::of(&bytes);
        OutputFile { path, content: Content::Made(bytes, asset) }
    }

    /// A file whose bytes are computed when asked for; the same bytes each time.
    pub fn on_demand(path: SitePath, make: impl Fn() -> Result<Vec<u8>, Failure> + Send + Sync + 'a) -> Self {
        OutputFile { path, content: Content::OnDemand(Box::new(make), None) }
    }

    /// A file whose size and digest are taken now and whose bytes are made again when asked for, so that nobody holds
    /// them in between; the same bytes each time.
    pub fn made_again(path: SitePath, make: impl Fn() -> Vec<u8> + Send + Sync + 'a) -> Self {
        let asset = Asset::of(&make());
        OutputFile { path, content: Content::OnDemand(Box::new(move || Ok(make())), Some(asset)) }
    }

    /// Where it goes.
    pub fn path(&self) -> &SitePath {
        &self.path
    }

    /// Its size and digest, if they are known already.
    pub fn asset(&self) -> Option<&Asset> {
        match &self.content {
            Content::Made(_, asset) => Some(asset),
            Content::OnDemand(_, asset) => asset.as_ref(),
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Where they are computed on demand and that fails (a theme's template, for one).
    pub fn bytes(&self) -> Result<std::borrow::Cow<'_, [u8]>, Failure> {
        match &self.content {
            Content::Made(bytes, _) => Ok(bytes.into()),
            Content::OnDemand(make, _) => make().map(Into::into),
        }
    }
}

impl fmt::Debug for OutputFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutputFile({})", self.path)
    }
}

/// All files of a site, by path.
#[derive(Debug, Default)]
pub struct OutputSet<'a> {
    files: BTreeMap<SitePath, OutputFile<'a>>,
    /// The paths in lower case: some file systems and hosts know no other.
    folded: BTreeSet<String>,
}

impl<'a> OutputSet<'a> {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. A second writer of one path, letter case aside, is a fault; the first file stays.
    pub fn add(&mut self, file: OutputFile<'a>, faults: &mut Diagnostics) {
        if !self.folded.insert(file.path.as_str().to_ascii_lowercase()) {
            let message = format!("two files of the site want the path {}", file.path);
            faults.push(Diagnostic::new(&codes::E140, message).help("rename one of the two records or pages"));
            return;
        }
        self.files.insert(file.path.clone(), file);
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = &OutputFile<'a>> {
        self.files.values()
    }

    /// One file.
    pub fn get(&self, path: &str) -> Option<&OutputFile<'a>> {
        self.files.get(&SitePath::new(path)?)
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest as lower-case hex.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Size and digest of a finished file, for whoever names or lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Bytes.
    pub size: usize,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

impl Asset {
    /// Those of these bytes.
    pub fn of(bytes: &[u8]) -> Asset {
        Asset { size: bytes.len(), sha256: sha256_hex(bytes) }
    }
}

/// The finished files that pages may name, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    files: BTreeMap<SitePath, Asset>,
}

impl Assets {
    /// Notes these files, but for those whose size and digest nobody knows yet.
    pub fn of(files: &[OutputFile<'_>]) -> Assets {
        let finished = |file: &OutputFile<'_>| Some((file.path.clone(), file.asset()?.clone()));
        Assets { files: files.iter().filter_map(finished).collect() }
    }

    /// A file's size and digest.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(&SitePath::new(path)?)
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&SitePath, &Asset)> {
        self.files.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_made_again_is_known_before_its_bytes_are_asked_for() {
        let path = || SitePath::new("data/a.csv").expect("a good path");
        let (again, made) = (OutputFile::made_again(path(), || b"a,b".to_vec()), OutputFile::made(path(), "a,b"));
        assert_eq!(again.asset(), made.asset());
        assert_eq!(again.bytes().expect("bytes"), made.bytes().expect("bytes"));
        assert_eq!(OutputFile::on_demand(path(), || Ok(b"a,b".to_vec())).asset(), None);
    }

    #[test]
    fn two_files_that_differ_by_case_alone_want_one_path() {
        let file = |path: &str| OutputFile::made(SitePath::new(path).expect("a good path"), "x");
        let (mut set, mut faults) = (OutputSet::new(), Diagnostics::new());
        for path in ["about/index.html", "data/a.csv", "data/A.csv"] {
            set.add(file(path), &mut faults);
        }
        let messages: Vec<_> = faults.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, ["two files of the site want the path data/A.csv"]);
        assert!(set.get("data/a.csv").is_some() && set.len() == 2);
    }
}
