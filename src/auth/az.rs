//! Runs `az` so that it neither reads the keys of the screen nor outlives the wait for it.
//!
//! Belongs here: the child process. Does not belong here: what it is asked (`azure`).

use std::ffi::OsStr;
use std::io;
use std::process::{Output, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use azure_identity::Executor;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use super::endpoint_error::{AuthorityRefusal, EndpointError, number_in};
use super::hints::NO_AZ;
use crate::net::LONGEST_SHORT;
use crate::text;

#[derive(Debug)]
pub(super) struct AzExecutor {
    pub(super) patience: Duration,
    pub(super) problems: mpsc::UnboundedSender<EndpointError>,
}

#[async_trait]
impl Executor for AzExecutor {
    async fn run(&self, program: &OsStr, args: &[&OsStr]) -> io::Result<Output> {
        match self.output(program, args).await {
            Ok(output) => Ok(output),
            Err(problem) => {
                // The caller that waits for the token receives the error and drops this future.
                let _ = self.problems.send(problem);
                std::future::pending().await
            }
        }
    }
}

impl AzExecutor {
    async fn output(&self, program: &OsStr, args: &[&OsStr]) -> Result<Output, EndpointError> {
        let mut command = Command::new(program);
        command
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        // az is a child of the shell that the library starts: only ending the process group ends both.
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing(),
            _ => refused(&format!("could not start az: {error}")),
        })?;
        let mut group = Group::of(&child);
        let output = tokio::time::timeout(self.patience, output_of(child))
            .await
            .map_err(|_| EndpointError::TimedOut("az returned no token in time".to_owned()))?
            .map_err(|error| refused(&format!("could not read the output of az: {error}")))?;
        group.ended();
        if output.status.success() {
            return Ok(output);
        }
        let message = String::from_utf8_lossy(&output.stderr);
        // A Unix shell has an exit code for a program that it cannot find; cmd.exe only prints a message.
        if output.status.code() == Some(127) || message.contains("is not recognized") {
            return Err(missing());
        }
        Err(refused(&message))
    }
}

/// The output of a child until it exits, up to a limit.
async fn output_of(mut child: Child) -> io::Result<Output> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (stdout, stderr) = tokio::try_join!(written(out), written(err))?;
    let status = child.wait().await?;
    Ok(Output {
        status,
        stdout,
        stderr,
    })
}

async fn written(pipe: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let Some(pipe) = pipe else {
        return Ok(bytes);
    };
    let limit = u64::try_from(LONGEST_SHORT).unwrap_or(u64::MAX);
    pipe.take(limit + 1).read_to_end(&mut bytes).await?;
    if bytes.len() > LONGEST_SHORT {
        return Err(io::Error::other("it wrote more than 1 MiB"));
    }
    Ok(bytes)
}

/// There is no `az`.
fn missing() -> EndpointError {
    EndpointError::Refused(AuthorityRefusal {
        code: NO_AZ.to_owned(),
        number: None,
        sentence: "az was not found on the PATH".to_owned(),
        claims: None,
    })
}

fn refused(message: &str) -> EndpointError {
    let flat = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = text::sentence(flat.strip_prefix("ERROR: ").unwrap_or(&flat)).into_owned();
    EndpointError::Refused(AuthorityRefusal {
        code: "az".to_owned(),
        number: number_in(&sentence),
        sentence: if sentence.is_empty() {
            "az failed without a message".to_owned()
        } else {
            sentence
        },
        claims: None,
    })
}

/// Ends the whole process group of a child if the wait for it ends first.
struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl Group {
    #[cfg(unix)]
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self {
            leader: id.and_then(rustix::process::Pid::from_raw),
        }
    }

    #[cfg(not(unix))]
    const fn of(_child: &Child) -> Self {
        Self {}
    }

    #[cfg_attr(
        not(unix),
        expect(clippy::unused_self, reason = "there is no group to end")
    )]
    const fn ended(&mut self) {
        #[cfg(unix)]
        {
            self.leader = None;
        }
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader {
            // It may have exited already.
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn runner(patience: Duration) -> (AzExecutor, mpsc::UnboundedReceiver<EndpointError>) {
        let (problems, heard) = mpsc::unbounded_channel();
        (AzExecutor { patience, problems }, heard)
    }

    async fn shell(runner: &AzExecutor, script: &str) -> Result<Output, EndpointError> {
        let args = [OsStr::new("-c"), OsStr::new(script)];
        runner.output(OsStr::new("/bin/sh"), &args).await
    }

    #[tokio::test]
    async fn a_child_reads_no_keys_and_its_words_survive() {
        let (runner, _heard) = runner(Duration::from_secs(20));
        let output = shell(&runner, "cat; echo done").await.unwrap();
        assert_eq!(output.stdout, b"done\n");
        let Err(EndpointError::Refused(refusal)) =
            shell(&runner, "echo 'ERROR: AADSTS50173: Gone.' >&2; exit 1").await
        else {
            unreachable!()
        };
        assert_eq!(refusal.number, Some(50173));
        assert_eq!(refusal.sentence, "AADSTS50173: Gone.");
        let Err(EndpointError::Refused(refusal)) = shell(&runner, "no-such-program").await else {
            unreachable!()
        };
        assert!(refusal.sentence.contains("not found"));
    }

    #[tokio::test]
    async fn a_child_that_writes_without_end_is_given_up() {
        let (runner, _heard) = runner(Duration::from_secs(60));
        for script in ["yes", "yes >&2"] {
            let Err(EndpointError::Refused(refusal)) = shell(&runner, script).await else {
                unreachable!()
            };
            assert!(refusal.sentence.contains("1 MiB"), "{}", refusal.sentence);
        }
        let long = "printf 'ERROR: %0100000d' 0 >&2; exit 1";
        let Err(EndpointError::Refused(refusal)) = shell(&runner, long).await else {
            unreachable!()
        };
        assert_eq!(refusal.sentence.chars().count(), 500);
    }

    #[tokio::test]
    async fn a_child_that_hangs_is_given_up() {
        let (runner, _heard) = runner(Duration::from_millis(20));
        let result = shell(&runner, "sleep 600").await;
        assert!(
            matches!(result, Err(EndpointError::TimedOut(_))),
            "{result:?}"
        );
    }

    #[tokio::test]
    async fn a_child_that_nobody_waits_for_ends_with_its_own_children() {
        let until = std::time::Instant::now() + Duration::from_secs(20);
        let wait_for = async |mut done: Box<dyn FnMut() -> bool>| {
            while !done() {
                assert!(std::time::Instant::now() < until, "it never came to that");
                tokio::task::yield_now().await;
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let script = format!(
            "sh -c 'echo $$ > {}; exec sleep 600' & wait",
            file.display()
        );
        let (runner, _heard) = runner(Duration::from_secs(60));
        let read = move || {
            let text = std::fs::read_to_string(&file).ok()?;
            text.strip_suffix('\n')?.parse::<i32>().ok()
        };
        let written = read.clone();
        tokio::select! {
            result = shell(&runner, &script) => unreachable!("{result:?}"),
            () = wait_for(Box::new(move || written().is_some())) => {}
        }
        let pid = rustix::process::Pid::from_raw(read().unwrap()).unwrap();
        // Its new parent will reap it at some point. A zombie still accepts signals, so check its state.
        wait_for(Box::new(move || {
            rustix::process::test_kill_process(pid).is_err()
                || std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))
                    .is_ok_and(|stat| stat.contains(") Z "))
        }))
        .await;
    }
}
