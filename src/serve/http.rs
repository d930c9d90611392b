//! Requests and answers: the site under its base path, as a static host would have it, and below `/_candour/` what open
//! pages need to hear of changes. GET and HEAD alone, and for this machine alone: a name that an attacker makes
//! lead to the loopback is refused by its `Host`.

use super::cannot_serve;
use super::desk::{Desk, View};
use super::events;
use super::report::Report;
use super::stage::{Answer, Stage};
use crate::diag::Failure;
use crate::output::{MediaType, SitePath};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use std::net::TcpListener;
use std::sync::Arc;

/// Where the program's own files are, whatever the site's base path.
const OWN: &str = "/_candour/";

const SCRIPT: &str = include_str!("live.js");
const STYLES: &str = include_str!("live.css");

/// For pages of the program's own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers requests until Ctrl-C or the system asks for an end.
pub(super) fn answer_until_stopped(listener: TcpListener, desk: Arc<Desk>) -> Result<(), Failure> {
    listener.set_nonblocking(true).map_err(cannot_serve)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(cannot_serve)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot_serve)?;
        let site = Router::new().fallback(answer).with_state(desk);
        // Open pages listen for ever, so that nobody waits for the last answer: the end of the program ends them.
        let _server = tokio::spawn(async move { axum::serve(listener, site).await });
        tokio::signal::ctrl_c().await.map_err(cannot_serve)
    })
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    if !is_for_this_machine(request.headers()) {
        let words = "This server answers only requests for localhost or 127.0.0.1.\n";
        return plain(StatusCode::FORBIDDEN, words);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refusal = plain(StatusCode::METHOD_NOT_ALLOWED, "This server answers GET and HEAD only.\n");
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refusal;
    }
    let path = request.uri().path();
    if let Some(own) = path.strip_prefix(OWN) {
        return own_file(own, &desk);
    }
    let view = desk.view();
    let Some(stage) = view.stage.clone() else { return nothing_yet(&view) };
    let Some(below) = path.strip_prefix(stage.base_path.as_str()) else {
        return outside(path, &stage, &view).await;
    };
    let answer = stage.ask(decoded(below)).await;
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    match answer {
        Ok(Answer::File(file, bytes)) => site_file(StatusCode::OK, path, &file, bytes, (&stage, &view)),
        Ok(Answer::Folder) => elsewhere(&format!("{path}/{query}")),
        Ok(Answer::NotFound(bytes)) => not_found(path, bytes, (&stage, &view)),
        Err(failure) => failed(&failure, &view),
    }
}

/// Whether the request names this machine itself. A browser that was led here under another name says so.
fn is_for_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

/// A path without its percent escapes. What comes out is looked up among the site's files and never opened, so that
/// a wrong one is only not found.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn own_file(name: &str, desk: &Desk) -> Response {
    let (kind, body) = match name {
        "live.js" => (MediaType::Script.name(), Body::from(SCRIPT)),
        "live.css" => (MediaType::Css.name(), Body::from(STYLES)),
        "report.json" => (MediaType::Json.name(), Body::from(desk.view().report.unwrap_or_default().to_json())),
        "events" => (Some("text/event-stream"), events::stream(desk)),
        _ => return plain(StatusCode::NOT_FOUND, "There is no such file.\n"),
    };
    respond(StatusCode::OK, kind.unwrap_or_default(), body)
}

/// A path that is not the site's: of its root, or of nothing.
async fn outside(path: &str, stage: &Stage, view: &View) -> Response {
    let base = stage.base_path.as_str();
    if path == "/" || path == base.trim_end_matches('/') {
        return elsewhere(base);
    }
    match stage.ask("404.html".to_owned()).await {
        Ok(Answer::File(_, bytes) | Answer::NotFound(bytes)) => not_found(path, bytes, (stage, view)),
        Ok(Answer::Folder) => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
        Err(failure) => failed(&failure, view),
    }
}

fn not_found(path: &str, page: Vec<u8>, shown: (&Stage, &View)) -> Response {
    site_file(StatusCode::NOT_FOUND, path, &SitePath::nearest("404.html"), page, shown)
}

/// A file of the site, with the headers that the site asks its host for.
fn site_file(
    status: StatusCode,
    path: &str,
    file: &SitePath,
    bytes: Vec<u8>,
    (stage, view): (&Stage, &View),
) -> Response {
    let bytes = if MediaType::of(file) == MediaType::Html { with_script(bytes, view) } else { bytes };
    let mut response = respond(status, media_type(file), Body::from(bytes));
    for (_, name, value) in rules(&stage.headers).filter(|(pattern, ..)| matches(pattern, path)) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The page with the one script that is not the site's own, at the end of its head.
fn with_script(page: Vec<u8>, view: &View) -> Vec<u8> {
    const HEAD_ENDS: &[u8] = b"</head>";
    let at = memchr::memmem::find(&page, HEAD_ENDS).unwrap_or(page.len());
    let mut bytes = Vec::with_capacity(page.len() + 100);
    bytes.extend_from_slice(&page[..at]);
    bytes.extend_from_slice(script_tag(view).as_bytes());
    bytes.extend_from_slice(&page[at..]);
    bytes
}

/// The script is told what its page shows, so that it knows when there is something newer.
fn script_tag(view: &View) -> String {
    format!("<script src=\"{OWN}live.js?site={}&amp;report={}\" defer></script>\n", view.site, view.told)
}

/// What a server calls a file of this kind.
fn media_type(path: &SitePath) -> &'static str {
    let ending = path.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
    MediaType::of(path).name().unwrap_or(match ending {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    })
}

/// The rules of a site's `_headers`: a path, maybe with `*`, and below it lines of `Name: value`.
fn rules(headers: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut pattern = "";
    headers.lines().filter_map(move |line| {
        if !line.starts_with(' ') {
            pattern = line;
            return None;
        }
        let (name, value) = line.split_once(':')?;
        Some((pattern, name.trim(), value.trim()))
    })
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
    }
}

/// Before there is a site: why, or that it is on its way.
fn nothing_yet(view: &View) -> Response {
    let (title, body) = match &view.report {
        None => ("The site is being made", "<p>This page shows it as soon as it is ready.</p>".to_owned()),
        Some(report) => ("The register has faults", faults(report)),
    };
    own_page(StatusCode::SERVICE_UNAVAILABLE, title, &body, view)
}

fn faults(report: &Report) -> String {
    let mut html = String::from("<p>The site is shown as soon as they are corrected.</p>\n");
    if let Some((message, help)) = &report.failure {
        html.push_str(&format!("<p>{}</p>\n<p>{}</p>\n", escaped(message), escaped(help.as_deref().unwrap_or(""))));
    }
    html.push_str("<ol>\n");
    for fault in report.faults.iter().filter(|fault| fault["severity"] == "error") {
        let text = |of: &serde_json::Value, key: &str| escaped(of[key].as_str().unwrap_or(""));
        let place = match &fault["place"] {
            serde_json::Value::Object(place) => {
                let file = place["file"].as_str().unwrap_or("");
                format!("{}:{}:{}", escaped(file), place["line"], place["column"])
            }
            _ => String::new(),
        };
        html.push_str(&format!(
            "<li><p>{place} {}: {}</p><pre>{}<mark>{}</mark>{}</pre><p>{}</p></li>\n",
            text(fault, "code"),
            text(fault, "message"),
            text(&fault["source"], "before"),
            text(&fault["source"], "marked"),
            text(&fault["source"], "after"),
            text(fault, "help")
        ));
    }
    html.push_str("</ol>");
    html
}

fn failed(failure: &Failure, view: &View) -> Response {
    let help = failure.advice().unwrap_or("correct the theme or the records; the page comes back by itself");
    let body = format!("<p>{}</p>\n<p>{}</p>", escaped(&failure.to_string()), escaped(help));
    own_page(StatusCode::INTERNAL_SERVER_ERROR, "This page cannot be made", &body, view)
}

/// A page of the program's own. Its script loads it anew whenever there is news.
fn own_page(status: StatusCode, title: &str, body: &str, view: &View) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en-GB\" data-candour-plain>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} - Candour</title>\n\
         <link rel=\"stylesheet\" href=\"{OWN}live.css\">\n{}</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n\
         </main>\n</body>\n</html>\n",
        script_tag(view)
    );
    let mut response = respond(status, MediaType::Html.name().unwrap_or_default(), Body::from(html));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn plain(status: StatusCode, words: &'static str) -> Response {
    respond(status, MediaType::Text.name().unwrap_or_default(), Body::from(words))
}

fn elsewhere(address: &str) -> Response {
    let mut response = respond(StatusCode::TEMPORARY_REDIRECT, "text/plain; charset=utf-8", Body::empty());
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

fn respond(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    // A page that was kept could be older than its records.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn escapes_are_undone_once_and_broken_ones_stay() {
        for (path, text) in [("a%20b", "a b"), ("%2e%2E/x", "../x"), ("%2541", "%41"), ("a%", "a%"), ("%zz%4", "%zz%4")]
        {
            assert_eq!(decoded(path), text);
        }
    }

    #[test]
    fn only_this_machine_is_asked_for() {
        let asked = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_str(host).unwrap());
            is_for_this_machine(&headers)
        };
        for host in ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "LOCALHOST"] {
            assert!(asked(host), "{host}");
        }
        for host in
            ["example.org", "example.org:8000", "localhost.example.org", "127.0.0.1.example.org:80", "", "localhost:x"]
        {
            assert!(!asked(host), "{host}");
        }
        assert!(!is_for_this_machine(&HeaderMap::new()));
    }

    #[test]
    fn the_sites_own_headers_are_read() {
        let headers = "/*\n  A: b; c: d\n  E: f\n/x/*.bin\n  G: h\n";
        let of =
            |path: &str| rules(headers).filter(|(p, ..)| matches(p, path)).map(|(_, n, v)| (n, v)).collect::<Vec<_>>();
        assert_eq!(of("/x/1.bin"), [("A", "b; c: d"), ("E", "f"), ("G", "h")]);
        assert_eq!(of("/x/1.css").len(), 2);
    }
}
