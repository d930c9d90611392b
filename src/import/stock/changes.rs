//! What a month of a stock changes, counted by column: a relabelling of thousands of rows is one line of the report.

use super::Texts;
use crate::diag::count;
use crate::import::report::Report;
use std::collections::BTreeMap;

/// How many wordings of one column are told one by one.
const MOST_WORDINGS: usize = 3;
/// Characters of a cell that a report shows.
const MOST_SHOWN: usize = 60;

/// The cells of one column that say something else now.
#[derive(Debug, Default)]
struct Column {
    records: usize,
    example: String,
    /// How often one text became another.
    texts: BTreeMap<(String, String), usize>,
}

/// Changed cells by column, and the records that hold them.
#[derive(Debug, Default)]
pub(super) struct Changes {
    columns: BTreeMap<&'static str, Column>,
    pub(super) records: usize,
}

impl Changes {
    /// Counts a record with these columns changed, each with its texts before and after, unless they are too long to be
    /// told.
    pub(super) fn note(&mut self, record: &str, columns: &[(&'static str, Texts)]) {
        self.records += usize::from(!columns.is_empty());
        for (name, texts) in columns {
            let column = self.columns.entry(name).or_default();
            if column.records == 0 {
                column.example = record.to_owned();
            }
            column.records += 1;
            for (before, after) in texts {
                *column.texts.entry((shown(before), shown(after))).or_insert(0) += 1;
            }
        }
    }

    /// A line for each column. `one` is what a record is called.
    pub(super) fn report(&self, heading: &str, one: &str, report: &mut Report) {
        for (name, column) in &self.columns {
            report.line(heading, column.line(name, one));
        }
    }
}

impl Column {
    fn line(&self, name: &str, one: &str) -> String {
        let records = count(self.records, one);
        let mut texts: Vec<(&(String, String), usize)> =
            self.texts.iter().map(|(pair, count)| (pair, *count)).collect();
        texts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let from_to = |(before, after): &(String, String)| format!("from {before} to {after}");
        match texts.as_slice() {
            [] => format!("{name}: {records}, such as {}", self.example),
            [(only, _)] => format!("{name}: {records} {}, such as {}", from_to(only), self.example),
            several => {
                let told = several.iter().take(MOST_WORDINGS).map(|(pair, count)| format!("{count} {}", from_to(pair)));
                let mut told: Vec<String> = told.collect();
                if several.len() > MOST_WORDINGS {
                    told.push(format!("and {} others", several.len() - MOST_WORDINGS));
                }
                format!("{name}: {records}: {}; such as {}", told.join(", "), self.example)
            }
        }
    }
}

/// A cell for a report: in quotes, on one line, not too long.
fn shown(text: &str) -> String {
    let text = crate::model::fold::collapse(text);
    match text.char_indices().nth(MOST_SHOWN) {
        _ if text.is_empty() => "nothing".to_owned(),
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(before: &str, after: &str) -> Texts {
        vec![(before.to_owned(), after.to_owned())]
    }

    #[test]
    fn a_mass_relabelling_is_one_line() {
        let mut changes = Changes::default();
        for id in ["FILE1", "FILE2", "FILE3"] {
            changes.note(id, &[("datasets", texts("HES", "Hospital Episode Statistics (HES)"))]);
        }
        changes.note("FILE4", &[("released", texts("2019-07", "")), ("objective", Vec::new())]);
        changes.note("FILE5", &[]);
        let mut report = Report::default();
        changes.report("Changed", "release", &mut report);
        assert_eq!(changes.records, 4);
        assert_eq!(
            report.to_string(),
            "Changed:\n  datasets: 3 releases from \"HES\" to \"Hospital Episode Statistics (HES)\", such as FILE1\n  \
             objective: 1 release, such as FILE4\n  released: 1 release from \"2019-07\" to nothing, such as FILE4\n"
        );
    }

    #[test]
    fn of_many_wordings_the_commonest_are_told() {
        let mut changes = Changes::default();
        for (before, times) in [("a", 1), ("b", 3), ("c", 2), ("d", 1)] {
            (0..times).for_each(|_| changes.note("FILE1", &[("datasets", texts(before, "x"))]));
        }
        let mut report = Report::default();
        changes.report("Changed", "release", &mut report);
        let told =
            "datasets: 7 releases: 3 from \"b\" to \"x\", 2 from \"c\" to \"x\", 1 from \"a\" to \"x\", and 1 others";
        assert!(report.to_string().contains(told), "{report}");
    }
}
