//! Every way in: what stands under each term is what the rows say, no more and no less.

use crate::register::{day, facts, settings};
use candour::model::{Facts, Register, Release, Stated, TermCode, VocabularyName, Wording};
use candour::output::Assets;
use candour::site::{self, Kind, View};
use std::collections::BTreeMap;
use std::sync::Arc;

fn wording(raw: &str, codes: &[&str]) -> Stated {
    Some(Arc::new(Wording { raw: raw.into(), codes: codes.iter().map(|&code| TermCode::new(code)).collect() }))
}

/// The register of the golden pages, with one row that states two legal bases, and one that states none and does not
/// say whether it identifies people.
fn odd_facts() -> Facts {
    let mut facts = facts("");
    facts.releases[0].legal_basis = wording("S251 and s261", &["hsca2012_s261_2bii", "s251"]);
    facts.releases[1].legal_basis = None;
    facts.releases[1].identifiability = None;
    facts
}

/// What the first page of each term counts, by vocabulary and code; `-` is what states no term.
fn counted(register: &Register) -> BTreeMap<(&'static str, String), usize> {
    let settings = settings("https://register.example/", "");
    let site = site::plan(register, &settings, day("2023-01-01"));
    let assets = Assets::default();
    let mut counted = BTreeMap::new();
    for page in site.pages() {
        let Kind::Term(vocabulary, term, 1) = page.kind else { continue };
        let View::Term(view) = site.view(page, &assets) else { panic!("the page of a term shows a term") };
        let code = term.map_or("-", |term| term.code.as_str()).to_owned();
        counted.insert((vocabulary.key(), code), view.overview.unwrap().counts.rows);
    }
    counted
}

/// The same, counted row by row.
fn expected(
    register: &Register,
    vocabulary: VocabularyName,
    codes: impl Fn(&Release) -> Vec<String>,
) -> BTreeMap<String, usize> {
    let terms = register.vocabularies.get(vocabulary).terms().iter();
    let mut counts: BTreeMap<String, usize> = terms.map(|term| (term.code.as_str().to_owned(), 0)).collect();
    for code in register.releases.iter().flat_map(codes) {
        *counts.entry(code).or_default() += 1;
    }
    counts
}

fn codes(stated: &Stated, without: &str) -> Vec<String> {
    let stated = stated.as_deref().map(|wording| wording.codes.iter().map(|code| code.as_str().to_owned()).collect());
    stated.unwrap_or_else(|| vec![without.to_owned()])
}

#[test]
fn every_row_stands_once_under_each_term_that_it_states_and_else_where_nothing_is_stated() {
    let register = Register::new(odd_facts());
    let counted = counted(&register);
    let type_of = |row: &Release| {
        let code = register.organisations[&row.recipient].type_code.as_ref();
        vec![code.map_or("-", |code| code.as_str()).to_owned()]
    };
    let purposes = |row: &Release| {
        let purpose = if row.agreement.as_str() == "NIC-9-AAAAA" { "research" } else { "planning" };
        vec![purpose.to_owned()]
    };
    let check = |vocabulary: VocabularyName, expected: BTreeMap<String, usize>| {
        let of_this = counted.iter().filter(|((name, _), _)| *name == vocabulary.key());
        let mut found: BTreeMap<String, usize> = of_this.map(|((_, code), rows)| (code.clone(), *rows)).collect();
        found.retain(|code, rows| code != "-" || *rows > 0);
        assert_eq!(found, expected, "{}", vocabulary.key());
    };
    check(
        VocabularyName::LegalBasis,
        expected(&register, VocabularyName::LegalBasis, |row| codes(&row.legal_basis, "-")),
    );
    let identifiability = expected(&register, VocabularyName::Identifiability, |row| codes(&row.identifiability, "-"));
    check(VocabularyName::Identifiability, identifiability);
    let opt_outs = expected(&register, VocabularyName::OptOut, |row| codes(&row.opt_outs_stated, "not_recorded/"));
    check(VocabularyName::OptOut, opt_outs);
    let channels = expected(&register, VocabularyName::Channel, |row| vec![row.channel.code().to_owned()]);
    check(VocabularyName::Channel, channels);
    check(VocabularyName::OrganisationType, expected(&register, VocabularyName::OrganisationType, type_of));
    check(VocabularyName::Purpose, expected(&register, VocabularyName::Purpose, purposes));
    assert_eq!(counted[&("legal-basis", "s251".into())], 1, "the row with two legal bases stands under both");
    assert_eq!(counted[&("legal-basis", "-".into())], 1);
}

#[test]
fn the_index_says_when_a_row_counts_twice_and_lists_what_is_in_use_first() {
    let register = Register::new(odd_facts());
    let settings = settings("https://register.example/", "");
    let site = site::plan(&register, &settings, day("2023-01-01"));
    let assets = Assets::default();
    let index = |wanted: VocabularyName| {
        let page = site.pages().iter().find(|page| page.kind == Kind::Terms(wanted)).unwrap();
        let View::Terms(view) = site.view(page, &assets) else { panic!("the index of terms shows terms") };
        let labels = |lines: &[_]| -> Vec<String> {
            let lines: &[candour::site::TermLine<'_>] = lines;
            lines.iter().map(|line| line.label.unwrap_or("-").to_owned()).collect()
        };
        (labels(&view.used), labels(&view.unused), view.overlap)
    };
    let (used, unused, overlap) = index(VocabularyName::LegalBasis);
    assert_eq!(used, ["Health and Social Care Act 2012, s261(2)(b)(ii)", "NHS Act 2006, section 251", "-"]);
    assert_eq!(unused, Vec::<String>::new());
    assert!(overlap);
    let (used, unused, overlap) = index(VocabularyName::Purpose);
    assert_eq!((used.len(), unused, overlap), (2, vec!["-".to_owned()], false));
}

#[test]
fn an_agreement_without_a_purpose_stands_as_not_classified_and_a_new_version_brings_its_own_purpose() {
    let mut facts = facts("");
    facts.agreement_purposes.clear();
    let second = facts.agreements.values_mut().find(|agreement| agreement.id.as_str() == "NIC-9-AAAAA").unwrap();
    second.versions[1].purposes = vec![TermCode::new("planning")];
    let register = Register::new(facts);
    let counted = counted(&register);
    let rows = |code: &str| counted[&("purpose", code.to_owned())];
    assert_eq!((rows("research"), rows("planning"), rows("-")), (2, 1, 121));
}
