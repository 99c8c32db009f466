//! Larger and smaller ones of two numbers by absolute values: `max(u, v) = (u + v + |u - v|)/2`.
//!
//! Under a sum this is more than a distinction of cases can do: `Σ max(0, p - q) = Σ |p - q|/2` holds for laws `p` and `q`, though no
//! addend is equal to the other.

use crate::normal::Normaliser;
use crate::number::Rational;
use crate::rule::{Reason, Rule, Split};
use crate::term::{Fun, Node, Rel, Term};

/// Writes every `max` and `min` in the line by an absolute value.
pub(super) fn write(run: &mut Normaliser<'_>, line: &Term) -> Option<Term> {
    let result = run.somewhere(line, &mut |s, t| {
        let Node::Fun(f @ (Fun::Max | Fun::Min), args) = t.node() else { return None };
        let [u, v] = args.as_slice() else { return None };
        let sign = if *f == Fun::Max { 1 } else { -1 };
        let gap = Term::mul(vec![Term::int(sign), Term::fun(Fun::Abs, Term::sub(u.clone(), v.clone()))]);
        let sum = Term::add(vec![u.clone(), v.clone(), gap]);
        let half = Term::mul(vec![Term::num(Rational::fraction(1, 2)), sum]);
        let order = Split::Prop(Term::cmp_rel(Rel::Le, u.clone(), v.clone()));
        s.attempt(Rule::Cases(half, vec![order]), t)
    })?;
    run.fire_reason(Reason::Cases);
    Some(result)
}
