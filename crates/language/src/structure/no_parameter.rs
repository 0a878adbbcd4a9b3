//! Names that other tools have beside their filters: the size of a page, which page, the order.

/// Names that other tools have beside their filters, with where a mapping says what they say.
const NO_PARAMETERS: [(&[&str], &str); 3] = [
    (
        &[
            "limit",
            "page_size",
            "per_page",
            "pagesize",
            "count",
            "size",
            "top",
            "max_results",
        ],
        "how many records a page has is said under `paging`: `size: { send_as: name, default: 50, max: 100 }`",
    ),
    (
        &[
            "page",
            "cursor",
            "next_cursor",
            "offset",
            "skip",
            "page_token",
            "starting_after",
            "next",
        ],
        "which page comes is said under `paging`: `send_as: name`",
    ),
    (
        &[
            "sort",
            "sort_by",
            "sort_order",
            "order",
            "order_by",
            "orderby",
        ],
        "the order is said by `sort`, beside `parameters`",
    ),
];

/// Where something is said that is no parameter here.
pub(super) fn no_parameter(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase().replace('-', "_");
    let mut rows = NO_PARAMETERS.iter();
    let (_, help) = rows.find(|(names, _)| names.contains(&key.as_str()))?;
    Some(help)
}
