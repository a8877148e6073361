//! Questions on the terminal.

use std::io::{self, IsTerminal};

use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::signals::Signals;

/// Whether the user can be asked: questions go to stderr, answers come from stdin.
pub(in crate::cli) fn somebody() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether the session has a terminal, even if input and output of this command are redirected.
pub(in crate::cli) fn has_terminal() -> bool {
    #[cfg(unix)]
    return std::fs::File::open("/dev/tty").is_ok();
    #[cfg(not(unix))]
    return io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal();
}

/// Whether the user sees the progress on stderr.
pub(in crate::cli) fn somebody_reads() -> bool {
    io::stderr().is_terminal()
}

/// Asks a question. Only `y` and `yes` count as yes.
pub(in crate::cli) async fn yes(question: &str, signals: &mut Signals) -> Result<bool, Failure> {
    let answer = line(&format!("{question} [y/N] "), signals).await?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Asks for a line of text. The end of the input is an empty line.
pub(in crate::cli) async fn line(prompt: &str, signals: &mut Signals) -> Result<String, Failure> {
    // If the question cannot be printed, the answer is still read.
    let _ = print::error(prompt);
    let reading = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    });
    tokio::select! {
        read = reading => {
            let read = read.map_err(|error| Failure::local(error.to_string()))?;
            let line = read.map_err(|error| Failure::local(format!("no answer: {error}")))?;
            Ok(line.trim().to_owned())
        }
        number = signals.next() => {
            let _ = print::error("\n");
            Err(Failure::interrupted(number))
        }
    }
}
