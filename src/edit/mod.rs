//! Changes to a register's own files that staff ask for: new records, canonical layout, safe fixes. Each is planned in
//! memory first, and looked at as the register would be with it; only `cli` has it written. Nothing is asked or printed
//! here, and no fact is made up: a record holds what its writer said.

mod add;
mod compare;
mod diff;
mod fix;
mod layout;

pub use add::{Existing, NewRecords, add, release_id};
pub use compare::brought;
pub use diff::diff;
pub use fix::{Fixes, fixes};
pub use layout::{Layout, layout};

use crate::diag::{Diagnostics, Sources};
use std::collections::BTreeSet;

/// The files that cannot be written anew without losing something: those that could not be read without these faults.
fn unreadable<'s>(reading: &Diagnostics, sources: &'s Sources) -> BTreeSet<&'s str> {
    reading.iter().filter_map(|fault| fault.span).map(|span| sources.path(span.file)).collect()
}
