//! Powers of one base whose exponents differ by an integer: `u^g` beside `u^(g-1)` becomes `u^(g-1)*u`. Exponentials of
//! fractions of one term: `exp(v)` beside `exp(v/2)` becomes `exp(v/2)^2`.
//!
//! The least exponent of the two lines is the common one: where its power is defined, so are the others. The common fraction is
//! the finest.

use crate::normal::Normaliser;
use crate::normal::{coefficient, poly, scaled};
use crate::number::Rational;
use crate::rule::{Reason, Rule};
use crate::term::{Fun, Name, Node, Term};
use num_integer::Integer;
use std::collections::BTreeSet;

/// Exponents further apart than this are left alone.
const FURTHEST: i64 = 8;

/// Fractions of exponents are not made finer than this.
const FINEST: i64 = 64;

/// Base and exponent.
type Power = (Term, Term);

/// What stands in two lines.
#[derive(Default)]
struct Found {
    powers: Vec<Power>,
    /// The terms `v` of all `exp(v/n)`, each with the least common multiple of its `n`.
    fractions: Vec<(Term, i64)>,
}

/// Rewrites the powers in `line` by the least exponents of their bases, in it and in `other`.
pub(super) fn align(run: &mut Normaliser<'_>, line: &Term, other: &Term, reasons: &BTreeSet<Reason>) -> Option<Term> {
    let mut all = Found::default();
    all.collect(line, 0);
    all.collect(other, 0);
    let (by_power, by_exponential) = (reasons.contains(&Reason::Power), reasons.contains(&Reason::ExpLog));
    let (mut powers, mut exponentials) = (false, false);
    let result = run.everywhere(line, &mut |s, t| {
        if let Some((n, inner)) = all.finer(t).filter(|_| by_exponential) {
            let new = s.as_power(t, n, &inner)?;
            exponentials = true;
            return Some(new);
        }
        let (base, exponent) = power(t).filter(|_| by_power)?;
        let peers = all.powers.iter().filter(|(b, _)| *b == base);
        let (by, least) = peers.filter_map(|(_, e)| Some((above(&exponent, e)?, e.clone()))).max_by_key(|(by, _)| *by)?;
        if !(1..=FURTHEST).contains(&by) {
            return None;
        }
        let new = s.lowered(t, &least, by)?;
        powers = true;
        Some(new)
    })?;
    if powers {
        run.fire_reason(Reason::Power);
    }
    if exponentials {
        run.fire_reason(Reason::ExpLog);
    }
    (powers || exponentials).then_some(result)
}

fn power(t: &Term) -> Option<Power> {
    match t.node() {
        Node::Pow(base, e) if e.as_num().is_none() => Some((base.clone(), e.clone())),
        Node::RealPow(base, e) => Some((base.clone(), e.clone())),
        _ => None,
    }
}

/// `v` and `p/q` of `exp(p/q*v)`.
fn fraction(t: &Term) -> Option<(Term, Rational)> {
    let Node::Fun(Fun::Exp, args) = t.node() else { return None };
    let (c, rest) = coefficient(args.first()?);
    (!matches!(rest.node(), Node::Add(_))).then_some((rest, c))
}

impl Found {
    /// Enters what stands in the term, with binders opened as [`Normaliser::everywhere`] opens them.
    fn collect(&mut self, t: &Term, depth: usize) {
        self.powers.extend(power(t));
        if let Some((v, n)) = fraction(t).and_then(|(v, c)| Some((v, i64::try_from(c.denom()).ok()?))) {
            match self.fractions.iter_mut().find(|(known, _)| *known == v) {
                Some((_, multiple)) => *multiple = multiple.lcm(&n.min(FINEST)),
                None => self.fractions.push((v, n)),
            }
        }
        let name = Term::var(Name::opened(depth));
        t.node().for_each_child(&mut |_, c, binds| {
            if binds == 0 { self.collect(c, depth) } else { self.collect(&c.open(&name), depth + 1) }
        });
    }

    /// `exp(p/q*v)` as the power `n` of an exponential with a finer fraction, and what that is of.
    fn finer(&self, t: &Term) -> Option<(i64, Term)> {
        let (v, c) = fraction(t)?;
        let (_, finest) = self.fractions.iter().find(|(known, _)| *known == v)?;
        let n = (&c * &Rational::integer(*finest)).to_i64()?;
        let finer = c.denom() < (*finest).into() && *finest <= FINEST && n.abs() <= FINEST;
        finer.then(|| (n, scaled(&Rational::fraction(1, *finest), &v)))
    }
}

/// `a − b`, if it is a literal integer.
fn above(a: &Term, b: &Term) -> Option<i64> {
    poly::poly(&Term::sub(a.clone(), b.clone()))?.as_number().as_ref().and_then(Rational::to_i64)
}

impl Normaliser<'_> {
    /// `exp(n*inner) = exp(inner)^n`
    fn as_power(&mut self, t: &Term, n: i64, inner: &Term) -> Option<Term> {
        let shaped = Term::mul(vec![Term::int(n), inner.clone()]);
        let t = self.child(t, 0, &mut |s, u| s.attempt(Rule::Ring(shaped.clone()), u))?;
        self.attempt(Rule::ExpScale(n, inner.clone()), &t)
    }

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
