//! How names, wordings and references are compared. Two names are one only if they are equal after [`punct`], two
//! wordings only if equal after [`wording`]; likeness never decides.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// White space collapsed and trimmed: every run of Unicode white space becomes one space.
pub fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// NFKC, white space collapsed, lower case.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return collapse(text).to_ascii_lowercase();
    }
    let composed: String = text.nfkc().collect();
    collapse(&composed).to_lowercase()
}

/// The key of a controlled wording: [`fold`] with every dash as `-`.
pub fn wording(text: &str) -> String {
    fold(text).chars().map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// The key of a name: [`fold`], `&` as "and", apostrophes dropped, other punctuation as a space; letters, marks and
/// digits of every script are kept. An empty key is no name.
pub fn punct(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '&' => out.push_str(" and "),
            '\'' | '\u{2018}' | '\u{2019}' | '`' => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => out.push(c),
            _ => out.push(' '),
        }
    }
    collapse(&out)
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

/// Lower case with every run of other characters than a–z and 0–9 as one `-`: `NIC-1_A` is `nic-1-a`.
/// Other letters than ASCII are first decomposed (`é` is `e`) or spelled out (`ß` is `ss`); what has no ASCII letter is
/// dropped.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text: String = text.chars().map(spelled_out).collect();
    for c in text.nfkd().filter(|&c| !is_combining_mark(c) && c != '\'' && c != '\u{2019}') {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// Latin letters that Unicode does not decompose, in ASCII.
fn spelled_out(c: char) -> Cow<'static, str> {
    match c {
        'ß' | 'ẞ' => "ss".into(),
        'æ' | 'Æ' => "ae".into(),
        'œ' | 'Œ' => "oe".into(),
        'ø' | 'Ø' => "o".into(),
        'ł' | 'Ł' => "l".into(),
        'đ' | 'Đ' | 'ð' | 'Ð' => "d".into(),
        'þ' | 'Þ' => "th".into(),
        'ı' => "i".into(),
        other => other.to_string().into(),
    }
}

/// The slug of an agreement id, as design has it: ASCII lower case, every other run than a–z 0–9 as `-`.
pub fn agreement_slug(id: &str) -> String {
    slug(&id.replace(['\'', '\u{2019}'], "-"))
}

/// A reference taken apart: the agreement's id and the label of its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The stem: no `DARS-`, no `-vX.Y`; for Public Health England the part before `/`.
    pub agreement: &'a str,
    /// `v9.3`, `v1`, `a8`, or `unversioned`: a–z, 0–9, `-` and `.` only, so that it can name a file.
    pub version: String,
}

/// Takes a trimmed reference apart. `DARS-NIC-1234-A1B2C-v9.3` is agreement `NIC-1234-A1B2C`, version `v9.3`;
/// `ODR1617_023/A8` is agreement `ODR1617_023`, version `a8`; anything else is its own agreement, unversioned.
pub fn reference(text: &str) -> Reference<'_> {
    let is_odr = text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("ODR"));
    if let Some((stem, amendment)) = text.split_once('/').filter(|_| is_odr) {
        let version = Some(slug(amendment)).filter(|label| !label.is_empty());
        return Reference { agreement: stem, version: version.unwrap_or_else(unversioned) };
    }
    let (stem, version) = match text.rfind(['-']) {
        Some(at) if is_version(&text[at + 1..]) => (&text[..at], text[at + 1..].to_ascii_lowercase()),
        _ => (text, unversioned()),
    };
    Reference { agreement: stem.strip_prefix("DARS-").unwrap_or(stem), version }
}

fn unversioned() -> String {
    super::Version::UNVERSIONED.to_owned()
}

fn is_version(text: &str) -> bool {
    let Some(numbers) = text.strip_prefix(['v', 'V']) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match numbers.split_once('.') {
        Some((major, minor)) => digits(major) && digits(minor),
        None => digits(numbers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_case_space_and_punctuation_but_keep_every_letter() {
        assert_eq!(punct("NHS  Fylde & Wyre\u{a0}CCG "), "nhs fylde and wyre ccg");
        assert_eq!(punct("King's College (London)"), punct("KING\u{2019}S COLLEGE LONDON"));
        assert_ne!(punct("East Sussex County Council"), punct("West Sussex County Council"));
        assert_eq!(punct("日本大学"), "日本大学");
        assert_eq!(punct(" – & ' "), "and");
        assert_eq!(punct("--"), "");
    }

    #[test]
    fn wordings_fold_dashes_and_space_but_not_punctuation() {
        assert_eq!(wording("Act 2012 – s261(7) "), wording("ACT 2012  - S261(7)"));
        assert_ne!(wording("s261(2)(a)"), wording("s261 2 a"));
    }

    #[test]
    fn references_come_apart_as_the_layouts_write_them() {
        let parts = |text| {
            let r = reference(text);
            (r.agreement.to_owned(), r.version)
        };
        assert_eq!(parts("DARS-NIC-15814-C6W9R-v19.2"), ("NIC-15814-C6W9R".into(), "v19.2".into()));
        assert_eq!(parts("DARS-NIC-15814-C6W9R-v1"), ("NIC-15814-C6W9R".into(), "v1".into()));
        assert_eq!(parts("NIC-154590-YG6QH"), ("NIC-154590-YG6QH".into(), "unversioned".into()));
        assert_eq!(parts("CASEMIX_MONITOR"), ("CASEMIX_MONITOR".into(), "unversioned".into()));
        assert_eq!(parts("ODR1617_023/A8"), ("ODR1617_023".into(), "a8".into()));
        assert_eq!(parts("ODR1516_490/A3(R2)"), ("ODR1516_490".into(), "a3-r2".into()));
        assert_eq!(agreement_slug("CASEMIX_MONITOR"), "casemix-monitor");
        assert_eq!(slug("Universität Gießen, Århus & Łódź"), "universitat-giessen-arhus-lodz");
        assert_eq!(slug("University of St Æthel"), "university-of-st-aethel");
    }
}
