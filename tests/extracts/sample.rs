//! A small register made by hand, with everything that makes extracts go wrong: quotes, line breaks, formula-like
//! cells, blank answers, several datasets in a cell, an organisation that received nothing.

use candour::config::{BaseUrl, Contacts, Settings, Thresholds};
use candour::model::*;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) fn day(text: &str) -> NaiveDate {
    parse_date(text).expect("a date")
}

pub(crate) fn settings() -> Settings {
    Settings {
        slug: "example".to_owned(),
        title: "Example register".to_owned(),
        publisher: "Example Agency".to_owned(),
        unit: "One row is one release as the agency published it.".to_owned(),
        licence: "Open Government Licence v3.0".to_owned(),
        licence_url: None,
        base_url: BaseUrl::parse("https://register.example.org/").expect("an address"),
        notice: None,
        theme: None,
        stylesheets: Vec::new(),
        contacts: Contacts { email: Some("register@example.org".to_owned()), url: None },
        thresholds: Thresholds::default(),
        waivers: Vec::new(),
    }
}

/// Addresses as a site would make them.
pub(crate) struct Places;

impl Addresses for Places {
    fn agreement(&self, id: &AgreementId) -> String {
        format!("https://register.example.org/agreements/{}/", id.as_str().to_lowercase())
    }
    fn version(&self, id: &AgreementId, version: &Version) -> String {
        format!("{}{version}/", self.agreement(id))
    }
    fn release(&self, release: &Release) -> String {
        format!("{}#{}", self.version(&release.agreement, &release.version), release.anchor())
    }
    fn organisation(&self, id: &OrganisationId) -> String {
        format!("https://register.example.org/recipients/{id}/")
    }
    fn dataset(&self, id: &DatasetId) -> String {
        format!("https://register.example.org/datasets/{id}/")
    }
    fn edition(&self, id: &EditionId) -> String {
        format!("https://register.example.org/releases/{id}/")
    }
    fn term(&self, vocabulary: VocabularyName, code: &str) -> String {
        format!("https://register.example.org/{}/{}/", vocabulary.key(), code.replace('/', "-"))
    }
}

pub(crate) fn stated(raw: &str, codes: &[&str]) -> Stated {
    Some(Arc::new(Wording { raw: raw.to_owned(), codes: codes.iter().map(|code| TermCode::new(*code)).collect() }))
}

fn vocabulary(terms: &[(&str, &str, &str)]) -> Vocabulary {
    let term = |(code, label, group): &(&str, &str, &str)| Term {
        code: TermCode::new(*code),
        label: (*label).to_owned(),
        explanation: format!("What “{label}” means."),
        group: (*group).to_owned(),
        publisher_explanation: String::new(),
    };
    Vocabulary::new(terms.iter().map(term).collect())
}

fn vocabularies() -> Vocabularies {
    use VocabularyName as Name;
    Vocabularies::new(BTreeMap::from([
        (
            Name::Identifiability,
            vocabulary(&[("identifiable", "Identifiable", ""), ("depersonalised", "De-personalised", "")]),
        ),
        (Name::Sensitivity, vocabulary(&[("sensitive", "Sensitive", ""), ("non_sensitive", "Not sensitive", "")])),
        (Name::Frequency, vocabulary(&[("one_off", "Once", ""), ("ongoing", "Regularly", "")])),
        (Name::Channel, vocabulary(&[("file", "File", ""), ("system_access", "System access", "")])),
        (Name::LegalBasis, vocabulary(&[("consent", "Consent", "consent"), ("s251", "Section 251", "s251")])),
        (
            Name::OptOut,
            vocabulary(&[
                ("yes/", "Applied", ""),
                ("no/not_identifiable", "Not applied: the data identify nobody", ""),
                ("not_recorded/", "Not recorded", ""),
            ]),
        ),
        (
            Name::Confidentiality,
            vocabulary(&[("none", "No confidential data", ""), ("not_recorded", "Not recorded", "")]),
        ),
        (Name::OrganisationType, vocabulary(&[("academic", "University or college", "academic")])),
        (Name::OrganisationKind, vocabulary(&[("academic", "Universities", ""), ("company", "Companies", "")])),
        (Name::Purpose, vocabulary(&[("research", "Research", ""), ("planning", "Planning", "")])),
        (Name::Care, vocabulary(&[("hospital", "Hospital care", "")])),
    ]))
}

fn organisation(id: &str, name: &str, type_code: Option<&str>, kind: Option<&str>) -> Organisation {
    Organisation {
        id: OrganisationId::new(id),
        name: name.to_owned(),
        type_code: type_code.map(TermCode::new),
        kind: kind.map(TermCode::new),
        business: String::new(),
        group: String::new(),
        ods_code: String::new(),
        ror: String::new(),
        website: String::new(),
        description: String::new(),
        security_lead: String::new(),
    }
}

fn dataset(id: &str, name: &str) -> Dataset {
    Dataset {
        id: DatasetId::new(id),
        name: name.to_owned(),
        description: "Stays in hospital.".to_owned(),
        collected_from: String::new(),
        who_is_in_it: String::new(),
        care: vec![TermCode::new("hospital")],
        countries: "England".to_owned(),
        covers_from: "1989".to_owned(),
        covers_to: String::new(),
        website: "https://data.example.org/".to_owned(),
    }
}

fn edition(id: &str, from: Option<&str>, to: &str) -> Edition {
    Edition {
        id: EditionId::new(id),
        kind: if from.is_some() { EditionKind::Flow } else { EditionKind::Stock },
        from: from.map(day),
        to: day(to),
        published: Some(day("2022-05-01")),
        revision: None,
        supersedes: None,
        source: "https://agency.example.org/register.xlsx".to_owned(),
        sha256: "00".repeat(32),
        bytes: Some(1234),
        licence: String::new(),
        note: String::new(),
    }
}

fn statement(seq: u32, editions: &[&str], source_rows: &[u32], text: &str) -> Statement {
    Statement {
        seq,
        organisation_raw: "UNIVERSITY OF NOWHERE".to_owned(),
        organisation: OrganisationId::new("nowhere"),
        editions: editions.iter().map(|id| EditionId::new(*id)).collect(),
        source_rows: source_rows.to_vec(),
        truncated: vec![SectionKind::Outputs],
        sections: vec![
            Section { kind: SectionKind::Objective, text: text.to_owned() },
            Section { kind: SectionKind::Outputs, text: "Papers, and then".to_owned() },
        ],
    }
}

fn version(label: &str, title: Option<&str>, end: Option<&str>) -> AgreementVersion {
    AgreementVersion {
        agreement: AgreementId::new("NIC-1-A"),
        version: Version::new(label),
        reference: format!("DARS-NIC-1-A-{label}"),
        title: title.map(str::to_owned),
        applicant_raw: "UNIVERSITY OF NOWHERE".to_owned(),
        applicant: OrganisationId::new("nowhere"),
        applicant_type: stated("Academic", &["academic"]),
        controllers: vec!["University of Nowhere".to_owned(), "Acme, Inc".to_owned()],
        controller_basis: "Joint".to_owned(),
        start: Some(day("2021-01-01")),
        end: end.map(day),
        sublicensing: "No".to_owned(),
        commercial: "No".to_owned(),
        purposes: Vec::new(),
        verbatim: true,
        datasets: vec![DatasetUse {
            raw: "Hospital Stays".to_owned(),
            datasets: vec![DatasetId::new("stays")],
            identifiability: stated("Identifiable", &["identifiable"]),
            sensitivity: None,
            frequency: None,
            legal_basis: stated("Consent; s251", &["consent", "s251"]),
            confidentiality: None,
        }],
        statements: vec![
            statement(1, &["2022-q1", "2022-q2"], &[2, 7], "To study “hearts”,\nand \"lungs\".\r\n\tTwice."),
            statement(2, &[], &[], "- a bullet\n- another"),
        ],
    }
}

/// A release with nothing unusual about it.
pub(crate) fn release(id: &str, edition: &str) -> Release {
    Release {
        id: ReleaseId::new(id),
        edition: EditionId::new(edition),
        source_sheet: "DataReleases".into(),
        source_row: Some(2),
        reference: "DARS-NIC-1-A-v1".into(),
        agreement: AgreementId::new("NIC-1-A"),
        version: Version::new("v1"),
        recipient_raw: "UNIVERSITY OF NOWHERE".into(),
        recipient: OrganisationId::new("nowhere"),
        recipient_type: stated("Academic", &["academic"]),
        datasets_raw: "Hospital Stays".into(),
        datasets: Arc::new([DatasetId::new("stays")]),
        released_raw: "2022-02".to_owned(),
        released: Released::Month(Month::parse("2022-02").expect("a month")),
        channel: Channel::File,
        identifiability: stated("De-Personalised", &["depersonalised"]),
        sensitivity: stated("Non-Sensitive", &["non_sensitive"]),
        legal_basis: stated("Consent (Reasonable Expectation)", &["consent"]),
        frequency: stated("One-Off", &["one_off"]),
        opt_outs_stated: stated("No - data flow is not identifiable", &["no/not_identifiable"]),
        confidentiality: stated("Does not include the flow of confidential data", &["none"]),
        files: Some(3),
        note: String::new(),
    }
}

fn releases() -> Vec<Release> {
    let plain = release("FILE1", "2022-q1");
    let awkward = Release {
        source_row: None,
        recipient_raw: "".into(),
        datasets_raw: "Stays, \"Visits\"\r\nand more".into(),
        datasets: Arc::new([DatasetId::new("stays"), DatasetId::new("visits")]),
        released_raw: String::new(),
        released: Released::Period,
        channel: Channel::SystemAccess,
        identifiability: stated("=1+1", &["identifiable"]),
        sensitivity: None,
        legal_basis: stated("Consent; s251", &["consent", "s251"]),
        opt_outs_stated: None,
        confidentiality: None,
        files: None,
        ..release("FILE2", "2022-q1")
    };
    let later = Release {
        version: Version::new("v2"),
        reference: " DARS-NIC-1-A-v2".into(),
        recipient: OrganisationId::new("acme"),
        recipient_raw: "-Acme".into(),
        released_raw: "2022-04-30".to_owned(),
        released: Released::Day(day("2022-04-30")),
        opt_outs_stated: stated("Yes", &["yes/"]),
        ..release("FILE1", "2022-q2")
    };
    vec![plain, awkward, later]
}

fn amendment() -> Amendment {
    Amendment {
        edition: EditionId::new("2022-q2"),
        seq: 1,
        source_row: Some(2),
        kind: AmendmentKind::Omitted,
        record_type: String::new(),
        record: String::new(),
        note: "Left out of the edition before".to_owned(),
        date: None,
        id: String::new(),
        reference: "DARS-NIC-1-A-v1".to_owned(),
        recipient_raw: "Acme".to_owned(),
        recipient_type_raw: String::new(),
        datasets_raw: "Hospital Stays".to_owned(),
        released_raw: "2022-01".to_owned(),
        released: Released::Month(Month::parse("2022-01").expect("a month")),
        channel: None,
        identifiability_raw: String::new(),
        sensitivity_raw: String::new(),
        legal_basis_raw: String::new(),
        frequency_raw: String::new(),
        opt_outs_raw: String::new(),
        confidentiality_raw: String::new(),
        files: None,
    }
}

/// One of no edition, and one that two editions print.
fn findings() -> Vec<Finding> {
    let kind = |slug: &str| *finding::KINDS.iter().find(|kind| kind.slug == slug).expect("a kind");
    let wording = Subject::Other { kind: "wording".to_owned(), id: "opt-out/Perhaps".to_owned() };
    let version = Subject::Version(AgreementId::new("NIC-1-A"), Version::new("v2"));
    let both = ["2022-q1", "2022-q2"].map(EditionId::new).to_vec();
    let waived = Some("The publisher writes \"perhaps\", so do we".to_owned());
    let mut findings = vec![
        Finding { waived, ..Finding::new(kind("unknown-wordings"), wording, "nobody has explained it", Vec::new()) },
        Finding {
            part: Some((1, SectionKind::Objective)),
            ..Finding::new(kind("broken-glyphs"), version, "a broken character", both)
        },
        Finding {
            count: 287,
            ..Finding::new(kind("edge-spaces"), Subject::Release(0), "287 cells", vec![EditionId::new("2022-q1")])
        },
    ];
    finding::sort(&mut findings);
    findings
}

pub(crate) fn facts() -> Facts {
    let nowhere = organisation("nowhere", "University of Nowhere", Some("academic"), Some("academic"));
    let acme = organisation("acme", "Acme, “the best” & \"first\"", None, Some("company"));
    let quiet = organisation("quiet", "Quiet Trust", None, None);
    let agreement = Agreement {
        id: AgreementId::new("NIC-1-A"),
        slug: "nic-1-a".to_owned(),
        versions: vec![version("v1", None, Some("2021-12-31")), version("v2", Some("Hearts"), Some("2023-12-31"))],
    };
    Facts {
        editions: [edition("2022-q1", None, "2022-03-31"), edition("2022-q2", Some("2022-04-01"), "2022-06-30")]
            .into_iter()
            .map(|edition| (edition.id.clone(), edition))
            .collect(),
        organisations: [nowhere, acme, quiet].into_iter().map(|one| (one.id.clone(), one)).collect(),
        organisation_names: vec![OrganisationName {
            name: "UNIVERSITY OF NOWHERE".to_owned(),
            organisation: OrganisationId::new("nowhere"),
            evidence: "Its charter".to_owned(),
            reviewed: Some(day("2022-06-01")),
        }],
        organisation_relations: vec![OrganisationRelation {
            from: OrganisationId::new("quiet"),
            to: OrganisationId::new("nowhere"),
            relation: Relation::Transferred,
            agreement: Some(AgreementId::new("NIC-1-A")),
            date: None,
            evidence: "A letter".to_owned(),
            reviewed: None,
        }],
        datasets: [dataset("stays", "Hospital stays"), dataset("visits", "Hospital visits")]
            .into_iter()
            .map(|one| (one.id.clone(), one))
            .collect(),
        dataset_names: vec![DatasetName {
            name: "Stays and Visits".to_owned(),
            datasets: vec![DatasetId::new("stays"), DatasetId::new("visits")],
            evidence: String::new(),
        }],
        vocabularies: vocabularies(),
        agreements: BTreeMap::from([(agreement.id.clone(), agreement)]),
        agreement_purposes: vec![
            AgreementPurpose {
                agreement: AgreementId::new("NIC-1-A"),
                purpose: TermCode::new("planning"),
                evidence: String::new(),
            },
            AgreementPurpose {
                agreement: AgreementId::new("NIC-1-A"),
                purpose: TermCode::new("research"),
                evidence: String::new(),
            },
        ],
        releases: releases(),
        counts: vec![Count {
            edition: EditionId::new("2022-q2"),
            series: "Tracing".to_owned(),
            source_row: None,
            measure: "Requests".to_owned(),
            body: "Acme".to_owned(),
            value: 2108,
        }],
        amendments: vec![amendment()],
        findings: findings(),
        ..Facts::default()
    }
}
