//! The `enlist` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    enlist::cli::run().into()
}
