//! What a look at the register found, as open pages are told it.

use crate::diag::{Colour, Diagnostics, Failure, Format, Severity, Sources, emit};
use crate::pipeline::Checked;
use serde_json::{Value, json};

/// How many warnings are shown; a register may have tens of thousands, and `candour check` lists them.
const WARNINGS_SHOWN: usize = 200;

/// How many errors are shown: a wrong file can hold one in each of a hundred thousand rows.
const ERRORS_SHOWN: usize = 1000;

/// How many errors and warnings there are, and what they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Report {
    /// How many errors.
    pub(super) errors: usize,
    /// How many warnings.
    pub(super) warnings: usize,
    /// Errors, then warnings, as `candour check --format json` writes them.
    pub(super) faults: Vec<Value>,
    /// What else went wrong: a sentence, and what to do.
    pub(super) failure: Option<(String, Option<String>)>,
}

impl Report {
    /// That of a register.
    pub(super) fn of(checked: &Checked) -> Report {
        Report::of_faults(&checked.faults, &checked.sources)
    }

    /// That of faults which point into these texts.
    pub(super) fn of_faults(faults: &Diagnostics, sources: &Sources) -> Report {
        let mut shown = some(faults, Severity::Error, ERRORS_SHOWN, sources);
        shown.extend(some(faults, Severity::Warning, WARNINGS_SHOWN, sources));
        let (errors, warnings) = (faults.count(Severity::Error), faults.count(Severity::Warning));
        Report { errors, warnings, faults: shown, failure: None }
    }

    /// That of trouble with the machine.
    pub(super) fn of_failure(failure: &Failure) -> Report {
        let failure = Some((failure.to_string(), failure.advice().map(str::to_owned)));
        Report { errors: 1, failure, ..Report::default() }
    }

    /// Everything, for the script in an open page.
    pub(super) fn to_json(&self) -> String {
        let failure = self.failure.as_ref().map(|(message, help)| json!({ "message": message, "help": help }));
        json!({ "errors": self.errors, "warnings": self.warnings, "failure": failure, "diagnostics": self.faults })
            .to_string()
    }
}

/// The first faults of a severity.
fn some(faults: &Diagnostics, severity: Severity, most: usize, sources: &Sources) -> Vec<Value> {
    let mut first = Diagnostics::new();
    Extend::extend(&mut first, faults.iter().filter(|fault| fault.severity() == severity).take(most).cloned());
    let written = emit(&first, sources, Format::Json, Colour::No);
    match serde_json::from_str::<Value>(&written).map(|mut report| report["diagnostics"].take()) {
        Ok(Value::Array(values)) => values,
        // What was written as an array of objects is read as one.
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diag::{Diagnostic, Span, codes};

    #[test]
    fn a_warning_beside_an_nhs_number_does_not_repeat_it() {
        let mut sources = Sources::new();
        let file = sources.add("content/x.md", "call 020 7946 0018 of 943 476 5919\n");
        let mut faults = Diagnostics::new();
        faults.push(Diagnostic::new(&codes::E10, "a number").at(Span::new(file, 22, 34)));
        faults.push(Diagnostic::new(&codes::W21, "a telephone number").at(Span::new(file, 5, 18)));
        let told = Report::of_faults(&faults, &sources).to_json();
        assert!(told.contains("020 7946 0018") && !told.contains("5919"), "{told}");
    }

    #[test]
    fn a_fault_is_told_with_its_place_and_its_line() {
        let mut sources = Sources::new();
        let file = sources.add("data/editions.csv", "id,kind\n2022-h1,</script>\n");
        let mut faults = Diagnostics::new();
        faults.push(Diagnostic::new(&codes::W22, "a word stands in place of a value").at(Span::new(file, 0, 2)));
        faults.push(Diagnostic::new(&codes::E120, "\"</script>\" is no kind").at(Span::new(file, 16, 25)).help("x"));
        let report = Report::of_faults(&faults, &sources);
        assert_eq!((report.errors, report.warnings), (1, 1));
        let told: Value = serde_json::from_str(&report.to_json()).unwrap();
        let first = &told["diagnostics"][0];
        assert_eq!(
            (&first["code"], &first["place"]["line"], &first["place"]["column"]),
            (&json!("E120"), &json!(2), &json!(9))
        );
        assert_eq!(first["source"], json!({"before": "2022-h1,", "marked": "</script>", "after": ""}));
    }
}
