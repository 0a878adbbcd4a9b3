//! Tables that ids are looked up in.

use super::body::{self, Body};
use super::paging::{self, Paging};
use super::request_line::{RequestLine, request_line};
use super::resolver::Resolver;
use super::rule;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::Path;
use crate::written::{self, Missing};
use indexmap::IndexMap;
use std::time::Duration;

/// One table.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// How its entries are got.
    pub ask: Ask,
    /// How a table that is asked for once goes on, where it has pages.
    pub paging: Option<Paging>,
    /// The path of the entries: in the page itself, or in the table's own reply.
    pub entries: Path,
    /// The paths that make up an entry's key.
    pub key: Vec<Path>,
    /// What it means that there is no entry for a key.
    pub otherwise: Missing,
    /// The path that has a value in an entry of which there is more than came.
    pub more: Option<Path>,
    /// How long the entries are kept.
    pub keep: Duration,
    /// What is sent in the query string; a list is the name repeated.
    pub send: IndexMap<String, Body>,
    /// The JSON body of the request.
    pub body: Option<Body>,
    /// How many keys a batch may ask for, or how many requests run at once.
    pub at_most: u32,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// How a table's entries are got.
#[derive(Clone, Debug)]
pub enum Ask {
    /// The entries stand in the page itself.
    InReply,
    /// Asked for once per account.
    Once(RequestLine),
    /// Asked for by their keys, many at once.
    Batch(RequestLine),
    /// Asked for one by one.
    Each(RequestLine),
}

const KEEP: Duration = Duration::from_hours(1);

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    name: &str,
    written: &written::Lookup,
    pointer: &Pointer,
) -> Option<Lookup> {
    let written::Lookup {
        in_reply,
        once,
        batch,
        each,
        keep,
        send,
        body,
        paging,
        entries,
        key,
        otherwise,
        more,
        at_most,
    } = written;
    let (ask, entries) = if let Some(path) = in_reply {
        (Ask::InReply, resolver.path(path, &pointer.key("in_reply"))?)
    } else {
        let (word, text) = [("once", once), ("batch", batch), ("each", each)]
            .into_iter()
            .find_map(|(word, text)| Some((word, text.as_ref()?)))?;
        let line = request_line(resolver, &text.0, &pointer.key(word))?;
        let Some(entries) = entries else {
            if resolver.document.was_meant(pointer, "entries") {
                return None; // it was faulty, and is told so
            }
            let help =
                Some("add the path of the entries, for example `entries: $.data[*]`".to_owned());
            resolver.fault(
                Code::MissingKey,
                pointer,
                "`entries` is missing",
                &format!("`{name}` has no entries"),
                help,
            );
            return None;
        };
        let entries = resolver.path(entries, &pointer.key("entries"))?;
        let ask = match word {
            "once" => Ask::Once(line),
            "batch" => Ask::Batch(line),
            _ => Ask::Each(line),
        };
        (ask, entries)
    };
    let Some(paths) = key else {
        if resolver.document.was_meant(pointer, "key") {
            return None; // it was faulty, and is told so
        }
        let help =
            Some("add the paths that make up an entry's key, for example `key: [$.id]`".to_owned());
        resolver.fault(
            Code::MissingKey,
            pointer,
            "`key` is missing",
            &format!("`{name}` has no key"),
            help,
        );
        return None;
    };
    let mut key = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        key.push(resolver.path(path, &pointer.key("key").index(index))?);
    }
    let mut sends = IndexMap::new();
    for (name, value) in send {
        let place = pointer.key("send").key(name.as_str());
        sends.insert(name.clone(), body::body(resolver, &value.0, &place)?);
    }
    let more = match more {
        Some(path) => Some(resolver.path(path, &pointer.key("more"))?),
        None => None,
    };
    let body = match body {
        Some(written) => Some(body::body(resolver, written, &pointer.key("body"))?),
        None => None,
    };
    let paging = match paging {
        Some(paging) => Some(pages(resolver, paging, &ask, &pointer.key("paging"))?),
        None => None,
    };
    Some(Lookup {
        ask,
        paging,
        entries,
        key,
        otherwise: otherwise.unwrap_or_default(),
        more,
        keep: keep
            .as_ref()
            .and_then(|keep| rule::duration(&keep.0))
            .unwrap_or(KEEP),
        send: sends,
        body,
        at_most: at_most.unwrap_or(4),
        pointer: pointer.clone(),
    })
}

/// How a table goes on; only one that is asked for as a whole does.
fn pages(
    resolver: &mut Resolver<'_>,
    written: &written::Paging,
    ask: &Ask,
    place: &Pointer,
) -> Option<Paging> {
    let (title, label, help) = match ask {
        Ask::Once(_) if written.cap().is_none() => {
            return paging::resolve(resolver, written, place);
        }
        Ask::Once(_) => (
            "a table has no `cap`",
            "all of a table is read",
            "take `cap` away",
        ),
        Ask::InReply | Ask::Batch(_) | Ask::Each(_) => (
            "only a table that is asked for `once` has pages",
            "its entries come in one reply",
            "take `paging` away, or ask for the table `once`",
        ),
    };
    let help = Some(help.to_owned());
    resolver.fault(Code::NoEffect, place, title, label, help);
    None
}

impl Lookup {
    /// The request for the entries; none where they stand in the page itself.
    pub fn line(&self) -> Option<&RequestLine> {
        match &self.ask {
            Ask::InReply => None,
            Ask::Once(line) | Ask::Batch(line) | Ask::Each(line) => Some(line),
        }
    }
}
