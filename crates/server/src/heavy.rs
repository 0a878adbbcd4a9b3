//! A connection whose request is large takes a place until it is answered: what is read and not yet
//! answered is held in memory, for callers who have shown no token too. No peer takes more than a
//! share of the places.

use crate::connection::Connection;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use touchpoint::parts::http::{Held, Share, Shares};

/// The bytes of a request that need no place: nearly all requests.
const FREE_BYTES: usize = 8 * 1024;
/// The memory for larger ones.
const BYTES: usize = 32 * 1024 * 1024;
/// One peer may hold one of so many parts of what others leave.
const PARTS: usize = 4;

/// The places for requests of at most so many bytes.
pub(crate) fn places(most_bytes: usize) -> Shares {
    Shares::new(BYTES / most_bytes.max(1), PARTS)
}

type Taken = Pin<Box<dyn Future<Output = Held> + Send>>;

enum Place {
    None,
    Waits(Taken),
    Has { _held: Held },
}

/// A stream that is read on only as far as there is a place for what it sends.
pub(crate) struct Heavy<S> {
    stream: S,
    share: Share,
    connection: Arc<Connection>,
    /// What came since the last answer.
    came: usize,
    place: Place,
}

impl<S> Heavy<S> {
    pub(crate) fn new(stream: S, share: Share, connection: Arc<Connection>) -> Heavy<S> {
        Heavy {
            stream,
            share,
            connection,
            came: 0,
            place: Place::None,
        }
    }

    fn answered(&mut self, written: &Poll<io::Result<usize>>) {
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.came = 0;
            self.place = Place::None;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Heavy<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.came >= FREE_BYTES {
            if matches!(self.place, Place::None) {
                let share = self.share.clone();
                self.place = Place::Waits(Box::pin(async move { share.take(1).await }));
            }
            if let Place::Waits(taken) = &mut self.place {
                let held = ready!(taken.as_mut().poll(context));
                self.place = Place::Has { _held: held };
                self.connection.grew();
            }
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        self.came += into.filled().len().saturating_sub(before);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Heavy<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.answered(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.answered(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::timeout;

    const BODY: usize = 32 * 1024;

    fn pair(places: &Shares, peer: &str) -> (Heavy<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(2 * BODY);
        let connection = Arc::new(Connection::of([127, 0, 0, 1].into()));
        (Heavy::new(ours, places.of(peer), connection), theirs)
    }

    /// Reads in parts, as hyper does.
    async fn reads(stream: &mut Heavy<DuplexStream>, bytes: usize) -> bool {
        let mut some = [0; 1024];
        for _ in 0..bytes / some.len() {
            let read = stream.read_exact(&mut some);
            if timeout(Duration::from_millis(20), read).await.is_err() {
                return false;
            }
        }
        true
    }

    #[tokio::test]
    async fn a_peer_with_many_large_requests_waits_for_itself_and_small_ones_go_on() {
        let places = Shares::new(2, 2);
        let (mut first, mut client) = pair(&places, "hostile");
        client.write_all(&vec![0; BODY]).await.unwrap();
        assert!(reads(&mut first, BODY).await);
        assert!(first.connection.is_large());
        let (mut second, mut other) = pair(&places, "hostile");
        other.write_all(&vec![0; BODY]).await.unwrap();
        assert!(reads(&mut second, FREE_BYTES).await);
        assert!(!second.connection.is_large());
        assert!(!reads(&mut second, 1024).await);
        let (mut innocent, mut third) = pair(&places, "innocent");
        third.write_all(&vec![0; BODY]).await.unwrap();
        assert!(reads(&mut innocent, BODY).await);
        // The answer gives the place back.
        first.write_all(b"HTTP/1.1 401").await.unwrap();
        assert!(reads(&mut second, 1024).await);
    }
}
