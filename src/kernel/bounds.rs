//! Bounds of a term by its form, and the linear facts that bear on it.

use super::interval::Interval;
use super::judge::{Instance, Query, heads};
use super::linear::Row;
use super::obligation::{Bound, Constraint};
use super::ring::{self, Atom, Monomial, Poly};
use crate::number::Rational;
use crate::rule::proposition::conjuncts;
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use std::collections::BTreeSet;

const MAX_UNKNOWNS: usize = 40;
const MAX_LOOKUPS: usize = 3;
/// Systems of inequalities set up for the sign of a term within another such system, at most.
const MAX_SYSTEMS: u32 = 3;
/// No more instances of facts are tried.
const MAX_INSTANCES: usize = 200;

/// Values of the variables of a fact.
type Map = Vec<(Name, Term)>;

/// `a - b` with equal addends struck out, otherwise in the form given.
pub(super) fn difference(a: &Term, b: &Term) -> Term {
    let addends = |t: &Term| if let Node::Add(items) = t.node() { items.clone() } else { vec![t.clone()] };
    let mut left: Vec<Term> = addends(a).into_iter().filter(|t| t.as_num().is_none_or(|n| !n.is_zero())).collect();
    for item in addends(b) {
        if item.as_num().is_some_and(Rational::is_zero) {
            continue;
        }
        match left.iter().position(|l| *l == item) {
            Some(at) => {
                left.remove(at);
            }
            None => left.push(Term::neg(item)),
        }
    }
    Term::add(left)
}

fn constrained(c: &Constraint) -> Interval {
    let end = |b: &Option<Bound>| b.clone();
    let declared = Interval { lo: end(&c.lower), hi: end(&c.upper), nonzero: c.nonzero }.settled();
    if c.binary || c.onehot { declared.meet(&Interval::between(0, 1)) } else { declared }
}

/// What `t rel other` (or `other rel t`) says of `t`.
pub(super) fn bounded_by(rel: Rel, t_on_left: bool, other: &Interval) -> Interval {
    let open = |b: &Option<Bound>| b.clone().map(|b| Bound { strict: true, ..b });
    let all = Interval::default();
    match (rel, t_on_left) {
        (Rel::Eq, _) => other.clone(),
        (Rel::Ne, _) => Interval { nonzero: other.is_point().is_some_and(Rational::is_zero), ..all },
        (Rel::Lt, true) => Interval { hi: open(&other.hi), ..all }.settled(),
        (Rel::Lt, false) => Interval { lo: open(&other.lo), ..all }.settled(),
        (Rel::Le, true) => Interval { hi: other.hi.clone(), ..all }.settled(),
        (Rel::Le, false) => Interval { lo: other.lo.clone(), ..all }.settled(),
    }
}

impl Query<'_, '_> {
    /// An interval that contains the value wherever the term is defined.
    pub(super) fn range(&mut self, t: &Term) -> Interval {
        if let Some(n) = t.as_num() {
            return Interval::point(n.clone());
        }
        if let Some((known, used)) = self.ranges.get(t) {
            let (known, used) = (known.clone(), used.clone());
            self.used.extend(used);
            return known;
        }
        if !self.enter(1) {
            return Interval::default();
        }
        let before = std::mem::take(&mut self.used);
        let by_form = self.range_by_form(t);
        let mut range = self.range_by_facts(t, by_form);
        if matches!(t.node(), Node::Add(_)) {
            range = self.range_by_rows(t, range);
        }
        self.leave();
        let used = std::mem::replace(&mut self.used, before);
        self.ranges.insert(t.clone(), (range.clone(), used.clone()));
        self.used.extend(used);
        range
    }

    fn range_by_form(&mut self, t: &Term) -> Interval {
        match t.node() {
            Node::Num(n) => Interval::point(n.clone()),
            Node::Pi => Interval::at_least(3, true).meet(&Interval::at_most(4, true)),
            Node::Card(set) => match self.judge.signature.sets.get(set).and_then(|s| s.elements.as_ref()) {
                Some(elements) => Interval::point(Rational::from_bigint(elements.len().into())),
                None => Interval::at_least(self.distinct_elements(set), false),
            },
            Node::Var(name) => self.variable(name),
            Node::App(name, args) => self.application(name, args),
            Node::Add(items) => items.iter().fold(Interval::point(Rational::zero()), |sum, i| sum.plus(&self.range(i))),
            Node::Mul(items) => self.product(items),
            Node::Pow(base, e) => self.power(base, e),
            Node::RealPow(base, c) => self.real_power(base, c),
            Node::Fun(f, args) => self.function(*f, args),
            Node::If(p, a, b) => self.branches(p, a, b),
            Node::Ind(p) => match self.truth(p) {
                Some(value) => Interval::point(Rational::integer(i64::from(value))),
                None => Interval::between(0, 1),
            },
            Node::Big(op, _, dom, guard, body) => {
                let range = self.big(*op, dom, guard, std::slice::from_ref(body));
                if self.some_outcomes(t) { range.meet(&Interval::between(0, 1)) } else { range }
            }
            Node::Expect(_, dom, weight, body) => self.big(BigOp::Sum, dom, &Term::truth(), &[weight.clone(), body.clone()]),
            Node::Bound(_) | Node::Elem(..) | Node::Deriv(..) => Interval::default(),
            Node::True | Node::Cmp(..) | Node::And(_) | Node::Or(_) | Node::Not(_) => Interval::default(),
        }
    }

    /// Has the domain more than one index for certain?
    fn several(&self, dom: &Dom) -> bool {
        match dom {
            Dom::Set(set) => {
                let elements = self.judge.signature.sets.get(set).and_then(|s| s.elements.as_ref());
                elements.is_some_and(|elements| elements.len() > 1)
            }
            Dom::Range(low, high) => matches!((low.as_num(), high.as_num()), (Some(low), Some(high)) if low < high),
        }
    }

    /// Decides a proposition, if it can.
    fn truth(&mut self, p: &Term) -> Option<bool> {
        if self.prove(p) {
            Some(true)
        } else if self.prove(&Term::new(Node::Not(p.clone()))) {
            Some(false)
        } else {
            None
        }
    }

    fn variable(&mut self, name: &Name) -> Interval {
        match self.scope.domain(name).cloned() {
            Some(Dom::Range(lo, hi)) => {
                let (lo, hi) = (self.range(&lo), self.range(&hi));
                Interval { lo: lo.lo, hi: hi.hi, nonzero: false }.settled()
            }
            Some(Dom::Set(set)) => {
                let elements = self.judge.signature.sets.get(&set).and_then(|s| s.elements.clone()).unwrap_or_default();
                let ranges = elements.iter().map(|e| e.as_num().map_or_else(Interval::default, |n| Interval::point(n.clone())));
                ranges.reduce(|a, b| a.hull(&b)).unwrap_or_default()
            }
            None => Interval::default(),
        }
    }

    fn application(&mut self, name: &Name, args: &[Term]) -> Interval {
        let signature = self.judge.signature;
        if let Some(f) = signature.functions.get(name) {
            let declared = constrained(&f.constraint);
            let Some(outcomes) = f.law else { return declared };
            // Another outcome has a positive probability, too.
            let shared = declared.positive() && f.args.iter().take(outcomes).any(|dom| self.several(dom));
            let law = declared.meet(&Interval::between(0, 1));
            return if shared { law.meet(&Interval::at_most(1, true)) } else { law };
        }
        if let Some(integer) = signature.integers.get(name) {
            let lo = integer.lower.as_ref().and_then(|t| self.range(t).lo);
            let hi = integer.upper.as_ref().and_then(|t| self.range(t).hi);
            return Interval { lo, hi, nonzero: false }.settled();
        }
        match signature.definitions.get(name) {
            Some(d) if d.recursive.is_none() => d.unfold(args).map_or_else(Interval::default, |body| self.range(&body)),
            _ => Interval::default(),
        }
    }

    /// Equal factors are taken together, so that squares are seen.
    fn product(&mut self, items: &[Term]) -> Interval {
        let mut out = Interval::point(Rational::one());
        let mut done: Vec<&Term> = Vec::new();
        for item in items {
            if done.contains(&item) {
                continue;
            }
            done.push(item);
            let count = u32::try_from(items.iter().filter(|i| *i == item).count()).unwrap_or(u32::MAX);
            out = out.times(&self.range(item).power(count));
        }
        if out.nonnegative() && !out.below(&Rational::one(), false) {
            out = items.iter().enumerate().fold(out, |out, (at, item)| self.ratio(items, at, item, out));
        }
        out
    }

    /// A product with a factor `1/s`, the others together at most `s`, is at most 1.
    fn ratio(&mut self, items: &[Term], at: usize, item: &Term, out: Interval) -> Interval {
        let Node::Pow(whole, e) = item.node() else { return out };
        if e.as_num() != Some(&Rational::integer(-1)) {
            return out;
        }
        let whole = self.unfolded(whole);
        let rest = Term::mul(items.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, t)| t.clone()).collect());
        if !self.range(&rest).nonnegative() || !self.range(&whole).positive() {
            return out;
        }
        let strict = self.prove(&Term::cmp_rel(Rel::Lt, rest.clone(), whole.clone()));
        if strict || self.prove(&Term::cmp_rel(Rel::Le, rest, whole)) {
            return out.meet(&Interval::at_most(1, strict));
        }
        out
    }

    /// The body of a definition's application; any other term itself.
    fn unfolded(&self, t: &Term) -> Term {
        let Node::App(name, args) = t.node() else { return t.clone() };
        let definition = self.judge.signature.definitions.get(name).filter(|d| d.recursive.is_none());
        definition.and_then(|d| d.unfold(args)).unwrap_or_else(|| t.clone())
    }

    fn power(&mut self, base: &Term, e: &Term) -> Interval {
        let range = self.range(base);
        if let Some(n) = e.as_num().and_then(Rational::to_i64) {
            let Ok(magnitude) = u32::try_from(n.unsigned_abs()) else { return Interval::default() };
            let raised = range.power(magnitude);
            return if n < 0 { raised.reciprocal() } else { raised };
        }
        let rising = self.prove(&super::definedness::nonnegative(e));
        let strictly = rising && self.prove(&super::definedness::positive(e));
        self.power_range(&range, rising, strictly)
    }

    /// A power of any exponent; `rising` (`strictly`) if the exponent is known not to be negative (to be positive).
    fn power_range(&self, base: &Interval, rising: bool, strictly: bool) -> Interval {
        let one = Rational::one();
        let mut out = Interval { nonzero: base.nonzero, ..Interval::default() };
        if base.positive() {
            out = out.meet(&Interval::at_least(0, true));
        } else if base.nonnegative() {
            out = out.meet(&Interval::at_least(0, false));
        }
        if rising && base.nonnegative() && base.below(&one, false) {
            out = out.meet(&Interval::at_most(1, strictly && base.below(&one, true)));
        }
        if rising && base.above(&one, false) {
            out = out.meet(&Interval::at_least(1, strictly && base.above(&one, true)));
        }
        out
    }

    fn real_power(&mut self, base: &Term, c: &Term) -> Interval {
        // The base is not negative, or there is no power.
        let range = self.range(base).meet(&Interval::at_least(0, false));
        let exponent = self.range(c);
        self.power_range(&range, exponent.nonnegative(), exponent.positive()).meet(&Interval::at_least(0, false))
    }

    fn function(&mut self, f: Fun, args: &[Term]) -> Interval {
        let (zero, one) = (Rational::zero(), Rational::one());
        match (f, args) {
            (Fun::Exp, [u]) => {
                let u = self.range(u);
                let mut out = Interval::at_least(0, true);
                if u.nonnegative() {
                    out = out.meet(&Interval::at_least(1, u.positive()));
                }
                if u.nonpositive() {
                    out = out.meet(&Interval::at_most(1, u.negative()));
                }
                out
            }
            (Fun::Log, [u]) => {
                let u = self.range(u);
                let mut out = Interval::default();
                if u.above(&one, false) {
                    out = out.meet(&Interval::at_least(0, u.above(&one, true)));
                }
                if u.below(&one, false) {
                    out = out.meet(&Interval::at_most(0, u.below(&one, true)));
                }
                out
            }
            (Fun::Abs, [u]) => self.range(u).absolute(),
            (Fun::Sign, [u]) => {
                let u = self.range(u);
                let lo = if u.positive() { 1 } else { i64::from(u.nonnegative()) - 1 };
                let hi = if u.negative() { -1 } else { 1 - i64::from(u.below(&zero, false)) };
                Interval { nonzero: u.nonzero, ..Interval::between(lo, hi) }.settled()
            }
            (Fun::Max, [u, v]) => self.range(u).larger(&self.range(v)),
            (Fun::Min, [u, v]) => self.range(u).smaller(&self.range(v)),
            (Fun::Factorial, [_]) => Interval::at_least(1, false),
            (Fun::Binom, [_, _]) => Interval::at_least(0, false),
            _ => Interval::default(),
        }
    }

    fn branches(&mut self, p: &Term, a: &Term, b: &Term) -> Interval {
        match self.truth(p) {
            Some(true) => return self.range(a),
            Some(false) => return self.range(b),
            None => {}
        }
        let under = |query: &mut Self, hyp: Term, t: &Term| {
            let mut out = Interval::default();
            query.within(
                |scope| scope.assume(&hyp),
                |query, ()| {
                    out = query.range(t);
                    true
                },
            );
            out
        };
        let chosen = under(self, p.clone(), a);
        chosen.hull(&under(self, Term::new(Node::Not(p.clone())), b))
    }

    /// A big operator over the product of these bodies.
    fn big(&mut self, op: BigOp, dom: &Dom, guard: &Term, bodies: &[Term]) -> Interval {
        let (mut body, mut mean) = (Interval::default(), Interval::default());
        self.within(
            |scope| Term::var(scope.fresh(dom)),
            |query, var| {
                query.scope.assume(&guard.open(&var));
                let factors: Vec<Term> = bodies.iter().map(|b| b.open(&var)).collect();
                if op == BigOp::Sum && matches!(guard.node(), Node::True) {
                    mean = query.mean_of(dom, &var, &factors);
                }
                body = query.range(&Term::mul(factors));
                true
            },
        );
        let sign = Interval {
            lo: body.lo.clone().filter(|_| body.nonnegative()).map(|_| Bound { value: Rational::zero(), strict: false }),
            hi: body.hi.clone().filter(|_| body.nonpositive()).map(|_| Bound { value: Rational::zero(), strict: false }),
            nonzero: false,
        };
        match op {
            BigOp::Sum => {
                let proper = (body.positive() || body.negative()) && self.inhabited(dom, guard);
                Interval { nonzero: proper, ..sign }.settled().meet(&mean)
            }
            BigOp::Prod => {
                let mut out = Interval { nonzero: body.nonzero, ..Interval::default() };
                // With an index, what holds of every factor strictly holds of the product so.
                let one = Rational::one();
                if body.nonnegative() {
                    out = out.meet(&Interval::at_least(0, body.positive()));
                    if body.below(&one, false) {
                        let strict = body.below(&one, true) && self.inhabited(dom, guard);
                        out = out.meet(&Interval::at_most(1, strict));
                    }
                }
                if body.above(&one, false) {
                    let strict = body.above(&one, true) && self.inhabited(dom, guard);
                    out = out.meet(&Interval::at_least(1, strict));
                }
                out
            }
            BigOp::Max | BigOp::Min => body,
        }
    }

    /// A law summed over some of its outcomes, each at most once: a probability. (`Σ_x p(x, y)`, also with guards.)
    fn some_outcomes(&self, t: &Term) -> bool {
        let (mut rest, mut bound) = (t.clone(), Vec::new());
        while let Node::Big(BigOp::Sum, _, _, _, body) = rest.node().clone() {
            let name = Name::new(&format!("%o{}", bound.len()));
            rest = body.open(&Term::var(name.clone()));
            bound.push(name);
        }
        let Node::App(function, args) = rest.node() else { return false };
        let Some(outcomes) = self.judge.signature.functions.get(function).and_then(|f| f.law) else { return false };
        let (before, after) = args.split_at(outcomes.min(args.len()));
        let alone = |n: &Name| before.iter().filter(|a| **a == Term::var(n.clone())).count() == 1;
        let elsewhere = |n: &Name| before.iter().filter(|a| a.mentions(n)).count() != 1 || after.iter().any(|a| a.mentions(n));
        !bound.is_empty() && bound.iter().all(|n| alone(n) && !elsewhere(n))
    }

    /// Is there certainly an index? Where the guard names one, it is that.
    pub(super) fn inhabited(&mut self, dom: &Dom, guard: &Term) -> bool {
        match (dom, guard.node()) {
            (Dom::Set(_), Node::True) => true,
            (Dom::Range(lo, hi), Node::True) => self.prove(&Term::cmp_rel(Rel::Le, lo.clone(), hi.clone())),
            _ => {
                let bound = Term::new(Node::Bound(0));
                let named = conjuncts(guard).iter().find_map(|g| match g.node() {
                    Node::Cmp(Rel::Eq, a, b) if *a == bound && b.is_closed() => Some(b.clone()),
                    Node::Cmp(Rel::Eq, a, b) if *b == bound && a.is_closed() => Some(a.clone()),
                    _ => None,
                });
                named.is_some_and(|index| self.member(&index, dom) && self.prove(&guard.open(&index)))
            }
        }
    }

    /// Narrows by hypotheses and facts one side of which is the term.
    fn range_by_facts(&mut self, t: &Term, mut range: Interval) -> Interval {
        // A recursion that is assumed leads from each value to the one before.
        let again = matches!(t.node(), Node::App(name, _) if self.pending.iter().any(|p| heads(p, name)));
        if self.pending.len() >= MAX_LOOKUPS || again || self.pending.contains(t) {
            return range;
        }
        self.pending.push(t.clone());
        for h in self.scope.hyps.clone() {
            if let Node::Cmp(rel, a, b) = h.node() {
                let before = self.used.clone();
                let narrowed = self.narrowed(t, *rel, a, b, range.clone());
                if narrowed == range {
                    self.used = before;
                }
                range = narrowed;
            }
        }
        for fact in 0..self.facts.len() {
            let Some(Node::Cmp(rel, ..)) = self.facts.get(fact).map(|f| f.entry.prop.node()) else { continue };
            let rel = *rel;
            let found: Vec<Instance> =
                [0, 1].into_iter().filter_map(|side| self.instance(fact, |e| side_of(&e.prop, side), t)).collect();
            for instance in found {
                let before = self.used.clone();
                if let Some(prop) = self.admit(&instance)
                    && let Node::Cmp(_, a, b) = prop.node()
                {
                    let narrowed = self.narrowed(t, rel, a, b, range.clone());
                    if narrowed != range {
                        range = narrowed;
                        continue;
                    }
                }
                self.used = before;
            }
        }
        self.pending.pop();
        range
    }

    fn narrowed(&mut self, t: &Term, rel: Rel, a: &Term, b: &Term, range: Interval) -> Interval {
        let other = if a == t {
            b
        } else if b == t {
            a
        } else {
            return range;
        };
        let said = self.range(other);
        range.meet(&bounded_by(rel, a == t, &said))
    }

    /// The sign of a sum by linear arithmetic, where its form does not give it.
    fn range_by_rows(&mut self, t: &Term, range: Interval) -> Interval {
        if range.positive() || range.negative() || self.systems >= MAX_SYSTEMS || !self.enter(20) {
            return range;
        }
        self.systems += 1;
        let narrowed = self.signed(t, range.clone()).unwrap_or(range);
        self.systems -= 1;
        self.leave();
        narrowed
    }

    fn signed(&mut self, t: &Term, mut range: Interval) -> Option<Interval> {
        let goal = ring::difference(t, &Term::int(0))?;
        let rows = self.rows(&goal);
        // `t >= 0` unless `-t > 0` is consistent; then `t > 0` unless `-t >= 0` is; and the same for the other sign.
        for sign in [-1, 1] {
            let negated = goal.scaled(&Rational::integer(sign));
            for strict in [false, true] {
                let Some(facts) = self.refuted(&rows, &negated, !strict) else { break };
                self.used.extend(facts);
                let found = if sign < 0 { Interval::at_least(0, strict) } else { Interval::at_most(0, strict) };
                range = range.meet(&found);
            }
            if range.positive() || range.negative() {
                return Some(range);
            }
        }
        range = self.range_by_square(&goal, range);
        if range.nonzero {
            return Some(range);
        }
        range = self.range_by_ends(&goal, range);
        if range.nonzero {
            return Some(range);
        }
        Some(self.range_by_multiples(t, &goal, range))
    }

    /// Instances of comparisons that speak of what the polynomial speaks of. Not admitted yet.
    pub(super) fn instances(&self, goal: &Poly) -> Vec<Instance> {
        let mut targets: Vec<Term> = Vec::new();
        for (atom, _) in goal.0.keys().flatten() {
            collect_atoms(atom, &mut targets);
        }
        let mut out: Vec<Instance> = Vec::new();
        for (fact, known) in self.facts.iter().enumerate() {
            if !matches!(known.entry.prop.node(), Node::Cmp(..)) {
                continue;
            }
            if known.entry.binders.is_empty() {
                out.push(Instance { fact, map: Vec::new() });
                continue;
            }
            let names: Vec<&Name> = known.entry.binders.iter().map(|(n, _)| n).collect();
            let patterns = collect_patterns(&known.entry.prop, &known.entry.binders);
            let mut maps = Vec::new();
            matches(&patterns, &targets, &names, Vec::new(), &mut maps);
            out.extend(maps.into_iter().map(|map| Instance { fact, map }));
            out.truncate(MAX_INSTANCES);
        }
        out
    }

    /// Does `p >= 0` (`p > 0`) contradict the rows? Of what is not 0, both signs are tried.
    pub(super) fn refuted(&self, rows: &[Row], p: &Poly, strict: bool) -> Option<BTreeSet<usize>> {
        let mut rows = rows.to_vec();
        rows.push(Row::new(p, strict, self.whole_poly(p), BTreeSet::new()));
        let differ = |h: &Term| match h.node() {
            Node::Cmp(Rel::Ne, a, b) if self.numeric(h) => ring::difference(a, b),
            _ => None,
        };
        let splits: Vec<Poly> = self.scope.hyps.iter().filter_map(differ).take(3).collect();
        self.refuted_split(rows, &splits)
    }

    fn refuted_split(&self, rows: Vec<Row>, splits: &[Poly]) -> Option<BTreeSet<usize>> {
        self.judge.charge(rows.len() as u64 / 4);
        if let Some(facts) = super::linear::contradiction(rows.clone()) {
            return Some(facts);
        }
        let (first, rest) = splits.split_first()?;
        let mut facts = BTreeSet::new();
        for sign in [1, -1] {
            let mut side = rows.clone();
            side.push(Row::new(&first.scaled(&Rational::integer(sign)), true, self.whole_poly(first), BTreeSet::new()));
            facts.extend(self.refuted_split(side, rest)?);
        }
        Some(facts)
    }

    /// All unknowns of the polynomial are integers?
    pub(super) fn whole_poly(&self, p: &Poly) -> bool {
        let whole = |(atom, _): &(Atom, u32)| matches!(atom, Atom::Term(t) if self.whole(t));
        p.0.keys().all(|m| m.iter().all(whole))
    }

    /// The inequalities that bear on the polynomial's monomials.
    pub(super) fn rows(&mut self, goal: &Poly) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut known: Vec<Monomial> = Vec::new();
        let mut open: Vec<Monomial> = goal.0.keys().filter(|m| !m.is_empty()).cloned().collect();
        let mut reach = goal.clone();
        let mut tried: Vec<(usize, Vec<(Name, Term)>)> = Vec::new();
        let mut related: BTreeSet<(Monomial, usize)> = BTreeSet::new();
        for _ in 0..3 {
            while let Some(m) = open.pop() {
                if known.contains(&m) || known.len() >= MAX_UNKNOWNS {
                    continue;
                }
                known.push(m.clone());
                for (p, strict, used) in self.monomial_facts(&m) {
                    open.extend(p.0.keys().filter(|m| !m.is_empty()).cloned());
                    let whole = self.whole_poly(&p);
                    rows.push(Row::new(&p, strict, whole, used));
                }
            }
            rows.extend(self.products(&known, &mut related));
            for (p, strict, used) in self.fact_polys(&reach, &known, &mut tried) {
                open.extend(p.0.keys().filter(|m| !m.is_empty()).cloned());
                reach.0.extend(p.0.iter().map(|(m, c)| (m.clone(), c.clone())));
                let whole = self.whole_poly(&p);
                rows.push(Row::new(&p, strict, whole, used));
            }
        }
        rows
    }

    /// `l*r <= u*r <= h*r` for `l <= u <= h` and `0 <= r`, where both `u*r` and `r` are unknowns.
    fn products(&mut self, known: &[Monomial], related: &mut BTreeSet<(Monomial, usize)>) -> Vec<Row> {
        let mut out = Vec::new();
        for m in known.iter().filter(|m| m.len() > 1) {
            for at in (0..m.len()).filter(|at| m[*at].1 == 1) {
                let mut rest = m.clone();
                let factor: Monomial = vec![rest.remove(at)];
                if known.contains(&rest) && related.insert((m.clone(), at)) {
                    out.extend(self.multiple_of(m, &factor, &rest));
                }
            }
        }
        out
    }

    fn multiple_of(&mut self, whole: &Monomial, factor: &Monomial, rest: &Monomial) -> Vec<Row> {
        let unknown = |m: &Monomial| Poly::monomial(m.clone(), Rational::one());
        let before = std::mem::take(&mut self.used);
        let (by, range) = (self.range(&unknown(factor).to_term()), self.range(&unknown(rest).to_term()));
        let used = std::mem::replace(&mut self.used, before);
        if !range.nonnegative() {
            return Vec::new();
        }
        let row = |bound: &Option<Bound>, sign: i64| {
            let b = bound.as_ref()?;
            let mut p = unknown(whole);
            p.add_scaled(&unknown(rest), &(&Rational::integer(-1) * &b.value));
            let strict = b.strict && range.positive();
            Some(Row::new(&p.scaled(&Rational::integer(sign)), strict, self.whole_poly(&p), used.clone()))
        };
        // That `0 <= whole` is known from the signs of its factors.
        let lower = if by.lo.as_ref().is_some_and(|b| b.value.is_zero()) { None } else { row(&by.lo, 1) };
        lower.into_iter().chain(row(&by.hi, -1)).collect()
    }

    /// Hypotheses and facts that share a monomial, as `p >= 0` or `p > 0`.
    fn fact_polys(
        &mut self,
        reach: &Poly,
        known: &[Monomial],
        tried: &mut Vec<(usize, Vec<(Name, Term)>)>,
    ) -> Vec<(Poly, bool, BTreeSet<usize>)> {
        let mut out = Vec::new();
        for (i, h) in self.scope.hyps.clone().iter().enumerate() {
            let key = (usize::MAX - i, Vec::new());
            if !tried.contains(&key) && self.numeric(h) && shares(h, known) {
                tried.push(key);
                out.extend(inequalities(h).into_iter().map(|(p, strict)| (p, strict, BTreeSet::new())));
            }
        }
        for instance in self.instances(reach) {
            let Some(prop) = self.facts.get(instance.fact).map(|f| f.entry.prop.substitute(&instance.map)) else { continue };
            let key = (instance.fact, instance.map.clone());
            if tried.contains(&key) || !self.numeric(&prop) || !shares(&prop, known) {
                continue;
            }
            tried.push(key);
            let before = std::mem::take(&mut self.used);
            if self.admit(&instance).is_some() {
                let used = self.used.clone();
                out.extend(inequalities(&prop).into_iter().map(|(p, strict)| (p, strict, used.clone())));
            }
            self.used = before;
        }
        out
    }

    /// A comparison of numbers?
    pub(super) fn numeric(&self, prop: &Term) -> bool {
        let number = |t: &Term| match t.node() {
            Node::Elem(..) => false,
            Node::Var(name) => matches!(self.scope.domain(name), Some(Dom::Range(..))),
            _ => true,
        };
        matches!(prop.node(), Node::Cmp(_, a, b) if number(a) && number(b))
    }

    /// Bounds of one monomial: its interval; ends of its domain; what is known of the function at its root.
    fn monomial_facts(&mut self, m: &Monomial) -> Vec<(Poly, bool, BTreeSet<usize>)> {
        let mut out = Vec::new();
        let unknown = Poly::monomial(m.clone(), Rational::one());
        let before = std::mem::take(&mut self.used);
        let range = self.range(&unknown.to_term());
        let used = std::mem::replace(&mut self.used, before);
        for (bound, sign) in [(&range.lo, 1), (&range.hi, -1)] {
            if let Some(b) = bound {
                let mut p = unknown.clone();
                p.add_scaled(&Poly::constant(b.value.clone()), &Rational::integer(-1));
                out.push((p.scaled(&Rational::integer(sign)), b.strict, used.clone()));
            }
        }
        if let [(Atom::Term(n), 2)] = m.as_slice()
            && self.whole(n)
        {
            out.extend(consecutive(&unknown, n).map(|p| (p, false, BTreeSet::new())));
        }
        let [(Atom::Term(t), 1)] = m.as_slice() else { return out };
        let plain = |p: Term| inequalities(&p).into_iter().map(|(p, strict)| (p, strict, BTreeSet::new()));
        for prop in self.root_facts(t) {
            out.extend(plain(prop));
        }
        let (chosen, used) = self.chosen_facts(t);
        for prop in chosen {
            out.extend(inequalities(&prop).into_iter().map(|(p, strict)| (p, strict, used.clone())));
        }
        let (entries, used) = self.entry_facts(t);
        for prop in entries {
            out.extend(inequalities(&prop).into_iter().map(|(p, strict)| (p, strict, used.clone())));
        }
        out
    }

    /// `|u| <= u` where `u >= 0`, `max(u, v) <= u` where `v <= u`, and their likes: what is chosen, where that is known.
    fn chosen_facts(&mut self, t: &Term) -> (Vec<Term>, BTreeSet<usize>) {
        let (u, v) = match t.node() {
            Node::Fun(Fun::Abs, args) => match args.as_slice() {
                [u] => (u.clone(), Term::neg(u.clone())),
                _ => return Default::default(),
            },
            Node::Fun(Fun::Max | Fun::Min, args) => match args.as_slice() {
                [u, v] => (u.clone(), v.clone()),
                _ => return Default::default(),
            },
            _ => return Default::default(),
        };
        let before = std::mem::take(&mut self.used);
        let gap = self.range(&difference(&u, &v));
        let used = std::mem::replace(&mut self.used, before);
        let lesser = matches!(t.node(), Node::Fun(Fun::Min, _));
        let taken = if gap.nonnegative() {
            Some(if lesser { v } else { u })
        } else if gap.nonpositive() {
            Some(if lesser { u } else { v })
        } else {
            None
        };
        (taken.map(|taken| Term::cmp_rel(Rel::Eq, t.clone(), taken)).into_iter().collect(), used)
    }

    /// A big maximum is at least each of its entries, a minimum at most; so is a sum, if its terms are not negative, and a product
    /// of numbers in [0, 1] is at most each of them. Here: the entries at the open variables.
    fn entry_facts(&mut self, t: &Term) -> (Vec<Term>, BTreeSet<usize>) {
        let Node::Big(op, _, dom, guard, body) = t.node() else { return Default::default() };
        if !matches!(guard.node(), Node::True) {
            return Default::default();
        }
        let before = std::mem::take(&mut self.used);
        let applies = match op {
            BigOp::Max | BigOp::Min => true,
            BigOp::Sum => self.all_terms(dom, body, &|range| range.nonnegative()),
            BigOp::Prod => self.all_terms(dom, body, &|range| range.nonnegative() && range.below(&Rational::one(), false)),
        };
        let used = std::mem::replace(&mut self.used, before);
        let open: Vec<Term> =
            self.scope.vars.iter().filter(|(_, d)| applies && d == dom).map(|(n, _)| Term::var(n.clone())).collect();
        let entry = |v: &Term| match op {
            BigOp::Min | BigOp::Prod => Term::cmp_rel(Rel::Le, t.clone(), body.open(v)),
            BigOp::Max | BigOp::Sum => Term::cmp_rel(Rel::Le, body.open(v), t.clone()),
        };
        (open.iter().map(entry).collect(), used)
    }

    fn all_terms(&mut self, dom: &Dom, body: &Term, meets: &dyn Fn(&Interval) -> bool) -> bool {
        self.within(|scope| Term::var(scope.fresh(dom)), |query, var| meets(&query.range(&body.open(&var))))
    }

    /// Inequalities that hold for the term by what stands at its root.
    fn root_facts(&self, t: &Term) -> Vec<Term> {
        let at_most = |a: &Term, b: &Term| Term::cmp_rel(Rel::Le, a.clone(), b.clone());
        match t.node() {
            Node::Var(name) => match self.scope.domain(name) {
                Some(Dom::Range(lo, hi)) => vec![at_most(lo, t), at_most(t, hi)],
                _ => Vec::new(),
            },
            Node::App(name, args) if args.is_empty() => match self.judge.signature.integers.get(name) {
                Some(d) => {
                    let declared = d.lower.iter().map(|lo| at_most(lo, t)).chain(d.upper.iter().map(|hi| at_most(t, hi)));
                    declared.chain(self.indices_up_to(t)).collect()
                }
                None => Vec::new(),
            },
            Node::Fun(Fun::Exp, args) => args.iter().map(|u| at_most(&Term::add(vec![u.clone(), Term::int(1)]), t)).collect(),
            Node::Fun(Fun::Log, args) => args.iter().map(|u| at_most(t, &Term::add(vec![u.clone(), Term::int(-1)]))).collect(),
            Node::Fun(Fun::Abs, args) => args.iter().flat_map(|u| [at_most(u, t), at_most(&Term::neg(u.clone()), t)]).collect(),
            Node::Fun(Fun::Max, args) => args.iter().map(|u| at_most(u, t)).collect(),
            Node::Fun(Fun::Min, args) => args.iter().map(|u| at_most(t, u)).collect(),
            _ => Vec::new(),
        }
    }

    /// `i <= n` for the open indices `i` over a range that ends at the integer `n`, and `n <= i` for those over one that begins there.
    fn indices_up_to(&self, n: &Term) -> Vec<Term> {
        let between = |(i, dom): &(Name, Dom)| match dom {
            Dom::Range(_, hi) if hi == n => Some(Term::cmp_rel(Rel::Le, Term::var(i.clone()), n.clone())),
            Dom::Range(lo, _) if lo == n => Some(Term::cmp_rel(Rel::Le, n.clone(), Term::var(i.clone()))),
            _ => None,
        };
        self.scope.vars.iter().filter_map(between).collect()
    }
}

/// Of two consecutive integers the product is not negative: `(n + k)*(n + k + 1) >= 0`, for the `k` that tell small `n` from others.
fn consecutive(square: &Poly, n: &Term) -> impl Iterator<Item = Poly> {
    (-2..=1).map(move |k: i64| {
        let mut p = square.clone();
        p.add_scaled(&Poly::monomial(vec![(Atom::Term(n.clone()), 1)], Rational::one()), &Rational::integer(2 * k + 1));
        p.add_scaled(&Poly::constant(Rational::integer(k * (k + 1))), &Rational::one());
        p
    })
}

fn side_of(prop: &Term, side: usize) -> &Term {
    match prop.node() {
        Node::Cmp(_, a, b) => {
            if side == 0 {
                a
            } else {
                b
            }
        }
        _ => prop,
    }
}

/// `p >= 0` (`p > 0`) for what a comparison says.
fn inequalities(prop: &Term) -> Vec<(Poly, bool)> {
    let Node::Cmp(rel, a, b) = prop.node() else { return Vec::new() };
    let Some(p) = ring::difference(b, a) else { return Vec::new() };
    match rel {
        Rel::Lt => vec![(p, true)],
        Rel::Le => vec![(p, false)],
        Rel::Eq => vec![(p.scaled(&Rational::integer(-1)), false), (p, false)],
        Rel::Ne => Vec::new(),
    }
}

fn shares(prop: &Term, known: &[Monomial]) -> bool {
    let Node::Cmp(_, a, b) = prop.node() else { return false };
    ring::difference(b, a).is_some_and(|p| p.0.keys().any(|m| !m.is_empty() && known.contains(m)))
}

/// The closed subterms of an atom.
fn collect_atoms(atom: &Atom, out: &mut Vec<Term>) {
    match atom {
        Atom::Term(t) => {
            t.any(&mut |s| {
                if s.is_closed() && s.as_num().is_none() && out.len() < 64 && !out.contains(s) {
                    out.push(s.clone());
                }
                out.len() >= 64
            });
        }
        Atom::Inverse(p) => p.0.keys().flatten().for_each(|(a, _)| collect_atoms(a, out)),
    }
}

/// The compound subterms of a fact that mention all its binders; where none does, those that mention one.
fn collect_patterns(prop: &Term, binders: &[(Name, Dom)]) -> Vec<Term> {
    let complete = patterns_with(prop, &|s| binders.iter().all(|(n, _)| s.mentions(n)));
    if complete.is_empty() { patterns_with(prop, &|s| binders.iter().any(|(n, _)| s.mentions(n))) } else { complete }
}

fn patterns_with(prop: &Term, wanted: &dyn Fn(&Term) -> bool) -> Vec<Term> {
    let mut out = Vec::new();
    prop.any(&mut |s| {
        let compound = !matches!(s.node(), Node::Var(_) | Node::Cmp(..));
        if compound && s.is_closed() && wanted(s) && !out.contains(s) {
            out.push(s.clone());
        }
        out.len() >= 16
    });
    out
}

/// The values of all these variables under which patterns become targets, where these values are given already: each pattern
/// settles at least one more.
fn matches(patterns: &[Term], targets: &[Term], names: &[&Name], given: Map, out: &mut Vec<Map>) {
    if given.len() == names.len() {
        if !out.contains(&given) {
            out.push(given);
        }
        return;
    }
    for (at, pattern) in patterns.iter().enumerate() {
        for target in targets {
            let mut map = given.clone();
            let new = super::matching::match_term(pattern, target, names, &mut map) && map.len() > given.len();
            if new && out.len() < MAX_INSTANCES {
                matches(patterns.get(at + 1..).unwrap_or_default(), targets, names, map, out);
            }
        }
    }
}
