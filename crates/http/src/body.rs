//! A streamed response becomes a [`Reply`] with its whole body, within a limit. The limit counts
//! decompressed bytes and is enforced while they come, so that neither a large reply nor a small
//! one that expands is ever held whole.

use crate::{LiveOptions, fault::send_fault};
use reqwest::Response;
use touchpoint_core::exchange::{Headers, Reply, SendFault};
use touchpoint_core::room;

/// Reads a response to its end.
pub(crate) async fn read(
    mut response: Response,
    options: &LiveOptions,
) -> Result<Reply, SendFault> {
    let limit = options.max_body_bytes;
    let too_large = || SendFault::TooLarge { limit };
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_large());
    }
    let status = response.status().as_u16();
    let headers = Headers(
        response
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect(),
    );
    let mut body = room::take(announced);
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|fault| send_fault(fault, options))?
    {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply {
        status,
        headers,
        body,
    })
}
