//! Names as a table shows them: names that look the same are made distinct, and IDs are shortened.

use std::collections::HashSet;

use super::style::OutputStyle;
use crate::domain::{Row, Target};
use crate::text;
use crate::words::{self, Names};

/// The names of targets in a table.
pub(in crate::cli) struct ShownNames {
    names: Names,
    /// IDs without a name, each with a unique beginning.
    short: Vec<(String, String)>,
}

impl ShownNames {
    /// Prepares the names. In a pipe, names and IDs are not changed. Shortened IDs are unique among `rows`.
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

    /// Returns a target without its filter.
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
