//! Filled-in reasons: everything else is byte for byte as it was, and the file still checks, with reasons that suffice.

mod common;

use common::{files, run, run_with_input};
use derive_check::check::annotate::annotate;
use derive_check::check::{Options, check};
use derive_check::report::{Reasons, StepReport, Verdict};
use std::path::{Path, PathBuf};

/// How many steps of a file were filled in, those that state now what they did not state before; and what is wrong.
fn filled_in(path: &Path) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    let bytes = std::fs::read(path).expect("the file can be read");
    let name = path.display().to_string();
    let annotated = annotate(&name, &bytes, path.parent(), &Options::default());
    let Some(text) = annotated.text else { return (0, vec![format!("{name}: cannot be read")]) };
    // Where nothing was filled in there is nothing new to check.
    let again = if text.as_bytes() == bytes {
        annotated.checked.report.clone()
    } else {
        check(&name, text.as_bytes(), path.parent(), &Options::default()).report
    };
    let before: Vec<&StepReport> = annotated.checked.report.steps().collect();
    let after: Vec<&StepReport> = again.steps().collect();
    assert_eq!(before.len(), after.len(), "{name}");
    let mut steps = Vec::new();
    for (old, new) in before.iter().zip(&after) {
        if old.verdict != new.verdict {
            wrong.push(format!("{name}:{}: {} became {}", old.line, old.verdict.name(), new.verdict.name()));
        }
        if old.reasons == Some(Reasons::Unstated) && !new.stated.is_empty() {
            steps.push(*old);
            if new.reasons != Some(Reasons::Sufficient) {
                wrong.push(format!("{name}:{}: {:?} do not suffice", old.line, new.stated));
            }
        } else if old.verdict == Verdict::Proved && old.reasons == Some(Reasons::Unstated) {
            wrong.push(format!("{name}:{}: no reasons are filled in, though it used {:?}", old.line, old.used));
        }
    }
    let filled = steps.len();
    only_reasons_were_added(&name, &String::from_utf8(bytes).expect("UTF-8"), &text, steps);
    (filled, wrong)
}

/// In every file of the folder, or in one out of so many; those with known gaps take long, and their gaps say nothing here.
fn property(folder: &str, one_in: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gaps = files::known_gaps();
    let known =
        |path: &Path| path.strip_prefix(root).is_ok_and(|p| gaps.iter().any(|gap| gap.starts_with(&format!("{}:", p.display()))));
    let paths: Vec<PathBuf> =
        files::collect(&root.join(folder)).into_iter().filter(|path| !known(path)).step_by(one_in).collect();
    let (mut filled, mut wrong) = (0, Vec::new());
    let done = |(count, errors): (usize, Vec<String>)| {
        filled += count;
        wrong.extend(errors);
    };
    files::side_by_side(&paths, |path| filled_in(path), done);
    assert!(filled > 0 && wrong.is_empty(), "{filled} filled in, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Behind each of the steps stands white space and `by …` with what it used, and nothing else is new.
fn only_reasons_were_added(name: &str, before: &str, after: &str, mut steps: Vec<&StepReport>) {
    steps.sort_by_key(|step| step.end);
    let (mut rest, mut done) = (after, 0);
    for step in steps {
        rest = rest.strip_prefix(&before[done..step.end]).unwrap_or_else(|| panic!("{name}: changed before line {}", step.line));
        let reasons = format!("by {}", step.used.join(", "));
        rest = rest.trim_start().strip_prefix(&reasons).unwrap_or_else(|| panic!("{name}:{}: not {reasons}", step.line));
        done = step.end;
    }
    assert_eq!(rest, &before[done..], "{name}: the end");
}

#[test]
fn worked_derivations_can_be_annotated() {
    property("derivations", 1);
}

#[test]
fn proved_cases_can_be_annotated() {
    // All of them are checked by other tests; to check and annotate them again takes minutes.
    property("tests/cases/proved", 6);
}

const MIXED: &str = "# Before.\r\nconstant x, y\r\n\r\nderivation d:  # a chain\r\n  (x + y)^2   # first\r\n  = x^2 + 2*x*y + y^2   # why\r\n    = y^2 + 2*x*y + x^2  by algebra\r\n  = x^2\r\n";

#[test]
fn comments_and_line_ends_stay_and_what_is_not_proved_gets_none() {
    let run = run_with_input(&["check", "-", "--annotate"], MIXED.as_bytes());
    assert_eq!(run.stdout, MIXED.replace("+ y^2   # why", "+ y^2  by algebra   # why"));
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("reasons filled in for 1 step; 1 step not proved"), "{}", run.stderr);
}

#[test]
fn several_steps_on_a_line_and_long_lines() {
    let text = "constant x\nderivation d: x + x = 2*x = x*2\n";
    let run = run_with_input(&["-", "--annotate"], text.as_bytes());
    assert_eq!(run.stdout, "constant x\nderivation d: x + x = 2*x  by algebra = x*2  by algebra\n");
    let long = format!("constant x\nderivation d:\n  x\n  = x{}\n", " + 0".repeat(25));
    let run = run_with_input(&["-", "--annotate"], long.as_bytes());
    assert_eq!(run.stdout, long.trim_end().to_owned() + "\n      by algebra\n");
}

#[test]
fn it_takes_one_file_that_can_be_read() {
    for (input, arguments) in
        [("constant (\n", &["-", "--annotate"][..]), ("", &["-", "-", "--annotate"]), ("", &["no.txt", "--annotate"])]
    {
        let run = run_with_input(arguments, input.as_bytes());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty());
    }
    assert_eq!(run(&["-", "--annotate", "--format", "json"]).status, 2);
}
