//! Open data: the tables of [`crate::model::fields`] as files, with a description for programs and checksums. Facts
//! in, finished files out; it reads no disk and chooses no column.

mod columns;
mod csv;
mod package;

use crate::config::Settings;
use crate::diag::Failure;
use crate::model::fields::{Context, Extract, FINDINGS, RELEASES, TABLES, Table, findings_by_edition};
use crate::model::{Addresses, DatasetId, Register};
use crate::output::{Assets, Batch, OutputFile, SitePath, sha256_hex};
use chrono::NaiveDate;
use csv::Lines;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All files of the extracts whose names are known before they are made, by path: `data/` with every table, the
/// releases and the findings of each edition, the data package and the checksums; and the releases of each recipient,
/// dataset and agreement next to its page (with no row but the header where there is none). Each is made when asked
/// for. The same register gives the same bytes.
///
/// # Errors
/// Where an id makes no path; `check` lets in no such id.
pub fn files<'a>(
    register: &'a Register,
    settings: &'a Settings,
    as_of: NaiveDate,
    addresses: &'a dyn Addresses,
) -> Result<Vec<OutputFile<'a>>, Failure> {
    let context = Context { register, slug: &settings.slug, as_of, addresses };
    let mut files = parts_of(&RELEASES, context, selections(register))?;
    files.extend(parts_of(&FINDINGS, context, findings(register))?);
    for table in TABLES.into_iter().filter(|table| ![RELEASES.name, FINDINGS.name].contains(&table.name)) {
        let path = path_of(&Extract::Table(table.name).path())?;
        files.push(OutputFile::made_later(path, move || csv::whole(table, &table.rows(context))));
    }
    let described = data_files(&files);
    let describe = move || package::describe(register, settings, &Assets::new(&described, None));
    files.push(OutputFile::made_later(path_of(&Extract::DataPackage.path())?, describe));
    let summed = data_files(&files);
    files.push(OutputFile::made_later(path_of(&Extract::Checksums.path())?, move || checksums(&summed)));
    files.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(files)
}

/// The releases as columns for a script, whose names hold their digests.
pub fn columns<'a>(
    register: &'a Register,
    settings: &'a Settings,
    as_of: NaiveDate,
    addresses: &'a dyn Addresses,
) -> Batch<'a> {
    let context = Context { register, slug: &settings.slug, as_of, addresses };
    Batch::new(columns::folder(), move || columns::files(context).map(Vec::from))
}

fn path_of(path: &str) -> Result<SitePath, Failure> {
    SitePath::new(path).ok_or_else(|| Failure::new(format!("cannot name a file of the site {path}")))
}

/// Which rows of a table a file holds, in the table's order.
type Selections<'a> = BTreeMap<Extract<'a>, Vec<usize>>;

/// Files of some of a table's rows. A release is in four of them and in one more for each of its datasets; so as not to
/// hold it as often, they share one copy of the lines.
fn parts_of<'a>(
    table: &'static Table,
    context: Context<'a>,
    selections: Selections<'_>,
) -> Result<Vec<OutputFile<'a>>, Failure> {
    let lines = Arc::new(Lines::of(table, table.rows(context)));
    let some = |(which, rows): (Extract<'_>, Vec<usize>)| {
        let lines = Arc::clone(&lines);
        Ok(OutputFile::made_again(path_of(&which.path())?, move || lines.some(&rows)))
    };
    selections.into_iter().map(some).collect()
}

/// The findings of each edition that has any, and all of them.
fn findings(register: &Register) -> Selections<'_> {
    let mut rows: Selections<'_> = BTreeMap::from([(Extract::Table(FINDINGS.name), Vec::new())]);
    for (row, (_, edition)) in findings_by_edition(register).enumerate() {
        let which = [Some(Extract::Table(FINDINGS.name)), edition.map(Extract::EditionFindings)];
        which.into_iter().flatten().for_each(|which| rows.entry(which).or_default().push(row));
    }
    rows
}

/// The releases of each edition, recipient, dataset and agreement, and all of them.
fn selections(register: &Register) -> Selections<'_> {
    let recipients = register.organisations.keys().map(Extract::Recipient);
    let datasets = register.datasets.keys().map(Extract::Dataset);
    let agreements = register.agreements.values().map(|agreement| Extract::Agreement(&agreement.slug));
    let all = recipients.chain(datasets).chain(agreements).chain([Extract::Table(RELEASES.name)]);
    let mut selections: Selections<'_> = all.map(|which| (which, Vec::new())).collect();
    for (row, release) in register.releases.iter().enumerate() {
        let mut put = |which| selections.entry(which).or_default().push(row);
        put(Extract::Table(RELEASES.name));
        put(Extract::Edition(&release.edition));
        put(Extract::Recipient(&release.recipient));
        if let Some(agreement) = register.agreements.get(&release.agreement) {
            put(Extract::Agreement(&agreement.slug));
        }
        let distinct: BTreeSet<&DatasetId> = release.datasets.iter().collect();
        distinct.into_iter().for_each(|id| put(Extract::Dataset(id)));
    }
    selections
}

/// The folder that the checksums cover.
const DATA: &str = "data/";

fn data_files<'a>(files: &[OutputFile<'a>]) -> Vec<OutputFile<'a>> {
    let mut found: Vec<_> = files.iter().filter(|file| file.path().as_str().starts_with(DATA)).cloned().collect();
    found.sort_by(|a, b| a.path().cmp(b.path()));
    found
}

/// Lines as `sha256sum --check` reads them in that folder.
fn checksums(files: &[OutputFile<'_>]) -> Result<Vec<u8>, Failure> {
    let mut lines = String::new();
    for file in files {
        let sha256 = match file.asset() {
            Some(asset) => asset.sha256.clone(),
            None => sha256_hex(&file.bytes()?),
        };
        let path = file.path().as_str();
        lines.push_str(&format!("{sha256}  {}\n", path.strip_prefix(DATA).unwrap_or(path)));
    }
    Ok(lines.into_bytes())
}
