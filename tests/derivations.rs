//! Every worked derivation is proved throughout, with the reasons it states, but for the steps listed here.

mod common;

use common::files;
use derive_check::report::Reasons;

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
            let insufficient = derivation.steps.iter().filter(|s| s.reasons == Some(Reasons::Insufficient));
            found.extend(insufficient.map(|s| (format!("{}:{}", derivation.name, s.index), s.missing.join(", "))));
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
