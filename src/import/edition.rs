//! The row of an edition in `data/editions.csv`, and what an edition may be called.

use super::Request;
use super::files::Files;
use super::period::Period;
use super::workbook::Workbook;
use crate::config;
use crate::diag::{Cell, Diagnostic, Diagnostics, Sources, codes};
use crate::model::{EditionId, is_page_id};
use crate::records::{Drafts, EditionDraft, join, write_table};

/// Refuses an id that cannot be an edition's.
pub(super) fn check_id(id: &str, faults: &mut Diagnostics) {
    if EditionId::is_year(id) || !is_page_id(id) {
        let fault = Diagnostic::new(&codes::E120, format!("\"{id}\" cannot be the id of an edition"));
        let help = "use lower-case letters, digits and - such as 2021-02; four digits would be a year";
        faults.push(fault.help(help));
    }
}

/// The file name that the register keeps: the same workbook under another name is still the same.
pub(super) fn file_name<'a>(workbook: &'a Workbook, drafts: &'a Drafts<'_>, edition: &str) -> &'a str {
    let known = drafts.editions.rows.iter().find(|row| row.id.text() == edition);
    let same = known.filter(|row| row.sha256.text() == workbook.sha256);
    let import = same.and_then(|_| drafts.imports.iter().find(|facts| facts.edition == edition));
    import.map_or(&workbook.file_name, |facts| facts.source.text())
}

/// The edition's row. What the command leaves open stays as the register has it; a note is the staff's own.
pub(super) fn row<'a>(
    request: &'a Request,
    workbook: &'a Workbook,
    period: &Period,
    drafts: &'a Drafts<'_>,
) -> EditionDraft<'a> {
    let before = drafts.editions.rows.iter().find(|row| row.id.text() == request.edition);
    let kept = |column: fn(&'a EditionDraft<'_>) -> &'a str| before.map_or("", column).to_owned();
    let or_kept = |stated: Option<String>, column| Cell::made(stated.unwrap_or_else(|| kept(column)));
    let is_same = before.is_some_and(|row| row.sha256.text() == workbook.sha256);
    let named = if is_same { kept(|row| row.source.text()) } else { workbook.file_name.clone() };
    EditionDraft {
        id: Cell::made(request.edition.as_str()),
        kind: Cell::made(period.kind.key()),
        from: Cell::made(period.from.map_or(String::new(), |day| day.to_string())),
        to: Cell::made(period.to.to_string()),
        published: or_kept(request.published.map(|day| day.to_string()), |row| row.published.text()),
        revision: or_kept(request.revision.map(|number| number.to_string()), |row| row.revision.text()),
        supersedes: or_kept(request.supersedes.clone(), |row| row.supersedes.text()),
        source: Cell::made(request.source.clone().unwrap_or(named)),
        sha256: Cell::made(workbook.sha256.as_str()),
        bytes: Cell::made(workbook.bytes.to_string()),
        licence: or_kept(request.licence.clone(), |row| row.licence.text()),
        note: Cell::made(kept(|row| row.note.text())),
    }
}

/// Puts the row in its table, unless it stands there.
pub(super) fn put(row: &EditionDraft<'_>, drafts: &Drafts<'_>, files: &mut Files<'_>) {
    let rows = &drafts.editions.rows;
    let all = match rows.iter().position(|known| known.id == row.id) {
        Some(at) if rows[at] == *row => return,
        Some(at) => {
            let mut all = rows.clone();
            all[at] = row.clone();
            all
        }
        None => join(rows, vec![row.clone()], |row| row.id.text().to_owned()),
    };
    files.put("data/editions.csv", write_table(&all));
}

/// The register's own name, for the folder of a stock's releases.
pub(super) fn slug(sources: &Sources, faults: &mut Diagnostics) -> Option<String> {
    let file = sources.find("register.toml")?;
    config::read(file, sources.text(file), faults).map(|settings| settings.slug)
}
