//! What texts of records are, whatever they say: a web address, a text that a spreadsheet cut off or lost.

/// Whether a text is a web address that a page may link to: `https` or `http`, something after it, no white space.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// How much text an Excel cell holds; it cuts off the rest.
pub const CELL_LIMIT: usize = 32_767;

/// Whether a text is as long as a cell can be. Excel counts UTF-16 units; other programs that write workbooks count
/// characters. Either length means that the text was most probably cut.
pub fn fills_a_cell(text: &str) -> bool {
    // A text has at least as many bytes as either.
    text.len() >= CELL_LIMIT && (text.encode_utf16().count() == CELL_LIMIT || text.chars().count() == CELL_LIMIT)
}

/// Errors that Excel shows in a cell in place of its value.
const SPREADSHEET_ERRORS: [&str; 14] = [
    "#NAME?",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#N/A",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#GETTING_DATA",
];

/// Whether a whole text is what a spreadsheet shows where it lost the value: `#NAME?`, or `Err:508` in LibreOffice.
pub fn is_spreadsheet_error(text: &str) -> bool {
    let text = text.trim();
    let numbered =
        || text.strip_prefix("Err:").is_some_and(|number| number.len() == 3 && number.parse::<u16>().is_ok());
    match text.as_bytes().first() {
        Some(b'#') => SPREADSHEET_ERRORS.contains(&text),
        Some(b'E') => numbered(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_off_at_the_limit_by_either_count() {
        assert!(fills_a_cell(&"x".repeat(32_767)));
        assert!(!fills_a_cell(&"x".repeat(32_766)) && !fills_a_cell(&"x".repeat(32_768)));
        // One character beyond the basic plane is two units.
        assert!(fills_a_cell(&format!("\u{1F600}{}", "x".repeat(32_765))));
        assert!(fills_a_cell(&format!("\u{1F600}{}", "x".repeat(32_766))));
    }

    #[test]
    fn an_error_of_a_spreadsheet_is_the_whole_text() {
        assert!(["#NAME?", " #N/A\n", "Err:508"].into_iter().all(is_spreadsheet_error));
        assert!(!["", "#", "#1", "see #NAME?", "Err:5080", "Error"].into_iter().any(is_spreadsheet_error));
    }

    #[test]
    fn only_a_whole_address_of_the_web_is_one() {
        assert!(is_web_address("https://example.org/a") && is_web_address("http://example.org"));
        for bad in ["", "https://", "https://a b", "javascript:alert(1)", " https://a", "HTTPS://a", "http://a\u{1}"] {
            assert!(!is_web_address(bad), "{bad:?}");
        }
    }
}
