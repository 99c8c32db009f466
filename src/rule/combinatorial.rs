//! Factorials and binomial coefficients.
//!
//! Sources: Pascal's triangle and the binomial theorem as in Graham, Knuth, Patashnik, *Concrete Mathematics*, chapter 5.

use super::big::{parts, scratch};
use super::explog::argument;
use super::{Applied, RuleError};
use crate::number::Rational;
use crate::term::{Dom, Fun, Node, Rel, Term};

pub(super) fn factorial(from: &Term) -> Result<Applied, RuleError> {
    let n = argument(from, Fun::Factorial)?;
    match n.as_num().map(Rational::to_i64) {
        Some(Some(k @ 0..=20)) => Ok(Applied::plain(Term::int((1..=k).product()))),
        Some(_) => Err(RuleError::TooLarge),
        None => {
            let lowered = Term::add(vec![n.clone(), Term::int(-1)]);
            let to = Term::mul(vec![n.clone(), Term::fun(Fun::Factorial, lowered)]);
            Ok(Applied::plain(to).given(Term::cmp_rel(Rel::Le, Term::int(1), n)))
        }
    }
}

/// The arguments of a binomial coefficient.
fn binomial(from: &Term) -> Result<(Term, Term), RuleError> {
    match from.node() {
        Node::Fun(Fun::Binom, args) if args.len() == 2 => Ok((args[0].clone(), args[1].clone())),
        _ => Err(RuleError::Shape("a binomial coefficient")),
    }
}

/// For a literal `k` a falling factorial over `k!` (0 for `k < 0`); else by factorials, inside of the triangle.
pub(super) fn binom(from: &Term) -> Result<Applied, RuleError> {
    let (n, k) = binomial(from)?;
    let less = |by: &Term| Term::add(vec![n.clone(), Term::neg(by.clone())]);
    match k.as_num().map(Rational::to_i64) {
        Some(Some(k)) if k < 0 => Ok(Applied::plain(Term::int(0))),
        Some(Some(k @ 0..=20)) => {
            let factorial: i64 = (1..=k).product();
            let mut items = vec![Term::num(Rational::fraction(1, factorial))];
            items.extend((0..k).map(|i| less(&Term::int(i))));
            Ok(Applied::plain(Term::mul(items)))
        }
        Some(_) => Err(RuleError::TooLarge),
        None => {
            let below = Term::mul(vec![Term::fun(Fun::Factorial, k.clone()), Term::fun(Fun::Factorial, less(&k))]);
            let to = Term::div(Term::fun(Fun::Factorial, n.clone()), below);
            let inside = [Term::cmp_rel(Rel::Le, Term::int(0), k.clone()), Term::cmp_rel(Rel::Le, k, n)];
            Ok(inside.into_iter().fold(Applied::plain(to), Applied::given))
        }
    }
}

/// `binom(n, k) = 0` for `k < 0` and for `k > n`.
pub(super) fn outside(from: &Term) -> Result<Applied, RuleError> {
    let (n, k) = binomial(from)?;
    let sides = [Term::cmp_rel(Rel::Le, k.clone(), Term::int(-1)), Term::cmp_rel(Rel::Lt, n, k)];
    Ok(Applied::plain(Term::int(0)).given(Term::new(Node::Or(sides.to_vec()))))
}

/// Outside of the triangle all three are 0; on its left edge the first of the two above is, on its right edge the second.
pub(super) fn pascal(from: &Term) -> Result<Applied, RuleError> {
    let (n, k) = binomial(from)?;
    let lowered = |t: &Term| Term::add(vec![t.clone(), Term::int(-1)]);
    let above = |k: Term| Term::new(Node::Fun(Fun::Binom, vec![lowered(&n), k]));
    let to = Term::add(vec![above(lowered(&k)), above(k.clone())]);
    Ok(Applied::plain(to).given(Term::cmp_rel(Rel::Le, Term::int(1), n)))
}

/// `Σ_{k∈0..n} binom(n,k)*a^k*b^(n-k) = (a + b)^n` for `n >= 0`: by induction from Pascal's rule, in every commutative ring; with `0^0 = 1`
/// also where `a`, `b` or `a + b` is 0. (For `n < 0` the sum is empty.)
pub(super) fn binomial_theorem(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?.sum()?;
    let Dom::Range(lo, n) = &p.dom else { return Err(RuleError::Shape("a sum over 0..n")) };
    let name = scratch();
    let k = Term::var(name.clone());
    let body = p.body.open(&k);
    let Node::Mul(items) = body.node() else { return Err(RuleError::Shape("a product of three factors")) };
    let [coefficient, first, second] = items.as_slice() else { return Err(RuleError::Shape("a product of three factors")) };
    let (Node::Pow(a, i), Node::Pow(b, j)) = (first.node(), second.node()) else { return Err(RuleError::Shape("two powers")) };
    let fits = *lo == Term::int(0)
        && matches!(p.guard.node(), Node::True)
        && *coefficient == Term::new(Node::Fun(Fun::Binom, vec![n.clone(), k.clone()]))
        && *i == k
        && *j == Term::sub(n.clone(), k)
        && !a.mentions(&name)
        && !b.mentions(&name);
    if !fits {
        return Err(RuleError::Shape("binom(n, k)*a^k*b^(n - k), summed over 0..n"));
    }
    let to = Term::pow(Term::add(vec![a.clone(), b.clone()]), n.clone());
    Ok(Applied::plain(to).given(Term::cmp_rel(Rel::Le, Term::int(0), n.clone())))
}
