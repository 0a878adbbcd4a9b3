//! The kinds of paging, with everything that requests, emulator and explanations need to know of
//! each. A new kind answers these questions here, and nowhere else.

use crate::expr::Path;
use crate::written::SendAs;

/// What leads to the next page.
#[derive(Clone, Debug)]
pub enum Way {
    /// A token that the reply holds.
    Cursor {
        /// Where it is sent; `None` where a hole of the request reads it.
        send_as: Option<SendAs>,
        /// Where the reply holds it.
        next: Next,
    },
    /// An address that the reply holds.
    NextUrl {
        /// Where the reply holds it.
        next: Next,
    },
    /// The number of the next page.
    Page {
        /// Where it is sent; `None` where a hole of the request reads it.
        send_as: Option<SendAs>,
        /// The first page's number.
        first: u64,
    },
    /// The number of records that came.
    Offset {
        /// Where it is sent; `None` where a hole of the request reads it.
        send_as: Option<SendAs>,
    },
    /// There is one page.
    None,
}

/// Where a reply holds what leads on.
#[derive(Clone, Debug)]
pub struct Next {
    /// The value or the link.
    pub leads: Leads,
    /// The query parameter of the link that is the value.
    pub query_parameter: Option<String>,
}

/// The value or the link that leads on.
#[derive(Clone, Debug)]
pub enum Leads {
    /// In the body, at the first of these paths that has a value.
    Paths(Vec<Path>),
    /// In a header of links (RFC 8288): its name and the relation.
    Header(String, String),
}

/// What a way counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Counts {
    /// The pages.
    Pages,
    /// The records.
    Records,
}

impl Way {
    /// Where the wanted page is sent; `None` for an address, or where a hole of the request reads it.
    pub fn send_as(&self) -> Option<&SendAs> {
        match self {
            Way::Cursor { send_as, .. } | Way::Page { send_as, .. } | Way::Offset { send_as } => {
                send_as.as_ref()
            }
            Way::NextUrl { .. } | Way::None => None,
        }
    }

    /// Where a reply holds what leads on; none where pages or records are counted.
    pub fn next(&self) -> Option<&Next> {
        match self {
            Way::Cursor { next, .. } | Way::NextUrl { next } => Some(next),
            Way::Page { .. } | Way::Offset { .. } | Way::None => None,
        }
    }

    /// What is counted; none where the reply leads on.
    pub fn counts(&self) -> Option<Counts> {
        match self {
            Way::Page { .. } => Some(Counts::Pages),
            Way::Offset { .. } => Some(Counts::Records),
            Way::Cursor { .. } | Way::NextUrl { .. } | Way::None => None,
        }
    }

    /// True if a page may come after the first.
    pub fn leads_on(&self) -> bool {
        self.next().is_some() || self.counts().is_some()
    }

    /// True if an address of the reply is followed.
    pub fn follows(&self) -> bool {
        match self {
            Way::NextUrl { .. } => true,
            Way::Cursor { .. } | Way::Page { .. } | Way::Offset { .. } | Way::None => false,
        }
    }

    /// The name under which a template reads which page is wanted.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Way::Cursor { .. } => Some("page.cursor"),
            Way::Page { .. } => Some("page.number"),
            Way::Offset { .. } => Some("page.offset"),
            Way::NextUrl { .. } | Way::None => None,
        }
    }
}
