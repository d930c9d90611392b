//! What a change does to a text, line by line, as programs and people know it from `diff -U0`.

use crate::diag::masked;
use std::fmt::Write;
use std::ops::Range;

/// The lines that differ, with their numbers, under the path. Empty where the texts are equal. Lines that stay are
/// found from both ends; what lies between is compared line by line where the number of lines is the same.
pub fn diff(path: &str, before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let hunks = hunks(&old, &new);
    if hunks.is_empty() {
        return String::new();
    }
    // Writing to a String cannot fail.
    let mut text = format!("--- {path}\n+++ {path}\n");
    for (was, is) in hunks {
        let _ = writeln!(text, "@@ -{} +{} @@", place(&was), place(&is));
        old[was].iter().for_each(|line| put(&mut text, '-', line));
        new[is].iter().for_each(|line| put(&mut text, '+', line));
    }
    text
}

/// Control characters would move a terminal's cursor, and no log may repeat an NHS number.
fn put(text: &mut String, sign: char, line: &str) {
    let line = masked(line.trim_end_matches('\r'));
    text.push(sign);
    text.extend(line.chars().map(|c| if c.is_control() && c != '\t' { '\u{FFFD}' } else { c }));
    text.push('\n');
}

/// First line, from 1, and how many lines where it is not one; of no lines the one before.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        several => format!("{},{several}", lines.start + 1),
    }
}

fn hunks(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len()) - same;
    let at_end = old.iter().rev().zip(new.iter().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    let (was, is) = (same..old.len() - at_end, same..new.len() - at_end);
    if was.len() != is.len() {
        return vec![(was, is)];
    }
    let mut hunks: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for at in was.filter(|&at| old[at] != new[at]) {
        match hunks.last_mut() {
            Some((was, is)) if was.end == at => (was.end, is.end) = (at + 1, at + 1),
            _ => hunks.push((at..at + 1, at..at + 1)),
        }
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn only_lines_that_differ_are_shown_each_with_its_number() {
        assert_eq!(diff("a", "1\n2\n", "1\n2\n"), "");
        let found = diff("a.csv", "1\n2\n3\n4\n5\n6\n", "1\ntwo\nthree\n4\nfive\n6\n");
        assert_eq!(found, "--- a.csv\n+++ a.csv\n@@ -2,2 +2,2 @@\n-2\n-3\n+two\n+three\n@@ -5 +5 @@\n-5\n+five\n");
    }

    #[test]
    fn no_line_repeats_an_nhs_number_or_moves_the_cursor() {
        let found = diff("a.csv", "x, 943 476 5919\u{1b}\n", "x,943 476 5919\n");
        assert_eq!(found, "--- a.csv\n+++ a.csv\n@@ -1 +1 @@\n-x, *** *** ****\u{FFFD}\n+x,*** *** ****\n");
    }

    #[test]
    fn lines_that_come_or_go_are_one_place() {
        assert_eq!(diff("a", "1\n3\n", "1\n2\n3\n"), "--- a\n+++ a\n@@ -1,0 +2 @@\n+2\n");
        assert_eq!(diff("a", "1\n2\n2\n", "1\n2\n"), "--- a\n+++ a\n@@ -3 +2,0 @@\n-2\n");
    }
}
