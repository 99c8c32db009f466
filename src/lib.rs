//! derive-check: checks derivations line by line.

pub mod kernel;
pub mod number;
pub mod rule;
pub mod term;

#[cfg(feature = "full")]
pub mod check;
#[cfg(feature = "full")]
pub mod cli;
#[cfg(feature = "full")]
pub mod diagnostic;
#[cfg(feature = "full")]
pub mod elaborate;
#[cfg(feature = "full")]
pub mod evaluate;
#[cfg(feature = "full")]
pub mod prove;
#[cfg(feature = "full")]
pub mod report;
#[cfg(feature = "full")]
pub mod source;
#[cfg(feature = "full")]
pub mod syntax;
