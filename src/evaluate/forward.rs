//! Equations solved one instance after the other, each for one entry that stands in it at most squared.
//!
//! `e(i+j) = e(i)*e(j)` holds for `e(0)` in {0, 1}, and then gives `e(2)` from `e(1)`, and so on; `c^2 + s^2 = r^2` gives `r` where
//! the squares sum to one. A quadratic equation is solved where its discriminant is the square of a rational number; a few values
//! with which that is likely are tried in place of the others. The entries of an instance that is met stay as they are.

use super::arith::{Num, Q};
use super::assume::Solver;
use super::code::Program;
use super::model::Model;
use super::random::SplitMix;
use super::residual::{Entry, Instance, quadratic, slot, solution};
use std::collections::BTreeSet;

/// Draws of the other entries for one instance.
const DRAWS: usize = 10;
/// Entries that one instance is solved for, at most.
const ENTRIES: usize = 4;
/// Entries of one instance beyond which nothing is drawn.
const MAX_FREE: usize = 12;
/// Bits of a value beyond which it is no use.
const MAX_BITS: u64 = 96;

impl Solver {
    /// Meets the last assumption instance by instance; gives the tables that changed. `None` where an instance could not be met.
    pub(super) fn forward(&mut self, program: &Program, model: &mut Model, so_far: &[usize]) -> Option<BTreeSet<usize>> {
        let (last, before) = so_far.split_last()?;
        let mut frozen: BTreeSet<Entry> = BTreeSet::new();
        for id in before {
            for binders in self.every(program, model, *id)? {
                frozen.extend(self.computed(program, model, Instance { assumption: *id, binders: &binders })?.1);
            }
        }
        let mut rng = SplitMix::new(model.jets);
        rng.mix(*last as u64);
        let mut changed = BTreeSet::new();
        for binders in self.every(program, model, *last)? {
            let instance = Instance { assumption: *last, binders: &binders };
            let (residual, touched) = self.computed(program, model, instance)?;
            if !residual.is_zero() {
                let usable = |e: &Entry| program.shapeable(e.0) && model.tables.get(e.0).is_some_and(|t| t.rule(e.1).is_none());
                let free: Vec<Entry> = touched.iter().copied().filter(|e| usable(e) && !frozen.contains(e)).collect();
                if free.len() > MAX_FREE {
                    return None;
                }
                *model = self.met(program, model, instance, &free, &mut rng)?;
                changed.extend(free.iter().map(|e| e.0));
            }
            frozen.extend(touched);
        }
        Some(changed)
    }

    fn every(&mut self, program: &Program, model: &Model, id: usize) -> Option<Vec<Vec<i64>>> {
        let binders = &program.assumes.get(id)?.binders;
        self.with_machine(program, model, |m| m.instances(binders)).ok()
    }

    /// The residual of an instance that has one, and the entries it was computed from.
    fn computed(&mut self, program: &Program, model: &Model, instance: Instance<'_>) -> Option<(Num, BTreeSet<Entry>)> {
        let (residual, touched) = self.residual_of(program, model, instance);
        Some((residual.ok()?, touched))
    }

    /// A model that differs in these entries and meets the instance.
    fn met(
        &mut self,
        program: &Program,
        model: &Model,
        instance: Instance<'_>,
        free: &[Entry],
        rng: &mut SplitMix,
    ) -> Option<Model> {
        let likely = [Q::ZERO, Q::ONE, Q::frac(3, 5), Q::frac(4, 5), Q::int(-1), Q::frac(1, 2), Q::int(2), Q::frac(2, 3)];
        let mut trial = model.clone();
        for draw in 0..DRAWS {
            if draw > 0 {
                for entry in free {
                    *slot(&mut trial, *entry)? = Num::Rat(rng.pick(&likely, Q::ZERO));
                }
            }
            let first = usize::try_from(rng.between(0, 60)).ok()?;
            for k in 0..free.len().min(ENTRIES) {
                let entry = *free.get((first + k) % free.len())?;
                let Some(root) = self.root(program, &mut trial, instance, entry, rng) else { continue };
                *slot(&mut trial, entry)? = Num::Rat(root);
                let tables: BTreeSet<usize> = free.iter().map(|e| e.0).collect();
                let within =
                    self.with_machine(program, &trial, |m| tables.iter().try_fold(true, |all, t| Ok(all && m.table_meets(*t)?)));
                if within == Ok(true) {
                    return Some(trial);
                }
            }
        }
        None
    }

    /// A value of the entry with which the instance holds, if the instance is at most quadratic in it.
    fn root(
        &mut self,
        program: &Program,
        trial: &mut Model,
        instance: Instance<'_>,
        entry: Entry,
        rng: &mut SplitMix,
    ) -> Option<Q> {
        let points = self.residuals_at(program, trial, instance, entry, [0, 1, -1, 2].map(Q::int))?;
        let root = solution(&quadratic(&points)?, rng.between(0, 1) == 0)?;
        (root.bits() <= MAX_BITS).then_some(root)
    }
}
