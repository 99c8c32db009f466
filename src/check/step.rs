//! One step: is it readable, is it true in the models tried, is it proved?

use super::proof::{self, Answer, Proof, Task};
use super::results::Results;
use super::{Options, chain, problems, verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{Chain, Cited, Line, Step};
use crate::evaluate::{Evaluator, Outcome};
use crate::kernel::obligation::{Obligation, Signature};
use crate::report::{Reasons, StepReport, Verdict};
use crate::source::{Source, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many times as many models a step gets that could not be proved: it may be false.
const PERSISTENCE: usize = 4;

/// What part of the budget a search for a proof gets: one visited node takes longer than one evaluated.
pub const SHARE: u64 = 10;

/// How much less a proof of a refuted step is searched: there is none, unless derive-check has a defect.
const DOUBT: u64 = 20;

/// What the steps of a file share.
pub struct Bench<'a> {
    /// The declarations.
    pub signature: &'a Signature,
    /// The text.
    pub source: &'a Source,
    /// Effort.
    pub options: &'a Options,
    /// Models.
    pub evaluator: Evaluator<'a>,
    /// What may be cited.
    pub results: Results,
    /// Steps both proved and refuted.
    pub contradictions: Vec<String>,
}

/// Checks a step against the line before it.
pub fn check(
    bench: &mut Bench<'_>,
    chain: &Chain,
    visible: &Signature,
    index: usize,
    left: &Line,
    step: &Step,
) -> (StepReport, Option<Proof>) {
    let mut report = blank(bench, index, step);
    let (left, right) = match (&left.term, &step.line.term, error(step)) {
        (Ok(left), Ok(right), None) => (left, right),
        (_, Err(why), _) | (_, _, Some(why)) => return (unreadable(bench, report, why), None),
        (Err(_), ..) => {
            report.verdict = Verdict::Error;
            report.message = Some("the line before cannot be read, so there is nothing to compare this one with".to_owned());
            return (report, None);
        }
    };
    let obligation = Obligation { vars: chain.vars.clone(), left: left.clone(), relation: step.relation, right: right.clone() };
    let stated = stated(bench, step, &mut report);
    let judged = catch_unwind(AssertUnwindSafe(|| judge(bench, visible, &obligation, stated.as_deref())));
    let Ok((evaluation, proof)) = judged else {
        bench.evaluator = Evaluator::new(bench.signature, &bench.options.evaluation());
        verdict::say(&mut report, "derive-check failed on this step: please report this as a defect");
        return (report, None);
    };
    let proof = verdict::combine(&mut report, &evaluation, proof, bench.options.moves);
    if matches!(evaluation, Outcome::Refuted(_)) && proof.is_some() {
        let what = format!("{}:{index} is both proved and refuted; please report this", chain.name);
        bench.contradictions.push(what);
    }
    (report, proof)
}

/// Evaluation and proof, each on its own.
fn judge(bench: &mut Bench<'_>, visible: &Signature, obligation: &Obligation, stated: Option<&[Cited]>) -> (Outcome, Answer) {
    let evaluation = bench.evaluator.step(obligation);
    let refuted = matches!(evaluation, Outcome::Refuted(_));
    let task = Task {
        signature: visible,
        theorems: &bench.results.proved,
        obligation,
        stated,
        budget: bench.options.budget / if refuted { SHARE * DOUBT } else { SHARE },
        trace: bench.options.moves,
    };
    let proof = proof::prove(&task);
    let doubtful = matches!((&evaluation, &proof), (Outcome::Agree { .. }, Answer::Unproved { .. }));
    if !doubtful {
        return (evaluation, proof);
    }
    let models = bench.options.evaluation().models.saturating_mul(PERSISTENCE);
    (bench.evaluator.step_in(obligation, models), proof)
}

/// What the stated reasons allow. A result that is not proved may not be used, and the report says so.
fn stated(bench: &Bench<'_>, step: &Step, report: &mut StepReport) -> Option<Vec<Cited>> {
    let stated = step.reasons.as_ref()?;
    let mut reasons = Vec::new();
    for cited in stated.iter().flatten() {
        if let Cited::Result(name) = cited
            && let Some(why) = bench.results.refusal(name)
        {
            verdict::say(report, &format!("`{name}` is not used: {why}"));
        } else {
            reasons.push(cited.clone());
        }
    }
    Some(reasons)
}

/// A step of which nothing is known yet.
fn blank(bench: &Bench<'_>, index: usize, step: &Step) -> StepReport {
    StepReport {
        index,
        relation: chain::sign(step.relation).to_owned(),
        line: step.source_line,
        end: step.span.end,
        verdict: Verdict::Unproved,
        before: None,
        text: text(bench, &step.line, step.span),
        tree: step.line.tree.clone(),
        stated: step.stated.clone(),
        reasons: step.reasons.is_none().then_some(Reasons::Unstated),
        used: Vec::new(),
        missing: Vec::new(),
        assumed: Vec::new(),
        side_conditions: Vec::new(),
        models_checked: 0,
        vacuous: false,
        counterexample: None,
        parted: None,
        message: None,
        error: None,
        moves: Vec::new(),
        trace: Vec::new(),
    }
}

/// The first error in the reasons or the relation of a step.
fn error(step: &Step) -> Option<&Diagnostic> {
    let in_reasons = step.reasons.iter().flatten().find_map(|r| r.as_ref().err());
    in_reasons.or_else(|| step.notes.iter().find(|d| d.severity == Severity::Error))
}

fn unreadable(bench: &Bench<'_>, mut report: StepReport, why: &Diagnostic) -> StepReport {
    let problem = problems::problem(bench.source, why);
    let help = problem.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    report.verdict = Verdict::Error;
    report.message = Some(problem.message.clone() + &help);
    report.error = Some(problem);
    report
}

/// A line as written, also where it cannot be read.
pub fn text(bench: &Bench<'_>, line: &Line, span: Span) -> String {
    if !line.text.is_empty() {
        return line.text.clone();
    }
    let written = one_line(bench.source.text.get(span.start..span.end).unwrap_or_default());
    let after_relation = written.trim_start_matches(['=', '<', '>', '≤', '≥', '!', '≠', ' ']);
    after_relation.split_once(" by ").map_or(after_relation, |(line, _)| line).trim().to_owned()
}

/// A piece of a file without comments and line breaks.
pub fn one_line(text: &str) -> String {
    let code = text.lines().map(|line| line.split_once('#').map_or(line, |(code, _)| code));
    let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
