//! The keys of front matter that people write, with what each means.

use crate::syntax::keys::Key;

/// Keys of a version of an agreement, `data/agreements/<agreement>/<version>.md`.
pub const AGREEMENT: &[Key] = &[
    Key::text("reference", "The agreement's reference as published, with its version: DARS-NIC-900001-A1B2C-v1.2.")
        .required(),
    Key::text("title", "The title of the application."),
    Key::text("applicant", "The organisation that applied, as published. The table of names says which body that is.")
        .required(),
    Key::text("applicant_type", "What kind of organisation the applicant is, as published."),
    Key::texts("controllers", "The data controllers, as published."),
    Key::text("controller_basis", "Whether there is one controller or several, as published: Sole, Joint."),
    Key::text("start", "The first day of the agreement, as 2022-04-01."),
    Key::text("end", "The last day of the agreement, as 2025-03-31."),
    Key::text("sublicensing", "Whether the recipient may pass the data on, as published: Yes, No."),
    Key::text("commercial", "Whether the use is commercial, as published: Yes, No."),
    Key::texts("purposes", "What the data are for: codes of data/vocabularies/purpose.csv."),
    Key::text("prose", "Says that the prose is imported text, shown as it is. Without it prose is Markdown.")
        .one_of(&["verbatim"]),
    Key::tables("dataset", DATASET, "A dataset that this version names. Wordings are as published."),
    Key::tables(
        "statement",
        STATEMENT,
        "A statement of purpose. Each version has one or more. New words in a later edition are a new statement.",
    )
    .required(),
];

const DATASET: &[Key] = &[
    Key::text("name", "The dataset's name as published. The table of dataset names says which dataset that is.")
        .required(),
    Key::text("identifiability", "How far people could be identified in the data, as published."),
    Key::text("sensitivity", "Whether the data are sensitive, as published."),
    Key::text("frequency", "How often data are sent, as published: One-Off, Ongoing."),
    Key::text("legal_basis", "The legal basis for providing the data, as published."),
    Key::text("confidentiality", "How the duty of confidence is met, as published."),
];

const STATEMENT: &[Key] = &[
    Key::integer("seq", "Its number within the version, from 1.").required(),
    Key::text("organisation", "The organisation as published beside the statement.").required(),
    Key::texts("editions", "The editions that published these words: ids of data/editions.csv."),
    Key::integers("source_rows", "The rows in the editions' sheets, where there are sheets."),
    Key::texts("source_sheets", "The sheets of those rows, only where several sheets hold statements."),
    Key::texts("truncated", "The sections that the source cuts off, by their keys."),
];

/// Keys of a page, `content/**.md`.
pub const CONTENT: &[Key] = &[
    Key::text("title", "The page's heading.").required(),
    Key::text("summary", "What the page is about, in a sentence, for lists and search engines."),
    Key::text("date", "The day of the page, as 2022-08-09. A notice must have one."),
    Key::integer("order", "Where the page stands among those of its folder; lower comes first."),
];

/// Keys of an assurance record, `data/assurance/<id>.md`.
pub const ASSURANCE: &[Key] = &[
    Key::text("id", "The record's id, which is also its file's name.").required(),
    Key::text("kind", "What it is: an audit, a review or another kind of assurance.").required(),
    Key::text("date", "The day of the record, as 2022-08-09.").required(),
    Key::text("organisation", "The organisation it is about: an id of data/organisations.csv."),
    Key::text("agreement", "The agreement it is about, by its reference without DARS- and version."),
    Key::texts("releases", "The releases it is about, each as edition/id."),
    Key::text("source", "Where it was published."),
];

/// Keys of a sheet that is kept as text, `data/editions/<id>/<name>.md`; `candour import` writes it.
pub(super) const SHEET_TEXT: &[Key] = &[Key::text("sheet", "The sheet's name as published.").required()];
