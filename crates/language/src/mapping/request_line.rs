//! `GET /activities`: the verb and the path of a request.

use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::Template;
use std::fmt;

/// The verbs that reads need.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`, for lists that are asked for with a body.
    Post,
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Method::Get => "GET",
            Method::Post => "POST",
        })
    }
}

/// `GET /activities`
#[derive(Clone, Debug)]
pub struct RequestLine {
    /// The verb.
    pub method: Method,
    /// The path below the base URL.
    pub path: Template,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// Reads a verb and a path. The structure check has seen its form.
pub(super) fn request_line(
    resolver: &mut Resolver<'_>,
    text: &str,
    pointer: &Pointer,
) -> Option<RequestLine> {
    let (verb, path) = text.split_once(' ')?;
    let method = if verb == "POST" {
        Method::Post
    } else {
        Method::Get
    };
    let path = match Template::parse(path) {
        Ok(template) => template,
        Err(mut fault) => {
            // The template comes after the verb; its faults are placed in the whole text.
            let offset = text.len() - path.len();
            fault.at = fault.at.map(|at| at.start + offset..at.end + offset);
            resolver.text_fault(
                Code::BadTemplate,
                pointer,
                "this template cannot be read",
                &fault,
            );
            return None;
        }
    };
    Some(RequestLine {
        method,
        path,
        pointer: pointer.clone(),
    })
}
