//! Advice on plain English (A1 to A4), for what staff write themselves for the public: summaries of agreements, pages,
//! descriptions of datasets, explanations of terms. The publisher's official text is not theirs to change, and is not
//! looked at. Advice is no fault: it is told only when asked for and stops nothing.

mod initialisms;
mod reading;
mod sentences;
mod words;

pub use reading::Measure;

use super::agreements::draft_record;
use super::text::part;
use crate::diag::{Cell, Code, Diagnostic, Diagnostics, codes};
use crate::markdown::in_place;
use crate::model::SectionKind;
use crate::records::{AgreementDraft, Drafts};
use initialisms::{Known, Seen};
use std::borrow::Cow;
use std::ops::Range;

/// What was advised, and how plain all the texts together are.
#[derive(Debug, Clone)]
pub struct Advice {
    /// In file order.
    pub diagnostics: Diagnostics,
    /// All texts that were looked at.
    pub texts: Measure,
}

/// Looks at every text that staff write for the public.
pub fn plain_english(drafts: &Drafts<'_>) -> Advice {
    let known = Known::new(drafts);
    let mut desk = Desk { known: &known, advice: Diagnostics::new(), texts: Measure::default() };
    for draft in &drafts.agreements {
        desk.agreement(draft);
    }
    for page in &drafts.content {
        let record = format!("content/{}", page.address);
        let about = About { record: &record, title: page.title.text(), markdown: true };
        page.summary.iter().for_each(|summary| desk.text(summary, About { markdown: false, ..about }));
        desk.text(&page.body, about);
    }
    for row in &drafts.datasets.rows {
        let record = format!("dataset/{}", row.id.text());
        let about = About { record: &record, title: row.name.text(), markdown: false };
        [&row.description, &row.collected_from, &row.who_is_in_it].into_iter().for_each(|cell| desk.text(cell, about));
    }
    for vocabulary in &drafts.vocabularies {
        for row in &vocabulary.terms.rows {
            let record = format!("term/{}/{}", vocabulary.name.key(), row.code.text());
            desk.text(&row.explanation, About { record: &record, title: row.label.text(), markdown: false });
        }
    }
    desk.advice.sort();
    Advice { diagnostics: desk.advice, texts: desk.texts }
}

/// Whose text it is.
#[derive(Debug, Clone, Copy)]
struct About<'a> {
    record: &'a str,
    /// What readers see above it.
    title: &'a str,
    markdown: bool,
}

struct Desk<'a> {
    known: &'a Known,
    advice: Diagnostics,
    texts: Measure,
}

/// A text of this many words has a reading age; a shorter one has too few sentences for it.
const LEAST_MEASURED: usize = 60;

/// Sentences with more words are told. Up to 20 are aimed at; a few more are no news.
const MOST_WORDS: usize = 25;

/// Texts for the public with a higher reading age are told. Pages of the health service aim at 9 to 11; terms that
/// cannot be replaced make these texts measure higher.
const MOST_AGE: f64 = 17.0;

impl Desk<'_> {
    fn agreement(&mut self, draft: &AgreementDraft<'_>) {
        let record = draft_record(draft);
        let title = draft.title.as_ref().map_or("", Cell::text);
        let imported = draft.prose.as_ref().is_some_and(|prose| prose.text() == "verbatim");
        for section in draft.statements.iter().flat_map(|statement| &statement.sections) {
            if matches!(section.kind, SectionKind::Summary | SectionKind::Lay) {
                self.text(&section.text, About { record: &record, title, markdown: !imported });
            }
        }
    }

    fn text(&mut self, cell: &Cell<'_>, about: About<'_>) {
        let prose = match about.markdown {
            true => Cow::Owned(in_place(cell.text())),
            false => Cow::Borrowed(cell.text()),
        };
        let sentences = sentences::sentences(&prose);
        let measure = Measure::of(&prose, &sentences);
        self.texts = self.texts.and(measure);
        let Some(whole) = span_of(&sentences) else { return };
        let mut tell = |code: &'static Code, range: &Range<usize>, (message, help): (String, String)| {
            let advice = Diagnostic::new(code, message).at(part(cell, range)).about(about.record).help(help);
            self.advice.push(advice);
        };
        if measure.words >= LEAST_MEASURED && measure.reading_age() > MOST_AGE {
            tell(&codes::A2, &whole, hard(measure));
        }
        for sentence in sentences.iter().filter(|sentence| sentence.words.len() > MOST_WORDS) {
            tell(&codes::A1, &sentence.range, long(sentence.words.len()));
        }
        let seen = Seen { prose: &prose, whole: cell.text(), title: about.title };
        for found in initialisms::unexplained(seen, &sentences, self.known) {
            tell(&codes::A3, &found, unexplained(&prose[found.clone()]));
        }
        for (found, plainer) in words::plainer(&prose, &sentences) {
            tell(&codes::A4, &found, swap(&prose[found.clone()], plainer));
        }
    }
}

/// From the first word to the last.
fn span_of(sentences: &[sentences::Sentence]) -> Option<Range<usize>> {
    Some(sentences.first()?.range.start..sentences.last()?.range.end)
}

fn hard(measure: Measure) -> (String, String) {
    let length = measure.sentence_length();
    let cause = match length > 20.0 {
        true => format!("its sentences have {length:.0} words on average: split them, and use shorter words"),
        false => "its words are long: use shorter ones".to_owned(),
    };
    let message = format!("this text has a reading age of {}", measure.age_in_words());
    (message, format!("{cause} (the age is a rough guide)"))
}

fn long(words: usize) -> (String, String) {
    (format!("this sentence has {words} words"), "split it; up to 20 words are easy to read".to_owned())
}

fn unexplained(short: &str) -> (String, String) {
    let help = "spell it out where it first stands, with the short form in brackets, or add it to data/synonyms.csv";
    (format!("nobody explains \"{short}\""), help.to_owned())
}

fn swap(found: &str, plainer: &str) -> (String, String) {
    (format!("\"{found}\" has a plainer word"), format!("write \"{plainer}\" if it says the same"))
}
