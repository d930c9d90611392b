//! Mapping files: the codes that they give must be codes of the register's vocabularies. What a mapping file may say
//! at all, its reader has judged.

use super::vocabulary::{known_term, known_terms};
use crate::diag::Diagnostics;
use crate::model::{Vocabularies, VocabularyName};
use crate::records::{Drafts, Field, MappingDraft};

/// Looks at every mapping of the register.
pub(super) fn mappings(drafts: &Drafts<'_>, vocabularies: &Vocabularies, faults: &mut Diagnostics) {
    drafts.mappings.iter().for_each(|draft| mapping(draft, vocabularies, faults));
}

fn mapping(draft: &MappingDraft<'_>, vocabularies: &Vocabularies, faults: &mut Diagnostics) {
    for (frequency, _) in &draft.channel.by_frequency {
        known_term(frequency, VocabularyName::Frequency, vocabularies, faults);
    }
    for column in draft.sheets.iter().flat_map(|sheet| &sheet.columns) {
        let Some(name) = column.use_.field().and_then(Field::vocabulary) else { continue };
        for (_, codes) in &column.values {
            known_terms(codes, name, vocabularies, faults);
        }
    }
}
