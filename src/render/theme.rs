//! A theme: templates, words and assets. The built-in one is part of the program; a register's theme folder replaces
//! it file by file.

use super::words::Words;
use super::{chart_filters, filters};
use crate::diag::{Diagnostic, Diagnostics, Failure, FileId, Sources, Span, codes};
use crate::output::{SitePath, sha256_hex};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use tera::{Context, ErrorKind, Tera};

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../themes/default/", $name)))),*]
    };
}

/// Templates of the built-in theme. All end in `.html`, which is what switches escaping on.
pub(super) const TEMPLATES: &[(&str, &str)] = built_in![
    "layout.html",
    "parts.html",
    "record-parts.html",
    "charts.html",
    "home.html",
    "agreements.html",
    "agreement.html",
    "version.html",
    "recipients.html",
    "recipient.html",
    "datasets.html",
    "dataset.html",
    "search.html",
    "explore.html",
    "recipients-of.html",
    "releases.html",
    "year.html",
    "edition.html",
    "data.html",
    "dictionary.html",
    "content.html",
    "folder.html",
    "tombstone.html",
    "not-found.html",
    "opt-out-parts.html",
    "opt-outs.html",
    "opt-outs-by.html",
    "both-ways.html",
    "quality.html",
    "edition-quality.html",
    "finding.html",
    "quality-parts.html",
    "terms.html",
    "term.html",
    "glossary.html",
    "your-data.html",
];

/// Assets of the built-in theme; they are published under names that hold their digest. A script stands after those
/// that it imports, whose published names are written into it.
pub(super) const ASSETS: &[(&str, &str)] = built_in![
    "assets/nhsuk.css",
    "assets/register.css",
    "assets/icon.svg",
    "assets/word.js",
    "assets/store.js",
    "assets/element.js",
    "assets/text.js",
    "assets/index.js",
    "assets/names.js",
    "assets/query.js",
    "assets/filters.js",
    "assets/results.js",
    "assets/search.js",
    "assets/suggest.js",
    "assets/filter.js",
    "assets/table.js",
    "assets/time.js",
    "assets/chart.js",
    "assets/grid.js",
    "assets/selection.js",
    "assets/cells.js",
    "assets/figures.js",
    "assets/explore.js",
    "assets/page.js",
];

/// The words that scripts use, as a module of their own; made from the words, so no theme replaces it.
const WORDS_SCRIPT: &str = "assets/words.js";

const WORDS: &str = "words/en.toml";

/// Styles of the class names that are the NHS's; a register's own stylesheets take their place.
const NHS_STYLES: &str = "nhsuk.css";

/// Styles of the register's own parts, which every page has.
const OWN_STYLES: &str = "register.css";

/// A register's own theme files, each by its path below `folder`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The folder's name in reports: `themes/mine`.
    pub folder: String,
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Stylesheets in place of the built-in one for NHS class names, in order, each with its path in the register.
    pub stylesheets: Vec<(String, Vec<u8>)>,
}

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    assets: Vec<(SitePath, Vec<u8>)>,
    /// How many of them, from the first, have their digest in their name.
    hashed: usize,
    /// Those that every page links, in order.
    stylesheets: Vec<SitePath>,
}

impl Theme {
    /// The built-in theme with a register's own files in place of its own. Every faulty file is reported; with one
    /// there is no theme.
    pub fn load(overrides: &Overrides, sources: &mut Sources, faults: &mut Diagnostics) -> Option<Theme> {
        let before = faults.len();
        let own = own_texts(overrides, sources, faults);
        let words = own.get(WORDS).map(|&file| (file, sources.text(file)));
        let words = Arc::new(Words::load(words, faults));
        let mut assets = assets(overrides, &words);
        let (hashed, stylesheets) = (assets.len(), stylesheets(overrides, &assets));
        assets.extend(further_assets(overrides));
        let names = assets.iter().map(|(name, path, _)| (name.clone(), path.as_str().to_owned())).collect();
        let mut tera = Tera::new();
        filters::register(&mut tera, &words, &Arc::new(names));
        chart_filters::register(&mut tera, &words);
        add_templates(&mut tera, &own, sources, faults);
        for (&name, &file) in own.iter().filter(|(name, _)| name.ends_with(".html")) {
            for (span, message) in words.faults_of(sources.text(file)) {
                let message = format!("{name}: {message}");
                faults.push(Diagnostic::new(&codes::E145, message).at(Span::new(file, span.start, span.end)));
            }
        }
        let assets = assets.into_iter().map(|(_, path, bytes)| (path, bytes)).collect();
        (faults.len() == before).then_some(Theme { tera, assets, hashed, stylesheets })
    }

    /// Its assets, under the names they are published by.
    pub(super) fn assets(&self) -> &[(SitePath, Vec<u8>)] {
        &self.assets
    }

    /// The assets whose names hold their digest, and whose bytes therefore never change.
    pub(super) fn hashed_assets(&self) -> impl Iterator<Item = &SitePath> {
        self.assets.iter().take(self.hashed).map(|(path, _)| path)
    }

    /// The stylesheets that every page links, in order.
    pub(super) fn stylesheets(&self) -> impl Iterator<Item = &SitePath> {
        self.stylesheets.iter()
    }

    /// Renders a template.
    pub(super) fn render(&self, template: &str, context: &Context) -> Result<Vec<u8>, Failure> {
        let mut page = Vec::with_capacity(32 * 1024);
        let done = self.tera.render_to(template, context, &mut page);
        done.map_err(|error| {
            Failure::new(format!("cannot render a page with the template {template}")).because(error)
        })?;
        Ok(page)
    }
}

/// The theme's own templates and words, read as text. What is no part of a theme is reported.
fn own_texts<'o>(
    overrides: &'o Overrides,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> BTreeMap<&'o str, FileId> {
    let mut own = BTreeMap::new();
    for (name, bytes) in &overrides.files {
        let path = format!("{}/{name}", overrides.folder.trim_end_matches('/'));
        let known = name == WORDS || TEMPLATES.iter().any(|(template, _)| template == name);
        if !known {
            if !is_asset(name) {
                let file = sources.add(path, "");
                let names: Vec<_> = TEMPLATES.iter().map(|(template, _)| *template).collect();
                let help = format!("a theme has {}, {WORDS} and anything below assets/", names.join(", "));
                let message = format!("{name} is no file of a theme");
                faults.push(Diagnostic::new(&codes::E143, message).at(Span::new(file, 0, 0)).help(help));
            }
            continue;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => drop(own.insert(name.as_str(), sources.add(path, text))),
            Err(error) => {
                let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
                let end = readable.len();
                let file = sources.add(path, readable);
                let message = format!("{name} is not UTF-8 text");
                let fault = Diagnostic::new(&codes::E144, message).at(Span::new(file, end, end));
                faults.push(fault.help("save the file as UTF-8"));
            }
        }
    }
    own
}

fn is_asset(name: &str) -> bool {
    name.starts_with("assets/") && SitePath::new(name).is_some()
}

/// An asset's name, published path and bytes.
type Published = (String, SitePath, Vec<u8>);

/// The assets that every theme has. They get their digest into the name, so that hosts may let browsers keep them for
/// ever.
fn assets(overrides: &Overrides, words: &Words) -> Vec<Published> {
    let replaced = |name: &str| short(name) == NHS_STYLES && !overrides.stylesheets.is_empty();
    let own = |name: &str| overrides.files.get(name).cloned();
    let built_in = ASSETS.iter().filter(|(name, _)| !replaced(name));
    let sources: Vec<_> =
        built_in.map(|&(name, text)| (name, own(name).unwrap_or_else(|| text.as_bytes().to_vec()))).collect();
    let scripts = sources.iter().filter(|(name, _)| name.ends_with(".js"));
    let texts: Vec<_> = scripts.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let spoken = words.script(texts.iter().map(AsRef::as_ref));
    drop(texts);
    let mut found = Vec::new();
    for (name, bytes) in [(WORDS_SCRIPT, spoken.into_bytes())].into_iter().chain(sources) {
        let bytes = if name.ends_with(".js") { with_imports(bytes, &found) } else { bytes };
        found.push((short(name), hashed(name, &bytes), bytes));
    }
    for (name, bytes) in &overrides.stylesheets {
        found.push((name.clone(), hashed(&format!("assets/{}", file_name(name)), bytes), bytes.clone()));
    }
    found
}

/// A theme's further files; they keep their names, so that styles can name them.
fn further_assets(overrides: &Overrides) -> Vec<Published> {
    let is_further =
        |name: &str| is_asset(name) && name != WORDS_SCRIPT && !ASSETS.iter().any(|(built_in, _)| *built_in == name);
    let further = overrides.files.iter().filter(|(name, _)| is_further(name));
    further.map(|(name, bytes)| (short(name), SitePath::nearest(name), bytes.clone())).collect()
}

/// The name that an asset is published by: its own with its digest.
fn hashed(name: &str, bytes: &[u8]) -> SitePath {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    SitePath::nearest(&format!("{stem}-{}.{ending}", &sha256_hex(bytes)[..8]))
}

/// What every page links: the stylesheets that the register names, else those for NHS class names, then our own.
fn stylesheets(overrides: &Overrides, assets: &[Published]) -> Vec<SitePath> {
    let named: Vec<&str> = match overrides.stylesheets.as_slice() {
        [] => vec![NHS_STYLES],
        own => own.iter().map(|(name, _)| name.as_str()).collect(),
    };
    let path = |name: &str| assets.iter().find(|(asset, ..)| asset == name).map(|(_, path, _)| path.clone());
    named.into_iter().chain([OWN_STYLES]).filter_map(path).collect()
}

/// A script with the published names of the scripts it imports: `'./word.js'` becomes `'./word-0a1b2c3d.js'`.
fn with_imports(script: Vec<u8>, published: &[Published]) -> Vec<u8> {
    let named = |text: String, (name, path, _): &Published| {
        text.replace(&format!("'./{name}'"), &format!("'./{}'", short(path.as_str())))
    };
    match String::from_utf8(script) {
        Ok(text) => published.iter().fold(text, named).into_bytes(),
        Err(other) => other.into_bytes(),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn short(name: &str) -> String {
    name.strip_prefix("assets/").unwrap_or(name).to_owned()
}

/// Adds all templates. One that cannot be read is reported and the built-in one takes its place, so that the next
/// faulty one is found as well.
fn add_templates(tera: &mut Tera, own: &BTreeMap<&str, FileId>, sources: &Sources, faults: &mut Diagnostics) {
    let mut broken: Vec<&str> = Vec::new();
    loop {
        let text = |&(name, built_in): &(&'static str, &'static str)| match own.get(name) {
            Some(&file) if !broken.contains(&name) => (name, sources.text(file)),
            _ => (name, built_in),
        };
        let Err(error) = tera.add_raw_templates(TEMPLATES.iter().map(text)) else { return };
        let (name, message) = match error.kind() {
            ErrorKind::SyntaxError(report) => (report.filename().to_owned(), report.message().to_owned()),
            _ => named_in(&error.to_string()),
        };
        let faulty = own.get_key_value(name.as_str()).filter(|(name, _)| !broken.contains(name));
        let Some((&name, &file)) = faulty else {
            let fault = Diagnostic::new(&codes::E144, format!("the theme's templates do not fit together: {message}"));
            faults.push(fault.help("compare them with the built-in templates of the same names"));
            return;
        };
        let range = place_of(&error, sources.text(file));
        let span = Span::new(file, range.start, range.end);
        let fault = Diagnostic::new(&codes::E144, format!("the template {name} cannot be read: {message}")).at(span);
        faults.push(fault.help("correct it here; the built-in template of the same name shows what works"));
        broken.push(name);
    }
}

/// The template and the message of an error that tera only words: `error: … --> home.html:2:17 …`.
fn named_in(report: &str) -> (String, String) {
    let message = report.lines().find(|line| line.contains("error: ")).unwrap_or(report);
    let place = report.split("--> ").nth(1).and_then(|rest| rest.split(':').next());
    (place.unwrap_or_default().to_owned(), message.rsplit("error: ").next().unwrap_or(message).to_owned())
}

/// Where in a template an error is: its span, or the line and column that its words name.
fn place_of(error: &tera::Error, template: &str) -> Range<usize> {
    if let ErrorKind::SyntaxError(report) = error.kind() {
        return report.span().range.clone();
    }
    let report = error.to_string();
    let mut numbers = report.split("--> ").nth(1).unwrap_or("").lines().next().unwrap_or("").split(':').skip(1);
    let mut number = || numbers.next().and_then(|text| text.trim().parse::<usize>().ok()).unwrap_or(1);
    let (line, column) = (number(), number());
    let before: usize = template.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = template[before..].char_indices().nth(column.saturating_sub(1)).map_or(before, |(at, _)| before + at);
    at..at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_script_imports_only_what_is_published() {
        let published = assets(&Overrides::default(), &Words::load(None, &mut Diagnostics::new()));
        let names: Vec<&str> = published.iter().map(|(_, path, _)| path.as_str()).collect();
        let mut imports = 0;
        for (name, _, bytes) in published.iter().filter(|(name, ..)| name.ends_with(".js")) {
            for import in std::str::from_utf8(bytes).unwrap().split("'./").skip(1) {
                let path = format!("assets/{}", import.split('\'').next().unwrap());
                assert!(names.contains(&path.as_str()), "{name} imports {path}, which is not published");
                imports += 1;
            }
        }
        assert!(imports > 0);
    }

    #[test]
    fn a_script_that_imports_a_changed_one_gets_another_name() {
        let with = |files: &[(&str, &str)]| {
            let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
            let overrides = Overrides { folder: "theme".into(), files, ..Overrides::default() };
            let published = assets(&overrides, &Words::load(None, &mut Diagnostics::new()));
            let named = |name| published.iter().find(|(short, ..)| short == name).unwrap().1.as_str().to_owned();
            (named("word.js"), named("page.js"), named("nhsuk.css"))
        };
        let importing = "import {word} from './word.js';";
        let before = with(&[("assets/page.js", importing)]);
        let after = with(&[("assets/page.js", importing), ("assets/word.js", "export const word = key => key;")]);
        assert_ne!(before.0, after.0);
        assert_ne!(before.1, after.1);
        assert_eq!(before.2, after.2);
    }
}
