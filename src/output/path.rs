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
        text.split('/').all(SitePath::is_segment).then(|| SitePath(text.into()))
    }

    /// Whether a text can stand between the slashes of a path as it is.
    pub fn is_segment(text: &str) -> bool {
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        !text.is_empty() && !text.starts_with('.') && text.bytes().all(fine)
    }

    /// The path nearest to a text: a character that no path may hold becomes `-`, and so does a `.` that begins a
    /// segment. Two texts may come out as one path; [`super::OutputSet::add`] finds that.
    pub fn nearest(text: &str) -> SitePath {
        let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let clean = |segment: &str| {
            let segment: String = segment.chars().map(|c| if fine(c) { c } else { '-' }).collect();
            let bare = segment.strip_prefix('.').map(|rest| format!("-{rest}")).unwrap_or(segment);
            if bare.is_empty() { "-".to_owned() } else { bare }
        };
        SitePath(text.split('/').map(clean).collect::<Vec<_>>().join("/").into())
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
    fn the_nearest_path_is_always_a_good_one() {
        for (text, path) in [("a/b.csv", "a/b.csv"), ("", "-"), ("../é b//c", "-./--b/-/c"), (".git", "-git")] {
            assert_eq!(SitePath::nearest(text).as_str(), path);
            assert_eq!(SitePath::new(path).as_ref(), Some(&SitePath::nearest(text)));
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
