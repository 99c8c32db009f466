//! Definitions, their inferred sorts, recursion; assumptions.

use super::*;
use crate::kernel::obligation::{ParamSort, Relation};

fn sorts(text: &str, name: &str) -> Vec<ParamSort> {
    let file = accepted(text);
    file.signature.definitions[&name.into()].params.iter().map(|p| p.1.clone()).collect()
}

fn range(text: &str, name: &str) -> (Term, Term) {
    match sorts(text, name).as_slice() {
        [ParamSort::Index(Dom::Range(low, high))] => (low.clone(), high.clone()),
        other => panic!("{other:?}"),
    }
}

fn over(name: &str) -> ParamSort {
    ParamSort::Index(set(name))
}

#[test]
fn sorts_come_from_the_body() {
    let header = "set S, A\nparam θ(S, A)\nfunction Q(S, A)\n";
    let policy = format!("{header}define π(a | s) = exp(θ(s,a))/sum[b in A] exp(θ(s,b))\n");
    assert_eq!(sorts(&policy, "π"), vec![over("A"), over("S")]);
    assert_eq!(sorts(&format!("{policy}define V(s) = E[b ~ π(.|s)] Q(s,b)\n"), "V"), vec![over("S")]);
    assert_eq!(sorts("define σ(u) = 1/(1 + exp(-u))\n", "σ"), vec![ParamSort::Real]);
    assert_eq!(sorts(&format!("{header}fix a in A\ndefine k(b) = [b = a]\n"), "k"), vec![over("A")]);
    let linked = format!("{header}define k(b, c, s) = [b = c]*Q(s, c)\n");
    assert_eq!(sorts(&linked, "k"), vec![over("A"), over("A"), over("S")]);
    assert_eq!(sorts("define g(n) = sum[i in 1..n] i\n", "g"), vec![ParamSort::Integer]);
    assert_eq!(sorts("define g(n) = factorial(n)\n", "g"), vec![ParamSort::Integer]);
    assert_eq!(sorts("set X, Z\njoint p(x: X, z: Z)\ndefine m(x) = p(x)\n", "m"), vec![over("X")]);
}

#[test]
fn ranges_intersect() {
    let header = "integer T >= 1\nconstant γ\nfunction r(0..T-1)\nfunction V(0..T)\n";
    let delta = format!("{header}define δ(t) = r(t) + γ*V(t+1) - V(t)\n");
    let last = Term::sub(con("T"), int(1));
    let (low, high) = range(&delta, "δ");
    assert_eq!(low, int(0));
    let upper = super::super::linear::Linear::of(&high);
    assert_eq!(upper, super::super::linear::Linear::of(&last));
    let reversed = format!("{header}define b(t) = V(T - t)\n");
    let (low, high) = range(&reversed, "b");
    assert_eq!((low, high), (int(0), con("T")));
    // What is guarded does not restrict: the tail after the end is empty.
    assert_eq!(sorts(&format!("{header}define G(t) = sum[u in t..T-1] r(u)\n"), "G"), vec![ParamSort::Integer]);
    assert_eq!(sorts(&format!("{header}define h(t) = if(t < T, r(t), 0)\n"), "h"), vec![ParamSort::Integer]);
}

#[test]
fn sorts_may_be_given() {
    let file = accepted(
        "set A\nconstant x\ninteger n >= 1\ndefine f(i in A) = x\ndefine g(u real) = u^2\ndefine h(t in 1..n, u in t..n) = x^u\n",
    );
    let h = &file.signature.definitions[&"h".into()];
    assert_eq!(h.params[1], ("u@h".into(), ParamSort::Index(Dom::Range(var("t@h"), con("n")))));
    assert_eq!(h.body, Term::pow(con("x"), var("u@h")));
}

#[test]
fn what_cannot_be_inferred_is_an_error() {
    refused("constant x\ndefine f(i) = x\n", "nothing in the body says what `i` ranges over");
    refused(
        "set S, A\nfunction f(S)\nfunction g(A)\ndefine h(i) = f(i)*g(i)\n",
        "stands for an element of `S` here and of `A` there",
    );
    refused("constant x\ndefine f(i, i) = x\n", "two parameters of `f` are called `i`");
    refused("set A\ndefine f(i in A) = i\n", "is an element of `A`, not a number");
    refused("define f(u) = u + w\n", "unknown name `w`");
}

#[test]
fn recursion_goes_down_an_integer_index() {
    let header = "integer T >= 1\nset Z\nfunction e(1..T, Z)\nfunction r(1..T)\ndistribution A(Z | Z)\ndistribution init(Z)\n";
    let text = "define F(t, k) = if(t = 1, init(k)*e(1,k), e(t,k)*sum[j in Z] F(t-1,j)*A(k|j))\n";
    let file = accepted(&format!("{header}{text}"));
    let forward = &file.signature.definitions[&"F".into()];
    assert_eq!(forward.recursive, Some(0));
    assert_eq!(forward.params[0].1, ParamSort::Index(Dom::Range(int(1), con("T"))));
    assert_eq!(forward.params[1].1, over("Z"));
    assert_eq!(
        sorts(&format!("{header}define P(t) = if(t = 0, 1, r(t)*P(t-1))\n"), "P"),
        vec![ParamSort::Index(Dom::Range(int(0), con("T")))]
    );
    let refuse = |line: &str, part: &str| refused(&format!("{header}{line}\n"), part);
    refuse("define G(t in 1..T) = r(t) + G(t-1)", "calls itself without a base");
    refuse("define G(t in 1..T) = if(t = T, 0, r(t) + G(t+1))", "no integer index decreases");
    refuse("define G(k in Z) = if(k = k, 0, G(k))", "no integer index decreases");
    refuse("define G = G + 1", "used in its own definition");
}

#[test]
fn definitions_stand_before_their_use() {
    refused("constant x\ndefine f = g + 1\ndefine g = x\n", "`g` is used before it is defined | move its definition up");
    let file = read("constant x\ndefine f(u) = g(u) + 1\ndefine g(u) = f(u)\n");
    assert_eq!(errors(&file).len(), 1, "{:?}", errors(&file));
    refused("constant x\nderivation d:\n  h\n  = x\ndefine h = x\n", "used before it is defined");
    refused("constant x\ndefine h = x\ndefine h = x\n", "declared twice");
}

#[test]
fn definitions_may_mention_fixed_indices_and_be_shadowed() {
    let file = accepted(
        "set S, A\nfunction Q(S, A)\nfix s in S\ndefine m = sum[a in A] Q(s,a)\nderivation d for s in S:\n  m\n  = sum[m in A] Q(s,m)\n",
    );
    assert_eq!(
        file.signature.definitions[&"m".into()].body,
        Term::sum("a", set("A"), Term::truth(), app("Q", vec![var("s"), var("a")]))
    );
    assert_eq!(file.chains[0].vars[1].name, "s@d".into(), "a `for` that shadows a fixed index is another variable");
    let line = file.chains[0].steps[0].line.term.clone().unwrap();
    assert_eq!(line, Term::sum("a", set("A"), Term::truth(), app("Q", vec![var("s@d"), var("a")])));
}

#[test]
fn integers_stay_integers_through_definitions() {
    let file = accepted("integer n >= 1\nconstant x\nfunction V(0..n)\ndefine m = n - 1\nderivation d:\n  x^m\n  = V(m)\n");
    assert_eq!(file.chains[0].first.term, Ok(Term::pow(con("x"), con("m"))));
}

#[test]
fn assumptions() {
    let file = accepted(
        "set A\nfunction Q(A)\nconstant x\nassume h7 for i in A, j in A, i != j: Q(i) >= Q(j) + x\nassume identically h8: x = 2\n",
    );
    let h7 = &file.signature.assumptions[&"h7".into()];
    assert_eq!(h7.binders.iter().map(|b| b.name.to_string()).collect::<Vec<_>>(), ["i@h7", "j@h7"]);
    assert_eq!(h7.relation, Relation::Ge);
    assert_eq!(h7.left, app("Q", vec![var("i@h7")]));
    assert!(!h7.identically && file.signature.assumptions[&"h8".into()].identically);
    refused("constant x\nassume h: x = u\n", "unknown name `u`");
    refused("constant x\nassume h: x = 1\nassume h: x = 2\n", "the name of two statements");
}
