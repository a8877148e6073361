//! The `enlist` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // What a panic leaves of the terminal depends on how the program is linked. `.ci/static` looks at a
    // build like this one.
    #[cfg(panics_on_purpose)]
    {
        use enlist::tui::{app::screen::Screen, terminal::clipboard::Multiplexer};
        let _screen = Screen::enter(Multiplexer::None);
        panic!("on purpose");
    }
    #[cfg(not(panics_on_purpose))]
    enlist::cli::run().into()
}
