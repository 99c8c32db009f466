//! Equations between derivatives, with the derivatives carried out: that a derivative is 0 says as much as the equation that it
//! comes to, such as the normal equations of least squares or the law that a Lagrangian leads to.

use super::Universe;
use super::equation::{self, Equation};
use super::universe::group;
use crate::kernel::obligation::Signature;
use crate::normal::{Allowed, Normaliser};
use crate::rule::Reason;
use crate::term::{Node, Term};

/// Rewrites a line by the equation after the laws of differentiation, and the definitions that it speaks of, have been switched on.
pub(super) fn rewrite(
    run: &mut Normaliser<'_>,
    equation: &Equation,
    line: &Term,
    (universe, signature): (&Universe, &Signature),
) -> Option<Term> {
    let sides = [&equation.left, &equation.right];
    if !sides.into_iter().any(|t| t.any(&mut |s| matches!(s.node(), Node::Deriv(..)))) {
        return None;
    }
    let before = run.allowed.clone();
    // The derivative by an entry picks it out of sums.
    let laws = group(Reason::Derivative).iter().chain(&[Reason::Derivative, Reason::Indicator]).copied();
    let spoken = signature.spoken_of(&sides);
    run.allowed = Allowed {
        reasons: before.reasons.iter().copied().chain(laws.filter(|r| universe.reasons.contains(r))).collect(),
        definitions: before
            .definitions
            .iter()
            .chain(universe.definitions.iter().filter(|d| spoken.contains(d)))
            .cloned()
            .collect(),
    };
    let changed = run.allowed.reasons.len() > before.reasons.len() || run.allowed.definitions.len() > before.definitions.len();
    let result = if changed { run.normalise(line).and_then(|line| equation::rewrite(run, equation, &line)) } else { None };
    if result.is_none() {
        run.allowed = before;
    }
    result
}
