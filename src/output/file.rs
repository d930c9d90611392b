//! Output files and sets of them.

use super::SitePath;
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

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
    /// Made when asked for, by whoever asks.
    OnDemand(Maker<'a>),
    /// Made when first asked for, then kept.
    Later(Maker<'a>, OnceLock<(Vec<u8>, Asset)>),
    /// Made whenever it is asked for; size and digest are noted the first time.
    Again(Maker<'a>, OnceLock<Asset>),
}

/// One file of the site. Its bytes may be computed on demand: `publish` asks for all, a server for one. A copy is the same
/// file: what one was asked for, the other has.
#[derive(Clone)]
pub struct OutputFile<'a> {
    path: SitePath,
    content: Arc<Content<'a>>,
}

impl<'a> OutputFile<'a> {
    /// A file whose bytes are there.
    pub fn made(path: SitePath, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let asset = Asset::of(&bytes);
        OutputFile { path, content: Arc::new(Content::Made(bytes, asset)) }
    }

    /// A file whose bytes are computed when asked for; the same bytes each time. Nobody names its size.
    pub fn on_demand(path: SitePath, make: impl Fn() -> Result<Vec<u8>, Failure> + Send + Sync + 'a) -> Self {
        OutputFile { path, content: Arc::new(Content::OnDemand(Box::new(make))) }
    }

    /// A file that is made when its bytes, size or digest are first asked for, and is held from then on. Two that ask
    /// at once may both make it.
    pub fn made_later(path: SitePath, make: impl Fn() -> Result<Vec<u8>, Failure> + Send + Sync + 'a) -> Self {
        OutputFile { path, content: Arc::new(Content::Later(Box::new(make), OnceLock::new())) }
    }

    /// A file whose bytes are made again whenever they are asked for, so that nobody holds them in between; the same
    /// bytes each time.
    pub fn made_again(path: SitePath, make: impl Fn() -> Result<Vec<u8>, Failure> + Send + Sync + 'a) -> Self {
        OutputFile { path, content: Arc::new(Content::Again(Box::new(make), OnceLock::new())) }
    }

    /// Where it goes.
    pub fn path(&self) -> &SitePath {
        &self.path
    }

    /// Its size and digest, for which it may have to be made; nothing of a file that nobody names, and of one that
    /// cannot be made, as [`OutputFile::bytes`] then says.
    pub fn asset(&self) -> Option<&Asset> {
        match &*self.content {
            Content::Made(_, asset) => Some(asset),
            Content::OnDemand(_) => None,
            Content::Later(make, kept) => kept_by(make, kept).ok().map(|(_, asset)| asset),
            Content::Again(make, noted) => match noted.get() {
                None => make().ok().map(|bytes| noted.get_or_init(|| Asset::of(&bytes))),
                known => known,
            },
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Where they are computed on demand and that fails (a theme's template, for one).
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Failure> {
        match &*self.content {
            Content::Made(bytes, _) => Ok(bytes.into()),
            Content::OnDemand(make) => make().map(Into::into),
            Content::Later(make, kept) => kept_by(make, kept).map(|(bytes, _)| bytes.into()),
            Content::Again(make, noted) => {
                let bytes = make()?;
                noted.get_or_init(|| Asset::of(&bytes));
                Ok(bytes.into())
            }
        }
    }
}

/// Nothing is locked while a file is made: it may be made by many threads, and one of them may ask for it again.
fn kept_by<'k>(make: &Maker<'_>, kept: &'k OnceLock<(Vec<u8>, Asset)>) -> Result<&'k (Vec<u8>, Asset), Failure> {
    if let Some(kept) = kept.get() {
        return Ok(kept);
    }
    let bytes = make()?;
    let asset = Asset::of(&bytes);
    Ok(kept.get_or_init(|| (bytes, asset)))
}

type BatchMaker<'a> = Box<dyn Fn() -> Result<Vec<OutputFile<'static>>, Failure> + Send + Sync + 'a>;

/// Files in one folder whose very names depend on what they hold, so that all are made when one of them is asked for. The
/// folder may hold pages besides.
pub struct Batch<'a> {
    folder: String,
    make: BatchMaker<'a>,
    made: OnceLock<Vec<OutputFile<'static>>>,
}

impl<'a> Batch<'a> {
    /// What `make` makes in a folder, which ends in `/`. It makes no pages.
    pub fn new(
        folder: impl Into<String>,
        make: impl Fn() -> Result<Vec<OutputFile<'static>>, Failure> + Send + Sync + 'a,
    ) -> Self {
        Batch { folder: folder.into(), make: Box::new(make), made: OnceLock::new() }
    }

    /// All of them.
    ///
    /// # Errors
    /// Where they cannot be made.
    pub fn files(&self) -> Result<&[OutputFile<'static>], Failure> {
        if let Some(files) = self.made.get() {
            return Ok(files);
        }
        let files = (self.make)()?;
        Ok(self.made.get_or_init(|| files))
    }

    fn may_hold(&self, path: &str) -> bool {
        path.starts_with(&self.folder) && !path.ends_with(".html")
    }

    fn get(&self, path: &str) -> Result<Option<&OutputFile<'static>>, Failure> {
        if !self.may_hold(path) {
            return Ok(None);
        }
        Ok(self.files()?.iter().find(|file| file.path.as_str() == path))
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({})", self.folder)
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
    batches: Vec<&'a Batch<'a>>,
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

    /// Adds files that are made together, in a folder where no other file but pages is.
    pub fn add_batch(&mut self, batch: &'a Batch<'a>) {
        self.batches.push(batch);
    }

    /// All files, by path. Those that pages may name are made first, one after the other with all hands: many pages
    /// would ask for them at once.
    ///
    /// # Errors
    /// Where files that are made together cannot be.
    pub fn all(&self) -> Result<Vec<&OutputFile<'a>>, Failure> {
        let mut all: Vec<&OutputFile<'a>> = self.files.values().collect();
        for batch in &self.batches {
            all.extend(batch.files()?);
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        for file in all.iter().filter(|file| matches!(&*file.content, Content::Later(..))) {
            file.asset();
        }
        let again = all.par_iter().filter(|file| matches!(&*file.content, Content::Again(..)));
        again.for_each(|file| {
            file.asset();
        });
        Ok(all)
    }

    /// One file.
    ///
    /// # Errors
    /// Where it is of those that are made together, and they cannot be.
    pub fn get(&self, path: &str) -> Result<Option<&OutputFile<'a>>, Failure> {
        let Some(path) = SitePath::new(path) else { return Ok(None) };
        if let Some(file) = self.files.get(&path) {
            return Ok(Some(file));
        }
        for batch in &self.batches {
            if let Some(file) = batch.get(path.as_str())? {
                return Ok(Some(file));
            }
        }
        Ok(None)
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

/// The files that pages may name, by path. What is named is made then.
#[derive(Debug, Clone, Default)]
pub struct Assets<'a> {
    files: BTreeMap<SitePath, OutputFile<'a>>,
    batch: Option<&'a Batch<'a>>,
}

impl<'a> Assets<'a> {
    /// Notes these files, and those that are made together.
    pub fn new(files: &[OutputFile<'a>], batch: Option<&'a Batch<'a>>) -> Assets<'a> {
        Assets { files: files.iter().map(|file| (file.path.clone(), file.clone())).collect(), batch }
    }

    /// A file's size and digest.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        if let Some(file) = self.files.get(&SitePath::new(path)?) {
            return file.asset();
        }
        // What cannot be made is not named; whoever asks for its bytes is told why.
        self.batch?.get(path).ok()??.asset()
    }

    /// The paths in a folder, which ends in `/`, in order.
    pub fn paths_in(&self, folder: &str) -> Vec<&SitePath> {
        let batch = self.batch.filter(|batch| batch.folder.starts_with(folder));
        let together = batch.and_then(|batch| batch.files().ok()).into_iter().flatten();
        let alone = self.files.values();
        let mut paths: Vec<&SitePath> = alone.chain(together).map(|file| &file.path).collect();
        paths.retain(|path| path.as_str().starts_with(folder));
        paths.sort_unstable();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_made_again_is_known_before_its_bytes_are_asked_for() {
        let path = || SitePath::new("data/a.csv").expect("a good path");
        let (again, made) = (OutputFile::made_again(path(), || Ok(b"a,b".to_vec())), OutputFile::made(path(), "a,b"));
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
        assert!(set.get("data/a.csv").is_ok_and(|file| file.is_some()));
        assert_eq!(set.all().map(|all| all.len()).ok(), Some(2));
    }
}
