//! The whole import on one page: from a workbook and the register it goes into to the files that would change.

use super::difference;
use super::edition;
use super::files::Files;
use super::ids::Ids;
use super::layouts;
use super::locate;
use super::lost;
use super::period::{self, Period};
use super::report::{self, Report};
use super::reviewed;
use super::rows::{self, Counts};
use super::self_test::SelfTest;
use super::statements::{self, Ends, Versions};
use super::stock::{self, Month, Stock};
use super::table::Located;
use super::texts::{self, Glossary};
use super::wordings::{self, Wordings};
use super::workbook::{self, TextForm, Workbook};
use super::{Layout, Plan, Request, Stop};
use crate::diag::{Cell, Diagnostic, Diagnostics, Sources, codes, count};
use crate::model::{EditionKind, fold};
use crate::records::{
    AmendmentDraft, Drafts, EditionDraft, Field, ImportFacts, MappingDraft, References, ReleaseDraft, Role, Row,
    SheetTextDraft, write_agreement, write_import_facts, write_sheet_text, write_table,
};
use crate::tree;
use std::collections::BTreeMap;

/// What a workbook says, as records of one edition.
struct Content<'a> {
    edition: &'a str,
    releases: Vec<ReleaseDraft<'a>>,
    amendments: Vec<AmendmentDraft<'a>>,
    counts: Counts<'a>,
    texts: Vec<SheetTextDraft<'a>>,
    glossary: Glossary<'a>,
}

/// What an edition does to the releases and the versions of agreements.
enum Changes<'a> {
    /// It prints what happened within its period: its rows are its own.
    Own(Versions<'a>),
    /// It prints everything again: its rows are the register's.
    Stock(Box<Stock<'a>>),
}

/// Plans an import into the register whose files are `sources` and whose records, read from them without a fault, are
/// `drafts`.
///
/// # Errors
/// [`Stop::Failure`] where the file is no sound workbook; [`Stop::Faults`] where its content or the request cannot be
/// accepted, every fault at once.
pub fn plan(request: &Request, sources: &Sources, drafts: &Drafts<'_>) -> Result<Plan, Stop> {
    let mut faults = Diagnostics::new();
    let Layout::File(path) = &request.layout else {
        let built_in = layouts::read_built_in(&request.layout, &mut faults);
        let candidates = layouts::candidates(&request.layout, drafts, &built_in)?;
        return plan_by(&candidates, request, (sources, drafts), faults);
    };
    let file = layouts::open(path)?;
    match layouts::read_file(&file, &mut faults) {
        Some(mapping) => plan_by(&[&mapping], request, (sources, drafts), faults),
        None => Err(Stop::File(faults, file)),
    }
}

/// Reads the published file. A CSV file is read in the form that the command or the layout declares; where several
/// layouts are to be tried, in the form that most files have, and again if the one that fits says otherwise.
fn read_workbook(request: &Request, candidates: &[&MappingDraft<'_>]) -> Result<Workbook, Stop> {
    let form = |layout: Option<&MappingDraft<'_>>| TextForm {
        encoding: request.encoding.or(layout.and_then(|layout| layout.encoding)).unwrap_or_default(),
        delimiter: request.delimiter.or(layout.and_then(|layout| layout.delimiter)).unwrap_or(b','),
    };
    let only = if let [only] = candidates { Some(*only) } else { None };
    let first = form(only);
    let workbook = workbook::read(&request.workbook, &first)?;
    if candidates.iter().all(|layout| form(Some(layout)) == first) {
        return Ok(workbook);
    }
    let fitting = locate::choose(&workbook, candidates, &mut Diagnostics::new());
    let second = form(fitting);
    if fitting.is_none() || second == first { Ok(workbook) } else { workbook::read(&request.workbook, &second) }
}

fn plan_by(
    candidates: &[&MappingDraft<'_>],
    request: &Request,
    (sources, drafts): (&Sources, &Drafts<'_>),
    mut faults: Diagnostics,
) -> Result<Plan, Stop> {
    let workbook = read_workbook(request, candidates)?;
    let located = locate::locate(&workbook, candidates, &mut faults);
    edition::check_id(&request.edition, &mut faults);
    let Some(located) = located else { return Err(Stop::Faults(faults)) };
    let is_readable = !faults.has_errors();
    lost::check(&located, &mut faults);
    let period = period::settle(request, &workbook, &located, &mut faults);
    if !is_readable {
        return Err(Stop::Faults(faults));
    }
    let wordings = Wordings::new(drafts, &located, &mut faults);
    wordings::check(&located, &wordings, &mut faults);
    rows::check_dates(&located, &mut faults);
    let printed = statements::printed(&located, &mut faults);
    references(&located, &mut faults);
    let content = read(&located, request, drafts, &wordings, &mut faults);
    let Some(period) = period else { return Err(Stop::Faults(faults)) };
    let edition_row = edition::row(request, &workbook, &period, drafts);
    let mut ends: Ends<'_> = drafts.editions.rows.iter().map(|row| (row.id.text(), row.to.text())).collect();
    ends.insert(&request.edition, edition_row.to.text());
    let month = match period.kind {
        EditionKind::Stock => {
            let Some(slug) = edition::slug(sources, &mut faults) else { return Err(Stop::Faults(faults)) };
            let (releases, amendments) = (&content.releases[..], &content.amendments[..]);
            Some(Month { edition: &edition_row, slug, releases, printed: &printed, amendments })
        }
        EditionKind::Flow | EditionKind::Projects => None,
    };
    let changes = match month {
        Some(month) => Changes::Stock(Box::new(stock::merge(month, &located, drafts, &mut faults))),
        None => Changes::Own(statements::merge(&printed, &drafts.agreements, content.edition, &ends, &mut faults)),
    };
    if faults.has_errors() {
        return Err(Stop::Faults(faults));
    }

    let mut report = Report::default();
    open_report(&workbook, &located, &edition_row, &period, &mut report);
    report::records(&located, &printed, &mut report);
    let mut files = Files::new(sources);
    reviewed::put_names(&located, &wordings, (drafts, content.edition), &mut files, &mut report);
    reviewed::put_wordings(&located, &wordings, drafts, &mut files, &mut report);
    edition::put(&edition_row, drafts, &mut files);
    let file_name = edition::file_name(&workbook, drafts, content.edition);
    let facts = texts::import_facts(&workbook, &located, content.edition, file_name, &period.sources);
    put_texts(&content, &facts, drafts, &mut files);
    put_changes(&changes, &content, drafts, (&mut files, &mut report));
    put_glossary(&content.glossary, &mut files, &mut report);

    let test = SelfTest {
        located: &located,
        edition: content.edition,
        ends: &ends,
        counts: &content.counts,
        texts: &content.texts,
        stock: if let Changes::Stock(stock) = &changes { Some(stock) } else { None },
    };
    let types_not_kept = test.run(&files.own, &mut faults);
    if !faults.has_errors() && !files.changed.is_empty() && is_there(drafts, content.edition) {
        refuse(request, &content, &changes, (drafts, &files), &mut faults);
    }
    if faults.has_errors() {
        return Err(Stop::Faults(faults));
    }
    report::left_out(&facts, &mut report);
    lost::report(&located, &mut report);
    report::cells(&located, &facts, &mut report);
    report::statements(&printed, &mut report);
    report::releases(&located, &content.releases, &printed, &mut report);
    report::doubtful_lists(&located, &mut report);
    close_report(request, drafts, types_not_kept, &files, &mut report);
    Ok(Plan { files: files.changed, report, dry_run: request.dry_run })
}

fn read<'a>(
    located: &Located<'a>,
    request: &'a Request,
    drafts: &'a Drafts<'a>,
    wordings: &Wordings<'_>,
    faults: &mut Diagnostics,
) -> Content<'a> {
    let edition = request.edition.as_str();
    let mut counts = Counts { rows: Vec::new(), notes: Vec::new() };
    for table in located.tables(Role::Counts) {
        counts.extend(rows::counts(table, edition, faults));
    }
    let makes_ids = located.tables(Role::Releases).any(|table| table.makes_ids());
    let earlier = [edition, request.supersedes.as_deref().unwrap_or("")];
    let mut ids = Ids::new(drafts, if makes_ids { &earlier } else { &[] });
    Content {
        edition,
        releases: rows::releases(located, edition, wordings, &mut ids, faults),
        amendments: rows::amendments(located, edition, wordings),
        texts: texts::sheet_texts(located, &counts, edition),
        counts,
        glossary: texts::glossary(located, drafts, wordings),
    }
}

/// References that records would take for versions of one agreement, where the mapping says that each is its own.
fn references(located: &Located<'_>, faults: &mut Diagnostics) {
    if located.layout.references != References::Plain {
        return;
    }
    for table in located.tables(Role::Agreements) {
        let is_version = |row: &&&workbook::SheetRow| {
            let reference = table.cell(row, Field::Reference);
            fold::reference(reference).agreement != reference
        };
        let odd: Vec<_> = table.rows.iter().filter(is_version).collect();
        if let Some(first) = odd.first() {
            let reference = table.cell(first, Field::Reference);
            let parts = fold::reference(reference);
            let message = format!(
                "{} would be version {} of {}: {}",
                table.place(first, Field::Reference),
                parts.version,
                parts.agreement,
                count(odd.len(), "such reference")
            );
            let fault = Diagnostic::new(&codes::E120, message);
            faults.push(fault.help("say references = \"nhs-digital\" or \"phe\" in the mapping if that is right"));
        }
    }
}

/// Puts an edition's rows where it had rows before, else at the end; `None` where nothing changes.
fn with_rows<R: Clone + PartialEq>(existing: &[R], new: &[R], is_own: impl Fn(&R) -> bool) -> Option<Vec<R>> {
    let at = existing.iter().position(&is_own).unwrap_or(existing.len());
    let (before, after) = existing.split_at(at);
    let others = after.iter().filter(|row| !is_own(row));
    let all: Vec<R> = before.iter().chain(new).chain(others).cloned().collect();
    (all != existing).then_some(all)
}

fn put_table<'s, R: Row<'s> + Clone + PartialEq>(
    path: &str,
    existing: &[R],
    new: &[R],
    is_own: impl Fn(&R) -> bool,
    files: &mut Files<'_>,
) {
    match with_rows(existing, new, is_own) {
        Some(all) => files.put_own(path, write_table(&all)),
        None => files.keep_own(path),
    }
}

fn put_changes<'a>(
    changes: &Changes<'a>,
    content: &Content<'a>,
    drafts: &'a Drafts<'a>,
    (files, report): (&mut Files<'_>, &mut Report),
) {
    let amendments = match changes {
        Changes::Own(versions) => {
            put_releases(content, drafts, files);
            put_versions(versions, files, report);
            &content.amendments
        }
        Changes::Stock(stock) => {
            stock.put(drafts, files);
            stock.report(report);
            &stock.amendments
        }
    };
    let is_own = |cell: &Cell<'_>| cell.text() == content.edition;
    put_table("data/amendments.csv", &drafts.amendments.rows, amendments, |row| is_own(&row.edition), files);
    put_table("data/counts.csv", &drafts.counts.rows, &content.counts.rows, |row| is_own(&row.edition), files);
}

fn put_releases<'a>(content: &Content<'a>, drafts: &'a Drafts<'a>, files: &mut Files<'_>) {
    let edition = content.edition;
    // A file of another name may hold rows of the edition that staff put there; the import's are in its own.
    for file in drafts.releases.iter().filter(|file| file.name != edition) {
        let path = format!("data/releases/{}.csv", file.name);
        if file.rows.rows.iter().any(|row| row.edition.text() == edition) {
            put_table(&path, &file.rows.rows, &[], |row| row.edition.text() == edition, files);
        }
    }
    let own = drafts.releases.iter().find(|file| file.name == edition);
    let existing = own.map_or(&[][..], |file| &file.rows.rows);
    let path = format!("data/releases/{edition}.csv");
    put_table(&path, existing, &content.releases, |row| row.edition.text() == edition, files);
}

fn put_texts(content: &Content<'_>, facts: &ImportFacts<'_>, drafts: &Drafts<'_>, files: &mut Files<'_>) {
    let edition = content.edition;
    let path = |name: &str| format!("data/editions/{edition}/{name}.md");
    for old in drafts.sheet_texts.iter().filter(|text| text.edition == edition) {
        if !content.texts.iter().any(|text| text.name == old.name) {
            files.remove(&path(&old.name));
        }
    }
    for text in &content.texts {
        if drafts.sheet_texts.contains(text) {
            files.keep_own(&path(&text.name));
        } else {
            files.put_own(&path(&text.name), write_sheet_text(text).into_bytes());
        }
    }
    let path = format!("data/editions/{edition}/import.toml");
    if drafts.imports.contains(facts) {
        files.keep_own(&path);
    } else {
        files.put_own(&path, write_import_facts(facts).into_bytes());
    }
}

fn put_versions(versions: &Versions<'_>, files: &mut Files<'_>, report: &mut Report) {
    let (new, known) = (versions.new_count(), versions.known_count());
    report.line("Agreement versions", format!("{new} new, {known} known"));
    for (path, (before, after)) in &versions.files {
        match (before, after) {
            (Some(before), Some(after)) if *before == after => files.keep_own(path),
            (_, Some(after)) => files.put_own(path, write_agreement(after).into_bytes()),
            (_, None) => {
                files.remove(path);
                report.line("Agreement versions", format!("{path} goes: no edition prints it any more"));
            }
        }
    }
}

fn put_glossary(glossary: &Glossary<'_>, files: &mut Files<'_>, report: &mut Report) {
    if let Some(terms) = &glossary.terms {
        files.put("data/vocabularies/legal-basis.csv", write_table(terms));
    }
    if glossary.placed > 0 {
        report.line("Glossary", format!("{} beside their legal bases", count(glossary.placed, "explanation")));
    }
    for term in &glossary.unmatched {
        report.line("Glossary", format!("no single legal basis has the wording \"{term}\": kept as text only"));
    }
    for term in &glossary.kept {
        report.line("Glossary", format!("\"{term}\" has another explanation already, which stays"));
    }
}

fn is_there(drafts: &Drafts<'_>, edition: &str) -> bool {
    let own = |cell: &Cell<'_>| cell.text() == edition;
    drafts.editions.rows.iter().any(|row| own(&row.id))
        || drafts.imports.iter().any(|facts| facts.edition == edition)
        || drafts.releases.iter().any(|file| file.rows.rows.iter().any(|row| own(&row.edition)))
        || drafts.agreements.iter().flat_map(|draft| &draft.statements).any(|s| s.editions.iter().any(own))
}

/// Refuses to put an edition in its own place: unasked, or where it prints everything, and says what differs.
fn refuse(
    request: &Request,
    content: &Content<'_>,
    changes: &Changes<'_>,
    (drafts, files): (&Drafts<'_>, &Files<'_>),
    faults: &mut Diagnostics,
) {
    match changes {
        Changes::Stock(stock) if stock.changes_records() => return stock.refuse(content.edition, faults),
        _ if request.replace => return,
        _ => {}
    }
    let edition = content.edition;
    let rows = drafts.releases.iter().flat_map(|file| &file.rows.rows);
    let old: Vec<&ReleaseDraft<'_>> = rows.filter(|row| row.edition.text() == edition).collect();
    let changed: Vec<&str> = files.changed.keys().map(String::as_str).collect();
    let shown = changed[..changed.len().min(5)].join(", ");
    let more = if changed.len() > 5 { ", …" } else { "" };
    let [releases, statements] = match changes {
        Changes::Own(versions) => {
            [difference::releases(&old, &content.releases), difference::statements(versions, edition)]
        }
        Changes::Stock(_) => [None, None],
    };
    let lines = [
        Some(format!("edition {edition} is in the register and differs from this workbook")),
        releases,
        statements,
        Some(format!("{} would change: {shown}{more}", count(changed.len(), "file"))),
    ];
    for line in lines.into_iter().flatten() {
        let fault = Diagnostic::new(&codes::E7, line).about(format!("edition/{edition}"));
        faults.push(fault.help("give --replace to put this workbook's content in the place of what is there"));
    }
}

fn open_report(
    workbook: &Workbook,
    located: &Located<'_>,
    edition: &EditionDraft<'_>,
    period: &Period,
    report: &mut Report,
) {
    report.line("Workbook", format!("{}, {} bytes, SHA-256 {}", workbook.file_name, workbook.bytes, workbook.sha256));
    report.line("Layout", format!("{} ({})", located.layout.name, located.layout.title.text()));
    let from = period.from.map_or(String::new(), |day| format!("{day} to "));
    report.line("Edition", format!("{}, {}, {from}{}", edition.id.text(), period.kind.key(), period.to));
    for source in &period.sources {
        report.line("Period found in", source);
    }
    if let Some((number, first, last)) = period.outside {
        let line =
            format!("{} outside the period, from {first} to {last}, kept all the same", count(number, "release"));
        report.line("Warnings", line);
    }
    for paragraph in workbook.drawing_text.iter().filter(|text| text.to_lowercase().contains("copyright")) {
        report.line("The workbook says", fold::collapse(paragraph));
    }
    report::sheets(located, report);
}

fn close_report(request: &Request, drafts: &Drafts<'_>, not_kept: usize, files: &Files<'_>, report: &mut Report) {
    if not_kept > 0 {
        let line = format!("{not_kept} not kept, because the agreement states another from a newer or an earlier row");
        report.line("Organisation types", line);
    }
    let known = drafts.editions.rows.iter().find(|row| row.id.text() == request.edition);
    let stated = |cell: fn(&EditionDraft<'_>) -> bool| known.is_some_and(|row| !cell(row));
    let open = [
        ("day of publication (--published)", request.published.is_some() || stated(|row| row.published.is_blank())),
        ("licence (--licence)", request.licence.is_some() || stated(|row| row.licence.is_blank())),
        ("address (--source)", request.source.is_some() || known.is_some()),
    ];
    for (what, _) in open.iter().filter(|(_, is_stated)| !is_stated) {
        report.line("Left open", *what);
    }
    if files.changed.is_empty() {
        report.line("Files", "nothing to change: the register holds this edition already");
    } else {
        put_file_counts(&files.changed, request.dry_run, report);
    }
}

/// A path for a report: files that are many are their folder.
fn shown_path(path: &str) -> &str {
    let stock = path.strip_prefix("data/releases/").and_then(|rest| rest.rfind('/'));
    match stock {
        Some(end) => &path[.."data/releases/".len() + end + 1],
        None if path.starts_with("data/agreements/") => "data/agreements/",
        None => path,
    }
}

fn put_file_counts(changed: &tree::Changes, dry_run: bool, report: &mut Report) {
    let verb = if dry_run { "would be written" } else { "written" };
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for path in changed.keys() {
        *folders.entry(shown_path(path)).or_insert(0) += 1;
    }
    report.line("Files", format!("{} {verb}", changed.len()));
    for (path, number) in folders {
        report.line(
            "Files",
            if path.ends_with('/') { format!("{path} ({})", count(number, "file")) } else { path.to_owned() },
        );
    }
}
