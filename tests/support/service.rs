//! The embedded service as a process of its own, and its control endpoint.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::pty::enlist;

const DEADLINE: Duration = Duration::from_secs(20);

/// A running `enlist demo`. Dropping it kills it.
pub struct Service {
    pub base_url: String,
    pub token: String,
    child: Child,
}

impl Service {
    /// Starts the service and reads URL and token from what it prints.
    pub fn start(args: &[&str]) -> Self {
        let mut child = Command::new(enlist())
            .args(["demo", "--port", "0"])
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut value = |label: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(label)
                .unwrap_or_else(|| panic!("{label} is not in {line:?}"))
                .to_owned()
        };
        Self {
            base_url: value("Graph URL: "),
            token: value("Token: "),
            child,
        }
    }

    /// Ends the service at once, whatever it is doing.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn http(&self, method: &str, path: &str, body: &str) -> String {
        let address = self.base_url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{head}");
        body.to_owned()
    }

    /// Disturbs requests to come.
    pub fn fault(&self, fault: &Value) {
        self.http("POST", "/_control/faults", &fault.to_string());
    }

    /// Answers requests in rounds of these sizes, see `Control::set_rounds`.
    pub fn set_rounds(&self, sizes: &[usize]) {
        let sizes = serde_json::to_string(sizes).unwrap();
        self.http("PUT", "/_control/rounds", &sizes);
    }

    /// How many requests have not come of the rounds that were set.
    pub fn missing_in_rounds(&self) -> usize {
        self.http("GET", "/_control/rounds", "")
            .trim()
            .parse()
            .unwrap()
    }

    /// Takes all waiting faults away.
    pub fn clear_faults(&self) {
        self.http("DELETE", "/_control/faults", "");
    }

    /// The requests of a method so far.
    pub fn requests(&self, method: &str) -> Vec<Value> {
        let all: Vec<Value> =
            serde_json::from_str(&self.http("GET", "/_control/requests", "")).unwrap();
        all.into_iter()
            .filter(|request| request["method"] == method)
            .collect()
    }

    /// Waits until a request of this method has arrived.
    pub fn wait_for_request(&self, method: &str) -> Value {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(request) = self.requests(method).pop() {
                return request;
            }
            assert!(Instant::now() < until, "no {method} arrived");
            std::thread::yield_now();
        }
    }

    /// The assignments of a configuration as they are now.
    pub fn assignments(&self, configuration: &str) -> Value {
        let path = format!("/_control/assignments/{configuration}");
        serde_json::from_str(&self.http("GET", &path, "")).unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
