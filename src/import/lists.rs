//! Several names in one cell. A cell is taken apart only at the separators that the mapping declares, and never inside
//! a name that is known to hold one, inside brackets, or before what a company's name ends with.

/// What may follow a comma inside a company's name.
const SUFFIXES: [&str; 12] =
    ["inc", "inc.", "ltd", "ltd.", "limited", "llc", "llp", "plc", "gmbh", "corp", "corp.", "s.a."];

/// The names in a cell, edges trimmed, none of them blank. Without separators the cell is one name.
pub(super) fn split<'c>(cell: &'c str, separators: &[&str], protected: &[&str]) -> Vec<&'c str> {
    let mut names = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0usize);
    while at < cell.len() {
        let rest = &cell[at..];
        let is_start = cell[start..at].trim().is_empty();
        let whole = protected.iter().filter(|name| is_start && stands_alone(rest, name, separators));
        if let Some(name) = whole.max_by_key(|name| name.len()) {
            at += name.len();
            continue;
        }
        let separator = separators.iter().filter(|sep| depth == 0 && !sep.is_empty() && rest.starts_with(**sep));
        if let Some(separator) = separator.max_by_key(|separator| separator.len()) {
            if !begins_with_suffix(&rest[separator.len()..]) {
                names.push(cell[start..at].trim());
                start = at + separator.len();
            }
            at += separator.len();
            continue;
        }
        let c = rest.chars().next().unwrap_or(' ');
        depth = match c {
            '(' | '[' => depth + 1,
            ')' | ']' => depth.saturating_sub(1),
            _ => depth,
        };
        at += c.len_utf8();
    }
    names.push(cell[start..].trim());
    names.retain(|name| !name.is_empty());
    names
}

/// Whether a text begins with a name that ends there, or before a separator.
fn stands_alone(text: &str, name: &str, separators: &[&str]) -> bool {
    let Some(after) = text.strip_prefix(name).filter(|_| !name.is_empty()) else { return false };
    let after = after.trim_start_matches(' ');
    after.is_empty() || separators.iter().any(|separator| after.starts_with(separator))
}

fn begins_with_suffix(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or("").trim_end_matches([',', ';']).to_lowercase();
    SUFFIXES.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_comes_apart_at_separators_and_nowhere_else() {
        let seps = [";", "\n", ","];
        assert_eq!(split("A; B,C\nD", &seps, &[]), ["A", "B", "C", "D"]);
        assert_eq!(split("Novavax, Inc. UNITED KINGDOM, Ostbury Council", &seps, &[]).len(), 2);
        assert_eq!(split("Care (Health, Social), Ostbury", &seps, &[]), ["Care (Health, Social)", "Ostbury"]);
        let ministry = "Ministry of Housing, Communities and Local Government";
        assert_eq!(split(&format!("A, {ministry} , B"), &seps, &[ministry]), ["A", ministry, "B"]);
        assert_eq!(split("A, B", &[], &[]), ["A, B"]);
        assert_eq!(split(" ; ", &seps, &[]), Vec::<&str>::new());
        assert_eq!(split("Care [Health, Social], Ostbury", &seps, &[]), ["Care [Health, Social]", "Ostbury"]);
        assert_eq!(split("A, B, C, D", &seps, &["A, B", "A, B, C"]), ["A, B, C", "D"]);
        // A name that only begins like a protected one is no such name.
        assert_eq!(split("A, B of C", &seps, &["A, B"]), ["A", "B of C"]);
    }

    #[test]
    fn an_unclosed_bracket_keeps_the_rest_whole() {
        assert_eq!(split("A (b, c, d", &[","], &[]), ["A (b, c, d"]);
    }
}
