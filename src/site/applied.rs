//! Whether opt-outs were applied to some rows: one answer, or how many rows have each.

use crate::model::{AnswerCounts, Release};
use serde::Serialize;

/// The answer of some rows about opt-outs. Rows of all channels are taken together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedRows {
    /// `yes`, `no`, `not_applicable` or `not_recorded` where all rows say so, `mixed` where they differ, `none` where
    /// there are no rows.
    pub overall: &'static str,
    /// Where they differ, each answer with its rows, in vocabulary order.
    pub parts: Vec<AppliedCount>,
}

/// Rows with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AppliedCount {
    /// `yes`, `no`, `not_applicable` or `not_recorded`.
    pub answer: &'static str,
    /// How many rows.
    pub rows: usize,
}

impl AppliedRows {
    /// Gathers the answers of rows.
    pub fn of<'a>(releases: impl Iterator<Item = &'a Release>) -> AppliedRows {
        let parts = answers(releases);
        match parts[..] {
            [] => AppliedRows { overall: "none", parts },
            [AppliedCount { answer, .. }] => AppliedRows { overall: answer, parts: Vec::new() },
            _ => AppliedRows { overall: "mixed", parts },
        }
    }
}

/// Each answer that rows give, in vocabulary order.
pub(super) fn answers<'a>(releases: impl Iterator<Item = &'a Release>) -> Vec<AppliedCount> {
    let counts = AnswerCounts::of(releases);
    counts.given().map(|applied| AppliedCount { answer: applied.code(), rows: counts.get(applied) }).collect()
}
