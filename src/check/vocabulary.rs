//! Vocabularies and the reviewed table of wordings.

use super::cells;
use super::fixes::inside;
use super::names::MOST_SUGGESTIONS;
use crate::diag::{Cell, Diagnostic, Diagnostics, Sources, Span, codes, nearest, same_word, suggest};
use crate::model::{
    Applied, NOT_STATED, Stated, Term, TermCode, Vocabularies, Vocabulary, VocabularyName, Wording, fold,
};
use crate::records::{Drafts, WordingDraft};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Accepts the vocabulary files. Each must be there, each code once, each group of a type a kind.
pub(super) fn vocabularies(drafts: &Drafts<'_>, sources: &Sources, faults: &mut Diagnostics) -> Vocabularies {
    let mut all = BTreeMap::new();
    for draft in &drafts.vocabularies {
        let mut seen = BTreeMap::new();
        for term in &draft.terms.rows {
            if term.code.is_blank() || term.label.is_blank() {
                let fault = Diagnostic::new(&codes::E120, "a term needs a code and a label").at(term.code.span);
                faults.push(fault.help("the code is for programs, the label for readers"));
            } else if !is_code(draft.name, term.code.text()) {
                let message =
                    format!("\"{}\" cannot be a code of {}", cells::shorten(term.code.text()), draft.name.key());
                faults.push(Diagnostic::new(&codes::E120, message).at(term.code.span).help(code_help(draft.name)));
            }
            once(&mut seen, &term.code, "code", faults);
        }
        let terms = draft.terms.rows.iter().map(|term| Term {
            code: TermCode::new(term.code.text()),
            label: term.label.text().to_owned(),
            explanation: term.explanation.text().to_owned(),
            group: term.group.text().to_owned(),
            publisher_explanation: term.publisher_explanation.text().to_owned(),
        });
        all.insert(draft.name, Vocabulary::new(terms.collect()));
    }
    for name in VocabularyName::ALL {
        let path = format!("data/vocabularies/{}.csv", name.key());
        super::require_file(&path, sources, faults);
    }
    let vocabularies = Vocabularies::new(all);
    type_groups(drafts, &vocabularies, faults);
    vocabularies
}

/// Lower-case letters and digits, `_` only between them: the address of a term's page has `-` there, and two codes must
/// not share one. `not_stated` is the address of what states no term. An opt-out's begins with its answer and `/`.
fn is_code(name: VocabularyName, code: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let plain = |text: &str| text != NOT_STATED && text.split('_').all(word);
    match (name, code.split_once('/')) {
        (VocabularyName::OptOut, Some((applied, ""))) => Applied::find(applied).is_some(),
        (VocabularyName::OptOut, Some((applied, reason))) => Applied::find(applied).is_some() && plain(reason),
        (VocabularyName::OptOut, None) => false,
        _ => plain(code),
    }
}

fn code_help(name: VocabularyName) -> String {
    if name == VocabularyName::OptOut {
        let answers = Applied::ALL.map(|applied| format!("{}/", applied.code())).join(", ");
        return format!("begin with one of {answers} and add the reason, if any, as no/not_identifiable");
    }
    format!(
        "use lower-case letters and digits, with single _ between them; {NOT_STATED} is kept for what states no term"
    )
}

fn type_groups(drafts: &Drafts<'_>, vocabularies: &Vocabularies, faults: &mut Diagnostics) {
    let types = drafts.vocabularies.iter().filter(|v| v.name == VocabularyName::OrganisationType);
    for term in types.flat_map(|v| &v.terms.rows).filter(|term| !term.group.is_blank()) {
        known_term(&term.group, VocabularyName::OrganisationKind, vocabularies, faults);
    }
}

/// Notes a key of a table; the second of two is a fault.
pub(super) fn once<'d>(seen: &mut BTreeMap<&'d str, Span>, cell: &'d Cell<'_>, what: &str, faults: &mut Diagnostics) {
    if cell.is_blank() {
        return;
    }
    let first = *seen.entry(cell.text()).or_insert(cell.span);
    if first != cell.span {
        let message = format!("the {what} {} stands twice", cells::shorten(cell.text()));
        let fault = Diagnostic::new(&codes::E121, message).at(cell.span).label(first, "first here");
        faults.push(fault.help("take out one of the two, or give it its own"));
    }
}

/// A code of a vocabulary, or nothing; an unknown one is a fault.
pub(super) fn known_term(
    cell: &Cell<'_>,
    name: VocabularyName,
    vocabularies: &Vocabularies,
    faults: &mut Diagnostics,
) -> Option<TermCode> {
    term(cell, inside(cell), (name, vocabularies), faults)
}

/// As [`known_term`]; `place` is where the text stands plainly, so that it may be replaced.
fn term(
    cell: &Cell<'_>,
    place: Option<Span>,
    (name, vocabularies): (VocabularyName, &Vocabularies),
    faults: &mut Diagnostics,
) -> Option<TermCode> {
    if cell.is_blank() {
        return None;
    }
    let term = vocabularies.term(name, cell.text()).map(|term| term.code.clone());
    if term.is_none() {
        let terms = vocabularies.get(name).terms();
        let known = terms.iter().map(|term| term.code.as_str());
        let message = format!("{} has no code \"{}\"", name.key(), cells::shorten(cell.text()));
        let otherwise = format!("look up its codes in data/vocabularies/{}.csv", name.key());
        let fault = Diagnostic::new(&codes::E122, message).at(cell.span);
        let fault = fault.help(suggest(nearest(cell.text(), known), &otherwise));
        faults.push(match place.zip(same_term(cell.text(), terms)) {
            Some((place, code)) => fault.fix(place, code),
            None => fault,
        });
    }
    term
}

/// The code that a text means beyond doubt: the same word, or the label of just one term.
fn same_term(text: &str, terms: &[Term]) -> Option<String> {
    let by_code = same_word(text, terms.iter().map(|term| term.code.as_str()));
    let by_label = || {
        let label = same_word(text, terms.iter().map(|term| term.label.as_str()))?;
        terms.iter().find(|term| term.label == label).map(|term| term.code.as_str())
    };
    by_code.or_else(by_label).map(str::to_owned)
}

/// Codes of a list in a cell, in vocabulary order.
pub(super) fn known_terms(
    cell: &Cell<'_>,
    name: VocabularyName,
    vocabularies: &Vocabularies,
    faults: &mut Diagnostics,
) -> Vec<TermCode> {
    let place = |item: &str| {
        let before = item.as_ptr() as usize - cell.text().as_ptr() as usize;
        let start = inside(cell)?.start as usize + before;
        Some(Span::new(cell.span.file, start, start + item.len()))
    };
    let codes = cells::distinct(cell, faults).into_iter();
    let item = |text: &str| {
        let own = place(text).filter(|_| text.len() < cell.value.len());
        Cell { value: text.to_owned().into(), span: own.unwrap_or(cell.span) }
    };
    let mut terms: Vec<TermCode> =
        codes.filter_map(|code| term(&item(code), place(code), (name, vocabularies), faults)).collect();
    terms.sort_by_key(|code| vocabularies.get(name).place(code.as_str()));
    terms
}

/// A wording has a code; of the answers on opt-outs it has just one.
fn number_of_codes(row: &WordingDraft<'_>, name: VocabularyName, faults: &mut Diagnostics) {
    let count = cells::list(row.codes.text()).count();
    if count == 0 {
        let fault = Diagnostic::new(&codes::E120, "a wording needs a code").at(row.codes.span);
        faults.push(fault.help(format!("write a code of data/vocabularies/{}.csv", name.key())));
    }
    if count > 1 && name == VocabularyName::OptOut {
        let fault = Diagnostic::new(&codes::E120, "a wording on opt-outs has one code only").at(row.codes.span);
        faults.push(fault.help("a release is counted under one answer; write the code that fits best"));
    }
}

/// What each published wording means, and which wordings nobody has mapped yet.
pub(super) struct Wordings {
    known: BTreeMap<VocabularyName, HashMap<String, Vec<TermCode>>>,
    resolved: BTreeMap<VocabularyName, HashMap<String, Stated>>,
    unknown: BTreeMap<(VocabularyName, String), (Span, usize)>,
}

impl Wordings {
    /// Reads the reviewed table.
    pub(super) fn new(drafts: &Drafts<'_>, vocabularies: &Vocabularies, faults: &mut Diagnostics) -> Self {
        let mut known: BTreeMap<VocabularyName, HashMap<String, Vec<TermCode>>> = BTreeMap::new();
        let mut places = HashMap::new();
        for row in &drafts.wordings.rows {
            let names = VocabularyName::ALL.map(VocabularyName::key).join(", ");
            let Some(name) = cells::word(&row.vocabulary, VocabularyName::find, &names, faults) else { continue };
            let terms = known_terms(&row.codes, name, vocabularies, faults);
            number_of_codes(row, name, faults);
            let key = fold::wording(row.wording.text());
            if key.is_empty() {
                let fault = Diagnostic::new(&codes::E120, "the wording is missing").at(row.wording.span);
                faults.push(fault.help("write the words as published, or take the row out"));
                continue;
            }
            let first = *places.entry((name, key.clone())).or_insert(row.wording.span);
            if first != row.wording.span {
                let message = format!("the wording \"{}\" stands twice", cells::shorten(row.wording.text()));
                let fault = Diagnostic::new(&codes::E121, message).at(row.wording.span).label(first, "first here");
                faults
                    .push(fault.help("case, white space and the kind of dash make no difference; keep one of the two"));
            }
            known.entry(name).or_default().insert(key, terms);
        }
        Wordings { known, resolved: BTreeMap::new(), unknown: BTreeMap::new() }
    }

    /// Whether the table has this wording.
    pub(super) fn codes(&self, name: VocabularyName, wording: &str) -> Option<&[TermCode]> {
        self.known.get(&name)?.get(&fold::wording(wording)).map(Vec::as_slice)
    }

    /// What a cell states. An unknown wording is noted, and reported by [`Wordings::report`].
    pub(super) fn resolve(&mut self, name: VocabularyName, cell: &Cell<'_>) -> Stated {
        if cell.value.trim().is_empty() {
            return None;
        }
        if let Some(stated) = self.resolved.get(&name).and_then(|known| known.get(cell.text())) {
            return stated.clone();
        }
        let Some(codes) = self.codes(name, cell.text()).map(<[TermCode]>::to_vec) else {
            self.unknown.entry((name, cell.text().to_owned())).or_insert((cell.span, 0)).1 += 1;
            return Some(Arc::new(Wording { raw: cell.text().to_owned(), codes: Vec::new() }));
        };
        let stated = Some(Arc::new(Wording { raw: cell.text().to_owned(), codes }));
        self.resolved.entry(name).or_default().insert(cell.text().to_owned(), stated.clone());
        stated
    }

    /// What an optional key states.
    pub(super) fn resolve_optional(&mut self, name: VocabularyName, cell: Option<&Cell<'_>>) -> Stated {
        cell.and_then(|cell| self.resolve(name, cell))
    }

    /// Reports each unknown wording once, with the number of cells that have it.
    pub(super) fn report(&self, drafts: &Drafts<'_>, faults: &mut Diagnostics) {
        for (no, ((name, wording), &(span, count))) in self.unknown.iter().enumerate() {
            let of_this = drafts.wordings.rows.iter().filter(|row| row.vocabulary.text() == name.key());
            let of_this = of_this.filter(|_| no < MOST_SUGGESTIONS);
            let message = format!("nobody has said what the {} \"{wording}\" means{}", name.key(), cells_with(count));
            let otherwise = "add a row with its code to data/wordings.csv, or correct the cell";
            let help = suggest(nearest(wording, of_this.map(|row| row.wording.text())), otherwise);
            let about = format!("wording/{}/{wording}", name.key());
            faults.push(Diagnostic::new(&codes::E2, message).at(span).about(about).help(help).times(count));
        }
    }
}

/// " (in 12 cells)" where there are several.
pub(super) fn cells_with(count: usize) -> String {
    if count > 1 { format!(" (in {count} cells)") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_codes_can_share_the_address_of_a_page() {
        let is = |code| is_code(VocabularyName::Purpose, code);
        assert!(is("research") && is("service_improvement") && is("s251"));
        for code in ["", "_", "a_", "_a", "a__b", "a-b", "A", "a;b", "a/b", "not_stated"] {
            assert!(!is(code), "{code}");
        }
        let answers = ["no/", "no/consent", "yes/objections_upheld", "not_recorded/"];
        assert!(answers.iter().all(|code| is_code(VocabularyName::OptOut, code)));
        for code in ["no", "maybe/", "no/_x", "no/a/b", "no/Consent"] {
            assert!(!is_code(VocabularyName::OptOut, code), "{code}");
        }
    }
}
