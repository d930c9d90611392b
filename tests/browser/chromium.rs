//! A headless Chromium and the little of its DevTools protocol that the checks need. Every browser has a profile of
//! its own, reaches no host but the loopback, and is ended when the value goes away.

use serde_json::{Value, json};
use std::fs::File;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

const START: Duration = Duration::from_secs(60);
const ANSWER: Duration = Duration::from_secs(120);
/// How long one read waits before the client looks at its deadlines again.
const TICK: Duration = Duration::from_millis(20);

const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    // While it scrolls smoothly, Chromium loses keys now and then, in a page without any script too.
    "--disable-smooth-scrolling",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
];

/// Something that the browser said unasked.
pub(crate) struct Event {
    pub(crate) session: String,
    pub(crate) method: String,
    pub(crate) params: Value,
}

/// A running browser.
pub(crate) struct Browser {
    process: Child,
    socket: WebSocket<TcpStream>,
    last_id: u64,
    events: Vec<Event>,
    _profile: TempDir,
}

impl Browser {
    /// Starts one; says what to do where there is none.
    pub(crate) fn start() -> Browser {
        let program = find().unwrap_or_else(|| {
            panic!("no Chromium: run tests/run.sh, which installs it, or name a browser in the variable CHROMIUM")
        });
        let profile = tempfile::tempdir().unwrap();
        let log = profile.path().join("stderr.log");
        let mut process = Command::new(&program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap_or_else(|error| panic!("{} did not start: {error}", program.display()));
        let Some(socket) = connect(&profile.path().join("DevToolsActivePort")) else {
            process.kill().unwrap();
            process.wait().unwrap();
            panic!("{} opened no port:\n{}", program.display(), std::fs::read_to_string(&log).unwrap());
        };
        Browser { process, socket, last_id: 0, events: Vec::new(), _profile: profile }
    }

    /// Asks the browser (`session` empty) or one of its tabs for something, and waits for the answer.
    pub(crate) fn call(&mut self, session: &str, method: &str, params: Value) -> Value {
        self.ask(session, method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Asks for something that may fail, as a question about a page does while the page goes away.
    pub(crate) fn ask(&mut self, session: &str, method: &str, params: Value) -> Result<Value, Value> {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": params});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        let deadline = Instant::now() + ANSWER;
        while Instant::now() < deadline {
            let Some(answer) = self.read() else { continue };
            if answer["id"] == self.last_id {
                return if answer["error"].is_null() {
                    Ok(answer["result"].clone())
                } else {
                    Err(answer["error"].clone())
                };
            }
        }
        panic!("no answer to {method} within {} s", ANSWER.as_secs());
    }

    /// Listens for a moment, then gives all events of a tab since it was last asked.
    pub(crate) fn events(&mut self, session: &str) -> Vec<Event> {
        while self.read().is_some() {}
        self.events.extract_if(.., |event| event.session == session).collect()
    }

    /// One message, if one comes within a tick; an event is kept for later.
    fn read(&mut self) -> Option<Value> {
        let text = match self.socket.read() {
            Ok(Message::Text(text)) => text,
            Ok(_) => return None,
            Err(tungstenite::Error::Io(e)) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return None;
            }
            Err(error) => panic!("the browser went away: {error}"),
        };
        let mut message: Value = serde_json::from_str(&text).unwrap();
        if let Some(method) = message["method"].as_str() {
            self.events.push(Event {
                session: message["sessionId"].as_str().unwrap_or_default().to_owned(),
                method: method.to_owned(),
                params: message["params"].take(),
            });
        }
        Some(message)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked to close, it ends its helper processes too; whether it obeys does not matter.
        let _ = self.socket.send(Message::text(r#"{"id":0,"method":"Browser.close"}"#));
        let deadline = Instant::now() + Duration::from_secs(3);
        while Instant::now() < deadline && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(TICK);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// Waits for the file in which the browser names its port, and connects to it.
fn connect(port_file: &Path) -> Option<WebSocket<TcpStream>> {
    let deadline = Instant::now() + START;
    while Instant::now() < deadline {
        let text = std::fs::read_to_string(port_file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n') {
            let address = format!("127.0.0.1:{port}");
            let stream = TcpStream::connect(&address).ok()?;
            stream.set_nodelay(true).ok()?;
            let (socket, _) = tungstenite::client(format!("ws://{address}{}", path.trim()), stream).ok()?;
            socket.get_ref().set_read_timeout(Some(TICK)).ok()?;
            return Some(socket);
        }
        std::thread::sleep(TICK);
    }
    None
}
