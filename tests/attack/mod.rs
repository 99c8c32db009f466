//! Attacks on what is proved: small mistakes and harmless rewritings of every derivation at hand, made by the thousand.
//!
//! Everything follows from a seed. Terms are altered, not text, so that every mutant reads; what the kernel finds ill-formed
//! is no mutant. Nothing here decides: the prover and the evaluator are asked, and asked again with many more models.

#![allow(dead_code)] // each test file uses some of it

pub mod instance;
pub mod library;
pub mod mistake;
pub mod place;
pub mod random;
pub mod rewriting;
pub mod tally;
pub mod trial;
pub mod walk;
pub mod weakened;
