//! `candour init`: an empty register that checks and builds, with what a repository needs to keep it so. It invents no
//! record: tables with their headings, the reviewed vocabularies and wordings, well-known initialisms, settings and two
//! pages to be filled in; beside them continuous integration, a pre-commit hook, an issue form and a schema for editors.

mod settings;

use super::ask::Asker;
use super::{Outcome, Session, schema};
use crate::diag::Failure;
use crate::model::VocabularyName;
use crate::records::{
    AgreementPurposeDraft, AmendmentDraft, CountDraft, DatasetDraft, DatasetNameDraft, EditionDraft, OrganisationDraft,
    OrganisationNameDraft, OrganisationRelationDraft, Row, WithdrawnDraft, write_table,
};
use crate::tree::{self, Changes};
use clap::{Args, ValueEnum};
use settings::Answers;
use std::path::{Path, PathBuf};

/// Start a new, empty register.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour init                      in this folder
  candour init my-register          in a new folder
  candour init my-register --ci gitlab --title \"Data release register\" \\
    --publisher \"Wrenfield Council\" --slug wrenfield \\
    --base-url https://data.example.org/releases/

On a terminal it asks for what the flags leave open. In a pipe the settings keep placeholders, to be filled in.")]
pub(super) struct InitArgs {
    /// The folder; made if it is not there, and it must be empty but for hidden files
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[command(flatten)]
    answers: Answers,
    /// The hosts whose continuous integration checks and publishes the register
    #[arg(long, value_name = "HOST", default_value = "both", conflicts_with = "no_ci")]
    ci: Hosts,
    /// The same as --ci none
    #[arg(long)]
    no_ci: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Hosts {
    Github,
    Gitlab,
    Both,
    None,
}

impl InitArgs {
    fn hosts(&self) -> Hosts {
        if self.no_ci { Hosts::None } else { self.ci }
    }
}

const ABOUT: &str = include_str!("init/about.md");
const ACCESSIBILITY: &str = include_str!("init/accessibility.md");
const GIT_ATTRIBUTES: &str = "# Records keep their line ends as they are.\ndata/** -text\n";
const GIT_IGNORE: &str = "# The built site.\n/public/\n";
const HOOK: &str = ".githooks/pre-commit";
const SYNONYMS: &str = include_str!("init/synonyms.csv");
const WORDINGS: &str = include_str!("../../data/wordings.csv");

/// The reviewed vocabularies: those of the example register.
fn vocabulary(name: VocabularyName) -> &'static str {
    match name {
        VocabularyName::Identifiability => include_str!("../../data/vocabularies/identifiability.csv"),
        VocabularyName::Sensitivity => include_str!("../../data/vocabularies/sensitivity.csv"),
        VocabularyName::Frequency => include_str!("../../data/vocabularies/frequency.csv"),
        VocabularyName::Channel => include_str!("../../data/vocabularies/channel.csv"),
        VocabularyName::LegalBasis => include_str!("../../data/vocabularies/legal-basis.csv"),
        VocabularyName::OptOut => include_str!("../../data/vocabularies/opt-out.csv"),
        VocabularyName::Confidentiality => include_str!("../../data/vocabularies/confidentiality.csv"),
        VocabularyName::OrganisationType => include_str!("../../data/vocabularies/organisation-type.csv"),
        VocabularyName::OrganisationKind => include_str!("../../data/vocabularies/organisation-kind.csv"),
        VocabularyName::Purpose => include_str!("../../data/vocabularies/purpose.csv"),
        VocabularyName::Care => include_str!("../../data/vocabularies/care.csv"),
    }
}

/// What a repository needs beside its records, for the hosts it may lie on.
fn for_hosts(hosts: Hosts) -> Vec<(&'static str, &'static str)> {
    let mut files = vec![(HOOK, include_str!("init/ci/pre-commit"))];
    if hosts != Hosts::None {
        files.push(("ci/install-candour.sh", include_str!("init/ci/install-candour.sh")));
    }
    if matches!(hosts, Hosts::Github | Hosts::Both) {
        files.push((".github/workflows/register.yml", include_str!("init/ci/github.yml")));
        files.push((".github/ISSUE_TEMPLATE/mistake.yml", include_str!("init/ci/mistake.yml")));
    }
    if matches!(hosts, Hosts::Gitlab | Hosts::Both) {
        files.push((".gitlab-ci.yml", include_str!("init/ci/gitlab.yml")));
    }
    files
}

/// Every file of an empty register.
fn files(settings: &str, hosts: Hosts) -> Result<Changes, Failure> {
    let own = [
        ("register.toml", settings),
        (".gitattributes", GIT_ATTRIBUTES),
        (".gitignore", GIT_IGNORE),
        ("content/about.md", ABOUT),
        ("content/accessibility.md", ACCESSIBILITY),
        ("data/synonyms.csv", SYNONYMS),
        ("data/wordings.csv", WORDINGS),
    ];
    let texts = own.into_iter().chain(for_hosts(hosts));
    let mut files: Changes = texts.map(|(path, text)| (path.to_owned(), Some(text.as_bytes().to_vec()))).collect();
    files.insert("register.schema.json".to_owned(), Some(schema::register()?.into_bytes()));
    files.insert("mapping.schema.json".to_owned(), Some(schema::mapping()?.into_bytes()));
    for name in VocabularyName::ALL {
        let path = format!("data/vocabularies/{}.csv", name.key());
        files.insert(path, Some(vocabulary(name).as_bytes().to_vec()));
    }
    files.extend([
        empty::<EditionDraft<'_>>("editions"),
        empty::<OrganisationDraft<'_>>("organisations"),
        empty::<OrganisationNameDraft<'_>>("organisation-names"),
        empty::<OrganisationRelationDraft<'_>>("organisation-relations"),
        empty::<DatasetDraft<'_>>("datasets"),
        empty::<DatasetNameDraft<'_>>("dataset-names"),
        empty::<AgreementPurposeDraft<'_>>("agreement-purposes"),
        empty::<CountDraft<'_>>("counts"),
        empty::<AmendmentDraft<'_>>("amendments"),
        empty::<WithdrawnDraft<'_>>("withdrawn"),
    ]);
    Ok(files)
}

/// A table with its headings only.
fn empty<'s, R: Row<'s>>(name: &str) -> (String, Option<Vec<u8>>) {
    (format!("data/{name}.csv"), Some(write_table::<R>(&[])))
}

pub(super) fn run(session: &Session, args: &InitArgs) -> Result<Outcome, Failure> {
    let root = session.register.as_ref().map_or_else(|| args.dir.clone(), |register| register.join(&args.dir));
    let hosts = args.hosts();
    // Looked at before anything is asked, so that nobody answers in vain.
    refuse_a_full_folder(&root, &files("", hosts)?)?;
    let files = files(&args.answers.clone().settings(&mut Asker::new())?, hosts)?;
    tree::write(&files, &root)?;
    make_executable(&root.join(HOOK))?;
    session.say(&format!("A new register in {}: {} files.", root.display(), files.len()));
    session.say(&next_steps(hosts));
    Ok(Outcome::Clean)
}

/// What is left for a person to do.
fn next_steps(hosts: Hosts) -> String {
    let mut steps = vec![
        "look over register.toml; say in content/about.md who keeps the register, how often it changes and what it leaves \
         out, and in content/accessibility.md how it was tested, what does not work and whom to ask",
        "a register in a spreadsheet: candour import FILE --sketch-mapping NAME; none yet: candour new",
        "candour check, then candour serve to look at the site, and candour build to make it",
        "git init, where this is no repository yet, then: git config core.hooksPath .githooks   (checks before each commit)",
    ];
    if hosts != Hosts::None {
        steps.push("say in ci/install-candour.sh where candour comes from: nothing is checked or published before");
    }
    let numbered = steps.iter().zip(1..).map(|(step, number)| format!("\n  {number}. {step}"));
    format!("Next:{}", numbered.collect::<String>())
}

/// Refuses a folder that holds anything but hidden files, or a file that would be written.
fn refuse_a_full_folder(root: &Path, files: &Changes) -> Result<(), Failure> {
    let cannot_look = |error| Failure::new(format!("cannot look into {}", root.display())).because(error);
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(cannot_look(error)),
    };
    let names: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.file_name())).collect();
    let full = names.map_err(cannot_look)?.iter().any(|name| !name.to_string_lossy().starts_with('.'));
    // A link that leads nowhere is in the way as well.
    if full || files.keys().any(|path| root.join(path).symlink_metadata().is_ok()) {
        let failure = Failure::new(format!("{} is not empty", root.display()));
        return Err(failure.help("name a new folder; nothing that is there is ever overwritten"));
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .map_err(|error| Failure::new(format!("cannot make {} executable", path.display())).because(error))
}

/// Elsewhere git itself runs the hook.
#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), Failure> {
    Ok(())
}
