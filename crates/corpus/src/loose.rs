//! The replies of a folder of cases as far as they can be read: for an author whose cases are not whole
//! yet. A file that cannot be read is left out; [`read_dir`](crate::read_dir) reports it.

use crate::request_file::{self, RecordedRequest};
use crate::{case_file, reply_file};
use std::fs;
use std::path::{Path, PathBuf};
use touchpoint_core::exchange::Reply;

/// One recorded reply.
#[derive(Clone, Debug)]
pub struct LooseReply {
    /// What the caller asked; empty where the case does not say it yet.
    pub query: String,
    /// The call, where it is recorded too.
    pub request: Option<RecordedRequest>,
    /// The answer.
    pub reply: Reply,
}

/// Every reply of one integration, `<folder>/<slug>/<case>/N.reply.http`, in the order of their names.
pub fn loose_replies(folder: &Path, slug: &str) -> Vec<LooseReply> {
    let mut found = Vec::new();
    for case in sorted(&folder.join(slug)) {
        let said = fs::read(case.join("case.yaml")).ok();
        let said = said.and_then(|bytes| case_file::parse(&bytes).ok());
        let query = said.map(|case| case.query).unwrap_or_default();
        for file in sorted(&case) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let Some(call) = name.strip_suffix(".reply.http") else {
                continue;
            };
            let Some(reply) = fs::read(&file)
                .ok()
                .and_then(|bytes| reply_file::parse(&bytes).ok())
            else {
                continue;
            };
            let request = fs::read(case.join(format!("{call}.request.http"))).ok();
            found.push(LooseReply {
                query: query.clone(),
                request: request.and_then(|bytes| request_file::parse(&bytes).ok()),
                reply,
            });
        }
    }
    found
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_is_not_whole_still_gives_its_replies() {
        let folder = std::env::temp_dir().join(format!("touchpoint-loose-{}", std::process::id()));
        let case = folder.join("acme/calls");
        fs::create_dir_all(&case).unwrap();
        fs::write(case.join("1.reply.http"), "HTTP 200\n\n{\"n\": 1}").unwrap();
        fs::write(case.join("2.reply.http"), "no reply").unwrap();
        let replies = loose_replies(&folder, "acme");
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(replies.len(), 1);
        assert_eq!(replies[0].reply.body, b"{\"n\": 1}");
        assert!(replies[0].request.is_none() && replies[0].query.is_empty());
        assert!(loose_replies(&folder, "nobody").is_empty());
    }
}
