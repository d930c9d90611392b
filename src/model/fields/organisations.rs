//! `organisations`, the names recorded for them, and how one follows another.

use super::field::{Codes, Field, FieldType};
use super::tally::{Tallied, Tally, tally_columns};
use super::{Column, Context, ForeignKey, Table, View, column, fields_of, rows_of, shared};
use crate::model::{
    AgreementId, DatasetId, Organisation, OrganisationId, OrganisationName, OrganisationRelation, VocabularyName,
};
use std::collections::BTreeSet;

/// The table `organisations`.
pub(super) static ORGANISATIONS: Table = Table {
    name: "organisations",
    title: "Organisations",
    description: "One row per organisation that received data, applied for them, or came before or after one that did.",
    primary_key: &["register", "organisation_id"],
    foreign_keys: &[],
    fields: fields_of::<Organisations>,
    rows: rows_of::<Organisations>,
};

/// The table `organisation-names`.
pub(super) static ORGANISATION_NAMES: Table = Table {
    name: "organisation-names",
    title: "Names of organisations",
    description: "One row per published name that a person has reviewed as the name of an organisation.",
    primary_key: &["register", "name"],
    foreign_keys: &[ForeignKey {
        fields: &["register", "organisation_id"],
        table: "organisations",
        references: &["register", "organisation_id"],
    }],
    fields: fields_of::<Names>,
    rows: rows_of::<Names>,
};

/// The table `organisation-relations`.
pub(super) static ORGANISATION_RELATIONS: Table = Table {
    name: "organisation-relations",
    title: "Relations of organisations",
    description: "One row per reviewed relation: one body became, was succeeded by, or passed an agreement to another.",
    primary_key: &["register", "from_id", "to_id", "relation", "agreement"],
    foreign_keys: &[
        ForeignKey {
            fields: &["register", "from_id"],
            table: "organisations",
            references: &["register", "organisation_id"],
        },
        ForeignKey {
            fields: &["register", "to_id"],
            table: "organisations",
            references: &["register", "organisation_id"],
        },
    ],
    fields: fields_of::<Relations>,
    rows: rows_of::<Relations>,
};

const ORGANISATION_ID: Field = Field::text(
    "organisation_id",
    "Organisation id",
    "Id of the organisation: stable once published, and the name of its page.",
);

struct OrganisationRow<'a> {
    organisation: &'a Organisation,
    agreements: usize,
    datasets: usize,
    tally: Tally,
}

impl<'a> OrganisationRow<'a> {
    fn new(context: &Context<'a>, organisation: &'a Organisation) -> Self {
        let releases = context.register.releases_to(&organisation.id);
        let agreements: BTreeSet<&AgreementId> = releases.clone().map(|release| &release.agreement).collect();
        let datasets: BTreeSet<&DatasetId> = releases.clone().flat_map(|release| release.datasets.iter()).collect();
        OrganisationRow {
            organisation,
            agreements: agreements.len(),
            datasets: datasets.len(),
            tally: Tally::of(context, releases),
        }
    }
}

impl Tallied for OrganisationRow<'_> {
    fn tally(&self) -> &Tally {
        &self.tally
    }
}

struct Organisations;

impl View for Organisations {
    type Row<'a> = OrganisationRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<OrganisationRow<'a>> {
        context
            .register
            .organisations
            .values()
            .map(|organisation| OrganisationRow::new(context, organisation))
            .collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = kind_columns();
        columns.extend(about_columns());
        columns.extend(received_columns());
        columns.extend(tally_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.organisation(&r.organisation.id).into()));
        columns
    }
}

fn kind_columns() -> Vec<Column<Organisations>> {
    const NAME: Field = Field::text("organisation", "Organisation", "The one name that this site uses for it.");
    const TYPE: Field = Field::new(
        "organisation_type",
        "Type",
        FieldType::Code(Codes::Vocabulary(VocabularyName::OrganisationType)),
        "What type of body it is, as reviewed. A code of the vocabulary organisation-type.",
    )
    .nullable();
    const TYPE_LABEL: Field =
        Field::text("organisation_type_label", "Type in words", "The label of that type.").nullable();
    const GROUP: Field = Field::new(
        "organisation_group",
        "Group",
        FieldType::Code(Codes::Vocabulary(VocabularyName::OrganisationKind)),
        "The broad group it belongs to. A code of the vocabulary organisation-kind.",
    )
    .nullable();
    const GROUP_LABEL: Field =
        Field::text("organisation_group_label", "Group in words", "The label of that group.").nullable();
    vec![
        column(ORGANISATION_ID, |_, r| r.organisation.id.as_str().into()),
        column(NAME, |_, r| r.organisation.name.as_str().into()),
        column(TYPE, |_, r| r.organisation.type_code.as_ref().into()),
        column(TYPE_LABEL, |c, r| {
            let label = |code| c.register.vocabularies.label(VocabularyName::OrganisationType, code);
            r.organisation.type_code.as_ref().map(|code| label(code.as_str())).into()
        }),
        column(GROUP, |_, r| r.organisation.kind.as_ref().into()),
        column(GROUP_LABEL, |c, r| {
            let label = |code| c.register.vocabularies.label(VocabularyName::OrganisationKind, code);
            r.organisation.kind.as_ref().map(|code| label(code.as_str())).into()
        }),
    ]
}

fn about_columns() -> Vec<Column<Organisations>> {
    const BUSINESS: Field = Field::text("business", "Business", "What business a company is in.").nullable();
    const COMPANY_GROUP: Field = Field::text(
        "company_group",
        "Group of companies",
        "The group of companies it belongs to; every member has the same words here.",
    )
    .nullable();
    const ODS: Field =
        Field::text("ods_code", "ODS code", "Its code with the NHS Organisation Data Service.").nullable();
    const ROR: Field = Field::text("ror", "ROR id", "Its id in the Research Organization Registry.").nullable();
    const DESCRIPTION: Field =
        Field::text("description", "Description", "What it is, in one or two sentences by the register's staff.")
            .nullable();
    const LEAD: Field =
        Field::text("security_lead", "Security lead", "Who answers for data security there.").nullable();
    vec![
        column(BUSINESS, |_, r| r.organisation.business.as_str().into()),
        column(COMPANY_GROUP, |_, r| r.organisation.group.as_str().into()),
        column(ODS, |_, r| r.organisation.ods_code.as_str().into()),
        column(ROR, |_, r| r.organisation.ror.as_str().into()),
        column(shared::WEBSITE, |_, r| r.organisation.website.as_str().into()),
        column(DESCRIPTION, |_, r| r.organisation.description.as_str().into()),
        column(LEAD, |_, r| r.organisation.security_lead.as_str().into()),
    ]
}

fn received_columns() -> Vec<Column<Organisations>> {
    const AGREEMENTS: Field = Field::new(
        "agreements",
        "Agreements",
        FieldType::Integer,
        "Under how many different agreements it received data.",
    );
    const DATASETS: Field =
        Field::new("datasets", "Datasets", FieldType::Integer, "How many different datasets it received.");
    vec![column(AGREEMENTS, |_, r| r.agreements.into()), column(DATASETS, |_, r| r.datasets.into())]
}

struct NameRow<'a> {
    name: &'a OrganisationName,
    organisation: Option<&'a Organisation>,
}

struct Names;

impl View for Names {
    type Row<'a> = NameRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<NameRow<'a>> {
        let organisations = &context.register.organisations;
        let row = |name: &'a OrganisationName| NameRow { name, organisation: organisations.get(&name.organisation) };
        context.register.organisation_names.iter().map(row).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        const NAME: Field =
            Field::text("name", "Name as published", "A name under which the organisation was recorded.");
        const ORGANISATION: Field =
            Field::text("organisation", "Organisation", "The one name that this site uses for it.");
        vec![
            column(NAME, |_, r| r.name.name.as_str().into()),
            column(ORGANISATION_ID, |_, r| r.name.organisation.as_str().into()),
            column(ORGANISATION, |_, r| r.organisation.map(|organisation| organisation.name.as_str()).into()),
            column(shared::EVIDENCE, |_, r| r.name.evidence.as_str().into()),
            column(shared::REVIEWED, |_, r| r.name.reviewed.into()),
            column(shared::URL, |c, r| c.addresses.organisation(&r.name.organisation).into()),
        ]
    }
}

struct Relations;

impl View for Relations {
    type Row<'a> = &'a OrganisationRelation;

    fn rows<'a>(context: &Context<'a>) -> Vec<&'a OrganisationRelation> {
        context.register.organisation_relations.iter().collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = side_columns();
        columns.extend(relation_columns());
        columns
    }
}

fn side_columns() -> Vec<Column<Relations>> {
    const FROM_ID: Field = Field::text("from_id", "From: id", "Id of the organisation that came before.");
    const FROM: Field = Field::text("from", "From", "The one name that this site uses for it.");
    const TO_ID: Field = Field::text("to_id", "To: id", "Id of the organisation that came after.");
    const TO: Field = Field::text("to", "To", "The one name that this site uses for it.");
    vec![
        column(FROM_ID, |_, r| r.from.as_str().into()),
        column(FROM, |c, r| name_of(c, &r.from).into()),
        column(TO_ID, |_, r| r.to.as_str().into()),
        column(TO, |c, r| name_of(c, &r.to).into()),
    ]
}

fn name_of<'a>(context: &Context<'a>, id: &'a OrganisationId) -> &'a str {
    context.register.organisations.get(id).map_or(id.as_str(), |organisation| &organisation.name)
}

fn relation_columns() -> Vec<Column<Relations>> {
    const RELATION: Field = Field::new(
        "relation",
        "Relation",
        FieldType::Code(Codes::Words(&["renamed", "succeeded", "transferred"])),
        "renamed: the same body under a new name; succeeded: a new body took over; transferred: an \
            agreement passed to somebody else.",
    );
    const AGREEMENT: Field =
        Field::text("agreement", "Agreement", "Id of the agreement that passed on, for a transfer.").nullable();
    const DATE: Field = Field::new("date", "Date", FieldType::Date, "When it happened, where known.").nullable();
    vec![
        column(RELATION, |_, r| r.relation.key().into()),
        column(AGREEMENT, |_, r| r.agreement.as_ref().map(AgreementId::as_str).into()),
        column(DATE, |_, r| r.date.into()),
        column(shared::EVIDENCE, |_, r| r.evidence.as_str().into()),
        column(shared::REVIEWED, |_, r| r.reviewed.into()),
        column(shared::URL, |c, r| c.addresses.organisation(&r.to).into()),
    ]
}
