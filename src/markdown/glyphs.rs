//! Characters that symbol fonts and broken PDFs leave in published text, and what each stood for. Pages show the
//! meaning; records and extracts keep what was published, and `check` warns of it.

use std::borrow::Cow;

/// Characters with a known meaning. Those of the private use areas come from symbol fonts; the combining and Greek
/// marks are what a PDF's own numbering of glyphs becomes when its text is copied. Sorted.
const KNOWN: [(char, char); 15] = [
    ('\u{358}', '.'),
    ('\u{35A}', '‘'),
    ('\u{35B}', '’'),
    ('\u{35E}', '“'),
    ('\u{35F}', '”'),
    ('\u{374}', '–'),
    ('\u{37B}', '•'),
    ('\u{37E}', ';'),
    ('\u{F02D}', '–'),
    ('\u{F061}', 'α'),
    ('\u{F0A7}', '▪'),
    ('\u{F0B7}', '•'),
    ('\u{100003}', ' '),
    ('\u{10035B}', '’'),
    ('\u{100374}', '–'),
];

/// What is shown for a character that nobody can read any more.
const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// Whether a character was left by a symbol font or a broken PDF: private use, or one of the marks above.
pub fn is_broken_glyph(c: char) -> bool {
    // Most text is ASCII, and no such character is.
    !c.is_ascii() && (is_private(c) || KNOWN.binary_search_by_key(&c, |&(broken, _)| broken).is_ok())
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// A text with broken glyphs as what they meant; those of unknown meaning become U+FFFD.
pub fn mended(text: &str) -> Cow<'_, str> {
    if !may_be_broken(text.as_bytes()) || !text.contains(is_broken_glyph) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = meaning(c);
        // U+0358 comes before the full stop it was: published text has both.
        let twice = c == '\u{358}' && chars.peek() == Some(&meant);
        if !twice {
            out.push(meant);
        }
    }
    Cow::Owned(out)
}

/// Whether a text has a byte with which every broken glyph begins; most prose has none, and it is long.
fn may_be_broken(text: &[u8]) -> bool {
    memchr::memchr3(0xCD, 0xEE, 0xEF, text).is_some() || memchr::memchr2(0xF3, 0xF4, text).is_some()
}

fn meaning(c: char) -> char {
    match KNOWN.binary_search_by_key(&c, |&(broken, _)| broken) {
        Ok(at) => KNOWN[at].1,
        Err(_) if is_private(c) => UNKNOWN,
        Err(_) => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_so_that_it_can_be_searched() {
        assert!(KNOWN.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn the_quick_look_misses_no_broken_glyph() {
        let every = (0..=u32::from(char::MAX)).filter_map(char::from_u32).filter(|&c| is_broken_glyph(c));
        for c in every {
            assert!(may_be_broken(c.to_string().as_bytes()), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn broken_glyphs_are_shown_as_what_they_meant() {
        for (published, meant) in [
            ("\u{F0A7}\tAcute", "▪\tAcute"),
            ("- \u{F0B7} Risk", "- • Risk"),
            ("the Trust\u{35B}s", "the Trust’s"),
            ("\u{35E}Personnel\u{35F}", "“Personnel”"),
            ("drift \u{100374}\u{100003}identifying", "drift – identifying"),
            ("estimates\u{37E} methods", "estimates; methods"),
            ("12\u{358}. Births", "12. Births"),
            ("TNF-\u{F061} and \u{F8FF}", "TNF-α and \u{FFFD}"),
        ] {
            assert_eq!(mended(published), meant);
        }
    }

    #[test]
    fn letters_of_every_script_and_their_marks_are_left_alone() {
        let text = "e\u{301}tude, Ελλάδα, 日本, naïve – “x”";
        assert!(matches!(mended(text), Cow::Borrowed(same) if same == text));
    }
}
