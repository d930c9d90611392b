//! "Did you mean": what a writer may have meant. Only ever shown, never used to match. What is another spelling of the
//! same word of the format (a column, a key, a code) may be offered as a fix.

use rapidfuzz::fuzz;

/// How alike two texts must be to be suggested, from 0 to 1.
const LEAST_LIKENESS: f64 = 0.6;

/// Longer texts get no suggestion: to compare them costs the product of their lengths.
const MOST_COMPARED: usize = 400;

/// Up to three candidates that look most like `text`, best first, ties in alphabetical order.
pub fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
    let wanted = text.to_lowercase();
    let score = |candidate: &str| fuzz::ratio(wanted.chars(), candidate.to_lowercase().chars());
    let compared = candidates.filter(|candidate| text.len().max(candidate.len()) <= MOST_COMPARED);
    let mut scored: Vec<(f64, &str)> = compared.map(|candidate| (score(candidate), candidate)).collect();
    scored.retain(|(likeness, _)| *likeness >= LEAST_LIKENESS);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by_key(|(_, candidate)| *candidate);
    scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// The suggestion as words.
pub fn did_you_mean(candidates: Vec<&str>) -> String {
    if candidates.is_empty() {
        return "nothing like it is recorded".to_owned();
    }
    let quoted: Vec<String> = candidates.iter().map(|candidate| format!("\"{candidate}\"")).collect();
    format!("did you mean {}?", quoted.join(" or "))
}

/// The suggestion, if there is one, then what else can be done.
pub fn suggest(candidates: Vec<&str>, otherwise: &str) -> String {
    if candidates.is_empty() {
        return otherwise.to_owned();
    }
    format!("{} If not, {otherwise}", did_you_mean(candidates))
}

/// The one of `known` that is the same word in another spelling: without regard to case, to what stands between words,
/// and to American spelling.
pub fn same_word<'k>(text: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let key = |text: &str| {
        let plain = text.trim().to_lowercase().replace("organiz", "organis").replace("license", "licence");
        plain.split(|c: char| c.is_whitespace() || c == '_' || c == '-').collect::<Vec<_>>().join("_")
    };
    let wanted = key(text);
    let mut same = known.filter(|candidate| key(candidate) == wanted);
    same.next().filter(|_| same.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_only_in_the_same_letters() {
        let known = ["system_access", "file", "organisation"];
        assert_eq!(same_word("System Access", known.into_iter()), Some("system_access"));
        assert_eq!(same_word(" FILE", known.into_iter()), Some("file"));
        assert_eq!(same_word("Organization", known.into_iter()), Some("organisation"));
        assert_eq!(same_word("files", known.into_iter()), None);
        assert_eq!(same_word("a-b", ["a_b", "a b"].into_iter()), None, "which of the two is not clear");
    }

    #[test]
    fn the_nearest_comes_first_and_the_far_not_at_all() {
        let known = ["Ostbury Council", "Wrenfield Hospital", "Wrenfield Hospice"];
        assert_eq!(nearest("Wrenfeild Hospital", known.into_iter()), ["Wrenfield Hospital", "Wrenfield Hospice"]);
        assert_eq!(nearest("zzz", known.into_iter()), Vec::<&str>::new());
    }
}
