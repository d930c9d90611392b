//! Published names become organisations and datasets. Names equal under `punct` are one; nothing else is merged, and a
//! name that a person has recorded stays whose it is. Every spelling is recorded.
//!
//! Rows that stand in the register are never changed or reordered: new rows join them in the order of their ids where
//! the file is in that order, else at its end.

use super::table::Located;
use crate::diag::Cell;
use crate::model::fold;
use crate::records::{DatasetDraft, DatasetNameDraft, Drafts, Field, OrganisationDraft, OrganisationNameDraft, Role};
use std::collections::{BTreeMap, BTreeSet};

/// One name under all its spellings, as the workbook has it.
#[derive(Debug, Default)]
pub(super) struct Spellings<'w> {
    /// Each spelling with its count, in order of first appearance.
    counts: Vec<(&'w str, usize)>,
}

impl<'w> Spellings<'w> {
    /// The commonest spelling; of equals the first.
    pub(super) fn commonest(&self) -> &'w str {
        let best = self.counts.iter().rev().max_by_key(|(_, count)| *count);
        best.map_or("", |(spelling, _)| spelling)
    }

    /// Every spelling, in order of first appearance.
    pub(super) fn all(&self) -> impl Iterator<Item = &'w str> {
        self.counts.iter().map(|(spelling, _)| *spelling)
    }

    /// Cells that have another spelling than the commonest.
    pub(super) fn others(&self) -> usize {
        let most = self.counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        self.counts.iter().map(|(_, count)| *count).sum::<usize>() - most
    }
}

/// The names of one kind of thing in a workbook.
#[derive(Debug, Default)]
pub(super) struct Published<'w> {
    groups: BTreeMap<String, Spellings<'w>>,
    /// The keys in order of first appearance.
    order: Vec<String>,
    /// Keys by spelling, so that each is folded once.
    keys: BTreeMap<&'w str, String>,
}

impl<'w> Published<'w> {
    /// Notes a cell. Blank cells and names without a letter or digit are passed over; `check` reports them.
    pub(super) fn note(&mut self, name: &'w str) {
        let key = self.keys.entry(name).or_insert_with(|| fold::punct(name));
        if key.is_empty() {
            return;
        }
        if !self.groups.contains_key(key) {
            self.order.push(key.clone());
        }
        let counts = &mut self.groups.entry(key.clone()).or_default().counts;
        match counts.iter_mut().find(|(spelling, _)| *spelling == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }

    /// Every group, in order of first appearance.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &Spellings<'w>)> {
        self.order.iter().filter_map(|key| self.groups.get(key).map(|group| (key.as_str(), group)))
    }

    /// How many groups have several spellings, and how many cells have another than the commonest.
    pub(super) fn variants(&self) -> (usize, usize) {
        let several = self.groups.values().filter(|group| group.counts.len() > 1);
        several.fold((0, 0), |(groups, cells), group| (groups + 1, cells + group.others()))
    }
}

/// What an import adds for one kind of thing.
#[derive(Debug)]
pub(super) struct Added<T, N> {
    /// New rows of the table itself.
    pub(super) things: Vec<T>,
    /// New rows of the table of names.
    pub(super) names: Vec<N>,
    /// How many of the workbook's things the register knew.
    pub(super) known: usize,
}

/// Ids that are taken, so that a new one is not.
struct Ids<'d> {
    taken: BTreeSet<String>,
    fallback: &'d str,
}

impl Ids<'_> {
    fn new_id(&mut self, name: &str) -> String {
        let slug = fold::slug(name);
        let stem = if slug.is_empty() { self.fallback.to_owned() } else { slug };
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let free = std::iter::once(stem.clone()).chain(numbered).find(|id| !self.taken.contains(id));
        let id = free.unwrap_or(stem);
        self.taken.insert(id.clone());
        id
    }
}

/// Whose each known name is, by its key. A recorded name wins over a title.
fn known<'d>(
    titles: impl Iterator<Item = (&'d str, &'d str)>,
    recorded: impl Iterator<Item = (&'d str, &'d str)>,
) -> BTreeMap<String, String> {
    let titles = titles.map(|(name, id)| (fold::punct(name), id.to_owned()));
    let recorded = recorded.map(|(name, id)| (fold::punct(name), id.to_owned()));
    let mut all: BTreeMap<String, String> = titles.collect();
    all.extend(recorded);
    all
}

fn evidence(edition: &str) -> String {
    format!("Published in edition {edition}")
}

/// Published types of the organisations, as codes, by the key of the name.
pub(super) type Types = BTreeMap<String, BTreeSet<String>>;

/// A published name with the id that it has or gets.
struct Resolved<'p, 'w> {
    key: &'p str,
    group: &'p Spellings<'w>,
    id: String,
    is_new: bool,
}

impl<'w> Resolved<'_, 'w> {
    /// Its spellings that are not recorded yet, each with the id.
    fn unrecorded(&self, recorded: &BTreeSet<&str>) -> Vec<(&'w str, &str)> {
        let new = self.group.all().filter(|name| !recorded.contains(name));
        new.map(|name| (name, self.id.as_str())).collect()
    }
}

fn resolve<'p, 'w>(
    published: &'p Published<'w>,
    known: &BTreeMap<String, String>,
    mut ids: Ids<'_>,
) -> Vec<Resolved<'p, 'w>> {
    let groups = published.groups().map(|(key, group)| match known.get(key) {
        Some(id) => Resolved { key, group, id: id.clone(), is_new: false },
        None => Resolved { key, group, id: ids.new_id(group.commonest()), is_new: true },
    });
    groups.collect()
}

/// The organisations and names that the register does not have yet. `types` are the codes of the published types of
/// each organisation, by the key of its name: where they differ, nothing is stated.
pub(super) fn organisations<'s>(
    published: &Published<'_>,
    types: &Types,
    drafts: &Drafts<'_>,
    edition: &str,
) -> Added<OrganisationDraft<'s>, OrganisationNameDraft<'s>> {
    let (rows, names) = (&drafts.organisations.rows, &drafts.organisation_names.rows);
    let known = known(
        rows.iter().map(|row| (row.name.text(), row.id.text())),
        names.iter().map(|row| (row.name.text(), row.organisation.text())),
    );
    let taken = rows.iter().map(|row| row.id.text().to_owned()).collect();
    let resolved = resolve(published, &known, Ids { taken, fallback: "organisation" });
    let recorded: BTreeSet<&str> = names.iter().map(|row| row.name.text()).collect();
    let thing = |new: &Resolved<'_, '_>| new_organisation(&new.id, new.group.commonest(), sole_type(types, new.key));
    let name = |(name, id): (&str, &str)| OrganisationNameDraft {
        name: Cell::made(name.to_owned()),
        organisation: Cell::made(id.to_owned()),
        evidence: Cell::made(evidence(edition)),
        reviewed: Cell::made(""),
    };
    Added {
        things: resolved.iter().filter(|group| group.is_new).map(thing).collect(),
        names: resolved.iter().flat_map(|group| group.unrecorded(&recorded)).map(name).collect(),
        known: resolved.iter().filter(|group| !group.is_new).count(),
    }
}

fn sole_type<'t>(types: &'t Types, key: &str) -> &'t str {
    match types.get(key).map(|codes| codes.iter().collect::<Vec<_>>()).as_deref() {
        Some([code]) => code,
        _ => "",
    }
}

fn new_organisation<'s>(id: &str, name: &str, type_code: &str) -> OrganisationDraft<'s> {
    let cell = |text: &str| Cell::made(text.to_owned());
    let empty = || Cell::made("");
    OrganisationDraft {
        id: cell(id),
        name: cell(name),
        type_code: cell(type_code),
        kind: empty(),
        business: empty(),
        group: empty(),
        ods_code: empty(),
        ror: empty(),
        website: empty(),
        description: empty(),
        security_lead: empty(),
    }
}

/// The names of datasets in a workbook.
#[derive(Debug, Default)]
pub(super) struct DatasetNames<'w> {
    /// Names of one dataset each, those in lists among them.
    pub(super) single: Published<'w>,
    /// Cells that the register does not know and that hold several names, each with these.
    pub(super) lists: BTreeMap<&'w str, Vec<&'w str>>,
}

/// Gathers the names of datasets. A cell that the register knows stands for what it says there; another is taken apart
/// at the separators that its mapping declares, but for known names that hold one.
pub(super) fn dataset_names<'w>(located: &Located<'w>, drafts: &Drafts<'_>) -> DatasetNames<'w> {
    let titles = drafts.datasets.rows.iter().map(|row| row.name.text());
    let written: BTreeSet<&str> = titles.chain(drafts.dataset_names.rows.iter().map(|row| row.name.text())).collect();
    let known: BTreeSet<String> = written.iter().map(|name| fold::punct(name)).collect();
    let mut names = DatasetNames::default();
    for role in [Role::Releases, Role::Agreements, Role::Datasets, Role::Amendments] {
        for table in located.tables(role).filter(|table| role == table.roles[0]) {
            for row in &table.rows {
                let cell = table.cell(row, Field::Dataset);
                if names.lists.contains_key(cell) {
                    continue;
                }
                let parts = table.list(row, Field::Dataset, &written);
                if parts.len() > 1 && !known.contains(&fold::punct(cell)) {
                    parts.iter().for_each(|part| names.single.note(part));
                    names.lists.insert(cell, parts);
                } else {
                    names.single.note(cell);
                }
            }
        }
    }
    names
}

/// The datasets and names that the register does not have yet.
pub(super) fn datasets<'s>(
    published: &DatasetNames<'_>,
    drafts: &Drafts<'_>,
    edition: &str,
) -> Added<DatasetDraft<'s>, DatasetNameDraft<'s>> {
    let (rows, names) = (&drafts.datasets.rows, &drafts.dataset_names.rows);
    let known = known(
        rows.iter().map(|row| (row.name.text(), row.id.text())),
        names.iter().map(|row| (row.name.text(), row.datasets.text())),
    );
    let taken = rows.iter().map(|row| row.id.text().to_owned()).collect();
    let resolved = resolve(&published.single, &known, Ids { taken, fallback: "dataset" });
    let recorded: BTreeSet<&str> = names.iter().map(|row| row.name.text()).collect();
    let name = |(name, ids): (&str, &str), evidence: String| DatasetNameDraft {
        name: Cell::made(name.to_owned()),
        datasets: Cell::made(ids.to_owned()),
        evidence: Cell::made(evidence),
    };
    let single = resolved.iter().flat_map(|group| group.unrecorded(&recorded));
    let mut added: Vec<DatasetNameDraft<'s>> = single.map(|row| name(row, evidence(edition))).collect();
    let ids: BTreeMap<&str, &str> = resolved.iter().map(|group| (group.key, group.id.as_str())).collect();
    for (cell, parts) in &published.lists {
        let evidence = format!("{}; a list taken apart at its separators", evidence(edition));
        added.push(name((cell, &joined(parts, &ids)), evidence));
    }
    let new = resolved.iter().filter(|group| group.is_new);
    Added {
        things: new.map(|group| new_dataset(&group.id, group.group.commonest())).collect(),
        names: added,
        known: resolved.iter().filter(|group| !group.is_new).count(),
    }
}

/// The ids of a list's names, each once, joined by `;`.
fn joined(parts: &[&str], ids: &BTreeMap<&str, &str>) -> String {
    let keys = parts.iter().map(|part| fold::punct(part));
    let found: Vec<&str> = keys.filter_map(|key| ids.get(key.as_str()).copied()).collect();
    let mut all: Vec<&str> = Vec::new();
    for id in found.iter().flat_map(|ids| ids.split(';')) {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all.join(";")
}

fn new_dataset<'s>(id: &str, name: &str) -> DatasetDraft<'s> {
    let cell = |text: &str| Cell::made(text.to_owned());
    let empty = || Cell::made("");
    DatasetDraft {
        id: cell(id),
        name: cell(name),
        description: empty(),
        collected_from: empty(),
        who_is_in_it: empty(),
        care: empty(),
        countries: empty(),
        covers_from: empty(),
        covers_to: empty(),
        website: empty(),
    }
}

/// Adds new rows to a table: in the order of their keys where the table is in that order, else at its end.
pub(super) fn join<R: Clone, K: Ord>(existing: &[R], mut new: Vec<R>, key: impl Fn(&R) -> K) -> Vec<R> {
    let mut all = existing.to_vec();
    new.sort_by_key(&key);
    let in_order = existing.windows(2).all(|pair| key(&pair[0]) <= key(&pair[1]));
    all.append(&mut new);
    if in_order {
        // A stable sort: rows that were there keep their order.
        all.sort_by_key(&key);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(names: &[&'static str]) -> Published<'static> {
        let mut published = Published::default();
        names.iter().for_each(|name| published.note(name));
        published
    }

    #[test]
    fn spellings_of_one_name_are_one_organisation_and_likeness_is_nothing() {
        let names = published(&["MONITOR", "Monitor", "East Sussex", "Monitor", "West Sussex", "--"]);
        let added = organisations(&names, &Types::new(), &Drafts::default(), "2021-02");
        let made: Vec<&str> = added.things.iter().map(|row| row.name.text()).collect();
        assert_eq!(made, ["Monitor", "East Sussex", "West Sussex"]);
        let recorded: Vec<(&str, &str)> =
            added.names.iter().map(|row| (row.name.text(), row.organisation.text())).collect();
        assert_eq!(recorded[..2], [("MONITOR", "monitor"), ("Monitor", "monitor")]);
        assert_eq!(names.variants(), (1, 1));
    }

    #[test]
    fn of_equally_common_spellings_the_first_is_shown() {
        assert_eq!(published(&["B c", "B C", "B C", "B c"]).groups["b c"].commonest(), "B c");
    }

    #[test]
    fn ids_are_made_unique() {
        let names = published(&["A (b)", "日本", "A b c", "大学"]);
        let mut drafts = Drafts::default();
        drafts.organisations.rows.push(new_organisation("a-b", "Something else", ""));
        let added = organisations(&names, &Types::new(), &drafts, "x");
        let ids: Vec<&str> = added.things.iter().map(|row| row.id.text()).collect();
        assert_eq!(ids, ["a-b-2", "organisation", "a-b-c", "organisation-2"]);
    }

    #[test]
    fn new_rows_keep_an_order_that_is_there_and_impose_none() {
        let key = |text: &&str| (*text).to_owned();
        assert_eq!(join(&["a", "c"], vec!["d", "b"], key), ["a", "b", "c", "d"]);
        assert_eq!(join(&["c", "a"], vec!["d", "b"], key), ["c", "a", "b", "d"]);
    }
}
