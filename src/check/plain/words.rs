//! A4: words and phrases that have a plainer one. The list is short on purpose: what a register's texts really use, and
//! where the plainer word fits nearly always.

use super::sentences::Sentence;
use std::collections::BTreeSet;
use std::ops::Range;

/// A word or phrase in lower case, and the plainer one.
const PLAINER: [(&str, &str); 60] = [
    ("accordingly", "so"),
    ("additional", "more, or extra"),
    ("adjacent to", "next to"),
    ("ascertain", "find out"),
    ("as a consequence of", "because of"),
    ("at the present time", "now"),
    ("attain", "reach"),
    ("by means of", "by"),
    ("cease", "stop"),
    ("collaborate with", "work with"),
    ("commence", "start"),
    ("commenced", "started"),
    ("commencing", "starting"),
    ("comprised of", "made up of"),
    ("comprises", "has, or is made up of"),
    ("consequently", "so"),
    ("demonstrate", "show"),
    ("demonstrates", "shows"),
    ("disseminate", "send, or share"),
    ("disseminated", "sent, or shared"),
    ("dissemination", "sending, or sharing"),
    ("due to the fact that", "because"),
    ("elucidate", "explain"),
    ("endeavour", "try"),
    ("enhance", "improve"),
    ("ensure that", "make sure that"),
    ("expedite", "speed up"),
    ("facilitate", "help"),
    ("facilitates", "helps"),
    ("for the purpose of", "to, or for"),
    ("for the purposes of", "to, or for"),
    ("furthermore", "also"),
    ("in accordance with", "under, or as … says"),
    ("in addition to", "as well as"),
    ("in conjunction with", "with"),
    ("in excess of", "more than"),
    ("in order to", "to"),
    ("in relation to", "about"),
    ("in respect of", "about, or for"),
    ("in the event of", "if"),
    ("inform the development of", "help to make"),
    ("leverage", "use"),
    ("methodology", "method"),
    ("notwithstanding", "even though, or despite"),
    ("obtain", "get"),
    ("obtained", "got"),
    ("on a monthly basis", "every month"),
    ("prior to", "before"),
    ("pursuant to", "under"),
    ("regarding", "about"),
    ("subsequent to", "after"),
    ("subsequently", "later, or then"),
    ("sufficient", "enough"),
    ("thereby", "so, or by that"),
    ("upon", "on"),
    ("utilisation", "use"),
    ("utilise", "use"),
    ("utilised", "used"),
    ("utilising", "using"),
    ("whilst", "while"),
];

/// The first place of each phrase of the list, with the plainer one.
pub(super) fn plainer(text: &str, sentences: &[Sentence]) -> Vec<(Range<usize>, &'static str)> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for sentence in sentences {
        for at in 0..sentence.words.len() {
            let Some((phrase, plainer)) =
                PLAINER.into_iter().find(|(phrase, _)| begins(text, &sentence.words[at..], phrase))
            else {
                continue;
            };
            if told.insert(phrase) {
                let last = at + phrase.split(' ').count() - 1;
                found.push((sentence.words[at].start..sentence.words[last].end, plainer));
            }
        }
    }
    found
}

/// Whether the words begin with the phrase, with nothing but white space between them.
fn begins(text: &str, words: &[Range<usize>], phrase: &str) -> bool {
    let mut end = None;
    phrase.split(' ').enumerate().all(|(at, wanted)| {
        let Some(word) = words.get(at) else { return false };
        let joined = end.is_none_or(|end: usize| text[end..word.start].trim().is_empty());
        end = Some(word.end);
        joined && text[word.clone()].eq_ignore_ascii_case(wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::super::sentences::sentences;
    use super::*;

    #[test]
    fn phrases_are_found_whole_once_and_in_any_case() {
        let text = "In order to utilise it, Utilise it. In order, to. Utiliser.";
        let found: Vec<_> = plainer(text, &sentences(text)).into_iter().map(|(at, word)| (&text[at], word)).collect();
        assert_eq!(found, [("In order to", "to"), ("utilise", "use")]);
    }

    #[test]
    fn the_list_holds_nothing_twice_and_no_capital() {
        let phrases: Vec<&str> = PLAINER.iter().map(|(phrase, _)| *phrase).collect();
        let sorted: BTreeSet<&str> = phrases.iter().copied().collect();
        assert_eq!(sorted.len(), phrases.len());
        assert!(phrases.iter().all(|phrase| phrase.to_lowercase() == **phrase));
    }
}
