//! The rules: what a step may cite ([`Reason`]), and the primitive moves the kernel believes ([`Rule`]).
//!
//! A [`Move`] rewrites the subterm at a path of the current line. For most rules the result is a function of the subterm and
//! the instance data: [`apply`] computes it, for the prover to propose it and for the kernel to check it. [`Rule::Ring`],
//! [`Rule::Cases`], [`Rule::Distinguish`] and [`Rule::Back`] name their result; the kernel checks them with code of its own.
//!
//! Every rule states: *if both sides are defined and the conditions hold, they are equal.* That the result is defined
//! wherever the line was is a separate obligation, which the kernel checks for every move in the same way.

mod big;
mod calculus;
pub mod catalogue;
mod combinatorial;
mod explog;
mod extremum;
mod induction;
pub mod inequality;
mod onehot;
pub mod proposition;
mod range;
pub mod reason;

pub use induction::{Induction, Sides};
pub use reason::Reason;

use crate::kernel::obligation::{Condition, Signature};
use crate::number::Rational;
use crate::term::{Dom, Name, Node, Term};

/// A place in a term: child positions from the root (`term::child` for binding nodes). Going under a binder opens its
/// variable as `Name::opened(d)`, where `d` is the number of binders opened above it in the whole line.
pub type Path = Vec<u16>;

/// A proof that rewrites a line forward, move by move.
pub type Script = Vec<Move>;

/// One rewrite of the subterm at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The place.
    pub path: Path,
    /// The rule and its instance.
    pub rule: Rule,
}

/// How a case distinction splits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Split {
    /// A comparison holds, or it does not.
    Prop(Term),
    /// A term whose declared values are 0 and 1 has one of them.
    Binary(Term),
    /// A term `t` has one of two values, because `(t - v)*(t - w) = 0` is known.
    Values(Term, Rational, Rational),
}

/// A case distinction with a proof of each case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Distinction {
    /// What both cases arrive at.
    pub to: Term,
    /// The two cases.
    pub split: Split,
    /// If it holds, and if it does not (the first value, and the second): a script, or nothing where the case does not occur.
    pub cases: [Option<Script>; 2],
}

/// The primitive moves. `from` is the subterm at the place, `to` the result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// `to` is equal to `from` by the laws of fields over syntactic atoms (an atom is any maximal subterm that is no sum,
    /// product or power with a literal integer exponent). Works on reals and on integer-valued index terms.
    Ring(Term),
    /// `to` equals `from` in each case of the splits, where propositions decided by the case (and by the context) are evaluated in
    /// indicators, `if`, `abs`, `sign`, `max`, `min`; an equality that holds in a case may also be substituted. Ring identity in each leaf.
    Cases(Term, Vec<Split>),
    /// In each of two cases a script leads from `from` to the same result.
    Distinguish(Box<Distinction>),
    /// `to` equals `from` because the script leads from `to` to `from`.
    Back(Term, Script),
    /// `E[x ~ w] f = sum w*f`.
    Expectation,
    /// A definition's application becomes its body.
    Unfold,
    /// The named assumption with these values for its binders, left to right (or right to left): `from` is that side exactly.
    Assume(Name, Vec<Term>, bool),
    /// The named proved result, likewise.
    Cite(Name, Vec<Term>, bool),
    /// The statement of an induction whose cases are proved inside, at the values it gives: `from` is one side exactly.
    Induction(Box<Induction>),
    /// `Σ(f₁+…+fₙ) = Σf₁+…+Σfₙ`; `Π(f₁*…*fₙ) = Πf₁*…*Πfₙ`.
    Distribute,
    /// `Σ c₁*…*f₁*… = c₁*…*Σ f₁*…`: all factors without the bound variable move out, in their order. (Body: a product, or one factor.)
    Factor,
    /// `a*…*(Σ f)*…*z = Σ (a*…*f*…*z)`: the factor at this position, a sum, takes in all the others.
    FactorIn(u16),
    /// `Π f^k = (Π f)^k` for a body `f^k` whose exponent is free of the bound variable.
    ProdPower,
    /// `Π u^f = u^(Σ f)` for a body whose base is free of the bound variable; the result is a real power.
    ProdExponent,
    /// Nested operators of one kind: the binders in this order (`result[i] = old[perm[i]]`). Domains may not depend on the permuted
    /// variables; the conjuncts of all guards are placed at the innermost binder that they mention (or the outermost).
    Permute(Vec<u16>),
    /// `Σ_{i∈D} 1 = |D|`, `Π_{i∈D} c = c^|D|` without a guard; a range needs `lo <= hi + 1`.
    Count,
    /// `Σ_G f = Σ [G]*f`.
    GuardToIndicator,
    /// `Σ_G (…*[P]*…) = Σ_{G∧P} (…)`: the factor at this position of the body's product.
    IndicatorToGuard(u16),
    /// The same indices described otherwise: new domain and new guard (under the binder, `Bound(0)`).
    Domain(Dom, Term),
    /// `Σ_G f = Σ_{G∧P} f + Σ_{G∧¬P} f` (`Π`: a product; `max`, `min`: the larger, the smaller one). `P` stands under the binder (`Bound(0)`).
    SplitGuard(Term),
    /// `Σ_{i∈D, i=a, G} f = f(a)` where `a∈D` and `G(a)` hold. `a` is the instance.
    Point(Term),
    /// No index meets domain and guard: `Σ = 0`, `Π = 1`.
    Empty,
    /// `Σ_{a..b} = Σ_{a..m} + Σ_{m+1..b}` (`Π`: product; `max`, `min`: the larger, the smaller one), for `a-1 <= m <= b`.
    SplitRange(Term),
    /// `Σ_{t∈a..b} f(t) = Σ_{t∈a+c..b+c} f(t-c)`.
    Shift(Term),
    /// `Σ_{t∈a..b} f(t) = Σ_{t∈a..b} f(a+b-t)`.
    Reverse,
    /// A sum (product, maximum, minimum) over a set whose elements are named, or a range with literal ends, written out; a guard becomes `if`.
    Enumerate,
    /// `max_i c = c`; likewise `min`.
    ExtremumConstant,
    /// `max_i C(h(i)) = C(max_i h(i))` for a monotone `C`, given by the path from the body to its hole; `min` where it falls.
    ExtremumMonotone(Path),
    /// A law, or a one-hot function, summed over all it must be summed over, is 1.
    Normalised,
    /// `y(n,j)*y(n,k) = [j = k]*y(n,j)` for a one-hot function: positions of the two factors in the product.
    OneHot(u16, u16),
    /// `C(Σ_k y(k)*h(k)) = Σ_k y(k)*C(h(k))` for a one-hot `y`: the sum is one of its entries. `C` is given by the path to the sum.
    OneHotSelects(Path),
    /// A symmetric function's two arguments exchanged.
    Symmetric,
    /// The derivative moves one level inward.
    Derivative,
    /// `d/dx d/dy e = d/dy d/dx e`.
    SwapDerivatives,
    /// `exp(a+b+…) = exp(a)*exp(b)*…`; `exp(0) = 1`.
    ExpSum,
    /// `exp(n*a) = exp(a)^n` where the exponent's first factor is a literal integer times anything: instance `n`; the exponent is `n*a` by ring.
    ExpScale(i64, Term),
    /// `exp(c*log(u)) = u^c` (`c = 1`: `u`; literal integer `c`: `Pow`; else `RealPow`).
    ExpLog,
    /// `Π exp(f) = exp(Σ f)`.
    ProdExp,
    /// `log(exp(a)) = a`.
    LogExp,
    /// `log(a*b*…) = log(a)+log(b)+…` for positive factors; `log(1) = 0`.
    LogProduct,
    /// `log(u^c) = c*log(u)` for `u > 0`, `c` any exponent.
    LogPower,
    /// `log(Π f) = Σ log(f)` for positive factors.
    LogProd,
    /// `u^(m+n+…) = u^m*u^n*…`, where all of them are defined.
    PowerSum,
    /// `(a*b*…)^c = a^c*b^c*…`: always for integer powers; for real powers with all factors `>= 0`.
    PowerProduct,
    /// `(u^a)^b = u^(a*b)`: see `explog` for the conditions.
    PowerPower,
    /// `RealPow(u, n) = Pow(u, n)` for an exponent that is an integer by its form, where `u > 0` or `n >= 1` (literal `n = 0`: 1).
    PowerInteger,
    /// `RealPow(u, c) = exp(c*log(u))` for `u > 0`.
    PowerExp,
    /// `RealPow(1, c) = 1`; `Pow(1, c) = 1`.
    PowerOne,
    /// `n! = n*(n-1)!` for `n >= 1`; `0! = 1`.
    Factorial,
    /// `binom(n,k) = n!/(k!*(n-k)!)` for `0 <= k <= n`; for a literal `k`, `n*(n-1)*…/k!`.
    Binom,
    /// `binom(n,k) = 0` for `k < 0` or `n < k`.
    BinomOutside,
    /// `binom(n,k) = binom(n-1,k-1) + binom(n-1,k)` for `n >= 1`.
    Pascal,
    /// `Σ_{k∈0..n} binom(n,k)*a^k*b^(n-k) = (a + b)^n` for `n >= 0`.
    BinomialTheorem,
    /// `(1 - q)*Σ_{t∈a..b} q^t = q^a - q^(b+1)`, `(q - p)*Σ_{t∈a..b} p^t*q^(m-t) = p^a*q^(m+1-a) - p^(b+1)*q^(m-b)`, for `a <= b+1`.
    Geometric,
    /// `|A|` is the number of elements where they are named.
    Size,
    /// `RealPow(u^2, 1/2) = abs(u)`.
    SqrtSquare,
}

/// Why a rule does not apply.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RuleError {
    /// The subterm has not the form that the rule speaks of.
    Shape(&'static str),
    /// The instance data do not fit.
    Instance(&'static str),
    /// A name is not declared as the rule needs it.
    Declaration(&'static str),
    /// Too large to write out.
    TooLarge,
    /// The rule names its own result; it is checked by the kernel, not computed.
    NotComputed,
}

/// What a rule gives: the result, and the propositions on which the equality rests (in the context of the place; a
/// condition under binders carries them).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Applied {
    /// The result.
    pub to: Term,
    /// What must hold.
    pub conditions: Vec<Condition>,
}

impl Applied {
    /// A result without conditions.
    pub fn plain(to: Term) -> Self {
        Applied { to, conditions: Vec::new() }
    }
    /// With one condition without binders.
    #[must_use]
    pub fn given(mut self, prop: Term) -> Self {
        self.conditions.push(Condition { binders: Vec::new(), prop });
        self
    }
}

/// Applies a rule whose result is a function of its instance. `Assume` and `Cite` need their statements and are left to the caller.
///
/// # Errors
/// [`RuleError`] where the rule does not fit the subterm.
pub fn apply(rule: &Rule, from: &Term, signature: &Signature) -> Result<Applied, RuleError> {
    match rule {
        Rule::Ring(_)
        | Rule::Cases(..)
        | Rule::Distinguish(_)
        | Rule::Back(..)
        | Rule::Assume(..)
        | Rule::Cite(..)
        | Rule::Induction(_) => Err(RuleError::NotComputed),
        Rule::Expectation => big::expectation(from),
        Rule::Unfold => unfold(from, signature),
        Rule::Distribute => big::distribute(from),
        Rule::Factor => big::factor(from),
        Rule::FactorIn(at) => big::factor_in(from, usize::from(*at)),
        Rule::ProdPower => big::prod_power(from),
        Rule::ProdExponent => explog::prod_exponent(from),
        Rule::Permute(order) => big::permute(from, order),
        Rule::Count => big::count(from),
        Rule::GuardToIndicator => big::guard_to_indicator(from),
        Rule::IndicatorToGuard(at) => big::indicator_to_guard(from, usize::from(*at)),
        Rule::Domain(dom, guard) => range::domain(from, dom, guard),
        Rule::SplitGuard(prop) => big::split_guard(from, prop),
        Rule::Point(at) => big::point(from, at),
        Rule::Empty => range::empty(from),
        Rule::SplitRange(middle) => range::split(from, middle),
        Rule::Shift(by) => range::shift(from, by),
        Rule::Reverse => range::reverse(from),
        Rule::Enumerate => range::enumerate(from, signature),
        Rule::ExtremumConstant => extremum::constant(from),
        Rule::ExtremumMonotone(path) => extremum::monotone(from, path),
        Rule::Normalised => big::normalised(from, signature),
        Rule::OneHotSelects(path) => onehot::selects(from, path, signature),
        Rule::OneHot(i, j) => big::onehot(from, usize::from(*i), usize::from(*j), signature),
        Rule::Symmetric => symmetric(from, signature),
        Rule::Derivative => calculus::derivative(from, signature).map(|(_, applied)| applied),
        Rule::SwapDerivatives => calculus::swap(from),
        Rule::ExpSum => explog::exp_sum(from),
        Rule::ExpScale(n, rest) => explog::exp_scale(from, *n, rest),
        Rule::ExpLog => explog::exp_log(from),
        Rule::ProdExp => explog::prod_exp(from),
        Rule::LogExp => explog::log_exp(from),
        Rule::LogProduct => explog::log_product(from),
        Rule::LogPower => explog::log_power(from),
        Rule::LogProd => explog::log_prod(from),
        Rule::PowerSum => explog::power_sum(from),
        Rule::PowerProduct => explog::power_product(from),
        Rule::PowerPower => explog::power_power(from),
        Rule::PowerInteger => explog::power_integer(from),
        Rule::PowerExp => explog::power_exp(from),
        Rule::PowerOne => explog::power_one(from),
        Rule::Factorial => combinatorial::factorial(from),
        Rule::Binom => combinatorial::binom(from),
        Rule::BinomOutside => combinatorial::outside(from),
        Rule::Pascal => combinatorial::pascal(from),
        Rule::BinomialTheorem => combinatorial::binomial_theorem(from),
        Rule::Geometric => range::geometric(from),
        Rule::Size => size(from, signature),
        Rule::SqrtSquare => explog::sqrt_square(from),
    }
}

pub use calculus::{Law, depends, derivative};

fn unfold(from: &Term, signature: &Signature) -> Result<Applied, RuleError> {
    let Node::App(name, args) = from.node() else { return Err(RuleError::Shape("an application")) };
    let definition = signature.definitions.get(name).ok_or(RuleError::Declaration("a definition"))?;
    if definition.captures() {
        return Err(RuleError::Declaration("a definition that takes no derivative of a real parameter"));
    }
    definition.unfold(args).map(Applied::plain).ok_or(RuleError::Instance("number of arguments"))
}

fn symmetric(from: &Term, signature: &Signature) -> Result<Applied, RuleError> {
    let Node::App(name, args) = from.node() else { return Err(RuleError::Shape("an application")) };
    let declared = signature.functions.get(name).is_some_and(|f| f.constraint.symmetric);
    match (declared, args.as_slice()) {
        (true, [a, b]) => Ok(Applied::plain(Term::app(name.clone(), vec![b.clone(), a.clone()]))),
        _ => Err(RuleError::Declaration("a symmetric function of two arguments")),
    }
}

fn size(from: &Term, signature: &Signature) -> Result<Applied, RuleError> {
    let Node::Card(name) = from.node() else { return Err(RuleError::Shape("a size")) };
    let elements =
        signature.sets.get(name).and_then(|s| s.elements.as_ref()).ok_or(RuleError::Declaration("a set with named elements"))?;
    Ok(Applied::plain(Term::int(i64::try_from(elements.len()).map_err(|_| RuleError::TooLarge)?)))
}

impl Rule {
    /// The name under which a step would cite it, or `algebra`.
    pub fn name(&self) -> &'static str {
        match self {
            Rule::Ring(_)
            | Rule::Back(..)
            | Rule::Distribute
            | Rule::Factor
            | Rule::FactorIn(_)
            | Rule::ProdPower
            | Rule::Permute(_)
            | Rule::Count
            | Rule::Domain(..)
            | Rule::Empty
            | Rule::Enumerate
            | Rule::Symmetric
            | Rule::Size => "algebra",
            Rule::Cases(..) | Rule::Distinguish(_) | Rule::ExtremumConstant | Rule::ExtremumMonotone(_) => "cases",
            Rule::Expectation => "expectation",
            Rule::Unfold => "definition",
            Rule::Assume(..) => "assumption",
            Rule::Cite(..) => "result",
            Rule::Induction(_) => "induction",
            Rule::GuardToIndicator | Rule::IndicatorToGuard(_) | Rule::Point(_) | Rule::OneHot(..) | Rule::OneHotSelects(_) => {
                "indicator"
            }
            Rule::SplitGuard(_) => "indicator_split",
            Rule::SplitRange(_) => "split_end",
            Rule::Shift(_) => "shift",
            Rule::Reverse => "reverse",
            Rule::Normalised => "normalised",
            Rule::Derivative | Rule::SwapDerivatives => "derivative",
            Rule::ExpSum
            | Rule::ExpScale(..)
            | Rule::ExpLog
            | Rule::ProdExp
            | Rule::LogExp
            | Rule::LogProduct
            | Rule::LogPower
            | Rule::LogProd => "exp_log",
            Rule::ProdExponent
            | Rule::PowerSum
            | Rule::PowerProduct
            | Rule::PowerPower
            | Rule::PowerInteger
            | Rule::PowerExp
            | Rule::PowerOne
            | Rule::SqrtSquare => "power",
            Rule::Factorial | Rule::Binom | Rule::BinomOutside | Rule::Pascal => "factorial",
            Rule::BinomialTheorem => "binomial",
            Rule::Geometric => "geometric",
        }
    }
}
