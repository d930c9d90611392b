//! `datapackage.json`: what each file and column is, for programs (Data Package, version 2, <https://datapackage.org>).
//! All of it comes from the tables of [`crate::model::fields`], the settings and the vocabularies.

use crate::config::Settings;
use crate::diag::Failure;
use crate::model::fields::{Extract, Field, FieldType, ForeignKey, TABLES, Table};
use crate::model::{Edition, Register, Vocabularies, is_web_address};
use crate::output::Assets;
use serde_json::{Map, Value, json};

/// The description of all tables.
///
/// # Errors
/// Where JSON cannot be written, which happens on no input known.
pub(super) fn describe(register: &Register, settings: &Settings, digests: &Assets<'_>) -> Result<Vec<u8>, Failure> {
    let resources: Vec<Value> = TABLES.iter().map(|table| resource(table, register, digests)).collect();
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": settings.slug,
        "title": settings.title,
        "description": settings.unit,
        "homepage": settings.base_url.as_str(),
        "licenses": [licence(settings)],
        "contributors": [publisher(settings)],
        "sources": sources(register),
        "resources": resources,
    });
    let mut text = serde_json::to_vec_pretty(&without_empty(package))
        .map_err(|cause| Failure::new("cannot write the description of the data").because(cause))?;
    text.push(b'\n');
    Ok(text)
}

/// Empty lists say nothing and are not allowed everywhere.
fn without_empty(mut object: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    }
    object
}

/// A licence needs an address or a name without spaces.
fn licence(settings: &Settings) -> Value {
    match &settings.licence_url {
        Some(url) => json!({ "path": url, "title": settings.licence }),
        None => {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            let words: Vec<&str> = settings.licence.split(|c| !plain(c)).filter(|word| !word.is_empty()).collect();
            json!({ "name": words.join("-"), "title": settings.licence })
        }
    }
}

fn publisher(settings: &Settings) -> Value {
    let mut publisher = Map::new();
    publisher.insert("title".to_owned(), json!(settings.publisher));
    if let Some(email) = &settings.contacts.email {
        publisher.insert("email".to_owned(), json!(email));
    }
    publisher.insert("roles".to_owned(), json!(["publisher"]));
    Value::Object(publisher)
}

/// The published files that the editions were read from.
fn sources(register: &Register) -> Vec<Value> {
    let stated = register.editions.values().filter(|edition| !edition.source.is_empty());
    stated.map(source).collect()
}

fn source(edition: &Edition) -> Value {
    if is_web_address(&edition.source) {
        json!({ "title": format!("Edition {}", edition.id), "path": edition.source })
    } else {
        json!({ "title": format!("Edition {}: {}", edition.id, edition.source) })
    }
}

fn resource(table: &Table, register: &Register, digests: &Assets<'_>) -> Value {
    let path = Extract::Table(table.name).path();
    let digest = digests.get(&path);
    json!({
        "name": table.name,
        "type": "table",
        "path": path.strip_prefix(super::DATA).unwrap_or(&path),
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": digest.map(|asset| asset.size),
        "hash": digest.map(|asset| format!("sha256:{}", asset.sha256)),
        "dialect": {
            "header": true,
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "skipInitialSpace": false,
        },
        "schema": schema(table, &register.vocabularies),
    })
}

fn schema(table: &Table, vocabularies: &Vocabularies) -> Value {
    let fields: Vec<Value> = table.fields().iter().map(|column| field(column, vocabularies)).collect();
    let foreign: Vec<Value> = table.foreign_keys.iter().map(foreign_key).collect();
    without_empty(json!({
        "fields": fields,
        "missingValues": [""],
        "primaryKey": table.primary_key,
        "foreignKeys": foreign,
    }))
}

fn foreign_key(key: &ForeignKey) -> Value {
    json!({ "fields": key.fields, "reference": { "resource": key.table, "fields": key.references } })
}

fn field(field: &Field, vocabularies: &Vocabularies) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("name", json!(field.key));
    put("title", json!(field.heading));
    put("description", json!(field.meaning));
    match field.kind {
        FieldType::Text | FieldType::Code(_) => put("type", json!("string")),
        FieldType::Date => put("type", json!("date")),
        FieldType::Integer => put("type", json!("integer")),
        FieldType::Boolean => put("type", json!("boolean")),
        FieldType::Url => {
            put("type", json!("string"));
            put("format", json!("uri"))
        }
        FieldType::List(_) => {
            put("type", json!("list"));
            put("delimiter", json!(";"));
            put("itemType", json!("string"))
        }
    };
    let codes = if let FieldType::Code(codes) = field.kind { codes.list(vocabularies) } else { Vec::new() };
    if let Some(categories) = categories(&codes) {
        put("categories", categories);
    }
    if let Some(constraints) = constraints(field, &codes) {
        put("constraints", constraints);
    }
    Value::Object(object)
}

/// Codes with their labels, where a vocabulary has them.
fn categories(codes: &[(&str, Option<&str>)]) -> Option<Value> {
    let category = |(code, label): &(&str, Option<&str>)| Some(json!({ "value": code, "label": (*label)? }));
    let categories: Option<Vec<Value>> = codes.iter().map(category).collect();
    categories.filter(|list| !list.is_empty()).map(Value::Array)
}

fn constraints(field: &Field, codes: &[(&str, Option<&str>)]) -> Option<Value> {
    let mut constraints = Map::new();
    if !field.nullable {
        constraints.insert("required".to_owned(), json!(true));
    }
    if !codes.is_empty() {
        let values: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
        constraints.insert("enum".to_owned(), json!(values));
    }
    (!constraints.is_empty()).then_some(Value::Object(constraints))
}
