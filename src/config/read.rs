//! Reads `register.toml`.

use super::{BaseUrl, Contacts, SETTINGS, Settings, Thresholds, Waiver};
use crate::diag::{Cell, Code, Diagnostic, Diagnostics, FileId, codes, nearest, suggest};
use crate::model::is_web_address;
use crate::syntax::toml::{self, Table};

/// Reads the settings; `None` where a key without which nothing can be built is missing or wrong. Every fault found
/// is reported.
pub fn read(file: FileId, text: &str, faults: &mut Diagnostics) -> Option<Settings> {
    let mut table = toml::read_listed(file, 0, text, SETTINGS, faults);
    let slug = table.text("slug", faults).and_then(|cell| well_formed(cell, &SLUG, faults));
    let title = table.text("title", faults).map(own);
    let publisher = table.text("publisher", faults).map(own);
    let unit = table.text("unit", faults).map(own);
    let licence = table.text("licence", faults).map(own);
    let licence_url = web_address(&mut table, "licence_url", faults);
    let base_url = table.text("base_url", faults).and_then(|cell| base_url(&cell, faults));
    let notice = table.text("notice", faults).map(own);
    let theme = table.text("theme", faults).and_then(|cell| well_formed(cell, &THEME, faults));
    let stylesheets = stylesheets(&mut table, faults);
    let contacts = table.table("contacts", faults).map(|table| contacts(table, faults)).unwrap_or_default();
    let thresholds = table.table("thresholds", faults).map(|table| thresholds(table, faults)).unwrap_or_default();
    let waivers = read_waivers(&mut table, faults);
    table.finish(faults);
    Some(Settings {
        slug: slug?,
        title: title?,
        publisher: publisher?,
        unit: unit?,
        licence: licence?,
        licence_url,
        base_url: base_url?,
        notice,
        theme,
        stylesheets,
        contacts,
        thresholds,
        waivers,
    })
}

/// Only the waivers, for settings that cannot be used: what is wrong with the records can still be told, and what is
/// let through is no news. Faults are those of [`read`] and are not told again.
pub fn waivers(file: FileId, text: &str) -> Vec<Waiver> {
    let mut known = Diagnostics::new();
    let mut table = toml::read_listed(file, 0, text, SETTINGS, &mut known);
    read_waivers(&mut table, &mut known)
}

fn read_waivers(table: &mut Table<'_>, faults: &mut Diagnostics) -> Vec<Waiver> {
    table.tables("waiver", faults).into_iter().filter_map(|table| waiver(table, faults)).collect()
}

fn own(cell: Cell<'_>) -> String {
    cell.value.into_owned()
}

/// What a key takes: its name, what is fine, and what helps where it is not.
type Shape = (&'static str, fn(&str) -> bool, &'static str);

const SLUG: Shape = ("slug", is_slug, "use lower-case letters, digits and - only, as wrenfield-register");
const THEME: Shape = ("theme", is_folder, "name a folder below the register, as themes/mine");

fn well_formed(cell: Cell<'_>, (key, is_fine, help): &Shape, faults: &mut Diagnostics) -> Option<String> {
    if is_fine(cell.text()) {
        return Some(own(cell));
    }
    let fault = Diagnostic::new(&codes::E113, format!("{key} cannot be \"{}\"", cell.text())).at(cell.span);
    faults.push(fault.help(*help));
    None
}

fn is_slug(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_folder(text: &str) -> bool {
    let fine = |segment: &str| !segment.is_empty() && !segment.starts_with('.') && !segment.contains(['\\', ':']);
    text.split('/').all(fine)
}

/// Paths of stylesheets. They are published and linked, so that each has to be a plain path that ends in `.css`.
fn stylesheets(table: &mut Table<'_>, faults: &mut Diagnostics) -> Vec<String> {
    let (fine, others): (Vec<_>, Vec<_>) = table
        .texts("stylesheets", faults)
        .into_iter()
        .partition(|cell| cell.text().ends_with(".css") && is_folder(cell.text()));
    for cell in others {
        let message = format!("\"{}\" is no stylesheet in the register", cell.text());
        let fault = Diagnostic::new(&codes::E113, message).at(cell.span);
        faults
            .push(fault.help("name a file that ends in .css by its path below the register, as themes/mine/site.css"));
    }
    fine.into_iter().map(own).collect()
}

fn web_address(table: &mut Table<'_>, key: &'static str, faults: &mut Diagnostics) -> Option<String> {
    let cell = table.text(key, faults)?;
    if is_web_address(cell.text()) {
        return Some(own(cell));
    }
    let fault = Diagnostic::new(&codes::E113, format!("{key} is no web address")).at(cell.span);
    faults.push(fault.help("a web address begins with https://"));
    None
}

fn base_url(cell: &Cell<'_>, faults: &mut Diagnostics) -> Option<BaseUrl> {
    let url = BaseUrl::parse(cell.text());
    if url.is_none() {
        let fault = Diagnostic::new(&codes::E113, "base_url is no address that a site can stand at").at(cell.span);
        faults.push(
            fault.help("write the full address, as https://register.example.org/ or https://example.org/register/"),
        );
    }
    url
}

fn contacts(mut table: Table<'_>, faults: &mut Diagnostics) -> Contacts {
    let email = table.text("email", faults).and_then(|cell| {
        let fine = cell.text().split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !cell.text().contains(|c: char| c.is_whitespace() || "<>\"?&".contains(c))
        });
        if !fine {
            faults.push(Diagnostic::new(&codes::E113, "email is no address for mail").at(cell.span));
        }
        fine.then(|| own(cell))
    });
    let url = web_address(&mut table, "url", faults);
    table.finish(faults);
    Contacts { email, url }
}

fn thresholds(mut table: Table<'_>, faults: &mut Diagnostics) -> Thresholds {
    let mut number = |key: &'static str, help: &str| {
        let written = table.integer(key, faults)?;
        let fine = u32::try_from(written.value).ok();
        if fine.is_none() {
            let fault = Diagnostic::new(&codes::E113, format!("{key} cannot be {}", written.value)).at(written.span);
            faults.push(fault.help(help));
        }
        fine
    };
    let late_days =
        number("late_days", "write a whole number of days such as 90, or leave it out and call nothing late");
    let small_numbers =
        number("small_numbers", "write a whole number such as 5, or leave it out and look for no small numbers");
    table.finish(faults);
    Thresholds { late_days, small_numbers }
}

fn waiver(mut table: Table<'_>, faults: &mut Diagnostics) -> Option<Waiver> {
    let span = table.span;
    let code = table.text("code", faults);
    let record = table.text("record", faults).map(own);
    let reason = table.text("reason", faults).map(own);
    table.finish(faults);
    let code = code?;
    if Code::find(code.text()).is_none() {
        let fault = Diagnostic::new(&codes::E130, format!("there is no code {}", code.text())).at(code.span);
        let known = codes::ALL.iter().map(|code| code.id);
        let near = nearest(code.text(), known);
        faults.push(fault.help(suggest(near, "candour explain lists the codes")));
        return None;
    }
    Some(Waiver { code: code.value.to_ascii_uppercase(), record: record?, reason: reason?, span })
}
