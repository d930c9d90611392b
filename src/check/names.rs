//! Published names and whose they are. Two names are one if they are equal under `punct`; then only what a person has
//! recorded counts. Likeness is for suggestions.

use super::vocabulary::cells_with;
use crate::diag::{Cell, Diagnostic, Diagnostics, Span, codes, nearest, suggest};
use crate::model::fold;
use std::collections::{BTreeMap, HashMap};

/// How many unknown names get suggestions; a wrong file may have thousands.
pub(super) const MOST_SUGGESTIONS: usize = 50;

/// Names that stand for a `T`: an organisation, or a list of datasets.
pub(super) struct Names<T> {
    /// What is named: `organisation` or `dataset`.
    what: &'static str,
    known: BTreeMap<String, (T, String, Span)>,
    resolved: HashMap<String, Option<T>>,
    unknown: BTreeMap<String, (Span, usize)>,
}

impl<T: Clone + PartialEq> Names<T> {
    pub(super) fn new(what: &'static str) -> Self {
        Names { what, known: BTreeMap::new(), resolved: HashMap::new(), unknown: BTreeMap::new() }
    }

    /// Records a name. The same name for two is a fault.
    pub(super) fn record(&mut self, name: &Cell<'_>, whose: T, faults: &mut Diagnostics) {
        let key = fold::punct(name.text());
        if key.is_empty() {
            let message = format!("the name \"{}\" has no letter or digit", name.text());
            faults
                .push(Diagnostic::new(&codes::E125, message).at(name.span).help("write the name, or take the row out"));
            return;
        }
        match self.known.get(&key) {
            Some((known, _, first)) if *known != whose => {
                let message = format!("the name \"{}\" is recorded for another {} too", name.text(), self.what);
                let fault = Diagnostic::new(&codes::E124, message).at(name.span).label(*first, "first here");
                faults.push(fault.help("case, white space and punctuation make no difference; keep one of the two"));
            }
            Some(_) => {}
            None => {
                self.known.insert(key, (whose, name.text().to_owned(), name.span));
            }
        }
    }

    /// Whose a published name is. An unknown one is noted, and reported by [`Names::report`].
    pub(super) fn resolve(&mut self, name: &Cell<'_>) -> Option<T> {
        let whose = match self.resolved.get(name.text()) {
            Some(resolved) => resolved.clone(),
            None => {
                let whose = self.known.get(&fold::punct(name.text())).map(|(whose, _, _)| whose.clone());
                self.resolved.insert(name.text().to_owned(), whose.clone());
                whose
            }
        };
        if whose.is_none() {
            self.unknown.entry(name.text().to_owned()).or_insert((name.span, 0)).1 += 1;
        }
        whose
    }

    /// Reports each unknown name once, with the number of cells that have it.
    pub(super) fn report(&self, faults: &mut Diagnostics) {
        let mut suggestions = MOST_SUGGESTIONS;
        for (name, &(span, count)) in &self.unknown {
            let about = format!("{}-name/{name}", self.what);
            if fold::punct(name).is_empty() {
                let message = format!("the name \"{name}\" has no letter or digit{}", cells_with(count));
                let fault = Diagnostic::new(&codes::E125, message).at(span).about(about);
                faults.push(fault.help(format!("write the name of the {}", self.what)));
                continue;
            }
            let message = format!("no {} is recorded under the name \"{name}\"{}", self.what, cells_with(count));
            let how = format!("record the name in data/{0}-names.csv, or add the {0} to data/{0}s.csv", self.what);
            let known = self.known.values().map(|(_, shown, _)| shown.as_str()).filter(|_| suggestions > 0);
            let fault = Diagnostic::new(&codes::E123, message).at(span).about(about);
            faults.push(fault.help(suggest(nearest(name, known), &how)));
            suggestions = suggestions.saturating_sub(1);
        }
    }
}
