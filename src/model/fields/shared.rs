//! Columns that mean the same in several tables.

use super::field::{Codes, Field, FieldType};
use crate::model::VocabularyName;

pub(super) const REGISTER: Field = Field::text(
    "register",
    "Register",
    "Short name of the register. The first column of every table, so that tables of several registers \
        can be put together.",
);

pub(super) const RELEASE_ID: Field = Field::text(
    "release_id",
    "Release id",
    "The publisher's id of the row. It is unique within an edition; cite it with the edition.",
);

pub(super) const EDITION: Field =
    Field::text("edition", "Edition", "The edition of the register in which the row first appeared.");

pub(super) const SOURCE_ROW: Field = Field::new(
    "source_row",
    "Source row",
    FieldType::Integer,
    "Row in the published sheet, where the row of headings is 1. Empty for records that come from no workbook.",
)
.nullable();

pub(super) const REFERENCE_RAW: Field = Field::text(
    "reference_raw",
    "Reference as published",
    "The agreement reference as published, with its version where it has one.",
);

pub(super) const AGREEMENT: Field = Field::text(
    "agreement",
    "Agreement",
    "Id of the agreement over all its versions: the reference without prefix and version.",
);

pub(super) const AGREEMENT_VERSION: Field = Field::text(
    "agreement_version",
    "Agreement version",
    "Which version of the agreement; unversioned where the reference names none.",
);

pub(super) const RECIPIENT_ID: Field = Field::text(
    "recipient_id",
    "Recipient id",
    "Id of the organisation that received the data, by a reviewed table of names.",
);

pub(super) const RECIPIENT: Field =
    Field::text("recipient", "Recipient", "The one name that this site uses for that organisation.");

pub(super) const RECIPIENT_TYPE: Field = Field::new(
    "recipient_type",
    "Recipient type",
    FieldType::Code(Codes::Vocabulary(VocabularyName::OrganisationType)),
    "What type of body the recipient is, as reviewed. A code of the vocabulary organisation-type.",
)
.nullable();

pub(super) const RECIPIENT_GROUP: Field = Field::new(
    "recipient_group",
    "Recipient group",
    FieldType::Code(Codes::Vocabulary(VocabularyName::OrganisationKind)),
    "The broad group that the recipient belongs to. A code of the vocabulary organisation-kind.",
)
.nullable();

pub(super) const DATASET_RAW: Field =
    Field::text("dataset_raw", "Dataset as published", "The dataset cell as published.").nullable();

pub(super) const DATASET_IDS: Field = Field::new(
    "dataset_ids",
    "Dataset ids",
    FieldType::List(None),
    "Ids of the datasets that the published words mean, by a reviewed table of names.",
)
.nullable();

pub(super) const DATASET: Field = Field::text(
    "dataset",
    "Dataset",
    "The one name that this site uses for each of those datasets, joined by semicolons where there are several.",
)
.nullable();

pub(super) const RELEASED_FROM: Field = Field::new(
    "released_from",
    "Released from",
    FieldType::Date,
    "First day on which the release may have taken place. Empty where the edition has no first day.",
)
.nullable();

pub(super) const RELEASED_TO: Field = Field::new(
    "released_to",
    "Released to",
    FieldType::Date,
    "Last day on which the release may have taken place: the same day as released_from where the day is known.",
);

pub(super) const RELEASED_PRECISION: Field = Field::new(
    "released_precision",
    "Precision of the date",
    FieldType::Code(Codes::Words(&["day", "month", "period"])),
    "How exactly the source dates the release: to the day, to the month, or only to the edition's period.",
);

pub(super) const CHANNEL: Field = Field::new(
    "channel",
    "Channel",
    FieldType::Code(Codes::Vocabulary(VocabularyName::Channel)),
    "How the data reached the recipient. Rows of different channels are different things: do not add \
        them up without saying so.",
);

pub(super) const IDENTIFIABILITY_RAW: Field = Field::text(
    "identifiability_raw",
    "Identifiability as published",
    "How far the data identify people, in the words of the source.",
)
.nullable();

pub(super) const IDENTIFIABILITY: Field = Field::new(
    "identifiability",
    "Identifiability",
    FieldType::Code(Codes::Vocabulary(VocabularyName::Identifiability)),
    "How far the data identify people. A code of the vocabulary identifiability.",
)
.nullable();

pub(super) const SENSITIVITY_RAW: Field = Field::text(
    "sensitivity_raw",
    "Sensitivity as published",
    "Whether the data count as sensitive, in the words of the source.",
)
.nullable();

pub(super) const SENSITIVITY: Field = Field::new(
    "sensitivity",
    "Sensitivity",
    FieldType::Code(Codes::Vocabulary(VocabularyName::Sensitivity)),
    "Whether the data count as sensitive. A code of the vocabulary sensitivity.",
)
.nullable();

pub(super) const LEGAL_BASIS_RAW: Field =
    Field::text("legal_basis_raw", "Legal basis as published", "The legal basis in the words of the source.")
        .nullable();

pub(super) const LEGAL_BASIS: Field = Field::new(
    "legal_basis",
    "Legal basis",
    FieldType::List(Some(Codes::Vocabulary(VocabularyName::LegalBasis))),
    "The law or consent under which the data were released: one or more codes of the vocabulary legal-basis.",
)
.nullable();

pub(super) const LEGAL_BASIS_LABEL: Field = Field::text(
    "legal_basis_label",
    "Legal basis in words",
    "The label of each of those codes, joined by semicolons where there are several.",
)
.nullable();

pub(super) const FREQUENCY_RAW: Field = Field::text(
    "frequency_raw",
    "Frequency as published",
    "Whether data flow once or regularly, in the words of the source.",
)
.nullable();

pub(super) const FREQUENCY: Field = Field::new(
    "frequency",
    "Frequency",
    FieldType::Code(Codes::Vocabulary(VocabularyName::Frequency)),
    "Whether data flow once or regularly. A code of the vocabulary frequency.",
)
.nullable();

pub(super) const OPT_OUTS_RAW: Field = Field::text(
    "opt_outs_raw",
    "Opt-outs as published",
    "Whether patients' opt-outs were applied, in the words of the source.",
)
.nullable();

pub(super) const OPT_OUTS_APPLIED: Field = Field::new(
    "opt_outs_applied",
    "Opt-outs applied",
    FieldType::Code(Codes::Words(&["yes", "no", "not_applicable", "not_recorded"])),
    "Whether patients' opt-outs were applied: yes, no, not_applicable, or not_recorded where the \
        source leaves it blank.",
);

pub(super) const OPT_OUTS_REASON: Field = Field::new(
    "opt_outs_reason",
    "Reason about opt-outs",
    FieldType::Code(Codes::OptOutReason),
    "The reason that the source gives for that answer, as a code. Empty where it gives none.",
)
.nullable();

pub(super) const CONFIDENTIALITY_RAW: Field = Field::text(
    "confidentiality_raw",
    "Duty of confidence as published",
    "How the common law duty of confidence was met, in the words of the source.",
)
.nullable();

pub(super) const CONFIDENTIALITY: Field = Field::new(
    "confidentiality",
    "Duty of confidence",
    FieldType::List(Some(Codes::Vocabulary(VocabularyName::Confidentiality))),
    "How the common law duty of confidence was met: one or more codes of the vocabulary \
        confidentiality, or not_recorded where the source leaves it blank.",
);

pub(super) const EVIDENCE: Field = Field::text("evidence", "Evidence", "How that is known.").nullable();

pub(super) const REVIEWED: Field =
    Field::new("reviewed", "Reviewed", FieldType::Date, "When a person last looked at it.").nullable();

pub(super) const WEBSITE: Field =
    Field::new("website", "Website", FieldType::Url, "Its own website, where one is recorded.").nullable();

pub(super) const URL: Field =
    Field::new("url", "Address", FieldType::Url, "Permanent address of this record's page on this site.");
