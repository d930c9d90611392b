//! Every published column, once: its key, heading, type, meaning and where its value comes from. The CSV files, the
//! data package, the dictionary page and every later format are made from these tables alone. A table reads facts and
//! asks [`Addresses`] for links; it writes no format.

mod agreements;
mod datasets;
mod editions;
mod field;
mod findings;
mod opt_outs;
mod organisations;
mod paths;
mod releases;
mod shared;
mod statements;
mod tally;

pub use field::{Codes, Field, FieldType, Value};
pub use findings::{FINDINGS, findings_by_edition};
pub use paths::Extract;
pub use releases::RELEASES;

use super::{Addresses, Register};
use chrono::NaiveDate;

/// What the values of a table are read from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The facts.
    pub register: &'a Register,
    /// The register's short name; the first column of every table.
    pub slug: &'a str,
    /// The day on which statements such as "in term" are true.
    pub as_of: NaiveDate,
    /// Where pages are.
    pub addresses: &'a dyn Addresses,
}

/// A reference from columns of one table to those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKey {
    /// Columns here.
    pub fields: &'static [&'static str],
    /// The other table's name.
    pub table: &'static str,
    /// Its columns, in the same order.
    pub references: &'static [&'static str],
}

/// One table of the extracts.
#[derive(Debug)]
pub struct Table {
    /// Its name, also the name of its file: `agreement-versions`.
    pub name: &'static str,
    /// A title, in sentence case.
    pub title: &'static str,
    /// One sentence that says what a row is.
    pub description: &'static str,
    /// The columns that together name a row.
    pub primary_key: &'static [&'static str],
    /// Where its columns lead.
    pub foreign_keys: &'static [ForeignKey],
    fields: fn() -> Vec<Field>,
    rows: for<'a> fn(Context<'a>) -> Rows<'a>,
}

impl Table {
    /// Its columns, in published order; `register` is the first of every table.
    pub fn fields(&self) -> Vec<Field> {
        (self.fields)()
    }

    /// Its rows, in published order.
    pub fn rows<'a>(&self, context: Context<'a>) -> Rows<'a> {
        (self.rows)(context)
    }
}

/// Every table, in the order that pages list them.
pub static TABLES: [&Table; 18] = [
    &releases::RELEASES,
    &releases::RELEASE_DATASETS,
    &opt_outs::OPT_OUTS,
    &opt_outs::BOTH_WAYS,
    &agreements::AGREEMENTS,
    &agreements::AGREEMENT_VERSIONS,
    &agreements::AGREEMENT_DATASETS,
    &statements::STATEMENTS,
    &organisations::ORGANISATIONS,
    &organisations::ORGANISATION_NAMES,
    &organisations::ORGANISATION_RELATIONS,
    &datasets::DATASETS,
    &datasets::DATASET_NAMES,
    &editions::TERMS,
    &editions::EDITIONS,
    &editions::COUNTS,
    &editions::AMENDMENTS,
    &findings::FINDINGS,
];

/// The rows of one table: a grid of typed values, each read when it is asked for.
pub struct Rows<'a>(Box<dyn Grid<'a> + 'a>);

impl<'a> Rows<'a> {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.height()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many columns.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// The value in a row and a column, both counted from 0.
    ///
    /// # Panics
    /// Where there is no such row or column.
    pub fn value(&self, row: usize, column: usize) -> Value<'a> {
        self.0.value(row, column)
    }
}

trait Grid<'a>: Send + Sync {
    fn height(&self) -> usize;
    fn width(&self) -> usize;
    fn value(&self, row: usize, column: usize) -> Value<'a>;
}

/// What a row of one table borrows from the register, and the columns that read it.
trait View: Sized + 'static {
    /// One row.
    type Row<'a>: Send + Sync + 'a;
    /// Every column but the first, which is the same for all tables.
    fn columns() -> Vec<Column<Self>>;
    /// Every row.
    fn rows<'a>(context: &Context<'a>) -> Vec<Self::Row<'a>>;
}

struct Column<V: View> {
    field: Field,
    get: for<'a> fn(&Context<'a>, &V::Row<'a>) -> Value<'a>,
}

/// A column: a field and what reads it.
fn column<V: View>(field: Field, get: for<'a> fn(&Context<'a>, &V::Row<'a>) -> Value<'a>) -> Column<V> {
    Column { field, get }
}

fn all_columns<V: View>() -> Vec<Column<V>> {
    let mut columns = vec![column(shared::REGISTER, |c, _| c.slug.into())];
    columns.extend(V::columns());
    columns
}

fn fields_of<V: View>() -> Vec<Field> {
    all_columns::<V>().into_iter().map(|column| column.field).collect()
}

fn rows_of<V: View>(context: Context<'_>) -> Rows<'_> {
    Rows(Box::new(Read::<V> { rows: V::rows(&context), columns: all_columns(), context }))
}

struct Read<'a, V: View> {
    context: Context<'a>,
    columns: Vec<Column<V>>,
    rows: Vec<V::Row<'a>>,
}

impl<'a, V: View> Grid<'a> for Read<'a, V> {
    fn height(&self) -> usize {
        self.rows.len()
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'a> {
        (self.columns[column].get)(&self.context, &self.rows[row])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(table: &Table) -> Vec<&'static str> {
        table.fields().iter().map(|field| field.key).collect()
    }

    #[test]
    fn every_column_is_documented_and_named_once() {
        for table in TABLES {
            let keys = keys(table);
            assert_eq!(keys[0], "register", "{}", table.name);
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "a key twice in {}", table.name);
            for field in table.fields() {
                let place = format!("{}.{}", table.name, field.key);
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                assert!(field.key.chars().all(plain), "{place}");
                assert!(field.heading.starts_with(char::is_uppercase), "{place}: {}", field.heading);
                assert!(field.meaning.ends_with('.') && field.meaning.len() > 15, "{place}: {}", field.meaning);
            }
        }
    }

    #[test]
    fn the_releases_table_has_the_columns_of_the_design() {
        let expected = "register release_id edition source_sheet source_row reference_raw agreement agreement_version \
            agreement_title recipient_raw recipient_id recipient recipient_type recipient_group dataset_raw \
            dataset_ids dataset released_raw released_from released_to released_precision channel files \
            identifiability_raw identifiability sensitivity_raw sensitivity legal_basis_raw legal_basis \
            legal_basis_label frequency_raw frequency opt_outs_raw opt_outs_applied opt_outs_reason \
            confidentiality_raw confidentiality url";
        assert_eq!(keys(&RELEASES).join(" "), expected);
    }

    #[test]
    fn keys_name_columns_that_are_there_and_primary_keys_begin_with_the_register() {
        for table in TABLES {
            let own = keys(table);
            assert_eq!(table.primary_key[0], "register", "{}", table.name);
            assert!(table.primary_key.iter().all(|key| own.contains(key)), "{}", table.name);
            for foreign in table.foreign_keys {
                let other = TABLES.iter().find(|other| other.name == foreign.table).expect("a table");
                let fields = table.fields();
                let filled = |key: &&str| fields.iter().any(|field| field.key == *key && !field.nullable);
                assert!(foreign.fields.iter().all(filled), "{} to {}", table.name, other.name);
                assert_eq!(foreign.references, other.primary_key, "{} to {}", table.name, other.name);
                assert_eq!(foreign.fields.len(), foreign.references.len(), "{} to {}", table.name, other.name);
            }
        }
    }

    #[test]
    fn a_raw_column_stands_right_before_its_coded_one() {
        for table in TABLES {
            let own = keys(table);
            for (place, key) in own.iter().enumerate() {
                let Some(stem) = key.strip_suffix("_raw") else { continue };
                let coded = own.iter().any(|other| other != key && other.starts_with(stem));
                let next = own.get(place + 1).is_some_and(|next| next.starts_with(stem));
                assert!(!coded || next, "{}: {key} is not followed by what it means", table.name);
            }
        }
    }
}
