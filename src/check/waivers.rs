//! Waivers: faults that `register.toml` lets through by code and record, since a mirror cannot correct its publisher.

use crate::config::Waiver;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, codes};
use std::collections::{BTreeMap, BTreeSet};

/// A fault that is let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The fault.
    pub diagnostic: Diagnostic,
    /// Why it is let through.
    pub reason: String,
}

/// Whether a fault of this kind leaves a record that can still be published. Without its id, its agreement or a
/// resolved name there is nothing to publish; a note among the rows is no record; and a file that cannot be read names no
/// record that a waiver could name.
pub(super) fn is_waivable(code: &Code) -> bool {
    // Nothing waits for advice.
    if code.severity() == Severity::Advice {
        return false;
    }
    let kept = ["E2", "E6", "E7", "E9", "E10", "E11", "E12", "E13", "E14", "E16", "E128"];
    code.severity() != Severity::Error || kept.contains(&code.id)
}

/// Takes waived faults out of the bag; a waiver that nothing needs, or that cannot be, is itself a fault.
pub(super) fn apply(waivers: &[Waiver], faults: &mut Diagnostics) -> Vec<Waived> {
    let mut used = BTreeSet::new();
    let mut waived = Vec::new();
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, waiver) in waivers.iter().enumerate() {
        places.entry((&waiver.code, &waiver.record)).or_insert(place);
    }
    let matching = |diagnostic: &Diagnostic| places.get(&(diagnostic.code.id, diagnostic.record.as_deref()?)).copied();
    for diagnostic in faults.split_off(|d| !is_waivable(d.code) || matching(d).is_none()) {
        if let Some(place) = matching(&diagnostic) {
            used.insert(place);
            waived.push(Waived { diagnostic, reason: waivers[place].reason.clone() });
        }
    }
    for (place, waiver) in waivers.iter().enumerate().filter(|(place, _)| !used.contains(place)) {
        let forbidden = Code::find(&waiver.code).is_some_and(|code| !is_waivable(code));
        let (code, message) = if forbidden {
            (&codes::E130, format!("{} cannot be waived", waiver.code))
        } else {
            (&codes::W130, format!("{} has no fault {}", waiver.record, waiver.code))
        };
        let is_advice = Code::find(&waiver.code).is_some_and(|code| code.severity() == Severity::Advice);
        let repeated = places[&(waiver.code.as_str(), waiver.record.as_str())] != place;
        let help = match (forbidden, repeated) {
            (true, _) if is_advice => "remove the waiver: advice never stops publication",
            (true, _) => "remove the waiver and correct the record: without this nothing could be published",
            (_, true) => "remove it: the same waiver stands above",
            _ => "remove the waiver, or correct the record it names; --format json shows the record of each fault",
        };
        faults.push(Diagnostic::new(code, message).at(waiver.span).help(help));
    }
    waived
}
