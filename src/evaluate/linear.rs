//! Linear systems over the evaluator's numbers, by Gaussian elimination with certified pivots.

use super::arith::{Arith, Num, Res, Stop};

type Row = Vec<Num>;

/// Brings `[A | b]` into reduced form. Returns the rows with the column of each row's pivot, and which original rows they were.
/// Inconsistent: undefined.
fn eliminate(matrix: &[Row], right: &[Num], n: usize, ar: &mut Arith) -> Res<Vec<(usize, usize, Row)>> {
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (i, (row, b)) in matrix.iter().zip(right).enumerate() {
        let mut whole = row.clone();
        whole.push(b.clone());
        rows.push((i, whole));
    }
    let mut done: Vec<(usize, usize, Row)> = Vec::new();
    for column in 0..n {
        let Some(at) = pivot(&rows, column, ar)? else { continue };
        let (origin, mut row) = rows.swap_remove(at);
        let inverse = row.get(column).ok_or(Stop::Unsupported)?.recip(ar)?;
        for x in &mut row {
            *x = x.mul(&inverse, ar)?;
        }
        for (_, other) in &mut rows {
            clear(other, &row, column, ar)?;
        }
        for (_, _, other) in &mut done {
            clear(other, &row, column, ar)?;
        }
        done.push((column, origin, row));
    }
    for (_, row) in &rows {
        match row.last() {
            Some(b) if b.is_zero() => {}
            Some(b) => return Err(if b.sign(ar)? == 0 { Stop::Undecided } else { Stop::Undefined }),
            None => {}
        }
    }
    Ok(done)
}

/// A row whose entry in this column is certainly not 0; entries that may be are left only if they are exactly 0.
fn pivot(rows: &[(usize, Row)], column: usize, ar: &mut Arith) -> Res<Option<usize>> {
    let mut undecided = false;
    let mut best: Option<(bool, usize)> = None;
    for (i, (_, row)) in rows.iter().enumerate() {
        ar.spend(1)?;
        let Some(x) = row.get(column) else { continue };
        if x.is_zero() {
            continue;
        }
        match x.sign(ar) {
            Ok(s) if s != 0 => {
                let rational = x.as_q().is_some();
                if best.is_none_or(|(known, _)| rational && !known) {
                    best = Some((rational, i));
                }
            }
            _ => undecided = true,
        }
    }
    match best {
        Some((_, i)) => Ok(Some(i)),
        None if undecided => Err(Stop::Undecided),
        None => Ok(None),
    }
}

/// Subtracts the multiple of `row` that clears the column.
fn clear(other: &mut Row, row: &Row, column: usize, ar: &mut Arith) -> Res<()> {
    let Some(factor) = other.get(column).filter(|f| !f.is_zero()).cloned() else { return Ok(()) };
    ar.spend(row.len() as u64)?;
    for (i, (x, y)) in other.iter_mut().zip(row).enumerate() {
        *x = if i == column { Num::ZERO } else { x.sub(&factor.mul(y, ar)?, ar)? };
    }
    Ok(())
}

/// The one solution of `A x = b`; undefined where there is none, or more than one.
pub(super) fn solve_square(matrix: &[Row], right: &[Num], n: usize, ar: &mut Arith) -> Res<Vec<Num>> {
    let done = eliminate(matrix, right, n, ar)?;
    if done.len() < n {
        return Err(Stop::Undefined);
    }
    let mut solution = vec![Num::ZERO; n];
    for (column, _, row) in done {
        if let (Some(slot), Some(x)) = (solution.get_mut(column), row.last()) {
            *slot = x.clone();
        }
    }
    Ok(solution)
}

/// The change `δ` with `A δ = b` that is smallest in the norm `Σ δ²/weight`: it spreads a correction over all unknowns in
/// proportion to their weights, so that positive numbers tend to stay positive.
pub(super) fn least_change(matrix: &[Row], right: &[Num], weights: &[Num], ar: &mut Arith) -> Res<Vec<Num>> {
    let n = weights.len();
    let mut independent: Vec<usize> = eliminate(matrix, right, n, ar)?.into_iter().map(|(_, origin, _)| origin).collect();
    independent.sort_unstable();
    let rows: Vec<&Row> = independent.iter().filter_map(|i| matrix.get(*i)).collect();
    let b: Vec<Num> = independent.iter().filter_map(|i| right.get(*i).cloned()).collect();
    let mut gram = Vec::new();
    for r in &rows {
        let mut line = Vec::new();
        for s in &rows {
            line.push(weighted_dot(r, s, weights, ar)?);
        }
        gram.push(line);
    }
    let y = solve_square(&gram, &b, rows.len(), ar)?;
    let mut change = Vec::new();
    for (j, weight) in weights.iter().enumerate() {
        let mut sum = Num::ZERO;
        for (row, factor) in rows.iter().zip(&y) {
            if let Some(x) = row.get(j).filter(|x| !x.is_zero()) {
                sum = sum.add(&x.mul(factor, ar)?, ar)?;
            }
        }
        change.push(sum.mul(weight, ar)?);
    }
    Ok(change)
}

fn weighted_dot(r: &Row, s: &Row, weights: &[Num], ar: &mut Arith) -> Res<Num> {
    let mut sum = Num::ZERO;
    for ((x, y), w) in r.iter().zip(s).zip(weights) {
        ar.spend(1)?;
        if !x.is_zero() && !y.is_zero() {
            sum = sum.add(&x.mul(y, ar)?.mul(w, ar)?, ar)?;
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(xs: &[i64]) -> Row {
        xs.iter().map(|x| Num::int(*x)).collect()
    }

    #[test]
    fn solves_exactly_and_rejects_the_rest() {
        let mut ar = Arith::new(128, 1 << 30);
        let a = [row(&[2, 1]), row(&[1, 3])];
        assert_eq!(solve_square(&a, &row(&[3, 5]), 2, &mut ar), Ok(vec![Num::frac(4, 5), Num::frac(7, 5)]));
        let singular = [row(&[1, 1]), row(&[2, 2])];
        assert_eq!(solve_square(&singular, &row(&[1, 2]), 2, &mut ar), Err(Stop::Undefined));
        assert_eq!(solve_square(&singular, &row(&[1, 3]), 2, &mut ar), Err(Stop::Undefined));
    }

    #[test]
    fn the_least_change_is_spread() {
        let mut ar = Arith::new(128, 1 << 30);
        // x + y = 1 from (1, 3) with weights (1, 3): scaled, not shifted.
        let got = least_change(&[row(&[1, 1])], &row(&[-3]), &row(&[1, 3]), &mut ar);
        assert_eq!(got, Ok(vec![Num::frac(-3, 4), Num::frac(-9, 4)]));
    }
}
