//! Geometric sums: `(1 - q)*Σ_{t∈a..b} q^t = q^a - q^(b+1)`, and those in two bases, `Σ p^t*q^(m-t)`.
//!
//! Where the ratio is known not to be 1 the sum has its closed form. Elsewhere the sum is an atom, and its multiples by the leading
//! monomial of `q - 1` are reduced: `q*Σ q^t = Σ q^t - q^a + q^(b+1)`. For `q = u/v` it is `u*Σ q^t` that becomes a multiple of `v`.

use super::poly::Monomial;
use super::{Normaliser, factors, poly};
use crate::number::Rational;
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term, child};

/// What a sum over a range is of: powers of one ratio, or of two bases, one of which rises as the other falls.
struct Powers {
    /// The addend, of this variable.
    addend: Term,
    /// `1 - q`, or `q - p`.
    factor: Term,
    /// What its multiples are reduced by: a monomial with a number, that much of the factor's multiple by `den`.
    lead: Monomial,
    scale: Rational,
    /// `den*factor` (up to sign) is a polynomial without denominators.
    den: Monomial,
    negative: bool,
}

fn index() -> Term {
    Term::var(Name::new("%ratio"))
}

/// The factors of the addend, for a sum over a range without a guard.
fn addend(t: &Term) -> Option<Vec<Term>> {
    let Node::Big(BigOp::Sum, _, Dom::Range(..), guard, body) = t.node() else { return None };
    matches!(guard.node(), Node::True).then(|| factors(&body.open(&index())))
}

/// Base and exponent, with a literal power of a power as one; the base is free of the index.
fn power(f: &Term) -> Option<(Term, Term)> {
    let Node::Pow(base, e) = f.node() else { return None };
    let (base, e) = match base.node() {
        Node::Pow(inner, first) if e.as_num().is_some() => (inner, Term::mul(vec![e.clone(), first.clone()])),
        _ => (base, e.clone()),
    };
    (!base.mentions(&Name::new("%ratio"))).then(|| (base.clone(), e))
}

/// The ratio, if all addends are powers that have the index for exponent (or a literal multiple of it).
fn ratio(t: &Term) -> Option<Term> {
    let base = |f: &Term| {
        let (base, e) = power(f)?;
        let c = poly::poly(&e)?.single().filter(|(m, _)| **m == vec![(index(), 1)])?.1.to_i64()?;
        Some(Term::pow(base, Term::int(c)))
    };
    let bases: Option<Vec<Term>> = addend(t)?.iter().map(base).collect();
    poly::canonical(&Term::mul(bases?))
}

/// `p`, `q` and `m`, if the addends are `p^t*q^(m - t)`.
fn two_bases(t: &Term) -> Option<(Term, Term, Term)> {
    let (mut rising, mut falling, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for f in addend(t)? {
        let (base, e) = power(&f)?;
        let p = poly::poly(&e)?;
        let slope = p.0.get(&vec![(index(), 1)])?.clone();
        let mut rest = p;
        rest.insert(vec![(index(), 1)], -&slope);
        let whole = Term::int(slope.to_i64()?.abs());
        if slope.is_positive() && rest.is_zero() {
            rising.push(Term::pow(base, whole));
        } else if slope.is_negative() {
            ends.push(poly::term(&rest.mul(&poly::Poly::constant(slope.abs().recip()?))?));
            falling.push(Term::pow(base, whole));
        } else {
            return None;
        }
    }
    let m = ends.first().filter(|m| ends.iter().all(|n| n == *m) && !m.any(&mut |t| *t == index()))?.clone();
    (!rising.is_empty()).then_some((poly::canonical(&Term::mul(rising))?, poly::canonical(&Term::mul(falling))?, m))
}

impl Powers {
    fn of(t: &Term) -> Option<Powers> {
        if let Some(q) = ratio(t) {
            return Powers::of_ratio(&q);
        }
        let (p, q, m) = two_bases(t)?;
        let factor = Term::sub(q.clone(), p.clone());
        let (lead, scale) = poly::poly(&factor)?.leading().filter(|(lead, _)| rises(lead))?;
        let addend = Term::mul(vec![Term::pow(p, index()), Term::pow(q, Term::sub(m, index()))]);
        Some(Powers { addend, factor, lead, scale, den: Vec::new(), negative: false })
    }

    fn of_ratio(q: &Term) -> Option<Powers> {
        let (factor, addend) = (Term::sub(Term::int(1), q.clone()), Term::pow(q.clone(), index()));
        let difference = poly::poly(&Term::add(vec![q.clone(), Term::int(-1)]))?;
        let mut den: Monomial = Vec::new();
        if let Some((m, _)) = poly::poly(q)?.single() {
            den = m.iter().filter(|(_, e)| *e < 0).map(|(t, e)| (t.clone(), -e)).collect();
        }
        let cleared = difference.mul(&poly::poly(&poly::monomial(&den, &Rational::one()))?)?;
        // Of two monomials the one above the line goes.
        let above = |m: &Monomial| !den.is_empty() && rises(m) && *m != den;
        let lead = cleared.0.iter().find(|(m, _)| above(m)).map(|(m, c)| (m.clone(), c.clone()));
        let (lead, scale) = lead.or_else(|| cleared.leading()).filter(|(lead, _)| rises(lead))?;
        Some(Powers { addend, factor, lead, scale, den, negative: true })
    }
}

fn rises(m: &Monomial) -> bool {
    !m.is_empty() && m.iter().all(|(_, e)| *e > 0)
}

impl Normaliser<'_> {
    /// The closed form, where the ratio is not 1.
    pub(super) fn geometric(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Geometric) {
            return None;
        }
        let q = ratio(t)?;
        let factor = Term::sub(Term::int(1), q.clone());
        let nonzero = Term::cmp_rel(Rel::Ne, factor.clone(), Term::int(0));
        if !self.holds(&nonzero) {
            self.want(&Term::cmp_rel(Rel::Ne, q, Term::int(1)));
            return None;
        }
        self.tentative(&mut |s| {
            let t = s.gathered(t, &Term::pow(q.clone(), index()))?;
            let product = Term::mul(vec![factor.clone(), t.clone()]);
            let shaped = Term::mul(vec![product, Term::recip(factor.clone())]);
            let to = s.attempt(Rule::Ring(shaped), &t)?;
            let to = s.child(&to, 0, &mut |s, c| s.attempt(Rule::Geometric, c))?;
            s.fire_reason(Reason::Geometric);
            s.norm(&to)
        })
    }

    /// The body written as the powers that it is of.
    fn gathered(&mut self, t: &Term, addend: &Term) -> Option<Term> {
        self.under(t, child::BODY, &mut |s, body| {
            let written = addend.substitute(&[(Name::new("%ratio"), Term::var(Name::opened(s.depth - 1)))]);
            if *body == written {
                return Some(written);
            }
            let (reached, script) = s.separately(&written)?;
            if reached == *body { s.attempt(Rule::Back(written, script), body) } else { None }
        })
    }

    /// A monomial with a geometric sum and with the leading monomial of `q - 1`.
    pub(super) fn geometric_multiple(&mut self, t: &Term, items: &[Term]) -> Option<Term> {
        if self.reasons_of_multiple().is_empty() {
            return None;
        }
        items.iter().find_map(|sum| self.reduced(t, sum, &Powers::of(sum)?))
    }

    /// The index is shifted by one, and the ends are split off; in one word, the sum is geometric.
    fn reasons_of_multiple(&self) -> Vec<Reason> {
        let apart = [Reason::Shift, Reason::SplitEnd, Reason::Power];
        if self.allowed.has(Reason::Geometric) {
            vec![Reason::Geometric]
        } else if apart.iter().all(|r| self.allowed.has(*r)) {
            apart.to_vec()
        } else {
            Vec::new()
        }
    }

    fn reduced(&mut self, t: &Term, sum: &Term, powers: &Powers) -> Option<Term> {
        let Powers { addend, factor, lead, scale, den, negative } = powers;
        let whole = poly::poly(t)?;
        let (monomial, c) = whole.single()?;
        let divides = lead.iter().all(|(a, k)| monomial.iter().any(|(b, l)| a == b && l >= k));
        if !divides {
            return None;
        }
        let rest = poly::multiply(monomial, &poly::invert(lead))?;
        let rest = poly::multiply(&rest, &vec![(sum.clone(), -1)])?;
        let c = c.checked_div(scale)?;
        // ±den*factor = scale*lead + lower, so scale*lead*Σ = ±den*factor*Σ - lower*Σ.
        let sign = if *negative { Rational::integer(-1) } else { Rational::one() };
        let multiple = Term::mul(vec![poly::monomial(den, &sign), factor.clone()]);
        let mut lower = poly::poly(&multiple)?;
        lower.insert(lead.clone(), -scale);
        let product = Term::mul(vec![factor.clone(), sum.clone()]);
        let closed = Term::new(Node::Mul(vec![poly::monomial(&poly::multiply(&rest, den)?, &(&c * &sign)), product]));
        let left = Term::mul(vec![poly::monomial(&rest, &-&c), poly::term(&lower), sum.clone()]);
        let shaped = Term::new(Node::Add(vec![closed, left]));
        self.tentative(&mut |s| {
            let to = s.attempt(Rule::Ring(shaped.clone()), t)?;
            let to = s.child(&to, 0, &mut |s, c| {
                s.child(c, 1, &mut |s, c| {
                    let c = s.child(c, 1, &mut |s, sum| s.gathered(sum, addend))?;
                    s.attempt(Rule::Geometric, &c)
                })
            })?;
            s.reasons_of_multiple().into_iter().for_each(|r| s.fire_reason(r));
            s.norm(&to)
        })
    }
}
