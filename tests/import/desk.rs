//! A register in a temporary folder, with the reviewed wordings of this repository and nothing else, and imports
//! into it.

use candour::check::Rules;
use candour::config;
use candour::diag::{Diagnostics, Severity, Sources};
use candour::import::{self, Plan, Request, Stop};
use candour::records::{self, Drafts};
use candour::tree::Folder;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SETTINGS: &str = "slug = \"t\"\ntitle = \"T\"\npublisher = \"P\"\nunit = \"One row is one file.\"\n\
                        licence = \"L\"\nbase_url = \"https://register.example.org/\"\n";

pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty register.
    pub(crate) fn new() -> Desk {
        let desk = Desk { folder: TempDir::new().unwrap() };
        desk.write("register.toml", SETTINGS);
        desk.write(
            "data/editions.csv",
            "id,kind,from,to,published,revision,supersedes,source,sha256,bytes,licence,note\n",
        );
        let organisations = "id,name,type,kind,business,group,ods_code,ror,website,description,security_lead\n";
        desk.write("data/organisations.csv", organisations);
        let datasets = "id,name,description,collected_from,who_is_in_it,care,countries,covers_from,covers_to,website\n";
        desk.write("data/datasets.csv", datasets);
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        for entry in fs::read_dir(here.join("vocabularies")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            desk.write(&format!("data/vocabularies/{name}"), &fs::read_to_string(&path).unwrap());
        }
        desk.write("data/wordings.csv", &fs::read_to_string(here.join("wordings.csv")).unwrap());
        desk
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|_| panic!("there is no {path}"))
    }

    /// Every file of the register, with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let walk = walkdir::WalkDir::new(self.root()).into_iter().map(|entry| entry.unwrap());
        let files = walk.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let path = entry.path().strip_prefix(self.root()).unwrap().to_str().unwrap().to_owned();
                (path, fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    /// The paths of every file below a folder.
    pub(crate) fn paths(&self, below: &str) -> Vec<String> {
        self.files().into_keys().filter(|path| path.starts_with(below)).collect()
    }

    /// Plans and, where nothing stands against it, writes.
    pub(crate) fn import(&self, request: &Request) -> Result<Plan, Stop> {
        let (sources, mut faults) = self.load();
        let drafts = records::read(&sources, &mut faults);
        assert!(faults.is_empty(), "the register itself does not read: {faults:?}");
        let plan = import::plan(request, &sources, &drafts)?;
        import::apply(&plan, self.root())?;
        Ok(plan)
    }

    /// An import that must go through; its report.
    pub(crate) fn imports(&self, request: &Request) -> String {
        match self.import(request) {
            Ok(plan) => plan.report.to_string(),
            Err(Stop::Failure(failure)) => panic!("failed: {failure}"),
            Err(Stop::Faults(faults)) => panic!("refused:\n{}", shown(&faults)),
            Err(Stop::File(faults, sources)) => panic!("refused:\n{}", shown_in(&faults, &sources)),
        }
    }

    /// An import that must be refused for its data, and change nothing; the faults, one a line, with code and help.
    pub(crate) fn refuses(&self, request: &Request) -> String {
        let before = self.files();
        let told = match self.import(request) {
            Ok(plan) => panic!("imported:\n{}", plan.report),
            Err(Stop::Failure(failure)) => panic!("failed: {failure}"),
            Err(Stop::Faults(faults)) => shown(&faults),
            Err(Stop::File(faults, sources)) => shown_in(&faults, &sources),
        };
        self.is_as(&before);
        told
    }

    /// Asserts that no file came, went or changed.
    fn is_as(&self, before: &BTreeMap<String, Vec<u8>>) {
        let after = self.files();
        let paths = before.keys().chain(after.keys());
        let changed: BTreeSet<&String> = paths.filter(|path| before.get(*path) != after.get(*path)).collect();
        assert!(changed.is_empty(), "an import that came to nothing changed {changed:?}");
    }

    /// An import that must fail because its file is unsound, and change nothing; the message.
    pub(crate) fn fails(&self, request: &Request) -> String {
        let before = self.files();
        let told = match self.import(request) {
            Ok(plan) => panic!("imported:\n{}", plan.report),
            Err(Stop::Failure(failure)) => failure.to_string(),
            Err(Stop::Faults(faults)) => panic!("refused:\n{}", shown(&faults)),
            Err(Stop::File(faults, sources)) => panic!("refused:\n{}", shown_in(&faults, &sources)),
        };
        self.is_as(&before);
        told
    }

    fn load(&self) -> (Sources, Diagnostics) {
        let mut faults = Diagnostics::new();
        let sources = records::load(&Folder::new(self.root()), &mut faults).unwrap();
        (sources, faults)
    }

    /// What reading the register finds fault with, one a line, with code and help.
    pub(crate) fn unreadable(&self) -> String {
        let (sources, mut faults) = self.load();
        records::read(&sources, &mut faults);
        shown(&faults)
    }

    /// Looks at the register's records.
    pub(crate) fn drafts<T>(&self, look: impl FnOnce(&Drafts<'_>) -> T) -> T {
        let (sources, mut faults) = self.load();
        let drafts = records::read(&sources, &mut faults);
        assert!(faults.is_empty(), "the register does not read back:\n{}", shown(&faults));
        look(&drafts)
    }

    /// The errors that `check` finds, by code.
    pub(crate) fn check(&self) -> BTreeMap<String, usize> {
        let (sources, mut faults) = self.load();
        let drafts = records::read(&sources, &mut faults);
        let file = sources.find("register.toml").unwrap();
        let settings = config::read(file, sources.text(file), &mut faults).unwrap();
        let rules = Rules { waivers: &settings.waivers, ..Rules::default() };
        candour::check::check((&drafts, &sources), rules, None, &mut faults);
        let mut counts = BTreeMap::new();
        for fault in faults.iter().filter(|fault| fault.severity() == Severity::Error) {
            *counts.entry(fault.code.id.to_owned()).or_insert(0) += 1;
        }
        counts
    }
}

/// Faults of the published file's own text, in file order, with line and column after the code.
fn shown_in(faults: &Diagnostics, sources: &Sources) -> String {
    let mut faults = faults.clone();
    faults.sort();
    let line = |fault: &candour::diag::Diagnostic| {
        let at = sources.locate(fault.span.unwrap());
        let help = fault.help.as_deref().unwrap_or("");
        format!("{} {}:{} {} [{help}]\n", fault.code.id, at.line, at.column, fault.message)
    };
    faults.iter().map(line).collect()
}

fn shown(faults: &Diagnostics) -> String {
    let line = |fault: &candour::diag::Diagnostic| {
        format!("{} {} [{}]\n", fault.code.id, fault.message, fault.help.as_deref().unwrap_or(""))
    };
    faults.iter().map(line).collect()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    candour::model::parse_date(text).unwrap()
}

/// February 2021.
pub(crate) fn february(workbook: impl Into<PathBuf>) -> Request {
    Request {
        workbook: workbook.into(),
        edition: "2021-02".to_owned(),
        from: Some(day("2021-02-01")),
        to: Some(day("2021-02-28")),
        ..Request::default()
    }
}

/// March 2021.
pub(crate) fn march(workbook: impl Into<PathBuf>) -> Request {
    Request {
        edition: "2021-03".to_owned(),
        from: Some(day("2021-03-01")),
        to: Some(day("2021-03-31")),
        ..february(workbook)
    }
}

/// Autumn 2017.
pub(crate) fn autumn(workbook: impl Into<PathBuf>) -> Request {
    Request {
        edition: "2017-q4".to_owned(),
        from: Some(day("2017-09-01")),
        to: Some(day("2017-11-30")),
        ..february(workbook)
    }
}
