//! Laws inside one monomial: indicators that name an index, idempotent factors, one-hot functions, roots.

use super::{Normaliser, addends, factors, poly};
use crate::number::Rational;
use crate::rule::{Move, Reason, Rule, Split};
use crate::term::{BigOp, Fun, Name, Node, Rel, Term};

/// Powers are not made finer than by this factor.
const MOST_FINER: i64 = 6;

impl Normaliser<'_> {
    /// Improves one monomial of a canonical polynomial, if a law applies; then the polynomial must be made canonical again.
    pub(super) fn improve(&mut self, t: &Term) -> Option<Option<Term>> {
        let items = addends(t);
        let several = items.len() > 1;
        for (i, item) in items.iter().enumerate() {
            if several {
                let mut better = None;
                let changed = self.child(t, u16::try_from(i).ok()?, &mut |s, c| {
                    better = s.improve_one(c)?;
                    Some(better.clone().unwrap_or_else(|| c.clone()))
                })?;
                if better.is_some() {
                    return Some(Some(changed));
                }
            } else {
                return self.improve_one(item);
            }
        }
        Some(None)
    }

    fn improve_one(&mut self, t: &Term) -> Option<Option<Term>> {
        let items = factors(t);
        for (i, f) in items.iter().enumerate() {
            if let Some((to, splits, reason)) = self.idempotent(&items, i, f)
                && let Some(to) = self.attempt(Rule::Cases(to, splits), t)
            {
                self.fire_reason(reason);
                return Some(Some(to));
            }
            if let Some(better) = self.power_of_sign(t, &items, i) {
                return Some(Some(better));
            }
            if let Node::Pow(base, _) = f.node()
                && matches!(base.node(), Node::RealPow(..))
                && self.allowed.has(Reason::Power)
                && let Some(to) = self.root_power(t, &items, i)?
            {
                return Some(Some(to));
            }
        }
        if self.allowed.has(Reason::Power)
            && let Some(better) = (0..items.len()).find_map(|i| self.finer_power(t, &items, i))
        {
            return Some(Some(better));
        }
        if let Some(better) = self.geometric_multiple(t, &items) {
            return Some(Some(better));
        }
        for (i, f) in items.iter().enumerate() {
            if matches!(f.node(), Node::Pow(_, e) if e.as_num().is_some_and(|n| *n > Rational::one()))
                && let Some(to) = self.factor_selected(t, &items, i)
            {
                return Some(Some(to));
            }
        }
        if let Some(to) = self.tentative(&mut |s| s.parity(t)) {
            return Some(Some(to));
        }
        if self.allowed.has(Reason::Indicator) {
            if let Some(better) = self.signed_by_indicator(t, &items) {
                return Some(Some(better));
            }
            for f in &items {
                if let Some(better) = self.substitute_equal(t, &items, f)? {
                    return Some(Some(better));
                }
            }
            if let Some(better) = self.onehot_pair(t, &items).or_else(|| self.onehot_sum(t, &items)) {
                return Some(Some(better));
            }
        }
        Some(None)
    }

    /// A power of a sum that a one-hot function selects from, as one factor of several.
    fn factor_selected(&mut self, t: &Term, items: &[Term], i: usize) -> Option<Term> {
        let at = u16::try_from(i).ok()?;
        self.tentative(&mut |s| match items {
            [_] => s.selected(t),
            _ => s.child(t, at, &mut |s, c| s.selected(c)),
        })
    }

    /// `[P]^k = [P]`, `x^k = x` for `x` in {0, 1}; `|u|^(2k) = u^(2k)`.
    fn idempotent(&self, items: &[Term], i: usize, f: &Term) -> Option<(Term, Vec<Split>, Reason)> {
        let Node::Pow(base, e) = f.node() else { return None };
        if !e.as_num().is_some_and(|n| n.is_positive() && n.is_integer()) {
            return None;
        }
        let with = |new: &Term| {
            let mut items = items.to_vec();
            items[i] = new.clone();
            Term::mul(items)
        };
        match base.node() {
            Node::Fun(Fun::Abs, args) if self.allowed.has(Reason::Cases) => {
                let (u, n) = (args.first()?, e.as_num()?.to_i64()?);
                let even = Term::pow(u.clone(), Term::int(n - n % 2));
                let new = if n % 2 == 0 { even } else { Term::mul(vec![even, base.clone()]) };
                let negative = Term::cmp_rel(Rel::Lt, u.clone(), Term::int(0));
                (n > 1).then(|| (with(&new), vec![Split::Prop(negative)], Reason::Cases))
            }
            Node::Ind(p) if self.allowed.has(Reason::Indicator) => {
                Some((with(base), vec![Split::Prop(p.clone())], Reason::Indicator))
            }
            Node::App(name, _) => {
                let c = &self.signature.functions.get(name)?.constraint;
                let reason = if self.allowed.has(Reason::Cases) { Reason::Cases } else { Reason::Indicator };
                let known = (c.binary || c.onehot) && self.allowed.has(reason);
                known.then(|| (with(base), vec![Split::Binary(base.clone())], reason))
            }
            _ => None,
        }
    }

    /// `[a = b]*f(b) = [a = b]*f(a)`: the larger side is replaced by the smaller everywhere else in the monomial.
    fn substitute_equal(&mut self, t: &Term, items: &[Term], f: &Term) -> Option<Option<Term>> {
        let Node::Ind(p) = f.node() else { return Some(None) };
        let Node::Cmp(Rel::Eq, a, b) = p.node() else { return Some(None) };
        let (small, large) = if a <= b { (a, b) } else { (b, a) };
        let Node::Var(name) = large.node() else { return Some(None) };
        if small.mentions(name) || !items.iter().any(|i| i != f && i.mentions(name)) {
            return Some(None);
        }
        let map = [(name.clone(), small.clone())];
        let at_small = |i: &Term| if i == f { i.clone() } else { i.substitute(&map) };
        let together: Vec<Term> = items.iter().map(at_small).collect();
        let mut candidates = vec![together];
        // All of them, or one whose value at the other index is defined for certain.
        for (i, item) in items.iter().enumerate().filter(|(_, i)| *i != f && i.mentions(name)) {
            let mut single = items.to_vec();
            single[i] = at_small(item);
            candidates.push(single);
        }
        for candidate in candidates {
            let rule = Rule::Cases(Term::mul(candidate), vec![Split::Prop(p.clone())]);
            if let Some(to) = self.attempt(rule, t) {
                self.fire_reason(Reason::Indicator);
                return Some(Some(self.norm(&to)?));
            }
        }
        Some(None)
    }

    /// `[0 < x]*x = x` for `x >= 0`; `[x = 0]*x = 0`.
    fn signed_by_indicator(&mut self, t: &Term, items: &[Term]) -> Option<Term> {
        let zero = Term::int(0);
        let stands = |x: &Term| {
            let own =
                |f: &Term| f == x || matches!(f.node(), Node::Pow(b, e) if b == x && e.as_num().is_some_and(|e| e.is_positive()));
            items.iter().any(own)
        };
        items.iter().enumerate().find_map(|(i, f)| {
            let Node::Ind(p) = f.node() else { return None };
            let to = match p.node() {
                Node::Cmp(Rel::Lt, a, x)
                    if *a == zero && stands(x) && self.holds(&Term::cmp_rel(Rel::Le, zero.clone(), x.clone())) =>
                {
                    let mut rest = items.to_vec();
                    rest.remove(i);
                    Term::mul(rest)
                }
                Node::Cmp(Rel::Eq, a, b) if (*a == zero && stands(b)) || (*b == zero && stands(a)) => zero.clone(),
                _ => return None,
            };
            let Node::Cmp(_, a, b) = p.node() else { return None };
            let equal = Term::cmp_rel(Rel::Eq, if *a == zero { b.clone() } else { a.clone() }, zero.clone());
            let to = self.attempt(Rule::Cases(to, vec![Split::Prop(equal)]), t)?;
            self.fire_reason(Reason::Indicator);
            Some(to)
        })
    }

    /// `y(n,j)*y(n,k) = [j = k]*y(n,j)`
    fn onehot_pair(&mut self, t: &Term, items: &[Term]) -> Option<Term> {
        for i in 0..items.len() {
            for j in i + 1..items.len() {
                let (Node::App(f, xs), Node::App(g, ys)) = (items[i].node(), items[j].node()) else { continue };
                let onehot = self.signature.functions.get(f).is_some_and(|d| d.constraint.onehot);
                if f != g || !onehot || xs.len() != ys.len() || xs.is_empty() || xs[..xs.len() - 1] != ys[..ys.len() - 1] {
                    continue;
                }
                let rule = Rule::OneHot(u16::try_from(i).ok()?, u16::try_from(j).ok()?);
                if let Some(to) = self.attempt(rule, t) {
                    self.fire_reason(Reason::Indicator);
                    return self.norm(&to);
                }
            }
        }
        None
    }

    /// `y(n,k)*(Σ_j y(n,j)*e(j)) = y(n,k)*e(k)`
    fn onehot_sum(&mut self, t: &Term, items: &[Term]) -> Option<Term> {
        let declared = |name: &Name| self.signature.functions.get(name).is_some_and(|d| d.constraint.onehot);
        let own: Vec<Name> =
            items.iter().filter_map(|f| if let Node::App(n, _) = f.node() { Some(n.clone()) } else { None }).collect();
        let own: Vec<Name> = own.into_iter().filter(declared).collect();
        let selects = |f: &Term| match f.node() {
            Node::Big(BigOp::Sum, .., body) => {
                factors(body).iter().any(|g| matches!(g.node(), Node::App(n, _) if own.contains(n)))
            }
            _ => false,
        };
        let at = u16::try_from(items.iter().position(selects)?).ok()?;
        self.tentative(&mut |s| {
            let merged = s.attempt(Rule::FactorIn(at), t)?;
            let to = s.norm(&merged)?;
            let sums = |t: &Term| factors(t).iter().filter(|f| matches!(f.node(), Node::Big(BigOp::Sum, ..))).count();
            (sums(&to) < sums(t)).then_some(to)
        })
    }

    /// `((-1)^k)^n`: by the parity of `n`.
    fn power_of_sign(&mut self, t: &Term, items: &[Term], i: usize) -> Option<Term> {
        let Node::Pow(base, n) = items[i].node() else { return None };
        let Node::Pow(sign, _) = base.node() else { return None };
        let wanted = *sign == Term::int(-1) && n.as_num().is_some() && self.allowed.has(Reason::Power);
        if !wanted {
            return None;
        }
        let joined = |s: &mut Self, f: &Term| {
            let to = s.attempt(Rule::PowerPower, f)?;
            s.fire_reason(Reason::Power);
            s.norm(&to)
        };
        let position = u16::try_from(i).ok()?;
        self.tentative(&mut |s| if items.len() == 1 { joined(s, t) } else { s.child(t, position, &mut |s, f| joined(s, f)) })
    }

    /// A whole power `u^n` beside a real one `u^(n/d)`: `(u^(n/d))^d`.
    fn finer_power(&mut self, t: &Term, items: &[Term], i: usize) -> Option<Term> {
        let (power, outer) = match items[i].node() {
            Node::Pow(base, k) if k.as_num().is_some() => (base.clone(), true),
            _ => (items[i].clone(), false),
        };
        let Node::Pow(u, n) = power.node() else { return None };
        if n.as_num().is_some() || !self.whole(n) {
            return None;
        }
        let (d, root) = items.iter().find_map(|f| {
            let real = if let Node::Pow(base, _) = f.node() { base } else { f };
            let Node::RealPow(v, w) = real.node() else { return None };
            let times = (2..=MOST_FINER).find(|d| {
                let difference = Term::sub(n.clone(), Term::mul(vec![Term::int(*d), w.clone()]));
                poly::poly(&difference).is_some_and(|p| p.is_zero())
            });
            (v == u).then_some((times?, real.clone()))
        })?;
        let to = Term::pow(root, Term::int(d));
        let script = vec![
            Move { path: vec![], rule: Rule::PowerPower },
            Move { path: vec![1], rule: Rule::Ring(n.clone()) },
            Move { path: vec![], rule: Rule::PowerInteger },
        ];
        let back = Rule::Back(to, script);
        let position = u16::try_from(i).ok()?;
        let better = self.tentative(&mut |s| {
            s.child(t, position, &mut |s, f| {
                if outer { s.child(f, 0, &mut |s, c| s.attempt(back.clone(), c)) } else { s.attempt(back.clone(), f) }
            })
        })?;
        self.fire_reason(Reason::Power);
        Some(better)
    }

    /// `(u^(p/q))^k`: one power, taken apart again into a whole and a fractional part.
    fn root_power(&mut self, t: &Term, items: &[Term], i: usize) -> Option<Option<Term>> {
        let Node::Pow(base, k) = items[i].node() else { return Some(None) };
        let Node::RealPow(_, c) = base.node() else { return Some(None) };
        let (Some(c), Some(k)) = (c.as_num(), k.as_num()) else { return Some(None) };
        // Only where something is gained: the fractional part stays in [0, 1).
        let in_range = |r: &Rational| r.is_positive() && *r < Rational::one();
        if in_range(c) && *k == Rational::one() {
            return Some(None);
        }
        let combine = |s: &mut Self, f: &Term| -> Option<Term> {
            let joined = s.attempt(Rule::PowerPower, f)?;
            s.fire_reason(Reason::Power);
            s.real_power(&joined)
        };
        let position = u16::try_from(i).ok()?;
        let result = self.tentative(&mut |s| {
            if items.len() == 1 { combine(s, t) } else { s.child(t, position, &mut |s, f| combine(s, f)) }
        });
        Some(result.filter(|r| r != t))
    }
}
