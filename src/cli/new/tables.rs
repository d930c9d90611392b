//! `candour new organisation`, `dataset` and `notice`: records with few facts of their own.

use super::known::Kind;
use super::{Bench, cell, said};
use crate::cli::ask::{Question, Takes, day_flag};
use crate::diag::Failure;
use crate::model::{VocabularyName, fold};
use crate::records::{ContentDraft, DatasetDraft, OrganisationDraft};
use clap::Args;

/// Add an organisation.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new organisation \"Ostbury Borough Council\" --type local_authority
  candour new organisation          asks")]
pub(super) struct OrganisationArgs {
    /// The name that pages show
    name: Option<String>,
    /// The id, which becomes the page's address and stays [default: from the name]
    #[arg(long)]
    id: Option<String>,
    /// What kind of body it is: a code of data/vocabularies/organisation-type.csv
    #[arg(long = "type", value_name = "CODE")]
    type_code: Option<String>,
    /// What it does, in a few words
    #[arg(long, value_name = "TEXT")]
    business: Option<String>,
    /// The group of companies it belongs to
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Its code in the Organisation Data Service
    #[arg(long, value_name = "CODE")]
    ods_code: Option<String>,
    /// Its address in the Research Organization Registry
    #[arg(long, value_name = "URL")]
    ror: Option<String>,
    /// Its website
    #[arg(long, value_name = "URL")]
    website: Option<String>,
    /// Who it is, for a reader who has not heard of it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

impl OrganisationArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let name = bench.need(self.name.as_ref(), "NAME", "Name of the organisation")?;
        let takes = bench.codes(VocabularyName::OrganisationType);
        let question = Question { flag: "--type", words: "What kind of body it is (? lists them)", offer: "", takes };
        let type_code = bench.asker.may(self.type_code.as_ref(), &question)?;
        bench.asker.settle()?;
        let id = bench.id(self.id.as_ref(), &name, Kind::Organisation);
        bench.new.organisations.push(OrganisationDraft {
            id: cell(id),
            name: cell(name),
            type_code: cell(type_code),
            kind: cell(""),
            business: said(self.business.as_ref()),
            group: said(self.group.as_ref()),
            ods_code: said(self.ods_code.as_ref()),
            ror: said(self.ror.as_ref()),
            website: said(self.website.as_ref()),
            description: said(self.description.as_ref()),
            security_lead: cell(""),
        });
        Ok("record its agreement with candour new agreement".to_owned())
    }
}

/// Add a dataset.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new dataset \"Inpatient Care Dataset\" \\
    --who-is-in-it \"Anyone who stayed in a hospital.\"
  candour new dataset               asks")]
pub(super) struct DatasetArgs {
    /// The name that pages show
    name: Option<String>,
    /// The id, which becomes the page's address and stays [default: from the name]
    #[arg(long)]
    id: Option<String>,
    /// What it holds, in plain words
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Where the data come from
    #[arg(long, value_name = "TEXT")]
    collected_from: Option<String>,
    /// Whose data it holds, in plain words
    #[arg(long, value_name = "TEXT")]
    who_is_in_it: Option<String>,
    /// Kinds of care: codes of data/vocabularies/care.csv, joined by ;
    #[arg(long, value_name = "CODES")]
    care: Option<String>,
    /// Countries that it covers
    #[arg(long, value_name = "TEXT")]
    countries: Option<String>,
    /// When its first data are from
    #[arg(long, value_name = "YEAR")]
    covers_from: Option<String>,
    /// When its last data are from
    #[arg(long, value_name = "YEAR")]
    covers_to: Option<String>,
    /// Where it is described
    #[arg(long, value_name = "URL")]
    website: Option<String>,
}

impl DatasetArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let name = bench.need(self.name.as_ref(), "NAME", "Name of the dataset")?;
        let question = Question::text("--who-is-in-it", "Whose data it holds, in plain words");
        let who = bench.asker.may(self.who_is_in_it.as_ref(), &question)?;
        bench.asker.settle()?;
        let id = bench.id(self.id.as_ref(), &name, Kind::Dataset);
        bench.new.datasets.push(DatasetDraft {
            id: cell(id),
            name: cell(name),
            description: said(self.description.as_ref()),
            collected_from: said(self.collected_from.as_ref()),
            who_is_in_it: cell(who),
            care: said(self.care.as_ref()),
            countries: said(self.countries.as_ref()),
            covers_from: said(self.covers_from.as_ref()),
            covers_to: said(self.covers_to.as_ref()),
            website: said(self.website.as_ref()),
        });
        Ok("name it in an agreement with candour new agreement".to_owned())
    }
}

/// Add a notice to readers.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new notice \"July to December 2026 is out\" --date 12/03/2027 \\
    --text \"The edition has been published.\"
  candour new notice                asks")]
pub(super) struct NoticeArgs {
    /// Its title
    title: Option<String>,
    /// Its day, as 20/11/2026 or 2026-11-20
    #[arg(long, value_name = "DATE", value_parser = day_flag)]
    date: Option<String>,
    /// One sentence for lists
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// The notice itself, in Markdown
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

impl NoticeArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let title = bench.need(self.title.as_ref(), "TITLE", "Title of the notice")?;
        let question = Question { flag: "--date", words: "Its day, as 20/11/2026", offer: "", takes: Takes::Day };
        let date = bench.asker.need(self.date.as_ref(), &question)?;
        let question = Question::text("--summary", "One sentence for lists");
        let summary = bench.asker.may(self.summary.as_ref(), &question)?;
        bench.asker.settle()?;
        let slug = fold::slug(&title);
        if slug.is_empty() {
            let failure = Failure::new(format!("\"{title}\" has no letter that an address could have"));
            return Err(failure.help("give the notice another title; nothing was written"));
        }
        let address = format!("notices/{date}-{slug}");
        let next = format!("read and complete content/{address}.md, then candour check");
        bench.new.notices.push(ContentDraft {
            address,
            title: cell(title),
            summary: (!summary.is_empty()).then(|| cell(summary)),
            date: Some(cell(date)),
            order: None,
            body: said(self.text.as_ref()),
        });
        Ok(next)
    }
}
