//! "Did you mean": only ever shown, never used to match.

use rapidfuzz::fuzz;

/// The candidate most like a text, as a question; or that there is none.
pub(super) fn did_you_mean<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> String {
    let wanted = text.to_lowercase();
    let score = |candidate: &str| fuzz::ratio(wanted.chars(), candidate.to_lowercase().chars());
    let best = candidates.map(|candidate| (score(candidate), candidate)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best.filter(|(likeness, _)| *likeness >= 0.5) {
        Some((_, candidate)) => format!("did you mean \"{candidate}\"?"),
        None => "nothing there is like it;".to_owned(),
    }
}
