//! Facts: what is cited and speaks of the term becomes a hypothesis of the search, in normal form.
//!
//! Of a statement for all values of its variables those instances are taken that speak of subterms of the term; of one for all values of an
//! integer in a range also its sum over a range, where what the addends have in common telescopes: `u(t+1) <= u(t) + c` gives
//! `u(T) - u(0) <= T*c`.

use super::squares::half;
use super::structure::ORDER;
use super::{Engine, opened, polynomial, sign_of, simplifies};
use crate::kernel::obligation::Relation;
use crate::normal::{Context, Label, Normaliser, addends, poly};
use crate::number::Rational;
use crate::prove::equation::Equation;
use crate::prove::matching::{matched, matched_together};
use crate::prove::ranges;
use crate::prove::search::Order;
use crate::rule::inequality::{Sign, excess};
use crate::rule::{Move, Reason, Rule, Script};
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};

/// Most instances of one cited statement.
const MOST_INSTANCES: usize = 4;
/// Most facts at one place.
const MOST_FACTS: usize = 6;
/// Most parts of one statement that are looked for two by two, and most values found so.
const MOST_PARTS: usize = 4;
const MOST_CANDIDATES: usize = 40;
/// Most of them that are sums.
const MOST_SUMS: usize = 2;

/// What is known not to be negative (or to be positive), with the proof.
struct Fact {
    normal: Term,
    positive: bool,
    proof: Sign,
    label: Label,
}

impl Engine<'_> {
    /// What is cited and speaks of the term becomes a hypothesis, in normal form.
    pub(super) fn with_facts(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let (mut inner, mut facts) = (context.clone(), Vec::new());
        let universe = self.universe;
        let equal = universe.equations.iter().filter(|e| simplifies(e)).flat_map(both_orders);
        let orders: Vec<Order> = universe.orders.iter().cloned().chain(equal).filter(|_| self.cites).collect();
        self.add_instances(&orders, t, &mut inner, &mut facts);
        // What a fact brings in may be what another speaks of. In the step of an induction the hypothesis says it.
        let outermost = depth == 0 && !orders.iter().any(|order| order.hypothesis);
        if outermost {
            let found: Vec<Term> = facts.iter().map(|fact| fact.normal.clone()).collect();
            found.iter().for_each(|t| self.add_instances(&orders, t, &mut inner, &mut facts));
        }
        let sizes: Vec<Fact> = facts.iter().filter_map(|fact| self.bounded_size(&inner, fact, t)).collect();
        facts.extend(sizes.into_iter().filter(|fact| fact.joins(&mut inner)));
        let terms = self.terms;
        let mut sign = self.tentative(|s| s.positive(&inner, t, strict, depth));
        if sign.is_none() && outermost && self.allowed.has(Reason::SplitEnd) {
            let summed: Vec<Fact> = orders.iter().flat_map(|order| self.summed(context, order, t)).collect();
            let count = facts.len();
            facts.extend(summed.into_iter().filter(|fact| fact.joins(&mut inner)).take(MOST_SUMS));
            if facts.len() > count {
                self.terms = terms;
                sign = self.tentative(|s| s.positive(&inner, t, strict, depth));
                sign = sign.or_else(|| self.with_ranges_cut(&inner, t, &facts, strict, depth));
            }
        }
        let sign = sign?;
        self.used.extend(facts.iter().map(|fact| fact.label.clone()));
        let with = |sign, fact: Fact| Sign::With(fact.normal, fact.positive, Box::new(fact.proof), Box::new(sign));
        Some(facts.into_iter().rev().fold(sign, with))
    }

    /// The ranges of the term are cut where those of the facts end.
    fn with_ranges_cut(&mut self, context: &Context, t: &Term, facts: &[Fact], strict: bool, depth: usize) -> Option<Sign> {
        self.tentative(|s| {
            let others: Vec<Term> = facts.iter().map(|fact| fact.normal.clone()).collect();
            let mut run = Normaliser::new(s.signature, s.oracle, s.allowed.clone(), s.fuel).at(context);
            let cut = ranges::align(&mut run, t, &others).and_then(|cut| run.normalise(&cut));
            s.fuel = run.fuel;
            s.used.extend(std::mem::take(&mut run.fired));
            let sign = s.positive(context, &cut?, strict, depth)?;
            Some(Sign::Rewrite(std::mem::take(&mut run.script), Box::new(sign)))
        })
    }

    /// The statements at the values at which they speak of subterms of a term.
    fn add_instances(&mut self, orders: &[Order], t: &Term, context: &mut Context, facts: &mut Vec<Fact>) {
        for order in orders {
            for args in self.instances(context, order, t) {
                if facts.len() < MOST_FACTS {
                    facts.extend(self.instance(context, order, &args).filter(|fact| fact.joins(context)));
                }
            }
        }
    }

    /// The statement at these values.
    fn instance(&mut self, context: &Context, order: &Order, args: &[Term]) -> Option<Fact> {
        let map: Vec<(Name, Term)> = order.binders.iter().zip(args).map(|(b, a)| (b.name.clone(), a.clone())).collect();
        let (left, right) = (order.left.substitute(&map), order.right.substitute(&map));
        let (raw, positive) = excess(order.relation, &left, &right)?;
        let (normal, script) = self.normal(context, &raw)?;
        if !self.admissible(context, order, args, &map) {
            return None;
        }
        let proof = self.led_back(context, &normal, raw, script, order.cited(args))?;
        Some(Fact { normal, positive, proof, label: order.label() })
    }

    /// `u^2 <= r^2` with `0 <= r`, where the term speaks of `u`: `|u| <= r`.
    fn bounded_size(&mut self, context: &Context, fact: &Fact, t: &Term) -> Option<Fact> {
        let mut rest = polynomial(&fact.normal)?;
        let square = |(m, c): (&poly::Monomial, &Rational)| match m.as_slice() {
            [(a, 2)] if *c == Rational::integer(-1) => Some((m.clone(), a.clone())),
            _ => None,
        };
        let (m, u) = rest.0.iter().find_map(square)?;
        rest.0.remove(&m);
        let (m, c) = rest.single()?;
        let root = poly::monomial(&half(m)?, &exact_root(c)?);
        let size = Term::fun(Fun::Abs, u.clone());
        if !t.any(&mut |s| *s == size || *s == u) || !self.nonnegative(context, &root) {
            return None;
        }
        let squared = |t: &Term| Term::pow(t.clone(), Term::int(2));
        let less = self.prove(context, &Term::sub(squared(&root), squared(&size)), false, 1)?;
        let proof = Sign::Squares(size.clone(), root.clone(), Box::new(Sign::Judged), Box::new(less));
        let normal = poly::canonical(&Term::sub(root.clone(), size.clone()))?;
        let proof = self.led_back(context, &normal, Term::sub(root, size), Vec::new(), proof)?;
        Some(Fact { normal, positive: false, proof, label: fact.label.clone() })
    }

    /// A statement about one integer in a range, summed over ranges of the term, or over its own.
    fn summed(&mut self, context: &Context, order: &Order, t: &Term) -> Vec<Fact> {
        let [binder] = order.binders.as_slice() else { return Vec::new() };
        let Dom::Range(..) = &binder.dom else { return Vec::new() };
        if order.hypothesis || !matches!(binder.guard.node(), Node::True) || !order.given.is_empty() {
            return Vec::new();
        }
        let mut domains = vec![binder.dom.clone()];
        t.any(&mut |s| {
            if let Node::Big(BigOp::Sum, _, dom @ Dom::Range(..), ..) = s.node()
                && s.is_closed()
                && !domains.contains(dom)
            {
                domains.push(dom.clone());
            }
            false
        });
        domains.into_iter().take(MOST_SUMS).filter_map(|dom| self.sum_of(context, order, dom, t)).collect()
    }

    /// `0 <= Σ (larger - smaller)`, with the ranges of the sum cut where each other end.
    fn sum_of(&mut self, context: &Context, order: &Order, dom: Dom, t: &Term) -> Option<Fact> {
        let (excess, _) = excess(order.relation, &order.left, &order.right)?;
        let name = order.binders.first()?.name.clone();
        let raw = Term::sum(name.as_str(), dom, Term::truth(), excess);
        let used = self.used.clone();
        let mut run = Normaliser::new(self.signature, self.oracle, self.allowed.clone(), self.fuel).at(context);
        let normal = run.normalise(&raw).and_then(|normal| {
            let others = [normal.clone(), t.clone()];
            let cut = run.tentative(&mut |s| ranges::align(s, &normal, &others).and_then(|cut| s.normalise(&cut)));
            cut.or(Some(normal))
        });
        self.fuel = run.fuel;
        self.used.extend(std::mem::take(&mut run.fired));
        let script = std::mem::take(&mut run.script);
        let at = Term::var(Name::opened(opened(context)));
        let proof = normal.clone().and_then(|normal| {
            let body = Sign::Under(Box::new(order.cited(&[at])));
            self.led_back(context, &normal, raw, script, body)
        });
        match (normal, proof) {
            (Some(normal), Some(proof)) => Some(Fact { normal, positive: false, proof, label: order.label() }),
            _ => {
                self.used = used;
                None
            }
        }
    }

    /// The proof for a normal form, from that for the term it is made from.
    fn led_back(&mut self, context: &Context, normal: &Term, raw: Term, script: Script, proof: Sign) -> Option<Sign> {
        if *normal == raw {
            return Some(proof);
        }
        let rule = Rule::Back(raw, script);
        self.oracle.admits(context, normal, &rule)?;
        Some(Sign::Rewrite(vec![Move { path: Vec::new(), rule }], Box::new(proof)))
    }

    /// An addend of a stated equation, as it is written there, that is not negative: the rest of the equation says what it is.
    pub(super) fn by_cited_addends(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if depth > 0 || !self.cites {
            return None;
        }
        let universe = self.universe;
        let stated = universe.equations.iter().filter(|e| simplifies(e) && e.binders.is_empty());
        let addends: Vec<Term> =
            stated.flat_map(|e| [&e.left, &e.right]).flat_map(addends).filter(|n| n.as_num().is_none()).collect();
        addends.into_iter().take(MOST_FACTS).find_map(|n| {
            if !self.nonnegative(context, &n) {
                return None;
            }
            self.tentative(|s| {
                s.credit(ORDER)?;
                s.subtract(context, t, (n, Sign::Judged), strict, depth)
            })
        })
    }

    /// The values meet the guards of the cited statement, as far as can be told.
    pub(super) fn admissible(&mut self, context: &Context, order: &Order, args: &[Term], map: &[(Name, Term)]) -> bool {
        let in_range = |dom: &Dom, arg: &Term| match dom.map(&mut |end| end.substitute(map)) {
            Dom::Range(lo, hi) => {
                vec![Term::cmp_rel(Rel::Le, lo, arg.clone()), Term::cmp_rel(Rel::Le, arg.clone(), hi)]
            }
            Dom::Set(_) => Vec::new(),
        };
        let mut needed: Vec<Term> = order.binders.iter().map(|b| b.guard.substitute(map)).collect();
        needed.extend(order.binders.iter().zip(args).flat_map(|(b, a)| in_range(&b.dom, a)));
        needed.iter().all(|p| matches!(p.node(), Node::True) || self.holds(context, p))
    }

    /// The values of the binders at which the statement speaks of subterms of a term.
    fn instances(&mut self, context: &Context, order: &Order, t: &Term) -> Vec<Vec<Term>> {
        if order.binders.is_empty() {
            return vec![Vec::new()];
        }
        let names: Vec<Name> = order.binders.iter().map(|b| b.name.clone()).collect();
        let mut patterns: Vec<Term> = Vec::new();
        for side in [&order.left, &order.right] {
            collect(side, &names, &mut patterns);
        }
        // An expectation stands in the term as a sum.
        if patterns.iter().any(|p| matches!(p.node(), Node::Expect(..))) {
            let mut inner = context.clone();
            inner.binders.extend(order.binders.iter().cloned());
            for side in [&order.left, &order.right] {
                let normal = self.normal_aside(&inner, side);
                normal.iter().for_each(|side| collect(side, &names, &mut patterns));
            }
        }
        let mut subterms: Vec<Term> = Vec::new();
        t.any(&mut |s| {
            if s.is_closed() {
                subterms.push(s.clone());
            }
            false
        });
        let mut out: Vec<Vec<Term>> = Vec::new();
        let mut add = |args: Vec<Term>| {
            if !out.contains(&args) && out.len() < MOST_INSTANCES {
                out.push(args);
            }
        };
        subterms.iter().flat_map(|s| patterns.iter().filter_map(|p| matched(p, s, &names))).for_each(&mut add);
        // No part speaks of all variables: two parts together.
        if patterns.is_empty() && names.len() > 1 {
            in_parts(order, &subterms, &names).into_iter().for_each(&mut add);
        }
        out
    }
}

impl Fact {
    /// Adds it to the hypotheses, if it is new.
    fn joins(&self, context: &mut Context) -> bool {
        let prop = sign_of(&self.normal, self.positive);
        let new = !context.hypotheses.contains(&prop) && self.normal.as_num().is_none();
        if new {
            context.hypotheses.push(prop);
        }
        new
    }
}

impl Order {
    pub(super) fn cited(&self, args: &[Term]) -> Sign {
        let args = [self.given.as_slice(), args].concat();
        if self.result { Sign::Cite(self.name.clone(), args) } else { Sign::Assume(self.name.clone(), args) }
    }
}

/// The number whose square this is.
fn exact_root(c: &Rational) -> Option<Rational> {
    let root = Rational::from_parts(c.abs().numer().sqrt(), c.denom().sqrt())?;
    (&root * &root == *c).then_some(root)
}

/// The subterms that speak of all variables.
fn collect(side: &Term, names: &[Name], patterns: &mut Vec<Term>) {
    side.any(&mut |s| {
        // An index alone would match every other.
        let compound = !matches!(s.node(), Node::Var(_) | Node::Add(_) | Node::Mul(_)) && s.is_closed();
        if compound && names.iter().all(|n| s.mentions(n)) && !patterns.contains(s) {
            patterns.push(s.clone());
        }
        false
    });
}

/// The values at which two parts of a statement are subterms; first those at which most parts are.
fn in_parts(order: &Order, subterms: &[Term], names: &[Name]) -> Vec<Vec<Term>> {
    let mut parts: Vec<Term> = Vec::new();
    for side in [&order.left, &order.right] {
        side.any(&mut |s| {
            if matches!(s.node(), Node::App(_, args) if !args.is_empty()) && s.is_closed() && !parts.contains(s) {
                parts.push(s.clone());
            }
            false
        });
    }
    let mut found: Vec<(usize, Vec<Term>)> = Vec::new();
    for (i, first) in parts.iter().enumerate().take(MOST_PARTS) {
        for second in parts.iter().take(MOST_PARTS).skip(i + 1) {
            for (s, t) in subterms.iter().flat_map(|s| subterms.iter().map(move |t| (s, t))) {
                let Some(args) = matched_together(&[(first, s), (second, t)], names) else { continue };
                let map: Vec<(Name, Term)> = names.iter().cloned().zip(args.iter().cloned()).collect();
                let present = parts.iter().filter(|p| subterms.contains(&p.substitute(&map))).count();
                if !found.iter().any(|(_, known)| *known == args) && found.len() < MOST_CANDIDATES {
                    found.push((present, args));
                }
            }
        }
    }
    found.sort_by_key(|(present, _)| std::cmp::Reverse(*present));
    found.into_iter().map(|(_, args)| args).collect()
}

/// An equation as two orders.
pub(super) fn both_orders(equation: &Equation) -> [Order; 2] {
    [Relation::Le, Relation::Ge].map(|relation| Order {
        name: equation.name.clone(),
        result: equation.result,
        hypothesis: false,
        given: equation.given.clone(),
        binders: equation.binders.clone(),
        left: equation.left.clone(),
        relation,
        right: equation.right.clone(),
    })
}
