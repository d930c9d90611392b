//! Waivers: faults that `register.toml` lets through by code and record, since a mirror cannot correct its publisher.

use crate::config::Settings;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, codes};
use std::collections::BTreeSet;

/// A fault that is let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The fault.
    pub diagnostic: Diagnostic,
    /// Why it is let through.
    pub reason: String,
}

/// Whether a fault of this kind leaves a record that can still be published. Without its id, its agreement or a
/// resolved name there is nothing to publish, and a file that cannot be read cannot be waived.
fn is_waivable(code: &Code) -> bool {
    let kept = ["E2", "E6", "E7", "E9", "E10", "E11", "E13", "E14", "E15", "E16", "E128"];
    code.severity() != Severity::Error || kept.contains(&code.id)
}

/// Takes waived faults out of the bag; a waiver that nothing needs, or that cannot be, is itself a fault.
pub(super) fn apply(settings: &Settings, faults: &mut Diagnostics) -> Vec<Waived> {
    let mut used = BTreeSet::new();
    let mut waived = Vec::new();
    let matching = |diagnostic: &Diagnostic| {
        let record = diagnostic.record.as_deref()?;
        settings.waivers.iter().position(|w| w.code == diagnostic.code.id && w.record == record)
    };
    for diagnostic in faults.split_off(|d| !is_waivable(d.code) || matching(d).is_none()) {
        if let Some(place) = matching(&diagnostic) {
            used.insert(place);
            waived.push(Waived { diagnostic, reason: settings.waivers[place].reason.clone() });
        }
    }
    for (place, waiver) in settings.waivers.iter().enumerate().filter(|(place, _)| !used.contains(place)) {
        let forbidden = Code::find(&waiver.code).is_some_and(|code| !is_waivable(code));
        let (code, message) = if forbidden {
            (&codes::E130, format!("{} cannot be waived", waiver.code))
        } else {
            (&codes::W130, format!("{} has no fault {}", waiver.record, waiver.code))
        };
        let repeated = settings.waivers[..place].iter().any(|w| w.code == waiver.code && w.record == waiver.record);
        let help = if repeated { "the same waiver stands above" } else { "remove the waiver" };
        faults.push(Diagnostic::new(code, message).at(waiver.span).help(help));
    }
    waived
}
