//! A model: sizes of the sets, values of integers, fixed indices and every entry of every table.

use super::arith::{Num, Res, Stop};
use super::code::{ELEMENT, Program};
use super::tightness::Tightness;
use std::rc::Rc;

/// One argument of a table.
#[derive(Clone, Debug)]
pub(super) enum Dim {
    /// A set whose elements have no names.
    Set(usize, usize),
    /// A set with these elements.
    Named(usize, Rc<Vec<i64>>),
    /// A range: first value, length.
    Range(i64, usize),
}

impl Dim {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Dim::Set(_, n) | Dim::Range(_, n) => *n,
            Dim::Named(_, values) => values.len(),
        }
    }
    /// The place of an index value; `None` outside.
    pub fn place(&self, value: i64) -> Option<usize> {
        match self {
            Dim::Set(_, n) => usize::try_from(value.checked_sub(ELEMENT)?).ok().filter(|i| i < n),
            Dim::Named(_, values) => values.iter().position(|v| *v == value),
            Dim::Range(low, n) => usize::try_from(value.checked_sub(*low)?).ok().filter(|i| i < n),
        }
    }
    /// The index value at a place.
    pub fn value(&self, place: usize) -> i64 {
        let offset = i64::try_from(place).unwrap_or(0);
        match self {
            Dim::Set(..) => ELEMENT + offset,
            Dim::Named(_, values) => values.get(place).copied().unwrap_or(ELEMENT),
            Dim::Range(low, _) => low.saturating_add(offset),
        }
    }
}

/// How an assumption defines an entry: the equation is turned around along `path`, from one side down to the entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// Which assumption.
    pub assumption: usize,
    /// Values of its binders.
    pub binders: Vec<i64>,
    /// Is the entry on the right?
    pub right: bool,
    /// Children from the root of that side to the entry.
    pub path: Rc<Vec<usize>>,
    /// For inequalities: what is added to the other side.
    pub slack: Num,
    /// Holds for every value of the parameters.
    pub identically: bool,
}

/// The entries of a declared name; the last argument runs fastest.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub dims: Vec<Dim>,
    pub data: Vec<Num>,
    /// Entries that an assumption defines; empty where there are none.
    pub rules: Vec<Option<Rc<Rule>>>,
}

impl Table {
    /// The position of an entry; `None` outside a range.
    pub fn position(&self, args: &[i64]) -> Option<usize> {
        if args.len() != self.dims.len() {
            return None;
        }
        let mut at = 0usize;
        for (dim, value) in self.dims.iter().zip(args) {
            at = at * dim.len() + dim.place(*value)?;
        }
        Some(at)
    }
    /// The places along each argument of a position.
    pub fn places(&self, mut position: usize) -> Vec<usize> {
        let mut places = vec![0; self.dims.len()];
        for (slot, dim) in places.iter_mut().zip(&self.dims).rev() {
            let n = dim.len().max(1);
            *slot = position % n;
            position /= n;
        }
        places
    }
    /// The position of these places.
    pub fn at_places(&self, places: &[usize]) -> usize {
        self.dims.iter().zip(places).fold(0, |at, (dim, p)| at * dim.len() + p)
    }
    pub fn rule(&self, position: usize) -> Option<&Rc<Rule>> {
        self.rules.get(position).and_then(Option::as_ref)
    }
}

/// A model. Entries that an assumption defines are evaluated when they are asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub sizes: Vec<usize>,
    pub integers: Vec<i64>,
    /// Values of free variables, by slot.
    pub vars: Vec<Option<i64>>,
    pub tables: Vec<Table>,
    /// Seed of the derivatives of names declared `of` others.
    pub jets: u64,
    /// Tables that stand alone on the left of an identical assumption, and are not defined by turning it around:
    /// their derivatives follow from the assumptions.
    pub implicit: Vec<usize>,
    pub tightness: Tightness,
}

impl Model {
    /// The index values of a set.
    pub fn elements(&self, program: &Program, set: usize) -> Res<Dim> {
        let info = program.sets.get(set).ok_or(Stop::Unsupported)?;
        Ok(match &info.elements {
            Some(values) => Dim::Named(set, Rc::new(values.clone())),
            None => Dim::Set(set, self.sizes.get(set).copied().ok_or(Stop::Unsupported)?),
        })
    }
}
