//! Strict readers of CSV, TOML and front matter, and of declared encodings, that know where everything was written, and the escapes that records
//! use for characters that may not stand in them. Nothing here knows what a record is about.

pub mod csv;
pub mod encoding;
pub mod escape;
pub mod front_matter;
pub mod toml;
