//! "Did you mean": what a writer may have meant. Only ever shown, never used to match.

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
pub(super) fn suggest(candidates: Vec<&str>, otherwise: &str) -> String {
    if candidates.is_empty() {
        return otherwise.to_owned();
    }
    format!("{} If not, {otherwise}", did_you_mean(candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_comes_first_and_the_far_not_at_all() {
        let known = ["Ostbury Council", "Wrenfield Hospital", "Wrenfield Hospice"];
        assert_eq!(nearest("Wrenfeild Hospital", known.into_iter()), ["Wrenfield Hospital", "Wrenfield Hospice"]);
        assert_eq!(nearest("zzz", known.into_iter()), Vec::<&str>::new());
    }
}
