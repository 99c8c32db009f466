//! Models of assumptions.

use super::dsl::*;
use crate::evaluate::{Evaluator, Existence, Options, Unknown};
use crate::kernel::obligation::{Binder, Condition, Constraint, FunctionDecl, Relation};
use crate::term::{Rel, Term};

fn mdp() -> World {
    world()
        .set("S")
        .set("A")
        .constrained("γ", vec![], between(0, 1, true))
        .law("P", vec![set("S"), set("S"), set("A")], 1, positive())
        .function("r", vec![set("S"), set("A")])
        .function("V", vec![set("S")])
}

#[test]
fn a_bellman_equation_has_models() {
    let w = mdp().law("π", vec![set("A"), set("S")], 1, positive());
    let backup = |s: &str| {
        sum(
            "a",
            set("A"),
            fv("π", ["a", s]) * (fv("r", [s, "a"]) + c("γ") * sum("u", set("S"), fv("P", ["u", s, "a"]) * fv("V", ["u"]))),
        )
    };
    let w = w.assume("bellman", &[("s@", set("S"))], fv("V", ["s@"]), backup("s@")).fix("s", set("S"));
    w.agrees(fv("V", ["s"]), backup("s"));
    w.agrees(sum("s", set("S"), fv("V", ["s"]) - backup("s")), n(0));
    w.refutes(fv("V", ["s"]), sum("a", set("A"), fv("π", ["a", "s"]) * fv("r", ["s", "a"])));
}

#[test]
fn the_policy_gradient_theorem_needs_implicit_derivatives() {
    let of = |args: Vec<_>, law| FunctionDecl { args, constraint: positive(), law, of: vec!["θ".into()], ..Default::default() };
    let w = mdp().constant("θ").declare("π", of(vec![set("A"), set("S")], Some(1)));
    let q = |s: &str, a: &str| fv("r", [s, a]) + c("γ") * sum("u", set("S"), fv("P", ["u", s, a]) * fv("V", ["u"]));
    let w =
        w.identically("bellman", &[("s@", set("S"))], fv("V", ["s@"]), sum("a", set("A"), fv("π", ["a", "s@"]) * q("s@", "a")));
    let w = w.fix("s", set("S"));
    let dt = |e| d(c("θ"), e);
    let unrolled = || {
        sum(
            "a",
            set("A"),
            dt(fv("π", ["a", "s"])) * q("s", "a")
                + fv("π", ["a", "s"]) * c("γ") * sum("u", set("S"), fv("P", ["u", "s", "a"]) * dt(fv("V", ["u"]))),
        )
    };
    w.agrees(dt(fv("V", ["s"])), unrolled());
    // Forgetting that V depends on θ.
    w.refutes(dt(fv("V", ["s"])), sum("a", set("A"), dt(fv("π", ["a", "s"])) * q("s", "a")));
    w.agrees(dt(dt(fv("V", ["s"]))), dt(unrolled()));
}

#[test]
fn a_pointwise_assumption_says_nothing_about_derivatives() {
    let of =
        FunctionDecl { args: vec![set("A")], constraint: positive(), law: Some(1), of: vec!["θ".into()], ..Default::default() };
    let w = world().set("A").constant("θ").declare("π", of).law("μ", vec![set("A")], 1, positive());
    let w = w.assume("on_policy", &[("a@", set("A"))], fv("π", ["a@"]), fv("μ", ["a@"])).fix("a", set("A"));
    let dt = |e| d(c("θ"), e);
    w.agrees(fv("π", ["a"]) / fv("μ", ["a"]), n(1));
    w.refutes(dt(fv("π", ["a"]) / fv("μ", ["a"])), n(0));
    w.agrees(dt(fv("π", ["a"]) / fv("μ", ["a"])), dt(log(fv("π", ["a"]))));
}

#[test]
fn an_identical_assumption_carries_dependence() {
    let w = world().set("A").function("θ", vec![set("A")]).function("z", vec![set("A")]).fix("a", set("A")).fix("b", set("A"));
    let pointwise = w.clone().assume("h", &[("i@", set("A"))], fv("z", ["i@"]), pow(fv("θ", ["i@"]), 2));
    pointwise.agrees(d(fv("θ", ["a"]), fv("z", ["b"])), n(0));
    let identical = w.identically("h", &[("i@", set("A"))], fv("z", ["i@"]), pow(fv("θ", ["i@"]), 2));
    identical.agrees(d(fv("θ", ["a"]), fv("z", ["b"])), n(2) * fv("θ", ["a"]) * eq("a", "b"));
    identical.agrees(d(fv("θ", ["a"]), d(fv("θ", ["b"]), fv("z", ["b"]))), n(2) * eq("a", "b"));
}

#[test]
fn an_expectation_that_vanishes() {
    let w = world().set("W").law("n", vec![set("W")], 1, positive()).function("ε", vec![set("W")]).constant("m");
    let w = w.assume("h8", &[], expect("w", set("W"), fv("n", ["w"]), fv("ε", ["w"])), n(0));
    w.agrees(expect("w", set("W"), fv("n", ["w"]), c("m") + fv("ε", ["w"])), c("m"));
    w.refutes(expect("w", set("W"), fv("n", ["w"]), pow(c("m") + fv("ε", ["w"]), 2)), pow(c("m"), 2));
}

#[test]
fn multinomial_likelihood_with_a_multiplier() {
    let w = world().set("K").constrained("c", vec![set("K")], positive()).constrained("p", vec![set("K")], positive());
    let w = w.constrained("λ", vec![], positive()).fix("k", set("K"));
    let w = w.assume("h7", &[], sum("j", set("K"), fv("p", ["j"])), n(1));
    let w = w.assume("h8", &[("j@", set("K"))], fv("c", ["j@"]) / fv("p", ["j@"]), c("λ"));
    w.agrees(fv("p", ["k"]), fv("c", ["k"]) / sum("j", set("K"), fv("c", ["j"])));
    w.refutes(fv("p", ["k"]), fv("c", ["k"]));
}

#[test]
fn mixing_weights_with_a_multiplier() {
    let w = world().set("N").set("K").law("r", vec![set("K"), set("N")], 1, positive());
    let w = w.constrained("λ", vec![], positive()).constrained("w", vec![set("K")], positive()).fix("k", set("K"));
    let w = w.assume("h7", &[], sum("j", set("K"), fv("w", ["j"])), n(1));
    let used = |k: &str| sum("n", set("N"), fv("r", [k, "n"]));
    let w = w.assume("h8", &[("j@", set("K"))], used("j@") / fv("w", ["j@"]) - c("λ"), n(0));
    w.agrees_in(8, fv("w", ["k"]), Relation::Eq, used("k") / card("N"));
    w.refutes(fv("w", ["k"]), used("k"));
}

#[test]
fn recursions_and_quotients() {
    let w = world().integer("T", Some(n(1)), None).constrained("η", vec![], positive());
    let w = w.function("w", vec![range(0, c("T"))]).function("g", vec![range(0, c("T"))]);
    let w = w.assume("h6", &[("t@", range(0, c("T") - 1))], f("w", [v("t@") + 1]), fv("w", ["t@"]) - c("η") * fv("g", ["t@"]));
    w.agrees(f("w", [c("T")]), f("w", [n(0)]) - c("η") * sum("t", range(0, c("T") - 1), fv("g", ["t"])));
    let w = world().integer("N", Some(n(1)), None);
    let tables = ["ratio", "xs", "pn"];
    let w = tables.iter().fold(w, |w, t| w.constrained(t, vec![range(1, c("N"))], positive()));
    let w = w.assume("h6", &[("j@", range(1, c("N")))], fv("ratio", ["j@"]), fv("xs", ["j@"]) / fv("pn", ["j@"]));
    w.agrees(sum("j", range(1, c("N")), fv("pn", ["j"]) * fv("ratio", ["j"])), sum("j", range(1, c("N")), fv("xs", ["j"])));
}

#[test]
fn a_product_inside_an_interval() {
    let unit = || between(0, 1, true);
    let w = world().constrained("α", vec![], unit()).constrained("ap", vec![], unit()).constrained("ab", vec![], unit());
    let w = w.assume("h4", &[], c("ab"), c("α") * c("ap"));
    w.agrees(sqrt(c("ap")) / sqrt(c("ab")), n(1) / sqrt(c("α")));
    w.refutes(sqrt(c("ap")) / sqrt(c("ab")), sqrt(c("α")));
}

#[test]
fn a_soft_bellman_equation_turns_around_for_the_reward() {
    let w = world().set("S").set("A").constrained("γ", vec![], between(0, 1, true));
    let w = w.function("r", vec![set("S"), set("A")]).function("Q", vec![set("S"), set("A")]).law(
        "P",
        vec![set("S"), set("S"), set("A")],
        1,
        positive(),
    );
    let w = w.define("V", vec![("s@v", set("S"))], log(sum("a", set("A"), exp(fv("Q", ["s@v", "a"])))));
    let right = |s: &str, a: &str| fv("r", [s, a]) + c("γ") * sum("u", set("S"), fv("P", ["u", s, a]) * fv("V", ["u"]));
    let w = w.assume("h", &[("s@", set("S")), ("a@", set("A"))], fv("Q", ["s@", "a@"]), right("s@", "a@"));
    let w = w.fix("s", set("S")).fix("a", set("A"));
    w.agrees(fv("Q", ["s", "a"]), right("s", "a"));
    w.refutes(fv("Q", ["s", "a"]), fv("r", ["s", "a"]));
}

#[test]
fn inequalities_are_met() {
    let w = world().set("A").function("f", vec![set("A")]).constant("M").fix("a", set("A"));
    let w = w.assume_rel("bound", &[("i@", set("A"))], fv("f", ["i@"]), Relation::Le, c("M"));
    w.agrees_in(8, fv("f", ["a"]), Relation::Le, c("M"));
    w.agrees_in(8, sum("i", set("A"), fv("f", ["i"])), Relation::Le, card("A") * c("M"));
    w.refutes_rel(fv("f", ["a"]), Relation::Ge, c("M"));
    let ne = world().constant("x").assume_rel("h", &[], c("x"), Relation::Ne, n(0));
    ne.agrees(c("x") / c("x"), n(1));
}

#[test]
fn contradictory_assumptions_have_no_model() {
    let w = world().constant("x").assume("h1", &[], c("x"), n(1)).assume("h2", &[], c("x"), n(2));
    assert_eq!(w.unknown(c("x"), n(3)), Unknown::NoModel);
    assert_eq!(Evaluator::new(&w.sig, &Options::default()).models_exist(), Existence::NotFound);
    let positive = world().constrained("x", vec![], positive()).assume("h", &[], c("x"), n(-1));
    assert_eq!(positive.unknown(c("x"), n(3)), Unknown::NoModel);
    let undefined = world().constant("x").assume("h", &[], n(1) / (c("x") - c("x")), n(1));
    assert_eq!(undefined.unknown(c("x"), n(3)), Unknown::NoModel);
    let empty = world().constrained("x", vec![], between(1, 0, true));
    assert_eq!(Evaluator::new(&empty.sig, &Options::default()).models_exist(), Existence::Contradictory("x".into()));
    assert_eq!(Evaluator::new(&mdp().sig, &Options::default()).models_exist(), Existence::Found);
}

#[test]
fn an_inequality_between_tables_that_cannot_hold() {
    let w = world().set("A").law("p", vec![set("A")], 1, positive());
    let w = w.assume_rel("h", &[("a@", set("A"))], fv("p", ["a@"]), Relation::Gt, n(1));
    assert_eq!(w.unknown(n(0), n(1)), Unknown::NoModel);
}

#[test]
fn assumptions_speak_of_fixed_indices() {
    let w = world().set("A").function("f", vec![set("A")]).fix("a", set("A")).fix("b", set("A"));
    let w = w.assume("h", &[], fv("f", ["a"]), n(0));
    w.agrees(fv("f", ["a"]) * fv("f", ["b"]), n(0));
    w.refutes(fv("f", ["b"]), n(0));
}

#[test]
fn conditions_meet_together_or_not() {
    let w = world().set("A").function("f", vec![set("A")]).constant("x");
    let over = vec![Binder { name: "i@".into(), dom: set("A"), guard: Term::truth() }];
    let all = |prop: E| Condition { binders: over.clone(), prop: prop.0 };
    let plain = |prop: E| Condition { binders: vec![], prop: prop.0 };
    let mut ev = Evaluator::new(&w.sig, &Options::default());
    assert!(ev.conditions_meet(&[], &[all(cmp(Rel::Ne, fv("f", ["i@"]), n(0))), plain(cmp(Rel::Ne, c("x"), n(0)))]));
    assert!(!ev.conditions_meet(&[], &[plain(cmp(Rel::Ne, c("x"), n(0))), plain(cmp(Rel::Eq, c("x"), n(0)))]));
    assert!(!ev.conditions_meet(&[], &[plain(cmp(Rel::Lt, pow(c("x"), 2), n(0)))]));
}

#[test]
fn a_law_given_by_an_assumption_must_be_a_law() {
    let w = world().set("A").function("θ", vec![set("A")]).law("π", vec![set("A")], 1, Constraint::default()).fix("a", set("A"));
    let softmax = || exp(fv("θ", ["a@"])) / sum("b", set("A"), exp(fv("θ", ["b"])));
    let good = w.clone().identically("h", &[("a@", set("A"))], fv("π", ["a@"]), softmax());
    good.agrees_in(6, d(fv("θ", ["a"]), log(fv("π", ["a"]))), Relation::Eq, n(1) - fv("π", ["a"]));
    let bad = w.assume("h", &[("a@", set("A"))], fv("π", ["a@"]), n(2));
    assert_eq!(bad.unknown(n(0), n(1)), Unknown::NoModel);
}
