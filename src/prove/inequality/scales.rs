//! Comparison on another scale: logarithms by their exponentials, exponentials and products by their logarithms.
//!
//! `log u <= r` because `u <= exp(r)`, and `exp(r) <= u` because `r <= log u` (`exp` and `log` increase, and each undoes the
//! other). So Jensen's inequality for `log` gives the one between geometric and arithmetic means, and that for `exp` bounds `log Σ exp`.

use super::parts::is_sum;
use super::structure::{ORDER, ring};
use super::{Engine, polynomial, sign_of};
use crate::normal::Context;
use crate::normal::poly::{self, Monomial, Poly};
use crate::rule::inequality::{Increasing, Monotone, Sign, argument, extremum};
use crate::term::{BigOp, Fun, Node, Term};

impl Engine<'_> {
    /// `r - log u`, because `u <= exp(r)`; `log u - r`, because `exp(r) <= u`.
    pub(super) fn by_exponential(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let logarithm = |m: &Monomial| match m.as_slice() {
            [(a, 1)] => argument(Fun::Log, a).filter(|u| u.any(&mut |s| is_sum(s))).cloned(),
            _ => None,
        };
        let mut all = p.0.iter().filter(|(_, c)| c.abs().is_one()).filter_map(|(m, c)| Some((logarithm(m)?, m, c)));
        let (inside, m, c) = all.next()?;
        if all.next().is_some() {
            return None;
        }
        let mut rest = p.clone();
        rest.0.remove(m);
        let rest = if c.is_negative() { rest } else { rest.neg() };
        let outside = self.normal_aside(context, &Term::exp(poly::term(&rest)))?;
        let (lower, upper) = if c.is_negative() { (inside, outside) } else { (outside, inside) };
        self.on_scale(context, t, Monotone { function: Increasing::Log, lower, upper }, strict, depth)
    }

    /// `log Σ exp` against a maximum or a minimum: on the scale of the exponentials, before the extremum is taken at an index.
    pub(super) fn by_soft_extremum(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let exponentials = |u: &Term| u.any(&mut |s| is_sum(s)) && u.any(&mut |s| argument(Fun::Exp, s).is_some());
        let soft = t.any(&mut |s| argument(Fun::Log, s).is_some_and(exponentials));
        if !soft || !t.any(&mut |s| extremum(s)) {
            return None;
        }
        let scaled = self.tentative(|s| s.by_scaling(context, t, strict, depth));
        scaled.or_else(|| self.by_exponential(context, t, strict, depth))
    }

    /// `w*(r - log u)` for a positive `w`, written without it: `τ*log Σ exp(f/τ)`.
    pub(super) fn by_scaling(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let logarithm = |(a, e): &(Term, i32)| *e == 1 && argument(Fun::Log, a).is_some_and(|u| u.any(&mut |s| is_sum(s)));
        let mut all = p.0.iter().filter_map(|(m, c)| Some((m, c, m.iter().position(logarithm)?)));
        let (m, c, at) = all.next()?;
        if all.next().is_some() || m.len() == 1 && c.abs().is_one() {
            return None;
        }
        let mut weight = m.clone();
        weight.remove(at);
        let factor = poly::monomial(&weight, &c.abs());
        if !self.holds(context, &sign_of(&factor, true)) {
            return None;
        }
        let mut rest = Poly::default();
        for (n, k) in &p.0 {
            rest.insert(poly::multiply(n, &poly::invert(&weight))?, k.checked_div(&c.abs())?);
        }
        let rest = poly::term(&rest);
        let split = ring(Term::new(Node::Mul(vec![factor, rest.clone()])));
        self.oracle.admits(context, t, &split.rule)?;
        self.scaled.push(t.clone());
        let sign = self.prove(context, &rest, strict, depth + 1);
        self.scaled.pop();
        let sign = sign?;
        Some(Sign::Rewrite(vec![split], Box::new(Sign::Product(vec![Sign::Judged, sign]))))
    }

    /// `u - v` with an exponential or a product `v`, because `log v <= log u`.
    pub(super) fn by_logarithm(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let mut negative = p.0.iter().filter(|(_, c)| c.is_negative());
        let (m, c) = negative.next()?;
        let single = p.0.len() == 2
            && p.0.iter().filter(|(n, _)| *n != m).flat_map(|(n, _)| n).any(|(a, _)| multiplicative(a) && !root(a));
        if negative.next().is_some() || !single && !m.iter().any(|(a, _)| multiplicative(a)) {
            return None;
        }
        let rest = Poly(p.0.iter().filter(|(n, _)| *n != m).map(|(n, c)| (n.clone(), c.clone())).collect());
        let (large, small) = (poly::term(&rest), poly::monomial(m, &c.abs()));
        if ![&large, &small].into_iter().all(|t| self.holds(context, &sign_of(t, true))) {
            return None;
        }
        let lower = self.normal_aside(context, &Term::log(small))?;
        let upper = if single { self.normal_aside(context, &Term::log(large))? } else { Term::log(large) };
        if [&lower, &upper].iter().any(|t| t.any(&mut |s| argument(Fun::Log, s).is_some_and(multiplicative))) {
            return None;
        }
        self.on_scale(context, t, Monotone { function: Increasing::Exp, lower, upper }, strict, depth)
    }

    fn on_scale(&mut self, context: &Context, t: &Term, rule: Monotone, strict: bool, depth: usize) -> Option<Sign> {
        self.credit(ORDER)?;
        let back = self.back(context, t, rule.difference())?;
        let sign = self.prove(context, &rule.premise(), strict, depth + 1)?;
        Some(Sign::Rewrite(vec![back], Box::new(Sign::Monotone(rule, Box::new(sign)))))
    }
}

/// Is this something whose logarithm is simpler?
fn multiplicative(t: &Term) -> bool {
    matches!(t.node(), Node::Fun(Fun::Exp, _) | Node::RealPow(..) | Node::Big(BigOp::Prod, ..))
}

/// A root, which squares and tangents speak of more simply than logarithms do.
fn root(t: &Term) -> bool {
    matches!(t.node(), Node::RealPow(..))
}
