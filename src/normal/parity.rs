//! Parity: even powers of `(-1)^k` are 1.

use super::{Normaliser, factors};
use crate::rule::{Move, Reason, Rule};
use crate::term::{Node, Term};

impl Normaliser<'_> {
    /// `((-1)^k)^n`, one of the factors, as `(-1)^k` or 1.
    pub(super) fn parity(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Power) {
            return None;
        }
        let items = factors(t);
        let at = items.iter().position(|f| sign_power(f).is_some())?;
        let done = match items.as_slice() {
            [f] => self.halved(f),
            _ => self.child(t, u16::try_from(at).ok()?, &mut |s, c| s.halved(c)),
        }?;
        self.fire_reason(Reason::Power);
        Some(done)
    }

    /// `u^n = (u^2)^(n/2)*u^(n mod 2)` for `u = (-1)^k`; and `u^2 = ((-1)^2)^k = 1`.
    fn halved(&mut self, t: &Term) -> Option<Term> {
        let (base, k, n) = sign_power(t)?;
        let square = Term::pow(base.clone(), Term::int(2));
        let parts = vec![Term::pow(square, Term::int(n / 2)), Term::pow(base, Term::int(n % 2))];
        let written = self.attempt(Rule::Ring(Term::new(Node::Mul(parts))), t)?;
        let minus_one = Term::pow(Term::int(-1), Term::int(2));
        let turned = Term::pow(minus_one, k.clone());
        let exponent = Rule::Ring(Term::mul(vec![k, Term::int(2)]));
        let back = vec![Move { path: vec![], rule: Rule::PowerPower }, Move { path: vec![1], rule: exponent }];
        self.child(&written, 0, &mut |s, power| {
            s.child(power, 0, &mut |s, square| {
                let joined = s.attempt(Rule::PowerPower, square)?;
                let to = s.attempt(Rule::Back(turned.clone(), back.clone()), &joined)?;
                let one = s.child(&to, 0, &mut |s, c| s.attempt(Rule::Ring(Term::int(1)), c))?;
                s.attempt(Rule::PowerOne, &one)
            })
        })
    }
}

/// `((-1)^k)^n` with a literal `n >= 2`: the base, `k`, `n`.
fn sign_power(t: &Term) -> Option<(Term, Term, i64)> {
    let Node::Pow(base, n) = t.node() else { return None };
    let Node::Pow(one, k) = base.node() else { return None };
    let n = n.as_num().and_then(|n| n.to_i64()).filter(|n| *n >= 2)?;
    (*one == Term::int(-1)).then(|| (base.clone(), k.clone(), n))
}
