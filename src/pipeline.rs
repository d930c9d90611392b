//! The whole build on one screen: texts to drafts, drafts to a register, a register to finished files. It reads
//! through a tree, writes nothing, and has no modes.

pub use crate::check::Kept;
use crate::check::{self, Advice, Rules, Waived};
use crate::config::{self, Settings, Waiver};
use crate::diag::{Diagnostic, Diagnostics, Failure, Severity, Sources, codes};
use crate::model::Register;
use crate::output::{Assets, OutputFile, OutputSet};
use crate::records;
use crate::render::{self, Overrides, Theme};
use crate::site::Routes;
use crate::tree::{EntryKind, SourceTree};
use crate::{extracts, feeds, search, site};
use chrono::NaiveDate;

/// The file of settings.
const SETTINGS: &str = "register.toml";

/// A register that has been looked at from end to end.
#[derive(Debug)]
pub struct Checked {
    /// Its title, if the settings say one.
    pub title: Option<String>,
    /// Its texts, for whoever shows the faults.
    pub sources: Sources,
    /// All that a site is made of, if no error is left.
    pub ready: Option<Ready>,
    /// Faults that are let through.
    pub waived: Vec<Waived>,
    /// All other faults, in file order.
    pub faults: Diagnostics,
}

/// All that a site is made of.
#[derive(Debug)]
pub struct Ready {
    /// Settings.
    pub settings: Settings,
    /// Facts.
    pub register: Register,
    /// Templates, words and styles.
    pub theme: Theme,
}

impl Ready {
    /// The day that statements speak of: as told, else the latest date that the register holds. A register without an
    /// edition states nothing that a day could change.
    pub fn day(&self, told: Option<NaiveDate>) -> NaiveDate {
        told.or_else(|| self.register.latest_date()).unwrap_or_default()
    }
}

/// Reads and checks a register and its theme.
///
/// # Errors
/// Where the tree cannot be read.
pub fn check(tree: &dyn SourceTree) -> Result<Checked, Failure> {
    check_with(tree, None)
}

/// The same for a register that is checked again and again while it is edited: what was found in files that did not
/// change is not looked for again.
///
/// # Errors
/// Where the tree cannot be read.
pub fn check_again(tree: &dyn SourceTree, kept: &mut Kept) -> Result<Checked, Failure> {
    check_with(tree, Some(kept))
}

fn check_with(tree: &dyn SourceTree, kept: Option<&mut Kept>) -> Result<Checked, Failure> {
    let mut faults = Diagnostics::new();
    let mut sources = records::load(tree, &mut faults)?;
    let settings = settings(&sources, &mut faults);
    let drafts = records::read(&sources, &mut faults);
    let waivers = waivers(settings.as_ref(), &sources);
    let checked = check::check((&drafts, &sources), rules(settings.as_ref(), &waivers), kept, &mut faults);
    drop(drafts);
    let (register, waived) = (checked.register, checked.waived);
    let overrides = overrides(tree, settings.as_ref(), &mut faults)?;
    let theme = Theme::load(&overrides, &mut sources, &mut faults);
    faults.sort();
    let title = settings.as_ref().map(|settings| settings.title.clone());
    let ready = match (settings, register, theme) {
        (Some(settings), Some(register), Some(theme)) if !faults.has_errors() => {
            Some(Ready { settings, register, theme })
        }
        _ => None,
    };
    Ok(Checked { title, sources, ready, waived, faults })
}

/// How the words that staff write for the public could be plainer. Faults of reading were told by [`check`].
pub fn advise(sources: &Sources) -> Advice {
    check::plain_english(&records::read(sources, &mut Diagnostics::new()))
}

fn settings(sources: &Sources, faults: &mut Diagnostics) -> Option<Settings> {
    let Some(file) = sources.find(SETTINGS) else {
        let fault = Diagnostic::new(&codes::E118, format!("the register has no file {SETTINGS}"));
        faults.push(fault.help("candour init writes one to start from"));
        return None;
    };
    config::read(file, sources.text(file), faults)
}

/// The waivers, even of settings that cannot be used.
fn waivers(settings: Option<&Settings>, sources: &Sources) -> Vec<Waiver> {
    let written = || sources.find(SETTINGS).map(|file| config::waivers(file, sources.text(file)));
    settings.map_or_else(|| written().unwrap_or_default(), |settings| settings.waivers.clone())
}

fn rules<'s>(settings: Option<&'s Settings>, waivers: &'s [Waiver]) -> Rules<'s> {
    let small_numbers = settings.and_then(|settings| settings.thresholds.small_numbers);
    let contact = settings.and_then(|settings| settings.contacts.email.as_deref());
    Rules { waivers, small_numbers, contact }
}

/// The theme folder and the stylesheets that the settings name.
fn overrides(
    tree: &dyn SourceTree,
    settings: Option<&Settings>,
    faults: &mut Diagnostics,
) -> Result<Overrides, Failure> {
    let mut overrides = Overrides::default();
    let Some(settings) = settings else { return Ok(overrides) };
    if let Some(folder) = &settings.theme {
        let files = plain_files(tree, folder, faults)?;
        if files.is_empty() {
            let fault = Diagnostic::new(&codes::E118, format!("the theme folder {folder} is not there or is empty"));
            faults.push(fault.help("correct theme in register.toml, or leave it out for the built-in theme"));
        }
        let name = |path: &str| path[folder.len()..].trim_start_matches('/').to_owned();
        // A stylesheet may lie among the theme's files; it is published once, as a stylesheet.
        let others = files.into_iter().filter(|(path, _)| !settings.stylesheets.contains(path));
        overrides.files = others.map(|(path, bytes)| (name(&path), bytes)).collect();
        overrides.folder.clone_from(folder);
    }
    for path in &settings.stylesheets {
        let files = plain_files(tree, path, faults)?;
        if files.is_empty() {
            let fault = Diagnostic::new(&codes::E118, format!("the stylesheet {path} is not there"));
            faults.push(fault.help("correct stylesheets in register.toml, or leave it out for the built-in styles"));
        }
        overrides.stylesheets.extend(files);
    }
    Ok(overrides)
}

/// The files at or below a path, each with its bytes; what is no plain file is a fault.
fn plain_files(tree: &dyn SourceTree, path: &str, faults: &mut Diagnostics) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    for entry in tree.entries(&[path])? {
        if entry.kind == EntryKind::NotAFile {
            let fault = Diagnostic::new(&codes::E117, format!("{} is a link or a device, not a file", entry.path));
            faults.push(fault.help("a theme holds plain files only; put the file itself there"));
            continue;
        }
        let bytes = tree.read(&entry.path)?;
        files.push((entry.path, bytes));
    }
    Ok(files)
}

/// Makes the search index of the site alone.
///
/// # Errors
/// Where a file of it cannot be packed.
pub fn search_index(ready: &Ready, as_of: NaiveDate) -> Result<Vec<OutputFile<'static>>, Failure> {
    search::files(&site::plan(&ready.register, &ready.settings, as_of))
}

/// Makes the site and hands it to `publish`, as long as nothing is wrong with it; faults are two files that want one
/// path. Files are made when `publish` asks for them. `as_of` dates statements such as "in term" and selects nothing.
///
/// # Errors
/// Where an extract cannot be written, or what `publish` returns.
pub fn build<T>(
    ready: &Ready,
    as_of: NaiveDate,
    publish: impl FnOnce(&OutputSet<'_>) -> Result<T, Failure>,
) -> Result<Result<T, Diagnostics>, Failure> {
    let Ready { settings, register, theme } = ready;
    let routes = Routes::new(register, &settings.base_url);
    let (site, files) =
        rayon::join(|| site::plan(register, settings, as_of), || extracts::files(register, settings, as_of, &routes));
    let mut files = files?;
    let columns = extracts::columns(register, settings, as_of, &routes);
    let index = search::batch(&site);
    let assets = Assets::new(&files, Some(&columns));
    files.extend(feeds::sitemap(&settings.base_url, &site.addresses())?);
    let mut outputs = OutputSet::new();
    let mut faults = Diagnostics::new();
    for file in files.into_iter().chain(render::files(&site, theme, &assets)) {
        outputs.add(file, &mut faults);
    }
    outputs.add_batch(&columns);
    outputs.add_batch(&index);
    if faults.count(Severity::Error) > 0 {
        return Ok(Err(faults));
    }
    publish(&outputs).map(Ok)
}
