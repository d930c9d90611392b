//! Diagnostics for programs: one JSON object with every fault, every waived fault and their counts. Nothing is left out
//! but text beyond what stands near a place.

use super::Report;
use super::texts::Texts;
use crate::diag::{Diagnostic, Severity};
use serde_json::{Value, json};

pub(super) fn json(report: &Report<'_>, texts: &Texts<'_>) -> String {
    let faults: Vec<Value> = report.faults.iter().map(|fault| one(fault, texts)).collect();
    let waived = report.waived.iter().map(|(fault, reason)| {
        let mut fault = one(fault, texts);
        fault["reason"] = json!(reason);
        fault
    });
    let counts = json!({
        "errors": report.faults.count(Severity::Error),
        "warnings": report.faults.count(Severity::Warning),
        "notes": report.faults.count(Severity::Info),
        "advice": report.faults.count(Severity::Advice),
        "waived": report.waived.len(),
    });
    let waived: Vec<Value> = waived.collect();
    format!("{:#}\n", json!({ "diagnostics": faults, "waived": waived, "counts": counts }))
}

fn one(fault: &Diagnostic, texts: &Texts<'_>) -> Value {
    let labels = fault.labels.iter().map(|(span, text)| json!({ "place": texts.place(*span), "text": text }));
    let source = fault.span.map(|span| {
        let near = texts.excerpt(span);
        json!({ "before": near.before, "marked": near.marked, "after": near.after })
    });
    json!({
        "code": fault.code.id,
        "severity": fault.severity().word(),
        "title": fault.code.title,
        "message": fault.message,
        "record": fault.record,
        "count": fault.count,
        "place": fault.span.map(|span| texts.place(span)),
        "source": source,
        "labels": labels.collect::<Vec<_>>(),
        "help": fault.help,
        "fix": fault.fix.as_ref().map(|fix| json!({ "place": texts.place(fix.span), "with": fix.with })),
    })
}
