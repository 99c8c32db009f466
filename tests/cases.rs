//! Drop-in cases: the folder under `tests/cases/` decides what is expected of every file in it.
//!
//! | folder | expected |
//! |---|---|
//! | `proved` | every step is proved, and the reasons it states carry it |
//! | `refuted` | every derivation is refuted, by a counterexample that is shown (lemmas may help and be proved) |
//! | `unproved` | every derivation is unproved, and says why |
//! | `error` | exit status 2, with a place and a message |
//!
//! A case may say more in comments: `# expect: TEXT` is text that a message, a condition, a missing reason, or an
//! error of that file holds.

mod common;

use common::files;
use derive_check::report::{DerivationReport, FileReport, Verdict};

#[test]
fn proved() {
    files::hold("tests/cases/proved", |file, wrong| {
        files::readable(file, wrong);
        for derivation in &file.derivations {
            files::all_proved(derivation, wrong);
            wrong.extend(
                files::insufficient(derivation).map(|(place, lacking)| format!("{place}: the stated reasons lack {lacking}")),
            );
        }
    });
}

#[test]
fn refuted() {
    files::hold("tests/cases/refuted", |file, wrong| {
        files::readable(file, wrong);
        for derivation in claims(file) {
            worst_is(derivation, Verdict::Refuted, wrong);
            for step in derivation.steps.iter().filter(|s| s.verdict == Verdict::Refuted) {
                if step.counterexample.is_none() {
                    wrong.push(format!("{}:{}: refuted without a counterexample", derivation.name, step.index));
                }
            }
        }
    });
}

#[test]
fn unproved() {
    files::hold("tests/cases/unproved", |file, wrong| {
        files::readable(file, wrong);
        for derivation in claims(file) {
            worst_is(derivation, Verdict::Unproved, wrong);
            let silent = |s: &&derive_check::report::StepReport| s.verdict == Verdict::Unproved && s.message.is_none();
            for step in derivation.steps.iter().filter(silent) {
                wrong.push(format!("{}:{}: unproved without a word", derivation.name, step.index));
            }
        }
    });
}

#[test]
fn error() {
    files::hold("tests/cases/error", |file, wrong| {
        if file.exit_status(false) != 2 {
            wrong.push("no error".to_owned());
        }
        if !file.errors.iter().any(|e| e.line.is_some() && !e.message.is_empty()) {
            wrong.push("no error has a place and a message".to_owned());
        }
    });
}

/// What a file claims: its derivations, or its lemmas if it has nothing else.
fn claims(file: &FileReport) -> Vec<&DerivationReport> {
    let derivations: Vec<&DerivationReport> = file.derivations.iter().filter(|d| d.kind == "derivation").collect();
    if derivations.is_empty() { file.derivations.iter().collect() } else { derivations }
}

fn worst_is(derivation: &DerivationReport, wanted: Verdict, wrong: &mut Vec<String>) {
    if derivation.verdict != wanted {
        let steps: Vec<String> = derivation.steps.iter().map(|s| format!("{} {}", s.index, files::describe(s))).collect();
        wrong.push(format!("{}: {} and not {}: {}", derivation.name, derivation.verdict.name(), wanted.name(), steps.join("; ")));
    }
}
