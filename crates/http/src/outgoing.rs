//! Turns our [`Request`] into one of reqwest's. Secret headers are marked sensitive, so that no
//! lower layer logs them.

use reqwest::{
    Client, RequestBuilder, Url,
    header::{HeaderName, HeaderValue},
};
use touchpoint_core::exchange::{Header, HeaderText, Method, Request, SendFault, is_framing};

/// The call to one address: the request's own, or one to which it was redirected.
pub(crate) fn outgoing(
    client: &Client,
    url: Url,
    request: &Request,
) -> Result<RequestBuilder, SendFault> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    // We only accept encodings that we can unpack.
    let mut call = client
        .request(method, url)
        .header("accept-encoding", "gzip");
    for header in &request.headers {
        if is_framing(&header.name) {
            return Err(SendFault::Refused(format!(
                "the header `{}` belongs to the connection; no mapping sets it",
                header.name
            )));
        }
        let (name, value) = header_pair(header)?;
        call = call.header(name, value);
    }
    if let Some(body) = &request.body {
        call = call.body(body.clone());
    }
    Ok(call)
}

fn header_pair(header: &Header) -> Result<(HeaderName, HeaderValue), SendFault> {
    // The message names the header only: its value may be a secret.
    let refused = |what: &str| {
        SendFault::Refused(format!(
            "the header `{}` has {what} that HTTP cannot carry",
            header.name
        ))
    };
    let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| refused("a name"))?;
    let mut value = HeaderValue::from_str(header.value.expose()).map_err(|_| refused("a value"))?;
    value.set_sensitive(matches!(header.value, HeaderText::Secret(_)));
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sensitive_and_an_impossible_one_is_not_shown() {
        let secret = |text: &str| Header {
            name: "x-key".into(),
            value: HeaderText::Secret(text.to_owned().into()),
        };
        assert!(header_pair(&secret("hush")).unwrap().1.is_sensitive());
        let text = header_pair(&secret("hush\nx: y")).unwrap_err().to_string();
        assert_eq!(
            text,
            "the header `x-key` has a value that HTTP cannot carry"
        );
    }
}
