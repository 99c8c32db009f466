//! Everything ends: budgets are counts, and numbers and nestings are bounded.

use super::dsl::*;
use crate::evaluate::{Evaluator, Options, Outcome, Unknown};
use crate::kernel::obligation::{ParamSort, Relation};
use crate::term::{Fun, Rel};

#[test]
fn doubled_definitions_are_unfolded_once() {
    let mut w = world().constant("x").define("f0", vec![], c("x"));
    for i in 1..=60 {
        w = w.define(&format!("f{i}"), vec![], c(&format!("f{}", i - 1)) + c(&format!("f{}", i - 1)));
    }
    w.agrees(c("f60"), pow(n(2), n(60)) * c("x"));
    w.agrees(d(c("x"), c("f60")), pow(n(2), n(60)));
    w.refutes(c("f60"), c("f59"));
}

#[test]
fn doubled_definitions_of_real_arguments() {
    let param = || vec![("x@".into(), ParamSort::Real)];
    let mut w = world().constant("x").define_sorts("f0", param(), v("x@"));
    for i in 1..=60 {
        let inner = || f(&format!("f{}", i - 1), [v("x@") * 1]);
        w = w.define_sorts(&format!("f{i}"), param(), inner() + inner());
    }
    w.agrees(f("f60", [c("x")]), pow(n(2), n(60)) * c("x"));
}

#[test]
fn huge_powers_and_factorials_end() {
    let w = world().constant("x");
    w.agrees(pow(n(2), n(1_000_000_000)), n(2) * pow(n(2), n(999_999_999)));
    w.refutes(pow(n(2), n(1_000_000_000)), pow(n(2), n(999_999_999)));
    assert_eq!(w.unknown(fun(Fun::Factorial, n(1_000_000_000)), c("x")), Unknown::Budget);
    assert_eq!(w.unknown(pow(n(3), pow(n(10), n(30))), c("x")), Unknown::Budget);
    assert_eq!(w.unknown(exp(exp(exp(n(10)))), c("x")), Unknown::Budget);
    w.refutes(fun(Fun::Factorial, n(2000)), n(0));
}

#[test]
fn large_powers_of_sums() {
    let w = world().constant("x").constant("y");
    let power = || pow(c("x") + c("y"), n(5000));
    w.refutes(power(), pow(c("x"), n(5000)) + pow(c("y"), n(5000)));
    w.agrees(power() * power(), pow(c("x") + c("y"), n(10_000)));
    // Towers of powers leave the rationals for enclosures.
    w.agrees(pow(pow(log(n(2)), n(40)), n(40)), pow(log(n(2)), n(1600)));
}

#[test]
fn huge_ranges_stop_at_the_budget() {
    let w = world().constant("x");
    let total = sum("i", range(1, 1_000_000_000), v("i") * c("x"));
    assert_eq!(w.unknown(total, n(0)), Unknown::Budget);
    let far = world().integer("N", Some(n(1_000_000_000_000)), None).function("g", vec![range(1, c("N"))]);
    assert_eq!(far.unknown(f("g", [n(1)]), n(0)), Unknown::NoModel);
}

#[test]
fn deep_nesting_and_deep_recursion_end() {
    let mut deep = c("x");
    for _ in 0..300 {
        deep = exp(log(deep * c("x")) * q(1, 2));
    }
    let w = world().constrained("x", vec![], positive());
    let _ = w.outcome(deep, Relation::Eq, c("x"));
    let body = iff(cmp(Rel::Eq, v("t@"), n(0)), n(0), n(1) + f("F", [v("t@") - 1]));
    let w = w.define("F", vec![("t@", range(0, 1_000_000))], body);
    w.agrees(f("F", [n(100)]), n(100));
    assert_eq!(w.unknown(f("F", [n(1_000_000)]), n(0)), Unknown::Budget);
}

#[test]
fn terms_of_astronomic_size_are_not_read() {
    let w = world().constant("x");
    let mut doubled = c("x");
    for _ in 0..100 {
        doubled = doubled.clone() + doubled;
    }
    assert_eq!(w.unknown(doubled, n(0)), Unknown::Undecided);
}

#[test]
fn a_definition_that_needs_itself_ends() {
    let w = world().define("loop", vec![], c("loop") + 1);
    assert_eq!(w.unknown(c("loop"), n(0)), Unknown::Budget);
}

#[test]
fn a_small_budget_ends_as_unknown() {
    let w = world().set("A").function("f", vec![set("A"), set("A")]).fix("a", set("A"));
    let options = Options { budget: 5, ..Options::default() };
    let step = w.obligation(sum("b", set("A"), fv("f", ["a", "b"])), Relation::Eq, n(0));
    let got = Evaluator::new(&w.sig, &options).step(&step);
    assert!(matches!(got, Outcome::Unknown { why: Unknown::Budget, .. }), "{got:?}");
}

#[test]
fn names_that_nobody_declared_are_not_guessed() {
    let w = world().constant("x");
    assert_eq!(w.unknown(c("nobody"), n(0)), Unknown::Undecided);
    assert_eq!(w.unknown(v("free"), n(0)), Unknown::Undecided);
    assert_eq!(w.unknown(sum("i", set("Nowhere"), n(1)), n(0)), Unknown::Undecided);
    assert_eq!(w.unknown(d(c("nobody"), c("x")), n(5)), Unknown::Undecided);
}

#[test]
fn enclosures_that_cannot_be_told_apart_refute_nothing() {
    let w = world().constrained("x", vec![], positive());
    // Equal, but the exact field does not see it.
    w.agrees(sqrt(c("x")) * sqrt(c("x") + 1), sqrt(c("x") * (c("x") + 1)));
    // A comparison of equal enclosures is undecided, so the model is not counted.
    let tie = cmp(Rel::Eq, sqrt(n(2)) * sqrt(n(3)), sqrt(n(6)));
    assert_eq!(w.unknown(ind(tie), n(0)), Unknown::Undecided);
    // Far closer than any float could see, yet certainly different.
    w.refutes(exp(q(1, 1_000_000_007)), n(1) + q(1, 1_000_000_007));
}
