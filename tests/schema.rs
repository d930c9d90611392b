//! `candour schema` and the readers go by one list of keys: what the schema takes the readers take, what the readers
//! know is in the schema and in the README, and every key says what it means.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use candour::diag::{Diagnostics, Sources};
use candour::syntax::keys::{Form, Key};
use candour::tree::{Folder, SourceTree};
use candour::{config, records};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const FILES: [(&str, &[Key]); 5] = [
    ("register", config::SETTINGS),
    ("agreement", records::AGREEMENT),
    ("content", records::CONTENT),
    ("assurance", records::ASSURANCE),
    ("mapping", records::MAPPING),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(file: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_candour")).args(["schema", file]).output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What keeps a value from being what a schema says, by the few words that our schemas use.
fn faults(value: &Value, schema: &Value, place: &str) -> Vec<String> {
    let is = match schema["type"].as_str().unwrap_or_else(|| panic!("{place} has no type")) {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{place}: {other} is no type of ours"),
    };
    if !is {
        return vec![format!("{place} is no {}", schema["type"])];
    }
    let mut found = Vec::new();
    if schema["minLength"] == 1 && value == "" {
        found.push(format!("{place} is empty"));
    }
    if schema["enum"].as_array().is_some_and(|choices| !choices.contains(value)) {
        found.push(format!("{place} cannot be {value}"));
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(item, &schema["items"], &format!("{place}[{at}]")));
    }
    if let Some(table) = value.as_object() {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(required.filter(|key| !table.contains_key(*key)).map(|key| format!("{place}.{key} is missing")));
        let others = Some(&schema["additionalProperties"]).filter(|others| others.is_object());
        for (key, value) in table {
            match schema["properties"].get(key).or(others) {
                Some(schema) => found.extend(faults(value, schema, &format!("{place}.{key}"))),
                None => found.push(format!("{place} has no key {key}")),
            }
        }
    }
    found
}

/// A TOML document as JSON.
fn json(toml: &str) -> Value {
    fn of(value: &toml::de::DeValue<'_>) -> Value {
        use toml::de::DeValue::*;
        match value {
            String(text) => Value::from(text.as_ref()),
            Integer(number) => Value::from(i64::from_str_radix(number.as_str(), number.radix()).unwrap()),
            Boolean(truth) => Value::from(*truth),
            Array(items) => items.iter().map(|item| of(item.get_ref())).collect(),
            Table(table) => table.iter().map(|(key, value)| (key.get_ref().to_string(), of(value.get_ref()))).collect(),
            other => panic!("{other:?} is in no file of a register"),
        }
    }
    of(&toml::de::DeValue::Table(toml::de::DeTable::parse(toml).unwrap().into_inner()))
}

fn front_matter(text: &str) -> Value {
    json(text.trim_start_matches("+++").split("\n+++").next().unwrap())
}

#[test]
fn the_examples_settings_and_front_matter_are_what_the_schemas_say() {
    let settings = std::fs::read_to_string(root().join("register.toml")).unwrap();
    assert_eq!(faults(&json(&settings), &schema("register"), "register.toml"), [""; 0]);
    let mut looked_at = 0;
    for (folder, file) in [("data/agreements", "agreement"), ("content", "content"), ("data/assurance", "assurance")] {
        let schema = schema(file);
        let example = Folder::new(root());
        for entry in example.entries(&[folder]).unwrap() {
            let text = String::from_utf8(example.read(&entry.path).unwrap()).unwrap();
            assert_eq!(faults(&front_matter(&text), &schema, &entry.path), [""; 0]);
            looked_at += 1;
        }
    }
    assert!(looked_at > 5, "only {looked_at} files with front matter");
}

/// The text of every file of a folder, by path.
fn texts(folder: &str) -> Vec<(String, String)> {
    let files = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The faults of a mapping, by its schema and by its reader.
fn faults_of_mapping(path: &str, text: &str, schema: &Value) -> (Vec<String>, Vec<String>) {
    let (mut sources, mut told) = (Sources::new(), Diagnostics::new());
    let file = sources.add(path, text.to_owned());
    records::read_mapping(file, text, "mapping", &mut told);
    (faults(&json(text), schema, "m"), told.iter().map(|fault| fault.message.clone()).collect())
}

#[test]
fn every_layout_and_mapping_at_hand_is_what_the_schema_says_and_a_slip_in_one_is_not() {
    let schema = schema("mapping");
    let mut looked_at = 0;
    for (path, text) in ["src/import/layouts", "tests/import/mappings"].into_iter().flat_map(texts) {
        assert_eq!(faults_of_mapping(&path, &text, &schema), (vec![], vec![]), "{path}");
        looked_at += 1;
    }
    assert_eq!(looked_at, 12);
    let whole = std::fs::read_to_string(root().join("src/import/layouts/phe-2014-2018.toml")).unwrap();
    for (from, to, by_schema, by_reader) in [
        ("several = true", "sevral = true", "m.sheet[0] has no key sevral", "there is no key sevral here"),
        (
            "several = true",
            "several = \"yes\"",
            "m.sheet[0].several is no \"boolean\"",
            "several takes true or false, not text",
        ),
        (
            "heading = \"Row ID\"",
            "headng = \"Row ID\"",
            "m.sheet[0].column[0].heading is missing",
            "the key heading is missing",
        ),
        (
            "field = \"id\"",
            "field = \"ids\"",
            "m.sheet[0].column[0].field cannot be \"ids\"",
            "field cannot be \"ids\"",
        ),
        ("kind = \"flow\"", "kind = \"flows\"", "m.kind cannot be \"flows\"", "kind cannot be \"flows\""),
        (
            "into = \"note\"",
            "into = 1",
            "m.sheet[0].column[0].strip[0].into is no \"string\"",
            "into takes text in quotes, not a whole number",
        ),
        (
            "channel = \"other\"",
            "channel = 1",
            "m.sheet[0].fixed.channel is no \"string\"",
            "channel takes text in quotes, not a whole number",
        ),
    ] {
        assert!(whole.contains(from), "{from}");
        let (schema_says, reader_says) = faults_of_mapping("m.toml", &whole.replacen(from, to, 1), &schema);
        assert!(schema_says.iter().any(|said| said == by_schema), "{to}: {schema_says:?}");
        assert!(reader_says.iter().any(|said| said == by_reader), "{to}: {reader_says:?}");
    }
}

#[test]
fn a_schema_refuses_what_the_reader_refuses() {
    let schema = schema("register");
    let settings = std::fs::read_to_string(root().join("register.toml")).unwrap();
    let mut settings = json(&settings);
    let table = settings.as_object_mut().unwrap();
    table.remove("slug");
    table.insert("titel".into(), Value::from("A slip"));
    table.insert("title".into(), Value::from(""));
    table.insert("theme".into(), Value::from(1));
    table.insert("waiver".into(), serde_json::json!([{ "code": "E16" }]));
    let mut found = faults(&settings, &schema, "r");
    found.sort();
    let expected = [
        "r has no key titel",
        "r.slug is missing",
        "r.theme is no \"string\"",
        "r.title is empty",
        "r.waiver[0].reason is missing",
        "r.waiver[0].record is missing",
    ];
    assert_eq!(found, expected);
}

/// That an object of a schema has exactly the keys that a reader goes by.
fn same_keys(schema: &Value, keys: &[Key], place: &str) {
    let properties = schema["properties"].as_object().unwrap();
    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
    assert_eq!(properties.keys().collect::<Vec<_>>(), names, "{place}");
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    assert_eq!(schema["required"], serde_json::json!(required), "{place}");
    assert_eq!(schema["additionalProperties"], false, "{place}");
    for key in keys {
        let property = &properties[key.name];
        assert_eq!(property["description"], key.meaning);
        assert!(key.meaning.len() > 10 && key.meaning.ends_with('.'), "{place}.{} says {}", key.name, key.meaning);
        match key.form {
            Form::Table(keys) => same_keys(property, keys, key.name),
            Form::Tables(keys) => same_keys(&property["items"], keys, key.name),
            Form::Pairs => assert_eq!(property["additionalProperties"], serde_json::json!({ "type": "string" })),
            Form::Flag => assert_eq!(property["type"], "boolean"),
            _ => {}
        }
    }
}

#[test]
fn a_schema_has_every_key_that_its_reader_knows_and_no_other() {
    for (file, keys) in FILES {
        let schema = schema(file);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        same_keys(&schema, keys, file);
    }
}

#[test]
fn the_readme_names_every_key() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for (file, keys) in FILES {
        for key in keys.iter().flat_map(|key| std::iter::once(key).chain(key.keys())) {
            let named = [format!("`{}", key.name), format!("{} =", key.name), format!("[[{}", key.name)];
            let named = named.iter().any(|form| readme.contains(form)) || readme.contains(&format!("[{}", key.name));
            assert!(named, "the README does not name {} of {file}", key.name);
        }
    }
}

#[test]
fn every_shell_gets_completions_and_the_manual_page_names_every_command() {
    let candour = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_candour")).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = candour(&["completions", shell]);
        assert!(script.contains("import") && script.contains("base-url"), "{shell}");
    }
    let page = candour(&["man"]);
    let help = candour(&["--help"]);
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = commands.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let mut count = 0;
    for name in names {
        assert!(page.contains(&format!(".SH \"CANDOUR {}\"", name.to_uppercase())), "{name} is not in the manual page");
        let own = candour(&[name, "--help"]);
        assert!(own.contains("Examples:"), "candour {name} --help has no examples");
        count += 1;
    }
    assert!(count > 5, "{help}");
}
