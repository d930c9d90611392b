//! Candour: a public register of patient-data releases, from plain text to a website and open data.
//!
//! The modules are the stages, and each may name only those below it (`tests/layers.rs` holds that order):
//! `cli`, then `publish`, `serve`, `import` and `edit`, `pipeline`, `render`, `extracts`, `search` and `feeds`, `site`, `check`, `records`,
//! `config`, then `tree`, `model`, `markdown`, `output` and `syntax`, and `diag` at the bottom.

pub mod check;
pub mod cli;
pub mod config;
pub mod diag;
pub mod edit;
pub mod extracts;
pub mod feeds;
pub mod import;
pub mod markdown;
pub mod model;
pub mod output;
pub mod pipeline;
pub mod publish;
pub mod records;
pub mod render;
pub mod search;
pub mod serve;
pub mod site;
pub mod syntax;
pub mod tree;
