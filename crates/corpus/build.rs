//! The cases that are built in stand outside this crate, behind a link: when one changes, the crate
//! is built again.

fn main() {
    println!("cargo::rerun-if-changed=cases");
    println!("cargo::rerun-if-changed=further");
}
