//! Release rows: each accepted on its own. Rules that look at several rows are in `across`.

use super::Resolvers;
use super::cells;
use super::organisations::{MOST_BEFORE_SUGGESTIONS, known_edition};
use super::vocabulary::{cells_with, known_term};
use crate::diag::{Cell, Diagnostic, Diagnostics, Sources, Span, codes, nearest, suggest};
use crate::model::{
    AgreementId, AgreementVersion, Channel, EditionId, EditionKind, Facts, OrganisationId, Release, ReleaseId,
    Released, Version, VocabularyName, fold,
};
use crate::records::{Drafts, ReleaseDraft, Releases};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The record id of a row in reports and waivers.
pub(super) fn record(row: &ReleaseDraft<'_>) -> String {
    format!("release/{}/{}", row.edition.text(), row.id.text())
}

/// Texts that many rows share, kept once.
#[derive(Default)]
struct Shared<'s> {
    texts: HashMap<&'s str, Arc<str>>,
}

impl<'s> Shared<'s> {
    fn get(&mut self, text: &'s str) -> Arc<str> {
        self.texts.entry(text).or_insert_with(|| Arc::from(text)).clone()
    }
}

/// Accepts every row. Releases come out by edition, then in file order, each beside its draft.
pub(super) fn releases<'d, 's>(
    drafts: &'d Drafts<'s>,
    sources: &'d Sources,
    resolvers: &mut Resolvers,
    facts: &mut Facts,
    faults: &mut Diagnostics,
) -> Vec<&'d ReleaseDraft<'s>> {
    let written = drafts.agreements.iter().map(|draft| draft.reference.value.trim()).collect();
    let files = sources.files().map(|file| sources.path(file)).collect();
    let (shared, references) = (Shared::default(), HashMap::new());
    let nameless = nameless(drafts);
    let mut reader = Reader { drafts, files, written, nameless, resolvers, facts, faults, shared, references };
    let mut accepted = Vec::new();
    for file in &drafts.releases {
        reader.file_name(file);
        for row in &file.rows.rows {
            accepted.extend(reader.row(row).map(|release| (release, row)));
        }
    }
    repeated_ids(drafts, faults);
    accepted.sort_by(|a, b| a.0.edition.cmp(&b.0.edition));
    let (releases, rows) = accepted.into_iter().unzip();
    facts.releases = releases;
    rows
}

fn repeated_ids(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let mut seen: HashMap<(&str, &str), Span> = HashMap::new();
    for row in drafts.releases.iter().flat_map(|file| &file.rows.rows).filter(|row| !row.id.is_blank()) {
        let first = *seen.entry((row.edition.text(), row.id.text())).or_insert(row.id.span);
        if first != row.id.span {
            let message = format!("the release id {} stands twice in edition {}", row.id.text(), row.edition.text());
            let fault = Diagnostic::new(&codes::E3, message).at(row.id.span).about(record(row));
            faults.push(fault.label(first, "first here").help("give the second row its own id"));
        }
    }
}

/// The cell that gives a row away as a note or an end mark among the rows of a workbook.
fn mark<'c, 's>(row: &'c ReleaseDraft<'s>) -> Option<&'c Cell<'s>> {
    let is_mark = |text: &str| {
        (text.starts_with("***") && text.ends_with("***")) || text.eq_ignore_ascii_case("no filters applied")
    };
    [&row.id, &row.agreement].into_iter().find(|cell| is_mark(cell.value.trim()))
}

/// Imported editions of which no row names its recipient: their source has no place for it.
fn nameless<'d>(drafts: &'d Drafts<'_>) -> BTreeSet<&'d str> {
    let rows = drafts.releases.iter().flat_map(|file| &file.rows.rows);
    let naming: BTreeSet<&str> = rows.filter(|row| !row.recipient.is_blank()).map(|row| row.edition.text()).collect();
    drafts.imports.iter().map(|facts| &*facts.edition).filter(|edition| !naming.contains(edition)).collect()
}

struct Reader<'r, 'd> {
    drafts: &'d Drafts<'d>,
    /// The path of every file of the register.
    files: BTreeSet<&'d str>,
    /// The reference of every agreement that could be read, accepted or not.
    written: BTreeSet<&'d str>,
    /// See [`nameless`].
    nameless: BTreeSet<&'d str>,
    resolvers: &'r mut Resolvers,
    facts: &'r Facts,
    faults: &'r mut Diagnostics,
    shared: Shared<'d>,
    /// The version that each reference names.
    references: HashMap<&'d str, Option<(AgreementId, Version, OrganisationId)>>,
}

impl<'d> Reader<'_, 'd> {
    /// A file of a flow edition is named for it; files of a stock register lie in a folder.
    fn file_name(&mut self, file: &Releases<'_>) {
        if file.name.contains('/') {
            return;
        }
        let is_known = |row: &&ReleaseDraft<'_>| self.facts.editions.contains_key(row.edition.text());
        let mut strangers = file.rows.rows.iter().filter(|row| row.edition.text() != file.name).filter(is_known);
        if let Some(row) = strangers.next() {
            let (edition, more) = (row.edition.text(), cells_with(1 + strangers.count()));
            let message = format!("a row of edition {edition} in data/releases/{}.csv{more}", file.name);
            let fault = Diagnostic::new(&codes::E120, message).at(row.edition.span).about(record(row));
            self.faults.push(fault.help("move each row to the file of its edition, or correct its edition"));
        }
    }

    fn row(&mut self, row: &'d ReleaseDraft<'_>) -> Option<Release> {
        if let Some(cell) = mark(row) {
            let message = format!("\"{}\" is a note or an end mark, not a record", cells::shorten(cell.text()));
            let fault = Diagnostic::new(&codes::E15, message).at(cell.span).about(record(row));
            self.faults.push(fault.help("take the row out"));
            return None;
        }
        let whole = self.required(row);
        let edition = self.edition(row);
        let channel = self.channel(row);
        let version = self.version(row);
        let recipient = self.recipient(row, version.as_ref().map(|(_, _, applicant)| applicant));
        let named = !row.datasets.value.trim().is_empty();
        let datasets = if named { self.resolvers.datasets.resolve(&row.datasets) } else { None };
        let released = cells::released(&row.released, self.faults);
        let (source_row, files) = (cells::number(&row.source_row, self.faults), cells::number(&row.files, self.faults));
        let anchor_ok = self.anchor(row);
        let wordings = &mut self.resolvers.wordings;
        let mut stated = |name, cell: &Cell<'_>| wordings.resolve(name, cell);
        let recipient_type = stated(VocabularyName::OrganisationType, &row.recipient_type);
        let identifiability = stated(VocabularyName::Identifiability, &row.identifiability);
        let sensitivity = stated(VocabularyName::Sensitivity, &row.sensitivity);
        let legal_basis = stated(VocabularyName::LegalBasis, &row.legal_basis);
        let frequency = stated(VocabularyName::Frequency, &row.frequency);
        let opt_outs_stated = stated(VocabularyName::OptOut, &row.opt_outs);
        let confidentiality = stated(VocabularyName::Confidentiality, &row.confidentiality);
        self.dates(row, released);
        // From here on every cell has been looked at.
        let (agreement, version, _) = version?;
        (whole && anchor_ok).then_some(())?;
        Some(Release {
            id: ReleaseId::new(row.id.text()),
            edition: edition?,
            source_sheet: self.shared.get(row.source_sheet.text()),
            source_row,
            reference: self.shared.get(row.agreement.text()),
            agreement,
            version,
            recipient_raw: self.shared.get(row.recipient.text()),
            recipient: recipient?,
            recipient_type,
            datasets_raw: self.shared.get(row.datasets.text()),
            datasets: datasets?,
            released_raw: row.released.text().to_owned(),
            released,
            channel: channel?,
            identifiability,
            sensitivity,
            legal_basis,
            frequency,
            opt_outs_stated,
            confidentiality,
            files,
            note: row.note.text().to_owned(),
        })
    }

    fn required(&mut self, row: &ReleaseDraft<'_>) -> bool {
        let required = [
            (&row.id, "id"),
            (&row.edition, "edition"),
            (&row.agreement, "agreement"),
            (&row.datasets, "datasets"),
            (&row.channel, "channel"),
            (&row.identifiability, "identifiability"),
            (&row.legal_basis, "legal_basis"),
        ];
        required.into_iter().fold(true, |whole, (cell, column)| self.filled(row, cell, column) && whole)
    }

    fn filled(&mut self, row: &ReleaseDraft<'_>, cell: &Cell<'_>, column: &str) -> bool {
        let filled = !cell.value.trim().is_empty();
        if !filled {
            let message = match row.id.text() {
                "" => format!("{column} is blank"),
                id => format!("{column} of release {} is blank", cells::shorten(id)),
            };
            let fault = Diagnostic::new(&codes::E4, message).at(cell.span).about(record(row));
            self.faults.push(fault.help(blank_help(column)));
        }
        filled
    }

    fn edition(&mut self, row: &ReleaseDraft<'_>) -> Option<EditionId> {
        if row.edition.value.trim().is_empty() {
            return None;
        }
        known_edition(&row.edition, self.drafts, self.facts, self.faults)
    }

    fn channel(&mut self, row: &ReleaseDraft<'_>) -> Option<Channel> {
        if row.channel.value.trim().is_empty() {
            return None;
        }
        let words = Channel::ALL.map(Channel::code).join(", ");
        let channel = cells::word(&row.channel, Channel::find, &words, self.faults)?;
        // Pages say what the channel means in the words of its vocabulary.
        known_term(&row.channel, VocabularyName::Channel, &self.resolvers.vocabularies, self.faults)?;
        Some(channel)
    }

    /// The version that the reference names, with its applicant.
    fn version(&mut self, row: &'d ReleaseDraft<'_>) -> Option<(AgreementId, Version, OrganisationId)> {
        let text: &'d str = row.agreement.value.trim();
        if text.is_empty() {
            return None;
        }
        let facts = self.facts;
        let found = self.references.entry(text).or_insert_with(|| find_version(facts, text)).clone();
        if found.is_none() && !self.written.contains(text) {
            self.no_version(row, text);
        }
        found
    }

    /// E5, unless the file is there and could not be read, which its own faults say.
    fn no_version(&mut self, row: &ReleaseDraft<'_>, text: &str) {
        let wanted = fold::reference(text);
        let path = format!("data/agreements/{}/{}.md", fold::agreement_slug(wanted.agreement), wanted.version);
        let there = self.facts.agreements.get(wanted.agreement);
        let other = there.and_then(|agreement| agreement.version(&Version::new(wanted.version)));
        if other.is_none() && self.files.contains(path.as_str()) {
            return;
        }
        let message = format!("the register has no agreement {text}");
        let fault = Diagnostic::new(&codes::E5, message).at(row.agreement.span).about(record(row));
        self.faults.push(fault.help(match other {
            Some(other) => format!("{path} has the reference {}: write it the same in both", other.reference),
            None => {
                let few = self.faults.len() < MOST_BEFORE_SUGGESTIONS;
                let near = nearest(text, self.written.iter().copied().filter(|_| few));
                suggest(near, &format!("add {path} with this reference, or correct the reference"))
            }
        }));
    }

    fn recipient(&mut self, row: &ReleaseDraft<'_>, applicant: Option<&OrganisationId>) -> Option<OrganisationId> {
        if !row.recipient.value.trim().is_empty() {
            return self.resolvers.organisations.resolve(&row.recipient);
        }
        // Only where the source names nobody is the recipient left to the agreement; else a blank is a gap.
        let edition = self.facts.editions.get(row.edition.text());
        let is_stock = edition.is_some_and(|edition| edition.kind == EditionKind::Stock);
        if applicant.is_some() && (is_stock || self.nameless.contains(row.edition.text())) {
            return applicant.cloned();
        }
        self.filled(row, &row.recipient, "recipient");
        None
    }

    /// The id becomes part of the row's permanent address.
    fn anchor(&mut self, row: &ReleaseDraft<'_>) -> bool {
        let bad =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '&' | '#' | '%' | '\'');
        let fine = !row.id.text().contains(bad);
        if !fine {
            let fault = Diagnostic::new(&codes::E120, "a release id cannot hold white space or any of \" < > & # % '");
            self.faults.push(fault.at(row.id.span).about(record(row)).help("the id is part of the row's address"));
        }
        fine
    }

    fn dates(&mut self, row: &ReleaseDraft<'_>, released: Released) {
        let Some(edition) = self.facts.editions.get(row.edition.text()) else { return };
        if row.released.is_blank() {
            return;
        }
        let (first, last) = released.span(edition);
        let early = super::is_too_early(last);
        let late = matches!((first, edition.published), (Some(first), Some(published)) if first > published);
        if early || late {
            let why = if early { "lies before 1990" } else { "lies after its edition was published" };
            let message = format!("the release date {} {why}", row.released.text());
            let fault = Diagnostic::new(&codes::E13, message).at(row.released.span).about(record(row));
            self.faults.push(fault.help("correct the date, or leave it empty for the edition's period"));
        }
    }
}

fn find_version(facts: &Facts, text: &str) -> Option<(AgreementId, Version, OrganisationId)> {
    let reference = fold::reference(text);
    let agreement = facts.agreements.get(reference.agreement)?;
    let same = |version: &&AgreementVersion| version.reference == text;
    let version = agreement.versions.iter().find(same)?;
    Some((agreement.id.clone(), version.version.clone(), version.applicant.clone()))
}

/// What to do about a cell that may not be blank.
fn blank_help(column: &str) -> String {
    let vocabulary = match column {
        "identifiability" | "legal_basis" => column.replace('_', "-"),
        _ => return format!("write the {column}; a release cannot be published without it"),
    };
    format!(
        "write the {column}; a release cannot be published without it. If nobody knows it, say so in words, such as Not \
         recorded, with a term of its own in data/vocabularies/{vocabulary}.csv"
    )
}
