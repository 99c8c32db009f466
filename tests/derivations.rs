//! Every worked derivation is proved throughout, with the reasons it states, but for the steps listed here.

mod common;

use common::files;
use derive_check::check::{Options, check};
use derive_check::report::Verdict;

/// Steps of papers that are printed with too little of a reason: file, derivation and step, and what is named as missing.
const PRINTED_WITH_TOO_LITTLE: &[(&str, &str, &str)] =
    &[("derivations/eq6_as_printed.txt", "eq6_as_printed:1", "score_identity")];

#[test]
fn worked_derivations_are_proved() {
    files::hold("derivations", |file, wrong| {
        files::readable(file, wrong);
        let expected: Vec<&(&str, &str, &str)> =
            PRINTED_WITH_TOO_LITTLE.iter().filter(|(path, _, _)| *path == file.path).collect();
        let mut found = Vec::new();
        for derivation in &file.derivations {
            files::all_proved(derivation, wrong);
            found.extend(files::insufficient(derivation));
        }
        for (place, missing) in &found {
            if !expected.iter().any(|(_, p, m)| p == place && missing.contains(m)) {
                wrong.push(format!("{place}: the stated reasons lack {missing}"));
            }
        }
        for (_, place, _) in expected.iter().filter(|(_, place, _)| !found.iter().any(|(p, _)| p == place)) {
            wrong.push(format!("{place}: the stated reasons were to be insufficient"));
        }
    });
}

/// The main example takes a hundredth of the work that a step may take: models and proofs are both counted.
#[test]
fn the_main_example_is_little_work() {
    let path = "derivations/eq6.txt";
    let text = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let options = Options { budget: Options::default().budget / 100, ..Options::default() };
    let report = check(path, &text, None, &options).report;
    let steps: Vec<_> = report.derivations.iter().flat_map(|d| &d.steps).collect();
    assert!(steps.len() >= 9);
    for step in steps {
        assert_eq!((step.verdict, step.models_checked >= 10), (Verdict::Proved, true), "{step:?}");
    }
}
