//! What the project promises, held over its own files, its mappings and running servers: one binary,
//! linked once. `cargo test -p conformance corpus::` runs the tests of one file.
#![forbid(unsafe_code)]

mod ahead;
mod at_once;
mod connect;
mod contract;
mod corpus;
mod coverage;
mod cursor_key;
mod diagnostics;
mod drop_in;
mod evidence;
mod features;
mod fill;
mod filters;
mod formatted;
mod fourteenth;
mod given;
mod house;
mod licences;
mod lookups;
mod merge;
mod merge_laid_over;
mod model;
mod names;
mod order;
mod outside;
mod packages;
mod played;
mod project;
mod resume;
mod samples;
mod sandbox;
mod scan_equality;
mod schemas;
mod server;
mod server_accounts;
mod server_contract;
mod server_run;
mod siege;
mod simulation;
mod strangers;
mod streaming;
mod transforms;
mod window;
mod words;
