//! What a published row says of an agreement as a whole, and where its record says it: title, dates, controllers and the
//! like, which are no words of a statement.

use super::table::Table;
use crate::diag::Cell;
use crate::records::{AgreementDraft, Field};
use std::borrow::Cow;

/// What a row says of an agreement as a whole, by the keys of its front matter.
pub(super) const FACTS: [Field; 8] = [
    Field::ApplicantType,
    Field::Title,
    Field::Controllers,
    Field::ControllerBasis,
    Field::Start,
    Field::End,
    Field::Sublicensing,
    Field::Commercial,
];

/// The field under which a sheet says a fact of the agreement.
pub(super) fn fact_field(table: &Table<'_>, fact: Field) -> Field {
    match fact {
        Field::ApplicantType => table.first_of([Field::ApplicantType, Field::OrganisationType]),
        fact => fact,
    }
}

/// What an agreement's record says of a fact; names of a list are joined by U+001F.
pub(super) fn fact<'r>(draft: &'r AgreementDraft<'_>, fact: Field) -> Cow<'r, str> {
    let stated = |cell: &'r Option<Cell<'_>>| Cow::Borrowed(cell.as_ref().map_or("", |cell| cell.text()));
    match fact {
        Field::ApplicantType => stated(&draft.applicant_type),
        Field::Title => stated(&draft.title),
        Field::ControllerBasis => stated(&draft.controller_basis),
        Field::Start => stated(&draft.start),
        Field::End => stated(&draft.end),
        Field::Sublicensing => stated(&draft.sublicensing),
        Field::Commercial => stated(&draft.commercial),
        Field::Controllers => Cow::Owned(draft.controllers.iter().map(Cell::text).collect::<Vec<_>>().join("\u{1F}")),
        _ => Cow::Borrowed(""),
    }
}

/// Says a fact in an agreement's record.
pub(super) fn set_fact<'a>(draft: &mut AgreementDraft<'a>, fact: Field, text: Cow<'a, str>) {
    let stated = |text: Cow<'a, str>| Some(text).filter(|text| !text.is_empty()).map(Cell::made);
    match fact {
        Field::ApplicantType => draft.applicant_type = stated(text),
        Field::Title => draft.title = stated(text),
        Field::ControllerBasis => draft.controller_basis = stated(text),
        Field::Start => draft.start = stated(text),
        Field::End => draft.end = stated(text),
        Field::Sublicensing => draft.sublicensing = stated(text),
        Field::Commercial => draft.commercial = stated(text),
        Field::Controllers => {
            let names = text.split('\u{1F}').filter(|name| !name.is_empty());
            draft.controllers = names.map(|name| Cell::made(name.to_owned())).collect();
        }
        _ => {}
    }
}
