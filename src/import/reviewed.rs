//! What an import adds to the reviewed tables: names of organisations and datasets, and wordings. Rows that are there
//! stay as they are; a person reviews those that are new.

use super::files::Files;
use super::names::{self, Published, Types};
use super::report::{self, Report};
use super::table::Located;
use super::wordings::Wordings;
use crate::diag::count;
use crate::model::{VocabularyName, fold};
use crate::records::{self, Drafts, Field, Role, Row, write_table};

/// Columns that name an organisation, each with that of its type.
const ORGANISATIONS: [(Field, Field); 3] = [
    (Field::Organisation, Field::OrganisationType),
    (Field::Recipient, Field::RecipientType),
    (Field::Applicant, Field::ApplicantType),
];

/// The organisations of a workbook, and the codes of the types that it gives them.
fn organisations<'w>(located: &Located<'w>, wordings: &Wordings<'_>) -> (Published<'w>, Types) {
    let (mut names, mut types) = (Published::default(), Types::new());
    for role in [Role::Releases, Role::Agreements, Role::Amendments] {
        // A sheet of two kinds of records is read once.
        for table in located.tables(role).filter(|table| role == table.roles[0]) {
            for (named, typed) in ORGANISATIONS.into_iter().filter(|(named, _)| table.says(*named)) {
                for row in &table.rows {
                    let name = table.cell(row, named);
                    names.note(name);
                    let code = wordings.codes(VocabularyName::OrganisationType, table.cell(row, typed));
                    if let Some(code) = code {
                        types.entry(fold::punct(name)).or_default().insert(code.to_owned());
                    }
                }
            }
        }
    }
    (names, types)
}

/// Adds the names of organisations and datasets that the register does not have.
pub(super) fn put_names(
    located: &Located<'_>,
    wordings: &Wordings<'_>,
    (drafts, edition): (&Drafts<'_>, &str),
    files: &mut Files<'_>,
    report: &mut Report,
) {
    let (organisations, types) = organisations(located, wordings);
    let datasets = names::dataset_names(located, drafts);
    let added = names::organisations(&organisations, &types, drafts, edition);
    let spelt = |spellings: usize| count(spellings, "new spelling");
    report.line(
        "Organisations",
        format!("{} new, {} known, {}", added.things.len(), added.known, spelt(added.names.len())),
    );
    for row in added.things.iter().filter(|row| row.type_code.is_blank()) {
        let several = types.get(&fold::punct(row.name.text())).filter(|codes| codes.len() > 1);
        if let Some(codes) = several {
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let line = format!("{} is published as {}: its type is left empty", row.id.text(), codes.join(" and "));
            report.line("Organisation types", line);
        }
    }
    put_joined(
        "data/organisations.csv",
        &drafts.organisations.rows,
        added.things,
        |row| row.id.text().to_owned(),
        files,
    );
    put_joined(
        "data/organisation-names.csv",
        &drafts.organisation_names.rows,
        added.names,
        |row| row.name.text().to_owned(),
        files,
    );
    let added = names::datasets(&datasets, drafts, edition);
    report.line("Datasets", format!("{} new, {} known, {}", added.things.len(), added.known, spelt(added.names.len())));
    report::lists(&datasets.lists, report);
    put_joined("data/datasets.csv", &drafts.datasets.rows, added.things, |row| row.id.text().to_owned(), files);
    put_joined(
        "data/dataset-names.csv",
        &drafts.dataset_names.rows,
        added.names,
        |row| row.name.text().to_owned(),
        files,
    );
    report::spellings(organisations.variants(), datasets.single.variants(), report);
}

/// Adds the wordings that the mapping gives a code.
pub(super) fn put_wordings(
    located: &Located<'_>,
    wordings: &Wordings<'_>,
    drafts: &Drafts<'_>,
    files: &mut Files<'_>,
    report: &mut Report,
) {
    if let Some((number, rows)) = wordings.added(located, drafts) {
        files.put("data/wordings.csv", write_table(&rows));
        report.line("Wordings", format!("{} from the mapping, with their codes", count(number, "new wording")));
    }
}

fn put_joined<'s, R: Row<'s> + Clone>(
    path: &str,
    existing: &[R],
    new: Vec<R>,
    key: impl Fn(&R) -> String,
    files: &mut Files<'_>,
) {
    if !new.is_empty() {
        files.put(path, write_table(&records::join(existing, new, key)));
    }
}
