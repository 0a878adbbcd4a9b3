//! A macro for JSON in the code of a test; members are sorted by name.

/// A JSON value written in the code of a test.
#[macro_export]
macro_rules! json {
    ($($json:tt)+) => {
        ::touchpoint_language::json::Json::from(::serde_json::json!($($json)+))
    };
}
