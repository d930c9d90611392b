//! Holds the order of the modules: each may name only modules on a lower line of [`LAYERS`], and neighbours on one
//! line never name each other. It reads the source as text, so it sees imports and paths, not what a macro makes.
//! `src/lib.rs` and `src/main.rs` stand above the table and may name everything.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::Path;

/// Highest first.
const LAYERS: [&[&str]; 11] = [
    &["cli"],
    &["publish", "serve", "import", "edit"],
    &["pipeline"],
    &["render"],
    &["extracts", "search", "feeds"],
    &["site"],
    &["check", "history"],
    &["records"],
    &["config"],
    &["tree", "model", "markdown", "output", "syntax"],
    &["diag"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|line| line.contains(&module))
}

#[test]
fn every_module_names_only_lower_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    let mut files = 0;
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|ending| ending == "rs") {
            let below = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            faults.extend(check(&below, &std::fs::read_to_string(entry.path()).unwrap()));
            files += 1;
        }
    }
    assert!(files > 10, "only {files} source files found below {}", root.display());
    assert!(faults.is_empty(), "the order of the modules is broken:\n{}", faults.join("\n"));
}

/// Faults of one source file; `file` is its path below `src`.
fn check(file: &str, source: &str) -> Vec<String> {
    let home = module_of(file);
    let Some(own) = home.first() else { return Vec::new() };
    let Some(own_layer) = layer(own) else {
        return vec![format!("src/{file}: the module {own} is on no line of LAYERS in tests/layers.rs")];
    };
    let mut faults = BTreeSet::new();
    for (line, path) in paths(&tokens(&blank(source)), &home) {
        let fault = match path.first().map(String::as_str) {
            Some(named) if named == own => continue,
            None | Some("*" | "self" | "as") => format!("{own} names the crate's root as a whole"),
            Some(named) => match layer(named) {
                Some(its) if its > own_layer => continue,
                Some(its) if its == own_layer => format!("{own} names {named}, which stands beside it"),
                Some(_) => format!("{own} names {named}, which stands above it"),
                None => format!("{own} names {named}, which is on no line of LAYERS in tests/layers.rs"),
            },
        };
        faults.insert((line, format!("src/{file}:{line}: {fault}")));
    }
    faults.into_iter().map(|(_, fault)| fault).collect()
}

/// `output/path.rs` is `["output", "path"]`; the crate's roots are empty.
fn module_of(file: &str) -> Vec<String> {
    let stem = file.trim_end_matches(".rs");
    let parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
    match parts.as_slice() {
        [root] if root == "lib" || root == "main" => Vec::new(),
        [folder @ .., last] if last == "mod" => folder.to_vec(),
        all => all.to_vec(),
    }
}

/// The source with comments, strings and characters turned to spaces; lines stay where they are.
fn blank(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skip = comment(rest).or_else(|| string(rest, out.chars().last())).or_else(|| character(rest));
        match skip {
            Some(length) => {
                out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
                rest = &rest[length..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// The length of the comment that `text` begins with.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(text.len())
}

/// The length of the string literal that `text` begins with: plain, byte, C, raw.
fn string(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None; // the `r` in `for"…"` would be no prefix
    }
    let prefix = ["br", "cr", "r", "b", "c", ""]
        .into_iter()
        .find(|prefix| text.strip_prefix(prefix).is_some_and(|t| t.trim_start_matches('#').starts_with('"')))?;
    let rest = &text[prefix.len()..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let body = prefix.len() + hashes + 1;
    if prefix.ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(text[body..].find(&end).map_or(text.len(), |at| body + at + end.len()));
    }
    if hashes > 0 {
        return None;
    }
    let mut escaped = false;
    for (at, c) in text[body..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(body + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The length of the character literal that `text` begins with; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    let first = body.chars().next()?;
    if first == '\\' {
        let end = body[2..].find('\'')?;
        return Some(1 + 2 + end + 1);
    }
    body[first.len_utf8()..].starts_with('\'').then_some(1 + first.len_utf8() + 1)
}

/// A word, `::`, or one other sign, with its line (from 1).
type Token = (usize, String);

fn tokens(source: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let length = match word {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                _ => word,
            };
            if !first.is_whitespace() {
                found.push((number + 1, rest[..length].to_owned()));
            }
            rest = &rest[length..];
        }
    }
    found
}

/// Every path into the crate, as written from its root, with its line. `home` is the module the tokens are of.
fn paths(tokens: &[Token], home: &[String]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    let mut inline: Vec<(String, usize)> = Vec::new(); // `mod name {`, and the depth of its brace
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        match text(tokens, at) {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline.retain(|(_, opened)| *opened <= depth);
            }
            "mod" if text(tokens, at + 2) == "{" => {
                depth += 1;
                inline.push((text(tokens, at + 1).to_owned(), depth));
                at += 2;
            }
            "crate" | "super" | "self" if starts_path(tokens, at) => {
                let here: Vec<String> =
                    home.iter().cloned().chain(inline.iter().map(|(name, _)| name.clone())).collect();
                at = follow(tokens, at, &here, &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |(_, text)| text)
}

/// `crate` in `pub(crate)`, `self` as a value and the `super` in the middle of a path begin none; `use crate as x` does.
fn starts_path(tokens: &[Token], at: usize) -> bool {
    let goes_on = text(tokens, at + 1) == "::" || (text(tokens, at) == "crate" && text(tokens, at + 1) == "as");
    goes_on && (at == 0 || text(tokens, at - 1) != "::")
}

/// Reads a path and the groups in it, notes each leaf, and returns the place after it.
fn follow(tokens: &[Token], mut at: usize, here: &[String], found: &mut Vec<(usize, Vec<String>)>) -> usize {
    let mut path = here.to_vec();
    let mut line = tokens[at].0;
    loop {
        line = tokens.get(at).map_or(line, |token| token.0);
        match text(tokens, at) {
            "crate" => path.clear(),
            "super" => {
                path.pop();
            }
            "self" => {}
            "{" => return group(tokens, at + 1, &path, found),
            word if word == "*" || is_word(word) => path.push(word.to_owned()),
            _ => break, // `::<`
        }
        at += 1;
        if text(tokens, at) != "::" {
            break;
        }
        at += 1;
    }
    found.push((line, path));
    at
}

/// `{a::b, c}` after `path::`; `at` is behind the brace.
fn group(tokens: &[Token], mut at: usize, path: &[String], found: &mut Vec<(usize, Vec<String>)>) -> usize {
    while at < tokens.len() && text(tokens, at) != "}" {
        let item = text(tokens, at);
        at = if is_word(item) || item == "*" || item == "{" { follow(tokens, at, path, found) } else { at + 1 };
        if text(tokens, at) == "as" {
            at += 2;
        }
    }
    at + 1
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

#[test]
fn downward_imports_are_quiet() {
    let site = r##"
        //! Not crate::cli, for this is a comment. /* nor */
        use crate::model::{Register, fold::{self, fold}, Release as R};
        use crate::{diag::Diagnostic, markdown, output as o};
        pub(crate) use self::routes::Routes;
        use super::site::views;
        pub(in crate::site) struct A<'a>(&'a str);
        /* use crate::cli; /* nested */ use crate::render; */
        fn f<'a>(x: &'a str) -> char {
            let text = "use crate::cli::run; \" crate::render";
            let raw = r#"crate::publish::"x""#;
            let c = ['"', '\'', '\u{41}', 'a'];
            crate::diag::codes::E100.explain::<crate::model::Term>(self.site, c)
        }
        mod tests { use super::*; use super::super::model::X; mod deep { use super::super::*; } }
        fn g() { super::check::run() }
    "##;
    assert_eq!(check("site/mod.rs", site), Vec::<String>::new());
    assert_eq!(check("lib.rs", "use crate::cli;"), Vec::<String>::new());
    assert_eq!(check("main.rs", "use candour::cli;"), Vec::<String>::new());
}

#[test]
fn upward_and_sideways_imports_are_found_with_file_line_and_both_modules() {
    for (file, source, fault) in [
        ("model/a.rs", "use crate::check::x;", "src/model/a.rs:1: model names check, which stands above it"),
        ("tree/mod.rs", "\nuse crate::model;", "src/tree/mod.rs:2: tree names model, which stands beside it"),
        ("markdown.rs", "use super::site;", "src/markdown.rs:1: markdown names site, which stands above it"),
        (
            "site/a.rs",
            "use crate::{\n model,\n render::{X, Y} };",
            "src/site/a.rs:3: site names render, which stands above it",
        ),
        (
            "check/a.rs",
            "use crate::{model::X, {diag, cli as c}};",
            "src/check/a.rs:1: check names cli, which stands above it",
        ),
        (
            "feeds/a/b.rs",
            "use super::super::super::search::X;",
            "src/feeds/a/b.rs:1: feeds names search, which stands beside it",
        ),
        (
            "diag/mod.rs",
            "mod tests { fn f() { super::super::model::g() } }",
            "src/diag/mod.rs:1: diag names model, which stands above it",
        ),
        (
            "diag/mod.rs",
            "mod a { mod b {} } fn f() { super::model::g() }",
            "src/diag/mod.rs:1: diag names model, which stands above it",
        ),
        (
            "records/a.rs",
            "fn f(x: Vec<crate::check::X>) {}",
            "src/records/a.rs:1: records names check, which stands above it",
        ),
        (
            "records/a.rs",
            "let c = '\"'; crate::site::f();",
            "src/records/a.rs:1: records names site, which stands above it",
        ),
        (
            "config/a.rs",
            "let s = \"\\\\\"; crate::site::f();",
            "src/config/a.rs:1: config names site, which stands above it",
        ),
        ("import/a.rs", "pub use crate::publish;", "src/import/a.rs:1: import names publish, which stands beside it"),
        ("output/a.rs", "use crate::*;", "src/output/a.rs:1: output names the crate's root as a whole"),
        ("output/a.rs", "use crate::{self as root};", "src/output/a.rs:1: output names the crate's root as a whole"),
        ("output/a.rs", "use crate as root;", "src/output/a.rs:1: output names the crate's root as a whole"),
        ("markdown.rs", "use super::*;", "src/markdown.rs:1: markdown names the crate's root as a whole"),
        (
            "site/a.rs",
            "crate::helpers::f()",
            "src/site/a.rs:1: site names helpers, which is on no line of LAYERS in tests/layers.rs",
        ),
        ("helpers.rs", "", "src/helpers.rs: the module helpers is on no line of LAYERS in tests/layers.rs"),
    ] {
        assert_eq!(check(file, source), [fault], "{file}: {source}");
    }
}
