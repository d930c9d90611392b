//! Looks at a sheet of a mapping as a whole: whether its keys go together, and whether its records get what they
//! cannot be without. Each key by itself, `read` has judged.

use super::read::{known_channel, unknown};
use super::{DateForm, Fate, Field, MappedColumn, MappedSheet, Role};
use crate::diag::{Diagnostic, Diagnostics, Span, codes, count};
use crate::model::fold::fold;
use std::collections::BTreeMap;

/// Looks at a sheet as a whole.
pub(super) struct Judge<'j, 's> {
    pub(super) sheet: &'j MappedSheet<'s>,
    pub(super) span: Span,
    /// Where the number of headings stands, or the sheet where none is said.
    pub(super) headings: Span,
    /// Whether the mapping has a rule for channels.
    pub(super) has_channel: bool,
    pub(super) faults: &'j mut Diagnostics,
}

impl Judge<'_, '_> {
    /// Finds fault with whatever does not go together.
    pub(super) fn judge(mut self) {
        self.headings();
        self.number_of_headings();
        self.fields();
        self.fixed();
        self.skips();
        if self.sheet.has(Role::Releases) {
            self.needs(&[Field::Id], self.sheet.makes_ids, "or ids = \"agreement-date-n\" beside records");
            self.needs(&[Field::Channel], self.has_channel, "or channel in fixed, or a table [channel]");
            self.needs(&[Field::Dataset], false, "or in fixed");
        }
        if self.sheet.has(Role::Agreements) {
            self.needs(&[Field::Organisation, Field::Applicant], false, "or in fixed");
        }
        if self.sheet.has(Role::Amendments) {
            self.needs(&[Field::Kind], false, "or kind in fixed: omitted, corrected, withdrawn or text");
            self.needs(&[Field::RecordType], false, "or record_type in fixed: release or agreement");
        }
        let by_reference = [Role::Releases, Role::Agreements, Role::Datasets];
        if by_reference.iter().any(|role| self.sheet.has(*role)) {
            self.needs(&[Field::Reference], false, "without a reference nothing can be joined");
        }
    }

    fn fault(&mut self, at: Span, message: String, help: String) {
        self.faults.push(Diagnostic::new(&codes::E113, message).at(at).help(help));
    }

    /// No two columns with one heading, whether it is theirs or an alias: one of them would take the other's cells.
    fn headings(&mut self) {
        let columns = self.sheet.columns.iter().enumerate();
        let all = columns.flat_map(|(at, c)| std::iter::once(&c.heading).chain(&c.aliases).map(move |cell| (at, cell)));
        let mut known: BTreeMap<String, (usize, Span)> = BTreeMap::new();
        for (at, cell) in all {
            let (first_at, first) = *known.entry(fold(cell.text())).or_insert((at, cell.span));
            if first_at != at {
                let message = format!("the heading \"{}\" stands twice in this sheet", cell.text());
                let fault = Diagnostic::new(&codes::E121, message).at(cell.span);
                self.faults.push(fault.label(first, "first here").help("take one of the two out"));
            }
        }
    }

    /// A header row has to be found, and not in every row.
    fn number_of_headings(&mut self) {
        let (wanted, there) =
            (self.sheet.headings, self.sheet.columns.iter().filter(|c| !c.heading.is_blank()).count());
        if wanted == 0 || wanted > there {
            let message = format!("headings cannot be {wanted}: the sheet has {}", count(there, "heading"));
            self.fault(self.headings, message, format!("write headings = a number from 1 to {there}"));
        }
    }

    /// What is fixed is read as a cell is, and there is no cell in which a fault could show.
    fn fixed(&mut self) {
        let sheet = self.sheet;
        for (field, cell) in &sheet.fixed {
            if *field == Field::Channel {
                known_channel(cell, self.faults);
            }
            if field.is_date() && !cell.is_blank() && DateForm::read_any(cell.text(), []).is_none() {
                let message = format!("{} cannot be \"{}\"", field.key(), cell.text());
                self.fault(cell.span, message, "write the day as 2021-02-28, or the month as 2021-02".into());
            }
        }
    }

    /// A row is given away by a column that the mapping names.
    fn skips(&mut self) {
        let sheet = self.sheet;
        let headings: Vec<&str> = sheet.columns.iter().map(|column| column.heading.text()).collect();
        for skip in sheet.skips.iter().filter(|skip| !headings.contains(&skip.column.text())) {
            unknown(&skip.column, "the column to skip rows by", &headings, self.faults);
        }
    }

    /// Every field once, and only where the sheet's records have a place for it.
    fn fields(&mut self) {
        let sheet = self.sheet;
        let columns = sheet.columns.iter().filter_map(|c| Some((c.use_.field()?, c.heading.span)));
        // A column may give one field in several spellings.
        let into = sheet.columns.iter().flat_map(|column| {
            let fields = column.strips.iter().filter_map(|strip| match &strip.fate {
                Fate::Into(field) => Some((*field, strip.span)),
                Fate::Goes(_) => None,
            });
            fields.collect::<BTreeMap<Field, Span>>()
        });
        let fixed = sheet.fixed.iter().map(|(field, cell)| (*field, cell.span));
        let used: Vec<(Field, Span)> = columns.chain(into).chain(fixed).collect();
        for (no, (field, at)) in used.iter().enumerate() {
            let roles: Vec<&str> = sheet.records.iter().map(|role| role.key()).collect();
            if !roles.is_empty() && !sheet.records.iter().any(|role| role.takes(*field)) {
                let takes = Field::all().filter(|f| sheet.records.iter().any(|role| role.takes(*f)));
                let known: Vec<&str> = takes.map(Field::key).collect();
                let message = format!("{} have no {}", roles.join(" and "), field.key());
                self.fault(*at, message, format!("their fields are {}", known.join(", ")));
            }
            let first = used[..no].iter().find(|(other, _)| other == field && *field != Field::Body);
            if let Some((_, first)) = first {
                let fault = Diagnostic::new(&codes::E121, format!("two columns hold the {}", field.key())).at(*at);
                let help = "give one of them another field, or keep = true, or drop = \"why\"";
                self.faults.push(fault.label(*first, "the first").help(help));
            }
        }
        for column in &sheet.columns {
            self.extras(column);
        }
    }

    /// Keys of a column that its field has no use for.
    fn extras(&mut self, column: &MappedColumn<'_>) {
        let field = column.use_.field();
        let at = column.heading.span;
        let has_dates = !column.dates.is_empty() || column.undated.is_some();
        if has_dates && !field.is_some_and(Field::is_date) {
            self.fault(at, "only a column of dates has forms of dates".into(), "take dates and undated out".into());
        }
        let has_lists = !column.separators.is_empty() || !column.protected.is_empty();
        if has_lists && !field.is_some_and(Field::is_list) {
            let help = "take separators and protected out; lists are controllers, datasets and legal_basis";
            self.fault(at, "only a list has separators".into(), help.into());
        }
        if field != Some(Field::Controllers) && !column.doubtful.is_empty() {
            let help = "take doubtful out, or write separators";
            self.fault(at, "only controllers have doubtful separators".into(), help.into());
        }
        let has_reasons = !column.nothing.is_empty() || column.strips.iter().any(|s| matches!(s.fate, Fate::Goes(_)));
        if has_reasons && field.is_none() {
            let help = "take nothing and strip with why out: cells of this column are kept whole or left out whole";
            self.fault(at, "nothing is taken out of cells that have no field".into(), help.into());
        }
        if field == Some(Field::Channel) {
            column.values.iter().for_each(|(_, code)| known_channel(code, self.faults));
        }
        let has_codes = field.and_then(Field::vocabulary).is_some();
        if !column.values.is_empty() && !has_codes {
            let message = "this column has no codes that values could give".to_owned();
            self.fault(at, message, "take values out; a code is for a column with a vocabulary".into());
        }
    }

    /// One of these fields has a column or is fixed.
    fn needs(&mut self, fields: &[Field], is_otherwise: bool, or: &str) {
        let sheet = self.sheet;
        let has = |field: &Field| {
            let strips = sheet.columns.iter().flat_map(|column| &column.strips);
            sheet.columns.iter().any(|column| column.use_.field() == Some(*field))
                || strips.into_iter().any(|strip| strip.fate == Fate::Into(*field))
                || sheet.fixed.iter().any(|(fixed, _)| fixed == field)
        };
        if !is_otherwise && !fields.iter().any(has) {
            let words: Vec<&str> = fields.iter().map(|field| field.key()).collect();
            let message = format!("no column of \"{}\" holds the {}", sheet.name.text(), words.join(" or the "));
            let help = format!("give a column field = \"{}\", {or}", words[0]);
            self.faults.push(Diagnostic::new(&codes::E112, message).at(self.span).help(help));
        }
    }
}
