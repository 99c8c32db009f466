//! Indicators, propositions, and the functions that go by the sign of their argument.

use super::{Normaliser, poly};
use crate::kernel::obligation::Signature;
use crate::rule::{Reason, Rule, Split, proposition};
use crate::term::{BigOp, Fun, Node, Rel, Term};

/// The absolute value of a product is taken apart where no more of its factors may be negative.
const MOST_FACTORS: usize = 4;

/// `a = b` and `a != b` with the smaller side first.
pub(super) fn orient(p: &Term) -> Term {
    match p.node() {
        Node::Cmp(rel @ (Rel::Eq | Rel::Ne), a, b) if b < a => Term::cmp_rel(*rel, b.clone(), a.clone()),
        _ => p.clone(),
    }
}

/// The comparisons of which a proposition is made, each once, as case distinctions; one that is the negation of another says
/// nothing new.
fn atoms_of(p: &Term) -> Vec<Split> {
    let mut out: Vec<Split> = Vec::new();
    p.any(&mut |t| {
        let known = |q: Term| out.contains(&Split::Prop(orient(&q)));
        if matches!(t.node(), Node::Cmp(..)) && !known(t.clone()) && !proposition::negate(t).is_some_and(known) {
            out.push(Split::Prop(orient(t)));
        }
        false
    });
    out
}

/// `[t = 1] = t` and `[t = 0] = 1 - t` for a term with the values 0 and 1: what the indicator comes to, and the term.
fn of_binary(p: &Term, signature: &Signature) -> Option<(Term, Term)> {
    let Node::Cmp(Rel::Eq, a, b) = p.node() else { return None };
    [(a, b), (b, a)].into_iter().find_map(|(t, value)| {
        let Node::App(name, _) = t.node() else { return None };
        let constraint = &signature.functions.get(name)?.constraint;
        let value = value.as_num().filter(|_| constraint.binary || constraint.onehot)?;
        match (value.is_one(), value.is_zero()) {
            (true, _) => Some((t.clone(), t.clone())),
            (_, true) => Some((Term::sub(Term::int(1), t.clone()), t.clone())),
            (false, false) => None,
        }
    })
}

impl Normaliser<'_> {
    /// Terms inside a proposition are made canonical; the proposition itself stays as it is written.
    pub(super) fn proposition(&mut self, t: &Term) -> Option<Term> {
        let mut count = 0;
        t.node().for_each_child(&mut |_, _, _| count += 1);
        let mut t = t.clone();
        for i in 0..count {
            t = self.child(&t, i, &mut |s, c| s.norm(c))?;
        }
        Some(t)
    }

    /// `[P]`: decided, taken apart, or an atom.
    pub(super) fn indicator(&mut self, t: &Term) -> Option<Term> {
        let t = self.child(t, 0, &mut |s, c| s.norm(c))?;
        if !self.allowed.has(Reason::Indicator) {
            let decided = self.tentative(&mut |s| s.of_numerals(&t));
            return Some(decided.or_else(|| self.tentative(&mut |s| s.oriented(&t))).unwrap_or(t));
        }
        let t = self.tentative(&mut |s| s.compared(&t)).unwrap_or(t);
        let Node::Ind(p) = t.node().clone() else { return Some(t) };
        let one_of = |p: &Term| vec![Split::Prop(p.clone())];
        let (to, splits) = if self.holds(&p) {
            (Term::int(1), atoms_of(&p))
        } else if proposition::negate(&p).is_some_and(|n| self.holds(&n)) {
            (Term::int(0), atoms_of(&p))
        } else if let Some((to, t)) = of_binary(&p, self.signature) {
            (to, vec![Split::Binary(t)])
        } else {
            let minus = |q: Term| Term::sub(Term::int(1), Term::ind(q));
            match p.node() {
                Node::Cmp(Rel::Ne, a, b) => {
                    let q = orient(&Term::cmp_rel(Rel::Eq, a.clone(), b.clone()));
                    (minus(q.clone()), one_of(&q))
                }
                Node::Cmp(Rel::Le, a, b) => {
                    let q = Term::cmp_rel(Rel::Lt, b.clone(), a.clone());
                    (minus(q.clone()), one_of(&q))
                }
                Node::Cmp(Rel::Eq, a, b) if let Some(q) = self.solved_for_index(a, b) => (Term::ind(q), one_of(&p)),
                Node::Cmp(Rel::Eq, ..) if orient(&p) != p => (Term::ind(orient(&p)), one_of(&orient(&p))),
                Node::Not(q) => (minus(q.clone()), atoms_of(q)),
                Node::And(items) => (Term::mul(items.iter().cloned().map(Term::ind).collect()), atoms_of(&p)),
                Node::Or(items) => {
                    let none = Term::mul(items.iter().map(|i| Term::sub(Term::int(1), Term::ind(i.clone()))).collect());
                    (Term::sub(Term::int(1), none), atoms_of(&p))
                }
                _ => return Some(t),
            }
        };
        match self.attempt(Rule::Cases(to, splits), &t) {
            Some(to) => {
                self.fire_reason(Reason::Indicator);
                self.norm_indicators(&to)
            }
            None => Some(t),
        }
    }

    /// `[b = a] = [a = b]` is plain algebra.
    fn oriented(&mut self, t: &Term) -> Option<Term> {
        let (p, _) = t.child(0)?;
        let to = orient(&p);
        if !matches!(p.node(), Node::Cmp(Rel::Eq, ..)) || to == p {
            return None;
        }
        self.attempt(Rule::Cases(Term::ind(to.clone()), vec![Split::Prop(to)]), t)
    }

    /// `i + j = n` as `j = n - i`, for the innermost index: an equation of integers in which no side is an index by itself.
    fn solved_for_index(&self, a: &Term, b: &Term) -> Option<Term> {
        let atom = |t: &Term| matches!(t.node(), Node::Var(_));
        if atom(a) || atom(b) || !self.whole(a) || !self.whole(b) {
            return None;
        }
        let gap = poly::poly(&Term::sub(a.clone(), b.clone()))?;
        let open = |m: &poly::Monomial| match m.as_slice() {
            [(t, 1)] => matches!(t.node(), Node::Var(n) if n.is_opened()).then(|| t.clone()),
            _ => None,
        };
        let (index, c) = gap.0.iter().filter_map(|(m, c)| Some((open(m)?, c.clone()))).filter(|(_, c)| c.abs().is_one()).max()?;
        let mut rest = gap.clone();
        rest.insert(vec![(index.clone(), 1)], -&c);
        let value = poly::term(&rest.mul(&poly::Poly::constant(-&c))?);
        let alone = !value.any(&mut |s| *s == index);
        alone.then(|| orient(&Term::cmp_rel(Rel::Eq, index, value)))
    }

    /// `[1 <= 2] = 1`: numerals are compared by arithmetic.
    fn of_numerals(&mut self, t: &Term) -> Option<Term> {
        let (p, _) = t.child(0)?;
        let proposition = |t: &Term| matches!(t.node(), Node::Cmp(..) | Node::And(_) | Node::Or(_) | Node::Not(_) | Node::True);
        if p.any(&mut |t| !proposition(t) && !matches!(t.node(), Node::Num(_))) {
            return None;
        }
        let value = Term::int(i64::from(self.holds(&p)));
        self.attempt(Rule::Cases(value, atoms_of(&p)), t)
    }

    /// In `[P]` and `if(P, …)`: an order of reals without what both sides share, `q + x < q + y` as `x < y`.
    pub(super) fn compared(&mut self, t: &Term) -> Option<Term> {
        let (p, _) = t.child(0)?;
        let Node::Cmp(rel @ (Rel::Lt | Rel::Le), a, b) = p.node() else { return None };
        let terms = |t: &Term| poly::poly(t).map(|p| p.0.len());
        let gap = poly::poly(&Term::sub(b.clone(), a.clone()))?;
        if !self.context.targets.is_empty() || gap.0.len() >= terms(a)? + terms(b)? || gap.as_number().is_some() {
            return None;
        }
        let (above, below) = gap.sides();
        let plain = Term::cmp_rel(*rel, poly::term(&below), poly::term(&above));
        let to = self.attempt(Rule::Cases(t.with_child(0, &plain), vec![Split::Prop(p.clone())]), t)?;
        let reason = if matches!(t.node(), Node::Ind(_)) { Reason::Indicator } else { Reason::Cases };
        self.fire_reason(reason);
        Some(to)
    }

    /// `[y < x] = 1 - [x = y] - [x < y]`, everywhere in a line, where that brings the order of the two to that of the terms; and
    /// `if(x < y, a, b) = [x < y]*a + (1 - [x < y])*b`.
    pub(crate) fn trichotomy(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Indicator) {
            return None;
        }
        let to = self.somewhere(t, &mut |s, t| {
            if let Some(halved) = s.tentative(&mut |s| s.mirrored_order(t)) {
                return Some(halved);
            }
            if let Node::If(p, a, b) = t.node() {
                let Node::Cmp(Rel::Lt | Rel::Le, ..) = p.node() else { return None };
                let not = Term::sub(Term::int(1), Term::ind(p.clone()));
                let parts = Term::add(vec![Term::mul(vec![Term::ind(p.clone()), a.clone()]), Term::mul(vec![not, b.clone()])]);
                return s.attempt(Rule::Cases(parts, vec![Split::Prop(p.clone())]), t);
            }
            let Node::Ind(p) = t.node() else { return None };
            let Node::Cmp(Rel::Lt, y, x) = p.node() else { return None };
            if y < x || s.whole(x) && s.whole(y) {
                return None;
            }
            s.other_order(t, y, x)
        })?;
        self.fire_reason(Reason::Indicator);
        self.norm(&to)
    }

    /// A sum over pairs by an order that comes to itself when the order is turned round:
    /// `Σ_i Σ_j [x(i) < x(j)] = (Σ_i Σ_j (1 - [x(i) = x(j)]))/2`.
    fn mirrored_order(&mut self, t: &Term) -> Option<Term> {
        if !matches!(t.node(), Node::Big(BigOp::Sum, ..)) {
            return None;
        }
        let levels = self.open_nest(t).binders.len();
        let (normal, script) = self.scripted(&mut |s| {
            let turned = s.inside(t, levels, &mut |s, body| s.turned_order(body))?;
            s.norm(&turned)
        })?;
        self.solved_for_itself(t, &normal, script)
    }

    /// `[y < x]` among the factors as `1 - [x = y] - [x < y]`.
    fn turned_order(&mut self, body: &Term) -> Option<Term> {
        let items = super::factors(body);
        let (at, y, x) = items.iter().enumerate().find_map(|(at, f)| {
            let Node::Ind(p) = f.node() else { return None };
            let Node::Cmp(Rel::Lt, y, x) = p.node() else { return None };
            Some((at, y.clone(), x.clone()))
        })?;
        if self.whole(&x) && self.whole(&y) {
            return None;
        }
        if items.len() == 1 {
            return self.other_order(body, &y, &x);
        }
        self.child(body, u16::try_from(at).ok()?, &mut |s, f| s.other_order(f, &y, &x))
    }

    /// `[y < x] = 1 - [x = y] - [x < y]`
    fn other_order(&mut self, t: &Term, y: &Term, x: &Term) -> Option<Term> {
        let other = Term::cmp_rel(Rel::Lt, x.clone(), y.clone());
        let equal = Term::cmp_rel(Rel::Eq, x.clone(), y.clone());
        let minus = |p: &Term| Term::neg(Term::ind(p.clone()));
        let parts = Term::add(vec![Term::int(1), minus(&equal), minus(&other)]);
        self.attempt(Rule::Cases(parts, vec![Split::Prop(other), Split::Prop(equal)]), t)
    }

    /// After one indicator has been taken apart: the pieces, then the polynomial.
    fn norm_indicators(&mut self, t: &Term) -> Option<Term> {
        match t.node() {
            Node::Ind(p) if matches!(p.node(), Node::Cmp(Rel::Eq | Rel::Lt, ..)) => Some(t.clone()),
            _ => self.norm(t),
        }
    }

    /// Under a hypothesis the kernel may see an order that has to be divided out first: it is asked for each outcome.
    fn chosen(&mut self, t: &Term, f: Fun, args: &[Term]) -> Option<Term> {
        if self.context.hypotheses.is_empty() {
            return None;
        }
        let outcomes = match (f, args) {
            (Fun::Max | Fun::Min, [u, v]) => vec![u.clone(), v.clone()],
            (Fun::Abs, [u]) => vec![u.clone(), Term::neg(u.clone())],
            _ => return None,
        };
        let to = outcomes.into_iter().find_map(|to| self.attempt(Rule::Cases(to, Vec::new()), t))?;
        self.fire_reason(Reason::Cases);
        Some(to)
    }

    /// `|c*a*b| = c*|a|*|b|`: the absolute value of a product, factor by factor.
    fn factored_absolute(&mut self, t: &Term, u: &Term) -> Option<Term> {
        let (content, common, rest) = super::poly::poly(u)?.primitive()?;
        let whole = rest.as_number().is_none();
        if common.len() + usize::from(whole) < 2 && content.abs().is_one() && common.iter().all(|(_, e)| *e == 1) {
            return None;
        }
        let (mut items, mut splits) = (vec![Term::num(content.abs())], Vec::new());
        let less = |a: &Term| Term::cmp_rel(Rel::Lt, a.clone(), Term::int(0));
        for (atom, e) in &common {
            let positive = e % 2 == 0 || self.holds(&Term::cmp_rel(Rel::Le, Term::int(0), atom.clone()));
            let base = if positive { atom.clone() } else { Term::fun(Fun::Abs, atom.clone()) };
            if !positive {
                splits.push(Split::Prop(less(atom)));
            }
            items.push(super::poly::power_of(&base, *e));
        }
        if whole {
            let rest = super::poly::term(&rest);
            splits.push(Split::Prop(less(&rest)));
            items.push(Term::fun(Fun::Abs, rest));
        }
        if splits.len() > MOST_FACTORS {
            return None;
        }
        let to = self.attempt(Rule::Cases(Term::mul(items), splits), t)?;
        self.fire_reason(Reason::Cases);
        self.norm(&to)
    }

    /// `abs`, `sign`, `max`, `min` where an order is known.
    pub(super) fn by_sign(&mut self, t: &Term, f: Fun) -> Option<Term> {
        if !self.allowed.has(Reason::Cases) {
            return Some(t.clone());
        }
        let Node::Fun(_, args) = t.node() else { return Some(t.clone()) };
        let zero = Term::int(0);
        let less = |a: &Term, b: &Term| Term::cmp_rel(Rel::Lt, a.clone(), b.clone());
        let at_most = |a: &Term, b: &Term| Term::cmp_rel(Rel::Le, a.clone(), b.clone());
        let outcome = match (f, args.as_slice()) {
            (Fun::Abs, [u]) if self.holds(&at_most(&zero, u)) => Some((u.clone(), less(u, &zero))),
            (Fun::Abs, [u]) if self.holds(&at_most(u, &zero)) => Some((Term::neg(u.clone()), less(&zero, u))),
            (Fun::Sign, [u]) if self.holds(&less(&zero, u)) => Some((Term::int(1), less(&zero, u))),
            (Fun::Sign, [u]) if self.holds(&less(u, &zero)) => Some((Term::int(-1), less(u, &zero))),
            (Fun::Sign, [u]) if self.holds(&Term::cmp_rel(Rel::Eq, u.clone(), zero.clone())) => {
                Some((zero.clone(), less(u, &zero)))
            }
            (Fun::Max, [u, v]) if u == v || self.holds(&at_most(v, u)) => Some((u.clone(), less(u, v))),
            (Fun::Max, [u, v]) if self.holds(&at_most(u, v)) => Some((v.clone(), less(v, u))),
            (Fun::Min, [u, v]) if u == v || self.holds(&at_most(u, v)) => Some((u.clone(), less(v, u))),
            (Fun::Min, [u, v]) if self.holds(&at_most(v, u)) => Some((v.clone(), less(u, v))),
            _ => None,
        };
        if let Some((to, split)) = outcome
            && let Some(to) = self.attempt(Rule::Cases(to, vec![Split::Prop(split)]), t)
        {
            self.fire_reason(Reason::Cases);
            return self.norm(&to);
        }
        if let Some(to) = self.chosen(t, f, args) {
            return self.norm(&to);
        }
        // The two arguments of a maximum in a canonical order; an absolute value of the canonical sign.
        if let (Fun::Max | Fun::Min, [u, v]) = (f, args.as_slice())
            && v < u
            // The branches of a slope come in the order of the arguments.
            && self.context.targets.is_empty()
        {
            let swapped = Term::new(Node::Fun(f, vec![v.clone(), u.clone()]));
            let splits = vec![Split::Prop(less(u, v))];
            if let Some(to) = self.attempt(Rule::Cases(swapped, splits), t) {
                self.fire_reason(Reason::Cases);
                return Some(to);
            }
        }
        if let (Fun::Abs, [u]) = (f, args.as_slice())
            && let Some(to) = self.tentative(&mut |s| s.factored_absolute(t, u))
        {
            return Some(to);
        }
        if let (Fun::Abs, [u]) = (f, args.as_slice())
            && let Some((content, _, _)) = super::poly::poly(u).and_then(|p| p.primitive())
            && content.is_negative()
        {
            let flipped = poly::canonical(&Term::neg(u.clone()))?;
            let to = Term::fun(Fun::Abs, flipped);
            let splits = vec![Split::Prop(less(u, &zero))];
            if let Some(to) = self.attempt(Rule::Cases(to, splits), t) {
                self.fire_reason(Reason::Cases);
                return Some(to);
            }
        }
        Some(t.clone())
    }
}
