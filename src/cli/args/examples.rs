//! Examples for the help of each command.
//!
//! Belongs here: commands that can be copied. A test reads each with the program's own parser.

use clap::Command;

/// A command, and what it does.
type Example = (&'static str, &'static str);

/// The examples in the help and the manual page of the program itself.
pub(in crate::cli) const WHOLE: &[Example] = &[
    ("enlist --demo", "Open the screen on a fictional tenant"),
    ("enlist list --type esp", "List the Enrollment Status Pages"),
    (
        "enlist find \"Sales EMEA\"",
        "Find out where a group is used",
    ),
    (
        "enlist set \"Corp ESP\" \"Kiosk Berlin\" --target group --group Engineering --dry-run",
        "Preview a change",
    ),
    ("enlist undo last", "Undo the newest verified change"),
];

/// The examples of each command.
const OF_COMMANDS: &[(&str, &[Example])] = &[
    (
        "list",
        &[
            ("enlist list --type esp", "List the Enrollment Status Pages"),
            (
                "enlist list --search sales --json --names",
                "Print what mentions \"sales\" as JSON, with names",
            ),
            (
                "enlist list --csv --names > assignments.csv",
                "Write a spreadsheet that `enlist plan --csv` reads back",
            ),
        ],
    ),
    (
        "show",
        &[
            ("enlist show \"Corp ESP\"", "Show settings and assignments"),
            (
                "enlist show 4d95761d --json",
                "The same as JSON, by the beginning of the ID",
            ),
        ],
    ),
    (
        "find",
        &[
            (
                "enlist find \"Sales EMEA\"",
                "Find out where a group is used, included or excluded",
            ),
            (
                "enlist find \"Corp Windows devices\"",
                "Find out where an assignment filter is used",
            ),
            ("enlist find all-devices", "List what all devices get"),
        ],
    ),
    (
        "explain",
        &[(
            "enlist explain admin@contoso.com",
            "Explain which configurations apply when this user enrolls a device",
        )],
    ),
    (
        "set",
        &[
            (
                "enlist set \"Corp ESP\" \"Kiosk Berlin\" --target group --group Engineering",
                "Assign to another group",
            ),
            (
                "enlist set \"Corp ESP\" all-devices --target all-users --confirm contoso.com --yes",
                "Change to all users without being asked",
            ),
            (
                "enlist set \"Corp ESP\" \"Sales EMEA\" --target group --group \"Sales EMEA\" --filter none",
                "Keep the group and remove the filter",
            ),
        ],
    ),
    (
        "add",
        &[
            (
                "enlist add \"Kiosk ESP\" --target group --group Engineering",
                "Add a group",
            ),
            (
                "enlist add \"Kiosk ESP\" --target all-devices --filter \"Corp Windows devices\" --filter-mode exclude --dry-run",
                "Preview adding all devices except those that match a filter",
            ),
        ],
    ),
    (
        "remove",
        &[(
            "enlist remove \"Kiosk ESP\" \"Surface Hub rooms\"",
            "Remove a group",
        )],
    ),
    (
        "priority",
        &[("enlist priority \"Kiosk ESP\" 1", "Move to the first place")],
    ),
    (
        "plan",
        &[
            (
                "enlist plan --retarget \"Sales EMEA\" Engineering -o plan.toml",
                "Replace a group wherever it is assigned",
            ),
            (
                "enlist plan --csv changes.csv -o plan.toml",
                "Plan the changes of a spreadsheet",
            ),
        ],
    ),
    (
        "apply",
        &[
            ("enlist apply plan.toml", "Review the plan, then send it"),
            (
                "enlist apply plan.toml --yes --keep-going --json",
                "Run it from a script, and continue after a failed row",
            ),
        ],
    ),
    (
        "snapshot",
        &[(
            "enlist snapshot monday.json",
            "Save the state of the tenant",
        )],
    ),
    (
        "diff",
        &[
            (
                "enlist diff monday.json",
                "Show what changed since the snapshot",
            ),
            (
                "enlist diff monday.json tuesday.json",
                "Compare two snapshots",
            ),
        ],
    ),
    (
        "restore",
        &[(
            "enlist restore monday.json \"Corp ESP\" -o plan.toml",
            "Plan to restore the assignments of one configuration",
        )],
    ),
    (
        "undo",
        &[
            ("enlist undo last", "Undo the newest verified change"),
            (
                "enlist undo e421cfed --yes",
                "Undo one change by the beginning of its ID, without being asked",
            ),
        ],
    ),
    (
        "journal",
        &[
            (
                "enlist journal --since 7d",
                "Show the changes of the last week",
            ),
            (
                "enlist journal --all --csv > changes.csv",
                "Write all changes to a spreadsheet",
            ),
        ],
    ),
    (
        "login",
        &[(
            "enlist login --tenant contoso.com --for 2h",
            "Sign in for two hours",
        )],
    ),
    ("logout", &[("enlist logout", "Sign out")]),
    (
        "doctor",
        &[
            ("enlist doctor", "Find out why something does not work"),
            (
                "enlist doctor --profile lab --json",
                "The same for a profile, as JSON",
            ),
        ],
    ),
    (
        "config",
        &[(
            "enlist config --profile lab",
            "Show the settings in force with a profile",
        )],
    ),
    (
        "demo",
        &[(
            "enlist demo --port 0",
            "Serve the fictional tenant on a free port",
        )],
    ),
    (
        "completions",
        &[(
            "enlist completions bash > ~/.local/share/bash-completion/completions/enlist",
            "Install the completions for bash",
        )],
    ),
    (
        "man",
        &[
            ("enlist man | man -l -", "Read the manual"),
            (
                "enlist man set | man -l -",
                "Read the manual page of a command",
            ),
        ],
    ),
    (
        "schema",
        &[(
            "enlist schema > enlist.schema.json",
            "Save the schema for a validator",
        )],
    ),
    (
        "keys",
        &[
            ("enlist keys", "Show the keys of the screen"),
            ("enlist keys --check", "Check keymap.toml for mistakes"),
        ],
    ),
];

fn of(verb: &str) -> &'static [Example] {
    let found = OF_COMMANDS.iter().find(|(name, _)| *name == verb);
    found.map_or(&[], |(_, examples)| *examples)
}

/// Examples as a block of the help.
fn block(examples: &[Example]) -> String {
    let lines = examples
        .iter()
        .map(|(command, what)| format!("  {command}\n      {what}"));
    format!("Examples:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// The command line with the examples of each command below what its help says already.
pub(in crate::cli) fn with_examples(command: Command) -> Command {
    let verbs: Vec<String> = command
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .collect();
    let command = command.after_help(block(WHOLE));
    verbs.iter().fold(command, |command, name| {
        command.mut_subcommand(name, |verb| {
            let before = verb.get_after_help().map(|text| format!("{text}\n\n"));
            let before = before.unwrap_or_default();
            let examples = block(of(verb.get_name()));
            verb.after_help(format!("{before}{examples}"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a command, up to what is for the shell.
    fn words(command: &str) -> Vec<String> {
        let command = command.split('>').next().unwrap();
        let command = command.split('|').next().unwrap();
        let mut words = Vec::new();
        for (at, part) in command.split('"').enumerate() {
            if at % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words
    }

    #[test]
    fn every_command_has_examples_that_the_program_takes() {
        let command = crate::cli::command();
        let verbs = command.get_subcommands().map(Command::get_name);
        let mut all: Vec<(&str, &[Example])> = verbs.map(|verb| (verb, of(verb))).collect();
        all.push(("", WHOLE));
        for (verb, examples) in all {
            assert!(!examples.is_empty(), "{verb}");
            for (example, _) in examples {
                let start = if verb.is_empty() { "enlist" } else { verb };
                assert!(example.contains(start), "{example}");
                let read = crate::cli::command().try_get_matches_from(words(example));
                assert!(read.is_ok(), "{example}: {read:?}");
                let read = read.unwrap();
                if !verb.is_empty() {
                    assert_eq!(read.subcommand_name(), Some(verb), "{example}");
                }
            }
        }
    }
}
