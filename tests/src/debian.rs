//! Programs that tests need and a machine may not have, from Debian's packages.

use std::path::Path;
use std::process::Command;

/// Installs packages where that is possible: as root, where there is `apt-get`. Whoever needs them
/// looks for them again.
pub fn install(packages: &[&str]) {
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        return;
    }
    let install = format!(
        "apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    let mut shell = Command::new("sh");
    shell.env("DEBIAN_FRONTEND", "noninteractive");
    shell.args([
        "-c",
        &format!("{install} || {{ apt-get update && {install}; }}"),
    ]);
    // What could not be installed is missed, and named, by who needs it.
    drop(shell.output());
}

/// Whether this runs as root.
pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
