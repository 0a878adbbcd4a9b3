//! A call to the sandbox, as it comes in.

/// A call as it comes in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncomingRequest {
    /// The verb: `GET`.
    pub method: String,
    /// The path with its query, as it came: `/v1/things?limit=2`.
    pub target: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
}
