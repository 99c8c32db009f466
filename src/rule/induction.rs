//! Induction over an integer range, as one move with all its proofs inside. Plain data; nothing in it is believed.
//!
//! The statement `P(n)`: for all values of the other variables, `left = right` (or one of `<=`, `<`, `>=`, `>`) wherever both sides are
//! defined. It is proved for the first `k` values of `n`, and for every other one under the hypothesis that it holds for the values
//! before; so it holds on the whole range. Source: any textbook on the natural numbers; that a hypothesis speaks only of where both
//! of its sides are defined makes `P` a statement that is never undefined itself.

use super::Script;
use super::inequality::Sign;
use crate::kernel::obligation::{Binder, Relation};
use crate::term::{Name, Term};

/// A proof of one case: forward from the left side and from the right side to one term, or to two in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sides {
    /// Forward from the left side.
    pub left: Script,
    /// Forward from the right side.
    pub right: Script,
    /// The sign of the difference of the two terms, where they are not one and the kernel does not see it.
    pub order: Option<Sign>,
}

/// The statement, its proofs, and the instance that is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Induction {
    /// The induction variable; both sides may mention it.
    pub variable: Name,
    /// The first value of its range: a term of the step's own variables.
    pub low: Term,
    /// The last value, likewise.
    pub high: Term,
    /// From the last value down (the hypothesis speaks of larger values).
    pub downward: bool,
    /// Variables over which the statement is generalised. Domains and guards may mention the induction variable and earlier ones.
    pub others: Vec<Binder>,
    /// Left side of the statement.
    pub left: Term,
    /// How it is related to the right side: an equation rewrites, an order is the sign of a difference.
    pub relation: Relation,
    /// Right side.
    pub right: Term,
    /// Proofs of the first cases, in the order of the induction.
    pub bases: Vec<Sides>,
    /// Proof of all later cases; the hypothesis may be cited in it.
    pub step: Sides,
    /// The values of the induction variable and of the others at the place of the move.
    pub values: Vec<Term>,
    /// The right side stands at the place, and becomes the left side.
    pub backward: bool,
}
