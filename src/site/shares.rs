//! How the answers about opt-outs share out over a set of rows, all channels together: the numbers of one divided bar.

use crate::model::{AnswerCounts, Applied, Release, count_by_channel};
use serde::Serialize;

/// Fewer rows than this have no chart of shares.
const FEWEST_ROWS: usize = 10;

/// The share of each answer about opt-outs, all channels together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// The answers that occur, in vocabulary order.
    pub parts: Vec<Share>,
    /// All rows.
    pub rows: usize,
    /// The answer that more than half of the rows have, if there is one.
    pub most: Option<Share>,
    /// Whether rows of several channels are taken together.
    pub mixed: bool,
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// `yes`, `no`, `not_applicable` or `not_recorded`.
    pub key: &'static str,
    /// Its place among all answers, which gives it its colour.
    pub place: usize,
    /// Rows.
    pub rows: usize,
}

impl Shares {
    /// The shares of these rows, if they are not too few and do not all say the same.
    pub fn of<'a>(releases: impl Iterator<Item = &'a Release> + Clone) -> Option<Shares> {
        let counts = AnswerCounts::of(releases.clone());
        let rows = counts.rows();
        if rows < FEWEST_ROWS || counts.given().count() < 2 {
            return None;
        }
        let share = |applied| Share { key: Applied::code(applied), place: applied as usize, rows: counts.get(applied) };
        let parts: Vec<Share> = counts.given().map(share).collect();
        let most = parts.iter().find(|part| part.rows > rows - part.rows).copied();
        let mixed = count_by_channel(releases).iter().filter(|(_, rows)| *rows > 0).count() > 1;
        Some(Shares { parts, rows, most, mixed })
    }
}

#[cfg(test)]
mod tests {
    use super::super::charts::tests::release;
    use super::*;
    use crate::model::{Channel, TermCode, Wording};

    #[test]
    fn shares_need_ten_rows_and_two_answers_and_claim_only_a_majority() {
        let answered = |answers: &[(&str, usize)]| {
            let rows = answers.iter().flat_map(|&(code, rows)| std::iter::repeat_n(code, rows));
            let stated = |code: &str| {
                let wording = Wording { raw: code.to_owned(), codes: vec![TermCode::new(code)] };
                Release { opt_outs_stated: Some(wording.into()), ..release("q1", "", Channel::File) }
            };
            let releases: Vec<_> = rows.map(stated).collect();
            Shares::of(releases.iter()).map(|shares| (shares.parts.len(), shares.most.map(|share| share.key)))
        };
        assert_eq!(answered(&[("yes/", 4), ("no/consent", 5)]), None);
        assert_eq!(answered(&[("no/consent", 20)]), None);
        assert_eq!(answered(&[("yes/", 4), ("no/consent", 3), ("no/deaths", 3)]), Some((2, Some("no"))));
        assert_eq!(answered(&[("yes/", 5), ("no/consent", 5)]), Some((2, None)));
    }
}
