//! Checking every derivation file under a folder, and collecting all that is wrong.

use derive_check::check::{self, Options, pool};
use derive_check::report::{DerivationReport, FileReport, Reasons, StepReport, Verdict};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Works on the items by as many threads as there are cores; `done` gets the results in the order of the items.
pub fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync, mut done: impl FnMut(R)) {
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let done = |result| {
        done(result);
        ControlFlow::Continue(())
    };
    pool::in_order(items, jobs, work, done).expect("threads start");
}

/// Calls `test` on the report of every `.txt` file under the folder (there may be none) and fails with everything it
/// pushed, each line with its file. What a file says in `# expect:` must be said of it.
pub fn hold(folder: &str, test: impl Fn(&FileReport, &mut Vec<String>)) {
    let files = collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let mut wrong = Vec::new();
    let work = |path: &PathBuf| {
        let bytes = std::fs::read(path).expect("the file can be read");
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string();
        (check::check(&name, &bytes, path.parent(), &Options::default()), bytes)
    };
    let done = |(checked, bytes): (check::Checked, Vec<u8>)| {
        let mut here = Vec::new();
        test(&checked.report, &mut here);
        for wanted in expected(&String::from_utf8_lossy(&bytes)).iter().filter(|wanted| !says(&checked.report, wanted)) {
            here.push(format!(" nothing says `{wanted}`"));
        }
        wrong.extend(here.into_iter().map(|what| format!("{}:{what}", checked.report.path)));
    };
    side_by_side(&files, work, done);
    let wrong = without_known_gaps(folder, wrong);
    assert!(wrong.is_empty(), "{} of {} files:\n{}\n", wrong.len(), files.len(), wrong.join("\n"));
}

/// The places that `tests/known_gaps.txt` lists.
pub fn known_gaps() -> Vec<String> {
    let list = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_gaps.txt")).unwrap_or_default();
    list.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
}

/// Leaves out what `tests/known_gaps.txt` lists, as long as it is a gap and no wrong answer; a listed gap that has closed is
/// wrong, so that the list stays true.
fn without_known_gaps(folder: &str, wrong: Vec<String>) -> Vec<String> {
    let gaps: Vec<String> = known_gaps().into_iter().filter(|l| l.starts_with(&format!("{folder}/"))).collect();
    let harmless = |text: &str| ["unproved", "the stated reasons lack"].iter().any(|start| text.starts_with(start));
    let parts = |line: &str| line.split_once(": ").map(|(place, text)| (place.to_owned(), text.to_owned())).unwrap_or_default();
    let mut open: Vec<String> = Vec::new();
    let mut left = Vec::new();
    for line in wrong {
        let (place, text) = parts(&line);
        if harmless(&text) && gaps.contains(&place) { open.push(place) } else { left.push(line) }
    }
    left.extend(gaps.iter().filter(|g| !open.contains(g)).map(|g| format!("{g}: closed: take it off the list of known gaps")));
    left
}

/// The `.txt` files under a folder, sorted; none if there is no such folder. What stands in a folder called `parts` is
/// there for others to `use`.
pub fn collect(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("parts") {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The file can be read.
pub fn readable(file: &FileReport, wrong: &mut Vec<String>) {
    if let Some(problem) = &file.error {
        wrong.push(format!("{}: {}", problem.line.unwrap_or(0), problem.message));
    }
    wrong.extend(file.contradictions.iter().cloned());
}

/// Every step is proved.
pub fn all_proved(derivation: &DerivationReport, wrong: &mut Vec<String>) {
    for step in derivation.steps.iter().filter(|s| s.fails(false)) {
        wrong.push(format!("{}:{}: {}", derivation.name, step.index, describe(step)));
    }
    if derivation.verdict != Verdict::Proved && derivation.steps.iter().all(|s| !s.fails(false)) {
        wrong.push(format!("{}: {}", derivation.name, derivation.message.as_deref().unwrap_or("not proved")));
    }
}

/// The steps whose stated reasons do not carry them, and what these lack.
pub fn insufficient(derivation: &DerivationReport) -> impl Iterator<Item = (String, String)> {
    let lacking = derivation.steps.iter().filter(|s| s.reasons == Some(Reasons::Insufficient));
    lacking.map(|s| (format!("{}:{}", derivation.name, s.index), s.missing.join(", ")))
}

/// The verdict and its message.
pub fn describe(step: &StepReport) -> String {
    format!("{} {}", step.verdict.name(), step.message.as_deref().unwrap_or(""))
}

/// What follows in all comments that begin with `# expect:`.
fn expected(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.trim().strip_prefix("# expect:")).map(|rest| rest.trim().to_owned()).collect()
}

/// Does a message, a condition, a missing reason, an assumption or an error hold this text?
fn says(file: &FileReport, wanted: &str) -> bool {
    let steps = file.steps().flat_map(|s| {
        let conditions = s.side_conditions.iter().map(|c| &c.condition);
        s.message.iter().chain(&s.missing).chain(&s.assumed).chain(conditions)
    });
    let problems = file.errors.iter().chain(&file.warnings).flat_map(|p| std::iter::once(&p.message).chain(&p.help));
    steps.chain(problems).chain(file.derivations.iter().flat_map(|d| &d.message)).any(|text| text.contains(wanted))
}
