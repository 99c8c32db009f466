//! Every declaration row, and its errors.

use super::*;
use crate::kernel::obligation::Bound;
use crate::number::Rational;
use crate::term::Node;

fn interval(name: &str, text: &str) -> (Option<Bound>, Option<Bound>) {
    let file = accepted(&format!("constant {name} {text}\n"));
    let c = file.signature.functions[&name.into()].constraint.clone();
    (c.lower, c.upper)
}

fn end(n: i64, strict: bool) -> Option<Bound> {
    Some(Bound { value: Rational::integer(n), strict })
}

#[test]
fn sets_and_their_elements() {
    let file = accepted("set A, C = {x, y}, B = {0, 1}\n");
    assert!(file.signature.sets[&"A".into()].elements.is_none());
    let x = Term::new(Node::Elem("C".into(), "x".into()));
    assert_eq!(file.signature.sets[&"C".into()].elements.as_ref().map(|e| e[0].clone()), Some(x));
    assert_eq!(file.signature.sets[&"B".into()].elements, Some(vec![int(0), int(1)]));
    refused("set C = {x, x}\n", "stands twice");
    refused("set C = {x, 1}\n", "partly names and partly integers");
    refused("set C = {x, y}\nconstant x\n", "already the name of an element of `C`");
    refused("set A\nset A\n", "declared twice");
}

#[test]
fn integers_and_their_bounds() {
    let file = accepted("integer n >= 1\ninteger T in 2..3\ninteger m > n\ninteger k\n");
    let bounds = |name: &str| {
        let decl = file.signature.integers[&name.into()].clone();
        (decl.lower, decl.upper)
    };
    assert_eq!(bounds("n"), (Some(int(1)), None));
    assert_eq!(bounds("T"), (Some(int(2)), Some(int(3))));
    assert_eq!(bounds("m"), (Some(Term::add(vec![con("n"), int(1)])), None));
    assert_eq!(bounds("k"), (None, None));
    refused("integer n in 3..2\n", "no integer `n` meets these constraints");
    refused("constant x\ninteger n >= x\n", "made of numerals and of integers declared before");
    refused("integer n >= m\n", "unknown name `m`");
    refused("integer n != 0\n", "state `=` and `!=` as assumptions");
}

#[test]
fn constraints() {
    assert_eq!(interval("x", "> 0"), (end(0, true), None));
    assert_eq!(interval("x", "in (0, 1]"), (end(0, true), end(1, false)));
    assert_eq!(interval("x", ">= -1"), (end(-1, false), None));
    let file = accepted("set A\nconstant x != 0\nfunction y(A) in {0, 1}\nfunction z(A) onehot\nfunction w(A, A) symmetric\n");
    assert!(file.signature.functions[&"x".into()].constraint.nonzero);
    assert!(file.signature.functions[&"y".into()].constraint.binary);
    assert!(file.signature.functions[&"z".into()].constraint.onehot);
    assert!(file.signature.functions[&"w".into()].constraint.symmetric);
}

#[test]
fn contradictory_constraints() {
    refused("constant x > 1 < 0\n", "no number meets these constraints");
    refused("constant x in (1, 0)\n", "nothing lies between 1 and 0");
    refused("constant x in (1, 1)\n", "nothing lies between 1 and 1");
    refused("set A\nfunction f(A) integer in (0, 1)\n", "no integer lies between 0 and 1");
    refused("set A\nfunction f(A) in {0, 1} > 1\n", "neither 0 nor 1 is allowed");
    refused("set A\nfunction f(A) onehot > 0\n", "a one-hot function has values 0 and 1");
    refused("set A\ndistribution p(A) < 0\n", "no distribution meets these constraints");
    refused("constant y\nconstant x > y\n", "bounds that depend on other names are assumptions");
    refused("constant x != 1\n", "only `!= 0` may be declared");
    refused("constant x in {1, 2}\n", "the only set of values");
    refused("constant x onehot\n", "a constant has none");
    refused("set A, B\nfunction f(A, B) symmetric\n", "cannot be `symmetric`");
}

#[test]
fn functions_distributions_and_dependence() {
    let file =
        accepted("set A, S\ninteger T >= 1\nfunction r(0..T-1)\nparam θ\ndistribution π(A | S) of θ > 0\ndistribution q(A, S)\n");
    let r = &file.signature.functions[&"r".into()];
    assert_eq!(r.args, vec![Dom::Range(int(0), Term::sub(con("T"), int(1)))]);
    let policy = &file.signature.functions[&"π".into()];
    assert_eq!((policy.law, policy.of.clone()), (Some(1), vec!["θ".into()]));
    assert_eq!(file.signature.functions[&"q".into()].law, Some(2));
    assert!(file.signature.functions[&"θ".into()].param);
    refused("set A\nfunction f(A) of θθ\n", "unknown name `θθ`");
    refused("set A\ninteger n\nfunction f(A) of n\n", "`of` names parameters, and `n` is none");
    refused("set A\nparam θ\nfunction g(A) of θ\nfunction f(A) of g\n", "depends on others itself");
    refused("function f(B)\n", "unknown set `B`");
    refused("constant x\nfunction f(1..x)\n", "must be an integer");
    refused("constant x\nfunction x(1..2)\n", "declared twice");
}

#[test]
fn declarations_may_stand_in_any_order() {
    accepted("function f(A)\nset A\nfunction r(1..n)\ninteger n >= 1\n");
}

#[test]
fn joints_have_marginals_and_conditionals() {
    let file = accepted(
        "set X, Z\njoint p(x: X, z: Z)\nderivation d for x in X, z in Z:\n  p(x,z)\n  = p(x|z)*p(z)\n  = p(z|x)*p(x)\n  = p(z,x)\n",
    );
    let line = |k: usize| file.chains[0].steps[k].line.term.clone().unwrap();
    let (x, z) = (var("x"), var("z"));
    assert_eq!(file.chains[0].first.term, Ok(app("p", vec![x.clone(), z.clone()])));
    let given = app("p:x|z", vec![x.clone(), z.clone()]);
    assert_eq!(line(0), Term::mul(vec![given, app("p:z", vec![z.clone()])]));
    assert_eq!(line(2), app("p", vec![x.clone(), z.clone()]), "arguments are told apart by their sorts");
    let marginal = &file.signature.definitions[&"p:z".into()];
    assert_eq!(marginal.joint, Some("marginal"));
    let body = Term::sum("x", set("X"), Term::truth(), app("p", vec![var("x"), z.clone()]));
    assert_eq!(marginal.unfold(std::slice::from_ref(&z)), Some(body));
    let conditional = &file.signature.definitions[&"p:x|z".into()];
    assert_eq!((conditional.joint, conditional.bar), (Some("conditional"), Some(1)));
    let quotient = Term::div(app("p", vec![x.clone(), z.clone()]), app("p:z", vec![z.clone()]));
    assert_eq!(conditional.unfold(&[x, z]), Some(quotient));
}

#[test]
fn joints_of_three_and_their_draws() {
    let header = "set X, Y, Z\njoint p(x: X, y: Y, z: Z)\nfunction f(X)\nfix y in Y\nfix z in Z\n";
    let file =
        accepted(&format!("{header}derivation d:\n  E[x ~ p(.|z,y)] f(x)\n  = E[x ~ p] f(x)\n  = E[(x, z) ~ p(.,.|y)] f(x)\n"));
    let law = app("p:x|y,z", vec![var("x"), var("y"), var("z")]);
    assert_eq!(file.chains[0].first.term, Ok(Term::expect("x", set("X"), law, app("f", vec![var("x")]))));
    assert!(file.signature.definitions.contains_key(&"p:x".into()));
    assert!(file.signature.definitions.contains_key(&"p:x,z|y".into()));
    refused("set X\njoint p(x: X, y: X)\n", "declare it with `distribution p(…)`");
    refused("set X, Z\njoint p(x: X, z: Z)\nfix x in X\nderivation d:\n  p(x, x)\n  = 1\n", "stand for the same variable");
    refused("set X, Z, W\njoint p(x: X, z: Z)\nfix w in W\nderivation d:\n  p(w)\n  = 1\n", "none of the variables");
}

#[test]
fn bars_say_what_was_declared() {
    bad("q(a, s) + r(a|s)", "declare it with `joint r(x: X, …)`");
    let file = accepted(&format!("{HEADER}derivation d:\n  q(a, s)\n  = 0\n"));
    assert!(all(&file).iter().any(|d| d.message.contains("written here without its bar")));
}

#[test]
fn fixed_indices() {
    let file = accepted("set A\nfix a in A\nfix b in A, b != a\nfunction f(A)\nderivation d for c in A:\n  f(c)\n  = f(a)\n");
    let chain = &file.chains[0];
    assert_eq!((chain.vars.len(), chain.for_count), (3, 1));
    assert_eq!(chain.vars[1].guard, Term::cmp_rel(crate::term::Rel::Ne, var("b"), var("a")));
    refused("set A\nfix a in A\nfix a in A\n", "is fixed twice");
    refused("set A\nfix a in A\nconstant x\ndefine a = x\n", "already a fixed index");
}

#[test]
fn a_bad_declaration_is_reported_once() {
    let file = read("function f(B)\nset A\nfix a in A\nconstant x\nderivation d:\n  f(a) + x\n  = x\n  = x + 0\n");
    assert_eq!(file.diagnostics.len(), 1);
    let line = file.chains[0].first.term.clone().unwrap_err();
    assert!(line.message.contains("rests on `f`"), "{}", line.message);
    assert!(file.chains[0].steps[1].line.term.is_ok());
}

#[test]
fn a_declaration_that_was_not_read_gives_no_further_errors() {
    let text = "set A\nconstant x ? 2\nfix a in B\nfunction f(A)\nderivation d:\n  f(a) + x\n  = x\n";
    let (tree, diagnostics) = crate::syntax::parse(text);
    assert_eq!(diagnostics.len(), 1);
    let file = elaborate(&Source { path: "main.txt".to_owned(), text: text.into() }, &tree, &Memory(BTreeMap::new()));
    assert_eq!(file.diagnostics.len(), 1, "{:?}", file.diagnostics);
    assert!(file.diagnostics[0].message.contains("unknown set `B`"));
    assert!(file.chains[0].steps[0].line.term.as_ref().is_err_and(|d| d.message.contains("rests on `x`")));
}
