//! What every page must be, each as a function from a page to findings; no finding is good.

use crate::chromium::Browser;
use crate::tab::{Look, Tab};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) type Findings = BTreeSet<String>;

/// A check that needs the page in a browser.
pub(crate) type Check = fn(&mut Browser, &str) -> Findings;

/// Stops of the Tab key that are looked at on one page.
const STOPS: u64 = 30;
/// Fewer changed pixels than this are no visible focus.
const FOCUS_PIXELS: u64 = 40;
/// The share of the words of `main` that must be printed; controls may stay away.
const PRINTED: f64 = 0.9;
/// Links that a page which needs script must have without it.
const LINKS: u64 = 5;
/// Files that one run of the HTML checker is given.
const BATCH: usize = 500;

/// WCAG 2.0 to 2.2, A and AA, as far as axe can tell, at both widths and in both colour schemes.
pub(crate) fn accessible(browser: &mut Browser, url: &str) -> Findings {
    accessible_now(&mut Tab::open(browser, url, Look::DESKTOP))
}

/// The same of a page as it is now, whatever was done to it.
pub(crate) fn accessible_now(tab: &mut Tab) -> Findings {
    tab.eval(&std::fs::read_to_string(web_tool("axe-core/axe.min.js")).unwrap());
    let mut findings = Findings::new();
    for look in [Look::DESKTOP, Look::PHONE] {
        for dark in [false, true] {
            tab.look(Look { dark, ..look });
            let scheme = if dark { "dark" } else { "light" };
            let found = list(&tab.eval(include_str!("probes/axe.js")));
            findings.extend(found.iter().map(|finding| format!("{} px, {scheme}: {finding}", look.width)));
        }
    }
    findings
}

/// No console error, no broken security policy, no failed request, no request to another host.
pub(crate) fn quiet(browser: &mut Browser, url: &str) -> Findings {
    let mut findings = Tab::open(browser, url, Look::DESKTOP).trouble();
    findings.extend(Tab::open(browser, url, Look { dark: true, ..Look::PHONE }).trouble());
    findings
}

/// No sideways scroll at 320 px (WCAG 1.4.10), with everything unfolded, nor with wide text spacing (1.4.12).
pub(crate) fn narrow(browser: &mut Browser, url: &str) -> Findings {
    narrow_now(&mut Tab::open(browser, url, Look::PHONE))
}

/// The same of a page as it is now, whatever was done to it.
pub(crate) fn narrow_now(tab: &mut Tab) -> Findings {
    tab.eval("for (const details of document.querySelectorAll('details')) details.open = true");
    let mut findings = list(&tab.eval(include_str!("probes/narrow.js")));
    findings.extend(list(&tab.eval(include_str!("probes/spacing.js"))));
    let spaced = list(&tab.eval(include_str!("probes/narrow.js")));
    findings.extend(spaced.iter().map(|finding| format!("with wide text spacing: {finding}")));
    findings
}

/// The first stop of the Tab key is a skip link that shows and works; each stop shows that it has the focus, lies under
/// nothing, and lets go.
pub(crate) fn keyboard(browser: &mut Browser, url: &str) -> Findings {
    let mut findings = skip_link(&mut Tab::open(browser, url, Look::DESKTOP));
    findings.extend(walk(&mut Tab::open(browser, url, Look::DESKTOP)));
    findings
}

fn skip_link(tab: &mut Tab) -> Findings {
    tab.press("Tab");
    let first = focus(tab);
    let target = first["href"].as_str().and_then(|href| href.strip_prefix('#')).unwrap_or_default().to_owned();
    if target.is_empty() {
        return one(format!("the first stop is not a skip link but {}", name(&first)));
    }
    if first["shown"] != true || first["free"] != true {
        return one("the skip link does not show when it has the focus".to_owned());
    }
    tab.press("Enter");
    tab.press("Tab");
    let reached = format!(
        "(target => target && (target.contains(document.activeElement) ||
            target.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING ||
            document.activeElement === document.body))(document.getElementById({}))",
        Value::from(target)
    );
    match tab.eval(&format!("Boolean({reached})")) == true {
        true => Findings::new(),
        false => one(format!("the stop after the skip link is not behind its target but {}", name(&focus(tab)))),
    }
}

fn walk(tab: &mut Tab) -> Findings {
    let mut findings = Findings::new();
    let mut last = Value::Null;
    for stop in 1..=STOPS {
        tab.press("Tab");
        let now = focus(tab);
        if now.is_null() || (now["known"] == true && now["stop"] != last) {
            break; // behind the last stop, or at the first again
        }
        if now["stop"] == last {
            findings.insert(format!("the Tab key does not leave {}", name(&now)));
            break;
        }
        last = now["stop"].clone();
        if now["free"] != true {
            findings.insert(format!("stop {stop} lies under something or off the screen: {}", name(&now)));
        }
        let changed = visible_focus(tab, &now["area"]);
        if changed < FOCUS_PIXELS {
            findings.insert(format!("stop {stop} does not show its focus ({changed} pixels change): {}", name(&now)));
        }
    }
    findings
}

fn focus(tab: &mut Tab) -> Value {
    tab.eval(include_str!("probes/focus.js"))
}

fn name(stop: &Value) -> &str {
    stop["name"].as_str().unwrap_or("nothing")
}

/// How many pixels around the focused element tell that it has the focus.
fn visible_focus(tab: &mut Tab, area: &Value) -> u64 {
    let with = tab.picture(area);
    tab.eval(include_str!("probes/blur.js"));
    let without = tab.picture(area);
    tab.eval(include_str!("probes/refocus.js"));
    let pixels = include_str!("probes/pixels.js").trim();
    tab.eval(&format!("{pixels}({}, {})", Value::from(with), Value::from(without))).as_u64().unwrap()
}

/// Without script `main` has every word that it has with it. A page whose work needs script has to say so and to lead
/// elsewhere; then words may come in the parts that stand empty or hidden for them, and nowhere else. The words of a box
/// that filters a list in place may come on any page.
pub(crate) fn script_free(browser: &mut Browser, url: &str) -> Findings {
    let mut bare = Tab::open(browser, url, Look { script: false, ..Look::DESKTOP });
    let without = words(&mut bare);
    let waiting = waiting_parts(&mut bare);
    drop(bare);
    if without.is_empty() {
        return one("main is empty without script".to_owned());
    }
    let mut tab = Tab::open(browser, url, Look::DESKTOP);
    hide(&mut tab, &waiting);
    // The box over a list that is there whole without it.
    tab.eval("for (const box of document.querySelectorAll('main .reg-filter')) box.style.display = 'none'");
    let with = words(&mut tab);
    let missing: Vec<&str> = with.difference(&without).map(String::as_str).collect();
    match missing.as_slice() {
        [] => Findings::new(),
        some => one(format!("{} words are there only with script: {}", some.len(), some.join(" "))),
    }
}

/// The ids of the parts that a page without script keeps empty or hidden, if it says that it needs script and has
/// links to other ways; else none.
fn waiting_parts(bare: &mut Tab) -> Value {
    bare.eval(&format!(
        "(main => (main?.querySelector('noscript')?.innerText.trim().length ?? 0) > 20 &&
            [...main.querySelectorAll('a')].filter(link => link.checkVisibility()).length >= {LINKS}
            ? [...main.querySelectorAll('[id]')].filter(part => part.hidden || !part.textContent.trim()).map(part => part.id)
            : [])(document.querySelector('main'))"
    ))
}

fn hide(tab: &mut Tab, parts: &Value) {
    tab.eval(&format!("for (const id of {parts}) document.getElementById(id)?.style.setProperty('display', 'none')"));
}

/// What is printed holds the heading and nearly all words of `main`, but for the parts that only script fills.
pub(crate) fn printable(browser: &mut Browser, url: &str) -> Findings {
    let waiting = waiting_parts(&mut Tab::open(browser, url, Look { script: false, ..Look::DESKTOP }));
    let mut tab = Tab::open(browser, url, Look::DESKTOP);
    hide(&mut tab, &waiting);
    let screen = words(&mut tab);
    tab.look(Look { print: true, ..Look::DESKTOP });
    let print = words(&mut tab);
    let kept = screen.intersection(&print).count();
    let mut findings = Findings::new();
    if screen.is_empty() || (kept as f64) < PRINTED * screen.len() as f64 {
        findings.insert(format!("only {kept} of the {} words of main are printed", screen.len()));
    }
    if tab.eval("Boolean(document.querySelector('main h1')?.checkVisibility())") != true {
        findings.insert("the heading is not printed".to_owned());
    }
    findings
}

/// The words of `main` as they show.
fn words(tab: &mut Tab) -> BTreeSet<String> {
    let shown = tab.eval("(main => main?.checkVisibility() ? main.innerText : '')(document.querySelector('main'))");
    let text = shown.as_str().unwrap_or_default().to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Valid HTML, by the checker of the W3C; each kind of fault once. It reads files, so that it cannot tell what `'self'`
/// is in a page's policy.
pub(crate) fn valid(files: &[PathBuf]) -> Findings {
    let jar = web_tool("vnu-jar/build/dist/vnu.jar");
    let mut faults: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for batch in files.chunks(BATCH) {
        let mut command = Command::new("java");
        command.arg("-Xss4m").arg("-jar").arg(&jar).args(["--format", "gnu", "--errors-only", "--exit-zero-always"]);
        command.args(["--stdout", "--filterpattern", ".*Content Security Policy.*"]).args(batch);
        let output = command.output().expect("Java starts: run tests/run.sh, which installs it");
        let report = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "the HTML checker: {report}{}", String::from_utf8_lossy(&output.stderr));
        for line in report.lines() {
            let (place, message) = line.split_once(": error: ").unwrap_or(("the checker", line));
            faults.entry(message.to_owned()).or_default().push(place.to_owned());
        }
    }
    let describe =
        |(message, places): (String, Vec<String>)| format!("{} times, first {}: {message}", places.len(), places[0]);
    faults.into_iter().map(describe).collect()
}

/// A file of the npm packages that `tests/web/package.json` names.
fn web_tool(file: &str) -> PathBuf {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/node_modules").join(file);
    assert!(
        tool.is_file(),
        "{} is missing: run tests/run.sh, or `npm ci --ignore-scripts` in tests/web",
        tool.display()
    );
    tool
}

fn one(finding: String) -> Findings {
    Findings::from([finding])
}

fn list(value: &Value) -> Findings {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}
