//! The larger editor is built apart, by `cargo xtask editor`, and is never committed. Where it is there it
//! becomes a part of the program; where it is not, an empty file stands for it.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=editor/built/editor.js");
    println!("cargo::rerun-if-changed=build.rs");
    let built = fs::read_to_string("editor/built/editor.js").unwrap_or_default();
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join("editor.js"), built)
}
