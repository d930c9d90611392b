//! A report for people without the tool: one page that loads nothing, runs no script and can be sent by mail. What would
//! make it too long to open is counted and left to JSON. Everything that a record says is escaped.

use super::texts::{Texts, printable};
use super::{Report, summary_with};
use crate::diag::{Code, Diagnostic, Severity, Span, codes};
use std::collections::BTreeMap;
use std::fmt::Write;

const STYLE: &str = include_str!("report.css");

/// The SHA-256 of [`STYLE`], so that the page can forbid everything else; a test holds it.
const STYLE_DIGEST: &str = "egXcmgYafha9X8GZI32ZK0eQNOSGVM9wypFeCTHn6Xc=";

/// How many files, and how many waived faults, are listed.
const MOST_LISTED: usize = 500;

/// How many faults of one code are shown. People correct the first before they read the last.
fn most_shown(code: &Code) -> usize {
    if code.severity() == Severity::Error { 500 } else { 100 }
}

/// The severities in the order they are told, each with its name for one and for many.
const SEVERITIES: [(Severity, &str, &str); 4] = [
    (Severity::Error, "error", "errors"),
    (Severity::Warning, "warning", "warnings"),
    (Severity::Info, "note", "notes"),
    (Severity::Advice, "piece of advice", "pieces of advice"),
];

pub(super) fn html(report: &Report<'_>, texts: &Texts<'_>) -> String {
    let title = match report.title {
        "" => "Check of the register".to_owned(),
        title => format!("Check: {}", escaped(title)),
    };
    let groups = groups(report);
    let mut page = Page { out: String::new(), texts };
    page.put(format_args!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to main content</a>\n<main id=\"main\">\n<h1>{title}</h1>\n"
    ));
    page.overview(report, &groups);
    for group in &groups {
        page.group(group);
    }
    page.waived(report);
    page.files(report);
    page.put(format_args!("</main>\n</body>\n</html>\n"));
    page.out
}

/// The faults of each code, errors first, in the order of codes.
fn groups<'r>(report: &Report<'r>) -> Vec<(&'static Code, Vec<&'r Diagnostic>)> {
    let mut of_code: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for fault in report.faults {
        of_code.entry(fault.code.id).or_default().push(fault);
    }
    let mut groups: Vec<_> = codes::ALL.iter().filter_map(|code| Some((*code, of_code.remove(code.id)?))).collect();
    groups.sort_by_key(|(code, _)| code.severity());
    groups
}

struct Page<'t, 'a> {
    out: String,
    texts: &'t Texts<'a>,
}

impl Page<'_, '_> {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
    }

    /// What was found, and a table of codes that leads to each.
    fn overview(&mut self, report: &Report<'_>, groups: &[(&'static Code, Vec<&Diagnostic>)]) {
        let waived = report.waived.len();
        let waivers = if waived > 0 { format!(", {} waived", grouped(waived)) } else { String::new() };
        let verdict = match report.faults.has_errors() {
            true => "<span class=\"stops\">Nothing can be published until every error is corrected or waived.</span>",
            false => "Nothing here stops publication.",
        };
        self.put(format_args!("<p>Found: {}{waivers}. {verdict}</p>\n", summary_with(report.faults, grouped)));
        if groups.is_empty() {
            return;
        }
        self.put(format_args!(
            "<table>\n<caption>What was found</caption>\n<thead><tr><th scope=\"col\">Code</th>\
             <th scope=\"col\">What it means</th><th scope=\"col\">Kind</th>\
             <th scope=\"col\" class=\"number\">How many</th></tr></thead>\n<tbody>\n"
        ));
        for (code, faults) in groups {
            let kind = if code.severity() == Severity::Info { "note" } else { code.severity().word() };
            self.put(format_args!(
                "<tr><th scope=\"row\"><a href=\"#{id}\">{id}</a></th><td>{}</td><td class=\"kind\">{kind}</td>\
                 <td class=\"number\">{}</td></tr>\n",
                escaped(code.title),
                grouped(faults.len()),
                id = code.id
            ));
        }
        self.put(format_args!("</tbody>\n</table>\n"));
        if waived > 0 {
            self.put(format_args!("<p><a href=\"#waived\">What is let through</a></p>\n"));
        }
        if report.faults.iter().any(|fault| fault.span.is_some()) {
            self.put(format_args!("<p><a href=\"#files\">Faults by file</a></p>\n"));
        }
    }

    /// Which files have faults, those with errors first.
    fn files(&mut self, report: &Report<'_>) {
        let mut files: BTreeMap<_, [usize; 4]> = BTreeMap::new();
        for fault in report.faults {
            let Some(span) = fault.span else { continue };
            let place = SEVERITIES.iter().position(|(severity, ..)| *severity == fault.severity()).unwrap_or(0);
            files.entry(span.file).or_default()[place] += 1;
        }
        if files.is_empty() {
            return;
        }
        let all = files.len();
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by(|(_, a), (_, b)| b.cmp(a));
        files.truncate(MOST_LISTED);
        let caption = match files.len() < all {
            true => format!("The {MOST_LISTED} files with the gravest faults, of {}", grouped(all)),
            false => "Files with faults, the gravest first".to_owned(),
        };
        self.put(format_args!(
            "<h2 id=\"files\">By file</h2>\n<table>\n<caption>{caption}</caption>\n<thead><tr>\
             <th scope=\"col\" class=\"place\">File</th><th scope=\"col\">What it has</th></tr></thead>\n<tbody>\n"
        ));
        for (file, counts) in files {
            let path = escaped(&printable(self.texts.sources.path(file)));
            let counted = SEVERITIES.iter().zip(counts).filter(|(_, count)| *count > 0);
            let told = counted
                .map(|((_, one, many), count)| format!("{} {}", grouped(count), if count == 1 { one } else { many }));
            let told = told.collect::<Vec<_>>().join(", ");
            self.put(format_args!("<tr><th scope=\"row\" class=\"place\">{path}</th><td>{told}</td></tr>\n"));
        }
        self.put(format_args!("</tbody>\n</table>\n"));
    }

    /// One code: what it means, and where it was found.
    fn group(&mut self, (code, faults): &(&'static Code, Vec<&Diagnostic>)) {
        let Code { id, title, explanation, example } = code;
        let shown = faults.len().min(most_shown(code));
        self.put(format_args!(
            "<h2 id=\"{id}\">{id}: {}</h2>\n<p>{}</p>\n<p>Example: {}</p>\n<table class=\"faults\">\n<caption>{id}, {}",
            escaped(title),
            escaped(explanation),
            escaped(example),
            if faults.len() == 1 { "1 place".to_owned() } else { format!("{} places", grouped(faults.len())) },
        ));
        if shown < faults.len() {
            let rest = grouped(faults.len() - shown);
            self.put(format_args!(". The first {shown} are here, {rest} are left out; a report in JSON has all"));
        }
        self.put(format_args!(
            "</caption>\n<thead><tr><th scope=\"col\" class=\"place\">Where</th><th scope=\"col\">What, and what to do</th>\
             </tr></thead>\n<tbody>\n"
        ));
        for fault in &faults[..shown] {
            self.fault(fault);
        }
        self.put(format_args!("</tbody>\n</table>\n"));
    }

    fn fault(&mut self, fault: &Diagnostic) {
        let place = self.place(fault);
        self.put(format_args!(
            "<tr><th scope=\"row\" class=\"place\">{place}</th><td><p>{}</p>\n",
            escaped(&printable(&fault.message))
        ));
        if let Some(span) = fault.span {
            self.line(span);
        }
        for (span, words) in &fault.labels {
            self.put(format_args!("<p>{}, {}:</p>\n", escaped(&printable(words)), self.location(*span)));
            self.line(*span);
        }
        if let Some(advice) = fault.advice() {
            self.put(format_args!("<p><b>What to do:</b> {}</p>", escaped(&printable(&advice))));
        }
        self.put(format_args!("</td></tr>\n"));
    }

    fn place(&self, fault: &Diagnostic) -> String {
        let place = fault.span.map_or_else(|| "The register as a whole".to_owned(), |span| self.location(span));
        match &fault.record {
            Some(record) => format!("{place}<br>{}", escaped(&printable(record))),
            None => place,
        }
    }

    /// Escaped.
    fn location(&self, span: Span) -> String {
        let at = self.texts.sources.locate(span);
        let path = escaped(&printable(self.texts.sources.path(span.file)));
        format!("{path}, line {}, column {}", at.line, at.column)
    }

    fn line(&mut self, span: Span) {
        let near = self.texts.excerpt(span);
        let [before, marked, after] = [&near.before, &near.marked, &near.after].map(|text| escaped(text));
        self.put(format_args!("<pre>{before}<mark>{marked}</mark>{after}</pre>\n"));
    }

    fn waived(&mut self, report: &Report<'_>) {
        if report.waived.is_empty() {
            return;
        }
        let all = report.waived.len();
        let left_out = match all.saturating_sub(MOST_LISTED) {
            0 => String::new(),
            rest => {
                format!(". The first {MOST_LISTED} are here, {} are left out; a report in JSON has all", grouped(rest))
            }
        };
        self.put(format_args!(
            "<h2 id=\"waived\">Let through</h2>\n<p>The settings name these faults, with the reason why the record is \
             published all the same.</p>\n<table class=\"faults\">\n<caption>Waived faults, {}{left_out}</caption>\n<thead><tr>\
             <th scope=\"col\" class=\"place\">Where</th><th scope=\"col\">Fault</th><th scope=\"col\">Reason</th></tr>\
             </thead>\n<tbody>\n",
            grouped(all)
        ));
        for (fault, reason) in report.waived.iter().take(MOST_LISTED) {
            let place = self.place(fault);
            self.put(format_args!(
                "<tr><th scope=\"row\" class=\"place\">{place}</th><td>{}: {}</td><td>{}</td></tr>\n",
                fault.code.id,
                escaped(&printable(&fault.message)),
                escaped(&printable(reason))
            ));
        }
        self.put(format_args!("</tbody>\n</table>\n"));
    }
}

/// A number with commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Text in HTML, also between double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Colour, Diagnostics, Format, Sources};
    use sha2::{Digest, Sha256};

    fn page(text: &str, code: &'static Code, times: usize) -> String {
        let mut sources = Sources::new();
        let file = sources.add("data/<b>.csv", text);
        let mut bag = Diagnostics::new();
        let fault =
            |n| Diagnostic::new(code, format!("<script>{n}")).at(Span::new(file, 0, 3)).about("a/\"&\"").help("<i>");
        (0..times).for_each(|n| bag.push(fault(n)));
        Report { title: "A & B", ..Report::of(&bag, &sources) }.emit(Format::Html, Colour::No)
    }

    #[test]
    fn the_policy_names_the_style_and_allows_nothing_else() {
        assert_eq!(STYLE_DIGEST, data_encoding::BASE64.encode(&Sha256::digest(STYLE)));
    }

    #[test]
    fn nothing_of_a_record_is_markup() {
        let page = page("<a>&", &codes::E2, 1);
        assert!(page.contains("<pre><mark>&lt;a&gt;</mark>&amp;</pre>"), "{page}");
        assert!(page.contains("&lt;script&gt;0") && page.contains("a/&quot;&amp;&quot;") && page.contains("&lt;i&gt;"));
        assert!(page.contains("<title>Check: A &amp; B</title>"));
        assert!(!page.contains("<script") && !page.contains("<b>.csv"));
    }

    #[test]
    fn every_link_leads_to_a_place_on_the_page() {
        let sources = Sources::new();
        let mut bag = Diagnostics::new();
        bag.push(Diagnostic::new(&codes::E118, "no file holds it"));
        let nowhere = Report::of(&bag, &sources).emit(Format::Html, Colour::No);
        assert!(nowhere.contains("The register as a whole") && !nowhere.contains("#files"), "{nowhere}");
        let waived = Diagnostic::new(&codes::W5, "let through");
        let with_waived = Report { waived: vec![(&waived, "why")], ..Report::of(&bag, &sources) };
        for page in [nowhere, page("abc", &codes::W5, 2), with_waived.emit(Format::Html, Colour::No)] {
            let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert!(links.len() > 1 && links.iter().all(|link| page.contains(&format!("id=\"{link}\""))), "{links:?}");
        }
    }

    #[test]
    fn files_with_errors_stand_before_those_with_more_warnings() {
        let mut sources = Sources::new();
        let [warned, wrong] = ["warned.csv", "wrong.csv"].map(|path| sources.add(path, "abc"));
        let mut bag = Diagnostics::new();
        (0..9).for_each(|n| bag.push(Diagnostic::new(&codes::W5, n.to_string()).at(Span::new(warned, 0, 3))));
        bag.push(Diagnostic::new(&codes::E2, "x").at(Span::new(wrong, 0, 3)));
        let page = Report::of(&bag, &sources).emit(Format::Html, Colour::No);
        let (_, files) = page.split_once("id=\"files\"").expect("the page has a table of files");
        assert!(files.find("wrong.csv") < files.find("warned.csv"), "{files}");
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let page = page("abc", &codes::W5, 1234);
        assert_eq!(page.matches("<pre>").count(), 100);
        assert!(page.contains("Found: no errors, 1,234 warnings."), "{page}");
        assert!(page.contains("1,234 places. The first 100 are here, 1,134 are left out"), "{page}");
    }
}
