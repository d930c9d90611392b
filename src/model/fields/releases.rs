//! `releases`: a row for each published release row, never merged and never split. `release-datasets`: the same rows,
//! once for each dataset they hold.

use super::field::{Field, FieldType, Value, codes, codes_or_not_recorded, joined, labels, raw};
use super::{Column, Context, ForeignKey, Table, View, column, fields_of, rows_of, shared};
use crate::model::{AgreementVersion, Dataset, DatasetId, Organisation, Release, VocabularyName};
use chrono::NaiveDate;
use std::collections::BTreeSet;

const TO_EDITION: ForeignKey =
    ForeignKey { fields: &["register", "edition"], table: "editions", references: &["register", "edition"] };
const TO_VERSION: ForeignKey = ForeignKey {
    fields: &["register", "agreement", "agreement_version"],
    table: "agreement-versions",
    references: &["register", "agreement", "agreement_version"],
};
const TO_RECIPIENT: ForeignKey = ForeignKey {
    fields: &["register", "recipient_id"],
    table: "organisations",
    references: &["register", "organisation_id"],
};

/// The table `releases`.
pub static RELEASES: Table = Table {
    name: "releases",
    title: "Releases",
    description: "One row per release as the register published it; rows are never merged, split or summed.",
    primary_key: &["register", "edition", "release_id"],
    foreign_keys: &[TO_EDITION, TO_VERSION, TO_RECIPIENT],
    fields: fields_of::<Releases>,
    rows: rows_of::<Releases>,
};

/// The table `release-datasets`.
pub(super) static RELEASE_DATASETS: Table = Table {
    name: "release-datasets",
    title: "Datasets of releases",
    description: "One row per release and dataset: count by dataset here, and never add these rows up as releases.",
    primary_key: &["register", "edition", "release_id", "dataset_id"],
    foreign_keys: &[
        ForeignKey {
            fields: &["register", "edition", "release_id"],
            table: "releases",
            references: &["register", "edition", "release_id"],
        },
        ForeignKey { fields: &["register", "dataset_id"], table: "datasets", references: &["register", "dataset_id"] },
        TO_EDITION,
        TO_VERSION,
        TO_RECIPIENT,
    ],
    fields: fields_of::<ReleaseDatasets>,
    rows: rows_of::<ReleaseDatasets>,
};

/// A release with what it refers to, looked up once.
#[derive(Clone, Copy)]
struct ReleaseRow<'a> {
    release: &'a Release,
    version: Option<&'a AgreementVersion>,
    recipient: Option<&'a Organisation>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl<'a> ReleaseRow<'a> {
    fn new(context: &Context<'a>, release: &'a Release) -> Self {
        let facts = context.register;
        let span = facts.editions.get(&release.edition).map(|edition| release.released.span(edition));
        ReleaseRow {
            release,
            version: facts.agreements.get(&release.agreement).and_then(|a| a.version(&release.version)),
            recipient: facts.organisations.get(&release.recipient),
            from: span.and_then(|(from, _)| from),
            to: span.map(|(_, to)| to),
        }
    }

    fn type_code(&self) -> Value<'a> {
        self.recipient.and_then(|organisation| organisation.type_code.as_ref()).into()
    }

    fn group(&self) -> Value<'a> {
        self.recipient.and_then(|organisation| organisation.kind.as_ref()).into()
    }
}

struct Releases;

impl View for Releases {
    type Row<'a> = ReleaseRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<ReleaseRow<'a>> {
        context.register.releases.iter().map(|release| ReleaseRow::new(context, release)).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = source_columns();
        columns.extend(recipient_columns());
        columns.extend(what_and_when_columns());
        columns.extend(answer_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.release(r.release).into()));
        columns
    }
}

fn source_columns() -> Vec<Column<Releases>> {
    const SHEET: Field =
        Field::text("source_sheet", "Source sheet", "The sheet of the published workbook that holds the row.")
            .nullable();
    const TITLE: Field =
        Field::text("agreement_title", "Agreement title", "Title of that version of the agreement.").nullable();
    vec![
        column(shared::RELEASE_ID, |_, r| r.release.id.as_str().into()),
        column(shared::EDITION, |_, r| r.release.edition.as_str().into()),
        column(SHEET, |_, r| (&*r.release.source_sheet).into()),
        column(shared::SOURCE_ROW, |_, r| r.release.source_row.into()),
        column(shared::REFERENCE_RAW, |_, r| (&*r.release.reference).into()),
        column(shared::AGREEMENT, |_, r| r.release.agreement.as_str().into()),
        column(shared::AGREEMENT_VERSION, |_, r| r.release.version.label().into()),
        column(TITLE, |_, r| r.version.and_then(|version| version.title.as_deref()).into()),
    ]
}

fn recipient_columns() -> Vec<Column<Releases>> {
    const RAW: Field = Field::text(
        "recipient_raw",
        "Recipient as published",
        "The recipient's name as published on the row. Empty where the row names none and the \
            agreement's applicant stands in.",
    )
    .nullable();
    vec![
        column(RAW, |_, r| (&*r.release.recipient_raw).into()),
        column(shared::RECIPIENT_ID, |_, r| r.release.recipient.as_str().into()),
        column(shared::RECIPIENT, |_, r| r.recipient.map(|organisation| organisation.name.as_str()).into()),
        column(shared::RECIPIENT_TYPE, |_, r| r.type_code()),
        column(shared::RECIPIENT_GROUP, |_, r| r.group()),
    ]
}

fn what_and_when_columns() -> Vec<Column<Releases>> {
    const RAW: Field = Field::text(
        "released_raw",
        "Released as written",
        "The date as the record states it: a day, a month, or nothing where only the edition's period is known.",
    )
    .nullable();
    const FILES: Field = Field::new(
        "files",
        "Files",
        FieldType::Integer,
        "How many files were sent, where the publisher states a number. A row is not always one file.",
    )
    .nullable();
    vec![
        column(shared::DATASET_RAW, |_, r| (&*r.release.datasets_raw).into()),
        column(shared::DATASET_IDS, |_, r| joined(r.release.datasets.iter().map(DatasetId::as_str))),
        column(shared::DATASET, |c, r| dataset_names(c, &r.release.datasets)),
        column(RAW, |_, r| r.release.released_raw.as_str().into()),
        column(shared::RELEASED_FROM, |_, r| r.from.into()),
        column(shared::RELEASED_TO, |_, r| r.to.into()),
        column(shared::RELEASED_PRECISION, |_, r| r.release.released.precision().key().into()),
        column(shared::CHANNEL, |_, r| r.release.channel.code().into()),
        column(FILES, |_, r| r.release.files.into()),
    ]
}

fn answer_columns() -> Vec<Column<Releases>> {
    vec![
        column(shared::IDENTIFIABILITY_RAW, |_, r| raw(&r.release.identifiability)),
        column(shared::IDENTIFIABILITY, |_, r| codes(&r.release.identifiability)),
        column(shared::SENSITIVITY_RAW, |_, r| raw(&r.release.sensitivity)),
        column(shared::SENSITIVITY, |_, r| codes(&r.release.sensitivity)),
        column(shared::LEGAL_BASIS_RAW, |_, r| raw(&r.release.legal_basis)),
        column(shared::LEGAL_BASIS, |_, r| codes(&r.release.legal_basis)),
        column(shared::LEGAL_BASIS_LABEL, |c, r| {
            labels(&r.release.legal_basis, VocabularyName::LegalBasis, &c.register.vocabularies)
        }),
        column(shared::FREQUENCY_RAW, |_, r| raw(&r.release.frequency)),
        column(shared::FREQUENCY, |_, r| codes(&r.release.frequency)),
        column(shared::OPT_OUTS_RAW, |_, r| raw(&r.release.opt_outs_stated)),
        column(shared::OPT_OUTS_APPLIED, |_, r| r.release.opt_outs().applied.code().into()),
        column(shared::OPT_OUTS_REASON, |_, r| r.release.opt_outs().reason.into()),
        column(shared::CONFIDENTIALITY_RAW, |_, r| raw(&r.release.confidentiality)),
        column(shared::CONFIDENTIALITY, |_, r| codes_or_not_recorded(&r.release.confidentiality)),
    ]
}

/// The names of datasets, joined by `;`.
pub(super) fn dataset_names<'a>(context: &Context<'a>, ids: &'a [DatasetId]) -> Value<'a> {
    let datasets = &context.register.datasets;
    joined(ids.iter().map(|id| datasets.get(id).map_or(id.as_str(), |dataset| &dataset.name)))
}

struct ReleaseDatasetRow<'a> {
    row: ReleaseRow<'a>,
    id: &'a DatasetId,
    dataset: Option<&'a Dataset>,
    together: usize,
}

struct ReleaseDatasets;

impl View for ReleaseDatasets {
    type Row<'a> = ReleaseDatasetRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<ReleaseDatasetRow<'a>> {
        let mut rows = Vec::with_capacity(context.register.releases.len());
        for release in &context.register.releases {
            let row = ReleaseRow::new(context, release);
            let distinct: BTreeSet<&DatasetId> = release.datasets.iter().collect();
            let together = distinct.len();
            rows.extend(distinct.into_iter().map(|id| ReleaseDatasetRow {
                row,
                id,
                dataset: context.register.datasets.get(id),
                together,
            }));
        }
        rows
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = which_columns();
        columns.extend(release_columns());
        columns
    }
}

fn which_columns() -> Vec<Column<ReleaseDatasets>> {
    const ID: Field = Field::text("dataset_id", "Dataset id", "Id of one dataset that the release holds.");
    const NAME: Field = Field::text("dataset", "Dataset", "The one name that this site uses for the dataset.");
    const TOGETHER: Field = Field::new(
        "datasets_on_row",
        "Datasets on the row",
        FieldType::Integer,
        "How many datasets the release holds: it has as many rows in this table.",
    );
    vec![
        column(shared::RELEASE_ID, |_, r| r.row.release.id.as_str().into()),
        column(shared::EDITION, |_, r| r.row.release.edition.as_str().into()),
        column(shared::SOURCE_ROW, |_, r| r.row.release.source_row.into()),
        column(shared::DATASET_RAW, |_, r| (&*r.row.release.datasets_raw).into()),
        column(ID, |_, r| r.id.as_str().into()),
        column(NAME, |_, r| r.dataset.map_or(r.id.as_str(), |dataset| &dataset.name).into()),
        column(TOGETHER, |_, r| r.together.into()),
    ]
}

fn release_columns() -> Vec<Column<ReleaseDatasets>> {
    vec![
        column(shared::AGREEMENT, |_, r| r.row.release.agreement.as_str().into()),
        column(shared::AGREEMENT_VERSION, |_, r| r.row.release.version.label().into()),
        column(shared::RECIPIENT_ID, |_, r| r.row.release.recipient.as_str().into()),
        column(shared::RECIPIENT, |_, r| r.row.recipient.map(|organisation| organisation.name.as_str()).into()),
        column(shared::RECIPIENT_TYPE, |_, r| r.row.type_code()),
        column(shared::RECIPIENT_GROUP, |_, r| r.row.group()),
        column(shared::RELEASED_FROM, |_, r| r.row.from.into()),
        column(shared::RELEASED_TO, |_, r| r.row.to.into()),
        column(shared::RELEASED_PRECISION, |_, r| r.row.release.released.precision().key().into()),
        column(shared::CHANNEL, |_, r| r.row.release.channel.code().into()),
        column(shared::IDENTIFIABILITY, |_, r| codes(&r.row.release.identifiability)),
        column(shared::SENSITIVITY, |_, r| codes(&r.row.release.sensitivity)),
        column(shared::LEGAL_BASIS, |_, r| codes(&r.row.release.legal_basis)),
        column(shared::FREQUENCY, |_, r| codes(&r.row.release.frequency)),
        column(shared::OPT_OUTS_APPLIED, |_, r| r.row.release.opt_outs().applied.code().into()),
        column(shared::OPT_OUTS_REASON, |_, r| r.row.release.opt_outs().reason.into()),
        column(shared::CONFIDENTIALITY, |_, r| codes_or_not_recorded(&r.row.release.confidentiality)),
        column(shared::URL, |c, r| c.addresses.release(r.row.release).into()),
    ]
}
