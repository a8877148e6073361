//! A record of requests, for whoever looks for a fault: off unless it is asked for.
//!
//! Belongs here: one line for each request and what came of it. Does not belong here: bodies, headers and
//! tokens, none of which ever reach it.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::text;

/// Where requests are recorded. Clones share the file.
#[derive(Debug, Clone, Default)]
pub struct Log(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    file: OnceLock<Result<Mutex<File>, String>>,
}

/// A request that is over.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub method: &'a str,
    /// Host, or path and query below the base URL of Graph.
    pub target: &'a str,
    /// HTTP status; none if no answer came.
    pub status: Option<u16>,
    /// How long it took.
    pub elapsed: Duration,
    /// The service's `request-id`.
    pub request_id: Option<&'a str>,
    /// Ours.
    pub client_request_id: Option<&'a str>,
    /// Why no answer came.
    pub reason: Option<&'a str>,
}

impl Log {
    /// A log in this file, or none.
    #[must_use]
    pub fn at(path: Option<&Path>) -> Self {
        Self(path.map(|path| {
            Arc::new(Inner {
                path: path.to_owned(),
                file: OnceLock::new(),
            })
        }))
    }

    /// Opens the file, which nobody else may read, to write at its end.
    ///
    /// # Errors
    /// Names the file and says why it cannot be written.
    pub fn open(&self) -> Result<(), String> {
        match &self.0 {
            None => Ok(()),
            Some(inner) => inner.file().as_ref().map(drop).map_err(Clone::clone),
        }
    }

    /// Records a request. A full disk must not end the work that is recorded.
    pub fn tell(&self, line: &Line<'_>) {
        let Some(Ok(file)) = self.0.as_ref().map(|inner| inner.file()) else {
            return;
        };
        let message = line.text(Timestamp::now());
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        // One write, so that the lines of several programs do not mix.
        drop(file.write_all(message.as_bytes()));
    }

    /// Records something that is no request.
    pub fn note(&self, message: &str) {
        let Some(Ok(file)) = self.0.as_ref().map(|inner| inner.file()) else {
            return;
        };
        let line = format!("{:.3} {}\n", Timestamp::now(), text::clean(message));
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        drop(file.write_all(line.as_bytes()));
    }

    /// Records a request of a sign-in: the target without anything of its body.
    pub fn tell_sign_in(
        &self,
        target: &str,
        started: Instant,
        answer: &Result<reqwest::Response, reqwest::Error>,
    ) {
        let reason = answer.as_ref().err().map(super::explain);
        self.tell(&Line {
            method: "sign-in",
            target,
            status: answer.as_ref().ok().map(|answer| answer.status().as_u16()),
            elapsed: started.elapsed(),
            request_id: None,
            client_request_id: None,
            reason: reason.as_deref(),
        });
    }
}

impl Inner {
    fn file(&self) -> &Result<Mutex<File>, String> {
        self.file.get_or_init(|| {
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            let file = options.open(&self.path);
            let path = self.path.display();
            file.map(Mutex::new)
                .map_err(|error| text::clean(&format!("--log {path}: {error}")).into_owned())
        })
    }
}

impl Line<'_> {
    fn text(&self, now: Timestamp) -> String {
        let mut message = format!("{now:.3} {} {}", self.method, text::clean(self.target));
        // Writing into a string cannot fail.
        let _ = match (self.status, self.reason) {
            (Some(status), _) => write!(message, " {status}"),
            (None, Some(reason)) => write!(message, " no answer ({})", text::clean(reason)),
            (None, None) => write!(message, " no answer"),
        };
        let _ = write!(message, " {} ms", self.elapsed.as_millis());
        for (name, id) in [
            ("request-id", self.request_id),
            ("client-request-id", self.client_request_id),
        ] {
            if let Some(id) = id {
                let _ = write!(message, " {name} {}", text::clean(id));
            }
        }
        message.push('\n');
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_was_asked_and_what_came_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("enlist.log");
        let log = Log::at(Some(&path));
        log.open().unwrap();
        let line = Line {
            method: "GET",
            target: "/beta/x?$top=1\u{1b}[31m",
            status: Some(200),
            elapsed: Duration::from_millis(12),
            request_id: Some("r-1"),
            client_request_id: Some("c-1"),
            reason: None,
        };
        log.tell(&line);
        log.tell(&Line {
            status: None,
            reason: Some("no connection"),
            request_id: None,
            ..line
        });
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].ends_with(
                " GET /beta/x?$top=1[31m 200 12 ms request-id r-1 client-request-id c-1"
            ),
            "{text}"
        );
        assert!(
            lines[1].ends_with(" no answer (no connection) 12 ms client-request-id c-1"),
            "{text}"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let nowhere = Log::at(Some(&folder.path().join("no/such/folder")));
        assert!(nowhere.open().unwrap_err().starts_with("--log "));
    }
}
