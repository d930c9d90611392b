//! How long the extracts of a full register take: `cargo bench --bench extracts`. Prints the time of three runs, the
//! number of files and their size. The register is made up, of the size that the budgets name: 100,000 releases to 570
//! organisations under 1,900 agreements, from 210 datasets; prose is left out.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/extracts/sample.rs"]
mod sample;

use candour::extracts;
use candour::model::{
    Agreement, AgreementId, AgreementVersion, Dataset, DatasetId, Facts, Organisation, OrganisationId, Register,
    Release, ReleaseId, Version,
};
use std::time::Instant;

const RELEASES: usize = 100_000;
const ORGANISATIONS: usize = 570;
const AGREEMENTS: usize = 1_900;
const DATASETS: usize = 210;

fn agreement(number: usize, like: &AgreementVersion) -> Agreement {
    let id = AgreementId::new(format!("NIC-{number}-A1B2C"));
    let version = |label: &str| AgreementVersion {
        agreement: id.clone(),
        version: Version::new(label),
        applicant: OrganisationId::new(format!("organisation-{}", number % ORGANISATIONS)),
        ..like.clone()
    };
    Agreement { id: id.clone(), slug: format!("nic-{number}-a1b2c"), versions: ["v1", "v2", "v3"].map(version).into() }
}

fn release(number: usize, like: &Release) -> Release {
    let agreement = number * 7 % AGREEMENTS;
    Release {
        id: ReleaseId::new(format!("FILE{number}")),
        edition: like.edition.clone(),
        agreement: AgreementId::new(format!("NIC-{agreement}-A1B2C")),
        version: Version::new(["v1", "v2", "v3"][number % 3]),
        recipient: OrganisationId::new(format!("organisation-{}", agreement % ORGANISATIONS)),
        datasets: [DatasetId::new(format!("dataset-{}", number % DATASETS))].into(),
        ..like.clone()
    }
}

fn register() -> Register {
    let small = sample::facts();
    let (organisation, dataset) = (&small.organisations["nowhere"], &small.datasets["stays"]);
    let version = small.agreements["NIC-1-A"].latest();
    let organisations = (0..ORGANISATIONS).map(|number| OrganisationId::new(format!("organisation-{number}")));
    let datasets = (0..DATASETS).map(|number| DatasetId::new(format!("dataset-{number}")));
    let agreements = (0..AGREEMENTS).map(|number| agreement(number, version));
    Register::new(Facts {
        organisations: organisations.map(|id| (id.clone(), Organisation { id, ..organisation.clone() })).collect(),
        datasets: datasets.map(|id| (id.clone(), Dataset { id, ..dataset.clone() })).collect(),
        agreements: agreements.map(|agreement| (agreement.id.clone(), agreement)).collect(),
        releases: (0..RELEASES).map(|number| release(number, &small.releases[number % 2])).collect(),
        editions: small.editions,
        vocabularies: small.vocabularies,
        ..Facts::default()
    })
}

fn main() {
    let (register, settings, day) = (register(), sample::settings(), sample::day("2022-07-01"));
    for _ in 0..3 {
        let start = Instant::now();
        let files = extracts::files(&register, &settings, day, &sample::Places).unwrap();
        let bytes: usize = files.iter().map(|file| file.bytes().unwrap().len()).sum();
        println!("{:.3} s: {} files, {:.1} MB", start.elapsed().as_secs_f64(), files.len(), bytes as f64 / 1e6);
    }
}
