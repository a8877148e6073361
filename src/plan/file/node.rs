//! A value of a plan file, with its position.
//!
//! Belongs here: reading values, and naming the line and key of an error. Does not belong here: which keys
//! a plan has (`read`).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::{RawObject, Target};
use crate::text;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FileError {
    /// The line, counted from 1.
    pub line: usize,
    pub key: String,
    pub message: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = if self.key.is_empty() { "" } else { ": " };
        let sentence = format!("{}: {}{key}{}", self.line, self.key, self.message);
        f.write_str(&text::clean(&sentence))
    }
}

/// A value and its position.
#[derive(Debug)]
pub(super) struct Node<'a> {
    file: &'a str,
    /// Where it starts, in bytes.
    at: usize,
    key: String,
    value: &'a DeValue<'a>,
}

/// The members of a table that were not read yet.
#[derive(Debug)]
pub(super) struct Table<'a> {
    line: usize,
    key: String,
    members: BTreeMap<String, Node<'a>>,
}

pub(super) fn parse(file: &str) -> Result<Spanned<DeTable<'_>>, FileError> {
    DeTable::parse(file).map_err(|error| {
        let Range { start, .. } = error.span().unwrap_or_default();
        let line = line(file, start);
        // The error is about the key that the line starts with.
        let text = file.lines().nth(line - 1).unwrap_or_default();
        let key = text.split_once('=').map_or("", |(key, _)| key.trim());
        FileError {
            line,
            key: key.trim_matches('"').to_owned(),
            message: error.message().lines().collect::<Vec<_>>().join(" "),
        }
    })
}

pub(super) fn members<'a>(file: &'a str, table: &'a DeTable<'a>) -> Table<'a> {
    Table {
        line: 1,
        key: String::new(),
        members: members_of(file, "", table),
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

fn members_of<'a>(file: &'a str, key: &str, table: &'a DeTable<'a>) -> BTreeMap<String, Node<'a>> {
    table
        .iter()
        .map(|(name, value)| {
            let node = Node {
                file,
                at: name.span().start,
                key: path(key, name.get_ref()),
                value: value.get_ref(),
            };
            (name.get_ref().to_string(), node)
        })
        .collect()
}

impl<'a> Node<'a> {
    /// An error in this value.
    pub(super) fn wrong(&self, message: impl Into<String>) -> FileError {
        FileError {
            line: line(self.file, self.at),
            key: self.key.clone(),
            message: message.into(),
        }
    }

    pub(super) fn text(&self) -> Result<String, FileError> {
        match self.value {
            DeValue::String(text) => Ok(text.to_string()),
            _ => Err(self.wrong("expected text")),
        }
    }

    pub(super) fn number<T: std::str::FromStr>(&self) -> Result<T, FileError> {
        let digits = match self.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            _ => "",
        };
        let number = digits.parse();
        number.map_err(|_| self.wrong("expected a whole number"))
    }

    pub(super) fn list(&self) -> Result<Vec<Node<'a>>, FileError> {
        let DeValue::Array(list) = self.value else {
            return Err(self.wrong("expected a list"));
        };
        let nodes = (1..).zip(list.iter()).map(|(number, one)| Node {
            file: self.file,
            at: one.span().start,
            key: format!("{}[{number}]", self.key),
            value: one.get_ref(),
        });
        Ok(nodes.collect())
    }

    pub(super) fn table(&self) -> Result<Table<'a>, FileError> {
        let DeValue::Table(table) = self.value else {
            return Err(self.wrong("expected a table"));
        };
        Ok(Table {
            line: line(self.file, self.at),
            key: self.key.clone(),
            members: members_of(self.file, &self.key, table),
        })
    }

    /// A target: an object as Microsoft Graph writes it, as text.
    pub(super) fn target(&self) -> Result<Target, FileError> {
        let raw: RawObject = serde_json::from_str(&self.text()?)
            .map_err(|error| self.wrong(format!("not a target as a JSON object: {error}")))?;
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
    /// An error in the table as a whole.
    pub(super) fn wrong(&self, message: impl Into<String>) -> FileError {
        FileError {
            line: self.line,
            key: self.key.clone(),
            message: message.into(),
        }
    }

    /// The value of an optional key.
    pub(super) fn take(&mut self, key: &str) -> Option<Node<'a>> {
        self.members.remove(key)
    }

    pub(super) fn need(&mut self, key: &str) -> Result<Node<'a>, FileError> {
        self.take(key).ok_or_else(|| FileError {
            line: self.line,
            key: path(&self.key, key),
            message: "this key is missing".to_owned(),
        })
    }

    pub(super) fn take_text(&mut self, key: &str) -> Result<Option<String>, FileError> {
        self.take(key).map(|node| node.text()).transpose()
    }

    pub(super) fn need_text(&mut self, key: &str) -> Result<String, FileError> {
        self.need(key)?.text()
    }

    /// Ends the reading: an unknown key is an error, because it may be a misspelled one.
    pub(super) fn end(self) -> Result<(), FileError> {
        match self.members.into_values().min_by_key(|node| node.at) {
            Some(node) => Err(node.wrong("unknown key")),
            None => Ok(()),
        }
    }
}
