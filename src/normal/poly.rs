//! Laurent polynomials over canonical atoms, with exact rational coefficients.
//!
//! A monomial is a sorted vector of (atom, exponent). The inverse of a polynomial with several terms is an atom of
//! its own: the primitive polynomial (as an `Add` term, leading coefficient 1, no common monomial) with a negative exponent.
//! A numerator divisible by the leading monomial of such a denominator is reduced: `lt * D⁻¹ = 1 − (D − lt) * D⁻¹`.
//! This module proves nothing; every result is re-checked by the kernel's own ring identity.

use super::products::Products;
use crate::number::Rational;
use crate::term::{Node, Term};
use num_bigint::BigInt;
use num_integer::Roots;
use std::collections::BTreeMap;

/// Atoms with their exponents, sorted by atom, no exponent 0.
pub type Monomial = Vec<(Term, i32)>;

/// No polynomial may have more terms.
pub(super) const MOST_TERMS: usize = 3000;
/// No square root of a polynomial may have more terms.
const MOST_ROOT_TERMS: usize = 12;
/// No exponent may be larger.
const LARGEST_EXPONENT: i32 = 40;

/// A polynomial; no coefficient is 0.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Poly(pub BTreeMap<Monomial, Rational>);

impl Poly {
    /// The constant polynomial.
    pub fn constant(c: Rational) -> Self {
        let mut p = Poly::default();
        p.insert(Vec::new(), c);
        p
    }
    /// One atom.
    pub fn atom(t: Term) -> Self {
        let mut p = Poly::default();
        p.insert(vec![(t, 1)], Rational::one());
        p
    }
    /// Adds `c` times a monomial.
    pub fn insert(&mut self, m: Monomial, c: Rational) {
        if c.is_zero() {
            return;
        }
        match self.0.entry(m) {
            std::collections::btree_map::Entry::Vacant(e) => {
                e.insert(c);
            }
            std::collections::btree_map::Entry::Occupied(mut e) => {
                let sum = e.get() + &c;
                if sum.is_zero() {
                    e.remove();
                } else {
                    e.insert(sum);
                }
            }
        }
    }
    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }
    /// The one monomial with its coefficient, if there is exactly one.
    pub fn single(&self) -> Option<(&Monomial, &Rational)> {
        if self.0.len() == 1 { self.0.iter().next() } else { None }
    }
    /// The value, if this is a number.
    pub fn as_number(&self) -> Option<Rational> {
        if self.is_zero() {
            return Some(Rational::zero());
        }
        self.single().and_then(|(m, c)| m.is_empty().then(|| c.clone()))
    }
    /// Sum.
    pub fn add(&self, other: &Poly) -> Poly {
        let mut out = self.clone();
        for (m, c) in &other.0 {
            out.insert(m.clone(), c.clone());
        }
        out
    }
    /// Negated.
    pub fn neg(&self) -> Poly {
        Poly(self.0.iter().map(|(m, c)| (m.clone(), -c)).collect())
    }
    /// Product; `None` where it grows too large.
    pub fn mul(&self, other: &Poly) -> Option<Poly> {
        if self.0.len().saturating_mul(other.0.len()) > MOST_TERMS * 4 {
            return None;
        }
        let mut products = Products::default();
        for (m, c) in &self.0 {
            for (n, d) in &other.0 {
                products.push(multiply(m, n)?, c * d)?;
            }
        }
        products.reduced()
    }
    /// Power with an exponent that is not negative.
    pub fn power(&self, e: i32) -> Option<Poly> {
        if e > LARGEST_EXPONENT {
            // A single monomial grows only in its exponents.
            let (m, c) = self.single()?;
            let scaled = m.iter().map(|(t, k)| k.checked_mul(e).map(|k| (t.clone(), k))).collect::<Option<Monomial>>()?;
            let mut out = Poly::default();
            out.insert(scaled, c.checked_pow(i64::from(e), 4096)?);
            return Some(out);
        }
        let mut out = Poly::constant(Rational::one());
        for _ in 0..e {
            out = out.mul(self)?;
        }
        Some(out)
    }
    /// The largest monomial in graded lexicographic order.
    pub fn leading(&self) -> Option<(Monomial, Rational)> {
        let degree = |m: &Monomial| m.iter().map(|(_, e)| i64::from(*e)).sum::<i64>();
        let best = self.0.iter().max_by(|(a, _), (b, _)| degree(a).cmp(&degree(b)).then_with(|| lex(a, b)))?;
        Some((best.0.clone(), best.1.clone()))
    }
    /// Multiplies by a monomial and a number (no expansion: for dividing out a common factor).
    fn scale(&self, m: &Monomial, c: &Rational) -> Option<Poly> {
        let mut out = Poly::default();
        for (n, d) in &self.0 {
            out.insert(multiply(m, n)?, c * d);
        }
        Some(out)
    }
    /// Is this 0 once all fractions are brought to one denominator?
    pub fn vanishes(&self) -> bool {
        let mut rest = self.clone();
        for _ in 0..8 {
            let Some(gcd) = rest.common_monomial() else { return rest.is_zero() };
            let Some(scaled) = rest.scale(&invert(&gcd), &Rational::one()) else { return false };
            let denominators = scaled.0.keys().any(|m| m.iter().any(|(t, e)| *e > 0 && matches!(t.node(), Node::Add(_))));
            if !denominators {
                return scaled.is_zero();
            }
            let Some(expanded) = scaled.reduced() else { return false };
            rest = expanded;
        }
        rest.is_zero()
    }
    /// Number, monomial and primitive polynomial whose product this is. The primitive part has exponents `>= 0`, no denominators, no common
    /// monomial, leading coefficient 1; it is 1 for a single monomial. `None` for 0.
    pub fn primitive(&self) -> Option<(Rational, Monomial, Poly)> {
        let (mut common, mut content, mut rest) = (Vec::new(), Rational::one(), self.clone());
        for _ in 0..8 {
            let gcd = rest.common_monomial()?;
            common = multiply(&common, &gcd)?;
            rest = rest.scale(&invert(&gcd), &Rational::one())?;
            // Denominators that moved into the numerators are written out, which may make new common factors.
            let denominators = rest.0.keys().any(|m| m.iter().any(|(t, e)| *e > 0 && matches!(t.node(), Node::Add(_))));
            if denominators {
                rest = rest.reduced()?;
                continue;
            }
            let (_, lead) = rest.leading()?;
            content = &content * &lead;
            rest = rest.scale(&Vec::new(), &lead.recip()?)?;
            return Some((content, common, rest));
        }
        None
    }
    /// Quotient and rest: no monomial of the rest is a multiple of the divisor's leading one. `None` for the divisor 0, or where it takes long.
    pub fn divided(&self, by: &Poly) -> Option<(Poly, Poly)> {
        let (lead, c) = by.leading()?;
        let (mut quotient, mut rest) = (Poly::default(), self.clone());
        for _ in 0..MOST_ROOT_TERMS {
            let multiple = |m: &&Monomial| lead.iter().all(|(t, e)| m.iter().any(|(u, f)| u == t && f >= e));
            let Some(m) = rest.0.keys().find(multiple).cloned() else { return Some((quotient, rest)) };
            let factor = multiply(&m, &invert(&lead))?;
            let scale = rest.0.get(&m)?.checked_div(&c)?;
            quotient.insert(factor.clone(), scale.clone());
            rest = rest.add(&by.scale(&factor, &scale)?.neg());
        }
        None
    }

    /// What is added and what is subtracted in it, both with positive coefficients.
    pub fn sides(&self) -> (Poly, Poly) {
        let (mut above, mut below) = (Poly::default(), Poly::default());
        for (m, c) in &self.0 {
            if c.is_positive() { above.insert(m.clone(), c.clone()) } else { below.insert(m.clone(), c.abs()) }
        }
        (above, below)
    }

    /// The polynomial whose square this is, if it is one: term by term from the leading one.
    pub fn square_root(&self) -> Option<Poly> {
        let (content, common, rest) = self.primitive()?;
        let half =
            |m: &Monomial| -> Option<Monomial> { m.iter().map(|(t, e)| (e % 2 == 0).then(|| (t.clone(), e / 2))).collect() };
        let (lead, _) = rest.leading()?;
        let lead = half(&lead)?;
        let mut root = Poly::default();
        root.insert(lead.clone(), Rational::one());
        for _ in 0..MOST_ROOT_TERMS {
            let left = rest.add(&root.mul(&root)?.neg());
            let Some((m, c)) = left.leading() else {
                return root.scale(&half(&common)?, &exact_root(&content)?);
            };
            let next = multiply(&m, &invert(&lead))?;
            if next.iter().any(|(_, e)| *e < 0) || root.0.contains_key(&next) {
                return None;
            }
            root.insert(next, &c * &Rational::fraction(1, 2));
        }
        None
    }
    fn common_monomial(&self) -> Option<Monomial> {
        let mut keys = self.0.keys();
        let mut gcd: BTreeMap<Term, i32> = keys.next()?.iter().cloned().collect();
        for m in keys {
            let other: BTreeMap<Term, i32> = m.iter().cloned().collect();
            let atoms: Vec<Term> = gcd.keys().chain(other.keys()).cloned().collect();
            for t in atoms {
                let low = gcd.get(&t).copied().unwrap_or(0).min(other.get(&t).copied().unwrap_or(0));
                gcd.insert(t, low);
            }
        }
        Some(gcd.into_iter().filter(|(_, e)| *e != 0).collect())
    }
    /// The inverse; `None` for 0 or too large.
    pub fn inverse(&self) -> Option<Poly> {
        let (content, common, rest) = self.primitive()?;
        let mut m = invert(&common);
        if rest.as_number().is_none() {
            m = multiply(&m, &vec![(term(&rest), -1)])?;
        }
        let mut out = Poly::default();
        out.insert(m, content.recip()?);
        out.reduced()
    }
    /// Denominators that have come to stand in the numerator multiplied out, and the rest reduced.
    fn reduced(self) -> Option<Poly> {
        let mut products = Products::default();
        for (m, c) in self.0 {
            products.push(m, c)?;
        }
        products.reduced()
    }
}

/// The rational whose square this is, if it is one of machine size.
fn exact_root(c: &Rational) -> Option<Rational> {
    let part = |n: BigInt| {
        let n: i64 = n.try_into().ok().filter(|n| *n >= 0)?;
        let root = n.sqrt();
        (root.checked_mul(root) == Some(n)).then_some(root)
    };
    Some(Rational::fraction(part(c.numer())?, part(c.denom())?))
}

fn lex(a: &Monomial, b: &Monomial) -> std::cmp::Ordering {
    // Earlier atoms weigh more; a missing atom has exponent 0.
    let (mut i, mut j) = (0, 0);
    loop {
        match (a.get(i), b.get(j)) {
            (None, None) => return std::cmp::Ordering::Equal,
            (Some((_, e)), None) => return e.cmp(&0),
            (None, Some((_, e))) => return 0.cmp(e),
            (Some((s, e)), Some((t, f))) => match s.cmp(t) {
                std::cmp::Ordering::Less => return e.cmp(&0),
                std::cmp::Ordering::Greater => return 0.cmp(f),
                std::cmp::Ordering::Equal if e != f => return e.cmp(f),
                std::cmp::Ordering::Equal => {
                    i += 1;
                    j += 1;
                }
            },
        }
    }
}

/// Product of monomials.
pub fn multiply(a: &Monomial, b: &Monomial) -> Option<Monomial> {
    let mut out: Monomial = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let order = match (a.get(i), b.get(j)) {
            (Some((s, _)), Some((t, _))) => s.cmp(t),
            (Some(_), None) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        match order {
            std::cmp::Ordering::Less => {
                out.push(a[i].clone());
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                out.push(b[j].clone());
                j += 1;
            }
            std::cmp::Ordering::Equal => {
                let e = a[i].1.checked_add(b[j].1)?;
                if e != 0 {
                    out.push((a[i].0.clone(), e));
                }
                i += 1;
                j += 1;
            }
        }
    }
    Some(out)
}

/// All exponents negated.
pub fn invert(m: &Monomial) -> Monomial {
    m.iter().map(|(t, e)| (t.clone(), -e)).collect()
}

/// The polynomial of a term whose atoms are canonical. `None` where it grows too large or an exponent is.
pub fn poly(t: &Term) -> Option<Poly> {
    match t.node() {
        Node::Num(c) => Some(Poly::constant(c.clone())),
        Node::Add(items) => {
            let mut out = Poly::default();
            for item in items {
                out = out.add(&poly(item)?);
            }
            (out.0.len() <= MOST_TERMS).then_some(out)
        }
        Node::Mul(items) => {
            let mut out = Poly::constant(Rational::one());
            for item in items {
                out = out.mul(&poly(item)?)?;
            }
            Some(out)
        }
        Node::Pow(base, exponent) => match exponent.as_num().map(Rational::to_i64) {
            Some(Some(n)) => {
                let n = i32::try_from(n).ok()?;
                let p = poly(base)?;
                if n >= 0 {
                    return p.power(n);
                }
                if p.is_zero() {
                    return Some(Poly::atom(t.clone()));
                }
                p.inverse()?.power(n.checked_neg()?)
            }
            _ => Some(Poly::atom(t.clone())),
        },
        _ => Some(Poly::atom(t.clone())),
    }
}

/// The canonical term of a polynomial.
pub fn term(p: &Poly) -> Term {
    Term::add(p.0.iter().map(|(m, c)| monomial(m, c)).collect())
}

/// The canonical term of a term whose atoms are canonical.
pub fn canonical(t: &Term) -> Option<Term> {
    Some(term(&poly(t)?))
}

/// An index (or another canonical term) so much further, canonical again.
pub fn plus(t: &Term, by: i64) -> Option<Term> {
    canonical(&Term::add(vec![t.clone(), Term::int(by)]))
}

/// The canonical term of a monomial with its coefficient.
pub fn monomial(m: &Monomial, c: &Rational) -> Term {
    let mut items = Vec::new();
    if !c.is_one() || m.is_empty() {
        items.push(Term::num(c.clone()));
    }
    items.extend(m.iter().map(|(t, e)| power_of(t, *e)));
    Term::mul(items)
}

/// An atom with an exponent.
pub fn power_of(t: &Term, e: i32) -> Term {
    if e == 1 { t.clone() } else { Term::pow(t.clone(), Term::int(i64::from(e))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(s: &str) -> Term {
        Term::app(s, vec![])
    }

    #[test]
    fn fractions_are_canonical() {
        let (x, y) = (c("x"), c("y"));
        let sum = Term::add(vec![x.clone(), y.clone()]);
        let whole = Term::add(vec![Term::div(x.clone(), sum.clone()), Term::div(y.clone(), sum.clone())]);
        assert_eq!(poly(&whole).and_then(|p| p.as_number()), Some(Rational::one()));
        // 1/(1 + 1/x) = x/(x + 1)
        let a = Term::recip(Term::add(vec![Term::int(1), Term::recip(x.clone())]));
        let b = Term::div(x.clone(), Term::add(vec![x, Term::int(1)]));
        assert_eq!(poly(&a), poly(&b));
    }

    #[test]
    fn squares_have_roots() {
        let (x, y) = (c("x"), c("y"));
        let sum = Term::add(vec![x.clone(), Term::mul(vec![Term::int(-2), y.clone()]), Term::int(3)]);
        let square = poly(&Term::pow(sum.clone(), Term::int(2))).unwrap();
        let root = square.square_root().unwrap();
        assert!(root == poly(&sum).unwrap() || root == poly(&sum).unwrap().neg());
        assert_eq!(square.add(&Poly::constant(Rational::one())).square_root(), None);
        assert_eq!(poly(&Term::mul(vec![x.clone(), x, y])).unwrap().square_root(), None);
    }

    #[test]
    fn growth_is_bounded() {
        let sum = Term::add(vec![c("x"), c("y")]);
        assert_eq!(poly(&Term::pow(sum, Term::int(5000))), None);
        assert_eq!(poly(&Term::pow(Term::int(2), Term::int(1_000_000_000))), None);
    }
}
