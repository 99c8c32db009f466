//! Every expression form against its term, and its errors.

use super::*;
use crate::number::Rational;
use crate::term::{BigOp, Fun, Node, Rel};

fn cmp(rel: Rel, a: Term, b: Term) -> Term {
    Term::cmp_rel(rel, a, b)
}
fn f(arg: &str) -> Term {
    app("f", vec![var(arg)])
}
fn sum_a(body: Term) -> Term {
    Term::sum("i", set("A"), Term::truth(), body)
}

#[test]
fn arithmetic_is_built_as_written() {
    assert_eq!(term("x - y"), Term::sub(con("x"), con("y")));
    assert_eq!(term("x/y"), Term::div(con("x"), con("y")));
    assert_eq!(term("-x"), Term::neg(con("x")));
    assert_eq!(term("-1"), int(-1));
    assert_eq!(term("0.25"), Term::num(Rational::fraction(1, 4)));
    assert_eq!(term("x + y + 2"), Term::add(vec![con("x"), con("y"), int(2)]));
    assert_eq!(term("x*y/2"), Term::mul(vec![con("x"), con("y"), Term::recip(int(2))]));
    assert_eq!(term("-2^2"), Term::neg(Term::pow(int(2), int(2))));
    assert_eq!(term("2 x"), Term::mul(vec![int(2), con("x")]));
    assert_eq!(term("π"), Term::new(Node::Pi));
    assert_eq!(term("|A|"), Term::new(Node::Card("A".into())));
    assert_eq!(term("|x|"), Term::fun(Fun::Abs, con("x")));
}

#[test]
fn a_call_of_what_is_no_function_multiplies() {
    let sum = Term::add(vec![con("x"), con("y")]);
    assert_eq!(term("α(x + y)"), Term::mul(vec![con("α"), sum.clone()]));
    assert_eq!(term("2/α(x + y)"), Term::mul(vec![int(2), Term::recip(con("α")), sum.clone()]));
    assert_eq!(term("α(x + y)^2"), Term::mul(vec![con("α"), Term::pow(sum.clone(), int(2))]));
    assert_eq!(term("log α(x + y)"), Term::mul(vec![Term::log(con("α")), sum]));
    assert_eq!(term("t(x)"), Term::mul(vec![var("t"), con("x")]));
}

/// The elaborator takes calls apart by itself, also where the parser could not know (names from used files).
#[test]
fn a_call_in_the_tree_is_taken_apart_where_it_stands() {
    let common = "constant α\nconstant x\nconstant y\n";
    let file = read_with("use \"c.txt\"\nderivation d:\n  2/α(x)^2 + 3^α(y)\n  = -log α(y)\n", &[("c.txt", common)]);
    assert_eq!(errors(&file), Vec::<String>::new());
    let left = Term::mul(vec![int(2), Term::recip(con("α")), Term::pow(con("x"), int(2))]);
    let right = Term::mul(vec![Term::real_pow(int(3), con("α")), con("y")]);
    assert_eq!(file.chains[0].first.term, Ok(Term::add(vec![left, right])));
    assert_eq!(file.chains[0].steps[0].line.term, Ok(Term::neg(Term::mul(vec![Term::log(con("α")), con("y")]))));
    assert!(all(&file).iter().any(|d| d.message.contains("divides by the first factor")));
}

#[test]
fn an_exponent_is_an_integer_by_its_form() {
    assert_eq!(term("x^2"), Term::pow(con("x"), int(2)));
    assert_eq!(term("x^-1"), Term::pow(con("x"), int(-1)));
    assert_eq!(term("x^n"), Term::pow(con("x"), con("n")));
    assert_eq!(term("x^(t-1)"), Term::pow(con("x"), Term::sub(var("t"), int(1))));
    assert_eq!(term("x^k(a)"), Term::pow(con("x"), app("k", vec![var("a")])));
    assert_eq!(term("x^(2*|A|)"), Term::pow(con("x"), Term::mul(vec![int(2), Term::new(Node::Card("A".into()))])));
    assert_eq!(term("x^z"), Term::pow(con("x"), var("z")));
    assert_eq!(term("2^3^2"), Term::pow(int(2), Term::pow(int(3), int(2))));
    assert_eq!(term("x^y"), Term::real_pow(con("x"), con("y")));
    assert_eq!(term("x^(1/2)"), Term::real_pow(con("x"), Term::div(int(1), int(2))));
    assert_eq!(term("x^0.5"), Term::real_pow(con("x"), Term::num(Rational::fraction(1, 2))));
    assert_eq!(term("x^[a = b]"), Term::real_pow(con("x"), Term::ind(cmp(Rel::Eq, var("a"), var("b")))));
}

#[test]
fn built_in_functions_and_their_abbreviations() {
    let half = Term::num(Rational::fraction(1, 2));
    assert_eq!(term("exp(x)"), Term::exp(con("x")));
    assert_eq!(term("ln x"), Term::log(con("x")));
    assert_eq!(term("sqrt(x)"), Term::real_pow(con("x"), half));
    assert_eq!(term("sign(x)"), Term::fun(Fun::Sign, con("x")));
    let two = |f: Fun, a: Term, b: Term| Term::new(Node::Fun(f, vec![a, b]));
    assert_eq!(term("max(x, y)"), two(Fun::Max, con("x"), con("y")));
    assert_eq!(term("clip(x, 0, 1)"), two(Fun::Min, two(Fun::Max, con("x"), int(0)), int(1)));
    assert_eq!(term("relu(x)"), two(Fun::Max, con("x"), int(0)));
    assert_eq!(term("sigmoid(x)"), Term::div(int(1), Term::add(vec![int(1), Term::exp(Term::neg(con("x")))])));
    assert_eq!(term("softplus(x)"), Term::log(Term::add(vec![int(1), Term::exp(con("x"))])));
    let (up, down) = (Term::exp(con("x")), Term::exp(Term::neg(con("x"))));
    assert_eq!(term("tanh(x)"), Term::div(Term::sub(up.clone(), down.clone()), Term::add(vec![up, down])));
    assert_eq!(term("factorial(n)"), Term::fun(Fun::Factorial, con("n")));
    assert_eq!(term("binom(n, 2)"), two(Fun::Binom, con("n"), int(2)));
    bad("max(x)", "over an index it is written");
    bad("clip(x, 1)", "takes 3 arguments, and has 2");
    bad("factorial(x)", "must be an integer");
    bad("gamma(x)", "not supported yet");
}

#[test]
fn a_users_function_takes_the_place_of_a_built_in() {
    let file = accepted("constant x\ndefine sigmoid(u) = exp(u)/(1 + exp(u))\nderivation d:\n  sigmoid(x)\n  = tanh(x)\n");
    assert_eq!(file.chains[0].first.term, Ok(app("sigmoid", vec![con("x")])));
}

#[test]
fn binders_nest_and_conditions_stay_with_the_index_before_them() {
    assert_eq!(term("sum[i in A] f(i)"), sum_a(f("i")));
    let guard = cmp(Rel::Ne, var("i"), var("a"));
    let inner = Term::sum("j", set("S"), Term::truth(), app("g", vec![var("j"), var("i")]));
    assert_eq!(term("sum[i in A, i != a, j in S] g(j, i)"), Term::sum("i", set("A"), guard, inner));
    let both = |body: Term| {
        Term::big(BigOp::Prod, "i", set("A"), Term::truth(), Term::big(BigOp::Prod, "j", set("A"), Term::truth(), body))
    };
    assert_eq!(term("prod[i, j in A] f(i)*f(j)"), both(Term::mul(vec![f("i"), f("j")])));
    assert_eq!(term("max[i in A] f(i)"), Term::big(BigOp::Max, "i", set("A"), Term::truth(), f("i")));
    let tail = Term::sum("u", Dom::Range(var("t"), con("n")), Term::truth(), app("V", vec![var("u")]));
    assert_eq!(term("sum[u in t..n] V(u)"), tail);
    assert_eq!(term("sum[y in {0, 1}] y"), Term::sum("y", set("B"), Term::truth(), var("y")));
    assert_eq!(
        term("sum[a in A] sum[a in A] f(a)"),
        Term::sum("x", set("A"), Term::truth(), Term::sum("y", set("A"), Term::truth(), f("y")))
    );
}

#[test]
fn sets_written_in_place_are_entered() {
    let file = accepted(
        "constant x\nset C = {red, blue, green}\nfunction f(C)\nderivation d:\n  sum[y in {2, 5}] x*y + sum[c in {red, blue}] f(c)\n  = 7*x\n",
    );
    let elements = file.signature.sets[&"{2, 5}".into()].elements.clone();
    assert_eq!(elements, Some(vec![int(2), int(5)]));
    assert!(file.signature.sets.contains_key(&"{red, blue}".into()));
    bad("sum[y in {x, 1}] y", "no named element and no integer");
    bad("sum[y in {1, 1}] y", "stands twice");
}

#[test]
fn expectations() {
    let e = |var_: &str, weight: Term, body: Term| Term::expect(var_, set("A"), weight, body);
    assert_eq!(term("E[i ~ p] f(i)"), e("i", app("p", vec![var("i")]), f("i")));
    let conditional = app("q", vec![var("i"), var("s")]);
    assert_eq!(term("E[i ~ q(.|s)] f(i)"), e("i", conditional.clone(), f("i")));
    assert_eq!(term("E[i ~ q(·|s)] f(i)"), e("i", conditional.clone(), f("i")));
    assert_eq!(term("E[i ~ q(i|s)] f(i)"), e("i", conditional, f("i")));
    let pair = Term::mul(vec![app("r", vec![var("i"), var("j")]), f("i")]);
    let nest = sum_a(Term::sum("j", set("S"), Term::truth(), pair));
    assert_eq!(term("E[(i, j) ~ r] f(i)"), nest);
    let mean = e("i", app("p", vec![var("i")]), f("i"));
    let square = Term::pow(Term::sub(f("i"), mean.clone()), int(2));
    assert_eq!(term("Var[i ~ p] f(i)"), e("i", app("p", vec![var("i")]), square));
    let centred = Term::sub(f("i"), mean);
    let shift = Term::sub(k_of_i(), e("i", app("p", vec![var("i")]), k_of_i()));
    assert_eq!(term("Cov[i ~ p](f(i), k(i))"), e("i", app("p", vec![var("i")]), Term::mul(vec![centred, shift])));
}

fn k_of_i() -> Term {
    app("k", vec![var("i")])
}

#[test]
fn later_draws_see_earlier_ones() {
    let header = "set S\nfunction f(S)\ndistribution p(S)\ndistribution P(S | S)\n";
    let file = accepted(&format!("{header}derivation d:\n  E[x ~ p, y ~ P(.|x)] f(y)\n  = E[x ~ p, x ~ P(.|x)] f(x)\n"));
    let inner = Term::expect("y", set("S"), app("P", vec![var("y"), var("x")]), app("f", vec![var("y")]));
    let whole = Term::expect("x", set("S"), app("p", vec![var("x")]), inner);
    assert_eq!(file.chains[0].first.term, Ok(whole.clone()));
    assert_eq!(file.chains[0].steps[0].line.term, Ok(whole));
}

#[test]
fn laws_are_checked() {
    bad("E[i ~ Normal(x, y)] i", "continuous laws are not supported yet");
    bad("E[i ~ Normal] i", "continuous laws are not supported yet");
    bad("E[i ~ pp] f(i)", "unknown law `pp`");
    bad("E[i ~ x] i", "is a number, not a distribution");
    bad("E[i ~ q] f(i)", "nothing says given what");
    bad("E[i ~ q(b|s)] f(i)", "has 0 places for 1 variable drawn");
    bad("E[i ~ q(a|.)] x", "over what stands before its bar");
    bad("E[i ~ q(.|a)] f(i)", "`a` is an element of `A`, but argument 2 of `q` ranges over `S`");
    bad("f(.)", "nothing is drawn here");
}

#[test]
fn entropies_are_written_out() {
    let p = app("p", vec![var("i")]);
    let q = app("q", vec![var("i"), var("s")]);
    assert_eq!(term("H[i in A](p(i))"), Term::neg(sum_a(Term::mul(vec![p.clone(), Term::log(p.clone())]))));
    let ratio = Term::log(Term::div(q.clone(), p));
    assert_eq!(term("KL[i in A](q(i|s), p(i))"), sum_a(Term::mul(vec![q, ratio])));
}

#[test]
fn conditions() {
    assert_eq!(term("[a = b]"), Term::ind(cmp(Rel::Eq, var("a"), var("b"))));
    assert_eq!(term("[x > y]"), Term::ind(cmp(Rel::Lt, con("y"), con("x"))));
    let chain = Term::and(vec![cmp(Rel::Le, int(1), var("t")), cmp(Rel::Lt, var("t"), con("n"))]);
    assert_eq!(term("[1 <= t < n]"), Term::ind(chain));
    let either =
        Term::new(Node::Or(vec![cmp(Rel::Eq, var("a"), var("b")), Term::new(Node::Not(cmp(Rel::Eq, var("t"), int(1))))]));
    assert_eq!(term("[a = b or not t = 1]"), Term::ind(either));
    let branch = Term::new(Node::If(cmp(Rel::Lt, int(0), con("x")), con("x"), int(0)));
    assert_eq!(term("if(x > 0, x, 0)"), branch);
    let red = Term::new(Node::Elem("C".into(), "red".into()));
    assert_eq!(term("[c = red]"), Term::ind(cmp(Rel::Eq, var("c"), red)));
    assert_eq!(term("[z < 1]"), Term::ind(cmp(Rel::Lt, var("z"), int(1))));
    bad("[a < b]", "elements of `A` have no order");
    bad("[a = s]", "they cannot be compared");
    bad("[c = 1]", "not a number");
}

#[test]
fn an_element_of_several_sets_is_told_by_what_it_meets() {
    let header = "set C = {x, y}\nset D = {x, z}\nfunction f(D)\nfix d in D\n";
    let file = accepted(&format!("{header}derivation e:\n  f(x) + [x = d]\n  = [d = x]\n"));
    let x = Term::new(Node::Elem("D".into(), "x".into()));
    let same = Term::ind(cmp(Rel::Eq, x.clone(), var("d")));
    assert_eq!(file.chains[0].first.term, Ok(Term::add(vec![app("f", vec![x]), same])));
}

#[test]
fn derivatives_and_their_targets() {
    let target = app("θ", vec![var("s"), var("a")]);
    assert_eq!(term("d/dθ(s,a) f(a)"), Term::deriv(target, f("a")));
    assert_eq!(term("d/dx x*y"), Term::mul(vec![Term::deriv(con("x"), con("x")), con("y")]));
    assert_eq!(term("∇_x x"), Term::deriv(con("x"), con("x")));
    assert_eq!(term("d/df(a) x"), Term::deriv(f("a"), con("x")));
    bad("d/dθ x", "write `d/dθ(…,…)` with fixed indices");
    bad("d/dA x", "which is a set");
    bad("d/da x", "which is an index");
    bad("d/dn x", "which is an integer");
    bad("d/dp(a) x", "which is a distribution");
    bad("d/dk(a) x", "is declared `integer`");
    bad("d/dw x", "unknown name `w`");
}

#[test]
fn more_targets_that_are_refused() {
    let one = |line: &str, target: &str, part: &str| {
        refused(&format!("set A\nfix a in A\nconstant x\n{line}\nderivation d:\n  d/d{target} x\n  = 0\n"), part);
    };
    one("define h = x^2", "h", "is a definition");
    one("function w(A) of x", "w(a)", "depends on x");
    one("function w(A) in {0, 1}", "w(a)", "is declared `in {0, 1}`");
    one("function w(A) onehot", "w(a)", "is declared `onehot`");
    one("function w(A, A) symmetric", "w(a,a)", "is declared `symmetric`");
    one("function w(A)\nassume identically h for b in A: w(b) = x", "w(a)", "given by an identical assumption");
    refused("define h(u real) = d/du u^2\nconstant x\nderivation d:\n  x\n  = x\n", "is a parameter of a definition");
}

#[test]
fn sorts_of_indices() {
    bad("f(s)", "`s` is an element of `S`, but the argument of `f` ranges over `A`");
    bad("g(a, a)", "but argument 1 of `g` ranges over `S`");
    bad("f(1)", "`1` is a number, but the argument of `f` is an element of `A`");
    bad("f(a, b)", "takes 1 argument, and has 2 here");
    bad("V(x)", "must be an integer, and `x` is a real number");
    bad("V(n+1)", "`n+1` lies outside `0..n`");
    bad("V(t+n)", "lies outside `0..n`");
    bad("V(-1)", "lies outside");
    bad("a + 1", "is an element of `A`, not a number");
    bad("sum[u in 1..x] u", "the end of a range must be an integer");
    bad("sum[u in x] u", "`x` is no set");
    bad("sum[u in n] u", "a range is written `1..n`");
    bad("f", "takes 1 argument and stands here without them");
    bad("A", "its size is `|A|`");
    assert_eq!(term("V(t-1)"), app("V", vec![Term::sub(var("t"), int(1))]));
    assert_eq!(term("V(2*t)"), app("V", vec![Term::mul(vec![int(2), var("t")])]));
    assert_eq!(term("z*x"), Term::mul(vec![var("z"), con("x")]));
}

#[test]
fn unknown_names_suggest() {
    bad("xx", "did you mean `x`?");
    bad("Z", "did you mean");
    bad("ff(a)", "unknown function `ff` | did you mean `f`?");
    bad("sum[i in AA] f(i)", "unknown set `AA` | did you mean `A`?");
    let file = read("constant x\nderivation d:\n  u + v\n  = u\n");
    assert_eq!(errors(&file).len(), 3, "every place is reported");
    refused("set A\nfunction f(A)\nderivation d:\n  (sum[i in A] f(i)) + f(i)\n  = 0\n", "the binder of `i` has ended");
}

#[test]
fn a_function_may_share_its_name_with_an_index_or_a_set() {
    let file = accepted("set A, S\nfix s in S\nfunction s(A)\nfix a in A\ndefine A(u) = s(u)\nderivation d:\n  A(a)\n  = s(a)\n");
    assert_eq!(file.chains[0].steps[0].line.term, Ok(app("s", vec![var("a")])));
}

#[test]
fn copies_are_bounded() {
    let mut text = "x".to_owned();
    for _ in 0..40 {
        text = format!("tanh({text})");
    }
    bad(&text, "too large to be written out");
}
