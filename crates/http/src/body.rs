//! Reads a streamed response into a [`Reply`] with its whole body, within a limit. The limit counts
//! decompressed bytes and is enforced while they come, so that neither a large reply nor a small
//! one that expands is ever held as a whole. All replies together stay within the limit of bytes in
//! flight.

use crate::decode::{Stop, Unpacked, in_utf8};
use crate::flight::{FREE_BYTES, Flight};
use crate::{LiveOptions, fault::send_fault};
use reqwest::Response;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::{Headers, Held, Reply, SendFault};
use touchpoint_core::room;

/// A body that makes no progress for so long is given up: it may hold room that others wait for.
const STILL: Duration = Duration::from_secs(10);

/// Reads a response to its end.
pub(crate) async fn read(
    mut response: Response,
    options: &LiveOptions,
    flight: &Arc<Flight>,
) -> Result<Reply, SendFault> {
    let limit = options.max_body_bytes;
    let too_large = || SendFault::TooLarge { limit };
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_large());
    }
    let mut held = flight.begin(response.url().host_str().unwrap_or_default());
    let status = response.status().as_u16();
    let mut headers = Headers(
        response
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect(),
    );
    // The announced length may be wrong.
    let room = room::take(announced.min(FREE_BYTES));
    let mut body = Unpacked::new(&mut headers, room);
    let stopped = |stop| match stop {
        Stop::TooLarge => too_large(),
        Stop::Broken(why) => SendFault::Connection(format!("the reply is no gzip: {why}")),
    };
    loop {
        let chunk = tokio::time::timeout(STILL, response.chunk()).await;
        let chunk = chunk.map_err(|_| SendFault::Timeout(STILL))?;
        let Some(chunk) = chunk.map_err(|fault| send_fault(fault, options))? else {
            break;
        };
        body.take(&chunk, limit).map_err(stopped)?;
        held.grow(body.len()).await;
    }
    let body = in_utf8(&headers, body.end(limit).map_err(stopped)?);
    if body.len() > limit {
        return Err(too_large());
    }
    Ok(Reply {
        status,
        headers,
        body,
        held: Held::new(held),
    })
}
