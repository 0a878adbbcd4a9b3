//! The replies that are recorded beside a mapping, as values to look at: those of its cases, and those
//! that lie in a folder of samples.

use std::fs;
use std::path::Path;
use touchpoint_language::json::Json;

/// How many replies are looked at, so that an answer comes at once.
const MOST_REPLIES: usize = 200;
const MOST_BYTES: u64 = 4_000_000;

/// Replies of one integration.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// In the order of their cases.
    pub(crate) replies: Vec<Sample>,
}

/// One reply.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// What was called, where that is known: `POST /v3/calls/search`.
    pub(crate) request: Option<String>,
    /// What the caller asked: `engagement_type=call`.
    pub(crate) query: String,
    /// True if the vendor refused.
    pub(crate) refused: bool,
    pub(crate) body: Json,
}

impl Samples {
    /// The replies of a slug: the cases below `corpus`, the files below `samples`. What is missing or
    /// cannot be read counts as not there; `touchpoint test` reports it.
    pub fn read(slug: &str, corpus: Option<&Path>, samples: Option<&Path>) -> Samples {
        let mut replies = corpus.map_or_else(Vec::new, |folder| of_cases(slug, folder));
        let files = samples.map(|folder| folder.join(slug));
        replies.extend(files.iter().flat_map(|folder| of_files(folder)));
        replies.truncate(MOST_REPLIES);
        Samples { replies }
    }

    /// Replies that are at hand, each of `GET /`: for tests and for a reply that an author pastes.
    pub fn of(bodies: impl IntoIterator<Item = Json>) -> Samples {
        let sample = |body| Sample {
            request: None,
            query: String::new(),
            refused: false,
            body,
        };
        Samples {
            replies: bodies.into_iter().map(sample).collect(),
        }
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.replies.is_empty()
    }
}

fn of_cases(slug: &str, folder: &Path) -> Vec<Sample> {
    let replies = touchpoint_corpus::loose_replies(folder, slug).into_iter();
    let sample = |recorded: touchpoint_corpus::LooseReply| {
        let request = recorded
            .request
            .map(|request| format!("{} {}", request.method, request.url.path()));
        Some(Sample {
            request,
            query: recorded.query,
            refused: recorded.reply.status >= 400,
            body: Json::from_slice(&recorded.reply.body).ok()?,
        })
    };
    replies.filter_map(sample).take(MOST_REPLIES).collect()
}

fn of_files(folder: &Path) -> Vec<Sample> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    let json = files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let small = json.filter(|path| fs::metadata(path).is_ok_and(|file| file.len() <= MOST_BYTES));
    let bodies = small
        .take(MOST_REPLIES)
        .filter_map(|path| Json::from_slice(&fs::read(path).ok()?).ok());
    Samples::of(bodies).replies
}
