//! The sign of a sum that is a multiple of something whose sign is known: `n*a - b` where `a - b/n > 0` is a fact.
//!
//! Both are brought to fractions `c*m*p/d` with a primitive polynomial `p`; where the primitive parts agree, the quotient is a
//! product of powers of atoms and denominators, and the sign of each of these is asked for. Denominators are not 0: facts hold, so
//! they are defined, and the term in question is taken to be defined.

use super::bounds::bounded_by;
use super::interval::Interval;
use super::judge::Query;
use super::ring::{self, Cleared, Poly, Quotient};
use crate::term::{Name, Node, Rel, Term};

/// Definitions are written out to this depth, and terms to this size.
const MAX_UNFOLDED: u32 = 6;
const MAX_SIZE: u32 = 600;
/// No more facts are compared.
const MOST: usize = 60;
const COST: u32 = 4;

/// The term in question as a fraction: as it stands, or with its definitions written out.
struct Wanted {
    out: bool,
    form: Cleared,
}

impl Query<'_, '_> {
    /// Narrows the range of a sum by hypotheses and facts of which it is a multiple.
    pub(super) fn range_by_multiples(&mut self, t: &Term, goal: &Poly, mut range: Interval) -> Interval {
        let out = self.without_definitions(t);
        let mut forms = vec![(false, t)];
        if out != *t {
            forms.push((true, &out));
        }
        let wanted: Vec<Wanted> =
            forms.into_iter().filter_map(|(out, t)| Some(Wanted { out, form: ring::cleared(t)? })).collect();
        if wanted.is_empty() {
            return range;
        }
        for h in self.scope.hyps.clone() {
            if let Some(found) = self.as_multiple(&wanted, &h) {
                range = range.meet(&found);
            }
        }
        for instance in self.instances(goal).into_iter().take(MOST) {
            if range.positive() || range.negative() {
                break;
            }
            if let Some(found) = self.said_by(&instance, |query, prop| query.as_multiple(&wanted, prop)) {
                range = range.meet(&found);
            }
        }
        range
    }

    /// What a comparison says of a term that is a multiple of the difference of its sides.
    fn as_multiple(&mut self, wanted: &[Wanted], prop: &Term) -> Option<Interval> {
        let Node::Cmp(rel @ (Rel::Ne | Rel::Lt | Rel::Le), a, b) = prop.node() else { return None };
        if !self.numeric(prop) || !self.enter(COST) {
            return None;
        }
        let raw = Term::sub(b.clone(), a.clone());
        // `a rel b` says of `b - a` what `0 rel x` says of `x`.
        let said = bounded_by(*rel, false, &Interval::point(crate::number::Rational::zero()));
        let found = wanted.iter().find_map(|wanted| {
            let difference = if wanted.out { self.without_definitions(&raw) } else { raw.clone() };
            let quotient = wanted.form.quotient(&ring::cleared(&difference)?)?;
            let range = self.times(*rel, &said, &quotient)?;
            Some(range).filter(|r| *r != Interval::default())
        });
        self.leave();
        found
    }

    /// What is said of `x` by such a relation says this of `factor*x`. Where a factor of `x` had to be divided by, it must not be 0: if
    /// `x` is not, it is not; otherwise that must be known. (From `a*b >= 0` and `a >= 0` nothing follows for `b`.)
    pub(super) fn times(&mut self, rel: Rel, said: &Interval, quotient: &Quotient) -> Option<Interval> {
        let strict = matches!(rel, Rel::Ne | Rel::Lt);
        let divides = strict || quotient.divisors.iter().all(|d| self.range(d).nonzero);
        divides.then(|| said.times(&self.range(&quotient.factor)))
    }

    /// The term with all definitions written out (as far as it stays small): the value is the same.
    pub(super) fn without_definitions(&self, t: &Term) -> Term {
        let defined = |t: &Term| matches!(t.node(), Node::App(name, _) if self.judge.signature.definitions.contains_key(name));
        if t.any(&mut |s| defined(s)) { self.written_out(t, 0, 0) } else { t.clone() }
    }

    fn written_out(&self, t: &Term, opened: usize, unfolded: u32) -> Term {
        if let Node::App(name, args) = t.node()
            && let Some(definition) = self.judge.signature.definitions.get(name)
            && unfolded < MAX_UNFOLDED
            && t.size() < MAX_SIZE
            && definition.recursive.is_none()
            && !definition.captures()
            && let Some(body) = definition.unfold(args)
        {
            return self.written_out(&body, opened, unfolded + 1);
        }
        Term::new(t.node().map_children(&mut |_, c, binds| {
            if binds == 0 {
                return self.written_out(c, opened, unfolded);
            }
            let name = Name::new(&format!("%w{opened}"));
            self.written_out(&c.open(&Term::var(name.clone())), opened + 1, unfolded).close(&name)
        }))
    }
}
