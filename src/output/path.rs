//! Paths inside a site. A path that could land outside the output folder cannot be made.

use std::fmt;
use std::sync::Arc;

/// A file's path below the site's root: `agreements/nic-1-a/index.html`. Segments of a–z, A–Z, 0–9, `-`, `_`, `.`;
/// none empty, none beginning with `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// A path, if it is well formed.
    pub fn new(text: &str) -> Option<SitePath> {
        let fine = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        text.split('/').all(fine).then(|| SitePath(text.into()))
    }

    /// The path as text, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address a reader sees, below the base: `agreements/nic-1-a/` for that folder's `index.html`.
    pub fn address(&self) -> &str {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_site() {
        for bad in ["", "/a", "a//b", "../a", "a/..", "a/.git", "a\\b", "a b", "a/\u{202e}", "C:a"] {
            assert_eq!(SitePath::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_folder_is_addressed_without_its_index() {
        let address = |text| SitePath::new(text).map(|p| p.address().to_owned());
        assert_eq!(address("index.html").as_deref(), Some(""));
        assert_eq!(address("a/index.html").as_deref(), Some("a/"));
        assert_eq!(address("a/b.csv").as_deref(), Some("a/b.csv"));
    }
}
