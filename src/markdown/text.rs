//! Markdown to plain text, and the first words of a text.

use super::authored::events;
use pulldown_cmark::{Event, TagEnd};

/// The words of a Markdown text on one line, without markup.
pub fn plain_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in events(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => {
                out.push(' ');
            }
            _ => {}
        }
    }
    one_line(&out)
}

/// The beginning of a text, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The words.
    pub text: String,
    /// Whether that is all of them.
    pub whole: bool,
}

/// The beginning of a text on one line: whole sentences if one ends within `most` characters and past a third of
/// them, else whole words and "…". A text that fits is returned whole.
pub fn excerpt(text: &str, most: usize) -> Excerpt {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + usize::from(length > 0);
        if length > most {
            return Excerpt { text: cut(&line, word, most), whole: false };
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Excerpt { text: line, whole: true }
}

/// The sentences of a line whose next word does not fit; its words, if they end too early; the beginning of the word,
/// if it is the first.
fn cut(line: &str, next: &str, most: usize) -> String {
    let ends = line.match_indices(['.', '?', '!']).map(|(at, mark)| at + mark.len());
    let at_end = |at: &usize| *at > line.len() / 3 && line[*at..].chars().next().is_none_or(|c| c == ' ');
    let sentence = ends.rev().find(at_end);
    match sentence {
        Some(at) => line[..at].to_owned(),
        None if line.is_empty() => format!("{}…", next.chars().take(most).collect::<String>()),
        None => format!("{}…", line.trim_end_matches([',', ';', ':', '-'])),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        assert_eq!(plain_text("## A\n\n*b* [c](https://d/) `e`\nf\n\n- g\n- h"), "A b c e f g h");
        assert_eq!(plain_text("| a | b |\n| --- | --- |\n| c d | e |"), "a b c d e");
    }

    #[test]
    fn an_excerpt_ends_with_a_sentence_or_a_whole_word() {
        let cut = |text: &str, most| excerpt(text, most).text;
        assert_eq!(excerpt("Short  one.", 20), Excerpt { text: "Short one.".into(), whole: true });
        assert!(!excerpt("One two three. Four five six seven.", 20).whole);
        assert_eq!(cut("One two three. Four five six seven.", 20), "One two three.");
        assert_eq!(cut("1. Alpha beta gamma, delta epsilon", 21), "1. Alpha beta gamma…");
        assert_eq!(cut("Version 1.2 of it all", 14), "Version 1.2 of…");
        assert_eq!(cut("éééééééééé", 4), "éééé…");
    }
}
