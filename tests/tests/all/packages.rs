//! Each published crate says what a registry and a reader of its page want to know.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use conformance::root;
use serde_json::Value;
use std::{collections::BTreeMap, process::Command};

/// The crates that this workspace alone needs.
const UNPUBLISHED: [&str; 3] = ["conformance", "touchpoint-oracle", "xtask"];

fn members() -> BTreeMap<String, Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let named = packages.map(|package| {
        let name = package["name"].as_str().unwrap().to_owned();
        (name, package.clone())
    });
    named.collect()
}

fn is_published(package: &Value) -> bool {
    package["publish"].is_null()
}

/// What cargo tells of a dependency that stands in the manifest without a version.
const NO_VERSION: &str = "*";

/// Everything that a published package does not say.
fn missing(package: &Value) -> Vec<&'static str> {
    let told = |key: &str| package[key].as_str().is_some_and(|text| !text.is_empty());
    let texts = ["description", "license", "repository", "rust_version"];
    let mut missing: Vec<&str> = texts.into_iter().filter(|key| !told(key)).collect();
    let lists = ["keywords", "categories"];
    let filled = |key: &str| package[key].as_array().is_some_and(|list| !list.is_empty());
    missing.extend(lists.into_iter().filter(|key| !filled(key)));
    if package["metadata"]["docs"]["rs"]["all-features"] != true {
        missing.push("package.metadata.docs.rs");
    }
    missing
}

#[test]
fn every_crate_but_the_tools_is_published() {
    let members = members();
    assert!(members.len() >= 8, "{members:?}");
    for (name, package) in &members {
        let tool = UNPUBLISHED.contains(&name.as_str());
        assert_eq!(is_published(package), !tool, "{name}");
    }
}

#[test]
fn every_published_crate_says_what_it_is() {
    let members = members();
    let published = members.iter().filter(|(_, package)| is_published(package));
    let faults: Vec<_> = published
        .map(|(name, package)| (name, missing(package)))
        .filter(|(_, missing)| !missing.is_empty())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_a_published_crate_needs_is_published_too() {
    let members = members();
    let mut faults = Vec::new();
    for (name, package) in members.iter().filter(|(_, package)| is_published(package)) {
        for needed in package["dependencies"].as_array().unwrap() {
            // What only its tests need is left out of its package.
            let of_tests = needed["kind"] == "dev";
            let needs = needed["name"].as_str().unwrap();
            let Some(member) = members.get(needs).filter(|_| !of_tests) else {
                continue;
            };
            if needed["req"] == NO_VERSION || !is_published(member) {
                faults.push(format!("{name} needs {needs}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
