//! Every side condition of a primitive rule is needed.
//!
//! Each entry is a line and a rule, under two declarations. Under the stronger one the kernel accepts the move, and evaluation
//! agrees. Under the weaker one the kernel refuses it, and a model of that declaration breaks the rule: the values differ, or the
//! result has no value where the line has one.

mod attack;

use attack::library::{self, Subject};
use attack::walk::{Answer, Finding, alone, asked, compare};
use derive_check::rule::{Move, Rule};
use derive_check::term::{Dom, Node, Rel, Term};

/// A side condition.
struct Needed {
    /// What it says.
    condition: &'static str,
    /// Declarations that do not give it.
    weak: &'static str,
    /// Declarations that do.
    strong: &'static str,
    /// What stands after `for` under the weaker and the stronger ones.
    vars: (&'static str, &'static str),
    /// The line.
    line: &'static str,
    /// The rule, for the whole line, or for the place below.
    rule: Rule,
    path: &'static [u16],
}

fn needed(condition: &'static str, weak: &'static str, strong: &'static str, line: &'static str, rule: Rule) -> Needed {
    Needed { condition, weak, strong, vars: ("", ""), line, rule, path: &[] }
}

fn under(vars: (&'static str, &'static str), entry: Needed) -> Needed {
    Needed { vars, ..entry }
}

fn at(path: &'static [u16], entry: Needed) -> Needed {
    Needed { path, ..entry }
}

fn name(text: &str) -> Term {
    Term::app(text, vec![])
}

fn to(lo: i64, hi: Term) -> Dom {
    Dom::Range(Term::int(lo), hi)
}

/// Under a binder: its index is not `k`.
fn not_k() -> Term {
    Term::cmp_rel(Rel::Ne, Term::new(Node::Bound(0)), name("k"))
}

fn big_operators() -> Vec<Needed> {
    let pair = ("for a in A, b in A", "for a in A, b in A, b != a");
    vec![
        needed("lo <= hi + 1", "integer n", "integer n >= 0", "sum[t in 1..n] 1", Rule::Count),
        needed("lo <= hi + 1", "integer n\nconstant c > 0", "integer n >= 0\nconstant c > 0", "prod[t in 1..n] c", Rule::Count),
        needed("lo <= point", "integer k in -1..3", "integer k in 1..3", "sum[t in 1..3, t = k] (t + 1)", Rule::Point(name("k"))),
        needed("point <= hi", "integer k in 1..5", "integer k in 1..3", "sum[t in 1..3, t = k] (t + 1)", Rule::Point(name("k"))),
        under(
            pair,
            needed(
                "the point meets the other guards",
                "set A\nfunction f(A)",
                "set A\nfunction f(A)",
                "sum[i in A, i = a, i != b] f(i)",
                Rule::Point(Term::var("a")),
            ),
        ),
        needed("hi < lo", "integer n", "integer n in -3..0", "sum[t in 1..n] t", Rule::Empty),
        needed("hi < lo", "integer n", "integer n in -3..0", "prod[t in 1..n] (t + 1)", Rule::Empty),
        under(
            pair,
            needed(
                "no index meets the guard",
                "set A\nfunction f(A)",
                "set A\nfunction f(A)",
                "sum[i in A, i = a, i = b] f(i)",
                Rule::Empty,
            ),
        ),
        needed(
            "every old index is a new one",
            "integer n\ninteger k",
            "integer n\ninteger k in -2..0",
            "sum[t in 1..n] t",
            Rule::Domain(to(1, name("n")), not_k()),
        ),
        needed(
            "every new index is an old one",
            "integer n\ninteger k",
            "integer n\ninteger k in -2..0",
            "sum[t in 1..n, t != k] t",
            Rule::Domain(to(1, name("n")), Term::truth()),
        ),
        needed(
            "lo - 1 <= middle",
            "integer n >= 3\ninteger m in -3..2",
            "integer n >= 3\ninteger m in 0..2",
            "sum[t in 1..n] t",
            Rule::SplitRange(name("m")),
        ),
        needed(
            "middle <= hi",
            "integer n in 1..3\ninteger m in 1..6",
            "integer n in 3..6\ninteger m in 1..3",
            "sum[t in 1..n] t",
            Rule::SplitRange(name("m")),
        ),
    ]
}

fn declarations() -> Vec<Needed> {
    let pair = ("for a in A, i in C, j in C", "for a in A, i in C, j in C");
    let a = ("for a in A", "for a in A");
    vec![
        needed("a law", "set A\nfunction p(A) > 0", "set A\ndistribution p(A)", "sum[a in A] p(a)", Rule::Normalised),
        under(
            a,
            needed(
                "a one-hot function",
                "set A, C\nfunction e(A, C) in {0, 1}",
                "set A, C\nfunction e(A, C) onehot",
                "sum[i in C] e(a, i)",
                Rule::Normalised,
            ),
        ),
        under(
            pair,
            needed(
                "a one-hot function",
                "set A, C\nfunction e(A, C) in {0, 1}",
                "set A, C\nfunction e(A, C) onehot",
                "e(a, i)*e(a, j)",
                Rule::OneHot(0, 1),
            ),
        ),
        under(
            ("for a in A, b in A", "for a in A, b in A"),
            needed(
                "a symmetric function",
                "set A\nfunction s(A, A)",
                "set A\nfunction s(A, A) symmetric",
                "s(a, b)",
                Rule::Symmetric,
            ),
        ),
        under(
            a,
            needed(
                "the function does not depend on the variable",
                "set A\nparam x\nfunction f(A) of x",
                "set A\nparam x\nfunction f(A)",
                "d/dx f(a)",
                Rule::Derivative,
            ),
        ),
        under(
            ("for a in A, b in A", "for a in A, b in A, b != a"),
            needed(
                "the instance meets the guard of the assumption",
                "set A\nfunction f(A), g(A)\nfix c in A\nassume h for i in A, i != c: f(i) = g(i)",
                "set A\nfunction f(A), g(A)\nfix c in A\nassume h for i in A: f(i) = g(i)",
                "f(b)",
                Rule::Assume("h".into(), vec![Term::var("b")], false),
            ),
        ),
        at(
            &[1],
            needed(
                "under a derivative, the assumption holds identically",
                "param x\nconstant y\nassume h: y = x^2",
                "param x\nconstant y\nassume identically h: y = x^2",
                "d/dx y",
                Rule::Assume("h".into(), vec![], false),
            ),
        ),
    ]
}

fn powers() -> Vec<Needed> {
    let half = || Term::real_pow(name("x"), Term::recip(Term::int(2)));
    vec![
        needed("positive factors", "constant x, y", "constant x, y > 0", "log(x*y)", Rule::LogProduct),
        needed("a positive base", "constant x", "constant x > 0", "log(x^2)", Rule::LogPower),
        needed("positive factors", "set A\nfunction f(A)", "set A\nfunction f(A) > 0", "log(prod[a in A] f(a))", Rule::LogProd),
        needed(
            "a base other than 0",
            "constant x in {0, 1}\ninteger n in -2..-1\ninteger m in 2..3",
            "constant x != 0\ninteger n in -2..-1\ninteger m in 2..3",
            "x^(n + m)",
            Rule::PowerSum,
        ),
        needed(
            "or exponents that are not negative",
            "constant x in {0, 1}\ninteger n in -1..2\ninteger m in 2..3",
            "constant x in {0, 1}\ninteger n in 0..2\ninteger m in 2..3",
            "x^(n + m)",
            Rule::PowerSum,
        ),
        needed("a positive base", "constant x >= 0\nconstant a, b", "constant x > 0\nconstant a, b", "x^(a + b)", Rule::PowerSum),
        needed("positive factors", "constant x, y", "constant x, y > 0", "(x*y)^(1/2)", Rule::PowerProduct),
        needed("a positive base", "constant x", "constant x > 0", "(x^2)^(1/2)", Rule::PowerPower),
        needed("a positive base", "constant x >= 0\nconstant a", "constant x > 0\nconstant a", "x^a", Rule::PowerExp),
        needed("n >= 1", "integer n >= 0", "integer n >= 1", "factorial(n)", Rule::Factorial),
        needed(
            "a ring identity is one",
            "constant x",
            "constant x in {0, 1}",
            "x^2",
            Rule::Cases(name("x"), vec![derive_check::rule::Split::Binary(name("x"))]),
        ),
        needed(
            "what is cancelled is not 0",
            "constant x",
            "constant x != 0",
            "1",
            Rule::Ring(Term::mul(vec![name("x"), Term::recip(name("x"))])),
        ),
        needed(
            "the result is defined",
            "constant x",
            "constant x >= 0",
            "1",
            Rule::Ring(Term::add(vec![Term::int(1), Term::mul(vec![Term::int(0), half()])])),
        ),
    ]
}

/// The line under a declaration, ready to be rewritten.
fn subject(declarations: &str, vars: &str, line: &str) -> Subject {
    let text = format!("{declarations}\n\nderivation d {vars}:\n  {line}\n  = {line}\n");
    let subject = library::subject_of_text(&text);
    assert_eq!(subject.steps.len(), 1, "{text}");
    subject
}

/// What the kernel says of the move, and what the rule makes of the line.
fn answer(subject: &Subject, entry: &Needed) -> Answer {
    let step = &subject.steps[0];
    let moves = [Move { path: entry.path.to_vec(), rule: entry.rule.clone() }];
    asked(&step.visible, &step.theorems, &alone(&step.obligation, &step.obligation.left), &moves)
}

#[test]
fn every_side_condition_is_needed() {
    let mut wrong = Vec::new();
    for entry in [big_operators(), declarations(), powers()].into_iter().flatten() {
        let what = format!("{:?} of {}: {}", entry.rule, entry.line, entry.condition);
        let strong = subject(entry.strong, entry.vars.1, entry.line);
        let Answer::Accepted(after) = answer(&strong, &entry) else {
            wrong.push(format!("{what}: refused where it is met"));
            continue;
        };
        let line = |s: &Subject| alone(&s.steps[0].obligation, &s.steps[0].obligation.left);
        let there = compare(&strong.signature, &line(&strong), &after, 1);
        if !matches!(there, Finding::Same(models) if models >= 5) {
            wrong.push(format!("{what}: {there:?} where it is met"));
        }
        let weak = subject(entry.weak, entry.vars.0, entry.line);
        if matches!(answer(&weak, &entry), Answer::Accepted(_)) {
            wrong.push(format!("{what}: accepted without it"));
        }
        let there = compare(&weak.signature, &line(&weak), &after, 1);
        if !matches!(there, Finding::Differs | Finding::Undefined) {
            wrong.push(format!("{what}: {there:?} without it: no model breaks the rule"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
