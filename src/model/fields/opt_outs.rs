//! `opt-outs`: answers about opt-outs, counted in several ways, each edition and channel apart. `both-ways`: the rows of
//! every recipient that received one dataset both with and without opt-outs in one edition.

use super::field::{Codes, Field, FieldType, Value, codes};
use super::tally::{OPT_OUTS_NO, OPT_OUTS_NOT_APPLICABLE, OPT_OUTS_NOT_RECORDED, OPT_OUTS_YES};
use super::{Column, Context, ForeignKey, Table, View, column, fields_of, rows_of, shared};
use crate::model::{AnswerCounts, AnswersBy, Applied, BothWays, Channel, DatasetId, Edition, OrganisationId, Release};
use std::borrow::Cow;

const TO_EDITION: ForeignKey =
    ForeignKey { fields: &["register", "edition"], table: "editions", references: &["register", "edition"] };

/// The table `opt-outs`.
pub(super) static OPT_OUTS: Table = Table {
    name: "opt-outs",
    title: "Answers about opt-outs",
    description: "One row per edition, channel and thing that answers about opt-outs are counted by; see the column by \
        before adding rows up.",
    primary_key: &["register", "edition", "channel", "by", "key"],
    foreign_keys: &[TO_EDITION],
    fields: fields_of::<OptOuts>,
    rows: rows_of::<OptOuts>,
};

/// The table `both-ways`.
pub(super) static BOTH_WAYS: Table = Table {
    name: "both-ways",
    title: "Received both with and without opt-outs",
    description: "One row per release that belongs to a recipient, dataset and edition in which opt-outs were applied \
        to some releases and not to others; a release of several such datasets has a row for each.",
    primary_key: &["register", "edition", "dataset_id", "release_id"],
    foreign_keys: &[
        TO_EDITION,
        ForeignKey {
            fields: &["register", "edition", "release_id"],
            table: "releases",
            references: &["register", "edition", "release_id"],
        },
        ForeignKey {
            fields: &["register", "recipient_id"],
            table: "organisations",
            references: &["register", "organisation_id"],
        },
        ForeignKey { fields: &["register", "dataset_id"], table: "datasets", references: &["register", "dataset_id"] },
    ],
    fields: fields_of::<BothWaysRows>,
    rows: rows_of::<BothWaysRows>,
};

struct AnswersRow<'a> {
    edition: &'a Edition,
    channel: Channel,
    by: AnswersBy,
    key: Cow<'a, str>,
    counts: AnswerCounts,
}

impl AnswersRow<'_> {
    fn label<'a>(&self, context: &Context<'a>) -> Value<'a> {
        self.by.name(context.register, &self.key).into()
    }

    fn url(&self, context: &Context<'_>) -> Value<'static> {
        match self.by {
            AnswersBy::All => context.addresses.edition(&self.edition.id).into(),
            AnswersBy::Dataset => context.addresses.dataset(&DatasetId::new(&*self.key)).into(),
            AnswersBy::Recipient => context.addresses.organisation(&OrganisationId::new(&*self.key)).into(),
            AnswersBy::Reason
            | AnswersBy::Identifiability
            | AnswersBy::Sensitivity
            | AnswersBy::OrganisationKind
            | AnswersBy::OrganisationType => {
                let term = self.by.term(context.register, &self.key);
                term.map(|(vocabulary, code)| context.addresses.term(vocabulary, code)).into()
            }
        }
    }
}

struct OptOuts;

impl View for OptOuts {
    type Row<'a> = AnswersRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<AnswersRow<'a>> {
        let register = context.register;
        let mut rows = Vec::new();
        for edition in register.editions.values() {
            for by in AnswersBy::ALL {
                for (key, counts) in by.count(register, register.releases_of_edition(&edition.id)) {
                    let row = |(channel, counts)| AnswersRow { edition, channel, by, key: key.clone(), counts };
                    rows.extend(counts.channels().map(row));
                }
            }
        }
        rows
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = counted_columns();
        columns.extend(count_columns());
        columns
    }
}

fn counted_columns() -> Vec<Column<OptOuts>> {
    const BY: Field = Field::new(
        "by",
        "Counted by",
        FieldType::Code(Codes::Words(&[
            "all",
            "reason",
            "identifiability",
            "sensitivity",
            "organisation_group",
            "organisation_type",
            "dataset",
            "recipient",
        ])),
        "What the answers are counted by: all is every row; reason is the answer with its reason; organisation_type is \
            the recipient's reviewed type, and organisation_group the broad group that it belongs to. A release of \
            several datasets counts under each of them, so the rows by dataset do not add up to all.",
    );
    const KEY: Field = Field::text(
        "key",
        "Key",
        "The code or id of what is counted: a code of the vocabulary, the id of a dataset or recipient, all, or \
            not_stated where the source leaves it blank.",
    );
    const LABEL: Field =
        Field::text("label", "Label", "The name of the key. Empty where all rows are counted or nothing is stated.")
            .nullable();
    vec![
        column(shared::EDITION, |_, r| r.edition.id.as_str().into()),
        column(shared::CHANNEL, |_, r| r.channel.code().into()),
        column(BY, |_, r| r.by.code().into()),
        column(KEY, |_, r| r.key.to_string().into()),
        column(LABEL, |c, r| r.label(c)),
    ]
}

fn count_columns() -> Vec<Column<OptOuts>> {
    const ROWS: Field = Field::new(
        "release_rows",
        "Release rows",
        FieldType::Integer,
        "Rows of the table releases that belong here, of this channel only; not a number of files or people.",
    );
    const PAGE: Field = Field::new(
        "url",
        "Address",
        FieldType::Url,
        "Permanent address of the page of the edition, term, dataset or recipient. Empty where nothing is stated, and \
            for several terms together.",
    )
    .nullable();
    vec![
        column(ROWS, |_, r| r.counts.rows().into()),
        column(OPT_OUTS_YES, |_, r| r.counts.get(Applied::Yes).into()),
        column(OPT_OUTS_NO, |_, r| r.counts.get(Applied::No).into()),
        column(OPT_OUTS_NOT_APPLICABLE, |_, r| r.counts.get(Applied::NotApplicable).into()),
        column(OPT_OUTS_NOT_RECORDED, |_, r| r.counts.get(Applied::NotRecorded).into()),
        column(PAGE, |c, r| r.url(c)),
    ]
}

struct BothWaysRow<'a> {
    pair: &'a BothWays,
    release: &'a Release,
}

struct BothWaysRows;

impl View for BothWaysRows {
    type Row<'a> = BothWaysRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<BothWaysRow<'a>> {
        let register = context.register;
        let rows = |pair| register.releases_both_ways(pair).map(move |release| BothWaysRow { pair, release });
        register.both_ways().iter().flat_map(rows).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        const DATASET_ID: Field =
            Field::text("dataset_id", "Dataset id", "Id of the dataset that was received both ways.");
        const DATASET: Field = Field::text("dataset", "Dataset", "The one name that this site uses for the dataset.");
        vec![
            column(shared::EDITION, |_, r| r.pair.edition.as_str().into()),
            column(shared::RECIPIENT_ID, |_, r| r.pair.recipient.as_str().into()),
            column(shared::RECIPIENT, |c, r| AnswersBy::Recipient.name(c.register, r.pair.recipient.as_str()).into()),
            column(DATASET_ID, |_, r| r.pair.dataset.as_str().into()),
            column(DATASET, |c, r| AnswersBy::Dataset.name(c.register, r.pair.dataset.as_str()).into()),
            column(shared::RELEASE_ID, |_, r| r.release.id.as_str().into()),
            column(shared::AGREEMENT, |_, r| r.release.agreement.as_str().into()),
            column(shared::AGREEMENT_VERSION, |_, r| r.release.version.label().into()),
            column(shared::CHANNEL, |_, r| r.release.channel.code().into()),
            column(shared::IDENTIFIABILITY, |_, r| codes(&r.release.identifiability)),
            column(shared::LEGAL_BASIS, |_, r| codes(&r.release.legal_basis)),
            column(shared::OPT_OUTS_APPLIED, |_, r| r.release.opt_outs().applied.code().into()),
            column(shared::OPT_OUTS_REASON, |_, r| r.release.opt_outs().reason.into()),
            column(shared::URL, |c, r| c.addresses.release(r.release).into()),
        ]
    }
}
