//! `enlist undo`: undoes a verified change of the journal, by default the newest.

use clap::Args;

use crate::cli::args::{Consent, Global};
use crate::cli::change::{self, Proposal, Stop};
use crate::cli::lookup::named;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::{
    Entry, Half, Place, Refusal, Sameness, UndoOf, UndoSearch, Verdict, WriteMode,
};
use crate::journal::Newer;
use crate::text;
use crate::words::Names;

/// The argument that means the newest change that can be undone.
const LAST: &str = "last";

#[derive(Debug, Args)]
pub(in crate::cli) struct UndoArgs {
    /// ID of a change in the journal, or a unique beginning of it; if omitted or `last`, the newest verified
    /// change that is neither undone nor an undo
    #[arg(value_name = "ROW")]
    row: Option<String>,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &UndoArgs) -> Result<Exit, Failure> {
    if args.row.is_none() && args.consent.yes {
        // With --yes, the admin would not see which change it is.
        let shown = "with --yes, name the change to undo";
        return Err(Failure::usage(shown.to_owned()).with_hint(
            "run `enlist undo last --yes` for the newest one; `enlist journal` shows the IDs of all",
        ));
    }
    change::run(global, &args.consent, WriteMode::Auto, async |workspace| {
        let row = args.row.as_deref().filter(|row| *row != LAST);
        let entry = match row {
            None => newest(workspace).await?,
            Some(row) => {
                let entries = lines(workspace, row).await?;
                verified(&entries, &workspace.context.place, row)?.clone()
            }
        };
        let change = &entry.change;
        let mut rows = workspace.rows.iter();
        let row = rows
            .find(|row| row.configuration.id == change.configuration)
            .ok_or_else(|| match &workspace.missing {
                // The configuration may be among those that could not be read.
                Some(error) => Failure::incomplete(error),
                None => Failure::naming("not-found", Refusal::Gone.to_string(), None),
            })?;
        let reverse = entry.taken_back(&row.configuration, &row.assignments);
        Ok(Proposal {
            row: row.clone(),
            names: Names::new(),
            change: reverse.map_err(|refusal| match refusal {
                // The current state is already the state before the change.
                Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate => {
                    Stop::MovedOn(Box::new(change.mirrored()))
                }
                refusal => Stop::Rule(refusal),
            }),
        })
    })
}

/// Returns the newest change that can be undone. Reads the journal from its end.
async fn newest(workspace: &Workspace) -> Result<Entry, Failure> {
    let place = workspace.context.place.clone();
    let url = place.graph_url.clone();
    let could_be = move |newer: &Newer| {
        let word = newer.verdict.as_deref().unwrap_or_default();
        let is_other = Verdict::from_word(word).is_some_and(|known| known != Verdict::Verified);
        newer.row.as_deref() != Some("intent")
            && !is_other
            && newer.graph_url.as_ref().is_none_or(|other| *other == url)
    };
    let mut search = UndoSearch::new(UndoOf::Newest);
    let found = workspace.ask_journal(move |journal| {
        journal.find_verdict(|entry| search.is_meant(entry, &place), could_be)
    });
    match found.await? {
        Some(Ok(entry)) => Ok(entry),
        None => Err(Failure::naming(
            "not-found",
            "Nothing to undo: the journal has no verified change of this tenant that is not \
             undone."
                .to_owned(),
            None,
        )),
        Some(Err(newer)) => Err(Failure::local(format!(
            "the newest change is {newer} now: name the change to undo"
        ))),
    }
}

/// Returns the lines that can match `typed`, oldest first. Reads the journal to its start only if `typed` is
/// the beginning of an ID, which must be unique.
async fn lines(workspace: &Workspace, typed: &str) -> Result<Vec<Entry>, Failure> {
    let place = workspace.context.place.clone();
    let is_here = move |entry: &Entry| entry.place.sameness(&place) != Sameness::Other;
    let typed = typed.to_owned();
    workspace
        .ask_journal(move |journal| journal.verdicts_of(&typed, is_here))
        .await
}

/// Returns the last verified line of the change that matches `typed`, among the lines of `place`.
fn verified<'a>(entries: &'a [Entry], place: &Place, typed: &str) -> Result<&'a Entry, Failure> {
    let here: Vec<&Entry> = entries
        .iter()
        .filter(|entry| {
            entry.row == Half::Verdict && entry.place.sameness(place) != Sameness::Other
        })
        .collect();
    let mut ids: Vec<&str> = here.iter().map(|entry| entry.change_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let exact: Vec<&str> = ids.iter().copied().filter(|id| *id == typed).collect();
    let found = if exact.is_empty() {
        ids.retain(|id| !typed.is_empty() && id.starts_with(typed));
        ids
    } else {
        exact
    };
    if found.is_empty() {
        let text = format!(
            "No change of this tenant has an ID that begins with \"{}\".",
            text::clean(typed)
        );
        let all = "`enlist journal` shows all changes".to_owned();
        return Err(Failure::naming("not-found", text, Some(all)));
    }
    let id = named::only("change", typed, found, |id| text::clean(id).into_owned())?;
    let verified = |entry: &&&Entry| entry.verdict == Some(Verdict::Verified);
    let of_change = here.iter().rev().filter(|entry| entry.change_id == id);
    of_change.clone().find(verified).copied().ok_or_else(|| {
        let known = of_change.clone().find_map(|entry| entry.verdict);
        let known = known.map_or("intent", Verdict::word);
        Failure::local(format!(
            "Only a verified change can be undone; this one is: {known}"
        ))
    })
}
