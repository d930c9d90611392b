//! What a table of TOML may hold: each key with its form, whether it must be there, and its meaning. A list is written
//! once and serves the reader, its "did you mean", and the schema that editors complete keys by. It reads nothing.

/// A key that a table may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub form: Form,
    /// Whether nothing can be read without it.
    pub required: bool,
    /// Whether its text may be empty though it must be there.
    pub may_be_empty: bool,
    /// What it says, as a sentence or two for the person who writes it.
    pub meaning: &'static str,
    /// The only texts it takes; empty where it takes any.
    pub choices: &'static [&'static str],
}

/// What the value of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// A list of texts.
    Texts,
    /// A whole number.
    Integer,
    /// A list of whole numbers.
    Integers,
    /// True or false.
    Flag,
    /// A table, `[key]`, whose keys are the writer's own, each with a text.
    Pairs,
    /// A table, `[key]`, with keys of its own.
    Table(&'static [Key]),
    /// Any number of tables, `[[key]]`, each with these keys.
    Tables(&'static [Key]),
}

impl Key {
    const fn new(name: &'static str, form: Form, meaning: &'static str) -> Key {
        Key { name, form, required: false, may_be_empty: false, meaning, choices: &[] }
    }

    /// A key that takes text.
    pub const fn text(name: &'static str, meaning: &'static str) -> Key {
        Key::new(name, Form::Text, meaning)
    }

    /// A key that takes a list of texts.
    pub const fn texts(name: &'static str, meaning: &'static str) -> Key {
        Key::new(name, Form::Texts, meaning)
    }

    /// A key that takes a whole number.
    pub const fn integer(name: &'static str, meaning: &'static str) -> Key {
        Key::new(name, Form::Integer, meaning)
    }

    /// A key that takes a list of whole numbers.
    pub const fn integers(name: &'static str, meaning: &'static str) -> Key {
        Key::new(name, Form::Integers, meaning)
    }

    /// A key that takes true or false.
    pub const fn flag(name: &'static str, meaning: &'static str) -> Key {
        Key::new(name, Form::Flag, meaning)
    }

    /// A key that is a table of the writer's own keys, each with a text.
    pub const fn pairs(name: &'static str, meaning: &'static str) -> Key {
        Key::new(name, Form::Pairs, meaning)
    }

    /// A key that is a table.
    pub const fn table(name: &'static str, keys: &'static [Key], meaning: &'static str) -> Key {
        Key::new(name, Form::Table(keys), meaning)
    }

    /// A key that is any number of tables.
    pub const fn tables(name: &'static str, keys: &'static [Key], meaning: &'static str) -> Key {
        Key::new(name, Form::Tables(keys), meaning)
    }

    /// The same key, which must be there.
    pub const fn required(self) -> Key {
        Key { required: true, ..self }
    }

    /// The same key, whose text may be empty. What is said where it is missing is its reader's to say.
    pub const fn or_empty(self) -> Key {
        Key { may_be_empty: true, ..self }
    }

    /// The same key, which takes only these texts.
    pub const fn one_of(self, choices: &'static [&'static str]) -> Key {
        Key { choices, ..self }
    }

    /// The keys of the tables below it.
    pub const fn keys(&self) -> &'static [Key] {
        match self.form {
            Form::Table(keys) | Form::Tables(keys) => keys,
            _ => &[],
        }
    }
}
