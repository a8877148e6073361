//! The `enlist` program.

fn main() {}
