//! One recorded call as a road: whether an incoming call may take it, and how much it resembles it.
//! Query pairs and a JSON body's leaves are one list of keys and values here.

use super::{IncomingRequest, PagingKeys};
use crate::corpus::{Case, Exchange, leaves};
use percent_encoding::percent_decode_str;
use std::cmp::Reverse;
use touchpoint_core::exchange::Reply;

/// A call, reduced to what roads compare.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: String,
    path: String,
    pairs: Vec<(String, String)>,
}

impl Call {
    pub(crate) fn incoming(request: &IncomingRequest) -> Call {
        Call::new(
            request.method.clone(),
            &request.path,
            &request.query,
            &request.body,
        )
    }

    fn new(method: String, path: &str, query: &[(String, String)], body: &[u8]) -> Call {
        let mut pairs = query.to_vec();
        if let Ok(body) = serde_json::from_slice(body) {
            pairs.extend(leaves(&body));
        }
        Call {
            method,
            path: percent_decode_str(path).decode_utf8_lossy().into_owned(),
            pairs,
        }
    }

    /// All values of a key, in order.
    fn values(&self, key: &str) -> Vec<&str> {
        let of_key = self.pairs.iter().filter(|(name, _)| name == key);
        of_key.map(|(_, value)| value.as_str()).collect()
    }
}

/// How much a call resembles a road: first by equal pairs, then by how far unequal values of the
/// same key agree from their beginning, then by how little the road has that the call lacks.
pub(crate) type Likeness = (usize, usize, Reverse<usize>);

/// One recorded call and its reply.
#[derive(Clone, Debug)]
pub(crate) struct Road {
    /// What the caller asked in its case.
    pub(crate) caller_query: String,
    /// What is answered.
    pub(crate) reply: Reply,
    call: Call,
    keys: PagingKeys,
}

impl Road {
    pub(crate) fn new(case: &Case, exchange: &Exchange, keys: &PagingKeys) -> Road {
        let request = &exchange.request;
        Road {
            caller_query: case.query.clone(),
            reply: exchange.reply.clone(),
            call: Call::new(
                request.method.to_string(),
                request.url.path(),
                &request.query,
                &request.body,
            ),
            keys: keys.clone(),
        }
    }

    /// `None` when the call cannot take this road: another method, path or place in the paging.
    pub(crate) fn likeness(&self, call: &Call) -> Option<Likeness> {
        let same_page = |key: &String| self.call.values(key) == call.values(key);
        if self.call.method != call.method
            || self.call.path != call.path
            || !self.keys.cursor.iter().all(same_page)
        {
            return None;
        }
        let (mut equal, mut common, mut lacking) = (0, 0, 0);
        for (key, value) in &self.call.pairs {
            if self.keys.cursor.contains(key) || self.keys.size.contains(key) {
                continue;
            }
            let values = call.values(key);
            if values.contains(&value.as_str()) {
                equal += 1;
            } else {
                lacking += 1;
                let agreements = values.iter().map(|other| common_prefix(value, other));
                common += agreements.max().unwrap_or(0);
            }
        }
        Some((equal, common, Reverse(lacking)))
    }
}

fn common_prefix(one: &str, other: &str) -> usize {
    one.bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count()
}
