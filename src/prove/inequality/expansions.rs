//! Bounds of second order: `exp(u) <= 1 + u + u^2/2` and its kin, weighted and summed, taken from a term.
//!
//! They carry the analyses of multiplicative weights: what is left after one of them is a polynomial in the losses.

use super::Engine;
use super::tangents::{Group, each_logarithm};
use crate::normal::Context;
use crate::rule::Reason;
use crate::rule::inequality::{Expansion, Quadratic, Sign};
use crate::term::Term;

const REASONS: &[Reason] = &[Reason::Monotone, Reason::Jensen];

impl Engine<'_> {
    /// An exponential or a logarithm that the term has with a factor of known sign makes way for a polynomial.
    pub(super) fn by_expansions(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(REASONS) {
            return None;
        }
        for group in self.exponentials(context, t) {
            let negated = Group { weight: group.weight.neg(), ..group.clone() };
            let found = self.expanded(context, t, &group, &[Quadratic::ExpAbove], strict, depth);
            let found =
                found.or_else(|| self.expanded(context, t, &negated, &[Quadratic::ExpBelow, Quadratic::ExpToOne], strict, depth));
            if found.is_some() {
                return found;
            }
        }
        let bounds = [Quadratic::LogAbove, Quadratic::LogFromHalf];
        each_logarithm(context, t).iter().find_map(|g| self.expanded(context, t, g, &bounds, strict, depth))
    }

    /// Takes the weighted difference from its bound away, if the weight is not negative and the condition of a bound holds.
    fn expanded(
        &mut self,
        context: &Context,
        t: &Term,
        group: &Group,
        bounds: &[Quadratic],
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        let (inner, at) = self.placed(context, group)?;
        bounds.iter().find_map(|bound| {
            let expansion = Expansion { bound: *bound, at: at.clone() };
            if !self.holds(&inner, &expansion.condition()) {
                return None;
            }
            let taken = group.weighted(expansion.difference(), Sign::Expansion(expansion));
            self.tentative(|s| {
                s.credit(REASONS)?;
                s.leaving(context, t, taken, strict, depth)
            })
        })
    }
}
