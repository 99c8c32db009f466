//! A file with the reasons filled in that its proofs used and its author did not state.
//!
//! What comes out is checked again: reasons that would not suffice as stated (say because a name of the file hides a rule's) are
//! left out. So the file still checks, and every step that was filled in does so with `sufficient`.

use super::{Checked, Options, check};
use crate::report::{FileReport, Reasons, Verdict, annotated};
use std::path::Path;

/// A file, and what it is with its reasons.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// The check of the file as it is.
    pub checked: Checked,
    /// The text with reasons; nothing if the file cannot be read.
    pub text: Option<String>,
    /// How many steps were filled in.
    pub filled: usize,
}

/// Checks the file of this name and content, and fills in reasons.
pub fn annotate(path: &str, bytes: &[u8], folder: Option<&Path>, options: &Options) -> Annotated {
    let checked = check(path, bytes, folder, options);
    let source = std::str::from_utf8(bytes).ok().filter(|_| checked.report.error.is_none());
    let Some(source) = source else {
        return Annotated { checked, text: None, filled: 0 };
    };
    let mut wanted: Vec<_> = annotated::steps(&checked.report).collect();
    loop {
        let steps: Vec<_> = wanted.iter().map(|(_, step)| *step).collect();
        let text = annotated::annotated(source, &steps);
        let again = check(path, text.as_bytes(), folder, options);
        let filled = wanted.len();
        wanted.retain(|(derivation, step)| suffices(&again.report, &derivation.name, step.index));
        if wanted.len() == filled {
            return Annotated { text: Some(text), filled, checked };
        }
    }
}

fn suffices(report: &FileReport, derivation: &str, index: usize) -> bool {
    let chain = report.derivations.iter().find(|d| d.name == derivation);
    let step = chain.and_then(|d| d.steps.iter().find(|s| s.index == index));
    step.is_some_and(|s| s.verdict == Verdict::Proved && s.reasons == Some(Reasons::Sufficient))
}
