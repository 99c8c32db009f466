//! Powers of one base whose exponents differ by an integer: `u^g` beside `u^(g-1)` becomes `u^(g-1)*u`.
//!
//! The least exponent of the two lines is the common one: where its power is defined, so are the others.

use crate::normal::Normaliser;
use crate::normal::poly;
use crate::number::Rational;
use crate::rule::{Reason, Rule};
use crate::term::{Name, Node, Term};

/// Exponents further apart than this are left alone.
const FURTHEST: i64 = 8;

/// Base and exponent.
type Power = (Term, Term);

/// Rewrites the powers in `line` by the least exponents of their bases, in it and in `other`.
pub(super) fn align(run: &mut Normaliser<'_>, line: &Term, other: &Term) -> Option<Term> {
    let mut all = Vec::new();
    collect(line, 0, &mut all);
    collect(other, 0, &mut all);
    let mut changed = false;
    let result = run.everywhere(line, &mut |s, t| {
        let (base, exponent) = power(t)?;
        let peers = all.iter().filter(|(b, _)| *b == base);
        let (by, least) = peers.filter_map(|(_, e)| Some((above(&exponent, e)?, e.clone()))).max_by_key(|(by, _)| *by)?;
        if !(1..=FURTHEST).contains(&by) {
            return None;
        }
        let new = s.lowered(t, &least, by)?;
        changed = true;
        Some(new)
    })?;
    if changed {
        run.fire_reason(Reason::Power);
    }
    changed.then_some(result)
}

fn power(t: &Term) -> Option<Power> {
    match t.node() {
        Node::Pow(base, e) if e.as_num().is_none() => Some((base.clone(), e.clone())),
        Node::RealPow(base, e) => Some((base.clone(), e.clone())),
        _ => None,
    }
}

/// All powers, with binders opened as [`Normaliser::everywhere`] opens them.
fn collect(t: &Term, depth: usize, out: &mut Vec<Power>) {
    out.extend(power(t));
    let name = Term::var(Name::opened(depth));
    t.node().for_each_child(&mut |_, c, binds| {
        if binds == 0 { collect(c, depth, out) } else { collect(&c.open(&name), depth + 1, out) }
    });
}

/// `a − b`, if it is a literal integer.
fn above(a: &Term, b: &Term) -> Option<i64> {
    poly::poly(&Term::sub(a.clone(), b.clone()))?.as_number().as_ref().and_then(Rational::to_i64)
}

impl Normaliser<'_> {
    /// `u^e = u^least*u^by`
    fn lowered(&mut self, t: &Term, least: &Term, by: i64) -> Option<Term> {
        let sum = Term::new(Node::Add(vec![least.clone(), Term::int(by)]));
        let shaped = self.child(t, 1, &mut |s, e| s.attempt(Rule::Ring(sum.clone()), e))?;
        let parted = self.attempt(Rule::PowerSum, &shaped)?;
        match t.node() {
            Node::RealPow(..) => self.child(&parted, 1, &mut |s, whole| s.attempt(Rule::PowerInteger, whole)),
            _ => Some(parted),
        }
    }
}
