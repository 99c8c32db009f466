//! How proof, evaluation and citation come together: one file in, one report out.

mod common;

use common::Scratch;
use derive_check::check::{Options, check};
use derive_check::report::{FileReport, Reasons, Status, StepReport, Verdict};

/// The report on a text that stands in no folder.
fn report(text: &str) -> FileReport {
    let report = check("case.txt", text.as_bytes(), None, &Options::default()).report;
    assert_eq!(report.contradictions, [""; 0]);
    report
}

/// The only step of the only derivation.
fn only(report: &FileReport) -> &StepReport {
    assert_eq!(report.error, None);
    assert_eq!(report.derivations.len(), 1);
    &report.derivations[0].steps[0]
}

fn message(step: &StepReport) -> &str {
    step.message.as_deref().unwrap_or("")
}

#[test]
fn a_line_that_is_undefined_everywhere_proves_nothing() {
    let report = report("derivation d:\n  log(-1) - log(-1)\n  = 0\n");
    let step = only(&report);
    assert_eq!((step.verdict, step.models_checked), (Verdict::Unproved, 0));
    assert!(message(step).contains("undefined"), "{}", message(step));
}

#[test]
fn a_proof_about_no_model_fails_the_check_and_says_why() {
    let report = report("constant x\nassume one: x = 1\nassume two: x = 2\n\nderivation d:\n  x\n  = 1  by one\n");
    let step = only(&report);
    assert_eq!(step.models_checked, 0);
    assert!(step.fails(false) && message(step).contains("no model"), "{step:?}");
    assert_eq!(report.exit_status(false), 1);
}

#[test]
fn what_lines_presuppose_is_listed_and_fails_only_under_strict() {
    let report = report("constant x, y\n\nderivation d:\n  x*y/y\n  = x\n");
    let step = only(&report);
    assert_eq!((step.verdict, step.reasons), (Verdict::Proved, Some(Reasons::Unstated)));
    let presupposed: Vec<&str> =
        step.side_conditions.iter().filter(|c| c.status == Status::Presupposed).map(|c| c.condition.as_str()).collect();
    assert_eq!(presupposed, ["y != 0"]);
    assert_eq!((report.exit_status(false), report.exit_status(true)), (0, 1));
}

#[test]
fn a_false_line_does_not_stop_the_check_and_is_the_verdict_of_the_chain() {
    let report = report("constant x\n\nderivation d:\n  x + x\n  = 3*x\n  = x + 2*x\n");
    let derivation = &report.derivations[0];
    let verdicts: Vec<Verdict> = derivation.steps.iter().map(|s| s.verdict).collect();
    assert_eq!(verdicts, [Verdict::Refuted, Verdict::Proved]);
    assert_eq!((derivation.verdict, &derivation.result), (Verdict::Refuted, &None));
}

#[test]
fn a_result_is_strict_if_a_step_is() {
    let text = "constant x\n\nderivation d:\n  x\n  <= x + 1\n  = 1 + x\n  < x + 2\n";
    let report = report(text);
    let result = report.derivations[0].result.as_ref().map(|r| r.statement.as_str());
    assert_eq!(result, Some("x < x + 2"), "{:?}", report.derivations[0]);
}

#[test]
fn mixed_directions_have_no_result_and_cannot_be_cited() {
    let text = "constant x\n\nlemma both:\n  x\n  <= x + 1\n  >= x\n\nderivation d:\n  x\n  = x  by both\n";
    let report = report(text);
    assert_eq!((report.derivations[0].verdict, &report.derivations[0].result), (Verdict::Proved, &None));
    let step = &report.derivations[1].steps[0];
    assert!(step.verdict == Verdict::Proved && message(step).contains("`both`"), "{step:?}");
}

#[test]
fn a_result_that_is_not_proved_is_not_used() {
    let text = "constant x, y\n\nlemma wrong:\n  x\n  = y\n\nderivation d:\n  x + 1\n  = y + 1  by wrong\n";
    let report = report(text);
    let step = &report.derivations[1].steps[0];
    assert_eq!(step.verdict, Verdict::Refuted);
    assert!(message(step).contains("`wrong` is not used"), "{}", message(step));
}

#[test]
fn an_error_of_a_step_has_a_place_and_leaves_the_file_readable() {
    let report = report("constant x\n\nderivation d:\n  x\n  = x  by indicatr\n  = 1*x\n");
    assert_eq!(report.error, None);
    assert_eq!((report.errors.len(), report.errors[0].line, report.errors[0].column), (1, Some(5), Some(11)));
    let steps = &report.derivations[0].steps;
    assert_eq!((steps[0].verdict, steps[1].verdict), (Verdict::Error, Verdict::Proved));
    assert!(message(&steps[0]).contains("`indicator`"), "{}", message(&steps[0]));
    assert_eq!(report.exit_status(false), 2);
}

#[test]
fn what_a_used_file_proves_may_be_cited_and_is_not_listed() {
    let scratch = Scratch::new("use");
    scratch.write("parts/common.txt", "constant x > 0\n\nlemma halves:\n  x/2 + x/2\n  = x\n");
    scratch.write("main.txt", "");
    let text = "use \"parts/common.txt\"\n\nderivation d:\n  log(x/2 + x/2)\n  = log x  by halves\n";
    let folder = scratch.root();
    let report = check(&scratch.path("main.txt"), text.as_bytes(), Some(folder.as_ref()), &Options::default()).report;
    let step = only(&report);
    assert_eq!((step.verdict, step.reasons), (Verdict::Proved, Some(Reasons::Sufficient)), "{step:?}");
}

#[test]
fn nothing_above_the_folder_is_used() {
    let scratch = Scratch::new("above");
    scratch.write("secret.txt", "constant x\n");
    let inner = scratch.path("inner");
    std::fs::create_dir(&inner).unwrap();
    let text = "use \"../secret.txt\"\n\nderivation d:\n  x\n  = x\n";
    let report = check(&scratch.path("inner/main.txt"), text.as_bytes(), Some(inner.as_ref()), &Options::default()).report;
    let error = report.error.as_ref().unwrap();
    assert!(error.line == Some(1) && error.message.contains("outside the folder"), "{error:?}");
}

#[test]
fn no_equation_is_put_in_place_of_the_variable_of_a_derivative() {
    let text = "constant x, y, c\nparam t, s\nassume identically square: y = t^2\nassume here: c = t\n\
                define act(u real) = if(u > 0, u, 0)\n\nderivation one:\n  d/dt (c*t)\n  = c\n\n\
                derivation two:\n  c*d/dt t\n  = t\n\nderivation three:\n  d/dt act(y)\n  = 2*t\n";
    let report = report(text);
    for step in report.derivations.iter().flat_map(|d| &d.steps) {
        assert!(!message(step).contains("does not accept"), "{}", message(step));
    }
}

/// The conditions of the last derivation of a text that are presupposed, and the assumptions that it rests on.
fn rests_on(text: &str) -> (Vec<String>, Vec<String>) {
    let report = report(text);
    let step = &report.derivations.last().expect("a derivation").steps[0];
    assert_eq!(step.verdict, Verdict::Proved, "{text}: {step:?}");
    let presupposed = step.side_conditions.iter().filter(|c| c.status == Status::Presupposed);
    (presupposed.map(|c| c.condition.clone()).collect(), step.assumed.clone())
}

#[test]
fn an_assumption_about_a_sum_discharges_whatever_the_order_and_however_far_it_is_multiplied_out() {
    let law = "set X\ndistribution p(X)\nfunction f(X), g(X)\n";
    let swapped = "assume nz: sum[x in X] p(x)*f(x) != 0\nderivation d:\n  (E[x ~ p] f(x))/(sum[x in X] f(x)*p(x))\n  = 1\n";
    assert_eq!(rests_on(&format!("{law}{swapped}")), (vec![], vec!["nz".to_owned()]));
    let spread = "assume spread: Var[x ~ p] g(x) > 0\nderivation d:\n  \
        ((E[x ~ p] g(x)^2) - (E[x ~ p] g(x))^2)/(Var[x ~ p] g(x))\n  = 1\n";
    assert_eq!(rests_on(&format!("{law}{spread}")), (vec![], vec!["spread".to_owned()]));
    // What is assumed of one sum says nothing of another.
    let other = "assume nz: sum[x in X] p(x)*g(x) != 0\nderivation d:\n  (E[x ~ p] f(x))/(sum[x in X] f(x)*p(x))\n  = 1\n";
    let (presupposed, assumed) = rests_on(&format!("{law}{other}"));
    assert_eq!((presupposed.len(), assumed), (1, vec![]));
}

#[test]
fn an_assumption_about_two_entries_is_used_where_no_term_names_both_indices() {
    let apart = "set V\nfunction x(V)\nassume apart for i in V, j in V, i != j: x(i) != x(j)\n";
    let line = |guard: &str| format!("{apart}derivation d for i in V, j in V{guard}:\n  (x(i) - x(j))/(x(i) - x(j))\n  = 1\n");
    assert_eq!(rests_on(&line(", i != j")), (vec![], vec!["apart".to_owned()]));
    assert_eq!(rests_on(&line("")), (vec!["x(i) - x(j) != 0".to_owned()], vec![]));
}

#[test]
fn a_result_that_gives_a_sign_discharges_conditions_and_hands_on_its_assumptions() {
    let text = "constant c\nassume some: c > 1\n\nlemma above for k in 1..3:\n  k + c^2\n  > 2  by some, monotone\n\n\
        derivation d for k in 1..3:\n  (k + c^2 - 2)/(k + c^2 - 2)\n  = 1\n";
    assert_eq!(rests_on(text), (vec![], vec!["some".to_owned()]));
    // A later result gives nothing, nor does one that is not proved.
    let later = "set A\nfunction f(A) >= 0\n\nderivation d:\n  (1 + (sum[a in A] f(a)^3))/(1 + (sum[a in A] f(a)^3))\n  = 1\n";
    assert_eq!(rests_on(later).0, [""; 0]);
    let unproved = "constant c\n\nlemma wrong:\n  c^2\n  > 2\n\nderivation d:\n  (c^2 - 2)/(c^2 - 2)\n  = 1\n";
    assert_eq!(rests_on(unproved), (vec!["c^2 - 2 != 0".to_owned()], vec![]));
}

/// What the stated reasons of the only step lack.
fn lacking(text: &str) -> Vec<String> {
    let report = report(text);
    let step = only(&report);
    assert_eq!(step.verdict, Verdict::Proved, "{step:?}");
    step.missing.clone()
}

#[test]
fn a_reason_covers_what_its_statement_says_and_no_more() {
    let law = "set Y\nconstant β > 0\nfunction r(Y)\ndistribution ref(Y) > 0\ndefine Z = sum[y in Y] ref(y)*exp(r(y)/β)\n\
               define star(y) = ref(y)*exp(r(y)/β)/Z\ndefine L(y) = ref(y)*Z\n\n";
    // That `star` is a law is seen with its normaliser unfolded; `L` is none.
    let value =
        "derivation d:\n  (E[y ~ star] r(y)) - β*KL[y in Y](star(y), ref(y))\n  = β*log(Z)   by def star, exp_log, normalised\n";
    assert_eq!(lacking(&format!("{law}{value}")), [""; 0]);
    let no_law = "derivation d for z in Y:\n  L(z)\n  = ref(z)*(sum[y in Y] ref(y)*exp(r(y)/β))   by def L, normalised\n";
    assert_eq!(lacking(&format!("{law}{no_law}")), ["def Z"]);
    let table = "set I, J\nparam θ(I, J)\nfunction u(I)\nderivation d for i in I, j in J, k in J:\n";
    assert_eq!(lacking(&format!("{table}  d/dθ(i,j) θ(i,k)\n  = [j = k]   by coordinate\n")), [""; 0]);
    assert_eq!(lacking(&format!("{table}  [j = k] - [k = j]\n  = 0   by algebra\n")), [""; 0]);
    assert_eq!(lacking(&format!("{table}  [j = k]^2\n  = [k = j]   by algebra\n")), ["indicator"]);
    let score = "set N\nparam x, θ\nfunction p(N) > 0 of θ\nderivation d:\n";
    let samples = "  d/dθ log(prod[n in N] p(n))\n  = sum[n in N] (d/dθ p(n))/p(n)";
    assert_eq!(lacking(&format!("{score}{samples}   by exp_log, derivative\n")), [""; 0]);
    assert_eq!(lacking(&format!("{score}{samples}   by exp_log\n")), ["log_derivative"]);
    assert_eq!(lacking(&format!("{score}  d/dx (x*exp(x))\n  = exp(x) + x*exp(x)   by chain_rule\n")), ["product_rule"]);
}

#[test]
fn a_defined_law_may_have_its_outcome_in_any_place() {
    let rows = "set P\nfunction a(P, P), v(P)\nconstant c\ndefine w(i, j) = exp(a(i,j))/(sum[l in P] exp(a(i,l)))\n\n";
    let mean = "derivation d for i in P:\n  sum[j in P] w(i,j)*(v(j) - c)\n  = (sum[j in P] w(i,j)*v(j)) - c   by normalised\n";
    assert_eq!(lacking(&format!("{rows}{mean}")), [""; 0]);
    let columns = "derivation d for j in P:\n  sum[i in P] w(i,j)*(v(j) - c)\n  = v(j) - c   by normalised\n";
    assert_eq!(only(&report(&format!("{rows}{columns}"))).verdict, Verdict::Refuted);
}
