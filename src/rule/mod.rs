//! The rules: what a step may cite, and the primitive moves the kernel believes.

pub mod catalogue;
pub mod reason;

pub use catalogue::{Entry, entry};
pub use reason::Reason;
