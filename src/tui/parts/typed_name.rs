//! A name that is typed, key by key, before a yes counts: for what reaches everyone, and for profiles that
//! want it.
//!
//! Belongs here: which keys the line takes, and what is said of it. Does not belong here: what a yes does
//! (`components`).

use tui_input::InputRequest;

use crate::text;
use crate::tui::kit::typed::Typed;
use crate::words::{Line, Role};

/// The name that is asked for, if any. What was typed of it lies in the cursor of the component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedName {
    wanted: Option<String>,
    was_pasted: bool,
}

impl TypedName {
    /// Asks for a name, or for none. It may become known, or another one, while it is asked for.
    pub fn ask(&mut self, name: Option<&str>) {
        // It is compared with what can be typed.
        let name = name.map(|name| text::clean(name.trim()).into_owned());
        if self.wanted != name {
            self.wanted = name;
        }
    }

    #[must_use]
    pub const fn is_asked(&self) -> bool {
        self.wanted.is_some()
    }

    /// Whether a yes counts: the name stands there, or none is asked for.
    #[must_use]
    pub fn fits(&self, typed: &Typed) -> bool {
        self.wanted
            .as_deref()
            .is_none_or(|name| typed.value() == name)
    }

    /// Takes a key where it is the line's, and says so. A letter is, from the first one of the name on until the
    /// name stands there: before and after that letters are commands, `y` among them.
    pub fn edit(&mut self, typed: &mut Typed, request: InputRequest) -> Option<bool> {
        self.was_pasted = false;
        let name = self.wanted.as_deref()?;
        if let InputRequest::InsertChar(letter) = request {
            let is_begun = !typed.value().is_empty() || name.starts_with(letter);
            if !is_begun || typed.value() == name {
                return Some(false);
            }
        }
        Some(typed.edit(request))
    }

    /// Takes a paste, and nothing of it: whoever pastes has not read the name. Says whether one is asked for.
    pub const fn paste(&mut self) -> bool {
        self.was_pasted = self.is_asked();
        self.was_pasted
    }

    /// Why nothing of a paste was taken, right after one.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let name = self.wanted.as_deref().filter(|_| self.was_pasted)?;
        Some(format!("Type {name}. A pasted name does not count."))
    }

    /// Why a yes does not count yet.
    #[must_use]
    pub fn missing(&self, typed: &Typed) -> Option<String> {
        let name = self.wanted.as_deref().filter(|_| !self.fits(typed))?;
        Some(format!("Type {name} to confirm."))
    }

    /// Whether letters are the line's, since the name is begun.
    #[must_use]
    pub fn is_begun(&self, typed: &Typed) -> bool {
        !typed.value().is_empty() && !self.fits(typed)
    }

    /// What is to be done before a yes, in a few words.
    #[must_use]
    pub fn note(&self, typed: &Typed) -> Option<String> {
        let name = self.wanted.as_deref().filter(|_| !self.fits(typed))?;
        Some(format!("type {name}"))
    }

    /// What stands in front of the line; `yes` is the key of the yes, and `what` is what it does then.
    #[must_use]
    pub fn label(&self, typed: &Typed, yes: &str, what: &str) -> Option<Line> {
        let name = self.wanted.as_deref()?;
        let typed = typed.value();
        Some(if typed == name {
            Line::new(Role::Good, format!("Confirmed. Press {yes} to {what}:"))
        } else if name.starts_with(typed) {
            Line::new(Role::Title, format!("Type {name} to confirm:"))
        } else {
            Line::new(Role::Bad, format!("That does not match. Type {name}:"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types letter by letter; gives those that the line did not take.
    fn press(name: &mut TypedName, typed: &mut Typed, letters: &str) -> String {
        let is_left =
            |letter: &char| name.edit(typed, InputRequest::InsertChar(*letter)) != Some(true);
        letters.chars().filter(is_left).collect()
    }

    fn asked(name: &str) -> (TypedName, Typed) {
        let mut asked = TypedName::default();
        asked.ask(Some(name));
        (asked, Typed::default())
    }

    #[test]
    fn letters_are_commands_before_the_first_and_after_the_last_letter_of_the_name() {
        let (mut name, mut typed) = asked("contoso.com");
        assert_eq!(press(&mut name, &mut typed, "yvwC"), "yvwC");
        assert_eq!(press(&mut name, &mut typed, "contoso.com"), "");
        assert!(name.fits(&typed));
        assert_eq!(press(&mut name, &mut typed, "yc"), "yc");
        assert_eq!(
            name.edit(&mut typed, InputRequest::DeletePrevChar),
            Some(true)
        );
        assert_eq!(
            press(&mut name, &mut typed, "y"),
            "",
            "it is a letter of the line"
        );
        assert!(!name.fits(&typed));
        let text = name.label(&typed, "y", "send").unwrap();
        assert_eq!(
            (text.role, &*text.text),
            (Role::Bad, "That does not match. Type contoso.com:")
        );
    }

    #[test]
    fn a_name_may_have_the_letter_of_the_yes() {
        for wanted in ["y", "yy", "yoyo.com", "toy"] {
            let (mut name, mut typed) = asked(wanted);
            assert_eq!(press(&mut name, &mut typed, wanted), "", "{wanted}");
            assert!(name.fits(&typed));
            assert_eq!(press(&mut name, &mut typed, "y"), "y", "{wanted}");
        }
    }

    #[test]
    fn a_paste_is_refused_with_a_reason_until_the_next_key() {
        let (mut name, mut typed) = asked("contoso.com");
        assert!(name.paste());
        assert_eq!(
            name.refusal().unwrap(),
            "Type contoso.com. A pasted name does not count."
        );
        press(&mut name, &mut typed, "c");
        assert_eq!(name.refusal(), None);
        let mut none = TypedName::default();
        assert!(!none.paste());
        assert!(none.fits(&typed));
        assert_eq!(none.edit(&mut typed, InputRequest::InsertChar('c')), None);
    }

    #[test]
    fn a_name_of_the_tenant_is_asked_for_as_it_can_be_typed() {
        let (name, typed) = asked(" con\u{202e}toso\n");
        let text = name.label(&typed, "y", "send").unwrap();
        assert_eq!(&*text.text, "Type contoso to confirm:");
    }
}
