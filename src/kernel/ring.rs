//! Ring and field identities over syntactic atoms.
//!
//! An atom is any maximal subterm that is no sum, product or power with a literal integer exponent. First with the
//! inverses of normalised bases as atoms of their own; then, if that does not suffice, over common denominators. Both sides of
//! a rule are defined, hence every denominator that stands in either is not 0 and the common ones may be cleared.
//! All work is counted; what is too large is refused.

use crate::number::Rational;
use crate::term::{Node, Term};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

const MAX_BITS: u64 = 8_192;
const MAX_WORK: u64 = 200_000;
/// No sum is raised to a higher power.
const MAX_POWER: u32 = 64;
/// For the judgement, which asks often.
const SMALL_WORK: u64 = 10_000;

/// An indeterminate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Atom {
    /// A subterm.
    Term(Term),
    /// The inverse of a polynomial with leading coefficient 1 and no common atom.
    Inverse(Arc<Poly>),
}

/// A product of powers of atoms, sorted.
pub(super) type Monomial = Vec<(Atom, u32)>;

/// A polynomial with rational coefficients; none of them is 0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Poly(pub(super) BTreeMap<Monomial, Rational>);

/// Why there is no normal form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RingError {
    /// More work than allowed.
    TooLarge,
    /// A denominator is 0 identically.
    ZeroDivisor,
}

impl Poly {
    /// `coefficient*monomial`
    pub(super) fn monomial(monomial: Monomial, coefficient: Rational) -> Poly {
        let mut map = BTreeMap::new();
        if !coefficient.is_zero() {
            map.insert(monomial, coefficient);
        }
        Poly(map)
    }
    pub(super) fn constant(value: Rational) -> Poly {
        Poly::monomial(Vec::new(), value)
    }
    fn atom(atom: Atom) -> Poly {
        Poly::monomial(vec![(atom, 1)], Rational::one())
    }
    /// The value, if there are no indeterminates.
    pub(super) fn as_constant(&self) -> Option<Rational> {
        match self.0.iter().next() {
            None => Some(Rational::zero()),
            Some((m, c)) if self.0.len() == 1 && m.is_empty() => Some(c.clone()),
            Some(_) => None,
        }
    }
    /// The constant term.
    pub(super) fn constant_term(&self) -> Rational {
        self.0.get(&Vec::new()).cloned().unwrap_or_else(Rational::zero)
    }
    pub(super) fn add_scaled(&mut self, other: &Poly, factor: &Rational) {
        for (m, c) in &other.0 {
            let scaled = if factor.is_one() { c.clone() } else { c * factor };
            let value = match self.0.get(m) {
                Some(present) => present + &scaled,
                None => scaled,
            };
            if value.is_zero() {
                self.0.remove(m);
            } else {
                self.0.insert(m.clone(), value);
            }
        }
    }
    pub(super) fn scaled(&self, factor: &Rational) -> Poly {
        let mut out = Poly::default();
        out.add_scaled(self, factor);
        out
    }
    /// The factor `c` with `self = c*other`, if there is one.
    pub(super) fn ratio(&self, other: &Poly) -> Option<Rational> {
        let (m, c) = self.0.iter().next()?;
        let factor = c.checked_div(other.0.get(m)?)?;
        (self.0.len() == other.0.len() && self.0.iter().all(|(m, c)| other.0.get(m).is_some_and(|d| *c == d * &factor)))
            .then_some(factor)
    }
    /// The term of one monomial.
    pub(super) fn product_of(monomial: Monomial) -> Term {
        Poly::monomial(monomial, Rational::one()).to_term()
    }
    /// A term with this value.
    pub(super) fn to_term(&self) -> Term {
        let monomial = |(m, c): (&Monomial, &Rational)| {
            let powers = m.iter().map(|(atom, e)| {
                let (base, exponent) = match atom {
                    Atom::Term(t) => (t.clone(), i64::from(*e)),
                    Atom::Inverse(p) => (p.to_term(), -i64::from(*e)),
                };
                if exponent == 1 { base } else { Term::pow(base, Term::int(exponent)) }
            });
            let coefficient = (!c.is_one() || m.is_empty()).then(|| Term::num(c.clone()));
            Term::mul(coefficient.into_iter().chain(powers).collect())
        };
        Term::add(self.0.iter().map(monomial).collect())
    }
}

fn multiply_monomials(a: &Monomial, b: &Monomial) -> Result<Monomial, RingError> {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let mut out = Vec::with_capacity(a.len() + b.len());
    while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
        match x.0.cmp(&y.0) {
            Ordering::Less => out.extend(left.next().cloned()),
            Ordering::Greater => out.extend(right.next().cloned()),
            Ordering::Equal => {
                out.push((x.0.clone(), x.1.checked_add(y.1).ok_or(RingError::TooLarge)?));
                left.next();
                right.next();
            }
        }
    }
    out.extend(left.chain(right).cloned());
    Ok(out)
}

/// Splits a non-zero polynomial into coefficient, common atoms, and the rest with leading coefficient 1.
pub(super) fn content(p: &Poly) -> Option<(Rational, Monomial, Poly)> {
    let (first, lead) = p.0.iter().next()?;
    let common: Monomial = first
        .iter()
        .filter_map(|(atom, _)| {
            let least = p.0.keys().map(|m| m.iter().find(|(a, _)| a == atom).map_or(0, |(_, e)| *e)).min()?;
            (least > 0).then(|| (atom.clone(), least))
        })
        .collect();
    let reduce = |m: &Monomial| -> Monomial {
        m.iter()
            .map(|(a, e)| (a.clone(), e - common.iter().find(|(b, _)| a == b).map_or(0, |(_, k)| *k)))
            .filter(|(_, e)| *e > 0)
            .collect()
    };
    let inverse = lead.recip()?;
    let rest = Poly(p.0.iter().map(|(m, c)| (reduce(m), c * &inverse)).collect());
    Some((lead.clone(), common, rest))
}

/// A numerator over powers of denominators (each normalised, none constant).
#[derive(Clone, Debug)]
struct Fraction {
    numerator: Poly,
    denominator: BTreeMap<Poly, u32>,
}

/// The arithmetic, with its counter of work.
pub(super) struct Ring {
    left: u64,
}

impl Default for Ring {
    fn default() -> Self {
        Ring { left: MAX_WORK }
    }
}

impl Ring {
    fn spend(&mut self, amount: usize) -> Result<(), RingError> {
        self.left = self.left.checked_sub(u64::try_from(amount).unwrap_or(u64::MAX)).ok_or(RingError::TooLarge)?;
        Ok(())
    }

    fn product(&mut self, a: &Poly, b: &Poly) -> Result<Poly, RingError> {
        self.spend(a.0.len().saturating_mul(b.0.len()))?;
        let mut out = Poly::default();
        for (m, c) in &a.0 {
            for (n, d) in &b.0 {
                self.spend(m.len() + n.len())?;
                let coefficient = c * d;
                if coefficient.bits() > MAX_BITS {
                    return Err(RingError::TooLarge);
                }
                out.add_scaled(&Poly::monomial(multiply_monomials(m, n)?, coefficient), &Rational::one());
            }
        }
        Ok(out)
    }

    /// `p^2`; `None` if it is too large.
    pub(super) fn square(&mut self, p: &Poly) -> Option<Poly> {
        self.product(p, p).ok()
    }

    fn power(&mut self, base: &Poly, exponent: u32) -> Result<Poly, RingError> {
        if exponent == 0 {
            return Ok(Poly::constant(Rational::one()));
        }
        if let Some((m, c)) = base.0.iter().next()
            && base.0.len() == 1
        {
            let raised: Option<Monomial> = m.iter().map(|(a, e)| Some((a.clone(), e.checked_mul(exponent)?))).collect();
            let coefficient = c.checked_pow(i64::from(exponent), MAX_BITS);
            return match (raised, coefficient) {
                (Some(m), Some(c)) => Ok(Poly::monomial(m, c)),
                _ => Err(RingError::TooLarge),
            };
        }
        if exponent > MAX_POWER && base.0.len() > 1 {
            return Err(RingError::TooLarge);
        }
        let mut out = base.clone();
        for _ in 1..exponent {
            self.spend(1)?;
            out = self.product(&out, base)?;
        }
        Ok(out)
    }

    /// The normal form with inverses as atoms.
    pub(super) fn poly(&mut self, t: &Term) -> Result<Poly, RingError> {
        self.spend(1)?;
        match t.node() {
            Node::Num(n) => Ok(Poly::constant(n.clone())),
            Node::Add(items) => {
                let mut out = Poly::default();
                for item in items {
                    let p = self.poly(item)?;
                    self.spend(p.0.len())?;
                    out.add_scaled(&p, &Rational::one());
                }
                Ok(out)
            }
            Node::Mul(items) => {
                let mut out = Poly::constant(Rational::one());
                for item in items {
                    let p = self.poly(item)?;
                    out = self.product(&out, &p)?;
                }
                Ok(out)
            }
            Node::Pow(base, e) => match literal(e)? {
                Some(n) => {
                    let p = self.poly(base)?;
                    let p = if n < 0 { self.inverse(&p)? } else { p };
                    self.power(&p, magnitude(n)?)
                }
                None => Ok(Poly::atom(Atom::Term(t.clone()))),
            },
            _ => Ok(Poly::atom(Atom::Term(t.clone()))),
        }
    }

    fn inverse(&mut self, p: &Poly) -> Result<Poly, RingError> {
        let (c, common, rest) = content(p).ok_or(RingError::ZeroDivisor)?;
        let mut out = Poly::constant(c.recip().ok_or(RingError::ZeroDivisor)?);
        for (atom, e) in common {
            let factor = match atom {
                Atom::Term(t) => Poly::atom(Atom::Inverse(Arc::new(Poly::atom(Atom::Term(t))))),
                Atom::Inverse(q) => (*q).clone(),
            };
            let factor = self.power(&factor, e)?;
            out = self.product(&out, &factor)?;
        }
        if rest.as_constant().is_none() {
            out = self.product(&out, &Poly::atom(Atom::Inverse(Arc::new(rest))))?;
        }
        Ok(out)
    }

    fn fraction(&mut self, t: &Term) -> Result<Fraction, RingError> {
        self.spend(1)?;
        let whole = |numerator| Fraction { numerator, denominator: BTreeMap::new() };
        match t.node() {
            Node::Add(items) => {
                let mut sum = whole(Poly::default());
                for item in items {
                    let f = self.fraction(item)?;
                    sum = self.sum(&sum, &f)?;
                }
                Ok(sum)
            }
            Node::Mul(items) => {
                let mut out = whole(Poly::constant(Rational::one()));
                for item in items {
                    let f = self.fraction(item)?;
                    out.numerator = self.product(&out.numerator, &f.numerator)?;
                    for (base, e) in f.denominator {
                        raise(&mut out.denominator, base, e)?;
                    }
                }
                Ok(out)
            }
            Node::Pow(base, e) => match literal(e)? {
                Some(n) => {
                    let f = self.fraction(base)?;
                    let f = if n < 0 { self.reciprocal(&f)? } else { f };
                    let exponent = magnitude(n)?;
                    let numerator = self.power(&f.numerator, exponent)?;
                    let raised = f.denominator.into_iter().filter(|_| exponent > 0);
                    let denominator: Option<BTreeMap<Poly, u32>> =
                        raised.map(|(b, k)| Some((b, k.checked_mul(exponent)?))).collect();
                    Ok(Fraction { numerator, denominator: denominator.ok_or(RingError::TooLarge)? })
                }
                None => Ok(whole(Poly::atom(Atom::Term(t.clone())))),
            },
            Node::Num(n) => Ok(whole(Poly::constant(n.clone()))),
            _ => Ok(whole(Poly::atom(Atom::Term(t.clone())))),
        }
    }

    fn reciprocal(&mut self, f: &Fraction) -> Result<Fraction, RingError> {
        let (c, common, rest) = content(&f.numerator).ok_or(RingError::ZeroDivisor)?;
        let mut numerator = Poly::constant(c.recip().ok_or(RingError::ZeroDivisor)?);
        for (base, e) in &f.denominator {
            let factor = self.power(base, *e)?;
            numerator = self.product(&numerator, &factor)?;
        }
        let mut denominator = BTreeMap::new();
        for (atom, e) in common {
            raise(&mut denominator, Poly::atom(atom), e)?;
        }
        if rest.as_constant().is_none() {
            raise(&mut denominator, rest, 1)?;
        }
        Ok(Fraction { numerator, denominator })
    }

    /// The numerator over a multiple of its denominator.
    fn expand(&mut self, f: &Fraction, over: &BTreeMap<Poly, u32>) -> Result<Poly, RingError> {
        let mut out = f.numerator.clone();
        for (base, e) in over {
            let missing = e.saturating_sub(f.denominator.get(base).copied().unwrap_or(0));
            let factor = self.power(base, missing)?;
            out = self.product(&out, &factor)?;
        }
        Ok(out)
    }

    fn sum(&mut self, a: &Fraction, b: &Fraction) -> Result<Fraction, RingError> {
        let denominator = common(a, b);
        let mut numerator = self.expand(a, &denominator)?;
        numerator.add_scaled(&self.expand(b, &denominator)?, &Rational::one());
        Ok(Fraction { numerator, denominator })
    }

    /// Are the two equal wherever both are defined? Then the bases that were cancelled, as terms.
    pub(super) fn equal(&mut self, a: &Term, b: &Term) -> Result<Option<Vec<Term>>, RingError> {
        if a == b || self.poly(a)? == self.poly(b)? {
            return Ok(Some(Vec::new()));
        }
        let (f, g) = (self.fraction(a)?, self.fraction(b)?);
        let denominator = common(&f, &g);
        if self.expand(&f, &denominator)? != self.expand(&g, &denominator)? {
            return Ok(None);
        }
        let differs = |base: &&Poly| f.denominator.get(*base) != g.denominator.get(*base);
        let mut bases: Vec<Term> = denominator.keys().filter(differs).map(Poly::to_term).collect();
        if bases.is_empty() {
            bases = denominator.keys().map(Poly::to_term).collect();
        }
        Ok(Some(bases))
    }
}

/// A term as coefficient, monomial and primitive polynomial over denominators.
pub(super) struct Cleared {
    coefficient: Rational,
    monomial: Monomial,
    primitive: Poly,
    denominator: BTreeMap<Poly, u32>,
}

/// A quotient of two terms, a product of powers.
pub(super) struct Quotient {
    /// What the one is times the other, wherever no divisor is 0.
    pub(super) factor: Term,
    /// Atoms of the other that had to be divided by.
    pub(super) divisors: Vec<Term>,
}

impl Cleared {
    /// The quotient `self/other` where the primitive parts agree. Denominators of both are taken to be not 0, since both terms are
    /// defined; of a factor of `other` that is not known.
    pub(super) fn quotient(&self, other: &Cleared) -> Option<Quotient> {
        let scale = self.primitive.ratio(&other.primitive)?;
        let coefficient = (&self.coefficient * &scale).checked_div(&other.coefficient)?;
        let mut powers: BTreeMap<Term, i64> = BTreeMap::new();
        for (side, sign) in [(self, 1i64), (other, -1)] {
            let atoms = side.monomial.iter().map(|(atom, e)| (Poly::atom(atom.clone()).to_term(), i64::from(*e)));
            let denominators = side.denominator.iter().map(|(base, e)| (base.to_term(), -i64::from(*e)));
            for (base, e) in atoms.chain(denominators) {
                *powers.entry(base).or_insert(0) += sign * e;
            }
        }
        let power = |(base, e): (&Term, &i64)| match e {
            0 => None,
            1 => Some(base.clone()),
            e => Some(Term::pow(base.clone(), Term::int(*e))),
        };
        let factor = Term::mul(std::iter::once(Term::num(coefficient)).chain(powers.iter().filter_map(power)).collect());
        let divided = |base: &Term| powers.get(base).is_some_and(|e| *e < 0);
        let atoms = other.monomial.iter().map(|(atom, _)| Poly::atom(atom.clone()).to_term());
        Some(Quotient { factor, divisors: atoms.filter(divided).collect() })
    }
}

/// Takes a term apart so that multiples of one polynomial are seen as such; `None` for 0 or where it is too large.
pub(super) fn cleared(t: &Term) -> Option<Cleared> {
    let fraction = Ring { left: SMALL_WORK }.fraction(t).ok()?;
    let (coefficient, monomial, primitive) = content(&fraction.numerator)?;
    Some(Cleared { coefficient, monomial, primitive, denominator: fraction.denominator })
}

fn common(a: &Fraction, b: &Fraction) -> BTreeMap<Poly, u32> {
    let mut out = a.denominator.clone();
    for (base, e) in &b.denominator {
        let entry = out.entry(base.clone()).or_insert(0);
        *entry = (*entry).max(*e);
    }
    out
}

fn raise(map: &mut BTreeMap<Poly, u32>, base: Poly, by: u32) -> Result<(), RingError> {
    let entry = map.entry(base).or_insert(0);
    *entry = entry.checked_add(by).ok_or(RingError::TooLarge)?;
    Ok(())
}

/// The exponent, if it is a literal integer.
fn literal(e: &Term) -> Result<Option<i64>, RingError> {
    match e.as_num() {
        Some(n) if n.is_integer() => n.to_i64().map(Some).ok_or(RingError::TooLarge),
        _ => Ok(None),
    }
}

fn magnitude(n: i64) -> Result<u32, RingError> {
    u32::try_from(n.unsigned_abs()).map_err(|_| RingError::TooLarge)
}

/// The normal form of `a - b`, if it is small enough.
pub(super) fn difference(a: &Term, b: &Term) -> Option<Poly> {
    let mut ring = Ring { left: SMALL_WORK };
    let mut p = ring.poly(a).ok()?;
    p.add_scaled(&ring.poly(b).ok()?, &Rational::integer(-1));
    Some(p)
}

/// The value of a term without indeterminates.
pub(super) fn constant(t: &Term) -> Option<Rational> {
    if let Some(n) = t.as_num() { Some(n.clone()) } else { Ring::default().poly(t).ok()?.as_constant() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(name: &str) -> Term {
        Term::app(name, vec![])
    }
    fn equal(a: &Term, b: &Term) -> Result<Option<Vec<Term>>, RingError> {
        Ring::default().equal(a, b)
    }

    #[test]
    fn fields_are_decided_and_name_what_they_cancel() {
        let (x, y) = (c("x"), c("y"));
        assert_eq!(equal(&Term::div(x.clone(), x.clone()), &Term::int(1)), Ok(Some(vec![x.clone()])));
        let sum = Term::add(vec![Term::recip(x.clone()), Term::recip(y.clone())]);
        let over = Term::div(Term::add(vec![x.clone(), y.clone()]), Term::mul(vec![x.clone(), y.clone()]));
        assert_eq!(equal(&sum, &over), Ok(Some(vec![x.clone(), y.clone()])));
        // The same inverse on both sides is opaque.
        let split = Term::add(vec![Term::div(x.clone(), y.clone()), Term::recip(y.clone())]);
        let joined = Term::div(Term::add(vec![x.clone(), Term::int(1)]), y.clone());
        assert_eq!(equal(&split, &joined), Ok(Some(vec![])));
        assert_eq!(equal(&x, &y), Ok(None));
        assert_eq!(equal(&Term::recip(Term::sub(x.clone(), x.clone())), &Term::int(1)), Err(RingError::ZeroDivisor));
        assert_eq!(equal(&Term::pow(x.clone(), Term::int(0)), &Term::int(1)), Ok(Some(vec![])));
    }

    #[test]
    fn what_is_too_large_fails_fast() {
        let sum = Term::add(vec![c("x"), c("y")]);
        assert_eq!(equal(&Term::pow(sum, Term::int(5000)), &Term::int(1)), Err(RingError::TooLarge));
        assert_eq!(equal(&Term::pow(Term::int(2), Term::int(1_000_000_000)), &Term::int(1)), Err(RingError::TooLarge));
        let huge = Term::pow(Term::add(vec![c("x"), Term::recip(c("y"))]), Term::int(-4000));
        assert_eq!(equal(&huge, &Term::int(1)), Err(RingError::TooLarge));
    }
}
