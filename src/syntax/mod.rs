//! Text to surface tree, and back.

pub mod tree;
