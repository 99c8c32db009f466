//! Enumerating the values of index variables that meet their guards.

use super::arith::{Res, Stop};
use super::code::CBinder;
use super::machine::Machine;
use super::model::Dim;

/// Instances of an assumption beyond which a model is too large.
const MAX_INSTANCES: usize = 600;

/// Values of the variables, each with the domain it was taken from.
pub(super) type Instance = (Vec<i64>, Vec<Dim>);

impl Machine<'_> {
    /// Every value of the binders that meets the guards.
    pub(super) fn instances(&mut self, binders: &[CBinder]) -> Res<Vec<Vec<i64>>> {
        let outer = std::mem::take(&mut self.params);
        let mut found = Vec::new();
        let complete = self.enumerate(binders, &mut Vec::new(), MAX_INSTANCES, &mut found);
        self.params = outer;
        if complete? { Ok(found.into_iter().map(|(values, _)| values).collect()) } else { Err(Stop::TooBig) }
    }

    /// The first so many values of the binders, with their domains.
    pub(super) fn instances_with_domains(&mut self, binders: &[CBinder]) -> Res<Vec<Instance>> {
        let outer = std::mem::take(&mut self.params);
        let mut found = Vec::new();
        let complete = self.enumerate(binders, &mut Vec::new(), MAX_INSTANCES, &mut found);
        self.params = outer;
        complete.map(|_| found)
    }

    /// Adds the instances that begin with the present parameters; false if there were more than `cap`.
    fn enumerate(&mut self, binders: &[CBinder], dims: &mut Vec<Dim>, cap: usize, found: &mut Vec<Instance>) -> Res<bool> {
        let Some((first, rest)) = binders.split_first() else {
            let values = self.params.iter().filter_map(|v| self.program.index(&v.re)).collect();
            found.push((values, dims.clone()));
            return Ok(found.len() < cap);
        };
        let dim = self.domain(&first.dom)?;
        for place in 0..dim.len() {
            self.ar.spend(1)?;
            self.params.push(self.index_value(dim.value(place)));
            dims.push(dim.clone());
            let more = match self.prop(&first.guard) {
                Ok(true) => self.enumerate(rest, dims, cap, found),
                Ok(false) => Ok(true),
                Err(stop) => Err(stop),
            };
            dims.pop();
            self.params.pop();
            if !more? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
