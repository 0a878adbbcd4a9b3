//! JSON as it stands in the code of a test → a value, whose members have the order of their names.

/// A value as it stands in the code of a test.
#[macro_export]
macro_rules! json {
    ($($json:tt)+) => {
        ::touchpoint_language::json::Json::from(::serde_json::json!($($json)+))
    };
}
