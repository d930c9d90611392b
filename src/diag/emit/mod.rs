//! Diagnostics as text: for people on a terminal or on paper, for programs (JSON), for the places where reviewers look
//! (SARIF, annotations of GitHub). Nothing is printed or written here.

mod github;
mod html;
mod human;
mod json;
mod sarif;
mod texts;

use super::{Diagnostic, Diagnostics, FileId, Fix, Severity, Sources, masked};
use std::borrow::Cow;
use std::fmt::Write;
use texts::Texts;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the source line, a caret and help. Of one code three warnings and a hundred errors are shown, the others
    /// only counted.
    Human,
    /// One line each.
    Short,
    /// One JSON object with all of them and their counts.
    Json,
    /// Workflow commands that GitHub shows at file and line.
    Github,
    /// SARIF 2.1.0, which code scanning and editors read.
    Sarif,
    /// One page for a browser that needs nothing else.
    Html,
}

/// Whether people see colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum Colour {
    Yes,
    No,
}

/// All that a check has to say.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The name of what was checked.
    pub title: &'a str,
    /// Where that stands below the root of its repository: empty, or with `/` at its end. Annotations and SARIF name
    /// files from the repository's root.
    pub folder: &'a str,
    /// The texts that faults point into.
    pub sources: &'a Sources,
    /// Faults and advice, in the order they are told.
    pub faults: &'a Diagnostics,
    /// Faults that are let through, each with the reason.
    pub waived: Vec<(&'a Diagnostic, &'a str)>,
}

impl<'a> Report<'a> {
    /// Faults alone.
    pub fn of(faults: &'a Diagnostics, sources: &'a Sources) -> Self {
        Report { title: "", folder: "", sources, faults, waived: Vec::new() }
    }

    /// The report as text.
    pub fn emit(&self, format: Format, colour: Colour) -> String {
        let mut faults = Diagnostics::new();
        Extend::extend(&mut faults, self.faults.iter().map(without_numbers));
        let waived: Vec<(Diagnostic, Cow<'_, str>)> =
            self.waived.iter().map(|(fault, reason)| (without_numbers(fault), masked(reason))).collect();
        let waived = waived.iter().map(|(fault, reason)| (fault, reason.as_ref())).collect();
        Report { faults: &faults, waived, ..*self }.emit_as_it_is(format, colour)
    }

    fn emit_as_it_is(&self, format: Format, colour: Colour) -> String {
        let waived = self.waived.iter().map(|(fault, _)| *fault);
        let texts = Texts::new(self.sources, self.faults.iter().chain(waived));
        match format {
            Format::Human => human::human(self, &texts, colour),
            Format::Short => self.faults.iter().map(|fault| human::short(fault, &texts)).collect(),
            Format::Json => json::json(self, &texts),
            Format::Github => github::github(self),
            Format::Sarif => sarif::sarif(self, &texts),
            Format::Html => html::html(self, &texts),
        }
    }

    /// How many faults and waived faults the report leaves out for the sake of those who read the format, and counts.
    pub fn left_out(&self, format: Format) -> usize {
        let all = self.faults.len() + self.waived.len();
        if format == Format::Sarif { all.saturating_sub(sarif::MOST_RESULTS) } else { 0 }
    }

    /// A file's path from the root of its repository.
    fn path(&self, file: FileId) -> String {
        format!("{}{}", self.folder, self.sources.path(file))
    }
}

/// A fault may quote a record, or name one by its text. A fix that would write a number is left out, since a program might
/// write the stars.
fn without_numbers(fault: &Diagnostic) -> Diagnostic {
    let text = |text: &String| masked(text).into_owned();
    let is_open = |fix: &&Fix| matches!(masked(&fix.with), Cow::Borrowed(_));
    Diagnostic {
        message: text(&fault.message),
        labels: fault.labels.iter().map(|(span, words)| (*span, text(words))).collect(),
        help: fault.help.as_ref().map(text),
        fix: fault.fix.as_ref().filter(is_open).cloned(),
        record: fault.record.as_ref().map(text),
        ..*fault
    }
}

/// Writes all diagnostics, in the order they stand.
pub fn emit(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: Colour) -> String {
    Report::of(diagnostics, sources).emit(format, colour)
}

/// "2 errors, 14 warnings", or "no errors, no warnings".
pub fn summary(diagnostics: &Diagnostics) -> String {
    summary_with(diagnostics, |n| n.to_string())
}

fn summary_with(diagnostics: &Diagnostics, number: impl Fn(usize) -> String) -> String {
    let count = |severity, one: &str, many: &str| match diagnostics.count(severity) {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{} {many}", number(n)),
    };
    let mut text =
        format!("{}, {}", count(Severity::Error, "error", "errors"), count(Severity::Warning, "warning", "warnings"));
    let asked_for = [(Severity::Info, "note", "notes"), (Severity::Advice, "piece of advice", "pieces of advice")];
    for (severity, one, many) in asked_for {
        if diagnostics.count(severity) > 0 {
            // Writing to a String cannot fail.
            let _ = write!(text, ", {}", count(severity, one, many));
        }
    }
    text
}
