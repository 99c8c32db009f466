//! Terms and moves in few letters, for certificates built by hand. Nothing but the trusted part is needed.

#![allow(dead_code)] // each test file uses some of it

use derive_check::rule::{Move, Rule};
use derive_check::term::{Dom, Fun, Rel, Term};

/// A constant.
pub fn c(name: &str) -> Term {
    Term::app(name, vec![])
}
/// A function of one argument.
pub fn f(name: &str, arg: Term) -> Term {
    Term::app(name, vec![arg])
}
/// A free variable.
pub fn v(name: &str) -> Term {
    Term::var(name)
}
/// An integer.
pub fn int(n: i64) -> Term {
    Term::int(n)
}
/// The set `A`.
pub fn a_set() -> Dom {
    Dom::Set("A".into())
}
/// `a = b`
pub fn eq(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Eq, a, b)
}
/// `a < b`
pub fn lt(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Lt, a, b)
}
/// `|t|`
pub fn abs(t: Term) -> Term {
    Term::fun(Fun::Abs, t)
}
/// A move at a place.
pub fn at(path: &[u16], rule: Rule) -> Move {
    Move { path: path.to_vec(), rule }
}
