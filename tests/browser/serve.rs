//! `candour serve` in a browser: an edit shows by itself where the reader stands, faults lie over the page with file and
//! line, and go when they are mended.

use crate::checks;
use crate::chromium::Browser;
use crate::tab::{Look, Tab};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A copy of the example, served until the value goes away.
struct Preview {
    folder: tempfile::TempDir,
    process: Child,
    address: String,
}

impl Preview {
    fn start() -> Preview {
        let folder = tempfile::tempdir().unwrap();
        crate::folder::copy_register(crate::build::example(), folder.path());
        let mut process = Command::new(env!("CARGO_BIN_EXE_candour"))
            .arg("-C")
            .arg(folder.path())
            .args(["serve", "--port", "0"])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = lines.find_map(|line| Some(line.unwrap().strip_prefix("Shown at ")?.to_owned())).unwrap();
        std::thread::spawn(move || lines.count());
        Preview { folder, process, address }
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path: PathBuf = self.folder.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{} has no {from}", path.display());
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The newest version of an agreement, whose title stands in the list of agreements.
const FILE: &str = "data/agreements/nic-900001-a1b2c/v2.0.md";

const OVERLAY: &str = "document.querySelector('#candour-live dialog')";

#[test]
fn an_edit_shows_by_itself_where_the_reader_stands() {
    let (preview, mut browser) = (Preview::start(), Browser::start());
    let mut tab = Tab::open(&mut browser, &format!("{}agreements/", preview.address), Look::PHONE);
    tab.until("document.querySelector('#candour-live button')?.textContent.includes('warning')");
    // The box that filters the list comes with script, and moves what is below it.
    tab.until("document.querySelector('main input')");
    tab.eval("document.querySelector('main a[href*=agreements]').focus({preventScroll: true})");
    tab.eval("scrollTo(0, 700)");
    let focused = tab.eval("document.activeElement.getAttribute('href')");
    preview.edit(FILE, "title = \"", "title = \"Seen at once: ");
    tab.until("document.querySelector('main')?.innerText.includes('Seen at once: ')");
    tab.until("document.readyState === 'complete' && scrollY === 700");
    assert_eq!(tab.eval("document.activeElement.getAttribute('href')"), focused);
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}

#[test]
fn faults_lie_over_the_page_until_they_are_mended() {
    let (preview, mut browser) = (Preview::start(), Browser::start());
    let mut tab = Tab::open(&mut browser, &preview.address, Look::DESKTOP);
    tab.until("document.querySelector('#candour-live button')?.checkVisibility()");
    preview.edit("data/editions.csv", "2022-09-14", "14 September");
    tab.until(&format!("{OVERLAY}.open && {OVERLAY}.innerText.includes('data/editions.csv:2:')"));
    let words = tab.eval(&format!("{OVERLAY}.innerText"));
    for part in ["1 error", "14 September", "Help: write a date as"] {
        assert!(words.as_str().unwrap().contains(part), "no {part} in {words}");
    }
    assert_eq!(tab.eval("document.activeElement.textContent"), "Close");
    let findings = checks::accessible_now(&mut tab);
    assert!(findings.is_empty(), "{findings:#?}");
    let findings = checks::narrow_now(&mut tab);
    assert!(findings.is_empty(), "{findings:#?}");

    tab.press("Escape");
    tab.until(&format!("!{OVERLAY}.open"));
    tab.eval("document.querySelector('#candour-live button').click()");
    tab.until(&format!("{OVERLAY}.open"));
    preview.edit("data/editions.csv", "14 September", "2022-09-14");
    tab.until(&format!("{OVERLAY} && !{OVERLAY}.open"));
    assert!(tab.trouble().is_empty(), "{:?}", tab.trouble());
}
