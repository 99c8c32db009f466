//! Signs by structure: products, sums over indices, cases, hypotheses times factors, roots.

use super::parts::{self, Level, Part, close, product};
use super::{Engine, opened, polynomial, sign_of, under};
use crate::normal::Context;
use crate::normal::poly::{self, Poly};
use crate::number::Rational;
use crate::prove::matching::matched;
use crate::rule::inequality::{Increasing, Monotone, Sign, argument, entry_difference};
use crate::rule::{Move, Reason, Rule};
use crate::term::{BigOp, Dom, Fun, Node, Rel, Term};

const ORDER: &[Reason] = &[
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

fn ring(to: Term) -> Move {
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
                self.wanted.insert(sign_of(&unknown[0], strict));
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

    /// Sums over one index set are one sum, whose terms are not negative. What does not depend on the index comes in through the
    /// size of the set, or through a law that sums to one.
    pub(super) fn by_sums(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let all = parts::parts_of_powers(t, opened(context))?;
        let mut tried: Vec<(Dom, Term)> = Vec::new();
        let deepest = all.iter().map(|p| p.levels.len()).max()?;
        for turned in (0..deepest).flat_map(|at| all.iter().filter_map(move |p| p.turned(at))) {
            let level = &turned.levels[0];
            let key = (level.dom.clone(), level.guard.clone());
            if tried.contains(&key) || tried.len() >= 3 {
                continue;
            }
            tried.push(key);
            let outermost = |p: &Part| {
                let mut ways = (0..p.levels.len()).filter_map(|at| p.turned(at));
                ways.find(|p| p.levels[0].dom == level.dom && p.levels[0].guard == level.guard)
            };
            let all: Vec<Part> = all.iter().map(|p| outermost(p).unwrap_or_else(|| p.clone())).collect();
            for absorbed in self.bodies(&all, level) {
                let found = self.tentative(|s| s.one_sum(context, t, level, &absorbed, strict, depth));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Bodies of one sum over the level: of the parts that are sums over it; with those that the size of the set multiplies; with what is
    /// multiplied by a law.
    fn bodies(&self, all: &[Part], level: &Level) -> Vec<Term> {
        let (mut body, mut counted, mut outside) = (Vec::new(), Vec::new(), Vec::new());
        let (mut laws, mut means): (Vec<Term>, Vec<Term>) = Default::default();
        for part in all {
            let scale = poly::monomial(&part.outer, &part.coefficient);
            match part.levels.split_first() {
                Some((first, rest)) if first.dom == level.dom && first.guard == level.guard => {
                    body.push(Term::mul(vec![scale, close(rest, &product(&part.inner))]));
                    for factor in part.inner.iter().flat_map(|(factor, _)| self.laws_in(factor, first)) {
                        if !laws.contains(&factor) {
                            laws.push(factor);
                        }
                    }
                    means.extend(self.mean_of_laws(&part.inner, first));
                }
                _ => {
                    let whole = Term::mul(vec![scale, close(&part.levels, &product(&part.inner))]);
                    match self.without_size(part, level) {
                        Some(smaller) => counted.push(smaller),
                        None => outside.push(whole),
                    }
                }
            }
        }
        let sum = |more: &[&Vec<Term>]| Term::add(more.iter().flat_map(|m| m.iter().cloned()).collect());
        let mut out = Vec::new();
        for law in means.iter().chain(&laws).filter(|_| !outside.is_empty()).take(2) {
            out.push(Term::add(vec![sum(&[&body, &counted]), Term::mul(vec![law.clone(), sum(&[&outside])])]));
        }
        if !counted.is_empty() {
            out.push(sum(&[&body, &counted]));
        }
        out.push(sum(&[&body]));
        out
    }

    /// The laws over the level's variable that stand in a factor, also under roots.
    fn laws_in(&self, factor: &Term, level: &Level) -> Vec<Term> {
        match factor.node() {
            Node::RealPow(base, _) => match polynomial(base).as_ref().and_then(Poly::single) {
                Some((m, _)) => m.iter().map(|(a, _)| a.clone()).filter(|a| self.law_over(a, level)).collect(),
                None => Vec::new(),
            },
            _ if self.law_over(factor, level) => vec![factor.clone()],
            _ => Vec::new(),
        }
    }

    /// The arithmetic mean `Σ c*p` of laws whose geometric mean `Π p^c` stands under a sum: it sums to one where the `c` do.
    fn mean_of_laws(&self, inner: &poly::Monomial, level: &Level) -> Option<Term> {
        let (mut mean, mut total) = (Vec::new(), Vec::new());
        for (factor, e) in inner {
            let (base, c) = match factor.node() {
                Node::RealPow(base, c) => (base, Term::mul(vec![Term::int(i64::from(*e)), c.clone()])),
                _ => (factor, Term::int(i64::from(*e))),
            };
            if self.law_over(base, level) {
                mean.push(Term::mul(vec![c.clone(), base.clone()]));
                total.push(c);
            }
        }
        let one = polynomial(&Term::add(total)).and_then(|p| p.as_number()).is_some_and(|n| n.is_one());
        (one && mean.len() > 1).then(|| Term::add(mean))
    }

    /// A law's application with the level's variable, summed over which it is 1.
    fn law_over(&self, factor: &Term, level: &Level) -> bool {
        let Node::App(name, args) = factor.node() else { return false };
        let declared = self.signature.functions.get(name);
        let mine = |arg: &Term| *arg == Term::var(level.name.clone());
        if declared.is_some_and(|f| f.constraint.onehot) {
            return args.last().is_some_and(mine);
        }
        let law = declared.and_then(|f| f.law);
        let bar = self.signature.definitions.get(name).map(|d| d.bar.unwrap_or(args.len()));
        match law.or(bar) {
            Some(1) => args.first().is_some_and(mine),
            Some(_) => args.iter().any(mine),
            None => false,
        }
    }

    /// The part with one factor `|A|` taken away, where the level goes over all of `A`.
    fn without_size(&self, part: &Part, level: &Level) -> Option<Term> {
        let Dom::Set(set) = &level.dom else { return None };
        if !matches!(level.guard.node(), Node::True) {
            return None;
        }
        let size = Term::new(Node::Card(set.clone()));
        let lowered = |m: &poly::Monomial| {
            m.iter().any(|(f, e)| *f == size && *e > 0).then(|| poly::multiply(m, &vec![(size.clone(), -1)])).flatten()
        };
        let (outer, inner) = match (lowered(&part.outer), lowered(&part.inner)) {
            (Some(outer), _) => (outer, part.inner.clone()),
            (None, Some(inner)) => (part.outer.clone(), inner),
            (None, None) => return None,
        };
        Some(Term::mul(vec![poly::monomial(&outer, &part.coefficient), close(&part.levels, &product(&inner))]))
    }

    fn one_sum(&mut self, context: &Context, t: &Term, level: &Level, body: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let guard = level.guard.close(&level.name);
        let (inner, _) = under(context, &level.dom, &guard);
        let n = close(std::slice::from_ref(level), body);
        if n == *t {
            let inhabited = matches!((&level.dom, guard.node()), (Dom::Set(_), Node::True));
            if strict && !inhabited {
                return None;
            }
            return self.prove(&inner, body, strict, depth + 1).map(|s| Sign::Under(Box::new(s)));
        }
        let rest = self.normal_aside(context, &Term::sub(t.clone(), n.clone()))?;
        let whole = rest.as_num().is_some_and(Rational::is_zero);
        let strictly = strict && whole && matches!((&level.dom, guard.node()), (Dom::Set(_), Node::True));
        let sign = self.prove(&inner, body, strictly, depth + 1)?;
        if !strictly {
            return self.subtract(context, t, (n, Sign::Under(Box::new(sign))), strict, depth);
        }
        // All of it is the sum: the strict sign is the sum's.
        let difference = Term::sub(t.clone(), n.clone());
        let split = Term::new(Node::Add(vec![n, difference.clone()]));
        let (_, script) = self.normal(context, &difference)?;
        let mut moves = vec![ring(split)];
        moves.extend(script.into_iter().map(|m| Move { path: [vec![1], m.path].concat(), rule: m.rule }));
        Some(Sign::Rewrite(moves, Box::new(Sign::Sum(vec![Sign::Under(Box::new(sign)), Sign::Judged], 0))))
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
        // The others, too, have an index at which they are attained, and there may be no other index at hand.
        for (atom, _) in p.0.keys().flatten() {
            let Node::Big(BigOp::Max | BigOp::Min, _, dom, ..) = atom.node() else { continue };
            let at_hand = context.binders.iter().any(|b| b.dom == *dom);
            if !at_hand && let Some(sign) = self.tentative(|s| s.attained(context, t, atom, strict, depth)) {
                return Some(sign);
            }
        }
        if context.hypotheses.len() >= MAX_CASES + 4 {
            return None;
        }
        for (prop, reasons) in splits.into_iter().take(2) {
            let negated = crate::rule::proposition::negate(&prop)?;
            if context.hypotheses.contains(&prop) || context.hypotheses.contains(&negated) {
                continue;
            }
            let found = self.tentative(|s| {
                s.credit(reasons)?;
                let side = |s: &mut Self, p: &Term| {
                    let mut inner = context.clone();
                    inner.hypotheses.push(p.clone());
                    s.prove(&inner, t, strict, depth + 1)
                };
                let yes = side(s, &prop)?;
                let no = side(s, &negated)?;
                Some(Sign::Cases(prop.clone(), Box::new(yes), Box::new(no)))
            });
            if found.is_some() {
                return found;
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

    /// A maximum, a minimum, or a sum of what is not negative, beside its value at an index, each times the same.
    pub(super) fn by_entries(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        for (m, c) in &p.0 {
            for (i, (big, _)) in m.iter().enumerate().filter(|(_, (_, e))| *e == 1) {
                let Node::Big(op, _, dom, guard, body) = big.node() else { continue };
                if *op == BigOp::Prod || c.is_negative() != (*op == BigOp::Min) || !big.is_closed() {
                    continue;
                }
                let (inner, var) = under(context, dom, guard);
                let pattern = body.open(&var);
                let mut outer = m.clone();
                outer.remove(i);
                let factor = poly::monomial(&outer, &c.abs());
                for index in self.indices(&p, &outer, c, &pattern, &inner) {
                    let Some(n) = entry_difference(big, &index) else { continue };
                    if !self.nonnegative(context, &factor) {
                        break;
                    }
                    let found = self.tentative(|s| {
                        s.credit(ORDER)?;
                        let sign = if *op == BigOp::Sum {
                            let sign = s.prove(&inner, &pattern, false, depth + 1)?;
                            Sign::Among(big.clone(), index.clone(), Box::new(sign))
                        } else {
                            Sign::Entry(big.clone(), index.clone())
                        };
                        let n = Term::new(Node::Mul(vec![factor.clone(), n]));
                        s.subtract(context, t, (n, Sign::Product(vec![Sign::Judged, sign])), strict, depth)
                    });
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// The indices at which the opened body stands in the polynomial, times `outer` and of the other sign; they are known to be in range.
    fn indices(&mut self, p: &Poly, outer: &poly::Monomial, c: &Rational, pattern: &Term, inner: &Context) -> Vec<Term> {
        let Some(binder) = inner.binders.last() else { return Vec::new() };
        let mut out: Vec<Term> = Vec::new();
        for (m, _) in p.0.iter().filter(|(_, d)| d.is_negative() != c.is_negative()) {
            let value = poly::multiply(m, &poly::invert(outer)).map(|m| product(&m));
            let Some(found) = value.and_then(|v| matched(pattern, &v, std::slice::from_ref(&binder.name))) else { continue };
            out.extend(found.into_iter().filter(|index| !out.contains(index)).collect::<Vec<Term>>());
        }
        let mut around = inner.clone();
        around.binders.pop();
        out.retain(|index| match &binder.dom {
            Dom::Set(_) => true,
            Dom::Range(lo, hi) => [(lo, index), (index, hi)]
                .into_iter()
                .all(|(a, b)| self.holds(&around, &Term::cmp_rel(Rel::Le, a.clone(), b.clone()))),
        });
        out.truncate(2);
        out
    }

    /// A hypothesis `0 <= h`, times a factor of known sign: the factor that makes one of its monomials vanish from the term.
    pub(super) fn by_hypotheses(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let positive = |p: &Term| matches!(p.node(), Node::Cmp(Rel::Lt, ..));
        let known: Vec<(Poly, bool)> = context.hypotheses.iter().filter_map(|p| Some((hypothesis(p)?, positive(p)))).collect();
        let mut tried = 0;
        for (h, positive) in known.iter().rev() {
            for (m, c) in h.0.iter().filter(|(m, _)| !m.is_empty()) {
                let mut factor = Poly::default();
                for (n, d) in &p.0 {
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
                    s.take_away(context, t, (n, sign), [by_n, strict && !by_n], true, depth)
                });
                if found.is_some() {
                    return found;
                }
            }
        }
        self.by_bounds(context, &p, t, strict, depth)
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

    /// `f(v) - f(u)` for an increasing function.
    pub(super) fn by_order_of_arguments(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let single = |positive: bool| {
            let mut found = p.0.iter().filter(|(_, c)| c.is_positive() == positive);
            let (m, c) = found.next()?;
            (found.next().is_none() && m.len() == 1 && c.abs().is_one()).then(|| m[0].clone())
        };
        let ((v, k), (u, l)) = (single(true)?, single(false)?);
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
            (Node::RealPow(a, c), Node::RealPow(b, d)) if c == d => (Increasing::RealPower(c.clone()), b.clone(), a.clone()),
            _ => return None,
        };
        let rule = Monotone { function, lower, upper };
        for prop in rule.conditions(strict)? {
            if !self.holds(context, &prop) {
                self.wanted.insert(prop);
                return None;
            }
        }
        self.credit(ORDER)?;
        let sign = self.prove(context, &rule.premise(), strict, depth + 1)?;
        let mut script = vec![ring(rule.difference())];
        if self.oracle.admits(context, t, &script[0].rule).is_none() {
            let (normal, back) = self.normal(context, &rule.difference())?;
            let back = Rule::Back(rule.difference(), back);
            if normal != *t || self.oracle.admits(context, t, &back).is_none() {
                return None;
            }
            script = vec![Move { path: Vec::new(), rule: back }];
        }
        Some(Sign::Rewrite(script, Box::new(Sign::Monotone(rule, Box::new(sign)))))
    }

    /// `r - log u`, because `u <= exp(r)`.
    pub(super) fn by_exponential(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let logarithm = |(m, c): &(&poly::Monomial, &Rational)| match m.as_slice() {
            [(a, 1)] if c.is_negative() => argument(Fun::Log, a).filter(|_| c.abs().is_one()).cloned().map(|u| (u, (*m).clone())),
            _ => None,
        };
        let mut all = p.0.iter().filter_map(|x| logarithm(&x));
        let (lower, m) = all.next()?;
        if all.next().is_some() || !lower.any(&mut |s| parts::is_sum(s)) {
            return None;
        }
        let mut rest = p.clone();
        rest.0.remove(&m);
        let upper = self.normal_aside(context, &Term::exp(poly::term(&rest)))?;
        let rule = Monotone { function: Increasing::Log, lower, upper };
        self.credit(ORDER)?;
        let (normal, script) = self.normal(context, &rule.difference())?;
        let back = Rule::Back(rule.difference(), script);
        if normal != *t || self.oracle.admits(context, t, &back).is_none() {
            return None;
        }
        let sign = self.prove(context, &rule.premise(), strict, depth + 1)?;
        Some(Sign::Rewrite(vec![Move { path: Vec::new(), rule: back }], Box::new(Sign::Monotone(rule, Box::new(sign)))))
    }

    /// A root (or a product of roots) against the rest: compared by squares.
    pub(super) fn by_roots(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let half =
            |a: &Term| matches!(a.node(), Node::RealPow(_, c) if c.as_num().is_some_and(|c| *c == Rational::fraction(1, 2)));
        let rooted: Vec<_> = p.0.iter().filter(|(m, _)| m.iter().any(|(a, e)| *e == 1 && half(a))).collect();
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

/// `h` of a hypothesis `0 <= h`, or the difference of an order.
fn hypothesis(p: &Term) -> Option<Poly> {
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
