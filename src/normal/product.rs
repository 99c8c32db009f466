//! Products over an index.

use super::{Normaliser, factors};
use crate::rule::proposition::{conjunction, conjuncts, counterpart};
use crate::rule::{Move, Reason, Rule};
use crate::term::{BigOp, Name, Node, Rel, Term, child};

impl Normaliser<'_> {
    /// A product whose guard and body are canonical.
    pub(super) fn product(&mut self, t: &Term) -> Option<Term> {
        let t = self.one_product(t)?;
        let Node::Big(BigOp::Prod, _, _, _, body) = t.node() else { return Some(t) };
        if !matches!(body.node(), Node::Big(BigOp::Prod, ..)) {
            return Some(t);
        }
        Some(self.tentative(&mut |s| s.exchanged(&t)).unwrap_or(t))
    }

    /// Two nested products in the other order, if that makes one of them vanish or else the term smaller.
    fn exchanged(&mut self, t: &Term) -> Option<Term> {
        let to = self.attempt(Rule::Permute(vec![1, 0]), t)?;
        let to = self.under(&to, child::BODY, &mut |s, inner| {
            let inner = s.under(inner, child::BODY, &mut |s, body| s.norm(body))?;
            s.one_product(&inner)
        })?;
        let Node::Big(_, _, _, _, body) = to.node() else { return None };
        if matches!(body.node(), Node::Big(BigOp::Prod, ..)) {
            return (to < *t).then_some(to);
        }
        self.product(&to)
    }

    fn one_product(&mut self, t: &Term) -> Option<Term> {
        self.spend(2)?;
        let mut t = t.clone();
        if let Some(value) = self.at_the_only_index(&t) {
            return self.norm(&value);
        }
        if let Some(done) = self.guarded_product(&mut t)? {
            return Some(done);
        }
        let Node::Big(_, _, _, _, body) = t.node().clone() else { return self.norm(&t) };
        if let Some(apart) = self.tentative(&mut |s| s.common_factors(&t)) {
            return self.product(&apart);
        }
        if let Node::Mul(items) = body.node() {
            let count = items.len();
            let mut to = self.plain(Rule::Distribute, &t)?;
            for i in 0..count {
                to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.product(c))?;
            }
            return self.ring(&to);
        }
        if body == Term::int(1) {
            return self.one(&t);
        }
        if !body.uses_bound() {
            let Some(to) = self.attempt(Rule::Count, &t) else { return Some(t) };
            return self.norm(&to);
        }
        if let Node::Pow(_, e) = body.node()
            && !e.uses_bound()
        {
            let to = self.attempt(Rule::ProdPower, &t)?;
            let to = self.child(&to, 0, &mut |s, c| s.product(c))?;
            return if e.as_num().is_some() { self.ring(&to) } else { self.integer_power(&to) };
        }
        if let Node::Pow(base, _) | Node::RealPow(base, _) = body.node()
            && !base.uses_bound()
            && self.allowed.has(Reason::Power)
            && let Some(to) = self.attempt(Rule::ProdExponent, &t)
        {
            self.fire_reason(Reason::Power);
            return self.norm(&to);
        }
        if let Node::RealPow(_, c) = body.node()
            && !c.uses_bound()
            && self.allowed.has(Reason::Power)
            && let Some(to) = self.attempt(Rule::ProdPower, &t)
        {
            self.fire_reason(Reason::Power);
            let to = self.child(&to, 0, &mut |s, c| s.product(c))?;
            return self.real_power(&to);
        }
        if let Node::Fun(crate::term::Fun::Exp, _) = body.node()
            && self.allowed.has(Reason::ExpLog)
        {
            self.fire_reason(Reason::ExpLog);
            let to = self.plain(Rule::ProdExp, &t)?;
            return self.norm(&to);
        }
        if let Some(apart) = self.tentative(&mut |s| s.selected_exponent(&t)) {
            return Some(apart);
        }
        if let Some(moved) = self.canonical_range(&t)? {
            return Some(moved);
        }
        Some(t)
    }

    /// `Π_b u(b)^[b = a] = u(a)`: split where the exponent is decided.
    fn selected_exponent(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(_, _, _, guard, body) = t.node() else { return None };
        let (Node::Pow(_, e) | Node::RealPow(_, e)) = body.node() else { return None };
        let bound = Term::new(Node::Bound(0));
        let named = |p: &Term| {
            let Node::Cmp(Rel::Eq, a, b) = p.node() else { return None };
            let at = if *a == bound { b } else { a };
            ((*a == bound || *b == bound) && at.is_closed()).then(|| (p.clone(), at.clone()))
        };
        let (chosen, at) = factors(e).into_iter().find_map(|f| if let Node::Ind(p) = f.node() { named(p) } else { None })?;
        if !self.allowed.has(Reason::Indicator) || !matches!(guard.node(), Node::True) {
            return None;
        }
        let to = self.attempt(Rule::SplitGuard(chosen), t)?;
        let to = self.child(&to, 0, &mut |s, c| s.attempt(Rule::Point(at.clone()), c))?;
        self.fire_reason(Reason::Indicator);
        self.norm(&to)
    }

    /// A body `a*b + a*c` as `a*(b + c)`, and `−1/(b − 1)` as `1/(1 − b)`: what is common to all addends is a product of its own, and signs
    /// stand where they make the factors positive.
    fn common_factors(&mut self, t: &Term) -> Option<Term> {
        self.under(t, child::BODY, &mut |s, body| {
            let signed = factors(body).first().and_then(Term::as_num).is_some_and(|c| c.is_negative());
            if !(signed || matches!(body.node(), Node::Add(_))) {
                return None;
            }
            let (content, mut items) = s.positive_factors(body)?;
            if !content.is_one() {
                items.insert(0, Term::num(content));
            }
            if items.len() < 2 && !signed {
                return None;
            }
            let shaped = Term::mul(items);
            s.push(Rule::Ring(shaped.clone()));
            Some(shaped)
        })
    }

    /// `Π 1 = 1`: as `(Π 1)^0`-free as possible: a constant over a whole domain, else an empty power.
    fn one(&mut self, t: &Term) -> Option<Term> {
        match self.attempt(Rule::Count, t) {
            Some(to) => self.plain(Rule::PowerOne, &to),
            None => Some(self.tentative(&mut |s| s.one_under_guard(t)).unwrap_or_else(|| t.clone())),
        }
    }

    /// `Π_G 1 = Π_G 1^0 = (Π_G 1)^0 = 1`
    fn one_under_guard(&mut self, t: &Term) -> Option<Term> {
        let power = Term::pow(Term::int(1), Term::int(0));
        let to = self.under(t, child::BODY, &mut |s, body| s.attempt(Rule::Ring(power.clone()), body))?;
        let to = self.attempt(Rule::ProdPower, &to)?;
        self.attempt(Rule::Ring(Term::int(1)), &to)
    }

    fn guarded_product(&mut self, t: &mut Term) -> Option<Option<Term>> {
        if let Some(nothing) = self.narrowed(t)? {
            return Some(Some(nothing));
        }
        let Node::Big(op, hint, dom, guard, body) = t.node().clone() else { return Some(None) };
        if matches!(guard.node(), Node::True) {
            return Some(None);
        }
        let name = Name::opened(self.depth);
        let var = Term::var(name.clone());
        let all: Vec<Term> = conjuncts(&guard.open(&var)).iter().map(super::indicator::orient).collect();
        for g in &all {
            let Some(value) = counterpart(g, Rel::Ne, &var) else { continue };
            if let Some(done) = self.around(t, &value) {
                return Some(Some(done));
            }
            if !self.allowed.has(Reason::IndicatorSplit) {
                continue;
            }
            let rest = conjunction(all.iter().filter(|h| *h != g).cloned().collect()).close(&name);
            let whole = Term::new(Node::Big(op, hint.clone(), dom.clone(), rest, body.clone()));
            let at = body.open(&value);
            let to = Term::div(whole.clone(), at.clone());
            let equal = Term::cmp_rel(Rel::Eq, var.clone(), value.clone()).close(&name);
            let split = crate::rule::apply(&Rule::SplitGuard(equal.clone()), &whole, self.signature).ok()?.to;
            let Some(end) = factors(&split).get(1).cloned() else { continue };
            let mut script = vec![
                Move { path: vec![0], rule: Rule::SplitGuard(equal) },
                Move { path: vec![0, 0], rule: Rule::Point(value.clone()) },
                Move { path: vec![], rule: Rule::Ring(end.clone()) },
            ];
            if end != *t {
                script.push(Move { path: vec![], rule: Rule::Domain(dom.clone(), guard.clone()) });
            }
            if let Some(to) = self.attempt(Rule::Back(to, script), t) {
                self.fire_reason(Reason::IndicatorSplit);
                return Some(Some(self.norm(&to)?));
            }
        }
        Some(None)
    }
}
