//! `candour new release`.

use super::{Bench, cell, lower, said};
use crate::cli::ask::{Question, Takes};
use crate::diag::{Cell, Failure, nearest, suggest};
use crate::edit;
use crate::model::{Channel, VocabularyName, fold};
use crate::records::{AgreementDraft, DatasetUseDraft, ReleaseDraft, Row};
use clap::Args;

/// Add a release.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new release               asks, and offers what the agreement says
  candour new release --agreement DARS-NIC-900001-A1B2C-v1.0 --edition 2026-h2 --released 2026-11-20 \\
    --recipient \"Ostbury Borough Council\" --dataset \"Inpatient Care Dataset\" --channel file \\
    --identifiability \"Anonymised - ICO code compliant\" \\
    --legal-basis \"Health and Social Care Act 2012 - s261(7)\" --opt-outs \"No - data flow is not identifiable\"

One row for each file that was sent. Words are those of the agreement; what they mean is looked up in
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
    /// When: a day (2026-11-20), a month (2026-11), or nothing if neither is known
    #[arg(long, value_name = "DATE", value_parser = released)]
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

fn released(text: &str) -> Result<String, String> {
    match crate::model::Month::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => crate::cli::day_text(text).map_err(|_| "write a date as 2026-11-20, or a month as 2026-11".to_owned()),
    }
}

impl ReleaseArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let references: Vec<&str> = bench.drafts.agreements.iter().map(|draft| draft.reference.text().trim()).collect();
        let takes = Takes::OneOf(references.clone(), str::to_owned);
        let words = "Reference of the agreement (? lists them)";
        let question = Question { flag: "--agreement", words, offer: "", takes };
        let reference = bench.asker.need(self.agreement.as_ref(), &question)?;
        let agreement = bench.drafts.agreements.iter().find(|draft| draft.reference.text().trim() == reference);
        let takes = bench.editions();
        let question = Question { flag: "--edition", words: "Edition (? lists them)", offer: "", takes };
        let edition = bench.asker.need(self.edition.as_ref(), &question)?;
        let recipient = self.recipient(agreement, bench)?;
        let dataset = self.dataset(agreement, bench)?;
        let words = "When: a day, as 2026-11-20, or a month, as 2026-11";
        let question = Question { flag: "--released", words, offer: "", takes: Takes::DayOrMonth };
        let released = bench.asker.may(self.released.as_ref(), &question)?;
        let takes = Takes::OneOf(Channel::ALL.map(Channel::code).to_vec(), lower);
        let words = "How: file, system_access, commissioner_flow or other";
        let channel =
            bench.asker.need(self.channel.as_ref(), &Question { flag: "--channel", words, offer: "", takes })?;
        let used = agreement.and_then(|draft| used(draft, &dataset));
        let [identifiability, legal_basis, sensitivity, frequency, confidentiality] = self.stated(used, bench)?;
        let takes = bench.wordings(VocabularyName::OptOut);
        let words = "Whether opt-outs were applied, in the words that were used (? lists them)";
        let opt_outs =
            bench.asker.may(self.opt_outs.as_ref(), &Question { flag: "--opt-outs", words, offer: "", takes })?;
        bench.asker.settle()?;
        if agreement.is_none() {
            return Err(unknown_agreement(&reference, &references));
        }
        bench.organisation(&recipient)?;
        bench.dataset(&dataset)?;
        let id = self.id.clone().unwrap_or_else(|| edit::release_id(bench.drafts, &reference, &edition, &released));
        bench.told.push(format!("The release's id is {id}, which is part of its address and stays."));
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

    fn recipient(&self, agreement: Option<&AgreementDraft<'_>>, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let offer = agreement.map_or("", |draft| draft.applicant.text());
        let words = "Recipient, as on the agreement";
        bench.asker.need(self.recipient.as_ref(), &Question { flag: "--recipient", words, offer, takes: Takes::Text })
    }

    fn dataset(&self, agreement: Option<&AgreementDraft<'_>>, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let only = agreement.map(|draft| draft.datasets.as_slice()).filter(|datasets| datasets.len() == 1);
        let offer = only.map_or("", |datasets| datasets[0].name.text());
        let words = "Dataset, as on the agreement";
        bench.asker.need(self.dataset.as_ref(), &Question { flag: "--dataset", words, offer, takes: Takes::Text })
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

/// What the agreement says of a dataset, where it names it once.
fn used<'d, 's>(draft: &'d AgreementDraft<'s>, dataset: &str) -> Option<&'d DatasetUseDraft<'s>> {
    let key = fold::punct(dataset);
    let mut named = draft.datasets.iter().filter(|used| fold::punct(used.name.text()) == key);
    named.next().filter(|_| named.next().is_none())
}

fn unknown_agreement(reference: &str, known: &[&str]) -> Failure {
    let make = format!("make it first: candour new agreement --reference {reference}");
    let failure = Failure::new(format!("the register has no agreement {reference}"));
    failure.help(suggest(nearest(reference, known.iter().copied()), &make))
}
