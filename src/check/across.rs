//! Rules that look at several records at once: versions and their statements, rows under one reference, spellings,
//! editions against each other.

use super::agreements::draft_record;
use super::releases::record;
use crate::diag::{Cell, Code, Diagnostic, Diagnostics, codes};
use crate::model::{
    Applied, CELL_LIMIT, EditionKind, Facts, OptOuts, Release, SectionKind, TermCode, fills_a_cell, fold,
};
use crate::records::{AgreementDraft, Drafts, ReleaseDraft, StatementDraft};
use chrono::NaiveDate;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Everything that rules look at.
struct Whole<'a> {
    drafts: &'a Drafts<'a>,
    facts: &'a Facts,
    /// Every accepted row, in the order of [`Facts::releases`].
    pairs: Vec<Pair<'a>>,
    recipients: Column<'a>,
    datasets: Column<'a>,
}

/// A row and its draft. Texts have numbers that are equal where they are, since hundreds of thousands of comparisons
/// of long texts take most of the time of a check.
struct Pair<'a> {
    release: &'a Release,
    row: &'a ReleaseDraft<'a>,
    edition: usize,
    reference: usize,
}

/// One cell of every row.
struct Column<'a> {
    /// The number of each row's text.
    rows: Vec<usize>,
    /// The texts by their numbers, each with what it is as a name.
    texts: Vec<(&'a str, String)>,
}

/// Texts that were met, each with its number: from 0, in the order in which they came.
#[derive(Default)]
struct Numbers<'t>(HashMap<&'t str, usize>);

impl<'t> Numbers<'t> {
    fn of(&mut self, text: &'t str) -> usize {
        let next = self.0.len();
        *self.0.entry(text).or_insert(next)
    }
}

impl<'a> Column<'a> {
    fn new(cells: impl Iterator<Item = &'a Cell<'a>>) -> Self {
        let (mut numbers, mut texts) = (Numbers::default(), Vec::new());
        let number = |cell: &'a Cell<'a>| {
            let number = numbers.of(cell.text());
            if number == texts.len() {
                texts.push((cell.text(), fold::punct(cell.text())));
            }
            number
        };
        Column { rows: cells.map(number).collect(), texts }
    }

    /// What the cell of a row is as a name.
    fn name(&self, place: usize) -> &str {
        &self.texts[self.rows[place]].1
    }
}

/// A row's reference as agreements are known by it.
fn reference(release: &Release) -> &str {
    release.reference.trim()
}

impl<'a> Whole<'a> {
    fn new(drafts: &'a Drafts<'a>, facts: &'a Facts, rows: &[&'a ReleaseDraft<'a>]) -> Self {
        let (mut editions, mut references) = (Numbers::default(), Numbers::default());
        let pair = |(release, row): (&'a Release, &&'a ReleaseDraft<'a>)| Pair {
            release,
            row,
            edition: editions.of(release.edition.as_str()),
            reference: references.of(reference(release)),
        };
        Whole {
            drafts,
            facts,
            pairs: facts.releases.iter().zip(rows).map(pair).collect(),
            recipients: Column::new(rows.iter().map(|row| &row.recipient)),
            datasets: Column::new(rows.iter().map(|row| &row.datasets)),
        }
    }
}

/// A rule, or several that look at the same records.
type Rule = fn(&Whole<'_>, &mut Diagnostics);

/// All of them. None needs what another finds, so that they can run side by side.
const RULES: [Rule; 10] = [
    agreements,
    odd_references,
    file_ids,
    organisations,
    spellings,
    mixed_opt_outs,
    left,
    changed_identifiability,
    equal_rows,
    imports,
];

/// Looks at everything. `rows` are the drafts of the facts' releases.
pub(super) fn across<'a>(drafts: &'a Drafts<'a>, facts: &'a Facts, rows: &[&'a ReleaseDraft<'a>]) -> Diagnostics {
    let whole = Whole::new(drafts, facts, rows);
    let look = |rule: &Rule| {
        let mut faults = Diagnostics::new();
        rule(&whole, &mut faults);
        faults
    };
    let found: Vec<Diagnostics> = RULES.par_iter().map(look).collect();
    found.into_iter().collect()
}

fn agreements(whole: &Whole<'_>, faults: &mut Diagnostics) {
    // Rows that were refused for another reason were released all the same.
    let written = whole.drafts.releases.iter().flat_map(|file| &file.rows.rows);
    let released = written.map(|row| (row.agreement.value.trim(), row.edition.text())).collect();
    for draft in &whole.drafts.agreements {
        several_statements(draft, faults);
        thin_and_cut(draft, faults);
        without_release(draft, whole.facts, &released, faults);
    }
}

/// W1.
fn several_statements(draft: &AgreementDraft<'_>, faults: &mut Diagnostics) {
    let mut counts: BTreeMap<&str, Vec<&Cell<'_>>> = BTreeMap::new();
    for statement in &draft.statements {
        let mut named = BTreeSet::new();
        for edition in statement.editions.iter().filter(|edition| named.insert(edition.text())) {
            counts.entry(edition.text()).or_default().push(edition);
        }
    }
    for (edition, places) in counts.into_iter().filter(|(_, places)| places.len() > 1) {
        let message = format!("edition {edition} prints {} statements for one reference", places.len());
        let fault = Diagnostic::new(&codes::W1, message).at(places[1].span).about(draft_record(draft));
        faults.push(fault.label(places[0].span, "the first"));
    }
}

/// W9 and W10.
fn thin_and_cut(draft: &AgreementDraft<'_>, faults: &mut Diagnostics) {
    for statement in &draft.statements {
        for key in &statement.truncated {
            let message = format!("the section \"{}\" is cut off in the source", key.text());
            faults.push(Diagnostic::new(&codes::W9, message).at(key.span).about(draft_record(draft)));
        }
        let is_told = |kind: SectionKind| statement.truncated.iter().any(|key| key.text() == kind.key());
        for section in
            statement.sections.iter().filter(|section| fills_a_cell(section.text.text()) && !is_told(section.kind))
        {
            let message = format!("the section \"{}\" has exactly {CELL_LIMIT} characters", section.kind.key());
            let fault = Diagnostic::new(&codes::W9, message).at(section.text.span).about(draft_record(draft));
            faults.push(fault.help("if the source cuts it off, name the section in truncated"));
        }
        let kinds = || statement.sections.iter().filter(|s| !s.text.is_blank()).map(|s| s.kind);
        let official = kinds().filter(|kind| *kind != SectionKind::Summary);
        if official.eq([SectionKind::Objective]) {
            let at = statement.organisation.span;
            let message = "the statement has an objective only";
            faults.push(Diagnostic::new(&codes::W10, message).at(at).about(draft_record(draft)));
        }
    }
}

/// E6.
fn without_release(
    draft: &AgreementDraft<'_>,
    facts: &Facts,
    released: &HashSet<(&str, &str)>,
    faults: &mut Diagnostics,
) {
    let reference = draft.reference.value.trim();
    let is_flow = |id: &str| facts.editions.get(id).is_some_and(|edition| edition.kind == EditionKind::Flow);
    let mut told = BTreeSet::new();
    for edition in draft.statements.iter().flat_map(|statement| &statement.editions) {
        let id = edition.text();
        if is_flow(id) && !released.contains(&(reference, id)) && told.insert(id) {
            let message = format!("edition {id} has no release under {reference}");
            let fault = Diagnostic::new(&codes::E6, message).at(edition.span).about(draft_record(draft));
            faults.push(fault.help("take the edition out of editions, or add its releases"));
        }
    }
}

/// W4, in a register that uses NHS Digital's form at all.
fn odd_references(whole: &Whole<'_>, faults: &mut Diagnostics) {
    let (usual, odd): (Vec<_>, Vec<_>) =
        whole.drafts.agreements.iter().partition(|draft| is_usual(draft.reference.value.trim()));
    for draft in odd.into_iter().filter(|_| !usual.is_empty()) {
        let message = format!("the reference {} does not have the usual form", draft.reference.text());
        faults.push(Diagnostic::new(&codes::W4, message).at(draft.reference.span).about(draft_record(draft)));
    }
}

/// `DARS-NIC-`, four to seven digits, letter digit letter digit letter, `-v`, digits, `.`, digits.
fn is_usual(reference: &str) -> bool {
    let Some(rest) = reference.strip_prefix("DARS-NIC-") else { return false };
    let parts: Vec<&str> = rest.split('-').collect();
    let [number, suffix, version] = parts.as_slice() else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let alternates = suffix.len() == 5
        && suffix
            .bytes()
            .enumerate()
            .all(|(i, b)| if i % 2 == 0 { b.is_ascii_uppercase() } else { b.is_ascii_digit() });
    let versioned = version.strip_prefix('v').and_then(|v| v.split_once('.'));
    (4..=7).contains(&number.len())
        && digits(number)
        && alternates
        && versioned.is_some_and(|(a, b)| digits(a) && digits(b))
}

/// E9: ids that begin with FILE belong to one file over all editions.
fn file_ids(whole: &Whole<'_>, faults: &mut Diagnostics) {
    let mut seen: HashMap<&str, &Pair<'_>> = HashMap::new();
    for pair in whole.pairs.iter().filter(|pair| pair.release.id.as_str().starts_with("FILE")) {
        let first = *seen.entry(pair.release.id.as_str()).or_insert(pair);
        if first.reference != pair.reference && first.edition != pair.edition {
            let (release, first_release) = (pair.release, first.release);
            let message =
                format!("{} is under {} in edition {}", release.id, reference(first_release), first_release.edition);
            let fault = Diagnostic::new(&codes::E9, message).at(pair.row.agreement.span).about(record(pair.row));
            let help = "correct the id or the agreement in one of the two rows";
            faults.push(fault.label(first.row.agreement.span, "there").help(help));
        }
    }
}

/// W2 and W3.
fn organisations(whole: &Whole<'_>, faults: &mut Diagnostics) {
    let mut statements: HashMap<(&str, &str), Vec<(&StatementDraft<'_>, String)>> = HashMap::new();
    for draft in &whole.drafts.agreements {
        for statement in &draft.statements {
            let name = fold::punct(statement.organisation.text());
            for edition in &statement.editions {
                let key = (draft.reference.value.trim(), edition.text());
                statements.entry(key).or_default().push((statement, name.clone()));
            }
        }
    }
    let mut recipients: HashMap<(usize, usize), (&str, bool)> = HashMap::new();
    for (place, pair) in whole.pairs.iter().enumerate().filter(|(_, pair)| !pair.row.recipient.is_blank()) {
        let name = whole.recipients.name(place);
        let (release, row) = (pair.release, pair.row);
        let beside = statements.get(&(reference(release), release.edition.as_str())).map_or(&[][..], Vec::as_slice);
        if !beside.is_empty() && beside.iter().all(|(_, by)| by != name) {
            let by = &beside[0].0.organisation;
            let message = format!("the release is to {}, the statement by {}", row.recipient.text(), by.text());
            let fault = Diagnostic::new(&codes::W2, message).at(row.recipient.span).about(record(row));
            faults.push(fault.label(by.span, "the statement"));
        }
        let (first, told) = recipients.entry((pair.reference, pair.edition)).or_insert((name, false));
        if *first != name && !*told {
            *told = true;
            let message = format!("releases under {} name several recipients", reference(release));
            faults.push(Diagnostic::new(&codes::W3, message).at(row.recipient.span).about(record(row)));
        }
    }
}

/// W7 and W8.
fn spellings(whole: &Whole<'_>, faults: &mut Diagnostics) {
    spellings_of(whole, (&codes::W7, "the recipient"), (&whole.recipients, |row| &row.recipient), faults);
    spellings_of(whole, (&codes::W8, "the dataset"), (&whole.datasets, |row| &row.datasets), faults);
}

/// A column, and its cell in a row.
type Cells<'w, 'a> = (&'w Column<'a>, fn(&'w ReleaseDraft<'a>) -> &'w Cell<'a>);

/// Rows of an edition whose spelling is not the commonest of its name.
fn spellings_of<'w, 'a>(
    whole: &'w Whole<'a>,
    (code, what): (&'static Code, &str),
    (column, cell): Cells<'w, 'a>,
    faults: &mut Diagnostics,
) {
    let mut names = Numbers::default();
    let name_of: Vec<usize> = column.texts.iter().map(|(_, name)| names.of(name)).collect();
    let filled = || whole.pairs.iter().zip(&column.rows).filter(|(pair, _)| !cell(pair.row).is_blank());
    let mut counts: HashMap<(usize, usize), BTreeMap<usize, usize>> = HashMap::new();
    for (pair, &text) in filled() {
        *counts.entry((pair.edition, name_of[text])).or_default().entry(text).or_default() += 1;
    }
    let commonest = |spellings: &BTreeMap<usize, usize>| {
        let text = |number: usize| column.texts[number].0;
        // Of equally common spellings the alphabetically first stands for all.
        let most = spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| text(*b.0).cmp(text(*a.0))));
        most.map(|(&number, _)| (number, text(number)))
    };
    let several = counts.into_iter().filter(|(_, spellings)| spellings.len() > 1);
    let commonest: HashMap<(usize, usize), (usize, &str)> =
        several.filter_map(|(key, spellings)| Some((key, commonest(&spellings)?))).collect();
    for (pair, &text) in filled() {
        if let Some((_, usual)) = commonest.get(&(pair.edition, name_of[text])).filter(|(usual, _)| *usual != text) {
            let message = format!("{what} is otherwise spelt \"{usual}\"");
            faults.push(Diagnostic::new(code, message).at(cell(pair.row).span).about(record(pair.row)));
        }
    }
}

/// W16: different answers, or the same answer for different reasons.
fn mixed_opt_outs(whole: &Whole<'_>, faults: &mut Diagnostics) {
    let mut answers: BTreeMap<(usize, usize, usize), (BTreeSet<OptOuts<'_>>, usize)> = BTreeMap::new();
    for (place, pair) in whole.pairs.iter().enumerate() {
        let key = (pair.edition, pair.reference, whole.datasets.rows[place]);
        let (answers, last) = answers.entry(key).or_default();
        if answers.insert(pair.release.opt_outs()) {
            *last = place;
        }
    }
    for (answers, last) in answers.values().filter(|(answers, _)| answers.len() > 1) {
        let Pair { release, row, .. } = whole.pairs[*last];
        let both =
            [Applied::Yes, Applied::No].iter().all(|wanted| answers.iter().any(|answer| answer.applied == *wanted));
        let how = if both { "both with and without opt-outs" } else { "with different answers on opt-outs" };
        let message = format!("{} went out under {} {how}", release.datasets_raw, reference(release));
        faults.push(Diagnostic::new(&codes::W16, message).at(row.opt_outs.span).about(record(row)));
    }
}

/// W24: in lists that are printed again in each edition. A version that leaves a register of releases which is printed
/// whole is an amendment of kind `withdrawn`: its statement lists the edition in which it first appeared, and no other.
fn left(whole: &Whole<'_>, faults: &mut Diagnostics) {
    let (drafts, facts) = (whole.drafts, whole.facts);
    let of_kind = facts.editions.values().filter(|edition| edition.kind == EditionKind::Projects);
    let Some(latest) = of_kind.max_by_key(|edition| edition.order()) else { return };
    let is_kind = |id: &str| facts.editions.get(id).is_some_and(|edition| edition.kind == EditionKind::Projects);
    for draft in &drafts.agreements {
        let printed: Vec<&str> = draft.statements.iter().flat_map(|s| &s.editions).map(Cell::text).collect();
        let gone = printed.iter().any(|id| is_kind(id)) && !printed.contains(&latest.id.as_str());
        let reference = fold::reference(draft.reference.value.trim());
        let explained = facts.withdrawn.iter().any(|w| w.record_type == "agreement" && w.id == reference.agreement);
        if gone && !explained {
            let message = format!("{} is not in edition {}", draft.reference.text(), latest.id);
            let fault = Diagnostic::new(&codes::W24, message).at(draft.reference.span).about(draft_record(draft));
            faults.push(fault.help("say in data/withdrawn.csv when and why it left"));
        }
    }
}

/// W25.
fn changed_identifiability(whole: &Whole<'_>, faults: &mut Diagnostics) {
    // By the last day of the edition: ids need not sort by age.
    type Answers<'a> = BTreeMap<(Option<NaiveDate>, &'a str), (BTreeSet<&'a [TermCode]>, usize)>;
    let mut by_edition: BTreeMap<(usize, usize), Answers<'_>> = BTreeMap::new();
    for (place, pair) in whole.pairs.iter().enumerate() {
        let release = pair.release;
        let answers = by_edition.entry((pair.reference, whole.datasets.rows[place])).or_default();
        let age = whole.facts.editions.get(&release.edition).map(|edition| edition.to);
        let (codes, last) = answers.entry((age, release.edition.as_str())).or_default();
        codes.extend(release.identifiability.as_deref().map(|wording| &*wording.codes));
        *last = place;
    }
    for editions in by_edition.values() {
        let mut before: Option<(&BTreeSet<&[TermCode]>, usize)> = None;
        for ((_, edition), (codes, last)) in editions {
            if let Some((_, place)) = before.filter(|(before, _)| *before != codes) {
                let (Pair { release, row, .. }, first) = (&whole.pairs[*last], &whole.pairs[place]);
                let message = format!(
                    "edition {edition} answers otherwise than edition {} for {} under {}",
                    first.release.edition,
                    release.datasets_raw,
                    reference(release)
                );
                let fault = Diagnostic::new(&codes::W25, message).at(row.identifiability.span).about(record(row));
                faults.push(fault.label(first.row.identifiability.span, "before"));
            }
            before = Some((codes, *last));
        }
    }
}

/// I1: once for each edition, with the number of surplus rows.
fn equal_rows(whole: &Whole<'_>, faults: &mut Diagnostics) {
    let mut surplus: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for place in whole.facts.equal_rows.iter().flat_map(|group| &group[1..]).map(|&no| no as usize) {
        let (count, first) = surplus.entry(whole.pairs[place].release.edition.as_str()).or_insert((0, place));
        *count += 1;
        *first = place.min(*first);
    }
    for (edition, (count, first)) in surplus {
        let message = match count {
            1 => format!("1 row of edition {edition} equals another one but for its id"),
            _ => format!("{count} rows of edition {edition} equal another one but for their id"),
        };
        let fault = Diagnostic::new(&codes::I1, message).at(whole.pairs[first].row.id.span).times(count);
        faults.push(fault.about(format!("edition/{edition}")));
    }
}

/// I2, and W5 for white space that records do not show any more.
fn imports(whole: &Whole<'_>, faults: &mut Diagnostics) {
    for import in &whole.drafts.imports {
        let about = format!("edition/{}", import.edition);
        let table = |role: &str| matches!(role, "releases" | "releases;agreements" | "amendments");
        for sheet in import.sheets.iter().filter(|sheet| table(sheet.role.text()) && sheet.rows.value > 0) {
            for column in &sheet.empty_columns {
                let message = format!("every cell of \"{}\" in {} is empty", column.text(), sheet.name.text());
                faults.push(Diagnostic::new(&codes::I2, message).at(column.span).about(&*about));
            }
        }
        let is_table = |name: &str| import.sheets.iter().any(|s| s.name.text() == name && table(s.role.text()));
        for noted in import.faults.iter().filter(|noted| is_table(noted.sheet.text())) {
            let message = format!(
                "{} cells of \"{}\" in {} had white space at their edges in the workbook",
                noted.count.value,
                noted.column.text(),
                noted.sheet.text()
            );
            // What is no number of cells stands for the entry itself.
            let count = usize::try_from(noted.count.value).unwrap_or(1);
            faults.push(Diagnostic::new(&codes::W5, message).at(noted.count.span).about(&*about).times(count));
        }
    }
}
