//! A site that is ready, on a thread of its own: its pages borrow from the register there, and are made when asked for.
//! The thread ends when nobody can ask any more, and takes the site with it.

use crate::diag::{Diagnostics, Failure};
use crate::output::{OutputSet, SitePath};
use crate::pipeline::{self, Ready};
use chrono::NaiveDate;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use tokio::sync::oneshot;

/// The page that stands for all that are not there.
const NOT_FOUND: &str = "404.html";

/// Where requests for a site are handed in.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    requests: Sender<Request>,
    /// The path that the site lives under, with both slashes.
    pub(super) base_path: String,
    /// The site's own file of headers.
    pub(super) headers: String,
}

#[derive(Debug)]
struct Request {
    path: String,
    reply: oneshot::Sender<Result<Answer, Failure>>,
}

/// What a site has at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// This file.
    File(SitePath, Vec<u8>),
    /// Nothing; the page that says so.
    NotFound(Vec<u8>),
    /// A folder of this name, whose address has a slash at its end.
    Folder,
}

/// Why there is no site.
#[derive(Debug)]
pub(super) enum Stopped {
    /// Faults of the register that show only in the site.
    Data(Diagnostics),
    /// Trouble with the machine.
    Machine(Failure),
}

impl Stage {
    /// Makes the site.
    pub(super) fn start(ready: Ready, day: NaiveDate) -> Result<Stage, Stopped> {
        let (requests, queue) = mpsc::channel();
        let (told, outcome) = mpsc::sync_channel(1);
        let base_path = ready.settings.base_url.path().to_owned();
        let site = move || {
            let done = pipeline::build(&ready, day, |outputs| {
                // Whoever started the site waits for this word; were nobody there, the queue would be closed too.
                drop(told.send(headers(outputs).map_err(Stopped::Machine)));
                answer_all(outputs, queue);
                Ok(())
            });
            let stopped = match done {
                Ok(Ok(())) => return,
                Ok(Err(faults)) => Stopped::Data(faults),
                Err(failure) => Stopped::Machine(failure),
            };
            drop(told.send(Err(stopped)));
        };
        let started = thread::Builder::new().name("site".into()).spawn(site);
        started.map_err(|cause| Stopped::Machine(Failure::new("cannot start a thread").because(cause)))?;
        let headers = outcome.recv().unwrap_or_else(|_| Err(Stopped::Machine(gone())))?;
        Ok(Stage { requests, base_path, headers })
    }

    /// What the site has at a path below its base, which may end in a slash.
    pub(super) async fn ask(&self, path: String) -> Result<Answer, Failure> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request { path, reply }).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn gone() -> Failure {
    Failure::new("the making of a page was broken off").help("load it again; if that does not help, report it")
}

fn headers(outputs: &OutputSet<'_>) -> Result<String, Failure> {
    let bytes = outputs.get("_headers")?.map(|file| file.bytes()).transpose()?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default())
}

/// Each request gets a thread: pages take milliseconds, a table of everything seconds, and neither waits for the other.
fn answer_all(outputs: &OutputSet<'_>, queue: Receiver<Request>) {
    thread::scope(|scope| {
        for request in queue {
            // A reader who went away wants no answer.
            scope.spawn(move || drop(request.reply.send(answer(outputs, &request.path))));
        }
    });
}

fn answer(outputs: &OutputSet<'_>, path: &str) -> Result<Answer, Failure> {
    let wanted = match path {
        "" => "index.html".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}index.html"),
        file => file.to_owned(),
    };
    if let Some(file) = outputs.get(&wanted)? {
        return Ok(Answer::File(file.path().clone(), file.bytes()?.into_owned()));
    }
    if outputs.get(&format!("{wanted}/index.html"))?.is_some() {
        return Ok(Answer::Folder);
    }
    let page = outputs.get(NOT_FOUND)?.map(|file| file.bytes()).transpose()?;
    Ok(Answer::NotFound(page.map(|bytes| bytes.into_owned()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::output::OutputFile;

    #[test]
    fn a_folder_is_its_index_and_nothing_outside_the_site_is_found() {
        let (mut outputs, mut faults) = (OutputSet::new(), Diagnostics::new());
        for path in ["index.html", "data/index.html", "data/a.csv", "404.html"] {
            outputs.add(OutputFile::made(SitePath::new(path).unwrap(), path), &mut faults);
        }
        let file = |path: &str| Answer::File(SitePath::new(path).unwrap(), path.into());
        for (asked, found) in [("", "index.html"), ("data/", "data/index.html"), ("data/a.csv", "data/a.csv")] {
            assert_eq!(answer(&outputs, asked).unwrap(), file(found));
        }
        assert_eq!(answer(&outputs, "data").unwrap(), Answer::Folder);
        for nothing in ["none", "/", "../register.toml", "data/../index.html", "data//a.csv", "data/a.csv/"] {
            assert_eq!(answer(&outputs, nothing).unwrap(), Answer::NotFound("404.html".into()), "{nothing}");
        }
    }
}
