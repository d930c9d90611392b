//! What the pages of agreements, recipients and datasets say over time: what is held, what changed, under which names.

use crate::register::{day, facts, settings};
use candour::model::*;
use candour::output::Assets;
use candour::site::{Kind, Site, plan};

/// Plans the site of some facts as on a day, and looks at it.
fn look<T>(facts: Facts, as_of: &str, at: impl FnOnce(&Site<'_>) -> T) -> T {
    let (register, settings) = (Register::new(facts), settings("https://register.example/", ""));
    at(&plan(&register, &settings, day(as_of)))
}

/// Views of the pages whose kind is wanted, as JSON.
fn views(site: &Site<'_>, wanted: impl Fn(&Kind<'_>) -> bool) -> Vec<serde_json::Value> {
    let assets = Assets::default();
    let pages = site.pages().iter().filter(|page| wanted(&page.kind));
    pages.map(|page| serde_json::to_value(site.view(page, &assets)).unwrap()).collect()
}

fn recipient(site: &Site<'_>, id: &str) -> serde_json::Value {
    views(site, |kind| matches!(kind, Kind::Recipient(organisation) if organisation.id.as_str() == id)).remove(0)
}

/// The words of links at a place of every item of a list.
fn texts<'v>(list: &'v serde_json::Value, pointer: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|item| item.pointer(pointer).unwrap().as_str().unwrap()).collect()
}

/// The register with more agreements of the commissioning group, each with its last day.
fn with_agreements(ends: &[(&str, Option<&str>)]) -> Facts {
    let mut facts = facts("");
    let model = facts.agreements.remove(&AgreementId::new("NIC-10-BBBBB")).unwrap();
    facts.releases.retain(|release| release.agreement != model.id);
    for &(id, end) in ends {
        let mut agreement = Agreement { id: AgreementId::new(id), slug: id.to_lowercase(), ..model.clone() };
        agreement.versions[0].agreement = agreement.id.clone();
        agreement.versions[0].end = end.map(day);
        facts.agreements.insert(agreement.id.clone(), agreement);
    }
    facts
}

#[test]
fn a_recipient_holds_what_has_not_ended_on_the_day() {
    let ends = [
        ("A-OVER", Some("2022-12-31")),
        ("B-LAST-DAY", Some("2023-01-01")),
        ("C-LONG", Some("2030-01-01")),
        ("D", None),
    ];
    let held = look(with_agreements(&ends), "2023-01-01", |site| recipient(site, "north-ccg"));
    let group = |name: &str| texts(&held["agreements"][name], "/line/agreement/text");
    assert_eq!(group("in_term"), ["B-LAST-DAY", "C-LONG"]);
    assert_eq!(group("ended"), ["A-OVER"]);
    assert_eq!(group("not_stated"), ["D"]);
    assert_eq!(held["agreements"]["as_of"], "2023-01-01");
}

#[test]
fn an_agreement_that_passed_on_is_held_no_more() {
    let mut facts = with_agreements(&[("A", Some("2030-01-01")), ("B", Some("2030-01-01"))]);
    for (agreement, date) in [("A", "2022-06-01"), ("B", "2029-06-01")] {
        facts.organisation_relations.push(OrganisationRelation {
            from: OrganisationId::new("north-ccg"),
            to: OrganisationId::new("northern-trust"),
            relation: Relation::Transferred,
            agreement: Some(AgreementId::new(agreement)),
            date: Some(day(date)),
            evidence: String::new(),
            reviewed: None,
        });
    }
    let held = look(facts, "2023-01-01", |site| recipient(site, "north-ccg"));
    assert_eq!(texts(&held["agreements"]["ended"], "/line/agreement/text"), ["A"]);
    assert_eq!(texts(&held["agreements"]["ended"], "/passed_to/text"), ["Northern Hospitals Trust"]);
    assert_eq!(texts(&held["agreements"]["in_term"], "/line/agreement/text"), ["B"], "it passes on later");
}

#[test]
fn a_recipient_shows_every_name_it_was_recorded_under() {
    let mut facts = facts("");
    for (place, name) in [(0, "University of  Somewhere"), (1, "SOMEWHERE UNI"), (2, "University of Somewhere")] {
        facts.releases[place].recipient_raw = name.into();
    }
    facts.organisation_names[0].name = "Somewhere Uni".into();
    let page = look(facts, "2023-01-01", |site| recipient(site, "university-of-somewhere"));
    let line = |line: &serde_json::Value| {
        let number = |key: &str| line[key].as_u64().unwrap();
        let text = |key: &str| line[key].as_str().unwrap_or("").to_owned();
        (text("name"), number("rows"), number("versions"), text("joined"), text("evidence"), text("reviewed"))
    };
    let lines: Vec<_> = page["names"].as_array().unwrap().iter().map(line).collect();
    let expected = [
        ("SOMEWHERE UNI", 1, 0, "reviewed", "Same address", "2021-05-01"),
        ("University of  Somewhere", 1, 0, "folded", "", ""),
        ("University of Somewhere", 1, 0, "same", "", ""),
        ("UNIVERSITY OF SOMEWHERE", 0, 2, "folded", "", ""),
    ];
    let expected = expected.map(|(a, b, c, d, e, f)| (a.to_owned(), b, c, d.to_owned(), e.to_owned(), f.to_owned()));
    assert_eq!(lines, expected);
}

#[test]
fn a_timeline_says_how_each_version_differs_from_the_one_before() {
    let mut facts = facts("");
    let agreement = facts.agreements.get_mut(&AgreementId::new("NIC-9-AAAAA")).unwrap();
    agreement.versions[1].datasets[0].datasets = vec![DatasetId::new("deaths")];
    let of_agreement = |kind: &Kind<'_>| matches!(kind, Kind::Agreement(a) if a.id.as_str() == "NIC-9-AAAAA");
    let page = look(facts, "2023-01-01", |site| views(site, of_agreement).remove(0));
    let [newest, oldest] = &page["versions"].as_array().unwrap()[..] else { panic!("two versions: {page}") };
    assert_eq!(texts(&newest["datasets"]["added"], "/text"), ["Civil Registration of Deaths"]);
    assert_eq!(texts(&newest["datasets"]["dropped"], "/text"), ["Hospital Episode Statistics"]);
    assert_eq!((&newest["opt_outs"]["overall"], &newest["opt_outs_before"]), (&"no".into(), &"mixed".into()));
    assert!(oldest["datasets"].is_null() && oldest["opt_outs_before"].is_null(), "nothing came before it");
    assert_eq!(texts(&oldest["releases"], "/printed/edition/text"), ["2020-h2"]);
    assert_eq!(oldest["releases"][0]["counts"]["rows"], 2);
}

#[test]
fn versions_that_name_no_datasets_are_compared_by_what_was_released() {
    let mut facts = facts("");
    let agreement = facts.agreements.get_mut(&AgreementId::new("NIC-9-AAAAA")).unwrap();
    agreement.versions[1].datasets.clear();
    let of_agreement = |kind: &Kind<'_>| matches!(kind, Kind::Agreement(a) if a.id.as_str() == "NIC-9-AAAAA");
    let page = look(facts, "2023-01-01", |site| views(site, of_agreement).remove(0));
    let change = &page["versions"][0]["datasets"];
    assert_eq!(change["named"], false);
    assert_eq!(texts(&change["dropped"], "/text"), ["Civil Registration of Deaths"]);
}

#[test]
fn a_dataset_with_very_many_recipients_lists_each_on_one_page() {
    let mut facts = facts("");
    let (model, row) = (facts.organisations[&OrganisationId::new("north-ccg")].clone(), facts.releases[0].clone());
    for number in 0..300 {
        let id = OrganisationId::new(format!("body-{number}"));
        facts.organisations.insert(id.clone(), Organisation { id: id.clone(), ..model.clone() });
        let release = ReleaseId::new(format!("MORE{number}"));
        facts.releases.push(Release { id: release, recipient: id, ..row.clone() });
    }
    let of_dataset =
        |kind: &Kind<'_>| matches!(kind, Kind::Dataset(d) | Kind::RecipientsOf(d, _) if d.id.as_str() == "hes-apc");
    let pages = look(facts, "2023-01-01", |site| views(site, of_dataset));
    let counts: Vec<_> = pages.iter().map(|page| page["recipients"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [100, 100, 100, 2]);
    let mut all: Vec<_> = pages.iter().flat_map(|page| texts(&page["recipients"], "/recipient/href")).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 302);
}

#[test]
fn broken_characters_are_mended_on_the_page_and_the_page_says_so_only_there() {
    let mended = |text: &str| {
        let mut facts = facts("");
        let agreement = facts.agreements.get_mut(&AgreementId::new("NIC-10-BBBBB")).unwrap();
        agreement.versions[0].statements[0].sections.retain(|section| section.kind == SectionKind::Objective);
        agreement.versions[0].statements[0].sections[0].text = text.to_owned();
        look(facts, "2023-01-01", |site| {
            let version = views(site, |kind| matches!(kind, Kind::Version(a, _) if a.id.as_str() == "NIC-10-BBBBB"));
            let html = version[0]["text"]["statements"][0]["sections"][0]["html"]["html"].as_str().unwrap().to_owned();
            let why = version[0]["answers"]["why"]["text"].as_str().unwrap().to_owned();
            (version[0]["text"]["mended"].as_bool().unwrap(), why, html)
        })
    };
    let paragraph = |text: &str| format!("<p class=\"reg-verbatim\">{text}</p>\n");
    let (said, why, html) = mended("the Trust\u{35B}s aim");
    assert_eq!((said, &*why, html), (true, "the Trust’s aim", paragraph("the Trust’s aim")));
    let (said, _, html) = mended("the Trust’s aim");
    assert_eq!((said, html), (false, paragraph("the Trust’s aim")));
}
