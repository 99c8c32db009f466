//! Instances of proofs: the same moves and signs with every term replaced.
//!
//! A proof about arbitrary tables is one about whatever stands in their place. Nothing here is believed: the kernel checks what comes out.

use crate::kernel::obligation::Binder;
use crate::rule::inequality::{Convex, Expansion, Increasing, Monotone, Sign, Tangent};
use crate::rule::{Distinction, Induction, Move, Rule, Script, Sides, Split};
use crate::term::Term;

/// What becomes of each term.
pub(super) type Replacing<'f> = &'f dyn Fn(&Term) -> Term;

/// The script with its terms replaced.
pub(super) fn script(moves: &Script, f: Replacing<'_>) -> Script {
    moves.iter().map(|m| Move { path: m.path.clone(), rule: rule(&m.rule, f) }).collect()
}

fn all(terms: &[Term], f: Replacing<'_>) -> Vec<Term> {
    terms.iter().map(f).collect()
}

fn split(s: &Split, f: Replacing<'_>) -> Split {
    match s {
        Split::Prop(t) => Split::Prop(f(t)),
        Split::Binary(t) => Split::Binary(f(t)),
        Split::Values(t, a, b) => Split::Values(f(t), a.clone(), b.clone()),
    }
}

fn rule(rule: &Rule, f: Replacing<'_>) -> Rule {
    match rule {
        Rule::Ring(t) => Rule::Ring(f(t)),
        Rule::Cases(t, splits) => Rule::Cases(f(t), splits.iter().map(|s| split(s, f)).collect()),
        Rule::Distinguish(d) => Rule::Distinguish(Box::new(Distinction {
            to: f(&d.to),
            split: split(&d.split, f),
            cases: d.cases.clone().map(|case| case.map(|moves| script(&moves, f))),
        })),
        Rule::Back(t, moves) => Rule::Back(f(t), script(moves, f)),
        Rule::Assume(name, args, backward) => Rule::Assume(name.clone(), all(args, f), *backward),
        Rule::Cite(name, args, backward) => Rule::Cite(name.clone(), all(args, f), *backward),
        Rule::Induction(i) => Rule::Induction(Box::new(induction(i, f))),
        Rule::Domain(dom, guard) => Rule::Domain(dom.map(&mut |end| f(end)), f(guard)),
        Rule::SplitGuard(p) => Rule::SplitGuard(f(p)),
        Rule::Point(t) => Rule::Point(f(t)),
        Rule::SplitRange(t) => Rule::SplitRange(f(t)),
        Rule::Shift(t) => Rule::Shift(f(t)),
        Rule::ExpScale(n, t) => Rule::ExpScale(*n, f(t)),
        Rule::Expectation
        | Rule::Unfold
        | Rule::Distribute
        | Rule::Factor
        | Rule::FactorIn(_)
        | Rule::ProdPower
        | Rule::ProdExponent
        | Rule::Permute(_)
        | Rule::Count
        | Rule::GuardToIndicator
        | Rule::IndicatorToGuard(_)
        | Rule::Empty
        | Rule::Reverse
        | Rule::Enumerate
        | Rule::ExtremumConstant
        | Rule::ExtremumMonotone(_)
        | Rule::Normalised
        | Rule::OneHot(..)
        | Rule::OneHotSelects(_)
        | Rule::Symmetric
        | Rule::Derivative
        | Rule::SwapDerivatives
        | Rule::ExpSum
        | Rule::ExpLog
        | Rule::ProdExp
        | Rule::LogExp
        | Rule::LogProduct
        | Rule::LogPower
        | Rule::LogProd
        | Rule::PowerSum
        | Rule::PowerProduct
        | Rule::PowerPower
        | Rule::PowerInteger
        | Rule::PowerExp
        | Rule::PowerOne
        | Rule::Factorial
        | Rule::Binom
        | Rule::BinomOutside
        | Rule::Pascal
        | Rule::BinomialTheorem
        | Rule::Geometric
        | Rule::Size
        | Rule::SqrtSquare => rule.clone(),
    }
}

fn sides(s: &Sides, f: Replacing<'_>) -> Sides {
    Sides { left: script(&s.left, f), right: script(&s.right, f), order: s.order.as_ref().map(|order| sign(order, f)) }
}

fn induction(i: &Induction, f: Replacing<'_>) -> Induction {
    let binder = |b: &Binder| Binder { name: b.name.clone(), dom: b.dom.map(&mut |end| f(end)), guard: f(&b.guard) };
    Induction {
        variable: i.variable.clone(),
        low: f(&i.low),
        high: f(&i.high),
        downward: i.downward,
        others: i.others.iter().map(binder).collect(),
        left: f(&i.left),
        relation: i.relation,
        right: f(&i.right),
        bases: i.bases.iter().map(|s| sides(s, f)).collect(),
        step: sides(&i.step, f),
        values: all(&i.values, f),
        backward: i.backward,
    }
}

/// The sign with its terms replaced.
pub(super) fn sign(s: &Sign, f: Replacing<'_>) -> Sign {
    let inner = |s: &Sign| Box::new(sign(s, f));
    match s {
        Sign::Judged => Sign::Judged,
        Sign::Rewrite(moves, s) => Sign::Rewrite(script(moves, f), inner(s)),
        Sign::Sum(signs, at) => Sign::Sum(signs.iter().map(|s| sign(s, f)).collect(), *at),
        Sign::Product(signs) => Sign::Product(signs.iter().map(|s| sign(s, f)).collect()),
        Sign::Under(s) => Sign::Under(inner(s)),
        Sign::Cases(p, yes, no) => Sign::Cases(f(p), inner(yes), inner(no)),
        Sign::Attained(big, s) => Sign::Attained(f(big), inner(s)),
        Sign::Entry(big, index) => Sign::Entry(f(big), f(index)),
        Sign::Among(sum, index, s) => Sign::Among(f(sum), f(index), inner(s)),
        Sign::Tangent(t) => Sign::Tangent(Tangent { function: convex(&t.function, f), at: f(&t.at), foot: f(&t.foot) }),
        Sign::Expansion(e) => Sign::Expansion(Expansion { bound: e.bound, at: f(&e.at) }),
        Sign::Monotone(m, s) => {
            let rule = Monotone { function: increasing(&m.function, f), lower: f(&m.lower), upper: f(&m.upper) };
            Sign::Monotone(rule, inner(s))
        }
        Sign::Squares(l, r, root, squares) => Sign::Squares(f(l), f(r), inner(root), inner(squares)),
        Sign::Assume(name, args) => Sign::Assume(name.clone(), all(args, f)),
        Sign::Cite(name, args) => Sign::Cite(name.clone(), all(args, f)),
        Sign::Induction(i) => Sign::Induction(Box::new(induction(i, f))),
        Sign::With(t, positive, proof, rest) => Sign::With(f(t), *positive, inner(proof), inner(rest)),
    }
}

fn convex(function: &Convex, f: Replacing<'_>) -> Convex {
    match function {
        Convex::RealPower(c) => Convex::RealPower(f(c)),
        Convex::MinusRealPower(c) => Convex::MinusRealPower(f(c)),
        Convex::Exp | Convex::MinusLog | Convex::Power(_) => function.clone(),
    }
}

fn increasing(function: &Increasing, f: Replacing<'_>) -> Increasing {
    match function {
        Increasing::WholePower(n) => Increasing::WholePower(f(n)),
        Increasing::RealPower(c) => Increasing::RealPower(f(c)),
        Increasing::MinusRealPower(c) => Increasing::MinusRealPower(f(c)),
        Increasing::Exp | Increasing::Log | Increasing::Power(_) | Increasing::MinusPower(_) => function.clone(),
    }
}
