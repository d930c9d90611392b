//! `candour explain`.

use super::{Outcome, print};
use crate::diag::{Code, Failure, codes, nearest, suggest};
use clap::Args;
use std::fmt::Write;

/// Say what a diagnostic's code means.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour explain E2
  candour explain               lists every code")]
pub(super) struct ExplainArgs {
    /// The code, as E2; all codes are listed without one
    code: Option<String>,
}

pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let text = match &args.code {
        None => codes::ALL.iter().fold(String::new(), |mut list, code| {
            // Writing to a String cannot fail.
            let _ = writeln!(list, "{:<5} {}", code.id, code.title);
            list
        }),
        Some(id) => {
            let code = Code::find(id).ok_or_else(|| {
                let near = nearest(id, codes::ALL.iter().map(|code| code.id));
                Failure::new(format!("there is no code {id}")).help(suggest(near, "candour explain lists every code"))
            })?;
            page(code)
        }
    };
    print(&text)?;
    Ok(Outcome::Clean)
}

fn page(code: &Code) -> String {
    let Code { id, title, explanation, example } = code;
    format!("{id}: {title}\n\n{}\n\nExample:\n  {example}\n", wrap(explanation))
}

/// Breaks a text into lines of at most 80 characters.
fn wrap(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > 80 {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
