//! Waits for the browser to come back from a vendor with the code, or with the reason why there is
//! none. Other visitors of the port get a page, and the wait goes on.

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use url::form_urlencoded;

const PATH: &str = "/callback";
/// After a failed accept.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// The port to which a browser comes back.
pub(crate) struct Redirect {
    listener: TcpListener,
    state: String,
}

/// What a browser brought back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Returned {
    /// The code.
    Code(String),
    /// The vendor's reason why there is none.
    Refused(String),
}

impl Redirect {
    /// Opens the port.
    pub(crate) async fn open(listen: SocketAddr, state: &str) -> io::Result<Redirect> {
        Ok(Redirect {
            listener: TcpListener::bind(listen).await?,
            state: state.to_owned(),
        })
    }

    /// Where the vendor sends the browser.
    pub(crate) fn uri(&self) -> io::Result<String> {
        Ok(format!("http://{}{PATH}", self.listener.local_addr()?))
    }

    /// Waits for the browser that brings our own state.
    pub(crate) async fn wait(self) -> Returned {
        let (tell, mut told) = mpsc::channel::<Returned>(1);
        let state = self.state;
        let accepting = async move {
            loop {
                let Ok((stream, _)) = self.listener.accept().await else {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                };
                let (tell, state) = (tell.clone(), state.clone());
                tokio::spawn(async move {
                    let service = service_fn(move |request: Request<Incoming>| {
                        let (page, came) =
                            answer(&state, request.uri().path(), request.uri().query());
                        let tell = tell.clone();
                        async move {
                            if let Some(came) = came {
                                // A second return is ignored.
                                let _ = tell.try_send(came);
                            }
                            Ok::<_, Infallible>(page)
                        }
                    });
                    // An error here means that the other side hung up.
                    let _ = http1::Builder::new()
                        .keep_alive(false)
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        };
        let came = tokio::select! {
            came = told.recv() => came,
            () = accepting => None,
        };
        // The page is being sent while the code is exchanged.
        came.unwrap_or_else(|| Returned::Refused("the port was closed".to_owned()))
    }
}

fn answer(
    state: &str,
    path: &str,
    query: Option<&str>,
) -> (Response<Full<Bytes>>, Option<Returned>) {
    if path != PATH {
        return (page(StatusCode::NOT_FOUND, "Nothing is here."), None);
    }
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let (mut came_state, mut code, mut error, mut words) = (None, None, None, None);
    for (name, value) in pairs {
        let place = match name.as_ref() {
            "state" => &mut came_state,
            "code" => &mut code,
            "error" => &mut error,
            "error_description" => &mut words,
            _ => continue,
        };
        place.get_or_insert_with(|| value.into_owned());
    }
    let ours = came_state.is_some_and(|came| bool::from(came.as_bytes().ct_eq(state.as_bytes())));
    if !ours {
        let says = "This is not the answer that is waited for. Open the printed address again.";
        return (page(StatusCode::BAD_REQUEST, says), None);
    }
    match (code, error) {
        (_, Some(error)) => {
            let why = words.map_or(error.clone(), |words| format!("{error}: {words}"));
            let why: String = why.chars().filter(|c| !c.is_control()).take(300).collect();
            let says = "The access was not allowed. You may close this page.";
            (page(StatusCode::OK, says), Some(Returned::Refused(why)))
        }
        (Some(code), None) if !code.is_empty() => {
            let says = "Done. You may close this page and go back to the terminal.";
            (page(StatusCode::OK, says), Some(Returned::Code(code)))
        }
        _ => (
            page(StatusCode::BAD_REQUEST, "There is no code in this answer."),
            None,
        ),
    }
}

fn page(status: StatusCode, says: &str) -> Response<Full<Bytes>> {
    let html =
        format!("<!doctype html><meta charset=utf-8><title>Touchpoint</title><p>{says}</p>\n");
    let mut response = Response::new(Full::from(html));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(path: &str, query: &str) -> (u16, Option<Returned>) {
        let (page, came) = answer("s3", path, Some(query));
        (page.status().as_u16(), came)
    }

    #[test]
    fn only_our_own_state_ends_the_wait() {
        assert_eq!(
            came("/callback", "state=s3&code=a%2Fb"),
            (200, Some(Returned::Code("a/b".into())))
        );
        let refused = Returned::Refused("access_denied: no".into());
        assert_eq!(
            came(
                "/callback",
                "state=s3&error=access_denied&error_description=no"
            ),
            (200, Some(refused))
        );
        for query in [
            "",
            "code=a",
            "state=x&code=a",
            "state=s3",
            "state=s3&code=",
            "state=x&error=no",
        ] {
            assert_eq!(came("/callback", query), (400, None), "{query}");
        }
        assert_eq!(came("/favicon.ico", "state=s3&code=a"), (404, None));
    }
}
