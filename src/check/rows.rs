//! W11 to W15: a release row whose own columns do not fit together.

use super::Resolvers;
use super::releases::record;
use crate::diag::{Cell, Code, Diagnostic, Diagnostics, codes};
use crate::model::{Applied, EditionId, Facts, Release, Stated, TermCode, VocabularyName};
use crate::records::ReleaseDraft;
use std::collections::BTreeSet;

/// Wording of a duty of confidence that publishers put under legal basis.
const CONSENT_AS_LEGAL_BASIS: &str = "consent_reasonable_expectation";

/// Looks at every row.
pub(super) fn rows(facts: &Facts, rows: &[&ReleaseDraft<'_>], resolvers: &Resolvers) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let with_duty: BTreeSet<&EditionId> =
        facts.releases.iter().filter(|r| r.confidentiality.is_some()).map(|r| &r.edition).collect();
    let has_glossary = |term: &&crate::model::Term| !term.publisher_explanation.is_empty();
    let glossary: BTreeSet<&TermCode> = facts
        .vocabularies
        .get(VocabularyName::LegalBasis)
        .terms()
        .iter()
        .filter(has_glossary)
        .map(|term| &term.code)
        .collect();
    for (release, row) in facts.releases.iter().zip(rows) {
        let mut bench = Bench { row, faults: &mut faults };
        bench.confidentiality(release, with_duty.contains(&release.edition), resolvers);
        bench.opt_outs(release);
        bench.contradictions(release);
        bench.glossary(release, &glossary);
    }
    faults
}

fn has(stated: &Stated, code: &str) -> bool {
    stated.as_deref().is_some_and(|wording| wording.has(code))
}

fn only(stated: &Stated, code: &str) -> bool {
    stated.as_deref().is_some_and(|wording| wording.codes.len() == 1 && wording.has(code))
}

struct Bench<'a, 's> {
    row: &'a ReleaseDraft<'s>,
    faults: &'a mut Diagnostics,
}

impl Bench<'_, '_> {
    fn warn(&mut self, code: &'static Code, message: &str, at: &Cell<'_>, other: &Cell<'_>) {
        self.warn_beside(code, message, at, (other, "does not fit with this"));
    }

    fn warn_beside(&mut self, code: &'static Code, message: &str, at: &Cell<'_>, (other, words): (&Cell<'_>, &str)) {
        let fault = Diagnostic::new(code, message).at(at.span).about(record(self.row));
        self.faults.push(fault.label(other.span, words));
    }

    /// W11.
    fn confidentiality(&mut self, release: &Release, edition_states_it: bool, resolvers: &Resolvers) {
        let (cell, basis) = (&self.row.confidentiality, &self.row.legal_basis);
        if release.confidentiality.is_none() && edition_states_it {
            let message = "the duty of confidence is not recorded";
            let fault = Diagnostic::new(&codes::W11, message).at(cell.span).about(record(self.row));
            self.faults.push(fault.help("other rows of this edition record it; state it if it is known"));
        }
        let as_basis = resolvers.wordings.codes(VocabularyName::LegalBasis, cell.text());
        let is_legal = as_basis.is_some_and(|codes| codes.iter().all(|c| c.as_str() != CONSENT_AS_LEGAL_BASIS));
        if release.confidentiality.is_some() && is_legal {
            let message = "a legal basis stands in the place of the duty of confidence";
            self.warn_beside(&codes::W11, message, cell, (basis, "its own column"));
        }
        if has(&release.legal_basis, CONSENT_AS_LEGAL_BASIS) {
            let message = "a duty of confidence stands in the place of the legal basis";
            self.warn_beside(&codes::W11, message, basis, (cell, "its own column"));
        }
    }

    /// W12 and W13.
    fn opt_outs(&mut self, release: &Release) {
        let applied = release.opt_outs().applied == Applied::Yes;
        let identifiable = has(&release.identifiability, "identifiable");
        let (opt_outs, duty) = (&self.row.opt_outs, &self.row.confidentiality);
        let answered = release.identifiability.as_deref().is_some_and(|wording| !wording.codes.is_empty());
        if applied && answered && !identifiable {
            let other = &self.row.identifiability;
            self.warn(&codes::W12, "opt-outs were applied to data that do not identify anybody", opt_outs, other);
        }
        if only(&release.confidentiality, "none") {
            if applied {
                self.warn(&codes::W13, "opt-outs were applied though no confidential data flow", opt_outs, duty);
            }
            if identifiable {
                let other = &self.row.identifiability;
                self.warn(&codes::W13, "the data identify individuals though no confidential data flow", duty, other);
            }
        }
    }

    /// W14. The row ids are NHS Digital's (layout of 2021).
    fn contradictions(&mut self, release: &Release) {
        let basis = &self.row.legal_basis;
        if has(&release.identifiability, "identifiable") && has(&release.legal_basis, "hsca2012_s261_1_2bii") {
            let message = "identifiable data under the legal basis for pseudonymised data";
            self.warn(&codes::W14, message, basis, &self.row.identifiability);
        }
        let by_id = match release.id.as_str() {
            id if id.starts_with("SystemAccess") => true,
            id if id.starts_with("DSfC") || id.starts_with("FILE") => false,
            _ => return,
        };
        if release.frequency.is_some() && has(&release.frequency, "system_access") != by_id {
            let message = "the row id and the frequency speak of different channels";
            self.warn(&codes::W14, message, &self.row.frequency, &self.row.id);
        }
    }

    /// W15, where the publisher has a glossary at all.
    fn glossary(&mut self, release: &Release, glossary: &BTreeSet<&TermCode>) {
        let Some(wording) = release.legal_basis.as_deref().filter(|_| !glossary.is_empty()) else { return };
        if !wording.codes.iter().all(|code| glossary.contains(code)) {
            let message = format!("the glossary does not explain \"{}\"", super::cells::shorten(&wording.raw));
            let fault = Diagnostic::new(&codes::W15, message).at(self.row.legal_basis.span).about(record(self.row));
            self.faults.push(fault);
        }
    }
}
