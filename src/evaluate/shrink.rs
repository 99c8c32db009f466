//! Making a counterexample small: smaller sets and integers first, then simpler entries, one after the other, as long as the
//! step certainly fails. Bounded by a count; the order of trials is fixed.

use super::Counterexample;
use super::arith::{Arith, Num, Q};
use super::code::CDom;
use super::judge::{Judgement, judge};
use super::machine::{Machine, Memo};
use super::model::{Dim, Model};
use super::sample::{Request, meets_constraint};
use super::search::{Evaluator, LARGEST, Lines};
use super::show::show;
use super::smaller::{shrinks, smaller};

type Values = (Num, Num, u32);

/// Trials of a smaller model.
const MAX_TRIALS: u32 = 240;
/// How many trials it counts for when the assumptions have to be met again.
const SOLVING: u32 = 4;

/// How often all entries are gone through: a number far out comes in by halves.
const ROUNDS: u32 = 10;

struct Shrinking<'l> {
    lines: &'l Lines,
    model: Model,
    values: Values,
    fuel: u64,
    trials: u32,
}

/// Total size: what is made small first.
fn extent(model: &Model) -> (usize, u64) {
    (model.sizes.iter().sum(), model.integers.iter().map(|n| n.unsigned_abs()).fold(0, u64::saturating_add))
}

/// The largest size or integer.
fn reach(model: &Model) -> usize {
    let integers = model.integers.iter().map(|n| usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX));
    model.sizes.iter().copied().chain(integers).max().unwrap_or(0)
}

fn complexity(value: &Num) -> u64 {
    value.as_q().map_or(1000, Q::complexity)
}

impl Evaluator<'_> {
    /// The smallest counterexample found from this one.
    pub(super) fn shrunk(&mut self, model: Model, lines: &Lines, values: Values, fuel: u64) -> Counterexample {
        let mut state = Shrinking { lines, model, values, fuel, trials: 0 };
        self.shrink_shape(&mut state);
        self.shrink_by_one(&mut state);
        for _ in 0..ROUNDS {
            if !self.shrink_entries(&mut state) {
                break;
            }
        }
        let (left, right, precision) = &state.values;
        show(&self.program, &state.model, lines, left, right, *precision, fuel.max(200_000))
    }

    /// Does the step fail in this model, too? Then it is the new one.
    fn adopt(&mut self, state: &mut Shrinking<'_>, model: Model) -> bool {
        if state.trials >= MAX_TRIALS || state.fuel == 0 {
            return false;
        }
        state.trials += 1;
        let lines = state.lines;
        let fuel = state.fuel.min(200_000);
        let (judgement, spent) = judge(&self.program, &model, &lines.left, lines.claim, &lines.right, fuel);
        state.fuel = state.fuel.saturating_sub(spent + 20);
        let Judgement::Fails { left, right, precision } = judgement else { return false };
        state.model = model;
        state.values = (left, right, precision);
        true
    }

    fn shrink_shape(&mut self, state: &mut Shrinking<'_>) {
        for largest in 1..=3 {
            self.try_shapes(state, 10, Request { seed: 7, number: 0, attempt: 0, largest, extreme: false });
        }
        for largest in 4..LARGEST {
            if largest >= reach(&state.model) {
                break;
            }
            self.try_shapes(state, 4, Request { seed: 7, number: 0, attempt: 0, largest, extreme: true });
        }
    }

    /// Takes away one element or one integer after the other.
    fn shrink_by_one(&mut self, state: &mut Shrinking<'_>) {
        let sets = state.lines.binders.iter().zip(&state.lines.slots);
        let fixed: Vec<(usize, usize)> = sets
            .filter_map(|(binder, slot)| match binder.dom {
                CDom::Set(id) => Some((id, *slot)),
                CDom::Range(..) | CDom::Unknown => None,
            })
            .collect();
        loop {
            let shrinks = shrinks(&self.program, &state.model);
            let adopted = shrinks.into_iter().any(|shrink| {
                let small = smaller(&self.program, &state.model, shrink, &fixed);
                small.and_then(|small| self.settled(state, small)).is_some_and(|small| self.adopt(state, small))
            });
            if !adopted {
                return;
            }
        }
    }

    /// The model after the assumptions have been met again, if it still meets everything.
    fn settled(&mut self, state: &mut Shrinking<'_>, mut model: Model) -> Option<Model> {
        let lines = state.lines;
        let fixed: Vec<i64> = lines.slots.iter().filter_map(|s| model.vars.get(*s).copied().flatten()).collect();
        if !self.program.assumes.is_empty() {
            if state.trials >= MAX_TRIALS {
                return None;
            }
            state.trials += SOLVING;
            model.implicit.clear();
            model.tables.iter_mut().for_each(|t| t.rules.clear());
            model = self.solver.solve(&self.program, model)?;
        }
        self.meets_declarations(&model, lines, &fixed).then_some(model)
    }

    /// Tries so many models like the one requested.
    fn try_shapes(&mut self, state: &mut Shrinking<'_>, count: usize, request: Request) {
        for number in 0..count {
            let Some(model) = self.build(Request { number, ..request }, state.lines) else { continue };
            if extent(&model) < extent(&state.model) {
                self.adopt(state, model);
            }
        }
    }

    /// Tries simpler values for every entry that the lines ask for.
    fn shrink_entries(&mut self, state: &mut Shrinking<'_>) -> bool {
        let mut changed = false;
        for (table, position) in self.entries_used(&state.model, state.lines) {
            let law = self.program.tables.get(table).and_then(|t| t.decl.law);
            let candidates = match law {
                Some(outcomes) => laws(&state.model, table, position, outcomes),
                None => simpler(&state.model, table, position),
            };
            for candidate in candidates {
                let Some(model) = self.changed(state, table, &candidate) else { continue };
                if self.adopt(state, model) {
                    changed = true;
                    break;
                }
            }
        }
        changed
    }

    fn entries_used(&self, model: &Model, lines: &Lines) -> Vec<(usize, usize)> {
        let mut machine = Machine::new(&self.program, model, Arith::new(128, 400_000), Memo::default());
        let defined = |(t, p): &(usize, usize)| model.tables.get(*t).is_some_and(|data| data.rule(*p).is_none());
        lines.entries(&mut machine, model).into_iter().filter(defined).collect()
    }

    /// The model with these entries changed, if it still meets everything.
    fn changed(&mut self, state: &mut Shrinking<'_>, table: usize, entries: &[(usize, Num)]) -> Option<Model> {
        let info = self.program.tables.get(table)?;
        let mut ar = Arith::new(128, 10_000);
        // A law's mirror image need not be one.
        if info.decl.constraint.onehot || (info.decl.constraint.symmetric && info.decl.law.is_some()) {
            return None;
        }
        let mut model = state.model.clone();
        for (position, value) in entries {
            if meets_constraint(value, &info.decl, &mut ar) != Ok(true) {
                return None;
            }
            let data = model.tables.get_mut(table)?;
            *data.data.get_mut(*position)? = value.clone();
            if info.decl.constraint.symmetric {
                let mut places = data.places(*position);
                places.reverse();
                let mirror = data.at_places(&places);
                *data.data.get_mut(mirror)? = value.clone();
            }
        }
        self.settled(state, model)
    }
}

/// Simpler values for one entry.
fn simpler(model: &Model, table: usize, position: usize) -> Vec<Vec<(usize, Num)>> {
    let Some(now) = model.tables.get(table).and_then(|t| t.data.get(position)) else { return Vec::new() };
    let simple = [Q::ZERO, Q::ONE, Q::int(-1), Q::int(2), Q::frac(1, 2), Q::int(-2), Q::int(3), Q::frac(1, 3)];
    let halves = now.as_q().map_or_else(Vec::new, halved);
    let better = simple.into_iter().chain(halves).map(Num::Rat).filter(|v| complexity(v) < complexity(now));
    better.map(|v| vec![(position, v)]).collect()
}

/// Numbers close by that take half as much to write: a large integer halved, a fraction over half of its denominator; then an
/// integer by one.
fn halved(q: &Q) -> Vec<Q> {
    let fraction = q.to_rational();
    let Ok(numerator) = i64::try_from(fraction.numer()) else { return Vec::new() };
    let Ok(denominator) = i64::try_from(fraction.denom()) else { return Vec::new() };
    if denominator == 1 {
        return vec![Q::int(numerator / 2), Q::int(numerator - numerator.signum())];
    }
    let half = (denominator / 2).max(1);
    let Some(scaled) = numerator.checked_mul(half) else { return Vec::new() };
    let floor = scaled.div_euclid(denominator);
    vec![Q::frac(floor, half), Q::frac(floor.saturating_add(1), half)]
}

/// Simpler laws for the condition of one entry; only asked for at its first outcome.
fn laws(model: &Model, table: usize, position: usize, outcomes: usize) -> Vec<Vec<(usize, Num)>> {
    let Some(data) = model.tables.get(table) else { return Vec::new() };
    let conditions: usize = data.dims.iter().skip(outcomes).map(Dim::len).product::<usize>().max(1);
    let many = data.data.len() / conditions;
    let condition = position % conditions;
    if position != condition || many < 2 {
        return Vec::new();
    }
    let n = i64::try_from(many).unwrap_or(2);
    let place = |i: usize| i * conditions + condition;
    let uniform = (0..many).map(|i| (place(i), Num::frac(1, n))).collect();
    // All equal but the first, and the first two only.
    let skewed = (0..many).map(|i| (place(i), Num::frac(if i == 0 { 2 } else { 1 }, n + 1))).collect();
    let sure = (0..many).map(|i| (place(i), Num::int(i64::from(i == 0)))).collect();
    let now: u64 = (0..many).filter_map(|i| data.data.get(place(i))).map(complexity).fold(0, u64::saturating_add);
    let candidates: Vec<Vec<(usize, Num)>> = vec![sure, uniform, skewed];
    candidates.into_iter().filter(|c| c.iter().map(|(_, v)| complexity(v)).sum::<u64>() < now).collect()
}
