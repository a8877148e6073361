//! Pictures of the editor form at every size, and without colours or Unicode.

use super::*;

/// The form on a group with a filter, on a scope-tag group, and for a target to be added.
fn forms(ui: &mut ScreenTest) -> String {
    let changed = ui.keys("enter e").picture();
    let scope_tag = ui.keys("esc down e").picture();
    let added = ui.keys("esc a").picture();
    [changed, scope_tag, added].join("\n")
}

#[test]
fn the_form_at_every_size() {
    for size in [USUAL, (120, 40), (160, 50), (60, 15), (40, 12)] {
        let (width, height) = size;
        let forms = forms(&mut ScreenTest::new(size));
        shown(&format!("editor-forms-{width}x{height}"), &forms);
    }
}

#[test]
fn the_form_in_ascii_and_without_colours() {
    let mut ascii = ScreenTest::with(USUAL, |start| start.capabilities.ascii = true);
    let forms = forms(&mut ascii);
    assert!(forms.is_ascii(), "{forms}");
    shown("editor-forms-ascii", &forms);
    let mut plain = ScreenTest::with(USUAL, |start| start.capabilities.no_colour = true);
    plain.keys("enter e backtab");
    shown("editor-no-colour", &(plain.picture() + &plain.attributes()));
}
