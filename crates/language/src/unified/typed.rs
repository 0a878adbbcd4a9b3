//! What a program asks of an engagement beyond its texts: its kind as a value, and its moments as times.

use super::Engagement;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// The kind of an engagement. More kinds may come.
///
/// ```
/// use touchpoint_language::unified::EngagementType;
/// assert_eq!("call".parse(), Ok(EngagementType::Call));
/// assert_eq!("Site visit".parse(), Ok(EngagementType::Other("Site visit".into())));
/// assert_eq!(EngagementType::Meeting.as_str(), "meeting");
/// assert_eq!(serde_json::to_string(&EngagementType::Task)?, r#""task""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum EngagementType {
    /// A call.
    Call,
    /// An email.
    Email,
    /// A meeting.
    Meeting,
    /// A task.
    Task,
    /// A kind of the CRM's own, or `all`, which some CRMs read as one list.
    Other(String),
}

impl EngagementType {
    /// Its word: `call`.
    pub fn as_str(&self) -> &str {
        match self {
            EngagementType::Call => "call",
            EngagementType::Email => "email",
            EngagementType::Meeting => "meeting",
            EngagementType::Task => "task",
            EngagementType::Other(word) => word,
        }
    }
}

impl From<&str> for EngagementType {
    fn from(word: &str) -> EngagementType {
        match word {
            "call" => EngagementType::Call,
            "email" => EngagementType::Email,
            "meeting" => EngagementType::Meeting,
            "task" => EngagementType::Task,
            other => EngagementType::Other(other.to_owned()),
        }
    }
}

impl From<String> for EngagementType {
    fn from(word: String) -> EngagementType {
        word.as_str().into()
    }
}

impl From<EngagementType> for String {
    fn from(kind: EngagementType) -> String {
        match kind {
            EngagementType::Other(word) => word,
            known => known.as_str().to_owned(),
        }
    }
}

impl FromStr for EngagementType {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<EngagementType, Infallible> {
        Ok(word.into())
    }
}

impl fmt::Display for EngagementType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The fields as values. A time that cannot be parsed gives `None`; no mapping produces one.
///
/// ```
/// use touchpoint_language::unified::{Engagement, EngagementType};
/// let engagement = Engagement {
///     engagement_type: Some("call".into()),
///     start_time: Some("2026-03-02T10:00:00Z".into()),
///     ..Engagement::default()
/// };
/// assert_eq!(engagement.engagement_type(), Some(EngagementType::Call));
/// assert_eq!(engagement.start_time().map(|at| at.as_second()), Some(1_772_445_600));
/// assert_eq!(engagement.created_at(), None);
/// ```
impl Engagement {
    /// What kind of engagement it is.
    pub fn engagement_type(&self) -> Option<EngagementType> {
        self.engagement_type.as_deref().map(EngagementType::from)
    }

    /// When it began or is to begin.
    pub fn start_time(&self) -> Option<Timestamp> {
        moment(self.start_time.as_deref())
    }

    /// When it ended or is to end.
    pub fn end_time(&self) -> Option<Timestamp> {
        moment(self.end_time.as_deref())
    }

    /// When it was entered in the CRM.
    pub fn created_at(&self) -> Option<Timestamp> {
        moment(self.created_at.as_deref())
    }

    /// When it was last changed in the CRM.
    pub fn updated_at(&self) -> Option<Timestamp> {
        moment(self.updated_at.as_deref())
    }
}

fn moment(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}
