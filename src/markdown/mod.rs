//! Text to HTML that is safe to put on a page. Staff's own pages are Markdown ([`authored`]); published text is shown
//! word for word and never read as Markdown ([`verbatim`]). Raw HTML is shown as text, never passed on. Nothing here
//! knows a record or an address of the site but the base path.

mod authored;
mod text;
mod verbatim;

pub use authored::{Document, Frame, Heading, authored};
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
fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push('\n'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}
