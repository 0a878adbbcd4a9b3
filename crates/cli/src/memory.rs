//! A server gives memory back soon. The allocator keeps what was freed for a second, unless a variable
//! says otherwise that it reads before the program begins: under large replies that is half of all
//! memory.

/// The allocator's variable, and how many milliseconds it keeps what was freed. Shorter costs requests
/// per second.
const KEEPS: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "100");

/// Begins the program anew with that variable, in the same process; does nothing where it is set. Where
/// that is not possible the program goes on as it is.
#[cfg(unix)]
pub(crate) fn give_back_soon() {
    use std::os::unix::process::CommandExt;
    let (name, value) = KEEPS;
    let mut words = std::env::args_os();
    let (Ok(program), Some(called)) = (std::env::current_exe(), words.next()) else {
        return;
    };
    if std::env::var_os(name).is_none() {
        let mut anew = std::process::Command::new(program);
        // It comes back only with a reason why it could not.
        let _ = anew.arg0(called).args(words).env(name, value).exec();
    }
}

/// Elsewhere no program takes the place of another in its process.
#[cfg(not(unix))]
pub(crate) fn give_back_soon() {}
