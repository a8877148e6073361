//! `enlist completions`, `enlist man` and `enlist schema`: what the program says of itself to shells,
//! to readers of manuals and to scripts. It needs neither settings nor a token.

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use super::exit::{Exit, Failure};
use super::{find, print};

/// The documents of every `--json`.
const SCHEMA: &str = include_str!("../../assets/schema.json");

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> Exit {
    let mut command = super::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    // Whoever closed the pipe has read enough.
    let _ = print::text(&String::from_utf8_lossy(&script));
    Exit::Done
}

/// Prints the page of the manual about the program, or about one verb.
pub(super) fn man(verb: Option<&str>) -> Result<Exit, Failure> {
    let mut command = super::command();
    // Only then do the verbs know the flags that they share.
    command.build();
    let page = match verb {
        None => &command,
        Some(typed) => {
            let verbs: Vec<&Command> = command.get_subcommands().collect();
            let found = find::matching(&verbs, |verb| verb.get_name() == typed);
            *find::only("verb", typed, found, |verb| verb.get_name().to_owned())
                .map_err(|failure| failure.with_hint("`enlist help` lists them"))?
        }
    };
    let mut roff = Vec::new();
    Man::new(page.clone())
        .source(concat!("enlist ", env!("CARGO_PKG_VERSION")))
        .render(&mut roff)
        .map_err(|error| Failure::local(format!("the page cannot be made: {error}")))?;
    let _ = print::text(&String::from_utf8_lossy(&roff));
    Ok(Exit::Done)
}

/// Prints the JSON Schema of every document.
pub(super) fn schema() -> Exit {
    let _ = print::text(SCHEMA);
    Exit::Done
}
