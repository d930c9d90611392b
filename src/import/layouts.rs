//! The layouts at hand: mapping files that come with the program, and those of the register. A new layout is a new
//! file; nothing in Rust names a heading or the beginning of an id.

use super::Layout;
use crate::diag::{Diagnostic, Diagnostics, Failure, FileId, Sources, codes};
use crate::diag::{did_you_mean, nearest};
use crate::records::{Drafts, MappingDraft, read_mapping};
use std::borrow::Cow;
use std::path::Path;

/// The layouts that come with the program, newest first, each with its name.
const BUILT_IN: [(&str, &str); 6] = [
    ("nhse-2021", include_str!("layouts/nhse-2021.toml")),
    ("nhsd-2021", include_str!("layouts/nhsd-2021.toml")),
    ("nhsd-2017", include_str!("layouts/nhsd-2017.toml")),
    ("phe-2017-2020", include_str!("layouts/phe-2017-2020.toml")),
    ("phe-2014-2018", include_str!("layouts/phe-2014-2018.toml")),
    ("hdruk", include_str!("layouts/hdruk.toml")),
];

/// The names of the layouts that come with the program.
pub fn built_in() -> impl Iterator<Item = &'static str> {
    BUILT_IN.into_iter().map(|(name, _)| name)
}

/// Reads a mapping file that is named on the command line.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn open(path: &Path) -> Result<Sources, Failure> {
    let cannot = |error: std::io::Error| Failure::new(format!("cannot read {}", path.display())).because(error);
    let bytes = std::fs::read(path).map_err(cannot)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let failure = Failure::new(format!("{} is no text in UTF-8", path.display()));
        failure.help("a mapping is a TOML file; save it as UTF-8")
    })?;
    let mut sources = Sources::new();
    sources.add(path.to_string_lossy(), text);
    Ok(sources)
}

/// The mapping of a file that [`open`] has read.
pub(super) fn read_file<'s>(sources: &'s Sources, faults: &mut Diagnostics) -> Option<MappingDraft<'s>> {
    let file = sources.files().next()?;
    let path = Path::new(sources.path(file));
    let name = path.file_stem().map_or(Cow::Borrowed("mapping"), |stem| stem.to_string_lossy());
    read_mapping(file, sources.text(file), &name, faults)
}

/// The built-in layouts that are asked for.
pub(super) fn read_built_in(wanted: &Layout, faults: &mut Diagnostics) -> Vec<MappingDraft<'static>> {
    let is_asked = |(name, _): &(&str, &str)| is_wanted(wanted, name);
    let asked = BUILT_IN.into_iter().filter(is_asked);
    asked.filter_map(|(name, text)| read_mapping(no_file(), text, name, faults)).collect()
}

/// Built-in layouts are no files of the register.
fn no_file() -> FileId {
    crate::diag::Cell::made("").span.file
}

fn is_wanted(wanted: &Layout, name: &str) -> bool {
    match wanted {
        Layout::Named(wanted) => wanted == name,
        _ => true,
    }
}

/// The layouts to choose from: the one that is asked for, or all. A layout of the register stands in for the built-in
/// one of its name.
///
/// # Errors
/// Where no layout has the name that is asked for.
pub(super) fn candidates<'s>(
    wanted: &Layout,
    drafts: &'s Drafts<'s>,
    built_in: &'s [MappingDraft<'static>],
) -> Result<Vec<&'s MappingDraft<'s>>, Failure> {
    let mut all: Vec<&'s MappingDraft<'s>> = Vec::new();
    all.extend(drafts.mappings.iter().filter(|mapping| is_wanted(wanted, &mapping.name)));
    all.extend(built_in.iter().filter(|mapping| !is_own(drafts, &mapping.name)));
    match wanted {
        Layout::Named(name) if all.is_empty() => Err(no_such(name, drafts)),
        _ => Ok(all),
    }
}

fn is_own(drafts: &Drafts<'_>, name: &str) -> bool {
    drafts.mappings.iter().any(|mapping| mapping.name == name)
}

fn no_such(name: &str, drafts: &Drafts<'_>) -> Failure {
    let mut names: Vec<&str> = drafts.mappings.iter().map(|mapping| mapping.name.as_str()).collect();
    for name in built_in().filter(|name| !is_own(drafts, name)) {
        names.push(name);
    }
    let near = did_you_mean(nearest(name, names.iter().copied()));
    let failure = Failure::new(format!("there is no layout {name} ({near})"));
    failure.help(format!("the layouts are {}; --mapping FILE names a file", names.join(", ")))
}

/// What to do where no layout fits: headings that were found, layouts there are, and how to start a new one.
pub(super) fn none_fits(found: &str, layouts: &[&MappingDraft<'_>]) -> Diagnostic {
    let names: Vec<&str> = layouts.iter().map(|layout| layout.name.as_str()).collect();
    let fault = Diagnostic::new(&codes::E1, format!("no layout has the headings of this file: {found}"));
    fault.help(format!(
        "the layouts are {}; name one with --layout, or start your own: \
         candour import FILE --sketch-mapping NAME",
        names.join(", ")
    ))
}

/// What to do where several fit equally well.
pub(super) fn several_fit(best: &[&str]) -> Diagnostic {
    let fault = Diagnostic::new(&codes::E1, format!("several layouts fit this file equally well: {}", best.join(", ")));
    fault.help("say which with --layout NAME")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_that_comes_with_the_program_reads() {
        for (name, text) in BUILT_IN {
            let mut sources = Sources::new();
            let file = sources.add(name, text);
            let mut faults = Diagnostics::new();
            let mapping = read_mapping(file, text, name, &mut faults);
            let shown = crate::diag::emit(&faults, &sources, crate::diag::Format::Human, crate::diag::Colour::No);
            assert!(mapping.is_some(), "{shown}");
        }
    }
}
