//! The same chains under changed definitions, assumptions and declarations.

mod common;

use common::{Run, Scratch, run, run_with_input};
use serde_json::Value;

/// A baseline may depend on the state, and not on the action.
const BASELINE: &str = "\
set A
param θ(A)
function Q(A)
define π(a) = exp(θ(a)) / sum[b in A] exp(θ(b))
define g(a) = Q(a)

derivation baseline for a in A:
  d/dθ(a) (sum[b in A] π(b)*g(b))
  = sum[b in A] (d/dθ(a) π(b))*g(b)
  = π(a)*(g(a) - sum[b in A] π(b)*g(b))
  = π(a)*(Q(a) - sum[b in A] π(b)*Q(b))
";

fn with(text: &str, options: &[&str]) -> Run {
    let arguments = [&["-", "--format", "json"][..], options].concat();
    run_with_input(&arguments, text.as_bytes())
}

fn verdicts(run: &Run) -> Vec<(String, String)> {
    let json = run.json();
    let steps = json["files"][0]["derivations"][0]["steps"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    steps.iter().map(|s| (text(&s["before"]), text(&s["verdict"]))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_changed_definition_says_which_lines_fall() {
    let same = with(BASELINE, &["--declare", "constant b", "--define", "g(a) = Q(a) - b"]);
    assert_eq!((same.status, verdicts(&same)), (0, pairs(&[("proved", "proved"); 3])), "{}", same.stderr);
    assert_eq!(same.json()["files"][0]["what_if"]["lines"].as_array().map(Vec::len), Some(0));
    let other = with(BASELINE, &["--declare", "function b(A)", "--define", "g(a) = Q(a) - b(a)"]);
    assert_eq!(
        (other.status, verdicts(&other)),
        (1, pairs(&[("proved", "proved"), ("proved", "proved"), ("proved", "refuted")]))
    );
    let json = other.json();
    let what_if = &json["files"][0]["what_if"];
    assert_eq!(what_if["statements"][1], "define g(a) = Q(a) - b(a)");
    assert_eq!((&what_if["lines"][0]["step"], &what_if["lines"][0]["line"]), (&3.into(), &11.into()));
    // What depends on the parameter: the derivative is another one.
    let soft = with(BASELINE, &["--define", "g(a) = Q(a) - log(π(a))^2"]);
    assert_eq!(verdicts(&soft)[0], ("proved".to_owned(), "refuted".to_owned()));
}

#[test]
fn the_text_names_the_lines_too() {
    let run = run_with_input(&["-", "--declare", "function b(A)", "--define", "g(a) = Q(a) - b(a)"], BASELINE.as_bytes());
    assert!(run.stdout.contains("stood before and fall now\n    baseline:3 (line 11: proved, now refuted)"), "{}", run.stdout);
    assert!(run.stdout.contains("falls: without the change it is proved"), "{}", run.stdout);
}

#[test]
fn an_assumption_lets_a_line_stand_and_a_declaration_too() {
    let text = "constant x, y\n\nderivation d:\n  abs(x)*y\n  = x*y\n";
    let assumed = with(text, &["--assume", "positive: x >= 0"]);
    assert_eq!((assumed.status, verdicts(&assumed)), (0, pairs(&[("refuted", "proved")])), "{}", assumed.stderr);
    let declared = with(text, &["--declare", "constant x > 0"]);
    assert_eq!((declared.status, verdicts(&declared)), (0, pairs(&[("refuted", "proved")])), "{}", declared.stderr);
}

#[test]
fn errors_point_into_what_was_written_on_the_command_line() {
    for (option, text, column) in
        [("--define", "g(a) = Q(a) - beta(a)", 15), ("--define", "g(a) = Q(a", 11), ("--declare", "function b(Z)", 12)]
    {
        let run = with(BASELINE, &[option, text]);
        let json = run.json();
        let error = &json["files"][0]["error"];
        assert_eq!((run.status, &error["path"], &error["line"]), (2, &option.into(), &1.into()), "{}", run.stdout);
        assert_eq!(error["column"], column, "{text}: {}", error["message"]);
        assert!(run.stderr.contains(&format!("--> {option}:1:{column}")) && run.stderr.contains(text), "{}", run.stderr);
    }
}

#[test]
fn what_follows_from_an_error_is_counted_and_not_listed() {
    let run = run_with_input(&["-", "--define", "g(a) = Q(a) - beta(a)"], BASELINE.as_bytes());
    assert_eq!(run.stderr.matches("error: ").count(), 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("unknown function `beta`") && run.stderr.contains("more errors follow from these"),
        "{}",
        run.stderr
    );
    assert!(!run.stdout.contains("no verdict changes"), "{}", run.stdout);
}

#[test]
fn a_name_that_nothing_uses_is_warned_about() {
    let run = with(BASELINE, &["--define", "h(a) = Q(a)"]);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("nothing uses `h`") && run.stderr.contains("defines `π`, `g`"), "{}", run.stderr);
}

#[test]
fn what_a_used_file_defines_is_changed_there_and_its_lemmas_are_proved_anew() {
    let scratch = Scratch::new("what-if");
    scratch.write("parts/common.txt", "constant x, y\ndefine f = x + y\n\nlemma twice:\n  f + f\n  = 2*x + 2*y\n");
    let main = scratch.write("main.txt", "use \"parts/common.txt\"\n\nderivation d:\n  f + f + 1\n  = 2*x + 2*y + 1  by twice\n");
    let plain = run(&[&main]);
    assert_eq!(plain.status, 0, "{}{}", plain.stdout, plain.stderr);
    let changed = run(&[&main, "--format", "json", "--define", "f = x - y"]);
    assert_eq!((changed.status, verdicts(&changed)), (1, pairs(&[("proved", "refuted")])), "{}", changed.stderr);
    let json = changed.json();
    let lines = json["files"][0]["what_if"]["lines"].as_array().unwrap();
    let named: Vec<&str> = lines.iter().filter_map(|l| l["derivation"].as_str()).collect();
    assert_eq!(named, ["d", "twice"]);
    assert!(lines[1]["path"].as_str().is_some_and(|p| p.ends_with("parts/common.txt")), "{lines:?}");
    let broken = run(&[&main, "--define", "f = x - z"]);
    assert!(broken.status == 2 && broken.stderr.contains("--> --define:1:9"), "{}", broken.stderr);
}

#[test]
fn no_statement_can_be_smuggled_in_and_nothing_moves_lines() {
    let run = with(BASELINE, &["--define", "g(a) = Q(a)\nset B\n  # note"]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    let run = with(BASELINE, &["--define", "g(a) = Q(a)  # note"]);
    assert_eq!(
        (run.status, run.json()["files"][0]["derivations"][0]["steps"][0]["line"].as_u64()),
        (0, Some(9)),
        "{}",
        run.stderr
    );
}
