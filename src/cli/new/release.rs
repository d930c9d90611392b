//! `candour new release`.

use super::known::Kind;
use super::{Bench, cell, like, said};
use crate::cli::ask::{Question, Takes, day_or_month_flag};
use crate::diag::{Cell, Failure, nearest, suggest};
use crate::edit;
use crate::model::VocabularyName;
use crate::records::{AgreementDraft, DatasetUseDraft, ReleaseDraft, Row};
use clap::Args;

/// Add a release.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new release               asks, and offers what the agreement says
  candour new release --agreement DARS-NIC-900001-A1B2C-v1.0 \\
    --edition 2026-h2 --released 20/11/2026 --channel file \\
    --recipient \"Ostbury Borough Council\" --dataset \"Inpatient Care Dataset\" \\
    --identifiability \"Anonymised - ICO code compliant\" \\
    --legal-basis \"Health and Social Care Act 2012 - s261(7)\" \\
    --opt-outs \"No - data flow is not identifiable\"

One row for each file that was sent. Words are those of the agreement; what they mean is looked up in \
data/wordings.csv.")]
pub(super) struct ReleaseArgs {
    /// The number of the file [default: the agreement, the date and a number]
    #[arg(long)]
    id: Option<String>,
    /// The whole reference of the agreement, with the version
    #[arg(long, value_name = "REFERENCE")]
    agreement: Option<String>,
    /// The edition it belongs to
    #[arg(long, value_name = "ID")]
    edition: Option<String>,
    /// The name of the recipient, as it stands on the agreement
    #[arg(long, value_name = "NAME")]
    recipient: Option<String>,
    /// What kind of body the recipient is, as it stands on the agreement
    #[arg(long, value_name = "WORDING")]
    recipient_type: Option<String>,
    /// The name of the dataset, as it stands on the agreement
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// When: a day (20/11/2026 or 2026-11-20), a month (2026-11), or nothing if neither is known
    #[arg(long, value_name = "DATE", value_parser = day_or_month_flag)]
    released: Option<String>,
    /// How: file, system_access, commissioner_flow or other
    #[arg(long, value_name = "CODE")]
    channel: Option<String>,
    /// How identifiable the data are
    #[arg(long, value_name = "WORDING")]
    identifiability: Option<String>,
    /// How sensitive the data are
    #[arg(long, value_name = "WORDING")]
    sensitivity: Option<String>,
    /// On what legal basis
    #[arg(long, value_name = "WORDING")]
    legal_basis: Option<String>,
    /// How often data are released
    #[arg(long, value_name = "WORDING")]
    frequency: Option<String>,
    /// Whether patients' opt-outs were applied, in the words that were used
    #[arg(long, value_name = "WORDING")]
    opt_outs: Option<String>,
    /// How the duty of confidence is met
    #[arg(long, value_name = "WORDING")]
    confidentiality: Option<String>,
    /// How many files, only if the row stands for several
    #[arg(long, value_name = "N")]
    files: Option<String>,
    /// What a reader would otherwise wonder about
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// The vocabularies whose wordings a release and a dataset of its agreement both state, each with its flag and words.
const STATED: [(VocabularyName, &str, &str); 5] = [
    (VocabularyName::Identifiability, "--identifiability", "How identifiable the data are"),
    (VocabularyName::LegalBasis, "--legal-basis", "On what legal basis"),
    (VocabularyName::Sensitivity, "--sensitivity", "How sensitive the data are"),
    (VocabularyName::Frequency, "--frequency", "How often data are released"),
    (VocabularyName::Confidentiality, "--confidentiality", "How the duty of confidence is met"),
];

impl ReleaseArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let reference = self.reference(bench)?;
        let agreement = bench.drafts.agreements.iter().find(|draft| draft.reference.text().trim() == reference);
        let edition = self.edition(bench)?;
        let recipient = self.recipient(agreement, bench)?;
        let dataset = self.dataset(agreement, bench)?;
        let words = "When: a day, as 20/11/2026, or a month, as 2026-11";
        let question = Question { flag: "--released", words, offer: "", takes: Takes::DayOrMonth };
        let released = bench.asker.may(self.released.as_ref(), &question)?;
        let takes = bench.codes(VocabularyName::Channel);
        let words = "How: file, system_access, commissioner_flow or other (? explains them)";
        let channel =
            bench.asker.need(self.channel.as_ref(), &Question { flag: "--channel", words, offer: "", takes })?;
        let used = agreement.and_then(|draft| like::used(&draft.datasets, &dataset));
        let [identifiability, legal_basis, sensitivity, frequency, confidentiality] = self.stated(used, bench)?;
        let takes = bench.wordings(VocabularyName::OptOut);
        let words = "Whether opt-outs were applied, in the words that were used (? lists them)";
        let opt_outs =
            bench.asker.may(self.opt_outs.as_ref(), &Question { flag: "--opt-outs", words, offer: "", takes })?;
        bench.asker.settle()?;
        if agreement.is_none() {
            return Err(unknown_agreement(&reference, &references(bench)));
        }
        let id = self.id.clone().unwrap_or_else(|| edit::release_id(bench.drafts, &reference, &edition, &released));
        bench.asker.tell(format!("The release's id is {id}, which is part of its address and stays."));
        bench.new.releases.push(ReleaseDraft {
            id: cell(id),
            edition: cell(edition),
            agreement: cell(reference),
            recipient: cell(recipient),
            recipient_type: said(self.recipient_type.as_ref()),
            datasets: cell(dataset),
            released: cell(released),
            channel: cell(channel),
            identifiability: cell(identifiability),
            sensitivity: cell(sensitivity),
            legal_basis: cell(legal_basis),
            frequency: cell(frequency),
            opt_outs: cell(opt_outs),
            confidentiality: cell(confidentiality),
            files: said(self.files.as_ref()),
            note: said(self.note.as_ref()),
            ..Row::blank()
        });
        Ok("candour build, look at the agreement's page, and commit".to_owned())
    }

    fn reference(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let known = references(bench);
        if known.is_empty() {
            let failure = Failure::new("the register has no agreement yet, and a release stands under one");
            return Err(failure.help("make it first: candour new agreement"));
        }
        let takes = Takes::Code(known.into_iter().map(|reference| (reference, "")).collect());
        let words = "Reference of the agreement (? lists them)";
        bench.asker.need(self.agreement.as_ref(), &Question { flag: "--agreement", words, offer: "", takes })
    }

    fn edition(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let known: Vec<_> = bench.drafts.editions.rows.iter().map(|row| (row.id.text(), "")).collect();
        if known.is_empty() {
            let failure = Failure::new("the register has no edition yet, and a release belongs to one");
            return Err(failure.help("make it first: candour new edition"));
        }
        let (words, takes) = ("Edition (? lists them)", Takes::Code(known));
        bench.asker.need(self.edition.as_ref(), &Question { flag: "--edition", words, offer: "", takes })
    }

    fn recipient(&self, agreement: Option<&AgreementDraft<'_>>, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let offer = agreement.map_or("", |draft| draft.applicant.text());
        let question = Question { offer, ..Question::text("--recipient", "Recipient, as on the agreement") };
        bench.need_name(Kind::Organisation, self.recipient.as_ref(), &question)
    }

    /// Of an agreement with one dataset that one is offered, else all are shown.
    fn dataset(&self, agreement: Option<&AgreementDraft<'_>>, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let named: Vec<&str> =
            agreement.iter().flat_map(|draft| &draft.datasets).map(|used| used.name.text()).collect();
        if named.len() > 1 && self.dataset.is_none() && bench.asker.may_ask() {
            bench.asker.say(&format!("  The agreement names these datasets:\n  {}", named.join("\n  ")))?;
        }
        let offer = if let [only] = named.as_slice() { only } else { "" };
        let question = Question { offer, ..Question::text("--dataset", "Dataset, as on the agreement") };
        bench.need_name(Kind::Dataset, self.dataset.as_ref(), &question)
    }

    /// What the release states in the words of [`STATED`], in that order. What the agreement says of the dataset is
    /// offered to somebody who is asked, and never taken unasked.
    fn stated(&self, used: Option<&DatasetUseDraft<'_>>, bench: &mut Bench<'_, '_>) -> Result<[String; 5], Failure> {
        let given =
            [&self.identifiability, &self.legal_basis, &self.sensitivity, &self.frequency, &self.confidentiality];
        let offers = used.map(|used| {
            [&used.identifiability, &used.legal_basis, &used.sensitivity, &used.frequency, &used.confidentiality]
        });
        let mut answers = [const { String::new() }; 5];
        for (at, (name, flag, words)) in STATED.into_iter().enumerate() {
            let offer = offers.and_then(|offers| offers[at].as_ref()).map_or("", Cell::text);
            let words = format!("{words} (? lists the words)");
            let question = Question { flag, words: &words, offer, takes: bench.wordings(name) };
            // Without the first two a release cannot be published.
            answers[at] = match at < 2 {
                true => bench.asker.need(given[at].as_ref(), &question)?,
                false => bench.asker.may(given[at].as_ref(), &question)?,
            };
        }
        Ok(answers)
    }
}

/// The references of all agreements, with their versions.
fn references<'r>(bench: &Bench<'r, '_>) -> Vec<&'r str> {
    bench.drafts.agreements.iter().map(|draft| draft.reference.text().trim()).collect()
}

fn unknown_agreement(reference: &str, known: &[&str]) -> Failure {
    let make = format!("make it first: candour new agreement --reference {reference}");
    let failure = Failure::new(format!("the register has no agreement {reference}"));
    failure.help(suggest(nearest(reference, known.iter().copied()), &make))
}
