//! What is defined, and what expressions mean.

use super::dsl::*;
use crate::evaluate::Unknown;
use crate::kernel::obligation::{Constraint, Relation};
use crate::term::{BigOp, Fun, Node, Rel, Term};

#[test]
fn a_side_without_value_refutes_nothing() {
    let w = world().constant("x");
    assert_eq!(w.unknown(n(1) / (c("x") - c("x")), n(3)), Unknown::Undefined);
    assert_eq!(w.unknown(n(3), log(-pow(c("x"), 2))), Unknown::Undefined);
    assert_eq!(w.unknown(sqrt(-pow(c("x"), 2) - 1), n(3)), Unknown::Undefined);
    assert_eq!(w.unknown(n(0) * log(n(0)), n(7)), Unknown::Undefined);
}

#[test]
fn points_without_value_are_not_counted() {
    let w = world().constrained("x", vec![], between(-1, 1, false));
    w.agrees_in(5, c("x") / c("x"), Relation::Eq, n(1));
    w.agrees_in(5, pow(c("x"), -1) * pow(c("x"), 2), Relation::Eq, c("x"));
}

#[test]
fn zero_to_the_zero() {
    let w = world().constant("x").assume("z", &[], c("x"), n(0)).integer("k", Some(n(0)), Some(n(0)));
    w.agrees(pow(c("x"), c("k")), n(1));
    assert_eq!(w.unknown(rpow(c("x"), n(0)), n(1)), Unknown::Undefined);
    assert_eq!(w.unknown(pow(c("x"), n(-1)), n(1)), Unknown::Undefined);
    w.agrees(rpow(c("x"), q(1, 2)), n(0));
}

#[test]
fn a_real_power_of_a_negative_base_is_undefined_even_to_a_whole_exponent() {
    let w = world().constant("x").constant("p").assume("m", &[], c("x"), n(-2)).assume("t", &[], c("p"), n(2));
    assert_eq!(w.unknown(rpow(c("x"), c("p")), n(9)), Unknown::Undefined);
    w.agrees(pow(c("x"), n(2)), n(4));
}

#[test]
fn if_is_lazy_and_everything_else_is_strict() {
    let w = world().constant("x").assume("z", &[], c("x"), n(0));
    let zero = || cmp(Rel::Eq, c("x"), n(0));
    w.agrees(iff(zero(), n(5), n(1) / c("x")), n(5));
    let nonzero = E(Term::new(Node::Not(zero().0)));
    assert_eq!(w.unknown(ind(nonzero) * (n(1) / c("x")), n(4)), Unknown::Undefined);
    let both = E(Term::and(vec![cmp(Rel::Ne, c("x"), n(0)).0, cmp(Rel::Lt, n(1) / c("x"), n(3)).0]));
    assert_eq!(w.unknown(ind(both), n(4)), Unknown::Undefined);
}

#[test]
fn empty_sums_and_products_evaluate_nothing() {
    let w = world().integer("n", Some(n(0)), None);
    w.agrees(sum("i", range(1, 0), n(1) / n(0)), n(0));
    w.agrees(prod("i", range(3, 2), log(n(-1))), n(1));
    w.agrees(n(2) * sum("i", range(1, c("n")), v("i")), c("n") * (c("n") + 1));
    assert_eq!(w.unknown(big(BigOp::Max, "i", range(1, 0), v("i")), n(0)), Unknown::Undefined);
}

#[test]
fn a_range_may_be_empty_in_some_models_only() {
    let w = world().integer("n", Some(n(0)), None);
    // False only for n = 0, where the product is empty.
    let got = w.refutes(prod("i", range(1, c("n")), n(0)), n(0));
    assert_eq!(got.integers.get("n"), Some(&0));
}

#[test]
fn entries_outside_a_range_are_undefined() {
    let w = world().integer("T", Some(n(1)), None).function("V", vec![range(1, c("T"))]);
    assert_eq!(w.unknown(f("V", [c("T") + 1]), n(0)), Unknown::Undefined);
    // Strict: the indicator does not keep V(0) away.
    let guarded = ind(cmp(Rel::Lt, n(1), v("t"))) * f("V", [v("t") - 1]);
    assert_eq!(w.unknown(sum("t", range(1, c("T")), guarded), n(0)), Unknown::Undefined);
    let lazy = iff(cmp(Rel::Lt, n(1), v("t")), f("V", [v("t") - 1]), n(0));
    w.agrees(sum("t", range(1, c("T")), lazy), sum("t", range(1, c("T") - 1), fv("V", ["t"])));
}

#[test]
fn a_definition_is_undefined_outside_its_domain() {
    let w = world().integer("T", Some(n(1)), None).function("r", vec![range(0, c("T"))]);
    let w = w.define("δ", vec![("t@", range(0, c("T") - 1))], f("r", [v("t@") + 1]) - fv("r", ["t@"]));
    assert_eq!(w.unknown(f("δ", [c("T")]), n(0)), Unknown::Undefined);
    w.agrees(sum("t", range(0, c("T") - 1), fv("δ", ["t"])), f("r", [c("T")]) - f("r", [n(0)]));
}

#[test]
fn recursion_on_an_index() {
    let w = world().integer("T", Some(n(1)), None).constant("β").function("g", vec![range(1, c("T"))]);
    let body = iff(cmp(Rel::Eq, v("t@"), n(1)), f("g", [n(1)]), c("β") * f("F", [v("t@") - 1]) + fv("g", ["t@"]));
    let w = w.define("F", vec![("t@", range(1, c("T")))], body);
    let unrolled = sum("k", range(1, c("T")), pow(c("β"), c("T") - v("k")) * fv("g", ["k"]));
    w.agrees(f("F", [c("T")]), unrolled);
    w.refutes(f("F", [c("T")]), sum("k", range(1, c("T")), pow(c("β"), v("k")) * fv("g", ["k"])));
}

#[test]
fn factorial_and_binomials() {
    let w = world().integer("n", Some(n(0)), None).integer("k", None, None);
    let fact = |e| fun(Fun::Factorial, e);
    w.agrees(fact(c("n") + 1), (c("n") + 1) * fact(c("n")));
    w.agrees(sum("i", range(0, c("n")), fun2(Fun::Binom, c("n"), v("i"))), pow(n(2), c("n")));
    let pascal = fun2(Fun::Binom, c("n"), c("k")) + fun2(Fun::Binom, c("n"), c("k") - 1);
    w.agrees(pascal, fun2(Fun::Binom, c("n") + 1, c("k")));
    assert_eq!(w.unknown(fact(-c("n") - 1), n(0)), Unknown::Undefined);
    assert_eq!(w.unknown(fun2(Fun::Binom, -c("n") - 1, c("k")), n(0)), Unknown::Undefined);
}

#[test]
fn extremes() {
    let w = world().set("A").function("f", vec![set("A")]).constant("x").constant("y");
    w.agrees(fun2(Fun::Max, c("x"), c("y")) + fun2(Fun::Min, c("x"), c("y")), c("x") + c("y"));
    w.agrees(fun2(Fun::Max, c("x"), -c("x")), fun(Fun::Abs, c("x")));
    w.agrees(big(BigOp::Max, "i", set("A"), -fv("f", ["i"])), -big(BigOp::Min, "i", set("A"), fv("f", ["i"])));
    w.agrees_in(10, sum("i", set("A"), fv("f", ["i"])), Relation::Le, card("A") * big(BigOp::Max, "i", set("A"), fv("f", ["i"])));
    w.refutes(fun2(Fun::Max, c("x"), c("y")), c("x"));
    w.refutes(fun(Fun::Sign, c("x")) * fun(Fun::Sign, c("x")), n(1));
}

#[test]
fn expectation_is_a_weighted_sum() {
    let w = world().set("X").law("p", vec![set("X")], 1, Constraint::default()).function("f", vec![set("X")]).constant("m");
    w.agrees(expect("x", set("X"), fv("p", ["x"]), c("m")), c("m"));
    let mean = || expect("y", set("X"), fv("p", ["y"]), fv("f", ["y"]));
    let variance = expect("x", set("X"), fv("p", ["x"]), pow(fv("f", ["x"]) - mean(), 2));
    w.agrees(variance.clone(), expect("x", set("X"), fv("p", ["x"]), pow(fv("f", ["x"]), 2)) - pow(mean(), 2));
    w.refutes(variance, expect("x", set("X"), fv("p", ["x"]), pow(fv("f", ["x"]), 2)) - mean());
}

#[test]
fn a_law_may_vanish_unless_it_is_positive() {
    let free = world().set("X").law("p", vec![set("X")], 1, Constraint::default()).fix("x", set("X"));
    free.refutes(iff(cmp(Rel::Eq, fv("p", ["x"]), n(0)), n(1), n(0)), n(0));
    let strict = world().set("X").law("p", vec![set("X")], 1, positive()).fix("x", set("X"));
    strict.agrees(iff(cmp(Rel::Eq, fv("p", ["x"]), n(0)), n(1), n(0)), n(0));
}

#[test]
fn conditionals_need_their_condition() {
    let w = world()
        .set("X")
        .set("Z")
        .law("p", vec![set("X"), set("Z")], 2, Constraint::default())
        .fix("x", set("X"))
        .fix("z", set("Z"));
    let pz = || sum("y", set("X"), fv("p", ["y", "z"]));
    w.agrees_in(8, (fv("p", ["x", "z"]) / pz()) * pz(), Relation::Eq, fv("p", ["x", "z"]));
}

#[test]
fn onehot_symmetric_integer_binary() {
    let c = |c: Constraint| c;
    let w = world()
        .set("N")
        .set("K")
        .constrained("y", vec![set("N"), set("K")], c(Constraint { onehot: true, ..Default::default() }))
        .constrained("w", vec![set("N"), set("N")], c(Constraint { symmetric: true, ..Default::default() }))
        .constrained("b", vec![set("N")], c(Constraint { binary: true, ..Default::default() }))
        .constrained("m", vec![set("N")], c(Constraint { integer: true, ..Default::default() }))
        .fix("i", set("N"))
        .fix("j", set("N"));
    w.agrees(sum("k", set("K"), fv("y", ["i", "k"])), n(1));
    w.agrees(sum("k", set("K"), pow(fv("y", ["i", "k"]), 2)), n(1));
    w.agrees(fv("w", ["i", "j"]), fv("w", ["j", "i"]));
    w.agrees(pow(fv("b", ["i"]), 2), fv("b", ["i"]));
    w.agrees(pow(n(-1), n(2) * fv("m", ["i"])), n(1));
    w.refutes(fv("b", ["i"]), n(1));
    w.refutes(pow(n(-1), fv("m", ["i"])), n(1));
    w.refutes(fv("w", ["i", "j"]), fv("w", ["i", "i"]));
}

#[test]
fn named_elements_and_integer_elements() {
    let w = world().elements("C", vec![elem("C", "x"), elem("C", "y")]).elements("B", vec![n(0), n(1)]);
    let w = w.function("f", vec![set("C")]).function("g", vec![set("B")]).fix("i", set("C"));
    w.agrees(sum("k", set("C"), fv("f", ["k"])), f("f", [elem("C", "x")]) + f("f", [elem("C", "y")]));
    w.agrees(sum("k", set("B"), v("k") * fv("g", ["k"])), f("g", [n(1)]));
    let got = w.refutes(fv("f", ["i"]), f("f", [elem("C", "x")]));
    assert_eq!(got.fixed, vec![("i".to_owned(), "y".to_owned())]);
    assert!(got.values.iter().any(|(name, _)| name == "f(y)"));
}

#[test]
fn pi_is_a_number() {
    let w = world().constant("x");
    w.agrees(pi() * c("x") - c("x") * pi(), n(0));
    w.refutes(pi(), q(22, 7));
    w.agrees_in(10, pi(), Relation::Lt, q(22, 7));
}
