//! The rules: what a step may cite, and the primitive moves the kernel believes.

pub mod reason;

pub use reason::Reason;
