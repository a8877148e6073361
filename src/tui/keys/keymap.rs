//! Maps keys to commands, read from `assets/keymap.toml`.

use std::collections::HashMap;

use crokey::{KeyCombination, KeyCombinationFormat};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use toml::Table;

use super::command::{Command, Scope};

const DEFAULT: &str = include_str!("../../../assets/keymap.toml");

#[derive(Debug, Clone)]
pub struct Keymap {
    by_key: HashMap<(Scope, KeyCombination), Command>,
    /// The commands in the order of the file, for display.
    in_order: Vec<(Scope, Command, Vec<KeyCombination>)>,
    /// The commands that the admin's file sets.
    own: Vec<(Scope, Command)>,
    /// Keys that the file takes from commands that it does not set.
    taken: Vec<Taken>,
    /// Whether arrow keys are shown as words.
    spelled: bool,
}

/// A key that a file takes from a command that has it by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub scope: Scope,
    pub key: KeyCombination,
    pub from: Command,
    pub by: Command,
}

impl Keymap {
    /// Returns the built-in keymap.
    ///
    /// # Errors
    /// Returns the entry that cannot be used. A test ensures that the built-in keymap has no such entry.
    pub fn built_in() -> Result<Self, String> {
        Self::parse(DEFAULT)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let tables: Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.to_string())?;
        let mut keymap = Self {
            by_key: HashMap::new(),
            in_order: Vec::new(),
            own: Vec::new(),
            taken: Vec::new(),
            spelled: false,
        };
        if let Some(name) = tables
            .keys()
            .find(|name| Scope::ALL.iter().all(|scope| scope.word() != *name))
        {
            return Err(format!("no scope named `{name}`"));
        }
        for scope in Scope::ALL {
            let Some(entries) = tables.get(scope.word()).and_then(|table| table.as_table()) else {
                continue;
            };
            for (name, keys) in entries {
                let entry = format!("[{}] {name}", scope.word());
                let command =
                    Command::named(name).ok_or_else(|| format!("{entry}: no such command"))?;
                let keys = keys
                    .as_array()
                    .ok_or_else(|| format!("{entry}: expected a list"))?;
                let mut combinations = Vec::new();
                for key in keys {
                    let key = key.as_str().unwrap_or_default();
                    let key: KeyCombination = key
                        .parse()
                        .map_err(|_| format!("{entry}: `{key}` is not a key"))?;
                    let key = key.normalized();
                    if keymap.by_key.insert((scope, key), command).is_some() {
                        return Err(format!("{entry}: `{key}` is already taken"));
                    }
                    combinations.push(key);
                }
                keymap.in_order.push((scope, command, combinations));
            }
        }
        Ok(keymap)
    }

    /// Gives a command exactly these keys. Takes a key from another command that has it by default.
    pub(in crate::tui) fn give(&mut self, scope: Scope, command: Command, keys: &[KeyCombination]) {
        self.own.push((scope, command));
        // A key that the same file gave to another command is a conflict, which is not resolved here.
        self.by_key
            .retain(|(of, _), has| *of != scope || *has != command);
        self.taken
            .retain(|taken| taken.scope != scope || taken.from != command);
        for key in keys {
            let inherited = self.inherited(scope, *key);
            let before = self.by_key.insert((scope, *key), command).or(inherited);
            if let Some(from) = before.filter(|from| !self.is_own(scope, *from)) {
                let (key, by) = (*key, command);
                self.taken.push(Taken {
                    scope,
                    key,
                    from,
                    by,
                });
            }
        }
        // An inherited command gets its own table entry.
        if !self.scope(scope).any(|(other, _)| other == command) {
            self.in_order.push((scope, command, Vec::new()));
        }
        for (of, other, shown) in &mut self.in_order {
            if *of == scope && *other == command {
                *shown = keys.to_vec();
            } else if *of == scope {
                shown.retain(|key| !keys.contains(key));
            }
        }
    }

    /// Whether the keys of this command come from the admin's file.
    #[must_use]
    pub fn is_own(&self, scope: Scope, command: Command) -> bool {
        self.own.contains(&(scope, command))
    }

    /// Returns the keys that the admin's file takes from commands that have them by default.
    #[must_use]
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    #[must_use]
    pub fn command(&self, scope: Scope, mut key: KeyEvent) -> Option<Command> {
        // Some terminals report Shift for characters such as `?`; it matters only for letters.
        if matches!(key.code, KeyCode::Char(c) if !c.is_alphabetic()) {
            key.modifiers.remove(KeyModifiers::SHIFT);
        }
        let key = KeyCombination::from(key).normalized();
        self.by_key
            .get(&(scope, key))
            .copied()
            .or_else(|| self.inherited(scope, key))
            .or_else(|| self.by_key.get(&(Scope::Global, key)).copied())
    }

    /// Returns the command that a scope inherits for a key, unless the command has its own keys in the scope.
    fn inherited(&self, scope: Scope, key: KeyCombination) -> Option<Command> {
        let command = self.by_key.get(&(scope.moving()?, key)).copied()?;
        let own = self.scope(scope).any(|(candidate, _)| candidate == command);
        (!own).then_some(command)
    }

    /// Returns the commands of a scope with their keys, in the order of the file.
    pub fn scope(&self, scope: Scope) -> impl Iterator<Item = (Command, &[KeyCombination])> {
        self.in_order
            .iter()
            .filter(move |(of, ..)| *of == scope)
            .map(|(_, command, keys)| (*command, keys.as_slice()))
    }

    #[must_use]
    pub fn first_key(&self, scope: Scope, command: Command) -> Option<String> {
        let own = |of: Scope| self.scope(of).find(|(candidate, _)| *candidate == command);
        if let Some((_, keys)) = own(scope) {
            return keys.first().map(|key| self.show(*key));
        }
        // Skip a key that has another meaning in this scope.
        let inherited = scope.moving().and_then(own).and_then(|(_, keys)| {
            keys.iter()
                .find(|key| !self.by_key.contains_key(&(scope, **key)))
        });
        let key = inherited.or_else(|| own(Scope::Global)?.1.first());
        key.map(|key| self.show(*key))
    }

    /// Whether a command is available in a scope, by its own or by inherited keys.
    #[must_use]
    pub fn has(&self, scope: Scope, command: Command) -> bool {
        let scopes = std::iter::once(scope).chain(scope.moving());
        let mut found = scopes.flat_map(|of| self.scope(of));
        found.any(|(candidate, _)| candidate == command)
    }

    /// Sets whether arrow keys are shown as words, for terminals limited to ASCII and for screen readers.
    pub const fn spell_arrows(&mut self, spelled: bool) {
        self.spelled = spelled;
    }

    /// Returns a key as help and footer show it.
    #[must_use]
    pub fn show(&self, key: KeyCombination) -> String {
        shown(key, self.spelled)
    }
}

/// Returns a key as a terminal that can display arrows shows it.
#[must_use]
pub fn show(key: KeyCombination) -> String {
    shown(key, false)
}

fn shown(key: KeyCombination, spelled: bool) -> String {
    let format = KeyCombinationFormat::default().with_implicit_shift();
    match (format.to_string(key).as_str(), spelled) {
        ("BackTab", _) => "Shift-Tab".to_owned(),
        ("Up", false) => "↑".to_owned(),
        ("Down", false) => "↓".to_owned(),
        ("Left", false) => "←".to_owned(),
        ("Right", false) => "→".to_owned(),
        (other, _) => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn the_built_in_keymap_is_sound_and_every_command_can_be_reached() {
        let keymap = Keymap::built_in().unwrap();
        for record in super::super::command::TABLE {
            let has_key = keymap
                .in_order
                .iter()
                .any(|(_, command, keys)| *command == record.command && !keys.is_empty());
            assert!(has_key || record.palette, "{}", record.name);
        }
    }

    #[test]
    fn y_is_yes_and_nothing_else() {
        let keymap = Keymap::built_in().unwrap();
        let key = press(KeyCode::Char('y'), KeyModifiers::NONE);
        for scope in Scope::ALL {
            let command = keymap.command(scope, key);
            assert!(
                matches!(command, None | Some(Command::Submit | Command::Confirm)),
                "{scope:?} {command:?}"
            );
        }
    }

    #[test]
    fn enter_never_sends_or_confirms() {
        let keymap = Keymap::built_in().unwrap();
        let key = press(KeyCode::Enter, KeyModifiers::NONE);
        for scope in Scope::ALL {
            let command = keymap.command(scope, key);
            assert!(
                !matches!(command, Some(Command::Submit | Command::Confirm)),
                "{scope:?}"
            );
        }
    }

    #[test]
    fn shifted_letters_and_global_keys_are_found() {
        let keymap = Keymap::built_in().unwrap();
        let last = press(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(keymap.command(Scope::List, last), Some(Command::Last));
        let quit = press(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(keymap.command(Scope::Editor, quit), Some(Command::Quit));
        let back = press(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(
            keymap.command(Scope::List, back),
            Some(Command::PreviousPane)
        );
        let help = press(KeyCode::Char('?'), KeyModifiers::SHIFT);
        assert_eq!(keymap.command(Scope::List, help), Some(Command::Help));
    }

    #[test]
    fn a_bad_entry_is_named() {
        for (text, problem) in [
            ("[moon]\nup = []", "no scope named `moon`"),
            ("[list]\nfly = [\"f\"]", "[list] fly: no such command"),
            ("[list]\nup = [\"hyperspace\"]", "`hyperspace` is not a key"),
            ("[list]\nup = [\"k\"]\ndown = [\"k\"]", "already taken"),
        ] {
            let error = Keymap::parse(text).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
    }
}
