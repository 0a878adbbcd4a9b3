//! The source files of a crate → its modules, each with the names that stand in it and where they lead.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, File, Item, ItemUse, UseTree, Visibility};

/// One module: a file, or a block inside one.
pub(crate) struct Module {
    /// `["touchpoint_core", "plan", "rules"]`
    pub(crate) path: Vec<String>,
    /// The file it stands in.
    pub(crate) file: PathBuf,
    /// Name → what it is here.
    pub(crate) names: HashMap<String, Name>,
    /// The modules whose names all stand here too: `use super::*`.
    pub(crate) globs: Vec<Vec<String>>,
    /// Its items, without those of its blocks and of its tests.
    pub(crate) items: Vec<Item>,
}

/// What a name is in a module.
pub(crate) enum Name {
    /// It is defined here.
    Defined,
    /// It is a module below this one.
    Module,
    /// It is brought in: the path as it is written, and whether it is handed on from below.
    Brought { path: Vec<String>, handed_on: bool },
}

/// Every module of the crate whose first file this is.
pub(crate) fn modules(krate: &str, root: &Path) -> Vec<Module> {
    let mut found = Vec::new();
    let folder = root.parent().unwrap().to_owned();
    read(vec![krate.to_owned()], root, &folder, &mut found);
    found
}

fn read(path: Vec<String>, file: &Path, folder: &Path, found: &mut Vec<Module>) {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let File { items, .. } =
        syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    gather(path, file, folder, items, found);
}

fn gather(
    path: Vec<String>,
    file: &Path,
    folder: &Path,
    items: Vec<Item>,
    found: &mut Vec<Module>,
) {
    let mut module = Module {
        path: path.clone(),
        file: file.to_owned(),
        names: HashMap::new(),
        globs: Vec::new(),
        items: Vec::new(),
    };
    for item in items {
        if is_test(attributes(&item)) {
            continue;
        }
        match item {
            Item::Mod(block) => {
                let name = block.ident.to_string();
                module.names.insert(name.clone(), Name::Module);
                let below: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
                let inside = folder.join(&name);
                if let Some((_, items)) = block.content {
                    gather(below, file, &inside, items, found);
                } else {
                    let flat = folder.join(format!("{name}.rs"));
                    let own = if flat.exists() {
                        flat
                    } else {
                        inside.join("mod.rs")
                    };
                    read(below, &own, &inside, found);
                }
            }
            Item::Use(item) => bring(&item, &mut module),
            item => {
                if let Some(name) = defined(&item) {
                    module.names.insert(name, Name::Defined);
                }
                module.items.push(item);
            }
        }
    }
    // What a face hands on is known only once its modules are.
    let below: Vec<String> = module.names.iter().filter_map(below).collect();
    for name in module.names.values_mut() {
        if let Name::Brought { path, handed_on } = name {
            let first = match path.first().map(String::as_str) {
                Some("self") => path.get(1),
                _ => path.first(),
            };
            *handed_on &= first.is_some_and(|first| below.contains(first));
        }
    }
    found.push(module);
}

fn below((name, is): (&String, &Name)) -> Option<String> {
    matches!(is, Name::Module).then(|| name.clone())
}

/// The paths of one `use`, as they are written.
pub(crate) fn paths_of(tree: &UseTree) -> Vec<(Vec<String>, Option<String>)> {
    match tree {
        UseTree::Path(path) => {
            let rest = paths_of(&path.tree).into_iter();
            let first = path.ident.to_string();
            rest.map(|(rest, name)| ([first.clone()].into_iter().chain(rest).collect(), name))
                .collect()
        }
        UseTree::Name(name) if name.ident == "self" => vec![(Vec::new(), Some("self".to_owned()))],
        UseTree::Name(name) => vec![(vec![name.ident.to_string()], Some(name.ident.to_string()))],
        UseTree::Rename(name) => {
            let path = Vec::from_iter((name.ident != "self").then(|| name.ident.to_string()));
            vec![(path, Some(name.rename.to_string()))]
        }
        UseTree::Glob(_) => vec![(Vec::new(), None)],
        UseTree::Group(group) => group.items.iter().flat_map(paths_of).collect(),
    }
}

fn bring(item: &ItemUse, module: &mut Module) {
    let handed_on = !matches!(item.vis, Visibility::Inherited);
    for (path, name) in paths_of(&item.tree) {
        let Some(name) = name else {
            module.globs.push(path);
            continue;
        };
        let name = match (name.as_str(), path.last()) {
            ("self", Some(last)) => last.clone(),
            _ => name,
        };
        module.names.insert(name, Name::Brought { path, handed_on });
    }
}

fn defined(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Macro(item) => item.ident.as_ref()?.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    }
}

/// True for what is built for tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|name| name == "test")
    })
}
