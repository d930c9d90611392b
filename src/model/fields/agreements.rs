//! `agreements`, `agreement-versions` and `agreement-datasets`: what was agreed, version by version.

use super::field::{Codes, Field, FieldType, Value, codes, codes_or_not_recorded, joined, labels, raw};
use super::releases::dataset_names;
use super::tally::{Tallied, Tally, tally_columns};
use super::{Column, Context, ForeignKey, Table, View, column, fields_of, rows_of, shared};
use crate::model::{
    Agreement, AgreementId, AgreementVersion, DatasetId, DatasetUse, EditionId, Organisation, Release, TermCode,
    VocabularyName,
};
use std::collections::{BTreeMap, BTreeSet};

/// The table `agreements`.
pub(super) static AGREEMENTS: Table = Table {
    name: "agreements",
    title: "Agreements",
    description: "One row per data sharing agreement, over all its versions, as its latest version states it.",
    primary_key: &["register", "agreement"],
    foreign_keys: &[ForeignKey {
        fields: &["register", "recipient_id"],
        table: "organisations",
        references: &["register", "organisation_id"],
    }],
    fields: fields_of::<Agreements>,
    rows: rows_of::<Agreements>,
};

/// The table `agreement-versions`.
pub(super) static AGREEMENT_VERSIONS: Table = Table {
    name: "agreement-versions",
    title: "Versions of agreements",
    description: "One row per version of an agreement.",
    primary_key: &["register", "agreement", "agreement_version"],
    foreign_keys: &[
        ForeignKey { fields: &["register", "agreement"], table: "agreements", references: &["register", "agreement"] },
        ForeignKey {
            fields: &["register", "recipient_id"],
            table: "organisations",
            references: &["register", "organisation_id"],
        },
    ],
    fields: fields_of::<Versions>,
    rows: rows_of::<Versions>,
};

/// The table `agreement-datasets`.
pub(super) static AGREEMENT_DATASETS: Table = Table {
    name: "agreement-datasets",
    title: "Datasets of agreements",
    description: "One row per dataset that a version of an agreement names, whether or not it was released.",
    primary_key: &["register", "agreement", "agreement_version", "seq"],
    foreign_keys: &[ForeignKey {
        fields: &["register", "agreement", "agreement_version"],
        table: "agreement-versions",
        references: &["register", "agreement", "agreement_version"],
    }],
    fields: fields_of::<Uses>,
    rows: rows_of::<Uses>,
};

const REFERENCE: Field =
    Field::text("reference", "Reference", "The agreement reference as published, with its version where it has one.");
const TITLE: Field = Field::text("title", "Title", "Title of the application, where the source has one.").nullable();
const APPLICANT_RAW: Field =
    Field::text("recipient_raw", "Applicant as published", "The applicant's name as published.").nullable();
const START: Field =
    Field::new("start", "Start", FieldType::Date, "First day of the agreement, where stated.").nullable();
const END: Field = Field::new("end", "End", FieldType::Date, "Last day of the agreement, where stated.").nullable();
const COMMERCIAL: Field =
    Field::text("commercial", "Commercial", "Whether the use is commercial, in the words of the source.").nullable();
const SUBLICENSING: Field =
    Field::text("sublicensing", "Sub-licensing", "Whether the data may be passed on, in the words of the source.")
        .nullable();
const PURPOSES: Field = Field::new(
    "purposes",
    "Purposes",
    FieldType::List(Some(Codes::Vocabulary(VocabularyName::Purpose))),
    "What the data are for: codes of the vocabulary purpose, as the agreement states or, where it \
        does not, as reviewed.",
)
.nullable();
const EDITIONS: Field = Field::new(
    "editions",
    "Editions",
    FieldType::List(None),
    "The editions of the register that print a statement of purpose of it.",
)
.nullable();

/// The parts of a version that agreements and versions both show.
struct VersionRow<'a> {
    agreement: &'a Agreement,
    version: &'a AgreementVersion,
    recipient: Option<&'a Organisation>,
    purposes: Vec<&'a TermCode>,
    editions: BTreeSet<&'a EditionId>,
    tally: Tally,
}

impl<'a> VersionRow<'a> {
    fn new(
        context: &Context<'a>,
        agreement: &'a Agreement,
        version: &'a AgreementVersion,
        reviewed: &Reviewed<'a>,
        releases: impl Iterator<Item = &'a Release>,
    ) -> Self {
        let mut purposes: Vec<&TermCode> = version.purposes.iter().collect();
        if purposes.is_empty() {
            purposes = reviewed.get(&agreement.id).cloned().unwrap_or_default();
        }
        VersionRow {
            agreement,
            version,
            recipient: context.register.organisations.get(&version.applicant),
            purposes,
            editions: version.statements.iter().flat_map(|statement| &statement.editions).collect(),
            tally: Tally::of(context, releases),
        }
    }

    fn recipient_type(&self) -> Value<'a> {
        self.recipient.and_then(|organisation| organisation.type_code.as_ref()).into()
    }

    fn recipient_group(&self) -> Value<'a> {
        self.recipient.and_then(|organisation| organisation.kind.as_ref()).into()
    }
}

/// The reviewed purposes of agreements, in vocabulary order.
type Reviewed<'a> = BTreeMap<&'a AgreementId, Vec<&'a TermCode>>;

fn reviewed_purposes<'a>(context: &Context<'a>) -> Reviewed<'a> {
    let mut reviewed = Reviewed::new();
    for row in &context.register.agreement_purposes {
        reviewed.entry(&row.agreement).or_default().push(&row.purpose);
    }
    let order = context.register.vocabularies.get(VocabularyName::Purpose);
    for codes in reviewed.values_mut() {
        codes.sort_by_key(|code| (order.place(code.as_str()), *code));
    }
    reviewed
}

fn purpose_list<'a>(row: &VersionRow<'a>) -> Value<'a> {
    joined(row.purposes.iter().map(|code| code.as_str()))
}

fn edition_list<'a>(row: &VersionRow<'a>) -> Value<'a> {
    joined(row.editions.iter().map(|id| id.as_str()))
}

struct AgreementRow<'a> {
    latest: VersionRow<'a>,
    datasets: BTreeSet<&'a DatasetId>,
}

impl<'a> AgreementRow<'a> {
    fn new(context: &Context<'a>, agreement: &'a Agreement, reviewed: &Reviewed<'a>) -> Self {
        let releases = context.register.releases_of_agreement(&agreement.id);
        let named = agreement.versions.iter().flat_map(|v| &v.datasets).flat_map(|u| &u.datasets);
        let datasets = releases.clone().flat_map(|release| release.datasets.iter()).chain(named).collect();
        let mut latest = VersionRow::new(context, agreement, agreement.latest(), reviewed, releases);
        let statements = agreement.versions.iter().flat_map(|version| &version.statements);
        latest.editions = statements.flat_map(|statement| &statement.editions).collect();
        AgreementRow { latest, datasets }
    }
}

impl Tallied for AgreementRow<'_> {
    fn tally(&self) -> &Tally {
        &self.latest.tally
    }
}

struct Agreements;

impl View for Agreements {
    type Row<'a> = AgreementRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<AgreementRow<'a>> {
        let reviewed = reviewed_purposes(context);
        let agreements = context.register.agreements.values();
        agreements.map(|agreement| AgreementRow::new(context, agreement, &reviewed)).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = agreement_columns();
        columns.extend(term_columns());
        columns.extend(tally_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.agreement(&r.latest.agreement.id).into()));
        columns
    }
}

fn agreement_columns() -> Vec<Column<Agreements>> {
    const FIRST: Field = Field::text("first_version", "First version", "The oldest version in the register.");
    const LATEST: Field = Field::text("latest_version", "Latest version", "The newest version in the register.");
    const VERSIONS: Field = Field::new(
        "versions",
        "Versions",
        FieldType::Integer,
        "How many versions of the agreement are in the register.",
    );
    vec![
        column(shared::AGREEMENT, |_, r| r.latest.agreement.id.as_str().into()),
        column(REFERENCE, |_, r| r.latest.version.reference.as_str().into()),
        column(TITLE, |_, r| r.latest.version.title.as_deref().into()),
        column(APPLICANT_RAW, |_, r| r.latest.version.applicant_raw.as_str().into()),
        column(shared::RECIPIENT_ID, |_, r| r.latest.version.applicant.as_str().into()),
        column(shared::RECIPIENT, |_, r| r.latest.recipient.map(|o| o.name.as_str()).into()),
        column(shared::RECIPIENT_TYPE, |_, r| r.latest.recipient_type()),
        column(shared::RECIPIENT_GROUP, |_, r| r.latest.recipient_group()),
        column(FIRST, |_, r| r.latest.agreement.versions[0].version.label().into()),
        column(LATEST, |_, r| r.latest.version.version.label().into()),
        column(VERSIONS, |_, r| r.latest.agreement.versions.len().into()),
    ]
}

fn term_columns() -> Vec<Column<Agreements>> {
    const STATUS: Field = Field::new(
        "status",
        "Status",
        FieldType::Code(Codes::Words(&["not_started", "in_term", "ended", "not_stated"])),
        "Whether the agreement was in term on the day in status_at, by its start and end; not_stated \
            where it has no end.",
    );
    const STATUS_AT: Field =
        Field::new("status_at", "Status at", FieldType::Date, "The day for which the status is given.");
    const DATASETS: Field = Field::new(
        "datasets",
        "Datasets",
        FieldType::Integer,
        "How many different datasets the agreement names or was given.",
    );
    const DATASET_IDS: Field =
        Field::new("dataset_ids", "Dataset ids", FieldType::List(None), "Ids of those datasets.").nullable();
    vec![
        column(START, |_, r| r.latest.version.start.into()),
        column(END, |_, r| r.latest.version.end.into()),
        column(STATUS, |c, r| r.latest.version.status_on(c.as_of).into()),
        column(STATUS_AT, |c, _| c.as_of.into()),
        column(COMMERCIAL, |_, r| r.latest.version.commercial.as_str().into()),
        column(SUBLICENSING, |_, r| r.latest.version.sublicensing.as_str().into()),
        column(PURPOSES, |_, r| purpose_list(&r.latest)),
        column(DATASETS, |_, r| r.datasets.len().into()),
        column(DATASET_IDS, |_, r| joined(r.datasets.iter().map(|id| id.as_str()))),
        column(EDITIONS, |_, r| edition_list(&r.latest)),
    ]
}

impl Tallied for VersionRow<'_> {
    fn tally(&self) -> &Tally {
        &self.tally
    }
}

struct Versions;

impl View for Versions {
    type Row<'a> = VersionRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<VersionRow<'a>> {
        let register = context.register;
        let reviewed = reviewed_purposes(context);
        let row = |(agreement, version): (&'a Agreement, &'a AgreementVersion)| {
            let releases = register.releases_of_version(&agreement.id, &version.version);
            VersionRow::new(context, agreement, version, &reviewed, releases)
        };
        register.versions().map(row).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = version_columns();
        columns.extend(version_term_columns());
        columns.extend(tally_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.version(&r.agreement.id, &r.version.version).into()));
        columns
    }
}

fn version_columns() -> Vec<Column<Versions>> {
    const TYPE_RAW: Field =
        Field::text("applicant_type_raw", "Applicant type as published", "The applicant's type as published.")
            .nullable();
    const TYPE: Field = Field::new(
        "applicant_type",
        "Applicant type",
        FieldType::List(Some(Codes::Vocabulary(VocabularyName::OrganisationType))),
        "What that wording means: codes of the vocabulary organisation-type. The reviewed type is recipient_type.",
    )
    .nullable();
    vec![
        column(shared::AGREEMENT, |_, r| r.agreement.id.as_str().into()),
        column(shared::AGREEMENT_VERSION, |_, r| r.version.version.label().into()),
        column(REFERENCE, |_, r| r.version.reference.as_str().into()),
        column(TITLE, |_, r| r.version.title.as_deref().into()),
        column(APPLICANT_RAW, |_, r| r.version.applicant_raw.as_str().into()),
        column(shared::RECIPIENT_ID, |_, r| r.version.applicant.as_str().into()),
        column(shared::RECIPIENT, |_, r| r.recipient.map(|organisation| organisation.name.as_str()).into()),
        column(shared::RECIPIENT_TYPE, |_, r| r.recipient_type()),
        column(shared::RECIPIENT_GROUP, |_, r| r.recipient_group()),
        column(TYPE_RAW, |_, r| raw(&r.version.applicant_type)),
        column(TYPE, |_, r| codes(&r.version.applicant_type)),
    ]
}

fn version_term_columns() -> Vec<Column<Versions>> {
    const CONTROLLERS: Field = Field::text(
        "controllers",
        "Data controllers",
        "The data controllers as published, joined by semicolons where there are several.",
    )
    .nullable();
    const BASIS: Field = Field::text(
        "controller_basis",
        "Basis of control",
        "Whether they are sole or joint controllers, in the words of the source.",
    )
    .nullable();
    const DATASETS: Field = Field::new(
        "datasets",
        "Datasets named",
        FieldType::Integer,
        "How many rows of the table agreement-datasets the version has.",
    );
    const STATEMENTS: Field = Field::new(
        "statements",
        "Statements of purpose",
        FieldType::Integer,
        "How many different statements of purpose were published for the version.",
    );
    vec![
        column(CONTROLLERS, |_, r| joined(r.version.controllers.iter().map(String::as_str))),
        column(BASIS, |_, r| r.version.controller_basis.as_str().into()),
        column(START, |_, r| r.version.start.into()),
        column(END, |_, r| r.version.end.into()),
        column(COMMERCIAL, |_, r| r.version.commercial.as_str().into()),
        column(SUBLICENSING, |_, r| r.version.sublicensing.as_str().into()),
        column(PURPOSES, |_, r| purpose_list(r)),
        column(DATASETS, |_, r| r.version.datasets.len().into()),
        column(STATEMENTS, |_, r| r.version.statements.len().into()),
        column(EDITIONS, |_, r| edition_list(r)),
    ]
}

struct UseRow<'a> {
    agreement: &'a Agreement,
    version: &'a AgreementVersion,
    seq: usize,
    dataset: &'a DatasetUse,
}

struct Uses;

impl View for Uses {
    type Row<'a> = UseRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<UseRow<'a>> {
        let mut rows = Vec::new();
        for (agreement, version) in context.register.versions() {
            let numbered = (1..).zip(&version.datasets);
            rows.extend(numbered.map(|(seq, dataset)| UseRow { agreement, version, seq, dataset }));
        }
        rows
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = use_columns();
        columns.extend(use_answer_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.version(&r.agreement.id, &r.version.version).into()));
        columns
    }
}

fn use_columns() -> Vec<Column<Uses>> {
    const SEQ: Field = Field::new(
        "seq",
        "Number",
        FieldType::Integer,
        "The dataset's place in the version's published list, from 1. A dataset may be listed more than once.",
    );
    vec![
        column(shared::AGREEMENT, |_, r| r.agreement.id.as_str().into()),
        column(shared::AGREEMENT_VERSION, |_, r| r.version.version.label().into()),
        column(REFERENCE, |_, r| r.version.reference.as_str().into()),
        column(SEQ, |_, r| r.seq.into()),
        column(shared::DATASET_RAW, |_, r| r.dataset.raw.as_str().into()),
        column(shared::DATASET_IDS, |_, r| joined(r.dataset.datasets.iter().map(DatasetId::as_str))),
        column(shared::DATASET, |c, r| dataset_names(c, &r.dataset.datasets)),
    ]
}

fn use_answer_columns() -> Vec<Column<Uses>> {
    vec![
        column(shared::IDENTIFIABILITY_RAW, |_, r| raw(&r.dataset.identifiability)),
        column(shared::IDENTIFIABILITY, |_, r| codes(&r.dataset.identifiability)),
        column(shared::SENSITIVITY_RAW, |_, r| raw(&r.dataset.sensitivity)),
        column(shared::SENSITIVITY, |_, r| codes(&r.dataset.sensitivity)),
        column(shared::LEGAL_BASIS_RAW, |_, r| raw(&r.dataset.legal_basis)),
        column(shared::LEGAL_BASIS, |_, r| codes(&r.dataset.legal_basis)),
        column(shared::LEGAL_BASIS_LABEL, |c, r| {
            labels(&r.dataset.legal_basis, VocabularyName::LegalBasis, &c.register.vocabularies)
        }),
        column(shared::FREQUENCY_RAW, |_, r| raw(&r.dataset.frequency)),
        column(shared::FREQUENCY, |_, r| codes(&r.dataset.frequency)),
        column(shared::CONFIDENTIALITY_RAW, |_, r| raw(&r.dataset.confidentiality)),
        column(shared::CONFIDENTIALITY, |_, r| codes_or_not_recorded(&r.dataset.confidentiality)),
    ]
}
