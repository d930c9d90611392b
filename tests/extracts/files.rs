//! The files that are made of the sample: extracts, and the tables that scripts read.

use crate::sample;
use candour::extracts;
use candour::model::{Facts, Register};
use std::collections::BTreeMap;

/// By their paths.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) fn files_of(facts: Facts) -> Files {
    let register = Register::new(facts);
    let (settings, day) = (sample::settings(), sample::day("2022-07-01"));
    let files = extracts::files(&register, &settings, day, &sample::Places).unwrap();
    let columns = extracts::columns(&register, &settings, day, &sample::Places);
    files
        .iter()
        .chain(columns.files().unwrap())
        .map(|file| (file.path().to_string(), file.bytes().unwrap().into_owned()))
        .collect()
}
