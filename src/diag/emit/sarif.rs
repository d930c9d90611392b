//! Diagnostics as SARIF 2.1.0 (OASIS), for code scanning and editors. Files are named from the root of the repository
//! (`%SRCROOT%`). GitHub takes 25,000 results of a run and shows 5,000: the gravest come first, and what is left out is
//! counted in a notification of the run. Waived faults come last, suppressed, with their reason.

use super::texts::Texts;
use super::{Format, Report};
use crate::diag::{Code, Diagnostic, Severity, Span, codes};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A run with more results is refused by GitHub.
pub(super) const MOST_RESULTS: usize = 25_000;

pub(super) fn sarif(report: &Report<'_>, texts: &Texts<'_>) -> String {
    let mut told: Vec<(&Diagnostic, Option<&str>)> = report.faults.iter().map(|fault| (fault, None)).collect();
    told.sort_by_key(|(fault, _)| fault.severity());
    told.extend(report.waived.iter().map(|(fault, reason)| (*fault, Some(*reason))));
    told.truncate(MOST_RESULTS);
    let used: BTreeSet<&str> = told.iter().map(|(fault, _)| fault.code.id).collect();
    let rules: Vec<&Code> = codes::ALL.iter().copied().filter(|code| used.contains(code.id)).collect();
    let indexes: BTreeMap<&str, usize> = rules.iter().zip(0..).map(|(code, index)| (code.id, index)).collect();
    let mut prints = Fingerprints::default();
    let results = told.into_iter().map(|(fault, reason)| {
        let mut result = Writer { report, texts }.result(fault, reason);
        result["ruleIndex"] = json!(indexes[fault.code.id]);
        result["partialFingerprints"] = json!({ "primaryLocationLineHash": prints.of(fault, report, texts) });
        result
    });
    let results: Vec<Value> = results.collect();
    let run = json!({
        "tool": { "driver": {
            "name": "candour",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules.into_iter().map(rule).collect::<Vec<_>>(),
        } },
        "invocations": [invocation(report.left_out(Format::Sarif))],
        "columnKind": "utf16CodeUnits",
        "results": results,
    });
    format!("{:#}\n", json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// That the check ran to its end, and what this file does not hold.
fn invocation(left_out: usize) -> Value {
    let mut invocation = json!({ "executionSuccessful": true });
    if left_out > 0 {
        let text = format!(
            "{left_out} more results are left out, because code scanning takes {MOST_RESULTS} at most. The gravest are \
             here; candour check --report report.json has all of them."
        );
        let note = json!({ "level": "warning", "message": { "text": text } });
        invocation["toolExecutionNotifications"] = json!([note]);
    }
    invocation
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Advice => "note",
    }
}

fn rule(code: &Code) -> Value {
    let Code { id, title, explanation, example } = code;
    json!({
        "id": id,
        "shortDescription": { "text": title },
        "fullDescription": { "text": explanation },
        "help": { "text": format!("{explanation}\n\nExample: {example}") },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

struct Writer<'r, 'a> {
    report: &'r Report<'a>,
    texts: &'r Texts<'a>,
}

impl Writer<'_, '_> {
    fn result(&self, fault: &Diagnostic, reason: Option<&str>) -> Value {
        let help = fault.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
        let mut result = json!({
            "ruleId": fault.code.id,
            "level": level(fault.severity()),
            "message": { "text": format!("{}{help}", fault.message) },
            "locations": [self.location(fault.span)],
        });
        if !fault.labels.is_empty() {
            let related = fault.labels.iter().map(|(span, text)| {
                let mut place = self.location(Some(*span));
                place["message"] = json!({ "text": text });
                place
            });
            result["relatedLocations"] = related.collect();
        }
        if let Some(fix) = &fault.fix {
            let replacement =
                json!({ "deletedRegion": self.region(fix.span), "insertedContent": { "text": fix.with } });
            let change = json!({ "artifactLocation": self.artifact(fix.span), "replacements": [replacement] });
            let description = fault.help.as_deref().unwrap_or(fault.code.title);
            result["fixes"] = json!([{ "description": { "text": description }, "artifactChanges": [change] }]);
        }
        if let Some(reason) = reason {
            result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
        }
        if let Some(record) = &fault.record {
            result["properties"] = json!({ "record": record });
        }
        result
    }

    /// GitHub refuses a whole file for one result without a place. A fault that no file holds, such as a missing file,
    /// stands at the settings.
    fn location(&self, span: Option<Span>) -> Value {
        let place = match span {
            Some(span) => {
                let near = self.texts.excerpt(span);
                let mut region = self.region(span);
                region["snippet"] = json!({ "text": near.marked });
                json!({ "artifactLocation": self.artifact(span), "region": region })
            }
            None => {
                let settings = uri(&format!("{}register.toml", self.report.folder));
                json!({ "artifactLocation": settings, "region": { "startLine": 1 } })
            }
        };
        json!({ "physicalLocation": place })
    }

    fn artifact(&self, span: Span) -> Value {
        uri(&self.report.path(span.file))
    }

    fn region(&self, span: Span) -> Value {
        let [start, end] = [span.start, span.end].map(|at| self.texts.in_utf16(span.file, at));
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        })
    }
}

/// A path as a relative URI reference (RFC 3986).
fn uri(path: &str) -> Value {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            // Writing to a String cannot fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

/// What tells a fault from others when its line has moved: what it says, of which record, at which text; and its place
/// among those that are the same in all of that.
#[derive(Default)]
struct Fingerprints {
    seen: BTreeMap<[u8; 8], usize>,
}

impl Fingerprints {
    fn of(&mut self, fault: &Diagnostic, report: &Report<'_>, texts: &Texts<'_>) -> String {
        let mut hash = Sha256::new();
        let path = fault.span.map(|span| report.path(span.file)).unwrap_or_default();
        // Without NHS numbers: a number of ten digits can be told from its digest by trying all.
        let text = fault.span.map(|span| texts.part_of_line(span, report.sources.line(span).1)).unwrap_or_default();
        for part in [fault.code.id, &path, fault.record.as_deref().unwrap_or(""), &fault.message, &text] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let digest = hash.finalize();
        let mut head = [0; 8];
        head.copy_from_slice(&digest[..8]);
        let count = self.seen.entry(head).or_insert(0);
        *count += 1;
        format!("{:016x}:{count}", u64::from_be_bytes(head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Colour, Diagnostics, Sources};

    fn written(text: &str, faults: Vec<(&'static Code, &str)>) -> Value {
        let mut sources = Sources::new();
        let file = sources.add("data/a b.csv", text);
        let mut bag = Diagnostics::new();
        for (code, marked) in faults {
            let at = text.find(marked).expect("the marked text is there");
            bag.push(Diagnostic::new(code, "wrong").at(Span::new(file, at, at + marked.len())));
        }
        let report = Report { folder: "register/", ..Report::of(&bag, &sources) };
        serde_json::from_str(&report.emit(Format::Sarif, Colour::No)).expect("JSON")
    }

    #[test]
    fn a_fingerprint_stays_when_the_line_moves_and_differs_for_another_text() {
        let print = |value: &Value, at: usize| {
            value["runs"][0]["results"][at]["partialFingerprints"]["primaryLocationLineHash"].clone()
        };
        let before = written("x\nabc,def\n", vec![(&codes::W5, "abc"), (&codes::W5, "def")]);
        let after = written("x\ny\nz,abc,def\n", vec![(&codes::W5, "abc"), (&codes::W5, "def")]);
        assert_eq!((print(&before, 0), print(&before, 1)), (print(&after, 0), print(&after, 1)));
        assert_ne!(print(&before, 0), print(&before, 1));
        let twice = written("abc", vec![(&codes::W5, "abc"), (&codes::W5, "abc")]);
        assert_ne!(print(&twice, 0), print(&twice, 1));
    }

    #[test]
    fn errors_come_first_and_paths_are_references_from_the_root() {
        let value = written("𝟙 abc\ndef", vec![(&codes::W5, "abc"), (&codes::E2, "def")]);
        let results = &value["runs"][0]["results"];
        assert_eq!((&results[0]["ruleId"], &results[1]["ruleId"]), (&json!("E2"), &json!("W5")));
        let place = &results[1]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"], json!({ "uri": "register/data/a%20b.csv", "uriBaseId": "%SRCROOT%" }));
        assert_eq!((&place["region"]["startColumn"], &place["region"]["endColumn"]), (&json!(4), &json!(7)));
        let rules = &value["runs"][0]["tool"]["driver"]["rules"];
        assert_eq!(rules[results[1]["ruleIndex"].as_u64().expect("an index") as usize]["id"], "W5");
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let value = written("\u{FEFF}abc\nabcd", vec![(&codes::W5, "abc"), (&codes::W5, "abcd")]);
        let region = |at: usize| &value["runs"][0]["results"][at]["locations"][0]["physicalLocation"]["region"];
        assert_eq!((&region(0)["startColumn"], &region(0)["endColumn"]), (&json!(1), &json!(4)));
        assert_eq!((&region(1)["startLine"], &region(1)["endColumn"]), (&json!(2), &json!(5)));
    }

    #[test]
    fn what_code_scanning_would_not_take_is_left_out_and_counted() {
        let sources = Sources::new();
        let mut bag = Diagnostics::new();
        (0..=MOST_RESULTS).for_each(|n| bag.push(Diagnostic::new(&codes::W5, format!("{n}"))));
        bag.push(Diagnostic::new(&codes::E2, "last"));
        let value: Value =
            serde_json::from_str(&Report::of(&bag, &sources).emit(Format::Sarif, Colour::No)).expect("JSON");
        let run = &value["runs"][0];
        assert_eq!(run["results"].as_array().map(Vec::len), Some(MOST_RESULTS));
        assert_eq!(run["results"][0]["ruleId"], "E2");
        let note = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(note.as_str().is_some_and(|text| text.starts_with("2 more results are left out")), "{note}");
    }
}
