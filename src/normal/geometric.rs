//! Geometric sums: `(1 - q)*Σ_{t∈a..b} q^t = q^a - q^(b+1)`.
//!
//! Where the ratio is known not to be 1 the sum has its closed form. Elsewhere the sum is an atom, and its multiples by the leading
//! monomial of `q - 1` are reduced: `q*Σ q^t = Σ q^t - q^a + q^(b+1)`.

use super::{Normaliser, factors, poly};
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term, child};

/// The ratio, if the term is a sum over a range of products of powers that all have the index for exponent (or a literal multiple of it).
fn ratio(t: &Term) -> Option<Term> {
    let Node::Big(BigOp::Sum, _, Dom::Range(..), guard, body) = t.node() else { return None };
    if !matches!(guard.node(), Node::True) {
        return None;
    }
    let name = Name::new("%ratio");
    let index = Term::var(name.clone());
    let base = |f: &Term| match f.node() {
        Node::Pow(b, e) if *e == index && !b.mentions(&name) => Some(b.clone()),
        Node::Pow(inner, c) if c.as_num().is_some() => match inner.node() {
            Node::Pow(b, e) if *e == index && !b.mentions(&name) => Some(Term::pow(b.clone(), c.clone())),
            _ => None,
        },
        _ => None,
    };
    let bases: Option<Vec<Term>> = factors(&body.open(&index)).iter().map(base).collect();
    poly::poly(&Term::mul(bases?)).map(|p| poly::term(&p))
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
            let t = s.gathered(t, &q)?;
            let product = Term::mul(vec![factor.clone(), t.clone()]);
            let shaped = Term::mul(vec![product, Term::recip(factor.clone())]);
            let to = s.attempt(Rule::Ring(shaped), &t)?;
            let to = s.child(&to, 0, &mut |s, c| s.attempt(Rule::Geometric, c))?;
            s.fire_reason(Reason::Geometric);
            s.norm(&to)
        })
    }

    /// The body as one power of the ratio.
    fn gathered(&mut self, t: &Term, q: &Term) -> Option<Term> {
        self.under(t, child::BODY, &mut |s, body| {
            let power = Term::pow(q.clone(), Term::var(Name::opened(s.depth - 1)));
            if *body == power {
                return Some(power);
            }
            let (reached, script) = s.separately(&power)?;
            if reached == *body { s.attempt(Rule::Back(power, script), body) } else { None }
        })
    }

    /// A monomial with a geometric sum and with the leading monomial of `q - 1`.
    pub(super) fn geometric_multiple(&mut self, t: &Term, items: &[Term]) -> Option<Term> {
        if self.reasons_of_multiple().is_empty() {
            return None;
        }
        items.iter().find_map(|sum| self.reduced(t, sum, &ratio(sum)?))
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

    fn reduced(&mut self, t: &Term, sum: &Term, q: &Term) -> Option<Term> {
        let difference = poly::poly(&Term::add(vec![q.clone(), Term::int(-1)]))?;
        let (lead, scale) = difference.leading().filter(|(lead, _)| !lead.is_empty())?;
        let whole = poly::poly(t)?;
        let (monomial, c) = whole.single()?;
        let divides = lead.iter().all(|(a, k)| *k > 0 && monomial.iter().any(|(b, l)| a == b && l >= k));
        if !divides {
            return None;
        }
        let rest = poly::multiply(monomial, &poly::invert(&lead))?;
        let rest = poly::multiply(&rest, &vec![(sum.clone(), -1)])?;
        let c = -&c.checked_div(&scale)?;
        // q - 1 = scale*lead + lower, so scale*lead*Σ = -(1 - q)*Σ - lower*Σ.
        let mut lower = difference.clone();
        lower.insert(lead, -&scale);
        let product = Term::mul(vec![Term::sub(Term::int(1), q.clone()), sum.clone()]);
        let closed = Term::new(Node::Mul(vec![poly::monomial(&rest, &c), product]));
        let left = Term::mul(vec![poly::monomial(&rest, &c), poly::term(&lower), sum.clone()]);
        let shaped = Term::new(Node::Add(vec![closed, left]));
        self.tentative(&mut |s| {
            let to = s.attempt(Rule::Ring(shaped.clone()), t)?;
            let to = s.child(&to, 0, &mut |s, c| {
                s.child(c, 1, &mut |s, c| {
                    let c = s.child(c, 1, &mut |s, sum| s.gathered(sum, q))?;
                    s.attempt(Rule::Geometric, &c)
                })
            })?;
            s.reasons_of_multiple().into_iter().for_each(|r| s.fire_reason(r));
            s.norm(&to)
        })
    }
}
