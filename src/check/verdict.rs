//! Proof and evaluation, put together to one verdict.
//!
//! | | proved | not proved |
//! |---|---|---|
//! | true in every model tried | proved | unproved |
//! | false in a model | contradiction | refuted |
//! | undefined in every model tried | unproved: nothing is proved from nothing | unproved |
//! | no model found | proved, but it may say nothing | unproved |

use super::proof::{Answer, EQUAL, Origin, Proof};
use crate::evaluate::{self, Outcome, Unknown};
use crate::prove::Sufficiency;
use crate::report::{Counterexample, Reasons, SideCondition, Status, StepReport, Verdict};

/// Enters the verdict into the report. Returns the proof if there is one that counts (or that contradicts a refutation).
pub fn combine(report: &mut StepReport, evaluation: &Outcome, proof: Answer) -> Option<Proof> {
    report.models_checked = match evaluation {
        Outcome::Agree { models } | Outcome::Unknown { models, .. } => *models,
        Outcome::Refuted(refuted) => refuted.models(),
    };
    match (evaluation, proof) {
        (Outcome::Refuted(refuted), proof) => {
            report.verdict = Verdict::Refuted;
            report.counterexample = Some(counterexample(refuted.counterexample()));
            let proof = match proof {
                Answer::Proved(proof) => proof,
                Answer::Unproved { equal: Some(_), .. } => {
                    say(report, EQUAL);
                    return None;
                }
                Answer::Unproved { parted, .. } => {
                    report.parted = parted.filter(|p| p.left != p.right);
                    return None;
                }
            };
            say(report, "INTERNAL CONTRADICTION: a proof of this line was accepted too; this is a defect of derive-check");
            Some(*proof)
        }
        (Outcome::Unknown { why: Unknown::Undefined, .. }, _) => {
            say(report, "a line is undefined in every model tried, so there is nothing to prove");
            None
        }
        (_, Answer::Unproved { message, parted, missing_conditions, .. }) => {
            say(report, &message);
            report.parted = parted;
            let missing = |condition| SideCondition { condition, status: Status::Missing };
            report.side_conditions = missing_conditions.into_iter().map(missing).collect();
            None
        }
        (evaluation, Answer::Proved(mut proof)) => {
            enter_proof(report, &mut proof);
            if let Outcome::Unknown { models: 0, why: Unknown::NoModel } = evaluation {
                report.vacuous = true;
                say(report, "no model of the declarations and assumptions was found, so this may say nothing");
            }
            Some(*proof)
        }
    }
}

/// Adds a sentence to what the report says of a step.
pub fn say(report: &mut StepReport, what: &str) {
    report.message = Some(match report.message.take() {
        Some(before) => format!("{before}; {what}"),
        None => what.to_owned(),
    });
}

fn enter_proof(report: &mut StepReport, proof: &mut Proof) {
    report.verdict = Verdict::Proved;
    report.reasons = Some(match proof.sufficiency {
        Sufficiency::Sufficient => Reasons::Sufficient,
        Sufficiency::Insufficient => Reasons::Insufficient,
        Sufficiency::Unstated => Reasons::Unstated,
    });
    report.used.clone_from(&proof.used);
    report.missing.clone_from(&proof.missing);
    report.assumed.clone_from(&proof.assumed);
    report.side_conditions = (proof.side_conditions.iter())
        .map(|(condition, source)| SideCondition { condition: condition.clone(), status: status(*source) })
        .collect();
    report.moves = std::mem::take(&mut proof.moves);
    report.trace = std::mem::take(&mut proof.stages);
}

fn status(source: Origin) -> Status {
    match source {
        Origin::Declarations => Status::Discharged,
        Origin::Lines => Status::Presupposed,
    }
}

fn counterexample(model: &evaluate::Counterexample) -> Counterexample {
    let integers = model.integers.iter().map(|(name, value)| (name.clone(), value.to_string()));
    Counterexample {
        sets: model.sets.clone(),
        fixed: model.fixed.iter().cloned().collect(),
        values: integers.chain(model.values.iter().cloned()).collect(),
        left: model.left.clone(),
        right: model.right.clone(),
    }
}
