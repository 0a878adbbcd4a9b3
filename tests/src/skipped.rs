//! A test that needs a program which is not there says so and is skipped. Where nothing may be skipped,
//! it fails.

use std::io::Write;

/// The variable under which nothing may be skipped.
pub const NO_SKIPS: &str = "TOUCHPOINT_NO_SKIPS";

/// Says that a test is skipped. `needs` says what it needs, and how to get it.
///
/// # Panics
/// When nothing may be skipped.
pub fn skipped(needs: &str) {
    let forbidden = std::env::var_os(NO_SKIPS).is_some_and(|value| !value.is_empty());
    assert!(
        !forbidden,
        "{needs}; nothing may be skipped under {NO_SKIPS}"
    );
    let test = std::thread::current();
    let test = test.name().unwrap_or("a test");
    // Output of a test is hidden unless it fails, but this must be seen.
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {needs}");
}
