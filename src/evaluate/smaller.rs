//! A model with one element or one integer less, and otherwise as alike as can be: every entry that remains keeps its value.

use super::arith::{Num, Q, Res, Stop};
use super::code::Program;
use super::model::{Dim, Model, Table};
use super::sample::dims;

/// What is made smaller by one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shrink {
    /// The size of this set, whose last or first element goes.
    Set(usize, Gone),
    /// The distance of this integer from zero.
    Integer(usize),
}

/// Which element of a set goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gone {
    Last,
    First,
}

/// Everything in a model that could be smaller.
pub(super) fn shrinks(program: &Program, model: &Model) -> Vec<Shrink> {
    let unnamed = |at: &usize| program.sets.get(*at).is_some_and(|s| s.elements.is_none());
    let sizes = model
        .sizes
        .iter()
        .enumerate()
        .filter(|(at, n)| **n > 1 && unnamed(at))
        .flat_map(|(at, _)| [Shrink::Set(at, Gone::Last), Shrink::Set(at, Gone::First)]);
    let integers = model.integers.iter().enumerate().filter(|(_, n)| **n != 0).map(|(at, _)| Shrink::Integer(at));
    sizes.chain(integers).collect()
}

/// The smaller model; it may violate declarations. `None` where a table would need entries that the larger one lacks. These are
/// the slots of the fixed indices over the elements of each set.
pub(super) fn smaller(program: &Program, model: &Model, shrink: Shrink, fixed: &[(usize, usize)]) -> Option<Model> {
    let mut small = model.clone();
    small.implicit.clear();
    match shrink {
        Shrink::Set(at, gone) => {
            *small.sizes.get_mut(at)? -= 1;
            for (_, slot) in fixed.iter().filter(|(set, _)| *set == at && gone == Gone::First) {
                *small.vars.get_mut(*slot)?.as_mut()? -= 1;
            }
        }
        Shrink::Integer(at) => {
            let n = small.integers.get_mut(at)?;
            *n -= n.signum();
        }
    }
    for id in 0..program.tables.len() {
        let table = restricted(program, &small, model.tables.get(id)?, id, shrink)?;
        *small.tables.get_mut(id)? = table;
    }
    Some(small)
}

/// The entries of a table that are left in a smaller model.
fn restricted(program: &Program, small: &Model, old: &Table, id: usize, shrink: Shrink) -> Option<Table> {
    let info = program.tables.get(id)?;
    let dims = dims(program, small, &info.args)?;
    let count: usize = dims.iter().map(Dim::len).product();
    let mut table = Table { dims, data: Vec::with_capacity(count), rules: Vec::new() };
    for position in 0..count {
        let places = table.places(position);
        let args: Vec<i64> = table.dims.iter().zip(&places).map(|(dim, place)| dim.value(*place) + moved(dim, shrink)).collect();
        table.data.push(old.data.get(old.position(&args)?)?.clone());
    }
    if let Some(outcomes) = info.decl.law {
        normalise(&mut table, outcomes).ok()?;
    }
    Some(table)
}

/// How much further on the index of an entry was in the larger model.
fn moved(dim: &Dim, shrink: Shrink) -> i64 {
    i64::from(matches!((dim, shrink), (Dim::Set(id, _), Shrink::Set(at, Gone::First)) if *id == at))
}

/// Divides the weights that are left of each law by their sum.
fn normalise(table: &mut Table, outcomes: usize) -> Res<()> {
    let conditions: usize = table.dims.iter().skip(outcomes).map(Dim::len).product();
    for condition in 0..conditions {
        let places = (condition..table.data.len()).step_by(conditions);
        let weights: Vec<(usize, Q)> = places.filter_map(|at| Some((at, table.data.get(at)?.as_q()?.clone()))).collect();
        let total = weights.iter().fold(Q::ZERO, |sum, (_, w)| sum.add(w));
        let inverse = total.recip().ok_or(Stop::Undefined)?;
        for (at, weight) in weights {
            *table.data.get_mut(at).ok_or(Stop::Unsupported)? = Num::Rat(weight.mul(&inverse));
        }
    }
    Ok(())
}
