//! Induction: finds a variable, a generalisation, and the proofs of the cases.
//!
//! The statement is the equation of two lines with an integer made variable: an index of the step that runs over a range, or a
//! declared integer with a lower bound. The other indices are generalised with it. Each case is a search of its own; in the last
//! one the hypothesis is an equation like an assumption, at the values before, and what ranges have gained is split off.
//! A telescoping sum is one whose closed form is proved so: where that is the reason that is stated, it is the one that is named.
//! Nothing here is believed: the kernel works out the cases again and checks their proofs.

use super::KernelOracle;
use super::equation::{self, Equation, Use};
use super::inequality::{self, FoundOrder};
use super::powers;
use super::ranges::{self, Frontier};
use super::search::{self, Found, Order, Stand, Universe};
use crate::kernel::check::induction::{Case, Hypothesis, cases};
use crate::kernel::obligation::{Binder, Relation};
use crate::kernel::session::Session;
use crate::normal::{Allowed, Bound, Context, Label, Normaliser, Oracle, bound, poly};
use crate::rule::inequality::Sign;
use crate::rule::proposition::conjuncts;
use crate::rule::{Induction, Move, Reason, Rule, Script, Sides};
use crate::term::{Dom, Name, Node, Term};
use std::collections::BTreeSet;

/// Inductions inside inductions.
const MOST_NESTED: usize = 2;
/// Statements that are tried for one pair of lines.
const MOST_STATEMENTS: usize = 6;
/// First cases that are proved one by one.
const MOST_BASES: usize = 2;
/// What the induction of an inequality brings along.
const CARRIED: [Reason; 4] = [Reason::Monotone, Reason::Cases, Reason::Square, Reason::SplitEnd];

/// Looks for an induction that proves `left = right`; gives the move on the left line.
pub(super) fn prove(
    stand: Stand<'_>,
    oracle: &dyn Oracle,
    universe: &Universe,
    left: &Term,
    right: &Term,
    fuel: &mut u64,
) -> Option<(Script, BTreeSet<Label>)> {
    let reason = [Reason::Induction, Reason::Telescope].into_iter().find(|r| universe.reasons.contains(r))?;
    if stand.level >= MOST_NESTED {
        return None;
    }
    let statements = statements(stand, Relation::Eq, left, right);
    let share = *fuel / 2;
    let (most_bases, most) = if stand.level == 0 { (MOST_BASES, MOST_STATEMENTS) } else { (1, 2) };
    let statements = statements.get(..most).unwrap_or(&statements);
    first_proved(stand, universe, statements, most_bases, share, fuel, &mut |induction, mut used| {
        let rule = Rule::Induction(Box::new(induction));
        oracle.admits(&Context::default(), left, &rule)?;
        used.remove(&Label::Reason(Reason::Induction));
        used.insert(Label::Reason(reason));
        Some((vec![Move { path: Vec::new(), rule }], used))
    })
}

/// The first statement whose cases are all proved and that is accepted, from so many first cases each with a share of the fuel.
fn first_proved<R>(
    stand: Stand<'_>,
    universe: &Universe,
    statements: &[Induction],
    most_bases: usize,
    share: u64,
    fuel: &mut u64,
    accept: &mut dyn FnMut(Induction, BTreeSet<Label>) -> Option<R>,
) -> Option<R> {
    for bases in 1..=most_bases {
        for statement in statements {
            let mut mine = share.min(*fuel);
            let before = mine;
            let proved = prove_cases(stand, universe, statement, bases, &mut mine);
            *fuel = fuel.saturating_sub(before - mine);
            if let Some(accepted) = proved.and_then(|(induction, used)| accept(induction, used)) {
                return Some(accepted);
            }
        }
    }
    None
}

/// Looks for an induction that proves `left relation right`, an order.
pub(super) fn prove_order(
    stand: Stand<'_>,
    universe: &Universe,
    (relation, left, right): (Relation, &Term, &Term),
    fuel: &mut u64,
) -> Option<FoundOrder> {
    if !universe.reasons.contains(&Reason::Induction) {
        return None;
    }
    let statements = statements(stand, relation, left, right);
    let share = *fuel / 3 * 2;
    // Whoever says `induction` of an inequality means that its step keeps the order.
    let mut universe = universe.clone();
    universe.reasons.extend(CARRIED);
    let statements = statements.get(..MOST_STATEMENTS).unwrap_or(&statements);
    first_proved(stand, &universe, statements, MOST_BASES, share, fuel, &mut |induction, mut used| {
        used.retain(|l| !CARRIED.iter().any(|r| *l == Label::Reason(*r)));
        used.insert(Label::Reason(Reason::Induction));
        Some(FoundOrder { sign: Sign::Induction(Box::new(induction)), used })
    })
}

/// What may be stated, the most promising first.
fn statements(stand: Stand<'_>, relation: Relation, left: &Term, right: &Term) -> Vec<Induction> {
    let mut out = Vec::new();
    let occurs = |t: &Term| [left, right].into_iter().any(|side| side.any(&mut |s| s == t));
    for binder in stand.vars.iter().rev() {
        let Dom::Range(low, high) = &binder.dom else { continue };
        let variable = Term::var(binder.name.clone());
        if !occurs(&variable) {
            continue;
        }
        let guarded = guarded_range(binder, low, high);
        if let Some((argument, by)) = shifted([left, right], &variable) {
            out.push(state(stand, &argument, by, &binder.name, low, high, false, (relation, left, right)));
        }
        for (low, high) in guarded.iter().map(|(a, b)| (a, b)).chain([(low, high)]) {
            for downward in [false, true] {
                out.push(state(stand, &variable, 0, &binder.name, low, high, downward, (relation, left, right)));
            }
        }
    }
    for (name, declared) in &stand.signature.integers {
        let constant = Term::app(name.clone(), Vec::new());
        if !occurs(&constant) {
            continue;
        }
        // What is known to lie below: the declared bound, or a variable that runs up to it.
        let below = stand.vars.iter().filter_map(|b| match &b.dom {
            Dom::Range(_, high) if *high == constant => Some(Term::var(b.name.clone())),
            _ => None,
        });
        for low in declared.lower.iter().cloned().chain(below) {
            out.push(state(stand, &constant, 0, name, &low, &constant, false, (relation, left, right)));
        }
    }
    out
}

/// `k in 1..n, k >= 2` as the range that it is; `None` where no guard bounds the variable.
fn guarded_range(binder: &Binder, low: &Term, high: &Term) -> Option<(Term, Term)> {
    let (mut from, mut to) = (low.clone(), high.clone());
    for g in conjuncts(&binder.guard) {
        match bound(&g, &binder.name) {
            Some(Bound::Below(end)) => from = end,
            Some(Bound::Above(end)) => to = end,
            None => {}
        }
    }
    (from != *low || to != *high).then_some((from, to))
}

/// `t - 1` or `t + 1`, where the lines apply names to that and never to `t` itself: what is stated is stated of that integer, over all of the
/// range, since where it leaves the range the lines have no value.
fn shifted(lines: [&Term; 2], variable: &Term) -> Option<(Term, i64)> {
    let applied = |by: i64| {
        let wanted = poly::plus(variable, by)?;
        let mut found = None;
        lines.into_iter().any(|line| {
            line.any(&mut |t| {
                let Node::App(_, args) = t.node() else { return false };
                found = args.iter().find(|a| poly::canonical(a).as_ref() == Some(&wanted)).cloned();
                found.is_some()
            })
        });
        found
    };
    match [-1, 0, 1].map(applied) {
        [Some(argument), None, None] => Some((argument, -1)),
        [None, None, Some(argument)] => Some((argument, 1)),
        _ => None,
    }
}

/// The statement with the integer made a variable, and all that can be made general made general. It is the name plus so much.
#[allow(clippy::too_many_arguments)] // All of them make the statement.
fn state(
    stand: Stand<'_>,
    integer: &Term,
    by: i64,
    name: &Name,
    low: &Term,
    high: &Term,
    downward: bool,
    (relation, left, right): (Relation, &Term, &Term),
) -> Induction {
    let mut taken: Vec<Name> = stand.vars.iter().map(|b| b.name.clone()).collect();
    let variable = fresh(name, &mut taken);
    let here = Term::var(variable.clone());
    let without = poly::plus(&here, -by).filter(|_| by != 0);
    let put = |t: &Term| {
        let t = t.replace(integer, &here);
        without.iter().fold(t, |t, before| t.substitute(&[(name.clone(), before.clone())]))
    };
    let mut map: Vec<(Name, Term)> = Vec::new();
    let (mut others, mut values) = (Vec::new(), vec![integer.clone()]);
    for binder in stand.vars {
        let var = Term::var(binder.name.clone());
        let ends = matches!(&binder.dom, Dom::Range(a, b) if [a, b].iter().any(|end| end.any(&mut |s| s == integer)));
        let used = left.mentions(&binder.name) || right.mentions(&binder.name);
        let bounds = low.mentions(&binder.name) || high.mentions(&binder.name);
        let own_name = by != 0 && binder.name == *name;
        if var == *integer || own_name || bounds || !(used || ends) {
            continue;
        }
        let own = fresh(&binder.name, &mut taken);
        map.push((binder.name.clone(), Term::var(own.clone())));
        let at = |t: &Term| put(t).substitute(&map);
        others.push(Binder { name: own, dom: binder.dom.map(&mut |end| at(end)), guard: at(&binder.guard) });
        values.push(var);
    }
    let at = |t: &Term| put(t).substitute(&map);
    let (left, right) = (at(left), at(right));
    let (low, high) = (low.clone(), high.clone());
    let (bases, step) = (Vec::new(), Sides::default());
    Induction { variable, low, high, downward, others, left, relation, right, bases, step, values, backward: false }
}

/// A name of its own: primes are added until it is.
fn fresh(name: &Name, taken: &mut Vec<Name>) -> Name {
    let mut own = Name::new(&format!("{name}'"));
    while taken.contains(&own) {
        own = Name::new(&format!("{own}'"));
    }
    taken.push(own.clone());
    own
}

fn prove_cases(
    stand: Stand<'_>,
    universe: &Universe,
    statement: &Induction,
    bases: usize,
    fuel: &mut u64,
) -> Option<(Induction, BTreeSet<Label>)> {
    let mut induction = statement.clone();
    induction.bases = vec![Sides::default(); bases];
    let all = cases(stand.vars, stand.hypotheses, &induction);
    let (step, firsts) = all.split_last()?;
    let mut used = BTreeSet::new();
    // A first case has lost the variable; it needs no induction of its own.
    let mut plain = universe.clone();
    plain.reasons.retain(|r| !matches!(r, Reason::Induction | Reason::Telescope));
    for (i, case) in firsts.iter().enumerate() {
        let (sides, labels) = prove_case(stand, &plain, case, fuel)?;
        induction.bases[i] = sides;
        used.extend(labels);
    }
    let inside = in_step(universe, &induction, step, bases);
    let (sides, labels) = prove_case(stand, &inside, step, fuel)?;
    induction.step = sides;
    used.extend(labels);
    Some((induction, used))
}

fn prove_case(stand: Stand<'_>, universe: &Universe, case: &Case, fuel: &mut u64) -> Option<(Sides, BTreeSet<Label>)> {
    let session = Session::of_case(stand.signature, stand.theorems, case).ok()?;
    let oracle = KernelOracle::new(&session);
    let (left, right) = (&case.obligation.left, &case.obligation.right);
    if case.obligation.relation != Relation::Eq {
        return prove_order_case(stand, &oracle, universe, (case.obligation.relation, left, right), fuel);
    }
    let inner = Stand { vars: &case.obligation.vars, hypotheses: &case.hypotheses, level: stand.level + 1, ..stand };
    let Found { left, right, used } = search::search(inner, &oracle, universe, left, right, true, fuel).ok()?;
    Some((Sides { left, right, order: None }, used))
}

/// What ranges have gained is split off, and powers are written by those of the hypothesis; then the sign of the difference is sought:
/// first of the lines as they stand, then with what is defined unfolded.
fn prove_order_case(
    stand: Stand<'_>,
    oracle: &dyn Oracle,
    universe: &Universe,
    statement: (Relation, &Term, &Term),
    fuel: &mut u64,
) -> Option<(Sides, BTreeSet<Label>)> {
    let mentions =
        |name: &Name| [statement.1, statement.2].iter().any(|t| t.any(&mut |s| matches!(s.node(), Node::App(n, _) if n == name)));
    let plain = |name: &&Name| stand.signature.definitions.get(*name).is_some_and(|d| d.recursive.is_none()) && mentions(name);
    let definitions: BTreeSet<Name> = universe.definitions.iter().filter(plain).cloned().collect();
    let share = if definitions.is_empty() { *fuel } else { *fuel / 2 };
    let mut first = share;
    let found = order_case(stand, oracle, universe, &BTreeSet::new(), statement, &mut first);
    *fuel = fuel.saturating_sub(share - first);
    if found.is_some() || definitions.is_empty() {
        return found;
    }
    order_case(stand, oracle, universe, &definitions, statement, fuel)
}

fn order_case(
    stand: Stand<'_>,
    oracle: &dyn Oracle,
    universe: &Universe,
    definitions: &BTreeSet<Name>,
    (relation, left, right): (Relation, &Term, &Term),
    fuel: &mut u64,
) -> Option<(Sides, BTreeSet<Label>)> {
    let mut used = BTreeSet::new();
    let before = universe.orders.iter().filter(|o| o.hypothesis).flat_map(|o| [o.left.clone(), o.right.clone()]);
    let before = Term::add(before.collect());
    let mut split = |t: &Term| {
        let allowed = Allowed { reasons: universe.reasons.clone(), definitions: definitions.clone() };
        let mut run = Normaliser::new(stand.signature, oracle, allowed, *fuel);
        let unfolded = if definitions.is_empty() { None } else { run.tentative(&mut |s| s.normalise(t)) };
        let t = unfolded.unwrap_or_else(|| t.clone());
        let parted = universe.frontier.as_ref().and_then(|frontier| ranges::split_off(&mut run, &t, frontier));
        let parted = parted.unwrap_or(t);
        let parted = at_frontier(&mut run, universe, &parted).unwrap_or(parted);
        let aligned = powers::align(&mut run, &parted, &before, &universe.reasons).unwrap_or(parted);
        *fuel = run.fuel;
        used.extend(run.fired);
        (aligned, run.script)
    };
    let ((left, left_script), (right, right_script)) = (split(left), split(right));
    let found = inequality::prove(stand.signature, oracle, universe, (relation, &left, &right), false, fuel);
    let found = found.ok()?;
    used.extend(found.used);
    Some((Sides { left: left_script, right: right_script, order: Some(found.sign) }, used))
}

/// Equations that say what something is at the variable itself carry the line back to what the hypothesis speaks of.
fn at_frontier(run: &mut Normaliser<'_>, universe: &Universe, line: &Term) -> Option<Term> {
    let frontier = universe.frontier.as_ref()?;
    let (mut line, mut done): (Term, Vec<&Name>) = (line.clone(), Vec::new());
    for equation in universe.equations.iter().filter(|e| !e.hypothesis) {
        if done.contains(&&equation.name) {
            continue;
        }
        let before = line.clone();
        let rewritten = run.tentative(&mut |s| equation::rewrite_at(s, equation, &before, &frontier.variable));
        if let Some(rewritten) = rewritten {
            line = rewritten;
            done.push(&equation.name);
        }
    }
    (!done.is_empty()).then_some(line)
}

/// What may be used in the last case.
fn in_step(universe: &Universe, induction: &Induction, step: &Case, bases: usize) -> Universe {
    let mut inside = universe.clone();
    inside.frontier = Some(Frontier { variable: induction.variable.clone(), downward: induction.downward });
    let Some(hypothesis) = step.hypotheses.last() else { return inside };
    for distance in 1..=i64::try_from(bases).unwrap_or(1) {
        let by = Term::int(if induction.downward { distance } else { -distance });
        let before = Term::add(vec![Term::var(induction.variable.clone()), by]);
        let before = poly::poly(&before).map_or(before, |p| poly::term(&p));
        let own = induction.others.iter().map(|b| Term::var(b.name.clone())).collect::<Vec<Term>>();
        let mut values = vec![before];
        add(&mut inside, hypothesis, &values);
        if !own.is_empty() {
            values.extend(own);
            add(&mut inside, hypothesis, &values);
        }
    }
    inside
}

/// The hypothesis with values for its first variables, as an equation that rewrites.
fn add(universe: &mut Universe, hypothesis: &Hypothesis, given: &[Term]) {
    let statement = hypothesis.statement();
    let map: Vec<(Name, Term)> = statement.binders.iter().zip(given).map(|(b, v)| (b.name.clone(), v.clone())).collect();
    let at = |t: &Term| t.substitute(&map);
    let binders = statement.binders.iter().skip(given.len()).map(|b| Binder {
        name: b.name.clone(),
        dom: b.dom.map(&mut |end| at(end)),
        guard: at(&b.guard),
    });
    let binders: Vec<Binder> = binders.collect();
    if statement.relation != Relation::Eq {
        let order = Order {
            name: hypothesis.name().clone(),
            result: true,
            hypothesis: true,
            given: given.to_vec(),
            binders,
            left: at(&statement.left),
            relation: statement.relation,
            right: at(&statement.right),
        };
        return universe.orders.push(order);
    }
    // Before the assumptions, which may rewrite what the hypothesis speaks of.
    for way in [Use::Solved(2), Use::Solved(1), Use::Solved(0), Use::Backward, Use::Forward] {
        let equation = Equation {
            name: hypothesis.name().clone(),
            result: true,
            meant: true,
            hypothesis: true,
            given: given.to_vec(),
            binders: binders.clone(),
            left: at(&statement.left),
            right: at(&statement.right),
            way,
        };
        universe.equations.insert(0, equation);
    }
}
