//! The real program against a service and a home directory of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::output::{code, document, err};
use super::pty::{Program, enlist};
use super::schema;
use super::service::Service;

/// An embedded service in its own process, and the home directory of the program under test.
pub struct TestEnv {
    pub service: Service,
    pub home: tempfile::TempDir,
}

impl TestEnv {
    pub fn new(args: &[&str]) -> Self {
        Self {
            service: Service::start(args),
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// The value of `XDG_STATE_HOME`.
    pub fn state(&self) -> PathBuf {
        self.home.path().join("state")
    }

    /// The directory of the journal.
    pub fn journal_dir(&self) -> PathBuf {
        self.state().join("enlist")
    }

    /// How many changes have no verdict yet.
    pub fn open_changes(&self) -> usize {
        count_files(&self.journal_dir().join("open"))
    }

    /// How many configurations are locked for a change.
    pub fn locks(&self) -> usize {
        count_files(&self.journal_dir().join("locks"))
    }

    /// A file in the home.
    pub fn path(&self, name: &str) -> String {
        let path = self.home.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// The text of a file in the home.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Writes a file in the home and gives its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().unwrap();
        schema::check(args, &output);
        output
    }

    /// The program with these arguments, before it is run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(enlist());
        command
            .args(args)
            .args(["--settle", "0.6"])
            .args(
                (!args.contains(&"--timeout"))
                    .then_some(["--timeout", "20"])
                    .into_iter()
                    .flatten(),
            )
            .env_remove("ENLIST_CONFIG")
            .env("ENLIST_ACCESS_TOKEN", &self.service.token)
            .env("ENLIST_GRAPH_URL", &self.service.base_url)
            .env("XDG_CONFIG_HOME", self.home.path())
            .env("XDG_STATE_HOME", self.state())
            .stdin(Stdio::null());
        command
    }

    /// Writes the plan that a verb makes to a file in the home and gives its path.
    pub fn planned(&self, args: &[&str], name: &str) -> String {
        let path = self.path(name);
        let output = self.run(&[args, &["-o", &path]].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        path
    }

    /// Runs a verb with `--yes --json` and gives its exit code and document.
    pub fn send(&self, args: &[&str]) -> (i32, Value) {
        let output = self.run(&[args, &["--yes", "--json"]].concat());
        (code(&output), document(&output))
    }

    /// The same verb on a terminal, answered by keys.
    pub fn terminal(&self, args: &[&str]) -> Program {
        let state = self.state();
        let environment = [
            ("ENLIST_ACCESS_TOKEN", self.service.token.as_str()),
            ("ENLIST_GRAPH_URL", self.service.base_url.as_str()),
            ("XDG_STATE_HOME", state.to_str().unwrap()),
        ];
        Program::start(enlist(), args, &environment)
    }

    pub fn journal(&self) -> Vec<Value> {
        let output = self.run(&["journal", "--json"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        document(&output)["entries"].as_array().unwrap().clone()
    }

    /// The verdicts in the journal, an intent as a dash.
    pub fn verdicts(&self) -> Vec<String> {
        self.journal()
            .iter()
            .map(|entry| entry["verdict"].as_str().unwrap_or("-").to_owned())
            .collect()
    }

    /// The groups of a configuration, in order; other targets by their type.
    pub fn targets(&self, configuration: &str) -> Vec<String> {
        let list = self.service.assignments(configuration);
        let target = |row: &Value| {
            let target = &row["target"];
            let id = target["groupId"].as_str();
            id.or(target["@odata.type"].as_str()).unwrap().to_owned()
        };
        list.as_array().unwrap().iter().map(target).collect()
    }

    /// How many writes have arrived.
    pub fn writes(&self) -> usize {
        let posts = self.service.requests("POST");
        let is_write = |request: &&Value| {
            let path = request["path"].as_str().unwrap();
            path.ends_with("/assign") || path.ends_with("/setPriority")
        };
        self.service.requests("PATCH").len() + posts.iter().filter(is_write).count()
    }
}

/// How many files a directory holds; none where there is no directory.
fn count_files(directory: &Path) -> usize {
    std::fs::read_dir(directory).map_or(0, Iterator::count)
}
