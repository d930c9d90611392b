//! Writing TOML: only the few forms that records have.

use std::fmt::Write;

/// A basic string on one line.
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes `key = value` lines and leaves out what is empty.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    /// A line of any kind.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Text that is always written.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {}", string(value)));
    }

    /// Text that is written unless nothing is stated.
    pub(super) fn stated(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// A whole number.
    pub(super) fn integer(&mut self, key: &str, value: i64) {
        self.line(&format!("{key} = {value}"));
    }

    /// A list of texts, left out when empty.
    pub(super) fn texts<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        let list: Vec<String> = values.into_iter().map(string).collect();
        self.list(key, &list);
    }

    /// A list of whole numbers, left out when empty.
    pub(super) fn integers(&mut self, key: &str, values: impl IntoIterator<Item = i64>) {
        let list: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.list(key, &list);
    }

    fn list(&mut self, key: &str, list: &[String]) {
        if !list.is_empty() {
            self.line(&format!("{key} = [{}]", list.join(", ")));
        }
    }

    /// All lines.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
