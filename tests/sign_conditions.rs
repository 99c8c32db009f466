//! Every side condition of a sign (tangents, expansions, increasing functions, squares, entries, strict sums) is needed.
//!
//! Each entry is an inequality and its proof, under two declarations. Under the stronger one the kernel accepts the proof, and no
//! model refutes the inequality. Under the weaker one the kernel refuses it, and a model refutes it.

mod attack;

use attack::library::{self, Subject, Written};
use derive_check::evaluate::{Evaluator, Options, Outcome as Evaluation};
use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::check;
use derive_check::rule::inequality::{Convex, Expansion, Increasing, Monotone, Quadratic, Sign, Tangent};
use derive_check::rule::{Move, Rule};
use derive_check::term::{BigOp, Dom, Hint, Node, Rel, Term};

/// A side condition of a sign: the inequality, and its proof for the difference of the two sides, written so.
struct Ordered {
    condition: &'static str,
    weak: &'static str,
    strong: &'static str,
    vars: (&'static str, &'static str),
    /// Both lines, with the relation between them.
    lines: (&'static str, &'static str),
    /// The difference as the sign needs it, if not as it comes.
    difference: Option<Term>,
    sign: Sign,
}

fn ordered(
    condition: &'static str,
    weak: &'static str,
    strong: &'static str,
    lines: (&'static str, &'static str),
    sign: Sign,
) -> Ordered {
    Ordered { condition, weak, strong, vars: ("", ""), lines, difference: None, sign }
}

/// `f(a)` against the tangent at `m`.
fn tangent(
    condition: &'static str,
    weak: &'static str,
    strong: &'static str,
    lines: (&'static str, &'static str),
    function: Convex,
) -> Ordered {
    let tangent = Tangent { function, at: name("a"), foot: name("m") };
    let difference = Some(tangent.difference());
    Ordered { difference, ..ordered(condition, weak, strong, lines, Sign::Tangent(tangent)) }
}

/// `f(u)` against `f(v)`, by an assumption on `u` and `v`.
fn monotone(
    condition: &'static str,
    weak: &'static str,
    strong: &'static str,
    lines: (&'static str, &'static str),
    function: Increasing,
) -> Ordered {
    let rule = Monotone { function, lower: name("u"), upper: name("v") };
    let premise = Box::new(Sign::Assume("h".into(), vec![]));
    ordered(condition, weak, strong, lines, Sign::Monotone(rule, premise))
}

fn tangents() -> Vec<Ordered> {
    let (cube, inverse) = (("m^3 + 3*m^2*(a - m)", "<= a^3"), ("m^(-2) - 2*m^(-3)*(a - m)", "<= a^(-2)"));
    let (above, below) = (("m^c + c*m^(c + (-1))*(a - m)", "<= a^c"), ("a^c", "<= m^c + c*m^(c + (-1))*(a - m)"));
    let positive = "constant a, m > 0\n";
    let with = |rest: &str| -> &'static str { Box::leak(format!("{positive}{rest}").into_boxed_str()) };
    vec![
        tangent("odd powers: a >= 0", "constant a\nconstant m >= 0", "constant a, m >= 0", cube, Convex::Power(3)),
        tangent("odd powers: m >= 0", "constant m\nconstant a >= 0", "constant a, m >= 0", cube, Convex::Power(3)),
        tangent("negative powers: a > 0", "constant a != 0\nconstant m > 0", positive, inverse, Convex::Power(-2)),
        tangent("negative powers: m > 0", "constant m != 0\nconstant a > 0", positive, inverse, Convex::Power(-2)),
        tangent("a steep or falling power", with("constant c"), with("constant c >= 1"), above, Convex::RealPower(name("c"))),
        tangent("c >= 0", with("constant c in [-1, 1]"), with("constant c in [0, 1]"), below, Convex::MinusRealPower(name("c"))),
        tangent("c <= 1", with("constant c in [0, 3]"), with("constant c in [0, 1]"), below, Convex::MinusRealPower(name("c"))),
        tangent(
            "strictly: another point",
            "constant a, m",
            "constant a, m\nassume h: a != m",
            ("exp(m) + exp(m)*(a - m)", "< exp(a)"),
            Convex::Exp,
        ),
    ]
}

/// A bound of second order at `u`.
fn expansion(
    condition: &'static str,
    weak: &'static str,
    strong: &'static str,
    lines: (&'static str, &'static str),
    bound: Quadratic,
) -> Ordered {
    let expansion = Expansion { bound, at: name("u") };
    let difference = Some(expansion.difference());
    Ordered { difference, ..ordered(condition, weak, strong, lines, Sign::Expansion(expansion)) }
}

fn expansions() -> Vec<Ordered> {
    let (half, whole) = ("1 + u + u^2/2", "1 + u + u^2");
    let (log_half, log_whole) = ("u - 1 - (u - 1)^2/2", "u - 1 - (u - 1)^2");
    let below = |bound: &'static str| -> &'static str { Box::leak(format!("<= {bound}").into_boxed_str()) };
    vec![
        expansion("u <= 0", "constant u", "constant u <= 0", ("exp(u)", below(half)), Quadratic::ExpBelow),
        expansion("u >= 0", "constant u", "constant u >= 0", (half, "<= exp(u)"), Quadratic::ExpAbove),
        expansion("u <= 1", "constant u", "constant u <= 1", ("exp(u)", below(whole)), Quadratic::ExpToOne),
        expansion("u >= 1", "constant u > 0", "constant u >= 1", (log_half, "<= log(u)"), Quadratic::LogAbove),
        expansion("u >= 1/2", "constant u > 0", "constant u >= 1/2", (log_whole, "<= log(u)"), Quadratic::LogFromHalf),
    ]
}

fn orders() -> Vec<Ordered> {
    let real = "constant u, v > 0\nassume h: u <= v\n";
    let strictly = "constant u, v > 0\nassume h: u < v\n";
    let with = |first: &str, rest: &str| -> &'static str { Box::leak(format!("{first}{rest}").into_boxed_str()) };
    let (rising, falling) = (("u^c", "<= v^c"), ("v^c", "<= u^c"));
    let entry = Sign::Entry(
        Term::new(Node::Big(
            BigOp::Max,
            Hint("i".into()),
            Dom::Set("A".into()),
            Term::cmp_rel(Rel::Ne, Term::new(Node::Bound(0)), Term::var("b")),
            Term::app("f", vec![Term::new(Node::Bound(0))]),
        )),
        Term::var("a"),
    );
    vec![
        monotone(
            "even powers: u >= 0",
            "constant u, v\nassume h: u <= v",
            "constant u >= 0\nconstant v\nassume h: u <= v",
            ("u^2", "<= v^2"),
            Increasing::Power(2),
        ),
        monotone(
            "negative powers: u > 0",
            "constant u, v != 0\nassume h: u <= v",
            "constant u, v > 0\nassume h: u <= v",
            ("v^(-1)", "<= u^(-1)"),
            Increasing::MinusPower(-1),
        ),
        monotone(
            "whole powers: u >= 0",
            "integer n >= 0\nconstant u, v\nassume h: u <= v",
            "integer n >= 0\nconstant u >= 0\nconstant v\nassume h: u <= v",
            ("u^n", "<= v^n"),
            Increasing::WholePower(name("n")),
        ),
        monotone(
            "whole powers: n >= 0",
            with(real, "integer n"),
            with(real, "integer n >= 0"),
            ("u^n", "<= v^n"),
            Increasing::WholePower(name("n")),
        ),
        monotone(
            "strictly: n >= 1",
            with(strictly, "integer n >= 0"),
            with(strictly, "integer n >= 1"),
            ("u^n", "< v^n"),
            Increasing::WholePower(name("n")),
        ),
        monotone("c >= 0", with(real, "constant c"), with(real, "constant c >= 0"), rising, Increasing::RealPower(name("c"))),
        monotone(
            "c <= 0",
            with(real, "constant c"),
            with(real, "constant c <= 0"),
            falling,
            Increasing::MinusRealPower(name("c")),
        ),
        monotone(
            "strictly: c > 0",
            with(strictly, "constant c >= 0"),
            with(strictly, "constant c > 0"),
            ("u^c", "< v^c"),
            Increasing::RealPower(name("c")),
        ),
        monotone(
            "strictly: c < 0",
            with(strictly, "constant c <= 0"),
            with(strictly, "constant c < 0"),
            ("v^c", "< u^c"),
            Increasing::MinusRealPower(name("c")),
        ),
        monotone(
            "strictly: a strict premise",
            "constant u, v\nassume h: u <= v",
            "constant u, v\nassume h: u < v",
            ("exp(u)", "< exp(v)"),
            Increasing::Exp,
        ),
        ordered(
            "squares: r >= 0",
            "constant l, r\nassume h: l^2 <= r^2",
            "constant l\nconstant r >= 0\nassume h: l^2 <= r^2",
            ("l", "<= r"),
            Sign::Squares(name("l"), name("r"), Box::new(Sign::Judged), Box::new(Sign::Assume("h".into(), vec![]))),
        ),
        Ordered {
            vars: ("for a in A, b in A", "for a in A, b in A, a != b"),
            ..ordered(
                "the entry meets the guard",
                "set A\nfunction f(A)",
                "set A\nfunction f(A)",
                ("f(a)", "<= max[i in A, i != b] f(i)"),
                entry,
            )
        },
        Ordered {
            difference: Some(Term::sum("t", Dom::Range(Term::int(1), name("n")), Term::truth(), name("w"))),
            ..ordered(
                "a strict sum has an index",
                "integer n\nconstant w > 0",
                "integer n >= 1\nconstant w > 0",
                ("sum[t in 1..n] w", "> 0"),
                Sign::Under(Box::new(Sign::Judged)),
            )
        },
    ]
}

#[test]
fn every_side_condition_of_a_sign_is_needed() {
    let mut wrong = Vec::new();
    for entry in tangents().into_iter().chain(expansions()).chain(orders()) {
        let what = format!("{}: {} {}", entry.condition, entry.lines.0, entry.lines.1);
        let read = |declarations: &str, vars: &str| {
            let text = format!("{declarations}\n\nderivation d {vars}:\n  {}\n  {}\n", entry.lines.0, entry.lines.1);
            library::subject_of_text(&text)
        };
        let accepts = |subject: &Subject| {
            let step = of_line(subject);
            let script = |t: &Term| vec![Move { path: vec![], rule: Rule::Ring(t.clone()) }];
            let sign = match &entry.difference {
                Some(difference) => Sign::Rewrite(script(difference), Box::new(entry.sign.clone())),
                None => entry.sign.clone(),
            };
            let certificate = Certificate { left: vec![], right: vec![], order: Some(sign) };
            check(&step.visible, &step.theorems, &step.obligation, &certificate).map(|_| ())
        };
        let refuted = |subject: &Subject| {
            let options = Options { seed: 1, models: 60, budget: 20_000_000 };
            matches!(Evaluator::new(&subject.signature, &options).step(&of_line(subject).obligation), Evaluation::Refuted(_))
        };
        let (strong, weak) = (read(entry.strong, entry.vars.1), read(entry.weak, entry.vars.0));
        if let Err(error) = accepts(&strong) {
            wrong.push(format!("{what}: refused where it is met: {error:?}"));
        }
        if refuted(&strong) {
            wrong.push(format!("{what}: broken where it is met"));
        }
        if accepts(&weak).is_ok() {
            wrong.push(format!("{what}: accepted without it"));
        }
        if !refuted(&weak) {
            wrong.push(format!("{what}: no model breaks it without"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn name(text: &str) -> Term {
    Term::app(text, vec![])
}

fn of_line(subject: &Subject) -> &Written {
    subject.steps.last().expect("a step")
}
