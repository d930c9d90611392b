//! Newtypes for identifiers, so that one kind is never taken for another. Cheap to clone.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is; `check` has seen that it is well formed.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                $name(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// An organisation: lower-case letters, digits and `-`; stable once written.
    OrganisationId
);
id!(
    /// A dataset: lower-case letters, digits and `-`; stable once written.
    DatasetId
);
id!(
    /// An agreement: its reference without `DARS-` and without the version (`NIC-123456-A1B2C`).
    AgreementId
);
id!(
    /// An edition of the register: `2021-02`; never four digits, which would be a year.
    EditionId
);
id!(
    /// A release: the publisher's row id, unique within its edition.
    ReleaseId
);
id!(
    /// A term of a vocabulary: `identifiable`, `no/not_identifiable`.
    TermCode
);

/// Whether a text can be an id that becomes a page's address: lower-case letters, digits and `-`, none at its ends.
pub fn is_page_id(text: &str) -> bool {
    let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(fine) && !text.starts_with('-') && !text.ends_with('-')
}

/// An id for a page from a name, which no record has yet: the name's [`super::fold::slug`], with a number where it is
/// taken; `fallback` where nothing is left of the name.
pub fn free_page_id(name: &str, fallback: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let slug = super::fold::slug(name);
    let stem = if slug.is_empty() { fallback.to_owned() } else { slug };
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.clone()).chain(numbered).find(|id| !is_taken(id)).unwrap_or(stem)
}

impl ReleaseId {
    /// The house rule for a release whose source has no row ids: the agreement's slug, the day or month of release (or
    /// the edition where none is stated) and the first number that is free.
    pub fn free(agreement_slug: &str, released: &str, is_taken: impl Fn(&str) -> bool) -> String {
        let stem = format!("{agreement_slug}-{released}");
        (1..).map(|number: u64| format!("{stem}-{number}")).find(|id| !is_taken(id)).unwrap_or(stem)
    }
}

impl EditionId {
    /// Whether a text is four digits: the address of a year's page, which no edition can have.
    pub fn is_year(text: &str) -> bool {
        text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
    }
}

/// A version of an agreement by its file label: `v9.3`, `v1`, `a8`, `unversioned`.
/// Ordered by its numbers, so that v9.3 comes before v10.2, and `unversioned` before all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version {
    label: Arc<str>,
}

impl Version {
    /// The label of an agreement whose reference names no version.
    pub const UNVERSIONED: &'static str = "unversioned";

    /// A version by its label.
    pub fn new(label: impl Into<Arc<str>>) -> Self {
        Version { label: label.into() }
    }

    /// The label: also the name of the version's file and page.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the reference names no version.
    pub fn is_unversioned(&self) -> bool {
        &*self.label == Self::UNVERSIONED
    }

    fn numbers(&self) -> Vec<u64> {
        let runs = self.label.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        runs.map(|run| run.parse().unwrap_or(u64::MAX)).collect()
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |v: &Version| (!v.is_unversioned(), v.numbers());
        key(self).cmp(&key(other)).then_with(|| self.label.cmp(&other.label))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}
