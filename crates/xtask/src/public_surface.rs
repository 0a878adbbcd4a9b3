//! The public surface of the crate `touchpoint` as a text, read from its source: every item that a program can
//! name, with its signature. A change of it is seen in review.

use proc_macro2::Span;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::{Fields, ImplItem, Item, TraitItem, UseTree, Visibility};

/// Where the text stands.
pub(crate) const PAGE: &str = "crates/touchpoint/public-surface.txt";

const HEAD: &str = "\
# What programs can name in the crate `touchpoint`, with every feature on.
# Written by `cargo xtask generate`; what stands under another crate's name is described there.
";

/// The text.
///
/// # Errors
/// A source file that cannot be read.
pub(crate) fn text(root: &Path) -> Result<String, String> {
    let source = root.join("crates/touchpoint/src");
    let mut lines = Vec::new();
    module(&source, "lib.rs", "touchpoint", &mut lines)?;
    lines.sort();
    lines.dedup();
    Ok(format!("{HEAD}\n{}\n", lines.join("\n")))
}

/// One file of the crate.
struct Source {
    text: String,
    items: Vec<Item>,
}

impl Source {
    fn read(path: &Path) -> Result<Source, String> {
        let shown = path.display();
        let text =
            fs::read_to_string(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
        let file = syn::parse_file(&text).map_err(|error| format!("{shown}: {error}"))?;
        let items = file.items;
        Ok(Source { text, items })
    }

    /// The text from one place to another in one line.
    fn line(&self, from: Span, to: Span) -> String {
        let range = from.byte_range().start..to.byte_range().start;
        let text = self.text.get(range).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        words
            .join(" ")
            .replace("( ", "(")
            .replace(", )", ")")
            .replace(" ,", ",")
    }

    fn whole(&self, span: Span) -> String {
        let text = self.text.get(span.byte_range()).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The public names of a module: its own items, those that it takes from its files, and what stands under it.
fn module(folder: &Path, file: &str, path: &str, lines: &mut Vec<String>) -> Result<(), String> {
    let source = Source::read(&folder.join(file))?;
    let below = match file {
        "lib.rs" | "mod.rs" => folder.to_owned(),
        _ => folder.join(file.trim_end_matches(".rs")),
    };
    let mut taken: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut under = Vec::new();
    for item in &source.items {
        match item {
            Item::Use(used) if is_public(&used.vis) => {
                for (from, name) in names(&used.tree, "") {
                    match from.split_once("::") {
                        Some((own, _)) if exists(&below, own) => {
                            taken.entry(own.to_owned()).or_default().push(name);
                        }
                        _ => lines.push(format!("{path}::{name} is {from}")),
                    }
                }
            }
            Item::Mod(one) if is_public(&one.vis) && one.content.is_none() => {
                let name = one.ident.to_string();
                let (folder, file) = place(&below, &name)?;
                module(&folder, &file, &format!("{path}::{name}"), lines)?;
                under.push(name);
            }
            _ => {}
        }
    }
    own(&source, path, &|_| true, lines);
    for (file, names) in taken {
        taken_by_name(&below, &file, &names, path, lines)?;
    }
    methods(&source, path, lines);
    if !below.is_dir() {
        return Ok(());
    }
    // Methods may stand in other files than their type.
    for entry in fs::read_dir(&below)
        .map_err(|error| error.to_string())?
        .flatten()
    {
        let file = entry.path();
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if file.extension().is_some_and(|extension| extension == "rs") && !under.contains(&name) {
            let source = Source::read(&file)?;
            methods(&source, path, lines);
        }
    }
    Ok(())
}

/// The items that a module takes from one of its files, and that this file may take from files of its own.
fn taken_by_name(
    folder: &Path,
    module: &str,
    wanted: &[String],
    path: &str,
    lines: &mut Vec<String>,
) -> Result<(), String> {
    let (folder, file) = place(folder, module)?;
    let source = Source::read(&folder.join(&file))?;
    own(
        &source,
        path,
        &|name| wanted.iter().any(|one| one == name),
        lines,
    );
    for item in &source.items {
        let Item::Use(used) = item else { continue };
        for (from, name) in names(&used.tree, "") {
            let below = from.split_once("::").map(|(own, _)| own);
            let below = below.filter(|own| is_public(&used.vis) && exists(&folder, own));
            if let Some(own) = below.filter(|_| file == "mod.rs" && wanted.contains(&name)) {
                taken_by_name(&folder, own, &[name], path, lines)?;
                let (inner, file) = place(&folder, own)?;
                methods(&Source::read(&inner.join(file))?, path, lines);
            }
        }
    }
    Ok(())
}

fn exists(folder: &Path, module: &str) -> bool {
    place(folder, module).is_ok()
}

/// The file of a module.
fn place(folder: &Path, module: &str) -> Result<(PathBuf, String), String> {
    let file = format!("{module}.rs");
    if folder.join(&file).is_file() {
        return Ok((folder.to_owned(), file));
    }
    let inner = folder.join(module);
    if inner.join("mod.rs").is_file() {
        return Ok((inner, "mod.rs".to_owned()));
    }
    Err(format!(
        "no file of the module `{module}` in {}",
        folder.display()
    ))
}

/// Each name that a `use` makes, with where it comes from: `{A, b::C as D}`.
fn names(tree: &UseTree, before: &str) -> Vec<(String, String)> {
    let joined = |name: &str| match before {
        "" => name.to_owned(),
        before => format!("{before}::{name}"),
    };
    match tree {
        UseTree::Path(path) => names(&path.tree, &joined(&path.ident.to_string())),
        UseTree::Name(name) => vec![(joined(&name.ident.to_string()), name.ident.to_string())],
        UseTree::Rename(name) => vec![(joined(&name.ident.to_string()), name.rename.to_string())],
        UseTree::Glob(_) => vec![(joined("*"), "*".to_owned())],
        UseTree::Group(group) => group
            .items
            .iter()
            .flat_map(|tree| names(tree, before))
            .collect(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The public items of a file that are taken by name.
fn own(source: &Source, path: &str, takes: &dyn Fn(&str) -> bool, lines: &mut Vec<String>) {
    for item in &source.items {
        match item {
            Item::Fn(one) if is_public(&one.vis) && takes(&one.sig.ident.to_string()) => {
                lines.push(format!(
                    "{path}: {}",
                    source.line(one.vis.span(), one.block.span())
                ));
            }
            Item::Struct(one) if is_public(&one.vis) && takes(&one.ident.to_string()) => {
                let name = format!("{path}::{}", one.ident);
                lines.push(format!("{name}: struct{}", grows(&one.attrs)));
                fields(source, &name, &one.fields, lines);
            }
            Item::Enum(one) if is_public(&one.vis) && takes(&one.ident.to_string()) => {
                let name = format!("{path}::{}", one.ident);
                lines.push(format!("{name}: enum{}", grows(&one.attrs)));
                for variant in &one.variants {
                    let text = match &variant.fields {
                        Fields::Unit => String::new(),
                        Fields::Named(_) => " { … }".to_owned(),
                        Fields::Unnamed(fields) => source.whole(fields.span()),
                    };
                    lines.push(format!("{name}::{}{text}", variant.ident));
                }
            }
            Item::Trait(one) if is_public(&one.vis) && takes(&one.ident.to_string()) => {
                let name = format!("{path}::{}", one.ident);
                lines.push(format!("{name}: trait"));
                for item in &one.items {
                    match item {
                        TraitItem::Fn(method) => {
                            let kind = if method.default.is_some() {
                                "may"
                            } else {
                                "must"
                            };
                            lines.push(format!(
                                "{name}: {kind} {}",
                                source.whole(method.sig.span())
                            ));
                        }
                        TraitItem::Type(kind) => lines.push(format!("{name}: type {}", kind.ident)),
                        _ => {}
                    }
                }
            }
            Item::Type(one) if is_public(&one.vis) && takes(&one.ident.to_string()) => {
                lines.push(format!("{path}: {}", source.whole(one.span())));
            }
            _ => {}
        }
    }
}

/// What may grow without breaking a program.
fn grows(attributes: &[syn::Attribute]) -> &'static str {
    let grows = attributes
        .iter()
        .any(|one| one.path().is_ident("non_exhaustive"));
    if grows { ", may grow" } else { "" }
}

fn fields(source: &Source, name: &str, fields: &Fields, lines: &mut Vec<String>) {
    for field in fields.iter().filter(|field| is_public(&field.vis)) {
        let field_name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        lines.push(format!(
            "{name}.{field_name}: {}",
            source.whole(field.ty.span())
        ));
    }
}

/// The public methods of the types that the module names, and the traits that they have.
fn methods(source: &Source, path: &str, lines: &mut Vec<String>) {
    for item in &source.items {
        let Item::Impl(one) = item else { continue };
        let of = source.whole(one.self_ty.span());
        let name = of
            .split('<')
            .next()
            .unwrap_or_default()
            .rsplit("::")
            .next()
            .unwrap_or_default();
        let named = format!("{path}::{name}");
        let is_named = |line: &String| {
            line.strip_prefix(&named)
                .is_some_and(|rest| rest.starts_with(": struct") || rest.starts_with(": enum"))
        };
        if !lines.iter().any(is_named) {
            continue;
        }
        if let Some((_, of_trait, _)) = &one.trait_ {
            lines.push(format!("{named}: has {}", source.whole(of_trait.span())));
            continue;
        }
        for item in &one.items {
            if let ImplItem::Fn(method) = item
                && is_public(&method.vis)
            {
                lines.push(format!(
                    "{named}: {}",
                    source.line(method.vis.span(), method.block.span())
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::root;

    #[test]
    fn what_a_program_names_is_there_and_nothing_else() {
        let text = text(&root()).unwrap();
        for line in [
            "touchpoint::Account is touchpoint_core::exchange::Account",
            "touchpoint::Touchpoint: pub fn engagements(&self, account: &Account) -> Engagements",
            "touchpoint::ErrorKind: enum, may grow",
            "touchpoint::ErrorKind::NeedsReauth",
            "touchpoint::tokens::Simple: struct",
            "touchpoint::filter: pub fn gte<V: FilterValue>(value: V) -> Comparison<V::Field>",
        ] {
            assert!(
                text.lines().any(|one| one == line),
                "`{line}` is missing in\n{text}"
            );
        }
        assert!(
            !text.contains("pub(crate)") && !text.contains("EngineParts"),
            "{text}"
        );
    }
}
