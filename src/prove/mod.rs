//! The search for proofs: what it is asked, and what it answers.
//!
//! Nothing here is believed: a [`Proof`] is one only because the kernel has accepted its certificate.

use crate::elaborate::Cited;
use crate::kernel::obligation::{Condition, Obligation, Signature, Statement};
use crate::term::Name;

/// What a step may use beside plain algebra.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowed {
    /// The stated reasons; `None` where none is stated: then any.
    pub reasons: Option<Vec<Cited>>,
}

/// A proved result that may be cited.
#[derive(Clone, Debug)]
pub struct Known {
    /// Under this name.
    pub name: String,
    /// What it says.
    pub statement: Statement,
    /// The assumptions it rests on.
    pub assumed: Vec<String>,
}

/// What is to be proved, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The declarations.
    pub signature: &'a Signature,
    /// Of its assumptions, those that may be used.
    pub assumptions: &'a [Name],
    /// Results that may be used, in the order in which they were proved.
    pub results: &'a [Known],
    /// The step.
    pub obligation: &'a Obligation,
    /// The stated reasons.
    pub allowed: &'a Allowed,
    /// Work allowed: a count, never seconds.
    pub budget: u64,
    /// Is [`Proof::trace`] wanted?
    pub trace: bool,
}

/// Do the stated reasons, with plain algebra, carry the step?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sufficiency {
    /// They do.
    Sufficient,
    /// It needed more: see [`Proof::missing`].
    Insufficient,
    /// None were stated.
    Unstated,
}

/// Where a side condition of a proof comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Source {
    /// The declarations give it.
    Declarations,
    /// Only the two lines themselves presuppose it.
    Lines,
}

/// One primitive move, for `explain` and the reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceLine {
    /// The rule.
    pub rule: String,
    /// The line after the move, printed.
    pub line: String,
    /// The conditions it used, printed.
    pub conditions: Vec<String>,
}

/// An accepted proof, as it is told to a reader.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Rules, definitions, lemmas and assumptions used, by the names under which they are cited.
    pub used: Vec<String>,
    /// Those of them that the stated reasons lack.
    pub missing: Vec<String>,
    /// Do the stated reasons carry it?
    pub sufficiency: Sufficiency,
    /// The assumptions it rests on, through citations.
    pub assumed: Vec<String>,
    /// The side conditions, printed, with where they come from.
    pub side_conditions: Vec<(String, Source)>,
    /// Of these, what the lines presuppose (also printed), for whoever cites the result.
    pub presupposed: Vec<(String, Condition)>,
    /// The moves.
    pub trace: Vec<TraceLine>,
    /// What else there is to say.
    pub message: Option<String>,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum ProveOutcome {
    /// The kernel accepted a certificate.
    Proved(Proof),
    /// No proof was found.
    Unproved {
        /// Why: the budget, or the place where the lines part.
        message: String,
        /// Conditions, printed, that neither the declarations nor the lines give.
        missing_conditions: Vec<String>,
    },
}

/// Searches for a proof of a step.
pub fn prove_step(_task: &Task<'_>) -> ProveOutcome {
    ProveOutcome::Unproved { message: "no prover is linked".to_owned(), missing_conditions: Vec::new() }
}
