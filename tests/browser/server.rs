//! Serves a built site on the loopback as a plain static host would: the right types, `index.html` of a folder,
//! `_headers`, `404.html`, and optionally a path that the site lives under. Nothing else of HTTP.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A server that stops when the value goes away.
pub(crate) struct Server {
    port: u16,
    base: String,
    stopped: Arc<AtomicBool>,
}

struct Site {
    root: PathBuf,
    base: String,
    headers: Vec<(String, Vec<String>)>,
}

impl Server {
    /// Serves `root` under `base`, which begins and ends with `/`.
    pub(crate) fn start(root: &Path, base: &str) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let headers = parse_headers(&fs::read_to_string(root.join("_headers")).unwrap_or_default());
        let site = Arc::new(Site { root: root.to_owned(), base: base.to_owned(), headers });
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stopped);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if flag.load(Ordering::Relaxed) {
                    return;
                }
                let site = Arc::clone(&site);
                // A browser that closes early is no fault of the site.
                std::thread::spawn(move || stream.and_then(|stream| answer(&site, stream)).unwrap_or_default());
            }
        });
        Server { port, base: base.to_owned(), stopped }
    }

    /// The full address of a page, whose own address begins with `/`.
    pub(crate) fn url(&self, address: &str) -> String {
        format!("http://127.0.0.1:{}{}{}", self.port, self.base.trim_end_matches('/'), address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(("127.0.0.1", self.port))); // wakes the listener
    }
}

/// A path pattern, then indented `Name: value` lines, as Netlify and Cloudflare read them.
fn parse_headers(text: &str) -> Vec<(String, Vec<String>)> {
    let mut rules: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match rules.last_mut() {
            Some((_, headers)) if line.starts_with([' ', '\t']) => headers.push(line.trim().to_owned()),
            _ => rules.push((line.trim().to_owned(), Vec::new())),
        }
    }
    rules
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
    }
}

fn answer(site: &Site, stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(&stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = target.split('?').next().unwrap_or("/");
    let below = path.strip_prefix(&site.base);
    let (status, file) = match below.and_then(|below| find(&site.root, below)) {
        Some(file) => ("200 OK", Some(file)),
        None if path == "/favicon.ico" => ("204 No Content", None), // a browser asks for it unasked
        None => ("404 Not Found", Some(site.root.join("404.html")).filter(|file| file.is_file())),
    };
    let body = file.as_ref().map(fs::read).transpose()?.unwrap_or_default();
    let kind = file.as_deref().map_or("text/plain", media_type);
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    let address = format!("/{}", below.unwrap_or_default());
    for (pattern, headers) in &site.headers {
        if matches(pattern, &address) {
            headers.iter().for_each(|header| head.push_str(&format!("{header}\r\n")));
        }
    }
    head.push_str("Connection: close\r\n\r\n");
    (&stream).write_all(head.as_bytes())?;
    (&stream).write_all(&body)
}

/// The file at a path below the base; a folder only with its slash.
fn find(root: &Path, below: &str) -> Option<PathBuf> {
    if below.split('/').any(|segment| segment.starts_with('.')) {
        return None;
    }
    let file = if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
    Some(root.join(file)).filter(|file| file.is_file())
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
