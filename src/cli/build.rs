//! `candour build`.

use super::{Outcome, Session};
use crate::diag::Failure;
use clap::Args;

/// Make the website and the open data.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {}

pub(super) fn run(_session: &Session, _args: &BuildArgs) -> Result<Outcome, Failure> {
    Err(Failure::new("not yet"))
}
