//! What one instance of an assumption leaves, left minus right: its value, the entries it is computed from, and how it depends on one
//! of them.

use super::arith::{Num, Q, Res, Stop};
use super::assume::Solver;
use super::code::Program;
use super::machine::Machine;
use super::model::Model;
use std::collections::BTreeSet;

/// A table and a position in it.
pub(super) type Entry = (usize, usize);

/// One instance of an assumption: which, and the values of its binders.
#[derive(Clone, Copy)]
pub(super) struct Instance<'i> {
    pub assumption: usize,
    pub binders: &'i [i64],
}

impl Solver {
    /// Left minus right, and the entries it was computed from, as far as that went.
    pub(super) fn residual_of(
        &mut self,
        program: &Program,
        model: &Model,
        instance: Instance<'_>,
    ) -> (Res<Num>, BTreeSet<Entry>) {
        let Some(assume) = program.assumes.get(instance.assumption) else { return (Err(Stop::Unsupported), BTreeSet::new()) };
        let found = self.with_machine(program, model, |m: &mut Machine<'_>| {
            m.touched = Some(BTreeSet::new());
            let residual = m.residual(instance.assumption, assume, instance.binders);
            Ok((residual, m.touched.take().unwrap_or_default()))
        });
        found.unwrap_or_else(|stop| (Err(stop), BTreeSet::new()))
    }

    /// The residual where the entry has each of these values; `None` if one of them is no rational number.
    pub(super) fn residuals_at(
        &mut self,
        program: &Program,
        trial: &mut Model,
        instance: Instance<'_>,
        entry: Entry,
        values: [Q; 4],
    ) -> Option<Vec<(Q, Q)>> {
        let now = slot(trial, entry)?.clone();
        let mut found = Vec::new();
        for x in values {
            *slot(trial, entry)? = Num::Rat(x.clone());
            let residual = self.residual_of(program, trial, instance).0.ok().and_then(|r| r.as_q().cloned());
            found.push(residual.map(|y| (x, y)));
        }
        *slot(trial, entry)? = now;
        found.into_iter().collect()
    }
}

/// The place of an entry in a model.
pub(super) fn slot(model: &mut Model, entry: Entry) -> Option<&mut Num> {
    model.tables.get_mut(entry.0)?.data.get_mut(entry.1)
}

/// Coefficients of `c0 + c1 x + c2 x^2` through three points, if it goes through the fourth, too: Newton's divided differences.
pub(super) fn quadratic(points: &[(Q, Q)]) -> Option<[Q; 3]> {
    let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = points else { return None };
    let slope = |(xa, ya): (&Q, &Q), (xb, yb): (&Q, &Q)| Some(yb.sub(ya).mul(&xb.sub(xa).recip()?));
    let (first, second) = (slope((x0, y0), (x1, y1))?, slope((x1, y1), (x2, y2))?);
    let c2 = second.sub(&first).mul(&x2.sub(x0).recip()?);
    let c1 = first.sub(&c2.mul(&x0.add(x1)));
    let c0 = y0.sub(&x0.mul(&c1.add(&x0.mul(&c2))));
    let coefficients = [c0, c1, c2];
    (value(&coefficients, x3) == *y3).then_some(coefficients)
}

/// `c0 + c1 x + c2 x^2`
pub(super) fn value([c0, c1, c2]: &[Q; 3], x: &Q) -> Q {
    c0.add(&x.mul(&c1.add(&x.mul(c2))))
}

/// A rational solution of `c0 + c1 x + c2 x^2 = 0`, where there are two the upper or the lower one for positive `c2`.
pub(super) fn solution([c0, c1, c2]: &[Q; 3], upper: bool) -> Option<Q> {
    if c2.is_zero() {
        return Some(c0.neg().mul(&c1.recip()?));
    }
    let root = discriminant([c0, c1, c2]).exact_root(2)?;
    let numerator = if upper { root.sub(c1) } else { root.neg().sub(c1) };
    Some(numerator.mul(&c2.mul(&Q::int(2)).recip()?))
}

/// `c1^2 - 4 c2 c0`
pub(super) fn discriminant([c0, c1, c2]: [&Q; 3]) -> Q {
    c1.mul(c1).sub(&Q::int(4).mul(c2).mul(c0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rational_solutions_only() {
        let solution = |a, b, c, upper| solution(&[c, b, a].map(Q::int), upper);
        assert_eq!(solution(1, 0, -4, true), Some(Q::int(2)));
        assert_eq!(solution(1, 0, -4, false), Some(Q::int(-2)));
        assert_eq!(solution(1, 0, -2, true), None);
        assert_eq!(solution(0, 2, 3, true), Some(Q::frac(-3, 2)));
        assert_eq!(solution(0, 0, 3, true), None);
    }

    #[test]
    fn a_cubic_is_no_quadratic() {
        let points = |f: fn(i64) -> i64| [0, 1, -1, 2].map(|x| (Q::int(x), Q::int(f(x))));
        assert_eq!(quadratic(&points(|x| 3 * x * x - x + 5)), Some([5, -1, 3].map(Q::int)));
        assert_eq!(quadratic(&points(|x| x * x * x)), None);
    }
}
