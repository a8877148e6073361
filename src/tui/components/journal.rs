//! The journal: every change, newest first, with a search.

use std::collections::HashSet;

use super::Component;
use crate::domain::{Entry, Half, Verdict};
use crate::journal::Contents;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, List, Row};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, Context, Open};
use crate::tui::store::msg::Effect;
use crate::words::{self, Phrase};

/// Shown while the journal is empty.
const NOTHING_YET: &str = "Nothing has been changed yet.";

/// The least columns for a long name.
const SHORTEST_NAME: usize = 16;

/// How many lines are read at most; `enlist journal --all` shows more.
const MOST_READ: usize = 50_000;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journal {
    pub(super) cursor: Cursor,
    awaited: Option<RequestId>,
    contents: Option<Result<Contents, String>>,
    /// The full text of each line for the search: IDs, account and targets are in no row.
    texts: Vec<String>,
    found: Vec<usize>,
    /// How wide results and names of what was found are.
    widths: (usize, usize),
}

impl Journal {
    fn entries(&self) -> &[Entry] {
        match &self.contents {
            Some(Ok(contents)) => &contents.entries,
            _ => &[],
        }
    }

    /// The positions of the lines that match what was typed, newest first.
    #[must_use]
    pub fn found(&self) -> &[usize] {
        &self.found
    }

    fn entry(&self, at: usize) -> Option<&Entry> {
        self.entries().get(*self.found.get(at)?)
    }

    fn counted(&self) -> String {
        let count = self.found.len();
        match &self.contents {
            None => String::new(),
            Some(Err(_)) => count.to_string(),
            Some(Ok(contents)) => {
                let parts = [
                    (contents.torn, "unreadable lines"),
                    (contents.newer.len(), "from a newer enlist"),
                ];
                let parts = parts.into_iter().filter(|(count, _)| *count > 0);
                let mut counted: Vec<String> = vec![count.to_string()];
                let older = contents.older.map(|_| "older changes load at the end");
                counted.extend(older.map(str::to_owned));
                counted.extend(parts.map(|(count, label)| format!("{label}: {count}")));
                counted.join(" · ")
            }
        }
    }

    /// Reads the lines before those already read.
    fn read_on(&mut self, cx: &mut Context<'_>) {
        let Some(Ok(contents)) = &self.contents else {
            return;
        };
        let may_grow = self.awaited.is_none() && contents.entries.len() < MOST_READ;
        if let Some(mark) = contents.older.filter(|_| may_grow) {
            let id = cx.request();
            self.awaited = Some(id);
            cx.effect(Effect::ReadJournal(id, Some(mark)));
        }
    }

    /// Puts older lines before those already read.
    fn put_before(&mut self, older: Contents, cx: &mut Context<'_>) {
        let older_texts = texts(cx.store, &older.entries);
        self.texts.splice(0..0, older_texts);
        if let Some(Ok(contents)) = &mut self.contents {
            contents.entries.splice(0..0, older.entries);
            contents.newer.splice(0..0, older.newer);
            contents.torn += older.torn;
            contents.older = older.older;
        }
        let before = self.found.len();
        self.refresh(cx.store);
        // What is searched for may be further back.
        if self.found.len() == before {
            self.read_on(cx);
        }
    }

    /// Time, verdict, configuration and change.
    fn row(&self, store: &Store, entry: &Entry, width: usize) -> Phrase {
        let (result_width, name_width) = self.widths;
        let name = &entry.change.configuration_name;
        // The change is as long as the names of one or two groups.
        let name_width = name_width.min((width / 3).max(SHORTEST_NAME));
        let name = Phrase::new(text::fit(name, name_width), text::spoken_name(name));
        let change = words::change(
            &entry.change,
            &words::names_then(entry, store.shown_names()),
        );
        Phrase::from(time(store, entry))
            .gap(Phrase::cell(result(entry), result_width))
            .gap(name)
            .gap(change)
    }

    fn empty(&self) -> Phrase {
        let (shown, spoken) = match &self.contents {
            None => ("Loading …", ""),
            Some(Err(reason)) => (reason.as_str(), reason.as_str()),
            Some(Ok(contents)) if contents.entries.is_empty() => (NOTHING_YET, NOTHING_YET),
            Some(Ok(_)) => ("No line contains all of these words.", NOTHING_YET),
        };
        Phrase::new(shown, spoken)
    }
}

impl Component for Journal {
    fn scope(&self) -> Scope {
        Scope::Journal
    }

    fn title(&self, _: &Store) -> String {
        "Journal".to_owned()
    }

    fn step(&self) -> &'static str {
        "journal"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::List(List {
            sign: Some("/"),
            typing: true,
            count: self.found.len(),
            counted: self.counted(),
            row: Box::new(|at, width| {
                let entry = self.entry(at);
                Row::new(entry.map_or_else(Phrase::default, |it| self.row(store, it, width)))
            }),
            empty: self.empty(),
            note: None,
            marks: false,
            size: (140, 48),
        })
    }

    fn awaits(&self) -> Vec<RequestId> {
        self.awaited.into_iter().collect()
    }

    fn refresh(&mut self, store: &Store) {
        self.found = matches(
            store,
            self.entries(),
            &self.texts,
            self.cursor.typed.value(),
        );
        let widest = |of: fn(&Entry) -> usize| {
            let found = self.found.iter().filter_map(|at| self.entries().get(*at));
            found.map(of).max().unwrap_or_default()
        };
        self.widths = (
            widest(|entry| result(entry).len()),
            widest(|entry| text::width(&entry.change.configuration_name)),
        );
    }

    fn on_open(&mut self, cx: &mut Context<'_>) {
        let id = cx.request();
        self.awaited = Some(id);
        self.contents = None;
        cx.effect(Effect::ReadJournal(id, None));
    }

    fn on_moved(&mut self, cx: &mut Context<'_>) {
        if self.cursor.selected + 1 >= self.found.len() {
            self.read_on(cx);
        }
    }

    fn on_command(&mut self, command: Command, _: &mut Context<'_>) -> Action {
        match command {
            Command::Show => self
                .entry(self.cursor.selected)
                .map_or(Action::Stay, |entry| {
                    Action::Open(Open::Entry(Box::new(entry.clone())))
                }),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        if let Answer::Journal(contents) = answer {
            self.awaited = None;
            let contents = match (contents, &self.contents) {
                (Ok(older), Some(Ok(_))) => {
                    self.put_before(older, cx);
                    return Action::Stay;
                }
                (contents, _) => contents,
            };
            if let Err(reason) = &contents {
                cx.notice(format!("The journal could not be read: {reason}"));
            }
            let entries = contents.as_ref().map_or(&[][..], |it| &it.entries);
            self.texts = texts(cx.store, entries);
            self.contents = Some(contents);
        }
        Action::Stay
    }
}

fn matches(store: &Store, entries: &[Entry], texts: &[String], typed: &str) -> Vec<usize> {
    let wanted = typed.to_lowercase();
    let settled: HashSet<&str> = entries
        .iter()
        .filter(|entry| entry.row == Half::Verdict)
        .map(|entry| entry.client_request_id.as_str())
        .collect();
    entries
        .iter()
        .enumerate()
        .rev()
        // An intent says nothing that its verdict does not say.
        .filter(|(_, entry)| {
            entry.row == Half::Verdict || !settled.contains(entry.client_request_id.as_str())
        })
        .filter(|(at, entry)| {
            let in_row = format!("{} {}", time(store, entry), result(entry)).to_lowercase();
            let whole = texts.get(*at).map_or("", String::as_str);
            let mut words = wanted.split_whitespace();
            words.all(|word| in_row.contains(word) || whole.contains(word))
        })
        .map(|(at, _)| at)
        .collect()
}

fn texts(store: &Store, entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| {
            let lines = words::entry(entry, store.shown_names(), |id| {
                store.configuration_name(id)
            });
            let lines: Vec<String> = lines.into_iter().map(|line| line.text.into()).collect();
            lines.join("\n").to_lowercase()
        })
        .collect()
}

/// The result of a change. An open one stands out: nobody knows it yet.
fn result(entry: &Entry) -> &'static str {
    entry.verdict.map_or("! open", Verdict::word)
}

fn time(store: &Store, entry: &Entry) -> String {
    let local = words::local_minute(&entry.time, &store.start.time_zone);
    local.unwrap_or_else(|| text::clean(&entry.time).into_owned())
}
