//! The prose of a Markdown text where it stands, for whoever counts its words and points at them.

use super::authored::events;
use pulldown_cmark::{Event, Tag, TagEnd};

/// Paragraphs and list items with every byte where it was. Markup, headings, tables and code are blank; a line feed ends
/// a paragraph and stands nowhere else.
pub fn in_place(markdown: &str) -> String {
    let mut out = vec![b' '; markdown.len()];
    let mut other = 0_usize;
    let mut end = 0;
    for (event, range) in events(markdown).into_offset_iter() {
        match event {
            Event::Start(tag) if !is_prose(&tag) => other += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::Table | TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock) => {
                other = other.saturating_sub(1);
            }
            // What was written with an escape or an entity has another length and stays blank.
            Event::Text(text) if other == 0 && text.len() == range.len() => {
                end = range.end;
                out[range].copy_from_slice(text.as_bytes());
            }
            // A list within an item ends what stands before it.
            Event::Start(Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                if let Some(after) = out.get_mut(end).filter(|_| end > 0) {
                    *after = b'\n';
                }
            }
            _ => {}
        }
    }
    // Whole texts were copied to where they stood, and all else is ASCII.
    String::from_utf8_lossy(&out).into_owned()
}

fn is_prose(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Heading { .. } | Tag::Table(_) | Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_where_they_were_and_paragraphs_end() {
        let text = "## Hé\n\nOne *two*\nthree [four](https://x/).\n\n- a\n- b `c`\n\n| d |\n| - |\n| e |\n\n```\nf\n```\nLast &amp; &";
        let found = in_place(text);
        assert_eq!(found.len(), text.len());
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let lines: Vec<Vec<String>> = found.lines().map(words).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, [vec!["One", "two", "three", "four", "."], vec!["a"], vec!["b"], vec!["Last", "&"]]);
        assert_eq!(found.find("three"), text.find("three"));
    }
}
