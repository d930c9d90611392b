//! Every word of the interface, from `words/en.toml`: `{name}` is a placeholder, and a word that counts has the two
//! forms `one` and `other`. A theme may change words one by one; it cannot add keys or ask for what is not given.

use crate::diag::{Diagnostic, Diagnostics, FileId, Span, codes};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The words of the built-in theme.
pub(super) const BUILT_IN: &str = include_str!("../../themes/default/words/en.toml");

/// Keys that filters use, beside those that templates name.
#[cfg(test)]
const USED_BY_FILTERS: [&str; 12] = [
    "month.",
    "month_short.",
    "period.range",
    "period.until",
    "size.bytes",
    "size.kilobytes",
    "size.megabytes",
    "size.unknown_type",
    "chart.share",
    "chart.percent",
    "chart.under_one_percent",
    "chart.over_99_percent",
];

/// A piece of a word: text as it stands, or a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Gap(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Plain(Vec<Part>),
    Counted { one: Vec<Part>, other: Vec<Part> },
}

impl Word {
    fn gaps(&self) -> BTreeSet<&str> {
        let (first, second) = match self {
            Word::Plain(parts) => (parts.as_slice(), [].as_slice()),
            Word::Counted { one, other } => (one.as_slice(), other.as_slice()),
        };
        let named = first.iter().chain(second).filter_map(|part| match part {
            Part::Gap(name) => Some(name.as_str()),
            Part::Text(_) => None,
        });
        named.collect()
    }
}

/// A word as a script gets it.
#[derive(Serialize)]
#[serde(untagged)]
enum Spoken {
    Plain(String),
    Counted { one: String, other: String },
}

impl From<&Word> for Spoken {
    fn from(word: &Word) -> Spoken {
        match word {
            Word::Plain(parts) => Spoken::Plain(written(parts)),
            Word::Counted { one, other } => Spoken::Counted { one: written(one), other: written(other) },
        }
    }
}

/// Parts as the words file has them.
fn written(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Gap(name) => format!("{{{name}}}"),
    };
    parts.iter().map(text).collect()
}

/// Words by key: `agreement.title`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    words: HashMap<String, Word>,
}

/// A fault in a words file: where and what.
type Fault = (Range<usize>, String);

impl Words {
    /// The built-in words with a theme's changes. Faults in the changes are reported and the built-in word stays.
    pub(super) fn load(theme: Option<(FileId, &str)>, faults: &mut Diagnostics) -> Words {
        let (mut words, own_faults) = read(BUILT_IN);
        for (_, message) in own_faults {
            faults.push(Diagnostic::new(&codes::E145, format!("built-in words: {message}")));
        }
        let Some((file, text)) = theme else { return Words { words } };
        let (changes, mut found) = read_spanned(text);
        for (key, (word, span)) in changes {
            match words.get_mut(&key) {
                None => found.push((span, format!("there is no word {key}"))),
                Some(built_in) => match word.gaps().difference(&built_in.gaps()).next() {
                    Some(gap) => found.push((span, format!("{key} has no placeholder {{{gap}}}"))),
                    None => *built_in = word,
                },
            }
        }
        for (span, message) in found {
            let fault = Diagnostic::new(&codes::E145, message).at(Span::new(file, span.start, span.end));
            faults.push(fault.help("the keys and their placeholders are those of the built-in words/en.toml"));
        }
        Words { words }
    }

    /// A word with its placeholders filled by `fill`; `n` picks the form of a word that counts.
    ///
    /// # Errors
    /// For a key that does not exist, and for a placeholder that nothing fills.
    pub(super) fn say(
        &self,
        key: &str,
        n: Option<u64>,
        fill: impl Fn(&str) -> Option<String>,
    ) -> Result<String, String> {
        let parts = match self.words.get(key) {
            None => return Err(format!("there is no word {key}")),
            Some(Word::Plain(parts)) => parts,
            Some(Word::Counted { one, other }) => {
                if n == Some(1) {
                    one
                } else {
                    other
                }
            }
        };
        let mut out = String::new();
        for part in parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Gap(name) => out.push_str(&fill(name).ok_or_else(|| format!("{key} needs {name}"))?),
            }
        }
        Ok(out)
    }

    /// A word without placeholders.
    pub(super) fn plain(&self, key: &str) -> Result<String, String> {
        self.say(key, None, |_| None)
    }

    /// What is wrong with a template's use of words: keys that do not exist, placeholders not filled or not there.
    pub(super) fn faults_of(&self, template: &str) -> Vec<Fault> {
        let fault = |used: &Use| {
            if used.prefix {
                let any = self.words.keys().any(|key| key.starts_with(&used.key));
                return (!any).then(|| format!("no word begins with {}", used.key));
            }
            let Some(word) = self.words.get(&used.key) else { return Some(format!("there is no word {}", used.key)) };
            let given: BTreeSet<&str> = used.arguments.iter().map(String::as_str).collect();
            let mut wanted = word.gaps();
            if matches!(word, Word::Counted { .. }) {
                wanted.insert("n");
            }
            (given != wanted).then(|| format!("{} takes {wanted:?} and is given {given:?}", used.key))
        };
        uses(template).iter().filter_map(|used| fault(used).map(|message| (used.span.clone(), message))).collect()
    }

    /// The words that scripts name, as a script module: a text by key, or `{one, other}`; gaps stay `{name}`.
    pub(super) fn script<'t>(&self, scripts: impl Iterator<Item = &'t str>) -> String {
        let used: Vec<(String, bool)> = scripts.flat_map(script_uses).collect();
        let named = |key: &str| used.iter().any(|(u, prefix)| if *prefix { key.starts_with(u) } else { key == u });
        let words: BTreeMap<&str, Spoken> =
            self.words.iter().filter(|(key, _)| named(key)).map(|(key, word)| (key.as_str(), word.into())).collect();
        format!("export default {};\n", serde_json::json!(words))
    }

    /// Keys that neither these templates and scripts nor the filters use.
    #[cfg(test)]
    pub(super) fn unused<'t>(
        &self,
        templates: impl Iterator<Item = &'t str>,
        scripts: impl Iterator<Item = &'t str>,
    ) -> Vec<&str> {
        let by_template = templates.flat_map(uses).map(|used| (used.key, used.prefix));
        let all: Vec<(String, bool)> = by_template.chain(scripts.flat_map(script_uses)).collect();
        let used = |key: &str| {
            let named = all.iter().any(|(u, prefix)| if *prefix { key.starts_with(u) } else { key == u });
            named || USED_BY_FILTERS.iter().any(|u| if u.ends_with('.') { key.starts_with(u) } else { key == *u })
        };
        self.words.keys().map(String::as_str).filter(|key| !used(key)).collect()
    }
}

fn read(text: &str) -> (HashMap<String, Word>, Vec<Fault>) {
    let (words, faults) = read_spanned(text);
    (words.into_iter().map(|(key, (word, _))| (key, word)).collect(), faults)
}

/// Words by key, each with its place in the file.
type Placed = BTreeMap<String, (Word, Range<usize>)>;

fn read_spanned(text: &str) -> (Placed, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> =
        errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message().to_owned())).collect();
    let mut words = BTreeMap::new();
    for (group, entries) in table.get_ref() {
        let Some(entries) = entries.get_ref().as_table() else {
            faults.push((group.span(), format!("{} stands outside a table", group.get_ref())));
            continue;
        };
        for (name, value) in entries {
            let key = format!("{}.{}", group.get_ref(), name.get_ref());
            match read_word(value.get_ref()) {
                Ok(word) => drop(words.insert(key, (word, value.span()))),
                Err(message) => faults.push((value.span(), format!("{key} {message}"))),
            }
        }
    }
    (words, faults)
}

fn read_word(value: &DeValue<'_>) -> Result<Word, &'static str> {
    if let Some(text) = value.as_str() {
        return Ok(Word::Plain(parts(text)?));
    }
    let table = value.as_table().filter(|table| table.len() == 2);
    let form = |name: &str| table.and_then(|t| t.get(name)).and_then(|form| form.get_ref().as_str());
    match (form("one"), form("other")) {
        (Some(one), Some(other)) => Ok(Word::Counted { one: parts(one)?, other: parts(other)? }),
        _ => Err("must be a text, or have the forms one and other"),
    }
}

fn parts(text: &str) -> Result<Vec<Part>, &'static str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').ok_or("has a { without }")? + open;
        let name = &rest[open + 1..close];
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err("has a placeholder whose name is not a-z or _");
        }
        if open > 0 {
            found.push(Part::Text(rest[..open].to_owned()));
        }
        found.push(Part::Gap(name.to_owned()));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest.to_owned()));
    }
    Ok(found)
}

/// A template's use of a word: `"key" | word(n=3)`, or of all with a prefix: `("prefix." ~ x) | word`.
#[derive(Debug, PartialEq, Eq)]
struct Use {
    key: String,
    prefix: bool,
    arguments: Vec<String>,
    span: Range<usize>,
}

fn uses(template: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for (at, _) in template.match_indices("| word") {
        let before = template[..at].trim_end();
        let quoted = |text: &str| text.rfind('"').map(|open| (open + 1, text[open + 1..].to_owned()));
        let named = match before.strip_suffix('"') {
            Some(text) => quoted(text).map(|(start, key)| (start, key, false)),
            None => before.rfind("(\"").and_then(|open| {
                let key = before[open + 2..].split('"').next()?;
                Some((open + 2, key.to_owned(), true))
            }),
        };
        let Some((start, key, prefix)) = named else { continue };
        let span = start..start + key.len();
        found.push(Use { key, prefix, arguments: arguments(&template[at + "| word".len()..]), span });
    }
    found
}

/// Keys of words that a script names, as `word('key', …)`, or as ``word(`prefix.${x}`)``, which stands for all that
/// begin so; and whether it is such a beginning.
fn script_uses(script: &str) -> impl Iterator<Item = (String, bool)> {
    let calls = script.split("word(").skip(1);
    calls.filter_map(|call| {
        let whole = call.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
        let begun = call.strip_prefix('`').and_then(|rest| rest.split_once("${"));
        whole.map(|(key, _)| (key.to_owned(), false)).or(begun.map(|(key, _)| (key.to_owned(), true)))
    })
}

/// Names of the arguments in the brackets that a text begins with.
fn arguments(text: &str) -> Vec<String> {
    let Some(inside) = text.strip_prefix('(') else { return Vec::new() };
    let (mut depth, mut quote, mut name) = (0, false, String::new());
    let mut names = Vec::new();
    for c in inside.chars() {
        match c {
            '"' => quote = !quote,
            _ if quote => {}
            ')' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '=' if depth == 0 && !name.is_empty() => names.push(std::mem::take(&mut name)),
            ',' if depth == 0 => name.clear(),
            c if depth == 0 && (c.is_ascii_lowercase() || c == '_') => name.push(c),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::theme::{ASSETS, TEMPLATES};
    use super::*;
    use crate::diag::Sources;
    use crate::model::finding::{Family, KINDS};

    fn words() -> Words {
        Words::load(None, &mut Diagnostics::new())
    }

    #[test]
    fn every_word_is_used_and_every_used_word_is_there_with_its_placeholders() {
        let scripts = || ASSETS.iter().filter(|(name, _)| name.ends_with(".js"));
        let (templates, texts) = (TEMPLATES.iter().map(|(_, text)| *text), scripts().map(|(_, text)| *text));
        assert_eq!(words().unused(templates, texts), Vec::<&str>::new());
        for (name, text) in scripts() {
            for (key, prefix) in script_uses(text) {
                let there = words().words.keys().any(|k| if prefix { k.starts_with(&key) } else { *k == key });
                assert!(there, "{name} uses the word {key}, which is not there");
            }
        }
        for (name, text) in TEMPLATES {
            assert_eq!(words().faults_of(text), Vec::<Fault>::new(), "{name}");
        }
    }

    #[test]
    fn every_kind_of_finding_has_a_title_and_says_what_it_means_to_a_reader() {
        let words = words();
        for (group, least) in [("finding", 8), ("meaning", 40)] {
            let written = words.words.keys().filter_map(|key| key.strip_prefix(group)?.strip_prefix('.'));
            let slugs: BTreeSet<&str> = KINDS.iter().map(|kind| kind.slug).collect();
            assert_eq!(written.collect::<BTreeSet<_>>(), slugs, "{group}");
            for slug in slugs {
                assert!(words.plain(&format!("{group}.{slug}")).unwrap().len() > least, "{group}.{slug}");
            }
        }
        assert!(Family::ALL.iter().all(|family| words.plain(&format!("family.{}", family.key())).is_ok()));
    }

    #[test]
    fn templates_hold_no_words_of_their_own_and_never_switch_escaping_off() {
        let initials = |text: &str| text.contains("SHA-256");
        for (name, template) in TEMPLATES {
            assert!(!template.contains("| safe") && !template.contains("|safe"), "{name}");
            let code = strip(&strip(&strip(template, "{#", "#}"), "{%", "%}"), "{{", "}}");
            let text = strip(&code, "<", ">");
            let odd: Vec<&str> =
                text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic) && !initials(w)).collect();
            assert_eq!(odd, Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn scripts_get_the_words_they_name_and_no_others() {
        let used = "word('page.skip'); word('counts.rows', {n}); word(`period.${kind}`, {})";
        let made = words().script([used].into_iter());
        let json = made.strip_prefix("export default ").unwrap().trim_end().trim_end_matches(';');
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["page.skip"], "Skip to main content");
        assert!(read["counts.rows"]["other"].as_str().unwrap().contains("{n}"), "{read}");
        let keys: Vec<_> = read.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["counts.rows", "page.skip", "period.range", "period.until"]);
    }

    fn strip(text: &str, open: &str, close: &str) -> String {
        let mut pieces = text.split(open);
        let first = pieces.next().unwrap_or("").to_owned();
        pieces.fold(first, |out, piece| out + " " + piece.split_once(close).map_or("", |(_, after)| after))
    }

    #[test]
    fn a_theme_changes_words_one_by_one() {
        let mut sources = Sources::new();
        let text = "[page]\nskip = \"Jump\"\n[counts]\nrows = { one = \"a line\", other = \"{n} lines\" }\n";
        let file = sources.add("words/en.toml", text);
        let mut faults = Diagnostics::new();
        let words = Words::load(Some((file, text)), &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(words.plain("page.skip").unwrap(), "Jump");
        assert_eq!(words.plain("page.home").unwrap(), "Home");
        assert_eq!(words.say("counts.rows", Some(1), |_| None).unwrap(), "a line");
        assert_eq!(words.say("counts.rows", Some(0), |_| Some("0".into())).unwrap(), "0 lines");
    }

    #[test]
    fn a_use_of_words_is_read_off_a_template_with_its_arguments() {
        let found = uses("{{ \"a.b\" | word(n=x | length, who=\"c, d=e\") }} {{ (\"p.\" ~ k) | word }}");
        let read: Vec<_> = found.iter().map(|u| (u.key.as_str(), u.prefix, u.arguments.join(" "))).collect();
        assert_eq!(read, [("a.b", false, "n who".to_owned()), ("p.", true, String::new())]);
    }
}
