//! What two components share. No component is named here, and none of it is drawn.

pub mod help;
pub mod link;
pub mod texts;
pub mod typed_name;

pub mod group_search;
pub mod offers;
pub mod plan_lines;
pub mod shell;
