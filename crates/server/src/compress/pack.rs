//! Compresses a body. The levels are those that cost about as much as mapping a page:
//! docs/performance.md. Both libraries are in C: those in Rust are several times slower.

use super::accepted::Coding;
use libdeflater::{CompressionLvl, Compressor};
use std::cell::RefCell;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use touchpoint_core::room;

/// libdeflate's level for gzip, of 1 to 12.
const GZIP_LEVEL: i32 = 1;
/// zstd's level, of 1 to 22.
const ZSTD_LEVEL: i32 = 1;
/// A larger body is compressed on a blocking thread.
const LARGE: usize = 1024 * 1024;
/// One for each processor at once: it takes a thread, with memory of its own for a while.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(processors)
});

thread_local! {
    static GZIP: RefCell<Option<Compressor>> =
        RefCell::new(CompressionLvl::new(GZIP_LEVEL).ok().map(Compressor::new));
    static ZSTD: RefCell<Option<zstd::bulk::Compressor<'static>>> =
        RefCell::new(zstd::bulk::Compressor::new(ZSTD_LEVEL).ok());
}

/// Compresses a body, and gives it with its coding. If that fails, the body is as it was.
pub(crate) async fn pack(coding: Coding, body: Vec<u8>) -> (Vec<u8>, Option<Coding>) {
    if body.len() <= LARGE {
        return match packed(coding, &body) {
            Some(packed) => {
                room::give(body);
                (packed, Some(coding))
            }
            None => (body, None),
        };
    }
    let _place = PLACES.acquire().await;
    let body = Arc::new(body);
    let shared = body.clone();
    match tokio::task::spawn_blocking(move || packed(coding, &shared)).await {
        Ok(Some(packed)) => (packed, Some(coding)),
        _ => (Arc::unwrap_or_clone(body), None),
    }
}

fn packed(coding: Coding, body: &[u8]) -> Option<Vec<u8>> {
    match coding {
        Coding::Gzip => GZIP.with_borrow_mut(|gzip| {
            let gzip = gzip.as_mut()?;
            let mut packed = room::take(gzip.gzip_compress_bound(body.len()));
            packed.resize(gzip.gzip_compress_bound(body.len()), 0);
            let size = gzip.gzip_compress(body, &mut packed).ok()?;
            packed.truncate(size);
            Some(in_little(packed))
        }),
        Coding::Zstd => ZSTD.with_borrow_mut(|zstd| {
            let mut packed = room::take(zstd::zstd_safe::compress_bound(body.len()));
            zstd.as_mut()?.compress_to_buffer(body, &mut packed).ok()?;
            Some(in_little(packed))
        }),
    }
}

/// A large buffer that is hardly used is not kept until the caller has read it.
fn in_little(mut packed: Vec<u8>) -> Vec<u8> {
    if packed.capacity() > LARGE {
        packed.shrink_to_fit();
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: usize) -> Vec<u8> {
        let words = ["call", "mail", "meeting", "task"].iter().cycle();
        let mut body: Vec<u8> = words.flat_map(|word| word.bytes()).take(bytes).collect();
        body.extend_from_slice("ü".as_bytes());
        body
    }

    fn gunzip(packed: &[u8], bytes: usize) -> Vec<u8> {
        let mut plain = vec![0; bytes];
        let size = libdeflater::Decompressor::new()
            .gzip_decompress(packed, &mut plain)
            .unwrap();
        plain.truncate(size);
        plain
    }

    #[tokio::test]
    async fn what_is_packed_is_what_comes_out() {
        for bytes in [0, 1, 2_000, LARGE + 1] {
            let plain = body(bytes);
            let (packed, how) = pack(Coding::Gzip, plain.clone()).await;
            assert_eq!(how, Some(Coding::Gzip));
            assert!(gunzip(&packed, plain.len()) == plain, "gzip of {bytes}");
            let (packed, how) = pack(Coding::Zstd, plain.clone()).await;
            assert_eq!(how, Some(Coding::Zstd));
            let unpacked = zstd::bulk::decompress(&packed, plain.len()).unwrap();
            assert!(unpacked == plain, "zstd of {bytes}");
        }
    }
}
