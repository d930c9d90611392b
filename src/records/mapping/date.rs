//! Forms of dates as publishers write them: `%d/%m/%Y`, `%b-%y`, `%A, %d %B, %Y`.

use crate::model::{Month, parse_date};
use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike, NaiveDate};

/// A form of dates: of days, or of months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateForm {
    form: String,
    is_month: bool,
}

impl DateForm {
    /// A form as `strftime` writes it; `None` where it is none, or names no year.
    pub fn new(form: &str) -> Option<DateForm> {
        let is_sound = StrftimeItems::new(form).all(|item| !matches!(item, Item::Error));
        let names = |specifiers: &[&str]| specifiers.iter().any(|specifier| form.contains(specifier));
        let whole = names(&["%F", "%D", "%x", "%v"]);
        let has_year = whole || names(&["%Y", "%y"]);
        let has_month = whole || names(&["%m", "%b", "%B", "%h", "%-m"]);
        let has_day = whole || names(&["%d", "%e", "%-d"]);
        (is_sound && has_year && has_month).then(|| DateForm { form: form.to_owned(), is_month: !has_day })
    }

    /// The form as written.
    pub fn as_str(&self) -> &str {
        &self.form
    }

    /// A date of this form as records write it: `2021-02-28`, or `2021-02` for a month. Chrono takes `17` for the year
    /// 17 where a form asks for all digits of a year; nobody has meant that.
    fn read(&self, text: &str) -> Option<String> {
        let day = if self.is_month {
            NaiveDate::parse_from_str(&format!("{text} 1"), &format!("{} %d", self.form)).ok()?
        } else {
            NaiveDate::parse_from_str(text, &self.form).ok()?
        };
        let is_whole = (1000..=9999).contains(&day.year());
        is_whole.then(|| if self.is_month { Month::of(day).to_string() } else { day.to_string() })
    }

    /// A published date as records write it. ISO 8601 needs no form: a day, a month, or a day with a time of day,
    /// which spreadsheets add.
    pub fn read_any<'f>(text: &str, forms: impl IntoIterator<Item = &'f DateForm>) -> Option<String> {
        let day = text.get(..10).filter(|_| matches!(text.as_bytes().get(10), None | Some(b'T')));
        let is_time = |time: &str| time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'T'));
        let iso = day.filter(|_| is_time(&text[10..])).and_then(parse_date).map(|day| day.to_string());
        let month = || Month::parse(text).map(|month| month.to_string());
        iso.or_else(month).or_else(|| forms.into_iter().find_map(|form| form.read(text)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str, forms: &[&str]) -> Option<String> {
        let forms: Vec<DateForm> = forms.iter().map(|form| DateForm::new(form).unwrap()).collect();
        DateForm::read_any(text, &forms)
    }

    #[test]
    fn dates_are_read_in_the_declared_forms_and_in_iso_and_in_no_other() {
        assert_eq!(read("2017-04-10T00:00:00", &[]).as_deref(), Some("2017-04-10"));
        assert_eq!(read("2017-04", &[]).as_deref(), Some("2017-04"));
        assert_eq!(read("10/04/2017", &["%d/%m/%Y"]).as_deref(), Some("2017-04-10"));
        assert_eq!(read("Jul-19", &["%b-%y"]).as_deref(), Some("2019-07"));
        assert_eq!(read("July 2019", &["%b-%y", "%B %Y"]).as_deref(), Some("2019-07"));
        assert_eq!(read("Thursday, 14 February, 2013", &["%A, %d %B, %Y"]).as_deref(), Some("2013-02-14"));
        assert_eq!(read("10/04/17", &["%d/%m/%Y"]), None, "the year 17 is not meant");
        assert_eq!(read("10/04/17", &["%d/%m/%Y", "%d/%m/%y"]).as_deref(), Some("2017-04-10"));
        assert_eq!(read("10/04/2017", &[]), None);
        assert_eq!(read("31/02/2017", &["%d/%m/%Y"]), None);
        assert_eq!(read("2017-04-10 or later", &[]), None);
        assert_eq!(read("2017-04-1012", &[]), None);
    }

    #[test]
    fn a_form_names_a_month_and_a_year() {
        assert_eq!(DateForm::new("%d %H"), None);
        assert_eq!(DateForm::new("%Q %Y %m"), None);
    }
}
