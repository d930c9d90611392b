//! A small register made in memory, with every kind of record that pages show. `mark` is put behind every free text,
//! so that a test can follow it onto the pages.
#![allow(clippy::unwrap_used)]

use candour::config::{BaseUrl, Contacts, Settings, Thresholds};
use candour::model::*;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

pub(crate) fn settings(base: &str, mark: &str) -> Settings {
    Settings {
        slug: "example".into(),
        title: format!("Register of data releases{mark}"),
        publisher: format!("Example Health Data Service{mark}"),
        unit: format!("One row is one file, or one use of a system in the period.{mark}"),
        licence: format!("Open Government Licence v3.0{mark}"),
        licence_url: Some("https://licence.example/ogl".into()),
        base_url: BaseUrl::parse(base).unwrap(),
        notice: Some(format!("Everything here is invented.{mark}")),
        theme: None,
        stylesheets: Vec::new(),
        contacts: Contacts {
            email: Some("register@example.org".into()),
            url: Some("https://example.org/report".into()),
        },
        thresholds: Thresholds { late_days: Some(60), small_numbers: None },
        waivers: Vec::new(),
    }
}

fn vocabulary(mark: &str, terms: &[(&str, &str)]) -> Vocabulary {
    let term = |&(code, label): &(&str, &str)| Term {
        code: TermCode::new(code),
        label: format!("{label}{mark}"),
        explanation: format!("Plain words about: {label}.{mark}"),
        group: String::new(),
        publisher_explanation: if code.starts_with("hsca") { format!("As the law says.{mark}") } else { String::new() },
    };
    Vocabulary::new(terms.iter().map(term).collect())
}

fn vocabularies(mark: &str) -> Vocabularies {
    let all = [
        (
            VocabularyName::Identifiability,
            vec![("identifiable", "Identifies individuals"), ("depersonalised", "Identifiers removed")],
        ),
        (VocabularyName::Sensitivity, vec![("sensitive", "Sensitive"), ("non_sensitive", "Not sensitive")]),
        (VocabularyName::Frequency, vec![("one_off", "One-off"), ("ongoing", "Ongoing")]),
        (
            VocabularyName::Channel,
            vec![
                ("file", "File"),
                ("system_access", "Access to a system"),
                ("commissioner_flow", "Flow to a commissioner"),
                ("other", "Other"),
            ],
        ),
        (
            VocabularyName::LegalBasis,
            vec![
                ("hsca2012_s261_2bii", "Health and Social Care Act 2012, s261(2)(b)(ii)"),
                ("s251", "NHS Act 2006, section 251"),
            ],
        ),
        (
            VocabularyName::OptOut,
            vec![
                ("yes/objections_upheld", "Applied: patients’ objections upheld"),
                ("no/not_identifiable", "Not applied: data does not identify people"),
                ("not_recorded/", "Not recorded"),
            ],
        ),
        (VocabularyName::Confidentiality, vec![("none", "No confidential data"), ("s251", "Section 251 support")]),
        (VocabularyName::OrganisationType, vec![("academic", "University"), ("ccg", "Clinical commissioning group")]),
        (VocabularyName::OrganisationKind, vec![("nhs", "NHS"), ("academic", "Academic")]),
        (VocabularyName::Purpose, vec![("research", "Research"), ("planning", "Planning of services")]),
        (VocabularyName::Care, vec![("hospital", "Hospital care")]),
    ];
    Vocabularies::new(all.into_iter().map(|(name, terms)| (name, vocabulary(mark, &terms))).collect())
}

pub(crate) fn stated(mark: &str, raw: &str, codes: &[&str]) -> Stated {
    let codes = codes.iter().map(|&code| TermCode::new(code)).collect();
    Some(Arc::new(Wording { raw: format!("{raw}{mark}"), codes }))
}

fn edition(id: &str, from: &str, to: &str, mark: &str) -> (EditionId, Edition) {
    let id = EditionId::new(id);
    let edition = Edition {
        id: id.clone(),
        kind: EditionKind::Flow,
        from: Some(day(from)),
        to: day(to),
        published: Some(day("2021-04-08")),
        revision: None,
        supersedes: None,
        source: format!("register.xlsx{mark}"),
        sha256: "0".repeat(64),
        bytes: Some(2_892_983),
        licence: mark.to_owned(),
        note: format!("A note on the edition.{mark}"),
    };
    (id, edition)
}

fn organisation(id: &str, name: &str, type_code: Option<&str>, mark: &str) -> (OrganisationId, Organisation) {
    let id = OrganisationId::new(id);
    let organisation = Organisation {
        id: id.clone(),
        name: format!("{name}{mark}"),
        type_code: type_code.map(TermCode::new),
        kind: type_code.is_none().then(|| TermCode::new("nhs")),
        business: mark.to_owned(),
        group: if id.as_str().starts_with("north") { format!("North family{mark}") } else { String::new() },
        ods_code: format!("X99{mark}"),
        ror: mark.to_owned(),
        website: "https://organisation.example/".into(),
        description: format!("An invented organisation.{mark}"),
        security_lead: mark.to_owned(),
    };
    (id, organisation)
}

fn dataset(id: &str, name: &str, mark: &str) -> (DatasetId, Dataset) {
    let id = DatasetId::new(id);
    let dataset = Dataset {
        id: id.clone(),
        name: format!("{name}{mark}"),
        description: format!("What {name} holds.{mark}"),
        collected_from: format!("Hospitals{mark}"),
        who_is_in_it: format!("People admitted to a hospital{mark}"),
        care: vec![TermCode::new("hospital")],
        countries: format!("England{mark}"),
        covers_from: format!("1989{mark}"),
        covers_to: String::new(),
        website: "javascript:alert(1)".into(),
    };
    (id, dataset)
}

struct Row<'a> {
    id: String,
    edition: &'a str,
    agreement: (&'a str, &'a str),
    recipient: &'a str,
    datasets: &'a [&'a str],
    released: Released,
    channel: Channel,
    opt_outs: Option<&'a str>,
}

fn release(row: Row<'_>, mark: &str) -> Release {
    let identifiable = row.opt_outs == Some("yes/objections_upheld");
    let identifiability = if identifiable { "identifiable" } else { "depersonalised" };
    Release {
        id: ReleaseId::new(row.id.as_str()),
        edition: EditionId::new(row.edition),
        source_sheet: "DataReleases".into(),
        source_row: Some(2),
        reference: format!("DARS-{}-{}{mark}", row.agreement.0, row.agreement.1).into(),
        agreement: AgreementId::new(row.agreement.0),
        version: Version::new(row.agreement.1),
        recipient_raw: format!("AS PUBLISHED{mark}").into(),
        recipient: OrganisationId::new(row.recipient),
        recipient_type: None,
        datasets_raw: format!("Hospital data (raw){mark}").into(),
        datasets: row.datasets.iter().map(|&id| DatasetId::new(id)).collect(),
        released_raw: String::new(),
        released: row.released,
        channel: row.channel,
        identifiability: stated(mark, "Anonymised - ICO Code Compliant", &[identifiability]),
        sensitivity: stated(mark, "Non Sensitive", &["non_sensitive"]),
        legal_basis: stated(mark, "Health and Social Care Act 2012 – s261(2)(b)(ii)", &["hsca2012_s261_2bii"]),
        frequency: stated(mark, "One-Off", &["one_off"]),
        opt_outs_stated: row.opt_outs.and_then(|code| stated(mark, "As the register words it", &[code])),
        confidentiality: None,
        files: Some(3),
        note: mark.to_owned(),
    }
}

fn version(agreement: &str, label: &str, applicant: &str, mark: &str) -> AgreementVersion {
    let text = format!(
        "1. The aim is *not* italic & holds <b>no</b> markup.\n   • first point\n   • second point, see https://example.org/a.\n\nA second paragraph.{mark}"
    );
    AgreementVersion {
        agreement: AgreementId::new(agreement),
        version: Version::new(label),
        reference: format!("DARS-{agreement}-{label}{mark}"),
        title: (agreement == "NIC-9-AAAAA").then(|| format!("A study of hip replacements{mark}")),
        applicant_raw: format!("UNIVERSITY OF SOMEWHERE{mark}"),
        applicant: OrganisationId::new(applicant),
        applicant_type: None,
        controllers: vec![format!("University of Somewhere{mark}")],
        controller_basis: format!("Sole{mark}"),
        start: Some(day("2019-04-01")),
        end: Some(day("2022-03-31")),
        sublicensing: format!("No{mark}"),
        commercial: format!("No{mark}"),
        purposes: if agreement == "NIC-9-AAAAA" { vec![TermCode::new("research")] } else { Vec::new() },
        verbatim: agreement != "NIC-9-AAAAA",
        datasets: vec![DatasetUse {
            raw: format!("Hospital data (raw){mark}"),
            datasets: vec![DatasetId::new("hes-apc")],
            identifiability: stated(mark, "Anonymised - ICO Code Compliant", &["depersonalised"]),
            sensitivity: None,
            frequency: None,
            legal_basis: stated(mark, "Health and Social Care Act 2012 – s261(2)(b)(ii)", &["hsca2012_s261_2bii"]),
            confidentiality: stated(mark, "Does not include the flow of confidential data", &["none"]),
        }],
        statements: vec![Statement {
            seq: 1,
            organisation_raw: format!("UNIVERSITY OF SOMEWHERE{mark}"),
            organisation: OrganisationId::new(applicant),
            editions: vec![EditionId::new("2021-02")],
            source_rows: vec![2],
            truncated: vec![SectionKind::Objective],
            sections: vec![
                Section { kind: SectionKind::Summary, text: format!("It looks at *how long* hips last.{mark}") },
                Section { kind: SectionKind::Objective, text },
                Section { kind: SectionKind::Outputs, text: format!("## Papers\n\nA paper.{mark}") },
            ],
        }],
    }
}

fn agreement(id: &str, versions: &[&str], applicant: &str, mark: &str) -> (AgreementId, Agreement) {
    let key = AgreementId::new(id);
    let versions = versions.iter().map(|label| version(id, label, applicant, mark)).collect();
    (key.clone(), Agreement { id: key, slug: fold::agreement_slug(id), versions })
}

fn releases(mark: &str) -> Vec<Release> {
    let row = |id: &str, edition, agreement, recipient, datasets, released, channel, opt_outs| {
        let id = id.to_owned();
        release(Row { id, edition, agreement, recipient, datasets, released, channel, opt_outs }, mark)
    };
    let first = ("NIC-9-AAAAA", "v1.2");
    let second = ("NIC-10-BBBBB", "v0.1");
    let (hes, both): (&[_], &[_]) = (&["hes-apc"], &["hes-apc", "deaths"]);
    let not_identifiable = Some("no/not_identifiable");
    let mut all = vec![
        row(
            "FILE001",
            "2020-h2",
            first,
            "university-of-somewhere",
            hes,
            Released::Day(day("2020-11-06")),
            Channel::File,
            not_identifiable,
        ),
        row(
            "FILE002",
            "2020-h2",
            first,
            "university-of-somewhere",
            both,
            Released::Month(Month::parse("2020-12").unwrap()),
            Channel::File,
            Some("yes/objections_upheld"),
        ),
        row(
            "FILE003",
            "2021-02",
            ("NIC-9-AAAAA", "v2.0"),
            "university-of-somewhere",
            hes,
            Released::Period,
            Channel::File,
            not_identifiable,
        ),
        row("odd id/#1", "2021-02", second, "north-ccg", both, Released::Period, Channel::CommissionerFlow, None),
    ];
    all.extend((0..120).map(|n| {
        let id = format!("SYS{n:04}");
        row(
            &id,
            "2021-02",
            second,
            "northern-trust",
            &["deaths"],
            Released::Period,
            Channel::SystemAccess,
            not_identifiable,
        )
    }));
    all
}

fn content(address: &str, title: &str, date: Option<&str>, mark: &str) -> ContentPage {
    ContentPage {
        address: address.into(),
        title: format!("{title}{mark}"),
        summary: format!("A sentence about it.{mark}"),
        date: date.map(day),
        order: None,
        body: format!(
            "Plain words{mark}.\n\n## First\n\n[Agreements](/agreements/)\n\n### Part\n\n## Second\n\n## Third\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        ),
    }
}

pub(crate) fn facts(mark: &str) -> Facts {
    let text = |words: &str| format!("{words}{mark}");
    let organisations = [
        organisation("university-of-somewhere", "University of Somewhere", Some("academic"), mark),
        organisation("north-ccg", "NHS North Clinical Commissioning Group", Some("ccg"), mark),
        organisation("northern-trust", "Northern Hospitals Trust", None, mark),
        organisation("old-north-pct", "Old North Primary Care Trust", None, mark),
    ];
    let withdrawal = |record_type: &str, id: &str, successor: &str| Withdrawal {
        record_type: record_type.into(),
        id: id.into(),
        title: text("Something that left"),
        date: day("2021-03-01"),
        reason: text("It was entered twice."),
        successor: successor.into(),
    };
    let facts = Facts {
        editions: BTreeMap::from([
            edition("2020-h2", "2020-07-01", "2020-12-31", mark),
            edition("2021-02", "2021-02-01", "2021-02-28", mark),
        ]),
        organisations: BTreeMap::from(organisations),
        organisation_names: vec![OrganisationName {
            name: text("UNIVERSITY OF SOMEWHERE"),
            organisation: OrganisationId::new("university-of-somewhere"),
            evidence: text("Same address"),
            reviewed: Some(day("2021-05-01")),
        }],
        synonyms: vec![SynonymGroup {
            expressions: vec![text("HES"), text("Hospital Episode Statistics")],
            evidence: text("Its publisher uses both"),
            reviewed: None,
        }],
        organisation_relations: vec![OrganisationRelation {
            from: OrganisationId::new("old-north-pct"),
            to: OrganisationId::new("north-ccg"),
            relation: Relation::Succeeded,
            agreement: None,
            date: Some(day("2013-04-01")),
            evidence: text("Abolished by law"),
            reviewed: None,
        }],
        datasets: BTreeMap::from([
            dataset("hes-apc", "Hospital Episode Statistics", mark),
            dataset("deaths", "Civil Registration of Deaths", mark),
        ]),
        dataset_names: vec![DatasetName {
            name: text("Hospital data (raw)"),
            datasets: vec![DatasetId::new("hes-apc")],
            evidence: text("By the publisher's list"),
        }],
        vocabularies: vocabularies(mark),
        agreements: BTreeMap::from([
            agreement("NIC-9-AAAAA", &["v1.2", "v2.0"], "university-of-somewhere", mark),
            agreement("NIC-10-BBBBB", &["v0.1"], "north-ccg", mark),
        ]),
        agreement_purposes: vec![AgreementPurpose {
            agreement: AgreementId::new("NIC-10-BBBBB"),
            purpose: TermCode::new("planning"),
            evidence: text("Its first sentence"),
        }],
        releases: releases(mark),
        counts: vec![Count {
            edition: EditionId::new("2021-02"),
            series: text("NBO"),
            source_row: Some(2),
            measure: text("Requests received"),
            body: text("Police"),
            value: 2108,
        }],
        amendments: vec![Amendment {
            edition: EditionId::new("2021-02"),
            seq: 1,
            source_row: Some(2),
            kind: AmendmentKind::Omitted,
            record_type: "release".into(),
            record: String::new(),
            note: text("Omitted from previous registers"),
            date: None,
            id: String::new(),
            reference: text("DARS-NIC-9-AAAAA-v1.2"),
            recipient_raw: text("UNIVERSITY OF SOMEWHERE"),
            recipient_type_raw: String::new(),
            datasets_raw: text("Hospital data (raw)"),
            released_raw: String::new(),
            released: Released::Period,
            channel: None,
            identifiability_raw: String::new(),
            sensitivity_raw: String::new(),
            legal_basis_raw: String::new(),
            frequency_raw: String::new(),
            opt_outs_raw: String::new(),
            confidentiality_raw: String::new(),
            files: None,
        }],
        withdrawn: vec![
            withdrawal("agreement", "NIC-7-GONE", "NIC-9-AAAAA"),
            withdrawal("organisation", "gone-trust", ""),
            withdrawal("dataset", "gone-set", "hes-apc"),
        ],
        content: vec![
            content("about", "About this register", None, mark),
            content("guidance/reading", "How to read a page", None, mark),
            content("notices/correction", "A correction", Some("2021-03-02"), mark),
        ],
        equal_rows: finding::equal_rows(&releases(mark)),
        ..Facts::default()
    };
    let findings = findings(&facts, mark);
    Facts { findings, ..facts }
}

/// One of each sort of line: rows equal to others, a shared message, a waived fault, a private one, a record without a
/// page, the register as a whole.
fn findings(facts: &Facts, mark: &str) -> Vec<Finding> {
    let edition = || vec![EditionId::new("2021-02")];
    let kind = |slug: &str| *finding::KINDS.iter().find(|kind| kind.slug == slug).unwrap();
    let finding = |slug: &str, about: Subject, message: &str| {
        Finding::new(kind(slug), about, format!("{message}{mark}"), edition())
    };
    let version = || Subject::Version(AgreementId::new("NIC-9-AAAAA"), Version::new("v2.0"));
    let equal = |no: &ReleaseNo| {
        let finding = finding("equal-rows", Subject::Release(*no), "equal to another row but for its id");
        Finding { editions: vec![facts.releases[*no as usize].edition.clone()], ..finding }
    };
    let mut all: Vec<Finding> = facts.equal_rows.iter().flat_map(|group| &group[1..]).map(equal).collect();
    all.extend(
        (10..14).map(|no| finding("unexplained-legal-bases", Subject::Release(no), "the glossary does not explain it")),
    );
    let glyph = finding("broken-glyphs", version(), "a character of a symbol font");
    all.push(Finding { part: Some((1, SectionKind::Objective)), ..glyph });
    all.push(finding("mixed-opt-outs", Subject::Release(3), "the data went out both with and without opt-outs"));
    let waived = finding("formula-cells", Subject::Release(2), "the cell begins with '='");
    all.push(Finding { waived: Some(format!("The publisher prints it so.{mark}")), ..waived });
    all.extend([1, 2].map(|_| finding("personal-data", version(), "What may be personal data")));
    let other = |id: &str| Subject::Other { kind: "amendment".into(), id: format!("{id}{mark}") };
    all.push(finding("edge-spaces", other("2021-02/1"), "white space at the edge of the cell"));
    let names = Subject::Organisation(OrganisationId::new("north-ccg"));
    all.push(finding("several-names", names, "recorded as “North” in 1 row, “NORTH” in 2 rows"));
    let whole = finding("placeholders", Subject::Dataset(DatasetId::new("deaths")), "a dot stands in place of a value");
    all.push(Finding { editions: Vec::new(), ..whole });
    all.extend(finding::sequence_findings(&facts.editions));
    finding::sort(&mut all);
    all
}
