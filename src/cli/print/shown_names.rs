//! Names as a table shows them: told apart where two would look the same, ids as short as they can be.

use std::collections::HashSet;

use super::style::OutputStyle;
use crate::domain::{Row, Target};
use crate::text;
use crate::words::{self, Names};

/// What targets are called in a table.
pub(in crate::cli) struct ShownNames {
    names: Names,
    /// Ids that have no name, with what is enough to tell them apart.
    short: Vec<(String, String)>,
}

impl ShownNames {
    /// In a pipe names and ids are what they are. `rows` are all that an id is to be told apart in.
    pub(in crate::cli) fn new(names: &Names, rows: &[Row], style: OutputStyle) -> Self {
        if !style.is_terminal() {
            return Self {
                names: names.clone(),
                short: Vec::new(),
            };
        }
        let targets = rows.iter().flat_map(|row| &row.assignments);
        let ids: HashSet<&str> = targets.filter_map(|row| row.target.object_id()).collect();
        let short = text::short_ids(ids).into_iter();
        let mut short: Vec<(String, String)> = short
            .filter(|(id, short)| id != short)
            .map(|(id, short)| (id.to_owned(), short.to_owned()))
            .collect();
        short.sort_unstable();
        Self {
            names: words::told_apart(names, style.in_ascii).unwrap_or_else(|| names.clone()),
            short,
        }
    }

    pub(in crate::cli) const fn names(&self) -> &Names {
        &self.names
    }

    /// A target without its filter.
    pub(in crate::cli) fn target(&self, target: &Target) -> String {
        let line = words::target(target, &self.names).to_string();
        let Some(id) = target.object_id() else {
            return line;
        };
        match self
            .short
            .binary_search_by(|(other, _)| other.as_str().cmp(id))
        {
            Ok(at) => line.replace(id, &self.short[at].1),
            Err(_) => line,
        }
    }
}
