//! Names that a new record says, against those that the register knows: a name that nobody knows may be a new body or
//! dataset, or a slip. Only a person tells which; nothing is matched by likeness.

use super::{Bench, cell};
use crate::cli::ask::Question;
use crate::diag::{Failure, did_you_mean, nearest};
use crate::model::{fold, free_page_id};
use crate::records::{DatasetDraft, OrganisationDraft, Row};

/// A kind of record that others name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Organisation,
    Dataset,
}

/// What the register, with what is being added, has of a kind.
pub(super) struct Known<'k> {
    kind: Kind,
    names: Vec<&'k str>,
    ids: Vec<&'k str>,
}

/// What became of a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It is known, or a record of this name is made now.
    Fine,
    /// Somebody said that it is none to be made.
    Declined,
}

impl Kind {
    /// As commands and the tables of names call it.
    fn word(self) -> &'static str {
        match self {
            Kind::Organisation => "organisation",
            Kind::Dataset => "dataset",
        }
    }

    /// What there is of it.
    pub(super) fn known<'k>(self, bench: &'k Bench<'_, '_>) -> Known<'k> {
        let (drafts, new) = (bench.drafts, &bench.new);
        let (mut names, ids): (Vec<&str>, Vec<&str>) = match self {
            Kind::Organisation => {
                let rows = drafts.organisations.rows.iter().chain(&new.organisations);
                rows.map(|row| (row.name.text(), row.id.text())).unzip()
            }
            Kind::Dataset => {
                let rows = drafts.datasets.rows.iter().chain(&new.datasets);
                rows.map(|row| (row.name.text(), row.id.text())).unzip()
            }
        };
        match self {
            Kind::Organisation => names.extend(drafts.organisation_names.rows.iter().map(|row| row.name.text())),
            Kind::Dataset => names.extend(drafts.dataset_names.rows.iter().map(|row| row.name.text())),
        }
        Known { kind: self, names, ids }
    }
}

impl Known<'_> {
    fn has(&self, name: &str) -> bool {
        let key = fold::punct(name);
        self.names.iter().any(|known| fold::punct(known) == key)
    }

    /// An id that no other has.
    pub(super) fn free_id(&self, name: &str) -> String {
        free_page_id(name, self.kind.word(), |id| self.ids.contains(&id))
    }

    fn did_you_mean(&self, name: &str) -> String {
        did_you_mean(nearest(name, self.names.iter().copied()))
    }
}

impl Bench<'_, '_> {
    /// The name that is given or answered, and offers to make the record of one that the register does not know.
    /// Somebody who was asked, and declines, is asked for the name again.
    pub(super) fn need_name(
        &mut self,
        kind: Kind,
        given: Option<&String>,
        question: &Question<'_>,
    ) -> Result<String, Failure> {
        loop {
            let name = self.asker.need(given, question)?;
            if given.is_some() {
                self.name(kind, &name)?;
                return Ok(name);
            }
            if self.offer(kind, &name)? == Named::Fine {
                return Ok(name);
            }
        }
    }

    /// Offers to make the record of a name that the register does not know.
    ///
    /// # Errors
    /// Where that is declined.
    pub(super) fn name(&mut self, kind: Kind, name: &str) -> Result<(), Failure> {
        if self.offer(kind, name)? == Named::Fine {
            return Ok(());
        }
        let what = kind.word();
        let failure = Failure::new(format!("no {what} is recorded under the name \"{name}\""));
        Err(failure.help(format!("if it is a new spelling, record it in data/{what}-names.csv; nothing was written")))
    }

    /// In a pipe nobody is asked: the command that makes the record is told, and the check finds the name.
    pub(super) fn offer(&mut self, kind: Kind, name: &str) -> Result<Named, Failure> {
        let known = kind.known(self);
        if name.is_empty() || known.has(name) {
            return Ok(Named::Fine);
        }
        let (what, near) = (kind.word(), known.did_you_mean(name));
        if !self.asker.may_ask() {
            self.asker.tell(format!("If \"{name}\" is new, make it first: candour new {what} \"{name}\""));
            return Ok(Named::Fine);
        }
        self.asker.say(&format!("  No {what} is recorded under the name \"{name}\": {near}"))?;
        if !self.asker.confirm(&format!("  Make a new {what} of this name?"))? {
            return Ok(Named::Declined);
        }
        self.make(kind, name);
        Ok(Named::Fine)
    }

    fn make(&mut self, kind: Kind, name: &str) {
        let (id, name) = (cell(self.id(None, name, kind)), cell(name));
        match kind {
            Kind::Organisation => self.new.organisations.push(OrganisationDraft { id, name, ..Row::blank() }),
            Kind::Dataset => self.new.datasets.push(DatasetDraft { id, name, ..Row::blank() }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::cli::ask::Asker;
    use crate::diag::{Diagnostics, Sources};
    use crate::edit::NewRecords;
    use crate::records;

    const ORGANISATIONS: &str = "id,name,type,kind,business,group,ods_code,ror,website,description,security_lead\n\
                                 ostbury,Ostbury Council,,,,,,,,,\n";

    /// The name that is taken, or what is wrong; the names and ids of the organisations made; what was shown.
    fn named(given: Option<&str>, typed: &str) -> (Result<String, String>, Vec<String>, String) {
        let (mut sources, mut shown) = (Sources::new(), Vec::new());
        sources.add("data/organisations.csv", ORGANISATIONS);
        let drafts = records::read(&sources, &mut Diagnostics::new());
        let asker = Asker::scripted(Some(typed), &mut shown);
        let mut bench = Bench { drafts: &drafts, asker, new: NewRecords::default() };
        let given = given.map(str::to_owned);
        let name = bench.need_name(Kind::Organisation, given.as_ref(), &Question::text("--recipient", "Recipient"));
        let made = bench.new.organisations.iter().map(|row| format!("{} {}", row.id.text(), row.name.text())).collect();
        drop(bench);
        (name.map_err(|failure| failure.to_string()), made, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn a_known_name_is_taken_without_a_word() {
        assert_eq!(named(None, "OSTBURY  council\n").0.unwrap(), "OSTBURY  council");
        assert_eq!(named(Some("Ostbury Council"), ""), (Ok("Ostbury Council".to_owned()), vec![], String::new()));
    }

    #[test]
    fn a_slip_is_asked_for_again_and_makes_no_record() {
        let (name, made, shown) = named(None, "Ostbury Concil\n\nOstbury Council\n");
        assert_eq!((name.unwrap().as_str(), made), ("Ostbury Council", vec![]));
        assert!(shown.contains("did you mean \"Ostbury Council\"?"), "{shown}");
    }

    #[test]
    fn a_new_name_becomes_a_record_only_where_somebody_says_so() {
        let (name, made, _) = named(None, "Ostbury!\ny\n");
        assert_eq!((name.unwrap().as_str(), made), ("Ostbury!", vec!["ostbury-2 Ostbury!".to_owned()]));
        let (name, made, _) = named(Some("Marle Hospice"), "no\n");
        assert_eq!(
            (name.unwrap_err().as_str(), made),
            ("no organisation is recorded under the name \"Marle Hospice\"", vec![])
        );
    }
}
