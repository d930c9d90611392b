//! Text to HTML that is safe to put on a page. Staff's own pages are Markdown ([`authored`]); published text is shown
//! word for word and never read as Markdown ([`verbatim`]). Raw HTML is shown as text, never passed on. Nothing here
//! knows a record or an address of the site but the base path.

mod authored;
mod glyphs;
mod in_place;
mod layout;
mod text;
mod verbatim;

pub use authored::{Document, Frame, Heading, authored};
pub use glyphs::{is_broken_glyph, mended};
pub use in_place::in_place;
pub use text::{Excerpt, excerpt, plain_text};
pub use verbatim::verbatim;

use serde::Serialize;

/// HTML in which everything that came from a record is escaped. Only this module makes it; templates print it through
/// the `html` filter, which takes nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SafeHtml {
    html: String,
}

impl SafeHtml {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.html
    }
}

/// Appends text as HTML text or attribute value. A control character that HTML does not allow becomes U+FFFD.
pub fn push_escaped(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        // All that needs another form is ASCII, or begins with 0xC2: the control characters U+0080 to U+009F.
        let Some(shown) = escape(byte, &text.as_bytes()[at + 1..]) else { continue };
        out.push_str(&text[from..at]);
        out.push_str(shown);
        from = at + if byte == 0xC2 { 2 } else { 1 };
    }
    out.push_str(&text[from..]);
}

fn escape(byte: u8, rest: &[u8]) -> Option<&'static str> {
    Some(match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\'' => "&#39;",
        b'\t' | b'\n' => return None,
        b'\r' => "\n",
        0..0x20 | 0x7F => "\u{FFFD}",
        0xC2 if rest.first().is_some_and(|&next| next < 0xA0) => "\u{FFFD}",
        _ => return None,
    })
}
