//! `statements`: the published prose of agreements, section by section, with the editions that print it. A text is in the table
//! once, however many editions repeat it.

use super::field::{Codes, Field, FieldType, Value, joined};
use super::{Column, Context, ForeignKey, Table, View, column, fields_of, rows_of, shared};
use crate::model::{Agreement, AgreementVersion, EditionId, Section, Statement};

/// The table `statements`.
pub(super) static STATEMENTS: Table = Table {
    name: "statements",
    title: "Statements of purpose",
    description: "One row per prose section of a statement of purpose; the same words in a later edition are no other row.",
    primary_key: &["register", "agreement", "agreement_version", "seq", "section"],
    foreign_keys: &[
        ForeignKey {
            fields: &["register", "agreement", "agreement_version"],
            table: "agreement-versions",
            references: &["register", "agreement", "agreement_version"],
        },
        ForeignKey {
            fields: &["register", "organisation_id"],
            table: "organisations",
            references: &["register", "organisation_id"],
        },
    ],
    fields: fields_of::<Statements>,
    rows: rows_of::<Statements>,
};

#[derive(Clone, Copy)]
struct StatementRow<'a> {
    agreement: &'a Agreement,
    version: &'a AgreementVersion,
    statement: &'a Statement,
    section: &'a Section,
}

struct Statements;

impl View for Statements {
    type Row<'a> = StatementRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<StatementRow<'a>> {
        let of = |(agreement, version): (&'a Agreement, &'a AgreementVersion)| {
            let pairs =
                version.statements.iter().flat_map(|statement| statement.sections.iter().map(move |s| (statement, s)));
            pairs.map(move |(statement, section)| StatementRow { agreement, version, statement, section })
        };
        context.register.versions().flat_map(of).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = place_columns();
        columns.extend(text_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.version(&r.agreement.id, &r.version.version).into()));
        columns
    }
}

fn place_columns() -> Vec<Column<Statements>> {
    const REFERENCE: Field = Field::text(
        "reference",
        "Reference",
        "The agreement reference as published, with its version where it has one.",
    );
    const SEQ: Field = Field::new(
        "seq",
        "Number",
        FieldType::Integer,
        "The statement's number within its version, from 1. Other words in a later edition are another statement.",
    );
    const EDITIONS: Field = Field::new(
        "editions",
        "Editions",
        FieldType::List(None),
        "The editions of the register that print the statement in these words.",
    )
    .nullable();
    const SOURCE_ROWS: Field = Field::new(
        "source_rows",
        "Source rows",
        FieldType::List(None),
        "Where the statement stands in the source of each of those editions, in their order.",
    )
    .nullable();
    const ORGANISATION_RAW: Field = Field::text(
        "organisation_raw",
        "Organisation as published",
        "The organisation's name as published beside the statement.",
    )
    .nullable();
    const ORGANISATION_ID: Field =
        Field::text("organisation_id", "Organisation id", "Id of that organisation, by a reviewed table of names.");
    vec![
        column(REFERENCE, |_, r| r.version.reference.as_str().into()),
        column(shared::AGREEMENT, |_, r| r.agreement.id.as_str().into()),
        column(shared::AGREEMENT_VERSION, |_, r| r.version.version.label().into()),
        column(SEQ, |_, r| r.statement.seq.into()),
        column(EDITIONS, |_, r| joined(r.statement.editions.iter().map(EditionId::as_str))),
        column(SOURCE_ROWS, |_, r| rows_in_sources(r.statement)),
        column(ORGANISATION_RAW, |_, r| r.statement.organisation_raw.as_str().into()),
        column(ORGANISATION_ID, |_, r| r.statement.organisation.as_str().into()),
    ]
}

fn rows_in_sources(statement: &Statement) -> Value<'static> {
    let rows: Vec<String> = statement.source_rows.iter().map(u32::to_string).collect();
    if rows.is_empty() { Value::Empty } else { Value::Text(rows.join(";").into()) }
}

fn text_columns() -> Vec<Column<Statements>> {
    const SECTION: Field = Field::new(
        "section",
        "Section",
        FieldType::Code(Codes::Words(&[
            "summary",
            "lay",
            "objective",
            "activities",
            "outputs",
            "benefits",
            "yielded",
            "technical",
            "why",
            "how",
            "anticipated",
            "funders",
        ])),
        "Which section of the statement it is. A summary is written by the register's staff; all \
            others are official text.",
    );
    const HEADING: Field = Field::text("heading", "Heading", "The heading under which this site shows the section.");
    const TEXT: Field =
        Field::text("text", "Text", "The words as published, with their line breaks. Long cells are normal.")
            .nullable();
    const TRUNCATED: Field =
        Field::new("truncated", "Cut off", FieldType::Boolean, "Whether the text ends where the source cut it off.");
    vec![
        column(SECTION, |_, r| r.section.kind.key().into()),
        column(HEADING, |_, r| r.section.kind.heading().into()),
        column(TEXT, |_, r| r.section.text.as_str().into()),
        column(TRUNCATED, |_, r| Value::Boolean(r.statement.truncated.contains(&r.section.kind))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SectionKind;

    #[test]
    fn the_sections_column_lists_every_section() {
        let section = STATEMENTS.fields().into_iter().find(|field| field.key == "section").expect("a column");
        let expected: Vec<_> = SectionKind::ALL.iter().map(|kind| kind.key()).collect();
        assert!(matches!(section.kind, FieldType::Code(Codes::Words(words)) if words == expected));
    }
}
