//! Markdown written by staff, to HTML. Links lead to web and mail addresses or into the site; whatever else a link
//! names is dropped and its words stay. Raw HTML is shown as text.

use super::SafeHtml;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;
use std::collections::BTreeSet;

/// Where a document will stand on its page.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The path the site lives under, with both slashes; root-relative links get it.
    pub base: &'a str,
    /// The level that the document's highest heading gets, 2 to 6.
    pub top: usize,
    /// What every heading's id begins with; tells documents of one page apart.
    pub prefix: &'a str,
    /// The id of the heading above the document, which names a table that stands before any other heading.
    pub label: &'a str,
}

/// A heading of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// Its level on the page, 2 to 6.
    pub level: usize,
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// Markdown as HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The markup.
    pub html: SafeHtml,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
}

/// The parts of a Markdown text: CommonMark with tables.
pub(super) fn events(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

/// Markdown to HTML.
pub fn authored(markdown: &str, frame: Frame<'_>) -> Document {
    let events: Vec<Event<'_>> = events(markdown).collect();
    let headings = number_headings(&events, frame);
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    let safe = Safe { frame, headings: &headings, next: 0, open: Vec::new(), head: false };
    html::push_html(&mut html, safe.all(events).into_iter());
    Document { html: SafeHtml { html }, headings }
}

fn number_headings(events: &[Event<'_>], frame: Frame<'_>) -> Vec<Heading> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                found.push((*level as usize, String::new()));
                inside = true;
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) if inside => {
                if let Some((_, words)) = found.last_mut() {
                    words.push_str(text);
                }
            }
            _ => {}
        }
    }
    let highest = found.iter().map(|(level, _)| *level).min().unwrap_or(1);
    let mut used = BTreeSet::from(["maincontent".to_owned(), frame.label.to_owned()]);
    let place = |(level, text): (usize, String)| {
        let id = unused_id(&format!("{}{}", frame.prefix, slug(&text)), &mut used);
        Heading { level: (level - highest + frame.top).min(6), id, text }
    };
    found.into_iter().map(place).collect()
}

/// Lower case, every run of other characters than letters and digits as one `-`.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn unused_id(wanted: &str, used: &mut BTreeSet<String>) -> String {
    let stem = if wanted.is_empty() || wanted.ends_with('-') { format!("{wanted}section") } else { wanted.to_owned() };
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let id = std::iter::once(stem.clone()).chain(numbered).find(|id| !used.contains(id)).unwrap_or_default();
    used.insert(id.clone());
    id
}

/// Rewrites events: headings get their level and id, raw HTML becomes text, unsafe links lose their address.
struct Safe<'f> {
    frame: Frame<'f>,
    headings: &'f [Heading],
    /// How many headings have begun.
    next: usize,
    /// For each open link or image, whether its tags are kept.
    open: Vec<bool>,
    /// Whether the row being written heads its table.
    head: bool,
}

impl<'f> Safe<'f> {
    fn all<'e>(mut self, events: Vec<Event<'e>>) -> Vec<Event<'e>> {
        events.into_iter().filter_map(|event| self.event(event)).collect()
    }

    fn event<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        Some(match event {
            Event::Start(tag) => return self.start(tag),
            Event::End(TagEnd::Link | TagEnd::Image) if !self.open.pop().unwrap_or(false) => return None,
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(self.level())),
            Event::End(TagEnd::TableHead) => {
                self.head = false;
                Event::End(TagEnd::TableHead)
            }
            Event::End(TagEnd::TableCell) => Event::Html(if self.head { "</th>" } else { "</td>" }.into()),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            other => other,
        })
    }

    fn start<'e>(&mut self, tag: Tag<'e>) -> Option<Event<'e>> {
        Some(match tag {
            Tag::Heading { .. } => {
                self.next += 1;
                let id = self.headings.get(self.next - 1).map(|heading| CowStr::from(heading.id.clone()));
                Event::Start(Tag::Heading { level: self.level(), id, classes: Vec::new(), attrs: Vec::new() })
            }
            Tag::HtmlBlock => Event::Start(Tag::Paragraph),
            Tag::Table(_) => {
                let label = self.next.checked_sub(1).map_or(self.frame.label, |at| &self.headings[at].id);
                Event::Html(format!("<table class=\"nhsuk-table\" aria-labelledby=\"{label}\">").into())
            }
            Tag::TableHead => {
                self.head = true;
                Event::Start(Tag::TableHead)
            }
            Tag::TableCell if self.head => Event::Html("<th class=\"nhsuk-table__header\" scope=\"col\">".into()),
            Tag::TableCell => Event::Html("<td class=\"nhsuk-table__cell\">".into()),
            Tag::Link { link_type, dest_url, title, id } => {
                let dest_url = self.link(link_type, &dest_url);
                self.open.push(dest_url.is_some());
                Event::Start(Tag::Link { link_type, dest_url: dest_url?, title, id })
            }
            Tag::Image { link_type, dest_url, title, id } => {
                let dest_url = self.inside_site(&dest_url);
                self.open.push(dest_url.is_some());
                Event::Start(Tag::Image { link_type, dest_url: dest_url?, title, id })
            }
            other => Event::Start(other),
        })
    }

    /// The level of the heading that began last.
    fn level(&self) -> HeadingLevel {
        let level = self.next.checked_sub(1).and_then(|at| self.headings.get(at)).map_or(2, |heading| heading.level);
        HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H2)
    }

    fn link<'e>(&self, kind: LinkType, address: &str) -> Option<CowStr<'e>> {
        let lower = address.trim().to_ascii_lowercase();
        let web = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
        let on_page = lower.starts_with('#') && !lower.contains(char::is_whitespace);
        if web || on_page || kind == LinkType::Email {
            return Some(CowStr::from(address.trim().to_owned()));
        }
        self.inside_site(address)
    }

    /// A root-relative address below the base path; nothing for one that a browser could take for another host's.
    fn inside_site<'e>(&self, address: &str) -> Option<CowStr<'e>> {
        let below = address.strip_prefix('/')?;
        let sly = below.starts_with('/') || below.contains(['\\', '<', '>']) || below.contains(char::is_control);
        (!sly).then(|| CowStr::from(format!("{}{below}", self.frame.base)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn html(markdown: &str) -> String {
        authored(markdown, Frame { base: "/r/", top: 2, prefix: "", label: "title" }).html.html
    }

    #[test]
    fn hostile_markup_never_becomes_markup() {
        for hostile in [
            "<script>alert(1)</script>",
            "text <script src=//evil></script> text",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<div style=\"position:fixed\">x</div>",
            "<!-- --><script>alert(1)</script>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java\tscript:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:msgbox(1))",
            "[x](//evil.example/)",
            "[x](/\\evil.example/)",
            "[x](/&#9;/evil.example/)",
            "<javascript:alert(1)>",
            "![x](javascript:alert(1))",
            "![x](https://evil.example/x.png)",
            "[x]: javascript:alert(1)\n\n[x]",
            "```\"><script>alert(1)</script>\n```",
            "## <b onclick=alert(1)>x</b>",
        ] {
            let shown = html(hostile);
            let tags: Vec<&str> = shown.split('<').skip(1).map(|t| t.split('>').next().unwrap()).collect();
            let plain = |tag: &&str| {
                let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
                ["p", "h2", "pre", "code", "br"].contains(&name) && !tag.contains(" on") && !tag.contains("href")
            };
            let odd: Vec<_> = tags.iter().filter(|tag| !plain(tag)).collect();
            assert!(odd.is_empty(), "{hostile} became {shown}");
        }
    }

    #[test]
    fn raw_html_is_shown_as_text() {
        assert_eq!(html("<b>x</b>"), "<p>&lt;b&gt;x&lt;/b&gt;</p>\n");
    }

    #[test]
    fn links_to_the_web_mail_the_page_and_the_site_are_kept() {
        assert_eq!(html("[a](https://a.b/)"), "<p><a href=\"https://a.b/\">a</a></p>\n");
        assert_eq!(html("[a](/about/#x)"), "<p><a href=\"/r/about/#x\">a</a></p>\n");
        assert_eq!(html("[a](#x)"), "<p><a href=\"#x\">a</a></p>\n");
        assert_eq!(html("<a@b.c>"), "<p><a href=\"mailto:a@b.c\">a@b.c</a></p>\n");
        assert_eq!(html("[a **b**](../c)"), "<p>a <strong>b</strong></p>\n");
    }

    #[test]
    fn an_image_of_the_site_stays_and_another_becomes_its_words() {
        assert_eq!(html("![a map](/map.svg)"), "<p><img src=\"/r/map.svg\" alt=\"a map\" /></p>\n");
        assert_eq!(html("![a map](https://a.b/map.svg)"), "<p>a map</p>\n");
    }

    #[test]
    fn headings_keep_below_the_pages_own_and_have_ids_of_their_own() {
        let page = authored("# A b\n\n### A b\n\n# ???", Frame { base: "/", top: 3, prefix: "s-", label: "t" });
        let found: Vec<_> = page.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
        assert_eq!(found, [(3, "s-a-b", "A b"), (5, "s-a-b-2", "A b"), (3, "s-section", "???")]);
        assert!(page.html.html.starts_with("<h3 id=\"s-a-b\">A b</h3>\n<h5 id=\"s-a-b-2\">A b</h5>"));
    }

    #[test]
    fn a_table_has_a_name_and_scopes() {
        let shown = html("## Fees\n\n| a | b |\n|---|---|\n| 1 | 2 |");
        assert!(shown.contains("<table class=\"nhsuk-table\" aria-labelledby=\"fees\"><thead><tr>"), "{shown}");
        assert!(shown.contains("<th class=\"nhsuk-table__header\" scope=\"col\">a</th>"), "{shown}");
        assert!(shown.contains("<td class=\"nhsuk-table__cell\">2</td></tr>\n</tbody></table>"), "{shown}");
    }
}
