//! What `test` is told on the command line.

use crate::engine::OfResource;
use crate::project::ProjectArguments;
use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integrations whose cases run; without any, all
    pub(super) slugs: Vec<String>,

    /// Write what came into the cases that differ: requests and pages, those that are missing too
    #[arg(long)]
    pub(super) accept: bool,

    /// Run again whenever a mapping or a case changes
    #[arg(long)]
    pub(super) watch: bool,

    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// Tell what no case exercises: cases, routes, fields, words, branches, filters, rules, errors
    #[arg(long)]
    pub(super) coverage: bool,

    /// Exit with 1 where the cases exercise less of a mapping
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) at_least: Option<u8>,

    /// Break the mapping at each claim, and tell where no case notices
    #[arg(long)]
    pub(super) evidence: bool,

    /// Read a vendor that is played from the mapping so many times, with faults on the way
    #[arg(long, value_name = "N")]
    pub(super) simulate: Option<u64>,

    /// The first seed of the simulation
    #[arg(long, value_name = "SEED", requires = "simulate", default_value_t = 0)]
    pub(super) from: u64,

    #[command(flatten)]
    pub(super) of: OfResource,

    #[command(flatten)]
    pub(super) project: ProjectArguments,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Format {
    /// The cases that differ, line by line
    Text,
    /// A JUnit report of all cases
    Junit,
}
