//! A connection that sends or takes much does so a part at a time, and others have their turn between:
//! thousands of large requests may come at once, and a health check among them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The bytes of one turn.
const PART: usize = 64 * 1024;

/// A stream that is read and written in turns with others.
pub(crate) struct Turns<S> {
    stream: S,
    /// The bytes since the turn began.
    moved: usize,
}

impl<S> Turns<S> {
    pub(crate) fn new(stream: S) -> Turns<S> {
        Turns { stream, moved: 0 }
    }

    /// True if it is the others' turn; this one comes again after them.
    fn is_over(&mut self, context: &Context<'_>) -> bool {
        let over = self.moved >= PART;
        if over {
            self.moved = 0;
            context.waker().wake_by_ref();
        }
        over
    }

    fn wrote(&mut self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = written {
            self.moved += bytes;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Turns<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_over(context) {
            return Poll::Pending;
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        self.moved += into.filled().len().saturating_sub(before);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Turns<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_over(context) {
            return Poll::Pending;
        }
        let part = bytes.get(..PART).unwrap_or(bytes);
        let written = Pin::new(&mut self.stream).poll_write(context, part);
        self.wrote(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let all: usize = slices.iter().map(|slice| slice.len()).sum();
        if all > PART {
            let first = slices.iter().find(|slice| !slice.is_empty());
            return self.poll_write(context, first.map_or(&[], |slice| slice));
        }
        if self.is_over(context) {
            return Poll::Pending;
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.wrote(&written);
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
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    /// Runs beside a task of the same thread, and gives how many turns it had.
    async fn turns_beside(work: impl Future<Output = ()>) -> usize {
        let turns = Arc::new(AtomicUsize::new(0));
        let counted = turns.clone();
        let other = tokio::spawn(async move {
            loop {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        });
        work.await;
        other.abort();
        turns.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn others_have_their_turn_while_much_is_written_and_all_of_it_arrives() {
        let (ours, mut theirs) = duplex(20 * PART);
        let sent: Vec<u8> = (0..10 * PART).map(|place| (place % 251) as u8).collect();
        let mut stream = Turns::new(ours);
        let had = turns_beside(async { stream.write_all(&sent).await.unwrap() }).await;
        assert!(had >= 9, "{had}");
        drop(stream);
        let mut came = Vec::new();
        theirs.read_to_end(&mut came).await.unwrap();
        assert!(came == sent);
    }

    #[tokio::test]
    async fn slices_go_out_whole_where_they_are_few_and_in_parts_where_they_are_large() {
        let (ours, mut theirs) = duplex(4 * PART);
        let mut stream = Turns::new(ours);
        let (head, small, large) = (b"head ".as_slice(), b"body".as_slice(), vec![b'x'; PART]);
        let slices = [io::IoSlice::new(head), io::IoSlice::new(small)];
        assert_eq!(stream.write_vectored(&slices).await.unwrap(), 9);
        let slices = [io::IoSlice::new(head), io::IoSlice::new(&large)];
        assert_eq!(stream.write_vectored(&slices).await.unwrap(), 5);
        drop(stream);
        let mut came = String::new();
        theirs.read_to_string(&mut came).await.unwrap();
        assert_eq!(came, "head bodyhead ");
    }

    #[tokio::test]
    async fn the_same_while_much_is_read() {
        let (ours, mut theirs) = duplex(20 * PART);
        theirs.write_all(&vec![b'x'; 10 * PART]).await.unwrap();
        let mut stream = Turns::new(ours);
        let mut into = vec![0; 10 * PART];
        let had = turns_beside(async {
            stream.read_exact(&mut into).await.unwrap();
        });
        assert!(had.await >= 1);
    }
}
