//! Who received the same dataset both with and without opt-outs in one edition. Finds the rows; why they differ, the
//! register does not say, and neither does this.

use super::{Applied, DatasetId, EditionId, OrganisationId, Release, ReleaseNo};
use std::collections::BTreeMap;

/// An organisation's rows of one dataset in one edition, where opt-outs were applied to some and not to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BothWays {
    /// The edition.
    pub edition: EditionId,
    /// Who received the dataset.
    pub recipient: OrganisationId,
    /// The dataset.
    pub dataset: DatasetId,
    /// Every row of the three, whatever its answer, in published order.
    pub releases: Vec<ReleaseNo>,
}

/// All of them, by edition, recipient and dataset. "Said not to apply" and a blank cell are no answer of "no". Each map
/// has every row under its id. Rows are compared by numbers, since a register may have a million of them.
pub(super) fn find(
    releases: &[Release],
    by_edition: &BTreeMap<EditionId, Vec<ReleaseNo>>,
    by_recipient: &BTreeMap<OrganisationId, Vec<ReleaseNo>>,
    by_dataset: &BTreeMap<DatasetId, Vec<ReleaseNo>>,
) -> Vec<BothWays> {
    let answers: Vec<Applied> = releases.iter().map(|release| release.opt_outs().applied).collect();
    let (editions, recipients) = (places(by_edition, releases.len()), places(by_recipient, releases.len()));
    let mut found = Vec::new();
    for (dataset, rows) in by_dataset {
        let numbered = rows.iter().map(|&no| ((editions[no as usize], recipients[no as usize]), no));
        let mut numbered: Vec<((usize, usize), ReleaseNo)> = numbered.collect();
        numbered.sort_unstable();
        for group in numbered.chunk_by(|(a, _), (b, _)| a == b) {
            let any = |applied| group.iter().any(|&(_, no)| answers[no as usize] == applied);
            if any(Applied::Yes) && any(Applied::No) {
                found.push(both_ways(releases, dataset, group.iter().map(|&(_, no)| no).collect()));
            }
        }
    }
    found.sort_by(|a, b| (&a.edition, &a.recipient, &a.dataset).cmp(&(&b.edition, &b.recipient, &b.dataset)));
    found
}

/// For each row, the place of its id in a map.
fn places<K>(groups: &BTreeMap<K, Vec<ReleaseNo>>, rows: usize) -> Vec<usize> {
    let mut places = vec![0; rows];
    for (place, numbers) in groups.values().enumerate() {
        numbers.iter().for_each(|&no| places[no as usize] = place);
    }
    places
}

fn both_ways(releases: &[Release], dataset: &DatasetId, rows: Vec<ReleaseNo>) -> BothWays {
    let first = &releases[rows[0] as usize];
    let (edition, recipient) = (first.edition.clone(), first.recipient.clone());
    BothWays { edition, recipient, dataset: dataset.clone(), releases: rows }
}
