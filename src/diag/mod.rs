//! What is wrong with the data, and where: diagnostics, their codes and the texts they point into.
//!
//! This module knows text and numbers. It never names a domain type, reads no file and prints nothing:
//! emitters return strings. Trouble with the machine (a disk, a process) is a [`Failure`], never a [`Diagnostic`].

pub mod codes;
mod emit;

mod failure;
mod nhs_number;
mod source;
mod suggest;

pub use emit::{Colour, Format, Report, emit, summary};
pub use failure::Failure;
pub(crate) use nhs_number::{is_dash, masked, nhs_numbers};
pub(crate) use source::floor_boundary;
pub use source::{Cell, FileId, Location, Sources, Span, Spanned};
pub use suggest::{did_you_mean, nearest, same_word, suggest};

use std::collections::BTreeMap;

/// One kind of fault: a stable id with the text that `candour explain` shows.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `E…` stops publication, `W…` warns, `I…` informs, `A…` advises.
    pub id: &'static str,
    /// One line, sentence case, no full stop.
    pub title: &'static str,
    /// What it means, why it matters, what to do.
    pub explanation: &'static str,
    /// A smallest wrong record, and the right one where that helps.
    pub example: &'static str,
}

/// How much a fault weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Stops publication unless waived.
    Error,
    /// Published, and shown.
    Warning,
    /// Worth knowing; normal in many registers.
    Info,
    /// How a text could be plainer; told only when asked for.
    Advice,
}

impl Severity {
    /// The word shown in reports.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Advice => "advice",
        }
    }
}

impl Code {
    /// The severity that the first letter of the id gives.
    pub fn severity(&self) -> Severity {
        match self.id.as_bytes().first() {
            Some(b'E') => Severity::Error,
            Some(b'W') => Severity::Warning,
            Some(b'A') => Severity::Advice,
            _ => Severity::Info,
        }
    }

    /// Whether reports say where the text stands and never repeat it: they may be printed in a public log.
    pub fn hides_text(&self) -> bool {
        self.id == codes::E10.id
    }

    /// The code with this id, in any case.
    pub fn find(id: &str) -> Option<&'static Code> {
        codes::ALL.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
    }
}

/// A replacement that a tool may apply without a person's judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// With what.
    pub with: String,
}

/// One fault in the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of fault.
    pub code: &'static Code,
    /// What is wrong here, in one sentence without a full stop.
    pub message: String,
    /// Where; `None` only for faults that no file holds.
    pub span: Option<Span>,
    /// Other places that matter, each with a few words.
    pub labels: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// A safe replacement, where there is one.
    pub fix: Option<Fix>,
    /// The record it is about, as `type/id`; waivers name it.
    pub record: Option<String>,
    /// How many cells or rows it stands for.
    pub count: usize,
}

impl Diagnostic {
    /// A fault of this kind, as yet nowhere.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Diagnostic { code, message, span: None, labels: Vec::new(), help: None, fix: None, record: None, count: 1 }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Points at another place that matters.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers a safe replacement of the text at `span`.
    #[must_use]
    pub fn fix(mut self, span: Span, with: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, with: with.into() });
        self
    }

    /// Names the record, as `type/id`.
    #[must_use]
    pub fn about(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }

    /// Says how many cells or rows it stands for.
    #[must_use]
    pub fn times(mut self, count: usize) -> Self {
        self.count = count;
        self
    }

    /// The severity of its code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What to do, for people: the help, and whether a command does it.
    pub fn advice(&self) -> Option<String> {
        match (&self.help, &self.fix) {
            (Some(help), Some(_)) => Some(format!("{help} (candour fix does this)")),
            (None, Some(_)) => Some("candour fix corrects this".to_owned()),
            (help, None) => help.clone(),
        }
    }

    fn order(&self) -> (Option<Span>, &'static str, &str) {
        (self.span, self.code.id, &self.message)
    }
}

/// A bag of diagnostics. Nothing that is put in is lost but exact repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty bag.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another bag.
    pub fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// Puts them in file order (files in the order they were read) and drops exact repeats.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| a.order().cmp(&b.order()));
        self.list.dedup();
    }

    /// Keeps those that `keep` says yes to, and returns the others.
    pub fn split_off(&mut self, mut keep: impl FnMut(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let (kept, others) = std::mem::take(&mut self.list).into_iter().partition(|d| keep(d));
        self.list = kept;
        others
    }

    /// All of them, in the order they stand.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity() == severity).count()
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity() == Severity::Error)
    }

    /// How many of each code, by id.
    pub fn by_code(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in &self.list {
            *counts.entry(diagnostic.code.id).or_insert(0) += 1;
        }
        counts
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl FromIterator<Diagnostics> for Diagnostics {
    /// All of several bags, one after the other.
    fn from_iter<T: IntoIterator<Item = Diagnostics>>(bags: T) -> Self {
        Diagnostics { list: bags.into_iter().flat_map(|bag| bag.list).collect() }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, iter: T) {
        self.list.extend(iter);
    }
}

/// A number of things in words: "1 row", "2 rows".
pub fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
