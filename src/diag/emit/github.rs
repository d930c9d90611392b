//! Diagnostics as workflow commands, which GitHub shows at file and line. Of each step it shows ten errors, ten warnings
//! and ten notices, so where there are more the first command says how many.

use super::texts::printable;
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
    let help = fault.advice().map_or_else(String::new, |advice| format!("\n{}", printable(&advice)));
    let title = property(&format!("{}: {}", fault.code.id, fault.code.title));
    format!("::{command} {place}title={title}::{}\n", data(&format!("{}{help}", printable(&fault.message))))
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, where a colon or a comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::SHOWN;
    use crate::diag::{Colour, Diagnostic, Diagnostics, Format, Report, Sources, Span, codes};

    #[test]
    fn with_as_many_notices_as_are_shown_the_first_would_be_one_too_many_and_is_told() {
        let first = |notices: usize| {
            let mut bag = Diagnostics::new();
            (0..notices).for_each(|n| bag.push(Diagnostic::new(&codes::I1, n.to_string())));
            Report::of(&bag, &Sources::new())
                .emit(Format::Github, Colour::No)
                .starts_with("::notice title=candour check::")
        };
        assert_eq!([SHOWN - 1, SHOWN].map(first), [false, true]);
    }

    #[test]
    fn nothing_of_a_record_or_a_files_name_ends_a_command_or_begins_another() {
        let mut sources = Sources::new();
        let file = sources.add("data/a,b:c%\n::error::d.csv", "é,x");
        let mut bag = Diagnostics::new();
        let fault = Diagnostic::new(&codes::W5, "100%,\n::error::x\u{1b}").at(Span::new(file, 3, 4)).help("a:b\r::c");
        bag.push(fault);
        let out = Report { folder: "my, one/", ..Report::of(&bag, &sources) }.emit(Format::Github, Colour::No);
        let title = codes::W5.title;
        assert_eq!(
            out,
            format!(
                "::warning file=my%2C one/data/a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ad.csv,line=1,col=3,title=W5%3A {title}\
                 ::100%25, ::error::x %0Aa:b ::c\n"
            )
        );
    }
}
