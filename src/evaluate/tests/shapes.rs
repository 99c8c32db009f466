//! Models of assumptions of degree two.

use super::dsl::*;
use crate::evaluate::{Evaluator, Options, Outcome};
use crate::kernel::obligation::Relation;

fn square(e: E) -> E {
    pow(e, 2)
}

fn unit(w: World, name: &str, table: &str) -> World {
    w.assume(name, &[], sum("d", set("D"), square(fv(table, ["d"]))), n(1))
}

/// Refuted in as many models as a step gets that could not be proved.
fn refuted_in_many(w: &World, l: E, r: E) {
    let step = w.obligation(l, Relation::Eq, r);
    let outcome = Evaluator::new(&w.sig, &Options::default()).step_in(&step, 48);
    assert!(matches!(outcome, Outcome::Refuted(_)), "{outcome:?}");
}

#[test]
fn two_unit_vectors() {
    let w = world().set("D").function("u", vec![set("D")]).function("v", vec![set("D")]);
    let w = unit(unit(w, "un", "u"), "vn", "v");
    let dot = || sum("d", set("D"), fv("u", ["d"]) * fv("v", ["d"]));
    let distance = sum("d", set("D"), square(fv("u", ["d"]) - fv("v", ["d"])));
    w.agrees(distance.clone(), n(2) - n(2) * dot());
    w.refutes(distance, n(1) - n(2) * dot());
    w.refutes(dot(), n(1));
    w.refutes_rel(dot(), Relation::Ge, n(0));
    w.agrees_in(10, dot(), Relation::Le, n(1));
}

#[test]
fn orthonormal_rows_in_a_wider_space() {
    let w = world().set("N").set("D").function("u", vec![set("N"), set("D")]).function("c", vec![set("N")]);
    let product = |i: &str, j: &str| sum("d", set("D"), fv("u", [i, "d"]) * fv("u", [j, "d"]));
    let w = w.assume("on", &[("i@", set("N")), ("j@", set("N"))], product("i@", "j@"), eq("i@", "j@"));
    let combined = sum("d", set("D"), square(sum("i", set("N"), fv("c", ["i"]) * fv("u", ["i", "d"]))));
    w.agrees(combined.clone(), sum("i", set("N"), square(fv("c", ["i"]))));
    w.refutes(combined, square(sum("i", set("N"), fv("c", ["i"]))));
    // Bessel: no vector of the space is longer than this.
    let norm = |t: &str| square(fv(t, ["i"]));
    w.refutes_rel(sum("i", set("N"), norm("c")), Relation::Le, card("N"));
}

#[test]
fn standardised_under_a_uniform_and_under_any_law() {
    let w = world().set("X").function("f", vec![set("X")]);
    let mean = sum("x", set("X"), fv("f", ["x"]));
    let second = || sum("x", set("X"), square(fv("f", ["x"]))) / card("X");
    let uniform = w.clone().assume("a", &[], mean, n(0)).assume("b", &[], second(), n(1));
    uniform.agrees(sum("x", set("X"), square(fv("f", ["x"]) - 1)), n(2) * card("X"));
    refuted_in_many(&uniform, sum("x", set("X"), pow(fv("f", ["x"]), 4)), card("X"));
    let w = w.law("p", vec![set("X")], 1, positive());
    let under = |e: E| expect("x", set("X"), fv("p", ["x"]), e);
    let any = w.assume("a", &[], under(fv("f", ["x"])), n(0)).assume("b", &[], under(square(fv("f", ["x"]))), n(1));
    any.agrees(under(square(fv("f", ["x"]) - 1)), n(2));
    refuted_in_many(&any, under(pow(fv("f", ["x"]), 4)), n(1));
}

#[test]
fn functional_equations_are_solved_forward() {
    let w = world().integer("n", Some(n(1)), None).function("e", vec![range(0, n(2) * c("n"))]).fix("i", range(0, c("n")));
    let over = [("i@", range(0, c("n"))), ("j@", range(0, c("n")))];
    let w = w.assume("h", &over, f("e", [v("i@") + v("j@")]), fv("e", ["i@"]) * fv("e", ["j@"]));
    w.agrees(f("e", [n(2) * v("i")]), square(fv("e", ["i"])));
    w.refutes(fv("e", ["i"]), n(1));
    w.refutes(fv("e", ["i"]), eq("i", "i") * f("e", [n(0)]));
}

#[test]
fn a_circle_of_any_radius() {
    let w = world().constant("c").constant("s").constrained("r", vec![], positive());
    let w = w.assume("h", &[], square(c("c")) + square(c("s")), square(c("r")));
    w.agrees(square(c("c") / c("r")) + square(c("s") / c("r")), n(1));
    w.refutes_rel(c("c") + c("s"), Relation::Le, c("r"));
}

#[test]
fn what_has_no_rational_model_is_left_alone() {
    let w = world().constant("x").assume("h", &[], square(c("x")), n(2)).assume("k", &[], c("x") + 1, n(0));
    assert!(matches!(w.outcome(c("x"), Relation::Eq, n(3)), Outcome::Unknown { models: 0, .. }));
}

#[test]
fn the_same_models_every_time() {
    let w = world().set("D").function("u", vec![set("D")]).function("v", vec![set("D")]);
    let w = unit(unit(w, "un", "u"), "vn", "v");
    let step = w.obligation(sum("d", set("D"), fv("u", ["d"])), Relation::Le, n(1));
    let shown = || format!("{:?}", Evaluator::new(&w.sig, &Options::default()).step(&step));
    assert_eq!(shown(), shown());
}
