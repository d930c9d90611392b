//! `data/agreements/<slug>/<version>.md`: one version of an agreement. TOML front matter, then the statements' prose
//! under known headings.

use super::keys::AGREEMENT;
use super::toml_text::Lines;
use crate::diag::{Cell, Diagnostic, Diagnostics, FileId, Span, Spanned, codes, nearest, same_word, suggest};
use crate::model::SectionKind;
use crate::syntax::toml::{self, Table};
use crate::syntax::{escape, front_matter};
use std::borrow::Cow;

/// A version of an agreement, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // a field is the key of that name; the model says what it means
pub struct AgreementDraft<'s> {
    /// The folder its file is in.
    pub slug: String,
    /// Its file's name without `.md`.
    pub label: String,
    pub reference: Cell<'s>,
    pub title: Option<Cell<'s>>,
    pub applicant: Cell<'s>,
    pub applicant_type: Option<Cell<'s>>,
    pub controllers: Vec<Cell<'s>>,
    pub controller_basis: Option<Cell<'s>>,
    pub start: Option<Cell<'s>>,
    pub end: Option<Cell<'s>>,
    pub sublicensing: Option<Cell<'s>>,
    pub commercial: Option<Cell<'s>>,
    pub purposes: Vec<Cell<'s>>,
    pub prose: Option<Cell<'s>>,
    pub datasets: Vec<DatasetUseDraft<'s>>,
    pub statements: Vec<StatementDraft<'s>>,
}

/// A `[[dataset]]`, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct DatasetUseDraft<'s> {
    pub name: Cell<'s>,
    pub identifiability: Option<Cell<'s>>,
    pub sensitivity: Option<Cell<'s>>,
    pub frequency: Option<Cell<'s>>,
    pub legal_basis: Option<Cell<'s>>,
    pub confidentiality: Option<Cell<'s>>,
}

/// A `[[statement]]` with its prose, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct StatementDraft<'s> {
    pub seq: Spanned<i64>,
    pub organisation: Cell<'s>,
    /// Those that print its words. A stock, which prints everything again each time, lists only the edition in which
    /// they first appeared (and one in which a version came back): they stand until other words replace them, or an
    /// amendment says that the version left.
    pub editions: Vec<Cell<'s>>,
    pub source_rows: Vec<Spanned<i64>>,
    pub source_sheets: Vec<Cell<'s>>,
    pub truncated: Vec<Cell<'s>>,
    pub sections: Vec<SectionDraft<'s>>,
}

/// A section of a statement's prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionDraft<'s> {
    /// Which one.
    pub kind: SectionKind,
    /// Its text, edges trimmed.
    pub text: Cell<'s>,
}

/// Reads a file; `None` where what identifies it is missing. `slug` and `label` come from its path.
pub(super) fn read<'s>(
    file: FileId,
    text: &'s str,
    (slug, label): (&str, &str),
    faults: &mut Diagnostics,
) -> Option<AgreementDraft<'s>> {
    let parts = front_matter::split(file, text, faults)?;
    let mut table = toml::read_listed(file, parts.toml_at, parts.toml, AGREEMENT, faults);
    let reference = table.text("reference", faults);
    let title = table.text("title", faults);
    let applicant = table.text("applicant", faults);
    let applicant_type = table.text("applicant_type", faults);
    let controllers = table.texts("controllers", faults);
    let controller_basis = table.text("controller_basis", faults);
    let start = table.text("start", faults);
    let end = table.text("end", faults);
    let sublicensing = table.text("sublicensing", faults);
    let commercial = table.text("commercial", faults);
    let purposes = table.texts("purposes", faults);
    let prose = table.text("prose", faults);
    let datasets = table.tables("dataset", faults);
    let datasets = datasets.into_iter().filter_map(|table| read_dataset(table, faults)).collect();
    let written = table.tables("statement", faults);
    let count = written.len();
    let mut statements: Vec<_> = written.into_iter().filter_map(|table| read_statement(table, faults)).collect();
    if count == 0 {
        let fault = Diagnostic::new(&codes::E112, "there is no [[statement]]").at(table.span);
        faults.push(fault.help("each version has one or more, with seq, organisation and editions"));
    }
    table.finish(faults);
    let whole = count > 0 && statements.len() == count;
    let prose_reader = ProseReader {
        file,
        text,
        current: (statements.len() == 1 && whole).then_some(0),
        statements: &mut statements,
        faults,
        whole,
        authored: prose.is_none(),
        open: None,
        told: false,
    };
    prose_reader.read(parts.body_at);
    Some(AgreementDraft {
        slug: slug.to_owned(),
        label: label.to_owned(),
        reference: reference?,
        title,
        applicant: applicant?,
        applicant_type,
        controllers,
        controller_basis,
        start,
        end,
        sublicensing,
        commercial,
        purposes,
        prose,
        datasets,
        statements,
    })
}

fn read_dataset<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<DatasetUseDraft<'s>> {
    let name = table.text("name", faults);
    let identifiability = table.text("identifiability", faults);
    let sensitivity = table.text("sensitivity", faults);
    let frequency = table.text("frequency", faults);
    let legal_basis = table.text("legal_basis", faults);
    let confidentiality = table.text("confidentiality", faults);
    table.finish(faults);
    Some(DatasetUseDraft { name: name?, identifiability, sensitivity, frequency, legal_basis, confidentiality })
}

fn read_statement<'s>(mut table: Table<'s>, faults: &mut Diagnostics) -> Option<StatementDraft<'s>> {
    let seq = table.integer("seq", faults);
    let organisation = table.text("organisation", faults);
    let editions = table.texts("editions", faults);
    let source_rows = table.integers("source_rows", faults);
    let source_sheets = table.texts("source_sheets", faults);
    let truncated = table.texts("truncated", faults);
    table.finish(faults);
    let sections = Vec::new();
    Some(StatementDraft {
        seq: seq?,
        organisation: organisation?,
        editions,
        source_rows,
        source_sheets,
        truncated,
        sections,
    })
}

/// A line of prose that means something.
enum Heading {
    Statement(i64),
    Section(SectionKind),
}

fn heading(line: &str) -> Option<Heading> {
    if let Some(title) = line.strip_prefix("## ") {
        return SectionKind::ALL.iter().find(|kind| kind.heading() == title).map(|&kind| Heading::Section(kind));
    }
    let number = line.strip_prefix("# Statement ")?;
    let canonical = !number.starts_with('0') && number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit());
    if canonical { number.parse().ok().map(Heading::Statement) } else { None }
}

/// Whether a line begins with backslashes before what would be a heading: one of them is ours.
fn is_escaped(line: &str) -> bool {
    line.starts_with('\\') && heading(line.trim_start_matches('\\')).is_some()
}

struct ProseReader<'s, 'd> {
    file: FileId,
    text: &'s str,
    statements: &'d mut [StatementDraft<'s>],
    faults: &'d mut Diagnostics,
    /// The statement that sections now go to.
    current: Option<usize>,
    /// Whether every statement of the front matter could be read; if not, prose without a statement is no news.
    whole: bool,
    /// Whether staff wrote the prose, in Markdown; a heading in it is then meant as one.
    authored: bool,
    /// The section being read, and where its text begins.
    open: Option<(SectionKind, usize)>,
    /// Whether text outside any section has been told of since the last heading.
    told: bool,
}

/// The headings a section may have, for a help.
fn headings() -> String {
    let all: Vec<_> = SectionKind::ALL.iter().map(|kind| kind.heading()).collect();
    format!("the headings are ## and one of: {}", all.join("; "))
}

impl<'s> ProseReader<'s, '_> {
    fn read(mut self, body_at: usize) {
        let text = self.text;
        let mut lines = front_matter::lines(text, body_at);
        while let Some((at, line)) = lines.next() {
            let place = Span::new(self.file, at, at + line.len());
            match heading(line) {
                Some(Heading::Statement(seq)) => {
                    self.close(at);
                    self.enter(seq, place);
                }
                Some(Heading::Section(kind)) => {
                    self.close(at);
                    self.begin(kind, place, lines.at);
                }
                None => self.plain(line, place),
            }
        }
        self.close(text.len());
    }

    fn fault(&mut self, message: impl Into<String>, at: Span, help: &str) {
        self.faults.push(Diagnostic::new(&codes::E115, message).at(at).help(help));
    }

    fn enter(&mut self, seq: i64, at: Span) {
        self.current = self.statements.iter().position(|statement| statement.seq.value == seq);
        self.told = false;
        if self.current.is_none() && self.whole {
            let message = format!("there is no [[statement]] with seq = {seq}");
            self.fault(message, at, "correct the number, or add the [[statement]] to the front matter");
        }
    }

    fn begin(&mut self, kind: SectionKind, at: Span, text_at: usize) {
        match self.current {
            None if self.whole => {
                let help =
                    "with several statements each one's sections stand under a line # Statement 1, # Statement 2";
                self.fault("this section stands under no # Statement line", at, help);
            }
            Some(current) if self.statements[current].sections.iter().any(|section| section.kind == kind) => {
                let message = format!("the section \"{}\" stands twice", kind.heading());
                self.fault(message, at, "join the two, or give one of them its own heading");
            }
            _ => {}
        }
        self.told = false;
        self.open = Some((kind, text_at));
    }

    fn plain(&mut self, line: &str, at: Span) {
        let outside = self.open.is_none();
        if self.authored && (line.starts_with("# ") || line.starts_with("## ")) || outside && line.starts_with('#') {
            let known = || SectionKind::ALL.iter().map(|kind| kind.heading());
            let title = line.trim_start_matches('#').trim();
            let otherwise = format!("{}; a heading of your own inside a section begins with ###", headings());
            let help = suggest(nearest(title, known()), &otherwise);
            let fault = Diagnostic::new(&codes::E115, "this is no heading of a statement").at(at).help(help);
            self.faults.push(match same_word(title, known()) {
                Some(meant) => fault.fix(at, format!("## {meant}")),
                None => fault,
            });
        } else if outside && !self.told && !line.trim().is_empty() {
            self.told = true;
            let fault = Diagnostic::new(&codes::E116, "this text belongs to no section").at(at);
            self.faults.push(fault.help(headings()));
        }
    }

    /// Ends the open section where the next heading begins.
    fn close(&mut self, end: usize) {
        let Some((kind, start)) = self.open.take() else { return };
        let Some(current) = self.current else { return };
        let written = &self.text[start..end];
        let lead = written.len() - written.trim_start().len();
        let written = written.trim();
        let span = Span::new(self.file, start + lead, start + lead + written.len());
        let mut trouble = Vec::new();
        let value = read_lines(written, &mut trouble);
        report(trouble, span, self.faults);
        self.statements[current].sections.push(SectionDraft { kind, text: Spanned { value, span } });
    }
}

fn report(trouble: Vec<escape::Trouble>, span: Span, faults: &mut Diagnostics) {
    for found in trouble {
        let start = span.start as usize;
        let at = Span::new(span.file, start + found.range.start, start + found.range.end);
        faults.push(found.fault(at));
    }
}

/// The text of lines as written: CRLF as LF, escaped headings and characters as they were.
fn read_lines<'s>(written: &'s str, trouble: &mut Vec<escape::Trouble>) -> Cow<'s, str> {
    if !written.contains('\r') && !front_matter::lines(written, 0).any(|(_, line)| is_escaped(line)) {
        return escape::unescape(written, trouble);
    }
    let mut text = String::with_capacity(written.len());
    for (at, line) in front_matter::lines(written, 0) {
        if at > 0 {
            text.push('\n');
        }
        let before = trouble.len();
        text.push_str(&escape::unescape(if is_escaped(line) { &line[1..] } else { line }, trouble));
        for found in &mut trouble[before..] {
            found.range = at + found.range.start..at + found.range.end;
        }
    }
    Cow::Owned(text)
}

/// Writes a version's file in canonical form: what [`read`] reads back equal.
pub fn write_agreement(draft: &AgreementDraft<'_>) -> String {
    let mut lines = Lines::default();
    let text = |cell: &Option<Cell<'_>>| cell.as_ref().map(|cell| cell.text().to_owned());
    lines.line("+++");
    lines.text("reference", draft.reference.text());
    lines.stated("title", text(&draft.title).as_deref());
    lines.text("applicant", draft.applicant.text());
    lines.stated("applicant_type", text(&draft.applicant_type).as_deref());
    lines.texts("controllers", draft.controllers.iter().map(Cell::text));
    lines.stated("controller_basis", text(&draft.controller_basis).as_deref());
    lines.stated("start", text(&draft.start).as_deref());
    lines.stated("end", text(&draft.end).as_deref());
    lines.stated("sublicensing", text(&draft.sublicensing).as_deref());
    lines.stated("commercial", text(&draft.commercial).as_deref());
    lines.texts("purposes", draft.purposes.iter().map(Cell::text));
    lines.stated("prose", text(&draft.prose).as_deref());
    for dataset in &draft.datasets {
        lines.line("\n[[dataset]]");
        lines.text("name", dataset.name.text());
        lines.stated("identifiability", text(&dataset.identifiability).as_deref());
        lines.stated("sensitivity", text(&dataset.sensitivity).as_deref());
        lines.stated("frequency", text(&dataset.frequency).as_deref());
        lines.stated("legal_basis", text(&dataset.legal_basis).as_deref());
        lines.stated("confidentiality", text(&dataset.confidentiality).as_deref());
    }
    for statement in &draft.statements {
        lines.line("\n[[statement]]");
        lines.integer("seq", statement.seq.value);
        lines.text("organisation", statement.organisation.text());
        lines.texts("editions", statement.editions.iter().map(Cell::text));
        lines.integers("source_rows", statement.source_rows.iter().map(|row| row.value));
        lines.texts("source_sheets", statement.source_sheets.iter().map(Cell::text));
        lines.texts("truncated", statement.truncated.iter().map(Cell::text));
    }
    lines.line("+++");
    write_prose(&draft.statements, &mut lines);
    lines.finish()
}

fn write_prose(statements: &[StatementDraft<'_>], lines: &mut Lines) {
    let several = statements.len() > 1;
    for statement in statements {
        if several {
            lines.line(&format!("\n# Statement {}", statement.seq.value));
        }
        for section in &statement.sections {
            lines.line(&format!("\n## {}\n", section.kind.heading()));
            for line in section.text.text().split('\n') {
                let escaped = escape::escape(line);
                let ours = heading(line.trim_start_matches('\\')).is_some();
                lines.line(&if ours { format!("\\{escaped}") } else { escaped.into_owned() });
            }
        }
    }
}
