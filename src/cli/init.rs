//! `candour init`: an empty register that checks and builds. It invents no record: tables with their headings, the
//! reviewed vocabularies and wordings, well-known initialisms, settings and two pages to be filled in.

use super::{Outcome, Session};
use crate::diag::Failure;
use crate::model::VocabularyName;
use crate::records::{
    AgreementPurposeDraft, AmendmentDraft, CountDraft, DatasetDraft, DatasetNameDraft, EditionDraft, OrganisationDraft,
    OrganisationNameDraft, OrganisationRelationDraft, Row, WithdrawnDraft, write_table,
};
use clap::Args;
use std::path::{Path, PathBuf};

/// Start a new, empty register.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  candour init                      in this folder
  candour init my-register          in a new folder")]
pub(super) struct InitArgs {
    /// The folder; made if it is not there, and it must be empty but for hidden files
    #[arg(default_value = ".")]
    dir: PathBuf,
}

const SETTINGS: &str = include_str!("init/register.toml");
const ABOUT: &str = include_str!("init/about.md");
const ACCESSIBILITY: &str = include_str!("init/accessibility.md");
const GIT_ATTRIBUTES: &str = "# Records keep their line ends as they are.\ndata/** -text\n";
const GIT_IGNORE: &str = "# The built site.\n/public/\n";
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

/// Every file of an empty register, by path.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = [
        ("register.toml", SETTINGS),
        (".gitattributes", GIT_ATTRIBUTES),
        (".gitignore", GIT_IGNORE),
        ("content/about.md", ABOUT),
        ("content/accessibility.md", ACCESSIBILITY),
        ("data/synonyms.csv", SYNONYMS),
        ("data/wordings.csv", WORDINGS),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .to_vec();
    for name in VocabularyName::ALL {
        files.push((format!("data/vocabularies/{}.csv", name.key()), vocabulary(name).as_bytes().to_vec()));
    }
    files.push(empty::<EditionDraft<'_>>("editions"));
    files.push(empty::<OrganisationDraft<'_>>("organisations"));
    files.push(empty::<OrganisationNameDraft<'_>>("organisation-names"));
    files.push(empty::<OrganisationRelationDraft<'_>>("organisation-relations"));
    files.push(empty::<DatasetDraft<'_>>("datasets"));
    files.push(empty::<DatasetNameDraft<'_>>("dataset-names"));
    files.push(empty::<AgreementPurposeDraft<'_>>("agreement-purposes"));
    files.push(empty::<CountDraft<'_>>("counts"));
    files.push(empty::<AmendmentDraft<'_>>("amendments"));
    files.push(empty::<WithdrawnDraft<'_>>("withdrawn"));
    files
}

/// A table with its headings only.
fn empty<'s, R: Row<'s>>(name: &str) -> (String, Vec<u8>) {
    (format!("data/{name}.csv"), write_table::<R>(&[]))
}

pub(super) fn run(session: &Session, args: &InitArgs) -> Result<Outcome, Failure> {
    let root = session.register.as_ref().map_or_else(|| args.dir.clone(), |register| register.join(&args.dir));
    refuse_a_full_folder(&root)?;
    let files = files();
    for (path, bytes) in &files {
        write(&root.join(path), bytes)?;
    }
    session.say(&format!("A new register in {}: {} files.", root.display(), files.len()));
    session.say(
        "Next: fill in register.toml and content/, import or write records, then candour check and candour build.",
    );
    Ok(Outcome::Clean)
}

fn refuse_a_full_folder(root: &Path) -> Result<(), Failure> {
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::new(format!("cannot look into {}", root.display())).because(error)),
    };
    for entry in entries {
        let entry =
            entry.map_err(|error| Failure::new(format!("cannot look into {}", root.display())).because(error))?;
        let taken = files().iter().any(|(path, _)| Path::new(path) == Path::new(&entry.file_name()));
        if taken || !entry.file_name().to_string_lossy().starts_with('.') {
            let failure = Failure::new(format!("{} is not empty", root.display()));
            return Err(failure.help("name a new folder; nothing that is there is ever overwritten"));
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, bytes)
    };
    write().map_err(|error| Failure::new(format!("cannot write {}", path.display())).because(error))
}
