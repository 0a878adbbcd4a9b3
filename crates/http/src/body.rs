//! Reads a streamed response into a [`Reply`] with its whole body, within a limit. The limit counts
//! the bytes that come and those that they unpack to, so that neither a large reply nor a small one
//! that expands is ever held as a whole. All replies together stay within the limit of bytes in
//! flight.

use crate::decode::{in_utf8, takes_gzip_off};
use crate::flight::{Flight, FlightShare};
use crate::gzip::{self, Unpacked};
use crate::{LiveOptions, fault::send_fault};
use reqwest::Response;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::{Headers, Reply, SendFault, Share};
use touchpoint_core::room;

/// More room than this is filled on a thread where nobody waits, since unpacking takes a while.
const LARGE_ROOM: usize = 1024 * 1024;
/// A body that makes no progress for this long is given up: it may hold room that others wait for.
const STILL: Duration = Duration::from_secs(10);

/// A second attempt would hold the room for as long again.
const TOO_SLOW: &str = "the reply is large and comes slowly, and others wait for its room";

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
    held.grow(announced).await;
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
    // The announced length may be wrong; there is room for it, and memory that is not written is none.
    let mut body = room::take(announced);
    loop {
        let chunk = tokio::time::timeout(STILL, response.chunk()).await;
        let chunk = chunk.map_err(|_| SendFault::Timeout(STILL))?;
        let Some(chunk) = chunk.map_err(|fault| send_fault(fault, options))? else {
            break;
        };
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(too_large());
        }
        if body.len() > LARGE_ROOM && body.capacity() - body.len() < chunk.len() {
            // To double a large buffer again and again takes three times the memory.
            body.reserve_exact(limit - body.len());
        }
        body.extend_from_slice(&chunk);
        held.grow(body.len()).await;
        if held.is_overdue() {
            return Err(SendFault::Refused(TOO_SLOW.to_owned()));
        }
    }
    if takes_gzip_off(&mut headers) {
        body = unpacked(body, limit, &mut held).await?;
    }
    let body = in_utf8(&headers, body).map_err(|charset| {
        let says =
            format!("the reply is in the charset `{charset}`, which the feature `charsets` reads");
        SendFault::Refused(says)
    })?;
    if body.len() > limit {
        return Err(too_large());
    }
    Ok(Reply {
        status,
        headers,
        body,
        held: Share::new(held.held()),
    })
}

/// The content of a gzip body, at most `limit` bytes. The buffer is doubled until it is large enough.
async fn unpacked(
    packed: Vec<u8>,
    limit: usize,
    held: &mut FlightShare<'_>,
) -> Result<Vec<u8>, SendFault> {
    let mut room = gzip::first_room(&packed).min(limit);
    let packed = Arc::new(packed);
    loop {
        held.grow(packed.len().saturating_add(room)).await;
        let buffer = room::take(room);
        let tried = if room > LARGE_ROOM {
            let packed = packed.clone();
            let aside = tokio::task::spawn_blocking(move || gzip::unpack(&packed, buffer, room));
            aside
                .await
                .unwrap_or_else(|_| Err("it could not be unpacked".to_owned()))
        } else {
            gzip::unpack(&packed, buffer, room)
        };
        match tried {
            Ok(Unpacked::Whole(body)) => {
                if let Ok(packed) = Arc::try_unwrap(packed) {
                    room::give(packed);
                }
                return Ok(body);
            }
            Ok(Unpacked::Larger) if room < limit => room = room.saturating_mul(2).min(limit),
            Ok(Unpacked::Larger) => return Err(SendFault::TooLarge { limit }),
            Err(why) => {
                let says = format!("the reply is no gzip: {why}");
                return Err(SendFault::Connection(says.into()));
            }
        }
    }
}
