//! `enlist undo`: takes a verified change of the journal back.

use clap::Args;

use crate::cli::args::{Consent, Global};
use crate::cli::change::{self, Proposal, Stop};
use crate::cli::lookup::named;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::{Entry, Half, Place, Refusal, Sameness, Verdict, WriteMode};
use crate::journal::Newer;
use crate::text;
use crate::words::Names;

#[derive(Debug, Args)]
pub(in crate::cli) struct UndoArgs {
    /// Id of the change in the journal or unique beginning of one, or `last`
    #[arg(value_name = "ROW")]
    row: String,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &UndoArgs) -> Result<Exit, Failure> {
    change::run(global, &args.consent, WriteMode::Auto, async |workspace| {
        let entries = lines(workspace, &args.row).await?;
        let entry = verified(&entries, &workspace.context.place, &args.row)?;
        let change = &entry.change;
        let mut rows = workspace.rows.iter();
        let row = rows
            .find(|row| row.configuration.id == change.configuration)
            .ok_or_else(|| match &workspace.missing {
                // It may be among those that could not be read.
                Some(error) => Failure::incomplete(error),
                None => Failure::naming("not-found", Refusal::Gone.to_string(), None),
            })?;
        let reverse = change.reverse(&row.configuration, &row.assignments);
        Ok(Proposal {
            row: row.clone(),
            names: Names::new(),
            change: reverse.map_err(|refusal| match refusal {
                // What is there now is what was there before the change.
                Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate => {
                    Stop::MovedOn(Box::new(change.mirrored()))
                }
                refusal => Stop::Rule(refusal),
            }),
        })
    })
}

/// The lines that what was typed can mean, oldest first. The journal is read from its end, and to its
/// beginning only where the beginning of an id has to be told from all others.
async fn lines(workspace: &Workspace, typed: &str) -> Result<Vec<Entry>, Failure> {
    let place = workspace.context.place.clone();
    let is_here = move |entry: &Entry| entry.place.sameness(&place) != Sameness::Other;
    if typed != "last" {
        let typed = typed.to_owned();
        return workspace
            .ask_journal(move |journal| journal.verdicts_of(&typed, is_here))
            .await;
    }
    let url = workspace.context.place.graph_url.clone();
    let could_be = move |newer: &Newer| {
        let word = newer.verdict.as_deref().unwrap_or_default();
        let is_other = Verdict::from_word(word).is_some_and(|known| known != Verdict::Verified);
        newer.row.as_deref() != Some("intent")
            && !is_other
            && newer.graph_url.as_ref().is_none_or(|other| *other == url)
    };
    let found = workspace.ask_journal(move |journal| {
        journal.find_verdict(
            |entry| entry.verdict == Some(Verdict::Verified) && is_here(entry),
            could_be,
        )
    });
    match found.await? {
        None => Ok(Vec::new()),
        Some(Ok(entry)) => Ok(vec![entry]),
        Some(Err(newer)) => Err(Failure::local(format!(
            "the newest change was {newer}: name the change that is to be taken back"
        ))),
    }
}

/// The last verified line of the change that was typed, among those of this place.
fn verified<'a>(entries: &'a [Entry], place: &Place, typed: &str) -> Result<&'a Entry, Failure> {
    let here: Vec<&Entry> = entries
        .iter()
        .filter(|entry| {
            entry.row == Half::Verdict && entry.place.sameness(place) != Sameness::Other
        })
        .collect();
    let verified = |entry: &&&Entry| entry.verdict == Some(Verdict::Verified);
    if typed == "last" {
        return here.iter().rev().find(verified).copied().ok_or_else(|| {
            Failure::naming(
                "not-found",
                "the journal has no verified change of this tenant".to_owned(),
                None,
            )
        });
    }
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
    let of_change = here.iter().rev().filter(|entry| entry.change_id == id);
    of_change.clone().find(verified).copied().ok_or_else(|| {
        let known = of_change.clone().find_map(|entry| entry.verdict);
        let known = known.map_or("intent", Verdict::word);
        Failure::local(format!(
            "only a verified change can be taken back, and this one is: {known}"
        ))
    })
}
