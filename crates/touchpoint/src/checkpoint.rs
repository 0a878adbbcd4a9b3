//! The place behind one record of a list, which a program keeps and goes on from.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use touchpoint_core::cursor::page_digest;

/// The version of what is written.
const VERSION: u8 = 1;

/// The place behind a record: a stream that starts from it gives the next record first.
///
/// It is plain data: as JSON, an object of at most some 4 KiB. It holds in another process and another
/// release too, after credentials were changed or an overlay was added, as long as
///
/// - the account has the same id and the query the same filters, sort and remote query,
/// - the mapping asks the vendor for the same list in the same way, and
/// - the vendor still knows the place: for ever where it is a number
///   ([`Checkpoint::lasts`]), else as long as the vendor keeps its cursors.
///
/// Else the stream ends with an error of the kind [`Cursor`](crate::ErrorKind::Cursor) that says which of
/// these it was. A page that changed meanwhile is read from the record that was next; where that one is
/// gone too, from the place that it had.
///
/// It holds no secret. Who can change it can lead this account's calls to other pages of its vendor: keep it
/// where only your program writes, or sign it with [`Builder::cursor_key`](crate::Builder::cursor_key). A key
/// that is set, changed or taken away ends the checkpoints of before, unless the old one is named too:
/// [`Builder::cursor_keys`](crate::Builder::cursor_keys). One that was damaged is not read.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::TryStreamExt;
/// use touchpoint::{Checkpoint, EngagementType::Call, ListQuery, Touchpoint};
///
/// let touchpoint = Touchpoint::builder().sandbox().build().await?;
/// let account = touchpoint.sandbox_account("hubspot").ok_or("no such sandbox")?;
/// let calls = touchpoint.engagements(&account).engagement_type(Call).limit(10);
/// let query = calls.query().clone();
///
/// let mut records = calls.records();
/// let first = records.try_next().await?.ok_or("no calls")?;
/// // The query is data too: kept beside the place, it need not be written twice.
/// let kept: String = serde_json::to_string(&(query, first.checkpoint()))?;
/// let second = records.try_next().await?.ok_or("one call")?;
///
/// let (query, checkpoint): (ListQuery, Checkpoint) = serde_json::from_str(&kept)?;
/// let mut again = touchpoint.engagements(&account).with_query(query).records_after(&checkpoint);
/// assert_eq!(again.try_next().await?.ok_or("one call")?.id, second.id);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Checkpoint {
    /// The cursor of the page; none where the list ends here.
    cursor: Option<Arc<str>>,
    /// How many records of the page, and of those after it, were given.
    taken: u64,
    /// The digests of the last of them and of the one after it.
    around: Option<(u64, u64)>,
    lasts: bool,
    /// The name of the key that signed the cursor, where the engine has one.
    signed: Option<Arc<str>>,
}

/// What is kept. Where a part of it is lost, it is not read: it would lead elsewhere.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    /// True where there is no cursor, since the list ends here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    end: bool,
    taken: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    around: Option<(u64, u64)>,
    lasts: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed: Option<String>,
}

impl From<Checkpoint> for Stored {
    fn from(checkpoint: Checkpoint) -> Stored {
        Stored {
            version: VERSION,
            end: checkpoint.is_end(),
            signed: checkpoint.signed.map(|name| name.to_string()),
            cursor: checkpoint.cursor.map(|cursor| cursor.to_string()),
            taken: checkpoint.taken,
            around: checkpoint.around,
            lasts: checkpoint.lasts,
        }
    }
}

impl TryFrom<Stored> for Checkpoint {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Checkpoint, String> {
        if stored.version != VERSION {
            return Err(format!(
                "the checkpoint is of version {}, and this release reads version {VERSION}: start the list again",
                stored.version
            ));
        }
        if stored.cursor.is_none() != stored.end {
            return Err(
                "the checkpoint is damaged, since it has either a cursor or an `end`: start the list again"
                    .to_owned(),
            );
        }
        Ok(Checkpoint {
            signed: stored.signed.map(Arc::from),
            cursor: stored.cursor.map(Arc::from),
            taken: stored.taken,
            around: stored.around,
            lasts: stored.lasts,
        })
    }
}

impl Checkpoint {
    /// The place before the first record of the page that a cursor leads to; the end of the list where it
    /// leads nowhere.
    pub(crate) fn before(cursor: Option<Arc<str>>, lasts: bool) -> Checkpoint {
        Checkpoint {
            cursor,
            taken: 0,
            around: None,
            lasts,
            signed: None,
        }
    }

    /// The place behind this many records of a page; `around` is the texts of the last one and the next.
    pub(crate) fn within(
        cursor: Arc<str>,
        taken: usize,
        around: (&[u8], &[u8]),
        lasts: bool,
    ) -> Checkpoint {
        Checkpoint {
            cursor: Some(cursor),
            taken: taken as u64,
            around: Some((digest(around.0), digest(around.1))),
            lasts,
            signed: None,
        }
    }

    /// The same place, whose cursor the key of this name has signed.
    pub(crate) fn signed(mut self, by: Option<&str>) -> Checkpoint {
        self.signed = by.map(Arc::from);
        self
    }

    /// The name of the key that signed its cursor.
    pub(crate) fn signer(&self) -> Option<&str> {
        self.signed.as_deref()
    }

    /// True if the place is a number of records or pages, which every vendor takes for ever. False if it holds
    /// a cursor of the vendor's, which it may end.
    pub fn lasts(&self) -> bool {
        self.lasts
    }

    /// True if no record followed: a stream from here gives nothing.
    pub fn is_end(&self) -> bool {
        self.cursor.is_none()
    }

    pub(crate) fn cursor(&self) -> Option<&Arc<str>> {
        self.cursor.as_ref()
    }

    /// How many of these records were given, and how many more of those after them.
    pub(crate) fn given(&self, records: &[&[u8]]) -> (usize, u64) {
        let counted = usize::try_from(self.taken).unwrap_or(usize::MAX);
        let is =
            |at: usize, wanted: u64| records.get(at).is_some_and(|text| digest(text) == wanted);
        let found = self.around.and_then(|(last, next)| {
            let find = |wanted| (0..records.len()).find(|at| is(*at, wanted));
            // As it was, in nearly all cases.
            let unmoved = is(counted, next).then_some(counted);
            unmoved
                .or_else(|| find(next))
                .or_else(|| find(last).map(|at| at + 1))
        });
        match found {
            Some(at) => (at, 0),
            None if counted <= records.len() => (counted, 0),
            None => (records.len(), (counted - records.len()) as u64),
        }
    }

    /// The same place, seen from the page after one that had too few records.
    pub(crate) fn carried(&self, rest: u64) -> Checkpoint {
        Checkpoint {
            taken: rest,
            ..self.clone()
        }
    }
}

/// A digest of a record's text.
fn digest(text: &[u8]) -> u64 {
    page_digest(std::str::from_utf8(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint(taken: usize) -> Checkpoint {
        Checkpoint::within("abc".into(), taken, (b"b", b"c"), true)
    }

    #[test]
    fn a_place_is_found_again_in_a_page_that_changed() {
        let at_two = checkpoint(2);
        for (records, given) in [
            (&["a", "b", "c", "d"][..], (2, 0)),
            (&["new", "a", "b", "c"][..], (3, 0)),
            (&["b", "c", "d"][..], (1, 0)),
            (&["a", "b", "d"][..], (2, 0)),
            (&["x", "y", "z"][..], (2, 0)),
            (&["x"][..], (1, 1)),
            (&["x"; 0][..], (0, 2)),
        ] {
            let texts: Vec<&[u8]> = records.iter().map(|text| text.as_bytes()).collect();
            assert_eq!(at_two.given(&texts), given, "{records:?}");
        }
        assert_eq!(at_two.carried(1).given(&[b"p", b"q"]), (1, 0));
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        for one in [checkpoint(7), Checkpoint::before(None, false)] {
            let text = serde_json::to_string(&one).unwrap();
            assert_eq!(serde_json::from_str::<Checkpoint>(&text).unwrap(), one);
        }
        let signed = checkpoint(7).signed(Some("ab"));
        let text = serde_json::to_string(&signed).unwrap();
        assert_eq!(serde_json::from_str::<Checkpoint>(&text).unwrap(), signed);
        let later = serde_json::from_str::<Checkpoint>(
            r#"{"version":2,"end":true,"taken":0,"lasts":false}"#,
        )
        .unwrap_err();
        assert!(later.to_string().contains("version 2"), "{later}");
    }
    #[test]
    fn a_damaged_one_is_not_read_as_the_end() {
        let whole = serde_json::to_value(checkpoint(7)).unwrap();
        let members = whole.as_object().unwrap();
        for lost in ["version", "cursor", "taken", "lasts"] {
            let mut rest = members.clone();
            rest.remove(lost);
            let text = serde_json::to_string(&rest).unwrap();
            let read = serde_json::from_str::<Checkpoint>(&text);
            assert!(read.is_err(), "without `{lost}`: {read:?}");
        }
        for text in [
            r#"{"version":1}"#,
            r#"{"version":1,"taken":7,"lasts":true,"cursr":"x"}"#,
            r#"{"version":1,"taken":0,"lasts":false,"end":true,"cursor":"x"}"#,
        ] {
            let read = serde_json::from_str::<Checkpoint>(text);
            assert!(read.is_err(), "{text}: {read:?}");
        }
    }
}
