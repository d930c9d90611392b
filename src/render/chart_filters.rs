//! Filters that draw charts: from a view's numbers, with the theme's words, to the SVG of `charts`.

use super::charts::{self, Column, Part};
use super::filters::with_commas;
use super::svg::Naming;
use super::words::Words;
use crate::model::parse_date;
use chrono::Datelike;
use std::sync::Arc;
use tera::value::Key;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

/// Gives a tera its chart filters.
pub(super) fn register(tera: &mut Tera, words: &Arc<Words>) {
    let for_columns = Arc::clone(words);
    tera.register_filter("columns", move |chart: &Map, given: Kwargs, _: &State| {
        let column: usize = given.must_get("column")?;
        let columns = columns(&for_columns, chart, column).map_err(Error::message)?;
        Ok(drawn(charts::columns(naming(&given)?, &columns, with_commas)))
    });
    let for_shares = Arc::clone(words);
    tera.register_filter("shares", move |chart: &Map, given: Kwargs, _: &State| {
        let parts = parts(&for_shares, chart).map_err(Error::message)?;
        Ok(drawn(charts::shares(naming(&given)?, &parts)))
    });
    tera.register_filter("bar", |value: u64, given: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(drawn(charts::bar(value, given.must_get("of")?)))
    });
    tera.register_filter("swatch", |place: u64, _: Kwargs, _: &State| {
        usize::try_from(place).map(|place| drawn(charts::swatch(place))).map_err(Error::message)
    });
}

fn drawn(svg: String) -> Value {
    Value::safe_string(&svg)
}

fn naming<'g>(given: &'g Kwargs) -> TeraResult<Naming<'g>> {
    let (id, title) = (given.must_get("id")?, given.must_get("title")?);
    Ok(Naming { id, title, description: given.must_get("description")? })
}

/// A field of a view.
fn field<'v>(map: &'v Map, name: &'static str) -> Result<&'v Value, String> {
    map.get(&Key::Str(name)).ok_or_else(|| format!("a chart needs {name}"))
}

fn text<'v>(map: &'v Map, name: &'static str) -> Result<&'v str, String> {
    field(map, name)?.as_str().ok_or_else(|| format!("{name} of a chart is a text"))
}

fn number(value: &Value) -> Result<u64, String> {
    let number = value.as_u128().and_then(|number| u64::try_from(number).ok());
    number.ok_or_else(|| "a chart is drawn from whole numbers".to_owned())
}

fn list<'v>(map: &'v Map, name: &'static str) -> Result<&'v [Value], String> {
    field(map, name)?.as_array().ok_or_else(|| format!("{name} of a chart is a list"))
}

fn map(value: &Value) -> Result<&Map, String> {
    value.as_map().ok_or_else(|| "a list of a chart holds maps".to_owned())
}

/// The columns of one of a chart's series.
fn columns(words: &Words, chart: &Map, series: usize) -> Result<Vec<Column>, String> {
    let by_month = text(chart, "by")? == "month";
    let column = |slot: &Value| {
        let slot = map(slot)?;
        let value = list(slot, "cells")?.get(series).map(number).transpose()?;
        let outlined = text(slot, "cover")? == "part";
        if !by_month {
            return Ok(Column { label: text(slot, "key")?.to_owned(), group: String::new(), value, outlined });
        }
        let last = text(map(field(slot, "period")?)?, "to")?;
        let day = parse_date(last).ok_or_else(|| format!("{last} is no day"))?;
        let label = words.plain(&format!("month_short.{}", day.month()))?;
        Ok(Column { label, group: day.year().to_string(), value, outlined })
    };
    list(chart, "slots")?.iter().map(column).collect()
}

fn parts(words: &Words, chart: &Map) -> Result<Vec<Part>, String> {
    let whole = number(field(chart, "rows")?)?;
    let part = |share: &Value| {
        let share = map(share)?;
        let size = number(field(share, "rows")?)?;
        let name = words.plain(&format!("applied.{}", text(share, "key")?))?;
        let short = percent(words, size, whole)?;
        let label =
            words.say("chart.share", None, |gap| Some(if gap == "name" { name.clone() } else { short.clone() }));
        let colour = usize::try_from(number(field(share, "place")?)?).unwrap_or_default();
        Ok(Part { label: label?, short, size, colour })
    };
    list(chart, "parts")?.iter().map(part).collect()
}

/// A share in whole percent; "under 1%" and "over 99%" where rounding would say none or all.
fn percent(words: &Words, part: u64, whole: u64) -> Result<String, String> {
    let rounded = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole.max(1)) * 2);
    match rounded {
        0 if part > 0 => words.plain("chart.under_one_percent"),
        100 if part < whole => words.plain("chart.over_99_percent"),
        _ => words.say("chart.percent", None, |_| Some(rounded.to_string())),
    }
}
