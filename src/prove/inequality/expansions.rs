//! Bounds of second order: `exp(u) <= 1 + u + u^2/2` and its kin, weighted and summed, taken from a term.
//!
//! They carry the analyses of multiplicative weights: what is left after one of them is a polynomial in the losses.

use super::Engine;
use super::parts::product;
use super::tangents::{Group, each_logarithm};
use crate::normal::Context;
use crate::normal::poly;
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
        let exponentials = self.exponentials(context, t);
        let exponentials = exponentials.into_iter().map(|g| (g, [Quadratic::ExpBelow, Quadratic::ExpToOne], Quadratic::ExpAbove));
        for (group, above, below) in exponentials {
            let found = self.expanded(context, t, &group, Some(below), strict, depth);
            if let Some(sign) = found {
                return Some(sign);
            }
            let negated = Group { weight: group.weight.neg(), ..group };
            if let Some(sign) = self.expanded(context, t, &negated, above, strict, depth) {
                return Some(sign);
            }
        }
        let logarithms = each_logarithm(context, t);
        logarithms.iter().find_map(|g| self.expanded(context, t, g, [Quadratic::LogAbove, Quadratic::LogFromHalf], strict, depth))
    }

    /// Takes the weighted difference from its bound away, if the weight is not negative and the condition of a bound holds.
    fn expanded(
        &mut self,
        context: &Context,
        t: &Term,
        group: &Group,
        bounds: impl IntoIterator<Item = Quadratic>,
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        let inner = self.inside(context, &group.levels);
        if !self.nonnegative(&inner, &poly::term(&group.weight)) || !self.nonnegative(context, &product(&group.outer)) {
            return None;
        }
        let at = self.normal_aside(&inner, &group.argument)?;
        bounds.into_iter().find_map(|bound| {
            let expansion = Expansion { bound, at: at.clone() };
            if !self.holds(&inner, &expansion.condition()) {
                return None;
            }
            let taken = group.weighted(&expansion.difference(), Sign::Expansion(expansion));
            self.tentative(|s| {
                s.credit(REASONS)?;
                s.leaving(context, t, taken, strict, depth)
            })
        })
    }
}
