//! `candour serve`.

use super::build::{base_url, day, told_day};
use super::{Outcome, Session};
use crate::config::BaseUrl;
use crate::diag::{Colour, Diagnostics, Failure, Format, Severity, Sources, emit, summary};
use crate::serve::{self, News, Options, PORT};
use chrono::NaiveDate;
use clap::Args;

/// Show the website on this machine, made anew whenever a file changes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour serve                     then open the address that it prints
  candour serve --port 8080

Leave it running while you edit records, pages or a theme. An open page shows every change by itself. While records have
errors it keeps the last good site and lists what is wrong, with file and line. Nothing is written, and nobody else can
reach it. Ctrl-C ends it.")]
pub(super) struct ServeArgs {
    /// The port [default: 8000, or the next that is free]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Where the site will stand, instead of base_url in register.toml; its path is kept here
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<BaseUrl>,
    /// The day that "in term" and "ended" speak of [default: as for candour build]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
}

pub(super) fn run(session: &Session, args: &ServeArgs) -> Result<Outcome, Failure> {
    let tree = session.tree()?;
    let register = std::path::absolute(tree.root())
        .map_err(|cause| Failure::new(format!("cannot find {}", tree.root().display())).because(cause))?;
    let options =
        Options { register, port: args.port, base_url: args.base_url.clone(), day: told_day(args.as_of, &tree)? };
    let port = args.port;
    let (quiet, colour) = (session.quiet, session.colour);
    serve::serve(options, move |news| {
        let is_news = !quiet || matches!(news, News::Failed(_));
        if is_news {
            eprintln!("{}", words(news, port, colour));
        }
    })?;
    session.say("Ended.");
    Ok(Outcome::Clean)
}

/// What the terminal is told.
fn words(news: News<'_>, named: Option<u16>, colour: Colour) -> String {
    match news {
        News::Listening(port) => {
            let moved = named.is_none() && port != PORT;
            let moved = if moved { format!("Port {PORT} is in use by another program; ") } else { String::new() };
            format!("{moved}serving at http://127.0.0.1:{port}/ (Ctrl-C ends it)")
        }
        News::Checked(checked) => report(&checked.faults, &checked.sources, colour),
        News::Refused(faults) => report(faults, &Sources::new(), colour),
        News::Shown(address) => format!("Shown at {address}"),
        News::Failed(failure) => {
            let advice = failure.advice().map(|advice| format!("\n  help: {advice}")).unwrap_or_default();
            format!("candour: {failure}{advice}")
        }
    }
}

/// The errors, and how many of all there are: warnings stand in every page.
fn report(faults: &Diagnostics, sources: &Sources, colour: Colour) -> String {
    let mut errors = faults.clone();
    errors.split_off(|fault| fault.severity() == Severity::Error);
    let shown = emit(&errors, sources, Format::Human, colour);
    let kept = if errors.is_empty() { "" } else { "; the last good site stays until the errors are corrected" };
    format!("{shown}{}{kept}", summary(faults))
}
