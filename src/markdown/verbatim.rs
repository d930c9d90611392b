//! Published text, shown word for word. Nothing in it is markup: `*`, `#` and `<` are what they are. Line breaks are
//! kept by the class `reg-verbatim` (`white-space: pre-wrap`); blank lines part paragraphs; web addresses are links.

use super::{SafeHtml, push_escaped};

/// Plain text as paragraphs.
pub fn verbatim(text: &str) -> SafeHtml {
    let mut html = String::with_capacity(text.len() + text.len() / 8 + 64);
    for paragraph in paragraphs(text) {
        html.push_str("<p class=\"reg-verbatim\">");
        push_linked(paragraph, &mut html);
        html.push_str("</p>\n");
    }
    SafeHtml { html }
}

/// Stretches of text between lines that hold nothing but white space. Leading spaces of a line are kept.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut to, mut at) = (None, 0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            found.extend(from.take().map(|start| &text[start..to]));
        } else {
            from.get_or_insert(at);
            to = at + line.trim_end().len();
        }
        at += line.len();
    }
    found.extend(from.map(|start| &text[start..to]));
    found
}

fn push_linked(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"http") {
        let url = url_at_start(&rest[at..]);
        let joined = rest[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let end = at + if joined || url.is_empty() { 4 } else { url.len() };
        push_escaped(&rest[..at], html);
        if joined || url.is_empty() {
            html.push_str("http");
        } else {
            html.push_str("<a href=\"");
            push_escaped(url, html);
            html.push_str("\">");
            push_escaped(url, html);
            html.push_str("</a>");
        }
        rest = &rest[end..];
    }
    push_escaped(rest, html);
}

/// The web address that a text begins with, without the punctuation of the sentence around it; empty if there is none.
fn url_at_start(text: &str) -> &str {
    let Some(host_at) = ["https://", "http://"].iter().find_map(|s| text.starts_with(s).then_some(s.len())) else {
        return "";
    };
    let bytes = text.as_bytes();
    let (mut end, mut hashes) = (host_at, 0);
    while end < bytes.len() && is_url_byte(&bytes[end..]) {
        hashes += usize::from(bytes[end] == b'#');
        if hashes > 1 {
            break;
        }
        end += 1;
    }
    let url = trim_sentence(&text[..end]);
    let host = url.get(host_at..).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or("");
    if is_host(host) { url } else { "" }
}

fn is_url_byte(rest: &[u8]) -> bool {
    match rest[0] {
        b'%' => rest.len() > 2 && rest[1].is_ascii_hexdigit() && rest[2].is_ascii_hexdigit(),
        b => b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&b),
    }
}

fn is_host(host: &str) -> bool {
    let label = |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    host.contains('.') && host.split('.').all(label)
}

fn trim_sentence(mut url: &str) -> &str {
    loop {
        let open = url.matches('(').count() >= url.matches(')').count();
        let cut = match url.as_bytes().last() {
            Some(b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'(') => true,
            Some(b')') => !open,
            _ => false,
        };
        if !cut {
            return url;
        }
        url = &url[..url.len() - 1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        verbatim(text).html
    }

    #[test]
    fn text_is_never_read_as_markdown() {
        let text = "# 1. *Aims* & <b>scope</b>\n- one\n  - two";
        let shown = "<p class=\"reg-verbatim\"># 1. *Aims* &amp; &lt;b&gt;scope&lt;/b&gt;\n- one\n  - two</p>\n";
        assert_eq!(html(text), shown);
    }

    #[test]
    fn blank_lines_part_paragraphs_and_nothing_else_is_lost() {
        let shown = html("\n  a\nb \n \t\n\n  c");
        assert_eq!(shown, "<p class=\"reg-verbatim\">  a\nb</p>\n<p class=\"reg-verbatim\">  c</p>\n");
    }

    #[test]
    fn addresses_are_links_without_the_punctuation_around_them() {
        let link = |url: &str| format!("<a href=\"{url}\">{url}</a>");
        for (text, url) in [
            ("See https://example.org/a.", "https://example.org/a"),
            ("(see http://example.org/a_(b)).", "http://example.org/a_(b)"),
            ("\u{201c}https://example.org/x?y=1\u{201d}, or", "https://example.org/x?y=1"),
            ("https://example.org/%zz", "https://example.org/"),
            ("https://example.org/a#b#c", "https://example.org/a#b"),
        ] {
            assert!(html(text).contains(&link(url)), "{text}: {}", html(text));
        }
    }

    #[test]
    fn what_only_looks_like_an_address_stays_text() {
        for text in
            ["http", "https://", "http://localhost/", "xhttps://example.org/", "javascript:alert(1)", "ftp://a.b/"]
        {
            assert!(!html(text).contains("<a"), "{text}: {}", html(text));
        }
        assert!(html("https://example.org/\" onmouseover=\"x").contains("</a>&quot; onmouseover=&quot;x"));
        assert!(html("https://a.b/&amp;lt;").contains("href=\"https://a.b/&amp;amp;lt\""));
    }

    #[test]
    fn control_characters_that_html_forbids_are_shown_as_unknown() {
        let shown = "<p class=\"reg-verbatim\">a\u{FFFD}b\nc\u{FFFD}d\u{A3}\u{FFFD}é</p>\n";
        assert_eq!(html("a\u{b}b\rc\u{85}d\u{A3}\u{7f}é"), shown);
    }
}
