//! Tables of a particular shape: what assumptions of degree two ask for, and no random table meets.
//!
//! Unit vectors, orthonormal rows, signs, rows of mean 0 and variance 1, powers, turns. All are exact: a unit vector is the
//! reflection `e - 2(v·e)/(v·v) v` of a coordinate vector in a rational hyperplane (A. Householder, "Unitary triangularization of a
//! nonsymmetric matrix", 1958), an orthogonal matrix a product of such reflections and a signed permutation, and a reflection in a `v` whose entries sum
//! to 0 leaves sums of entries and of squares as they are. A shape only proposes values: what it gives is checked like every other
//! model.

use super::arith::Q;
use super::random::SplitMix;

/// A direction of a block of tables of one form: 0 counts the tables, the others are their arguments.
pub(super) type Axis = usize;

/// How a block of tables is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// 1 or -1 everywhere.
    Signs,
    /// Squares sum to 1 along this axis.
    Unit(Axis),
    /// Squares of each table sum to 1.
    Whole,
    /// Rows along the first axis are orthogonal to each other, and squares sum to 1 along the second (or to its length).
    Orthogonal(Axis, Axis, Length),
    /// The same, and entries sum to 0 along the second.
    Contrasts(Axis, Axis, Length),
    /// `c^i` along this axis, with `c` rational.
    Powers(Axis),
    /// Real and imaginary parts of `z^i` along this axis, in two tables, with `z` on the unit circle.
    Turns(Axis),
}

/// What squares sum to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// To 1.
    One,
    /// To the number of entries.
    Count,
}

/// Tables of one form, side by side: for each axis its length and first index.
pub(super) struct Block {
    pub axes: Vec<(usize, i64)>,
    /// Are only positive values of use?
    pub positive: bool,
}

impl Block {
    fn len(&self, axis: Axis) -> usize {
        self.axes.get(axis).map_or(1, |a| a.0)
    }

    fn stride(&self, axis: Axis) -> usize {
        self.axes.iter().skip(axis + 1).map(|a| a.0).product()
    }

    /// Positions at which all these axes are at their beginning.
    fn bases(&self, fixed: &[Axis]) -> Vec<usize> {
        let total: usize = self.axes.iter().map(|a| a.0).product();
        let first = |at: usize, axis: Axis| (at / self.stride(axis)).is_multiple_of(self.len(axis).max(1));
        (0..total).filter(|at| fixed.iter().all(|axis| first(*at, *axis))).collect()
    }

    /// The entries of this shape, the last axis running fastest; `None` if these lengths allow none.
    pub fn filled(&self, shape: Shape, rng: &mut SplitMix) -> Option<Vec<Q>> {
        let total: usize = self.axes.iter().map(|a| a.0).product();
        let mut data = vec![Q::ONE; total];
        match shape {
            // Ones alone say little, and are found without this.
            Shape::Signs if self.positive => return None,
            Shape::Signs => data.iter_mut().for_each(|x| *x = Q::int(sign(rng))),
            Shape::Unit(axis) => {
                for base in self.bases(&[axis]) {
                    put(&mut data, base, self.stride(axis), unit(self.len(axis), self.positive, rng)?)?;
                }
            }
            Shape::Whole => {
                let count = total / self.len(0).max(1);
                for base in self.bases(&(1..self.axes.len()).collect::<Vec<_>>()) {
                    put(&mut data, base, 1, unit(count, self.positive, rng)?)?;
                }
            }
            Shape::Orthogonal(a, b, length) => self.rows(&mut data, (a, b), &mut |rows, n| orthogonal(rows, n, length, rng))?,
            Shape::Contrasts(a, b, length) => self.rows(&mut data, (a, b), &mut |rows, n| contrasts(rows, n, length, rng))?,
            Shape::Powers(axis) => {
                for base in self.bases(&[axis]) {
                    put(&mut data, base, self.stride(axis), self.powers(axis, rng)?)?;
                }
            }
            Shape::Turns(axis) => self.turns(&mut data, axis, rng)?,
        }
        if self.positive {
            data.iter_mut().for_each(|x| *x = x.abs());
        }
        Some(data)
    }

    /// Fills every slice along two axes with a matrix.
    fn rows(
        &self,
        data: &mut [Q],
        (a, b): (Axis, Axis),
        matrix: &mut dyn FnMut(usize, usize) -> Option<Vec<Vec<Q>>>,
    ) -> Option<()> {
        for base in self.bases(&[a, b]) {
            for (i, row) in matrix(self.len(a), self.len(b))?.into_iter().enumerate() {
                put(data, base + i * self.stride(a), self.stride(b), row)?;
            }
        }
        Some(())
    }

    fn powers(&self, axis: Axis, rng: &mut SplitMix) -> Option<Vec<Q>> {
        let (count, start) = *self.axes.get(axis)?;
        let base = rng.pick(&[Q::int(2), Q::frac(1, 2), Q::int(-1), Q::int(2), Q::int(3), Q::frac(1, 2), Q::int(-2)], Q::ONE);
        let base = if self.positive { base.abs() } else { base };
        (0..i64::try_from(count).ok()?).map(|i| base.pow(start.checked_add(i)?, 512)).collect()
    }

    fn turns(&self, data: &mut [Q], axis: Axis, rng: &mut SplitMix) -> Option<()> {
        let (count, start) = *self.axes.get(axis)?;
        if self.len(0) != 2 || axis == 0 || start != 0 {
            return None;
        }
        let real_first = rng.between(0, 1) == 0;
        for base in self.bases(&[0, axis]) {
            let (re, im) = rng.pick(&[(3, 4), (4, 3), (0, 5), (3, -4), (-5, 0), (-3, 4)], (0, 5));
            let (c, s) = (Q::frac(re, 5), Q::frac(im, 5));
            let mut z = (Q::ONE, Q::ZERO);
            let (mut real, mut imaginary) = (Vec::new(), Vec::new());
            for _ in 0..count {
                real.push(z.0.clone());
                imaginary.push(z.1.clone());
                z = (z.0.mul(&c).sub(&z.1.mul(&s)), z.0.mul(&s).add(&z.1.mul(&c)));
            }
            let (first, second) = if real_first { (real, imaginary) } else { (imaginary, real) };
            put(data, base, self.stride(axis), first)?;
            put(data, base + self.stride(0), self.stride(axis), second)?;
        }
        Some(())
    }
}

fn put(data: &mut [Q], base: usize, stride: usize, values: Vec<Q>) -> Option<()> {
    for (i, value) in values.into_iter().enumerate() {
        *data.get_mut(base + i * stride)? = value;
    }
    Some(())
}

fn sign(rng: &mut SplitMix) -> i64 {
    rng.pick(&[1, -1], 1)
}

fn dot(a: &[Q], b: &[Q]) -> Q {
    a.iter().zip(b).fold(Q::ZERO, |sum, (x, y)| sum.add(&x.mul(y)))
}

/// The reflection of `x` in the hyperplane orthogonal to `v`; `x` where `v` is 0.
fn reflected(x: &[Q], v: &[Q]) -> Vec<Q> {
    let Some(inverse) = dot(v, v).recip() else { return x.to_vec() };
    let factor = dot(x, v).mul(&inverse).mul(&Q::int(2));
    x.iter().zip(v).map(|(x, v)| x.sub(&factor.mul(v))).collect()
}

/// A vector of small integers.
fn direction(n: usize, zeros: bool, rng: &mut SplitMix) -> Vec<Q> {
    let few = if zeros { [1, 2, 0, -1, -2, 1] } else { [1, 2, 1, 1, 2, 3] };
    (0..n).map(|_| Q::int(rng.pick(&few, 1))).collect()
}

/// A vector of length 1: a coordinate vector, or the reflection of one.
fn unit(n: usize, positive: bool, rng: &mut SplitMix) -> Option<Vec<Q>> {
    if n == 0 {
        return None;
    }
    let mut x = vec![Q::ZERO; n];
    *x.get_mut(rng.below(n))? = Q::int(sign(rng));
    let plain = !positive && rng.between(0, 3) == 0;
    Some(if plain { x } else { reflected(&x, &direction(n, !positive, rng)) })
}

/// Rows of an orthogonal matrix, scaled.
fn orthogonal(rows: usize, n: usize, length: Length, rng: &mut SplitMix) -> Option<Vec<Vec<Q>>> {
    if rows > n {
        return None;
    }
    let scale = match length {
        Length::One => Q::ONE,
        Length::Count => Q::int(i64::try_from(n).ok()?).exact_root(2)?,
    };
    let order = rng.shuffled((0..n).collect::<Vec<usize>>());
    let reflections: Vec<Vec<Q>> = (0..rng.between(0, 2)).map(|_| direction(n, true, rng)).collect();
    let row = |at: &usize, rng: &mut SplitMix| {
        let mut x = vec![Q::ZERO; n];
        *x.get_mut(*at)? = scale.mul(&Q::int(sign(rng)));
        Some(reflections.iter().fold(x, |x, v| reflected(&x, v)))
    };
    order.iter().take(rows).map(|at| row(at, rng)).collect()
}

/// Orthogonal rows whose entries sum to 0 and whose squares sum to `n` (or to 1): signs, half of them negative, as in the matrices of
/// Sylvester; sometimes reflected in a hyperplane that holds the constant vectors.
fn contrasts(rows: usize, n: usize, length: Length, rng: &mut SplitMix) -> Option<Vec<Vec<Q>>> {
    let scale = match length {
        Length::Count => Q::ONE,
        Length::One => Q::int(i64::try_from(n).ok()?).exact_root(2)?.recip()?,
    };
    let signs = |row: usize| -> Vec<Q> {
        let odd = |column: usize| (row & column).count_ones() % 2 == 1;
        (0..n).map(|column| if odd(column) { scale.neg() } else { scale.clone() }).collect()
    };
    let rest: Vec<Vec<Q>> = match () {
        () if n.is_power_of_two() && rows < n => rng.shuffled((1..n).map(signs).collect()),
        () if n > 0 && n.is_multiple_of(2) && rows == 1 => {
            vec![rng.shuffled((0..n).map(|i| if i % 2 == 0 { scale.clone() } else { scale.neg() }).collect())]
        }
        () => return None,
    };
    let zero_sum = rng.pick(&[[1, 1, -2], [1, 2, -3], [0, 0, 0]], [0, 0, 0]);
    let v: Vec<Q> = (0..n).map(|i| Q::int(zero_sum.get(i).copied().unwrap_or(0))).collect();
    let v = if n < 3 { vec![Q::ZERO; n] } else { rng.shuffled(v) };
    Some(rest.iter().take(rows).map(|row| reflected(row, &v)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(lengths: &[usize]) -> Block {
        Block { axes: lengths.iter().map(|n| (*n, 0)).collect(), positive: false }
    }

    #[test]
    fn orthogonal_rows_are_orthonormal_and_contrasts_sum_to_zero() {
        for seed in 0..40 {
            let mut rng = SplitMix::new(seed);
            for (rows, n) in [(1, 1), (2, 2), (2, 3), (3, 4)] {
                let data = block(&[1, rows, n]).filled(Shape::Orthogonal(1, 2, Length::One), &mut rng).unwrap();
                for (i, x) in data.chunks(n).enumerate() {
                    for (j, y) in data.chunks(n).enumerate() {
                        assert_eq!(dot(x, y), Q::int(i64::from(i == j)));
                    }
                }
            }
            let data = block(&[3, 4]).filled(Shape::Contrasts(0, 1, Length::Count), &mut rng).unwrap();
            for (i, x) in data.chunks(4).enumerate() {
                assert_eq!(dot(x, &[Q::ONE, Q::ONE, Q::ONE, Q::ONE]), Q::ZERO);
                for (j, y) in data.chunks(4).enumerate() {
                    assert_eq!(dot(x, y), if i == j { Q::int(4) } else { Q::ZERO });
                }
            }
        }
    }

    #[test]
    fn what_lengths_do_not_allow_is_not_filled() {
        let mut rng = SplitMix::new(1);
        assert_eq!(block(&[1, 3, 2]).filled(Shape::Orthogonal(1, 2, Length::One), &mut rng), None);
        assert_eq!(block(&[1, 3]).filled(Shape::Contrasts(0, 1, Length::Count), &mut rng), None);
        assert_eq!(block(&[1, 2]).filled(Shape::Orthogonal(0, 1, Length::Count), &mut rng), None);
    }

    #[test]
    fn a_unit_vector_lies_along_its_axis() {
        for seed in 0..40 {
            let data = block(&[1, 3, 2]).filled(Shape::Unit(1), &mut SplitMix::new(seed)).unwrap();
            for column in 0..2 {
                let x: Vec<Q> = data.iter().skip(column).step_by(2).cloned().collect();
                assert_eq!(dot(&x, &x), Q::ONE);
            }
            let positive = Block { positive: true, ..block(&[1, 3]) };
            let data = positive.filled(Shape::Whole, &mut SplitMix::new(seed)).unwrap();
            assert!(dot(&data, &data).is_one() && data.iter().all(|x| x.signum() >= 0));
        }
    }

    #[test]
    fn turns_add_their_angles() {
        for seed in 0..20 {
            let data = block(&[2, 5]).filled(Shape::Turns(1), &mut SplitMix::new(seed)).unwrap();
            let at = |table: usize, i: usize| data.get(5 * table + i).cloned().unwrap();
            let (c, s) = if at(0, 0).is_one() { (0, 1) } else { (1, 0) };
            assert_eq!(at(c, 3), at(c, 1).mul(&at(c, 2)).sub(&at(s, 1).mul(&at(s, 2))));
            assert_eq!(at(s, 3), at(s, 1).mul(&at(c, 2)).add(&at(c, 1).mul(&at(s, 2))));
        }
    }
}
