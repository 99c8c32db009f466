//! Models of the assumptions.
//!
//! Each assumption gets a *choice*: it defines entries by being turned around ([`Rule`], exact by construction), or it is
//! solved as a linear system for the entries of some tables, or a joint law is made independent as it says, or it is merely
//! checked. A depth-first search over the choices, bounded by a count, ends with a model in which every assumption was checked: equal exactly (or by
//! construction, with both sides defined), inequalities certified, constraints met. Only such a model is used.

use super::arith::{Arith, Num, Res, Stop};
use super::choices::{Choice, follow, options, varied};
use super::code::{AssumeInfo, CDom, Code, Program};
use super::machine::{Machine, Memo};
use super::model::{Model, Rule};
use super::random::SplitMix;
use super::sample::meets_constraint;
use super::shapes::{Block, Shape};
use super::tightness::{Tightness, vanishing_factors};
use crate::kernel::obligation::Relation;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Trials of a choice before the search gives up.
const MAX_TRIALS: u32 = 150;
/// Vain searches in succession after which only what worked before is tried.
const PATIENCE: u32 = 8;
/// Work allowed for one check of the assumptions.
pub(super) const FUEL: u64 = 60_000;

/// Finds models of the assumptions; remembers the choices that worked.
pub(super) struct Solver {
    /// Choices for each assumption, for models that meet them slackly, and for others.
    options: [Vec<Vec<Choice>>; 2],
    /// The orders in which assumptions are met: as written, and (if that is another) those that speak of least first.
    orders: Vec<Vec<usize>>,
    /// Choices that worked before, the latest last.
    known: Vec<Known>,
    /// Do some assumptions ask for shapes?
    shaped: bool,
    /// Vain searches in succession, for each tightness and order; where shapes are asked for, also for each choice of sizes.
    vain: BTreeMap<(Tightness, usize, Vec<usize>), u32>,
    /// Vain searches by repair in succession.
    pub(super) vain_repairs: u32,
    /// Work used so far.
    pub spent: u64,
    pub(super) prec: u32,
}

/// What worked: for such models, in this order, these choices.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub tightness: Tightness,
    pub order: Vec<usize>,
    pub choices: Vec<Choice>,
}

impl Solver {
    pub fn new(program: &Program, prec: u32) -> Self {
        let count = program.assumes.len();
        let options = [true, false].map(|slack| (0..count).map(|i| options(program, i, slack)).collect());
        let written: Vec<usize> = (0..count).collect();
        let mut least_first = written.clone();
        let tables = |a: &AssumeInfo| program.tables_in(&[&a.left, &a.right]).len();
        // Of independences in one law the later ones may speak of more variables.
        let size = |a: &AssumeInfo| a.independence.as_ref().map_or(0, |(_, i)| i.size());
        least_first.sort_by_key(|i| program.assumes.get(*i).map(|a| (tables(a), size(a))));
        let orders = if least_first == written { vec![written] } else { vec![written, least_first] };
        let shaped = options.iter().any(|of: &Vec<Vec<Choice>>| of.iter().flatten().any(|c| matches!(c, Choice::Shaped(..))));
        Solver { options, orders, known: Vec::new(), shaped, vain: BTreeMap::new(), vain_repairs: 0, spent: 0, prec }
    }

    /// Changes the model such that it meets every assumption; `None` if no way was found.
    pub fn solve(&mut self, program: &Program, model: Model) -> Option<Model> {
        if program.assumes.is_empty() {
            return Some(model);
        }
        let tightness = model.tightness;
        let mut known: Vec<Known> = self.known.iter().filter(|k| k.tightness == tightness).cloned().collect();
        // Which of them comes first varies: what always works would otherwise hide what only works sometimes.
        let first = usize::try_from(model.jets % 4).unwrap_or(0).min(known.len());
        known.rotate_left(first);
        // A shape that always works would hide the others.
        if self.shaped && model.jets.is_multiple_of(3) {
            known.clear();
        }
        for known in known.into_iter().rev() {
            let one: Vec<Vec<Choice>> = known.choices.into_iter().map(|c| vec![c]).collect();
            let mut trials = 0;
            if let Some(found) = self.search(program, &model, &known.order, &one, &mut Vec::new(), &mut trials) {
                return Some(found);
            }
        }
        for (number, order) in self.orders.clone().iter().enumerate() {
            let sizes = if self.shaped { model.sizes.clone() } else { Vec::new() };
            let patience = if self.shaped { PATIENCE / 2 } else { PATIENCE };
            let key = (tightness, number, sizes);
            if self.vain.get(&key).is_some_and(|n| *n >= patience) {
                continue;
            }
            let options: Vec<Vec<Choice>> =
                self.options_of(order, tightness).into_iter().map(|c| varied(c, model.jets)).collect();
            let (mut trials, mut choices) = (0, Vec::new());
            if let Some(found) = self.search(program, &model, order, &options, &mut choices, &mut trials) {
                self.vain.insert(key, 0);
                self.remember(Known { tightness, order: order.clone(), choices });
                return Some(found);
            }
            *self.vain.entry(key).or_default() += 1;
        }
        None
    }

    /// The choices for each of these assumptions.
    pub(super) fn options_of(&self, order: &[usize], tightness: Tightness) -> Vec<Vec<Choice>> {
        let [slack, other] = &self.options;
        let by_id = if tightness == Tightness::Slack { slack } else { other };
        order.iter().filter_map(|id| by_id.get(*id).cloned()).collect()
    }

    /// Forgets which searches were vain: they were made for other indices.
    pub fn take_heart(&mut self) {
        self.vain.clear();
        self.vain_repairs = 0;
    }

    pub(super) fn remember(&mut self, known: Known) {
        if self.known.contains(&known) {
            return;
        }
        let alike = self.known.iter().filter(|k| k.tightness == known.tightness).count();
        if alike >= 3
            && let Some(oldest) = self.known.iter().position(|k| k.tightness == known.tightness)
        {
            self.known.remove(oldest);
        }
        self.known.push(known);
    }

    /// `options` are those of the assumptions in this order.
    pub(super) fn search(
        &mut self,
        program: &Program,
        model: &Model,
        order: &[usize],
        options: &[Vec<Choice>],
        chosen: &mut Vec<Choice>,
        trials: &mut u32,
    ) -> Option<Model> {
        let depth = chosen.len();
        let Some(here) = options.get(depth) else { return Some(model.clone()) };
        for choice in here {
            *trials += 1;
            if *trials > MAX_TRIALS {
                return None;
            }
            let Some(changed) = self.apply(program, model, order.get(..=depth)?, choice) else { continue };
            chosen.push(choice.clone());
            if let Some(found) = self.search(program, &changed, order, options, chosen, trials) {
                return Some(found);
            }
            chosen.pop();
        }
        None
    }

    /// The model after this choice for the last of these assumptions, if all of them then hold.
    fn apply(&mut self, program: &Program, model: &Model, so_far: &[usize], choice: &Choice) -> Option<Model> {
        let mut changed = model.clone();
        let id = *so_far.last()?;
        let assume = program.assumes.get(id)?;
        let mut touched = BTreeSet::new();
        let mut unfolded = false;
        match choice {
            Choice::Check => {}
            Choice::Rule(right, path, slack) => {
                let own = !*right && path.is_empty();
                unfolded = own && assume.identically;
                touched.insert(self.install(program, &mut changed, id, *right, path, slack, unfolded)?);
            }
            Choice::Independence => {
                let (table, independence) = assume.independence.as_ref()?;
                let mut ar = Arith::new(self.prec, FUEL);
                let data = changed.tables.get_mut(*table).filter(|t| t.rules.is_empty())?;
                data.data = independence.imposed(data, &mut ar).ok()?;
                self.spent += FUEL - ar.fuel;
                touched.insert(*table);
            }
            Choice::Shaped(tables, shape, then) => {
                let free: BTreeSet<usize> = tables.iter().copied().collect();
                // What meets it as it is stays: a model made simpler, for one.
                if self.with_machine(program, &changed, |m| m.assumptions_hold(so_far, &free)) == Ok(true) {
                    return Some(changed);
                }
                fill(program, &mut changed, id, tables, *shape)?;
                if let Some(other) = then {
                    self.linear(program, &mut changed, so_far, &[*other], &Num::ZERO).ok()?;
                    touched.insert(*other);
                }
                touched.extend(free);
            }
            Choice::Forward => touched.extend(self.forward(program, &mut changed, so_far)?),
            Choice::Linear(tables, slack) => {
                self.linear(program, &mut changed, so_far, tables, slack).ok()?;
                touched.extend(tables.iter().copied());
            }
        }
        if let (false, Some(table)) = (unfolded, assume.given())
            && !changed.implicit.contains(&table)
        {
            changed.implicit.push(table);
        }
        let good = self.with_machine(program, &changed, |m| m.assumptions_hold(so_far, &touched));
        matches!(good, Ok(true)).then_some(changed)
    }

    pub(super) fn with_machine<T>(
        &mut self,
        program: &Program,
        model: &Model,
        f: impl FnOnce(&mut Machine<'_>) -> Res<T>,
    ) -> Res<T> {
        let mut machine = Machine::new(program, model, Arith::new(self.prec, FUEL), Memo::default());
        let result = f(&mut machine);
        self.spent += FUEL - machine.ar.fuel;
        result
    }

    /// Installs the rule for every instance of the assumption; gives the table it defines.
    #[allow(clippy::too_many_arguments)]
    fn install(
        &mut self,
        program: &Program,
        model: &mut Model,
        id: usize,
        right: bool,
        path: &Rc<Vec<usize>>,
        slack: &Num,
        identically: bool,
    ) -> Option<usize> {
        let assume = program.assumes.get(id)?;
        let Code::Table(table, args) = follow(if right { &assume.right } else { &assume.left }, path)? else { return None };
        let placed = self.with_machine(program, model, |m| {
            let mut placed = Vec::new();
            for binders in m.instances(&assume.binders)? {
                placed.push((m.run_position(*table, args, &binders)?, binders));
            }
            Ok(placed)
        });
        let strict = matches!(assume.relation, Relation::Lt | Relation::Gt);
        let pattern = model.pattern();
        let tight = |binders: &[i64]| pattern.tight(id, binders);
        let data = model.tables.get_mut(*table)?;
        if data.rules.is_empty() {
            data.rules = vec![None; data.data.len()];
        }
        for (position, binders) in placed.ok()? {
            let slot = data.rules.get_mut(position)?;
            if slot.is_some() {
                return None;
            }
            let slack = if strict || !tight(&binders) { slack.clone() } else { Num::ZERO };
            let rule = Rule { assumption: id, binders, right, path: path.clone(), slack, identically };
            *slot = Some(Rc::new(rule));
        }
        Some(*table)
    }
}

/// Fills tables of one form in this shape.
fn fill(program: &Program, model: &mut Model, assumption: usize, tables: &[usize], shape: Shape) -> Option<()> {
    let mut axes = vec![(tables.len(), 0)];
    let dims = &model.tables.get(*tables.first()?)?.dims;
    axes.extend(dims.iter().map(|d| (d.len(), d.value(0))));
    let alike = |t: &usize| {
        let data = model.tables.get(*t);
        data.is_some_and(|t| {
            t.rules.is_empty() && t.dims.iter().zip(dims).all(|(a, b)| a.len() == b.len() && a.value(0) == b.value(0))
        })
    };
    if !tables.iter().all(alike) {
        return None;
    }
    let below = |t: &usize| program.tables.get(*t)?.likely.lower.clone();
    let positive = tables.iter().filter_map(below).any(|b| !b.value.is_negative());
    let mut rng = SplitMix::new(model.jets);
    rng.mix(assumption as u64);
    let mut values = Block { axes, positive }.filled(shape, &mut rng)?.into_iter();
    for table in tables {
        let data = &mut model.tables.get_mut(*table)?.data;
        data.iter_mut().for_each(|slot| *slot = values.next().map_or(Num::ZERO, Num::Rat));
    }
    Some(())
}

impl Machine<'_> {
    fn run_position(&mut self, table: usize, args: &[Code], binders: &[i64]) -> Res<usize> {
        self.params = self.index_values(binders);
        self.locate(table, args)
    }

    /// Left minus right; of a product that vanishes one factor.
    pub(super) fn residual(&mut self, id: usize, assume: &AssumeInfo, binders: &[i64]) -> Res<Num> {
        let factors = vanishing_factors(assume);
        let pattern = self.model.pattern();
        if pattern.tightness != Tightness::Slack
            && let Some(factor) = factors.get(pattern.zero_factor(id, binders, factors.len()))
        {
            return Ok(self.run(factor, binders)?.re);
        }
        let (left, right) = (self.run(&assume.left, binders)?, self.run(&assume.right, binders)?);
        left.re.sub(&right.re, &mut self.ar)
    }

    /// For each condition of a law: the sum over its outcomes, minus 1.
    pub(super) fn law_excess(&mut self, table: usize, outcomes: usize) -> Res<Vec<Num>> {
        let data = self.model.tables.get(table).ok_or(Stop::Unsupported)?;
        let conditions: usize = data.dims.iter().skip(outcomes).map(super::model::Dim::len).product();
        let mut sums = vec![Num::int(-1); conditions];
        for position in 0..data.data.len() {
            let value = self.entry(table, position)?.re;
            // The conditions are the last arguments, which run fastest.
            if let Some(sum) = sums.get_mut(position % conditions.max(1)) {
                *sum = sum.add(&value, &mut self.ar)?;
            }
        }
        Ok(sums)
    }

    pub(super) fn by_rule(&self, assumption: usize, binders: &[i64]) -> bool {
        let rules = self.model.tables.iter().flat_map(|t| t.rules.iter().flatten());
        rules.into_iter().any(|r| r.assumption == assumption && r.binders == binders)
    }

    /// Do these assumptions hold, and do the entries of these tables meet their constraints?
    pub(super) fn assumptions_hold(&mut self, so_far: &[usize], tables: &BTreeSet<usize>) -> Res<bool> {
        let program = self.program;
        for table in tables {
            if !self.table_meets(*table)? {
                return Ok(false);
            }
        }
        for (k, assume) in so_far.iter().filter_map(|k| Some((*k, program.assumes.get(*k)?))) {
            for binders in self.instances(&assume.binders)? {
                let left = self.run(&assume.left, &binders)?.re;
                let right = self.run(&assume.right, &binders)?.re;
                if !self.by_rule(k, &binders) && !related(&left, assume.relation, &right, &mut self.ar)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Does every entry of a table meet what is declared of it?
    pub(super) fn table_meets(&mut self, table: usize) -> Res<bool> {
        let program = self.program;
        let (Some(info), Some(data)) = (program.tables.get(table), self.model.tables.get(table)) else { return Ok(false) };
        self.active.clear();
        self.open.clear();
        for position in 0..data.data.len() {
            let value = self.entry(table, position)?.re;
            if !meets_constraint(&value, &info.decl, &mut self.ar)? {
                return Ok(false);
            }
            if info.decl.constraint.symmetric {
                let mut places = data.places(position);
                places.reverse();
                let mirror = self.entry(table, data.at_places(&places))?.re;
                if !mirror.sub(&value, &mut self.ar)?.is_zero() {
                    return Ok(false);
                }
            }
        }
        if let Some(outcomes) = info.decl.law {
            return Ok(self.law_excess(table, outcomes)?.iter().all(Num::is_zero));
        }
        if info.decl.constraint.onehot {
            return self.onehot(table);
        }
        Ok(true)
    }

    fn onehot(&mut self, table: usize) -> Res<bool> {
        let data = self.model.tables.get(table).ok_or(Stop::Unsupported)?;
        let last = data.dims.last().map_or(1, super::model::Dim::len).max(1);
        let mut ones = vec![0u32; data.data.len() / last];
        for position in 0..data.data.len() {
            if self.entry(table, position)?.re == Num::ONE
                && let Some(n) = ones.get_mut(position / last)
            {
                *n += 1;
            }
        }
        Ok(ones.iter().all(|n| *n == 1))
    }
}

/// Are the two numbers certainly in this relation? Equality only if exact.
pub(super) fn related(left: &Num, relation: Relation, right: &Num, ar: &mut Arith) -> Res<bool> {
    let order = match left.compare(right, ar) {
        Ok(order) => order,
        Err(Stop::Undecided) => return Ok(false),
        Err(stop) => return Err(stop),
    };
    Ok(match relation {
        Relation::Eq => order == Ordering::Equal,
        Relation::Ne => order != Ordering::Equal,
        Relation::Le => order != Ordering::Greater,
        Relation::Lt => order == Ordering::Less,
        Relation::Ge => order != Ordering::Less,
        Relation::Gt => order == Ordering::Greater,
    })
}

/// The table that stands alone.
pub(super) fn bare_left(code: &Code) -> Option<usize> {
    if let Code::Table(t, _) = code { Some(*t) } else { None }
}

impl AssumeInfo {
    /// The table that it gives: an identical equation with this table alone on the left.
    fn given(&self) -> Option<usize> {
        bare_left(&self.left).filter(|_| self.identically && self.relation == Relation::Eq)
    }
}

impl Program {
    /// Is it a table of reals of which no relation between its entries is declared?
    pub(super) fn shapeable(&self, table: usize) -> bool {
        self.free_table(table) && self.tables.get(table).is_some_and(|t| t.decl.law.is_none() && !t.decl.constraint.symmetric)
    }

    /// Do the two tables have arguments of the same sorts? (Ranges may still differ in length.)
    pub(super) fn same_form(&self, a: usize, b: usize) -> bool {
        let args = |t: usize| self.tables.get(t).map_or(&[][..], |t| t.args.as_slice());
        let alike = |x: &CDom, y: &CDom| match (x, y) {
            (CDom::Set(a), CDom::Set(b)) => a == b,
            (CDom::Range(..), CDom::Range(..)) => true,
            _ => false,
        };
        args(a).len() == args(b).len() && args(a).iter().zip(args(b)).all(|(x, y)| alike(x, y))
    }

    /// Is it a table of reals that may be solved for?
    pub(super) fn free_table(&self, table: usize) -> bool {
        self.tables.get(table).is_some_and(|t| {
            let c = &t.decl.constraint;
            !(c.integer || c.binary || c.onehot)
        })
    }

    /// How much is declared of it: what is free is solved for first.
    pub(super) fn constrained(&self, table: usize) -> u32 {
        self.tables.get(table).map_or(9, |t| {
            let c = &t.decl.constraint;
            u32::from(c.lower.is_some())
                + u32::from(c.upper.is_some())
                + u32::from(c.nonzero)
                + 3 * u32::from(t.decl.law.is_some())
                + u32::from(c.symmetric)
        })
    }

    /// Is the table what an identical equation gives?
    pub(super) fn gives(&self, table: usize) -> bool {
        self.assumes.iter().any(|a| a.given() == Some(table))
    }

    /// The identical equations that give one of these tables.
    pub(super) fn implicit_assumptions(&self, implicit: &[usize]) -> Vec<usize> {
        let belongs = |a: &AssumeInfo| a.given().is_some_and(|t| implicit.contains(&t));
        self.assumes.iter().enumerate().filter(|(_, a)| belongs(a)).map(|(i, _)| i).collect()
    }
}
