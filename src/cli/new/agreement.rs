//! `candour new agreement`.

use super::known::{Kind, Named};
use super::{Bench, cell, like};
use crate::cli::ask::{Question, Takes, day_flag};
use crate::diag::{Cell, Failure};
use crate::model::{SectionKind, fold};
use crate::records::{AgreementDraft, DatasetUseDraft};
use clap::Args;

/// Add a version of an agreement.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new agreement --reference DARS-NIC-900001-A1B2C-v1.0 \\
    --applicant \"Ostbury Borough Council\" --start 01/11/2026 --end 31/10/2029 \\
    --dataset \"Inpatient Care Dataset\" --objective \"To plan care at home.\"
  candour new agreement --like DARS-NIC-900001-A1B2C-v1.0 \\
    --reference DARS-NIC-900001-A1B2C-v2.0 --start 01/11/2029 --end 31/10/2032
  candour new agreement             asks

--like begins with what another version says and prints it, so that you can look it over; a flag takes the place of what \
that version says. Reference, days and editions are never taken over, nor is text that was imported word for word.

The first release under it, by candour new release, adds its edition. What the flags leave open is written into the \
file in a text editor, under the headings of the README.")]
pub(super) struct AgreementArgs {
    /// The whole reference of a version in the register, whose facts and text the new one begins with
    #[arg(long, value_name = "REFERENCE")]
    like: Option<String>,
    /// The reference, with the version
    #[arg(long)]
    reference: Option<String>,
    /// What the agreement is called
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The name of the applicant, as it stands on the agreement
    #[arg(long, value_name = "NAME")]
    applicant: Option<String>,
    /// What kind of body the applicant is, as it stands on the agreement
    #[arg(long, value_name = "WORDING")]
    applicant_type: Option<String>,
    /// The name of a controller; once for each
    #[arg(long = "controller", value_name = "NAME")]
    controllers: Vec<String>,
    /// How the controllers decide: sole, joint, in common
    #[arg(long, value_name = "TEXT")]
    controller_basis: Option<String>,
    /// First day, as 20/11/2026 or 2026-11-20
    #[arg(long, value_name = "DATE", value_parser = day_flag)]
    start: Option<String>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = day_flag)]
    end: Option<String>,
    /// What it says on sublicensing
    #[arg(long, value_name = "TEXT")]
    sublicensing: Option<String>,
    /// What it says on commercial use
    #[arg(long, value_name = "TEXT")]
    commercial: Option<String>,
    /// A purpose: a code of data/vocabularies/purpose.csv; once for each
    #[arg(long = "purpose", value_name = "CODE")]
    purposes: Vec<String>,
    /// A dataset, as it stands on the agreement; once for each
    #[arg(long = "dataset", value_name = "NAME")]
    datasets: Vec<String>,
    /// How identifiable the data are; the same for each dataset
    #[arg(long, value_name = "WORDING")]
    identifiability: Option<String>,
    /// How sensitive the data are
    #[arg(long, value_name = "WORDING")]
    sensitivity: Option<String>,
    /// How often data are released
    #[arg(long, value_name = "WORDING")]
    frequency: Option<String>,
    /// On what legal basis
    #[arg(long, value_name = "WORDING")]
    legal_basis: Option<String>,
    /// How the duty of confidence is met
    #[arg(long, value_name = "WORDING")]
    confidentiality: Option<String>,
    /// An edition that prints it already; once for each
    #[arg(long = "edition", value_name = "ID")]
    editions: Vec<String>,
    /// A summary in plain English
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// The objective for processing
    #[arg(long, value_name = "TEXT")]
    objective: Option<String>,
}

/// A cell of front matter, left out where nothing is said.
fn stated(text: &str) -> Option<Cell<'static>> {
    (!text.trim().is_empty()).then(|| cell(text.trim()))
}

/// What a flag says takes the place of what was there; an empty one takes it away.
fn put<'s>(field: &mut Option<Cell<'s>>, flag: Option<&String>) {
    if let Some(text) = flag {
        *field = stated(text);
    }
}

fn put_all<'s>(field: &mut Vec<Cell<'s>>, flags: &[String]) {
    if !flags.is_empty() {
        *field = flags.iter().filter_map(|text| stated(text)).collect();
    }
}

impl AgreementArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let like = self.like.as_deref().map(|reference| like::find(reference, bench.drafts)).transpose()?;
        let mut draft = like::begun(like);
        let reference = bench.need(self.reference.as_ref(), "--reference", "Reference, with the version")?;
        draft.applicant = cell(self.applicant(like, bench)?);
        self.put_texts(&mut draft);
        if draft.title.is_none() {
            let question = Question::text("--title", "What the agreement is called");
            draft.title = stated(&bench.asker.may(self.title.as_ref(), &question)?);
        }
        let day = |flag, words| Question { flag, words, offer: "", takes: Takes::Day };
        draft.start = stated(&bench.asker.may(self.start.as_ref(), &day("--start", "First day, as 20/11/2026"))?);
        draft.end = stated(&bench.asker.may(self.end.as_ref(), &day("--end", "Last day"))?);
        draft.datasets = self.dataset_uses(draft.datasets, bench)?;
        self.put_prose(&mut draft, bench)?;
        bench.asker.settle()?;
        for name in draft.controllers.iter().map(Cell::text).filter(|name| *name != draft.applicant.text()) {
            bench.name(Kind::Organisation, name)?;
        }
        for used in &draft.datasets {
            bench.name(Kind::Dataset, used.name.text())?;
        }
        let parts = fold::reference(&reference);
        (draft.slug, draft.label) = (fold::agreement_slug(parts.agreement), parts.version);
        draft.reference = cell(reference.as_str());
        if let Some(like) = like {
            like::account(like, &draft).into_iter().for_each(|line| bench.asker.tell(line));
        }
        let path = format!("data/agreements/{}/{}.md", draft.slug, draft.label);
        bench.new.agreements.push(draft);
        Ok(format!("complete its text in {path}, then candour new release --agreement {reference}"))
    }

    fn applicant(&self, like: Option<&AgreementDraft<'_>>, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let given = self.applicant.clone().or_else(|| like.map(|like| like.applicant.text().trim().to_owned()));
        let question = Question::text("--applicant", "Applicant, as on the agreement");
        bench.need_name(Kind::Organisation, given.as_ref(), &question)
    }

    /// What is said by flags alone.
    fn put_texts(&self, draft: &mut AgreementDraft<'_>) {
        put(&mut draft.title, self.title.as_ref());
        put(&mut draft.applicant_type, self.applicant_type.as_ref());
        put(&mut draft.controller_basis, self.controller_basis.as_ref());
        put(&mut draft.sublicensing, self.sublicensing.as_ref());
        put(&mut draft.commercial, self.commercial.as_ref());
        put_all(&mut draft.controllers, &self.controllers);
        put_all(&mut draft.purposes, &self.purposes);
    }

    /// The statement and its text; what there is none of is asked for.
    fn put_prose(&self, draft: &mut AgreementDraft<'_>, bench: &mut Bench<'_, '_>) -> Result<(), Failure> {
        let organisation = draft.applicant.clone();
        let Some(statement) = draft.statements.first_mut() else { return Ok(()) };
        statement.organisation = organisation;
        put_all(&mut statement.editions, &self.editions);
        let asked = [
            (SectionKind::Summary, &self.summary, Question::text("--summary", "Summary in plain English")),
            (SectionKind::Objective, &self.objective, Question::text("--objective", "Objective for processing")),
        ];
        for (kind, given, question) in asked {
            let is_there = statement.sections.iter().any(|section| section.kind == kind);
            if given.is_some() || !is_there {
                let text = bench.asker.may(given.as_ref(), &question)?;
                like::put_section(statement, kind, stated(&text));
            }
        }
        Ok(())
    }

    /// The datasets: those of the flags, else those that there are; where there is none, asked for one by one until
    /// nothing is answered. What the flags say of them holds for each.
    fn dataset_uses<'s>(
        &self,
        there: Vec<DatasetUseDraft<'s>>,
        bench: &mut Bench<'_, '_>,
    ) -> Result<Vec<DatasetUseDraft<'s>>, Failure> {
        let mut names: Vec<String> = self.datasets.iter().map(|name| name.trim().to_owned()).collect();
        while self.datasets.is_empty() && there.is_empty() {
            let words = if names.is_empty() { "A dataset, as on the agreement" } else { "Another dataset" };
            let name = bench.asker.may(None, &Question::text("--dataset", words))?;
            if name.is_empty() {
                break;
            }
            if bench.offer(Kind::Dataset, &name)? == Named::Fine {
                names.push(name);
            }
        }
        let mut uses = if names.is_empty() { there } else { like::named(&names, &there) };
        for used in &mut uses {
            put(&mut used.identifiability, self.identifiability.as_ref());
            put(&mut used.sensitivity, self.sensitivity.as_ref());
            put(&mut used.frequency, self.frequency.as_ref());
            put(&mut used.legal_basis, self.legal_basis.as_ref());
            put(&mut used.confidentiality, self.confidentiality.as_ref());
        }
        Ok(uses)
    }
}
