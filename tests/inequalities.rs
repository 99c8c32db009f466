//! The reasons for inequalities: which are named where none is stated, which suffice, which are missing, and what sign was sought.

use derive_check::check::{Options, check};
use derive_check::report::{Reasons, StepReport, Verdict};

const DECLARATIONS: &str = "set A\ndistribution p(A) > 0\ndistribution q(A) > 0\nfunction f(A)\nfunction g(A)\n\
                            function u(A) > 0\nconstant x, y\nconstant v, w > 0\nassume order: x <= y\n";

/// The step of the last derivation of a text.
fn step(declarations: &str, left: &str, right: &str) -> StepReport {
    let text = format!("{declarations}\nderivation d:\n  {left}\n  {right}\n");
    let report = check("case.txt", text.as_bytes(), None, &Options::default()).report;
    assert_eq!(report.contradictions, [""; 0]);
    assert_eq!(report.error, None, "{text}");
    report.derivations.last().and_then(|d| d.steps.first()).cloned().expect("a step")
}

/// Lines with the reason under which a reader knows them.
const NAMED: &[(&str, &str, &str)] = &[
    ("2*x*y", "<= x^2 + y^2", "square"),
    ("KL[a in A](q(a), p(a))", ">= 0", "gibbs"),
    ("exp(E[a ~ p] f(a))", "<= E[a ~ p] exp(f(a))", "jensen"),
    ("E[a ~ p] log u(a)", "<= log(E[a ~ p] u(a))", "jensen"),
    ("(sum[a in A] f(a)*g(a))^2", "<= (sum[a in A] f(a)^2)*(sum[a in A] g(a)^2)", "cauchy_schwarz"),
    ("sqrt(v*w)", "<= (v + w)/2", "am_gm"),
    ("abs(x + y)", "<= abs(x) + abs(y)", "triangle"),
    ("v", "< v + w", "monotone"),
];

#[test]
fn the_reason_is_named_where_none_is_stated() {
    for (left, right, reason) in NAMED {
        let step = step(DECLARATIONS, left, right);
        assert_eq!((step.verdict, step.reasons), (Verdict::Proved, Some(Reasons::Unstated)), "{left} {right}");
        let known = step.used.iter().any(|u| u == reason) || (*reason == "am_gm" && step.used.iter().any(|u| u == "square"));
        assert!(known, "{left} {right}: {:?}", step.used);
    }
}

#[test]
fn the_reason_suffices_and_is_missed_where_it_is_not_stated() {
    for (left, right, reason) in NAMED {
        let stated = step(DECLARATIONS, left, &format!("{right}  by {reason}"));
        assert_eq!((stated.verdict, stated.reasons), (Verdict::Proved, Some(Reasons::Sufficient)), "{left} {right}");
        let unnamed = step(DECLARATIONS, left, &format!("{right}  by algebra"));
        assert_eq!((unnamed.verdict, unnamed.reasons), (Verdict::Proved, Some(Reasons::Insufficient)), "{left} {right}");
        assert!(!unnamed.missing.is_empty(), "{left} {right}");
    }
}

#[test]
fn an_assumption_that_orders_is_reason_enough() {
    let step = step(DECLARATIONS, "v*x", "<= v*y  by order");
    assert_eq!((step.verdict, step.reasons), (Verdict::Proved, Some(Reasons::Sufficient)));
    assert_eq!(step.assumed, ["order"]);
}

#[test]
fn the_sign_that_was_missing_is_named() {
    let text = "constant x, y, c\nassume order: x <= y\nassume large: c^5 + c >= 1\n";
    let step = step(text, "c*x", "<= c*y  by order, monotone");
    assert_eq!(step.verdict, Verdict::Unproved, "{step:?}");
    let message = step.message.as_deref().unwrap_or("");
    assert!(message.contains("0 <= c"), "{message}");
}

#[test]
fn a_missing_sign_is_told_in_the_file_s_own_names() {
    let large =
        "set A\nfunction c(A), f(A), g(A)\nassume large for a in A: c(a)^5 + c(a) >= 1\nassume each for a in A: f(a) <= g(a)\n";
    let lines = [
        ("sum[a in A] c(a)*f(a)", "<= sum[a in A] c(a)*g(a)"),
        ("(sum[a in A] c(a)*f(a)*g(a))^2", "<= (sum[a in A] c(a)*f(a)^2)*(sum[a in A] c(a)*g(a)^2)"),
    ];
    for (left, right) in lines {
        let step = step(large, left, right);
        assert_eq!(step.verdict, Verdict::Unproved, "{step:?}");
        let message = step.message.as_deref().unwrap_or("");
        assert!(message.ends_with("it might help to know that 0 <= c(a) for a in A"), "{message}");
    }
}
