//! Every dependency is judged by the lists of deny.toml: its licence, its source, its name.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use conformance::{root, skipped};
use serde_json::Value;
use std::{collections::BTreeMap, fs, process::Command};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What deny.toml says.
struct Lists {
    allowed: Vec<String>,
    banned: Vec<String>,
    once: Vec<String>,
}

/// One dependency, as cargo tells it.
struct Package {
    name: String,
    version: String,
    licence: Option<String>,
    source: Option<String>,
}

fn lists() -> Lists {
    let text = fs::read_to_string(root().join("deny.toml")).unwrap();
    let block = |start: &str| {
        let (_, rest) = text.split_once(start).unwrap();
        let (block, _) = rest.split_once("\n]").unwrap();
        block
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .filter_map(|line| Some((line.split('"').nth(1)?.to_owned(), line.to_owned())))
            .collect::<Vec<_>>()
    };
    let (once, banned): (Vec<_>, Vec<_>) = block("\ndeny = [")
        .into_iter()
        .partition(|(_, line)| line.contains("deny-multiple-versions"));
    let names =
        |entries: Vec<(String, String)>| entries.into_iter().map(|(name, _)| name).collect();
    Lists {
        allowed: names(block("\nallow = [")),
        banned: names(banned),
        once: names(once),
    }
}

/// Everything that is wrong with these packages.
fn judge(packages: &[Package], lists: &Lists) -> Vec<String> {
    let mut faults = Vec::new();
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for package in packages {
        let said = format!("{} {}", package.name, package.version);
        *versions.entry(&package.name).or_default() += 1;
        match &package.licence {
            None => faults.push(format!("{said}: no licence is told")),
            Some(licence) if !satisfied(licence, &lists.allowed) => {
                faults.push(format!("{said}: `{licence}` is not allowed"));
            }
            Some(_) => {}
        }
        if package
            .source
            .as_deref()
            .is_some_and(|source| source != CRATES_IO)
        {
            faults.push(format!("{said}: it does not come from crates.io"));
        }
        if lists.banned.iter().any(|ban| is_banned(package, ban)) {
            faults.push(format!("{said}: banned"));
        }
    }
    for name in &lists.once {
        let count = versions.get(name.as_str()).copied().unwrap_or_default();
        if count > 1 {
            faults.push(format!("{name}: there in {count} versions"));
        }
    }
    faults
}

fn is_banned(package: &Package, ban: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        let numbers = version.split(['.', '-', '+']).take(3);
        numbers
            .map(|number| number.parse().unwrap_or_default())
            .collect()
    };
    match ban.split_once("@<") {
        None => package.name == ban,
        Some((name, below)) => package.name == name && numbers(&package.version) < numbers(below),
    }
}

/// True if an SPDX expression can be met with allowed licences alone. `/` is the old way to write OR.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any(&mut words, allowed);
    met && words.next().is_none()
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn any(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words, allowed);
    }
    met
}

fn all(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &[String]) -> bool {
    match words.next() {
        Some("(") => {
            let met = any(words, allowed);
            met && words.next() == Some(")")
        }
        Some(licence) => {
            let licence = match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
                Some(exception) => format!("{licence} WITH {exception}"),
                None => licence.to_owned(),
            };
            allowed.contains(&licence)
        }
        None => false,
    }
}

/// Every dependency of every platform. Nothing where only the crates of this one were fetched.
fn packages() -> Option<Vec<Package>> {
    let words = "metadata --format-version 1 --locked --offline".split(' ');
    let output = Command::new(env!("CARGO"))
        .args(words)
        .current_dir(root())
        .output()
        .unwrap();
    let fault = String::from_utf8_lossy(&output.stderr);
    if fault.contains("--offline") {
        skipped("it needs the crates of other platforms too: `cargo fetch --locked`");
        return None;
    }
    assert!(output.status.success(), "{fault}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let package = |value: &Value| Package {
        name: text(&value["name"]).unwrap(),
        version: text(&value["version"]).unwrap(),
        licence: text(&value["license"]),
        source: text(&value["source"]),
    };
    let packages = metadata["packages"].as_array().unwrap();
    Some(packages.iter().map(package).collect())
}

#[test]
fn every_dependency_is_allowed() {
    let Some(packages) = packages() else { return };
    let faults = judge(&packages, &lists());
    assert!(faults.is_empty(), "{faults:#?}");
}

fn made_up(name: &str, version: &str, licence: &str, source: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: version.to_owned(),
        licence: (!licence.is_empty()).then(|| licence.to_owned()),
        source: (!source.is_empty()).then(|| source.to_owned()),
    }
}

#[test]
fn the_judge_finds_what_is_wrong() {
    let lists = lists();
    let good = made_up("good", "1.0.0", "MIT OR GPL-3.0-only", CRATES_IO);
    let ours = made_up("ours", "1.0.0", "Apache-2.0", "");
    assert_eq!(judge(&[good, ours], &lists), Vec::<String>::new());
    for (package, fault) in [
        (
            made_up("a", "1.0.0", "GPL-3.0-only", CRATES_IO),
            "a 1.0.0: `GPL-3.0-only` is not allowed",
        ),
        (
            made_up("b", "1.0.0", "MIT AND GPL-3.0-only", CRATES_IO),
            "b 1.0.0: `MIT AND GPL-3.0-only` is not allowed",
        ),
        (
            made_up("c", "1.0.0", "", CRATES_IO),
            "c 1.0.0: no licence is told",
        ),
        (
            made_up("d", "1.0.0", "MIT", "git+https://example.com/d"),
            "d 1.0.0: it does not come from crates.io",
        ),
        (
            made_up("openssl", "0.10.0", "MIT", CRATES_IO),
            "openssl 0.10.0: banned",
        ),
        (
            made_up("time", "0.3.46", "MIT", CRATES_IO),
            "time 0.3.46: banned",
        ),
    ] {
        assert_eq!(judge(&[package], &lists), [fault]);
    }
    assert!(judge(&[made_up("time", "0.3.47", "MIT", CRATES_IO)], &lists).is_empty());
    let twice = ["0.12.9", "0.13.5"].map(|version| made_up("reqwest", version, "MIT", CRATES_IO));
    assert_eq!(judge(&twice, &lists), ["reqwest: there in 2 versions"]);
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed = [
        "MIT".to_owned(),
        "Apache-2.0".to_owned(),
        "Apache-2.0 WITH LLVM-exception".to_owned(),
    ];
    for (expression, met) in [
        ("MIT", true),
        ("Unlicense/MIT", true),
        ("(MIT OR Apache-2.0) AND ISC", false),
        ("MIT OR Apache-2.0 AND ISC", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT WITH LLVM-exception", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(satisfied(expression, &allowed), met, "{expression}");
    }
}
