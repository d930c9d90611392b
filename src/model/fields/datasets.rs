//! `datasets` and the names recorded for them.

use super::field::{Codes, Field, FieldType, joined};
use super::releases::dataset_names;
use super::tally::{Tallied, Tally, tally_columns};
use super::{Column, Context, Table, View, column, fields_of, rows_of, shared};
use crate::model::{AgreementId, Dataset, DatasetId, DatasetName, OrganisationId, TermCode, VocabularyName};
use std::collections::BTreeSet;

/// The table `datasets`.
pub(super) static DATASETS: Table = Table {
    name: "datasets",
    title: "Datasets",
    description: "One row per dataset: what it is, who is in it, and how often it was released.",
    primary_key: &["register", "dataset_id"],
    foreign_keys: &[],
    fields: fields_of::<Datasets>,
    rows: rows_of::<Datasets>,
};

/// The table `dataset-names`.
pub(super) static DATASET_NAMES: Table = Table {
    name: "dataset-names",
    title: "Names of datasets",
    description: "One row per published name that a person has reviewed as the name of one or several datasets.",
    primary_key: &["register", "name"],
    foreign_keys: &[],
    fields: fields_of::<Names>,
    rows: rows_of::<Names>,
};

struct DatasetRow<'a> {
    dataset: &'a Dataset,
    agreements: usize,
    recipients: usize,
    tally: Tally,
}

impl<'a> DatasetRow<'a> {
    fn new(context: &Context<'a>, dataset: &'a Dataset) -> Self {
        let releases = context.register.releases_of_dataset(&dataset.id);
        let agreements: BTreeSet<&AgreementId> = releases.clone().map(|release| &release.agreement).collect();
        let recipients: BTreeSet<&OrganisationId> = releases.clone().map(|release| &release.recipient).collect();
        DatasetRow {
            dataset,
            agreements: agreements.len(),
            recipients: recipients.len(),
            tally: Tally::of(context, releases),
        }
    }
}

impl Tallied for DatasetRow<'_> {
    fn tally(&self) -> &Tally {
        &self.tally
    }
}

struct Datasets;

impl View for Datasets {
    type Row<'a> = DatasetRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<DatasetRow<'a>> {
        context.register.datasets.values().map(|dataset| DatasetRow::new(context, dataset)).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = about_columns();
        columns.extend(coverage_columns());
        columns.extend(tally_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.dataset(&r.dataset.id).into()));
        columns
    }
}

fn about_columns() -> Vec<Column<Datasets>> {
    const ID: Field =
        Field::text("dataset_id", "Dataset id", "Id of the dataset: stable once published, and the name of its page.");
    const NAME: Field = Field::text("dataset", "Dataset", "The one name that this site uses for it.");
    const DESCRIPTION: Field = Field::text("description", "Description", "What the dataset holds.").nullable();
    const COLLECTED: Field = Field::text("collected_from", "Collected from", "Where the data come from.").nullable();
    const WHO: Field = Field::text("who_is_in_it", "Who is in it", "Which people have data in it.").nullable();
    const CARE: Field = Field::new(
        "care",
        "Kinds of care",
        FieldType::List(Some(Codes::Vocabulary(VocabularyName::Care))),
        "Which kinds of care it is about: codes of the vocabulary care.",
    )
    .nullable();
    vec![
        column(ID, |_, r| r.dataset.id.as_str().into()),
        column(NAME, |_, r| r.dataset.name.as_str().into()),
        column(DESCRIPTION, |_, r| r.dataset.description.as_str().into()),
        column(COLLECTED, |_, r| r.dataset.collected_from.as_str().into()),
        column(WHO, |_, r| r.dataset.who_is_in_it.as_str().into()),
        column(CARE, |_, r| joined(r.dataset.care.iter().map(TermCode::as_str))),
    ]
}

fn coverage_columns() -> Vec<Column<Datasets>> {
    const COUNTRIES: Field =
        Field::text("countries", "Countries", "Which countries it covers, as recorded.").nullable();
    const FROM: Field =
        Field::text("covers_from", "Covers from", "First year or day that it covers, as recorded.").nullable();
    const TO: Field = Field::text("covers_to", "Covers to", "Last year or day that it covers, as recorded.").nullable();
    const AGREEMENTS: Field = Field::new(
        "agreements",
        "Agreements",
        FieldType::Integer,
        "Under how many different agreements it was released.",
    );
    const RECIPIENTS: Field = Field::new(
        "recipients",
        "Recipients",
        FieldType::Integer,
        "To how many different organisations it was released.",
    );
    vec![
        column(COUNTRIES, |_, r| r.dataset.countries.as_str().into()),
        column(FROM, |_, r| r.dataset.covers_from.as_str().into()),
        column(TO, |_, r| r.dataset.covers_to.as_str().into()),
        column(shared::WEBSITE, |_, r| r.dataset.website.as_str().into()),
        column(AGREEMENTS, |_, r| r.agreements.into()),
        column(RECIPIENTS, |_, r| r.recipients.into()),
    ]
}

struct Names;

impl View for Names {
    type Row<'a> = &'a DatasetName;

    fn rows<'a>(context: &Context<'a>) -> Vec<&'a DatasetName> {
        context.register.dataset_names.iter().collect()
    }

    fn columns() -> Vec<Column<Self>> {
        const NAME: Field = Field::text("name", "Name as published", "A name under which datasets were recorded.");
        vec![
            column(NAME, |_, r| r.name.as_str().into()),
            column(shared::DATASET_IDS, |_, r| joined(r.datasets.iter().map(DatasetId::as_str))),
            column(shared::DATASET, |c, r| dataset_names(c, &r.datasets)),
            column(shared::EVIDENCE, |_, r| r.evidence.as_str().into()),
        ]
    }
}
