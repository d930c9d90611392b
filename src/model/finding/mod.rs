//! What is wrong or missing in a register, as facts: which kind of fault, about which record, in which editions. `check`
//! gathers them at its end, for pages and extracts. Here no record is judged, and no page or file is made.

mod computed;
mod kinds;

pub use computed::{SequenceBreak, equal_rows, sequence, sequence_findings, several_names};
pub use kinds::{EQUAL_ROWS, Family, FindingKind, GAPS, KINDS, OVERLAPS, SEVERAL_NAMES};

use super::{AgreementId, DatasetId, EditionId, OrganisationId, ReleaseNo, SectionKind, Version};

/// The record that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A release, by its place in [`super::Facts::releases`].
    Release(ReleaseNo),
    /// A version of an agreement.
    Version(AgreementId, Version),
    /// An edition as a whole.
    Edition(EditionId),
    /// An organisation.
    Organisation(OrganisationId),
    /// A dataset.
    Dataset(DatasetId),
    /// A record of another type, which has no page: a wording, an amendment.
    Other {
        /// Its type, as waivers write it.
        kind: String,
        /// Its id within that type.
        id: String,
    },
}

/// One fault that the register has and shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind of fault.
    pub kind: &'static FindingKind,
    /// What it is about.
    pub about: Subject,
    /// The statement and the section that it is in, where it is in one.
    pub part: Option<(u32, SectionKind)>,
    /// What is wrong here, in one sentence without a full stop.
    pub message: String,
    /// How many cells or rows it stands for.
    pub count: usize,
    /// The editions that print it; none for what belongs to the register as a whole.
    pub editions: Vec<EditionId>,
    /// Why it is let through, where that is recorded.
    pub waived: Option<String>,
}

impl Finding {
    /// A finding that stands for itself alone and is not waived.
    pub fn new(
        kind: &'static FindingKind,
        about: Subject,
        message: impl Into<String>,
        editions: Vec<EditionId>,
    ) -> Finding {
        Finding { kind, about, part: None, message: message.into(), count: 1, editions, waived: None }
    }

    fn order(&self) -> impl Ord {
        let record = (self.kind.family, self.kind.slug, &self.about, self.part);
        (record, &self.message, self.count, &self.editions, &self.waived)
    }
}

/// Puts findings in the order in which everything lists them: by family, kind and record.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
}
