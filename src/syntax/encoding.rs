//! Bytes to text in an encoding that somebody has declared. Nothing is guessed: bytes that the encoding does not have
//! are named with their places, and U+FFFD stands for them.

use std::ops::Range;

/// A way to write text as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, the order of its bytes told by a byte order mark.
    Utf16,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// Windows-1252, in which spreadsheets in western Europe save CSV.
    Windows1252,
}

/// Text, and what could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// Where in the text U+FFFD stands for bytes that could not be read.
    pub unread: Vec<Range<usize>>,
}

impl Decoded {
    fn push_unread(&mut self) {
        let start = self.text.len();
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.unread.push(start..self.text.len());
    }
}

/// Bytes that Windows-1252 gives no character.
const NOT_IN_1252: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 5] =
        [Encoding::Utf8, Encoding::Utf16, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];

    /// The word for it in commands and files.
    pub const fn key(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// The encoding with this word, in any case.
    pub fn find(key: &str) -> Option<Encoding> {
        Encoding::ALL.into_iter().find(|encoding| encoding.key().eq_ignore_ascii_case(key))
    }

    /// The encoding that a byte order mark tells of, and its length.
    pub fn marked(bytes: &[u8]) -> Option<(Encoding, usize)> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some((Encoding::Utf8, 3)),
            [0xFF, 0xFE, ..] => Some((Encoding::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Encoding::Utf16Be, 2)),
            _ => None,
        }
    }

    /// Whether a byte order mark may begin text that is declared to be in this encoding.
    pub fn allows(self, mark: Encoding) -> bool {
        self == mark || (self == Encoding::Utf16 && matches!(mark, Encoding::Utf16Le | Encoding::Utf16Be))
    }

    /// Reads bytes. `Utf16` without a byte order mark is read with the lower byte first.
    pub fn decode(self, bytes: &[u8]) -> Decoded {
        let mark = Encoding::marked(bytes).filter(|(mark, _)| self.allows(*mark));
        let body = &bytes[mark.map_or(0, |(_, length)| length)..];
        match self {
            Encoding::Utf8 => utf8(body),
            Encoding::Windows1252 => windows_1252(body),
            Encoding::Utf16Be => utf16(body, u16::from_be_bytes),
            Encoding::Utf16 if mark.is_some_and(|(mark, _)| mark == Encoding::Utf16Be) => {
                utf16(body, u16::from_be_bytes)
            }
            Encoding::Utf16 | Encoding::Utf16Le => utf16(body, u16::from_le_bytes),
        }
    }
}

fn utf8(bytes: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    for chunk in bytes.utf8_chunks() {
        decoded.text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            decoded.push_unread();
        }
    }
    decoded
}

fn windows_1252(bytes: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    for piece in bytes.split_inclusive(|byte| NOT_IN_1252.contains(byte)) {
        let is_cut = piece.last().is_some_and(|byte| NOT_IN_1252.contains(byte));
        let known = &piece[..piece.len() - usize::from(is_cut)];
        decoded.text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(known).0);
        if is_cut {
            decoded.push_unread();
        }
    }
    decoded
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let mut decoded = Decoded::default();
    let pairs = bytes.chunks_exact(2);
    let is_odd = !pairs.remainder().is_empty();
    for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        match c {
            Ok(c) => decoded.text.push(c),
            Err(_) => decoded.push_unread(),
        }
    }
    if is_odd {
        decoded.push_unread();
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(encoding: Encoding, bytes: &[u8]) -> String {
        let decoded = encoding.decode(bytes);
        assert_eq!(decoded.unread, []);
        decoded.text
    }

    #[test]
    fn one_text_reads_the_same_from_each_encoding() {
        let units: Vec<u16> = "caf\u{E9} \u{20AC} \u{1F600}".encode_utf16().collect();
        let le: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let be: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let wanted = "caf\u{E9} \u{20AC} \u{1F600}";
        assert_eq!(text(Encoding::Utf16Le, &le), wanted);
        assert_eq!(text(Encoding::Utf16Be, &be), wanted);
        assert_eq!(text(Encoding::Utf16, &[&[0xFE, 0xFF][..], &be].concat()), wanted);
        assert_eq!(text(Encoding::Utf16, &[&[0xFF, 0xFE][..], &le].concat()), wanted);
        assert_eq!(text(Encoding::Utf8, &[b"\xEF\xBB\xBF", wanted.as_bytes()].concat()), wanted);
        assert_eq!(text(Encoding::Windows1252, b"caf\xE9 \x80\xA0"), "caf\u{E9} \u{20AC}\u{A0}");
    }

    #[test]
    fn what_an_encoding_does_not_have_is_named_with_its_place() {
        let decoded = Encoding::Utf8.decode(b"a\xE9b\xA0");
        assert_eq!((decoded.text.as_str(), decoded.unread), ("a\u{FFFD}b\u{FFFD}", vec![1..4, 5..8]));
        assert_eq!(Encoding::Windows1252.decode(b"\x81a").unread.first(), Some(&(0..3)));
        let lone = Encoding::Utf16Le.decode(&[0x61, 0x00, 0x00, 0xD8, 0x62, 0x00, 0x63]);
        assert_eq!((lone.text.as_str(), lone.unread.len()), ("a\u{FFFD}b\u{FFFD}", 2));
    }

    #[test]
    fn each_encoding_is_found_by_its_word() {
        assert!(Encoding::ALL.into_iter().all(|encoding| Encoding::find(encoding.key()) == Some(encoding)));
        assert_eq!(Encoding::find("Windows-1252"), Some(Encoding::Windows1252));
        assert_eq!(Encoding::find("latin1"), None);
    }
}
