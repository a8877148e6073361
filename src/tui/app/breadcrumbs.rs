//! Where the admin is: the way from the list to what is on top, in a word for each step.
//!
//! Belongs here: the words, and cutting the way to a width. Does not belong here: where it stands and
//! how it looks (`view`).

use super::model::Model;
use crate::text;

/// What stands between two steps.
const STEP: &str = " › ";

/// The way to the overlay at `depth`, cut to `width` cells from the left: the near end matters more.
#[must_use]
pub fn trail(model: &Model, depth: usize, width: usize) -> String {
    let mut steps = vec!["Configurations".to_owned()];
    let overlays = model.overlays.iter().take(depth + 1);
    steps.extend(
        overlays
            .clone()
            .find_map(|component| component.about(&model.store)),
    );
    steps.extend(
        model
            .panes
            .filtered
            .typing
            .as_ref()
            .map(|_| "filter".to_owned()),
    );
    steps.extend(overlays.map(|component| component.step().to_owned()));
    let mut whole = steps.join(STEP);
    while text::width(&whole) > width && steps.len() > 1 {
        steps.remove(0);
        whole = format!("…{STEP}{}", steps.join(STEP));
    }
    text::truncate(&whole, width).into_owned()
}
