//! The mappings and cases that are built in are files outside this crate: when one changes, the
//! crate is built again.

fn main() {
    for folder in ["../../mappings", "../../tests/corpus"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
