//! `candour new edition`.

use super::{Bench, cell, lower, said};
use crate::cli::ask::{Question, Takes};
use crate::diag::Failure;
use crate::model::EditionKind;
use crate::records::{EditionDraft, Row};
use clap::Args;

/// Add an edition.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new edition 2026-h2 --from 2026-07-01 --to 2026-12-31
  candour new edition 2026-11 --kind stock --to 2026-11-30 --published 2026-12-04
  candour new edition               asks")]
pub(super) struct EditionArgs {
    /// The id, as 2026-h2 or 2026-11; never four digits
    id: Option<String>,
    /// What its rows are: flow (released within a period), stock (everything up to a day) or projects [default: flow]
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// First day of its period, as 2026-07-01
    #[arg(long, value_name = "DATE", value_parser = crate::cli::day_text)]
    from: Option<String>,
    /// Last day of its period
    #[arg(long, value_name = "DATE", value_parser = crate::cli::day_text)]
    to: Option<String>,
    /// Day of publication
    #[arg(long, value_name = "DATE", value_parser = crate::cli::day_text)]
    published: Option<String>,
    /// Number of the issue, where a period was issued again
    #[arg(long, value_name = "N")]
    revision: Option<String>,
    /// The edition that this one replaces
    #[arg(long, value_name = "ID")]
    supersedes: Option<String>,
    /// Where it was published
    #[arg(long, value_name = "URL")]
    source: Option<String>,
    /// Licence, where it is not the register's
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// What a reader should know about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl EditionArgs {
    pub(super) fn make(&self, bench: &mut Bench<'_, '_>) -> Result<String, Failure> {
        let id = bench.need(self.id.as_ref(), "ID", "Id of the edition, as 2026-h2")?;
        let kinds = Takes::OneOf(vec!["flow", "stock", "projects"], lower);
        let words = "What its rows are: flow, stock or projects";
        let offer = EditionKind::Flow.key();
        let kind = bench.asker.may(self.kind.as_ref(), &Question { flag: "--kind", words, offer, takes: kinds })?;
        let kind = if kind.is_empty() { offer.to_owned() } else { kind };
        let day = |flag, words| Question { flag, words, offer: "", takes: Takes::Day };
        let first = day("--from", "First day of its period");
        let from = match kind == offer {
            true => bench.asker.need(self.from.as_ref(), &first)?,
            false => bench.asker.may(self.from.as_ref(), &first)?,
        };
        let to = bench.asker.need(self.to.as_ref(), &day("--to", "Last day of its period"))?;
        let published = bench.asker.may(self.published.as_ref(), &day("--published", "Day of publication"))?;
        bench.asker.settle()?;
        let next = format!("record what was released in it with candour new release --edition {id}");
        bench.new.editions.push(EditionDraft {
            id: cell(id),
            kind: cell(kind),
            from: cell(from),
            to: cell(to),
            published: cell(published),
            revision: said(self.revision.as_ref()),
            supersedes: said(self.supersedes.as_ref()),
            source: said(self.source.as_ref()),
            licence: said(self.licence.as_ref()),
            note: said(self.note.as_ref()),
            ..Row::blank()
        });
        Ok(next)
    }
}
