//! Absolute values of sums on the wrong side: `|u + v| <= |u| + |v|`, weighted and summed, so that `Σ |p - q| <= 2` for laws.

use super::parts::{self, product, weighted};
use super::{Engine, opened};
use crate::normal::Context;
use crate::normal::poly;
use crate::rule::Reason;
use crate::rule::inequality::{Sign, argument};
use crate::term::{Fun, Node, Term};

const REASONS: &[Reason] = &[Reason::Triangle, Reason::Monotone, Reason::Cases];

impl Engine<'_> {
    /// The absolute value of a sum that is subtracted makes way for those of its addends.
    pub(super) fn by_triangle(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(REASONS) {
            return None;
        }
        let all = parts::parts(t, opened(context), &|_| true)?;
        for part in all.iter().filter(|p| !p.levels.is_empty() && p.coefficient.is_negative()) {
            let size = |(a, e): &(Term, i32)| *e == 1 && argument(Fun::Abs, a).is_some_and(|u| matches!(u.node(), Node::Add(_)));
            let Some(at) = part.inner.iter().position(size) else { continue };
            let mut weight = part.inner.clone();
            let (whole, _) = weight.remove(at);
            let (weight, outer) = (product(&weight), poly::monomial(&part.outer, &part.coefficient.abs()));
            let inner = self.inside(context, &part.levels);
            if !self.nonnegative(&inner, &weight) || !self.nonnegative(context, &outer) {
                continue;
            }
            let addends = crate::normal::addends(argument(Fun::Abs, &whole)?);
            let each = Term::add(addends.into_iter().map(|u| Term::fun(Fun::Abs, u)).collect());
            let excess = Term::sub(each, whole);
            let found = self.tentative(|s| {
                s.credit(REASONS)?;
                let sign = s.prove(&inner, &excess, false, depth + 1)?;
                s.leaving(context, t, weighted(outer, &part.levels, weight, excess, sign), strict, depth)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
}
