//! An edition in figures: every answer that its rows give, counted, and the publisher's other sheets word for word.

use super::figures::Tally;
use super::plan::Site;
use crate::markdown::{self, SafeHtml};
use crate::model::{Edition, Release, Stated, VocabularyName};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many recipients and datasets are ranked.
const RANKED: usize = 10;

/// An edition in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionFigures<'a> {
    /// Organisations that its rows name as recipients.
    pub recipients: usize,
    /// Names under which its rows record them; none where the recipient is the applicant of the agreement.
    pub recipient_names: usize,
    /// Agreements under which there were releases.
    pub agreements: usize,
    /// Versions of them: references as published.
    pub references: usize,
    /// Datasets in its rows.
    pub datasets: usize,
    /// Its rows counted in several ways.
    pub tallies: Vec<NamedTally<'a>>,
}

/// Rows counted by one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedTally<'a> {
    /// Which column: the key of a vocabulary, `recipients` or `datasets`.
    pub name: &'static str,
    /// The counts.
    pub tally: Tally<'a>,
}

/// A sheet of the workbook that holds no releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetView<'a> {
    /// Its name as published.
    pub name: &'a str,
    /// Its text, as it stands.
    pub text: SafeHtml,
}

/// The vocabularies that an edition's rows are counted by, each with its column. Opt-outs are counted apart: a blank
/// cell is an answer there, and called the same as on every other page.
type Column = (VocabularyName, fn(&Release) -> &Stated);
const COLUMNS: [Column; 5] = [
    (VocabularyName::Identifiability, |release| &release.identifiability),
    (VocabularyName::LegalBasis, |release| &release.legal_basis),
    (VocabularyName::Confidentiality, |release| &release.confidentiality),
    (VocabularyName::Sensitivity, |release| &release.sensitivity),
    (VocabularyName::Frequency, |release| &release.frequency),
];

/// The figures of an edition that has rows.
pub(super) fn edition_figures<'a>(site: &'a Site<'_>, edition: &'a Edition) -> Option<EditionFigures<'a>> {
    let (register, routes) = (site.register, site.routes());
    let releases = || register.releases_of_edition(&edition.id);
    if releases().len() == 0 {
        return None;
    }
    let by_term = |(name, column): Column| NamedTally {
        name: name.key(),
        tally: Tally::by_term(register, routes, name, releases(), column),
    };
    let by_reason = Tally::by_reason(register, routes, releases());
    let mut tallies = vec![NamedTally { name: VocabularyName::OptOut.key(), tally: by_reason }];
    tallies.extend(COLUMNS.into_iter().map(by_term));
    let names = releases().map(|release| &release.recipient_raw).filter(|name| !name.is_empty());
    let recipients = Tally::top_recipients(register, routes, releases(), RANKED);
    tallies.push(NamedTally { name: "recipients", tally: recipients });
    let datasets = Tally::top_datasets(register, routes, releases(), RANKED);
    tallies.push(NamedTally { name: "datasets", tally: datasets });
    Some(EditionFigures {
        recipients: releases().map(|release| &release.recipient).collect::<BTreeSet<_>>().len(),
        recipient_names: names.collect::<BTreeSet<_>>().len(),
        agreements: releases().map(|release| &release.agreement).collect::<BTreeSet<_>>().len(),
        references: releases().map(|release| &release.reference).collect::<BTreeSet<_>>().len(),
        datasets: releases().flat_map(|release| release.datasets.iter()).collect::<BTreeSet<_>>().len(),
        tallies,
    })
}

/// The sheets of an edition's workbook that are kept as text.
pub(super) fn sheets<'a>(site: &'a Site<'_>, edition: &Edition) -> Vec<SheetView<'a>> {
    let of_this = site.register.sheet_texts.iter().filter(|sheet| sheet.edition == edition.id);
    of_this.map(|sheet| SheetView { name: &sheet.sheet, text: markdown::verbatim(&sheet.text) }).collect()
}
