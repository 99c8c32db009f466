//! Rare counterexamples, and how they are shown.

use super::dsl::*;
use crate::evaluate::{Evaluator, Options, Outcome};
use crate::kernel::obligation::{Constraint, Relation};
use crate::term::Rel;

fn ab() -> World {
    world().set("A").function("f", vec![set("A")]).fix("a", set("A")).fix("b", set("A"))
}

#[test]
fn false_only_where_indices_coincide() {
    let got = ab().refutes(eq("a", "b") * fv("f", ["a"]), n(0));
    assert_eq!(got.fixed, vec![("a".into(), "A#1".into()), ("b".into(), "A#1".into())]);
    assert_eq!(got.sets.get("A"), Some(&1));
}

#[test]
fn false_only_where_indices_differ() {
    let got = ab().refutes(fv("f", ["a"]), fv("f", ["b"]));
    assert_eq!(got.sets.get("A"), Some(&2));
    assert_ne!(got.fixed[0].1, got.fixed[1].1);
    let mut values: Vec<&str> = got.values.iter().map(|(_, v)| v.as_str()).collect();
    values.sort_unstable();
    assert_eq!(values, ["0", "1"]);
}

#[test]
fn guards_are_respected() {
    let w = world().set("A").function("f", vec![set("A")]).fix("a", set("A"));
    let w = w.fix_if("b", set("A"), cmp(Rel::Ne, v("b"), v("a")));
    w.agrees(eq("a", "b"), n(0));
}

#[test]
fn counterexamples_meet_the_conditions_of_a_step_and_show_them() {
    let w = world().set("A").function("f", vec![set("A")]).constant("x");
    let w = w.fix_if("a", set("A"), cmp(Rel::Lt, n(2), fv("f", ["a"])));
    let value = |got: &crate::evaluate::Counterexample| got.values.iter().find(|(k, _)| k == "f(A#1)").map(|(_, v)| v.clone());
    assert_eq!(value(&w.refutes(fv("f", ["a"]) + 1, n(2))).as_deref(), Some("3"));
    // The lines do not mention it, the condition does.
    assert_eq!(value(&w.refutes(c("x"), n(1))).as_deref(), Some("3"));
}

#[test]
fn false_only_for_one_size() {
    let w = world().set("A").function("f", vec![set("A")]).fix("a", set("A"));
    let total = || sum("i", set("A"), fv("f", ["i"]));
    let by_size = |k: i64| iff(cmp(Rel::Eq, card("A"), n(k)), total() * 2, total());
    assert_eq!(w.refutes(by_size(1), total()).sets.get("A"), Some(&1));
    assert_eq!(w.refutes(by_size(3), total()).sets.get("A"), Some(&3));
    // Σ over the others, divided by their number.
    w.agrees_in(6, sum_if("i", set("A"), cmp(Rel::Ne, v("i"), v("a")), n(1)) / (card("A") - 1), Relation::Eq, n(1));
}

#[test]
fn false_only_for_unequal_sizes() {
    let w = world().set("N").set("K").function("f", vec![set("N")]);
    let mean = |s: &str| sum("n", set("N"), fv("f", ["n"])) / card(s);
    let got = w.refutes(mean("N"), mean("K"));
    assert_ne!(got.sets.get("N"), got.sets.get("K"));
}

#[test]
fn false_only_for_one_label_or_odd_exponents() {
    let w = world().constrained("y", vec![], Constraint { binary: true, ..Default::default() }).constant("x");
    w.refutes(c("y") * c("x"), c("x"));
    w.refutes((n(1) - c("y")) * c("x"), c("x"));
    let w = world().integer("k", Some(n(0)), None).constant("x");
    w.refutes(pow(-c("x"), c("k")), pow(c("x"), c("k")));
    w.refutes(pow(-c("x"), c("k")), -pow(c("x"), c("k")));
}

#[test]
fn false_only_at_the_ends_of_a_range() {
    let w = world().integer("T", Some(n(1)), None).fix("t", range(1, c("T")));
    w.refutes(ind(cmp(Rel::Eq, v("t"), c("T"))), n(0));
    w.refutes(ind(cmp(Rel::Eq, v("t"), n(1))), n(0));
    w.refutes(ind(cmp(Rel::Lt, v("t"), c("T"))), n(0));
}

#[test]
fn false_only_at_zero_or_at_a_closed_end() {
    let w = world().constant("x").constrained("u", vec![], between(0, 1, false));
    w.refutes(ind(cmp(Rel::Ne, c("x"), n(0))), n(1));
    w.refutes(ind(cmp(Rel::Lt, c("u"), n(1))), n(1));
    w.refutes(ind(cmp(Rel::Lt, n(0), c("u"))), n(1));
    let strict = world().constrained("u", vec![], between(0, 1, true));
    strict.agrees(ind(cmp(Rel::Lt, c("u"), n(1))), n(1));
}

#[test]
fn counterexamples_are_small_and_exact() {
    let w = world().set("S").set("A").function("Q", vec![set("S"), set("A")]).law("π", vec![set("A"), set("S")], 1, positive());
    let w = w.function("unused", vec![set("A")]).fix("s", set("S"));
    let total = sum("a", set("A"), fv("Q", ["s", "a"]));
    let got = w.refutes(sum("a", set("A"), fv("π", ["a", "s"]) * fv("Q", ["s", "a"])), total);
    assert_eq!((got.sets.get("S"), got.sets.get("A")), (Some(&1), Some(&2)));
    assert!(got.values.iter().any(|(name, _)| name == "π(A#1|S#1)"), "{got:?}");
    assert!(got.values.iter().all(|(name, _)| !name.starts_with("unused")));
    assert_eq!(got.fixed, vec![("s".into(), "S#1".into())]);
}

#[test]
fn values_that_are_not_rational_are_enclosed() {
    let w = world().constant("x").assume("h", &[], c("x"), n(1));
    let got = w.refutes(exp(c("x")), n(3));
    assert_eq!((got.left.as_str(), got.right.as_str()), ("[2.7182818284, 2.7182818285]", "3"));
    let got = w.refutes(log(n(2) * c("x")), c("x"));
    assert_eq!(got.left, "log(2) = [0.6931471805, 0.6931471806]");
}

#[test]
fn steps_share_models_and_the_result_does_not_depend_on_it() {
    let w = ab();
    let step = |l: E, r: E| w.obligation(l, Relation::Eq, r);
    let (x, y, z) = (fv("f", ["a"]) * 2, fv("f", ["a"]) + fv("f", ["a"]), fv("f", ["b"]) * 2);
    let mut ev = Evaluator::new(&w.sig, &Options::default());
    assert!(matches!(ev.step(&step(x.clone(), y.clone())), Outcome::Agree { models: 12 }));
    let shared = ev.step(&step(y.clone(), z.clone()));
    let fresh = Evaluator::new(&w.sig, &Options::default()).step(&step(y, z));
    let (Outcome::Refuted(a), Outcome::Refuted(b)) = (shared, fresh) else { panic!("both are refuted") };
    assert_eq!(a.counterexample(), b.counterexample());
    assert!(a.models() >= 1);
}

#[test]
fn relations_are_refuted_where_certainly_violated() {
    let w = world().constant("x").constant("y");
    w.agrees_in(10, n(2) * c("x") * c("y"), Relation::Le, pow(c("x"), 2) + pow(c("y"), 2));
    w.refutes_rel(n(2) * c("x") * c("y"), Relation::Lt, pow(c("x"), 2) + pow(c("y"), 2));
    w.agrees_in(10, exp(c("x")), Relation::Ge, n(1) + c("x"));
    w.refutes_rel(exp(c("x")), Relation::Gt, n(1) + c("x"));
    w.refutes_rel(exp(c("x")), Relation::Le, n(1) + c("x"));
}

#[test]
fn the_same_seed_gives_the_same_answer() {
    let w = ab();
    let run = |seed| {
        let options = Options { seed, ..Options::default() };
        let step = w.obligation(fv("f", ["a"]) * fv("f", ["a"]), Relation::Eq, fv("f", ["a"]) * fv("f", ["b"]));
        let Outcome::Refuted(refuted) = Evaluator::new(&w.sig, &options).step(&step) else { panic!("refuted") };
        refuted.counterexample().clone()
    };
    assert_eq!(run(5), run(5));
    run(6);
}
