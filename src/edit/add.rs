//! `candour new`: records that a person wrote, put into the files where they belong. Rows join their tables in canonical
//! form; all other files keep their bytes but for the one place that changes.

use super::unreadable;
use crate::diag::{Diagnostics, Failure, Sources};
use crate::model::{EditionKind, Month, ReleaseId, fold, parse_date};
use crate::records::{
    AgreementDraft, ContentDraft, DatasetDraft, Drafts, EditionDraft, OrganisationDraft, ReleaseDraft, Row,
    StatementDraft, join, write_agreement, write_content, write_table,
};
use crate::syntax::front_matter;
use crate::tree::Changes;

/// Records that are to be added, as their writer said them.
#[derive(Debug, Default)]
#[allow(missing_docs)] // a field is the records of that name
pub struct NewRecords<'s> {
    pub editions: Vec<EditionDraft<'s>>,
    pub organisations: Vec<OrganisationDraft<'s>>,
    pub datasets: Vec<DatasetDraft<'s>>,
    pub agreements: Vec<AgreementDraft<'s>>,
    pub releases: Vec<ReleaseDraft<'s>>,
    pub notices: Vec<ContentDraft<'s>>,
}

/// An id for a release, by the house rule: `released` is what its row says, or empty.
pub fn release_id(drafts: &Drafts<'_>, agreement: &str, edition: &str, released: &str) -> String {
    let slug = fold::agreement_slug(fold::reference(agreement.trim()).agreement);
    let rows = || drafts.releases.iter().flat_map(|file| &file.rows.rows);
    let is_taken = |id: &str| rows().any(|row| row.edition.text() == edition && row.id.text() == id);
    ReleaseId::free(&slug, if released.is_empty() { edition } else { released }, is_taken)
}

/// The register that records are added to.
pub struct Existing<'r, 's> {
    /// Its slug, which names the folder of a stock.
    pub register: &'r str,
    /// Its files.
    pub sources: &'r Sources,
    /// What they say.
    pub drafts: &'r Drafts<'s>,
    /// The faults of reading them.
    pub reading: &'r Diagnostics,
}

/// The files that adding the records changes.
///
/// # Errors
/// Where a file that would change cannot be read whole, or one that would be made is there already.
pub fn add<'s>(new: NewRecords<'s>, existing: &Existing<'_, 's>) -> Result<Changes, Failure> {
    let Existing { sources, drafts, .. } = existing;
    let mut desk = Desk { existing, changes: Changes::new() };
    for release in &new.releases {
        desk.name_edition(release);
    }
    desk.releases(&new);
    for draft in &new.agreements {
        desk.make(&format!("data/agreements/{}/{}.md", draft.slug, draft.label), write_agreement(draft))?;
    }
    for draft in &new.notices {
        desk.make(&format!("content/{}.md", draft.address), write_content(draft))?;
    }
    desk.join("data/editions.csv", &drafts.editions.rows, new.editions, |row| row.id.text().to_owned());
    desk.join("data/organisations.csv", &drafts.organisations.rows, new.organisations, |row| row.id.text().to_owned());
    desk.join("data/datasets.csv", &drafts.datasets.rows, new.datasets, |row| row.id.text().to_owned());
    let unreadable = unreadable(existing.reading, sources);
    match desk.changes.keys().find(|path| unreadable.contains(path.as_str())) {
        None => Ok(desk.changes),
        Some(path) => {
            let failure = Failure::new(format!("{path} has faults, and writing it anew would lose what is wrong"));
            Err(failure.help("candour check lists them; correct them first"))
        }
    }
}

struct Desk<'r, 's> {
    existing: &'r Existing<'r, 's>,
    changes: Changes,
}

impl<'s> Desk<'_, 's> {
    fn make(&mut self, path: &str, text: String) -> Result<(), Failure> {
        if self.existing.sources.find(path).is_some() {
            let failure = Failure::new(format!("{path} is there already"));
            return Err(failure.help("a record is added once; correct the file itself, with git to show what changed"));
        }
        self.changes.insert(path.to_owned(), Some(text.into_bytes()));
        Ok(())
    }

    fn join<R: Row<'s> + Clone, K: Ord>(&mut self, path: &str, there: &[R], new: Vec<R>, key: impl Fn(&R) -> K) {
        if !new.is_empty() {
            self.changes.insert(path.to_owned(), Some(write_table(&join(there, new, key))));
        }
    }

    /// Rows go to the end of their file: their order is that in which they were recorded.
    fn releases(&mut self, new: &NewRecords<'s>) {
        for release in &new.releases {
            let name = self.file_of(release, &new.editions);
            let there = self.existing.drafts.releases.iter().find(|file| file.name == name);
            let rows = there.map_or(&[][..], |file| &file.rows.rows);
            let added = new.releases.iter().filter(|other| self.file_of(other, &new.editions) == name);
            let path = format!("data/releases/{name}.csv");
            self.changes.insert(path, Some(write_table(rows.iter().chain(added))));
        }
    }

    /// The file of a row, below `data/releases/` and without `.csv`: its edition's, or in a stock its month's.
    fn file_of(&self, row: &ReleaseDraft<'_>, new: &[EditionDraft<'_>]) -> String {
        let mut editions = self.existing.drafts.editions.rows.iter().chain(new);
        let edition = editions.find(|edition| edition.id == row.edition);
        if edition.is_none_or(|edition| edition.kind.text() == EditionKind::Flow.key()) {
            return row.edition.text().to_owned();
        }
        let released = row.released.text();
        let month = Month::parse(released).or_else(|| parse_date(released).map(Month::of));
        format!("{}/{}", self.existing.register, month.map_or("undated".to_owned(), |month| month.to_string()))
    }

    /// Adds the edition of a release to the agreement's statement, unless a statement names it, or holds what a
    /// publisher printed.
    fn name_edition(&mut self, release: &ReleaseDraft<'_>) {
        let reference = release.agreement.text().trim();
        let is_meant = |draft: &&AgreementDraft<'_>| draft.reference.text().trim() == reference;
        let Some(draft) = self.existing.drafts.agreements.iter().find(is_meant) else { return };
        let names = |statement: &StatementDraft<'_>| statement.editions.contains(&release.edition);
        let own = draft.statements.last().filter(|statement| statement.source_rows.is_empty());
        let Some(statement) = own.filter(|_| draft.prose.is_none() && !draft.statements.iter().any(names)) else {
            return;
        };
        let file = statement.organisation.span.file;
        let text = with_edition(self.existing.sources.text(file), statement, release.edition.text());
        self.changes.insert(self.existing.sources.path(file).to_owned(), Some(text.into_bytes()));
    }
}

/// The text of an agreement's file with one more edition in a statement's list, and all else to the byte.
fn with_edition(text: &str, statement: &StatementDraft<'_>, edition: &str) -> String {
    if let Some(last) = statement.editions.last() {
        let (before, after) = text.split_at(last.span.end as usize);
        return format!("{before}, \"{edition}\"{after}");
    }
    let line = format!("editions = [\"{edition}\"]");
    let organisation = statement.organisation.span.end as usize;
    let before = front_matter::lines(text, 0).take_while(|(at, _)| *at < organisation);
    let table = before.filter(|(_, line)| line.starts_with("[[")).last().map_or(organisation, |(at, _)| at);
    let is_own = |(_, line): &(usize, &str)| !line.starts_with("[[") && !line.starts_with("+++");
    let is_list = |line: &str| line.split('=').next().is_some_and(|key| key.trim() == "editions");
    let mut rest = front_matter::lines(text, table).skip(1).take_while(is_own);
    if let Some((at, empty)) = rest.find(|(_, line)| is_list(line)) {
        return format!("{}{line}{}", &text[..at], &text[at + empty.len()..]);
    }
    let next = front_matter::lines(text, organisation).nth(1).map_or(text.len(), |(at, _)| at);
    format!("{}{line}\n{}", &text[..next], &text[next..])
}
