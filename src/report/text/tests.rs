//! What the text looks like, verdict by verdict.

use super::*;
use crate::report::{Problem, Report, ResultReport, SideCondition};
use crate::syntax::parse;
use crate::syntax::tree::{Expr, StatementKind};
use std::collections::BTreeMap;

fn plain_step(index: usize, text: &str) -> StepReport {
    StepReport {
        index,
        relation: "=".into(),
        line: index + 1,
        end: 0,
        verdict: Verdict::Proved,
        before: None,
        text: text.into(),
        tree: tree(text),
        stated: vec![],
        reasons: Some(Reasons::Unstated),
        used: vec!["algebra".into()],
        missing: vec![],
        assumed: vec![],
        side_conditions: vec![],
        models_checked: 12,
        vacuous: false,
        counterexample: None,
        parted: None,
        message: None,
        error: None,
        moves: vec![],
        trace: vec![],
    }
}

/// The tree of a formula.
fn tree(text: &str) -> Option<Expr> {
    let (file, _) = parse(&format!("define z = {text}"));
    let StatementKind::Define { body, .. } = &file.statements.first()?.node else {
        return None;
    };
    Some(body.clone())
}

fn table(rows: &[(&str, &str)]) -> BTreeMap<String, String> {
    rows.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn sample() -> FileReport {
    let insufficient = StepReport {
        reasons: Some(Reasons::Insufficient),
        used: vec!["score_identity".into(), "def g".into()],
        missing: vec!["score_identity".into()],
        assumed: vec!["bellman".into()],
        side_conditions: vec![SideCondition { condition: "α != 0".into(), status: Status::Presupposed }],
        ..plain_step(1, "-sum[b in A] (d/dθ(s,a) π(b|s))*g(s,b) + sum[b in A] (d/dθ(s,a) π(b|s))*g(s,b)/α - 0")
    };
    let refuted = StepReport {
        verdict: Verdict::Refuted,
        used: vec![],
        counterexample: Some(Counterexample {
            sets: BTreeMap::from([("A".to_owned(), 2)]),
            fixed: table(&[("a", "A#1")]),
            values: table(&[("Q(S#1,A#2)", "3/7"), ("θ(S#1,A#1)", "log 2")]),
            left: "1/2".into(),
            right: "3/14".into(),
        }),
        ..plain_step(2, "Q(s,a)")
    };
    let unproved = StepReport {
        verdict: Verdict::Unproved,
        used: vec![],
        side_conditions: vec![SideCondition { condition: "β != 0".into(), status: Status::Missing }],
        message: Some("no proof within the budget".into()),
        ..plain_step(3, "β/β")
    };
    let error = StepReport {
        verdict: Verdict::Error,
        used: vec![],
        reasons: None,
        error: Some(Problem { line: Some(7), column: Some(5), ..Problem::without_place("unknown name `alhpa`") }),
        message: Some("unknown name `alhpa`".into()),
        ..plain_step(4, "alhpa")
    };
    let chain = |name: &str, verdict, steps| DerivationReport {
        name: name.into(),
        path: None,
        kind: "derivation",
        line: 1,
        verdict,
        binders: "s in S, a in A".into(),
        clauses: vec![],
        first: "d/dθ(s,a) L(s)".into(),
        first_tree: tree("d/dθ(s,a) L(s)"),
        result: Some(ResultReport {
            statement: "d/dθ(s,a) L(s) = 0".into(),
            relation: "=",
            conditions: vec!["α != 0".into()],
            formulas: vec![],
            assumed: vec!["bellman".into()],
        }),
        message: None,
        steps,
    };
    FileReport {
        title: Some("Gradient".into()),
        derivations: vec![
            chain("eq6", Verdict::Proved, vec![insufficient.clone()]),
            chain("eq7", Verdict::Error, vec![insufficient, refuted, unproved, error]),
        ],
        ..FileReport::empty("eq6.txt")
    }
}

#[test]
fn every_verdict_says_what_a_reader_asks_next() {
    let layout = Layout { width: 80, color: false };
    let report = Report::new(vec![sample()]);
    let text = file(&sample(), &layout) + &summary(&report, &layout);
    assert!(text.lines().all(|line| width(line) <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_file_that_cannot_be_read_says_so() {
    let layout = Layout { width: 80, color: false };
    let problem = Problem { line: Some(3), column: Some(9), ..Problem::without_place("expected an expression") };
    let report = FileReport::unreadable("broken.txt", problem);
    let text = file(&report, &layout) + &summary(&Report::new(vec![report]), &layout);
    assert_eq!(
        text,
        "broken.txt\n  ! cannot be read: line 3: expected an expression\n\n0 steps: 1 file cannot be read\nlook first at broken.txt:3: expected an expression\n"
    );
}

#[test]
fn colours_change_no_text() {
    let plain = file(&sample(), &Layout { width: 60, color: false });
    let mut stripped = file(&sample(), &Layout { width: 60, color: true });
    for code in ["0", "1", "2", "31", "32", "33"] {
        stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(stripped, plain);
}
