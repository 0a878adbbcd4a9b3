//! The error of a part that the program brought: kept as it is, so that whoever made it finds it again.

use std::error::Error;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// An error of another library or of the program itself. Its text may be shown, so it must hold no
/// secret. It is used as the error that it holds: `?` makes one of any error, so that it cannot be one
/// itself.
///
/// ```
/// use touchpoint_core::exchange::Cause;
/// let cause = Cause::from(std::io::Error::other("the vault is sealed"));
/// assert_eq!(cause.to_string(), "the vault is sealed");
/// assert!(cause.downcast_ref::<std::io::Error>().is_some());
/// assert_eq!(Cause::from("no route to host").to_string(), "no route to host");
/// ```
#[derive(Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Cause {
    fn from(error: E) -> Cause {
        Cause(error.into().into())
    }
}

impl From<Cause> for Box<dyn Error> {
    fn from(cause: Cause) -> Box<dyn Error> {
        Box::new(Caused(cause))
    }
}

/// A cause where an error is wanted.
#[derive(Debug)]
struct Caused(Cause);

impl fmt::Display for Caused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl Error for Caused {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl Deref for Cause {
    type Target = dyn Error + Send + Sync;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Two causes are the same if they say the same.
impl PartialEq for Cause {
    fn eq(&self, other: &Cause) -> bool {
        self.to_string() == other.to_string()
    }
}
