//! `candour import`.

use super::{Outcome, Session};
use crate::diag::Failure;
use clap::Args;

/// Turn a published workbook into records.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {}

pub(super) fn run(_session: &Session, _args: &ImportArgs) -> Result<Outcome, Failure> {
    Err(Failure::new("not yet"))
}
