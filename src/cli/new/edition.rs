//! `candour new edition`.

use super::{Bench, cell, said};
use crate::cli::ask::{Question, Takes, day_flag};
use crate::diag::Failure;
use crate::model::EditionKind;
use crate::records::{EditionDraft, Row};
use clap::Args;

/// Add an edition.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour new edition 2026-h2 --from 01/07/2026 --to 31/12/2026
  candour new edition 2026-11 --kind stock --to 30/11/2026 --published 04/12/2026
  candour new edition               asks")]
pub(super) struct EditionArgs {
    /// The id, as 2026-h2 or 2026-11; never four digits
    id: Option<String>,
    /// What its rows are: flow (released within a period), stock (everything up to a day) or projects [default: flow]
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// First day of its period, as 01/07/2026 or 2026-07-01
    #[arg(long, value_name = "DATE", value_parser = day_flag)]
    from: Option<String>,
    /// Last day of its period
    #[arg(long, value_name = "DATE", value_parser = day_flag)]
    to: Option<String>,
    /// Day of publication
    #[arg(long, value_name = "DATE", value_parser = day_flag)]
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
        let kinds = Takes::Code(vec![
            ("flow", "released within a period"),
            ("stock", "everything released up to a day"),
            ("projects", "approved projects"),
        ]);
        let words = "What its rows are: flow, stock or projects (? explains them)";
        let offer = EditionKind::Flow.key();
        let kind = bench.asker.may(self.kind.as_ref(), &Question { flag: "--kind", words, offer, takes: kinds })?;
        let kind = if kind.is_empty() { offer.to_owned() } else { kind };
        let day = |flag, words| Question { flag, words, offer: "", takes: Takes::Day };
        let first = day("--from", "First day of its period, as 01/07/2026");
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
