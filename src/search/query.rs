//! What somebody typed, as parts: words, beginnings of words, phrases, and what is excluded. It looks nothing up.

use super::text;

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A folded word.
    Word(String),
    /// What a folded word begins with.
    Prefix(String),
    /// Folded words in sequence.
    Phrase(Vec<String>),
}

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// What is looked for, in the order typed, words that say little included.
    pub(super) wanted: Vec<Part>,
    /// What results must not have.
    pub(super) unwanted: Vec<Part>,
}

impl Part {
    /// Whether it is a word that says little.
    fn is_stop(&self) -> bool {
        matches!(self, Part::Word(word) if text::is_stop(word))
    }

    /// Its words.
    pub(super) fn words(&self) -> &[String] {
        match self {
            Part::Word(word) | Part::Prefix(word) => std::slice::from_ref(word),
            Part::Phrase(words) => words,
        }
    }

    /// As it would be typed.
    pub(super) fn typed(&self) -> String {
        match self {
            Part::Word(word) => word.clone(),
            Part::Prefix(word) => format!("{word}*"),
            Part::Phrase(words) => format!("\"{}\"", words.join(" ")),
        }
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2212}')
}

impl Query {
    /// Reads what was typed.
    pub(super) fn parse(typed: &str) -> Query {
        let mut query = Query::default();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let minus = rest.strip_prefix(is_minus).filter(|after| after.starts_with(|c: char| !c.is_whitespace()));
            let after = minus.unwrap_or(rest);
            let (parts, end) = if let Some(inside) = after.strip_prefix(is_quote) {
                let (phrase, end) = cut(inside, is_quote);
                (phrase_of(text::words(phrase)), end.strip_prefix(is_quote).unwrap_or(end))
            } else {
                let (token, end) = cut(after, |c| c.is_whitespace() || is_quote(c));
                (parts_of(token, minus.is_some()), end)
            };
            let list = if minus.is_some() { &mut query.unwanted } else { &mut query.wanted };
            list.extend(parts);
            rest = end.trim_start();
        }
        query
    }

    /// The parts that documents have to match: without words that say little, unless there is nothing else.
    pub(super) fn searched(&self) -> Vec<usize> {
        let telling: Vec<usize> = (0..self.wanted.len()).filter(|&place| !self.wanted[place].is_stop()).collect();
        if telling.is_empty() { (0..self.wanted.len()).collect() } else { telling }
    }

    /// All its words in order: what a name may equal.
    pub(super) fn whole(&self) -> String {
        self.wanted.iter().flat_map(Part::words).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// As it would be typed.
    pub(super) fn typed(&self) -> String {
        let wanted = self.wanted.iter().map(Part::typed);
        wanted.chain(self.unwanted.iter().map(|part| format!("-{}", part.typed()))).collect::<Vec<_>>().join(" ")
    }

    /// The same query with another word in one place.
    pub(super) fn with(&self, place: usize, word: &str) -> Query {
        let mut query = self.clone();
        query.wanted[place] = Part::Word(word.to_owned());
        query
    }
}

fn cut(text: &str, at: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(at).unwrap_or(text.len()))
}

fn phrase_of(words: Vec<String>) -> Vec<Part> {
    if words.is_empty() { Vec::new() } else { vec![Part::Phrase(words)] }
}

fn parts_of(token: &str, unwanted: bool) -> Vec<Part> {
    let mut words = text::words(token);
    if unwanted && words.len() > 1 {
        return phrase_of(words);
    }
    let last = if token.ends_with('*') { words.pop() } else { None };
    words.into_iter().map(Part::Word).chain(last.map(Part::Prefix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> (String, Vec<usize>) {
        let query = Query::parse(text);
        (query.typed(), query.searched())
    }

    #[test]
    fn words_phrases_beginnings_and_exclusions_are_told_apart() {
        assert_eq!(typed("Heart of England").0, "heart of england");
        assert_eq!(
            typed("\u{201C}breast  cancer\u{201D} scre* -\"second opinion\" -opt-out -NHS"),
            ("\"breast cancer\" scre* -\"second opinion\" -\"opt out\" -nhs".to_owned(), vec![0, 1])
        );
        assert_eq!(typed("opt-out data-set*").0, "opt out data set*");
        assert_eq!(typed("\"no end").0, "\"no end\"");
        assert_eq!(typed("a - b — c* *").0, "a b c*");
        assert_eq!(typed(" \"\" -\" \" -- ").0, "");
    }

    #[test]
    fn words_that_say_little_count_only_where_nothing_else_does() {
        assert_eq!(typed("the use of data").1, [1, 3]);
        assert_eq!(typed("to be").1, [0, 1]);
        assert_eq!(typed("\"to be\" the").1, [0]);
        assert_eq!(typed("how do I opt out").1, [3, 4]);
        assert_eq!(typed("not identifiable").1, [0, 1]);
    }

    proptest! {
        #[test]
        fn what_is_shown_as_typed_means_the_same(text in "[a-zA-Z\"\u{201C}é* &'-]{0,30}") {
            let query = Query::parse(&text);
            prop_assert_eq!(Query::parse(&query.typed()), query);
        }
    }
}
