//! Markdown to plain text, and the first words of a text.

use pulldown_cmark::{Event, Parser, TagEnd};

/// The words of a Markdown text on one line, without markup.
pub fn plain_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                out.push(' ');
            }
            _ => {}
        }
    }
    one_line(&out)
}

/// The beginning of a text on one line: whole sentences if one ends within `most` characters, else whole words and
/// "…". A text that fits is returned whole.
pub fn excerpt(text: &str, most: usize) -> String {
    let line = one_line(&text.chars().take(most * 2 + 400).collect::<String>());
    let Some((end, _)) = line.char_indices().nth(most) else { return line };
    let head = &line[..end];
    let sentence = head.rmatch_indices(['.', '?', '!']).map(|(at, mark)| at + mark.len());
    match sentence.filter(|&at| line[at..].starts_with(' ')).find(|&at| at > end / 3) {
        Some(at) => head[..at].to_owned(),
        None => {
            format!("{}…", head.rfind(' ').map_or(head, |at| &head[..at]).trim_end_matches([',', ';', ':', '-', ' ']))
        }
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
    }

    #[test]
    fn an_excerpt_ends_with_a_sentence_or_a_whole_word() {
        assert_eq!(excerpt("Short.", 20), "Short.");
        assert_eq!(excerpt("One two three. Four five six seven.", 20), "One two three.");
        assert_eq!(excerpt("Alpha beta gamma, delta epsilon", 18), "Alpha beta gamma…");
        assert_eq!(excerpt("éééééééééé", 4), "éééé…");
    }
}
