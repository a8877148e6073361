//! The table of commands. Footer, help, palette, `enlist keys` and the README are generated from it.
//!
//! Belongs here: the name of each command and where it is available. Does not belong here: keys
//! (`assets/keymap.toml`), what a command does (`update`), when it is disabled (`availability`).

/// Where keys are looked up: the kind of element that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere. Looked up after the current scope.
    Global,
    List,
    Editor,
    /// The list of names below a field of the editor form.
    Pick,
    Review,
    /// A review that asks for a name to be typed.
    TypedName,
    /// The overlay of a change in progress.
    InFlight,
    /// A question with yes and no.
    Confirm,
    /// Text to read: help, the outcome of a change.
    Text,
    Palette,
    Journal,
    /// A search through all assignments, while it is typed.
    Search,
    /// The results of that search, while they have the focus.
    Hits,
    /// A filter or a search in a text, while it is typed.
    Filter,
    SignIn,
    Profiles,
    /// The new group of many assignments.
    Bulk,
    /// A plan of many changes.
    Plan,
    /// A question that is answered by a text.
    Prompt,
    /// Moving in a text. Every scope with a text inherits these keys.
    MovingInText,
    /// Moving in a list. Every scope with a list inherits these keys.
    MovingInList,
}

impl Scope {
    /// Every scope, in the order in which help shows them.
    pub const ALL: [Self; 21] = [
        Self::List,
        Self::Editor,
        Self::Pick,
        Self::Review,
        Self::TypedName,
        Self::InFlight,
        Self::Confirm,
        Self::Text,
        Self::Palette,
        Self::Journal,
        Self::Search,
        Self::Hits,
        Self::Filter,
        Self::SignIn,
        Self::Profiles,
        Self::Bulk,
        Self::Plan,
        Self::Prompt,
        Self::MovingInText,
        Self::MovingInList,
        Self::Global,
    ];

    /// Returns the scope whose moving keys it inherits. Its own keys and commands take precedence.
    #[must_use]
    pub const fn moving(self) -> Option<Self> {
        match self {
            Self::Text | Self::Review | Self::TypedName => Some(Self::MovingInText),
            Self::List
            | Self::Pick
            | Self::Palette
            | Self::Journal
            | Self::Search
            | Self::Hits
            | Self::Filter
            | Self::Profiles
            | Self::Bulk
            | Self::Plan => Some(Self::MovingInList),
            _ => None,
        }
    }

    /// Returns the name of its table in the keymap.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::List => "list",
            Self::Editor => "editor",
            Self::Pick => "pick",
            Self::Review => "review",
            Self::TypedName => "typed-name",
            Self::InFlight => "in-flight",
            Self::Confirm => "confirm",
            Self::Text => "text",
            Self::Palette => "palette",
            Self::Journal => "journal",
            Self::Search => "search",
            Self::Hits => "hits",
            Self::Filter => "filter",
            Self::SignIn => "sign-in",
            Self::Profiles => "profiles",
            Self::Bulk => "bulk",
            Self::Plan => "plan",
            Self::Prompt => "prompt",
            Self::MovingInText => "moving-in-text",
            Self::MovingInList => "moving-in-list",
        }
    }

    /// Returns the heading of its keys in help.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::List => "Panes",
            Self::Editor => "Editor",
            Self::Pick => "Names in the editor",
            Self::Review => "Review",
            Self::TypedName => "Review that asks for a name",
            Self::InFlight => "Change in flight",
            Self::Confirm => "Question",
            Self::Text => "Help and outcome",
            Self::Palette => "Command palette",
            Self::Journal => "Journal",
            Self::Search => "Find",
            Self::Hits => "Hits of Find",
            Self::Filter => "Filter and search in a text",
            Self::SignIn => "Sign-in",
            Self::Profiles => "Profiles",
            Self::Bulk => "New group for many",
            Self::Plan => "Plan",
            Self::Prompt => "Text prompt",
            Self::MovingInText => "Moving in a text",
            Self::MovingInList => "Moving in a list",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    pub command: Command,
    pub name: &'static str,
    /// Names that other programs use for it. The palette finds it by these too.
    pub aliases: &'static [&'static str],
    /// One or two words, for the footer.
    pub title: &'static str,
    pub help: &'static str,
    /// Whether it leads to a write, so that read-only mode disables it.
    pub writes: bool,
    /// Its position in the footer; `None` if it is not shown there.
    pub footer: Option<u8>,
    pub palette: bool,
}

macro_rules! commands {
    ($($variant:ident $name:literal $title:literal $help:literal
        writes $writes:literal footer $footer:expr, palette $palette:literal
        $(, aliases [$($alias:literal),*])?;)*) => {
        /// A command that an admin can give.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $(#[doc = $help] $variant,)*
        }

        pub const TABLE: &[Record] = &[$(Record {
            command: Command::$variant,
            name: $name,
            aliases: &[$($($alias),*)?],
            title: $title,
            help: $help,
            writes: $writes,
            footer: $footer,
            palette: $palette,
        },)*];
    };
}

commands! {
    Edit "edit" "edit" "Change the target of the selected assignment"
        writes true footer Some(1), palette true, aliases ["change", "retarget"];
    Add "add" "add" "Add a target to the selected configuration"
        writes true footer Some(2), palette true, aliases ["assign", "new"];
    Remove "remove" "remove" "Remove the selected assignment, or all marked ones"
        writes true footer Some(3), palette true, aliases ["delete"];
    Undo "undo" "undo" "Undo the newest verified change that is not undone, or the one shown"
        writes true footer Some(4), palette true, aliases ["revert"];
    Redo "redo" "redo" "Take the last undo back"
        writes true footer None, palette true, aliases ["reapply"];
    RaisePriority "raise-priority" "priority up" "Move the configuration one priority up"
        writes true footer None, palette true;
    LowerPriority "lower-priority" "priority down" "Move the configuration one priority down"
        writes true footer None, palette true;
    GoOn "go-on" "go on" "Take the next step offered"
        writes true footer Some(1), palette false;
    Mark "mark" "mark" "Mark the assignment, or all of a configuration, to change several at once"
        writes false footer None, palette true, aliases ["select"];
    MarkRange "mark-range" "range" "Start a range of marks, or mark up to here"
        writes false footer None, palette true;
    Unmark "unmark" "unmark" "Clear all marks"
        writes false footer None, palette true, aliases ["clear"];
    Bulk "re-target" "retarget" "Assign another group in the marked assignments, or wherever a group is used"
        writes true footer None, palette true, aliases ["bulk"];
    Pause "pause" "pause" "Pause the plan, or resume it"
        writes false footer Some(2), palette false;
    Stop "stop" "stop" "Stop after this row"
        writes false footer Some(3), palette false;
    Filter "filter" "filter" "Show only the rows that match what you type"
        writes false footer Some(5), palette true;
    Search "search" "find" "Find in the whole tenant, by group name or any GUID"
        writes false footer Some(6), palette true, aliases ["find", "uses"];
    Sort "sort" "sort" "Change the sort order of this pane"
        writes false footer None, palette true;
    CopyId "copy-id" "copy id" "Copy the ID in the selected row"
        writes false footer None, palette true, aliases ["clipboard"];
    CopyUrl "copy-url" "copy URL" "Copy the Graph URL of the selected row"
        writes false footer None, palette true;
    CopyError "copy-error" "copy error" "Copy the last outcome: a change, a plan or an error"
        writes false footer None, palette true, aliases ["ticket"];
    ShowCopy "show-copy" "show copy" "Show what was copied last, to select it with the mouse"
        writes false footer None, palette true;
    Portal "portal" "portal" "Show and copy the link to the Intune admin center"
        writes false footer None, palette true, aliases ["browser", "intune"];
    Details "details" "details" "Show all properties of the selected row"
        writes false footer None, palette true, aliases ["describe", "properties"];
    Explain "explain" "what wins" "Show which configuration wins for the members of a group, or for a user"
        writes false footer None, palette true, aliases ["effective"];
    ExplainUser "explain-user" "what wins" "Show which configuration wins for a user's enrollments, and why"
        writes false footer None, palette true, aliases ["who-wins", "effective"];
    Raw "raw" "raw" "Show the JSON of the selected row as beta and v1.0 return it now"
        writes false footer None, palette true, aliases ["json", "yaml", "export"];
    Go "go" "go there" "Go to what is selected"
        writes false footer Some(1), palette false;
    Take "take" "take" "Use the selected name"
        writes false footer Some(1), palette false;
    Keep "keep" "keep" "Keep what you typed and continue"
        writes false footer Some(1), palette false;
    OtherMethod "other-method" "other method" "Sign in another way"
        writes false footer Some(2), palette false;
    CopyCode "copy-code" "copy" "Copy the code, the page to open, or the page for admin consent"
        writes false footer Some(3), palette false;
    CopyPage "copy-page" "copy page" "Copy the page to enter the code on, or the page for admin consent"
        writes false footer Some(4), palette false;
    AskGranted "ask-granted" "/.default" "Sign in with the permissions already consented to (/.default)"
        writes false footer Some(2), palette false;
    Rights "rights" "rights" "Show the permissions the token lacks, and who can grant them"
        writes false footer None, palette true, aliases ["permissions"];
    Profile "profile" "profile" "Switch profile: tenant, cloud and sign-in"
        writes false footer None, palette true, aliases ["tenant", "context", "switch", "theme", "color"];
    Renew "renew" "renew" "Sign in again, for example after activating a role (PIM)"
        writes false footer None, palette true, aliases ["sign-in", "login", "pim"];
    WriteAnyway "write-anyway" "write anyway" "Try changes even though the token seems to allow none"
        writes false footer None, palette true;
    Journal "journal" "journal" "Browse the journal of all changes"
        writes false footer None, palette true, aliases ["history", "log"];
    Plan "plan" "plan" "Reopen the last plan"
        writes false footer None, palette true, aliases ["apply"];
    Copy "copy" "copy" "Copy the text to the terminal's clipboard"
        writes false footer Some(5), palette false;
    Look "look" "search" "Search in the text"
        writes false footer Some(4), palette false;
    NextMatch "next-match" "next" "Go to the next match"
        writes false footer None, palette false;
    PreviousMatch "previous-match" "previous" "Go to the previous match"
        writes false footer None, palette false;
    Show "show" "show" "Show details of the selected line"
        writes false footer Some(1), palette false;
    Accept "accept" "accept" "Accept the text"
        writes false footer Some(1), palette false;
    Review "review" "review" "Review the change"
        writes true footer Some(1), palette false;
    Submit "submit" "send" "Send the change as shown"
        writes true footer Some(1), palette false;
    Request "request" "request" "Show the full request, or fold it"
        writes false footer Some(2), palette false;
    Confirm "confirm" "yes" "Answer yes"
        writes false footer Some(1), palette false;
    Run "run" "run" "Run the selected command"
        writes false footer Some(1), palette false;
    NextField "next-field" "next field" "Go to the next field"
        writes false footer Some(4), palette false;
    PreviousField "previous-field" "previous field" "Go to the previous field"
        writes false footer None, palette false;
    NextKind "next-kind" "assign to" "Assign to the next kind of target: group, all users, all devices, scope-tag group (target type, Entra object ID)"
        writes false footer Some(3), palette false;
    NextChoice "next-choice" "choose" "Choose the next value of the field"
        writes false footer Some(5), palette false;
    PreviousChoice "previous-choice" "choose back" "Choose the previous value of the field"
        writes false footer None, palette false;
    Down "down" "down" "Go one row down"
        writes false footer None, palette false;
    Up "up" "up" "Go one row up"
        writes false footer None, palette false;
    PageDown "page-down" "page down" "Go one page down"
        writes false footer None, palette false;
    PageUp "page-up" "page up" "Go one page up"
        writes false footer None, palette false;
    HalfPageDown "half-page-down" "half page down" "Go half a page down"
        writes false footer None, palette false;
    HalfPageUp "half-page-up" "half page up" "Go half a page up"
        writes false footer None, palette false;
    First "first" "first" "Go to the first row"
        writes false footer None, palette false;
    Last "last" "last" "Go to the last row"
        writes false footer None, palette false;
    NextPane "next-pane" "pane" "Go to the next pane"
        writes false footer Some(13), palette false;
    PreviousPane "previous-pane" "pane back" "Go to the previous pane"
        writes false footer None, palette false;
    Right "right" "right" "Go to the pane on the right"
        writes false footer None, palette false;
    Left "left" "left" "Go to the pane on the left"
        writes false footer None, palette false;
    FocusConfigurations "focus-configurations" "configurations" "Go to the configurations"
        writes false footer None, palette true;
    FocusAssignments "focus-assignments" "assignments" "Go to the assignments of the selected configuration"
        writes false footer None, palette true;
    FocusDetails "focus-details" "details" "Go to the details of the selected row"
        writes false footer None, palette true;
    NextGroup "next-group" "next group" "Go to the next group: another type or platform"
        writes false footer None, palette true, aliases ["next-type"];
    PreviousGroup "previous-group" "previous group" "Go to the start of the group, or to the previous one"
        writes false footer None, palette true, aliases ["previous-type"];
    Open "open" "open" "Open: the assignments, then the editor"
        writes false footer None, palette false;
    Refresh "refresh" "refresh" "Refresh this pane"
        writes false footer Some(11), palette true, aliases ["reload"];
    RefreshAll "refresh-all" "refresh all" "Refresh everything, with names and member counts"
        writes false footer None, palette true, aliases ["reload"];
    Outcome "outcome" "outcome" "Show the last outcome: a change, a plan or an error"
        writes false footer Some(12), palette true, aliases ["status", "error"];
    Palette "palette" "commands" "Find a command by name"
        writes false footer Some(7), palette false;
    Help "help" "help" "Show all keys, starting with those that work here"
        writes false footer Some(8), palette true, aliases ["keys", "shortcuts"];
    Back "back" "back" "Close the top window, stop loading, or go back a pane"
        writes false footer Some(10), palette false;
    Mouse "mouse" "mouse" "Turn the mouse on or off for this session"
        writes false footer None, palette true;
    Suspend "suspend" "suspend" "Suspend to the shell; fg returns"
        writes false footer None, palette true;
    Quit "quit" "quit" "Quit"
        writes false footer Some(9), palette true, aliases ["exit"];
}

impl Command {
    /// Returns the command's row in the table.
    #[must_use]
    pub const fn record(self) -> &'static Record {
        // The table is generated from the same list as the commands, in the same order.
        &TABLE[self as usize]
    }

    /// Returns what it does in this scope, which may differ between scopes.
    #[must_use]
    pub const fn help_in(self, scope: Scope) -> &'static str {
        match (scope, self) {
            (Scope::Review, Self::Submit) => "Send the change, once you have seen all of it",
            (Scope::TypedName, Self::Submit) => "Send the change, once the name is typed",
            (Scope::Review | Scope::TypedName, Self::Back) => "Go back and send nothing",
            (Scope::Review | Scope::TypedName, Self::Copy) => {
                "Copy as an enlist command; again: as text, as curl"
            }
            (Scope::InFlight, Self::Back) => {
                "Stop waiting if nothing was sent yet; otherwise hide this while the change continues"
            }
            (Scope::Confirm, Self::Back) => "Answer no",
            (Scope::Text, Self::Refresh) => "Read again, after an unclear outcome",
            (Scope::Text, Self::Undo) => "Undo the change that is shown",
            (Scope::Text, Self::Back) => "End the search, or close the text",
            (Scope::Filter, Self::Back) => "Restore what was there before",
            (Scope::SignIn, Self::Accept) => "Accept what you pasted; after a failure, try again",
            (Scope::SignIn, Self::Back) => "Cancel the sign-in",
            (Scope::Bulk, Self::Accept) => "Continue to the plan with the group typed or selected",
            (Scope::Plan, Self::GoOn) => "Wait, then send the row again; rebuild rows in conflict",
            (Scope::Plan, Self::Submit) => "Run the plan, or the rest of it",
            (Scope::Plan, Self::Undo) => {
                "Undo all verified rows of the finished plan, as a new plan"
            }
            (Scope::Plan, Self::Back) => "Close the plan; a running row continues",
            (Scope::Pick, Self::Back) => "Close the names",
            (Scope::Search, Self::NextField) => "Go to the hits, where keys act on them",
            (Scope::Hits, Self::NextField) => "Go back to the line",
            (
                Scope::Editor
                | Scope::Palette
                | Scope::Journal
                | Scope::Search
                | Scope::Hits
                | Scope::Profiles
                | Scope::Bulk
                | Scope::Prompt,
                Self::Back,
            ) => "Close this window",
            (Scope::List, Self::Back) => {
                "Stop a waiting change or a load, clear the filter, or go back a pane"
            }
            _ => self.record().help,
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|record| record.name == name)
            .map(|record| record.command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_alias_is_the_name_of_a_command() {
        for record in TABLE {
            for alias in record.aliases {
                assert_eq!(Command::named(alias), None, "{alias}");
                assert!(record.palette, "{alias} would find nothing");
            }
        }
    }

    #[test]
    fn each_command_finds_its_own_row() {
        for record in TABLE {
            assert_eq!(record.command.record(), record);
            assert_eq!(Command::named(record.name), Some(record.command));
        }
    }
}
