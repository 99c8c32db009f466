//! Derivatives of names that depend on others.
//!
//! A name declared `of θ` has, besides its value, random derivatives: one number for each entry and each multiset of
//! entries of θ, so that mixed partials commute. Some smooth function has them: prescribe the Taylor polynomial. For a law the
//! derivatives over its outcomes sum to 0 in every order. Values lie strictly inside their constraints (the sampler
//! sees to that), so near the point the constraints hold whatever the derivatives are.
//!
//! A name that stands alone on the left of an identical assumption which cannot simply be unfolded (a Bellman equation) has
//! the derivatives that follow by differentiating the assumptions: for each mask a linear system, whose matrix is the
//! Jacobian of the equations.

use super::arith::{Num, Q, Res, Stop};
use super::linear::solve_square;
use super::machine::Machine;
use super::random::SplitMix;
use std::collections::BTreeMap;

type Entry = (usize, usize);

impl Machine<'_> {
    /// The derivative of an entry by the active entries of `mask`.
    pub(super) fn jet(&self, table: usize, position: usize, mask: u32) -> Num {
        let Some(info) = self.program.tables.get(table) else { return Num::ZERO };
        let c = &info.decl.constraint;
        if c.integer || c.binary || c.onehot {
            return Num::ZERO;
        }
        let mut targets: Vec<Entry> =
            self.active.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0).map(|(_, t)| *t).collect();
        targets.sort_unstable();
        let Some(data) = self.model.tables.get(table) else { return Num::ZERO };
        let mut places = data.places(position);
        if c.symmetric {
            places.sort_unstable();
        }
        let outcomes = info.decl.law.unwrap_or(0).min(places.len());
        let count: usize = data.dims.iter().take(outcomes).map(super::model::Dim::len).product();
        if outcomes == 0 {
            return Num::Rat(self.free_jet(table, data.at_places(&places), &targets));
        }
        let index = data.dims.iter().zip(&places).take(outcomes).fold(0, |at, (d, p)| at * d.len() + p);
        if index + 1 < count {
            return Num::Rat(self.free_jet(table, position, &targets));
        }
        // The last outcome takes what the others leave.
        let mut sum = Q::ZERO;
        for other in 0..count.saturating_sub(1) {
            let mut rest = other;
            for (slot, dim) in places.iter_mut().zip(&data.dims).take(outcomes).rev() {
                *slot = rest % dim.len().max(1);
                rest /= dim.len().max(1);
            }
            sum = sum.add(&self.free_jet(table, data.at_places(&places), &targets));
        }
        Num::Rat(sum.neg())
    }

    fn free_jet(&self, table: usize, position: usize, targets: &[Entry]) -> Q {
        let mut rng = SplitMix::new(self.model.jets);
        for n in [table, position].into_iter().chain(targets.iter().flat_map(|t| [t.0, t.1])) {
            rng.mix(n as u64);
        }
        Q::frac(rng.between(-4, 5), rng.between(1, 3))
    }

    /// The infinitesimals of an entry of an implicit table.
    pub(super) fn implicit_parts(&mut self, table: usize, position: usize) -> Res<Vec<(u32, Num)>> {
        let key = (table, position);
        if let Some(trial) = &self.trial {
            return Ok(trial.get(&key).cloned().unwrap_or_default());
        }
        if !self.memo.jets.contains_key(&self.context) {
            let outer = std::mem::take(&mut self.params);
            let solved = self.solve_jets();
            self.params = outer;
            self.trial = None;
            let solved = solved?;
            self.memo.jets.insert(self.context, solved);
        }
        let known = self.memo.jets.get(&self.context).and_then(|j| j.get(&key));
        Ok(known.cloned().unwrap_or_default())
    }

    /// Differentiates the identical assumptions by the active entries and solves for the implicit tables' derivatives.
    fn solve_jets(&mut self) -> Res<BTreeMap<Entry, Vec<(u32, Num)>>> {
        let model = self.model;
        let mut unknowns: Vec<Entry> = Vec::new();
        for table in &model.implicit {
            let n = model.tables.get(*table).map_or(0, |t| t.data.len());
            unknowns.extend((0..n).map(|p| (*table, p)));
        }
        if unknowns.len() > 64 || self.active.len() > 5 {
            return Err(Stop::TooBig);
        }
        let matrix = self.jacobian(&unknowns)?;
        let mut parts: BTreeMap<Entry, Vec<(u32, Num)>> = BTreeMap::new();
        for mask in 1..(1u32 << self.active.len()) {
            self.trial = Some(parts.clone());
            let residuals = self.implicit_residuals()?;
            let right: Vec<Num> = residuals.iter().map(|r| r.part(mask).neg()).collect();
            let solution = solve_square(&matrix, &right, unknowns.len(), &mut self.ar)?;
            for (entry, x) in unknowns.iter().zip(solution) {
                parts.entry(*entry).or_default().push((mask, x));
            }
        }
        Ok(parts)
    }

    /// How the residuals change with each unknown, by an infinitesimal of its own.
    fn jacobian(&mut self, unknowns: &[Entry]) -> Res<Vec<Vec<Num>>> {
        let bit = 1u32 << self.active.len();
        let mut columns = Vec::new();
        for unknown in unknowns {
            self.trial = Some(BTreeMap::from([(*unknown, vec![(bit, Num::ONE)])]));
            columns.push(self.implicit_residuals()?.iter().map(|r| r.part(bit)).collect::<Vec<Num>>());
        }
        let rows = columns.first().map_or(0, Vec::len);
        let cell = |r: usize, c: &Vec<Num>| c.get(r).cloned().unwrap_or(Num::ZERO);
        Ok((0..rows).map(|r| columns.iter().map(|c| cell(r, c)).collect()).collect())
    }

    /// Left minus right of every identical assumption that is not unfolded, at every value of its binders.
    fn implicit_residuals(&mut self) -> Res<Vec<super::dual::Val>> {
        let program = self.program;
        let mut residuals = Vec::new();
        for id in program.implicit_assumptions(&self.model.implicit) {
            let Some(assume) = program.assumes.get(id) else { continue };
            for binders in self.instances(&assume.binders)? {
                self.params = self.index_values(&binders);
                let (left, right) = (self.eval(&assume.left)?, self.eval(&assume.right)?);
                residuals.push(left.sub(&right, &mut self.ar)?);
            }
        }
        Ok(residuals)
    }
}
