//! The last lines of a command: what was read, and what needs a person.

use crate::diag::{Code, Diagnostics, Sources, count};
use crate::pipeline::Ready;
use std::cmp::Reverse;

/// How many codes are named; candour check shows the rest.
const NAMED: usize = 5;

/// "Read 25 files: 4 agreements in 5 versions, 12 releases, 3 editions."
pub(super) fn read(sources: &Sources, ready: Option<&Ready>) -> String {
    let files = count(sources.files().count(), "file");
    let Some(Ready { register, .. }) = ready else { return format!("Read {files}.") };
    format!(
        "Read {files}: {} in {}, {}, {}.",
        count(register.agreements.len(), "agreement"),
        count(register.versions().count(), "version"),
        count(register.releases.len(), "release"),
        count(register.editions.len(), "edition"),
    )
}

/// What a person has to look at, the gravest kinds and then the most frequent first; nothing where there is nothing.
pub(super) fn for_a_person(faults: &Diagnostics) -> Option<String> {
    let mut codes: Vec<(&str, usize)> = faults.by_code().into_iter().collect();
    codes.sort_by_key(|(id, times)| (Code::find(id).map(Code::severity), Reverse(*times)));
    let title = |id: &str| Code::find(id).map_or("", |code| code.title);
    let mut lines: Vec<String> =
        codes.iter().take(NAMED).map(|(id, times)| format!("  {times} × {id}: {}", title(id))).collect();
    if codes.len() > NAMED {
        lines.push(format!("  and {}", count(codes.len() - NAMED, "more kind")));
    }
    let head = "For a person to look at (candour explain CODE says more):";
    (!lines.is_empty()).then(|| format!("{head}\n{}", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};

    #[test]
    fn what_needs_a_person_is_named_by_kind_errors_and_the_most_frequent_first() {
        let mut faults = Diagnostics::new();
        assert_eq!(for_a_person(&faults), None);
        for code in [&codes::W4, &codes::W5, &codes::W4, &codes::E3] {
            faults.push(Diagnostic::new(code, "x"));
        }
        let text = for_a_person(&faults).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        let line = |times, code: &Code| format!("  {times} × {}: {}", code.id, code.title);
        assert_eq!(lines, [line(1, &codes::E3), line(2, &codes::W4), line(1, &codes::W5)]);
    }
}
