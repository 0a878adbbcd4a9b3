//! The order in which a list comes: what is sent for it, and what it promises.

use super::resolver::Resolver;
use crate::diagnostic::{Code, help_for};
use crate::document::Pointer;
use crate::expr::Path;
use crate::model::Direction;
use crate::written;

/// The order in which a list comes.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its keys, the most significant first; at least one.
    pub keys: Vec<OrderKey>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// One key of an order.
#[derive(Clone, Debug)]
pub struct OrderKey {
    /// The unified field, or the parameter of that name.
    pub name: String,
    /// Which way.
    pub direction: Direction,
    /// The value of the record, where it is no unified field.
    pub path: Option<Path>,
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Order,
    pointer: Pointer,
) -> Option<Order> {
    let mut keys = Vec::new();
    for (name, key) in &written.0 {
        let place = pointer.key(name.as_str());
        let path = match key {
            written::OrderKey::Path(direction, path) => {
                let word = match direction {
                    Direction::Asc => "asc",
                    Direction::Desc => "desc",
                };
                Some(resolver.path(path, &place.key(word))?)
            }
            written::OrderKey::Field(_) => None,
        };
        if path.is_none() && resolver.model.compared_field(name).is_none() {
            let known = resolver.model.filterable_names();
            let help = help_for(name, &known)
                .unwrap_or_else(|| "write `{ desc: $.path }` where it is none".into());
            let label = "the order names unified fields";
            resolver.fault(
                Code::UnknownWord,
                &place,
                "no such field",
                label,
                Some(help),
            );
            return None;
        }
        keys.push(OrderKey {
            name: name.clone(),
            direction: key.direction(),
            path,
        });
    }
    Some(Order { keys, pointer })
}
