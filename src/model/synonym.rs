//! Words that mean the same, as a person has reviewed them. Search takes one for the other; no fact is ever resolved by
//! them.

use chrono::NaiveDate;

/// Expressions that mean the same: an initialism and what it stands for, or two words for one thing. None is empty, and
/// none is in another group, compared as [`super::fold::punct`] has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymGroup {
    /// Two or more, as written.
    pub expressions: Vec<String>,
    /// Why that is known.
    pub evidence: String,
    /// When a person looked at it.
    pub reviewed: Option<NaiveDate>,
}
