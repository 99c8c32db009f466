//! The node kinds of a term.

use super::{Hint, Name, Term};
use crate::number::Rational;

/// Elementary functions and the two integer combinatorial ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Fun {
    /// The exponential; defined everywhere, positive.
    Exp,
    /// The natural logarithm; defined for positive arguments.
    Log,
    /// Absolute value; kink at 0.
    Abs,
    /// Sign, −1, 0 or 1; kink at 0.
    Sign,
    /// Maximum of two reals; kink where they are equal.
    Max,
    /// Minimum of two reals; kink where they are equal.
    Min,
    /// `n!` for an integer `n >= 0`.
    Factorial,
    /// `binom(n, k)`: integers, `n >= 0`; 0 for `k < 0` and `k > n`.
    Binom,
}

/// The big operators that bind one index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum BigOp {
    /// Σ; 0 over nothing.
    Sum,
    /// Π; 1 over nothing.
    Prod,
    /// Largest value; undefined over nothing.
    Max,
    /// Smallest value; undefined over nothing.
    Min,
}

/// Comparisons. `>` and `>=` are written with the sides swapped. On set elements only `Eq`, `Ne`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Rel {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
}

/// What an index ranges over.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Dom {
    /// A declared finite, non-empty set.
    Set(Name),
    /// The integers from the first to the second, both included; empty if the second is smaller.
    Range(Term, Term),
}

/// A node of a term. Terms are *locally nameless*: a bound variable is a de Bruijn index
/// ([`Node::Bound`], 0 = the innermost binder), a free one has a name ([`Node::Var`]). A term outside
/// any binder never has a dangling `Bound`, so substituting such a term needs no shifting and cannot
/// capture, and alpha-equivalence is equality.
///
/// One type serves reals, indices and propositions; the elaborator guarantees the sorts.
/// Subtraction is `a + (-1)*b`, division `a * b^(-1)`: the meaning is the same, also where undefined.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Node {
    /// An exact number.
    Num(Rational),
    /// The number π.
    Pi,
    /// The variable of an enclosing binder (de Bruijn index).
    Bound(u32),
    /// A free index (or, in a definition, a parameter; or an opened binder).
    Var(Name),
    /// A named element of a declared set: set, element. (Integer elements are `Num`.)
    Elem(Name, Name),
    /// A declared or defined name applied to its arguments; constants have none.
    App(Name, Vec<Term>),
    /// `|A|`
    Card(Name),
    /// Sum of any number of terms.
    Add(Vec<Term>),
    /// Product of any number of terms.
    Mul(Vec<Term>),
    /// Power with an exponent that is an integer by its form. `0^0 = 1`; undefined for 0 to a negative.
    Pow(Term, Term),
    /// Power with any other exponent; the base must be positive, or 0 with a positive exponent.
    /// `sqrt(x)` is `RealPow(x, 1/2)`.
    RealPow(Term, Term),
    /// Elementary function.
    Fun(Fun, Vec<Term>),
    /// `if(P, e, f)`: evaluates only the chosen branch.
    If(Term, Term, Term),
    /// Indicator `[P]`: 1 or 0.
    Ind(Term),
    /// Big operator over the indices of the domain that meet the guard: operator, hint, domain (not
    /// under the binder), guard (a proposition, under it), body (under it).
    Big(BigOp, Hint, Dom, Term, Term),
    /// `E[x ~ w] f`, i.e. `sum w(x)*f(x)`: hint, domain, weight (under the binder), body (under it).
    Expect(Hint, Dom, Term, Term),
    /// Derivative of the second by the first, which is an `App` of a constant, parameter or function
    /// entry. Does not bind.
    Deriv(Term, Term),
    /// The true proposition.
    True,
    /// A comparison.
    Cmp(Rel, Term, Term),
    /// Conjunction.
    And(Vec<Term>),
    /// Disjunction.
    Or(Vec<Term>),
    /// Negation.
    Not(Term),
}

/// Positions of the children of the two binding nodes in a certificate path.
/// For every other node, children are numbered from 0 in the order of the fields.
pub mod child {
    /// The guard of a big operator, or the weight of an expectation (under the binder).
    pub const GUARD: u16 = 0;
    /// The body (under the binder).
    pub const BODY: u16 = 1;
    /// The lower end of a range domain.
    pub const LOW: u16 = 2;
    /// The upper end of a range domain.
    pub const HIGH: u16 = 3;
}
