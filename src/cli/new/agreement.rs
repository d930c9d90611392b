//! `candour new agreement`.

use super::{Bench, cell};
use crate::cli::ask::{Question, Takes};
use crate::diag::{Cell, Failure, Spanned};
use crate::model::{SectionKind, fold};
use crate::records::{AgreementDraft, DatasetUseDraft, SectionDraft, StatementDraft};
use clap::Args;

/// Add a version of an agreement.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new agreement --reference DARS-NIC-900001-A1B2C-v1.0 --applicant \"Ostbury Borough Council\" \\
    --start 2026-11-01 --end 2029-10-31 --dataset \"Inpatient Care Dataset\" --objective \"To plan care at home.\"
  candour new agreement             asks

The first release under it, by candour new release, adds its edition. What the flags leave open is written into the
file in a text editor, under the headings of the README.")]
pub(super) struct AgreementArgs {
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
    /// First day, as 2026-11-20
    #[arg(long, value_name = "DATE", value_parser = crate::cli::day_text)]
    start: Option<String>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = crate::cli::day_text)]
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

fn optional(text: Option<&String>) -> Option<Cell<'static>> {
    text.and_then(|text| stated(text))
}

fn all(texts: &[String]) -> Vec<Cell<'static>> {
    texts.iter().filter_map(|text| stated(text)).collect()
}

impl AgreementArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let reference = bench.need(self.reference.as_ref(), "--reference", "Reference, with the version")?;
        let applicant = bench.need(self.applicant.as_ref(), "--applicant", "Applicant, as on the agreement")?;
        let text = |flag, words| Question { flag, words, offer: "", takes: Takes::Text };
        let title = bench.asker.may(self.title.as_ref(), &text("--title", "What the agreement is called"))?;
        let day = |flag, words| Question { flag, words, offer: "", takes: Takes::Day };
        let start = bench.asker.may(self.start.as_ref(), &day("--start", "First day, as 2026-11-20"))?;
        let end = bench.asker.may(self.end.as_ref(), &day("--end", "Last day"))?;
        let datasets = self.named_datasets(bench)?;
        let summary = bench.asker.may(self.summary.as_ref(), &text("--summary", "Summary in plain English"))?;
        let objective = bench.asker.may(self.objective.as_ref(), &text("--objective", "Objective for processing"))?;
        bench.asker.settle()?;
        bench.organisation(&applicant)?;
        for name in self.controllers.iter().map(|name| name.trim()).filter(|name| *name != applicant) {
            bench.organisation(name)?;
        }
        for name in &datasets {
            bench.dataset(name)?;
        }
        let parts = fold::reference(&reference);
        let (slug, label) = (fold::agreement_slug(parts.agreement), parts.version);
        let section = |(kind, text): (SectionKind, &String)| stated(text).map(|text| SectionDraft { kind, text });
        let sections = [(SectionKind::Summary, &summary), (SectionKind::Objective, &objective)];
        let statement = StatementDraft {
            seq: Spanned { value: 1, span: cell("").span },
            organisation: cell(applicant.as_str()),
            editions: all(&self.editions),
            source_sheets: Vec::new(),
            source_rows: Vec::new(),
            truncated: Vec::new(),
            sections: sections.into_iter().filter_map(section).collect(),
        };
        let path = format!("data/agreements/{slug}/{label}.md");
        bench.new.agreements.push(AgreementDraft {
            slug,
            label,
            reference: cell(reference.as_str()),
            title: stated(&title),
            applicant: cell(applicant),
            applicant_type: optional(self.applicant_type.as_ref()),
            controllers: all(&self.controllers),
            controller_basis: optional(self.controller_basis.as_ref()),
            start: stated(&start),
            end: stated(&end),
            sublicensing: optional(self.sublicensing.as_ref()),
            commercial: optional(self.commercial.as_ref()),
            purposes: all(&self.purposes),
            prose: None,
            datasets: datasets.iter().map(|name| self.dataset_use(name)).collect(),
            statements: vec![statement],
        });
        Ok(format!("complete its text in {path}, then candour new release --agreement {reference}"))
    }

    /// The datasets of the flags; where there is none, asked for one by one until nothing is answered.
    fn named_datasets(&self, bench: &mut Bench<'_, '_>) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = self.datasets.iter().map(|name| name.trim().to_owned()).collect();
        while self.datasets.is_empty() {
            let words = if names.is_empty() { "A dataset, as on the agreement" } else { "Another dataset" };
            let question = Question { flag: "--dataset", words, offer: "", takes: Takes::Text };
            match bench.asker.may(None, &question)? {
                name if name.is_empty() => break,
                name => names.push(name),
            }
        }
        Ok(names)
    }

    fn dataset_use(&self, name: &str) -> DatasetUseDraft<'static> {
        DatasetUseDraft {
            name: cell(name),
            identifiability: optional(self.identifiability.as_ref()),
            sensitivity: optional(self.sensitivity.as_ref()),
            frequency: optional(self.frequency.as_ref()),
            legal_basis: optional(self.legal_basis.as_ref()),
            confidentiality: optional(self.confidentiality.as_ref()),
        }
    }
}
