//! The command as users run it: exit statuses, streams, formats, and inputs that mean harm.

mod common;

use common::{Run, Scratch, run, run_with_input};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

const TRUE: &str = "constant x, y\n\nderivation square:\n  (x + y)^2\n  = x^2 + 2*x*y + y^2\n";
const FALSE: &str = "constant x, y\n\nderivation square:\n  (x + y)^2\n  = x^2 + y^2\n";
const UNKNOWN_NAME: &str = "constant reward\n\nderivation d:\n  reward\n  = rewrad\n";
const UNREADABLE: &str = "constant x\nconstant (\n";

#[test]
fn the_exit_status_is_the_worst_that_applies() {
    let scratch = Scratch::new("status");
    let good = scratch.write("good.txt", TRUE);
    let bad = scratch.write("bad.txt", FALSE);
    let unknown = scratch.write("unknown.txt", UNKNOWN_NAME);
    assert_eq!(run(&[&good]).status, 0);
    assert_eq!(run(&[&bad]).status, 1);
    assert_eq!(run(&[&unknown]).status, 2);
    assert_eq!(run(&["check", &good, &bad]).status, 1);
    assert_eq!(run(&["check", &bad, &unknown, &good]).status, 2);
}

#[test]
fn check_may_be_left_out() {
    let scratch = Scratch::new("default");
    let good = scratch.write("good.txt", TRUE);
    assert_eq!(run(&[&good, "--format", "json"]), run(&["check", &good, "--format", "json"]));
    assert_eq!(run(&["--format", "json", &good]), run(&["check", &good, "--format", "json"]));
}

#[test]
fn wrong_usage_is_told_from_a_wrong_line() {
    for arguments in
        [&[][..], &["check"], &["--no-such-flag", "x.txt"], &["check", "--jobs", "0", "x.txt"], &["rules", "no_such_rule"]]
    {
        let run = run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty());
    }
    assert_eq!(run(&["--help"]).status, 0);
    assert_eq!(run(&["--version"]).stdout, format!("derive-check {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_not_there_is_an_error_that_names_it() {
    let scratch = Scratch::new("missing");
    let folder = scratch.path("empty");
    std::fs::create_dir(&folder).unwrap();
    for path in [scratch.path("nowhere.txt"), folder] {
        let run = run(&[&path, "--format", "json"]);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains(&path), "{}", run.stderr);
        let file = &run.json()["files"][0];
        assert_eq!(file["path"], path.as_str());
        assert!(file["error"]["message"].is_string());
    }
}

#[test]
fn a_folder_means_every_derivation_file_under_it() {
    let scratch = Scratch::new("folder");
    scratch.write("b.txt", TRUE);
    scratch.write("a/z.txt", TRUE);
    scratch.write("a/notes.rst", "no derivation");
    let run = run(&[&scratch.root(), "--format", "json"]);
    let json = run.json();
    let paths: Vec<&str> = json["files"].as_array().unwrap().iter().filter_map(|f| f["path"].as_str()).collect();
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(paths, [scratch.path("a/z.txt"), scratch.path("b.txt")]);
    assert_eq!(json["summary"]["proved"], 2);
}

#[test]
fn standard_input_is_a_file() {
    let run = run_with_input(&["check", "-", "--format", "json"], TRUE.as_bytes());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.json()["files"][0]["path"], "-");
}

#[test]
fn the_json_has_the_keys_of_the_contract() {
    let run = run_with_input(&["-", "--format", "json"], TRUE.as_bytes());
    let json = run.json();
    assert_eq!(json["schema"], "derive-check/1");
    let keys = |value: &serde_json::Value, wanted: &[&str]| {
        wanted.iter().for_each(|key| assert!(value.get(key).is_some(), "{key} is not in {value}"));
    };
    keys(&json, &["schema", "files", "summary"]);
    keys(&json["summary"], &["steps", "proved", "refuted", "unproved", "error"]);
    let file = &json["files"][0];
    keys(file, &["path", "error", "errors", "derivations"]);
    let derivation = &file["derivations"][0];
    keys(derivation, &["name", "kind", "verdict", "result", "steps"]);
    keys(&derivation["result"], &["statement", "conditions", "assumed"]);
    let step = &derivation["steps"][0];
    keys(step, &["index", "relation", "line", "verdict", "stated", "reasons", "used", "missing", "assumed"]);
    keys(step, &["side_conditions", "models_checked", "counterexample", "message"]);
    assert_eq!((&step["index"], &step["relation"], &step["line"]), (&1.into(), &"=".into(), &5.into()));
    assert_eq!((&derivation["kind"], &step["reasons"]), (&"derivation".into(), &"unstated".into()));
}

#[test]
fn a_counterexample_shows_both_values() {
    let run = run_with_input(&["-", "--format", "json"], FALSE.as_bytes());
    let step = &run.json()["files"][0]["derivations"][0]["steps"][0];
    assert_eq!((run.status, &step["verdict"]), (1, &"refuted".into()));
    let model = &step["counterexample"];
    assert_ne!(model["left"], model["right"]);
    assert!(model["values"]["x"].is_string() && model["sets"].is_object() && model["fixed"].is_object());
}

#[test]
fn jsonl_is_one_line_for_each_file() {
    let scratch = Scratch::new("jsonl");
    let (good, bad) = (scratch.write("good.txt", TRUE), scratch.write("bad.txt", FALSE));
    let run = run(&[&bad, &good, "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> = run.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["path"], bad.as_str());
    assert_eq!(lines[1]["derivations"][0]["verdict"], "proved");
}

#[test]
fn an_unreadable_file_has_a_place_and_the_object_is_still_printed() {
    let run = run_with_input(&["-", "--format", "json"], UNREADABLE.as_bytes());
    let file = &run.json()["files"][0];
    assert_eq!((run.status, &file["error"]["line"]), (2, &2.into()));
    assert!(file["error"]["column"].is_u64() && file["errors"][0]["message"].is_string());
    assert!(run.stderr.contains("constant ("), "{}", run.stderr);
}

#[test]
fn an_unreadable_line_spoils_only_the_steps_beside_it() {
    let text = "constant x\n\nderivation d:\n  x + x\n  = 2*x\n  = 2*)x\n  = 3*x\n  = x + 2*x\n";
    let run = run_with_input(&["-", "--format", "json"], text.as_bytes());
    let json = run.json();
    let steps = json["files"][0]["derivations"][0]["steps"].as_array().unwrap();
    let verdicts: Vec<&str> = steps.iter().filter_map(|s| s["verdict"].as_str()).collect();
    assert_eq!((run.status, verdicts), (2, vec!["proved", "error", "error", "proved"]));
}

#[test]
fn an_unknown_name_comes_with_a_suggestion() {
    let run = run_with_input(&["-"], UNKNOWN_NAME.as_bytes());
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("`rewrad`") && run.stderr.contains("`reward`"), "{}", run.stderr);
}

#[test]
fn strict_changes_the_status_and_no_verdict() {
    let text = "constant x\n\nderivation d:\n  x/x\n  = 1\n";
    let (lax, strict) = (["-", "--format", "json"], ["-", "--format", "json", "--strict"]);
    let (lax, strict) = (run_with_input(&lax, text.as_bytes()), run_with_input(&strict, text.as_bytes()));
    assert_eq!((lax.status, strict.status), (0, 1));
    assert_eq!(lax.stdout, strict.stdout);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let scratch = Scratch::new("jobs");
    for at in 0..12 {
        scratch.write(&format!("{at}.txt"), [TRUE, FALSE, UNKNOWN_NAME, UNREADABLE][at % 4]);
    }
    let root = scratch.root();
    let first = run(&["check", &root, "--jobs", "1", "--format", "json"]);
    for jobs in ["2", "3"].iter().cycle().take(10) {
        assert_eq!(run(&["check", &root, "--jobs", jobs, "--format", "json"]), first);
    }
}

#[test]
fn colours_are_for_terminals() {
    let plain = run_with_input(&["-"], TRUE.as_bytes());
    assert!(!plain.stdout.contains('\u{1b}'));
    let colored = run_with_input(&["-", "--color", "always"], TRUE.as_bytes());
    assert!(colored.stdout.contains('\u{1b}'));
}

#[test]
fn explain_prints_the_step_and_knows_the_others() {
    let scratch = Scratch::new("explain");
    let file = scratch.write("good.txt", TRUE);
    let (short, long) = (run(&["explain", &file, "1"]), run(&["explain", &file, "square:1"]));
    assert_eq!((short.status, &short.stdout), (0, &long.stdout));
    assert!(short.stdout.contains("step 1: proved"), "{}", short.stdout);
    for wrong in ["2", "circle:1", "one"] {
        let run = run(&["explain", &file, wrong]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(wrong.trim_end_matches(":1")), "{}", run.stderr);
    }
}

#[test]
fn report_writes_json_where_it_is_told() {
    let scratch = Scratch::new("report");
    let (file, out) = (scratch.write("good.txt", TRUE), scratch.path("out.json"));
    let run = run(&["report", &file, "--format", "json", "-o", &out]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(json["files"][0]["derivations"][0]["name"], "square");
}

#[test]
fn columns_says_how_wide_the_output_is() {
    let widest = |columns: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_derive-check")).args(["rules", "algebra"]).env("COLUMNS", columns).output();
        let text = String::from_utf8(run.unwrap().stdout).unwrap();
        text.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(widest("60") <= 60 && (61..=80).contains(&widest("")) && widest("200") > 120);
    assert!(widest("3") <= 40 && widest("many") == widest("80"));
}

#[test]
fn rules_are_found_by_alias() {
    let all = run(&["rules"]);
    assert!(all.status == 0 && all.stdout.contains("score_identity") && all.stdout.contains("triangle"));
    let (name, alias) = (run(&["rules", "normalised"]), run(&["rules", "normalized"]));
    assert!(name.status == 0 && name.stdout == alias.stdout && !name.stdout.contains("triangle"));
}

#[test]
fn a_reader_who_leaves_is_no_defect() {
    let scratch = Scratch::new("pipe");
    for at in 0..40 {
        scratch.write(&format!("{at}.txt"), FALSE);
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_derive-check"))
        .args(["--format", "jsonl", &scratch.root()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|c| c < 3) && !complaints.contains("panic"), "{complaints}");
}

/// The input gives a verdict or a located error, soon, and never a panic.
fn survives(name: &str, input: &[u8]) -> Run {
    let run = run_with_input(&["-", "--format", "json"], input);
    assert!(run.status == 1 || run.status == 2, "{name}: status {}: {}", run.status, head(&run.stderr));
    assert!(!run.stderr.contains("panicked"), "{name}: {}", head(&run.stderr));
    assert!(run.took < Duration::from_secs(20), "{name} took {:?}", run.took);
    let file = &run.json()["files"][0];
    let located = file["error"]["line"].is_u64();
    assert!(located || !file["derivations"].as_array().unwrap().is_empty(), "{name}: neither place nor verdict");
    run
}

fn head(text: &str) -> String {
    text.chars().take(2000).collect()
}

#[test]
fn invalid_utf_8_is_an_error_with_a_place() {
    let run = survives("invalid UTF-8", b"constant x\nset \xff\xfe\n");
    assert_eq!((run.status, &run.json()["files"][0]["error"]["line"]), (2, &2.into()));
}

#[test]
fn deep_nesting_is_an_error_with_a_place() {
    let nested = |open: &str, close: &str| {
        format!("constant x\nderivation d:\n  {}x{}\n  = x\n", open.repeat(100_000), close.repeat(100_000))
    };
    survives("parentheses", nested("(", ")").as_bytes());
    survives("open parentheses", nested("(", "").as_bytes());
    survives("closing parentheses", nested("", ")").as_bytes());
    survives("minus signs", nested("-", "").as_bytes());
    survives("powers", nested("x^", "").as_bytes());
    survives("prefixes", nested("exp ", "").as_bytes());
    survives("bars", nested("|", "|").as_bytes());
    survives("brackets", nested("[", "]").as_bytes());
    survives("conditions", nested("if(not ", ")").as_bytes());
    survives("derivatives", nested("d/dx ", "").as_bytes());
    survives("sums", nested("sum[i in 1..2] ", "").as_bytes());
}

#[test]
fn definitions_that_double_do_not_explode() {
    let mut text = "constant x\ndefine f0 = x\n".to_owned();
    for at in 1..=60 {
        text += &format!("define f{at} = f{0} + f{0}\n", at - 1);
    }
    survives("doubling", (text + "derivation d:\n  f60\n  = x + f59\n").as_bytes());
}

#[test]
fn large_powers_do_not_explode() {
    survives("large power", b"derivation d:\n  2^(10^9)\n  = 3\n");
    survives("tower", b"derivation d:\n  9^9^9^9^9\n  = 3\n");
    survives("binomial", b"constant x, y\nderivation d:\n  (x + y)^5000\n  = x^5000 + y\n");
    survives("factorial", b"derivation d:\n  factorial(10^9)\n  = 3\n");
    survives("range", b"derivation d:\n  sum[i in 1..10^12] i\n  = 3\n");
    survives("long decimal", format!("derivation d:\n  {}\n  = 3\n", "9".repeat(100_000)).as_bytes());
}

#[test]
fn contradictory_constraints_are_an_error() {
    let run = survives("contradiction", b"constant x > 0 < 0\n\nderivation d:\n  x\n  = x + 1\n");
    assert_eq!(run.status, 2);
    survives("empty interval", b"constant x in (1, 0)\n\nderivation d:\n  x\n  = x + 1\n");
    survives("empty integers", b"integer n in 3..2\n\nderivation d:\n  n\n  = n + 1\n");
}

#[test]
fn assumptions_that_nothing_meets_prove_nothing() {
    let text = b"constant x\nassume one: x = 1\nassume two: x = 2\n\nderivation d:\n  x\n  = 1  by one\n";
    let run = run_with_input(&["-", "--format", "json"], text);
    assert_ne!(run.status, 0, "{}", run.stdout);
}
