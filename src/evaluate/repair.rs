//! Models of inequalities that hold each other in place, by repairing what is violated.
//!
//! `f(t+1) <= f(t) - η/2*g(t)^2`, `g(t)^2 >= 2*μ*(f(t) - f0)`, `f(t) >= f0` leave each value a narrow place that depends on all others: a
//! random model hardly ever lies there, and turning each inequality around for one value leaves only its corners. So the equations
//! are met first, as always, and then one violated inequality after the other is repaired by moving one entry to where
//! the fewest of the inequalities that speak of it are violated (the search of B. Selman, H. Kautz, B. Cohen, "Noise strategies for
//! improving local search", 1994, on linear and quadratic constraints). What comes of it is checked like every other model.

use super::arith::{Num, Q};
use super::assume::{Known, Solver};
use super::choices::{Choice, varied};
use super::code::Program;
use super::model::Model;
use super::random::SplitMix;
use super::residual::{Entry, Instance, discriminant, quadratic, slot, solution, value};
use super::sample::meets_constraint;
use super::tightness::Tightness;
use crate::kernel::obligation::Relation;
use std::collections::BTreeSet;

/// Repairs before the search gives up.
const REPAIRS: usize = 40;
/// Entries that are considered for one repair.
const ENTRIES: usize = 5;
/// Instances of inequalities beyond which nothing is tried.
const MAX_INSTANCES: usize = 60;
/// Work allowed for one search.
const WORK: u64 = 40_000;
/// Bits of a value beyond which it is no use.
const MAX_BITS: u64 = 40;
/// Vain searches in succession after which none is made.
const PATIENCE: u32 = 6;

/// One instance of an inequality: how far it is from being violated, and the entries that decide it.
struct Inequality {
    assumption: usize,
    binders: Vec<i64>,
    strict: bool,
    /// Is it the left side that is the larger?
    falling: bool,
    /// `None` where a side has no value.
    margin: Option<Q>,
    entries: BTreeSet<Entry>,
}

impl Inequality {
    fn instance(&self) -> Instance<'_> {
        Instance { assumption: self.assumption, binders: &self.binders }
    }

    /// The margin, from left minus right.
    fn signed(&self, residual: &Q) -> Q {
        if self.falling { residual.clone() } else { residual.neg() }
    }

    fn holds(&self) -> bool {
        self.margin.as_ref().is_some_and(|m| met(m, self.strict))
    }
}

fn met(margin: &Q, strict: bool) -> bool {
    margin.signum() > 0 || margin.is_zero() && !strict
}

/// `c0 + c1 x + c2 x^2`, perhaps over `x`.
struct Curve {
    strict: bool,
    coefficients: [Q; 3],
    over: bool,
}

impl Curve {
    fn at(&self, x: &Q) -> Q {
        let above = value(&self.coefficients, x);
        // Zero is no place for what is divided by.
        if self.over { x.recip().map_or(Q::int(-1), |inverse| above.mul(&inverse)) } else { above }
    }

    /// Where it is zero, exactly or nearly so.
    fn roots(&self) -> Vec<Q> {
        let c = &self.coefficients;
        match [true, false].map(|upper| solution(c, upper)) {
            [Some(upper), Some(lower)] if upper != lower => vec![upper, lower],
            [Some(only), _] => vec![only],
            _ => nearly(c),
        }
    }
}

/// Numbers on both sides of each root whose discriminant is no square.
fn nearly([c0, c1, c2]: &[Q; 3]) -> Vec<Q> {
    let Some(half) = c2.mul(&Q::int(2)).recip() else { return Vec::new() };
    let scaled = discriminant([c0, c1, c2]).mul(&Q::int(64 * 64)).to_rational();
    let Some(floor) = i64::try_from(&scaled.floor()).ok().filter(|n| *n >= 0) else { return Vec::new() };
    let (below, above) = (Q::frac(floor.isqrt(), 64), Q::frac(floor.isqrt() + 1, 64));
    [below.clone(), above.clone(), below.neg(), above.neg()].iter().map(|root| root.sub(c1).mul(&half)).collect()
}

impl Solver {
    /// Changes the model such that it meets every assumption, inequalities by repair; `None` if there are none, or no way was found.
    pub(super) fn repaired(&mut self, program: &Program, model: &Model) -> Option<Model> {
        let relation = |id: &usize| program.assumes.get(*id).map_or(Relation::Ne, |a| a.relation);
        let (orders, equations): (Vec<usize>, Vec<usize>) =
            (0..program.assumes.len()).partition(|id| !matches!(relation(id), Relation::Eq | Relation::Ne));
        if orders.is_empty() || self.vain_repairs >= PATIENCE {
            return None;
        }
        let found = self.with_orders_repaired(program, model, &equations, &orders);
        self.vain_repairs = if found.is_some() { 0 } else { self.vain_repairs + 1 };
        found
    }

    fn with_orders_repaired(&mut self, program: &Program, model: &Model, equations: &[usize], orders: &[usize]) -> Option<Model> {
        let options: Vec<Vec<Choice>> = self.options_of(equations, model.tightness);
        let options = options.into_iter().map(|c| varied(c, model.jets)).collect::<Vec<_>>();
        let mut choices = Vec::new();
        let mut model = self.search(program, model, equations, &options, &mut choices, &mut 0)?;
        let mut rng = SplitMix::new(model.jets);
        rng.mix(orders.len() as u64);
        let changed = self.repair(program, &mut model, orders, &mut rng)?;
        let all = [equations, orders].concat();
        if self.with_machine(program, &model, |m| m.assumptions_hold(&all, &changed)) != Ok(true) {
            return None;
        }
        choices.extend(orders.iter().map(|_| Choice::Check));
        self.remember(Known { tightness: model.tightness, order: all, choices });
        Some(model)
    }

    /// Repairs until every inequality holds; gives the tables that changed.
    fn repair(&mut self, program: &Program, model: &mut Model, orders: &[usize], rng: &mut SplitMix) -> Option<BTreeSet<usize>> {
        let before = self.spent;
        let mut instances = Vec::new();
        for id in orders {
            let assume = program.assumes.get(*id)?;
            let strict = matches!(assume.relation, Relation::Lt | Relation::Gt);
            let all = self.with_machine(program, model, |m| m.instances(&assume.binders)).ok()?;
            let falling = matches!(assume.relation, Relation::Ge | Relation::Gt);
            instances.extend(all.into_iter().map(|binders| Inequality {
                assumption: *id,
                binders,
                strict,
                falling,
                margin: None,
                entries: BTreeSet::new(),
            }));
        }
        if instances.len() > MAX_INSTANCES {
            return None;
        }
        for instance in &mut instances {
            self.measure(program, model, instance);
        }
        let mut changed = BTreeSet::new();
        for _ in 0..REPAIRS {
            let violated: Vec<&Inequality> = instances.iter().filter(|i| !i.holds()).collect();
            let Some(one) = violated.get(rng.below(violated.len())) else { return Some(changed) };
            if self.spent - before > WORK {
                return None;
            }
            let (entry, value) = self.better(program, model, &instances, one, rng)?;
            *slot(model, entry)? = Num::Rat(value);
            changed.insert(entry.0);
            for instance in instances.iter_mut().filter(|i| i.entries.contains(&entry) || i.margin.is_none()) {
                self.measure(program, model, instance);
            }
        }
        None
    }

    /// Computes how far an instance is from being violated.
    fn measure(&mut self, program: &Program, model: &Model, instance: &mut Inequality) {
        let (residual, touched) = self.residual_of(program, model, instance.instance());
        instance.margin = residual.ok().and_then(|r| r.as_q().map(|q| instance.signed(q)));
        instance.entries = touched;
    }

    /// The entry to move, and where to, such that as few as can be of the inequalities that speak of it are violated.
    fn better(
        &mut self,
        program: &Program,
        model: &Model,
        instances: &[Inequality],
        violated: &Inequality,
        rng: &mut SplitMix,
    ) -> Option<(Entry, Q)> {
        let usable = |e: &Entry| {
            let data = model.tables.get(e.0);
            program.shapeable(e.0)
                && data.is_some_and(|t| t.rule(e.1).is_none() && t.data.get(e.1).is_some_and(|v| v.as_q().is_some()))
        };
        let free: Vec<Entry> = rng.shuffled(violated.entries.iter().copied().filter(usable).collect());
        let mut best: Option<(i64, Q, Entry, Q)> = None;
        let noisy = rng.between(0, 5) == 0;
        let mut trial = model.clone();
        for entry in free.into_iter().take(ENTRIES) {
            let now = model.tables.get(entry.0)?.data.get(entry.1)?.as_q()?.clone();
            let involved: Vec<&Inequality> = instances.iter().filter(|i| i.entries.contains(&entry)).collect();
            let curves: Vec<Option<Curve>> = involved.iter().map(|i| self.curve(program, &mut trial, i, (entry, &now))).collect();
            let fitted: Vec<&Curve> = curves.iter().flatten().collect();
            let before = involved.iter().filter(|i| !i.holds()).count();
            for value in places(&fitted, &now, model.tightness, rng) {
                let decl = program.tables.get(entry.0).map(|t| &t.decl)?;
                let within = self.with_machine(program, model, |m| meets_constraint(&Num::Rat(value.clone()), decl, &mut m.ar));
                if within != Ok(true) || value == now || value.bits() > MAX_BITS {
                    continue;
                }
                let margins: Vec<Q> = fitted.iter().map(|c| c.at(&value)).collect();
                let broken =
                    fitted.iter().zip(&margins).filter(|(c, m)| !met(m, c.strict)).count() + (curves.len() - fitted.len());
                let gain = i64::try_from(broken).ok()? - i64::try_from(before).ok()?;
                let lacking = margins.iter().filter(|m| m.signum() < 0).fold(Q::ZERO, |sum, m| sum.sub(m));
                if best
                    .as_ref()
                    .is_none_or(|(least, l, ..)| gain < *least || gain == *least && !noisy && lacking.sub(l).signum() < 0)
                {
                    best = Some((gain, lacking, entry, value));
                }
            }
        }
        best.map(|(_, _, entry, value)| (entry, value))
    }

    /// The margin of an instance as it depends on one entry, if it or its product with the entry is at most quadratic in it.
    fn curve(&mut self, program: &Program, trial: &mut Model, instance: &Inequality, (entry, now): (Entry, &Q)) -> Option<Curve> {
        let step = if now.is_zero() { Q::ONE } else { now.clone() };
        let at = [Q::ZERO, Q::ONE, Q::frac(-1, 2), Q::int(2)].map(|factor| now.add(&step.mul(&factor)));
        let residuals = self.residuals_at(program, trial, instance.instance(), entry, at)?;
        let values: Vec<(Q, Q)> = residuals
            .into_iter()
            .map(|(x, y)| {
                let y = instance.signed(&y);
                (x, y)
            })
            .collect();
        let multiplied: Vec<(Q, Q)> = values.iter().map(|(x, y)| (x.clone(), x.mul(y))).collect();
        let curve = |coefficients, over| Curve { strict: instance.strict, coefficients, over };
        quadratic(&values).map(|c| curve(c, false)).or_else(|| quadratic(&multiplied).map(|c| curve(c, true)))
    }
}

/// Where an entry may be moved: to where an inequality becomes an equation, and between such places and beyond. What comes first wins among
/// equals.
fn places(curves: &[&Curve], now: &Q, tightness: Tightness, rng: &mut SplitMix) -> Vec<Q> {
    let mut ends: Vec<Q> = curves.iter().flat_map(|c| c.roots()).collect();
    ends.sort_by(|a, b| a.sub(b).signum().cmp(&0));
    ends.dedup();
    let mut between: Vec<Q> = Vec::new();
    for pair in ends.windows(2) {
        if let [low, high] = pair {
            let part = rng.pick(&[Q::frac(1, 2), Q::frac(1, 3), Q::frac(2, 3)], Q::frac(1, 2));
            between.push(low.add(&high.sub(low).mul(&part)));
        }
    }
    let away = rng.pick(&[Q::ONE, Q::frac(1, 2), Q::int(3)], Q::ONE);
    between.extend(ends.first().map(|low| low.sub(&away)));
    between.extend(ends.last().map(|high| high.add(&away)));
    let others = [now.mul(&Q::frac(1, 2)), now.mul(&Q::int(2)), now.neg(), Q::ONE, Q::ZERO, Q::frac(1, 4)];
    let tight = match tightness {
        Tightness::Slack => false,
        Tightness::Tight => true,
        Tightness::Mixed => rng.between(0, 1) == 0,
    };
    let (first, second) = if tight { (ends, between) } else { (between, ends) };
    [rng.shuffled(first), rng.shuffled(second), others.to_vec()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_exactly_or_enclosed() {
        let curve = |c: [i64; 3]| Curve { strict: false, coefficients: c.map(Q::int), over: false };
        assert_eq!(curve([-6, 2, 0]).roots(), [Q::int(3)]);
        assert_eq!(curve([-4, 0, 1]).roots(), [Q::int(2), Q::int(-2)]);
        let near = curve([-2, 0, 1]);
        let signs: Vec<i32> = near.roots().iter().map(|x| near.at(x).signum()).collect();
        assert_eq!(signs, [-1, 1, -1, 1]);
        assert!(curve([1, 0, 1]).roots().is_empty());
    }
}
