//! Answers about opt-outs, counted. Channels stay apart until somebody asks for them together. Says nothing about
//! people: an answer is a row's, and a row is not a person.

use super::{Applied, Channel, DatasetId, Register, Release, Stated, TermCode, VocabularyName, Wording};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Rows by whether opt-outs were applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerCounts([usize; Applied::ALL.len()]);

impl AnswerCounts {
    /// Counts rows.
    pub fn of<'r>(releases: impl IntoIterator<Item = &'r Release>) -> AnswerCounts {
        let mut counts = AnswerCounts::default();
        releases.into_iter().for_each(|release| counts.add(release));
        counts
    }

    /// Counts one more row.
    pub fn add(&mut self, release: &Release) {
        self.0[release.opt_outs().applied as usize] += 1;
    }

    /// Rows with this answer.
    pub fn get(&self, applied: Applied) -> usize {
        self.0[applied as usize]
    }

    /// The answers that some row gives, in vocabulary order.
    pub fn given(&self) -> impl Iterator<Item = Applied> + '_ {
        Applied::ALL.into_iter().filter(|applied| self.get(*applied) > 0)
    }

    /// Rows in all.
    pub fn rows(&self) -> usize {
        self.0.iter().sum()
    }
}

/// Rows by channel and by whether opt-outs were applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswersByChannel([AnswerCounts; Channel::ALL.len()]);

impl AnswersByChannel {
    /// Counts rows.
    pub fn of<'r>(releases: impl IntoIterator<Item = &'r Release>) -> AnswersByChannel {
        let mut counts = AnswersByChannel::default();
        releases.into_iter().for_each(|release| counts.add(release));
        counts
    }

    fn add(&mut self, release: &Release) {
        self.0[release.channel as usize].add(release);
    }

    /// The channels that have rows, in vocabulary order.
    pub fn channels(&self) -> impl Iterator<Item = (Channel, AnswerCounts)> + '_ {
        let counts = Channel::ALL.into_iter().map(|channel| (channel, self.0[channel as usize]));
        counts.filter(|(_, counts)| counts.rows() > 0)
    }

    /// All channels together.
    pub fn together(&self) -> AnswerCounts {
        let sum = |applied: Applied| self.0.iter().map(|counts| counts.get(applied)).sum();
        AnswerCounts(Applied::ALL.map(sum))
    }
}

/// Counts rows under keys; a row counts under every key that it comes with.
pub fn count_answers<'r, K: Ord>(rows: impl Iterator<Item = (K, &'r Release)>) -> BTreeMap<K, AnswersByChannel> {
    let mut counts: BTreeMap<K, AnswersByChannel> = BTreeMap::new();
    for (key, release) in rows {
        counts.entry(key).or_default().add(release);
    }
    counts
}

/// What answers are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswersBy {
    /// All rows under one key.
    All,
    /// The answer with the reason given.
    Reason,
    /// How far the data identify people.
    Identifiability,
    /// Whether the data count as sensitive.
    Sensitivity,
    /// The recipient's kind, which types belong to.
    OrganisationKind,
    /// The recipient's type, as reviewed.
    OrganisationType,
    /// Each dataset of the row.
    Dataset,
    /// The recipient.
    Recipient,
}

/// The key of rows that do not state what answers are counted by.
pub const NOT_STATED: &str = "not_stated";

impl AnswersBy {
    /// All of them, in the order extracts list them.
    pub const ALL: [AnswersBy; 8] = [
        AnswersBy::All,
        AnswersBy::Reason,
        AnswersBy::Identifiability,
        AnswersBy::Sensitivity,
        AnswersBy::OrganisationKind,
        AnswersBy::OrganisationType,
        AnswersBy::Dataset,
        AnswersBy::Recipient,
    ];

    /// The word in extracts.
    pub fn code(self) -> &'static str {
        match self {
            AnswersBy::All => "all",
            AnswersBy::Reason => "reason",
            AnswersBy::Identifiability => "identifiability",
            AnswersBy::Sensitivity => "sensitivity",
            AnswersBy::OrganisationKind => "organisation_group",
            AnswersBy::OrganisationType => "organisation_type",
            AnswersBy::Dataset => "dataset",
            AnswersBy::Recipient => "recipient",
        }
    }

    /// The vocabulary that the keys are codes of.
    fn vocabulary(self) -> Option<VocabularyName> {
        match self {
            AnswersBy::Reason => Some(VocabularyName::OptOut),
            AnswersBy::Identifiability => Some(VocabularyName::Identifiability),
            AnswersBy::Sensitivity => Some(VocabularyName::Sensitivity),
            AnswersBy::OrganisationKind => Some(VocabularyName::OrganisationKind),
            AnswersBy::OrganisationType => Some(VocabularyName::OrganisationType),
            AnswersBy::All | AnswersBy::Dataset | AnswersBy::Recipient => None,
        }
    }

    /// The one term that a key stands for, with its vocabulary.
    pub fn term<'k>(self, register: &Register, key: &'k str) -> Option<(VocabularyName, &'k str)> {
        let vocabulary = self.vocabulary()?;
        register.vocabularies.term(vocabulary, key).map(|_| (vocabulary, key))
    }

    /// The name of a key for readers; nothing for [`NOT_STATED`] and where all rows are under one key.
    pub fn name<'r>(self, register: &'r Register, key: &str) -> Option<Cow<'r, str>> {
        if let Some(vocabulary) = self.vocabulary() {
            let label = |code| Some(register.vocabularies.term(vocabulary, code)?.label.as_str());
            let labels: Option<Vec<&str>> = key.split(';').map(label).collect();
            return labels.map(|labels| if let [one] = labels[..] { one.into() } else { labels.join("; ").into() });
        }
        let name = match self {
            AnswersBy::Dataset => register.datasets.get(key).map(|dataset| &dataset.name),
            _ => register.organisations.get(key).map(|organisation| &organisation.name),
        };
        name.map(|name| name.as_str().into())
    }

    /// Counts rows of a register. A row of several datasets counts under each of them.
    pub fn count<'r>(
        self,
        register: &'r Register,
        releases: impl Iterator<Item = &'r Release>,
    ) -> BTreeMap<Cow<'r, str>, AnswersByChannel> {
        let by = |key: fn(&'r Register, &'r Release) -> Cow<'r, str>| move |release| (key(register, release), release);
        match self {
            AnswersBy::All => count_answers(releases.map(by(|_, _| "all".into()))),
            AnswersBy::Reason => count_answers(releases.map(by(|_, release| reason(release).into()))),
            AnswersBy::Identifiability => count_answers(releases.map(by(|_, r| codes(&r.identifiability)))),
            AnswersBy::Sensitivity => count_answers(releases.map(by(|_, release| codes(&release.sensitivity)))),
            AnswersBy::OrganisationKind => count_answers(releases.map(by(organisation_kind))),
            AnswersBy::OrganisationType => count_answers(releases.map(by(organisation_type))),
            AnswersBy::Dataset => count_answers(releases.flat_map(each_dataset)),
            AnswersBy::Recipient => count_answers(releases.map(by(|_, r| r.recipient.as_str().into()))),
        }
    }
}

/// The code of a row's answer with its reason, also where the cell is blank.
fn reason(release: &Release) -> String {
    let answer = release.opt_outs();
    format!("{}/{}", answer.applied.code(), answer.reason)
}

fn codes(stated: &Stated) -> Cow<'_, str> {
    match stated.as_deref() {
        None => NOT_STATED.into(),
        Some(Wording { codes, .. }) if codes.len() == 1 => codes[0].as_str().into(),
        Some(several) => several.joined().into(),
    }
}

fn organisation_type<'r>(register: &'r Register, release: &'r Release) -> Cow<'r, str> {
    let reviewed = register.organisations.get(&release.recipient).and_then(|recipient| recipient.type_code.as_ref());
    reviewed.map_or(NOT_STATED, TermCode::as_str).into()
}

fn organisation_kind<'r>(register: &'r Register, release: &'r Release) -> Cow<'r, str> {
    register.kind_of(&release.recipient).map_or(NOT_STATED, TermCode::as_str).into()
}

fn each_dataset(release: &Release) -> impl Iterator<Item = (Cow<'_, str>, &Release)> {
    let distinct: BTreeSet<&DatasetId> = release.datasets.iter().collect();
    distinct.into_iter().map(move |id| (id.as_str().into(), release))
}
