//! Each connection is a file to the system, which lets a program have so many of them.

/// What the program has open besides connections, and what files of the site are read at one time.
const BESIDES: u64 = 128;

/// Raises what the system lets this program have, as far as it may, to what `connections` take; a sentence for who
/// runs it when that is not enough.
#[cfg(unix)]
pub(crate) fn raise(connections: u64) -> Option<String> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = connections + BESIDES;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // None is no bound.
    let now = current.filter(|now| *now < wanted)?;
    let raised = maximum.map_or(wanted, |most| most.min(wanted));
    let got = setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum }).map_or(now, |()| raised);
    (got < wanted).then(|| {
        format!(
            "this system lets the server have {got} files open, and its connections may take {wanted}: raise that \
             (ulimit -n, or LimitNOFILE in a unit of systemd), or lower --max-connections to {}",
            got.saturating_sub(BESIDES) / 2
        )
    })
}

/// Other systems have no such bound, or none that matters.
#[cfg(not(unix))]
pub(crate) fn raise(_connections: u64) -> Option<String> {
    None
}
