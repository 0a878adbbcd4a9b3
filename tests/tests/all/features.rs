//! What each set of features of the crate `touchpoint` brings into a program: counted, and nothing that must be
//! absent.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use conformance::root;
use std::collections::BTreeSet;
use std::process::Command;

/// A set of features, the most crates that it may bring (this one included), and what is not among them.
struct Set {
    features: &'static str,
    most: usize,
    absent: &'static [&'static str],
}

/// What no set brings: other people's servers, databases and command lines.
const NEVER: [&str; 5] = ["axum", "clap", "openssl", "rusqlite", "sqlx"];

/// The engine alone.
const ALONE: usize = 95;
/// What a program gets that says nothing of features: also the HTTP client, its TLS and its runtime.
const DEFAULT: usize = 144;

const SETS: [Set; 6] = [
    Set {
        features: "",
        most: ALONE,
        absent: &[
            "annotate-snippets",
            "hyper",
            "jsonschema",
            "reqwest",
            "ring",
            "rustls",
            "tokio",
            "touchpoint-emulator",
            "touchpoint-http",
            "tracing",
        ],
    },
    Set {
        features: "built-in",
        most: ALONE,
        absent: &[
            "hyper",
            "jsonschema",
            "reqwest",
            "rustls",
            "tokio",
            "touchpoint-emulator",
        ],
    },
    Set {
        features: "default",
        most: DEFAULT,
        absent: &[
            "encoding_rs",
            "jsonschema",
            "libdeflater",
            "rand_regex",
            "touchpoint-corpus",
            "touchpoint-emulator",
            "yaml_serde",
        ],
    },
    Set {
        features: "default,validate",
        most: DEFAULT + 42,
        absent: &["touchpoint-corpus", "touchpoint-emulator"],
    },
    Set {
        features: "testing",
        most: ALONE + 22,
        absent: &["reqwest", "rustls", "tokio-rustls"],
    },
    Set {
        features: "default,sandbox,testing,blocking,tracing",
        most: DEFAULT + 30,
        absent: &[],
    },
];

/// The crates of a set, by name and version.
fn crates(features: &str) -> BTreeSet<String> {
    let words = [
        "tree",
        "--offline",
        "--locked",
        "-p",
        "touchpoint",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--no-default-features",
        "--features",
        features,
    ];
    let output = Command::new(env!("CARGO"))
        .args(words)
        .current_dir(root())
        .output()
        .unwrap();
    let fault = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{fault}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let named = lines.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    });
    named.collect()
}

#[test]
fn each_set_of_features_brings_what_it_needs_and_no_more() {
    for Set {
        features,
        most,
        absent,
    } in SETS
    {
        let crates = crates(features);
        println!("{:3} crates with [{features}]", crates.len());
        assert!(
            crates.len() <= most,
            "[{features}] brings {} crates, at most {most}",
            crates.len()
        );
        for name in absent.iter().chain(&NEVER) {
            let found = crates
                .iter()
                .find(|one| one.split(' ').next() == Some(*name));
            assert!(found.is_none(), "[{features}] brings {found:?}");
        }
    }
}
