//! The known layouts of published registers, as data: which sheets, which columns, under which headings. A new layout
//! is a new table here; nothing else names a heading.

use crate::model::SectionKind;

/// What a sheet is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub(super) enum Role {
    Releases,
    Purposes,
    Amendments,
    Glossary,
    Counts,
    Text,
    Empty,
}

impl Role {
    /// The word in `import.toml`.
    pub(super) fn key(self) -> &'static str {
        match self {
            Role::Releases => "releases",
            Role::Purposes => "purposes",
            Role::Amendments => "amendments",
            Role::Glossary => "glossary",
            Role::Counts => "counts",
            Role::Text => "text",
            Role::Empty => "empty",
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Organisation,
    Dataset,
    Identifiability,
    Sensitivity,
    LegalBasis,
    Frequency,
    Reference,
    OptOuts,
    Confidentiality,
    Section(SectionKind),
    OrganisationType,
    Note,
    Measure,
    Body,
    Term,
    Explanation,
    /// Published and always empty: a value in it would have no place.
    Unused,
}

/// A column of a layout.
pub(super) struct Column {
    pub(super) field: Field,
    /// The heading in this layout; empty for a column without one.
    pub(super) heading: &'static str,
    /// Headings it has had elsewhere, damage included.
    pub(super) aliases: &'static [&'static str],
    /// Whether rows cannot be read without it.
    pub(super) required: bool,
}

/// A sheet of a layout.
pub(super) struct SheetLayout {
    pub(super) role: Role,
    /// Its usual name.
    pub(super) name: &'static str,
    /// Words of a sheet's name (folded) that decide between two sheets with the same headings.
    pub(super) named_like: Option<&'static str>,
    /// Headings that must be there for a row to be taken for the header.
    pub(super) at_least: usize,
    /// Whether an edition cannot be without it.
    pub(super) required: bool,
    pub(super) columns: &'static [Column],
}

/// A layout.
pub(super) struct Layout {
    pub(super) name: &'static str,
    pub(super) sheets: &'static [SheetLayout],
}

const fn needed(field: Field, heading: &'static str) -> Column {
    Column { field, heading, aliases: &[], required: true }
}

const fn optional(field: Field, heading: &'static str) -> Column {
    Column { field, heading, aliases: &[], required: false }
}

const fn also(column: Column, aliases: &'static [&'static str]) -> Column {
    Column { aliases, ..column }
}

const IDENTIFIABILITY: &str =
    "Data provided to customer: Identifiable, Anonymised - ICO code compliant, Aggregated -anonymised";
const OPT_OUTS_2017: &str = "Patient Opt-Outs applied (Note: Anonymised - ICO code compliant data may show as 'Y' due to inclusion of 'Date of Death')";
const LEGAL_BASIS_2017: &str = "Legal Basis for Provision of Data";
const LEGAL_BASIS_2021: &str = "Legal Basis for Provision of Data (Dissemination)";
const DATASET: &str = "Type of Data Provided";
/// What is left of a heading in the 2017 file.
const DATASET_DAMAGED: &str = "us";
const FREQUENCY_2017: &str = "One off release or Ongoing releases";

const RELEASES_2021: &[Column] = &[
    needed(Field::Id, "RowID"),
    needed(Field::Organisation, "Organisation Name"),
    also(needed(Field::Dataset, DATASET), &[DATASET_DAMAGED]),
    also(needed(Field::Identifiability, IDENTIFIABILITY), &["Data provided to customer"]),
    needed(Field::Sensitivity, "Sensitive or Non-Sensitive"),
    also(needed(Field::LegalBasis, LEGAL_BASIS_2021), &[LEGAL_BASIS_2017]),
    optional(Field::Unused, "Purpose"),
    also(needed(Field::Frequency, "Frequency"), &[FREQUENCY_2017]),
    needed(Field::Reference, "NIC Number"),
    optional(Field::Unused, "MR Number (where relevant)"),
    also(needed(Field::OptOuts, "Patient Opt-Outs applied"), &[OPT_OUTS_2017]),
    needed(Field::Confidentiality, "Common law duty of confidentiality"),
];

const RELEASES_2017: &[Column] = &[
    needed(Field::Id, "RowID"),
    needed(Field::Organisation, "Organisation Name"),
    also(needed(Field::Dataset, DATASET_DAMAGED), &[DATASET]),
    also(needed(Field::Identifiability, IDENTIFIABILITY), &["Data provided to customer"]),
    needed(Field::Sensitivity, "Sensitive or Non-Sensitive"),
    needed(Field::LegalBasis, LEGAL_BASIS_2017),
    optional(Field::Unused, "Purpose"),
    also(needed(Field::Frequency, FREQUENCY_2017), &["Frequency"]),
    needed(Field::Reference, "NIC Number"),
    optional(Field::Unused, "MR Number (where relevant)"),
    also(needed(Field::OptOuts, OPT_OUTS_2017), &["Patient Opt-Outs applied"]),
];

/// The columns of 2017's releases without their first, and the note that has no heading.
const AMENDMENTS_2017: &[Column] = &[
    needed(Field::Organisation, "Organisation Name"),
    also(needed(Field::Dataset, DATASET_DAMAGED), &[DATASET]),
    also(needed(Field::Identifiability, IDENTIFIABILITY), &["Data provided to customer"]),
    needed(Field::Sensitivity, "Sensitive or Non-Sensitive"),
    needed(Field::LegalBasis, LEGAL_BASIS_2017),
    optional(Field::Unused, "Purpose"),
    also(needed(Field::Frequency, FREQUENCY_2017), &["Frequency"]),
    needed(Field::Reference, "NIC Number"),
    optional(Field::Unused, "MR Number (where relevant)"),
    also(needed(Field::OptOuts, OPT_OUTS_2017), &["Patient Opt-Outs applied"]),
    optional(Field::Note, ""),
];

const PURPOSES_2017: &[Column] = &[
    needed(Field::Reference, "Reference Number"),
    needed(Field::Organisation, "Organisation"),
    needed(Field::Section(SectionKind::Objective), "Objective for Processing"),
    needed(Field::Section(SectionKind::Activities), "Processing Activities"),
    needed(Field::Section(SectionKind::Outputs), "Expected Output"),
    needed(Field::Section(SectionKind::Benefits), "Expected Measurable Benefits"),
];

const PURPOSES_2021: &[Column] = &[
    needed(Field::Reference, "Reference Number"),
    needed(Field::Organisation, "Organisation"),
    needed(Field::Section(SectionKind::Objective), "Objective for Processing"),
    needed(Field::Section(SectionKind::Activities), "Processing Activities"),
    needed(Field::Section(SectionKind::Outputs), "Expected Output"),
    needed(Field::Section(SectionKind::Benefits), "Expected Measurable Benefits"),
    needed(Field::Section(SectionKind::Yielded), "Yielded Benefits"),
    needed(Field::OrganisationType, "Organisation Type"),
];

const COUNTS_2017: &[Column] = &[
    optional(Field::Measure, ""),
    optional(Field::Body, "Police"),
    optional(Field::Body, "NCA"),
    optional(Field::Body, "Home Office"),
    optional(Field::Body, "Court Order"),
    optional(Field::Body, "CCRC"),
    optional(Field::Body, "NHS Protect"),
    optional(Field::Body, "HM Coroner"),
    optional(Field::Body, "Welsh Blood Service"),
    optional(Field::Body, "Skipton Fund"),
    optional(Field::Body, "Jersey Cytology Screening"),
    optional(Field::Body, "Total"),
];

const GLOSSARY_2021: &[Column] =
    &[also(needed(Field::Term, LEGAL_BASIS_2021), &[LEGAL_BASIS_2017]), needed(Field::Explanation, "Explanation")];

const fn sheet(role: Role, name: &'static str, at_least: usize, columns: &'static [Column]) -> SheetLayout {
    SheetLayout { role, name, named_like: None, at_least, required: false, columns }
}

const fn required(sheet: SheetLayout) -> SheetLayout {
    SheetLayout { required: true, ..sheet }
}

const fn named(sheet: SheetLayout, like: &'static str) -> SheetLayout {
    SheetLayout { named_like: Some(like), ..sheet }
}

/// Every known layout, newest first.
pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "nhsd-2021",
        sheets: &[
            named(sheet(Role::Amendments, "AmendmentsToPreviousRegisters", 6, RELEASES_2021), "amendment"),
            required(sheet(Role::Releases, "DataReleases", 6, RELEASES_2021)),
            required(sheet(Role::Purposes, "PurposeStatements", 4, PURPOSES_2021)),
            sheet(Role::Glossary, "FurtherExplanationOfTerms", 2, GLOSSARY_2021),
        ],
    },
    Layout {
        name: "nhsd-2017",
        sheets: &[
            named(sheet(Role::Amendments, "AmendmentsToPreviousRegisters", 5, AMENDMENTS_2017), "amendment"),
            required(sheet(Role::Releases, "DataReleases", 5, RELEASES_2017)),
            required(sheet(Role::Purposes, "PurposeStatements", 3, PURPOSES_2017)),
            sheet(Role::Counts, "NBO", 3, COUNTS_2017),
        ],
    },
];
