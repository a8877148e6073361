//! Keys as the Windows console sends them: `AltGr` as Ctrl and Alt, and the keys of a paste one by one,
//! because the console does not pass on paste marks (<https://github.com/microsoft/terminal/issues/12385>).

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use super::Input;

const ALT_GR: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::ALT);

/// Removes `AltGr` from a key; many keyboards need it to type `{` or `@`. A letter or digit with both Ctrl
/// and Alt is kept, because `AltGr` alone produces none of those.
pub(super) fn without_alt_gr(event: Event) -> Event {
    match event {
        Event::Key(mut key) if matches!(key.code, KeyCode::Char(c) if !c.is_ascii_alphanumeric()) =>
        {
            if key.modifiers.contains(ALT_GR) {
                key.modifiers.remove(ALT_GR);
            }
            Event::Key(key)
        }
        event => event,
    }
}

/// Turns keys that arrived together into a paste, unless they are one key repeated. Like a marked paste, it
/// then runs no commands.
pub(in crate::tui) fn gather(batch: Vec<Input>) -> Vec<Input> {
    let keys = || batch.iter().filter_map(code);
    let is_pasted = keys().any(|code| matches!(code, KeyCode::Char(_)))
        && keys().zip(keys().skip(1)).any(|(one, next)| one != next);
    if !is_pasted {
        return batch;
    }
    let text = batch.iter().filter_map(character).collect();
    let others = batch.into_iter().filter(|input| code(input).is_none());
    std::iter::once(Input::Paste(text)).chain(others).collect()
}

/// Returns the byte that a terminal sends for a key, for the keys of a line in ASCII.
pub(crate) fn byte(key: KeyEvent) -> Option<u8> {
    match key.code {
        KeyCode::Enter => Some(b'\r'),
        KeyCode::Backspace => Some(b'\x7f'),
        KeyCode::Char('c') if key.modifiers == KeyModifiers::CONTROL => Some(b'\x03'),
        KeyCode::Char(c) if key.modifiers != KeyModifiers::CONTROL => u8::try_from(c).ok(),
        _ => None,
    }
}

fn code(input: &Input) -> Option<KeyCode> {
    match input {
        Input::Key { event, .. } => Some(event.code),
        _ => None,
    }
}

/// Returns the text that a key adds.
fn character(input: &Input) -> Option<char> {
    let Input::Key { event, .. } = input else {
        return None;
    };
    match event.code {
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        KeyCode::Char(c) if !event.modifiers.intersects(ALT_GR) => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
        Input::Key {
            event: KeyEvent::new(code, modifiers),
            repeat: false,
        }
    }

    fn typed(text: &str) -> Vec<Input> {
        let keys = text.chars().map(|c| match c {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            '\u{1b}' => KeyCode::Esc,
            c => KeyCode::Char(c),
        });
        keys.map(|code| key(code, KeyModifiers::NONE)).collect()
    }

    #[test]
    fn keys_that_came_together_are_one_text() {
        for text in ["contoso.com", "y\n", "\ny", "Österreich 営業\n\tq"] {
            assert_eq!(gather(typed(text)), [Input::Paste(text.to_owned())]);
        }
    }

    #[test]
    fn nothing_in_it_is_obeyed() {
        let mut keys = typed("a\u{1b}y");
        keys.push(key(KeyCode::Char('c'), KeyModifiers::CONTROL));
        keys.push(Input::Resize(80, 24));
        assert_eq!(
            gather(keys),
            [Input::Paste("ay".to_owned()), Input::Resize(80, 24)]
        );
    }

    #[test]
    fn a_character_is_the_same_with_alt_gr_and_without() {
        let of = |c, modifiers| {
            let event = Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers));
            let Event::Key(key) = without_alt_gr(event) else {
                unreachable!()
            };
            (key.code, key.modifiers)
        };
        for c in ['{', '@', '€', 'ą'] {
            assert_eq!(of(c, ALT_GR), (KeyCode::Char(c), KeyModifiers::NONE));
        }
        let held = ALT_GR | KeyModifiers::SHIFT;
        assert_eq!(of('\\', held), (KeyCode::Char('\\'), KeyModifiers::SHIFT));
        assert_eq!(of('f', ALT_GR), (KeyCode::Char('f'), ALT_GR));
        let control = KeyModifiers::CONTROL;
        assert_eq!(of('/', control), (KeyCode::Char('/'), control));
    }

    #[test]
    fn a_key_alone_or_again_and_again_stays_a_key() {
        for text in ["y", "jjjj", "\n\n", ""] {
            assert_eq!(gather(typed(text)), typed(text));
        }
        let arrows = vec![
            key(KeyCode::Down, KeyModifiers::NONE),
            key(KeyCode::PageDown, KeyModifiers::NONE),
            key(KeyCode::Enter, KeyModifiers::NONE),
        ];
        assert_eq!(gather(arrows.clone()), arrows, "there is no text in it");
    }

    #[test]
    fn events_become_the_bytes_of_a_terminal() {
        let of = |code, modifiers| byte(KeyEvent::new(code, modifiers));
        let none = KeyModifiers::NONE;
        assert_eq!(of(KeyCode::Char('x'), none), Some(b'x'));
        assert_eq!(of(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(b'?'));
        // Some keyboards need AltGr for & and =.
        assert_eq!(of(KeyCode::Char('&'), ALT_GR), Some(b'&'));
        assert_eq!(of(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(3));
        assert_eq!(of(KeyCode::Char('v'), KeyModifiers::CONTROL), None);
        assert_eq!(of(KeyCode::Enter, none), Some(b'\r'));
        assert_eq!(of(KeyCode::Backspace, none), Some(127));
        assert_eq!(of(KeyCode::Left, none), None);
    }
}
