//! `candour serve` as staff use it: a register is edited while the program runs, and what an open page is told and shown
//! is held against it. It knows the command line and HTTP, and nothing of the crate's insides.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

#[path = "support/build.rs"]
mod build;
#[path = "support/folder.rs"]
mod folder;

/// How long to wait for what has to come. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A register of its own, served until the value goes away.
struct Served {
    folder: tempfile::TempDir,
    process: Child,
    port: u16,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")));
        line.map(|line| line[name.len() + 1..].trim())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Served {
    /// Serves a copy of the example.
    fn example(flags: &[&str]) -> Served {
        let folder = tempfile::tempdir().unwrap();
        folder::copy_register(build::example(), folder.path());
        Served::start(folder, flags)
    }

    /// Serves a register that has next to nothing.
    fn small(flags: &[&str]) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let init = ["init", folder.path().to_str().unwrap()];
        build::must_succeed(Command::new(env!("CARGO_BIN_EXE_candour")).args(init));
        Served::start(folder, flags)
    }

    fn start(folder: tempfile::TempDir, flags: &[&str]) -> Served {
        let mut process = serve(folder.path()).args(["--port", "0"]).args(flags).spawn().unwrap();
        let mut told = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()).unwrap().parse().unwrap();
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        Served { folder, process, port }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// A request with these lines after the first.
    fn request(&self, first: &str, lines: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{first} HTTP/1.1\r\nConnection: close\r\n{lines}\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    fn get(&self, address: &str) -> Answer {
        self.request(&format!("GET {address}"), "Host: 127.0.0.1\r\n")
    }

    fn report(&self) -> Value {
        serde_json::from_slice(&self.get("/_candour/report.json").body).unwrap()
    }

    /// Listens as an open page does, and waits until a site is shown.
    fn listen(&self) -> Listener {
        let mut listener = self.listen_at_once();
        if listener.last["site"].as_str().unwrap().ends_with("-0") {
            listener.next();
        }
        listener
    }

    fn listen_at_once(&self) -> Listener {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET /_candour/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port).unwrap();
        let mut listener = Listener { lines: BufReader::new(stream), last: Value::Null };
        listener.next();
        listener
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// `candour serve` for a register, not yet started.
fn serve(register: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    command.arg("-C").arg(register).arg("serve").env_remove("SOURCE_DATE_EPOCH");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// What an open page hears.
struct Listener {
    lines: BufReader<TcpStream>,
    last: Value,
}

impl Listener {
    /// Waits for the next event.
    fn next(&mut self) -> &Value {
        loop {
            let mut line = String::new();
            self.lines.read_line(&mut line).expect("an event in time");
            if let Some(data) = line.strip_prefix("data: ") {
                self.last = serde_json::from_str(data).unwrap();
                return &self.last;
            }
        }
    }

    /// Waits for another site.
    fn next_site(&mut self) {
        let before = self.last["site"].clone();
        while self.next()["site"] == before {}
    }

    /// Waits until there are so many errors.
    fn until_errors(&mut self, count: u64) {
        while self.last["errors"] != count {
            self.next();
        }
    }
}

#[test]
fn a_page_is_that_of_the_built_site_but_for_one_script() {
    let served = Served::example(&[]);
    served.listen();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    build::must_succeed(&mut build::build_command(served.folder.path(), &site));
    for (path, bytes) in folder::files(&site) {
        if ["manifest.json", "_headers"].contains(&path.as_str()) {
            continue;
        }
        let answer = served.get(&format!("/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        if path.ends_with(".html") {
            let script = answer.text().lines().find(|line| line.contains("/_candour/live.js")).unwrap().to_owned();
            assert_eq!(answer.text().replace(&format!("{script}\n"), ""), String::from_utf8(bytes).unwrap(), "{path}");
        } else {
            assert_eq!(answer.body, bytes, "{path}");
        }
    }
}

#[test]
fn files_have_their_types_and_the_sites_own_headers() {
    let served = Served::example(&[]);
    served.listen();
    let home = served.get("/");
    assert_eq!((home.status, home.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = home.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(home.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(home.header("cache-control"), Some("no-cache"));
    let csv = served.get("/data/releases.csv");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let head = served.request("HEAD /data/releases.csv", "Host: 127.0.0.1\r\n");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(csv.body.len().to_string().as_str()));
    let script = home.text().split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let script = served.get(script);
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
}

#[test]
fn what_is_not_there_is_said_by_the_sites_own_page_and_a_folder_gets_its_slash() {
    let served = Served::example(&[]);
    served.listen();
    let missing = served.get("/agreements/no-such-agreement/");
    assert_eq!((missing.status, missing.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(missing.text().contains("<h1"), "{}", missing.text());
    for outside in ["/../register.toml", "/%2e%2e/register.toml", "/data/..%2f..%2fregister.toml", "/%2fetc/passwd"] {
        let answer = served.get(outside);
        assert_eq!(answer.status, 404, "{outside}");
        assert!(!answer.text().contains("base_url"), "{outside}");
    }
    let folder = served.get("/agreements?x=1");
    assert_eq!((folder.status, folder.header("location")), (307, Some("/agreements/?x=1")));
    assert_eq!(served.get("/agr%65ements/").status, 200);
}

#[test]
fn only_this_machine_may_ask_and_only_read() {
    let served = Served::small(&[]);
    let asked = |host: &str| served.request("GET /", &format!("Host: {host}\r\n")).status;
    assert_eq!(asked("register.example.org"), 403);
    assert_eq!(asked("127.0.0.1.example.org:8000"), 403);
    assert_ne!(asked("localhost:8000"), 403);
    let posted = served.request("POST /", "Host: localhost\r\nContent-Length: 0\r\n");
    assert_eq!((posted.status, posted.header("allow")), (405, Some("GET, HEAD")));
}

#[test]
fn the_site_stands_below_its_base_path() {
    let served = Served::example(&["--base-url", "https://register.example.org/a/path/"]);
    served.listen();
    let root = served.get("/");
    assert_eq!((root.status, root.header("location")), (307, Some("/a/path/")));
    assert_eq!(served.get("/a/path").header("location"), Some("/a/path/"));
    let home = served.get("/a/path/");
    assert_eq!(home.status, 200);
    assert!(home.text().contains("href=\"/a/path/agreements/\""));
    assert_eq!(served.get("/a/path/data/releases.csv").status, 200);
    assert_eq!(served.get("/agreements/").status, 404);
}

#[test]
fn an_edit_is_shown_and_a_fault_leaves_the_last_good_site() {
    let served = Served::example(&[]);
    let mut page = served.listen();
    served.replace("content/about.md", "+++\n\n", "+++\n\nA new sentence.\n\n");
    page.next_site();
    assert!(served.get("/about/").text().contains("A new sentence."));

    let site = page.last["site"].clone();
    let good = served.read("data/editions.csv");
    served.replace("data/editions.csv", "2022-09-14", "14 September");
    page.until_errors(1);
    assert_eq!(page.last["site"], site, "the last good site stays");
    assert!(served.get("/about/").text().contains("A new sentence."));
    let report = served.report();
    let fault = &report["diagnostics"][0];
    assert_eq!((&fault["severity"], &fault["place"]["file"]), (&"error".into(), &"data/editions.csv".into()));
    assert_eq!(fault["place"]["line"], 2);
    let line: String =
        ["before", "marked", "after"].iter().map(|part| fault["source"][part].as_str().unwrap()).collect();
    assert_eq!(line, served.read("data/editions.csv").lines().nth(1).unwrap());
    assert!(fault["help"].is_string() && fault["code"].is_string(), "{fault}");

    served.write("data/editions.csv", &good);
    page.until_errors(0);
    assert_eq!(served.report()["errors"], 0);
}

#[test]
fn a_register_that_was_never_good_shows_its_faults_until_it_is() {
    let folder = tempfile::tempdir().unwrap();
    folder::copy_register(build::example(), folder.path());
    let editions = folder.path().join("data/editions.csv");
    let good = fs::read_to_string(&editions).unwrap();
    fs::write(&editions, good.replacen("2022-09-14", "<b>14</b>", 1)).unwrap();
    let served = Served::start(folder, &[]);
    let mut page = served.listen_at_once();
    page.until_errors(1);
    let shown = served.get("/agreements/");
    assert_eq!(shown.status, 503);
    assert!(shown.text().contains("data/editions.csv:2:") && shown.text().contains("/_candour/live.js"));
    assert!(shown.text().contains("&lt;b&gt;14") && !shown.text().contains("<b>"), "{}", shown.text());
    served.write("data/editions.csv", &good);
    page.next_site();
    assert_eq!(served.get("/agreements/").status, 200);
}

#[test]
fn an_atomic_save_is_one_change_and_temporary_files_are_none() {
    let served = Served::example(&[]);
    let mut page = served.listen();
    let site =
        |page: &Listener| page.last["site"].as_str().unwrap().rsplit_once('-').unwrap().1.parse::<u64>().unwrap();
    let before = site(&page);
    for name in ["content/4913", "content/.about.md.swp", "content/about.md~", "content/.#about.md", "data/x.csv.tmp"] {
        served.write(name, "what an editor leaves for a moment");
    }
    let edited = served.read("content/about.md").replacen("+++\n\n", "+++\n\nSaved as a whole.\n\n", 1);
    served.write("content/about.md.tmp", &edited);
    fs::rename(served.path("content/about.md.tmp"), served.path("content/about.md")).unwrap();
    page.next_site();
    assert!(served.get("/about/").text().contains("Saved as a whole."));
    assert_eq!((site(&page), &page.last["errors"]), (before + 1, &0.into()));
    assert_eq!(served.get("/4913").status, 404);
    // The same bytes again, and then a real edit: the next site is that of the edit.
    served.write("content/about.md", &edited);
    served.replace("content/about.md", "Saved as a whole.", "Saved again.");
    page.next_site();
    assert!(served.get("/about/").text().contains("Saved again."));
}

#[test]
fn a_folder_may_go_and_come_back_and_is_watched_again() {
    let served = Served::example(&[]);
    let mut page = served.listen();
    fs::rename(served.path("data"), served.path("away")).unwrap();
    while page.next()["errors"] == 0 {}
    fs::rename(served.path("away"), served.path("data")).unwrap();
    page.until_errors(0);
    fs::remove_dir_all(served.path("content")).unwrap();
    page.next();
    assert_eq!(served.get("/about/").status, 404);
    let about = fs::read_to_string(build::example().join("content/about.md")).unwrap();
    served.write("content/deep/down/note.md", &about);
    page.next_site();
    served.write("content/deep/down/note.md", &about.replacen("+++\n\n", "+++\n\nSeen in a new folder.\n\n", 1));
    page.next_site();
    while !served.get("/deep/down/note/").text().contains("Seen in a new folder.") {
        page.next();
    }
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = serve(build::example()).args(["--port", &port]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains(&format!("port {port} is in use")) && told.contains("help: "), "{told}");
}

#[test]
fn it_ends_cleanly_when_it_is_interrupted() {
    let mut served = Served::small(&[]);
    let page = served.listen();
    let interrupt = Command::new("kill").args(["-INT", &served.process.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(served.process.wait().unwrap().code(), Some(0));
    drop(page);
    // What is dropped with `served` has ended already.
    served.process = Command::new("true").spawn().unwrap();
}

/// Memory in kB, open files and followed folders of a process, as the system tells them.
fn holdings(process: u32) -> (u64, usize, usize) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let memory = memory.trim().trim_end_matches(" kB").parse().unwrap();
    let files = fs::read_dir(format!("/proc/{process}/fd")).unwrap().count();
    let infos = fs::read_dir(format!("/proc/{process}/fdinfo")).unwrap();
    let follows = |info: std::io::Result<fs::DirEntry>| {
        let text = fs::read_to_string(info.unwrap().path()).unwrap_or_default();
        text.lines().filter(|line| line.starts_with("inotify wd:")).count()
    };
    (memory, files, infos.map(follows).sum())
}

#[test]
fn five_hundred_edits_cost_neither_memory_nor_files_nor_watches() {
    let served = Served::small(&[]);
    let mut page = served.listen();
    let mut edit = |number: usize| {
        // Every tenth edit makes a folder, the next one takes it away.
        if number % 10 == 9 {
            served.write("content/passing/note.md", "+++\ntitle = \"A note\"\n+++\n\nWords.\n");
        } else if number.is_multiple_of(10) && number > 0 {
            fs::remove_dir_all(served.path("content/passing")).unwrap();
        } else {
            served.write("content/note.md", &format!("+++\ntitle = \"A note\"\n+++\n\nEdit {number}.\n"));
        }
        page.next_site();
        drop(served.get("/note/"));
        drop(served.listen_at_once());
    };
    (0..51).for_each(&mut edit);
    let (memory, files, watches) = holdings(served.process.id());
    (51..501).for_each(&mut edit);
    let (memory_after, files_after, watches_after) = holdings(served.process.id());
    assert!(memory_after < memory * 2, "{memory} kB, then {memory_after} kB");
    assert!(files_after <= files + 8, "{files} open files, then {files_after}");
    assert_eq!(watches_after, watches, "folders that are followed");
}
