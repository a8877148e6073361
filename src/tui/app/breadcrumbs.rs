//! Where the admin is: the path from the list to the top overlay, with one word for each step.
//!
//! Belongs here: the words, and cutting the path to a width. Does not belong here: its place and its style
//! (`view`).

use super::model::Model;
use crate::text;

/// The separator between two steps.
const STEP: &str = " › ";

/// Returns the path to the overlay at `depth`, cut to `width` cells from the left, because the near end
/// matters more.
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
