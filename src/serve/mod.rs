//! A register's site on this machine, as it will be published, made anew whenever a file changes: for whoever writes
//! records or a theme. The site stays in memory; a page is made when it is asked for. Pages are those of `build` but for
//! one script, which loads them anew and shows what is wrong with the records.
//!
//! It answers the loopback alone, writes no file, and looks at no page that nobody opens: dead links are found by
//! `candour build`.
//!
//! A thread of its own looks for changes and checks the register ([`rebuild`]). A site that is ready lives on a second
//! thread ([`stage`]) until the next one takes its place on the [`desk`], where requests ([`http`]) find it.

mod desk;
mod events;
mod http;
mod rebuild;
mod report;
mod snapshot;
mod stage;
mod watch;

use crate::config::BaseUrl;
use crate::diag::{Diagnostics, Failure};
use crate::pipeline::Checked;
use chrono::NaiveDate;
use desk::Desk;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

/// The port, unless another is named or it is taken.
pub const PORT: u16 = 8000;

/// How many ports are tried when none is named.
const TRIED: u16 = 10;

/// What to serve, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The register's folder.
    pub register: PathBuf,
    /// The port; without one the first that is free from [`PORT`] on. 0 is any that is free.
    pub port: Option<u16>,
    /// Where the site will stand, instead of what the settings say.
    pub base_url: Option<BaseUrl>,
    /// The day that statements speak of, instead of the latest in the register.
    pub day: Option<NaiveDate>,
}

/// What happens while a site is served.
pub enum News<'a> {
    /// Requests are answered on this port.
    Listening(u16),
    /// The register was checked, at first or since it changed.
    Checked(&'a Checked),
    /// The records are right, but their site is not.
    Refused(&'a Diagnostics),
    /// A site is shown, at this address.
    Shown(&'a str),
    /// Something went wrong that is no fault of the records; it is tried again with the next change.
    Failed(&'a Failure),
}

/// Serves a register's site until Ctrl-C.
///
/// # Errors
/// Where no port is free or the system refuses what a server needs.
pub fn serve(options: Options, tell: impl Fn(News<'_>) + Send + 'static) -> Result<(), Failure> {
    let listener = listen(options.port)?;
    let port = listener.local_addr().map_err(cannot_serve)?.port();
    tell(News::Listening(port));
    let (wake, woken) = mpsc::sync_channel(1);
    let desk = Arc::new(Desk::new(wake.clone()));
    let builder = rebuild::Builder::new(options, port, Arc::clone(&desk), Box::new(tell));
    let builder = std::thread::Builder::new().name("rebuild".into()).spawn(move || builder.run(&wake, &woken));
    // The builder ends with the program: there is nothing on disk that it could leave half done.
    drop(builder.map_err(cannot_serve)?);
    http::answer_until_stopped(listener, desk)
}

fn cannot_serve(cause: std::io::Error) -> Failure {
    Failure::new("cannot serve the site").because(cause)
}

/// A port of the loopback. Without a name, one that another program has is passed over.
fn listen(port: Option<u16>) -> Result<TcpListener, Failure> {
    let ports = match port {
        Some(port) => port..=port,
        None => PORT..=PORT + TRIED - 1,
    };
    for tried in ports.clone() {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, tried)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(Failure::new(format!("cannot listen on port {tried}")).because(error)),
        }
    }
    let help = "end the other program, or name another port: candour serve --port 8080";
    Err(match port {
        Some(port) => Failure::new(format!("port {port} is in use by another program")).help(help),
        None => Failure::new(format!("ports {} to {} are all in use", ports.start(), ports.end())).help(help),
    })
}
