//! Signals while a change is made.

/// The signal of Ctrl-C.
pub(in crate::cli) const INTERRUPT: u8 = 2;

/// Listens to signals from its creation. Before that, a signal ends the process by default.
#[cfg(unix)]
pub(in crate::cli) struct Signals([Option<tokio::signal::unix::Signal>; 3]);

#[cfg(unix)]
impl Signals {
    const KINDS: [tokio::signal::unix::SignalKind; 3] = [
        tokio::signal::unix::SignalKind::interrupt(),
        tokio::signal::unix::SignalKind::terminate(),
        tokio::signal::unix::SignalKind::hangup(),
    ];

    pub(in crate::cli) fn listen() -> Self {
        // A signal that cannot be caught ends the process by default.
        Self(Self::KINDS.map(|kind| tokio::signal::unix::signal(kind).ok()))
    }

    pub(in crate::cli) async fn next(&mut self) -> u8 {
        async fn one(stream: &mut Option<tokio::signal::unix::Signal>) {
            match stream {
                Some(stream) => drop(stream.recv().await),
                None => std::future::pending().await,
            }
        }
        let [interrupt, terminate, hangup] = &mut self.0;
        let came = tokio::select! {
            () = one(interrupt) => 0,
            () = one(terminate) => 1,
            () = one(hangup) => 2,
        };
        u8::try_from(Self::KINDS[came].as_raw_value()).unwrap_or(INTERRUPT)
    }
}

/// On other systems, only Ctrl-C is handled.
#[cfg(not(unix))]
pub(in crate::cli) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(in crate::cli) fn listen() -> Self {
        Self
    }

    pub(in crate::cli) async fn next(&mut self) -> u8 {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        INTERRUPT
    }
}
