//! What operators take as it is, held against the programs that will read it: manifests by
//! Kubernetes' own schemas, alerts by Prometheus.

use crate::python;
use crate::step::{command, run};
use std::fs;
use std::path::Path;

const PACKAGES: [&str; 1] = ["kubernetes-validate==1.37.0"];
/// The versions of Kubernetes that the manifests are for.
const VERSIONS: [&str; 2] = ["1.31", "1.37"];
const MANIFESTS: &str = "deploy/kubernetes";
const MONITORING: &str = "deploy/monitoring";

/// Checks all of it.
///
/// # Errors
/// What a validator said, or which image has no exact version.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    images(root)?;
    let bin = python::installed(root, "operators", &PACKAGES)?;
    let validate = bin.join("kubernetes-validate");
    for version in VERSIONS {
        let mut validate = command(root, &[&validate.to_string_lossy()]);
        validate.args(["--strict", "--quiet", "-k", version]);
        validate.args(files(&root.join(MANIFESTS), "yaml")?);
        run(validate)?;
    }
    let monitoring = root.join(MONITORING);
    for words in [
        ["check", "rules", "alerts.yaml"],
        ["test", "rules", "alerts.test.yaml"],
    ] {
        let mut promtool = command(root, &["promtool"]);
        promtool.args(words).current_dir(&monitoring);
        run(promtool)
            .map_err(|fault| format!("{fault}; `promtool` is in Debian's package prometheus"))?;
    }
    for file in files(&monitoring, "json")? {
        let text = fs::read(&file).map_err(|error| error.to_string())?;
        let read = serde_json::from_slice::<serde_json::Value>(&text);
        read.map_err(|fault| format!("{file}: {fault}"))?;
    }
    Ok(())
}

/// Holds that no image is named without an exact version.
fn images(root: &Path) -> Result<(), String> {
    let mut places = files(&root.join(MANIFESTS), "yaml")?;
    places.extend(["compose.yaml", "Dockerfile"].map(|name| root.join(name).display().to_string()));
    for place in places {
        let text = fs::read_to_string(&place).map_err(|error| error.to_string())?;
        if let Some(image) = text
            .lines()
            .filter_map(image)
            .find(|image| !is_exact(image))
        {
            return Err(format!("{place}: the image `{image}` has no exact version"));
        }
    }
    Ok(())
}

/// The image that a line names: `image: postgres:17.6`, `FROM rust:1.95.0 AS build`.
fn image(line: &str) -> Option<&str> {
    let line = line.trim().trim_start_matches("- ");
    let rest = line
        .strip_prefix("image:")
        .or_else(|| line.strip_prefix("FROM "))?;
    rest.split_whitespace().next()
}

/// True if a tag has two numbers at least: `17.6`, `1.95.0-slim`.
fn is_exact(image: &str) -> bool {
    let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
    let numbers = tag
        .split('-')
        .find(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    numbers.is_some_and(|numbers| numbers.split('.').count() > 1)
}

fn files(folder: &Path, ending: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let fitting = paths.filter(|path| path.extension().is_some_and(|end| end == ending));
    let mut files: Vec<String> = fitting.map(|path| path.display().to_string()).collect();
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_an_exact_version() {
        assert_eq!(
            image("          image: ghcr.io/OWNER/touchpoint:0.1.0"),
            Some("ghcr.io/OWNER/touchpoint:0.1.0")
        );
        assert_eq!(
            image("FROM rust:1.95.0-slim-bookworm AS build"),
            Some("rust:1.95.0-slim-bookworm")
        );
        for exact in [
            "postgres:17.6-alpine",
            "rust:1.95.0-slim-bookworm",
            "x/y:0.1.0",
        ] {
            assert!(is_exact(exact), "{exact}");
        }
        for loose in [
            "postgres",
            "postgres:17-alpine",
            "postgres:latest",
            "debian:bookworm-slim",
            "host:5000/x",
        ] {
            assert!(!is_exact(loose), "{loose}");
        }
    }
}
