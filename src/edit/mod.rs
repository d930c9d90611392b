//! Changes to a register's own files that staff ask for: new records, canonical layout, safe fixes. Each is planned in
//! memory first, and looked at as the register would be with it; only `cli` has it written. Nothing is asked or printed
//! here, and no fact is made up: a record holds what its writer said.

mod add;
mod compare;
mod diff;
mod fix;
mod layout;

pub use add::{NewRecords, add, release_id};
pub use compare::brought;
pub use diff::diff;
pub use fix::{Fixes, fixes};
pub use layout::{Layout, layout};

use crate::diag::{Diagnostic, Diagnostics, Sources, codes};
use std::collections::BTreeSet;

/// The files that cannot be written anew without losing something: those with a fault of reading, and those that were
/// no UTF-8.
fn unreadable<'s>(reading: &Diagnostics, all: &Diagnostics, sources: &'s Sources) -> BTreeSet<&'s str> {
    let undecodable = all.iter().filter(|fault| fault.code == &codes::E12);
    let place = |fault: &Diagnostic| fault.span.map(|span| sources.path(span.file));
    reading.iter().chain(undecodable).filter_map(place).collect()
}
