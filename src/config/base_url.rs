//! The address a site will stand at.

use std::fmt;

/// An `http` or `https` address that ends in `/`, without query or fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    path_at: usize,
}

impl BaseUrl {
    /// Reads an address; a missing slash at its end is added.
    pub fn parse(text: &str) -> Option<BaseUrl> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | ':' | '/' | '[' | ']');
        let host = rest.split('/').next().unwrap_or("");
        let dotted = rest.split('/').skip(1).any(|segment| segment == "." || segment == "..");
        if host.is_empty() || !rest.chars().all(fine) || dotted || rest.contains("//") {
            return None;
        }
        let path_at = text.len() - rest.len() + host.len();
        let slash = if text.ends_with('/') { "" } else { "/" };
        Some(BaseUrl { text: format!("{text}{slash}"), path_at })
    }

    /// The path the site lives under, with both slashes: `/` or `/register/`.
    pub fn path(&self) -> &str {
        &self.text[self.path_at..]
    }

    /// The full address of something in the site.
    pub fn join(&self, address: &str) -> String {
        format!("{}{address}", self.text)
    }

    /// The whole address, with the slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_has_both_slashes() {
        let path = |text| BaseUrl::parse(text).map(|url| url.path().to_owned());
        assert_eq!(path("https://register.example.org").as_deref(), Some("/"));
        assert_eq!(path("http://localhost:8000/reg/ister").as_deref(), Some("/reg/ister/"));
    }

    #[test]
    fn what_is_no_plain_web_address_is_refused() {
        for bad in [
            "",
            "example.org",
            "ftp://a/",
            "https://",
            "https:///x",
            "https://a/?q",
            "https://a/b#c",
            "https://a/../b",
            "https://a//b",
            "https://a/\"onload=",
            "javascript://a/",
        ] {
            assert_eq!(BaseUrl::parse(bad), None, "{bad:?}");
        }
    }
}
