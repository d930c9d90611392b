//! Diagnostics as text: for people, for one line each, for programs (JSON), for GitHub's annotations. Nothing is
//! printed here.

use super::source::floor_boundary;
use super::{Code, Diagnostic, Diagnostics, Severity, Sources, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the source line, a caret and help. Of one code three warnings and a hundred errors are shown, the others
    /// only counted.
    Human,
    /// One line each.
    Short,
    /// One JSON object with all of them and their counts.
    Json,
    /// Workflow commands that GitHub shows at file and line.
    Github,
}

/// Whether people see colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum Colour {
    Yes,
    No,
}

/// How wide a source line is shown.
const LINE_WIDTH: usize = 120;

/// How many characters of a message people see; one may quote a cell of any length.
const MOST_SHOWN: usize = 1000;

/// A longer line is cut to this many bytes on each side before it is drawn, so that drawing costs the same for any.
const SIDE: usize = 1000;

/// How many of one code people see in full; the other formats always list all. A wrong file can hold a hundred thousand
/// errors, and nobody reads them all before correcting the first.
fn shown_in_full(code: &Code) -> usize {
    if code.severity() == Severity::Error { 100 } else { 3 }
}

/// Writes all diagnostics, in the order they stand.
pub fn emit(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: Colour) -> String {
    match format {
        Format::Human => human(diagnostics, sources, colour),
        Format::Short => diagnostics.iter().map(|d| short(d, sources)).collect(),
        Format::Json => as_json(diagnostics, sources),
        Format::Github => diagnostics.iter().map(|d| github(d, sources)).collect(),
    }
}

/// "2 errors, 14 warnings", or "no errors, no warnings".
pub fn summary(diagnostics: &Diagnostics) -> String {
    let count = |severity, one: &str, many: &str| match diagnostics.count(severity) {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    };
    let mut text =
        format!("{}, {}", count(Severity::Error, "error", "errors"), count(Severity::Warning, "warning", "warnings"));
    if diagnostics.count(Severity::Info) > 0 {
        let _ = write!(text, ", {}", count(Severity::Info, "note", "notes"));
    }
    text
}

fn human(diagnostics: &Diagnostics, sources: &Sources, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Yes => Renderer::styled(),
        Colour::No => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(LINE_WIDTH);
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut text = String::new();
    for diagnostic in diagnostics {
        let count = shown.entry(diagnostic.code.id).or_insert(0);
        *count += 1;
        if *count <= shown_in_full(diagnostic.code) {
            text.push_str(&renderer.render(&[report(diagnostic, sources)]));
            text.push_str("\n\n");
        }
    }
    more(diagnostics, &mut text);
    text
}

/// Says how many more of each code there are.
fn more(diagnostics: &Diagnostics, text: &mut String) {
    let of_code = |id: &str| diagnostics.iter().find(|d| d.code.id == id).map(|d| d.code);
    let mut any = false;
    for (id, count) in diagnostics.by_code() {
        let Some(code) = of_code(id).filter(|code| count > shown_in_full(code)) else { continue };
        let rest = count - shown_in_full(code);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}[{id}]: {rest} more like it: {}", code.severity().word(), code.title);
        any = true;
    }
    if any {
        text.push_str("(--format short lists every one; candour explain CODE says what a code means)\n\n");
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::NOTE,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.id);
    let mut group = Group::with_title(title);
    let primary = diagnostic.span.map(|span| (span, AnnotationKind::Primary, None));
    let others = diagnostic.labels.iter().map(|(span, words)| (*span, AnnotationKind::Context, Some(words.as_str())));
    let mut places: Vec<Place<'_>> = primary.into_iter().chain(others).collect();
    while let Some(first) = places.first().map(|(span, ..)| *span) {
        if sources.line(first).0.len() > 2 * SIDE {
            group = part_of_line(group, places.remove(0), sources);
            continue;
        }
        let same_line = |(span, ..): &Place<'_>| {
            span.file == first.file && sources.locate(*span).line == sources.locate(first).line
        };
        let (here, elsewhere) = places.into_iter().partition(same_line);
        group = group.element(line_with(here, sources));
        places = elsewhere;
    }
    match diagnostic.advice() {
        Some(advice) => group.element(Level::HELP.message(printable(&advice))),
        None => group,
    }
}

/// Text of a record in a report: control characters would move the terminal's cursor, and what is very long is cut.
fn printable(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(MOST_SHOWN).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A place to point at, how, and with which words.
type Place<'a> = (Span, AnnotationKind, Option<&'a str>);

/// The line of these places, which all begin on it; the renderer cuts long lines to what is near them.
fn line_with<'a>(places: Vec<Place<'a>>, sources: &'a Sources) -> Snippet<'a, Annotation<'a>> {
    let (first, ..) = places[0];
    let (line, _) = sources.line(first);
    let snippet = Snippet::source(printable_same_length(line))
        .line_start(sources.locate(first).line)
        .path(printable(sources.path(first.file)));
    let annotation = |(span, kind, label): Place<'a>| {
        let (_, range) = sources.line(span);
        kind.span(range).label(label.map(printable))
    };
    snippet.annotations(places.into_iter().map(annotation))
}

/// What is near a place on a long line. The renderer would count columns from where the line was cut, so the place is
/// said apart.
fn part_of_line<'a>(group: Group<'a>, (span, kind, label): Place<'a>, sources: &'a Sources) -> Group<'a> {
    let (line, range) = sources.line(span);
    let location = sources.locate(span);
    let range = range.start..range.end.min(floor_boundary(line, range.start + SIDE));
    let from = floor_boundary(line, range.start.saturating_sub(SIDE));
    let to = floor_boundary(line, range.end + SIDE);
    let path = printable(sources.path(span.file));
    let annotation = kind.span(range.start - from..range.end - from).label(label.map(printable));
    let text = printable_same_length(&line[from..to]);
    let snippet = Snippet::source(text).line_start(location.line).annotation(annotation);
    group.element(Origin::path(path).line(location.line).char_column(location.column)).element(snippet)
}

/// As [`printable`], but every byte offset stays where it is.
fn printable_same_length(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(std::iter::repeat_n(' ', c.len_utf8())) } else { out.push(c) }
    }
    out
}

fn short(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.span.map_or_else(String::new, |span| {
        let location = sources.locate(span);
        format!("{}:{}:{}: ", printable(sources.path(span.file)), location.line, location.column)
    });
    let word = diagnostic.severity().word();
    format!("{place}{word}[{}]: {}\n", diagnostic.code.id, printable(&diagnostic.message))
}

fn place_json(span: Span, sources: &Sources) -> Value {
    let start = sources.locate(span);
    let end = sources.locate(Span { start: span.end, ..span });
    json!({
        "file": sources.path(span.file),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

fn as_json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let one = |d: &Diagnostic| {
        let labels = d.labels.iter().map(|(span, text)| json!({ "place": place_json(*span, sources), "text": text }));
        json!({
            "code": d.code.id,
            "severity": d.severity().word(),
            "title": d.code.title,
            "message": d.message,
            "record": d.record,
            "place": d.span.map(|span| place_json(span, sources)),
            "labels": labels.collect::<Vec<_>>(),
            "help": d.help,
            "fix": d.fix.as_ref().map(|fix| json!({ "place": place_json(fix.span, sources), "with": fix.with })),
        })
    };
    let all: Vec<Value> = diagnostics.iter().map(one).collect();
    let counts = json!({
        "errors": diagnostics.count(Severity::Error),
        "warnings": diagnostics.count(Severity::Warning),
        "notes": diagnostics.count(Severity::Info),
    });
    format!("{:#}\n", json!({ "diagnostics": all, "counts": counts }))
}

fn github(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let command = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = diagnostic.span.map_or_else(String::new, |span| {
        let location = sources.locate(span);
        format!("file={},line={},col={},", property(sources.path(span.file)), location.line, location.column)
    });
    let help = diagnostic.advice().map_or_else(String::new, |advice| format!("\n{advice}"));
    let title = property(&format!("{}: {}", diagnostic.code.id, diagnostic.code.title));
    format!("::{command} {place}title={title}::{}\n", data(&format!("{}{help}", diagnostic.message)))
}
