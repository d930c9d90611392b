//! `findings`: what is wrong or missing in the register, one row for each edition that prints it.

use super::field::{Field, FieldType, Value};
use super::{Column, Context, Table, View, column, fields_of, rows_of};
use crate::model::{EditionId, Finding, Register, Release, Subject};

/// The table `findings`.
pub static FINDINGS: Table = Table {
    name: "findings",
    title: "What is wrong or missing",
    description: "One row per finding and edition that prints it: the record, what is wrong with it, and why it was let \
        through if it was.",
    primary_key: &["register", "finding"],
    foreign_keys: &[],
    fields: fields_of::<Findings>,
    rows: rows_of::<Findings>,
};

/// Every finding with each edition that prints it, in the order of the table. A finding of no edition comes once.
pub fn findings_by_edition(register: &Register) -> impl Iterator<Item = (&Finding, Option<&EditionId>)> {
    register.findings.iter().flat_map(|finding| {
        let nowhere = finding.editions.is_empty().then_some(None);
        nowhere.into_iter().chain(finding.editions.iter().map(Some)).map(move |edition| (finding, edition))
    })
}

struct FindingRow<'a> {
    number: usize,
    finding: &'a Finding,
    edition: Option<&'a EditionId>,
}

impl<'a> FindingRow<'a> {
    fn release(&self, context: &Context<'a>) -> Option<&'a Release> {
        match self.finding.about {
            Subject::Release(no) => context.register.releases.get(no as usize),
            _ => None,
        }
    }
}

struct Findings;

impl View for Findings {
    type Row<'a> = FindingRow<'a>;

    fn rows<'a>(context: &Context<'a>) -> Vec<FindingRow<'a>> {
        let all = findings_by_edition(context.register);
        (1..).zip(all).map(|(number, (finding, edition))| FindingRow { number, finding, edition }).collect()
    }

    fn columns() -> Vec<Column<Self>> {
        let mut columns = what_columns();
        columns.extend(record_columns());
        columns
    }
}

fn what_columns() -> Vec<Column<Findings>> {
    const NUMBER: Field = Field::new(
        "finding",
        "Finding",
        FieldType::Integer,
        "Number of the row in this table. It changes when the register does: cite the record instead.",
    );
    const EDITION: Field = Field::text(
        "edition",
        "Edition",
        "The edition that prints it. Empty for what belongs to the register as a whole.",
    )
    .nullable();
    const KIND: Field = Field::text(
        "kind",
        "Kind",
        "Which kind of fault: also the name of its page below the page of the edition's quality.",
    );
    const CODE: Field = Field::text(
        "code",
        "Code",
        "The code of the check that found it. Empty for what is computed from the facts, such as several names.",
    )
    .nullable();
    const COUNT: Field = Field::new(
        "count",
        "Count",
        FieldType::Integer,
        "How many cells, rows or pairs of rows it stands for. Counts of different kinds do not add up.",
    );
    const MESSAGE: Field =
        Field::text("message", "Message", "What is wrong. It never repeats what may be somebody's personal data.");
    const WAIVED: Field =
        Field::text("waived", "Let through because", "Why it is published all the same, where that is recorded.")
            .nullable();
    vec![
        column(NUMBER, |_, r| r.number.into()),
        column(EDITION, |_, r| r.edition.map(EditionId::as_str).into()),
        column(KIND, |_, r| r.finding.kind.slug.into()),
        column(CODE, |_, r| r.finding.kind.code.map(|code| code.id).into()),
        column(COUNT, |_, r| r.finding.count.into()),
        column(MESSAGE, |_, r| r.finding.message.as_str().into()),
        column(WAIVED, |_, r| r.finding.waived.as_deref().into()),
    ]
}

fn record_columns() -> Vec<Column<Findings>> {
    const TYPE: Field =
        Field::text("record_type", "Type of record", "What it is about: release, agreement, edition and so on.");
    const ID: Field = Field::text(
        "record_id",
        "Record id",
        "Id of that record. A release's is its edition and its id, an agreement's its id and version.",
    )
    .nullable();
    const SECTION: Field = Field::text(
        "section",
        "Section",
        "The section of the agreement's text, where it is in one: the same word as in the table statements.",
    )
    .nullable();
    const RELEASE: Field = Field::text("release_id", "Release id", "Id of the release that it is about.").nullable();
    const AGREEMENT: Field =
        Field::text("agreement", "Agreement", "Id of the agreement that it is about, or of the release's.").nullable();
    const URL: Field =
        Field::new("url", "Address", FieldType::Url, "The page of that record, where it has one.").nullable();
    vec![
        column(TYPE, |_, r| record_type(&r.finding.about).into()),
        column(ID, |c, r| record_id(c.register, &r.finding.about)),
        column(SECTION, |_, r| r.finding.part.map(|(_, section)| section.key()).into()),
        column(RELEASE, |c, r| r.release(c).map(|release| release.id.as_str()).into()),
        column(AGREEMENT, |c, r| agreement(c.register, &r.finding.about)),
        column(URL, |c, r| url(c, r).into()),
    ]
}

fn record_type(about: &Subject) -> &str {
    match about {
        Subject::Release(_) => "release",
        Subject::Version(..) => "agreement",
        Subject::Edition(_) => "edition",
        Subject::Organisation(_) => "organisation",
        Subject::Dataset(_) => "dataset",
        Subject::Other { kind, .. } => kind,
    }
}

fn record_id<'a>(register: &'a Register, about: &'a Subject) -> Value<'a> {
    match about {
        Subject::Release(no) => {
            register.releases.get(*no as usize).map(|release| format!("{}/{}", release.edition, release.id)).into()
        }
        Subject::Version(agreement, version) => format!("{agreement}/{version}").into(),
        Subject::Edition(id) => id.as_str().into(),
        Subject::Organisation(id) => id.as_str().into(),
        Subject::Dataset(id) => id.as_str().into(),
        Subject::Other { id, .. } => id.as_str().into(),
    }
}

fn agreement<'a>(register: &'a Register, about: &'a Subject) -> Value<'a> {
    match about {
        Subject::Release(no) => register.releases.get(*no as usize).map(|release| release.agreement.as_str()).into(),
        Subject::Version(agreement, _) => agreement.as_str().into(),
        _ => Value::Empty,
    }
}

fn url(context: &Context<'_>, row: &FindingRow<'_>) -> Option<String> {
    let addresses = context.addresses;
    match &row.finding.about {
        Subject::Release(no) => context.register.releases.get(*no as usize).map(|release| addresses.release(release)),
        Subject::Version(agreement, version) => Some(addresses.version(agreement, version)),
        Subject::Edition(id) => Some(addresses.edition(id)),
        Subject::Organisation(id) => Some(addresses.organisation(id)),
        Subject::Dataset(id) => Some(addresses.dataset(id)),
        Subject::Other { .. } => None,
    }
}
