//! A connection whose client must keep reading: a reply that nobody reads is given up, to free its
//! memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a reply may make no progress.
const STILL: Duration = Duration::from_secs(20);
const BYTES_A_SECOND: u32 = 8 * 1024;

/// A stream with a time limit for writes.
pub(crate) struct Patient<S> {
    stream: S,
    /// The time until which the pending write must make progress; none while nothing is pending.
    until: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    pub(crate) fn new(stream: S) -> Patient<S> {
        Patient {
            stream,
            until: None,
        }
    }

    /// Handles the result of a write: a pending one gets a time limit, which every byte that is
    /// taken extends.
    fn settle(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => {
                let end = || Box::pin(sleep_until(Instant::now() + STILL));
                let until = self.until.get_or_insert_with(end);
                ready!(until.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Ready(Ok(bytes)) => {
                if let Some(until) = &mut self.until {
                    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
                    let more = Duration::from_secs(1) * bytes / BYTES_A_SECOND;
                    let end = until.deadline() + more;
                    until.as_mut().reset(end.min(Instant::now() + STILL));
                }
                Poll::Ready(Ok(bytes))
            }
            failed @ Poll::Ready(_) => failed,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before {
            // Another request: the reply to the one before has been read.
            self.until = None;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.settle(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.settle(context, written)
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
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_given_up() {
        let (ours, _theirs) = duplex(64);
        let began = Instant::now();
        let fault = Patient::new(ours).write_all(&[0; 1000]).await.unwrap_err();
        assert_eq!(fault.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed(), STILL);
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_a_byte_now_and_then_is_given_up_too() {
        let (ours, mut theirs) = duplex(64);
        let reads = tokio::spawn(async move {
            let mut byte = [0];
            while theirs.read_exact(&mut byte).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let began = Instant::now();
        assert!(Patient::new(ours).write_all(&[0; 1000]).await.is_err());
        assert!(began.elapsed() < 2 * STILL, "{:?}", began.elapsed());
        reads.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_on_is_waited_for() {
        let (ours, mut theirs) = duplex(64 * 1024);
        let reads = tokio::spawn(async move {
            let mut some = vec![0; 16 * 1024];
            let mut all = 0;
            while all < 1_000_000 {
                all += theirs.read(&mut some).await.unwrap();
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        Patient::new(ours)
            .write_all(&vec![0; 1_000_000])
            .await
            .unwrap();
        reads.await.unwrap();
    }
}
