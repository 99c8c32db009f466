//! Logarithms of two sums over the same indices: `log Σ e >= Σ r*log(e/r)` for the law `r = f/Σ f` of the other sum.
//!
//! It is the tangent of `-log` at 1 for `e/(r*Σ e)` under `r` (Donsker and Varadhan; Boyd and Vandenberghe, *Convex optimization*, 3.1.5): so
//! `log Σ exp` is convex along a line, lies above its tangents, and moves no farther than its arguments do.

use super::parts::{self, Level, open, together, weighted};
use super::tangents::JENSEN;
use super::{Engine, opened, polynomial, rejoined};
use crate::normal::Context;
use crate::normal::poly;
use crate::rule::inequality::{Convex, Sign, Tangent, argument};
use crate::term::{Fun, Node, Term};
use std::collections::BTreeSet;

/// Most laws that are tried.
const MOST_LAWS: usize = 2;

/// `weight*log Σ body`.
struct LogSum {
    weight: Term,
    sum: Term,
    levels: Vec<Level>,
    body: Term,
}

impl Engine<'_> {
    /// Each logarithm of a sum that is added is compared with that of one that is subtracted.
    pub(super) fn by_tilted(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(JENSEN) {
            return None;
        }
        let (mut added, mut subtracted) = (Vec::new(), Vec::new());
        for (m, c) in &polynomial(t)?.0 {
            let log_sum = |(a, e): &(Term, i32)| *e == 1 && argument(Fun::Log, a).is_some_and(parts::is_sum);
            let Some(at) = m.iter().position(log_sum) else { continue };
            let mut rest = m.clone();
            let (log, _) = rest.remove(at);
            let sum = argument(Fun::Log, &log)?.clone();
            let (levels, body) = open(&sum, opened(context));
            let side = if c.is_positive() { &mut added } else { &mut subtracted };
            side.push(LogSum { weight: poly::monomial(&rest, &c.abs()), sum, levels, body });
        }
        let (added, subtracted) = combined(added, subtracted);
        if added.is_empty() || !added.iter().all(|u| self.nonnegative(context, &u.weight)) {
            return None;
        }
        subtracted.iter().take(MOST_LAWS).find_map(|w| {
            let alike: Vec<&LogSum> = added.iter().filter(|u| u.levels == w.levels).collect();
            self.tentative(|s| s.under_law(context, t, w, &alike, strict, depth))
        })
    }

    /// Takes the tangents of the logarithms away, under the law of one of them.
    fn under_law(
        &mut self,
        context: &Context,
        t: &Term,
        w: &LogSum,
        all: &[&LogSum],
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        self.credit(JENSEN)?;
        let inner = self.inside(context, &w.levels);
        let mut taken = Vec::new();
        for u in all {
            let quotient = vec![u.body.clone(), w.sum.clone(), Term::recip(w.body.clone()), Term::recip(u.sum.clone())];
            let tangent = Tangent { function: Convex::MinusLog, at: Term::mul(quotient), foot: Term::int(1) };
            let (difference, sign) = self.taken_apart(&inner, tangent)?;
            let law = Term::div(w.body.clone(), w.sum.clone());
            taken.push(weighted(u.weight.clone(), &w.levels, law, difference, sign));
        }
        let n = together(taken)?;
        let (normal, moves) = self.parted(context, t, n.0)?;
        if logarithms(&normal) >= logarithms(t) {
            return None;
        }
        let rest = self.positive(context, &normal, strict, depth + 1)?;
        Some(rejoined(moves, n.1, rest))
    }
}

/// A weight with several addends, `(1 - λ)*log Σ`, stands in a normal form as several: those that are added, with what of them is subtracted
/// again; then those that are subtracted only.
fn combined(added: Vec<LogSum>, subtracted: Vec<LogSum>) -> (Vec<LogSum>, Vec<LogSum>) {
    let mut sums: Vec<LogSum> = Vec::new();
    for u in added {
        match sums.iter_mut().find(|v| v.sum == u.sum) {
            Some(v) => v.weight = Term::add(vec![v.weight.clone(), u.weight]),
            None => sums.push(u),
        }
    }
    let mut rest = Vec::new();
    for w in subtracted {
        match sums.iter_mut().find(|u| u.sum == w.sum) {
            Some(u) => u.weight = Term::sub(u.weight.clone(), w.weight),
            None => rest.push(w),
        }
    }
    (sums, rest)
}

/// How many different logarithms stand in the term.
fn logarithms(t: &Term) -> usize {
    let mut found: BTreeSet<Term> = BTreeSet::new();
    t.any(&mut |s| {
        if matches!(s.node(), Node::Fun(Fun::Log, _)) {
            found.insert(s.clone());
        }
        false
    });
    found.len()
}
