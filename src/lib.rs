//! derive-check: checks derivations in machine-learning mathematics line by line.
//!
//! One line, end to end:
//!
//! ```text
//! text ─ syntax ─▶ surface tree ─ elaborate ─▶ obligation: "in every model of these declarations, L rel R"
//!    ├─ evaluate: small exact models, both sides ── differ ──▶ counterexample, certified ──▶ REFUTED
//!    └─ prove: saturation over whole lines (egg), normal forms (normal) ──▶ certificate
//!          └─ kernel re-checks every move ──▶ PROVED, with the named rules
//!    neither ──▶ UNPROVED
//! ```
//!
//! Trusted: [`number`], [`term`], [`rule`], [`kernel`] (and, for refutations, `evaluate`). They build alone with
//! `--no-default-features`. Everything else only proposes.

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
pub mod normal;
#[cfg(feature = "full")]
pub mod prove;
#[cfg(feature = "full")]
pub mod report;
#[cfg(feature = "full")]
pub mod source;
#[cfg(feature = "full")]
pub mod syntax;
