//! A value of a plan file with the place where it stands, whether the file is TOML or JSON.
//!
//! Belongs here: reading values and naming line and key of what is wrong. Does not belong here: which
//! keys a plan has (`read`).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::{RawObject, Target};
use crate::text;

/// What is wrong with a plan file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FileError {
    /// The line, counted from 1.
    pub line: usize,
    /// The key, where one is to blame.
    pub key: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = if self.key.is_empty() { "" } else { ": " };
        let said = format!("{}: {}{key}{}", self.line, self.key, self.message);
        f.write_str(&text::clean(&said))
    }
}

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node<'a> {
    file: &'a str,
    /// Where it begins, in bytes.
    at: usize,
    key: String,
    value: Value<'a>,
}

#[derive(Debug)]
enum Value<'a> {
    Toml(&'a DeValue<'a>),
    Json(&'a RawValue),
}

/// The members of a table that were not asked for yet.
#[derive(Debug)]
pub(super) struct Table<'a> {
    line: usize,
    key: String,
    members: BTreeMap<String, Node<'a>>,
}

/// Reads a file of TOML.
pub(super) fn toml(file: &str) -> Result<Spanned<DeTable<'_>>, FileError> {
    DeTable::parse(file).map_err(|error| {
        let Range { start, .. } = error.span().unwrap_or_default();
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
        unreadable(file, line(file, start), '=', message)
    })
}

/// The members of a file of TOML.
pub(super) fn toml_members<'a>(file: &'a str, table: &'a DeTable<'a>) -> Table<'a> {
    Table {
        line: 1,
        key: String::new(),
        members: of_toml(file, "", table),
    }
}

/// The members of a file of JSON.
pub(super) fn json_members(file: &str) -> Result<Table<'_>, FileError> {
    let raw: &RawValue = serde_json::from_str(file)
        .map_err(|error| unreadable(file, error.line().max(1), ':', error.to_string()))?;
    let node = Node {
        file,
        at: 0,
        key: String::new(),
        value: Value::Json(raw),
    };
    node.table()
}

/// A file that cannot be read at all; the key is the one that the line begins with.
fn unreadable(file: &str, line: usize, behind_key: char, message: String) -> FileError {
    let text = file.lines().nth(line - 1).unwrap_or_default();
    let key = text
        .split_once(behind_key)
        .map_or("", |(key, _)| key.trim());
    FileError {
        line,
        key: key.trim_matches('"').to_owned(),
        message,
    }
}

fn line(file: &str, at: usize) -> usize {
    file.get(..at).unwrap_or(file).matches('\n').count() + 1
}

fn path(key: &str, member: &str) -> String {
    if key.is_empty() {
        member.to_owned()
    } else {
        format!("{key}.{member}")
    }
}

fn of_toml<'a>(file: &'a str, key: &str, table: &'a DeTable<'a>) -> BTreeMap<String, Node<'a>> {
    table
        .iter()
        .map(|(name, value)| {
            let node = Node {
                file,
                at: name.span().start,
                key: path(key, name.get_ref()),
                value: Value::Toml(value.get_ref()),
            };
            (name.get_ref().to_string(), node)
        })
        .collect()
}

impl<'a> Node<'a> {
    /// Something is wrong with this value.
    pub(super) fn wrong(&self, message: impl Into<String>) -> FileError {
        FileError {
            line: line(self.file, self.at),
            key: self.key.clone(),
            message: message.into(),
        }
    }

    /// Where a value of this file of JSON begins.
    fn place(&self, raw: &RawValue) -> usize {
        let start = self.file.as_ptr().addr();
        raw.get().as_ptr().addr().saturating_sub(start)
    }

    pub(super) fn text(&self) -> Result<String, FileError> {
        let text = match self.value {
            Value::Toml(DeValue::String(text)) => Some(text.to_string()),
            Value::Toml(_) => None,
            Value::Json(raw) => serde_json::from_str(raw.get()).ok(),
        };
        text.ok_or_else(|| self.wrong("text is needed here"))
    }

    pub(super) fn number<T: std::str::FromStr>(&self) -> Result<T, FileError> {
        let digits = match self.value {
            Value::Toml(DeValue::Integer(number)) if number.radix() == 10 => number.as_str(),
            Value::Toml(_) => "",
            Value::Json(raw) => raw.get(),
        };
        let number = digits.parse();
        number.map_err(|_| self.wrong("a whole number is needed here"))
    }

    pub(super) fn list(&self) -> Result<Vec<Node<'a>>, FileError> {
        let node = |index: usize, at, value| Node {
            file: self.file,
            at,
            key: format!("{}[{}]", self.key, index + 1),
            value,
        };
        let list = match self.value {
            Value::Toml(DeValue::Array(list)) => Some(
                list.iter()
                    .enumerate()
                    .map(|(index, one)| node(index, one.span().start, Value::Toml(one.get_ref())))
                    .collect(),
            ),
            Value::Toml(_) => None,
            Value::Json(raw) => {
                serde_json::from_str::<Vec<&RawValue>>(raw.get())
                    .ok()
                    .map(|list| {
                        list.into_iter()
                            .enumerate()
                            .map(|(index, one)| node(index, self.place(one), Value::Json(one)))
                            .collect()
                    })
            }
        };
        list.ok_or_else(|| self.wrong("a list is needed here"))
    }

    pub(super) fn table(&self) -> Result<Table<'a>, FileError> {
        let members = match self.value {
            Value::Toml(DeValue::Table(table)) => Some(of_toml(self.file, &self.key, table)),
            Value::Toml(_) => None,
            Value::Json(raw) => serde_json::from_str::<BTreeMap<String, &RawValue>>(raw.get())
                .ok()
                .map(|members| {
                    let node = |(name, raw): (String, &'a RawValue)| {
                        let node = Node {
                            file: self.file,
                            at: self.place(raw),
                            key: path(&self.key, &name),
                            value: Value::Json(raw),
                        };
                        (name, node)
                    };
                    members.into_iter().map(node).collect()
                }),
        };
        let members = members.ok_or_else(|| self.wrong("a table of keys is needed here"))?;
        Ok(Table {
            line: line(self.file, self.at),
            key: self.key.clone(),
            members,
        })
    }

    /// A target as Microsoft Graph writes it: an object in JSON, the text of one in TOML.
    pub(super) fn target(&self) -> Result<Target, FileError> {
        let json = match self.value {
            Value::Toml(_) => self.text()?,
            Value::Json(raw) => raw.get().to_owned(),
        };
        let raw: RawObject = serde_json::from_str(&json)
            .map_err(|error| self.wrong(format!("no JSON object of a target: {error}")))?;
        if raw.text("@odata.type").is_none_or(|kind| kind.is_empty()) {
            return Err(self.wrong("a target needs an @odata.type"));
        }
        Ok(Target::from_raw(raw))
    }

    pub(super) fn targets(&self) -> Result<Vec<Target>, FileError> {
        self.list()?.iter().map(Node::target).collect()
    }
}

impl<'a> Table<'a> {
    /// Something is wrong with the table as a whole.
    pub(super) fn wrong(&self, message: impl Into<String>) -> FileError {
        FileError {
            line: self.line,
            key: self.key.clone(),
            message: message.into(),
        }
    }

    /// The value of a key that need not be there.
    pub(super) fn take(&mut self, key: &str) -> Option<Node<'a>> {
        self.members.remove(key)
    }

    /// The value of a key that has to be there.
    pub(super) fn need(&mut self, key: &str) -> Result<Node<'a>, FileError> {
        self.take(key).ok_or_else(|| FileError {
            line: self.line,
            key: path(&self.key, key),
            message: "this key is missing".to_owned(),
        })
    }

    /// The text of a key that need not be there.
    pub(super) fn take_text(&mut self, key: &str) -> Result<Option<String>, FileError> {
        self.take(key).map(|node| node.text()).transpose()
    }

    pub(super) fn need_text(&mut self, key: &str) -> Result<String, FileError> {
        self.need(key)?.text()
    }

    /// Ends the reading: a key that nobody asked for is a mistake, and may hold what was meant.
    pub(super) fn end(self) -> Result<(), FileError> {
        match self.members.into_values().min_by_key(|node| node.at) {
            Some(node) => Err(node.wrong("there is no such key here")),
            None => Ok(()),
        }
    }
}
