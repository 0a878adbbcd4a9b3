//! A page on this machine for the authors of mappings: the mapping in an editor, a reply beside it, and
//! what becomes of both, after each key.
//!
//! It listens on the loopback address alone, answers only pages of its own, and reads and writes no file
//! but those mappings and cases that it was given. Nothing is sent to a vendor.
//!
//! ```no_run
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use touchpoint_language::unified::engagement_model;
//! use touchpoint_playground::{Desk, Playground};
//! use touchpoint_workbench::project::Project;
//!
//! let desk = Desk::of(&Project::default(), engagement_model())?;
//! let playground = Playground::open(desk, 0).await?;
//! println!("{}", playground.address());
//! playground.serve().await?;
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

mod answer;
mod assets;
mod corpus;
mod desk;
mod guard;
mod routes;
mod support;
mod trial;

pub use desk::{Desk, DeskFault};
pub use guard::answers_to;

use axum::Router;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// A playground that listens.
#[derive(Debug)]
pub struct Playground {
    listener: TcpListener,
    address: SocketAddr,
    desk: Arc<Desk>,
}

impl Playground {
    /// Opens a port of the loopback address; 0 takes any that is free.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn open(desk: Desk, port: u16) -> io::Result<Playground> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Ok(Playground {
            address: listener.local_addr()?,
            listener,
            desk: Arc::new(desk),
        })
    }

    /// Where the page is: `http://127.0.0.1:4100/`.
    pub fn address(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Serves the page until the program ends.
    ///
    /// # Errors
    /// The listener is gone.
    pub async fn serve(self) -> io::Result<()> {
        let router = router(self.desk, self.address.port());
        axum::serve(self.listener, router).await
    }
}

/// The page and its routes, as a browser on this machine reaches them at a port.
pub fn router(desk: Arc<Desk>, port: u16) -> Router {
    guard::guarded(routes::routes(desk), port)
}
