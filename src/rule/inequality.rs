//! Why a term is not negative: the basic inequalities, and how they are put together.
//!
//! A [`Sign`] belongs to one term in one place. It says `0 <= t` (or `0 < t`, where that is asked) wherever `t` is defined. Nothing here
//! is checked; [`Tangent::difference`], [`Expansion::difference`], [`Monotone::difference`] and [`Monotone::premise`] only write down the inequalities that the
//! kernel believes, each of them as one term that is not negative:
//!
//! - bounds of exp and log of second order ([`Quadratic`]);
//! - a convex function lies above its tangents, a concave one below (exp, -log, powers): Rudin, *Real and complex analysis*, ch. 3;
//! - an increasing function keeps the order.

use super::{Induction, Script};
use crate::kernel::obligation::Relation;
use crate::number::Rational;
use crate::term::{BigOp, Fun, Name, Node, Rel, Term};

/// A proof that a term is not negative, or that it is positive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sign {
    /// The kernel's judgement sees it: declarations, context, linear arithmetic.
    Judged,
    /// After these moves.
    Rewrite(Script, Box<Sign>),
    /// A sum, addend by addend; where a strict sign is asked, the one at this position is strict.
    Sum(Vec<Sign>, usize),
    /// A product, factor by factor; where a strict sign is asked, all are strict.
    Product(Vec<Sign>),
    /// A big operator by the sign of its body. A strict sign of a sum needs an index.
    Under(Box<Sign>),
    /// The proposition holds, or it does not.
    Cases(Term, Box<Sign>, Box<Sign>),
    /// This big maximum or minimum, which stands in the term, is the value at one of its indices: replaced by its body at an opened one.
    Attained(Term, Box<Sign>),
    /// A maximum lies above, a minimum below its value at an index. The term is the difference.
    Entry(Term, Term),
    /// A sum of what is not negative lies above its value at an index. The term is the difference; the sign is the body's.
    Among(Term, Term, Box<Sign>),
    /// A convex function lies above its tangent. The term is the difference.
    Tangent(Tangent),
    /// A function lies on one side of its expansion to second order. The term is the difference.
    Expansion(Expansion),
    /// An increasing function keeps the order: the sign of [`Monotone::premise`] gives that of [`Monotone::difference`], which is the term.
    Monotone(Monotone, Box<Sign>),
    /// `l <= r` because `0 <= r` and `l^2 <= r^2`; the term is `r - l`.
    Squares(Term, Term, Box<Sign>, Box<Sign>),
    /// The named assumption at these values; the term is the larger side minus the smaller.
    Assume(Name, Vec<Term>),
    /// The named proved result, likewise.
    Cite(Name, Vec<Term>),
    /// Induction over an integer range; the term is the larger side of its statement minus the smaller, at its values.
    Induction(Box<Induction>),
    /// First another term is shown not to be negative (or, with `true`, to be positive), then this is a hypothesis.
    With(Term, bool, Box<Sign>, Box<Sign>),
}

/// A convex function of one variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Convex {
    /// `exp`, on all reals.
    Exp,
    /// `-log`, on the positive reals.
    MinusLog,
    /// `x^n` for a literal `n`: even and positive on all reals, odd on `x >= 0`, negative on `x > 0`.
    Power(i64),
    /// `x^c` for `c >= 1` or `c <= 0`, on `x >= 0` where it is defined.
    RealPower(Term),
    /// `-x^c` for `0 <= c <= 1`, on `x >= 0` where it is defined.
    MinusRealPower(Term),
}

/// `f(at) - f(foot) - f'(foot)*(at - foot) >= 0`, strictly for `at != foot` (not claimed of real powers).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tangent {
    /// The function.
    pub function: Convex,
    /// Where it is compared.
    pub at: Term,
    /// Where the tangent touches.
    pub foot: Term,
}

fn at_most(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Le, a, b)
}
fn below(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Lt, a, b)
}
fn zero() -> Term {
    Term::int(0)
}

impl Tangent {
    /// The difference, which is not negative where the conditions hold.
    pub fn difference(&self) -> Term {
        let (a, m) = (&self.at, &self.foot);
        let step = || Term::sub(a.clone(), m.clone());
        match &self.function {
            Convex::Exp => {
                let slope = Term::mul(vec![Term::exp(m.clone()), step()]);
                Term::add(vec![Term::exp(a.clone()), Term::neg(Term::exp(m.clone())), Term::neg(slope)])
            }
            Convex::MinusLog => Term::add(vec![
                Term::log(m.clone()),
                Term::div(a.clone(), m.clone()),
                Term::int(-1),
                Term::neg(Term::log(a.clone())),
            ]),
            Convex::Power(n) => {
                let power = |t: &Term, n: i64| Term::pow(t.clone(), Term::int(n));
                let slope = Term::mul(vec![Term::int(n.saturating_neg()), power(m, n.saturating_sub(1)), step()]);
                Term::add(vec![power(a, *n), Term::neg(power(m, *n)), slope])
            }
            Convex::RealPower(c) => {
                let slope = Term::mul(vec![Term::int(-1), c.clone(), lowered(m, c), step()]);
                let (at, foot) = (Term::real_pow(a.clone(), c.clone()), Term::real_pow(m.clone(), c.clone()));
                Term::add(vec![at, Term::neg(foot), slope])
            }
            Convex::MinusRealPower(c) => {
                let slope = Term::mul(vec![c.clone(), lowered(m, c), step()]);
                let (at, foot) = (Term::real_pow(a.clone(), c.clone()), Term::real_pow(m.clone(), c.clone()));
                Term::add(vec![foot, slope, Term::neg(at)])
            }
        }
    }

    /// What must hold, beside that the difference is defined; `None` where the function is not convex.
    pub fn conditions(&self, strict: bool) -> Option<Vec<Term>> {
        let (a, m) = (&self.at, &self.foot);
        let positive = |t: &Term| below(zero(), t.clone());
        let mut out = match &self.function {
            Convex::Exp => Vec::new(),
            // Where it is defined, both are positive; so is the foot of a real power, or its exponent is larger than 1.
            Convex::MinusLog => Vec::new(),
            Convex::Power(n) if *n >= 2 && n % 2 == 0 => Vec::new(),
            Convex::Power(n) if *n >= 3 => vec![at_most(zero(), a.clone()), at_most(zero(), m.clone())],
            Convex::Power(n) if *n < 0 && *n > i64::MIN / 2 => vec![positive(a), positive(m)],
            Convex::Power(_) => return None,
            Convex::RealPower(_) | Convex::MinusRealPower(_) if strict => return None,
            Convex::RealPower(c) => {
                let steep = at_most(Term::int(1), c.clone());
                vec![Term::new(Node::Or(vec![steep, at_most(c.clone(), zero())]))]
            }
            Convex::MinusRealPower(c) => vec![at_most(zero(), c.clone()), at_most(c.clone(), Term::int(1))],
        };
        if strict {
            out.push(Term::cmp_rel(Rel::Ne, a.clone(), m.clone()));
        }
        Some(out)
    }
}

/// `m^(c - 1)`
fn lowered(m: &Term, c: &Term) -> Term {
    Term::real_pow(m.clone(), Term::add(vec![c.clone(), Term::int(-1)]))
}

/// Bounds of exp and log by a polynomial of second degree.
///
/// The first three are Taylor's theorem with the third derivative of one sign; the others follow since the difference falls before its only
/// zero and rises after it, or has no more than two zeros (Cesa-Bianchi and Lugosi, *Prediction, learning, and games*, lemma 2.4 and ch. 2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quadratic {
    /// `exp(u) <= 1 + u + u^2/2` for `u <= 0`.
    ExpBelow,
    /// `1 + u + u^2/2 <= exp(u)` for `u >= 0`.
    ExpAbove,
    /// `x - x^2/2 <= log(1 + x)` for `x >= 0`.
    LogAbove,
    /// `exp(u) <= 1 + u + u^2` for `u <= 1`.
    ExpToOne,
    /// `x - x^2 <= log(1 + x)` for `x >= -1/2`.
    LogFromHalf,
}

/// One of these at a term: at the argument of the function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expansion {
    /// Which.
    pub bound: Quadratic,
    /// The argument of the exponential, or of the logarithm.
    pub at: Term,
}

impl Expansion {
    /// The difference, which is not negative where the condition holds.
    pub fn difference(&self) -> Term {
        let u = &self.at;
        let square = |t: Term, c: Rational| Term::mul(vec![Term::num(c), Term::pow(t, Term::int(2))]);
        let (half, one) = (Rational::fraction(1, 2), Rational::one());
        let above = |c: Rational| Term::add(vec![Term::int(1), u.clone(), square(u.clone(), c)]);
        let x = || Term::sub(u.clone(), Term::int(1));
        let below = |c: Rational| Term::sub(x(), square(x(), c));
        match self.bound {
            Quadratic::ExpBelow => Term::sub(above(half), Term::exp(u.clone())),
            Quadratic::ExpToOne => Term::sub(above(one), Term::exp(u.clone())),
            Quadratic::ExpAbove => Term::sub(Term::exp(u.clone()), above(half)),
            Quadratic::LogAbove => Term::sub(Term::log(u.clone()), below(half)),
            Quadratic::LogFromHalf => Term::sub(Term::log(u.clone()), below(one)),
        }
    }

    /// What must hold, beside that the difference is defined.
    pub fn condition(&self) -> Term {
        let u = || self.at.clone();
        match self.bound {
            Quadratic::ExpBelow => at_most(u(), zero()),
            Quadratic::ExpToOne => at_most(u(), Term::int(1)),
            Quadratic::ExpAbove => at_most(zero(), u()),
            Quadratic::LogAbove => at_most(Term::int(1), u()),
            Quadratic::LogFromHalf => at_most(Term::num(Rational::fraction(1, 2)), u()),
        }
    }
}

/// An increasing function of one variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Increasing {
    /// `exp`
    Exp,
    /// `log`
    Log,
    /// `x^n` for a literal odd `n >= 1`; for an even one on `x >= 0`.
    Power(i64),
    /// `-x^n` for a literal `n < 0`, on `x > 0`.
    MinusPower(i64),
    /// `x^n` for an integer `n >= 0` that is no literal, on `x >= 0`; strictly for `n >= 1`.
    WholePower(Term),
    /// `x^c` for `c >= 0`, where it is defined; strictly for `c > 0`.
    RealPower(Term),
    /// `-x^c` for `c <= 0`, where it is defined; strictly for `c < 0`.
    MinusRealPower(Term),
}

/// `f(upper) - f(lower) >= 0` because `upper - lower >= 0`; strictly where that is strict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Monotone {
    /// The function.
    pub function: Increasing,
    /// The smaller argument.
    pub lower: Term,
    /// The larger argument.
    pub upper: Term,
}

impl Monotone {
    /// `upper - lower`
    pub fn premise(&self) -> Term {
        Term::sub(self.upper.clone(), self.lower.clone())
    }

    /// The difference of the values.
    pub fn difference(&self) -> Term {
        let (u, v) = (&self.lower, &self.upper);
        match &self.function {
            Increasing::Exp => Term::sub(Term::exp(v.clone()), Term::exp(u.clone())),
            Increasing::Log => Term::sub(Term::log(v.clone()), Term::log(u.clone())),
            Increasing::Power(n) => Term::sub(Term::pow(v.clone(), Term::int(*n)), Term::pow(u.clone(), Term::int(*n))),
            Increasing::MinusPower(n) => Term::sub(Term::pow(u.clone(), Term::int(*n)), Term::pow(v.clone(), Term::int(*n))),
            Increasing::WholePower(n) => Term::sub(Term::pow(v.clone(), n.clone()), Term::pow(u.clone(), n.clone())),
            Increasing::RealPower(c) => Term::sub(Term::real_pow(v.clone(), c.clone()), Term::real_pow(u.clone(), c.clone())),
            Increasing::MinusRealPower(c) => {
                Term::sub(Term::real_pow(u.clone(), c.clone()), Term::real_pow(v.clone(), c.clone()))
            }
        }
    }

    /// What must hold beside the premise; `None` where the function does not increase.
    pub fn conditions(&self, strict: bool) -> Option<Vec<Term>> {
        let u = &self.lower;
        let exponent = |small: Term, large: Term| if strict { below(small, large) } else { at_most(small, large) };
        match &self.function {
            Increasing::Exp | Increasing::Log => Some(Vec::new()),
            Increasing::Power(n) if *n >= 1 && n % 2 == 1 => Some(Vec::new()),
            Increasing::Power(n) if *n >= 2 => Some(vec![at_most(zero(), u.clone())]),
            Increasing::MinusPower(n) if *n < 0 => Some(vec![below(zero(), u.clone())]),
            Increasing::Power(_) | Increasing::MinusPower(_) => None,
            Increasing::WholePower(n) => {
                let least = Term::int(i64::from(strict));
                Some(vec![at_most(zero(), u.clone()), at_most(least, n.clone())])
            }
            Increasing::RealPower(c) => Some(vec![exponent(zero(), c.clone())]),
            Increasing::MinusRealPower(c) => Some(vec![exponent(c.clone(), zero())]),
        }
    }
}

/// The smaller side of a relation, the larger, and whether it is strict; `None` for relations that order nothing.
pub fn ordered<T>(relation: Relation, left: T, right: T) -> Option<(T, T, bool)> {
    match relation {
        Relation::Le => Some((left, right, false)),
        Relation::Lt => Some((left, right, true)),
        Relation::Ge => Some((right, left, false)),
        Relation::Gt => Some((right, left, true)),
        Relation::Eq | Relation::Ne => None,
    }
}

/// The larger side of a relation minus the smaller, and whether it is strict; `None` for relations that order nothing.
pub fn excess(relation: Relation, left: &Term, right: &Term) -> Option<(Term, bool)> {
    let (smaller, larger, strict) = ordered(relation, left, right)?;
    Some((Term::sub(larger.clone(), smaller.clone()), strict))
}

/// Replaces every occurrence of a closed term whose value alone matters there: `None` if one stands in a derivative or in the argument of
/// a name (whose definition may differentiate), or if there is none.
pub fn value_replaced(t: &Term, from: &Term, to: &Term) -> Option<Term> {
    let mut found = false;
    let result = replace_value(t, from, to, &mut found)?;
    found.then_some(result)
}

fn replace_value(t: &Term, from: &Term, to: &Term, found: &mut bool) -> Option<Term> {
    if t == from {
        *found = true;
        return Some(to.clone());
    }
    if !t.any(&mut |s| s == from) {
        return Some(t.clone());
    }
    if matches!(t.node(), Node::Deriv(..) | Node::App(..)) {
        return None;
    }
    let mut whole = true;
    let node = t.node().map_children(&mut |_, c, _| match replace_value(c, from, to, found) {
        Some(new) => new,
        None => {
            whole = false;
            c.clone()
        }
    });
    whole.then(|| Term::new(node))
}

/// Is this a big maximum or minimum?
pub fn extremum(t: &Term) -> bool {
    matches!(t.node(), Node::Big(BigOp::Max | BigOp::Min, ..))
}

/// The difference between a big maximum (minimum) and its value at an index, not negative; so that of a sum, if its body is not.
pub fn entry_difference(big: &Term, index: &Term) -> Option<Term> {
    let Node::Big(op, _, _, _, body) = big.node() else { return None };
    let value = body.open(index);
    match op {
        BigOp::Max | BigOp::Sum => Some(Term::sub(big.clone(), value)),
        BigOp::Min => Some(Term::sub(value, big.clone())),
        BigOp::Prod => None,
    }
}

impl Sign {
    /// The name of what it rests on, for whoever reads the proof.
    pub fn name(&self) -> &'static str {
        match self {
            Sign::Judged => "by the signs of its parts",
            Sign::Rewrite(..) => "rewritten",
            Sign::Sum(..) => "a sum of terms that are not negative",
            Sign::Product(_) => "a product of factors that are not negative",
            Sign::Under(_) => "not negative at any index",
            Sign::Cases(..) => "by cases",
            Sign::Attained(..) => "an extremum is attained",
            Sign::Entry(..) => "an extremum bounds its entries",
            Sign::Among(..) => "a sum of terms that are not negative lies above each",
            Sign::Expansion(_) => "a function lies on one side of its expansion to second order",
            Sign::Tangent(_) => "a convex function lies above its tangent",
            Sign::Monotone(..) => "an increasing function keeps the order",
            Sign::Squares(..) => "compared by squares",
            Sign::Assume(..) => "as assumed",
            Sign::Cite(..) => "as proved before",
            Sign::Induction(_) => "by induction",
            Sign::With(..) => "by a bound shown first",
        }
    }
}

/// `log` or `exp` applied to a term, for matching.
pub fn argument(f: Fun, t: &Term) -> Option<&Term> {
    match t.node() {
        Node::Fun(g, args) if *g == f => args.first(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_are_not_convex_or_do_not_increase_are_refused() {
        let (a, m) = (Term::app("a", vec![]), Term::app("m", vec![]));
        let tangent = |n| Tangent { function: Convex::Power(n), at: a.clone(), foot: m.clone() }.conditions(false);
        assert_eq!(tangent(2), Some(Vec::new()));
        assert_eq!(tangent(3).map(|c| c.len()), Some(2));
        assert!(tangent(0).is_none() && tangent(1).is_none());
        let increasing = |function| Monotone { function, lower: a.clone(), upper: m.clone() }.conditions(false);
        assert!(increasing(Increasing::Power(-1)).is_none() && increasing(Increasing::MinusPower(1)).is_none());
        assert_eq!(increasing(Increasing::Power(2)).map(|c| c.len()), Some(1));
    }

    #[test]
    fn values_are_not_replaced_inside_derivatives_or_arguments() {
        let (x, c) = (Term::app("x", vec![]), Term::app("c", vec![]));
        assert_eq!(value_replaced(&Term::exp(x.clone()), &x, &c), Some(Term::exp(c.clone())));
        assert_eq!(value_replaced(&Term::deriv(c.clone(), x.clone()), &x, &c), None);
        assert_eq!(value_replaced(&Term::app("f", vec![x.clone()]), &x, &c), None);
        assert_eq!(value_replaced(&c, &x, &c), None);
    }
}
