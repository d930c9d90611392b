//! From drafts to a register: everything is looked at, every fault is gathered, nothing stops early. One file per
//! family of rules. No fact is guessed: a record that cannot be accepted makes a fault, and with an unwaived error
//! there is no register.

mod across;
mod agreements;
mod cells;
mod counts;
mod findings;
mod fixes;
mod mappings;
mod names;
mod organisations;
mod personal;
mod plain;
mod releases;
mod rows;
mod seen;
mod series;
mod small_numbers;
mod synonyms;
mod text;
mod vocabulary;
mod waivers;

pub use plain::{Advice, Measure, plain_english};
pub use seen::Kept;
pub use waivers::Waived;

use crate::config::Waiver;
use crate::diag::{Diagnostic, Diagnostics, Sources, codes};
use crate::model::finding::equal_rows;
use crate::model::{DatasetId, Facts, OrganisationId, Register, Vocabularies};
use crate::records::Drafts;
use chrono::{Datelike, NaiveDate};
use names::Names;
use seen::Seen;
use std::sync::Arc;
use vocabulary::Wordings;

/// What resolves words to facts while records are accepted.
struct Resolvers {
    vocabularies: Vocabularies,
    wordings: Wordings,
    organisations: Names<OrganisationId>,
    datasets: Names<Arc<[DatasetId]>>,
}

/// What the settings say about faults.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules<'s> {
    /// Faults that are let through.
    pub waivers: &'s [Waiver],
    /// A count of people below this is warned of.
    pub small_numbers: Option<u32>,
    /// The mail address at which the register itself can be reached; no person's.
    pub contact: Option<&'s str>,
}

/// What came of a check.
#[derive(Debug)]
pub struct Checked {
    /// The register, if no error is left.
    pub register: Option<Register>,
    /// Faults that `register.toml` lets through, each with its reason.
    pub waived: Vec<Waived>,
}

/// Checks everything. `faults` may already hold those of reading; on return it is sorted and holds all that is not
/// waived. Texts that are the same as in an earlier check with the same `kept` are not searched again.
pub fn check(
    (drafts, sources): (&Drafts<'_>, &Sources),
    rules: Rules<'_>,
    kept: Option<&mut Kept>,
    faults: &mut Diagnostics,
) -> Checked {
    for path in ["data/editions.csv", "data/organisations.csv", "data/datasets.csv", "data/wordings.csv"] {
        require_file(path, sources, faults);
    }
    // What a text says is no matter to what the records mean: two hands look, and the faults are sorted in the end.
    let unreadable = text::undecodable(faults);
    let mut seen = Seen::new(kept, sources, rules);
    let (found, facts) =
        rayon::join(|| text::text(drafts, rules, &mut seen, &unreadable), || resolve(drafts, sources, faults));
    faults.extend(found);
    fixes::settle(drafts, sources, faults);
    let waived = waivers::apply(rules.waivers, faults);
    faults.sort();
    if faults.has_errors() {
        return Checked { register: None, waived };
    }
    let find = |facts: &Facts| findings::findings(drafts, facts, &waived, faults);
    Checked { register: Some(Register::with_findings(facts, find)), waived }
}

/// Turns drafts into facts, and looks across them.
fn resolve(drafts: &Drafts<'_>, sources: &Sources, faults: &mut Diagnostics) -> Facts {
    let vocabularies = vocabulary::vocabularies(drafts, sources, faults);
    let mut facts = Facts { editions: organisations::editions(drafts, faults), ..Facts::default() };
    let mut resolvers = Resolvers {
        wordings: Wordings::new(drafts, &vocabularies, faults),
        organisations: organisations::organisations(drafts, &vocabularies, &mut facts, faults),
        datasets: organisations::datasets(drafts, &vocabularies, &mut facts, faults),
        vocabularies,
    };
    mappings::mappings(drafts, &resolvers.vocabularies, faults);
    agreements::agreements(drafts, &mut resolvers, &mut facts, faults);
    organisations::relations(drafts, &mut facts, faults);
    let rows = releases::releases(drafts, sources, &mut resolvers, &mut facts, faults);
    resolvers.organisations.report(faults);
    resolvers.datasets.report(faults);
    resolvers.wordings.report(drafts, faults);
    facts.vocabularies = resolvers.vocabularies.clone();
    facts.synonyms = synonyms::synonyms(drafts, faults);
    series::series(drafts, &mut facts, faults);
    let (within, equal) = rayon::join(|| rows::rows(&facts, &rows, &resolvers), || equal_rows(&facts.releases));
    facts.equal_rows = equal;
    faults.extend(within);
    faults.extend(across::across(drafts, &facts, &rows));
    counts::counts(drafts, &facts, faults);
    facts
}

fn require_file(path: &str, sources: &Sources, faults: &mut Diagnostics) {
    if sources.find(path).is_none() {
        let fault = Diagnostic::new(&codes::E118, format!("the register has no file {path}"));
        faults.push(fault.help("candour init writes one to start from"));
    }
}

/// No register of this kind is older; an earlier date is a slip or a spreadsheet's zero.
fn is_too_early(day: NaiveDate) -> bool {
    day.year() < 1990
}
