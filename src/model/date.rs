//! Calendar days and months as records write them (ISO 8601): `2021-02-28`, `2021-02`.

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// A day written `YYYY-MM-DD`, and only so.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let shape = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return None;
    }
    // Not by a format string, which takes longer than all else that shows a day, and every row of every page has one.
    NaiveDate::from_ymd_opt(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

/// A day that is written in another form than records have, where that form can be read in one way only: `2024-3-5`,
/// `2024/03/05`, `5 March 2024`, `5th Mar 2024`, `30/07/2024`. What could be a day or a month (`05/03/2024`) is nothing.
pub fn certain_date(text: &str) -> Option<NaiveDate> {
    let parts = parts(text);
    let [first, second, third] = parts.as_slice() else { return None };
    match (first.len(), month_by_name(second), third.len()) {
        (4, None, 1 | 2) => day_of(first, digits(second)?, third),
        (1..=4, Some(month), 4) => day_of(third, month, ordinal(first)),
        _ => day_first(&parts).filter(|day| day.day() > 12),
    }
}

/// A day as somebody in the United Kingdom types it: one that is certain, or day, month and year as numbers, in that
/// order and with a year of four digits. `05/03/2024` is 5 March then, and elsewhere 3 May: whoever reads it so must
/// say which day was understood.
pub fn typed_date(text: &str) -> Option<NaiveDate> {
    certain_date(text).or_else(|| day_first(&parts(text)))
}

/// The words and numbers of a date.
fn parts(text: &str) -> Vec<&str> {
    let between = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',');
    text.split(between).filter(|part| !part.is_empty()).collect()
}

fn day_first(parts: &[&str]) -> Option<NaiveDate> {
    match parts {
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => {
            day_of(year, digits(month)?, day)
        }
        _ => None,
    }
}

fn day_of(year: &str, month: u32, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(digits(year)?.try_into().ok()?, month, digits(day)?)
}

fn digits(text: &str) -> Option<u32> {
    let fine = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if fine { text.parse().ok() } else { None }
}

/// `5th` is `5`.
fn ordinal(text: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text)
}

/// The number of a month by its English name in any case, or the first three letters of it; `Sept` as well.
pub fn month_by_name(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_ascii_lowercase();
    let is_short = text.len() == 3 || text == "sept";
    let at = NAMES.iter().position(|name| *name == text || is_short && name.starts_with(&text))?;
    u32::try_from(at + 1).ok()
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// A month written `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Month> {
        if text.len() != 7 {
            return None;
        }
        parse_date(&format!("{text}-01")).map(|first| Month { first })
    }

    /// The month that holds a day.
    pub fn of(day: NaiveDate) -> Month {
        Month { first: day.with_day(1).unwrap_or(day) }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let next = self.first.checked_add_months(chrono::Months::new(1));
        next.and_then(|day| day.pred_opt()).unwrap_or(self.first)
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// Its number, 1 to 12.
    pub fn number(self) -> u32 {
        self.first.month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.format("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::{certain_date, typed_date};

    #[test]
    fn a_date_is_read_only_where_it_can_be_read_in_one_way() {
        let read = |text| certain_date(text).map(|day| day.to_string());
        for text in ["2024-3-5", "2024/03/05", "2024.3.5", "5 March 2024", "05-Mar-2024", "5th march, 2024"] {
            assert_eq!(read(text).as_deref(), Some("2024-03-05"), "{text}");
        }
        assert_eq!(read("30/07/2024").as_deref(), Some("2024-07-30"), "no month has the number 30");
        for text in [
            "05/03/2024",
            "12/12/2024",
            "7/30/2024",
            "30/07/24",
            "5.3.24",
            "March 2024",
            "31 June 2024",
            "2024-13-05",
            "5 Marc 2024",
            "March 5",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
    #[test]
    fn a_typed_date_has_the_day_before_the_month_and_the_year_in_full() {
        let read = |text| typed_date(text).map(|day| day.to_string());
        for text in ["05/03/2024", "5/3/2024", "05.03.2024", "05-03-2024", "5 3 2024", "2024-03-05", "5 March 2024"] {
            assert_eq!(read(text).as_deref(), Some("2024-03-05"), "{text}");
        }
        for text in
            ["7/30/2024", "05/03/24", "31/06/2024", "0/3/2024", "05/2024", "05032024", "/05/03/2024/1", "a/b/2024"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
