//! Every side condition of a primitive rule is needed.
//!
//! Each entry is a line and a rule, under two declarations. Under the stronger one the kernel accepts the move, and evaluation
//! agrees. Under the weaker one the kernel refuses it, and a model of that declaration breaks the rule: the values differ, or the
//! result has no value where the line has one. The list of conditions is complete: a new rule must say what it needs.

mod attack;

use attack::instance::{self, RULES};
use attack::library::{self, Subject, Written};
use attack::walk::{Answer, Finding, alone, asked, compare};
use derive_check::normal::Label;
use derive_check::number::Rational;
use derive_check::prove::{Outcome, Request, prove};
use derive_check::rule::{Distinction, Move, Reason, Rule, Split};
use derive_check::term::{Dom, Node, Rel, Term};
use std::collections::BTreeSet;

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
            "no part of a maximum is empty",
            "integer n >= 3\ninteger m in 0..2",
            "integer n >= 3\ninteger m in 1..2",
            "max[t in 1..n] t",
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
        needed("factors that are not negative", "constant x, y", "constant x, y >= 0", "(x*y)^(1/2)", Rule::PowerProduct),
        needed("a positive base", "constant x", "constant x > 0", "(x^2)^(1/2)", Rule::PowerPower),
        needed("a positive base", "constant x >= 0\nconstant a", "constant x > 0\nconstant a", "x^a", Rule::PowerExp),
        needed("n >= 1", "integer n >= 0", "integer n >= 1", "factorial(n)", Rule::Factorial),
        needed(
            "a ring identity is one",
            "constant x",
            "constant x in {0, 1}",
            "x^2",
            Rule::Cases(name("x"), vec![Split::Binary(name("x"))]),
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

fn extrema() -> Vec<Needed> {
    let outer = |path: &[u16]| Rule::ExtremumMonotone(path.to_vec());
    vec![
        needed(
            "a factor that is not negative",
            "set A\nconstant x\nfunction f(A)",
            "set A\nconstant x >= 0\nfunction f(A)",
            "max[i in A] x*f(i)",
            outer(&[1]),
        ),
        needed(
            "an even power of what is not negative",
            "set A\nfunction f(A)",
            "set A\nfunction f(A) >= 0",
            "max[i in A] f(i)^2",
            outer(&[0]),
        ),
        needed(
            "a negative power of what is positive",
            "set A\nfunction f(A) != 0",
            "set A\nfunction f(A) > 0",
            "min[i in A] f(i)^(-1)",
            outer(&[0]),
        ),
    ]
}

fn sets_and_definedness() -> Vec<Needed> {
    let a = ("for a in A", "for a in A");
    let (some, none) = ("set A\nfunction f(A)", "set A\nfunction f(A) != 0");
    let reciprocal = Term::recip(Term::app("f", vec![Term::new(Node::Bound(0))]));
    vec![
        needed("the elements are named", "set A", "set A = {red, green}", "sum[a in A] 1", Rule::Enumerate),
        needed("the elements are named", "set A", "set A = {red, green}", "|A|", Rule::Size),
        needed("the body is defined outside of the guard", some, none, "sum[i in A, f(i) != 0] 1/f(i)", Rule::GuardToIndicator),
        needed(
            "the proposition is defined",
            some,
            none,
            "sum[i in A] f(i)",
            Rule::SplitGuard(Term::cmp_rel(Rel::Lt, Term::int(0), reciprocal)),
        ),
        needed(
            "what moves out of an empty sum is defined",
            "integer n in 0..2\nconstant x in {0, 1}",
            "integer n in 0..2\nconstant x != 0",
            "sum[t in 1..n] (1/x)*t",
            Rule::Factor,
        ),
        under(
            a,
            needed(
                "a one-hot function",
                "set A, C\nfunction e(A, C) in {0, 1}\nfunction g(C)",
                "set A, C\nfunction e(A, C) onehot\nfunction g(C)",
                "(sum[i in C] e(a, i)*g(i))^2",
                Rule::OneHotSelects(vec![0]),
            ),
        ),
        under(
            a,
            needed(
                "the function around the sum is defined at all entries",
                "set A, C\nfunction e(A, C) onehot\nfunction g(C)",
                "set A, C\nfunction e(A, C) onehot\nfunction g(C) > 0",
                "log(sum[i in C] e(a, i)*g(i))",
                Rule::OneHotSelects(vec![0]),
            ),
        ),
        needed(
            "the result is defined",
            "integer n in 1..3\nconstant x",
            "integer n in 1..3\nconstant x > 0",
            "prod[j in 1..n] x^j",
            Rule::ProdExponent,
        ),
        needed(
            "the result is defined",
            "constant x",
            "constant x > 0",
            "x",
            Rule::Back(Term::exp(Term::log(name("x"))), vec![Move { path: vec![], rule: Rule::ExpLog }]),
        ),
    ]
}

fn combinatorics() -> Vec<Needed> {
    let binomial =
        |weak, strong| (format!("integer n in 2..4\ninteger k in {weak}"), format!("integer n in 2..4\ninteger k in {strong}"));
    let owned = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let [(low, inside), (high, _)] = [binomial("-2..2", "0..2"), binomial("0..6", "0..2")];
    let inside = owned(inside);
    let ratio = |range: &str| owned(format!("constant x != 0\ninteger n in {range}"));
    let bases = |range: &str| owned(format!("constant x > 0\nconstant y > 0\ninteger n in {range}"));
    vec![
        needed("0 <= k", owned(low), inside, "binom(n, k)", Rule::Binom),
        needed("k <= n", owned(high), inside, "binom(n, k)", Rule::Binom),
        needed(
            "k < 0 or n < k",
            owned(binomial("0..3", "0..2").0),
            "integer n in 0..2\ninteger k in 3..5",
            "binom(n, k)",
            Rule::BinomOutside,
        ),
        needed(
            "n >= 1",
            "integer n in 0..3\ninteger k in -1..3",
            "integer n in 1..3\ninteger k in -1..3",
            "binom(n, k)",
            Rule::Pascal,
        ),
        needed("lo <= hi + 1", ratio("-3..3"), ratio("0..3"), "(1 - x)*(sum[t in 1..n] x^t)", Rule::Geometric),
        needed("lo <= hi + 1", bases("-3..3"), bases("0..3"), "(y - x)*(sum[t in 1..n] x^t*y^(5 - t))", Rule::Geometric),
        needed("n >= 0", bases("-2..3"), bases("0..3"), "sum[k in 0..n] binom(n, k)*x^k*y^(n - k)", Rule::BinomialTheorem),
    ]
}

fn instances() -> Vec<Needed> {
    let range = "function f(0..5), g(0..5)";
    let lemma = "set A\nfunction f(A)\nfix c in A\nlemma l for i in A, i != c:\n  [i = c]*f(i)\n  = 0";
    let carried = |constraint: &str| -> &'static str {
        let text = format!("constant c{constraint}\nlemma l:\n  [c = 0]\n  = [c = 0]*c/c\n  = 0");
        Box::leak(text.into_boxed_str())
    };
    let b = || vec![Term::var("b")];
    let pair = ("for b in A", "for b in A, b != c");
    let t = || vec![Term::var("t")];
    let times = ("for t in 0..3", "for t in 1..3");
    let with = |rest: &str| -> &'static str { Box::leak(format!("{range}\n{rest}").into_boxed_str()) };
    let assumed = with("assume h for t in 1..3: f(t) = g(t)");
    let cited = with("lemma l for t in 1..3:\n  [t = 0]*f(t)\n  = 0");
    vec![
        under(times, needed("the value lies in the range", assumed, assumed, "f(t)", Rule::Assume("h".into(), t(), false))),
        under(times, needed("the value lies in the range", cited, cited, "[t = 0]*f(t)", Rule::Cite("l".into(), t(), false))),
        under(
            pair,
            needed(
                "the instance meets the guard of the result",
                lemma,
                lemma,
                "[b = c]*f(b)",
                Rule::Cite("l".into(), b(), false),
            ),
        ),
        needed("the conditions of the result", carried(""), carried(" != 0"), "[c = 0]", Rule::Cite("l".into(), vec![], false)),
        at(
            &[1],
            needed(
                "under a derivative, the result rests on no pointwise assumption",
                "param x\nconstant y\nassume h: y = x^2\nlemma l:\n  y\n  = x^2",
                "param x\nconstant y\nassume identically h: y = x^2\nlemma l:\n  y\n  = x^2",
                "d/dx y",
                Rule::Cite("l".into(), vec![], false),
            ),
        ),
        needed("the value lies in the range", "integer n", "integer n >= 0", "sum[t in 1..n] t", gauss()),
    ]
}

/// The induction that proves the sum of the first integers.
fn gauss() -> Rule {
    let text = "integer n >= 0\n\nderivation d:\n  sum[t in 1..n] t\n  = n*(n + 1)/2\n";
    let subject = library::subject_of_text(text);
    let step = &subject.steps[0];
    let (signature, theorems, obligation) = (&step.visible, &*step.theorems, &step.obligation);
    let stated = [Label::Reason(Reason::Induction)];
    let request = Request { signature, theorems, obligation, stated: Some(&stated), fuel: library::FUEL, saturate: true };
    let Outcome::Proved(proof) = prove(&request) else { panic!("proved by induction") };
    let found = proof.proved.rules().find(|r| matches!(r, Rule::Induction(_))).cloned();
    found.expect("an induction")
}

fn cases() -> Vec<Needed> {
    let root = |rule| vec![Move { path: vec![], rule }];
    let distinguish = |to: &Term, p: &Term, cases| {
        Rule::Distinguish(Box::new(Distinction { to: to.clone(), split: Split::Prop(p.clone()), cases }))
    };
    let x = name("x");
    let not_negative = Term::cmp_rel(Rel::Le, Term::int(0), x.clone());
    let reciprocal = Term::cmp_rel(Rel::Lt, Term::int(0), Term::recip(x.clone()));
    let is_zero = |to: &Term| root(Rule::Cases(to.clone(), vec![]));
    let roots = Term::add(vec![Term::mul(vec![Term::int(5), x.clone()]), Term::int(-6)]);
    vec![
        needed(
            "a case that is left out does not occur",
            "constant x",
            "constant x >= 0",
            "abs(x)",
            distinguish(&x, &not_negative, [Some(root(Rule::Cases(x.clone(), vec![]))), None]),
        ),
        needed(
            "the proposition is defined",
            "constant x",
            "constant x != 0",
            "[x = 0]",
            distinguish(&Term::int(0), &reciprocal, [Some(is_zero(&Term::int(0))), Some(is_zero(&Term::int(0)))]),
        ),
        needed(
            "the proposition is defined",
            "constant x",
            "constant x != 0",
            "[x = 0]",
            Rule::Cases(Term::int(0), vec![Split::Prop(reciprocal.clone())]),
        ),
        needed(
            "one of two values",
            "constant x",
            "constant x\nassume h: (x - 2)*(x - 3) = 0",
            "x^2",
            Rule::Cases(roots, vec![Split::Values(x.clone(), Rational::integer(2), Rational::integer(3))]),
        ),
    ]
}

/// The side conditions of each rule, as the entries name them. What is no condition beside that of being defined on both sides, and
/// what is a matter of form, is not listed.
fn conditions(rule: &str) -> &'static [&'static str] {
    match rule {
        "Ring" => &["what is cancelled is not 0", "the result is defined"],
        "Cases" => &["a ring identity is one", "the proposition is defined", "one of two values"],
        "Distinguish" => &["a case that is left out does not occur", "the proposition is defined"],
        "Back" | "ProdExponent" => &["the result is defined"],
        "Assume" => &[
            "the instance meets the guard of the assumption",
            "the value lies in the range",
            "under a derivative, the assumption holds identically",
        ],
        "Cite" => &[
            "the instance meets the guard of the result",
            "the value lies in the range",
            "the conditions of the result",
            "under a derivative, the result rests on no pointwise assumption",
        ],
        "Induction" => &["the value lies in the range"],
        "Factor" => &["what moves out of an empty sum is defined"],
        "Count" | "Geometric" => &["lo <= hi + 1"],
        "BinomialTheorem" => &["n >= 0"],
        "GuardToIndicator" => &["the body is defined outside of the guard"],
        "Domain" => &["every old index is a new one", "every new index is an old one"],
        "SplitGuard" => &["the proposition is defined"],
        "Point" => &["lo <= point", "point <= hi", "the point meets the other guards"],
        "Empty" => &["hi < lo", "no index meets the guard"],
        "SplitRange" => &["lo - 1 <= middle", "middle <= hi", "no part of a maximum is empty"],
        "Enumerate" | "Size" => &["the elements are named"],
        "ExtremumMonotone" => {
            &["a factor that is not negative", "an even power of what is not negative", "a negative power of what is positive"]
        }
        "Normalised" => &["a law", "a one-hot function"],
        "OneHot" => &["a one-hot function"],
        "OneHotSelects" => &["a one-hot function", "the function around the sum is defined at all entries"],
        "Symmetric" => &["a symmetric function"],
        "Derivative" => &["the function does not depend on the variable"],
        "LogProduct" | "LogProd" => &["positive factors"],
        "PowerProduct" => &["factors that are not negative"],
        "LogPower" | "PowerPower" | "PowerExp" => &["a positive base"],
        "PowerSum" => &["a base other than 0", "or exponents that are not negative", "a positive base"],
        "Factorial" | "Pascal" => &["n >= 1"],
        "Binom" => &["0 <= k", "k <= n"],
        "BinomOutside" => &["k < 0 or n < k"],
        "Expectation" | "Unfold" | "Distribute" | "FactorIn" | "ProdPower" | "Permute" | "IndicatorToGuard" | "Shift"
        | "Reverse" | "ExtremumConstant" | "SwapDerivatives" | "ExpSum" | "ExpScale" | "ExpLog" | "ProdExp" | "LogExp"
        | "PowerInteger" | "PowerOne" | "SqrtSquare" => &[],
        other => panic!("say what the side conditions of {other} are"),
    }
}

fn entries() -> Vec<Needed> {
    let families =
        [big_operators(), declarations(), powers(), extrema(), sets_and_definedness(), combinatorics(), instances(), cases()];
    families.into_iter().flatten().collect()
}

#[test]
fn the_list_is_complete() {
    let shown: BTreeSet<(&str, &str)> = entries().iter().map(|e| (instance::name(&e.rule), e.condition)).collect();
    let listed: BTreeSet<(&str, &str)> = RULES.iter().flat_map(|r| conditions(r).iter().map(|c| (*r, *c))).collect();
    assert_eq!(shown, listed);
}

/// The line under a declaration, ready to be rewritten.
fn subject(declarations: &str, vars: &str, line: &str) -> Subject {
    let text = format!("{declarations}\n\nderivation d {vars}:\n  {line}\n  = {line}\n");
    let subject = library::subject_of_text(&text);
    assert!(subject.steps.last().is_some_and(|s| s.place == "text:d:1"), "{text}");
    subject
}

/// The step that was asked for, after the results that it may cite.
fn of_line(subject: &Subject) -> &Written {
    subject.steps.last().expect("a step")
}

/// What the kernel says of the move, and what the rule makes of the line.
fn answer(subject: &Subject, entry: &Needed) -> Answer {
    let step = of_line(subject);
    let moves = [Move { path: entry.path.to_vec(), rule: entry.rule.clone() }];
    asked(&step.visible, &step.theorems, &alone(&step.obligation, &step.obligation.left), &moves)
}

#[test]
fn every_side_condition_is_needed() {
    let mut wrong = Vec::new();
    for entry in entries() {
        let what = format!("{:?} of {}: {}", entry.rule, entry.line, entry.condition);
        let strong = subject(entry.strong, entry.vars.1, entry.line);
        let Answer::Accepted(after) = answer(&strong, &entry) else {
            wrong.push(format!("{what}: refused where it is met"));
            continue;
        };
        let line = |s: &Subject| alone(&of_line(s).obligation, &of_line(s).obligation.left);
        let there = compare(&strong.signature, &line(&strong), &after, 1, 24);
        if !matches!(there, Finding::Same(models) if models >= 5) {
            wrong.push(format!("{what}: {there:?} where it is met"));
        }
        let weak = subject(entry.weak, entry.vars.0, entry.line);
        if matches!(answer(&weak, &entry), Answer::Accepted(_)) {
            wrong.push(format!("{what}: accepted without it"));
        }
        let there = compare(&weak.signature, &line(&weak), &after, 1, 24);
        if !matches!(there, Finding::Differs | Finding::Undefined) {
            wrong.push(format!("{what}: {there:?} without it: no model breaks the rule"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
