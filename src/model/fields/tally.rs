//! Counts of release rows for one agreement, organisation, dataset or edition: always channel by channel, next to the
//! answers about opt-outs and the days they span.

use super::field::{Codes, Field, FieldType, Value};
use super::{Column, Context, View, column};
use crate::model::{AnswerCounts, Applied, Channel, Release};
use chrono::NaiveDate;

/// What a set of release rows adds up to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    channels: [usize; Channel::ALL.len()],
    opt_outs: AnswerCounts,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

impl Tally {
    /// Counts release rows.
    pub(super) fn of<'r>(context: &Context<'_>, releases: impl IntoIterator<Item = &'r Release>) -> Tally {
        let mut tally = Tally::default();
        for release in releases {
            tally.channels[release.channel as usize] += 1;
            tally.opt_outs.add(release);
            if let Some(edition) = context.register.editions.get(&release.edition) {
                let (from, to) = release.released.span(edition);
                tally.first = [tally.first, from].into_iter().flatten().min();
                tally.last = tally.last.max(Some(to));
            }
        }
        tally
    }

    fn rows(&self) -> usize {
        self.channels.iter().sum()
    }

    /// The one answer that all rows give, `mixed`, or nothing where there is no row.
    fn opt_outs_summary(&self) -> Value<'static> {
        let mut given = self.opt_outs.given();
        match (given.next(), given.next()) {
            (None, _) => Value::Empty,
            (Some(only), None) => only.code().into(),
            (Some(_), Some(_)) => "mixed".into(),
        }
    }
}

/// A row that counts releases.
pub(super) trait Tallied {
    /// Its counts.
    fn tally(&self) -> &Tally;
}

const ROWS: Field = count(
    "release_rows",
    "Release rows",
    "Rows of the table releases that belong here, of all channels together; not a number of files.",
);
const OPT_OUTS: Field = Field::new(
    "opt_outs_applied",
    "Opt-outs applied",
    FieldType::Code(Codes::Words(&["yes", "no", "not_applicable", "not_recorded", "mixed"])),
    "Whether patients' opt-outs were applied to those rows: the one answer that all of them give, or \
        mixed. Empty where there is no row.",
)
.nullable();
const FIRST: Field = Field::new(
    "released_first",
    "First release",
    FieldType::Date,
    "Earliest day on which one of those releases may have taken place.",
)
.nullable();
const LAST: Field = Field::new(
    "released_last",
    "Last release",
    FieldType::Date,
    "Latest day on which one of those releases may have taken place.",
)
.nullable();

pub(super) const OPT_OUTS_YES: Field =
    count("opt_outs_yes_rows", "Rows: opt-outs applied", "How many of those rows had opt-outs applied.");
pub(super) const OPT_OUTS_NO: Field =
    count("opt_outs_no_rows", "Rows: opt-outs not applied", "How many of those rows had no opt-outs applied.");
pub(super) const OPT_OUTS_NOT_APPLICABLE: Field = count(
    "opt_outs_not_applicable_rows",
    "Rows: opt-outs not applicable",
    "How many of those rows say that opt-outs do not apply.",
);
pub(super) const OPT_OUTS_NOT_RECORDED: Field = count(
    "opt_outs_not_recorded_rows",
    "Rows: opt-outs not recorded",
    "How many of those rows say nothing about opt-outs.",
);

const fn count(key: &'static str, heading: &'static str, meaning: &'static str) -> Field {
    Field::new(key, heading, FieldType::Integer, meaning)
}

/// The columns of every table that counts releases.
pub(super) fn tally_columns<V: View>() -> Vec<Column<V>>
where
    for<'a> V::Row<'a>: Tallied,
{
    let mut columns: Vec<Column<V>> = vec![column(ROWS, |_, r| r.tally().rows().into())];
    columns.extend(channel_columns());
    columns.push(column(OPT_OUTS, |_, r| r.tally().opt_outs_summary()));
    columns.extend(opt_out_columns());
    columns.push(column(FIRST, |_, r| r.tally().first.into()));
    columns.push(column(LAST, |_, r| r.tally().last.into()));
    columns
}

fn channel_columns<V: View>() -> [Column<V>; 4]
where
    for<'a> V::Row<'a>: Tallied,
{
    const FILE: Field = count("file_rows", "Rows: files", "How many of those rows are files that were sent.");
    const ACCESS: Field =
        count("system_access_rows", "Rows: system access", "How many of those rows are access to a system.");
    const FLOW: Field = count(
        "commissioner_flow_rows",
        "Rows: flows to commissioners",
        "How many of those rows are regular flows to a commissioner of care.",
    );
    const OTHER: Field =
        count("other_rows", "Rows: other channels", "How many of those rows came through any other channel.");
    [
        column(FILE, |_, r| r.tally().channels[Channel::File as usize].into()),
        column(ACCESS, |_, r| r.tally().channels[Channel::SystemAccess as usize].into()),
        column(FLOW, |_, r| r.tally().channels[Channel::CommissionerFlow as usize].into()),
        column(OTHER, |_, r| r.tally().channels[Channel::Other as usize].into()),
    ]
}

fn opt_out_columns<V: View>() -> [Column<V>; 4]
where
    for<'a> V::Row<'a>: Tallied,
{
    [
        column(OPT_OUTS_YES, |_, r| r.tally().opt_outs.get(Applied::Yes).into()),
        column(OPT_OUTS_NO, |_, r| r.tally().opt_outs.get(Applied::No).into()),
        column(OPT_OUTS_NOT_APPLICABLE, |_, r| r.tally().opt_outs.get(Applied::NotApplicable).into()),
        column(OPT_OUTS_NOT_RECORDED, |_, r| r.tally().opt_outs.get(Applied::NotRecorded).into()),
    ]
}
