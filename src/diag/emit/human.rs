//! Diagnostics as people read them on a terminal: the source line, a caret and help; or one line each.

use super::texts::{Texts, printable};
use super::{Colour, Report};
use crate::diag::source::floor_boundary;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How wide a source line is shown.
const LINE_WIDTH: usize = 120;

/// A longer line is cut to this many bytes on each side before it is drawn, so that drawing costs the same for any.
const SIDE: usize = 1000;

/// How many of one code people see in full; the other formats always list all. A wrong file can hold a hundred thousand
/// errors, and nobody reads them all before correcting the first; advice comes only when it is asked for.
fn shown_in_full(code: &Code) -> usize {
    match code.severity() {
        Severity::Error | Severity::Advice => 100,
        Severity::Warning | Severity::Info => 3,
    }
}

/// All of them in file order, those past a number of one code only counted.
pub(super) fn human(told: &Report<'_>, texts: &Texts<'_>, colour: Colour) -> String {
    let diagnostics = told.faults;
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
            text.push_str(&renderer.render(&[report(diagnostic, texts)]));
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

fn report<'a>(diagnostic: &'a Diagnostic, texts: &Texts<'a>) -> Group<'a> {
    let sources = texts.sources;
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::NOTE,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.id);
    let mut group = Group::with_title(title);
    let primary = diagnostic.span.map(|span| (span, AnnotationKind::Primary, None));
    let others = diagnostic.labels.iter().map(|(span, words)| (*span, AnnotationKind::Context, Some(words.as_str())));
    let mut places: Vec<Place<'_>> = primary.into_iter().chain(others).collect();
    while let Some(first) = places.first().map(|(span, ..)| *span) {
        if sources.line(first).0.len() > 2 * SIDE {
            group = part_of_line(group, places.remove(0), texts);
            continue;
        }
        let same_line = |(span, ..): &Place<'_>| {
            span.file == first.file && sources.locate(*span).line == sources.locate(first).line
        };
        let (here, elsewhere) = places.into_iter().partition(same_line);
        group = group.element(line_with(here, texts));
        places = elsewhere;
    }
    match diagnostic.advice() {
        Some(advice) => group.element(Level::HELP.message(printable(&advice))),
        None => group,
    }
}

/// A place to point at, how, and with which words.
type Place<'a> = (Span, AnnotationKind, Option<&'a str>);

/// The line of these places, which all begin on it; the renderer cuts long lines to what is near them.
fn line_with<'a>(places: Vec<Place<'a>>, texts: &Texts<'a>) -> Snippet<'a, Annotation<'a>> {
    let sources = texts.sources;
    let (first, ..) = places[0];
    let (line, _) = sources.line(first);
    let snippet = Snippet::source(texts.part_of_line(first, 0..line.len()))
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
fn part_of_line<'a>(group: Group<'a>, (span, kind, label): Place<'a>, texts: &Texts<'a>) -> Group<'a> {
    let sources = texts.sources;
    let (line, range) = sources.line(span);
    let location = sources.locate(span);
    let range = range.start..range.end.min(floor_boundary(line, range.start + SIDE));
    let from = floor_boundary(line, range.start.saturating_sub(SIDE));
    let to = floor_boundary(line, range.end + SIDE);
    let path = printable(sources.path(span.file));
    let annotation = kind.span(range.start - from..range.end - from).label(label.map(printable));
    let text = texts.part_of_line(span, from..to);
    let snippet = Snippet::source(text).line_start(location.line).annotation(annotation);
    group.element(Origin::path(path).line(location.line).char_column(location.column)).element(snippet)
}

/// One line.
pub(super) fn short(diagnostic: &Diagnostic, texts: &Texts<'_>) -> String {
    let place = diagnostic.span.map_or_else(String::new, |span| {
        let location = texts.sources.locate(span);
        format!("{}:{}:{}: ", printable(texts.sources.path(span.file)), location.line, location.column)
    });
    let word = diagnostic.severity().word();
    format!("{place}{word}[{}]: {}\n", diagnostic.code.id, printable(&diagnostic.message))
}

#[cfg(test)]
mod tests {
    use crate::diag::{Colour, Diagnostic, Diagnostics, Format, Sources, Span, codes, emit};

    #[test]
    fn of_a_long_line_what_is_near_is_drawn_with_the_place_it_has_in_the_file() {
        let mut sources = Sources::new();
        let text = format!("{}<here>{}", "é".repeat(2000), "ü".repeat(2000));
        let file = sources.add("x.csv", text);
        let mut bag = Diagnostics::new();
        bag.push(Diagnostic::new(&codes::W5, "wrong").at(Span::new(file, 4000, 4006)));
        let drawn = emit(&bag, &sources, Format::Human, Colour::No);
        assert!(drawn.contains("x.csv:1:2001"), "{drawn}");
        let lines: Vec<&str> = drawn.lines().collect();
        let carets = lines.iter().position(|line| line.contains("^^^^^^")).expect("carets");
        let column = |line: &str, sign: &str| line.find(sign).map(|at| line[..at].chars().count());
        assert_eq!(column(lines[carets], "^^^^^^"), column(lines[carets - 1], "<here>"), "{drawn}");
    }

    #[test]
    fn of_one_code_three_warnings_are_drawn_and_the_others_counted() {
        let mut bag = Diagnostics::new();
        (0..5).for_each(|n| bag.push(Diagnostic::new(&codes::W5, format!("wrong {n}"))));
        let drawn = emit(&bag, &Sources::new(), Format::Human, Colour::No);
        assert!(drawn.contains("wrong 2") && !drawn.contains("wrong 3"), "{drawn}");
        assert!(drawn.contains("warning[W5]: 2 more like it"), "{drawn}");
    }
}
