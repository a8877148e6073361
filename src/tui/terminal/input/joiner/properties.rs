//! Properties that hold for any bytes, however they are split.

use crossterm::event::{KeyCode, KeyModifiers};
use proptest::prelude::*;

use super::Joiner;
use super::tests::{press, read};
use crate::tui::terminal::input::Input;

/// Text that contains sequences that could be taken for something else.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "\x1b",
            "[",
            "O",
            "B",
            "~",
            "200~",
            "201~",
            "\x1b[200~",
            "\x1b[201~",
            "\x1b[20",
            "1~",
            "y",
            "q",
            "\r",
            "\x03",
            "\u{fc}",
            ";5",
            "<0;1;1M",
            "]0;",
            "\x07",
        ][..],
    );
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn pieces<'a>(bytes: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    cuts.windows(2)
        .map(|cut| &bytes[cut[0]..cut[1]])
        .filter(|piece| !piece.is_empty())
        .collect()
}

proptest! {
    #[test]
    fn nothing_of_any_paste_is_ever_taken_for_keys(
        text in hostile(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let bytes = format!("\x1b[200~{text}\x1b[201~");
        let inputs = read(&pieces(bytes.as_bytes(), &cuts));
        prop_assert!(matches!(inputs.as_slice(), [Input::Paste(_)]), "{inputs:?}");
    }

    #[test]
    fn no_bytes_break_it_and_ctrl_c_is_heard_after_any(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut joiner = Joiner::default();
        for piece in pieces(&bytes, &cuts) {
            joiner.take(piece);
        }
        joiner.pause();
        let inputs = joiner.take(b"\x03");
        let quit = press(KeyCode::Char('c'), KeyModifiers::CONTROL);
        prop_assert_eq!(inputs.last(), Some(&quit));
    }
}
