//! Lists the further unified models, which stand outside this crate, behind a link: each file of `models/`, as its text.

use std::fmt::Write;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=models");
    let folder = env::current_dir()?.join("models");
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = files.collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let mut list = String::from("&[");
    for file in files {
        let file = file.display().to_string();
        write!(list, "include_str!({file:?}),").map_err(io::Error::other)?;
    }
    list.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(format!("{out}/models.rs"), list)
}
