//! Small crates, described by the rustdoc of the pinned toolchain.

use super::{Crates, difference, of};
use std::fs;
use std::process::Command;

const SAMPLE: &str = r"
mod inner {
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub struct Kept<T = String> {
        pub shown: Option<T>,
        hidden: u8,
    }
    impl<T: Clone> Kept<T> {
        pub fn first<'a>(&'a self, of: &[T], by: impl Fn(&T) -> bool + Send) -> Result<&'a T, std::io::Error>
        where
            T: 'static,
        {
            loop {}
        }
        fn hidden(self) {}
    }
    pub enum Word {
        One,
        Two(u8, Box<dyn std::error::Error + Send>),
        Three { of: [u8; 4] },
    }
    pub trait Asked: Send {
        type Answer: Clone;
        fn must(&mut self) -> Self::Answer;
        fn may(self) -> (u8,)
        where
            Self: Sized,
        {
            (1,)
        }
    }
    pub struct Unnamed;
    impl Drop for Unnamed {
        fn drop(&mut self) {}
    }
}
pub use inner::{Asked, Kept, Word as Said};
pub use std::time::Duration;
pub mod below {
    pub async fn asks<V: super::Asked>(one: V) -> V::Answer {
        loop {}
    }
    pub type Alias<'t> = &'t mut (dyn FnMut(u8) -> bool + Send);
    pub const MOST: usize = 7;
}
";

/// What is told of a crate with this source.
fn told(name: &str, source: &str) -> String {
    let folder = std::env::temp_dir().join(format!("surface-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sample.rs");
    fs::write(&file, source).unwrap();
    let rustdoc = Command::new("rustdoc")
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "-Z",
            "unstable-options",
        ])
        .args(["--output-format", "json", "--crate-name", "sample", "-o"])
        .args([&folder, &file])
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(crate::step::root())
        .output()
        .unwrap();
    let fault = String::from_utf8_lossy(&rustdoc.stderr);
    assert!(rustdoc.status.success(), "{fault}");
    let crates = Crates::read(&folder, &["sample".to_owned()]).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    of(&crates, "sample")
}

#[test]
fn what_a_program_names_is_there_with_its_signature_and_nothing_else() {
    let text = told("all", SAMPLE);
    for line in [
        "sample::Kept: struct<T = String>, may grow",
        "sample::Kept.shown: Option<T>",
        "sample::Kept: for<T: Clone> pub fn first<'a>(&'a self, of: &[T], by: impl Fn(&T) -> bool + Send) -> Result<&'a T, std::Error> where T: 'static",
        "sample::Kept: for<T: Debug> has Debug",
        "sample::Said: enum",
        "sample::Said::One",
        "sample::Said::Two(u8, Box<dyn std::Error + Send>)",
        "sample::Said::Three.of: [u8; 4]",
        "sample::Asked: trait: Send",
        "sample::Asked: must fn must(&mut self) -> Self::Answer",
        "sample::Asked: may fn may(self) -> (u8,) where Self: Sized",
        "sample::Asked: type Answer: Clone",
        "sample::Duration is core::time::Duration",
        "sample::below: pub async fn asks<V: sample::Asked>(one: V) -> V::Answer",
        "sample::below::Alias: type<'t> = &'t mut (dyn FnMut(u8) -> bool + Send)",
        "sample::below::MOST: constant usize",
    ] {
        assert!(
            text.lines().any(|one| one == line),
            "`{line}` is missing in\n{text}"
        );
    }
    for hidden in ["hidden", "Unnamed", "inner", "UnwindSafe"] {
        assert!(!text.contains(hidden), "`{hidden}` in\n{text}");
    }
}

/// Each change that can break a program changes the text.
#[test]
fn a_change_of_a_signature_is_seen() {
    let before = told("before", SAMPLE);
    for (at, (from, to)) in [
        ("pub shown: Option<T>", "pub shown: Vec<T>"),
        ("of: &[T]", "of: &mut [T]"),
        ("of: [u8; 4]", "of: [u8; 5]"),
        ("#[derive(Clone, Debug)]", "#[derive(Debug)]"),
        ("#[non_exhaustive]", ""),
        ("hidden: u8", "hidden: *const u8"),
        ("T: 'static,", ""),
        ("pub async fn asks", "pub fn asks"),
        ("type Answer: Clone", "type Answer: Copy"),
        ("impl<T: Clone> Kept<T>", "impl<T: Copy> Kept<T>"),
        ("pub const MOST", "const MOST"),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(SAMPLE.contains(from), "{from}");
        let now = told(&format!("now{at}"), &SAMPLE.replace(from, to));
        let difference = difference(&before, &now);
        assert!(
            !difference.is_empty(),
            "`{to}` in place of `{from}` is not seen"
        );
    }
    let now = told("body", &SAMPLE.replace("(1,)", "(2,)"));
    assert_eq!(difference(&before, &now), [""; 0]);
}
