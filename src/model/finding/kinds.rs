//! The kinds of findings: each code of a check that can be about a record, and what is computed from the facts. A kind
//! has an address that stays; its words are the theme's.

use crate::diag::{Code, codes};

/// What kinds of findings have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub enum Family {
    Blank,
    CutShort,
    EqualRows,
    Mixed,
    Contradictory,
    Names,
    Text,
    Missing,
    Other,
}

impl Family {
    /// All of them, in the order pages list them.
    pub const ALL: [Family; 9] = [
        Family::Blank,
        Family::CutShort,
        Family::EqualRows,
        Family::Mixed,
        Family::Contradictory,
        Family::Names,
        Family::Text,
        Family::Missing,
        Family::Other,
    ];

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Family::Blank => "blank",
            Family::CutShort => "cut-short",
            Family::EqualRows => "equal-rows",
            Family::Mixed => "mixed",
            Family::Contradictory => "contradictory",
            Family::Names => "names",
            Family::Text => "text",
            Family::Missing => "missing",
            Family::Other => "other",
        }
    }
}

/// One kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct FindingKind {
    /// Its name in addresses and extracts; stable once published.
    pub slug: &'static str,
    /// The family it belongs to.
    pub family: Family,
    /// The code of the check that finds it; `None` for what is computed from the facts.
    pub code: Option<&'static Code>,
    /// Whether it may point at somebody's personal data. Nothing then repeats what was found, or says where exactly.
    pub private: bool,
}

const fn found(slug: &'static str, family: Family, code: &'static Code) -> FindingKind {
    FindingKind { slug, family, code: Some(code), private: false }
}

const fn private(slug: &'static str, code: &'static Code) -> FindingKind {
    FindingKind { slug, family: Family::Other, code: Some(code), private: true }
}

const fn computed(slug: &'static str, family: Family) -> FindingKind {
    FindingKind { slug, family, code: None, private: false }
}

/// Rows equal to an earlier one but for their id.
pub static EQUAL_ROWS: FindingKind = found("equal-rows", Family::EqualRows, &codes::I1);
/// Organisations that one edition records under several names.
pub static SEVERAL_NAMES: FindingKind = computed("several-names", Family::Names);
/// Days between two editions that neither covers.
pub static GAPS: FindingKind = computed("gaps", Family::Missing);
/// Days that two editions cover.
pub static OVERLAPS: FindingKind = computed("overlaps", Family::Missing);

/// Every kind, family by family, in the order pages list them.
pub static KINDS: [&FindingKind; 41] = [
    &found("duty-of-confidence", Family::Blank, &codes::W11),
    &found("objective-only", Family::Blank, &codes::W10),
    &found("placeholders", Family::Blank, &codes::W22),
    &found("empty-columns", Family::Blank, &codes::I2),
    &found("cut-short", Family::CutShort, &codes::W9),
    &EQUAL_ROWS,
    &found("mixed-opt-outs", Family::Mixed, &codes::W16),
    &found("changed-identifiability", Family::Mixed, &codes::W25),
    &found("opt-outs-without-identity", Family::Contradictory, &codes::W12),
    &found("confidential-and-not", Family::Contradictory, &codes::W13),
    &found("columns-contradict", Family::Contradictory, &codes::W14),
    &found("two-organisations", Family::Contradictory, &codes::W2),
    &found("file-under-two-agreements", Family::Contradictory, &codes::E9),
    &found("impossible-dates", Family::Contradictory, &codes::E13),
    &found("wrong-totals", Family::Contradictory, &codes::E128),
    &SEVERAL_NAMES,
    &found("recipient-spellings", Family::Names, &codes::W7),
    &found("dataset-spellings", Family::Names, &codes::W8),
    &found("odd-references", Family::Names, &codes::W4),
    &found("several-recipients", Family::Names, &codes::W3),
    &found("several-statements", Family::Names, &codes::W1),
    &found("unknown-wordings", Family::Names, &codes::E2),
    &found("broken-glyphs", Family::Text, &codes::W17),
    &found("garbled-letters", Family::Text, &codes::W18),
    &found("lost-letters", Family::Text, &codes::E12),
    &found("invisible-characters", Family::Text, &codes::W19),
    &found("edge-spaces", Family::Text, &codes::W5),
    &found("no-break-spaces", Family::Text, &codes::W6),
    &found("spreadsheet-errors", Family::Text, &codes::E11),
    &found("formula-cells", Family::Text, &codes::E16),
    &found("minus-signs", Family::Text, &codes::W20),
    &GAPS,
    &OVERLAPS,
    &found("row-counts", Family::Missing, &codes::E7),
    &found("without-release", Family::Missing, &codes::E6),
    &found("left-the-register", Family::Missing, &codes::W24),
    &found("unexplained-legal-bases", Family::Other, &codes::W15),
    &found("not-for-publication", Family::Other, &codes::E14),
    &private("personal-data", &codes::W21),
    &private("small-numbers", &codes::W26),
    &private("nhs-numbers", &codes::E10),
];

impl FindingKind {
    /// The kind of a code; `None` for faults that are not about records.
    pub fn of(code: &Code) -> Option<&'static FindingKind> {
        KINDS.into_iter().find(|kind| kind.code.is_some_and(|own| own.id == code.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;
    use std::collections::BTreeSet;

    #[test]
    fn every_warning_and_note_about_records_has_one_kind_and_each_kind_an_address_of_its_own() {
        // W130 is about a waiver in the settings.
        let tells = |code: &Code| matches!(code.severity(), Severity::Warning | Severity::Info) && code.id != "W130";
        let news = codes::ALL.iter().filter(|code| tells(code));
        let without: Vec<_> = news.filter(|code| FindingKind::of(code).is_none()).map(|code| code.id).collect();
        assert!(without.is_empty(), "{without:?} have no kind");
        let slugs: BTreeSet<_> = KINDS.iter().map(|kind| kind.slug).collect();
        let coded: BTreeSet<_> = KINDS.iter().filter_map(|kind| kind.code).map(|code| code.id).collect();
        assert_eq!(slugs.len(), KINDS.len());
        assert_eq!(coded.len() + 3, KINDS.len(), "a code has two kinds");
        assert!(KINDS.iter().all(|kind| crate::model::is_page_id(kind.slug) && kind.slug != "register"));
    }

    #[test]
    fn kinds_of_a_family_stand_together_in_the_order_of_families() {
        assert!(KINDS.is_sorted_by_key(|kind| kind.family));
    }
}
