//! Diagnostics as workflow commands, which GitHub shows at file and line. Of each step it shows ten errors, ten warnings
//! and ten notices, so where there are more the first command says how many.

use super::{Report, summary};
use crate::diag::{Diagnostic, Severity};

/// How many of each severity GitHub shows for a step.
const SHOWN: usize = 10;

pub(super) fn github(report: &Report<'_>) -> String {
    let faults = report.faults;
    let severities = [Severity::Error, Severity::Warning];
    let notices = faults.count(Severity::Info) + faults.count(Severity::Advice);
    let many = severities.iter().any(|severity| faults.count(*severity) > SHOWN) || notices >= SHOWN;
    let first = many.then(|| {
        let counts = summary(faults);
        let text = format!("{counts}. GitHub shows ten of each kind; the log of this step has all of them.");
        format!("::notice title=candour check::{}\n", data(&text))
    });
    first.into_iter().chain(faults.iter().map(|fault| command(fault, report))).collect()
}

fn command(fault: &Diagnostic, report: &Report<'_>) -> String {
    let command = match fault.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Advice => "notice",
    };
    let place = fault.span.map_or_else(String::new, |span| {
        let location = report.sources.locate(span);
        format!("file={},line={},col={},", property(&report.path(span.file)), location.line, location.column)
    });
    let help = fault.advice().map_or_else(String::new, |advice| format!("\n{advice}"));
    let title = property(&format!("{}: {}", fault.code.id, fault.code.title));
    format!("::{command} {place}title={title}::{}\n", data(&format!("{}{help}", fault.message)))
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, where a colon or a comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
