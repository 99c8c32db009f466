//! The kernel: obligations, certificates, and the check that turns the two into `Proved`.

mod bounds;
pub mod cases;
pub mod certificate;
pub mod check;
pub mod definedness;
mod distributed;
mod elements;
pub mod error;
mod fact;
mod inequality;
mod interval;
mod judge;
mod known;
mod linear;
mod matching;
mod mixture;
mod multiple;
pub mod obligation;
mod occurrence;
mod order;
mod ring;
mod root;
mod scope;
pub mod session;
mod sort;
mod split;
pub mod theorem;

pub use check::{Proved, check};
