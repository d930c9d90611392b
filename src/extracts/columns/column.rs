//! A column as codes: every text once, and for each row which. It knows no format.

use super::super::csv::cell_text;
use crate::model::fields::{Field, Rows};
use std::borrow::Cow;
use std::collections::HashMap;

/// A column of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column<'a> {
    /// Its key in the table, or what another column is made of.
    pub key: String,
    /// Its place in the table.
    pub place: Option<usize>,
    /// Every text, in order of first appearance.
    pub values: Vec<Cow<'a, str>>,
    /// For each row the place of its text.
    pub codes: Vec<u32>,
}

impl<'a> Column<'a> {
    /// A column of these texts.
    pub(super) fn new(key: &str, place: Option<usize>, texts: impl Iterator<Item = Cow<'a, str>>) -> Column<'a> {
        let mut known: HashMap<Cow<'a, str>, u32> = HashMap::new();
        let mut values = Vec::new();
        let codes = texts.map(|text| {
            if let Some(&code) = known.get(&text) {
                return code;
            }
            // More rows than that are no register.
            let code = u32::try_from(values.len()).unwrap_or(u32::MAX);
            values.push(text.clone());
            known.insert(text, code);
            code
        });
        let codes = codes.collect();
        Column { key: key.to_owned(), place, values, codes }
    }

    /// A column of a table, with its cells as CSV has them.
    pub(super) fn of_table(field: Field, place: usize, rows: &Rows<'a>) -> Column<'a> {
        Column::new(field.key, Some(place), (0..rows.len()).map(|row| cell_text(rows.value(row, place))))
    }

    /// The same texts as a part of the column.
    pub(super) fn named(&self, part: &str) -> Column<'a> {
        Column { key: format!("{}/{part}", self.key), place: None, ..self.clone() }
    }

    /// The text of a row.
    pub(super) fn text(&self, row: usize) -> &str {
        &self.values[self.codes[row] as usize]
    }

    /// For each value of this column the code that the other has in the same rows; nothing if it has several.
    pub(super) fn determines(&self, other: &Column<'_>) -> Option<Vec<u32>> {
        const NONE: u32 = u32::MAX;
        let mut map = vec![NONE; self.values.len()];
        for (own, code) in self.codes.iter().zip(&other.codes) {
            let known = &mut map[*own as usize];
            if *known != NONE && known != code {
                return None;
            }
            *known = *code;
        }
        Some(map)
    }
}
