//! Filters that templates have: words, dates, numbers, sizes, asset names, and the only way to print HTML.

use super::words::Words;
use crate::model::{Month, parse_date};
use crate::site::percent_encoded;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::value::Key;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

/// Gives a tera its filters. They must be there before any template is added.
pub(super) fn register(tera: &mut Tera, words: &Arc<Words>, assets: &Arc<BTreeMap<String, String>>) {
    let for_words = Arc::clone(words);
    tera.register_filter("word", move |key: &str, given: Kwargs, _: &State| word(&for_words, key, &given));
    let for_days = Arc::clone(words);
    tera.register_filter("day", move |text: &str, _: Kwargs, _: &State| day(&for_days, text).map_err(Error::message));
    let for_periods = Arc::clone(words);
    tera.register_filter("period", move |ends: &Map, _: Kwargs, _: &State| {
        period(&for_periods, ends).map_err(Error::message)
    });
    let for_sizes = Arc::clone(words);
    tera.register_filter("size", move |bytes: u64, _: Kwargs, _: &State| {
        size(&for_sizes, bytes).map_err(Error::message)
    });
    let for_types = Arc::clone(words);
    tera.register_filter("filetype", move |name: &str, _: Kwargs, _: &State| {
        file_type(&for_types, name).map_err(Error::message)
    });
    tera.register_filter("number", |number: u64, _: Kwargs, _: &State| with_commas(number));
    tera.register_filter("percent", |text: &str, _: Kwargs, _: &State| percent_encoded(text));
    tera.register_filter("html", |safe: &Map, _: Kwargs, _: &State| html(safe));
    let assets = Arc::clone(assets);
    tera.register_filter("asset", move |name: &str, _: Kwargs, _: &State| -> TeraResult<Value> {
        let path = assets.get(name).ok_or_else(|| Error::message(format!("the theme has no asset {name}")))?;
        Ok(Value::normal_string(path))
    });
}

fn word(words: &Words, key: &str, given: &Kwargs) -> TeraResult<String> {
    let n = given.get::<u64>("n")?;
    let fill = |name: &str| {
        let value = given.get::<&Value>(name).ok().flatten()?;
        match value.as_str() {
            Some(text) => Some(text.to_owned()),
            None => value.as_u128().and_then(|number| u64::try_from(number).ok()).map(with_commas),
        }
    };
    words.say(key, n, fill).map_err(Error::message)
}

/// HTML that `markdown` made. A plain text is refused, so that no template prints a record unescaped by mistake.
fn html(safe: &Map) -> TeraResult<Value> {
    let markup = safe.get(&Key::Str("html")).filter(|_| safe.len() == 1);
    markup.map(|markup| markup.clone().mark_safe()).ok_or_else(|| Error::message("this is no safe HTML"))
}

/// 5079 as `5,079`.
pub(super) fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn date(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| format!("{text} is no day"))
}

fn month_name(words: &Words, day: NaiveDate) -> Result<String, String> {
    words.plain(&format!("month.{}", day.month()))
}

/// `2018-08-06` as "6 August 2018".
fn day(words: &Words, text: &str) -> Result<String, String> {
    let day = date(text)?;
    Ok(format!("{} {} {}", day.day(), month_name(words, day)?, day.year()))
}

/// A whole month as "February 2021", one day as such, anything else from its first day to its last.
fn period(words: &Words, ends: &Map) -> Result<String, String> {
    let end = |name: &'static str| ends.get(&Key::Str(name)).and_then(Value::as_str);
    let to = end("to").ok_or("a period needs its last day")?;
    let Some(from) = end("from") else {
        let last = day(words, to)?;
        return words.say("period.until", None, |_| Some(last.clone()));
    };
    if from == to {
        return day(words, to);
    }
    let (first, last) = (date(from)?, date(to)?);
    let month = Month::of(last);
    if first == month.first_day() && last == month.last_day() {
        return Ok(format!("{} {}", month_name(words, last)?, last.year()));
    }
    let (first, last) = (day(words, from)?, day(words, to)?);
    words.say("period.range", None, |gap| Some(if gap == "from" { first.clone() } else { last.clone() }))
}

/// Bytes as "12 KB": rounded to whole units, but never to 0.
fn size(words: &Words, bytes: u64) -> Result<String, String> {
    let (key, amount) = match bytes {
        0..1_000 => ("size.bytes", with_commas(bytes)),
        1_000..1_000_000 => ("size.kilobytes", bytes.div_ceil(1_000).to_string()),
        _ => ("size.megabytes", format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000)),
    };
    words.say(key, None, |_| Some(amount.clone()))
}

/// The type of a file by its name: `CSV`.
fn file_type(words: &Words, name: &str) -> Result<String, String> {
    match name.rsplit_once('.') {
        Some((_, ending)) => Ok(ending.to_ascii_uppercase()),
        None => words.plain("size.unknown_type"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diag::Diagnostics;

    fn words() -> Words {
        Words::load(None, &mut Diagnostics::new())
    }

    fn ends(from: Option<&str>, to: &str) -> Map {
        let from = from.map_or(Value::none(), Value::normal_string);
        Map::from_iter([(Key::Str("from"), from), (Key::Str("to"), Value::normal_string(to))])
    }

    #[test]
    fn numbers_have_commas() {
        let shown: Vec<_> = [0, 999, 1_000, 12_345, 1_234_567].map(with_commas).into();
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn a_whole_month_is_named_and_other_periods_have_two_ends() {
        let shown = |from, to| period(&words(), &ends(from, to)).unwrap();
        assert_eq!(shown(Some("2021-02-01"), "2021-02-28"), "February 2021");
        assert_eq!(shown(Some("2017-09-01"), "2017-11-30"), "1 September 2017 to 30 November 2017");
        assert_eq!(shown(Some("2021-02-02"), "2021-02-02"), "2 February 2021");
        assert_eq!(shown(Some("2021-02-01"), "2021-02-27"), "1 February 2021 to 27 February 2021");
        assert_eq!(shown(None, "2026-09-30"), "up to 30 September 2026");
    }

    #[test]
    fn sizes_are_whole_and_never_nothing() {
        let shown: Vec<_> = [12, 1_001, 999_000, 2_892_983].map(|bytes| size(&words(), bytes).unwrap()).into();
        assert_eq!(shown, ["12 bytes", "2 KB", "999 KB", "2.8 MB"]);
    }

    #[test]
    fn a_subject_is_one_part_of_an_address_whatever_it_holds() {
        assert_eq!(percent_encoded("NIC-1 & \"é\"?"), "NIC-1%20%26%20%22%C3%A9%22%3F");
    }

    #[test]
    fn plain_text_cannot_pass_as_html() {
        let plain = Map::from_iter([(Key::Str("text"), Value::normal_string("<b>"))]);
        assert!(html(&plain).is_err());
        let safe = Map::from_iter([(Key::Str("html"), Value::normal_string("<b>"))]);
        assert!(html(&safe).unwrap().is_safe());
    }
}
