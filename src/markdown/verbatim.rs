//! Published text, shown word for word. Nothing in it is markup: `*`, `#` and `<` are what they are. Blank lines part
//! paragraphs, line breaks are kept by the class `reg-verbatim` (`white-space: pre-wrap`), and lines that begin with a
//! bullet or number are laid out as a list in which the mark stays text, so that a copy holds the published words.
//! Web addresses are links. Broken glyphs are not mended here: see [`super::mended`].

use super::layout::{Block, Item, blocks};
use super::{SafeHtml, push_escaped};

/// Plain text as paragraphs and lists.
pub fn verbatim(text: &str) -> SafeHtml {
    let mut html = String::with_capacity(text.len() + text.len() / 8 + 64);
    for block in blocks(text) {
        match block {
            Block::Text(lines) => {
                html.push_str("<p class=\"reg-verbatim\">");
                push_linked(lines, &mut html);
                html.push_str("</p>\n");
            }
            Block::Items(items) => push_items(&items, &mut html),
        }
    }
    SafeHtml { html }
}

/// Items in order, as lists and as single items.
fn push_items(mut items: &[Item<'_>], html: &mut String) {
    while let Some((first, after)) = items.split_first() {
        let of_list = after.iter().take_while(|item| first.is_beside(item) || first.is_above(item)).count();
        let (list, rest) = items.split_at(of_list + 1);
        push_list(list, html);
        items = rest;
    }
}

/// The items beside the first, each with those below it. A single one is no list.
fn push_list(items: &[Item<'_>], html: &mut String) {
    let Some(first) = items.first() else { return };
    let with_inner: Vec<&[Item<'_>]> = items.chunk_by(|_, next| !first.is_beside(next)).collect();
    let tag = if first.is_numbered() { "ol" } else { "ul" };
    if let [only] = with_inner[..] {
        html.push_str("<p class=\"reg-verbatim-item\">");
        push_item(&only[0], html);
        html.push_str("</p>\n");
        push_inner(&only[1..], html);
        return;
    }
    html.push_str(&format!("<{tag} class=\"reg-verbatim-list\">\n"));
    for item in with_inner {
        html.push_str("<li>");
        push_item(&item[0], html);
        push_items(&item[1..], html);
        html.push_str("</li>\n");
    }
    html.push_str(&format!("</{tag}>\n"));
}

/// What stands below a single item.
fn push_inner(items: &[Item<'_>], html: &mut String) {
    if !items.is_empty() {
        html.push_str("<div class=\"reg-verbatim-inner\">\n");
        push_items(items, html);
        html.push_str("</div>\n");
    }
}

fn push_item(item: &Item<'_>, html: &mut String) {
    html.push_str("<span>");
    push_escaped(item.mark, html);
    html.push_str("</span>");
    push_linked(item.rest, html);
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
        let text = "# 1. *Aims* & <b>scope</b>\n| a | b |";
        let shown = "<p class=\"reg-verbatim\"># 1. *Aims* &amp; &lt;b&gt;scope&lt;/b&gt;\n| a | b |</p>\n";
        assert_eq!(html(text), shown);
    }

    #[test]
    fn blank_lines_part_paragraphs_and_nothing_else_is_lost() {
        let shown = html("\n  a\nb \n \t\n\n  c");
        assert_eq!(shown, "<p class=\"reg-verbatim\">  a\nb</p>\n<p class=\"reg-verbatim\">  c</p>\n");
    }

    #[test]
    fn two_items_are_a_list_whose_marks_are_text() {
        let list =
            "<ul class=\"reg-verbatim-list\">\n<li><span>•</span>\tone</li>\n<li><span>•</span>\ttwo</li>\n</ul>\n";
        assert_eq!(html("•\tone\n\n•\ttwo "), list);
        assert_eq!(html("• one"), "<p class=\"reg-verbatim-item\"><span>•</span> one</p>\n");
        assert!(html("1. a\n2. b").starts_with("<ol class=\"reg-verbatim-list\">\n<li><span>1.</span> a</li>"));
        let parted = html("- a\n1. b\n- c");
        assert!(!parted.contains("<ul") && !parted.contains("<ol"), "{parted}");
    }

    #[test]
    fn inner_lists_stand_in_the_item_above_them() {
        let shown = html("• a\no b\no c\n• d");
        let inner = "<li><span>•</span> a<ul class=\"reg-verbatim-list\">\n<li><span>o</span> b</li>\n<li><span>o</span> c</li>\n</ul>\n</li>";
        assert!(shown.contains(inner), "{shown}");
        let shown = html("1. a\n   - b\n   - c");
        let below =
            "</p>\n<div class=\"reg-verbatim-inner\">\n<ul class=\"reg-verbatim-list\">\n<li><span>   -</span> b</li>";
        assert!(shown.contains(below), "{shown}");
    }

    #[test]
    fn not_a_word_is_lost_however_lists_stand_in_each_other() {
        let marks = ["", "• ", "o\t", "▪ ", "- ", "  - ", "\t* ", "1. ", "a) ", "    ", "\n"];
        let mut seed = 7_usize;
        for _ in 0..300 {
            let mut text = String::new();
            for line in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(&format!("{}line {line}\n", marks[(seed >> 33) % marks.len()]));
            }
            let shown = html(&text);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let mut plain = String::new();
            shown
                .replace("<p", " <p")
                .split('<')
                .for_each(|part| plain.push_str(part.split_once('>').map_or(part, |(_, text)| text)));
            assert_eq!(words(&plain), words(&text), "{text}{shown}");
        }
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
