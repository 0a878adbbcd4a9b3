//! Reads cases from paths and bytes. All faults are collected; a case with a fault is not returned.

use crate::case::{Case, Exchange, Expected};
use crate::fault::{CorpusFault, LineFault};
use crate::request_file::RecordedRequest;
use crate::{case_file, reply_file, request_file};
use std::collections::BTreeMap;
use touchpoint_core::exchange::Reply;
use touchpoint_language::json::Json;

/// The call of a case that a file is about: the page, and the letter of a further call (empty for
/// the first). Their order is the order of the calls.
type CallName = (usize, String);

/// The content of one case's files, as far as they were read.
#[derive(Default)]
struct CaseFiles {
    about: Option<case_file::CaseFile>,
    requests: BTreeMap<CallName, RecordedRequest>,
    replies: BTreeMap<CallName, Reply>,
    expected: BTreeMap<usize, Expected>,
    /// True if one of its files could not be read.
    faulty: bool,
}

/// Reads every case among the files; their paths are `<slug>/<case>/<file>`.
pub(crate) fn read(files: BTreeMap<String, Vec<u8>>) -> Result<Vec<Case>, Vec<CorpusFault>> {
    let (cases, faults) = read_each(&files);
    if faults.is_empty() {
        Ok(cases)
    } else {
        Err(faults)
    }
}

/// The cases that can be read, and what is wrong with the others.
pub(crate) fn read_each(files: &BTreeMap<String, Vec<u8>>) -> (Vec<Case>, Vec<CorpusFault>) {
    let mut cases: BTreeMap<(String, String), CaseFiles> = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, bytes) in files {
        let steps: Vec<&str> = path.split('/').collect();
        match steps.as_slice() {
            [.., file] if file.starts_with('.') || *file == "README.md" => {}
            [slug, case, file] => {
                let key = ((*slug).to_owned(), (*case).to_owned());
                let pieces = cases.entry(key).or_default();
                if let Err(fault) = add(pieces, file, bytes) {
                    pieces.faulty = true;
                    faults.push(fault.in_file(path));
                }
            }
            _ => faults.push(fault(path, "a case's files lie in `<integration>/<case>/`")),
        }
    }
    let mut read = Vec::new();
    for ((slug, name), pieces) in cases {
        // Missing files are only reported if all others could be read: otherwise an unreadable file
        // would be reported twice.
        if !pieces.faulty {
            read.extend(assemble(slug, name, pieces, &mut faults));
        }
    }
    (read, faults)
}

fn fault(file: &str, message: &str) -> CorpusFault {
    CorpusFault {
        file: file.to_owned(),
        line: None,
        message: message.to_owned(),
    }
}

fn add(pieces: &mut CaseFiles, file: &str, bytes: &[u8]) -> Result<(), LineFault> {
    if file == "case.yaml" {
        pieces.about = Some(case_file::parse(bytes)?);
        return Ok(());
    }
    let unknown = || LineFault {
        line: None,
        message: "this is no file of a case; it has `case.yaml`, `1.request.http`, \
            `1.reply.http`, `1.expected.json` or `1.error.json`, and further calls as \
            `1b.request.http`"
            .to_owned(),
    };
    let (stem, kind) = file.split_once('.').ok_or_else(unknown)?;
    let call = call_name(stem).ok_or_else(unknown)?;
    match kind {
        "request.http" => {
            pieces.requests.insert(call, request_file::parse(bytes)?);
        }
        "reply.http" => {
            pieces.replies.insert(call, reply_file::parse(bytes)?);
        }
        "expected.json" | "error.json" if call.1.is_empty() => {
            let expected = expectation(kind, bytes)?;
            if pieces.expected.insert(call.0, expected).is_some() {
                return Err(LineFault {
                    line: None,
                    message: "a page has one expectation: a page or an error".to_owned(),
                });
            }
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

/// `1` is the first call of page 1, `1b` a further one.
fn call_name(stem: &str) -> Option<CallName> {
    let letter = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    let page = stem.strip_suffix(letter)?.parse().ok()?;
    let known = matches!(letter.as_bytes(), [] | [b'b'..=b'z']);
    (known && page > 0).then(|| (page, letter.to_owned()))
}

fn expectation(kind: &str, bytes: &[u8]) -> Result<Expected, LineFault> {
    let value =
        Json::from_slice(bytes).map_err(|fault| LineFault::at(fault.line(), fault.to_string()))?;
    if kind == "expected.json" {
        return Ok(Expected::Page(value));
    }
    if value.get("statusCode").and_then(Json::as_u64).is_none() {
        let message = "an error is an object with `statusCode`, a number, and what else matters";
        return Err(LineFault::at(1, message));
    }
    Ok(Expected::Error(value))
}

fn assemble(
    slug: String,
    name: String,
    pieces: CaseFiles,
    faults: &mut Vec<CorpusFault>,
) -> Option<Case> {
    let CaseFiles {
        about,
        requests,
        mut replies,
        expected,
        faulty: _,
    } = pieces;
    let before = faults.len();
    let mut missing = |file: String, why: &str| {
        faults.push(fault(&format!("{slug}/{name}/{file}"), why));
    };
    if about.is_none() {
        missing("case.yaml".into(), "is missing");
    }
    let pages = expected.len().max(1);
    for page in (1..=pages).filter(|page| !expected.contains_key(page)) {
        missing(
            format!("{page}.expected.json"),
            "is missing; pages are counted from 1 without a gap",
        );
    }
    let mut exchanges = Vec::new();
    for ((page, letter), request) in requests {
        let call = format!("{page}{letter}");
        if page > pages {
            missing(format!("{page}.expected.json"), "is missing");
        }
        if !letter.is_empty() && exchanges.last().is_none_or(|e: &Exchange| e.page != page) {
            missing(
                format!("{page}.request.http"),
                "is missing before a further call",
            );
        }
        match replies.remove(&(page, letter)) {
            Some(reply) => exchanges.push(Exchange {
                page,
                name: call,
                request,
                reply,
            }),
            None => missing(format!("{call}.reply.http"), "is missing"),
        }
    }
    for (page, letter) in replies.keys() {
        missing(format!("{page}{letter}.request.http"), "is missing");
    }
    let about = about.filter(|_| faults.len() == before)?;
    Some(Case {
        slug,
        name,
        about: about.about,
        query: about.query,
        context: about.context,
        sandbox: about.sandbox,
        exchanges,
        expected: expected.into_values().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "GET https://a.example/things";

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        list.iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn a_case_is_put_together_in_the_order_of_its_calls() {
        let cases = read(files(&[
            ("README.md", "notes"),
            (
                "acme/two/case.yaml",
                "{about: Two., query: limit=2, sandbox: true}",
            ),
            ("acme/two/2.request.http", REQUEST),
            ("acme/two/2.reply.http", "HTTP 200"),
            ("acme/two/1b.request.http", REQUEST),
            ("acme/two/1b.reply.http", "HTTP 200"),
            ("acme/two/1.request.http", REQUEST),
            ("acme/two/1.reply.http", "HTTP 401"),
            ("acme/two/1.expected.json", "{\"n\":1}"),
            ("acme/two/2.error.json", "{\"statusCode\":429}"),
            ("acme/refused/case.yaml", "about: Refused."),
            ("acme/refused/1.error.json", "{\"statusCode\":400}"),
        ]))
        .unwrap();
        let [refused, two] = cases.as_slice() else {
            panic!("{cases:?}")
        };
        assert!(refused.exchanges.is_empty() && !refused.sandbox);
        assert_eq!((two.slug.as_str(), two.query.as_str()), ("acme", "limit=2"));
        let calls: Vec<(usize, &str, u16)> = two
            .exchanges
            .iter()
            .map(|e| (e.page, e.name.as_str(), e.reply.status))
            .collect();
        assert_eq!(calls, [(1, "1", 401), (1, "1b", 200), (2, "2", 200)]);
        assert_eq!(
            two.expected[0],
            Expected::Page(Json::parse(r#"{"n": 1}"#).unwrap())
        );
        assert!(matches!(two.expected[1], Expected::Error(_)));
    }

    #[test]
    fn all_faults_come_at_once_and_none_twice() {
        let faults = read(files(&[
            ("acme/a/case.yaml", "about: [1"),
            ("acme/a/1.request.http", REQUEST),
            ("acme/a/1.reply.http", "HTTP two"),
            ("acme/a/1.expected.json", "{\n\"n\": }"),
            ("acme/b/1.request.http", REQUEST),
            ("acme/b/1.expected.json", "{}"),
            ("acme/b/1.error.json", "{}"),
            ("acme/b/notes.txt", ""),
            ("acme/c/case.yaml", "about: c"),
            ("acme/c/1b.request.http", REQUEST),
            ("acme/c/3.expected.json", "{}"),
            ("stray.txt", ""),
        ]))
        .unwrap_err();
        let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let place = |text: &String| text.split(": ").next().unwrap_or_default().to_owned();
        let mut places: Vec<String> = text.iter().map(place).collect();
        places.sort();
        assert_eq!(
            places,
            [
                "acme/a/1.expected.json:2",
                "acme/a/1.reply.http:1",
                "acme/a/case.yaml:1",
                "acme/b/1.error.json:1",
                "acme/b/notes.txt",
                "acme/c/1.expected.json",
                "acme/c/1.request.http",
                "acme/c/1b.reply.http",
                "stray.txt",
            ],
            "{text:#?}"
        );
    }
}
