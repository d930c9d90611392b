//! The whole build on one screen: texts to drafts, drafts to a register, a register to finished files. It reads
//! through a tree, writes nothing, and has no modes.

use crate::check::{self, Waived};
use crate::config::{self, Settings};
use crate::diag::{Diagnostics, Failure, Sources};
use crate::model::Register;
use crate::records;
use crate::tree::SourceTree;

/// A register that has been looked at from end to end.
#[derive(Debug)]
pub struct Checked {
    /// Its texts, for whoever shows the faults.
    pub sources: Sources,
    /// Its settings, if they can be used.
    pub settings: Option<Settings>,
    /// Its facts, if no error is left.
    pub register: Option<Register>,
    /// Faults that are let through.
    pub waived: Vec<Waived>,
    /// All other faults, in file order.
    pub faults: Diagnostics,
}

/// Reads and checks a register.
///
/// # Errors
/// Where the tree cannot be read.
pub fn check(tree: &dyn SourceTree) -> Result<Checked, Failure> {
    let mut faults = Diagnostics::new();
    let sources = records::load(tree, &mut faults)?;
    let settings = settings(&sources, &mut faults);
    let drafts = records::read(&sources, &mut faults);
    let (register, waived) = match &settings {
        Some(settings) => {
            let checked = check::check(&drafts, &sources, settings, &mut faults);
            (checked.register, checked.waived)
        }
        None => (None, Vec::new()),
    };
    drop(drafts);
    faults.sort();
    Ok(Checked { sources, settings, register, waived, faults })
}

fn settings(sources: &Sources, faults: &mut Diagnostics) -> Option<Settings> {
    let file = sources.find("register.toml")?;
    config::read(file, sources.text(file), faults)
}
