//! Signs by structure: products, cases, hypotheses times factors, roots.

use super::{Engine, polynomial, sign_of, under};
use crate::normal::Context;
use crate::normal::poly::{self, Poly};
use crate::number::Rational;
use crate::rule::inequality::{Increasing, Monotone, Sign};
use crate::rule::proposition::negate;
use crate::rule::{Move, Reason, Rule};
use crate::term::{BigOp, Fun, Node, Rel, Term};
use std::collections::BTreeSet;

pub(super) const ORDER: &[Reason] = &[
    Reason::Monotone,
    Reason::Square,
    Reason::Jensen,
    Reason::Gibbs,
    Reason::AmGm,
    Reason::CauchySchwarz,
    Reason::Triangle,
    Reason::Cases,
];
const ABSOLUTE: &[Reason] = &[Reason::Triangle, Reason::Cases, Reason::Monotone];
const CASES: &[Reason] = &[Reason::Cases, Reason::Monotone, Reason::Triangle, Reason::Indicator];
/// Cases inside cases.
const MAX_CASES: usize = 5;

pub(super) fn ring(to: Term) -> Move {
    Move { path: Vec::new(), rule: Rule::Ring(to) }
}

impl Engine<'_> {
    /// Common factors and denominators, each of known sign; the rest is asked again.
    pub(super) fn by_product(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let (content, common, rest) = polynomial(t)?.primitive()?;
        let mut negative = content.is_negative();
        let mut factors = vec![(Term::num(content.abs()), Sign::Judged)];
        let mut unknown = Vec::new();
        for (atom, e) in &common {
            let factor = poly::power_of(atom, *e);
            if self.holds(context, &sign_of(&factor, strict)) {
                factors.push((factor, Sign::Judged));
                continue;
            }
            let minus = Term::neg(factor.clone());
            if self.holds(context, &sign_of(&minus, strict)) {
                negative = !negative;
                factors.push((minus, Sign::Judged));
            } else {
                unknown.push(factor);
            }
        }
        let rest = if negative { rest.neg() } else { rest };
        let rest_term = poly::term(&rest);
        let trivial = common.is_empty() && content.abs().is_one() && !negative;
        if trivial || rest_term == *t {
            return None;
        }
        if !unknown.is_empty() {
            if unknown.len() == 1 && self.holds(context, &sign_of(&rest_term, false)) {
                self.want(context, &sign_of(&unknown[0], strict));
            }
            return None;
        }
        factors.push((rest_term.clone(), Sign::Judged));
        let whole = Term::new(Node::Mul(factors.iter().map(|(f, _)| f.clone()).collect()));
        self.oracle.admits(context, t, &Rule::Ring(whole.clone()))?;
        let last = self.positive(context, &rest_term, strict, depth + 1)?;
        let mut signs: Vec<Sign> = factors.into_iter().map(|(_, s)| s).collect();
        signs.pop();
        signs.push(last);
        Some(Sign::Rewrite(vec![ring(whole)], Box::new(Sign::Product(signs))))
    }

    /// Absolute values, maxima and minima of two, indicators and branches case by case; big extrema where they are attained.
    pub(super) fn by_alternatives(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let mut splits: Vec<(Term, &[Reason])> = Vec::new();
        for (m, c) in &p.0 {
            for (atom, _) in m {
                match atom.node() {
                    Node::Big(op @ (BigOp::Max | BigOp::Min), ..) if self.permits(ORDER) && m.len() <= 3 => {
                        let wrong = (*op == BigOp::Max) == c.is_negative();
                        if wrong && let Some(sign) = self.tentative(|s| s.attained(context, t, atom, strict, depth)) {
                            return Some(sign);
                        }
                    }
                    _ => collect_splits(atom, &mut splits),
                }
            }
        }
        // What a branch or an indicator asks may decide the rest.
        splits.sort_by_key(|(_, reasons)| *reasons == ABSOLUTE);
        let few = context.hypotheses.len() < MAX_CASES + 4;
        splits.into_iter().filter(|_| few).take(2).find_map(|split| self.either_way(context, t, split, strict, depth))
    }

    /// The conditions of indicators and branches, either way.
    pub(super) fn by_conditions(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let asks = |t: &Term| matches!(t.node(), Node::Ind(_) | Node::If(..));
        let atoms: Vec<Term> = polynomial(t)?.0.into_keys().flatten().map(|(a, _)| a).filter(asks).collect();
        let mut splits = Vec::new();
        atoms.iter().for_each(|a| collect_splits(a, &mut splits));
        let few = context.hypotheses.len() < MAX_CASES + 4;
        splits.into_iter().filter(|_| few).take(1).find_map(|split| self.either_way(context, t, split, strict, depth))
    }

    /// If the proposition holds, and if it does not.
    fn either_way(
        &mut self,
        context: &Context,
        t: &Term,
        (prop, reasons): (Term, &[Reason]),
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        let negated = negate(&prop)?;
        if context.hypotheses.contains(&prop) || context.hypotheses.contains(&negated) {
            return None;
        }
        self.tentative(|s| {
            s.credit(reasons)?;
            s.in_both_cases(context, &prop, &mut |s, inner| s.prove(inner, t, strict, depth + 1))
        })
    }

    /// What is shown if the proposition holds, and if it does not.
    pub(super) fn in_both_cases(
        &mut self,
        context: &Context,
        prop: &Term,
        show: &mut dyn FnMut(&mut Self, &Context) -> Option<Sign>,
    ) -> Option<Sign> {
        let negated = negate(prop)?;
        let mut side = |p: &Term| {
            let mut inner = context.clone();
            inner.hypotheses.push(p.clone());
            show(self, &inner)
        };
        let (yes, no) = (side(prop)?, side(&negated)?);
        Some(Sign::Cases(prop.clone(), Box::new(yes), Box::new(no)))
    }

    /// The big extrema on the right side have an index at which they are attained, too, and there may be no other index at hand.
    pub(super) fn by_attaining(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        for (atom, _) in p.0.keys().flatten() {
            let Node::Big(BigOp::Max | BigOp::Min, _, dom, ..) = atom.node() else { continue };
            let at_hand = context.binders.iter().any(|b| b.dom == *dom);
            if !at_hand && let Some(sign) = self.tentative(|s| s.attained(context, t, atom, strict, depth)) {
                return Some(sign);
            }
        }
        None
    }

    fn attained(&mut self, context: &Context, t: &Term, big: &Term, strict: bool, depth: usize) -> Option<Sign> {
        self.credit(ORDER)?;
        let Node::Big(_, _, dom, guard, body) = big.node() else { return None };
        let (mut inner, var) = under(context, dom, guard);
        let value = body.open(&var);
        inner.hypotheses.push(Term::cmp_rel(Rel::Eq, big.clone(), value.clone()));
        let at = crate::rule::inequality::value_replaced(t, big, &value)?;
        let sign = self.prove(&inner, &at, strict, depth + 1)?;
        Some(Sign::Attained(big.clone(), Box::new(sign)))
    }

    /// A hypothesis `0 <= h`, times a factor of known sign: the factor that makes one of its monomials vanish from the term.
    pub(super) fn by_hypotheses(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let positive = |p: &Term| matches!(p.node(), Node::Cmp(Rel::Lt, ..));
        let known: Vec<(Poly, bool)> = context.hypotheses.iter().filter_map(|p| Some((hypothesis(p)?, positive(p)))).collect();
        let mut tried = 0;
        for (h, positive) in known.iter().rev() {
            for (m, c) in &h.0 {
                let mut factor = Poly::default();
                // A constant is matched by a constant only.
                for (n, d) in p.0.iter().filter(|(n, _)| !m.is_empty() || n.is_empty()) {
                    let exponent = |a: &Term| n.iter().find(|(b, _)| a == b).map_or(0, |(_, f)| *f);
                    if m.iter().all(|(a, e)| exponent(a) >= *e) {
                        factor.insert(poly::multiply(n, &poly::invert(m))?, d.checked_div(c)?);
                    }
                }
                let term = poly::term(&factor);
                if factor.is_zero() || tried >= 16 || !self.nonnegative(context, &term) {
                    continue;
                }
                tried += 1;
                // What is positive times what is positive leaves the rest free to be 0.
                let by_n = strict && *positive && self.holds(context, &sign_of(&term, true));
                let n = Term::new(Node::Mul(vec![term, poly::term(h)]));
                let sign = Sign::Product(vec![Sign::Judged, Sign::Judged]);
                let found = self.tentative(|s| {
                    s.credit(ORDER)?;
                    match m.as_slice() {
                        // A constant goes once.
                        [] => s.leaving(context, t, (n, sign), strict, depth),
                        _ => s.take_away(context, t, (n, sign), [by_n, strict && !by_n], true, depth),
                    }
                });
                if found.is_some() {
                    return found;
                }
            }
        }
        self.by_bounds(context, &p, t, strict, depth)
            .or_else(|| self.tentative(|s| s.by_sizes(context, &known, t, strict, depth)))
    }

    /// A hypothesis `l <= |u|` or `|u| <= l` with `0 <= l`, squared; likewise for a root.
    fn by_sizes(&mut self, context: &Context, known: &[(Poly, bool)], t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let mut tried = 0;
        for (h, _) in known.iter().rev() {
            let size = |m: &poly::Monomial| match m.as_slice() {
                [(a, 1)] if matches!(a.node(), Node::Fun(Fun::Abs, _)) || square_root(a) => Some(a.clone()),
                _ => None,
            };
            let Some((m, c, a)) = h.0.iter().find_map(|(m, c)| Some((m, c, size(m)?))).filter(|(_, c, _)| c.abs().is_one())
            else {
                continue;
            };
            let mut rest = h.clone();
            rest.0.remove(m);
            let (lower, upper) = if c.is_positive() { (poly::term(&rest.neg()), a) } else { (a, poly::term(&rest)) };
            if tried >= 2 || !self.nonnegative(context, &lower) {
                continue;
            }
            tried += 1;
            let rule = Monotone { function: Increasing::Power(2), lower, upper };
            let found = self.tentative(|s| {
                s.credit(ORDER)?;
                let n = rule.difference();
                let premise = s.positive(context, &poly::term(&polynomial(&rule.premise())?), false, depth + 1)?;
                let premise = match poly::canonical(&rule.premise()) {
                    Some(normal) if normal != rule.premise() => Sign::Rewrite(vec![ring(normal)], Box::new(premise)),
                    _ => premise,
                };
                s.subtract(context, t, (n, Sign::Monotone(rule.clone(), Box::new(premise))), strict, depth)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Two factors with bounds: the product of their distances from them is not negative.
    fn by_bounds(&mut self, context: &Context, p: &Poly, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let mut tried = 0;
        for (m, c) in p.0.iter().filter(|(m, _)| m.len() == 2) {
            let distances: Vec<Vec<Term>> = m
                .iter()
                .map(|(a, e)| {
                    let power = poly::power_of(a, *e);
                    let above = Term::sub(Term::int(1), power.clone());
                    [power, above].into_iter().filter(|d| self.nonnegative(context, d)).collect()
                })
                .collect();
            let [first, second] = distances.as_slice() else { continue };
            for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
                tried += 1;
                if tried > 8 {
                    return None;
                }
                let n = Term::new(Node::Mul(vec![Term::num(c.abs()), a.clone(), b.clone()]));
                let sign = Sign::Product(vec![Sign::Judged, Sign::Judged, Sign::Judged]);
                let found = self.tentative(|s| {
                    s.credit(ORDER)?;
                    s.subtract(context, t, (n, sign), strict, depth)
                });
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// `u^b - u^a`, and multiples of it: the power with the least exponent is a common factor of all addends, `u^a*(u^(b-a) - 1)`.
    pub(super) fn by_order_of_exponents(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let bases: BTreeSet<Term> = p.0.keys().flatten().filter_map(|(a, _)| raised(a)).map(|(base, _)| base).collect();
        bases.into_iter().find_map(|base| {
            let exponents: Vec<Term> = p.0.keys().map(|m| exponent(m, &base)).collect::<Option<_>>()?;
            let above = |e: &Term, least: &Term| Term::cmp_rel(Rel::Le, least.clone(), e.clone());
            let least =
                exponents.iter().find(|l| exponents.iter().all(|e| e == *l || self.holds(context, &above(e, l))))?.clone();
            if least.as_num().is_some_and(Rational::is_zero) || exponents.iter().all(|e| *e == least) {
                return None;
            }
            let lowered = p.0.iter().zip(&exponents).map(|((m, c), e)| {
                let rest: poly::Monomial = m.iter().filter(|(a, _)| !is_power_of(a, &base)).cloned().collect();
                Term::mul(vec![poly::monomial(&rest, c), power_of(&base, &Term::sub(e.clone(), least.clone()))])
            });
            let (common, rest) = (power_of(&base, &least), Term::add(lowered.collect()));
            let whole = Term::new(Node::Mul(vec![common.clone(), rest.clone()]));
            self.tentative(|s| {
                if !s.holds(context, &sign_of(&common, strict)) {
                    return None;
                }
                s.credit(ORDER)?;
                let script = vec![s.back(context, t, whole)?];
                // As it is written: the normal form would take the difference of the exponents apart.
                let judged = s.holds(context, &sign_of(&rest, strict));
                let sign = if judged { Sign::Judged } else { s.prove(context, &rest, strict, depth + 1)? };
                Some(Sign::Rewrite(script, Box::new(Sign::Product(vec![Sign::Judged, sign]))))
            })
        })
    }

    /// `f(v) - f(u)` for an increasing function.
    pub(super) fn by_order_of_arguments(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let single = |positive: bool| {
            let mut found = p.0.iter().filter(|(_, c)| c.is_positive() == positive);
            let (m, c) = found.next()?;
            (found.next().is_none() && m.len() == 1 && c.abs().is_one()).then(|| m[0].clone())
        };
        // `exp(x)^(-1)` is the exponential of `-x`, `(b^n)^(-1)` the power of `1/b`.
        let inverse = |(a, e): (Term, i32)| match a.node() {
            Node::Fun(Fun::Exp, x) if e == -1 => (Term::exp(Term::neg(x[0].clone())), 1),
            Node::Pow(b, n) if e == -1 && n.as_num().is_none() => (Term::pow(Term::recip(b.clone()), n.clone()), 1),
            _ => (a, e),
        };
        let ((v, k), (u, l)) = (inverse(single(true)?), inverse(single(false)?));
        let (function, lower, upper) = match (v.node(), u.node()) {
            _ if k == l && k > 1 => {
                // An even power is one of the absolute value.
                let mut size = |t: &Term| {
                    if k % 2 == 0 && !self.nonnegative(context, t) { Term::fun(Fun::Abs, t.clone()) } else { t.clone() }
                };
                (Increasing::Power(i64::from(k)), size(&u), size(&v))
            }
            _ if k != 1 || l != 1 => return None,
            (Node::Fun(Fun::Exp, a), Node::Fun(Fun::Exp, b)) => (Increasing::Exp, b.first()?.clone(), a.first()?.clone()),
            (Node::Fun(Fun::Log, a), Node::Fun(Fun::Log, b)) => (Increasing::Log, b.first()?.clone(), a.first()?.clone()),
            (Node::Pow(a, n), Node::Pow(b, m)) if n == m => (Increasing::WholePower(n.clone()), b.clone(), a.clone()),
            (Node::Pow(a, n), Node::Fun(Fun::Exp, b)) => (Increasing::WholePower(n.clone()), exp_root(b.first()?, n)?, a.clone()),
            (Node::Fun(Fun::Exp, a), Node::Pow(b, n)) => (Increasing::WholePower(n.clone()), b.clone(), exp_root(a.first()?, n)?),
            (Node::RealPow(a, c), Node::RealPow(b, d)) if c == d => (Increasing::RealPower(c.clone()), b.clone(), a.clone()),
            _ => return None,
        };
        let rule = Monotone { function, lower, upper };
        for prop in rule.conditions(strict)? {
            if !self.holds(context, &prop) {
                self.want(context, &prop);
                return None;
            }
        }
        self.credit(ORDER)?;
        let sign = self.prove(context, &rule.premise(), strict, depth + 1)?;
        let mut script = vec![ring(rule.difference())];
        if self.oracle.admits(context, t, &script[0].rule).is_none() {
            script = vec![self.back(context, t, rule.difference())?];
        }
        Some(Sign::Rewrite(script, Box::new(Sign::Monotone(rule, Box::new(sign)))))
    }

    /// A root (or a product of roots) against the rest: compared by squares.
    pub(super) fn by_roots(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let rooted: Vec<_> = p.0.iter().filter(|(m, _)| m.iter().any(|(a, e)| *e == 1 && square_root(a))).collect();
        for (m, c) in rooted.into_iter().take(2) {
            let mut rest = p.clone();
            rest.0.remove(m);
            let root = poly::monomial(m, &c.abs());
            let (l, r) = if c.is_negative() { (root, poly::term(&rest)) } else { (poly::term(&rest.neg()), root) };
            let found = self.tentative(|s| {
                s.credit(&[
                    Reason::AmGm,
                    Reason::CauchySchwarz,
                    Reason::Square,
                    Reason::Jensen,
                    Reason::Monotone,
                    Reason::Triangle,
                ])?;
                let difference = Term::sub(r.clone(), l.clone());
                s.oracle.admits(context, t, &Rule::Ring(difference.clone()))?;
                let first = s.prove(context, &r, false, depth + 1)?;
                let square = |t: &Term| Term::pow(t.clone(), Term::int(2));
                let second = s.prove(context, &Term::sub(square(&r), square(&l)), strict, depth + 1)?;
                let sign = Sign::Squares(l.clone(), r.clone(), Box::new(first), Box::new(second));
                Some(Sign::Rewrite(vec![ring(difference)], Box::new(sign)))
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

fn square_root(t: &Term) -> bool {
    matches!(t.node(), Node::RealPow(_, c) if c.as_num().is_some_and(|c| *c == Rational::fraction(1, 2)))
}

/// `exp(e/n)` for an exponent `e` that is a multiple of `n`.
fn exp_root(e: &Term, n: &Term) -> Option<Term> {
    let over = poly::invert(&vec![(n.clone(), 1)]);
    let mut root = Poly::default();
    for (m, c) in &polynomial(e)?.0 {
        m.iter().find(|(a, k)| a == n && *k == 1)?;
        root.insert(poly::multiply(m, &over)?, c.clone());
    }
    Some(Term::exp(poly::term(&root)))
}

/// `h` of a hypothesis `0 <= h`, or the difference of an order.
pub(super) fn hypothesis(p: &Term) -> Option<Poly> {
    match p.node() {
        Node::Cmp(Rel::Le | Rel::Lt, a, b) => polynomial(&Term::sub(b.clone(), a.clone())),
        _ => None,
    }
    .filter(|h| !h.is_zero() && h.as_number().is_none())
}

/// The propositions on which the value of an atom hangs.
fn collect_splits(atom: &Term, out: &mut Vec<(Term, &'static [Reason])>) {
    let zero = || Term::int(0);
    let found = match atom.node() {
        Node::Fun(Fun::Abs, args) => args.first().map(|u| (Term::cmp_rel(Rel::Le, zero(), u.clone()), ABSOLUTE)),
        Node::Fun(Fun::Sign, args) => args.first().map(|u| (Term::cmp_rel(Rel::Le, zero(), u.clone()), CASES)),
        Node::Fun(Fun::Max | Fun::Min, args) => match args.as_slice() {
            [a, b] => Some((Term::cmp_rel(Rel::Le, a.clone(), b.clone()), CASES)),
            _ => None,
        },
        Node::Ind(p) | Node::If(p, ..) if p.is_closed() => Some((p.clone(), CASES)),
        _ => None,
    };
    if let Some(split) = found
        && !out.contains(&split)
    {
        out.push(split);
    }
}

/// Base and exponent of a power whose exponent is no numeral.
fn raised(t: &Term) -> Option<(Term, Term)> {
    match t.node() {
        Node::Pow(base, e) if e.as_num().is_none() => Some((base.clone(), e.clone())),
        _ => None,
    }
}

fn is_power_of(t: &Term, base: &Term) -> bool {
    t == base || raised(t).is_some_and(|(b, _)| b == *base)
}

/// The exponent of the base in a monomial.
fn exponent(m: &poly::Monomial, base: &Term) -> Option<Term> {
    let own = m.iter().filter(|(a, _)| is_power_of(a, base)).map(|(a, k)| {
        let times = Term::int(i64::from(*k));
        raised(a).map_or(times.clone(), |(_, e)| Term::mul(vec![times, e]))
    });
    poly::canonical(&Term::add(own.collect()))
}

/// A power, written as the normal form has it.
fn power_of(base: &Term, e: &Term) -> Term {
    let e = poly::canonical(e).unwrap_or_else(|| e.clone());
    match e.as_num().and_then(Rational::to_i64) {
        Some(0) => Term::int(1),
        Some(1) => base.clone(),
        _ => Term::pow(base.clone(), e),
    }
}
