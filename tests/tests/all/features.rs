//! What each set of features of the crate `touchpoint`, and of the one with stored accounts, brings into a program:
//! counted, and nothing that must be absent.
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

/// What databases bring: what SQLite brings alone, and what PostgreSQL does.
const SQLITE: [&str; 2] = ["libsqlite3-sys", "sqlx-sqlite"];
const POSTGRES: [&str; 3] = ["rustls", "sqlx-postgres", "stringprep"];

/// The crates of a set of features of a package, by name and version.
fn crates(package: &str, features: &str) -> BTreeSet<String> {
    let words = [
        "tree",
        "--offline",
        "--locked",
        "-p",
        package,
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
        let crates = crates("touchpoint", features);
        println!("{:3} crates with [{features}]", crates.len());
        assert!(
            crates.len() <= most,
            "[{features}] brings {} crates, at most {most}",
            crates.len()
        );
        for name in absent.iter().chain(&NEVER) {
            let found = named(&crates, name);
            assert!(found.is_none(), "[{features}] brings {found:?}");
        }
    }
}

/// The crate of this name among others.
fn named<'c>(crates: &'c BTreeSet<String>, name: &str) -> Option<&'c String> {
    let mut all = crates.iter();
    all.find(|one| one.split(' ').next() == Some(name))
}

#[test]
fn stored_accounts_bring_the_database_that_is_named_and_no_other() {
    let (sqlite, postgres) = (&SQLITE[..], &POSTGRES[..]);
    for (features, there, absent) in [
        ("sqlite", sqlite, postgres),
        ("postgres", postgres, sqlite),
        ("", &[][..], &[sqlite, postgres].concat()[..]),
    ] {
        let crates = crates("touchpoint-accounts", features);
        println!("{:3} crates with [{features}]", crates.len());
        for name in there {
            assert!(named(&crates, name).is_some(), "[{features}] lacks {name}");
        }
        let unasked = ["reqwest", "touchpoint-emulator", "sqlx-mysql", "openssl"];
        for name in absent.iter().chain(&unasked) {
            let found = named(&crates, name);
            assert!(found.is_none(), "[{features}] brings {found:?}");
        }
    }
}

/// The program and the server bring both databases, and can be built with one of them.
#[test]
fn the_server_is_built_with_the_databases_that_are_named() {
    for package in ["touchpoint-server", "touchpoint-cli"] {
        let brings = |features: &str| {
            let crates = crates(package, features);
            ["sqlx-sqlite", "sqlx-postgres"].map(|name| named(&crates, name).is_some())
        };
        assert_eq!(brings("sqlite"), [true, false], "{package}");
        assert_eq!(brings("postgres"), [false, true], "{package}");
        assert_eq!(brings("default"), [true, true], "{package}");
    }
}
