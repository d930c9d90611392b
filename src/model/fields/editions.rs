//! `editions` of the register, what they hold beside releases (`counts`, `amendments`), and the vocabulary `terms`
//! that the codes of all tables come from.

use super::field::{Codes, Field, FieldType};
use super::tally::{Tallied, Tally, tally_columns};
use super::{Column, Context, ForeignKey, Table, View, column, fields_of, rows_of, shared};
use crate::model::{Amendment, Channel, Count, Edition, EditionId, Released, Term, VocabularyName};
use chrono::NaiveDate;

const TO_EDITION: ForeignKey =
    ForeignKey { fields: &["register", "edition"], table: "editions", references: &["register", "edition"] };

/// The table `terms`.
pub(super) static TERMS: Table = Table {
    name: "terms",
    title: "Terms",
    description: "One row per code that other tables use, with its label and what it means in plain English.",
    primary_key: &["register", "vocabulary", "code"],
    foreign_keys: &[],
    fields: fields_of::<Terms>,
    rows: rows_of::<Terms>,
};

/// The table `editions`.
pub(super) static EDITIONS: Table = Table {
    name: "editions",
    title: "Editions",
    description: "One row per edition: one issue of the register as its publisher put it out.",
    primary_key: &["register", "edition"],
    foreign_keys: &[],
    fields: fields_of::<Editions>,
    rows: rows_of::<Editions>,
};

/// The table `counts`.
pub(super) static COUNTS: Table = Table {
    name: "counts",
    title: "Counts",
    description: "One row per number that the register publishes without listing what it counts.",
    primary_key: &["register", "edition", "series", "source_row", "measure", "body"],
    foreign_keys: &[TO_EDITION],
    fields: fields_of::<Counts>,
    rows: rows_of::<Counts>,
};

/// The table `amendments`.
pub(super) static AMENDMENTS: Table = Table {
    name: "amendments",
    title: "Amendments",
    description: "One row per published amendment to an earlier edition; amendments are never counted as releases.",
    primary_key: &["register", "edition", "seq"],
    foreign_keys: &[TO_EDITION],
    fields: fields_of::<Amendments>,
    rows: rows_of::<Amendments>,
};

struct TermRow<'a> {
    vocabulary: VocabularyName,
    place: usize,
    term: &'a Term,
}

struct Terms;

impl View for Terms {
    type Row<'a> = TermRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<TermRow<'a>> {
        let vocabularies = &context.register.vocabularies;
        let terms = |vocabulary| {
            let numbered = (1..).zip(vocabularies.get(vocabulary).terms());
            numbered.map(move |(place, term)| TermRow { vocabulary, place, term })
        };
        VocabularyName::ALL.into_iter().flat_map(terms).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        const VOCABULARY: Field =
            Field::text("vocabulary", "Vocabulary", "The vocabulary that the term belongs to, such as legal-basis.");
        const CODE: Field = Field::text(
            "code",
            "Code",
            "The code in other tables. A code of opt-out is answer/reason; other tables split it.",
        );
        const PLACE: Field =
            Field::new("place", "Place", FieldType::Integer, "The term's place in its vocabulary, from 1.");
        const LABEL: Field = Field::text("label", "Label", "The term in a few words.");
        const EXPLANATION: Field =
            Field::text("explanation", "Explanation", "What the term means, in plain English.").nullable();
        const GROUP: Field = Field::text("group", "Group", "Terms of one group belong together.").nullable();
        const PUBLISHERS: Field = Field::text(
            "publisher_explanation",
            "Publisher's explanation",
            "The publisher's own explanation, word for word, where a published workbook has one.",
        )
        .nullable();
        vec![
            column(VOCABULARY, |_, r| r.vocabulary.key().into()),
            column(CODE, |_, r| (&r.term.code).into()),
            column(PLACE, |_, r| r.place.into()),
            column(LABEL, |_, r| r.term.label.as_str().into()),
            column(EXPLANATION, |_, r| r.term.explanation.as_str().into()),
            column(GROUP, |_, r| r.term.group.as_str().into()),
            column(PUBLISHERS, |_, r| r.term.publisher_explanation.as_str().into()),
            column(shared::URL, |c, r| c.addresses.term(r.vocabulary, r.term.code.as_str()).into()),
        ]
    }
}

struct EditionRow<'a> {
    edition: &'a Edition,
    tally: Tally,
}

impl Tallied for EditionRow<'_> {
    fn tally(&self) -> &Tally {
        &self.tally
    }
}

struct Editions;

impl View for Editions {
    type Row<'a> = EditionRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<EditionRow<'a>> {
        let row = |edition: &'a Edition| {
            let releases = context.register.releases_of_edition(&edition.id);
            EditionRow { edition, tally: Tally::of(context, releases) }
        };
        context.register.editions.values().map(row).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = period_columns();
        columns.extend(source_columns());
        columns.extend(tally_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.edition(&r.edition.id).into()));
        columns
    }
}

fn period_columns() -> Vec<Column<Editions>> {
    const ID: Field = Field::text("edition", "Edition", "Id of the edition, usually its period.");
    const KIND: Field = Field::new(
        "kind",
        "Kind",
        FieldType::Code(Codes::Words(&["flow", "stock", "projects"])),
        "flow: releases within the period; stock: everything up to a day, printed again each time; \
            projects: approved projects without releases.",
    );
    const FROM: Field = Field::new(
        "period_from",
        "Period from",
        FieldType::Date,
        "First day of the period. Empty where a stock edition has none.",
    )
    .nullable();
    const TO: Field = Field::new(
        "period_to",
        "Period to",
        FieldType::Date,
        "Last day of the period, or the day on which the stock was taken.",
    );
    const PUBLISHED: Field =
        Field::new("published", "Published", FieldType::Date, "Day on which the edition was published.").nullable();
    const REVISION: Field = Field::new(
        "revision",
        "Revision",
        FieldType::Integer,
        "Number of the issue, where one period was issued more than once.",
    )
    .nullable();
    const SUPERSEDES: Field =
        Field::text("supersedes", "Supersedes", "Id of the edition that this one replaces.").nullable();
    vec![
        column(ID, |_, r| r.edition.id.as_str().into()),
        column(KIND, |_, r| r.edition.kind.key().into()),
        column(FROM, |_, r| r.edition.from.into()),
        column(TO, |_, r| r.edition.to.into()),
        column(PUBLISHED, |_, r| r.edition.published.into()),
        column(REVISION, |_, r| r.edition.revision.into()),
        column(SUPERSEDES, |_, r| r.edition.supersedes.as_ref().map(EditionId::as_str).into()),
    ]
}

fn source_columns() -> Vec<Column<Editions>> {
    const SOURCE: Field = Field::text("source", "Source", "The published file, as its address or its name.").nullable();
    const SHA256: Field =
        Field::text("sha256", "SHA-256", "SHA-256 of that file, in lower-case hexadecimal.").nullable();
    const BYTES: Field = Field::new("bytes", "Size", FieldType::Integer, "Size of that file in bytes.").nullable();
    const LICENCE: Field = Field::text(
        "licence",
        "Licence",
        "Licence of that file where it has one of its own; else the register's licence holds.",
    )
    .nullable();
    const NOTE: Field = Field::text("note", "Note", "Anything a reader should know about the edition.").nullable();
    vec![
        column(SOURCE, |_, r| r.edition.source.as_str().into()),
        column(SHA256, |_, r| r.edition.sha256.as_str().into()),
        column(BYTES, |_, r| r.edition.bytes.into()),
        column(LICENCE, |_, r| r.edition.licence.as_str().into()),
        column(NOTE, |_, r| r.edition.note.as_str().into()),
    ]
}

const PRINTED_IN: Field = Field::text("edition", "Edition", "The edition of the register that prints it.");

struct Counts;

impl View for Counts {
    type Row<'a> = &'a Count;

    fn rows<'a>(context: &Context<'a>) -> Vec<&'a Count> {
        context.register.counts.iter().collect()
    }

    fn columns() -> Vec<Column<Self>> {
        const SERIES: Field = Field::text("series", "Series", "The sheet that the number stands in.");
        const MEASURE: Field =
            Field::text("measure", "Measure", "What is counted, in the words of the source.").nullable();
        const BODY: Field =
            Field::text("body", "Body", "The organisation that it is counted for, in the words of the source.")
                .nullable();
        const VALUE: Field = Field::new(
            "value",
            "Value",
            FieldType::Integer,
            "The number. Totals are rows of their own, so adding up a whole series counts things twice.",
        );
        vec![
            column(PRINTED_IN, |_, r| r.edition.as_str().into()),
            column(SERIES, |_, r| r.series.as_str().into()),
            column(shared::SOURCE_ROW, |_, r| r.source_row.into()),
            column(MEASURE, |_, r| r.measure.as_str().into()),
            column(BODY, |_, r| r.body.as_str().into()),
            column(VALUE, |_, r| r.value.into()),
            column(shared::URL, |c, r| c.addresses.edition(&r.edition).into()),
        ]
    }
}

struct Amendments;

impl View for Amendments {
    type Row<'a> = &'a Amendment;

    fn rows<'a>(context: &Context<'a>) -> Vec<&'a Amendment> {
        context.register.amendments.iter().collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = amendment_columns();
        columns.extend(amended_columns());
        columns.extend(amended_answer_columns());
        columns.push(column(shared::URL, |c, r| c.addresses.edition(&r.edition).into()));
        columns
    }
}

fn amendment_columns() -> Vec<Column<Amendments>> {
    const SEQ: Field =
        Field::new("seq", "Number", FieldType::Integer, "The amendment's number within its edition, from 1.");
    const KIND: Field = Field::new(
        "kind",
        "Kind",
        FieldType::Code(Codes::Words(&["omitted", "corrected", "withdrawn", "text"])),
        "omitted: a row left out of an earlier edition; corrected: a row with other values; \
            withdrawn: a record taken back, or not printed any more by a register that is printed whole each time; text: other words in a statement.",
    );
    const TYPE: Field =
        Field::text("record_type", "Type of record", "What type of record it amends, where that is known.").nullable();
    const RECORD: Field =
        Field::text("record", "Record", "Id of the record it amends, where that is known.").nullable();
    const NOTE: Field = Field::text(
        "note",
        "Note",
        "The publisher's note, or why a record is withdrawn that an edition does not print any more.",
    )
    .nullable();
    const DATE: Field = Field::new("date", "Date", FieldType::Date, "When it was made, where stated.").nullable();
    vec![
        column(PRINTED_IN, |_, r| r.edition.as_str().into()),
        column(SEQ, |_, r| r.seq.into()),
        column(shared::SOURCE_ROW, |_, r| r.source_row.into()),
        column(KIND, |_, r| r.kind.key().into()),
        column(TYPE, |_, r| r.record_type.as_str().into()),
        column(RECORD, |_, r| r.record.as_str().into()),
        column(NOTE, |_, r| r.note.as_str().into()),
        column(DATE, |_, r| r.date.into()),
    ]
}

fn amended_columns() -> Vec<Column<Amendments>> {
    const ID: Field =
        Field::text("release_id", "Release id", "The id of the row, as the amendment prints it.").nullable();
    const RECIPIENT: Field =
        Field::text("recipient_raw", "Recipient as published", "The recipient's name as published.").nullable();
    const RECIPIENT_TYPE: Field =
        Field::text("recipient_type_raw", "Recipient type as published", "The recipient's type as published.")
            .nullable();
    const RELEASED: Field =
        Field::text("released_raw", "Released as written", "The date as the amendment states it.").nullable();
    const FILES: Field =
        Field::new("files", "Files", FieldType::Integer, "How many files, where the publisher states a number.")
            .nullable();
    vec![
        column(ID, |_, r| r.id.as_str().into()),
        column(shared::REFERENCE_RAW.nullable(), |_, r| r.reference.as_str().into()),
        column(RECIPIENT, |_, r| r.recipient_raw.as_str().into()),
        column(RECIPIENT_TYPE, |_, r| r.recipient_type_raw.as_str().into()),
        column(shared::DATASET_RAW, |_, r| r.datasets_raw.as_str().into()),
        column(RELEASED, |_, r| r.released_raw.as_str().into()),
        column(shared::RELEASED_FROM, |_, r| days(r.released).map(|(from, _)| from).into()),
        column(shared::RELEASED_TO.nullable(), |_, r| days(r.released).map(|(_, to)| to).into()),
        column(shared::CHANNEL.nullable(), |_, r| r.channel.map(Channel::code).into()),
        column(FILES, |_, r| r.files.into()),
    ]
}

/// First and last day of a stated date. An amendment of no date belongs to an earlier edition, whose period is not
/// stated here.
fn days(released: Released) -> Option<(NaiveDate, NaiveDate)> {
    match released {
        Released::Day(day) => Some((day, day)),
        Released::Month(month) => Some((month.first_day(), month.last_day())),
        Released::Period => None,
    }
}

fn amended_answer_columns() -> Vec<Column<Amendments>> {
    vec![
        column(shared::IDENTIFIABILITY_RAW, |_, r| r.identifiability_raw.as_str().into()),
        column(shared::SENSITIVITY_RAW, |_, r| r.sensitivity_raw.as_str().into()),
        column(shared::LEGAL_BASIS_RAW, |_, r| r.legal_basis_raw.as_str().into()),
        column(shared::FREQUENCY_RAW, |_, r| r.frequency_raw.as_str().into()),
        column(shared::OPT_OUTS_RAW, |_, r| r.opt_outs_raw.as_str().into()),
        column(shared::CONFIDENTIALITY_RAW, |_, r| r.confidentiality_raw.as_str().into()),
    ]
}
