//! A reply's share of the bytes that its transport allows in flight.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// Something that the transport gets back when the reply is dropped. None, unless the transport
/// counts what is in flight.
#[derive(Clone, Default)]
pub struct Share(Option<Arc<dyn Any + Send + Sync>>);

impl Share {
    /// Holds this until the reply and its clones are gone.
    pub fn new(share: impl Any + Send + Sync) -> Share {
        Share(Some(Arc::new(share)))
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Share({})", self.0.is_some())
    }
}

/// The share is no part of what the reply says.
impl PartialEq for Share {
    fn eq(&self, _: &Share) -> bool {
        true
    }
}
