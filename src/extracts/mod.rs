//! Open data: the tables of [`crate::model::fields`] as files, with a description for programs and checksums. Facts
//! in, finished files out; it reads no disk and chooses no column.

mod columns;
mod csv;
mod package;

use crate::config::Settings;
use crate::diag::Failure;
use crate::model::fields::{Context, Extract, FINDINGS, RELEASES, TABLES, findings_by_edition};
use crate::model::{Addresses, DatasetId, EditionId, Register};
use crate::output::{Assets, OutputFile, SitePath};
use chrono::NaiveDate;
use csv::Lines;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A finished file of the extracts.
type File = OutputFile<'static>;

/// All files of the extracts, by path: `data/` with every table, the releases and the findings of each edition, the
/// data package and the checksums; the releases as columns for a script; and the releases of each recipient, dataset
/// and agreement next to its page (with no row but the header where there is none). The same register gives the same
/// bytes.
///
/// # Errors
/// Where a writer fails or an id makes no path; `check` lets in no such id.
pub fn files(
    register: &Register,
    settings: &Settings,
    as_of: NaiveDate,
    addresses: &dyn Addresses,
) -> Result<Vec<File>, Failure> {
    let context = Context { register, slug: &settings.slug, as_of, addresses };
    let releases = Arc::new(Lines::of(&RELEASES, &RELEASES.rows(context))?);
    let (releases, others) = rayon::join(|| files_of_releases(register, &releases), || other_tables(context));
    let mut files = releases?;
    files.extend(others?);
    let description = package::describe(register, settings, &Assets::of(&files))?;
    files.push(file(Extract::DataPackage, description)?);
    files.push(file(Extract::Checksums, checksums(&Assets::of(&files)))?);
    files.extend(columns::files(context)?);
    files.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(files)
}

fn file(which: Extract<'_>, bytes: Vec<u8>) -> Result<File, Failure> {
    Ok(OutputFile::made(path_of(&which.path())?, bytes))
}

fn path_of(path: &str) -> Result<SitePath, Failure> {
    SitePath::new(path).ok_or_else(|| Failure::new(format!("cannot name a file of the site {path}")))
}

fn other_tables(context: Context<'_>) -> Result<Vec<File>, Failure> {
    let others = TABLES.par_iter().filter(|table| table.name != RELEASES.name);
    let write = others.map(|table| {
        let lines = Lines::of(table, &table.rows(context))?;
        let mut files = if table.name == FINDINGS.name { findings(context.register, &lines)? } else { Vec::new() };
        files.push(file(Extract::Table(table.name), lines.into_whole())?);
        Ok(files)
    });
    Ok(write.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect())
}

/// The findings of each edition that has any.
fn findings(register: &Register, lines: &Lines) -> Result<Vec<File>, Failure> {
    let mut rows: BTreeMap<&EditionId, Vec<usize>> = BTreeMap::new();
    for (row, (_, edition)) in findings_by_edition(register).enumerate() {
        if let Some(edition) = edition {
            rows.entry(edition).or_default().push(row);
        }
    }
    rows.into_iter().map(|(edition, rows)| file(Extract::EditionFindings(edition), lines.some(&rows))).collect()
}

/// The table `releases` and the smaller files of its rows. Every row is in four of them and in one more for each of
/// its datasets; so as not to hold it as often, they share one copy of the lines.
fn files_of_releases(register: &Register, lines: &Arc<Lines>) -> Result<Vec<File>, Failure> {
    let some = |(which, rows): (Extract<'_>, Vec<usize>)| {
        let lines = Arc::clone(lines);
        Ok(OutputFile::made_again(path_of(&which.path())?, move || lines.some(&rows)))
    };
    selections(register).into_par_iter().map(some).collect()
}

/// Which rows of the table `releases` each file holds, in that table's order.
fn selections(register: &Register) -> BTreeMap<Extract<'_>, Vec<usize>> {
    let recipients = register.organisations.keys().map(Extract::Recipient);
    let datasets = register.datasets.keys().map(Extract::Dataset);
    let agreements = register.agreements.values().map(|agreement| Extract::Agreement(&agreement.slug));
    let all = recipients.chain(datasets).chain(agreements).chain([Extract::Table(RELEASES.name)]);
    let mut selections: BTreeMap<_, Vec<usize>> = all.map(|which| (which, Vec::new())).collect();
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

/// Lines as `sha256sum --check` reads them in that folder.
fn checksums(files: &Assets) -> Vec<u8> {
    let in_data = files.iter().filter_map(|(path, asset)| Some((path.as_str().strip_prefix(DATA)?, asset)));
    in_data.map(|(path, asset)| format!("{}  {path}\n", asset.sha256)).collect::<String>().into_bytes()
}
