//! `candour schema`: what settings, front matter and mappings may hold, as JSON Schema, for editors that complete and
//! explain keys. It is made from the lists that the readers go by.

use super::{Outcome, print};
use crate::diag::Failure;
use crate::syntax::keys::{Form, Key};
use crate::{config, records};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

/// Print the keys of register.toml, of front matter or of mappings as JSON Schema.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour schema register > register.schema.json    what candour init writes
  candour schema mapping > mapping.schema.json      likewise, for data/mappings/*.toml
  candour schema agreement                          data/agreements/*/*.md

An editor with TOML support (Even Better TOML, Taplo) reads the schema of register.toml by the line
  #:schema ./register.schema.json
at its top, and that of a mapping by
  #:schema ../../mapping.schema.json
which --sketch-mapping writes. No editor looks into front matter between +++ lines; its schema is for tools, and tells people the keys.")]
pub(super) struct SchemaArgs {
    /// Which file
    #[arg(value_enum)]
    file: FileChoice,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FileChoice {
    /// register.toml
    Register,
    /// Front matter of a version of an agreement
    Agreement,
    /// Front matter of a page of content/
    Content,
    /// Front matter of a record of data/assurance/
    Assurance,
    /// A mapping, data/mappings/<name>.toml
    Mapping,
}

pub(super) fn run(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let text = match args.file {
        FileChoice::Register => register()?,
        FileChoice::Agreement => document("A version of an agreement", records::AGREEMENT)?,
        FileChoice::Content => document("A page of a register's site", records::CONTENT)?,
        FileChoice::Assurance => document("An assurance record", records::ASSURANCE)?,
        FileChoice::Mapping => mapping()?,
    };
    print(&text)?;
    Ok(Outcome::Clean)
}

/// The schema of `register.toml`.
pub(super) fn register() -> Result<String, Failure> {
    document("The settings of a register", config::SETTINGS)
}

/// The schema of a mapping file.
pub(super) fn mapping() -> Result<String, Failure> {
    document("How a published file becomes records", records::MAPPING)
}

fn document(title: &str, keys: &[Key]) -> Result<String, Failure> {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(title));
    schema.extend(table(keys));
    let text = serde_json::to_string_pretty(&schema);
    text.map(|text| text + "\n").map_err(|error| Failure::new("cannot write the schema as JSON").because(error))
}

/// A table with these keys and no others.
fn table(keys: &[Key]) -> Map<String, Value> {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut table = Map::new();
    table.insert("type".to_owned(), json!("object"));
    table.insert("additionalProperties".to_owned(), json!(false));
    table.insert("required".to_owned(), json!(required));
    table.insert("properties".to_owned(), Value::Object(properties));
    table
}

fn property(key: &Key) -> Value {
    let mut property = Map::new();
    property.insert("description".to_owned(), json!(key.meaning));
    property.extend(match key.form {
        Form::Text => text(key),
        Form::Integer => one("integer"),
        Form::Texts => list(text(key)),
        Form::Integers => list(one("integer")),
        Form::Flag => one("boolean"),
        Form::Pairs => pairs(),
        Form::Table(keys) => table(keys),
        Form::Tables(keys) => list(table(keys)),
    });
    Value::Object(property)
}

/// Text; an empty one states nothing, so that a key which must be there does not take it.
fn text(key: &Key) -> Map<String, Value> {
    let mut text = one("string");
    if key.required && !key.may_be_empty {
        text.insert("minLength".to_owned(), json!(1));
    }
    if !key.choices.is_empty() {
        text.insert("enum".to_owned(), json!(key.choices));
    }
    text
}

fn one(kind: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(kind))])
}

/// A table of anybody's keys, each with a text.
fn pairs() -> Map<String, Value> {
    let mut pairs = one("object");
    pairs.insert("additionalProperties".to_owned(), Value::Object(one("string")));
    pairs
}

fn list(items: Map<String, Value>) -> Map<String, Value> {
    let mut list = one("array");
    list.insert("items".to_owned(), Value::Object(items));
    list
}
