//! Inequalities: `0 <= t` for the difference `t` of two lines, by taking from it what is certainly not negative until nothing is left.
//!
//! One step of the search writes `t = n + (t - n)` with an `n` that a basic inequality shows not to be negative (a square, the distance
//! of a convex function from its tangent, a Lagrange identity, a cited inequality times a factor of known sign, a sum whose terms are not
//! negative) and goes on with the normal form of `t - n`, which must be simpler. Products are taken factor by factor, absolute
//! values and indicators case by case, extrema at an index where they are attained. Nothing here is believed: the kernel
//! checks the [`Sign`] that comes out.

mod contractions;
mod expansions;
mod facts;
mod likeness;
mod means;
mod middles;
mod parts;
mod scales;
mod shifts;
mod sizes;
mod squares;
mod structure;
mod sums;
mod tangents;
mod tilted;
mod variance;
mod weights;
mod written;

use super::cases::{at, root};
use super::equation::{self, Equation, Use};
use super::search::{Order, Universe};
use crate::kernel::obligation::{Binder, Condition, Relation, Signature};
use crate::normal::poly::{self, Poly};
use crate::normal::{Allowed, Context, Label, Normaliser, Oracle};
use crate::rule::inequality::{Sign, excess, ordered};
use crate::rule::{Move, Reason, Rule, Script};
use crate::term::{Fun, Name, Node, Rel, Term};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Deepest nesting of a proof and most terms looked at, attempt by attempt: short proofs are found before long ones are tried.
const ROUNDS: [(usize, usize); 3] = [(3, 60), (5, 100), (10, 160)];

/// By how many addends a term may grow in the step of an induction.
const MOST_GROWTH: usize = 3;
/// How often.
const MOST_GROWTHS: usize = 3;

/// The reasons for steps that are no equations.
pub(super) const ORDERINGS: &[Reason] = &[
    Reason::Monotone,
    Reason::Square,
    Reason::Jensen,
    Reason::Gibbs,
    Reason::CauchySchwarz,
    Reason::AmGm,
    Reason::Triangle,
    Reason::Cases,
];

/// The reasons for what signs alone show, the most telling first.
pub(super) fn reasons_by_shape(left: &Term, right: &Term) -> Vec<Reason> {
    let has = |test: &dyn Fn(&Node) -> bool| [left, right].iter().any(|t| t.any(&mut |s| test(s.node())));
    let two = |e: &Term| e.as_num().and_then(crate::number::Rational::to_i64).is_some_and(|n| n % 2 == 0);
    let mut first = Vec::new();
    if has(&|n| matches!(n, Node::Fun(Fun::Abs, _))) {
        first.push(Reason::Triangle);
    }
    if has(&|n| matches!(n, Node::Pow(_, e) if two(e))) {
        first.push(Reason::Square);
    }
    first.extend(ORDERINGS.iter().filter(|r| !first.contains(r)).copied().collect::<Vec<_>>());
    first
}

/// What was found: the sign of the difference, and what it used.
pub(super) struct FoundOrder {
    pub sign: Sign,
    pub used: BTreeSet<Label>,
}

/// One attempt under one set of switches.
pub(super) struct Engine<'a> {
    signature: &'a Signature,
    oracle: &'a dyn Oracle,
    universe: &'a Universe,
    allowed: Allowed,
    fuel: u64,
    /// Terms that may still be looked at.
    terms: usize,
    /// Deepest nesting.
    limit: usize,
    /// May assumptions and earlier results be used?
    cites: bool,
    /// Are equations that are assumed carried out in every normal form?
    rewrites: bool,
    /// Are sums over sets with named elements left as they are?
    whole: bool,
    /// How often what a hypothesis takes away may leave more addends behind (in the step of an induction).
    growths: usize,
    /// At how many places of lines that are alike the prover may still be asked.
    places: usize,
    /// How many results may still be cited one after the other there.
    hops: usize,
    /// What may be cited there.
    statements: Rc<[Order]>,
    used: BTreeSet<Label>,
    /// Signs that would have helped.
    wanted: BTreeSet<Condition>,
    /// Terms whose sign was not found, with the hypotheses under which it was sought.
    failed: BTreeSet<(Vec<Term>, Term, bool)>,
    /// What is being looked at on another scale: what comes back to it goes round in a circle.
    scaled: Vec<Term>,
}

/// Looks for a proof of `left relation right`: first with the rules alone, then with the definitions unfolded. With `cited`, one without
/// what may be cited does not do.
pub(super) fn prove(
    signature: &Signature,
    oracle: &dyn Oracle,
    universe: &Universe,
    (relation, left, right): (Relation, &Term, &Term),
    cited: bool,
    fuel: &mut u64,
) -> Result<FoundOrder, BTreeSet<Condition>> {
    let mut wanted = BTreeSet::new();
    let Some((difference, strict)) = excess(relation, left, right) else { return Err(wanted) };
    let rules = Allowed { reasons: universe.reasons.clone(), ..Allowed::default() };
    let all = Allowed { definitions: universe.definitions.iter().cloned().collect(), ..rules.clone() };
    let outer = outer_definitions(signature, &all, [left, right]);
    let mut levels = vec![rules];
    levels.extend(outer.map(|definitions| Allowed { definitions, ..all.clone() }));
    if !universe.definitions.is_empty() {
        levels.push(all);
    }
    let inductive = universe.orders.iter().any(|o| o.hypothesis);
    // What is cited may lead astray: a proof without it is looked for first.
    let simplifying = universe.equations.iter().any(simplifies);
    let citing: &[(bool, bool)] = match (universe.orders.is_empty(), simplifying) {
        _ if inductive => &[(true, false)],
        (true, false) => &[(false, false)],
        (false, false) => &[(false, false), (true, false)],
        (_, true) => &[(false, false), (true, false), (true, true)],
    };
    let apt: Vec<(bool, bool)> = citing.iter().filter(|(cites, _)| *cites || !cited).copied().collect();
    let citing = apt.as_slice();
    if citing.is_empty() {
        return Err(wanted);
    }
    // What can be written out, element by element, is looked at as a whole first.
    let written = |s: &Term| s.binder_parts().is_some_and(|(dom, ..)| crate::normal::whole_first(signature, dom));
    let wholes: &[bool] = if difference.any(&mut |s| written(s)) { &[true, false] } else { &[false] };
    let rounds = || {
        let citing = move || citing.iter().flat_map(move |cites| wholes.iter().map(move |whole| (*cites, *whole)));
        // The step of an induction is never short.
        ROUNDS
            .iter()
            .skip(usize::from(inductive))
            .flat_map(move |round| citing().map(move |(cites, whole)| (*round, cites, whole)))
    };
    if let Some((smaller, larger, false)) = ordered(relation, left, right) {
        for (allowed, (cites, rewrites)) in levels.iter().flat_map(|allowed| citing.iter().map(move |cites| (allowed, *cites))) {
            let mut engine = Engine::new(signature, oracle, universe, allowed.clone(), *fuel / 8);
            (engine.cites, engine.rewrites, engine.whole) = (cites, rewrites, true);
            if let Some(sign) = engine.by_likeness(smaller, larger) {
                return Ok(FoundOrder { sign, used: engine.used });
            }
        }
    }
    for (allowed, whole) in levels.iter().flat_map(|allowed| wholes.iter().map(move |whole| (allowed, *whole))) {
        for rewrites in if simplifying { [false, true].as_slice() } else { &[false] } {
            let mut engine = Engine::new(signature, oracle, universe, allowed.clone(), *fuel / 8);
            (engine.whole, engine.rewrites) = (whole, *rewrites);
            if let Some(sign) = engine.by_factors(&difference, (relation, left, right)) {
                return Ok(FoundOrder { sign, used: engine.used });
            }
        }
    }
    for allowed in &levels {
        let mut engine = Engine::new(signature, oracle, universe, allowed.clone(), *fuel / 4);
        (engine.limit, engine.terms, engine.whole) = (ROUNDS[0].0, ROUNDS[0].1, true);
        if let Some(sign) = engine.by_written(&difference, strict) {
            return Ok(FoundOrder { sign, used: engine.used });
        }
    }
    let growths: &[usize] = if inductive { &[0, MOST_GROWTHS] } else { &[0] };
    // No attempt may spend what a later one needs; what an earlier one leaves is there for the later ones.
    let mut left = (levels.len() * rounds().count() * growths.len()) as u64;
    for (allowed, growths) in levels.iter().flat_map(|allowed| growths.iter().map(move |growths| (allowed, *growths))) {
        for ((limit, terms), cites, whole) in rounds() {
            let share = *fuel / left;
            left -= 1;
            let mut engine = Engine::new(signature, oracle, universe, allowed.clone(), share);
            (engine.limit, engine.terms, engine.whole) = (limit, terms, whole);
            (engine.cites, engine.rewrites) = cites;
            engine.growths = growths;
            let sign = engine.prove(&Context::default(), &difference, strict, 0);
            *fuel = fuel.saturating_sub(share.saturating_sub(engine.fuel));
            match sign {
                Some(sign) => return Ok(FoundOrder { sign, used: engine.used }),
                // What the plainest attempt lacks is what a reader can supply.
                None if wanted.is_empty() => wanted = engine.wanted,
                None => {}
            }
        }
    }
    Err(wanted)
}

/// Definitions that the lines name, without those of which others of them are made: `F = 2*p*r/(p + r)` is compared with `p` and `r`.
/// `None` where the lines name no such parts.
fn outer_definitions(signature: &Signature, all: &Allowed, lines: [&Term; 2]) -> Option<BTreeSet<Name>> {
    let named = |d: &Name, t: &Term| t.any(&mut |s| matches!(s.node(), Node::App(name, _) if name == d));
    let stated: Vec<&Name> = all.definitions.iter().filter(|d| lines.iter().any(|t| named(d, t))).collect();
    let within = |d: &Name| {
        let bodies = stated.iter().filter(|other| **other != d).filter_map(|other| signature.definitions.get(*other));
        bodies.into_iter().any(|other| named(d, &other.body))
    };
    let outer: BTreeSet<Name> = stated.iter().filter(|d| !within(d)).map(|d| (*d).clone()).collect();
    (!outer.is_empty() && outer.len() < stated.len()).then_some(outer)
}

/// An equation that says what something is, for use in every normal form: an assumption or a stated result, from left to right.
fn simplifies(equation: &Equation) -> bool {
    equation.way == Use::Forward && equation.meant && !equation.hypothesis
}

/// `0 <= t`, or `0 < t`
fn sign_of(t: &Term, strict: bool) -> Term {
    Term::cmp_rel(if strict { Rel::Lt } else { Rel::Le }, Term::int(0), t.clone())
}

/// How many binders of the context are opened along a path.
fn opened(context: &Context) -> usize {
    context.binders.iter().filter(|b| b.name.is_opened()).count()
}

impl<'a> Engine<'a> {
    fn new(signature: &'a Signature, oracle: &'a dyn Oracle, universe: &'a Universe, allowed: Allowed, fuel: u64) -> Self {
        Engine {
            signature,
            oracle,
            universe,
            allowed,
            fuel,
            terms: 0,
            limit: 0,
            cites: false,
            rewrites: false,
            whole: false,
            growths: 0,
            places: 0,
            hops: 0,
            statements: Rc::default(),
            used: BTreeSet::new(),
            wanted: BTreeSet::new(),
            failed: BTreeSet::new(),
            scaled: Vec::new(),
        }
    }

    /// Notes a sign that would have helped, unless it is the opposite that holds, or only one of several cases is at stake.
    fn want(&mut self, context: &Context, prop: &Term) {
        let negated = crate::rule::proposition::negate(prop);
        let odd =
            |s: &Term| s.as_num().is_some_and(crate::number::Rational::is_negative) || matches!(s.node(), Node::Fun(Fun::Log, _));
        let hopeless = prop.any(&mut |s| odd(s)) || negated.is_some_and(|n| self.holds(context, &n));
        if context.hypotheses.is_empty() && !hopeless && crate::normal::addends(prop).len() == 1 {
            self.wanted.insert(context.condition(prop));
        }
    }

    /// The first of the reasons that may be used; it is credited.
    fn credit(&mut self, reasons: &[Reason]) -> Option<()> {
        let reason = reasons.iter().find(|r| self.universe.reasons.contains(r))?;
        self.used.insert(Label::Reason(*reason));
        Some(())
    }

    fn permits(&self, reasons: &[Reason]) -> bool {
        reasons.iter().any(|r| self.universe.reasons.contains(r))
    }

    fn holds(&mut self, context: &Context, prop: &Term) -> bool {
        let before = self.oracle.work();
        let answer = self.oracle.holds(context, prop);
        self.fuel = self.fuel.saturating_sub(1 + self.oracle.work().saturating_sub(before) / 4);
        answer
    }

    fn nonnegative(&mut self, context: &Context, t: &Term) -> bool {
        self.holds(context, &sign_of(t, false))
    }

    /// Tries something; forgets what it used if it fails.
    fn tentative<R>(&mut self, f: impl FnOnce(&mut Self) -> Option<R>) -> Option<R> {
        let used = self.used.clone();
        let result = f(self);
        if result.is_none() {
            self.used = used;
        }
        result
    }

    /// The normal form of a term at a place, with the moves to it.
    fn normal(&mut self, context: &Context, t: &Term) -> Option<(Term, Script)> {
        let mut run = Normaliser::new(self.signature, self.oracle, self.allowed.clone(), self.fuel).at(context);
        run.whole = self.whole;
        let mut result = run.normalise(t);
        let equations = self.universe.equations.iter().filter(|e| self.rewrites && simplifies(e));
        for equation in equations {
            let before = result?;
            result = Some(equation::settle_with_recursions(&mut run, equation, &before).unwrap_or(before));
        }
        self.fuel = run.fuel;
        let script = std::mem::take(&mut run.script);
        let result = result?;
        self.used.extend(std::mem::take(&mut run.fired));
        Some((result, script))
    }

    /// The same without a trace.
    fn normal_aside(&mut self, context: &Context, t: &Term) -> Option<Term> {
        let used = self.used.clone();
        let result = self.normal(context, t);
        self.used = used;
        result.map(|(t, _)| t)
    }

    /// `0 <= t` (`0 < t`), for any term.
    fn prove(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        self.tentative(|s| {
            let (normal, script) = s.normal(context, t)?;
            let sign = s.with_facts(context, &normal, strict, depth)?;
            Some(after(script, sign))
        })
    }

    /// `0 <= t` (`0 < t`), for a term in normal form.
    fn positive(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let question = (context.hypotheses.clone(), t.clone(), strict);
        if depth >= self.limit || self.terms == 0 || self.fuel == 0 || self.failed.contains(&question) || self.scaled.contains(t)
        {
            return None;
        }
        self.terms -= 1;
        if self.holds(context, &sign_of(t, strict)) {
            return Some(Sign::Judged);
        }
        if t.as_num().is_some() {
            return None;
        }
        let (first, mixed) = (self.growths > 0, parts::mixes_sizes(t));
        let found = self
            .tentative(|s| if first { s.by_hypotheses(context, t, strict, depth) } else { None })
            .or_else(|| self.tentative(|s| s.by_product(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_tilted(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_soft_extremum(context, t, strict, depth)))
            .or_else(|| self.by_contraction(context, t, strict, depth))
            .or_else(|| self.tentative(|s| s.by_conditions(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| if mixed { s.by_alternatives(context, t, strict, depth) } else { None }))
            .or_else(|| self.tentative(|s| s.by_squares(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_alternatives(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_lagrange(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_entries(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_probabilities(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_pairs(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_spread(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_variance(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_joint_logarithms(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_sums(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_means(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_termwise(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_attaining(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_tangents(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_hypotheses(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_order_of_arguments(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_order_of_exponents(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_roots(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_triangle(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_expansions(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_shift(context, t, strict)))
            .or_else(|| self.tentative(|s| s.by_scaling(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_exponential(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_logarithm(context, t, strict, depth)))
            .or_else(|| self.tentative(|s| s.by_cited_addends(context, t, strict, depth)));
        if found.is_none() && self.terms > 0 {
            self.failed.insert(question);
        }
        found
    }

    /// `t = n + (t - n)`: the sign of `n` is known; that of the normal form of `t - n` is sought, if it is simpler than `t`.
    fn subtract(&mut self, context: &Context, t: &Term, n: (Term, Sign), strict: bool, depth: usize) -> Option<Sign> {
        self.take_away(context, t, n, [false, strict], false, depth)
    }

    /// The same; `n` is positive, where the first of the signs is strict; `t - n` need not be simpler where that is said.
    fn take_away(
        &mut self,
        context: &Context,
        t: &Term,
        n: (Term, Sign),
        strict: [bool; 2],
        free: bool,
        depth: usize,
    ) -> Option<Sign> {
        let (n, n_sign) = n;
        let [by_n, strict] = strict;
        let (normal, moves) = self.parted(context, t, n)?;
        let (before, after) = (parts::complexity(t), parts::complexity(&normal));
        let logs = parts::transcendental_addends;
        let fewer = || after.0 <= before.0 && after.1 <= before.1 && logs(&normal) < logs(t);
        let simple = normal.as_num().is_some() || after < before || fewer();
        // What the hypothesis of an induction takes away is what the line has in common with the one before, however the rest looks.
        let grown = !simple && free && self.growths > 0 && after.1 <= before.1 + MOST_GROWTH;
        if !simple && !grown && !self.holds(context, &sign_of(&normal, strict)) {
            return None;
        }
        self.growths -= usize::from(grown);
        let sign = self.positive(context, &normal, strict, depth + 1);
        self.growths += usize::from(grown);
        let sign = sign?;
        Some(Sign::Rewrite(moves, Box::new(Sign::Sum(vec![n_sign, sign], usize::from(!by_n)))))
    }

    /// The same with a rest that need not look simpler.
    fn leaving(&mut self, context: &Context, t: &Term, n: (Term, Sign), strict: bool, depth: usize) -> Option<Sign> {
        let (normal, moves) = self.parted(context, t, n.0)?;
        let rest = self.positive(context, &normal, strict, depth + 1)?;
        Some(rejoined(moves, n.1, rest))
    }

    /// `t = n + (t - n)`: the normal form of `t - n`, and the moves to the sum of `n` and that.
    fn parted(&mut self, context: &Context, t: &Term, n: Term) -> Option<(Term, Script)> {
        let rest = Term::sub(t.clone(), n.clone());
        let split = Rule::Ring(Term::new(Node::Add(vec![n, rest.clone()])));
        self.oracle.admits(context, t, &split)?;
        let (normal, script) = self.normal(context, &rest)?;
        let moves = std::iter::once(root(split)).chain(at(&[1], script)).collect();
        Some((normal, moves))
    }

    /// The move from a normal form back to a term that has it.
    fn back(&mut self, context: &Context, t: &Term, to: Term) -> Option<Move> {
        let (normal, script) = self.normal(context, &to)?;
        let rule = Rule::Back(to, script);
        let admitted = normal == *t && self.oracle.admits(context, t, &rule).is_some();
        admitted.then(|| Move { path: Vec::new(), rule })
    }
}

/// The sign after these moves.
fn after(moves: Script, sign: Sign) -> Sign {
    if moves.is_empty() { sign } else { Sign::Rewrite(moves, Box::new(sign)) }
}

/// `n + r` after these moves, by the signs of both; where a strict one is asked, that of the rest is.
fn rejoined(moves: Script, n: Sign, rest: Sign) -> Sign {
    Sign::Rewrite(moves, Box::new(Sign::Sum(vec![n, rest], 1)))
}

/// The context with one more opened index.
fn under(context: &Context, dom: &crate::term::Dom, guard: &Term) -> (Context, Term) {
    let name = Name::opened(opened(context));
    let var = Term::var(name.clone());
    let mut inner = context.clone();
    inner.binders.push(Binder { name, dom: dom.clone(), guard: guard.open(&var) });
    (inner, var)
}

/// The polynomial of a normal form.
fn polynomial(t: &Term) -> Option<Poly> {
    poly::poly(t)
}
