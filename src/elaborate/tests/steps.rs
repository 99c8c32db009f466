//! Chains, steps, reasons.

use super::super::Cited;
use super::*;
use crate::kernel::obligation::Relation;
use crate::rule::Reason;

const SEED: &str = r#"title "Gradient of the soft policy loss, Eq. (6)"

set S, A                                   # finite, non-empty, of any size
param θ(S, A)                              # real parameters, one for each (s, a)
function Q(S, A)                           # an arbitrary real function of two indices
constant α                                 # an arbitrary real number

define π(a | s) = exp(θ(s,a)) / sum[b in A] exp(θ(s,b))
define g(s, a)  = Q(s,a) - α*log π(a|s)
define V(s)     = sum[b in A] π(b|s)*g(s,b)
define Adv(s,a) = g(s,a) - V(s)
define L(s)     = -E[b ~ π(.|s)] g(s,b)

lemma softmax_gradient for s in S, a in A, b in A:
  d/dθ(s,a) π(b|s) = π(b|s)*([b = a] - π(a|s))

derivation eq6 for s in S, a in A:
  d/dθ(s,a) L(s)
  = -sum[b in A] (d/dθ(s,a) π(b|s))*g(s,b)           by def L, def g, derivative, score_identity
  = -sum[b in A] π(b|s)*([b = a] - π(a|s))*g(s,b)    by softmax_gradient
  = -E[b ~ π(.|s)] ([b = a] - π(a|s))*g(s,b)         by expectation
  = -π(a|s)*Adv(s,a)
"#;

#[test]
fn the_seed_is_read() {
    let file = accepted(SEED);
    assert_eq!(file.title.as_deref(), Some("Gradient of the soft policy loss, Eq. (6)"));
    let [lemma, eq6] = file.chains.as_slice() else { panic!() };
    assert!(lemma.lemma && !eq6.lemma);
    assert_eq!((eq6.vars.len(), eq6.for_count, eq6.steps.len()), (2, 2, 4));
    assert_eq!(eq6.first.text, "d/dθ(s,a) L(s)");
    assert_eq!(eq6.steps[0].stated, ["def L", "def g", "derivative", "score_identity"]);
    let cited: Vec<Cited> = eq6.steps[0].reasons.iter().flatten().cloned().map(Result::unwrap).collect();
    let reasons = [Reason::Derivative, Reason::ScoreIdentity].map(Cited::Reason);
    assert_eq!(cited, [vec![Cited::Definition("L".into()), Cited::Definition("g".into())], reasons.to_vec()].concat());
    // The lemma's name is also an alias of a rule: the user's name wins, with a note.
    assert_eq!(eq6.steps[1].reasons, Some(vec![Ok(Cited::Result("softmax_gradient".to_owned()))]));
    assert!(eq6.steps[1].notes.iter().any(|n| n.message.contains("not as the rule `softmax_derivative`")));
    assert_eq!(eq6.steps[3].reasons, None);
    assert_eq!(eq6.steps[0].source_line, 19);
}

fn reason(declarations: &str, reason: &str) -> Result<Vec<Cited>, String> {
    let text = format!("constant x, y\n{declarations}\nderivation d:\n  x\n  = x by {reason}\nlemma after:\n  x\n  = x\n");
    let file = read(&text);
    let d = file.chains.iter().find(|c| c.name == "d").unwrap();
    let all = d.steps[0].reasons.clone().unwrap_or_default();
    let message = |d: Diagnostic| format!("{} | {}", d.message, d.help.unwrap_or_default());
    all.into_iter().map(|r| r.map_err(message)).collect()
}

#[test]
fn reasons_name_what_the_user_has_named_first() {
    assert_eq!(reason("assume h: x = y", "h"), Ok(vec![Cited::Assumption("h".into())]));
    assert_eq!(reason("define f = x", "f"), Ok(vec![Cited::Definition("f".into())]));
    assert_eq!(reason("define algebra = x", "algebra"), Ok(vec![Cited::Definition("algebra".into())]));
    assert_eq!(reason("lemma l:\n  x\n  = x", "l"), Ok(vec![Cited::Result("l".into())]));
    assert_eq!(reason("", "kl_nonnegative"), Ok(vec![Cited::Reason(Reason::Gibbs)]));
    assert_eq!(reason("", "delta"), Ok(vec![Cited::Reason(Reason::Indicator)]));
    assert_eq!(reason("", "def sigmoid"), Ok(vec![Cited::Reason(Reason::Algebra)]));
    assert_eq!(reason("", "definition"), Ok(vec![Cited::Reason(Reason::Definition)]));
    assert_eq!(reason("set X, Z\njoint p(x: X, z: Z)", "def p"), Ok(vec![Cited::Reason(Reason::Marginal)]));
}

#[test]
fn reasons_that_name_nothing() {
    let refused = |declarations: &str, text: &str, part: &str| {
        let message = reason(declarations, text).unwrap_err();
        assert!(message.contains(part), "{message}");
    };
    refused("", "indicatr", "did you mean `indicator`?");
    refused("", "d", "cites itself");
    refused("", "after", "stands later");
    refused("", "def q", "there is no definition of `q`");
    refused("", "def x", "declared, not defined");
    refused("define ff = x", "def f", "did you mean `ff`?");
    refused("assume h: x = nothing", "h", "has an error");
}

#[test]
fn relations_and_variables() {
    let file =
        accepted("set A\nfunction f(A)\nderivation d for a in A, b in A, b != a:\n  f(a)\n  <= f(b)\n  < 1\n  >= 0 > -1\n");
    let d = &file.chains[0];
    let relations: Vec<Relation> = d.steps.iter().map(|s| s.relation).collect();
    assert_eq!(relations, [Relation::Le, Relation::Lt, Relation::Ge, Relation::Gt]);
    assert_eq!(d.for_count, 2);
    assert_ne!(d.vars[1].guard, Term::truth());
}

#[test]
fn an_error_of_a_step_stays_with_the_step() {
    let file = read("constant x\nderivation d:\n  x\n  = u\n  = x\n");
    assert!(file.diagnostics.is_empty());
    assert!(file.chains[0].steps[0].line.term.is_err());
    assert!(file.chains[0].steps[1].line.term.is_ok());
    refused("constant x\nderivation d:\n  x\n  = x\nderivation d:\n  x\n  = x\n", "the name of two statements");
    let twice = read("set A\nfunction f(A)\nderivation d for a in A, a in A:\n  1\n  = 1\n");
    assert!(twice.diagnostics[0].message.contains("bound twice"));
}

#[test]
fn only_earlier_assumptions_are_visible() {
    let file = accepted("constant x\nassume h: x = 1\nderivation d:\n  x\n  = 1\nassume k: x > 0\nderivation e:\n  x\n  = 1\n");
    let visible = |k: usize| file.chains[k].assumptions.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((visible(0), visible(1)), (vec!["h".to_owned()], vec!["h".to_owned(), "k".to_owned()]));
}
