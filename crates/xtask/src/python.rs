//! Programs from `PyPI`, each version in a Python environment of its own under `target/`.

use crate::step::{command, run};
use std::path::{Path, PathBuf};

/// Installs packages once; gives the folder of their programs.
///
/// # Errors
/// What Python or pip said.
pub(crate) fn installed(root: &Path, name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let place = root.join("target/python").join(name);
    let bin = place.join("bin");
    let done = place.join("installed");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&done).is_ok_and(|text| text == wanted) {
        return Ok(bin);
    }
    let at = place.to_string_lossy();
    run(command(root, &["python3", "-m", "venv", "--clear", &at]))?;
    let pip = bin.join("pip");
    let pip = pip.to_string_lossy();
    let mut install = command(
        root,
        &[&pip, "install", "--quiet", "--disable-pip-version-check"],
    );
    install.args(packages);
    run(install)?;
    std::fs::write(&done, wanted).map_err(|error| error.to_string())?;
    Ok(bin)
}
