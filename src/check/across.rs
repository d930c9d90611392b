//! Rules that look at several records at once: versions and their statements, rows under one reference, spellings,
//! editions against each other.

use super::agreements::draft_record;
use super::releases::record;
use crate::diag::{Cell, Code, Diagnostic, Diagnostics, codes};
use crate::model::{Applied, CELL_LIMIT, EditionKind, Facts, OptOuts, Release, SectionKind, fills_a_cell, fold};
use crate::records::{AgreementDraft, Drafts, ReleaseDraft, StatementDraft};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Pair<'a, 's> = (&'a Release, &'a ReleaseDraft<'s>);

/// A row's reference as agreements are known by it.
fn reference(release: &Release) -> &str {
    release.reference.trim()
}

/// Looks at everything.
pub(super) fn across(drafts: &Drafts<'_>, facts: &Facts, rows: &[&ReleaseDraft<'_>], faults: &mut Diagnostics) {
    let pairs: Vec<Pair<'_, '_>> = facts.releases.iter().zip(rows.iter().copied()).collect();
    // Rows that were refused for another reason were released all the same.
    let written = drafts.releases.iter().flat_map(|file| &file.rows.rows);
    let released = written.map(|row| (row.agreement.value.trim(), row.edition.text())).collect();
    for draft in &drafts.agreements {
        several_statements(draft, faults);
        thin_and_cut(draft, faults);
        without_release(draft, facts, &released, faults);
    }
    odd_references(drafts, faults);
    file_ids(&pairs, faults);
    organisations(drafts, &pairs, faults);
    spellings(&pairs, &codes::W7, |row| &row.recipient, "the recipient", faults);
    spellings(&pairs, &codes::W8, |row| &row.datasets, "the dataset", faults);
    mixed_opt_outs(&pairs, faults);
    left(drafts, facts, faults);
    changed_identifiability(&pairs, facts, faults);
    equal_rows(&pairs, facts, faults);
    imports(drafts, faults);
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
    released: &BTreeSet<(&str, &str)>,
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
fn odd_references(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    let (usual, odd): (Vec<_>, Vec<_>) =
        drafts.agreements.iter().partition(|draft| is_usual(draft.reference.value.trim()));
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
fn file_ids(pairs: &[Pair<'_, '_>], faults: &mut Diagnostics) {
    let mut seen: HashMap<&str, Pair<'_, '_>> = HashMap::new();
    for &(release, row) in pairs.iter().filter(|(release, _)| release.id.as_str().starts_with("FILE")) {
        let (first, first_row) = *seen.entry(release.id.as_str()).or_insert((release, row));
        if reference(first) != reference(release) && first.edition != release.edition {
            let message = format!("{} is under {} in edition {}", release.id, reference(first), first.edition);
            let fault = Diagnostic::new(&codes::E9, message).at(row.agreement.span).about(record(row));
            let help = "correct the id or the agreement in one of the two rows";
            faults.push(fault.label(first_row.agreement.span, "there").help(help));
        }
    }
}

/// W2 and W3.
fn organisations(drafts: &Drafts<'_>, pairs: &[Pair<'_, '_>], faults: &mut Diagnostics) {
    let mut statements: HashMap<(&str, &str), Vec<&StatementDraft<'_>>> = HashMap::new();
    for draft in &drafts.agreements {
        for statement in &draft.statements {
            for edition in &statement.editions {
                statements.entry((draft.reference.value.trim(), edition.text())).or_default().push(statement);
            }
        }
    }
    let mut recipients: BTreeMap<(&str, &str), (String, bool)> = BTreeMap::new();
    for &(release, row) in pairs.iter().filter(|(_, row)| !row.recipient.is_blank()) {
        let key = (reference(release), release.edition.as_str());
        let name = fold::punct(row.recipient.text());
        let beside = statements.get(&key).map_or(&[][..], Vec::as_slice);
        if !beside.is_empty() && beside.iter().all(|s| fold::punct(s.organisation.text()) != name) {
            let message = format!(
                "the release is to {}, the statement by {}",
                row.recipient.text(),
                beside[0].organisation.text()
            );
            let fault = Diagnostic::new(&codes::W2, message).at(row.recipient.span).about(record(row));
            faults.push(fault.label(beside[0].organisation.span, "the statement"));
        }
        let (first, told) = recipients.entry(key).or_insert_with(|| (name.clone(), false));
        if *first != name && !*told {
            *told = true;
            let message = format!("releases under {} name several recipients", reference(release));
            faults.push(Diagnostic::new(&codes::W3, message).at(row.recipient.span).about(record(row)));
        }
    }
}

/// W7 and W8: rows of an edition whose spelling is not the commonest of its key.
fn spellings<'s>(
    pairs: &[Pair<'_, 's>],
    code: &'static Code,
    cell: impl for<'r> Fn(&'r ReleaseDraft<'s>) -> &'r Cell<'s>,
    what: &str,
    faults: &mut Diagnostics,
) {
    let mut keys: HashMap<&str, String> = HashMap::new();
    let mut counts: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for (_, row) in pairs {
        keys.entry(cell(row).text()).or_insert_with_key(|text| fold::punct(text));
    }
    for (release, row) in pairs.iter().filter(|(_, row)| !cell(row).is_blank()) {
        let text = cell(row).text();
        *counts.entry((release.edition.as_str(), &keys[text])).or_default().entry(text).or_insert(0) += 1;
    }
    for (release, row) in pairs.iter().filter(|(_, row)| !cell(row).is_blank()) {
        let text = cell(row).text();
        let spellings = &counts[&(release.edition.as_str(), keys[text].as_str())];
        // Of equally common spellings the alphabetically first stands for all.
        let commonest = spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        if let Some((commonest, _)) = commonest.filter(|(commonest, _)| **commonest != text) {
            let message = format!("{what} is otherwise spelt \"{commonest}\"");
            faults.push(Diagnostic::new(code, message).at(cell(row).span).about(record(row)));
        }
    }
}

/// W16: different answers, or the same answer for different reasons.
fn mixed_opt_outs(pairs: &[Pair<'_, '_>], faults: &mut Diagnostics) {
    let mut answers: BTreeMap<(&str, &str, &str), (BTreeSet<OptOuts<'_>>, usize)> = BTreeMap::new();
    for (place, (release, _)) in pairs.iter().enumerate() {
        let key = (release.edition.as_str(), reference(release), &*release.datasets_raw);
        let (answers, last) = answers.entry(key).or_default();
        if answers.insert(release.opt_outs()) {
            *last = place;
        }
    }
    for (answers, last) in answers.values().filter(|(answers, _)| answers.len() > 1) {
        let (release, row) = pairs[*last];
        let both =
            [Applied::Yes, Applied::No].iter().all(|wanted| answers.iter().any(|answer| answer.applied == *wanted));
        let how = if both { "both with and without opt-outs" } else { "with different answers on opt-outs" };
        let message = format!("{} went out under {} {how}", release.datasets_raw, reference(release));
        faults.push(Diagnostic::new(&codes::W16, message).at(row.opt_outs.span).about(record(row)));
    }
}

/// W24: in lists that are printed again in each edition. A version that leaves a register of releases which is printed
/// whole is an amendment of kind `withdrawn`: its statement lists the edition in which it first appeared, and no other.
fn left(drafts: &Drafts<'_>, facts: &Facts, faults: &mut Diagnostics) {
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
fn changed_identifiability(pairs: &[Pair<'_, '_>], facts: &Facts, faults: &mut Diagnostics) {
    // By the last day of the edition: ids need not sort by age.
    type Answers<'a> = BTreeMap<(Option<NaiveDate>, &'a str), (BTreeSet<String>, usize)>;
    let mut by_edition: BTreeMap<(&str, &str), Answers<'_>> = BTreeMap::new();
    for (place, (release, _)) in pairs.iter().enumerate() {
        let answers = by_edition.entry((reference(release), &*release.datasets_raw)).or_default();
        let age = facts.editions.get(&release.edition).map(|edition| edition.to);
        let (codes, last) = answers.entry((age, release.edition.as_str())).or_default();
        codes.extend(release.identifiability.as_deref().map(crate::model::Wording::joined));
        *last = place;
    }
    for ((reference, dataset), editions) in &by_edition {
        let mut before: Option<(&BTreeSet<String>, usize)> = None;
        for ((_, edition), (codes, last)) in editions {
            if let Some((_, place)) = before.filter(|(before, _)| *before != codes) {
                let (row, (first, other)) = (pairs[*last].1, pairs[place]);
                let earlier = &first.edition;
                let message = format!(
                    "edition {edition} answers otherwise than edition {earlier} for {dataset} under {reference}"
                );
                let fault = Diagnostic::new(&codes::W25, message).at(row.identifiability.span).about(record(row));
                faults.push(fault.label(other.identifiability.span, "before"));
            }
            before = Some((codes, *last));
        }
    }
}

/// I1: once for each edition, with the number of surplus rows.
fn equal_rows(pairs: &[Pair<'_, '_>], facts: &Facts, faults: &mut Diagnostics) {
    let mut surplus: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for place in facts.equal_rows.iter().flat_map(|group| &group[1..]).map(|&no| no as usize) {
        let (count, first) = surplus.entry(pairs[place].0.edition.as_str()).or_insert((0, place));
        *count += 1;
        *first = place.min(*first);
    }
    for (edition, (count, first)) in surplus {
        let message = match count {
            1 => format!("1 row of edition {edition} equals another one but for its id"),
            _ => format!("{count} rows of edition {edition} equal another one but for their id"),
        };
        let fault = Diagnostic::new(&codes::I1, message).at(pairs[first].1.id.span).times(count);
        faults.push(fault.about(format!("edition/{edition}")));
    }
}

/// I2, and W5 for white space that records do not show any more.
fn imports(drafts: &Drafts<'_>, faults: &mut Diagnostics) {
    for import in &drafts.imports {
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
