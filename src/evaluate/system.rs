//! An assumption as a linear system for the entries of tables, solved with the least change of the model.
//!
//! The coefficients are differences of residuals when an entry moves by 1; whether the equations are linear in the entries at all is
//! not asked here: what comes out is checked like every other model.

use super::arith::{Arith, Num, Q, Res, Stop};
use super::assume::{FUEL, Solver};
use super::code::Program;
use super::linear::least_change;
use super::machine::Machine;
use super::model::Model;
use crate::kernel::obligation::Relation;
use std::cmp::Ordering;

/// Bits of a solution beyond which another one is looked for: nobody could check it by hand, and computing with it takes long.
const MAX_BITS: u64 = 320;

impl Solver {
    /// Solves the last assumption, together with those before it, as a linear system for the entries of `tables`.
    pub(super) fn linear(
        &mut self,
        program: &Program,
        model: &mut Model,
        so_far: &[usize],
        tables: &[usize],
        slack: &Num,
    ) -> Res<()> {
        let unknowns = unknowns(program, model, tables);
        if unknowns.is_empty() || unknowns.len() > 48 {
            return Err(Stop::TooBig);
        }
        let base = self.with_machine(program, model, |m| m.residuals(so_far, tables, slack))?;
        let mut matrix: Vec<Vec<Num>> = vec![Vec::new(); base.len()];
        let mut ar = Arith::new(self.prec, FUEL);
        for group in &unknowns {
            let mut moved = model.clone();
            shift(&mut moved, group, &Num::ONE, &mut ar)?;
            let there = self.with_machine(program, &moved, |m| m.residuals(so_far, tables, slack))?;
            if there.len() != base.len() {
                return Err(Stop::Unsupported);
            }
            for (row, (a, b)) in matrix.iter_mut().zip(there.iter().zip(&base)) {
                row.push(a.sub(b, &mut ar)?);
            }
        }
        let right: Vec<Num> = base.iter().map(Num::neg).collect();
        let weights: Vec<Num> = unknowns.iter().map(|g| weight(program, model, g)).collect();
        let change = least_change(&matrix, &right, &weights, &mut ar)?;
        if change.iter().any(|delta| delta.as_q().is_some_and(|q| q.bits() > MAX_BITS)) {
            return Err(Stop::TooBig);
        }
        for (group, delta) in unknowns.iter().zip(&change) {
            shift(model, group, delta, &mut ar)?;
        }
        Ok(())
    }
}

/// The unknowns: groups of entries that are equal (a symmetric table), without those that rules define.
fn unknowns(program: &Program, model: &Model, tables: &[usize]) -> Vec<(usize, Vec<usize>)> {
    let mut groups = Vec::new();
    for table in tables {
        let (Some(info), Some(data)) = (program.tables.get(*table), model.tables.get(*table)) else { continue };
        for position in 0..data.data.len() {
            if data.rule(position).is_some() {
                continue;
            }
            let mut places = data.places(position);
            places.reverse();
            let mirror = data.at_places(&places);
            match (info.decl.constraint.symmetric, mirror.cmp(&position)) {
                (true, Ordering::Less) => {}
                (true, Ordering::Greater) => groups.push((*table, vec![position, mirror])),
                _ => groups.push((*table, vec![position])),
            }
        }
    }
    groups
}

fn shift(model: &mut Model, group: &(usize, Vec<usize>), by: &Num, ar: &mut Arith) -> Res<()> {
    let data = model.tables.get_mut(group.0).ok_or(Stop::Unsupported)?;
    for position in &group.1 {
        let slot = data.data.get_mut(*position).ok_or(Stop::Unsupported)?;
        *slot = slot.add(by, ar)?;
    }
    Ok(())
}

/// How far an unknown may move: the distance to the nearest end of its interval.
fn weight(program: &Program, model: &Model, group: &(usize, Vec<usize>)) -> Num {
    let info = program.tables.get(group.0);
    let value = model.tables.get(group.0).and_then(|t| t.data.get(*group.1.first()?)).and_then(Num::as_q);
    let (Some(info), Some(x)) = (info, value) else { return Num::ONE };
    let c = &info.likely;
    let below = c.lower.as_ref().map(|b| x.sub(&Q::from_rational(&b.value)));
    let above = c.upper.as_ref().map(|b| Q::from_rational(&b.value).sub(x));
    let law = info.decl.law.map(|_| x.clone());
    match [below, above, law].into_iter().flatten().min() {
        Some(room) if room.signum() > 0 => Num::Rat(room),
        Some(_) => Num::frac(1, 100),
        None => Num::ONE,
    }
}

impl Machine<'_> {
    /// Left minus right of these equations where no rule makes them true, and the sums of the laws among `tables`.
    fn residuals(&mut self, so_far: &[usize], tables: &[usize], slack: &Num) -> Res<Vec<Num>> {
        let program = self.program;
        let mut rows = Vec::new();
        for (k, assume) in so_far.iter().filter_map(|k| Some((*k, program.assumes.get(*k)?))) {
            let last = so_far.last() == Some(&k);
            if !last && assume.relation != Relation::Eq {
                continue;
            }
            for binders in self.instances(&assume.binders)? {
                if self.by_rule(k, &binders) {
                    continue;
                }
                let mut row = self.residual(k, assume, &binders)?;
                if last && !(self.model.pattern().tight(k, &binders) && matches!(assume.relation, Relation::Le | Relation::Ge)) {
                    row = row.sub(slack, &mut self.ar)?;
                }
                rows.push(row);
            }
        }
        for table in tables {
            let Some(info) = program.tables.get(*table) else { continue };
            let Some(outcomes) = info.decl.law else { continue };
            rows.extend(self.law_excess(*table, outcomes)?);
        }
        Ok(rows)
    }
}
