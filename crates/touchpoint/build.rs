//! Lists the mappings that are built in, which stand outside this crate, behind a link: each file of `mappings/`, as its
//! name and its text.

use std::fmt::Write;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=mappings");
    let mut list = String::from("&[");
    if env::var_os("CARGO_FEATURE_BUILT_IN").is_some() {
        let folder = env::current_dir()?.join("mappings");
        let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
        let mut files = files.collect::<io::Result<Vec<_>>>()?;
        files.retain(|file| file.extension().is_some_and(|end| end == "yaml"));
        files.sort();
        for file in files {
            let name = file.file_name().unwrap_or_default().display().to_string();
            let file = file.display().to_string();
            write!(list, "({name:?}, include_str!({file:?})),").map_err(io::Error::other)?;
        }
    }
    list.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(format!("{out}/mappings.rs"), list)
}
