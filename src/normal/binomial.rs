//! Sums of binomial coefficients: `Σ_{k∈0..n} p^k*q^(n-k)/(k!*(n-k)!) = (p + q)^n/n!`, and `k/k! = 1/(k-1)!`.
//!
//! In the normal form a binomial coefficient has been written by factorials. The closed form is reached by writing it again; an index
//! that stands beside its factorial is absorbed by it, which leaves the sum without the term at 0. It proves nothing by itself.

use super::{Normaliser, factors, poly};
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Term, child};

/// `n`, `p` and `q` of a sum over `0..n` of `p^k*q^(n-k)/(k!*(n-k)!)`.
struct Binomial {
    n: Term,
    p: Vec<Term>,
    q: Vec<Term>,
}

/// The argument of the factorial whose inverse this is.
fn inverse_factorial(f: &Term) -> Option<Term> {
    let Node::Pow(base, e) = f.node() else { return None };
    match base.node() {
        Node::Fun(Fun::Factorial, args) if *e == Term::int(-1) => args.first().cloned(),
        _ => None,
    }
}

/// Base and exponent, with a power of a power as one.
fn power(f: &Term) -> Option<(Term, Term)> {
    let Node::Pow(base, e) = f.node() else { return None };
    match base.node() {
        Node::Pow(inner, first) => Some((inner.clone(), Term::mul(vec![first.clone(), e.clone()]))),
        _ => Some((base.clone(), e.clone())),
    }
}

impl Binomial {
    fn of(t: &Term) -> Option<Binomial> {
        let Node::Big(BigOp::Sum, _, Dom::Range(lo, n), guard, body) = t.node() else { return None };
        if *lo != Term::int(0) || !matches!(guard.node(), Node::True) {
            return None;
        }
        let name = Name::new("%binomial");
        let k = Term::var(name.clone());
        let rest = Term::sub(n.clone(), k.clone());
        let same = |a: &Term, b: &Term| poly::poly(&Term::sub(a.clone(), b.clone())).is_some_and(|p| p.is_zero());
        let (mut p, mut q, mut below) = (Vec::new(), Vec::new(), [false, false]);
        for f in factors(&body.open(&k)) {
            if let Some(argument) = inverse_factorial(&f) {
                let at = [&k, &rest].into_iter().position(|t| same(&argument, t))?;
                if std::mem::replace(&mut below[at], true) {
                    return None;
                }
                continue;
            }
            let (base, e) = power(&f).filter(|(base, _)| !base.mentions(&name))?;
            let slope = poly::poly(&e)?.0.get(&vec![(k.clone(), 1)])?.to_i64()?;
            let times = |n: i64, t: &Term| Term::mul(vec![Term::int(n), t.clone()]);
            if same(&e, &times(slope, &k)) {
                p.push(Term::pow(base, Term::int(slope)));
            } else if same(&e, &times(-slope, &rest)) {
                q.push(Term::pow(base, Term::int(-slope)));
            } else {
                return None;
            }
        }
        (below == [true, true]).then(|| Binomial { n: n.clone(), p, q })
    }

    /// The sum by binomial coefficients.
    fn written(&self) -> Option<Term> {
        let base = |items: &[Term]| poly::canonical(&Term::mul(items.to_vec()));
        let name = Name::new("%binomial");
        let k = Term::var(name.clone());
        let coefficient = Term::new(Node::Fun(Fun::Binom, vec![self.n.clone(), k.clone()]));
        let rest = Term::sub(self.n.clone(), k.clone());
        let body = Term::mul(vec![coefficient, Term::pow(base(&self.p)?, k), Term::pow(base(&self.q)?, rest)]);
        let dom = Dom::Range(Term::int(0), self.n.clone());
        Some(Term::new(Node::Big(BigOp::Sum, Hint(Name::new("k")), dom, Term::truth(), body.close(&name))))
    }
}

impl Normaliser<'_> {
    /// `(p + q)^n/n!`
    pub(super) fn binomial_sum(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Binomial) || self.writing {
            return None;
        }
        let sum = Binomial::of(t)?;
        let raw = Term::mul(vec![Term::recip(Term::fun(Fun::Factorial, sum.n.clone())), sum.written()?]);
        self.tentative(&mut |s| {
            s.writing = true;
            let normal = s.separately(&raw);
            s.writing = false;
            let (reached, script) = normal?;
            if reached != *t {
                return None;
            }
            s.reach(t, &raw, script)?;
            let to = s.child(&raw, 1, &mut |s, c| s.attempt(Rule::BinomialTheorem, c))?;
            s.fire_reason(Reason::Binomial);
            s.norm(&to)
        })
    }

    /// `Σ_{k∈a..b} binom(n,k)*f(k)` without the indices outside of `0..n`, where the range is longer by a literal number: they give nothing.
    pub(super) fn within_the_row(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(BigOp::Sum, _, Dom::Range(lo, hi), guard, body) = t.node() else { return None };
        if !self.allowed.has(Reason::SplitEnd) || !matches!(guard.node(), Node::True) {
            return None;
        }
        let name = Name::new("%binomial");
        let k = Term::var(name.clone());
        let row = |f: &Term| match f.node() {
            Node::Fun(Fun::Binom, args) => {
                args.get(1).filter(|at| **at == k).and(args.first()).filter(|n| !n.mentions(&name)).cloned()
            }
            _ => None,
        };
        let n = factors(&body.open(&k)).iter().find_map(row)?;
        let gap = |a: &Term, b: &Term| poly::poly(&Term::sub(b.clone(), a.clone()))?.as_number();
        let below = |a: &Term, b: &Term| gap(a, b).is_some_and(|d| d.is_positive());
        let (zero, last) = (Term::int(0), Term::int(-1));
        let before = (below(lo, &zero) && !below(hi, &zero)).then_some(last);
        let after = || (below(&n, hi) && !below(&n, lo)).then(|| n.clone());
        let (outside, middle) = before.map(|m| (0, m)).or_else(|| Some((1, after()?)))?;
        self.tentative(&mut |s| {
            let parts = s.attempt(Rule::SplitRange(middle.clone()), t)?;
            s.fire_reason(Reason::SplitEnd);
            // With the index open: written out, a term might lack what its index gives.
            let rest = s.child(&parts, outside, &mut |s, part| {
                let part = s.under(part, child::BODY, &mut |s, body| s.norm(body))?;
                s.sum(&part)
            })?;
            s.norm(&rest)
        })
    }

    /// `Σ_{k∈0..n} k*f(k)/k! = Σ_{k∈1..n} f(k)/(k-1)!`, for `n >= 0`.
    pub(super) fn absorbed(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Binomial) {
            return None;
        }
        let Node::Big(BigOp::Sum, _, Dom::Range(lo, _), guard, body) = t.node() else { return None };
        let k = Term::var(Name::new("%binomial"));
        let items = factors(&body.open(&k));
        let index =
            |f: &Term| *f == k || matches!(f.node(), Node::Pow(b, e) if *b == k && e.as_num().is_some_and(|e| e.is_positive()));
        let wanted = *lo == Term::int(0)
            && matches!(guard.node(), Node::True)
            && items.iter().any(index)
            && items.iter().any(|f| inverse_factorial(f).is_some_and(|a| a == k));
        if !wanted {
            return None;
        }
        self.tentative(&mut |s| {
            let to = s.attempt(Rule::SplitRange(Term::int(0)), t)?;
            s.fire_reason(Reason::Binomial);
            s.norm(&to)
        })
    }
}
