//! The search for proofs: what it is asked, and what it answers.
//!
//! Nothing here is believed: a [`Proof`] is one only because the kernel has accepted its certificate.

use crate::kernel::obligation::Condition;

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
    /// What the lines presuppose, for whoever cites the result.
    pub presupposed: Vec<Condition>,
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
